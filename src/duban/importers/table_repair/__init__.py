"""Tables that lost their cells: lines, bars, blanks, dumps put back into rows.

Gives grids; what a column is for, tables/ finds out.
"""
