"""One duty (时限义务): who must do what by when, why, and how late it is on a day that is asked about.

Values and arithmetic only; duties are made in duties/task_duties.py, duties/milestones.py and duties/cadence.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

import msgspec

from duban.core.calendar.counting import (
    DueDay,
    add_calendar_days,
    add_months,
    add_workdays,
    explain_calendar_days,
    explain_workdays,
    workdays_between,
)
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.model.events import Event, Reopen, Resume, Transfer
from duban.core.model.task import Period
from duban.core.model.terms import Action, LedgerKind, PeriodUnit, Relapse, Role, Status
from duban.core.policy.citation import DISCRETIONARY
from duban.core.policy.rules import PolicyBook
from duban.core.state.task_state import Limit, Pause, Standing, TaskState, Voided

OFFICE = str(Role.OFFICE)
_DAY = timedelta(days=1)


FINISH = "按期办结并报告"
"""What the lead of a task owes by its due day."""

DutyKind = Literal["时限", "节点", "周期", "定额"]
"""What a duty comes from: the limit of a task or a deadline rule, a milestone, a cadence, a quota."""


class Subject(NamedTuple):
    """What a duty belongs to: the English name of its kind, and its number."""

    kind: str
    id: str


def of_task(identifier: str | None) -> Subject | None:
    """The task with this number as a subject."""
    return Subject("task", identifier) if identifier is not None else None


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Who must do what by when, why, and whether it was met. Days are days; verdicts/verdict.py judges.

    One without a `subject` belongs to the office or to a unit as such. `stopped_on`: 中止 stands since; `awaiting`: the
    report that meets it is still to be verified, `verified_on`: it was; `voided`: reports that were taken back;
    `ended_by`: what ended it; `applied_on`: a later day was applied for and nobody has answered yet (待批).
    `clause` is the same in every office, `ground` what is printed in this one (`cited`, where it differs).
    """

    subject: Subject | None
    unit: str
    role: Role
    kind: DutyKind
    name: str
    policy: str
    rule: str
    clause: str
    trigger: Event | None
    triggered_on: date
    due_on: date | None
    original_due_on: date | None
    provisional: bool = False
    met_on: date | None = None
    met_by: Event | None = None
    ended_on: date | None = None
    ended_by: str = ""
    stopped_on: date | None = None
    awaiting: bool = False
    verified_on: date | None = None
    voided: tuple[Voided, ...] = ()
    limits: tuple[Limit, ...] = ()
    period: Period | None = None
    missed: int = 0
    node: str | None = None
    discretionary: bool = False
    finishes: bool = False
    applied_on: date | None = None
    cited: str = ""

    @property
    def task(self) -> str | None:
        """The number of the task, or of the case of another kind, that it belongs to."""
        return self.subject.id if self.subject is not None else None

    @property
    def ground(self) -> str:
        """What it rests on, as it is printed in this office; says of a figure of our own that it is (酌定)."""
        return (self.cited or self.clause) + (DISCRETIONARY if self.discretionary else "")

    @property
    def named_rule(self) -> str | None:
        """The id of the rule it comes from; None where a source or a leader set the day."""
        return self.rule or None

    @property
    def named_end(self) -> str | None:
        """What ended it; None where nothing did."""
        return self.ended_by or None

    @property
    def demand(self) -> str:
        """What is to be done: the name of a limit's rule tells only how long it is."""
        return f"{FINISH}（{self.name}）" if self.finishes and self.rule else self.name

    @property
    def live(self) -> bool:
        """Neither met nor ended; its clock may be stopped."""
        return self.met_on is None and self.ended_on is None

    @property
    def running(self) -> bool:
        """Still to be done, and its clock runs."""
        return self.live and self.stopped_on is None

    @property
    def counted_from(self) -> date | None:
        """Where its due day had passed before there was anything to do: the day from which, itself one, it is late."""
        passed = self.due_on is not None and self.due_on < self.triggered_on
        return self.triggered_on if passed else None

    def late_on(self, today: date) -> bool:
        """Whether it is late on `today`: after the day in force, never on it; a stopped one if it ever was."""
        if not self.live or self.due_on is None:
            return False
        return self.due_on < today if self.stopped_on is None else bool(late_spans(self, today))


class Over(NamedTuple):
    """What stopped a duty of a task: the day and the event that ended it, or the day of a 中止 that stands."""

    on: date | None = None
    why: str = ""
    stopped_on: date | None = None


def over_of(state: TaskState, standing: Standing | None = None) -> Over:
    """Whether a unit's duty goes on: it left the task, or the task was closed, withdrawn, suspended."""
    if standing is not None and standing.left_on is not None:
        by = standing.left_by
        if isinstance(by, Reopen) and by.finding is Relapse.UNTRUE and standing.role is Role.LEAD:
            return Over(by.on, f"{Relapse.UNTRUE}{Action.REOPEN}")  # 销号 had ended nothing
        closed = isinstance(by, Reopen)  # a new round: the old one had ended with 销号
        left_on = by.counted_on if isinstance(by, Transfer) else standing.left_on
        return Over(left_on, str(Action.CLOSE if closed or by is None else by.action))
    since = state.history[-1][0] if state.history else None
    if state.status is Status.SUSPENDED:
        return Over(stopped_on=state.pauses[-1].began)
    if state.status is Status.CLOSED:
        return Over(since, str(Action.CLOSE))
    if state.status is Status.WITHDRAWN:
        merged = state.withdrawal is not None and state.withdrawal.merged_into
        since = state.withdrawal.counted_on if state.withdrawal is not None else since
        return Over(since, f"并入 {merged}" if merged else str(Action.WITHDRAW))
    return Over()


