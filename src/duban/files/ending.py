"""Ends a program that does not end by itself, with all that it started: a hook that hangs must not hold the books.

Starts nothing; looks at processes only where the system lists them under /proc, elsewhere ends the program alone.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

_PAUSE_SECONDS = 0.02
GRACE_SECONDS = 5.0
"""How long a program may take to clear up after itself (git takes its locks away) before it is killed."""


class Process(Protocol):
    """What is known of a program that was started."""

    pid: int

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""

    def wait(self) -> int:
        """Waits for its end."""


def end(process: Process) -> None:
    """Ends `process` and its descendants: first by asking, then by force; returns when it has ended."""
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
