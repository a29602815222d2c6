"""Commands that record what happens to a task.

Decide nothing: core/actions does.
"""
