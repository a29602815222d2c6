"""The rules: tasks, events, working days, policies, duties, as pure functions.

No disk, no git, no clock, no output: everything comes in as an argument.
"""
