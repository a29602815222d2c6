"""Cadences: a report in each week, month, quarter …; which are owed, which were missed.

The first owed is for the first period that begins after 交办; a period counts when the task was being carried out
on its due day. Consecutive missed periods are one row.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

import msgspec

from duban.core.calendar.counting import DueDay, last_workday
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import OFFICE, Duty, of_task, period_due
from duban.core.model.events import Event, Progress
from duban.core.model.task import Cadence, Task, Timing
from duban.core.model.terms import Action, Every, LedgerKind, Role, Status, YesNo
from duban.core.model.unit_register import Register
from duban.core.model.workspace import StandingEntry
from duban.core.periods.closings import NO_CLOSINGS, Closings
from duban.core.periods.spans import Span, months_of, parse_span, span_of
from duban.core.policy.rules import CadenceRule, Cycle, Policy, PolicyBook, Scope
from duban.core.state.task_state import Standing, TaskState

_DAY = timedelta(days=1)
_OWING = {Status.ASSIGNED, Status.IN_PROGRESS}


class Slot(msgspec.Struct, frozen=True):
    """One period of a cadence with its due day, and the day its report came."""

    span: Span
    due: DueDay
    met_on: date | None


@lru_cache(maxsize=4096)
def _period(timing: Timing, on: date, calendar: WorkCalendar) -> Slot:
    """The period that holds `on`, unmet. Remembered: ten thousand tasks report in the same months."""
    span = span_of(timing[0], on)
    return Slot(span, due_in(timing, span, calendar), None)


def due_in(timing: Timing, span: Span, calendar: WorkCalendar) -> DueDay:
    """When the report for a period is due: so long after it ended, on the day named, else on its last working day.

    A named day stands as it is, also on a day off; one that its month does not have is the last of the month.
    """
    _, _, day, grace = timing
    if grace is not None:
        return period_due(span.end, grace, calendar)
    within = named_days(timing, span)
    if day is None:
        return last_workday(within.start, within.end, calendar)
    return DueDay(min(within.start + (day - 1) * _DAY, within.end), provisional=False)


def named_days(timing: Timing, span: Span) -> Span:
    """The days of a period in which its due day lies: the month named, for a day alone the last, else all of it."""
    every, month, day, _ = timing
    if every in {Every.WEEK, Every.HALF_MONTH} or (month is None and day is None):
        return span
    months = months_of(span)
    return months[min(month or len(months), len(months)) - 1]


def cadences_of(policy: Policy, task: Task, ledger: LedgerKind | None) -> tuple[CadenceRule, ...]:
    """The cadences that hold for a task: those of the policy, then the one that its own source sets (报送周期)."""
    rules = policy.rules_for(CadenceRule, task, ledger)
    if all(rule.scope is Scope.TASK for rule in rules) and task.cadence is None:
        return rules
    own = [] if task.cadence is None else [source_cadence(task, task.cadence)]
    return (*(rule for rule in rules if rule.scope is Scope.TASK), *own)


def source_cadence(task: Task, cadence: Cadence) -> CadenceRule:
    """The 报送周期 of a task as a rule without id, which cites the source."""
    source = task.sources[0] if task.sources else None
    named = (source.doc_no or source.name) if source else None
    words = cadence.text or f"每{cadence.every}报送"
    return CadenceRule(
        id="",
        name="按来源报送",
        document=" ".join(filter(None, ("来源规定", named))),
        clause=" ".join(filter(None, (source.clause if source else None, words))),
        text=words,
        bearer=Role.LEAD,
        every=cadence.every,
        month=cadence.month,
        day=cadence.day,
        grace=cadence.grace,
    )


def status_on(state: TaskState, day: date) -> Status:
    """The status at the end of `day`."""
    status = Status.REGISTERED
    for on, after in state.history:
        if on > day:
            break
        status = after
    return status


def slots_due(
    rule: CadenceRule, state: TaskState, standing: Standing, calendar: WorkCalendar, days: tuple[date, date]
) -> Iterator[Slot]:
    """The periods owed by a unit that begin after 交办 and fall due within `days` (both included), met or not.

    A report answers the first period whose due day has not passed. Periods on whose due day nothing was being
    carried out (待核验, 待销号, 已中止) are not owed, nor those that fell due when the unit had left the task.
    """
    first, last = days
    begin = _first_open(rule, _first_after(rule, standing.assigned.on, calendar), first, calendar)
    for each in _slots(rule, state, begin, _heard(rule, state, standing), calendar):
        if each.due.on > last or (standing.left_on is not None and each.due.on >= standing.left_on):
            return
        if each.due.on >= first:
            yield each


def _first_after(rule: CadenceRule, day: date, calendar: WorkCalendar) -> Span:
    span = _period(rule.timing, day, calendar).span
    return span if span.start > day else _period(rule.timing, span.end + _DAY, calendar).span


def _first_open(rule: CadenceRule, first: Span, day: date, calendar: WorkCalendar) -> Span:
    """Of the periods from `first` on the one of which a report on `day` can be: the first that is not past by then."""
    slot = _period(rule.timing, max(day, first.start), calendar)
    while (before := _period(rule.timing, slot.span.start - _DAY, calendar)).due.on >= day:
        slot = before
    return max(slot.span, first, key=lambda span: span.start)


class Heard(msgspec.Struct, frozen=True):
    """What a unit reported: the days, each with the period that it named; and by the label of that the first day.

    报结 is a report too. What names its period is of that one, however late; what names none is of the first whose
    due day has not passed.
    """

    days: tuple[tuple[date, Span | None], ...] = ()
    named: Mapping[str, date] = {}

    @property
    def last_unnamed(self) -> date | None:
        """The last report that named no period: earlier releases asked for none, and let it end what was missed."""
        return max((on for on, said in self.days if said is None), default=None)


def _slots(
    rule: CadenceRule, state: TaskState, span: Span, heard: Heard, calendar: WorkCalendar
) -> Iterator[Slot]:
    timing, until = rule.timing, state.until
    before = _period(timing, span.start - _DAY, calendar)
    slot = _period(timing, span.start, calendar)
    while slot.span.start <= until:
        start, due_on = slot.span.start, slot.due.on
        if rule.in_force(start) and status_on(state, min(due_on, until)) in _OWING:
            opened = before.due.on + _DAY
            first = opened if rule.day is not None else max(start, opened)
            met = heard.named.get(slot.span.label)
            if met is None:
                met = next(
                    (on for on, said in heard.days if first <= on <= due_on and _within(said, slot)), None
                )
            yield slot if met is None else Slot(slot.span, slot.due, met)
        before, slot = slot, _period(timing, slot.span.end + _DAY, calendar)


def _within(said: Span | None, slot: Slot) -> bool:
    """Whether a report may be of a period: it names none, or one that lies within."""
    return said is None or (slot.span.start <= said.start and said.end <= slot.span.end)


def _heard(rule: CadenceRule, state: TaskState, standing: Standing) -> Heard:
    days: list[tuple[date, Span | None]] = []
    named: dict[str, date] = {}
    for event in state.journal:
        if not (event.action in rule.met_by or event.action is Action.DONE):
            continue
        if not state.is_by(event, standing.unit):
            continue
        label = event.period if isinstance(event, Progress) else None
        days.append((event.on, parse_span(label) if label else None))
        if label:
            named.setdefault(label, event.on)
    return Heard(tuple(days), named)


def period_of_report(
    state: TaskState, standing: Standing, rule: CadenceRule, calendar: WorkCalendar, on: date
) -> Slot | None:
    """The period whose report one of `on` is where it names none; None while nothing is owed yet.

    The one that runs, or the one before it: while that is not due, and where it was missed in the first half of this.
    """
    first = _first_after(rule, standing.assigned.on, calendar)
    current = _period(rule.timing, on, calendar)
    before = _period(rule.timing, current.span.start - _DAY, calendar)
    if before.span.start >= first.start and before.due.on < on:
        middle = current.span.start + (current.span.end - current.span.start) / 2
        slots = _slots(rule, state, before.span, _heard(rule, state, standing), calendar)
        owed = next(slots, None)
        if on <= middle and owed and owed.span == before.span and owed.met_on is None:
            return before
    if before.span.start >= first.start and before.due.on >= on:
        return before
    return current if current.span.start >= first.start else None


def cadences_borne(
    policies: PolicyBook, state: TaskState, ledger: LedgerKind | None, unit: str, on: date
) -> list[tuple[CadenceRule, Standing]]:
    """The cadences that hold for a unit of a task on a day, the finest first."""
    found = [
        (each.rule, each.standing)
        for each in bearings(policies, state, ledger)
        if each.standing.unit == unit
        and each.standing.left_on is None
        and each.since <= on
        and (each.until is None or on < each.until)
    ]
    return sorted(found, key=lambda each: _FINEST.index(each[0].every))


_FINEST = (Every.WEEK, Every.HALF_MONTH, Every.MONTH, Every.QUARTER, Every.HALF, Every.YEAR)


def task_cadences(
    state: TaskState, policies: PolicyBook, calendar: WorkCalendar, ledger: LedgerKind | None
) -> list[Duty]:
    """For each unit and cadence: the run of missed reports that is still open, and the report that comes next.

    A period follows the policy that is in force when it begins.
    """
    if state.status not in _OWING:
        return []
    return [
        duty
        for each in bearings(policies, state, ledger)
        if each.standing.left_on is None
        for duty in _Row(
            each.rule,
            each.policy,
            each.standing.unit,
            each.standing.role,
            state.task.id,
            each.standing.assigned,
        ).duties(filter(each.governs, _open_slots(each.rule, state, each.standing, calendar)), state.until)
    ]


class Bearing(msgspec.Struct, frozen=True):
    """One cadence of a task and one unit that bears or bore it; periods that begin from `since` to before `until`."""

    policy: Policy
    rule: CadenceRule
    standing: Standing
    since: date
    until: date | None

    def governs(self, slot: Slot) -> bool:
        """Whether the policy was in force when the period began."""
        return self.since <= slot.span.start and (self.until is None or slot.span.start < self.until)


def bearings(policies: PolicyBook, state: TaskState, ledger: LedgerKind | None) -> Iterator[Bearing]:
    """Every cadence of a task, by policy and unit, with those that had it before."""
    begins = [date.min, *(since for since, _ in policies.entries[1:])]
    for since, until, (_, policy) in zip(begins, [*begins[1:], None], policies.entries, strict=True):
        for rule in cadences_of(policy, state.task, ledger):
            for standing in (*state.former, *state.units.values()):
                if standing.role is rule.bearer:
                    yield Bearing(policy, rule, standing, since, until)


def _open_slots(
    rule: CadenceRule, state: TaskState, standing: Standing, calendar: WorkCalendar
) -> list[Slot]:
    """The periods that the last report left open: those that fell due before it are past."""
    heard = _heard(rule, state, standing)
    first = _first_after(rule, standing.assigned.on, calendar)
    last = heard.last_unnamed
    if last is None or last < first.start:
        return list(_slots(rule, state, first, heard, calendar))
    slots = _slots(rule, state, _first_open(rule, first, last, calendar), heard, calendar)
    return [slot for slot in slots if slot.due.on >= last]


class _Row(msgspec.Struct, frozen=True):
    """Whose reports these are."""

    rule: CadenceRule
    policy: Policy
    unit: str
    role: Role
    task: str | None = None
    trigger: Event | None = None

    def duties(self, slots: Iterable[Slot], today: date) -> Iterator[Duty]:
        """One duty for each run of missed reports (连续缺报 N 期), and one for the report that comes next."""
        run: list[Slot] = []
        for slot in slots:
            missed = slot.met_on is None and slot.due.on < today
            if missed:
                run.append(slot)
                continue
            if run:
                yield self.duty(run[0], len(run))
                run = []
            if slot.met_on is None:
                yield self.duty(slot, 0)
                return
        if run:
            yield self.duty(run[0], len(run))

    def duty(self, slot: Slot, missed: int) -> Duty:
        """The duty to report for `slot` and the `missed` - 1 periods after it."""
        many = f"（连续缺报{missed}期）" if missed > 1 else ""
        return Duty(
            subject=of_task(self.task),
            unit=self.unit,
            role=self.role,
            kind="周期",
            name=f"{self.rule.name}（{slot.span.label}）{many}",
            policy=self.policy.name,
            rule=self.rule.id,
            clause=self.policy.cite(self.rule),
            trigger=self.trigger,
            triggered_on=slot.span.start,
            due_on=slot.due.on,
            original_due_on=slot.due.on,
            provisional=slot.due.provisional,
            missed=missed,
            discretionary=self.rule.discretionary is YesNo.YES,
        )


class Answer(msgspec.Struct, frozen=True):
    """A unit's own check of a period that came back: the period's label, the unit, the day it came."""

    period: str
    unit: str
    on: date


class Performed(msgspec.Struct, frozen=True):
    """What was done of the duties that belong to no task: 履职 entries, closed periods, returned self-checks."""

    entries: tuple[StandingEntry, ...] = ()
    closings: Closings = NO_CLOSINGS
    answers: tuple[Answer, ...] = ()


def standing_duties(
    policies: PolicyBook, calendar: WorkCalendar, performed: Performed, register: Register, today: date
) -> list[Duty]:
    """What belongs to no task: each unit's overall report, the office's own reconciliations.

    A cadence of this kind is first owed for the first period that begins after its policy came into force; a
    missed one stays open until it is recorded, for it is recorded with its period.
    """
    slots = standing_slots(policies, calendar, performed, register, today)
    found: list[Duty] = []
    for (name, identifier, unit), group in groupby(slots, lambda each: (each[0].name, each[1].id, each[2])):
        del name, identifier
        rows = list(group)
        policy, rule = rows[0][:2]
        row = _Row(rule, policy, unit or OFFICE, Role.OFFICE if unit is None else Role.LEAD)
        found += row.duties((slot for *_, slot in rows), today)
    return found


def standing_slots(
    policies: PolicyBook, calendar: WorkCalendar, performed: Performed, register: Register, today: date
) -> Iterator[tuple[Policy, CadenceRule, str | None, Slot]]:
    """Every period of what belongs to no task, with its unit (None: the office), met or not.

    A step of the cycle (环节) is met without a 履职 entry too: the office's by closing the period, a unit's
    月自查 by its returned self-check.
    """
    done = _done(performed, register, today)
    units = [
        unit.name for unit in register.units if not (unit.merged_into and (unit.merged_on or today) <= today)
    ]
    for place, (since, policy) in enumerate(policies.entries):
        until = policies.entries[place + 1][0] if place + 1 < len(policies.entries) else None
        for rule in policy.rules_of(CadenceRule):
            if rule.scope is Scope.TASK:
                continue
            periods = list(_standing_periods(rule, since, until, calendar, today))
            names = [f"{policy.name}/{rule.id}", rule.id]
            if rule.cycle is not None and (rule.scope is Scope.OFFICE or rule.cycle is Cycle.SELF_CHECK):
                names.append(_CLOSED if rule.scope is Scope.OFFICE else _ANSWERED)
            for unit in [None] if rule.scope is Scope.OFFICE else units:
                for slot in periods:
                    days = [on for name in names if (on := done.get((name, unit, slot.span.label)))]
                    yield policy, rule, unit, Slot(slot.span, slot.due, min(days)) if days else slot


_CLOSED, _ANSWERED = "（结账）", "（自查）"
"""What stands in the place of a rule where no 履职 entry says that it was done."""


def _done(performed: Performed, register: Register, today: date) -> dict[tuple[str, str | None, str], date]:
    """(rule, unit, period) → the day it was done; of a period closed several times the first, while it is closed."""
    done: dict[tuple[str, str | None, str], date] = {
        (entry.rule, register.current(entry.unit, entry.on) if entry.unit else None, entry.period): entry.on
        for entry in performed.entries
        if entry.on <= today
    }
    for period in performed.closings.periods:
        if period.closing is not None and period.first.on <= today:
            done[_CLOSED, None, period.span.label] = period.first.on
    for answer in performed.answers:
        key = (_ANSWERED, register.current(answer.unit, answer.on), answer.period)
        if answer.on <= today:
            done[key] = min(answer.on, done.get(key, answer.on))
    return done


def _standing_periods(
    rule: CadenceRule, since: date, until: date | None, calendar: WorkCalendar, today: date
) -> Iterator[Slot]:
    """The periods of a cadence that began under its policy, none of them met."""
    slot = _period(rule.timing, since, calendar)
    while slot.span.start <= today and (until is None or slot.span.start < until):
        if slot.span.start >= since and rule.in_force(slot.span.start):
            yield slot
        slot = _period(rule.timing, slot.span.end + _DAY, calendar)
