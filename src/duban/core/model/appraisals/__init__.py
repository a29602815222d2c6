"""Appraisals (考核) as files hold them: schemes, records and vocabulary.

Shape only; what they mean stands in core/scoring.
"""
