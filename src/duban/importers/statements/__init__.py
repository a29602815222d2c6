"""Returned statements of units to answers and faults.

Settles nothing: core/statements compares.
"""
