"""Writes a sheet in the form somebody reads: terminal, plain text, Markdown, CSV.

Decides nothing and looks nothing up: it sees only the neutral document.
"""
