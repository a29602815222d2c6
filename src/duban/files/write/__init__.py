"""One write: locked, noted, atomic, committed, and recovered when it was cut short.

Decides nothing about tasks: act.py hands in the files.
"""
