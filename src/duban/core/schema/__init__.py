"""JSON Schemas of all files, with their Chinese captions.

Validates nothing: validation does.
"""
