"""The command line: reads words, calls a view or an act, shows the answer, gives the exit code.

Decides nothing about tasks. The only room that sees the clock and the environment.
"""
