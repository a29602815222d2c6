"""Tasks, events and duties as flat tables with English columns, for programs and for statistics.

Pure. docs/export.md tells every column; a test holds both together.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from msgspec.structs import replace

from duban.core.books.books import Books, Item
from duban.core.books.duty_keys import duty_key, keyed_duties
from duban.core.books.selection import Filters, find_matching, known_unit
from duban.core.duties.duty import OFFICE, Duty, lateness
from duban.core.model.record import english
from duban.core.model.terms import Role, YesNo
from duban.views.duty_text import KINDS
from duban.views.event_text import Fate, Line, journal_lines
from duban.views.model.flat_table import Datum, Field, FlatTable, Type
from duban.views.queries.task_list import due_day, heard_on

OPEN, MET, ENDED = "open", "met", "ended"


class Subject(StrEnum):
    """Which table."""

    TASKS = "tasks"
    EVENTS = "events"
    DUTIES = "duties"


def export(books: Books, subject: Subject, filters: Filters) -> FlatTable:
    """The table of this subject. Raises DubanError for an unknown word in the filters.

    A unit of the filters has to do with the task; of duties it is the one that bears the duty.
    """
    return _TABLES[subject](books, filters)


_TASKS = (
    Field("task"),
    Field("title"),
    Field("ledger"),
    Field("status"),
    Field("urgency"),
    Field("reporting"),
    Field("horizon"),
    Field("tags", Type.TEXTS),
    Field("lead", Type.TEXTS),
    Field("support", Type.TEXTS),
    Field("lead_leader"),
    Field("leader_in_charge"),
    Field("owner"),
    Field("handler"),
    Field("clerk"),
    Field("parent"),
    Field("source_kind"),
    Field("source_name"),
    Field("source_doc_no"),
    Field("source_clause"),
    Field("registered_on", Type.DAY),
    Field("due_on", Type.DAY),
    Field("original_due_on", Type.DAY),
    Field("provisional", Type.YES),
    Field("percent", Type.INT),
    Field("heard_on", Type.DAY),
    Field("reported_on", Type.DAY),
    Field("closed_on", Type.DAY),
    Field("late_workdays", Type.INT),
    Field("rounds", Type.INT),
    Field("extensions", Type.INT),
    Field("urges", Type.INT),
    Field("returns", Type.INT),
    Field("public", Type.YES),
    Field("listed", Type.YES),
    Field("file"),
)


def _tasks(books: Books, filters: Filters) -> FlatTable:
    return FlatTable(_TASKS, tuple(_task_row(books, item) for item in find_matching(books, filters)))


def _task_row(books: Books, item: Item) -> tuple[Datum, ...]:
    task, state = item.task, item.state
    source = task.sources[0] if task.sources else None
    reports = [s.reported.on for s in state.lead_standings() if s.reported]
    late = [
        lateness(duty, books.today, books.calendar).workdays
        for duty in books.live_duties_of(item)
        if duty.role is not Role.OFFICE
    ]
    return (
        task.id,
        task.title,
        item.ledger.kind.english,
        state.status.english,
        english(task.urgency),
        english(task.reporting),
        english(task.horizon),
        task.tags,
        state.leads or task.leads,
        state.support or task.support,
        task.lead_leader,
        task.leader_in_charge,
        task.owner,
        task.handler,
        task.clerk,
        task.parent,
        source.kind.english if source else None,
        source.name if source else None,
        source.doc_no if source else None,
        source.clause if source else None,
        state.registered_on,
        due_day(item),
        state.original_due_on,
        books.is_provisional(item),
        state.percent,
        heard_on(state),
        max(reports, default=None),
        state.closed_on,
        max(late, default=0),
        state.rounds,
        len(state.extensions),
        len(state.urges),
        len(state.returns),
        task.public is YesNo.YES,
        task.listed is YesNo.YES,
        item.path,
    )


_EVENTS = (
    Field("task"),
    Field("place", Type.INT),
    Field("action"),
    Field("on", Type.DAY),
    Field("recorded_at", Type.MOMENT),
    Field("by"),
    Field("unit"),
    Field("approved_by"),
    Field("approved_via"),
    Field("due_on", Type.DAY),
    Field("done_on", Type.DAY),
    Field("percent", Type.INT),
    Field("reason"),
    Field("note"),
    Field("late"),
    Field("details"),
    Field("fate"),
    Field("digest"),
)
_OWN = frozenset(column.name for column in _EVENTS)


def _events(books: Books, filters: Filters) -> FlatTable:
    items = (*find_matching(books, filters), *(() if filters else books.cases))
    rows = (_event_row(item, line) for item in items for line in journal_lines(item))
    return FlatTable(_EVENTS, tuple(rows))


def _event_row(item: Item, line: Line) -> tuple[Datum, ...]:
    event = line.counts
    said = english(event)
    rest = {name: value for name, value in said.items() if name not in _OWN and _says(value)}
    own = {column.name: getattr(event, column.name, None) for column in _EVENTS}
    own |= {
        "task": item.task.id,
        "place": line.place + 1,
        "action": event.action.english,
        "approved_via": said.get("approved_via"),
        "details": json.dumps(rest, ensure_ascii=False, sort_keys=True) if rest else None,
        "fate": _FATES[line.fate],
        "digest": line.digest,
    }
    return tuple(own[column.name] for column in _EVENTS)


def _says(value: object) -> bool:
    return value is not None and value is not False and value != []


_FATES = {fate: fate.name.lower() for fate in Fate}

_DUTIES = (
    Field("key"),
    Field("task"),
    Field("title"),
    Field("ledger"),
    Field("unit"),
    Field("role"),
    Field("kind"),
    Field("duty"),
    Field("milestone"),
    Field("policy"),
    Field("rule"),
    Field("clause"),
    Field("trigger"),
    Field("triggered_on", Type.DAY),
    Field("due_on", Type.DAY),
    Field("original_due_on", Type.DAY),
    Field("provisional", Type.YES),
    Field("state"),
    Field("met_on", Type.DAY),
    Field("met_by"),
    Field("met_late", Type.YES),
    Field("ended_on", Type.DAY),
    Field("late_workdays", Type.INT),
    Field("late_days", Type.INT),
    Field("missed", Type.INT),
)


def _duties(books: Books, filters: Filters) -> FlatTable:
    units = [OFFICE if word == OFFICE else known_unit(word, books) for word in filters.units]
    found = _all_duties(books, replace(filters, units=()))
    rows = (
        _duty_row(books, key, duty, item)
        for key, duty, item in found
        if not units or any(books.register.same(duty.unit, unit) for unit in units)
    )
    return FlatTable(_DUTIES, tuple(rows))


def _all_duties(books: Books, filters: Filters) -> Iterator[tuple[str, Duty, Item | None]]:
    """Every duty of the chosen tasks; where nothing was chosen, those of no task after them."""
    for item in (*find_matching(books, filters), *(() if filters else books.cases)):
        yield from ((key, duty, item) for key, duty in keyed_duties(books, item))
    if not filters:
        yield from ((duty_key(books, duty, None), duty, None) for duty in books.standing_duties())


def _duty_row(books: Books, key: str, duty: Duty, item: Item | None) -> tuple[Datum, ...]:
    late = lateness(duty, books.today, books.calendar)
    return (
        key,
        duty.task,
        item.task.title if item else None,
        item.ledger.kind.english if item else None,
        duty.unit,
        duty.role.english,
        KINDS[duty.kind],
        duty.name,
        duty.node,
        duty.policy,
        duty.rule or None,
        duty.clause,
        duty.trigger.action.english if duty.trigger else None,
        duty.triggered_on,
        duty.due_on,
        duty.original_due_on,
        duty.provisional,
        OPEN if duty.live else MET if duty.met_on else ENDED,
        duty.met_on,
        duty.met_by.action.english if duty.met_by else None,
        duty.met_late,
        duty.ended_on,
        late.workdays,
        late.days,
        duty.missed,
    )


_TABLES: dict[Subject, Callable[[Books, Filters], FlatTable]] = {
    Subject.TASKS: _tasks,
    Subject.EVENTS: _events,
    Subject.DUTIES: _duties,
}
COLUMNS: dict[Subject, Sequence[Field]] = {
    Subject.TASKS: _TASKS,
    Subject.EVENTS: _EVENTS,
    Subject.DUTIES: _DUTIES,
}
"""The columns of each table, as docs/export.md tells them."""
