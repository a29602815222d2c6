"""Cadences: a report in each week, month, quarter …; which are owed, which were missed.

Which period is the first, 交办 tells (首报日); a period counts when the task was being carried out on its due day.
Consecutive missed periods are one row. Periods that began before a workspace took up format 3 keep the older rules:
the first is the one that begins after 交办, due on its last working day, and a week without any stands for itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import msgspec

from duban.core.calendar.counting import workdays_between
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import Duty, of_task
from duban.core.duties.slots import Counting, Slot, names_no_day
from duban.core.model.events import Assign, Event, Progress
from duban.core.model.task import Cadence, Task
from duban.core.model.terms import Action, Every, LedgerKind, Role, Status, YesNo
from duban.core.periods.spans import Span, parse_span
from duban.core.policy.rules import CadenceRule, Policy, PolicyBook, Scope
from duban.core.state.task_state import Standing, TaskState

_DAY = timedelta(days=1)
MANY = "（连续缺报"
"""What follows the name of a report that was missed several times in a row, before the number of periods."""
_OWING = {Status.ASSIGNED, Status.IN_PROGRESS}


def cadences_of(policy: Policy, task: Task, ledger: LedgerKind | None) -> tuple[CadenceRule, ...]:
    """The cadences that hold for a task: those of the policy, then the one that its own source sets (报送周期).

    A task without 报告类别 reports as the policy says that most do (报告类别 of its 设置).
    """
    if task.reporting is None and policy.settings.reporting is not None:
        task = msgspec.structs.replace(task, reporting=policy.settings.reporting)
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


class Bearing(msgspec.Struct, frozen=True):
    """One cadence of a task and one unit that bears or bore it; periods that begin from `since` to before `until`.

    `told` is the 首报日 of its 交办.
    """

    policy: Policy
    rule: CadenceRule
    standing: Standing
    since: date
    until: date | None
    counting: Counting
    told: date | None = None

    def governs(self, slot: Slot) -> bool:
        """Whether the policy was in force when the period began."""
        return self.since <= slot.span.start and (self.until is None or slot.span.start < self.until)

    def slot(self, on: date) -> Slot:
        """The period of this cadence that holds `on`."""
        return self.counting.slot(self.rule.timing, on)

    def after(self, slot: Slot) -> Slot:
        """The period after this one."""
        return self.counting.after(self.rule.timing, slot)

    def before(self, slot: Slot) -> Slot:
        """The period before this one."""
        return self.counting.before(self.rule.timing, slot)

    @property
    def first(self) -> Slot:
        """The first period that is owed: of the 首报日 that was told, else the one that the rule proposes."""
        on = self.standing.assigned.on
        if (told := self.told) is not None:
            slot = self.slot(told)
            return min((self.before(slot), slot), key=lambda each: abs(each.due.on - told))
        if on < self.counting.anew:
            slot = self.slot(on)
            return slot if slot.span.start > on else self.after(slot)
        limits = self.standing.limits
        return first_owed(self.rule, on, limits[0].due_on if limits else None, self.counting)


def first_owed(rule: CadenceRule, on: date, due_on: date | None, counting: Counting) -> Slot:
    """The first period that a task owes which is assigned on `on` and due on `due_on` (proposal for 首报日; 酌定).

    That of 交办 if at least half of its working days are still to come, of a named day if that is; else the next. A
    task that runs longer than one period owes at least one report before its day.
    """
    current = counting.slot(rule.timing, on)
    following = counting.after(rule.timing, current)
    if current.due.on <= on:
        return following
    total = workdays_between(current.opens - _DAY, current.span.end, counting.calendar)
    left = workdays_between(on, current.span.end, counting.calendar)
    if rule.day is not None or 2 * left >= total:
        return current
    runs = due_on is not None and due_on - on > current.span.end - current.span.start
    alone = due_on is not None and current.due.on <= due_on < following.due.on
    return current if runs and alone else following


def slots_due(
    bearing: Bearing, state: TaskState, days: tuple[date, date], until: date | None = None
) -> Iterator[Slot]:
    """The periods owed by a unit that fall due within `days` (both included), met or not; begun by `until`.

    A report answers the first period whose due day has not passed. Periods on whose due day nothing was being
    carried out (待核验, 待销号, 已中止) are not owed, nor those that fell due when the unit had left the task.
    """
    first, last = days
    left_on = bearing.standing.left_on
    begin = _first_open(bearing, bearing.first, first)
    for each in _slots(bearing, state, begin, _heard(bearing, state), until):
        if each.due.on > last or (left_on is not None and each.due.on >= left_on):
            return
        if each.due.on >= first:
            yield each


def owed_slots(bearing: Bearing, state: TaskState) -> list[Slot]:
    """The periods that a unit owes, met or not, from the first to the one that runs on the day of the state."""
    slots = _slots(bearing, state, bearing.first, _heard(bearing, state))
    return [slot for slot in slots if bearing.governs(slot)]


def _first_open(bearing: Bearing, first: Slot, day: date) -> Slot:
    """Of the periods from `first` on the one of which a report on `day` can be: the first that is not past by then."""
    slot = bearing.slot(max(day, first.span.start))
    while (before := bearing.before(slot)).due.on >= day:
        slot = before
    return max(slot, first, key=lambda each: each.span.start)


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
    bearing: Bearing, state: TaskState, slot: Slot, heard: Heard, until: date | None = None
) -> Iterator[Slot]:
    rule = bearing.rule
    before = bearing.before(slot)
    while slot.opens <= max(until or state.until, state.until):
        start, due_on = slot.span.start, slot.due.on
        if rule.in_force(start) and status_on(state, min(due_on, state.until)) in _OWING:
            opened = before.due.on + _DAY
            first = opened if rule.day is not None else max(slot.opens, opened)
            met = heard.named.get(slot.span.label)
            if met is None:
                met = next(
                    (on for on, said in heard.days if first <= on <= due_on and _within(said, slot)), None
                )
            yield slot if met is None else msgspec.structs.replace(slot, met_on=met)
        before, slot = slot, bearing.after(slot)


def _within(said: Span | None, slot: Slot) -> bool:
    """Whether a report may be of a period: it names none, or one that lies within."""
    return said is None or (slot.opens <= said.start and said.end <= slot.span.end)


def _heard(bearing: Bearing, state: TaskState) -> Heard:
    days: list[tuple[date, Span | None]] = []
    named: dict[str, date] = {}
    for event in state.journal:
        if not (event.action in bearing.rule.met_by or event.action is Action.DONE):
            continue
        if not state.is_by(event, bearing.standing.unit):
            continue
        if event.on >= bearing.counting.anew and not tells_something(event):
            continue
        if event.counted_on > state.until:
            continue
        span = parse_span(event.period) if isinstance(event, Progress) and event.period else None
        days.append((event.counted_on, span))
        if span is not None:
            held = bearing.slot(span.start).span if span.every is bearing.rule.every else span
            named.setdefault(held.label, event.counted_on)
    return Heard(tuple(days), named)


def tells_something(event: Event) -> bool:
    """Whether a feedback has what a report is of: 成效, 问题 or 下一步; a bare percentage is none."""
    return not isinstance(event, Progress) or any((event.done, event.issues, event.next))


def period_of_report(bearing: Bearing, state: TaskState, on: date) -> Slot | None:
    """The period whose report one of `on` is where it names none; None while nothing is owed yet.

    The one that runs, or the one before it if that has no report: while it is not due, and in the first half of this.
    """
    first = bearing.first
    current = bearing.slot(on)
    before = bearing.before(current)
    if before.span.start >= first.span.start:
        middle = current.span.start + (current.span.end - current.span.start) / 2
        owed = next(_slots(bearing, state, before, _heard(bearing, state)), None)
        unmet = owed is not None and owed.span == before.span and owed.met_on is None
        if unmet and (on <= before.due.on or on <= middle):
            return before
    return current if current.span.start >= first.span.start else None


def cadences_borne(found: Iterable[Bearing], unit: str, on: date) -> list[Bearing]:
    """Of the cadences of a task those that hold for a unit on a day, the finest first."""
    held = [
        each
        for each in found
        if each.standing.unit == unit
        and each.standing.left_on is None
        and each.since <= on
        and (each.until is None or on < each.until)
    ]
    return sorted(held, key=lambda each: FINEST.index(each.rule.every))


FINEST = (Every.WEEK, Every.HALF_MONTH, Every.MONTH, Every.QUARTER, Every.HALF, Every.YEAR)
"""The periods, the shortest first."""


def task_cadences(
    state: TaskState,
    policies: PolicyBook,
    calendar: WorkCalendar,
    ledger: LedgerKind | None,
    ahead: date | None = None,
) -> list[Duty]:
    """For each unit and cadence: the run of missed reports that is still open, and the report that comes next.

    A period follows the policy that is in force when it begins. With `ahead` also those that fall due up to that
    day, as far as the task runs.
    """
    if state.status not in _OWING:
        return []
    rows: dict[tuple[str, str, str], list[tuple[Row, Slot]]] = {}
    for each in bearings(policies, state, calendar, ledger):
        standing = each.standing
        if standing.left_on is not None:
            continue
        slots = filter(each.governs, _open_slots(each, state, ahead))
        row = Row(each.rule, each.policy, standing.unit, standing.role, state.task.id, standing.assigned)
        of_all_editions = rows.setdefault((each.policy.name, each.rule.id, standing.unit), [])
        of_all_editions.extend((row, slot) for slot in slots)
    return [duty for slots in rows.values() for duty in in_runs(slots, state.until, ahead)]


def bearings(
    policies: PolicyBook, state: TaskState, calendar: WorkCalendar, ledger: LedgerKind | None
) -> Iterator[Bearing]:
    """Every cadence of a task, by policy and unit, with those that had it before.

    The 首报日 of 交办 is that of the finest; what a policy asks of a task without 报告类别 is owed from format 3 on.
    """
    counting = Counting(calendar, policies.anew)
    begins = [date.min, *(since for since, _ in policies.entries[1:])]
    for since, until, (_, policy) in zip(begins, [*begins[1:], None], policies.entries, strict=True):
        rules = cadences_of(policy, state.task, ledger)
        finest = min((FINEST.index(rule.every) for rule in rules), default=0)
        for rule in rules:
            assumed = rule.id and not rule.applies.to(state.task, ledger)
            begun = max(since, policies.anew) if assumed else since
            for standing in (*state.former, *state.units.values()):
                if standing.role is rule.bearer:
                    assigned = standing.assigned
                    told = assigned.first_report if isinstance(assigned, Assign) else None
                    told = told if FINEST.index(rule.every) == finest else None
                    yield Bearing(policy, rule, standing, begun, until, counting, told)


def _open_slots(bearing: Bearing, state: TaskState, ahead: date | None) -> list[Slot]:
    """The periods that the last report left open: those that fell due before it are past."""
    heard = _heard(bearing, state)
    first = bearing.first
    last = heard.last_unnamed
    limit = bearing.standing.running_due_on
    until = min(ahead, limit) if ahead and limit and limit >= state.until else ahead
    if last is None or last < first.span.start:
        slots = _slots(bearing, state, first, heard, until)
    else:
        open_from = _first_open(bearing, first, last)
        slots = (slot for slot in _slots(bearing, state, open_from, heard, until) if slot.due.on >= last)
    return [slot for slot in slots if slot.opens <= state.until or until is None or slot.due.on <= until]


class Row(msgspec.Struct, frozen=True):
    """Whose reports these are."""

    rule: CadenceRule
    policy: Policy
    unit: str
    role: Role
    task: str | None = None
    trigger: Event | None = None

    def duty(self, slot: Slot, missed: int) -> Duty:
        """The duty to report for `slot` and the `missed` - 1 periods after it."""
        many = f"{MANY}{missed}期）" if missed > 1 else ""
        return Duty(
            subject=of_task(self.task),
            unit=self.unit,
            role=self.role,
            kind="周期",
            name=f"{self.rule.name}（{slot.span.label}）{many}",
            policy=self.policy.name,
            rule=self.rule.id,
            clause=self.policy.cite(self.rule),
            cited=self.policy.ground(self.rule),
            trigger=self.trigger,
            triggered_on=slot.span.start,
            due_on=slot.due.on,
            original_due_on=slot.due.on,
            provisional=slot.due.provisional,
            missed=missed,
            discretionary=self.rule.discretionary is YesNo.YES or names_no_day(self.rule),
        )


def in_runs(slots: Iterable[tuple[Row, Slot]], today: date, ahead: date | None = None) -> Iterator[Duty]:
    """One duty for each run of missed reports (连续缺报 N 期), then the next report and those up to `ahead`.

    A run is told by the rule of its first report: a new edition of a policy neither ends nor renames it.
    """
    due = False
    run: list[tuple[Row, Slot]] = []
    for row, slot in slots:
        if slot.met_on is None and slot.due.on < today:
            run.append((row, slot))
            continue
        if run:
            yield run[0][0].duty(run[0][1], len(run))
            run = []
        if slot.met_on is None:
            if due and (ahead is None or slot.due.on > ahead):
                return
            yield row.duty(slot, 0)
            due = True
    if run:
        yield run[0][0].duty(run[0][1], len(run))
