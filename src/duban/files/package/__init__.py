"""Packages that leave the house: one zip file with a list of its members and their digests, checked from itself alone.

Knows what a package is and what a backup holds; what goes into a dossier is not said here.
"""
