"""A workspace and its books as the files of a commit say them, from git's objects alone: no disk, cache or index.

Reads only what is asked for. A file that cannot be read counts as absent here: judging it is another's.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from duban.core.books.books import Books, Entry, Filed, open_books
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.cases.closing import CLOSING
from duban.core.cases.kinds import NUMBERED, RESULTS, inspection_plans, kind_of, result_items, results
from duban.core.cases.performance import PERFORMANCE
from duban.core.cases.task import TASK
from duban.core.cases.unit_statement import UNIT_STATEMENT
from duban.core.duties.standing_duties import Answer
from duban.core.engine.kind import Kind
from duban.core.model.case_file import CaseFile
from duban.core.model.people import Roll
from duban.core.model.task import Task
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Config, LedgerHead
from duban.core.model.workspace_formats import COUNTED_ANEW, edition_of
from duban.core.periods.closings import Closings, read_closings
from duban.core.policy.rules import Policy, PolicyBook
from duban.core.statements.unit_journal import Answered
from duban.errors import DubanError
from duban.files.git.repository import Repository
from duban.files.git.walk import sizes
from duban.files.workspace.evidence import MAX_EVIDENCE_BYTES
from duban.files.workspace.holiday_files import read_holidays
from duban.files.workspace.policies import load_policy
from duban.files.workspace.records import read_if_sound
from duban.files.workspace.workspace import CALENDARS, CONFIG, LEDGER, LOCAL, MONTH, POLICIES, YEAR
from duban.files.yaml.reader import MAX_BYTES

T = TypeVar("T")
_ROOM = 64 * 1024 * 1024
"""So many bytes are fetched at a time; what does not go in is read by itself."""
_HELD = 4096
"""So many records and blobs are kept."""
_TASK_LEVELS = 3
_PARENT = "上级任务".encode()
_HEADS = (f"/{LEDGER}", f"/{CLOSING.levels[-1]}")
_FOLDERS = (f"{CALENDARS}/", f"{POLICIES}/")

kind_at = lru_cache(maxsize=65536)(kind_of)
"""The kind that stands at a path by its name alone."""


class Objects:
    """The blobs of a repository by their ids, and the records in them."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._data: dict[str, bytes] = {}
        self._large: set[str] = set()
        self._records: dict[tuple[str, type[Any]], Any] = {}

    def fetch(self, names: Iterable[str]) -> None:
        """Have these at hand, as far as they are no larger than a file of the books, and no others."""
        wanted = list(dict.fromkeys(name for name in names if name))
        kept = {name: self._data[name] for name in wanted if name in self._data}
        lacking = [name for name in wanted if name not in kept]
        room, fitting = _ROOM, []
        for name, size in sizes(self.repository, lacking).items():
            if size > MAX_BYTES:
                self._large.add(name)
            elif size <= room:
                room -= size
                fitting.append(name)
        self._data = kept | self.repository.objects(fitting)

    def data(self, name: str) -> bytes:
        """The bytes of one; none for one larger than a file of the books may be. Raises DubanError where it lacks."""
        if name in self._large:
            return b""
        found = self._data.get(name)
        return self.repository.objects([name])[name] if found is None else found

    def sha256(self, name: str) -> str:
        """The digest of one; "" where it is larger than evidence may be. Raises DubanError where it is missing."""
        if name in self._large and sizes(self.repository, [name])[name] > MAX_EVIDENCE_BYTES:
            return ""
        held = self.repository.objects([name])[name] if name in self._large else self.data(name)
        return sha256(held).hexdigest()

    def record(self, name: str, kind: type[Any]) -> Any:  # noqa: ANN401 - as the type says
        """A blob as a record; None where it cannot be read as one."""
        if (name, kind) not in self._records:
            if len(self._records) >= _HELD:
                self._records.clear()
            self._records[name, kind] = read_if_sound(self.data(name), "", kind)
        return self._records[name, kind]


