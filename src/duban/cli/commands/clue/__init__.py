"""`clue`: the commands of clues (线索), one module for each stretch of their life.

Words to entries; what is allowed, core/clues decides.
"""
