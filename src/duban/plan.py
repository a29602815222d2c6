"""What one command will write: files opened, entries decided and appended, heads changed, numbers given.

Touches no disk but to read; act.py writes it, after everything has been decided.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from duban.core.actions.approval import empty_roll, unfit_approvers
from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.actions.late_days import ABOUT_BOOKS, is_late
from duban.core.actions.unlikely_days import find_unlikely_days
from duban.core.cases.closing import CLOSING
from duban.core.cases.inspection import INSPECTION_PLAN
from duban.core.cases.kinds import numbered
from duban.core.cases.results import RESULTS
from duban.core.cases.task import TASK
from duban.core.engine.decide import decide
from duban.core.engine.fold import fold as fold_case
from duban.core.engine.journal import NUMBER
from duban.core.engine.kind import Kind
from duban.core.inspections.plan import planned
from duban.core.model.case_file import JOURNAL, CaseFile, Entry
from duban.core.model.events import Amend, Event, Evidence, Register, Transfer
from duban.core.model.people import Roll
from duban.core.model.record import Fault, R, official_keys, raw_record, read_record, unquoted
from duban.core.model.task import Task
from duban.core.model.terms import Action
from duban.core.periods.closings import Closings, admit, admit_day
from duban.core.results.life import Results, results_of
from duban.core.state.leads import head_after
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold
from duban.core.validation.forbidden_text import find_controls, find_secrets
from duban.errors import DubanError, Level, Problem, refusal
from duban.files.disk.listing import names_in
from duban.files.git.history import highest_issued, numbers_in
from duban.files.git.repository import Repository
from duban.files.workspace.evidence import Evidence as Copy
from duban.files.workspace.evidence import copy_evidence
from duban.files.workspace.workspace import LEDGER, Ledger, Workspace
from duban.files.yaml.edit import DELETE, append_to_list, edit_head
from duban.files.yaml.writer import render_document, render_event

FORMER = "曾用编号"
_LOOK_DOWN = {Action.DONE, Action.ASSIGN, Action.EXTEND, Action.PLAN}
"""Actions for which the parts of a task count."""

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, when, and what day it is; `late` is why something is entered late (补登), `proof` shows its day."""

    actor: str
    moment: datetime
    today: date
    late: str | None = None
    proof: tuple[Path, ...] = ()


@dataclass(slots=True)
class Touched:
    """One file inside a plan: the bytes it was read from (at `moved_from`, if it moves), and what the plan adds."""

    kind: Kind
    path: Path
    file: Any
    old: bytes | None
    ledger: Any = None
    moved_from: Path | None = None
    events: list[Any] = field(default_factory=list)
    head: dict[str, Any] = field(default_factory=dict)

    @property
    def task(self) -> Task:
        """The file of a task, as this plan leaves it."""
        found: Task = self.file
        return found

    @property
    def is_changed(self) -> bool:
        """Whether the plan writes it."""
        return bool(self.events or self.head)


