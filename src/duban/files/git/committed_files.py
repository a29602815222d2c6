"""What a commit and git's index hold of files, compared by content, never by flags or file times.

Starts no program: it is given a function that asks git. Writes only the index, and in it only the named entries.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from duban.errors import DubanError
from duban.files.git.content_hash import is_blob

_MOST_PATHS = 500
_FILES = {"100644", "100755"}


class Ask(Protocol):
    """Asks git in one repository; `index` is a file to read instead of git's own index."""

    def __call__(self, *arguments: str, given: bytes = b"", index: Path | None = None) -> bytes:
        """What git answers. Raises DubanError where it refuses."""


class Write(Protocol):
    """Runs a git that changes the repository."""

    def __call__(self, *arguments: str) -> bytes:
        """What git answers. Raises DubanError where it refuses."""


def chunks(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    """The paths in portions short enough for a command line."""
    return (paths[start : start + _MOST_PATHS] for start in range(0, len(paths), _MOST_PATHS))


def blobs(git: Ask, commit: str, paths: Iterable[str]) -> dict[str, str]:
    """The blob ids of these paths in a commit ("": no commit)."""
    found: dict[str, str] = {}
    for some in chunks(sorted(set(paths))) if commit else ():
        for facts, path in entries(git("ls-tree", "-z", "--full-tree", commit, "--", *some)):
            if facts[0] in _FILES:
                found[path] = facts[2]
    return found


def differing(git: Ask, commit: str, files: Mapping[str, bytes | None]) -> dict[str, str | None]:
    """Those of `files` whose content differs from a commit's, and what the commit holds (None: no such file)."""
    held = blobs(git, commit, files)
    return {path: held.get(path) for path, data in files.items() if not _is(held.get(path), data)}


def _is(sha: str | None, data: bytes | None) -> bool:
    return sha is None and data is None if sha is None or data is None else is_blob(data, sha)


def align(git: Ask, write: Write, git_dir: Path, commit: str, paths: Iterable[str]) -> None:
    """Sets the index entries of these paths to a commit's ("": no commit); all other entries stay.

    If a git that died left an index lock with exactly this content, the lock is renamed into place, as git would have
    done.
    """
    listed = sorted(set(paths))
    committed = blobs(git, commit, listed)
    off = _unlike(git, committed, listed)
    left = git_dir / "index.lock"
    if off and left.is_file() and not _unlike(git, committed, listed, left):
        left.replace(git_dir / "index")
        off = _unlike(git, committed, listed)
    for some in chunks(off):
        if commit:
            write("reset", "--quiet", commit, "--", *some)
        else:
            write("rm", "--cached", "--quiet", "--force", "--ignore-unmatch", "--", *some)
    if not left.exists():
        for other in git_dir.glob("next-index-*.lock"):  # lives only while git holds index.lock
            other.unlink(missing_ok=True)


def _unlike(
    git: Ask, committed: Mapping[str, str], paths: Sequence[str], index: Path | None = None
) -> list[str]:
    """The paths whose entry in an index (default: git's own) differs from a commit."""
    held: dict[str, str] = {}
    for some in chunks(paths):
        try:
            listed = git("ls-files", "--stage", "-z", "--", *some, index=index)
        except DubanError:
            if index is None:
                raise
            return list(paths)  # half a file
        held.update((path, facts[1]) for facts, path in entries(listed))
    return [path for path in paths if held.get(path) != committed.get(path)]


def entries(listed: bytes) -> Iterator[tuple[list[str], str]]:
    """The lines of git's lists: facts, then a path."""
    for entry in os.fsdecode(listed).split("\0")[:-1]:
        facts, _, path = entry.partition("\t")
        yield facts.split(" "), path
