"""`check` and `doctor`: what is wrong in the workspace, and on the machine.

Mend nothing.
"""
