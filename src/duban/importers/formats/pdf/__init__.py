"""PDF files to blocks, from the file alone.

Asks the machine for no font and understands nothing of what is written.
"""
