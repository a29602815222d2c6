"""台账 as offices print it: one line for each task in the columns asked for, grouped by ledger (A-09, A-33).

Pure. Three views of one register: 综合台账 (all), 专项台账 (--unit), 联系领导台账 (--leader).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from duban.core.books.books import Books, Item
from duban.core.model.suggest import guess, nearest
from duban.core.model.terms import Status
from duban.errors import Level, Problem, UsageError
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, Value
from duban.views.queries.task_list import due_day
from duban.views.reports.request import ReportRequest, last_problem, last_progress, lead_units, source_text


class Field(NamedTuple):
    """A column that the register can show, and how a task fills it."""

    column: Column
    cell: Callable[[Books, Item], Cell]


def _text(value: Callable[[Item], Value]) -> Callable[[Books, Item], Cell]:
    return lambda _books, item: Cell(value(item))


def _said(words: Callable[[Books, Item], str]) -> Callable[[Books, Item], Cell]:
    return lambda books, item: Cell(words(books, item))


def names_cell(units: Sequence[str]) -> Cell:
    """Units in one cell; programs get a list."""
    return Cell("、".join(units) or None, data=list(units))


def _leads(books: Books, item: Item) -> Cell:
    return names_cell(lead_units(books, item))


def _support(books: Books, item: Item) -> Cell:
    return names_cell(list(dict.fromkeys(books.register.current(unit, books.today) for unit in item.support)))


def _due(books: Books, item: Item) -> Cell:
    due, deadline = due_day(item), item.task.deadline
    if due is None:
        return Cell(deadline.text if deadline else None)
    if books.is_provisional(item):
        return Cell(due, Mark.PROVISIONAL)
    return Cell(due, Mark.LATE if books.is_overdue(item) else None)


def _status(books: Books, item: Item) -> Cell:
    state = item.state
    if books.is_overdue(item):
        return Cell(f"{state.status}（逾期）", Mark.LATE, state.status.english)
    marks = {Status.CLOSED: Mark.GOOD, Status.SUSPENDED: Mark.MUTED, Status.WITHDRAWN: Mark.MUTED}
    return Cell(str(state.status), marks.get(state.status), state.status.english)


def _late_workdays(books: Books, item: Item) -> Cell:
    return Cell(books.late_workdays(item), Mark.LATE) if books.is_overdue(item) else Cell()


def _assigned(item: Item) -> date | None:
    return next((s.assigned.on for s in item.state.lead_standings()), None)


def _leader(item: Item) -> str | None:
    return item.task.lead_leader


def _urgency(_books: Books, item: Item) -> Cell:
    urgency = item.task.urgency
    return Cell(str(urgency), data=urgency.english) if urgency else Cell()


def _kind_cell(_books: Books, item: Item) -> Cell:
    kind = item.ledger.kind
    return Cell(str(kind), data=kind.english)


_DAY, _INT = Kind.DATE, Kind.INT
_NUMBER = Column("序号", _INT, 0, name="number")
FIELDS: tuple[Field, ...] = (
    Field(_NUMBER, _text(lambda _item: None)),
    Field(Column("编号", shrink=0, name="task"), _text(lambda item: item.task.id)),
    Field(Column("台账", shrink=0, name="ledger"), _kind_cell),
    Field(Column("任务来源", name="source"), _text(source_text)),
    Field(Column("任务内容", shrink=2, name="title"), _text(lambda item: item.task.title)),
    Field(Column("牵头领导", name="lead_leader"), _text(_leader)),
    Field(Column("分管领导", name="leader_in_charge"), _text(lambda item: item.task.leader_in_charge)),
    Field(Column("牵头单位", name="lead"), _leads),
    Field(Column("协办单位", name="support"), _support),
    Field(Column("责任人", name="owner"), _text(lambda item: item.task.owner)),
    Field(Column("督办人", name="clerk"), _text(lambda item: item.task.clerk)),
    Field(Column("缓急", shrink=0, name="urgency"), _urgency),
    Field(Column("工作要求", shrink=2, name="requirements"), _text(lambda item: item.task.requirements)),
    Field(Column("交办日期", _DAY, 0, name="assigned_on"), _text(_assigned)),
    Field(Column("完成时间", _DAY, 0, name="due_on"), _due),
    Field(Column("原定时限", _DAY, 0, name="original_due_on"), _text(lambda item: item.state.original_due_on)),
    Field(Column("逾期工作日", _INT, 0, name="late_workdays"), _late_workdays),
    Field(Column("进度", Kind.PERCENT, 0, name="percent"), _text(lambda item: item.state.percent)),
    Field(Column("具体进展", shrink=2, name="progress"), _said(last_progress)),
    Field(Column("存在的困难或问题", shrink=2, name="issues"), _said(last_problem)),
    Field(Column("销号日期", _DAY, 0, name="closed_on"), _text(lambda item: item.state.closed_on)),
    Field(Column("任务状态", shrink=0, name="status"), _status),
    Field(Column("备注", shrink=2, name="note"), _text(lambda item: item.task.note)),
)  # fmt: skip
DEFAULT = ("序号", "任务来源", "任务内容", "牵头领导", "牵头单位", "协办单位", "完成时间", "具体进展",
           "存在的困难或问题", "任务状态")  # fmt: skip
"""The header found in the field (事项台账)."""


def ledger(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report. Raises DubanError for an unknown column, unit or ledger."""
    fields = chosen_fields(asked.columns or DEFAULT)
    books, items = asked.books, asked.items
    groups = []
    numbers = {item.task.id: place for place, item in enumerate(items, 1)}
    for head in books.ledgers:
        held = [item for item in items if item.ledger.prefix == head.prefix]
        if held:
            rows = tuple(tuple(_cells(books, item, fields, numbers)) for item in held)
            groups.append(Group(f"{head.kind}（{len(held)} 件）", rows))
    columns = tuple(field.column for field in fields)
    still = sum(item.state.open for item in items)
    late = sum(books.is_overdue(item) for item in items)
    text = f"共 {len(items)} 件，在办 {still} 件，其中逾期 {late} 件。"
    table = Table(columns, groups=tuple(groups), name="register")
    notes = closing_notes(books, items)
    return (Sheet(asked.title(_kind(asked)), (asked.stamp, text), (table,), notes, "台账"),)


