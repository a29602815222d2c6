"""Cases of kinds other than the task, for every command that answers about tasks: a list of each kind, a page of one.

Pure; the columns and the vocabulary are the kind's own.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from duban.core.books.books import Books, CaseItem
from duban.core.books.selection import Filters
from duban.core.model.case_file import JOURNAL
from duban.core.model.record import english, official_keys, raw_record
from duban.views.duty_text import due_cell, duty_record, standing_cell
from duban.views.event_text import event_text, journal_lines, late_text, line_record, who_text
from duban.views.footnotes import as_of, closing_notes
from duban.views.model.sheet import Cell, Column, Kind, Sheet, Table, row


def chosen_cases(books: Books, words: Sequence[str], filters: Filters) -> tuple[CaseItem, ...]:
    """The cases asked for: by their numbers, or where no filter speaks of what only tasks have, all (or all open)."""
    if filters not in {Filters(), Filters(open_only=True)}:
        return ()
    typed = {word.strip().upper() for word in words}
    named = [case for case in books.cases if not words or case.task.id in typed]
    return tuple(case for case in named if case.state.open or not filters.open_only)


def case_records(cases: Sequence[CaseItem]) -> list[dict[str, Any]]:
    """Their rows of `list --json`."""
    return [
        {
            "task": case.task.id,
            "kind": case.kind.english,
            "title": case.task.title,
            "status": english(case.state.status),
            **{column.name: english(column.value(case.state)) for column in case.kind.columns},
        }
        for case in cases
    ]


def case_sheets(books: Books, cases: Sequence[CaseItem]) -> list[Sheet]:
    """A list of each kind."""
    sheets = []
    for kind, found in groupby(cases, key=lambda case: case.kind):
        columns = (
            Column("编号", shrink=0),
            Column("事由", shrink=1),
            *(Column(column.heading) for column in kind.columns),
            Column("状态", shrink=0),
        )
        rows = tuple(
            row(
                case.task.id,
                case.task.title,
                *(column.value(case.state) for column in kind.columns),
                str(case.state.status or ""),
            )
            for case in found
        )
        notes = closing_notes(books)
        sheets.append(
            Sheet(f"{kind.name} {as_of(books)}", (f"{len(rows)} 件。",), (Table(columns, rows),), notes)
        )
    return sheets


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
        "duties": [duty_record(duty, books) for duty in books.duties_of(case)],
        "journal": [line_record(line) for line in journal_lines(case)],
    }


def case_sheet(books: Books, case: CaseItem) -> Sheet:
    """`show` of one case: its head, what is owed, what happened."""
    titles = official_keys(case.kind.record)
    raw = raw_record(case.task)
    head = tuple(row(key, str(raw[key])) for key in titles.values() if key in raw and key != JOURNAL)
    duties = tuple(
        (Cell(duty.unit), Cell(duty.demand), Cell(duty.clause), due_cell(duty), standing_cell(duty, books))
        for duty in books.duties_of(case)
    )
    lines = tuple(
        row(
            line.counts.on,
            str(line.counts.action),
            who_text(line.counts),
            late_text(line.counts, line.why or line.fate.value or event_text(line.counts)),
            line.digest,
        )
        for line in journal_lines(case)
    )
    tables = (
        Table((Column("要素", shrink=0), Column("内容")), head),
        Table(
            (
                Column("单位"),
                Column("应做"),
                Column("依据"),
                Column("时限", Kind.DATE, 0),
                Column("办得怎样"),
            ),
            duties,
        ),
        Table(
            (
                Column("日期", Kind.DATE, 0),
                Column("动作", shrink=0),
                Column("单位和经办"),
                Column("内容", shrink=1),
                Column("摘要", shrink=0),
            ),
            lines,
        ),
    )
    told = (
        f"{as_of(books)}：{case.kind.name}，{case.state.status}。"
        if case.state.status
        else f"{as_of(books)}。"
    )
    return Sheet(
        f"{case.task.id} {case.task.title}",
        (told,),
        tuple(table for table in tables if table.rows),
        closing_notes(books),
    )
