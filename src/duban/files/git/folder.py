"""Where the git directory of a folder is, found without starting git, so that the read cache costs nothing.

Looks at the disk only; git/repository.py alone runs git, and writes go where git itself says.
"""

import os
from pathlib import Path

POINTER = "gitdir:"
LONGEST_POINTER = 4096


def find_git_folder(start: Path) -> Path | None:
    """The git directory that `start` (absolute) belongs to; None outside a repository.

    A `.git` file of a worktree or submodule is followed.
    """
    top = find_top(start)
    if top is None:
        return None
    found = top / ".git"
    return found if found.is_dir() else _pointed_to(found)


def find_top(start: Path) -> Path | None:
    """The working tree that `start` (absolute) belongs to: the nearest folder with a `.git`; None outside."""
    for folder in (start, *start.parents):
        found = folder / ".git"
        if found.is_dir() or found.is_file():
            return folder
    return None


def _pointed_to(pointer: Path) -> Path | None:
    try:
        with pointer.open("rb") as file:
            text = os.fsdecode(file.read(LONGEST_POINTER))
    except OSError:
        return None
    if not text.startswith(POINTER):
        return None
    return Path(os.path.normpath(pointer.parent / text[len(POINTER) :].strip()))
