"""All tasks as one question sees them, and which of them it means.

Reads no file: files/workspace hands the tasks in.
"""
