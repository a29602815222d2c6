"""HTML: one page for a sheet, one file for the wall.

Loads nothing from anywhere.
"""
