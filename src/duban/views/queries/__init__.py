"""Answers about tasks: overdue, due, list, show, why, log, policies, calendar.

Pure; reads no file and prints nothing.
"""
