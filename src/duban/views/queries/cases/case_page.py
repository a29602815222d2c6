"""Cases of kinds other than the task, for every command that answers about tasks: a list of each kind, a page of one.

Pure; the columns and the vocabulary are the kind's own.
"""

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from itertools import groupby
from types import ModuleType
from typing import Any

import msgspec

from duban.core.books.books import Books, CaseItem
from duban.core.books.selection import Filters, find_items, mentions
from duban.core.duties.duty import Duty
from duban.core.engine.fold import CaseState
from duban.core.model.case_file import JOURNAL
from duban.core.model.record import english, official_keys, raw_record
from duban.views.duty_text import due_cell, duty_record, standing_cell
from duban.views.event_text import Line, event_text, journal_lines, late_text, line_record, who_text
from duban.views.footnotes import as_of, closing_notes, some_of
from duban.views.model.fields import Field, records_of, table_of
from duban.views.model.sheet import Column, Kind, Sheet, Table, row


def chosen_cases(books: Books, words: Sequence[str], filters: Filters) -> tuple[CaseItem, ...]:
    """The cases asked for by their numbers, by the words in them, or all; none where a filter is of tasks alone."""
    if msgspec.structs.replace(filters, text=None, open_only=False):
        return ()
    typed = {item.task.id for item in find_items(books, words)} if words and books.numbered else set()
    named = [case for case in books.numbered if not words or case.task.id in typed]
    found = (case for case in named if case.state.open or not filters.open_only)
    return tuple(case for case in found if filters.text is None or mentions(case, filters.text))


_FIELDS: tuple[Field[CaseItem], ...] = (
    Field("task=task.id", Column("编号", shrink=0)),
    Field("kind"),
    Field("title=task.title", Column("事由", shrink=1)),
    Field("status=state.status"),
)
_STATUS = Field[CaseItem]("", Column("状态", shrink=0), lambda case: str(case.state.status or ""))


def case_records(cases: Sequence[CaseItem]) -> list[dict[str, Any]]:
    """Their rows of `list --json`."""
    return [
        record | {column.name: english(column.value(case.state)) for column in case.kind.columns}
        for record, case in zip(records_of(_FIELDS, cases), cases, strict=True)
    ]


def case_sheets(books: Books, cases: Sequence[CaseItem]) -> list[Sheet]:
    """A list of each kind."""
    sheets = []
    for kind, found in groupby(cases, key=lambda case: case.kind):
        own = (Field("", Column(each.heading), partial(_value, each.value)) for each in kind.columns)
        table = table_of((*_FIELDS, *own, _STATUS), found)
        told = f"{len(table.rows)} 件。"
        sheets.append(Sheet(f"{kind.name} {as_of(books)}", (told,), (table,), closing_notes(books)))
    return sheets


def _value(value: Callable[[CaseState], Any], case: CaseItem) -> Any:  # noqa: ANN401 - what a kind shows of itself
    found = value(case.state)
    return some_of(found) if isinstance(found, tuple) else found


def case_record(books: Books, case: CaseItem) -> dict[str, Any]:
    """`show --json` of one case."""
    head = {
        name: english(getattr(case.task, name)) for name in case.task.__struct_fields__ if name != "journal"
    }
    return {
        "kind": case.kind.english,
        **head,
        "path": case.path,
        "status": english(case.state.status),
        **(own.facts_of(books, case) if (own := _own_page(case)) else {}),
        "duties": [duty_record(duty, books) for duty in books.duties_of(case)],
        "journal": [line_record(line) for line in journal_lines(case)],
    }


def case_sheet(books: Books, case: CaseItem) -> Sheet:
    """`show` of one case: its head, what is owed, what happened."""
    before, after = _own_tables(books, case)
    owed: tuple[Field[Duty], ...] = (
        Field("unit", Column("单位")),
        Field("demand", Column("应做")),
        Field("ground", Column("依据")),
        Field("", Column("时限", Kind.DATE, 0), due_cell),
        Field("", Column("办得怎样"), lambda duty: standing_cell(duty, books)),
    )
    tables = (
        *before,
        table_of(owed, books.duties_of(case), "时限义务"),
        *after,
        table_of(_JOURNAL, journal_lines(case), "流水"),
    )
    status = f"：{case.kind.name}，{case.state.status}" if case.state.status else ""
    return Sheet(
        f"{case.task.id} {case.task.title}",
        (f"{as_of(books)}{status}。",),
        tuple(table for table in tables if table.rows),
        closing_notes(books, (case,)),
    )


def _own_page(case: CaseItem) -> ModuleType | None:
    """The module of a kind that has a page of its own, imported when it is asked for."""
    return import_module(_PAGES[case.kind.english]) if case.kind.english in _PAGES else None


_PAGES = {
    "inspection": "duban.views.queries.cases.inspection_page",
    "interview": "duban.views.queries.cases.interview_page",
    **dict.fromkeys(("circular", "negative", "award", "exemption"), "duban.views.queries.cases.result_page"),
    "clue": "duban.views.queries.cases.clue_page",
    "appraisal": "duban.views.queries.cases.appraisal_page",
}


def _own_tables(books: Books, case: CaseItem) -> tuple[Sequence[Table], Sequence[Table]]:
    """What stands before what is owed, and after it; of a kind without a page of its own its head as it is."""
    own = _own_page(case)
    if own is not None:
        tables: tuple[Sequence[Table], Sequence[Table]] = own.tables_of(books, case)
        return tables
    titles = official_keys(case.kind.record)
    raw = raw_record(case.task)
    head = tuple(row(key, str(raw[key])) for key in titles.values() if key in raw and key != JOURNAL)
    return (Table((Column("要素", shrink=0), Column("内容")), head),), ()


def _told(line: Line) -> str:
    return late_text(line.counts, line.why or line.fate.value or event_text(line.counts))


_JOURNAL: tuple[Field[Line], ...] = (
    Field("on=counts.on", Column("日期", Kind.DATE, 0)),
    Field("", Column("动作", shrink=0), lambda line: str(line.counts.action)),
    Field("", Column("单位和经办"), lambda line: who_text(line.counts)),
    Field("", Column("内容", shrink=1), _told),
    Field("digest", Column("摘要", shrink=0)),
)
