"""Foreign tables and documents: bytes become drafts and problems.

Writes nothing and registers nothing.
"""