class Past:
    """The workspace of one commit: `blobs` are its files by label, `rules` those of them that say what held."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.blobs: dict[str, str] = {}
        self.rules: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self.ledgers: set[str] = set()
        """The folders that are ledgers, or were: what stands in one stays a task when its head goes."""
        self.born: dict[str, str] = {}
        """The numbers that were given so far, each with a commit that had it."""

    def copy(self) -> "Past":
        """One that goes on by itself."""
        other = Past(self.objects)
        other.blobs, other.rules, other._parents = dict(self.blobs), dict(self.rules), dict(self._parents)
        other.ledgers, other.born = set(self.ledgers), dict(self.born)
        return other

    def put(self, label: str, name: str, data: bytes | None = None) -> None:
        """From now on a file holds this blob (its bytes, where they are at hand); "": it is gone."""
        held = [self.blobs, *([self.rules] if is_rule(label) else [])]
        for each in held:
            if name:
                each[label] = name
            else:
                each.pop(label, None)
        self._parents.pop(label, None)
        if label.endswith(_HEADS[0]) and label.count("/") == 1:
            self.ledgers.add(label.partition("/")[0])
        if name and self.is_task(label) and _PARENT in (self.objects.data(name) if data is None else data):
            task = self.record(label, Task)
            if task is not None and task.parent is not None:
                self._parents[label] = task.parent

    def record(self, label: str, kind: type[Any]) -> Any:  # noqa: ANN401 - as the type says
        """The file at a label; None where there is none, or it cannot be read."""
        name = self.blobs.get(label)
        return None if name is None else self.objects.record(name, kind)

    @property
    def config(self) -> Config | None:
        """duban.yaml."""
        found: Config | None = self.record(CONFIG, Config)
        return found

    def kind(self, label: str) -> Kind | None:
        """What kind of file with a journal stands at a label; None: another file."""
        if self.is_task(label):
            return TASK
        return kind_at(label)

    def is_task(self, label: str) -> bool:
        """Whether a file there is one of the tasks: in the year folder of a ledger."""
        parts = label.split("/")
        return (
            len(parts) == _TASK_LEVELS
            and YEAR.fullmatch(parts[1]) is not None
            and parts[2].endswith(".yaml")
            and parts[0] in self.ledgers
        )

    def ledger(self, label: str) -> LedgerHead | None:
        """The head of the ledger in whose folder a file stands."""
        found: LedgerHead | None = self.record(f"{label.partition('/')[0]}/{LEDGER}", LedgerHead)
        return found

    def find(self, identifier: str) -> tuple[Kind, CaseFile] | None:
        """What bears this number."""
        label = self.label_of(identifier)
        kind = self.kind(label) if label else None
        file = self.record(label, kind.record) if label and kind else None
        return None if kind is None or file is None else (kind, file)

    def label_of(self, identifier: str) -> str | None:
        """Where the file of a number stands."""
        prefix, year = (*identifier.split("-"), "")[:2]
        for folder in self._folders(prefix):
            label = f"{folder}/{year}/{identifier}.yaml"
            if label in self.blobs:
                return label
        return None

    def _folders(self, prefix: str) -> Iterator[str]:
        yield from (shelf.folder for shelf in NUMBERED if shelf.prefix == prefix)
        for label in self.ledger_labels:
            head = self.record(label, LedgerHead)
            if head is not None and head.prefix == prefix:
                yield label.partition("/")[0]

    @property
    def ledger_labels(self) -> list[str]:
        """The heads of the ledgers."""
        return [label for label in self.rules if label.endswith(f"/{LEDGER}")]

    def files(self, kind: Kind) -> Iterator[Any]:
        """Every file of a kind that can be read."""
        return (file for _, file in self.labelled(kind))

    def labelled(self, kind: Kind) -> Iterator[tuple[str, Any]]:
        """The same, each with its label."""
        labels = (label for label in self.blobs if label.startswith(f"{kind.folder}/"))
        if kind is TASK:
            labels = (label for label in self.blobs if self.is_task(label))
        for label in sorted(labels):
            if kind is TASK or kind_at(label) is kind:
                file = self.record(label, kind.record)
                if file is not None:
                    yield label, file

    def children_of(self, identifier: str) -> Iterator[Task]:
        """The tasks whose 上级任务 is this one."""
        for label in sorted(label for label, parent in self._parents.items() if parent == identifier):
            task = self.record(label, Task) if self.is_task(label) else None
            if task is not None:
                yield task


class Rules:
    """What the commits of a history went by, each set of files read once: register, roll, policies, calendar, closings.

    `folder` is where local policies are laid out to be read; it is the caller's to remove.
    """

    def __init__(self, objects: Objects, folder: Path) -> None:
        self.objects = objects
        self._folder = folder
        self._held: dict[tuple[str, object], Any] = {}
        self._standing: Past | None = None

    def hold(self, past: Past | None) -> None:
        """From now on the policies and the calendar are those of one workspace, and what it has closed stays closed."""
        self._standing = past

    @property
    def standing(self) -> Past | None:
        """The workspace that is held."""
        return self._standing

    def register(self, past: Past) -> Register:
        """The register of units."""
        config = past.config
        key = past.blobs.get(CONFIG)
        return self._once(
            "register", key, lambda: Register(config.units, config.name) if config else Register()
        )

    def roll(self, past: Past) -> Roll:
        """The leaders."""
        config = past.config
        return self._once("roll", past.blobs.get(CONFIG), lambda: Roll(config.leaders if config else ()))

    def closings(self, past: Past) -> tuple[Closings, ...]:
        """The closings and reopenings of a workspace, and of the one that is held."""
        return tuple(self._closings(each) for each in (past, self._standing) if each is not None)

    def _closings(self, past: Past) -> Closings:
        last = f"/{CLOSING.levels[-1]}"
        held = [label for label in past.rules if label.endswith(last) and kind_at(label) is CLOSING]
        key = tuple((label, past.blobs[label]) for label in held)
        journals = (past.record(label, CLOSING.record) for label in held)
        return self._once(
            "closings", key, lambda: read_closings(each for each in journals if each is not None)
        )

    def calendar(self, past: Past) -> WorkCalendar:
        """The calendar of working days."""
        past = self._standing or past
        key = _below(past, CALENDARS)
        return self._once(
            "calendar",
            key,
            lambda: WorkCalendar(self._holidays(key, local=False), self._holidays(key, local=True)),
        )

    def _holidays(self, held: Iterable[tuple[str, str]], *, local: bool) -> dict[int, Any]:
        found = {}
        for label, name in held:
            if label.startswith(f"{CALENDARS}/{LOCAL}/") is local and label.endswith(".json"):
                file, _ = read_holidays(self.objects.data(name), label, national=not local)
                if file is not None:
                    found[file.year] = file
        return found

    def policies(self, past: Past) -> PolicyBook:
        """The policies. Raises DubanError where one cannot be used."""
        past = self._standing or past
        config = past.config
        key = (past.blobs.get(CONFIG), _below(past, POLICIES))
        return self._once("policies", key, lambda: self._book(config, key[1]))

    def _book(self, config: Config | None, local: tuple[tuple[str, str], ...]) -> PolicyBook:
        if config is None:
            return PolicyBook(entries=())
        root = self._laid_out(local)
        entries: list[tuple[Any, Policy]] = []
        for held in sorted(config.policies, key=lambda each: each.since):
            policy, problems = load_policy(held.name, root, held.edition or edition_of(config.format))
            if policy is None:
                raise DubanError(*problems)
            entries.append((held.since, policy.of_office(config.own_document)))
        return PolicyBook(entries=tuple(entries), anew=config.format_since(COUNTED_ANEW))

    def _laid_out(self, local: tuple[tuple[str, str], ...]) -> Path | None:
        if not local:
            return None
        root = self._folder / str(len(self._held))
        (root / POLICIES).mkdir(parents=True)
        for label, name in local:
            (root / POLICIES / PurePosixPath(label).name).write_bytes(self.objects.data(name))
        return root

    def _once(self, what: str, key: object, make: Callable[[], T]) -> T:
        if (what, key) not in self._held:
            self._held[what, key] = make()
        found: T = self._held[what, key]
        return found


def books_of(
    past: Past, rules: Rules, today: date, known: datetime | None, closed: date | None = None
) -> Books | None:
    """The books of a day, as known at a moment, and of closings up to a day; None without a duban.yaml.

    Raises DubanError where a policy cannot be used.
    """
    config = past.config
    if config is None:
        return None
    heads = {label.partition("/")[0]: past.record(label, LedgerHead) for label in past.ledger_labels}
    entries = (
        Entry(task, head, label)
        for label, task in past.labelled(TASK)
        if (head := heads.get(label.partition("/")[0])) is not None
    )
    answers = (
        Answer(journal.period, journal.unit, event.on)
        for label, journal in past.labelled(UNIT_STATEMENT)
        if MONTH.fullmatch(label.split("/")[1])
        for event in journal.journal
        if isinstance(event, Answered) and (known is None or event.recorded_at <= known)
    )
    folders = {label.partition("/")[0] for label in past.blobs}
    held = [shelf.kind() for shelf in NUMBERED if shelf.folder in folders]
    outcomes = tuple(past.files(results())) if RESULTS in folders else ()
    register = rules.register(past)
    return open_books(
        config,
        tuple(head for head in heads.values() if head is not None),
        entries,
        policies=rules.policies(past),
        calendar=rules.calendar(past),
        register=register,
        today=today,
        standing=tuple(entry for journal in past.files(PERFORMANCE) for entry in journal.journal),
        known=known,
        closings=rules.closings(past)[0].as_of(closed or today, known),
        answers=tuple(answers),
        cases=tuple(Filed(kind, file, label) for kind in held for label, file in past.labelled(kind)),
        plans=tuple(past.files(inspection_plans())) if held else (),
        results=outcomes,
        by_number=result_items(outcomes, today, known, register),
    )


def _below(past: Past, folder: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, name) for label, name in past.rules.items() if label.startswith(f"{folder}/"))


def is_rule(label: str) -> bool:
    """Whether what stands at a label says what holds for others: a head, a closing, a calendar, a policy."""
    return label == CONFIG or label.endswith(_HEADS) or label.startswith(_FOLDERS)
