"""Records of the files and the official vocabulary: what a task, an event, a workspace is made of.

Decides nothing and computes no day; every other package of core stands on it.
"""
