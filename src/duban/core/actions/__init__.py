"""Which event may be recorded: what completes it, what refuses it, what corrects it.

Writes nothing: act.py does, after all is decided.
"""
