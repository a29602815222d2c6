"""YAML as people write it: read safely, faults placed and explained, written in the house format.

Knows no record.
"""
