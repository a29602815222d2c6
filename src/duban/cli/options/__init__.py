"""What is typed, as values: ids, filters, head fields, dates of a task.

Decides nothing and writes nothing.
"""
