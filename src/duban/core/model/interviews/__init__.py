"""Interviews (约谈) as files hold them: records and vocabulary.

Shape only; what they mean stands in core/interviews.
"""
