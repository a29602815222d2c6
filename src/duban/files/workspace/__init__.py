"""A workspace: finds it and reads its files into records, each fault in its place.

Writes only the read cache, evidence and what a write hands it.
"""
