"""`import`: documents and tables in.

Understands no document: importers does.
"""
