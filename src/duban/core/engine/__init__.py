"""One engine for everything with a life: journals in order, folded by a table of transitions into a state.

Knows no kind: what a task, a closing, a statement is, their own rooms and core/cases say.
"""
