"""The wall chart (挂图作战): what stands on it, and what the public may not read.

Draws nothing: render/charts and render/html do.
"""
