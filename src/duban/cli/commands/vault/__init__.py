"""Commands that put the books, or a part of them, into one file to be kept elsewhere, and that open such a file.

What a file holds and how it is checked, files/package says.
"""
