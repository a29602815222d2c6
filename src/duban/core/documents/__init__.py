"""Templates of official documents and the numbers that were given.

Writes no document: views/documents composes them.
"""
