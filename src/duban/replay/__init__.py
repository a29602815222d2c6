"""The commits of a workspace replayed: what duban did not write, or would not have written.

Reads git's objects alone; the rules are those of writing: the renderer of plan.py, `decide`, FOOTPRINTS.
"""
