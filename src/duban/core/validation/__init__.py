"""Every fault of a document at once, in words and with its place.

Holds no rule of a policy and reads no file.
"""
