"""整改清单: one line for each rectification in the columns of the short form, as superiors send it and take it back.

Pure. What stands here is read back by `import` as it was: views/… lays out, importers/tables reads.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from duban.core.books.books import Books, Item
from duban.core.grammar.forms import CELL
from duban.core.grammar.mentions import find_mentions
from duban.core.grammar.stretches import Base
from duban.core.model.folding import arabic, fold
from duban.core.model.task import STEP_OWNER
from duban.core.model.terms import LedgerKind, Status
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Kind, Sheet, Table
from duban.views.queries.task_list import due_day
from duban.views.reports.register import names_cell
from duban.views.reports.request import ReportRequest, lead_units


class Field(NamedTuple):
    """A column and how a rectification fills it; `always` also where none has anything to say."""

    column: Column
    cell: Callable[[Books, Item], Cell]
    always: bool = False


def rectification(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report: what of the ledger 整改 was not withdrawn. Raises DubanError for an unknown unit or ledger."""
    books = asked.books
    held = [item for item in asked.items if item.ledger.kind is LedgerKind.RECTIFICATION]
    items = [item for item in held if item.state.status is not Status.WITHDRAWN]
    rows = [[field.cell(books, item) for field in _FIELDS] for item in items]
    shared = any(len(item.task.leads) > 1 for item in items)
    shown = [
        place
        for place, field in enumerate(_FIELDS)
        if field.always or any(row[place].value for row in rows) or (field.column is _SUPPORT and shared)
    ]
    lines = tuple((Cell(number), *(row[place] for place in shown)) for number, row in enumerate(rows, 1))
    closed = sum(item.state.status is Status.CLOSED for item in items)
    text = f"{'' if asked.whole else '期内在册'}共 {len(items)} 件，已销号 {closed} 件"
    text += f"；已撤销的 {len(held) - len(items)} 件不列。" if len(held) > len(items) else "。"
    columns = (Column("序号", Kind.INT, 0, name="number"), *(_FIELDS[place].column for place in shown))
    table = Table(columns, lines, name="rectification")
    notes = closing_notes(books, items)
    return (Sheet(asked.title("整改清单"), (asked.stamp, text), (table,), notes, "整改清单"),)


def _said(name: str) -> Callable[[Books, Item], Cell]:
    return lambda _books, item: Cell(getattr(item.task, name))


def _pace(_books: Books, item: Item) -> Cell:
    pace = item.task.pace
    return Cell(str(pace), data=pace.english) if pace else Cell()


def _support(books: Books, item: Item) -> Cell:
    return names_cell([books.register.current(unit, books.today) for unit in item.support])


def _due(_books: Books, item: Item) -> Cell:
    """The day in force, in the words of the source where they name it; words that name no day stand beside it."""
    due, deadline = due_day(item), item.task.deadline
    words = (deadline.text if deadline else None) or ""
    if due is None:
        return Cell(words or None)
    found = find_mentions(arabic(fold(words)), CELL, Base())
    days = [each.on for each in found if each.kind in {"day", "span"}]
    if not days:
        return Cell(f"{due}，{words}" if words else str(due))
    return Cell(words if None not in days and max(filter(None, days)) == due else str(due))


def _milestones(_books: Books, item: Item) -> Cell:
    """The steps with the day in force, as the importer reads them: 2026-10-31 查清来源，责任人张三."""
    told = []
    for node in item.task.milestones:
        moved = item.state.node_limits.get(node.name)
        owner = f"{STEP_OWNER}{node.owner}" if node.owner else ""
        told.append(f"{moved[-1].due_on if moved else node.due_on} {_ENDS.sub('，', node.name)}{owner}")
    return Cell("；".join(told) or None)


def _source(_books: Books, item: Item) -> Cell:
    return Cell(item.task.sources[0].name if item.task.sources else None)


_ENDS = re.compile("[；;\n]")
_SUPPORT = Column("配合单位", name="support")
_FIELDS = (
    Field(Column("整改事项", shrink=2, name="title"), _said("title"), always=True),
    Field(Column("问题", shrink=2, name="problem"), _said("problem"), always=True),
    Field(Column("整改类型", shrink=0, name="pace"), _pace),
    Field(Column("整改目标", shrink=2, name="goal"), _said("goal")),
    Field(Column("工作要求", shrink=2, name="requirements"), _said("requirements")),
    Field(Column("整改措施", shrink=2, name="measures"), _said("measures"), always=True),
    Field(Column("时序进度", shrink=2, name="milestones"), _milestones),
    Field(Column("完成标准", shrink=2, name="standard"), _said("standard")),
    Field(Column("牵头领导", name="lead_leader"), _said("lead_leader"), always=True),
    Field(Column("分管领导", name="leader_in_charge"), _said("leader_in_charge")),
    Field(Column("责任单位", name="lead"), lambda books, item: names_cell(lead_units(books, item)), always=True),
    Field(_SUPPORT, _support),
    Field(Column("责任人", name="owner"), _said("owner")),
    Field(Column("承办人", name="handler"), _said("handler")),
    Field(Column("时限", name="due"), _due, always=True),
    Field(Column("问题来源", name="source"), _source),
    Field(Column("备注", shrink=2, name="note"), _said("note"), always=True),
)  # fmt: skip
