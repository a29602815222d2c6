"""Words to values: days, units, persons, numbers, headings, quantities.

Knows no file format and no draft.
"""
