"""A period: opening, in, out, closing by ids, performance, inspection, hand-over, what changed after it.

Formats nothing: views/period lays it out.
"""
