"""Policies as data: kinds of rule, one policy that extends another, what a head must have.

Applies no rule to a task: duties and actions do.
"""
