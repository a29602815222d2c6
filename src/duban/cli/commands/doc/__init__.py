"""`doc`: official documents, numbered and filed.

Composes nothing: views/documents does.
"""
