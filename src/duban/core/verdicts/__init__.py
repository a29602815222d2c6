"""One judgement on a duty for every list, report, paper, wall, statement and export.

Knows no list and no report; how a duty comes about, core/duties says.
"""
