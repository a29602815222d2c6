"""What a history of commits says of the books: who wrote which event.

Pure: commits and versions are handed in; files/git reads them.
"""
