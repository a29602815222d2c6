"""Tables for programs: CSV, Parquet, iCalendar.

Formats nothing for people but the CSV of a sheet.
"""
