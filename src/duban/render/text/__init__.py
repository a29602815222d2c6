"""Sheets and problems as text: width, escapes, cells, plain lines, colour, Markdown.

Looks nothing up.
"""
