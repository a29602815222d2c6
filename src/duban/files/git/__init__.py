"""The repository: every call of git, its settings, what it answers and what it refuses.

Only repository.py runs a program; nothing here knows a task.
"""
