"""台账 as offices print it: one line for each task in the columns asked for, grouped by ledger (A-09, A-33).

Pure. Three views of one register: 综合台账 (all), 专项台账 (--unit), 联系领导台账 (--leader).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from duban.core.books.books import Books, Item
from duban.core.books.facets import FACETS, Facet
from duban.core.grammar.figures import amount_words
from duban.core.model.suggest import guess, nearest
from duban.core.model.task import STEP_OWNER
from duban.core.model.terms import Status
from duban.errors import Level, Problem, UsageError
from duban.views.footnotes import closing_notes
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, Value
from duban.views.queries.task_list import due_day
from duban.views.redaction import PUBLIC_COLUMNS, is_public, veil_of
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


def _term(name: str) -> Callable[[Books, Item], Cell]:
    """A term of the head; programs get its English name."""

    def cell(_books: Books, item: Item) -> Cell:
        term = getattr(item.task, name)
        return Cell(str(term), data=term.english) if term else Cell()

    return cell


def _listed(words: Callable[[Books, Item], Iterable[str]]) -> Callable[[Books, Item], Cell]:
    """Several things in one cell; programs get a list."""

    def cell(books: Books, item: Item) -> Cell:
        told = list(words(books, item))
        return Cell("；".join(told) or None, data=told)

    return cell


def _instructions(_books: Books, item: Item) -> Iterator[str]:
    for each in item.task.instructions:
        on = f"（{each.on}）" if each.on else ""
        yield f"{each.leader}{on}{f'：{each.text}' if each.text else ''}"


def _milestones(_books: Books, item: Item) -> Iterator[str]:
    """Each node with the day in force, whose it is, and the day on which it was reached."""
    state = item.state
    for node in item.task.milestones:
        moved = state.node_limits.get(node.name)
        due_on = moved[-1].due_on if moved else node.due_on
        met = state.nodes_met.get(node.name)
        owner = f"{STEP_OWNER}{node.owner}" if node.owner else ""
        yield f"{due_on} {node.name}{owner}{f'，{met.done_on or met.on} 完成' if met else ''}"


def _indicators(_books: Books, item: Item) -> Iterator[str]:
    return (f"{each.name} {amount_words(each.target, each.measure)}" for each in item.task.indicators)


def _of_facet(facet: Facet) -> Field:
    """The column of a facet."""
    words = _listed(lambda books, item: (told.words for told in facet.tell(books, item)))
    return Field(Column(facet.title, name=facet.name), words)


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
    Field(Column("问题", shrink=2, name="problem"), _text(lambda item: item.task.problem)),
    Field(Column("整改类型", shrink=0, name="pace"), _term("pace")),
    Field(Column("整改目标", shrink=2, name="goal"), _text(lambda item: item.task.goal)),
    Field(Column("牵头领导", name="lead_leader"), _text(_leader)),
    Field(Column("分管领导", name="leader_in_charge"), _text(lambda item: item.task.leader_in_charge)),
    Field(Column("牵头单位", name="lead"), _leads),
    Field(Column("协办单位", name="support"), _support),
    Field(Column("责任人", name="owner"), _text(lambda item: item.task.owner)),
    Field(Column("督办人", name="clerk"), _text(lambda item: item.task.clerk)),
    Field(Column("缓急", shrink=0, name="urgency"), _term("urgency")),
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
    Field(Column("批示", shrink=2, name="instructions"), _listed(_instructions)),
    Field(Column("承办人", name="handler"), _text(lambda item: item.task.handler)),
    Field(Column("岗位", name="post"), _text(lambda item: item.task.post)),
    Field(Column("报告类别", shrink=0, name="reporting"), _term("reporting")),
    Field(Column("性质", shrink=0, name="horizon"), _term("horizon")),
    Field(Column("标签", name="tags"), _listed(lambda _books, item: item.task.tags)),
    Field(Column("工作措施", shrink=2, name="measures"), _text(lambda item: item.task.measures)),
    Field(Column("工作标准", shrink=2, name="standard"), _text(lambda item: item.task.standard)),
    Field(Column("量化指标", shrink=2, name="indicators"), _listed(_indicators)),
    Field(Column("时序进度", shrink=2, name="milestones"), _listed(_milestones)),
    Field(Column("发现", shrink=0, name="found_in"), _text(lambda item: item.task.found_in)),
    Field(Column("上级任务", shrink=0, name="parent"), _text(lambda item: item.task.parent)),
    Field(Column("公开", shrink=0, name="public"), _term("public")),
    Field(Column("挂牌", shrink=0, name="listed"), _term("listed")),
    *(_of_facet(facet) for facet in FACETS if facet.name != "issues"),
    Field(Column("备注", shrink=2, name="note"), _text(lambda item: item.task.note)),
)  # fmt: skip
ALSO_CALLED = {
    "来源": "任务来源", "事项": "任务内容", "配合单位": "协办单位",
    "完成时限": "完成时间", "时限": "完成时间",
    "状态": "任务状态", "进展": "具体进展", "存在问题": "存在的困难或问题",
}  # fmt: skip
"""Other names of columns: those of the head's keys and of the facets."""
DEFAULT = ("序号", "任务来源", "任务内容", "牵头领导", "牵头单位", "协办单位", "完成时间", "具体进展",
           "存在的困难或问题", "任务状态")  # fmt: skip
