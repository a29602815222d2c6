"""Commands that set up a workspace: init, upgrade, unit, policy, calendar, schema.

Touch no task.
"""
