"""What is handed back: drafts, how sure they are, their workbook, the head of a task.

Reads no document.
"""
