"""The forms of `reconcile`: what is shown of each kind of period.

Computes no figure: core/balance does.
"""
