"""Questions: each view is a pure function from states to a sheet.

Reads no file, knows no clock and no screen.
"""
