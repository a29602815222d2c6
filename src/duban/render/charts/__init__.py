"""Charts as SVG: the wall, milestones, trends.

Counts nothing.
"""
