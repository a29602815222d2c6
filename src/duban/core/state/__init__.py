"""A journal folded to the state of a task: order, corrections, transitions, effects.

Refuses nothing that was once recorded; what may be recorded is decided in actions.
"""
