"""What clues (线索) are made of: their words, their head and the entries of their journals.

Only shape; their life and what is allowed stands in core/clues.
"""
