"""The commands, one module or one folder each.

A command calls no other but where tests/test_house.py says so.
"""
