"""The kinds of files that have a life, one module each, and the table of them (kinds.py) that every command loops over.

Each says what its kind is; folding and deciding is core/engine, reading and writing files/workspace and act.py.
"""
