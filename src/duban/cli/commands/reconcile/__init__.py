"""`reconcile`: the books of a period, with units, closed and verified.

Computes no figure: core/balance and core/statements do.
"""
