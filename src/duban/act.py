"""The single write path: lock → recover → read → decide → write → one commit.

A command gathers what it wants in a `Plan`; nothing touches the disk before every event has been decided.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from duban.core.actions.decide import decide
from duban.core.actions.due_dates import Ground
from duban.core.duties.task_duties import is_provisional
from duban.core.engine.journal import NUMBER
from duban.core.model.events import Amend, Event, Register, Transfer, raw_event
from duban.core.model.record import Fault, R, official_keys, raw_record, read_record
from duban.core.model.task import Task
from duban.core.model.terms import Action
from duban.core.periods.closings import Closings, admit, admit_day
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold
from duban.core.validation.forbidden_text import find_controls, find_secrets
from duban.errors import DubanError, Level, Problem, refusal
from duban.files.disk.listing import names_in
from duban.files.disk.regular_files import digest
from duban.files.git.history import highest_issued, numbers_in
from duban.files.git.log import Message
from duban.files.git.repository import Repository, find_repository
from duban.files.workspace.format_gate import refuse_newer, written_format
from duban.files.workspace.workspace import CLOSING, CONFIG, LEDGER, Ledger, Workspace
from duban.files.write.intent import Intent, load_intent
from duban.files.write.lock import lock
from duban.files.write.preconditions import refuse_again, refuse_hand_edits
from duban.files.write.recovery import find_standing
from duban.files.write.transaction import recover, write_files
from duban.files.yaml.edit import DELETE, append_to_list, edit_head
from duban.files.yaml.writer import render_document, render_event

JOURNAL, FORMER = "流水", "曾用编号"
E = TypeVar("E", bound=Event)
HEAD_ORDER = tuple(official_keys(Task).values())


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, when, and what day it is; `late` is why something is entered into a closed period (补登)."""

    actor: str
    moment: datetime
    today: date
    late: str | None = None


@dataclass(slots=True)
class Touched:
    """One task inside a plan: the bytes it was read from (at `moved_from`, if it moves), and what the plan adds."""

    path: Path
    ledger: Ledger
    task: Task
    old: bytes | None
    moved_from: Path | None = None
    events: list[Event] = field(default_factory=list)
    head: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What a command did: the commit (none on a dry run or when nothing changed), files, events, notices.

    `provisional` are the tasks whose due day rests on holidays that are not published.
    """

    commit: str | None
    paths: tuple[str, ...]
    events: tuple[tuple[str, Event], ...]
    states: tuple[TaskState, ...]
    notices: tuple[Problem, ...]
    recovered: str | None
    provisional: frozenset[str] = frozenset()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks that were written, as they are now."""
        return tuple(state.task for state in self.states)


