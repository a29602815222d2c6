"""Whole books for property tests: some tasks over three years, what was entered when, and when periods were closed.

Only generators; what must hold, the tests say. Events may be illegal where they stand: the books must balance anyway.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st
from tests.builders import CALENDAR, cadence_rule, limit_rule, make_book, make_policy

from duban.core.books.books import Books, Entry, open_books
from duban.core.engine.journal import target_of
from duban.core.model.events import EVENTS, Amend, Correct, Event, Transfer
from duban.core.model.record import read_record
from duban.core.model.task import Milestone, Task
from duban.core.model.terms import Action, LedgerKind, Method, Result, Status, YesNo
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Config, LedgerHead, Unit
from duban.core.periods.closings import Closings
from duban.core.state.transitions import fold

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
UNITS = ("A", "B", "C", "D")
HEADS = (
    LedgerHead(name="重要文件", kind=LedgerKind.DOCUMENT, prefix="WJ"),
    LedgerHead(name="领导批示", kind=LedgerKind.INSTRUCTION, prefix="PS"),
)
POLICY = make_policy(limit_rule(5), cadence_rule("月"), cadence_rule("季", 范围="单位"))
CONFIG = read_record(
    {"名称": "督查室", "工作区号": "t", "制度": [{"自": "2024-01-01", "名称": "test"}]}, Config
)
_LIKELY: dict[Status, tuple[Action, ...]] = {
    Status.REGISTERED: (Action.ASSIGN, Action.ASSIGN, Action.WITHDRAW, Action.SUSPEND, Action.AMEND),
    Status.ASSIGNED: (
        Action.ACCEPT,
        Action.ACCEPT,
        Action.TRANSFER,
        Action.APPLY,
        Action.EXTEND,
        Action.AMEND,
    ),
    Status.IN_PROGRESS: (
        *(Action.PROGRESS, Action.DONE, Action.DONE, Action.TRANSFER, Action.EXTEND),
        *(Action.SUSPEND, Action.WITHDRAW, Action.AMEND, Action.URGE, Action.APPLY, Action.DENY),
    ),
    Status.REPORTED: (Action.VERIFY, Action.VERIFY, Action.RETURN, Action.SUSPEND),
    Status.VERIFIED: (Action.CLOSE, Action.CLOSE, Action.WITHDRAW),
    Status.CLOSED: (Action.REOPEN, Action.REOPEN, Action.REVISIT),
    Status.SUSPENDED: (Action.RESUME, Action.RESUME, Action.WITHDRAW),
    Status.WITHDRAWN: (Action.AMEND,),
}


@dataclass(frozen=True)
class History:
    """Tasks as they were first entered, and all that was written down of each, in the order of writing."""

    tasks: tuple[tuple[Task, tuple[Event, ...]], ...]
    register: Register

    def books(
        self,
        today: date,
        known: datetime | None = None,
        closings: Closings = Closings(),  # noqa: B008 - a frozen value
        *,
        written_by: datetime | None = None,
    ) -> Books:
        """The books of a question; with `written_by`, from files that hold nothing written later."""
        entries = []
        for first, journal in self.tasks:
            written = [each for each in journal if written_by is None or each.recorded_at <= written_by]
            if not written:
                continue  # the file was not there yet
            task = _head_after(first, written)
            head = next(each for each in HEADS if each.prefix == task.prefix)
            entries.append(Entry(task, head, f"{task.id}.yaml"))
        return open_books(
            CONFIG,
            HEADS,
            entries,
            policies=make_book(("2024-01-01", POLICY)),
            calendar=CALENDAR,
            register=self.register,
            today=today,
            known=known,
            closings=closings,
        )


def _head_after(first: Task, journal: list[Event]) -> Task:
    """The file as the commands leave it: a 变更 or 转办 shows in the head."""
    head: dict[str, Any] = {}
    leads = first.leads
    for event in journal:
        if isinstance(event, Transfer):
            leads = tuple(event.new_lead if unit == event.old_lead else unit for unit in leads)
        elif isinstance(event, Amend) and event.field == "牵头单位":
            leads = (event.new,) if isinstance(event.new, str) else tuple(event.new)
        elif isinstance(event, Amend):
            head["note"] = event.new
    head["lead"] = leads[0] if len(leads) == 1 else leads
    return msgspec.structs.replace(first, journal=tuple(journal), **head)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """One to five tasks, sometimes with a merger of units."""
    merged = draw(st.none() | st.dates(FIRST, LAST))
    units = [Unit(name=name) for name in UNITS]
    if merged:
        units[-1] = Unit(name="D", merged_into="A", merged_on=merged)
    register = Register(units if draw(st.booleans()) else ())
    tasks: list[tuple[Task, tuple[Event, ...]]] = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        prefix = draw(st.sampled_from(("WJ", "PS")))
        parent = draw(st.sampled_from([None, *(task.id for task, _ in tasks)]))
        lead: Any = draw(st.sampled_from([*UNITS, ("A", "B"), ("D", "C")]))
        start = draw(st.dates(FIRST, LAST - timedelta(days=60)))
        node = Milestone(name="摸底", due_on=start + timedelta(days=draw(st.integers(10, 200))))
        task = Task(
            id=f"{prefix}-{start.year}-{number:04d}",
            title=f"事项{number}",
            lead=lead,
            parent=parent,
            milestones=(node,) if draw(st.booleans()) else (),
        )
        journal = _as_written(task, draw(_journals(task, start, register)), register)
        tasks.append((task, tuple(journal)))
    return History(tuple(tasks), register)


@st.composite
def _journals(draw: st.DrawFn, task: Task, start: date, register: Register) -> list[Event]:
    """A life of some length: mostly the next likely step, now and then backdated, entered late, or corrected."""
    written: list[Event] = [_event(Action.REGISTER, start, _moment(draw, start))]
    on = start
    for _ in range(draw(st.integers(0, 16))):
        state = fold(_head_after(task, written), LAST, register=register)
        on = min(LAST, on + timedelta(days=draw(st.integers(0, 90))))
        if draw(st.integers(0, 9)) == 0:
            written.append(draw(_corrections(written)))
            continue
        action = draw(st.sampled_from(_LIKELY[state.status]))
        backdated = draw(st.integers(0, 9)) == 0
        day = max(start, on - timedelta(days=120)) if backdated else on
        written.append(_event(action, day, _moment(draw, day), **_fields(draw, action, state, day)))
    return sorted(written, key=lambda event: event.recorded_at)


def _as_written(first: Task, journal: list[Event], register: Register) -> list[Event]:
    """The journal as commands write it: a change of lead starts from the head as it is then, and must be legal."""
    written: list[Event] = []
    for event in journal:
        task = _head_after(first, written)
        if isinstance(event, Amend):
            held = task.leads[0] if len(task.leads) == 1 else list(task.leads)
            event = msgspec.structs.replace(event, old=held)  # noqa: PLW2901 - the same event, told truly
        if isinstance(event, Transfer) and (event.old_lead not in task.leads or event.new_lead in task.leads):
            continue
        changes = isinstance(event, Amend | Transfer)
        faults = len(fold(task, LAST, register=register).faults)
        if (
            not changes
            or len(fold(_head_after(first, [*written, event]), LAST, register=register).faults) <= faults
        ):
            written.append(event)
    return written


def _moment(draw: st.DrawFn, on: date) -> datetime:
    """When something of this day was written down: mostly at once, sometimes months later."""
    lag = draw(st.sampled_from((0, 0, 0, 0, 1, 5, 40, 130, 400)))
    minute = draw(st.integers(0, 8 * 60))
    return datetime.combine(on, time(1), UTC) + timedelta(days=lag, minutes=minute)


def _event(action: Action, on: date, recorded_at: datetime, **fields: Any) -> Event:  # noqa: ANN401 - what each kind of event carries
    return EVENTS[action](on=on, recorded_at=recorded_at, by="王五", **fields)


def _fields(draw: st.DrawFn, action: Action, state: Any, on: date) -> dict[str, Any]:  # noqa: ANN401 - a TaskState
    leads = state.leads or ("A",)
    lead = draw(st.sampled_from(leads))
    due_on = on + timedelta(days=draw(st.integers(1, 120)))
    other = draw(st.sampled_from(UNITS))
    new: Any = draw(st.sampled_from([other, [other, "C"] if other != "C" else ["C", "A"]]))
    fields: dict[Action, dict[str, Any]] = {
        Action.ASSIGN: {"due_on": due_on},
        Action.ACCEPT: {"unit": lead},
        Action.PROGRESS: {"unit": lead, "percent": 40, "milestone": "摸底", "done_on": on},
        Action.APPLY: {"due_on": due_on, "reason": "等批复"},
        Action.EXTEND: {"due_on": due_on, "reason": "等批复"},
        Action.DENY: {"reason": "条件具备"},
        Action.TRANSFER: {"old_lead": lead, "new_lead": other, "due_on": due_on},
        Action.SUSPEND: {"reason": "等批复"},
        Action.RESUME: {"due_on": due_on},
        Action.WITHDRAW: {"reason": "重复"},
        Action.DONE: {"unit": lead, "done_on": on},
        Action.RETURN: {"missing": "缺表"},
        Action.VERIFY: {"method": Method.ON_SITE, "result": draw(st.sampled_from(Result))},
        Action.REOPEN: {"reason": "反弹", "due_on": due_on},
        Action.AMEND: {
            "field": "牵头单位",
            "old": leads[0] if len(leads) == 1 else list(leads),
            "new": new,
            "reason": "调整",
        },
    }
    return fields.get(action, {})


@st.composite
def _corrections(draw: st.DrawFn, written: list[Event]) -> Event:
    """A 更正 of something written: moved to another day, void, or undone again."""
    aimed = [event for event in written if not isinstance(event, Correct | Amend | Transfer)]
    target = target_of(draw(st.sampled_from(aimed)))
    on = draw(st.dates(FIRST, LAST))
    values = st.sampled_from(({"日期": on.isoformat()}, {"备注": "改过"}, None))
    later = max(event.recorded_at for event in written) + timedelta(days=draw(st.integers(0, 100)))
    return Correct(
        on=later.date(),
        recorded_at=later,
        by="王五",
        target=target,
        value=draw(values),
        void=draw(st.sampled_from((YesNo.NO, YesNo.NO, YesNo.YES))),
        reason="记错了",
    )