class Plan:
    """What one command will write."""

    def __init__(self, workspace: Workspace, hand: Hand, repository: Repository) -> None:
        self.workspace = workspace
        self.hand = hand
        self.repository = repository
        self.notices: list[Problem] = []
        self.touched: dict[str, Touched] = {}
        self.journals: dict[Path, Touched] = {}
        self.files: dict[Path, bytes | None] = {}
        self.expected: dict[Path, bytes | None] = {}
        self.adopted: set[Path] = set()
        self._used: dict[tuple[str, int], int] = {}

    def open_task(self, identifier: str) -> Touched:
        """The task with this id, as this plan leaves it so far. Raises DubanError when it cannot be read."""
        held = self.touched.get(identifier)
        if held is not None:
            return held
        path = self.workspace.task_path(identifier)
        ledger = self.workspace.ledger_of(identifier)
        if path is None or ledger is None or not self.workspace.pending.is_there(path):
            raise refusal("no-task", f"没有编号为 {identifier} 的事项", "duban list 查看编号")
        entry, problems = self.workspace.read_task(path, ledger)
        if entry is None or any(problem.level is Level.ERROR for problem in problems):
            raise DubanError(*problems)
        old = self.workspace.pending.data(path)
        self.touched[identifier] = Touched(TASK, path, entry.task, old, ledger)
        return self.touched[identifier]

    def open_case(self, identifier: str) -> Touched:
        """What bears this number, a task or a file of another kind. Raises as open_task."""
        held = self.touched.get(identifier)
        found = self.workspace.find_case(identifier) if held is None else None
        if held is not None or found is None:
            return held or self.open_task(identifier)
        kind, path = found
        file, problems = self.workspace.held(kind, path)
        if file is None or any(problem.level is Level.ERROR for problem in problems):
            raise DubanError(*problems)
        self.touched[identifier] = Touched(kind, path, file, self.workspace.pending.data(path))
        return self.touched[identifier]

    def open_journal(self, kind: Kind, path: Path, new: CaseFile) -> Touched:
        """A file of another kind, as this plan leaves it so far; `new`, without entries, where there is none yet.

        Raises DubanError when it cannot be read.
        """
        held = self.journals.get(path)
        if held is not None:
            return held
        there = self.workspace.pending.is_there(path)
        file, problems = self.workspace.held(kind, path) if there else (new, ())
        if file is None or any(problem.level is Level.ERROR for problem in problems):
            raise DubanError(*problems)
        old = self.workspace.pending.data(path) if there else None
        self.journals[path] = Touched(kind, path, file, old)
        return self.journals[path]

    def append(self, touched: Touched, entry: Any, called: str = "") -> Any:  # noqa: ANN401 - each kind has its own
        """Decide an entry for a file and add it; `called` so in messages. Raises DubanError where it is not allowed."""
        name = called or getattr(touched.file, "id", touched.kind.name)
        if hasattr(entry, "late"):
            entry = self.admit(entry)
        entry = self._approved(entry)
        if hasattr(entry, "proof") and entry.action not in ABOUT_BOOKS:
            entry = self._proved(name, entry)
        raw = touched.kind.raw(entry)
        self.check_texts({JOURNAL: [raw]} if called else raw, name, of_task=touched.kind is TASK)
        _refuse_faults(raw, type(entry), f"{name} {entry.action}")
        old = touched.old is not None  # a new task has no parts yet
        ground = self.ground(touched, children=old and entry.action in _LOOK_DOWN)
        decided = decide(touched.kind, touched.file, entry, ground)
        self.notices += decided.notices
        self._append(touched, decided.event)
        return decided.event

    def _proved(self, name: str, event: E) -> E:
        """`event` with what proves its day, and with the reason of 补登 where it is written down too late."""
        if self.hand.late is not None and is_late(event, self.ground_of(TASK)):
            event = msgspec.structs.replace(event, late=self.hand.late)
        proof = self.keep(name, self.hand.proof)
        return msgspec.structs.replace(event, proof=proof) if proof else event

    def keep(self, identifier: str, sources: Iterable[Path]) -> tuple[Evidence, ...]:
        """Copy files into 附件/ID/ within the plan; what an event records of them. Raises DubanError for a bad file."""
        copies: list[Copy] = []
        for source in sources:
            copy = copy_evidence(self.workspace.root, identifier, source, copies)
            if copy.data is not None:
                self.put(self.workspace.root / copy.path, copy.data, None)
            copies.append(copy)
        return tuple(Evidence(path=copy.path.as_posix(), sha256=copy.sha256) for copy in copies)

    def state(self, identifier: str, on: date | None = None) -> TaskState:
        """The state of the task (or of a case that is open already) on `on` (default today), with what is added."""
        touched = self.open_task(identifier)
        day, register = on or self.hand.today, self.workspace.register
        state: Any = fold_case(touched.kind.life, touched.file, day, register=register)
        return cast("TaskState", state)

    def ground(self, touched: Touched, *, children: bool = False) -> Ground:
        """What a decision may look at; children are read only for the actions that ask for them."""
        held = self.workspace
        states = tuple(
            fold(child, self.hand.today, register=held.register)
            for child in (held.children_of(touched.file.id) if children else ())
        )
        kinds = ("inspection", "interview", "clue")
        inspections, interviews, clues = (partial(self._cases, kind) for kind in kinds)
        elsewhere = Elsewhere(
            *(self._found, inspections, self._plans),
            lambda number: ledger.head.kind if (ledger := held.ledger_of(number)) else None,
            self.results,
            *(interviews, clues, self.linked),
            held.config,
        )
        parent = self._parent_of(touched.file) if touched.kind is TASK else None
        books = (held.policies, held.calendar, held.register, touched.ledger and touched.ledger.head.kind)
        return Ground(*books, self.hand.today, states, self.roll, parent, elsewhere)

    def _found(self, identifier: str) -> Any:  # noqa: ANN401 - each kind has its own
        """The state of the file that bears a number, as this plan leaves it; None where there is none to read."""
        with suppress(DubanError):
            touched = self.open_case(identifier)
            return self._folded(touched.kind, touched.file)
        return None

    def linked(self, found_in: str) -> list[TaskState]:
        """The tasks that say they put a finding right, as this plan leaves them."""
        names = {each.task.id for each in self.workspace.read().entries if each.task.found_in == found_in}
        names |= {name for name, held in self.touched.items() if held.kind is TASK}
        return [self.state(name) for name in sorted(names) if self.open_task(name).task.found_in == found_in]

    def _folded(self, kind: Kind, file: CaseFile) -> Any:  # noqa: ANN401 - each kind has its own
        return fold_case(kind.life, file, self.hand.today, register=self.workspace.register)

    def _cases(self, english: str) -> list[Any]:
        """The cases of a kind in the books, as this plan leaves them."""
        kind = next(kind for kind in numbered() if kind.english == english)
        files = {file.id: file for file in self.workspace.usable(kind)}
        files |= {name: held.file for name, held in self.touched.items() if held.kind is kind}
        return [self._folded(kind, file) for file in files.values()]

    def _plans(self) -> Mapping[str, Mapping[str, Any]]:
        """The plans of inspections, as this plan leaves them."""
        return planned([e for y in self._years(INSPECTION_PLAN) for e in y.journal], self.hand.today)

    def results(self) -> Results:
        """The results of all years by number, as this plan leaves them."""
        return results_of(self._years(RESULTS), self.hand.today, register=self.workspace.register)

    def _years(self, kind: Kind) -> Iterable[Any]:
        files = {file.year: file for file in self.workspace.usable(kind)}
        files |= {held.file.year: held.file for held in self.journals.values() if held.kind is kind}
        return files.values()

    def _parent_of(self, task: Task | None) -> TaskState | None:
        """The task that this one was split from; None where it is none, or cannot be read."""
        if task is not None and task.parent is not None:
            with suppress(DubanError):
                return self.state(task.parent)
        return None

    def register_case(self, kind: Kind, make: Callable[[str], CaseFile], entry: Any) -> Touched:  # noqa: ANN401 - each kind has its own
        """Enter a new numbered file of a kind: `make` its head for the next number of the entry's year.

        Raises DubanError for what may not be written.
        """
        if kind.folder not in self.workspace.reserved:
            text = f"这个工作区还是版本 {self.workspace.config.format}，没有{kind.name}"
            raise refusal("older-workspace", text, "先升级：duban upgrade")
        folder = self.workspace.root / kind.folder / str(entry.on.year)
        identifier = self.number(kind.prefix, entry.on.year, folder)
        file = make(identifier)
        self.check_texts(raw_record(file), identifier)
        file = _refuse_faults(raw_record(file), kind.record, identifier)
        touched = Touched(kind, folder / f"{identifier}.yaml", file, None)
        self.touched[identifier] = touched
        self.append(touched, entry)
        return touched

    def next_id(self, ledger: Ledger, year: int) -> str:
        """Highest number of the ledger and year plus one: of the files, of every commit, of those taken back."""
        key = (ledger.head.prefix, year)
        bearers = [each.folder.name for each in self.workspace.ledgers if each.head.prefix == key[0]]
        if len(bearers) > 1:
            text = f"字头 {key[0]} 有几本台账在用（{'、'.join(bearers)}），编号会重，没有写入"
            raise refusal(
                "twin-prefix", text, f"给没有事项的一本换一个字头：改它的 {LEDGER}，再 duban commit"
            )
        return self.number(*key, ledger.folder / str(year), ledger.head.used.get(str(year), 0))

    def ground_of(self, kind: Kind) -> Ground:
        """What a decision on a file of a kind other than the task may look at."""
        return self.ground(Touched(kind, self.workspace.root, None, None))

    def number(self, prefix: str, year: int, folder: Path, used: int = 0) -> str:
        """The next number of a 字头 and year, in whose folder its files stand; `used` is one that was taken back."""
        key = (prefix, year)
        if key not in self._used:
            issued = highest_issued(self.repository, self.repository.relative(real_path(folder)), *key)
            self._used[key] = max(issued, used, *numbers_in(names_in(folder, ".yaml"), *key))
        self._used[key] += 1
        return f"{prefix}-{year}-{self._used[key]:04d}"

    def admit(self, event: E) -> E:
        """`event` as it may be entered: into a closed period only as 补登. Raises DubanError without a reason."""
        return admit(self._closings(), event, self.hand.late)

    def _approved(self, entry: Any) -> Any:  # noqa: ANN401 - each kind has its own
        """`entry` with its approvers as the roll has them. Raises DubanError for who was no leader on its day."""
        named = getattr(entry, "approved_by", None)
        if named is None:
            return entry
        if not self.roll:
            self._note_empty_roll(named)
            return entry
        for problem in unfit_approvers(named, entry.action, entry.on, self.roll):
            raise DubanError(problem)
        return msgspec.structs.replace(entry, approved_by="、".join(self.roll.named(named, entry.on)))

    def _note_empty_roll(self, name: str) -> None:
        """Say once that nobody can tell whether an approver is a leader."""
        if all(notice.code != "no-leaders" for notice in self.notices):
            self.notices.append(empty_roll(name))

    @cached_property
    def roll(self) -> Roll:
        """The leaders of the workspace."""
        return Roll(self.workspace.config.leaders)

    def admit_day(self, day: date, what: str) -> str | None:
        """Why an entry of `day` that is no event may be made (补登); None: its day is open. Raises as admit."""
        return admit_day(self._closings(), day, what, self.hand.late)

    def _closings(self) -> Closings:
        closings = self.workspace.closings
        name = f"/{CLOSING.levels[-1]}"
        broken = [each for each in self.workspace.problems if each.place and each.place.path.endswith(name)]
        if broken:
            raise DubanError(*broken)
        return closings

    def register(self, task: Task, ledger: Ledger, event: Register) -> Touched:
        """Enter a new task; its id must come from next_id. Raises DubanError for what may not be written."""
        self.check_texts(raw_record(task), task.title, of_task=True)
        event = self._approved(self.admit(event))
        path = ledger.folder / event.on.isoformat()[:4] / f"{task.id}.yaml"
        if path.exists():
            raise refusal("id-taken", f"编号 {task.id} 已经有文件：{self.workspace.label(path)}")
        touched = Touched(TASK, path, msgspec.structs.replace(task, journal=()), None, ledger)
        self.touched[task.id] = touched
        self._append(touched, event)
        return touched

    def record(self, identifier: str, event: Event) -> Event:
        """Decide `event` for a task and add it. Raises DubanError where it is not allowed."""
        touched = self.open_task(identifier)
        decided: Event = self.append(touched, event)
        if isinstance(decided, Transfer):
            self.set_head(touched, head_after(touched.task, decided, self.workspace.register))
        return decided

    def amend(
        self, identifier: str, changes: Mapping[str, Any], amend: Callable[[str, object, object], Amend]
    ) -> int:
        """Change head values (official keys; None takes one away), one 变更 for each that really changes."""
        touched = self.open_task(identifier)
        old = raw_record(touched.task)
        count = 0
        for key, value in changes.items():
            if old.get(key) == value:
                continue
            self.check_texts({key: value}, identifier, of_task=touched.kind is TASK)
            self.record(identifier, amend(key, old.get(key), value))
            self.set_head(touched, {key: value})
            count += 1
        return count

    def relocate(self, identifier: str, ledger: Ledger, amend: Callable[[str, object, object], Amend]) -> str:
        """Move a task to another ledger, under its next number and with its file; the new id."""
        touched = self.open_task(identifier)
        year = identifier.split("-")[1]
        new = self.next_id(ledger, int(year))
        self.record(identifier, amend(NUMBER, identifier, new))
        if touched.task.former_id is not None:
            self.record(identifier, amend(FORMER, touched.task.former_id, identifier))
        touched.moved_from, touched.ledger = touched.path, ledger
        touched.path = ledger.folder / year / f"{new}.yaml"
        self.set_head(touched, {NUMBER: new, FORMER: identifier})
        self.touched[new] = self.touched.pop(identifier)
        return new

    def set_head(self, touched: Touched, changes: Mapping[str, Any]) -> None:
        """Show new values in the head. Raises DubanError when they are no valid head."""
        touched.head |= changes
        raw = {k: v for k, v in (raw_record(touched.file) | dict(changes)).items() if v is not None}
        touched.file = _refuse_faults(raw, touched.kind.record, touched.file.id)

    def put(self, path: Path, data: bytes | None, old: bytes | None) -> None:
        """Write (or with None remove) a file that is no task; `old` is what was read."""
        self.files[path] = data
        self.expected[path] = old

    def adopt(self, path: Path, data: bytes | None, found: bytes | None) -> None:
        """Take in a file that was changed by hand: `found` is what stands there now, `data` what shall."""
        self.put(path, data, found)
        self.adopted.add(path)

    def note(self, code: str, message: str, advice: str = "") -> None:
        """Tell the writer something that does not stop the command."""
        self.notices.append(Problem(Level.NOTICE, code, message, advice))

    def note_days(self) -> None:
        """Tell of every day that this plan writes into a task and that can hardly be meant."""
        for touched in self.touched.values():
            if touched.kind is not TASK or not touched.is_changed:
                continue
            known = len(touched.task.journal) - len(touched.events)
            for fault in find_unlikely_days(touched.task, self.hand.today):
                at, place = fault.keys[:2]
                new = place >= known if at == JOURNAL and isinstance(place, int) else at in touched.head
                if new or touched.old is None:
                    self.note(fault.code, f"{touched.task.id} 的{fault.message}", fault.advice)

    def check_texts(self, raw: object, name: str, *, of_task: bool = False) -> None:
        """Raises DubanError for marks of secrecy and control characters."""
        faults = [*find_secrets(raw, of_task=of_task), *find_controls(raw)]
        if faults:
            raise DubanError(*(_problem(unquoted(fault), name) for fault in faults))

    def _append(self, touched: Touched, event: Entry) -> None:
        touched.events.append(event)
        touched.file = msgspec.structs.replace(touched.file, journal=(*touched.file.journal, event))

    def render(self) -> dict[Path, bytes | None]:
        """Every file this plan writes, as it will stand."""
        files: dict[Path, bytes | None] = dict(self.files)
        for touched in self.changed():
            files[touched.path] = rendered(touched)
            if touched.moved_from is not None:
                files[touched.moved_from] = None
        return files

    def changed(self) -> list[Touched]:
        """The files with a journal that this plan writes."""
        return [each for each in (*self.touched.values(), *self.journals.values()) if each.is_changed]

    def old_bytes(self) -> dict[Path, bytes | None]:
        """What each of these files held when it was read."""
        changed = self.changed()
        moved = {touched.moved_from: touched.old for touched in changed if touched.moved_from is not None}
        return self.expected | moved | {t.path: None if t.moved_from else t.old for t in changed}


