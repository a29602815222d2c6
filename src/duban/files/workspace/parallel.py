"""Reads many task files at once, on every processor: for the first question after a clone, before the cache exists.

Judges nothing: a file with any fault is left to files/workspace/records.py.
"""

import os
from collections.abc import Sequence
from pathlib import PurePath

import msgspec

from duban.core.model.task import Task
from duban.files.workspace.records import read_file

FEW = 500
"""For fewer files, starting processes costs more than it saves."""


def read_tasks(paths: Sequence[PurePath]) -> list[Task | None]:
    """The tasks in the order of `paths`; None for a file that has a fault."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if len(paths) < FEW or processors < 2:  # noqa: PLR2004 - two or more
        return [None] * len(paths)
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from multiprocessing import get_context

    names = [str(path) for path in paths]
    size = -(-len(names) // (processors * 2))
    portions = [names[start : start + size] for start in range(0, len(names), size)]
    found: list[Task | None] = []
    held, holding = os.pipe()  # its end stays open as long as this process lives
    try:
        with ProcessPoolExecutor(processors, get_context("fork"), _begin, (held, holding)) as pool:
            for data in pool.map(_read_portion, portions):
                found += msgspec.json.decode(data, type=list[Task | None])
    except (OSError, BrokenExecutor):  # no processes to be had, or one was killed: one after the other, then
        return [None] * len(paths)
    finally:
        os.close(holding)
        os.close(held)
    return found


def _begin(held: int, holding: int) -> None:
    """Runs first in each reader: it ends with the command, even a killed one, and ignores Ctrl-C."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.close(holding)
    threading.Thread(target=_end_with, args=(held,), daemon=True).start()


def _end_with(held: int) -> None:
    os.read(held, 1)
    os._exit(1)


def _read_portion(names: Sequence[str]) -> bytes:
    return msgspec.json.encode([_read_right(PurePath(name)) for name in names])


def _read_right(path: PurePath) -> Task | None:
    from pathlib import Path

    task, problems = read_file(Path(path), "", Task)
    return task if not problems and task is not None and task.id == path.stem else None
