"""Word: official documents by GB/T 9704, and sheets as plain tables.

Decides no wording.
"""
