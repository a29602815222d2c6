"""`duban interview`: an interview from its entry to its end, one command a stage.

Words and options only; what is allowed decides core.
"""
