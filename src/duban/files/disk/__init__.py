"""Plain files, folders and paths of a disk that may be anybody's, a child that reads foreign bytes, a program's end.

Knows no workspace, no YAML and no git.
"""