class Plan:
    """What one command will write."""

    def __init__(self, workspace: Workspace, hand: Hand, repository: Repository) -> None:
        self.workspace = workspace
        self.hand = hand
        self.repository = repository
        self.notices: list[Problem] = []
        self.touched: dict[str, Touched] = {}
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
        self.touched[identifier] = Touched(path, ledger, entry.task, self.workspace.pending.data(path))
        return self.touched[identifier]

    def state(self, identifier: str, on: date | None = None) -> TaskState:
        """The standing of the task on `on` (default today) with what this plan has added so far."""
        task = self.open_task(identifier).task
        return fold(task, on or self.hand.today, register=self.workspace.register)

    def ground(self, touched: Touched, *, children: bool = False) -> Ground:
        """What a decision may look at; children are read only for the actions that ask for them."""
        workspace = self.workspace
        states = tuple(
            fold(child, self.hand.today, register=workspace.register)
            for child in (workspace.children_of(touched.task.id) if children else ())
        )
        kind = touched.ledger.head.kind
        return Ground(
            workspace.policies, workspace.calendar, workspace.register, kind, self.hand.today, states
        )

    def next_id(self, ledger: Ledger, year: int) -> str:
        """Highest number of the ledger and year plus one: of the files, of every commit, of those taken back."""
        key = (ledger.head.prefix, year)
        bearers = [each.folder.name for each in self.workspace.ledgers if each.head.prefix == key[0]]
        if len(bearers) > 1:
            text = f"字头 {key[0]} 有几本台账在用（{'、'.join(bearers)}），编号会重，没有写入"
            raise refusal(
                "twin-prefix", text, f"给没有事项的一本换一个字头：改它的 {LEDGER}，再 duban commit"
            )
        if key not in self._used:
            folder = ledger.folder / str(year)
            issued = highest_issued(self.repository, self.repository.relative(_real(folder)), *key)
            there = max(numbers_in(names_in(folder, ".yaml"), *key), default=0)
            self._used[key] = max(there, issued, ledger.head.used.get(str(year), 0))
        self._used[key] += 1
        return f"{key[0]}-{year}-{self._used[key]:04d}"

    def admit(self, event: E) -> E:
        """`event` as it may be entered: into a closed period only as 补登. Raises DubanError without a reason."""
        return admit(self._closings(), event, self.hand.late)

    def admit_day(self, day: date, what: str) -> str | None:
        """Why an entry of `day` that is no event may be made (补登); None: its day is open. Raises as admit."""
        return admit_day(self._closings(), day, what, self.hand.late)

    def _closings(self) -> Closings:
        closings = self.workspace.closings
        broken = [
            each for each in self.workspace.problems if each.place and each.place.path.endswith(f"/{CLOSING}")
        ]
        if broken:
            raise DubanError(*broken)
        return closings

    def register(self, task: Task, ledger: Ledger, event: Register) -> Touched:
        """Enter a new task; its id must come from next_id. Raises DubanError for what may not be written."""
        self.check_texts(raw_record(task), task.title)
        event = self.admit(event)
        path = ledger.folder / event.on.isoformat()[:4] / f"{task.id}.yaml"
        if path.exists():
            raise refusal("id-taken", f"编号 {task.id} 已经有文件：{self.workspace.label(path)}")
        touched = Touched(path, ledger, msgspec.structs.replace(task, journal=()), None)
        self.touched[task.id] = touched
        self._append(touched, event)
        return touched

    def record(self, identifier: str, event: Event) -> Event:
        """Decide `event` for a task and add it. Raises DubanError where it is not allowed."""
        touched = self.open_task(identifier)
        event = self.admit(event)
        raw = raw_event(event)
        self.check_texts(raw, identifier)
        _refuse_faults(raw, type(event), f"{identifier} {event.action}")
        ground = self.ground(touched, children=event.action is Action.DONE)
        decided = decide(touched.task, event, ground)
        self.notices += decided.notices
        self._append(touched, decided.event)
        if isinstance(decided.event, Transfer):
            self._transfer_head(touched, decided.event)
        return decided.event

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
            self.check_texts({key: value}, identifier)
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
        raw = {k: v for k, v in (raw_record(touched.task) | dict(changes)).items() if v is not None}
        touched.task = _refuse_faults(raw, Task, touched.task.id)

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

    def check_texts(self, raw: object, name: str) -> None:
        """Raises DubanError for marks of secrecy and control characters."""
        faults = [*find_secrets(raw), *find_controls(raw)]
        if faults:
            raise DubanError(*(_problem(fault, name) for fault in faults))

    def _append(self, touched: Touched, event: Event) -> None:
        touched.events.append(event)
        journal = (*touched.task.journal, event)
        touched.task = msgspec.structs.replace(touched.task, journal=journal)

    def _transfer_head(self, touched: Touched, event: Transfer) -> None:
        leads = [event.new_lead if self._same(lead, event.old_lead) else lead for lead in touched.task.leads]
        support = [unit for unit in touched.task.support if not self._same(unit, event.new_lead)]
        changes: dict[str, Any] = {"牵头单位": leads[0] if len(leads) == 1 else leads}
        if len(support) != len(touched.task.support):
            changes["配合单位"] = support or None
        self.set_head(touched, changes)

    def _same(self, one: str, other: str) -> bool:
        return self.workspace.register.same(one, other)

    def render(self) -> dict[Path, bytes | None]:
        """Every file this plan writes, as it will stand."""
        files: dict[Path, bytes | None] = dict(self.files)
        for touched in self.touched.values():
            if touched.events or touched.head:
                files[touched.path] = rendered(touched)
                if touched.moved_from is not None:
                    files[touched.moved_from] = None
        return files

    def old_bytes(self) -> dict[Path, bytes | None]:
        """What each of these files held when it was read."""
        changed = [touched for touched in self.touched.values() if touched.events or touched.head]
        moved = {touched.moved_from: touched.old for touched in changed if touched.moved_from is not None}
        return self.expected | moved | {t.path: None if t.moved_from else t.old for t in changed}


def rendered(touched: Touched) -> bytes:
    """The file of a touched task: a new one in house format, an old one with only what was added changed."""
    if touched.old is None:
        raw = raw_record(touched.task) | {JOURNAL: [raw_event(event) for event in touched.task.journal]}
        return render_document(raw).encode()
    text = touched.old.decode()
    if touched.head:
        changes = {key: DELETE if value is None else value for key, value in touched.head.items()}
        text = edit_head(text, changes, HEAD_ORDER)
    if touched.events:
        text = append_to_list(text, JOURNAL, [render_event(raw_event(event)) for event in touched.events])
    return text.encode()


