"""A read cache of task files, under the git directory: derived, disposable, never believed without a look.

The same answers come without it; any damage means reading the files again.
"""

import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec

from duban.core.model import Task

VERSION = 2
FRESH_NS = 100_000_000
"""A file changed less than 0.1 s before the index was written is read again: its time could not tell a later change."""

Mark = tuple[int, int, int, int]


class Held(msgspec.Struct, array_like=True, frozen=True):
    """One file as it was read: its mark, and its task as JSON, which keeps the time zone of a moment."""

    mark: Mark
    task: bytes


class Stored(msgspec.Struct, array_like=True):
    """What the index file holds."""

    version: int
    root: str
    files: dict[str, Held]


_TASK = msgspec.json.Decoder(Task)


class Index:
    """The cache of one workspace, in one file."""

    def __init__(self, file: Path, root: Path, release: str) -> None:
        self.file = file
        self.root = root
        self.release = f"{release}:{root}"
        self.changed = False
        self._prefix = len(str(root)) + 1

    @cached_property
    def _held(self) -> dict[str, Held]:
        """By path below the root; loaded when first asked for, because writing commands may not ask."""
        try:
            stored = msgspec.msgpack.decode(self.file.read_bytes(), type=Stored)
        except (OSError, msgspec.DecodeError):
            return {}
        return stored.files if (stored.version, stored.root) == (VERSION, self.release) else {}

    @staticmethod
    def mark(path: Path) -> Mark | None:
        """What tells one state of a file from another: times, size, inode. Take it before reading the file."""
        try:
            status = os.stat(path)
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)

    def find(self, path: Path) -> Task | None:
        """The task of a file that has not changed since it was read."""
        name = str(path)[self._prefix :]
        held = self._held.get(name)
        if held is None or held.mark != self.mark(path):
            return None
        try:
            return _TASK.decode(held.task)
        except msgspec.DecodeError:
            return None

    def put(self, path: Path, mark: Mark, task: Task) -> None:
        """Remember a file that was just read."""
        name = str(path)[self._prefix :]
        self._held[name] = Held(mark, msgspec.json.encode(task))
        self.changed = True

    def save(self) -> None:
        """Write the cache if anything was read anew. A folder that cannot be written just means no cache."""
        if not self.changed:
            return
        self.changed = False
        temporary = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            temporary.touch()
            limit = temporary.stat().st_mtime_ns - FRESH_NS
            files = {
                name: held for name, held in self._held.items() if max(held.mark[0], held.mark[1]) < limit
            }
            temporary.write_bytes(msgspec.msgpack.encode(Stored(VERSION, self.release, files)))
            temporary.replace(self.file)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
