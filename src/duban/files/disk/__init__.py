"""Plain files, folders and paths of a disk that may be anybody's, and a child process that reads foreign bytes.

Knows no workspace, no YAML and no git.
"""
