"""The calendar of a unit, a leader or the whole office: due days, nodes and periodic reports as days to remember.

Pure. What is met or has ended stays for a year as cancelled, so that a calendar that had it lets it go.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from duban.core.books.books import Books, Item
from duban.core.books.duty_keys import cadence_key, keyed_duties
from duban.core.books.selection import Filters, find_matching, known_units
from duban.core.calendar.counting import before_workdays
from duban.core.duties.cadence import Bearing, bearings, slots_due, status_on
from duban.core.duties.duty import OFFICE, Duty, DutyKind, of_task
from duban.core.duties.slots import Slot
from duban.core.duties.standing_duties import standing_slots
from duban.core.model.terms import Role, Status
from duban.core.policy.rules import CadenceRule, Policy
from duban.core.state.task_state import Standing, TaskState
from duban.errors import tell_ground
from duban.views.duty_text import due_text
from duban.views.model.flat_table import Agenda, Appointment

KEPT = timedelta(days=366)
"""How long what is met or has ended is still told as cancelled."""
_OWING = {Status.ASSIGNED, Status.IN_PROGRESS}
CATEGORIES: dict[DutyKind, str] = {"时限": "督办时限", "节点": "督办节点", "周期": "定期报告", "定额": "定额"}
PROVISIONAL = "暂定：这一年的放假安排还没有公布，日子可能变"

Found = tuple[str, Duty, Item | None]


def agenda(books: Books, ahead: int, filters: Filters) -> Agenda:
    """The days to remember, with a reminder `ahead` working days before each that is still owed.

    A unit of the filters is the one that bears the duty; any other filter leaves out what belongs to no task.
    Raises DubanError for an unknown word.
    """
    units = known_units(filters.units, books, OFFICE)
    by_task = Filters(ledgers=filters.ledgers, leader=filters.leader, statuses=filters.statuses)
    chosen: dict[str, Found] = {}
    for key, duty, item in _found(books, by_task):
        if units and not any(books.register.same(duty.unit, unit) for unit in units):
            continue
        if _is_past(duty, books.today) or (key in chosen and not duty.running):
            continue
        chosen[key] = (key, duty, item)
    found = sorted(
        chosen.values(), key=lambda each: (each[1].due_on or date.max, each[1].task or "~", each[0])
    )
    said = [*units, *([filters.leader] if filters.leader else [])]
    name = " ".join(["督办", *(said or [books.config.name])])
    return Agenda(name, tuple(_appointment(books, ahead, each) for each in found))


def _is_past(duty: Duty, today: date) -> bool:
    """Whether a duty has no day, or was over more than a year ago."""
    over = duty.met_on or duty.ended_on
    return duty.due_on is None or (over is not None and max(over, duty.due_on) < today - KEPT)


def _found(books: Books, filters: Filters) -> Iterator[Found]:
    for item in find_matching(books, filters):
        for key, duty in keyed_duties(books, item):
            if duty.kind != "周期":
                yield key, duty, item
        for duty in _reports(books, item):
            began_on = duty.triggered_on.isoformat()
            yield cadence_key(books, duty.task, duty.rule, duty.unit, began_on), duty, item
    if not filters:
        slots = standing_slots(books.policies, books.calendar, books.performed, books.today)
        for policy, rule, unit, slot in slots:
            role = Role.OFFICE if unit is None else Role.LEAD
            duty = _report((policy, rule), slot, (None, unit or OFFICE, role), None)
            yield cadence_key(books, None, rule.id, duty.unit, slot.span.start.isoformat()), duty, None


def _reports(books: Books, item: Item) -> Iterator[Duty]:
    """Every period of every cadence that began while a unit had the task, one duty each.

    One that is not owed after all (the task was closed, reported, suspended on its due day) has ended on it.
    """
    for each in bearings(books.policies, item.state, books.calendar, item.ledger.kind):
        standing = each.standing
        for slot, ended_on in _slots(books, each, item):
            if each.governs(slot):
                bearer = (item.task.id, standing.unit, standing.role)
                yield _report((each.policy, each.rule), slot, bearer, ended_on)


def _slots(books: Books, bearing: Bearing, item: Item) -> Iterator[tuple[Slot, date | None]]:
    """(period, the day it ended without being owed) of one unit, those of the last year."""
    state, standing = item.state, bearing.standing
    first = books.today - KEPT
    owed = {slot.span.start: slot for slot in slots_due(bearing, state, (first, date.max))}
    slot = max(bearing.first, bearing.slot(first), key=lambda each: each.span.start)
    while slot.span.start <= state.until:
        start, due_on = slot.span.start, slot.due.on
        if bearing.rule.in_force(start):
            held = owed.get(start)
            if held is not None:
                yield held, None
            elif _was_owed(state, standing, max(start, standing.assigned.on), due_on):
                yield slot, min(due_on, state.until)
        slot = bearing.after(slot)


def _was_owed(state: TaskState, standing: Standing, start: date, due_on: date) -> bool:
    """Whether somebody who asked while the period ran was told that its report is owed."""
    last = min(due_on, state.until)
    if standing.left_on is not None:
        last = min(last, standing.left_on - timedelta(days=1))
    during = [status for on, status in state.history if start < on <= last]
    return start <= last and not _OWING.isdisjoint([status_on(state, start), *during])


def _report(
    source: tuple[Policy, CadenceRule],
    slot: Slot,
    bearer: tuple[str | None, str, Role],
    ended_on: date | None,
) -> Duty:
    policy, rule = source
    task, unit, role = bearer
    return Duty(
        subject=of_task(task),
        unit=unit,
        role=role,
        kind="周期",
        name=f"{rule.name}（{slot.span.label}）",
        policy=policy.name,
        rule=rule.id,
        clause=policy.cite(rule),
        cited=policy.ground(rule),
        trigger=None,
        triggered_on=slot.span.start,
        due_on=slot.due.on,
        original_due_on=slot.due.on,
        provisional=slot.due.provisional,
        met_on=slot.met_on,
        ended_on=ended_on,
    )


def _appointment(books: Books, ahead: int, found: Found) -> Appointment:
    key, duty, item = found
    due_on = duty.due_on or duty.triggered_on
    title = f"：{item.task.title}" if item else ""
    sequence, modified_at = _version(books, item)
    return Appointment(
        uid=f"{f'{duty.task}-' if duty.task else ''}{key}@{books.config.code}",
        on=due_on,
        summary=f"{duty.name}{title}{'（暂定）' if duty.provisional else ''}",
        lines=tuple(_lines(duty, item)),
        category=CATEGORIES[duty.kind],
        cancelled=not duty.running,
        remind_on=before_workdays(due_on, ahead, books.calendar).on if duty.running else None,
        sequence=sequence,
        modified_at=modified_at,
    )


def _lines(duty: Duty, item: Item | None) -> Iterator[str]:
    if item is not None:
        yield f"编号：{item.task.id}"
        yield f"事项：{item.task.title}"
    yield f"单位：{duty.unit}" + (f"（{duty.role}）" if duty.role is not Role.OFFICE else "")
    yield f"应做：{duty.demand}"
    yield f"时限：{due_text(duty)}"
    yield tell_ground(duty.ground)
    if duty.provisional:
        yield PROVISIONAL
    if not duty.running:
        yield "已完成" if duty.met_on else "不再计"


def _version(books: Books, item: Item | None) -> tuple[int, datetime | None]:
    """How many entries the question sees of the journal that can move this day, and when the last was written.

    A journal only grows, so the number never falls.
    """
    today, known = books.today, books.known
    if item is None:
        moments = [entry.recorded_at for entry in books.standing if entry.on <= today]
    else:
        events = (event for event in item.state.task.journal if event.on <= today)
        moments = [event.recorded_at for event in events if known is None or event.recorded_at <= known]
    return len(moments), max(moments, default=None)
