"""Reports: one function each, one line in registry.py.

Computes no verdict; lays nothing out for a format.
"""
