"""Marks of units (考核): what is counted of the books, how it is reckoned, ranked, appealed, settled and frozen.

Pure. Counts and says; what follows from a result, people decide.
"""
