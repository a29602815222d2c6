"""Every commit of HEAD, parents first, with what it changed against each parent; for whoever judges the trail.

Reads raw objects: no replacement, graft, filter, cache or setting of the folder changes what is seen. Writes nothing.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from duban.files.git.log import Commit, Touch, read_commits
from duban.files.git.repository import Repository, run
from duban.files.git.signing import is_signed

_PORTION = 500
"""So many commits are held at a time."""
_REGULAR = "100"
"""How the mode of a regular file begins; links (120000) and other repositories (160000) begin otherwise."""


class Changed(NamedTuple):
    """A path that differs from one parent: its blob there and in the commit ("": no such file), and its mode now."""

    path: str
    before: str
    after: str
    mode: str

    @property
    def is_regular(self) -> bool:
        """Whether a plain file stands there now, or none."""
        return not self.after or self.mode.startswith(_REGULAR)


class Step(NamedTuple):
    """A commit, and what differs from each of its parents; a first commit has one side, all its files."""

    commit: Commit
    sides: tuple[tuple[Changed, ...], ...]
    signed: bytes = b""
    """The raw object of a commit that bears a signature."""


def walk(repository: Repository, wanted: Sequence[str] = ("HEAD",)) -> Iterator[Step]:
    """The commits of HEAD, or those that git's rev-list finds for `wanted`, each after all its parents.

    Raises DubanError where an object is missing or git cannot be asked. A shallow clone begins at its cut.
    """
    listed = run(repository.root, "rev-list", "--topo-order", "--reverse", *wanted, "--").decode().split()
    for start in range(0, len(listed), _PORTION):
        yield from _steps(repository, listed[start : start + _PORTION])


def sizes(repository: Repository, names: Sequence[str]) -> dict[str, int]:
    """How many bytes these objects have, in this order; those that are missing have none."""
    given = "".join(f"{name}\n" for name in names).encode()
    said = run(repository.root, "cat-file", "--batch-check=%(objectsize)", given=given) if names else b""
    counts = (int(line) if line.isdigit() else 0 for line in said.splitlines())
    return dict(zip(names, counts, strict=True))


def _steps(repository: Repository, names: Sequence[str]) -> Iterator[Step]:
    held = repository.objects(names)
    cut = repository.cut_off()
    parents = {name: () if name in cut else _parents(held[name]) for name in names}
    asked = [(name, parent) for name in names for parent in parents[name] or ("",)]
    found = dict(zip(asked, _differences(repository, asked, held), strict=True))
    commits = read_commits((name, held[name], _touches(name, parents, found)) for name in reversed(names))
    for commit in reversed(commits):
        sides = tuple(found[commit.sha, parent] for parent in parents[commit.sha] or ("",))
        data = held[commit.sha]
        yield Step(commit, sides, data if is_signed(data) else b"")


def _touches(
    name: str, parents: dict[str, tuple[str, ...]], found: dict[tuple[str, str], tuple[Changed, ...]]
) -> tuple[Touch, ...]:
    if len(parents[name]) > 1:
        return ()
    side = found[name, (*parents[name], "")[0]]
    return tuple(Touch(each.path, (each.before,), each.after) for each in side)


def _parents(data: bytes) -> tuple[str, ...]:
    lines = data.partition(b"\n\n")[0].split(b"\n")
    return tuple(line[7:].decode("ascii", "replace") for line in lines if line.startswith(b"parent "))


def _tree(data: bytes) -> bytes:
    return data.partition(b"\n")[0]


def _differences(
    repository: Repository,
    asked: Sequence[tuple[str, str]],
    held: dict[str, bytes],
) -> Iterator[tuple[Changed, ...]]:
    """What each commit changed against one parent ("": against nothing), in the order asked."""
    others = {parent for _, parent in asked if parent and parent not in held}
    trees = {name: _tree(data) for name, data in (held | repository.objects(others)).items()}
    alike = {pair for pair in asked if pair[1] and trees[pair[0]] == trees[pair[1]]}
    lines = [f"{name} {parent}".strip() for name, parent in asked if (name, parent) not in alike]
    options = ("--stdin", "-r", "--root", "--always", "--raw", "-z", "--no-renames", "--no-ext-diff")
    given = "".join(f"{line}\n" for line in lines).encode()
    answers = iter(_read(run(repository.root, "diff-tree", *options, given=given)) if lines else ())
    for pair in asked:
        yield () if pair in alike else next(answers)


def _read(answer: bytes) -> Iterable[tuple[Changed, ...]]:
    """The answers of git, one for each line asked; each begins with the name of the commit."""
    found: list[list[Changed]] = []
    fields = iter(os.fsdecode(answer).split("\0"))
    for field in fields:
        if field.startswith(":"):
            _, mode, before, after, _ = field.split(" ")
            blobs = ["" if set(blob) == {"0"} else blob for blob in (before, after)]
            found[-1].append(Changed(next(fields), blobs[0], blobs[1], mode))
        elif field:
            found.append([])
    return map(tuple, found)
