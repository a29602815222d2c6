"""Steps that several commands share: choose, act, report; register; books of a period; history.

Registers no command.
"""
