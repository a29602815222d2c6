"""Interviews (约谈): their life, who may do what when, what is owed, whether the first had an effect, how often.

Pure; the records stand in core/model/interviews.
"""
