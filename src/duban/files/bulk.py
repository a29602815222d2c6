"""Reads many task files at once, on every processor: for the first question after a clone, before there is an index.

Judges nothing: a file that is not right at first sight is left to the careful reader.
"""

import os
from collections.abc import Sequence
from pathlib import PurePath

import msgspec

from duban.core.model import Task
from duban.files.records import read_file

FEW = 500
"""Below this many files starting processes costs more than it saves."""


def read_tasks(paths: Sequence[PurePath]) -> list[Task | None]:
    """The tasks of right files, in the order of `paths`; None where a closer look is needed."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if len(paths) < FEW or processors < 2:  # noqa: PLR2004 - two or more
        return [None] * len(paths)
    import signal
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from multiprocessing import get_context

    names = [str(path) for path in paths]
    size = -(-len(names) // (processors * 2))
    portions = [names[start : start + size] for start in range(0, len(names), size)]
    found: list[Task | None] = []
    quiet = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is answered once, by the command itself
    try:
        with ProcessPoolExecutor(processors, get_context("fork"), signal.signal, quiet) as pool:
            for data in pool.map(_read_portion, portions):
                found += msgspec.json.decode(data, type=list[Task | None])
    except (OSError, BrokenExecutor):  # no processes to be had, or one was killed: one after the other, then
        return [None] * len(paths)
    return found


def _read_portion(names: Sequence[str]) -> bytes:
    return msgspec.json.encode([_read_right(PurePath(name)) for name in names])


def _read_right(path: PurePath) -> Task | None:
    from pathlib import Path

    task, problems = read_file(Path(path), "", Task)
    return task if not problems and task is not None and task.id == path.stem else None
