"""Whether a file on disk is what a commit holds, found by hashing it here: no filter, monitor or flag is believed.

Reads files, runs nothing, follows no link.
"""

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from duban.files.git.log import Change

LINK, MODULE = b"120000", b"160000"
"""The modes under which git keeps a symbolic link and a submodule."""

_SHA1_DIGITS = 40
_PIECE = 1 << 20
MOST_BYTES = 1 << 27
"""Larger files were not entered by duban (evidence has 50 MB at most) and are not hashed."""


def find_changes(
    root: Path,
    held: Iterable[tuple[str, bytes, str]],
    staged: Mapping[str, str],
    conflicts: Collection[str],
    others: Iterable[str],
) -> tuple[Change, ...]:
    """The files below `root` that differ from what a commit holds of them (path, mode, blob).

    `staged` is the index, path and blob; `others` are the files that git neither tracks nor ignores.
    """
    found = [Change(path, "conflict", is_staged=True) for path in conflicts]
    known = set(conflicts)
    for path, mode, name in held:
        other = None if path in known else differs(root / path, mode, name)
        if path not in known and other is not False:
            kind = "deleted" if other is None else "modified"
            found.append(Change(path, kind, is_staged=staged.get(path, name) != name))
        known.add(path)
    for path, name in staged.items():
        if path not in known and os.path.lexists(root / path):
            found.append(Change(path, "modified", is_staged=name != blob_name(b"", name)))
    found += [Change(path, "untracked", is_staged=False) for path in others]
    return tuple(sorted(found, key=lambda change: (change.kind == "untracked", change.path)))


def differs(path: Path, mode: bytes, name: str) -> bool | None:
    """Whether a file differs from the blob `name` of `mode`; None where there is no file.

    Windows line ends in every line are no difference; a file that cannot be read is one.
    """
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return True
    if mode == MODULE:
        return False
    if stat.S_ISDIR(found.st_mode):
        return None
    if stat.S_ISLNK(found.st_mode):
        return mode != LINK or blob_name(os.fsencode(path.readlink()), name) != name
    if mode == LINK or not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
        return True
    try:
        return not _is_blob(path, found.st_size, name)
    except OSError:
        return True


def has_other_bytes(path: Path, name: str) -> bool:
    """Whether a regular file of at most `MOST_BYTES` differs in any byte from the blob `name`."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            return False
        return _hash(_pieces(path), found.st_size, name) != name
    except OSError:
        return False


def blob_name(data: bytes, like: str) -> str:
    """The blob id of these bytes, by the hash (SHA-1 or SHA-256) of the id `like`."""
    return _hash(iter([data]), len(data), like)


def _is_blob(path: Path, size: int, name: str) -> bool:
    if size > _PIECE:
        return _hash(_pieces(path), size, name) == name
    return is_blob(path.read_bytes(), name)


def is_blob(data: bytes, name: str) -> bool:
    """Whether the blob `name` holds these bytes, or the same with LF for Windows line ends in every line."""
    if blob_name(data, name) == name:
        return True
    lines = data.count(b"\n")
    if not lines or data.count(b"\r\n") != lines:
        return False
    return blob_name(data.replace(b"\r\n", b"\n"), name) == name


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _hash(pieces: Iterator[bytes], size: int, like: str) -> str:
    kind = "sha1" if len(like) == _SHA1_DIGITS else "sha256"
    found = hashlib.new(kind, b"blob %d\0" % size, usedforsecurity=False)
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()
