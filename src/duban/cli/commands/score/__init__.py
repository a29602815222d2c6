"""`duban score` and `duban rank`: an appraisal from its scheme to the use of its result.

Words and options only; what is counted and allowed decides core.
"""
