"""The register of tasks: the list that a filter leaves, one line each.

Pure; which tasks are meant, core/books/selection.py says.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from duban.core.books.books import Books, Item
from duban.core.books.facets import facets_of
from duban.core.books.selection import Filters, find_items, find_matching, id_order
from duban.core.duties.intake import is_paper
from duban.core.model.terms import Status
from duban.core.state.task_state import TaskState
from duban.views.footnotes import as_of, closing_notes, intake_notes
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Column, Kind, Mark, Row, Sheet, Table

MOVED = " 改"
MOVED_NOTE = "改：时限已经变更，原定的日子用 duban show 看。"


class Sort(StrEnum):
    """What the list is sorted by: id, due day (those without last), or who was last heard of longest ago."""

    ID = "id"
    DUE = "due"
    HEARD = "heard"


def chosen_items(books: Books, words: Sequence[str], filters: Filters, sort: Sort) -> tuple[Item, ...]:
    """The tasks asked for, sorted. Raises DubanError for a word that means nothing."""
    found = find_matching(books, filters)
    if words:
        named = {item.task.id for item in find_items(books, words)}
        found = tuple(item for item in found if item.task.id in named)
    ledgers = {head.prefix: place for place, head in enumerate(books.ledgers)}
    return tuple(sorted(found, key=_sort_key(sort, ledgers)))


def _sort_key(sort: Sort, ledgers: dict[str, int]) -> Callable[[Item], tuple[object, ...]]:
    def by_id(item: Item) -> tuple[object, ...]:
        prefix, year, number = id_order(item.task.id)
        return ledgers.get(prefix, len(ledgers)), prefix, year, number

    def by_due(item: Item) -> tuple[object, ...]:
        return due_day(item) or date.max, *by_id(item)

    def by_heard(item: Item) -> tuple[object, ...]:
        return heard_on(item.state) or date.min, *by_id(item)

    return {Sort.ID: by_id, Sort.DUE: by_due, Sort.HEARD: by_heard}[sort]


def due_day(item: Item) -> date | None:
    """The due day in force; before 交办 the one that the source or a leader set."""
    state, deadline = item.state, item.task.deadline
    if state.due_on is None and state.status is Status.REGISTERED and deadline:
        return deadline.on
    return state.due_on


def is_moved(item: Item) -> bool:
    """Whether the due day in force is another than the one first told."""
    return item.state.due_on is not None and item.state.original_due_on not in {None, item.state.due_on}


def heard_on(state: TaskState) -> date | None:
    """The last day on which a unit let something be heard."""
    days = [standing.heard_on for standing in state.units.values() if standing.heard_on]
    return max(days, default=None)


def register_records(books: Books, items: Iterable[Item]) -> list[dict[str, Any]]:
    """The rows of `list --json`."""
    return [
        {
            **record_of(item, "task=task.id title=task.title ledger=ledger.kind status=state.status"),
            "lead": item.leads,
            "support": item.support,
            **record_of(item, "urgency=task.urgency"),
            "due_on": due_day(item),
            "original_due_on": item.state.original_due_on,
            "provisional": books.is_provisional(item),
            **record_of(item, "percent=state.percent parent=task.parent"),
            "facets": facets_of(books, item),
        }
        for item in items
    ]


_COLUMNS = (
    Column("编号", shrink=0),
    Column("事项", shrink=2),
    Column("牵头单位", shrink=1),
    Column("状态", shrink=0),
    Column("时限", Kind.DATE, 0),
    Column("进度", Kind.PERCENT, 0),
)


def register_sheet(books: Books, items: Sequence[Item]) -> Sheet:
    """The list as people read it."""
    title = f"事项 {as_of(books)}"
    if not items:
        return Sheet(title, ("没有符合的事项。",), notes=closing_notes(books))
    rows = tuple(_row(books, item) for item in items)
    moved = (MOVED_NOTE,) if any(map(is_moved, items)) else ()
    notes = (*moved, *intake_notes(books, items), *closing_notes(books, items))
    return Sheet(title, (_counts(books, items),), (Table(_COLUMNS, rows),), notes)


def _row(books: Books, item: Item) -> Row:
    state = item.state
    late = books.is_overdue(item)
    status = Cell(f"{state.status}·逾期", Mark.LATE) if late else Cell(str(state.status), _status_mark(state))
    due = due_day(item)
    return (
        Cell(item.task.id),
        Cell(item.task.title),
        Cell("、".join(item.leads) or ("（待研究）" if is_paper(state) else "（牵头待定）")),
        status,
        Cell(
            f"{due}{MOVED}" if is_moved(item) else due,
            Mark.PROVISIONAL if books.is_provisional(item) else None,
        ),
        Cell(state.percent),
    )


def _status_mark(state: TaskState) -> Mark | None:
    if state.status is Status.CLOSED:
        return Mark.GOOD
    return Mark.MUTED if state.status in {Status.WITHDRAWN, Status.SUSPENDED} else None


def _counts(books: Books, items: Sequence[Item]) -> str:
    """Every figure counts tasks (件, one file each); 项 are those of them that were not split off from another."""
    whole = sum(item.task.parent is None for item in items)
    split = f"（{whole} 项，分解出 {len(items) - whole} 件）" if whole < len(items) else ""
    still = sum(item.state.open for item in items)
    late = sum(books.is_overdue(item) for item in items)
    return f"{len(items)} 件{split}，在办 {still} 件，逾期 {late} 件。"
