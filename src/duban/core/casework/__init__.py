"""What the kinds that have a life of their own do alike: say what comes next, let a wrong entry be put right.

Knows no kind; what each of them refuses stands in its own folder.
"""
