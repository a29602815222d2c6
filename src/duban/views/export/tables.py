"""Tasks, events and duties as flat tables with English columns, for programs and for statistics.

Pure. docs/export.md tells every column; a test holds both together.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec.structs import replace

from duban.core.books.books import Books, Item
from duban.core.books.duty_keys import duty_key, keyed_duties
from duban.core.books.selection import Filters, find_matching, known_unit
from duban.core.duties.duty import OFFICE, Duty, lateness
from duban.core.model.record import english
from duban.core.model.terms import Role
from duban.views.duty_text import duty_record
from duban.views.event_text import Fate, Line, journal_lines
from duban.views.model.fields import record_of
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
    reports = [s.reported.on for s in state.lead_standings() if s.reported]
    late = [
        lateness(duty, books.today, books.calendar).workdays
        for duty in books.live_duties_of(item)
        if duty.role is not Role.OFFICE
    ]
    own = record_of(item, "task=task.id ledger=ledger.kind file=path")
    own |= record_of(task, "title urgency reporting horizon tags lead_leader leader_in_charge owner handler")
    own |= record_of(task, "clerk parent public listed")
    source = task.sources[0] if task.sources else None
    own |= record_of(source, "source_kind=kind source_name=name source_doc_no=doc_no source_clause=clause")
    own |= record_of(state, "status registered_on original_due_on percent closed_on rounds")
    own |= {
        "lead": state.leads or task.leads,
        "support": state.support or task.support,
        "due_on": due_day(item),
        "provisional": books.is_provisional(item),
        "heard_on": heard_on(state),
        "reported_on": max(reports, default=None),
        "late_workdays": max(late, default=0),
        "extensions": len(state.extensions),
        "urges": len(state.urges),
        "returns": len(state.returns),
    }
    return _row(_TASKS, own)


def _row(columns: Sequence[Field], own: Mapping[str, Datum]) -> tuple[Datum, ...]:
    """What is known by name, in the order of the columns."""
    return tuple(own[column.name] for column in columns)


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
    rows = (_event_row(item, line) for item in find_matching(books, filters) for line in journal_lines(item))
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
    return _row(_EVENTS, own)


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
    for item in find_matching(books, filters):
        yield from ((key, duty, item) for key, duty in keyed_duties(books, item))
    if not filters:
        yield from ((duty_key(books, duty, None), duty, None) for duty in books.standing_duties())


def _duty_row(books: Books, key: str, duty: Duty, item: Item | None) -> tuple[Datum, ...]:
    own = {"key": key, "task": duty.task, "state": OPEN if duty.live else MET if duty.met_on else ENDED}
    return _row(
        _DUTIES, own | record_of(item, "title=task.title ledger=ledger.kind") | duty_record(duty, books)
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
