"""Tasks, events and duties as flat tables, due days as an agenda.

Writes no format: render/data does.
"""
