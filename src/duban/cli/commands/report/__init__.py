"""`report`: every report in every form, and the wall.

Computes no figure: views/reports does.
"""
