"""A table to drafts: header, roles of columns, rows.

Opens no file.
"""
