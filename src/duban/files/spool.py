"""What went out today, noted beside git before the commit, so that after a crash nobody is told twice.

A file of this machine alone; the books themselves carry the same to other machines. The caller sees to it that
nobody else sends.
"""

import os
from datetime import date
from pathlib import Path

import msgspec

from duban.core.model import NoticeEntry
from duban.errors import Problem
from duban.files.yamlfile import read_bytes_limited

PREFIX, SUFFIX = "notified-", ".jsonl"
TRYING = "notifying"


def spool_path(notes: Path, today: date) -> Path:
    """The file of one day in duban's folder of the git directory."""
    return notes / f"{PREFIX}{today.isoformat()}{SUFFIX}"


def read_spool(notes: Path, today: date) -> list[NoticeEntry]:
    """What was noted on `today`; a line cut off by a crash is left out: its message may not have gone."""
    path = spool_path(notes, today)
    found = []
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            found.append(msgspec.json.decode(line, type=NoticeEntry))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return found


def add_to_spool(notes: Path, today: date, entry: NoticeEntry) -> None:
    """Note one message for good (fsync), and let the files of earlier days go."""
    notes.mkdir(parents=True, exist_ok=True)
    path = spool_path(notes, today)
    new = not path.exists()
    with path.open("ab") as file:
        file.write(msgspec.json.encode(entry) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new:
        for other in notes.glob(f"{PREFIX}*{SUFFIX}"):
            if other < path:
                other.unlink(missing_ok=True)


def begin_try(notes: Path, whom: str) -> None:
    """Note (fsync) to whom a message is now going out; what a crash leaves of it, `unfinished_try` tells."""
    notes.mkdir(parents=True, exist_ok=True)
    with (notes / TRYING).open("w", encoding="utf-8") as file:
        file.write(whom)
        file.flush()
        os.fsync(file.fileno())


def end_try(notes: Path) -> None:
    """The outcome is noted, or there was none to note."""
    (notes / TRYING).unlink(missing_ok=True)


def unfinished_try(notes: Path) -> str | None:
    """To whom a message was going out when duban was stopped: it may have arrived, nobody knows."""
    found = read_bytes_limited(notes / TRYING, TRYING)
    return None if isinstance(found, Problem) else found.decode(errors="replace") or None
