"""What the commits know of the books: which files there must be, and which numbers were ever given.

Asks git only; the callers know what is on disk and in 台账.yaml. A number belongs to one task for life.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from typing import NamedTuple

from duban.errors import DubanError
from duban.files.git.repository import Repository, run


def committed_files(folder: Path) -> list[str]:
    """The files that the last commit has below `folder`, relative to it; none where git cannot say."""
    try:
        return os.fsdecode(run(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD")).split("\0")[:-1]
    except DubanError:
        return []


def highest_issued(repository: Repository, folder: str, prefix: str, year: int) -> int:
    """The highest number of a ledger and year that any commit of HEAD knows; 0 for none.

    `folder` is that of the year, as git names it. Numbers only grow, so a number above the highest of the last commit
    was given after the commit that gave that one: only the commits since then are walked, on all merged branches.
    """
    if repository.head() is None:
        return 0
    there = repository.names("ls-tree", "--name-only", "-z", "--full-tree", "HEAD", "--", f"{folder}/")
    numbers = numbers_in(there, prefix, year)
    since = "HEAD"
    if numbers:
        newest = numbers[max(numbers)]
        found = repository.names(
            "log", "-1", "-z", "--diff-filter=A", "--no-renames", "--format=%H", "--", newest
        )
        since = f"{found[0]}..HEAD" if found else since
    walk = ("log", "-z", "--full-history", "-m", "--no-renames", "--no-ext-diff", "--format=", "--name-only")
    ever = numbers_in(repository.names(*walk, since, "--", f"{folder}/"), prefix, year)
    return max((*numbers, *ever), default=0)


def tips(repository: Repository) -> list[str]:
    """The commits at which the branches stand, here and as they were fetched last."""
    found = repository.names("for-each-ref", "--format=%(objectname)", "refs/heads", "refs/remotes")
    with suppress(DubanError):
        found += repository.names("rev-parse", "-q", "--verify", "FETCH_HEAD")
    return list(dict.fromkeys(found))


def highest_elsewhere(repository: Repository, place: str, prefix: str, year: int) -> int:
    """The highest number that any branch has: by the names of files below a folder, or by the text of a file."""
    found = [0]
    for tip in tips(repository):
        if place.endswith(".yaml"):
            text = (repository.show(tip, place) or b"").decode(errors="replace")
            found += map(int, re.findall(rf"{prefix}-{year}-([0-9]{{4,}})", text))
        else:
            listed = ("ls-tree", "--name-only", "-z", "--full-tree", tip, "--", f"{place}/")
            found += numbers_in(repository.names(*listed), prefix, year)
    return max(found)


class Turn(NamedTuple):
    """A file that a commit added or removed; `undoes` is the commit that it reverted, if it is a revert."""

    path: str
    commit: str
    added: bool
    action: str
    undoes: str


def turns(repository: Repository, folder: str) -> Iterator[Turn]:
    """Every file below a folder that any commit added or removed, newest first; paths relative to the folder.

    Merges are left out: nobody decided to remove what a merge drops.
    """
    trailers = (f"%(trailers:key=Duban-{name},valueonly,separator=%x2C)" for name in ("Action", "Undoes"))
    options = (
        "--full-history",
        "--no-merges",
        "--no-renames",
        "--no-ext-diff",
        "--diff-filter=AD",
        "--name-status",
    )
    form = f"--format=%x00commit%x00%H%x00{'%x00'.join(trailers)}%x00"
    if repository.head() is None:
        return
    fields = iter(
        os.fsdecode(run(repository.root, "log", "-z", *options, form, "HEAD", "--", folder)).split("\0")
    )
    commit = action = undoes = ""
    for field in fields:
        word = field.strip("\n")
        if word == "commit":
            commit, action, undoes = next(fields), next(fields).strip(), next(fields).strip()
        elif word in {"A", "D"}:
            path = next(fields)
            yield Turn(
                path if folder == "." else path.removeprefix(f"{folder}/"),
                commit,
                word == "A",
                action,
                undoes,
            )


def last_commit_of(repository: Repository, path: str) -> str | None:
    """The newest commit that wrote a file, on whatever branch; None where none did."""
    options = ("--full-history", "--no-merges", "--no-renames", "--diff-filter=AM", "--format=%H")
    return next(iter(repository.names("log", "-1", "-z", *options, "HEAD", "--", path)), None)


def numbers_in(paths: Iterable[str | PurePath], prefix: str, year: int) -> dict[int, str]:
    """The numbers that files named like tasks of a ledger and year bear, each with its path."""
    form = re.compile(rf"{re.escape(prefix)}-{year}-([0-9]{{1,9}})\.yaml")
    found = ((form.fullmatch(PurePath(path).name), str(path)) for path in paths)
    return {int(match[1]): path for match, path in found if match}