def _kind(asked: ReportRequest) -> str:
    if asked.units:
        return "专项台账"
    return "联系领导台账" if asked.leader else "综合台账"


def _cells(books: Books, item: Item, fields: Sequence[Field], numbers: dict[str, int]) -> Iterator[Cell]:
    for field in fields:
        yield Cell(numbers[item.task.id]) if field.column is _NUMBER else field.cell(books, item)


def chosen_fields(names: Sequence[str]) -> tuple[Field, ...]:
    """The fields that are named, by their titles or English names. Raises UsageError for an unknown or a double one."""
    known = {word: field for field in FIELDS for word in (field.column.title, field.column.name)}
    chosen: list[Field] = []
    for name in names:
        field = known.get(name.strip())
        if field is None:
            near = nearest(name.strip(), list(known))
            titles = "、".join(each.column.title for each in FIELDS)
            problem = Problem(
                Level.ERROR,
                "unknown-column",
                f"台账没有“{name.strip()}”这一栏",
                f"{guess(near)}可以写：{titles}",
            )
            raise UsageError(problem)
        if field in chosen:
            raise UsageError(
                Problem(Level.ERROR, "unknown-column", f"“{name.strip()}”这一栏写了两次", "每栏写一次")
            )
        chosen.append(field)
    return tuple(chosen)


def row_of(books: Books, item: Item, names: Sequence[str], number: int) -> Row:
    """One task in the named columns: for the annex tables of other reports."""
    return tuple(_cells(books, item, chosen_fields(names), {item.task.id: number}))


def columns_of(names: Sequence[str]) -> tuple[Column, ...]:
    """The named columns."""
    return tuple(field.column for field in chosen_fields(names))
