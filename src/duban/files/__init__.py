"""The workspace on disk and in git: reads files into records, writes them back safely.

Knows no rule of a policy and shows nothing.
"""
