"""One writer at a time: a file lock that the system releases with the process, so that a crash never leaves it locked.

Knows nothing of what is written; waits by sleeping, and looks at no clock.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from duban.errors import DubanError, reason_of, refusal
from duban.files.disk.regular_files import open_plain, read_plain

_PAUSE_SECONDS = 0.02
_MAX_NOTE_BYTES = 200
_mine: set[int] = set()


def _let_go() -> None:
    """Runs in a forked child: closes its copy of the lock, which would outlive the parent's otherwise."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in _mine:
        os.dup2(nowhere, handle, inheritable=False)
    os.close(nowhere)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)

if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1 << 30  # beyond the note, which others must be able to read

    def _try_lock(file: BinaryIO) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: BinaryIO) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def lock(path: Path, wait_seconds: float = 60, holder: str = "duban") -> Iterator[None]:
    """Holds the lock file `path` (made if missing, never removed) for the length of a with block.

    `holder` names the command, for others that wait. Raises DubanError, naming the holder, after `wait_seconds`.
    """
    with _open(path) as file:
        waited = 0.0
        while not _lock_or_explain(file, path):
            if waited >= wait_seconds:
                raise refusal(
                    "locked",
                    f"等了 {wait_seconds:g} 秒，工作区一直被另一个 duban 命令占用（{_read_note(path)}）。",
                    "等它结束再试；如果它已经卡住，结束那个进程。",
                )
            time.sleep(_PAUSE_SECONDS)
            waited += _PAUSE_SECONDS
        _mine.add(file.fileno())
        try:
            _write_note(file, f"进程号 {os.getpid()}，{holder}")
            yield
        finally:
            _mine.discard(file.fileno())
            _unlock(file)


def _open(path: Path) -> BinaryIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.parent.is_symlink():
            raise refusal(
                "cannot-lock", f"{path.parent} 是一个链接，duban 不经过它写入。", "删去这个链接再试。"
            )
        return os.fdopen(open_plain(path, os.O_RDWR | os.O_CREAT), "r+b")
    except OSError as failure:
        raise _cannot_lock(path, failure) from failure


def _lock_or_explain(file: BinaryIO, path: Path) -> bool:
    try:
        return _try_lock(file)
    except OSError as failure:
        raise _cannot_lock(path, failure) from failure


def _cannot_lock(path: Path, failure: OSError) -> DubanError:
    reason = reason_of(failure)
    advice = "检查文件夹能不能写；网络盘要支持文件锁。"
    if failure.errno == errno.EINVAL:
        advice = "它不是 duban 放的：看清楚是什么，移走它再试。"
    return refusal("cannot-lock", f"不能给工作区加锁：{path}（{reason}）。", advice)


def _write_note(file: BinaryIO, words: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(words.encode()[:_MAX_NOTE_BYTES])
    file.flush()


def _read_note(path: Path) -> str:
    try:
        return read_plain(path, _MAX_NOTE_BYTES).decode(errors="ignore") or "不知是哪一个"
    except OSError:
        return "不知是哪一个"
