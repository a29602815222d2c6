"""Excel: sheets on worksheets, with formulas made harmless.

Decides no wording.
"""