class Question(msgspec.Struct, frozen=True):
    """Whose duties are asked for: a standing, the policies of its workspace, the calendar, its kind of ledger."""

    state: TaskState
    policies: PolicyBook
    calendar: WorkCalendar
    ledger: LedgerKind | None
    events: Mapping[Action, Sequence[Event]]


def ask(
    state: TaskState, policies: PolicyBook, calendar: WorkCalendar, ledger: LedgerKind | None
) -> Question:
    """The question, with the journal sorted out by action once for all rules."""
    events: dict[Action, list[Event]] = {}
    for event in state.journal:
        events.setdefault(event.action, []).append(event)
    return Question(state, policies, calendar, ledger, events)


class Lateness(msgspec.Struct, frozen=True):
    """How late: working days and calendar days after the due day."""

    workdays: int
    days: int


def lateness(duty: Duty, today: date, calendar: WorkCalendar) -> Lateness:
    """How late `duty` is on `today`, or was when it was stopped: all its late days; zero when it is not late now."""
    if not duty.late_on(today):
        return Lateness(0, 0)
    return length_of(late_spans(duty, today), calendar)


def length_of(spans: Iterable[tuple[date, date]], calendar: WorkCalendar) -> Lateness:
    """The days of some stretches: working days and all of them."""
    counted = [
        (workdays_between(first - _DAY, last, calendar), (last - first).days + 1) for first, last in spans
    ]
    return Lateness(sum(workdays for workdays, _ in counted), sum(days for _, days in counted))


def late_spans(duty: Duty, today: date) -> tuple[tuple[date, date], ...]:
    """The stretches of days, up to `today`, on which the duty was late.

    An extension, a stopped clock, the end of the task end one and cure none; the day on which that happened, or the
    late duty was met, still counts: it was late that morning. Stretches that touch are one.
    """
    limits = [(limit.since, limit.due_on) for limit in duty.limits] or [(duty.triggered_on, duty.due_on)]
    last = today
    if duty.met_on is not None:
        last = min(last, duty.met_on)
    for over in (duty.ended_on, duty.stopped_on):
        if over is not None:
            last = min(last, over)
    spans: list[tuple[date, date]] = []
    for place, (since, due_on) in enumerate(limits):
        if due_on is None:
            continue
        until = min(last, limits[place + 1][0]) if place + 1 < len(limits) else last
        first = max(due_on + _DAY, since)
        if first > until:
            continue
        if spans and first <= spans[-1][1] + _DAY:
            first = spans.pop()[0]
        spans.append((first, until))
    return tuple(spans)


def shifted(due_on: date, pause: Pause, calendar: WorkCalendar, unit: PeriodUnit | None = None) -> date:
    """The due day after a suspension that has ended: the days that were left, counted from the day after 恢复.

    A day that had passed when the clock stopped stays. A period counted in 日 moves by days, any other by working
    days.
    """
    if pause.ended is None or due_on < pause.began:
        return due_on
    if unit is PeriodUnit.DAYS:
        return add_calendar_days(due_on, (pause.ended - pause.began).days, calendar).on
    stopped = workdays_between(pause.began, pause.ended, calendar)
    return add_workdays(due_on, stopped, calendar).on if stopped else due_on


def is_unverified(standing: Standing) -> bool:
    """Whether the report of a lead is still to be verified: until then it proves nothing."""
    if standing.role is not Role.LEAD or isinstance(standing.left_by, Reopen):
        return False  # a new round follows 销号, and that follows 核验
    return standing.left_on is not None or standing.verified is None


def run_on(state: TaskState, standing: Standing, calendar: WorkCalendar) -> list[Limit]:
    """The limits, with the days of a suspension added where 恢复 told this unit no day of its own."""
    pauses = {id(pause.resume): pause for pause in state.pauses if pause.resume is not None}
    result: list[Limit] = []
    running: date | None = None
    for limit in standing.limits:
        due_on, event = limit.due_on, limit.event
        told = isinstance(event, Resume) and limit.due_on is not None and limit.due_on == event.due_on
        if isinstance(event, Resume) and running is not None and not told:
            due_on = shifted(running, pauses[id(event)], calendar)
        running = due_on or running
        result.append(Limit(limit.since, due_on, event))
    return result


def through_pauses(
    state: TaskState, first: Limit, calendar: WorkCalendar, unit: PeriodUnit | None = None
) -> tuple[Limit, ...]:
    """The limits of a unit's duty through the suspensions that came while it ran; empty when there were none."""
    limits = [first]
    due_on = first.due_on
    for pause in state.pauses:
        if due_on is None or pause.began < first.since:
            continue
        limits.append(Limit(pause.began, None, pause.suspend))
        if pause.resume is not None:
            due_on = shifted(due_on, pause, calendar, unit)
            limits.append(Limit(pause.resume.on, due_on, pause.resume))
    return tuple(limits) if len(limits) > 1 else ()


def period_due(start: date, period: Period, calendar: WorkCalendar, *, aloud: bool = False) -> DueDay:
    """The day on which `period` ends that starts on `start` (not counted; 当日 on a day off: next working day).

    With its steps where it is counted `aloud`. 领导确定 has no day of its own: callers ask for it before.
    """
    if period.unit is PeriodUnit.MONTHS:
        return add_months(start, period.count or 0, calendar)
    if period.unit is PeriodUnit.DAYS:
        count_days = explain_calendar_days if aloud else add_calendar_days
        return count_days(start, period.count or 0, calendar)
    count_workdays = explain_workdays if aloud else add_workdays
    return count_workdays(start, period.count or 0 if period.unit is PeriodUnit.WORKDAYS else 0, calendar)
