"""One task on one page: what it is, where each unit stands, what is owed, what happened.

Pure; how each due day was counted, reason.py tells.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from duban.core.books.books import Books, Item
from duban.core.duties.cadence_text import cadence_text
from duban.core.duties.duty import Duty
from duban.core.model.events import Decision
from duban.core.model.record import english, official_keys
from duban.core.model.task import Source, Task
from duban.core.model.terms import Status, Term, YesNo
from duban.core.state.task_state import Standing
from duban.views.duty_text import due_cell, duty_record, original_cell, standing_cell
from duban.views.event_text import Fate, event_text, journal_lines, late_text, line_record, who_text
from duban.views.footnotes import as_of, closing_notes
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Column, Kind, Mark, Row, Sheet, Table, row
from duban.views.queries.overdue import late_before_suspension
from duban.views.queries.task_list import due_day, is_late

_KEYS = official_keys(Task)
_SINGLE = (
    ("urgency", "reporting", "horizon"),
    ("lead_leader", "leader_in_charge"),
    ("owner", "handler", "post"),
    ("clerk",),
    ("requirements",),
    ("measures",),
    ("standard",),
)


def task_record(books: Books, item: Item) -> dict[str, Any]:
    """`show --json`: the head with English names, then status, units, duties and the journal."""
    state, task = item.state, item.task
    record: dict[str, Any] = english(task)
    del record["journal"]
    return record | {
        "lead": state.leads or task.leads,
        "support": state.support or task.support,
        **record_of(item, "ledger=ledger.kind path status=state.status"),
        "due_on": due_day(item),
        "original_due_on": state.original_due_on,
        "provisional": books.is_provisional(item),
        "percent": state.percent,
        "children": [child.task.id for child in books.children_of(task.id)],
        "awaiting_paper": [event.on for event in state.awaiting_paper],
        "units": [record_of(standing, _UNIT) for standing in _standings(item)],
        "duties": [duty_record(duty, books) for duty in books.duties_of(item)],
        "journal": [line_record(line) for line in journal_lines(item)],
    }


_UNIT = (
    "unit role round assigned_on=assigned.on signed_on contested_on=contested.on heard_on percent "
    "reported_on=reported.on done_on=reported.done_on due_on original_due_on left_on"
)


def _standings(item: Item) -> list[Standing]:
    present = sorted(item.state.units.values(), key=lambda standing: standing.unit not in item.state.leads)
    return [*present, *item.state.former]


def task_sheet(books: Books, item: Item, duties: Sequence[Duty] | None = None) -> Sheet:
    """`show`: the page that can be handed over; `duties` are all of the task, where they have been counted already."""
    duties = books.duties_of(item) if duties is None else duties
    tables = [
        Table((Column("要素", shrink=0), Column("内容")), tuple(_head_rows(books, item))),
        _unit_table(item),
        _duty_table(books, [duty for duty in duties if duty.node is None]),
        _node_table(books, item, duties),
        _indicator_table(item),
        _journal_table(item),
    ]
    return Sheet(
        title=f"{item.task.id} {item.task.title}",
        paragraphs=(_standing_text(books, item),),
        tables=tuple(table for table in tables if table.rows),
        notes=(*_notes(item), *closing_notes(books)),
    )


def _standing_text(books: Books, item: Item) -> str:
    state = item.state
    parts = [f"{as_of(books)}：{state.status}"]
    if state.status is Status.SUSPENDED:
        days = late_before_suspension(books, item)
        parts += [f"中止前已逾期 {days} 日"] if days else []
    elif is_late(state):
        parts.append("已逾期")
    due = due_day(item)
    if due is not None:
        original = state.original_due_on
        marks = [f"原定 {original}"] if original and original != due else []
        marks += ["暂定"] if books.is_provisional(item) else []
        parts.append(f"时限 {due}" + (f"（{'，'.join(marks)}）" if marks else ""))
    if state.percent is not None:
        parts.append(f"进度 {state.percent}%")
    if state.rounds > 1:
        parts.append(f"第 {state.rounds} 轮")
    return "，".join(parts) + "。"


def _head_rows(books: Books, item: Item) -> Iterator[Row]:
    task, state = item.task, item.state
    yield row("台账", f"{item.ledger.kind}（{item.path}）")
    for source in task.sources:
        yield row("来源", source_text(source))
    for written in task.instructions:
        day = f"（{written.on}）" if written.on else ""
        text = f"：{written.text}" if written.text else ""
        yield row("批示", f"{written.leader}{day}{text}")
    yield from _limit_rows(task)
    yield row("牵头单位", "、".join(state.leads or task.leads) or "待定")
    if state.support or task.support:
        yield row("配合单位", "、".join(state.support or task.support))
    for names in _SINGLE:
        told = [(name, getattr(task, name)) for name in names if getattr(task, name)]
        if told:
            first, *others = told
            more = "".join(f"　{_KEYS[name]} {value}" for name, value in others)
            yield row(_KEYS[first[0]], f"{_plain(first[1])}{more}")
    if task.tags:
        yield row("标签", "、".join(task.tags))
    marks = [_KEYS[name] for name in ("public", "listed") if getattr(task, name) is YesNo.YES]
    if marks:
        yield row("标记", "、".join(marks))
    yield from _relations(books, item)
    if task.note:
        yield row("备注", task.note)


def _limit_rows(task: Task) -> Iterator[Row]:
    if task.deadline:
        words = [str(task.deadline.on or ""), f"原文“{task.deadline.text}”" if task.deadline.text else ""]
        yield row("完成时限", " ".join([*filter(None, words), str(task.deadline.basis)]))
    if task.cadence:
        told = f" 原文“{task.cadence.text}”" if task.cadence.text else ""
        yield row("报送周期", f"{cadence_text(task.cadence)}{told}")


def _relations(books: Books, item: Item) -> Iterator[Row]:
    task = item.task
    if task.parent:
        parent = books.find(task.parent)
        yield row("上级任务", f"{task.parent} {parent.task.title if parent else '（没有这件事项）'}")
    for child in books.children_of(task.id):
        yield row("分解任务", f"{child.task.id} {child.task.title}（{child.state.status}）")
    if task.former_id:
        yield row("曾用编号", task.former_id)
    if task.upstream_id:
        yield row("上级编号", f"{task.upstream_id.workspace} {task.upstream_id.id}")
    if task.classified_ref:
        yield row("涉密登记", f"{task.classified_ref.number}，{task.classified_ref.custody}保管")
    withdrawal = item.state.withdrawal
    if withdrawal and withdrawal.merged_into:
        yield row("并入", withdrawal.merged_into)


def source_text(source: Source) -> str:
    """A source as it is cited: kind, name, number, clause, session."""
    named = f"《{source.name}》" if source.name else ""
    more = [source.doc_no, source.clause, source.session]
    days = [
        f"{source.held_on}" if source.held_on else "",
        f"{source.issued_on}印发" if source.issued_on else "",
    ]
    return " ".join(part for part in (str(source.kind), named, *more, *days) if part)


def _plain(value: object) -> str:
    return str(value.value) if isinstance(value, Term) else str(value)


def _unit_table(item: Item) -> Table:
    columns = (
        Column("单位"),
        Column("身份", shrink=0),
        Column("签收", Kind.DATE, 0),
        Column("最近反馈", Kind.DATE, 0),
        Column("进度", Kind.PERCENT, 0),
        Column("报结", Kind.DATE, 0),
    )
    rows = []
    for s in _standings(item):
        signed = Cell("退件", Mark.SOON) if s.contested else Cell(s.signed_on)
        former = f"（第 {s.round} 轮）" if s.round < item.state.rounds else "（已转出）" if s.left_on else ""
        role = f"{s.role}".removesuffix("单位") + former
        reported = s.reported.on if s.reported else None
        rows.append(row(s.unit, role, signed, s.heard_on, s.percent, reported))
    return Table(columns, tuple(rows), "单位")


def _duty_table(books: Books, duties: Sequence[Duty]) -> Table:
    moved = any(original_cell(duty).value for duty in duties)
    several = len({duty.unit for duty in duties}) > 1
    columns = (
        Column("义务", shrink=1),
        *((Column("单位", shrink=2),) if several else ()),
        Column("时限", Kind.DATE, 0),
        *((Column("原定", Kind.DATE, 0),) if moved else ()),
        Column("状况", shrink=1),
        Column("依据", shrink=1),
    )
    rows = tuple(
        row(
            duty.name,
            *((duty.unit,) if several else ()),
            due_cell(duty),
            *((original_cell(duty),) if moved else ()),
            standing_cell(duty, books),
            duty.clause,
        )
        for duty in duties
    )
    return Table(columns, rows, "时限义务")


def _node_table(books: Books, item: Item, duties: Sequence[Duty]) -> Table:
    """The schedule; before 交办 nobody owes it yet, so it has no standing."""
    owners = {node.name: node.owner for node in item.task.milestones}
    nodes = [duty for duty in duties if duty.node is not None]
    joint = len({duty.unit for duty in nodes}) > 1
    moved = any(original_cell(duty).value for duty in nodes)
    columns = (
        Column("节点"),
        *((Column("单位"),) if joint else ()),
        Column("时限", Kind.DATE, 0),
        *((Column("原定", Kind.DATE, 0),) if moved else ()),
        Column("责任人"),
        Column("状况"),
    )
    rows = [
        row(
            duty.node,
            *((duty.unit,) if joint else ()),
            due_cell(duty),
            *((original_cell(duty),) if moved else ()),
            owners.get(duty.node or ""),
            standing_cell(duty, books),
        )
        for duty in nodes
    ] or [row(node.name, node.due_on, node.owner, None) for node in item.task.milestones]
    return Table(columns, tuple(rows), "时序进度")


def _indicator_table(item: Item) -> Table:
    columns = (Column("指标"), Column("目标"), Column("报送实绩"), Column("核验实绩"))
    reported = {actual.name: actual.actual for done in item.state.reports for actual in done.actuals}
    verification = item.state.verification
    verified = {actual.name: actual.actual for actual in verification.actuals} if verification else {}
    rows = tuple(
        row(
            each.name,
            f"{each.target}{each.measure or ''}",
            _amount(reported.get(each.name), each.measure),
            _amount(verified.get(each.name), each.measure),
        )
        for each in item.task.indicators
    )
    return Table(columns, rows, "量化指标")


def _amount(value: float | str | None, measure: str | None) -> str | None:
    return None if value is None else f"{value}{measure or ''}"


def _journal_table(item: Item) -> Table:
    columns = (
        Column("日期", Kind.DATE, 0),
        Column("动作", shrink=0),
        Column("单位和经办", shrink=2),
        Column("内容", shrink=1),
    )
    rows = []
    for line in journal_lines(item):
        event = line.counts
        text, mark = event_text(event), None
        if line.fate is not Fate.KEPT:
            text = f"【{line.fate.value}】{line.why or text}"
            mark = Mark.SOON if line.fate is Fate.CORRECTED else Mark.MUTED
        text = late_text(line.written, text)
        mark = mark or (Mark.LATE if line.written.late else None)
        rows.append(row(event.on, str(event.action), who_text(event), Cell(text, mark)))
    return Table(columns, tuple(rows), "流水")


def _notes(item: Item) -> Iterator[str]:
    for event in item.state.awaiting_paper:
        yield f"待补批件：{event.on} {event.action}由{approver(event)}电话批准，书面批件还没有到。"
    for fault in item.state.faults:
        if fault.code != "illegal-event":
            yield fault.message


def approver(event: Decision) -> str:
    """Who approved, or that nobody is named."""
    return event.approved_by or "（未写明）"
