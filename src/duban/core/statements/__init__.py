"""Reconciliation with units: both sides of a task, what differs, what was ruled.

Reads no returned file: importers/statements does.
"""
