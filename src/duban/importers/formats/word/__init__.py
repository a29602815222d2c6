"""Word documents to blocks.

Understands nothing of what is written.
"""
