"""Clues (线索): what people tell of matters that are not carried out, from its entry to its answer.

Only `records` is imported by every question; rules and gates are imported where they are asked.
"""
