"""What the commits know of the books: which files there must be, and which numbers were ever given.

Asks git only; what stands on disk and in 台账.yaml the caller knows. A number belongs to one task for life.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePath

from duban.errors import DubanError
from duban.files.git import Repository, run


def committed_files(folder: Path) -> list[str]:
    """The files that the last commit has below `folder`, relative to it; none where git cannot say."""
    try:
        return os.fsdecode(run(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD")).split("\0")[:-1]
    except DubanError:
        return []


def highest_issued(repository: Repository, folder: str, prefix: str, year: int) -> int:
    """The highest number of a ledger and year that any commit of HEAD knows; 0 for none.

    `folder` is that of the year, as git names it. Numbers only grow: what was issued after the highest of the last
    commit was issued later than that one's own commit, so only the commits since then are walked, side branches too.
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


def numbers_in(paths: Iterable[str | PurePath], prefix: str, year: int) -> dict[int, str]:
    """The numbers that files named like tasks of a ledger and year bear, each with its path."""
    form = re.compile(rf"{re.escape(prefix)}-{year}-([0-9]{{1,9}})\.yaml")
    found = ((form.fullmatch(PurePath(path).name), str(path)) for path in paths)
    return {int(match[1]): path for match, path in found if match}
