"""Answers about cases: their pages, the inspection plan and its days, rectifications, results.

Pure; reads no file and prints nothing.
"""