def perform(
    open_workspace: Callable[[], Workspace],
    root: Path,
    hand: Callable[[Repository], Hand],
    prepare: Callable[[Plan], Message | None],
    *,
    dry_run: bool = False,
) -> Written:
    """Run one command under the lock. `prepare` fills the plan and words the commit; None: nothing to do.

    Raises DubanError; then nothing has been written.
    """
    repository = find_repository(root)
    with lock(repository.notes / "lock"):
        refuse_newer(root / CONFIG, written_format(root / CONFIG))
        recovered, before = (None, None) if dry_run else _recover(repository)
        try:
            workspace = open_workspace()
            refuse_newer(root / CONFIG, workspace.config.format)
            workspace.hold_still()
            plan = Plan(workspace, _after_closings(hand(repository), workspace), repository)
            plan.notices += _pending(workspace)
            message = prepare(plan)
            files = plan.render() if message is not None else {}
            commit = None
            if files and message is not None and not dry_run:
                _refuse_hand_edits(repository, plan, files)
                if before is not None:
                    read = plan.old_bytes()
                    refuse_again(repository, before, ((read[path], data) for path, data in files.items()))
                commit = _write(repository, plan, files, message)
        except DubanError as error:
            if recovered:
                error.problems = (Problem(Level.NOTICE, "recovered", recovered), *error.problems)
            raise
    labels = tuple(sorted(plan.workspace.label(path) for path in files))
    events = tuple((name, event) for name, t in plan.touched.items() for event in t.events)
    states = tuple(plan.state(name) for name, t in plan.touched.items() if t.events or t.head)
    policies, calendar = plan.workspace.policies, plan.workspace.calendar
    provisional = frozenset(s.task.id for s in states if s.due_on and is_provisional(s, policies, calendar))
    return Written(commit, labels, events, states, tuple(dict.fromkeys(plan.notices)), recovered, provisional)


def _recover(repository: Repository) -> tuple[str | None, Intent | None]:
    """What is told of a write that was cut short, and the write itself where it stands now."""
    intent = load_intent(repository.notes, repository.root, in_workspace=True)
    recovered = recover(repository, in_workspace=True)
    return recovered, intent if intent is not None and find_standing(repository, intent) else None


def _pending(workspace: Workspace) -> list[Problem]:
    """What a dry run, which mends nothing, tells of a pending write. Raises DubanError where that is unreadable."""
    problem = workspace.pending.problem
    if problem is not None and problem.level is Level.ERROR:
        raise DubanError(problem)
    return [] if problem is None else [problem]


def _refuse_hand_edits(repository: Repository, plan: Plan, files: Iterable[Path]) -> None:
    read = plan.old_bytes()
    mine = {repository.relative(_real(path)): path for path in files if path not in plan.adopted}
    labels = {name: plan.workspace.label(path) for name, path in mine.items()}
    refuse_hand_edits(repository, {name: read[path] for name, path in mine.items()}, labels)


def _after_closings(hand: Hand, workspace: Workspace) -> Hand:
    """Nothing is written down in the second of a closing, or before it: what a closing knew must stay clear."""
    last = workspace.closings.last_moment
    return hand if last is None or hand.moment > last else replace(hand, moment=last + timedelta(seconds=1))


def _write(repository: Repository, plan: Plan, files: Mapping[Path, bytes | None], message: Message) -> str:
    writes = {_real(path): data for path, data in files.items()}
    read = plan.old_bytes()
    expected = {_real(path): None if data is None else digest(data) for path, data in read.items()}
    adopted = [_real(path) for path in plan.adopted]
    return write_files(repository, writes, expected, message, adopted, plan.notices)


def _real(path: Path) -> Path:
    """The path as git sees it: a workspace may be reached through a link."""
    return path.parent.resolve() / path.name


def _refuse_faults(raw: dict[str, Any], kind: type[R], name: str) -> R:
    """`raw` as a `kind`. Raises DubanError with every fault: what a command was told was never checked before."""
    try:
        return read_record(raw, kind)
    except msgspec.ValidationError:
        from duban.core.validation.validate import judge

        raise DubanError(*(_problem(fault, name) for fault in judge(raw, kind))) from None


def _problem(fault: Fault, name: str) -> Problem:
    where = "·".join(str(key) for key in fault.keys)
    text = f"{name}：{where}：{fault.message}" if where else f"{name}：{fault.message}"
    return Problem(Level.ERROR, fault.code, text, fault.advice, fault.clause)
