"""A workspace on disk: where it is, what its head says, and its tasks read into records.

Reads only; the single write path is act.py. A file that cannot be read becomes a problem, never a gap.
"""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from duban.core.books.books import LAST_DAY, Books, Entry, Filed, open_books
from duban.core.books.need import EVERYTHING, Need
from duban.core.calendar.holidays import HolidayFile
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.cases.closing import CLOSING
from duban.core.cases.kinds import NUMBERED, RESULTS, Shelf, inspection_plans, result_items, results
from duban.core.cases.notice import NOTICE
from duban.core.cases.performance import PERFORMANCE
from duban.core.cases.unit_statement import UNIT_STATEMENT
from duban.core.duties.standing_duties import Answer
from duban.core.engine.kind import Kind
from duban.core.model.task import Task
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Config, LedgerHead, StandingEntry
from duban.core.model.workspace_formats import COUNTED_ANEW, coming_folders, edition_of
from duban.core.periods.closings import Closings, read_closings
from duban.core.policy.rules import Policy, PolicyBook
from duban.core.statements.unit_journal import Answered
from duban.errors import DubanError, Place, Problem, refusal
from duban.files.disk.listing import is_there, names_in, unreadable
from duban.files.disk.regular_files import gone_from_disk
from duban.files.workspace import layout
from duban.files.workspace.format_gate import NEWER, tell_format, written_format
from duban.files.workspace.holiday_files import read_holidays
from duban.files.workspace.parallel import read_tasks
from duban.files.workspace.pending_writes import NOTHING, Pending, Watch
from duban.files.workspace.policies import load_policy
from duban.files.workspace.read_cache import Index, Mark
from duban.files.workspace.records import misnamed
from duban.files.yaml.reader import read_bytes_limited

if TYPE_CHECKING:
    from duban.files.git.repository import Repository

CONFIG, LEDGER = layout.CONFIG, layout.LEDGER
EVIDENCE, CALENDARS, POLICIES = "附件", "日历", "制度"
LOCAL = "本地"
LONGEST_ID = 64
_PARENT_MARKS = ("上级任务".encode(), b"\\")
_TRIES = 3
YEAR, MONTH = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{4}-[0-9]{2}")


def reserved_folders(since: int) -> set[str]:
    """The folders at the top of a workspace of format `since` that are duban's own: no ledger may be called so."""
    own = {
        EVIDENCE,
        CALENDARS,
        POLICIES,
        *(kind.folder for kind in (CLOSING, PERFORMANCE, NOTICE)),
        *(shelf.folder for shelf in NUMBERED),
        RESULTS,
    }
    return own - coming_folders(since)


class Ledger(msgspec.Struct, frozen=True):
    """A ledger folder and what its head says."""

    folder: Path
    head: LedgerHead


