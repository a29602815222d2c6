"""The records of results (结果), and their vocabulary.

Only shape and words: what they mean stands in core/results.
"""
