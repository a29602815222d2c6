"""Books during a write, or after one that was cut short: readers see all files as before it, or all as after it.

Reads only, and costs two looks at the disk when nothing is pending; the next write finishes or undoes the pending
one.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from duban.core.model.record import R
from duban.errors import DubanError, Problem
from duban.files.disk.listing import is_there, names_in
from duban.files.disk.regular_files import as_recorded, digest, read_plain
from duban.files.git.folder import find_git_folder, find_top
from duban.files.workspace.records import read_data, read_file
from duban.files.write.intent import INTENT, Intent, is_noted, load_intent
from duban.files.write.lock import lock

PENDING = "write-pending"
_MOST_BYTES = 1 << 30
_TURN_SECONDS = 10.0

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pending:
    """A pending write: `files` (by absolute path) are read instead of those on disk; None: there is no such file."""

    problem: Problem | None = None
    files: dict[Path, bytes | None] = field(default_factory=dict)

    def record(self, path: Path, label: str, kind: type[R]) -> tuple[R | None, tuple[Problem, ...]]:
        """A YAML file as a record; every fault of a wrong one."""
        held = self.files.get(path)
        return read_file(path, label, kind) if held is None else read_data(held, label, kind)

    def data(self, path: Path) -> bytes:
        """The bytes of a file. Raises OSError."""
        return self.files.get(path) or path.read_bytes()

    def is_there(self, path: Path) -> bool:
        """Whether there is such a file. Raises DubanError where its folder may not be read."""
        return self.files[path] is not None if path in self.files else is_there(path)

    def names_in(self, folder: Path, ending: str = "") -> list[str]:
        """The names in a folder with this ending, sorted. Raises DubanError where it cannot be read."""
        found = set(names_in(folder, ending))
        for path, data in self.files.items():
            if path.parent == folder and path.name.endswith(ending):
                (found.discard if data is None else found.add)(path.name)
        return sorted(found)

    def years_in(self, ledger: Path) -> set[str]:
        """The folders within a ledger in which a file existed before the pending write."""
        held = (path.parent for path, data in self.files.items() if data is not None)
        return {folder.name for folder in held if folder.parent == ledger}


NOTHING = Pending()


class Watch:
    """Watches duban's folder in the git directory for the workspace at `root`; outside git nothing is ever pending."""

    def __init__(self, root: Path) -> None:
        self.root = root
        folder = find_git_folder(root.resolve())
        self.notes = None if folder is None else folder / "duban"

    def mark(self) -> Mark | None:
        """A value that changes when a write begins or ends: compare it before and after reading."""
        if self.notes is None:
            return None
        try:
            return self.notes.stat().st_mtime_ns, is_noted(self.notes)
        except OSError:
            return None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Holds the write lock for the length of a with block; where it cannot be had in time, reads without it."""
        with ExitStack() as held:
            if self.notes is not None and os.access(self.notes, os.W_OK):
                with suppress(DubanError):
                    held.enter_context(lock(self.notes / "lock", _TURN_SECONDS, "duban（读取）"))
            yield

    def look(self) -> Pending:
        """The write that is pending now."""
        top = find_top(self.root.resolve())
        if self.notes is None or top is None or not is_noted(self.notes):
            return NOTHING
        try:
            intent = load_intent(self.notes, top)
        except DubanError as error:
            (problem,) = error.problems
            path = str(self.notes / INTENT)
            return Pending(Problem.error(problem.code, problem.message, problem.advice, path))
        return NOTHING if intent is None else self._pending(top, intent)

    def _pending(self, top: Path, intent: Intent) -> Pending:
        from duban.files.git.repository import find_repository
        from duban.files.write.recovery import find_standing

        repository = find_repository(top)
        if find_standing(repository, intent):
            text = f"上次的操作{intent.name}已经入账，只差收尾"
            return Pending(_notice(text))
        files: dict[Path, bytes | None] = {}
        real = self.root.resolve()
        held = repository.files_at("HEAD", ".", set(intent.paths).__contains__) if repository.head() else {}
        for step in intent.steps:
            path = top / step.path
            kept = None if step.kept is None else top / step.kept
            now = _read(path)
            if path.is_relative_to(real) and (now is None or digest(now) in {step.old, step.new}):
                committed = held.get(step.path)
                if step.old is None and committed is not None:
                    continue  # registered: never hidden on the word of a note
                found = (now, None if kept is None else _read(kept), committed)
                right = (as_recorded(data, step.old or "") for data in found if data is not None)
                old = next((data for data in right if data is not None), None)
                if (old is None) == (step.old is None):
                    files[self.root / path.relative_to(real)] = old
        text = f"操作{intent.name}还没有做完（正在写，或者中途断了），这里是它之前的账"
        return Pending(_notice(text), files)


def _notice(text: str) -> Problem:
    return Problem.notice(PENDING, text, "断了的不用重做：再运行任何一条要写入的命令，就会补完或撤回")


def _read(path: Path) -> bytes | None:
    try:
        return read_plain(path, _MOST_BYTES)
    except OSError:
        return None