def rendered(touched: Touched) -> bytes:
    """A touched file: a new one in house format, an old one with only what was added changed."""
    kind = touched.kind
    if touched.old is None:
        raw = raw_record(touched.file) | {JOURNAL: [kind.raw(entry) for entry in touched.file.journal]}
        return render_document(raw).encode()
    text = touched.old.decode()
    if touched.head:
        changes = {key: DELETE if value is None else value for key, value in touched.head.items()}
        text = edit_head(text, changes, tuple(official_keys(kind.record).values()))
    if touched.events:
        text = append_to_list(text, JOURNAL, [render_event(kind.raw(entry)) for entry in touched.events])
    return text.encode()


def real_path(path: Path) -> Path:
    """The path as git sees it: a workspace may be reached through a link."""
    return path.parent.resolve() / path.name


def _refuse_faults(raw: dict[str, Any], kind: type[R], name: str) -> R:
    """`raw` as a `kind`. Raises DubanError with every fault: what a command was told was never checked before."""
    try:
        return read_record(raw, kind)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        raise DubanError(*(_problem(unquoted(fault), name) for fault in judge(raw, kind))) from None


def _problem(fault: Fault, name: str) -> Problem:
    text = "：".join(filter(None, (name, "·".join(map(str, fault.keys)), fault.message)))
    return Problem(Level.ERROR, fault.code, text, fault.advice, fault.clause)
