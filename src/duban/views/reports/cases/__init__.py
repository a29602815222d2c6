"""Reports on cases: inspections, interviews, results.

Computes no verdict; lays nothing out for a format.
"""
