"""Who owes what by when, and why: duties of a task, of a rule, of a cadence.

Knows no list and no report; one duty is computed here and nowhere else.
"""
