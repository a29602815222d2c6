"""Bytes to blocks: one reader a format, paragraphs and tables as they come out.

Understands nothing of what is written.
"""
