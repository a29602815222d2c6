"""A cache of read task files, under the git directory: can be deleted at any time, and is checked against each file.

Answers are the same without it; any damage means reading the files again. It guards against accident, not malice:
commands that write, close or verify do not use it.
"""

import os
import stat
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec

from duban.core.model.task import Task

MAGIC = b"duban index 3\n\0\0"
HEAD_BYTES = len(MAGIC) + sha256().digest_size
MAX_BYTES = 512 * 1024 * 1024
"""A larger file is not duban's cache: 100,000 tasks take half of it."""
FRESH_NS = 100_000_000
"""A file changed less than 0.1 s before the cache was written is read again: its time may hide a later change."""

Mark = tuple[int, int, int, int]


class Held(msgspec.Struct, array_like=True, frozen=True):
    """One file as it was read: its mark, and its task as JSON, which keeps the time zone of a moment."""

    mark: Mark
    task: bytes


class Stored(msgspec.Struct, array_like=True):
    """What the index file holds."""

    root: bytes
    files: dict[str, Held]


_TASK = msgspec.json.Decoder(Task)
_DAMAGE = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError, MemoryError)
"""The exceptions of decoding bytes that are not duban's cache."""
_READING = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)
_WRITING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Index:
    """The cache of one workspace, in one file."""

    def __init__(self, file: Path, root: Path, release: str) -> None:
        self.file = file
        self.root = root
        self.release = os.fsencode(f"{release}:{root}")
        self.changed = False
        self._prefix = len(str(root)) + 1

    @cached_property
    def _held(self) -> dict[str, Held]:
        """The entries by path below the root; loaded on first use, because commands that write must not load it."""
        try:
            stored = msgspec.msgpack.decode(_read_whole(self.file), type=Stored)
        except (OSError, *_DAMAGE):
            return {}
        return stored.files if stored.root == self.release else {}

    @staticmethod
    def mark(path: Path) -> Mark | None:
        """What identifies a state of a file: times, size, inode. Take it before reading the file."""
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
            task = _TASK.decode(held.task)
        except _DAMAGE:
            return None
        return task if name.rpartition(os.sep)[2] == f"{task.id}.yaml" else None

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
            temporary.unlink(missing_ok=True)  # of a process that died and bore the same number
            with os.fdopen(os.open(temporary, _WRITING, 0o600), "wb") as file:
                limit = os.fstat(file.fileno()).st_mtime_ns - FRESH_NS
                kept = {name: held for name, held in self._held.items() if max(held.mark[:2]) < limit}
                data = msgspec.msgpack.encode(Stored(self.release, kept))
                file.writelines((MAGIC, sha256(data).digest(), data))
            temporary.replace(self.file)
        except (OSError, ValueError):  # a name that is not UTF-8 is a ValueError
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _read_whole(path: Path) -> bytes:
    """The bytes after the cache's header; b"" if header or checksum is wrong.

    Only a regular file with the right header is read: a pipe would hang, a device never ends.
    """
    with os.fdopen(os.open(path, _READING), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return b""
        head = file.read(HEAD_BYTES)
        if not head.startswith(MAGIC):
            return b""
        data = file.read(status.st_size)
    return data if sha256(data).digest() == head[len(MAGIC) :] else b""
