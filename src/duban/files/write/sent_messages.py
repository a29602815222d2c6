"""Messages sent today, noted in the git directory before the commit, so that after a crash nobody is told twice.

For this machine only; the books carry the same to other machines. The caller makes sure that nobody else sends.
"""

import os
from datetime import date
from pathlib import Path

import msgspec

from duban.core.model.workspace import NoticeEntry
from duban.files.disk.regular_files import explain, open_plain, read_plain, remove_quietly, write_through

_MAX_BYTES = 16 * 1024 * 1024
PREFIX, SUFFIX = "notified-", ".jsonl"
TRYING = "notifying"


def spool_path(notes: Path, today: date) -> Path:
    """The file of one day in duban's folder of the git directory."""
    return notes / f"{PREFIX}{today.isoformat()}{SUFFIX}"


def read_spool(notes: Path, today: date) -> list[NoticeEntry]:
    """The messages noted on `today`; a line cut off by a crash is left out: that message may not have gone.

    Raises DubanError where the note is no regular file: better to send nothing than everything twice.
    """
    try:
        data = read_plain(spool_path(notes, today), _MAX_BYTES)
    except FileNotFoundError:
        return []
    except OSError as failure:
        raise explain(failure) from failure
    found = []
    for line in data.splitlines():
        try:
            found.append(msgspec.json.decode(line, type=NoticeEntry))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return found


def add_to_spool(notes: Path, today: date, entry: NoticeEntry) -> None:
    """Notes one message on disk (fsync), and removes the files of earlier days."""
    notes.mkdir(parents=True, exist_ok=True)
    path = spool_path(notes, today)
    new = not path.exists()
    with os.fdopen(open_plain(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), "ab") as file:
        file.write(msgspec.json.encode(entry) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new:
        for other in notes.glob(f"{PREFIX}*{SUFFIX}"):
            if other < path:
                other.unlink(missing_ok=True)


def begin_try(notes: Path, whom: str) -> None:
    """Notes (fsync) to whom a message is now going out; after a crash `unfinished_try` reads it."""
    notes.mkdir(parents=True, exist_ok=True)
    remove_quietly(notes / TRYING)
    write_through(notes / TRYING, whom.encode())


def end_try(notes: Path) -> None:
    """Removes that note: the outcome is recorded."""
    (notes / TRYING).unlink(missing_ok=True)


def unfinished_try(notes: Path) -> str | None:
    """To whom a message was going out when duban was stopped: it may or may not have arrived."""
    try:
        return read_plain(notes / TRYING, _MAX_BYTES).decode(errors="replace") or None
    except OSError:
        return None
