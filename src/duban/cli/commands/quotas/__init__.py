"""`visit`, `meeting`, `quota`: what was done that belongs to no task, who, where, about what; and who is behind.

Words only; what is allowed decides core/quotas, what is written act.py.
"""
