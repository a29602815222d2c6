"""Days, periods, cadences and figures as people write them: one table of forms, read alike wherever they stand.

Words come folded (core/model/folding.py), values go out; counting working days is for core/calendar.
"""