"""The header found in the field (事项台账)."""
PUBLIC = ("序号", "任务内容", "牵头单位", "协办单位", "完成时间", "进度", "挂牌", "任务状态")
PUBLIC_NOTES = ("只列公开的事项；人员姓名、电话和批示不在其中。",)


def ledger(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report. Raises DubanError for an unknown column, unit or ledger."""
    fields = chosen_fields(asked.columns or (PUBLIC if asked.public else DEFAULT))
    books, items = asked.books, asked.items
    if asked.public:
        _refuse_private(fields)
        items = tuple(filter(is_public, items))
    groups = []
    shown = _veiled(books) if asked.public else _as_it_is
    numbers = {item.task.id: place for place, item in enumerate(items, 1)}
    for head in books.ledgers:
        held = [item for item in items if item.ledger.prefix == head.prefix]
        if held:
            rows = tuple(tuple(map(shown, _cells(books, item, fields, numbers))) for item in held)
            groups.append(Group(f"{head.kind}（{len(held)} 件）", rows))
    columns = tuple(field.column for field in fields)
    still = sum(item.state.open for item in items)
    late = sum(books.is_overdue(item) for item in items)
    text = f"共 {len(items)} 件，在办 {still} 件，其中逾期 {late} 件。"
    table = Table(columns, groups=tuple(groups), name="register")
    notes = PUBLIC_NOTES if asked.public else closing_notes(books, items)
    return (Sheet(asked.title(_kind(asked)), (asked.stamp, text), (table,), notes, "台账"),)


def _refuse_private(fields: Sequence[Field]) -> None:
    """Raises UsageError for a column that may not go out."""
    private = [field.column.title for field in fields if field.column.name not in PUBLIC_COLUMNS]
    if private:
        titles = "、".join(each.column.title for each in FIELDS if each.column.name in PUBLIC_COLUMNS)
        problem = Problem(
            Level.ERROR, "usage-public", f"公开的台账没有“{'、'.join(private)}”这一栏", f"可以写：{titles}"
        )
        raise UsageError(problem)


def _veiled(books: Books) -> Callable[[Cell], Cell]:
    """Cells without names of persons and numbers."""
    veil = veil_of(books)
    return lambda cell: replace(cell, value=veil(cell.value)) if isinstance(cell.value, str) else cell


def _as_it_is(cell: Cell) -> Cell:
    return cell


def _kind(asked: ReportRequest) -> str:
    if asked.public:
        return "公开督办事项"
    if asked.units:
        return "专项台账"
    return "联系领导台账" if asked.leader else "综合台账"


def _cells(books: Books, item: Item, fields: Sequence[Field], numbers: dict[str, int]) -> Iterator[Cell]:
    for field in fields:
        yield Cell(numbers[item.task.id]) if field.column is _NUMBER else field.cell(books, item)


def chosen_fields(names: Sequence[str]) -> tuple[Field, ...]:
    """The fields that are named, by their titles or English names. Raises UsageError for an unknown or a double one."""
    known = {word: field for field in FIELDS for word in (field.column.title, field.column.name)}
    known |= {word: known[title] for word, title in ALSO_CALLED.items()}
    known |= {word: known[facet.title] for facet in FACETS for word in facet.aliases if word not in known}
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
