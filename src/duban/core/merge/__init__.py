"""Two copies of the books made one: journals are united, never overwritten.

Pure: reads no repository and resolves nothing that a person must decide.
"""
