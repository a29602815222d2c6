"""Tasks, events, duties, cases and scores as flat tables with English columns, for programs and for statistics.

Pure. docs/export.md tells every column; a test holds both together.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec.structs import replace

from duban.core.books.books import Books, CaseItem, Item
from duban.core.books.duty_keys import duty_key, keyed_duties
from duban.core.books.selection import Filters, find_matching, known_units
from duban.core.duties.duty import OFFICE, Duty
from duban.core.model.record import english
from duban.core.model.terms import LedgerKind, YesNo
from duban.core.state.rectification import stage_of
from duban.views.duty_text import duty_record
from duban.views.event_text import Fate, Line, journal_lines
from duban.views.model.fields import record_of
from duban.views.model.flat_table import Datum, Field, FlatTable, fields_of
from duban.views.queries.cases.appraisal_page import appraisals_of
from duban.views.queries.task_list import due_day, heard_on

OPEN, STOPPED, MET, ENDED = "open", "stopped", "met", "ended"


class Subject(StrEnum):
    """Which table."""

    TASKS = "tasks"
    EVENTS = "events"
    DUTIES = "duties"
    CASES = "cases"
    SCORES = "scores"


def export(books: Books, subject: Subject, filters: Filters) -> FlatTable:
    """The table of this subject. Raises DubanError for an unknown word in the filters.

    A unit of the filters has to do with the task; of duties it is the one that bears the duty.
    """
    return _TABLES[subject](books, filters)


_TASKS = fields_of(
    "task title ledger status urgency reporting horizon tags:texts lead:texts support:texts "
    "lead_leader leader_in_charge owner handler clerk parent source_kind source_name source_doc_no "
    "source_clause registered_on:day due_on:day original_due_on:day provisional:true/false "
    "percent:number heard_on:day reported_on:day closed_on:day late_workdays:number rounds:number "
    "extensions:number urges:number returns:number public:true/false listed:true/false file "
    "pace found_in stage escalations:number"
)


def _tasks(books: Books, filters: Filters) -> FlatTable:
    return FlatTable(_TASKS, tuple(_task_row(books, item) for item in find_matching(books, filters)))


def _task_row(books: Books, item: Item) -> tuple[Datum, ...]:
    task, state = item.task, item.state
    reports = [s.reported.on for s in state.lead_standings() if s.reported]
    own = record_of(item, "task=task.id ledger=ledger.kind file=path")
    own |= record_of(task, "title urgency reporting horizon tags lead_leader leader_in_charge owner handler")
    own |= record_of(task, "clerk parent")
    source = task.sources[0] if task.sources else None
    own |= record_of(source, "source_kind=kind source_name=name source_doc_no=doc_no source_clause=clause")
    own |= record_of(state, "status registered_on original_due_on percent closed_on rounds")
    righted = item.ledger.kind is LedgerKind.RECTIFICATION
    own |= record_of(task, "pace found_in")
    own |= {
        "stage": stage_of(state).english if righted else None,
        "escalations": len(state.escalations),
        "lead": item.leads,
        "support": item.support,
        "due_on": due_day(item),
        "provisional": books.is_provisional(item),
        "heard_on": heard_on(state),
        "reported_on": max(reports, default=None),
        "late_workdays": books.late_workdays(item),
        "extensions": len(state.extensions),
        "urges": len(state.urges),
        "returns": len(state.returns),
        "public": task.public is YesNo.YES,
        "listed": task.listed is YesNo.YES,
    }
    return _row(_TASKS, own)


def _row(columns: Sequence[Field], own: Mapping[str, Datum]) -> tuple[Datum, ...]:
    """What is known by name, in the order of the columns."""
    return tuple(own[column.name] for column in columns)


_EVENTS = fields_of(
    "task place:number action on:day recorded_at:moment by unit approved_by approved_via due_on:day "
    "done_on:day percent:number reason note late details fate digest"
)
_OWN = frozenset(column.name for column in _EVENTS)


def _events(books: Books, filters: Filters) -> FlatTable:
    items = (*find_matching(books, filters), *(() if filters else books.numbered))
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
    return _row(_EVENTS, own)


def _says(value: object) -> bool:
    return value is not None and value is not False and value != []


_FATES = {fate: fate.name.lower() for fate in Fate}

_DUTIES = fields_of(
    "key task title ledger unit role kind duty milestone policy rule clause trigger triggered_on:day "
    "due_on:day original_due_on:day provisional:true/false state met_on:day met_by "
    "verdict met_late:true/false ended_on:day ended_by stopped_on:day late_workdays:number late_days:number "
    "missed:number"
)


def _duties(books: Books, filters: Filters) -> FlatTable:
    units = known_units(filters.units, books, OFFICE)
    found = _all_duties(books, replace(filters, units=()))
    rows = (
        _duty_row(books, key, duty, item)
        for key, duty, item in found
        if not units or any(books.register.same(duty.unit, unit) for unit in units)
    )
    return FlatTable(_DUTIES, tuple(rows))


def _all_duties(books: Books, filters: Filters) -> Iterator[tuple[str, Duty, Item | None]]:
    """Every duty of the chosen tasks; where nothing was chosen, those of no task after them."""
    for item in (*find_matching(books, filters), *(() if filters else books.numbered)):
        yield from ((key, duty, item) for key, duty in keyed_duties(books, item))
    if not filters:
        yield from ((duty_key(books, duty, None), duty, None) for duty in books.standing_duties())


def _duty_row(books: Books, key: str, duty: Duty, item: Item | None) -> tuple[Datum, ...]:
    own = {"key": key, "task": duty.task, "state": _state(duty)}
    return _row(
        _DUTIES, own | record_of(item, "title=task.title ledger=ledger.kind") | duty_record(duty, books)
    )


def _state(duty: Duty) -> str:
    if duty.stopped_on is not None:
        return STOPPED
    return OPEN if duty.live else MET if duty.met_on else ENDED


_CASES = fields_of(
    "task kind title status open:true/false registered_on:day ended_on:day units:texts due_on:day "
    "late:number details file"
)


def _cases(books: Books, filters: Filters) -> FlatTable:
    """What bears a number and is no task; by unit, those that name it. Other filters are of tasks: then none."""
    units = known_units(filters.units, books, OFFICE)
    others = replace(filters, units=())
    rows = (_case_row(books, case) for case in (() if others else books.numbered))
    same = books.register.same
    place = next(at for at, column in enumerate(_CASES) if column.name == "units")
    return FlatTable(
        _CASES,
        tuple(
            row
            for row in rows
            if not units or any(same(unit, name) for unit in units for name in _texts(row[place]))
        ),
    )


def _texts(datum: Datum) -> tuple[str, ...]:
    return tuple(map(str, datum)) if isinstance(datum, list | tuple) else ()


def _case_row(books: Books, case: CaseItem) -> tuple[Datum, ...]:
    state = case.state
    told = {each.name: english(each.value(state)) for each in case.kind.columns}
    owed = [duty for duty in books.duties_of(case) if duty.live and duty.due_on is not None]
    own: dict[str, Datum] = {
        "task": case.task.id,
        "kind": case.kind.english,
        "title": case.task.title,
        "status": english(state.status),
        "open": state.open,
        "registered_on": state.registered_on,
        "ended_on": None if state.open or not state.history else state.history[-1][0],
        "units": tuple(dict.fromkeys(_units_of(case, told))),
        "due_on": min((duty.due_on for duty in owed if duty.due_on), default=None),
        "late": sum(duty.late_on(books.today) for duty in owed),
        "details": json.dumps(told, ensure_ascii=False, sort_keys=True, default=str),
        "file": case.path,
    }
    return _row(_CASES, own)


def _units_of(case: CaseItem, told: Mapping[str, object]) -> Iterator[str]:
    """Whom a case is about, as far as its list, its head or the entry that opened it says."""
    opened = getattr(next(iter(case.state.journal), None), "unit", None)
    for said in (
        told.get("units"),
        told.get("unit"),
        told.get("objects"),
        getattr(case.task, "units", None),
        opened,
    ):
        for each in said if isinstance(said, list | tuple) else [said]:
            if isinstance(each, str):
                yield each


_SCORES = fields_of(
    "task title period scheme group unit person rank:number marks exact band internal:true/false "
    "approved_on:day published_on:day"
)


def _scores(books: Books, filters: Filters) -> FlatTable:
    """Every result of every appraisal that was settled: of units, and of persons in charge."""
    units = known_units(filters.units, books, OFFICE)
    others = replace(filters, units=())
    same = books.register.same
    rows = [
        _row(
            _SCORES,
            record_of(each, "group unit person rank marks exact band")
            | {
                "task": state.head.id,
                "title": state.head.title,
                "period": state.head.period,
                "scheme": state.scheme.name,
                "internal": bool(state.internal),
                "approved_on": state.approved.on,
                "published_on": state.published.on if state.published else None,
            },
        )
        for state in (() if others else appraisals_of(books))
        if state.approved is not None
        for each in state.approved.scores
        if not units or any(same(unit, each.unit or "") for unit in units)
    ]
    return FlatTable(_SCORES, tuple(rows))


_TABLES: dict[Subject, Callable[[Books, Filters], FlatTable]] = {
    Subject.TASKS: _tasks,
    Subject.EVENTS: _events,
    Subject.DUTIES: _duties,
    Subject.CASES: _cases,
    Subject.SCORES: _scores,
}
COLUMNS: dict[Subject, Sequence[Field]] = {
    Subject.TASKS: _TASKS,
    Subject.EVENTS: _EVENTS,
    Subject.DUTIES: _DUTIES,
    Subject.CASES: _CASES,
    Subject.SCORES: _SCORES,
}
"""The columns of each table, as docs/export.md tells them."""