class Reading(msgspec.Struct, frozen=True):
    """The tasks that could be read, and the problems of all files."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def find_root(start: Path) -> Path:
    """The nearest folder upward that holds duban.yaml, or its ledgers/. Raises DubanError when there is none."""
    for folder in (start, *start.parents):
        for candidate in (folder, folder / "ledgers"):
            if is_there(candidate / CONFIG):
                return candidate
    raise refusal(
        "no-workspace",
        f"这里没有 duban 工作区：从 {start} 往上都没有找到 {CONFIG}",
        "进入工作区文件夹，或用 --root 指明，或先 duban init 文件夹",
    )


class Workspace:
    """One workspace. duban.yaml is read on opening, everything else when it is first asked for, and kept.

    `index` is the cache of tasks read before. A `watch` tells of writes by others: then `books` reads again where one
    began or ended meanwhile. `problems` collects what is wrong with the files read so far, tasks left out.
    """

    def __init__(self, root: Path, index: Index | None, watch: Watch | None = None) -> None:
        self.root = root
        self.index = index
        self.watch = watch
        self.in_git = watch is not None and watch.notes is not None
        self._open()

    def _open(self) -> None:
        """Read duban.yaml and forget everything read before. Raises DubanError where it is broken."""
        for name, each in vars(Workspace).items():
            if isinstance(each, cached_property):
                self.__dict__.pop(name, None)
        self._mark = self.watch.mark() if self.watch else None
        self.pending = self.watch.look() if self.watch else NOTHING
        self.problems: list[Problem] = [self.pending.problem] if self.pending.problem else []
        config, problems = self.pending.record(self.root / CONFIG, CONFIG, Config)
        if config is None:
            told = tell_format(CONFIG, written_format(self.root / CONFIG))
            raise DubanError(*(each for each in told if each.code == NEWER), *problems)
        self.problems += [*tell_format(CONFIG, config.format), *problems]
        self.config = config
        self.register = Register(config.units, config.name)

    @cached_property
    def repository(self) -> "Repository":
        """The git repository that it lies in. Raises DubanError where git knows none."""
        from duban.files.git.repository import find_repository

        return find_repository(self.root)

    def hold_still(self) -> None:
        """Stop looking for writes by others: the caller holds the write lock."""
        self.watch = None

    def look(self) -> Pending:
        """The write that is pending now; `pending` is the one of the last opening, which the books rest on."""
        return self.watch.look() if self.watch else self.pending

    def label(self, path: Path) -> str:
        """The path as shown to the user: relative to the workspace."""
        text, root = os.fspath(path), f"{self.root}{os.sep}"
        if not text.startswith(root):
            return path.relative_to(self.root).as_posix()
        return text[len(root) :].replace(os.sep, "/")

    @property
    def reserved(self) -> set[str]:
        """The folders at the top that are duban's own in the format of this workspace."""
        return reserved_folders(self.config.format)

    def shelves(self) -> list[Shelf]:
        """Where the files of numbered kinds stand that the format of this workspace has."""
        reserved = self.reserved
        return [shelf for shelf in NUMBERED if shelf.folder in reserved]

    @cached_property
    def ledgers(self) -> tuple[Ledger, ...]:
        """The ledgers, in the order of their folders' prefixes."""
        found = []
        reserved = self.reserved
        for name in names_in(self.root):
            folder = self.root / name
            head_file = folder / LEDGER
            if name in reserved or not self.pending.is_there(head_file):
                if folder.is_symlink():
                    names_in(folder)  # a ledger that leads nowhere is told
                self.problems += layout.find_missed(folder, reserved)
                continue
            head, problems = self.pending.record(head_file, self.label(head_file), LedgerHead)
            self.problems += problems
            if head is not None:
                found.append(Ledger(folder, head))
        return tuple(found)

    @cached_property
    def policies(self) -> PolicyBook:
        """The policies by the day since which each is in force. Raises DubanError where one of them cannot be used."""
        loaded: dict[tuple[str, int], Policy] = {}
        entries = []
        for held in sorted(self.config.policies, key=lambda held: held.since):
            named = held.name, held.edition or edition_of(self.config.format)
            loaded[named] = loaded.get(named) or self._policy(*named)
            entries.append((held.since, loaded[named]))
        return PolicyBook(entries=tuple(entries), anew=self.config.format_since(COUNTED_ANEW))

    def _policy(self, name: str, edition: int) -> Policy:
        policy, problems = load_policy(name, self.root, edition)
        if policy is None:
            raise DubanError(*(replace(each, place=each.place or Place(CONFIG)) for each in problems))
        self.problems += tuple(each for each in problems if each not in self.problems)
        return policy.of_office(self.config.own_document)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working-day calendar: library, drop-in files, local files."""
        return WorkCalendar(self.national_files, self.local_files)

    @cached_property
    def national_files(self) -> dict[int, HolidayFile]:
        """The drop-in files of 日历/ that can be used, by year."""
        return self._holidays(self.root / CALENDARS)

    @cached_property
    def local_files(self) -> dict[int, HolidayFile]:
        """The local files of 日历/本地/ that can be used, by year."""
        return self._holidays(self.root / CALENDARS / LOCAL, national=False)

    def _holidays(self, folder: Path, *, national: bool = True) -> dict[int, HolidayFile]:
        found = {}
        for path in (folder / name for name in self.pending.names_in(folder, ".json")):
            file, problems = read_holidays(
                self.pending.files.get(path) or path, self.label(path), national=national
            )
            self.problems += problems
            if file is not None:
                found[file.year] = file
        return found

    @cached_property
    def standing(self) -> tuple[StandingEntry, ...]:
        """The journal of duties that belong to no task."""
        return tuple(entry for journal, _ in self._usable(PERFORMANCE) for entry in journal.journal)

    @cached_property
    def closings(self) -> Closings:
        """The closings and reopenings of periods."""
        return read_closings(journal for journal, _ in self._usable(CLOSING))

    def answers(self, known: datetime | None) -> tuple[Answer, ...]:
        """The monthly statements that units have returned, as far as recorded by `known` (None: all)."""
        return tuple(
            Answer(journal.period, journal.unit, event.on)
            for journal, _ in self._usable(UNIT_STATEMENT, MONTH)
            for event in journal.journal
            if isinstance(event, Answered) and (known is None or event.recorded_at <= known)
        )

    def files(self, kind: Kind, within: re.Pattern[str] | str | None = None) -> Iterator[Path]:
        """Every file of a kind, by name; with `within` only those in folders (below the kind's own) of that name."""
        if not kind.levels:  # tasks, whose folders the ledgers say
            yield from (path for path, _ in self.task_files())
            return
        folders = [self.root / kind.folder]
        for level in kind.levels[1:-1]:
            wanted = [level] if within is None else [level, within]
            folders = [
                folder / name
                for folder in folders
                for name in self.pending.names_in(folder)
                if all(re.fullmatch(each, name) for each in wanted)
            ]
        last = kind.levels[-1]
        for folder in folders:
            if isinstance(last, str):
                yield from [folder / last] if self.pending.is_there(folder / last) else []
            else:
                yield from (
                    folder / name for name in self.pending.names_in(folder, ".yaml") if last.fullmatch(name)
                )

    def held(
        self, kind: Kind, path: Path, record: type[Any] | None = None
    ) -> tuple[Any, tuple[Problem, ...]]:
        """A file of a kind as its record, and all problems of the file; None where it cannot be read.

        `record` is the type of another file that lies in the same folder and names its folder in the same way.
        """
        label = self.label(path)
        found, problems = self.look().record(path, label, record or kind.record)
        fault = None if found is None else kind.misplaced(found, path.parent.name, path.stem)
        if fault is not None:
            problems = (*problems, Problem.error(fault.code, fault.message, fault.advice, label))
        return found, problems

    def _usable(self, kind: Kind, within: re.Pattern[str] | None = None) -> Iterator[tuple[Any, str]]:
        """The records of a kind, with the labels of their files; the problems go to `problems`.

        Left out: files that cannot be read, and files in the wrong folder or not named by their number.
        """
        for path in self.files(kind, within):
            label = self.label(path)
            record, problems = self.held(kind, path)
            self.problems += problems
            if record is not None and kind.misplaced(record, path.parent.name, path.stem) is None:
                yield record, label

    def usable(self, kind: Kind) -> list[Any]:
        """The records of a kind that can be read and stand where they belong."""
        return [record for record, _ in self._usable(kind)]

    def find_case(self, identifier: str) -> tuple[Kind, Path] | None:
        """The kind and the file of the case, other than a task, that bears this number now; None where none does."""
        prefix, year = (*identifier.split("-"), "")[:2]
        shelf = next((shelf for shelf in self.shelves() if shelf.prefix == prefix), None)
        path = self.root / shelf.folder / year / f"{identifier}.yaml" if shelf else self.root
        return (shelf.kind(), path) if shelf is not None and self.pending.is_there(path) else None

    def ledger_of(self, identifier: str) -> Ledger | None:
        """The ledger whose prefix the id bears."""
        prefix = identifier.partition("-")[0]
        return next((ledger for ledger in self.ledgers if ledger.head.prefix == prefix), None)

    def task_path(self, identifier: str) -> Path | None:
        """Where the file of this id is (or would be); None where no ledger has its prefix."""
        ledger = self.ledger_of(identifier)
        if ledger is None or len(identifier) > LONGEST_ID:
            return None
        return ledger.folder / identifier.split("-")[1] / f"{identifier}.yaml"

    def holds(self, identifier: str) -> bool:
        """Whether a task has this id now."""
        path = self.task_path(identifier)
        return path is not None and self.pending.is_there(path)

    def _asked(self, prefixes: Collection[str] | None) -> list[Ledger]:
        """The ledgers with these prefixes; None: all."""
        return [one for one in self.ledgers if prefixes is None or one.head.prefix in prefixes]

    def task_files(self, prefixes: Collection[str] | None = None) -> Iterator[tuple[Path, Ledger]]:
        """Every task file, ledger by ledger, in order of the ids."""
        for ledger in self._asked(prefixes):
            for year in sorted({*_years(ledger.folder), *self.pending.years_in(ledger.folder)}):
                folder = ledger.folder / year
                names = self.pending.names_in(folder, ".yaml")
                yield from ((folder / name, ledger) for name in sorted(names, key=len))

    def read(self, need: Need = EVERYTHING) -> Reading:
        """Every task of the ledgers that `need` names, and the problems of their files."""
        reading = self._read_tasks(list(self.task_files(need.prefixes)))
        self._save()
        return reading

    def children_of(self, identifier: str) -> list[Task]:
        """The tasks whose 上级任务 is this one. Only files that contain its number, or an escape, are parsed."""
        mark = identifier.encode()
        found = []
        for path, ledger, data in self._below_others:
            if mark in data or b"\\" in data:
                entry, _ = self.read_task(path, ledger)
                if entry is not None and entry.task.parent == identifier:
                    found.append(entry.task)
        return found

    @cached_property
    def _below_others(self) -> list[tuple[Path, Ledger, bytes]]:
        """The task files, with their bytes, that contain the key 上级任务 or an escaped sign, in which it may hide."""
        found = []
        for path, ledger in self.task_files():
            data = self.pending.files.get(path) or read_bytes_limited(path, "")
            if isinstance(data, bytes) and any(mark in data for mark in _PARENT_MARKS):
                found.append((path, ledger, data))
        return found

    def _read_tasks(self, files: list[tuple[Path, Ledger]]) -> Reading:
        held = [self._look_up(path) for path, _ in files]
        tasks, marks = [task for task, _ in held], [mark for _, mark in held]
        unread = [
            place
            for place, task in enumerate(tasks)
            if task is None and files[place][0] not in self.pending.files
        ]
        fresh = read_tasks([files[place][0] for place in unread])
        entries: list[Entry] = []
        problems: list[Problem] = []
        for place, task in zip(unread, fresh, strict=True):
            tasks[place] = task
            if task is not None:
                self._remember(files[place][0], marks[place], task)
        for (path, ledger), task, mark in zip(files, tasks, marks, strict=True):
            if task is not None:
                entries.append(Entry(task, ledger.head, self.label(path)))
                continue
            entry, found = self.read_task(path, ledger)
            problems += found
            if entry is not None:
                entries.append(entry)
                if not found:
                    self._remember(path, mark, entry.task)
        return Reading(tuple(entries), tuple(problems))

    def _save(self) -> None:
        if self.index is None or not self.index.changed:
            return
        self.index.save()
        mark = self.watch.mark() if self.watch else None
        if mark and self._mark and mark[1] == self._mark[1]:
            self._mark = mark  # what changed beside git was the index itself

    def _look_up(self, path: Path) -> tuple[Task | None, Mark | None]:
        """The task that the index holds for a file; where it holds none, the file's mark, taken before reading."""
        if self.index is None or path in self.pending.files:
            return None, None
        task = self.index.find(path)
        return task, self.index.mark(path) if task is None else None

    def _remember(self, path: Path, mark: Mark | None, task: Task) -> None:
        if self.index is not None and mark is not None:
            self.index.put(path, mark, task)

    def read_task(self, path: Path, ledger: Ledger) -> tuple[Entry | None, tuple[Problem, ...]]:
        """One task straight from its file, past the index."""
        task, problems = self.pending.record(path, self.label(path), Task)
        if task is None:
            return None, problems
        wrong = misnamed(task, path, self.label(path))
        if wrong:
            return None, (*problems, *wrong)
        return Entry(task, ledger.head, self.label(path)), problems

    def _whole(self, known: datetime | None, need: Need) -> tuple[Reading, tuple[Answer, ...]]:
        """All files that the books rest on, read at once: the tasks with all problems, and the monthly statements."""
        answers = self.answers(known)
        _ = self.policies, self.calendar, self.standing, self.closings
        files = list(self.task_files(need.prefixes))
        reading = self._read_tasks(files)
        held = [shelf.kind() for shelf in self.shelves() if self.pending.names_in(self.root / shelf.folder)]
        self.cases = tuple(Filed(kind, file, label) for kind in held for file, label in self._usable(kind))
        self.plans = tuple(self.usable(inspection_plans())) if held else ()
        self.results = tuple(self.usable(results())) if self.pending.names_in(self.root / RESULTS) else ()
        gone = self._gone({path for path, _ in files}, need.prefixes)
        return Reading(reading.entries, (*reading.problems, *gone)), answers

    def _gone(self, seen: set[Path], prefixes: Collection[str] | None) -> Iterator[Problem]:
        """A problem for each YAML or JSON file that the last commit has and the disk has not; `seen` need no look."""
        asked = {one.folder.name for one in self._asked(prefixes)}
        passed = {EVIDENCE} | ({one.folder.name for one in self.ledgers} - asked)
        known = {self.label(path) for path in seen}
        for label in self._committed:
            if label in known or label.partition("/")[0] in passed or not label.endswith((".yaml", ".json")):
                continue
            path = self.root / label
            if not os.path.lexists(path) and self.pending.files.get(path) is None:
                yield gone_from_disk(label)

    @cached_property
    def _committed(self) -> list[str]:
        """The files of the last commit, as labels."""
        if not self.in_git:
            return []
        from duban.files.git.history import committed_files

        return committed_files(self.root)

    def books(
        self, today: date, known: datetime | None = None, need: Need = EVERYTHING, last: date = LAST_DAY
    ) -> Books:
        """The books as of `today` and of what was recorded by `known`; never from the middle of a write by others."""
        for _ in range(_TRIES):
            reading, answers = self._whole(known, need)
            if self.watch is None or self.watch.mark() == self._mark:
                break
            self._open()
        else:  # others write all the time: take the lock
            with self.watch.turn() if self.watch else nullcontext():
                self._open()
                reading, answers = self._whole(known, need)
        self._save()
        return open_books(
            self.config,
            tuple(ledger.head for ledger in self.ledgers),
            reading.entries,
            policies=self.policies,
            calendar=self.calendar,
            register=self.register,
            standing=self.standing,
            today=today,
            known=known,
            unread=(*self.problems, *reading.problems),
            closings=self.closings,
            answers=answers,
            last=last,
            cases=self.cases,
            plans=self.plans,
            results=self.results,
            by_number=result_items(self.results, today, known, self.register),
        )


def _years(folder: Path) -> list[str]:
    """The folders of a ledger; also a file named like a year, which is then reported when its names are read."""
    try:
        with os.scandir(folder) as found:
            return sorted(entry.name for entry in found if YEAR.fullmatch(entry.name) or entry.is_dir())
    except OSError as failure:
        raise unreadable(failure) from failure


def open_workspace(start: Path, index: Index | None = None, watch: Watch | None = None) -> Workspace:
    """The workspace that `start` belongs to; with a `watch` one that others may be writing in.

    Raises DubanError where there is none or its duban.yaml is broken.
    """
    return Workspace(find_root(start), index, watch)
