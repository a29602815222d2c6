"""Waits for a program, and ends one that takes too long: a hook that hangs must not hold the lock of the books.

Starts nothing. Descendants of a program are found under /proc; on systems without it the program alone is ended.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, Protocol

GRACE_SECONDS = 5.0
"""How long a program may take to clean up (git removes its locks) before it is killed."""

_LOOK_SECONDS = 1.0
_PAUSE_SECONDS = 0.02


class Process(Protocol):
    """The part of subprocess.Popen that is used here."""

    pid: int
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None

    def communicate(self, *, timeout: float | None = ...) -> tuple[bytes, bytes]:
        """Waits for its output."""

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""

    def wait(self) -> int:
        """Waits for its end."""


def outcome(
    process: Process, given: bytes, most_seconds: float, late: type[Exception]
) -> tuple[bytes, bytes] | None:
    """What a program wrote before it ended; None where it ran longer than `most_seconds`.

    `late` is what `communicate` raises after its time. Then, or if anything else stops the waiting (Ctrl-C), the
    program is ended with all that it started. What a program leaves running is not waited for.
    """
    waited = 0.0
    if process.stdin is not None:
        # By hand: `communicate` forgets what it has not written yet when it is asked again after its time.
        pipe, process.stdin = process.stdin, None
        Thread(target=_feed, args=(pipe, given), daemon=True).start()
    try:
        while waited < most_seconds:
            try:
                return process.communicate(timeout=_LOOK_SECONDS)
            except late as so_far:
                if process.poll() is not None:
                    return getattr(so_far, "stdout", None) or b"", getattr(so_far, "stderr", None) or b""
            waited += _LOOK_SECONDS
        _end(process)
    except BaseException:
        _end(process)
        raise
    finally:
        for out in (process.stdout, process.stderr):
            if out is not None:
                with suppress(OSError):
                    out.close()
    return None


def _feed(pipe: IO[bytes], given: bytes) -> None:
    """Writes all of a program's input; ends when it does."""
    with suppress(OSError), pipe:
        pipe.write(given)


def _end(process: Process) -> None:
    """Ends a program and its descendants: SIGTERM, then SIGKILL; returns when it has ended."""
    family = [process.pid, *_descendants(process.pid)]
    _tell(family, signal.SIGTERM)
    waited = 0.0
    while process.poll() is None and waited < GRACE_SECONDS:
        time.sleep(_PAUSE_SECONDS)
        waited += _PAUSE_SECONDS
    _tell(family, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()


def _tell(family: list[int], sign: signal.Signals) -> None:
    for pid in family:
        with suppress(OSError):
            os.kill(pid, sign)


def _descendants(first: int) -> Iterator[int]:
    """The processes below `first`, parents before children."""
    children: dict[int, list[int]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            fields = file.read_text("utf-8", "replace").rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(file.parent.name))
    waiting = [first]
    while waiting:
        found = children.get(waiting.pop(), [])
        yield from found
        waiting += found
