"""账目校验码: twelve signs over every byte of the workspace in a commit, to be printed and kept outside.

Whoever holds one can ask later whether today's history still contains that state.
"""

import re
from base64 import b32encode
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from duban.errors import DubanError
from duban.files.git.repository import Repository, run
from duban.files.git.walk import walk
from duban.files.workspace.workspace import Workspace
from duban.replay.disk import find_differing

_SIGNS = 12
_GROUP = 4
_LIKE = str.maketrans("018", "OIB")
"""Signs that base 32 does not have, as an eye may have read them."""
NAME = "账目校验码"
_PRINTED = re.compile(rf"(?:{NAME}|books_code)\W{{1,6}}((?:[A-Z2-7]{{4}}-){{2}}[A-Z2-7]{{4}})(?![A-Z2-7-])")


class Seen(NamedTuple):
    """A commit that holds the state of a code."""

    sha: str
    later: int
    """Commits of HEAD that came after it and changed the workspace."""
    changed: tuple[str, ...]
    """The files that differ now."""


def code_of(tree: str) -> str:
    """The code of a workspace whose folder is this tree of git, in groups of four."""
    signs = b32encode(sha256(f"duban {tree}".encode()).digest()).decode()[:_SIGNS]
    return "-".join(signs[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP))


def read_code(text: str) -> str | None:
    """A code as somebody typed it; None for what is none."""
    signs = "".join(text.split()).replace("-", "").upper().translate(_LIKE)
    if len(signs) != _SIGNS or not signs.isascii() or not signs.isalnum():
        return None
    return "-".join(signs[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP))


def printed_codes(text: str) -> list[str]:
    """The codes that stand in the text of a paper, each once."""
    return list(dict.fromkeys(_PRINTED.findall(text)))


def code_now(workspace: Workspace) -> str | None:
    """The code of the last commit, where the disk is exactly that; None where it is not, or nothing was committed."""
    try:
        repository = workspace.repository
        if not repository.head() or next(find_differing(workspace), None) is not None:
            return None
        return code_at(repository, repository.relative(workspace.root.resolve()))
    except DubanError:
        return None


def foot_of(code: str | None) -> str:
    """The line at the foot of a paper: the code, or why there is none."""
    if code is None:
        return f"没有{NAME}：印的时候账上有没有入账的改动，或没有 git 的提交。"
    return f"{NAME}：{code}"


def code_at(repository: Repository, under: str, commit: str = "HEAD") -> str | None:
    """The code of the workspace in a commit; None where it has none."""
    found = _trees(repository, under, [commit])[0]
    return None if found is None else code_of(found)


def find_code(repository: Repository, under: str, code: str) -> Seen | None:
    """The newest commit of HEAD whose workspace has this code, and what changed since; None where none has."""
    names = [step.commit.sha for step in walk(repository)]
    trees = _trees(repository, under, names)
    places = [place for place, tree in enumerate(trees) if tree is not None and code_of(tree) == code]
    if not places:
        return None
    at = places[-1]
    sha = names[at]
    since = run(repository.root, "rev-list", "--count", f"{sha}..HEAD", "--", under or ".").decode()
    below = () if under in ("", ".") else (under,)
    changed = repository.names(
        "diff-tree", "-r", "-z", "--name-only", "--no-renames", sha, "HEAD", "--", *below
    )
    return Seen(sha, int(since), tuple(changed))


def _trees(repository: Repository, under: str, commits: Sequence[str]) -> list[str | None]:
    inner = "" if under in ("", ".") else under
    given = "".join(f"{name}:{inner}\n" for name in commits).encode()
    answers = run(
        repository.root, "cat-file", "--batch-check=%(objectname) %(objecttype)", given=given
    ).decode()
    found = [line.split(" ") for line in answers.splitlines()]
    return [each[0] if each[-1] == "tree" else None for each in found]
