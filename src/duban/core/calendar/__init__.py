"""Working days: which days are worked, by whose word, and counting them.

Knows no task and no policy.
"""
