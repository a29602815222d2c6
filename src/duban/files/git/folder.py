"""What the files of git say by themselves: where the git directory of a folder is, and which commit is HEAD.

Read without starting git, which costs 3 ms a call; git/repository.py alone runs git, and writes go where git says.
"""

import os
import re
import zlib
from pathlib import Path

POINTER = "gitdir:"
LONGEST_POINTER = 4096
_HEAD = re.compile(rb"ref: refs/heads/([^\0\n]+)\n")
_COMMIT = re.compile(rb"([0-9a-f]{40}(?:[0-9a-f]{24})?)\n")


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


def read_head(git_dir: Path, common: Path) -> tuple[str, str] | None:
    """The branch of HEAD and its last commit; None wherever git itself must be asked.

    That is: a detached HEAD, a branch without a commit, packed references or objects, a shallow clone, anything odd.
    `common` is what all working trees of the repository share. The commit is a whole, readable object.
    """
    try:
        head = _HEAD.fullmatch((git_dir / "HEAD").read_bytes())
        if head is None or b".." in head[1] or (common / "shallow").exists():
            return None
        branch = os.fsdecode(head[1])
        commit = _COMMIT.fullmatch((common / "refs" / "heads" / branch).read_bytes())
        if commit is None:
            return None
        name = commit[1].decode()
        held = zlib.decompress((common / "objects" / name[:2] / name[2:]).read_bytes())
    except (OSError, zlib.error):
        return None
    return (branch, name) if held.startswith(b"commit ") else None
