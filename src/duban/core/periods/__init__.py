"""Weeks, months, quarters, halves, years: where they begin and end, and which are closed.

Counts no figure of a period: balance does.
"""
