"""Neutral answers: sheet, official document, board, flat table. All that render may import.

Holds no question and no layout.
"""
