"""Inspections (督查项目): their life, who may do what when, what is owed, overlap, lots, the plan.

Pure; the records stand in core/model/inspection.py.
"""
