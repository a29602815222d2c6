"""`circulate`, `negative`, `award`, `exempt`: what follows from how a matter was done; `candidates`, who might be next.

One module a group of commands, recording.py what they do alike.
"""
