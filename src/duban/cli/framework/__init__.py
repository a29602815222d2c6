"""The command line as such: typer, help, completion, context, output, errors.

Knows no task.
"""
