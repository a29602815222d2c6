"""One task on one page: what it is, where each unit stands, what is owed, what happened.

Pure; how each due day was counted is told by views/queries/why.py.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from duban.core.books.books import Books, Item
from duban.core.books.facets import facets_of
from duban.core.books.responsibility import chains_of
from duban.core.duties.cadence_text import cadence_text
from duban.core.duties.duty import Duty
from duban.core.grammar.figures import amount_words
from duban.core.model.events import Decision
from duban.core.model.record import english, official_keys
from duban.core.model.task import Indicator, Source, Task
from duban.core.model.terms import Status, Term, YesNo
from duban.core.policy.source_particulars import missing_particulars, missing_quote
from duban.core.state.task_state import Standing
from duban.views.duty_text import due_cell, duty_record, original_cell, standing_cell
from duban.views.event_text import Fate, Line, event_text, journal_lines, late_text, line_record, who_text
from duban.views.footnotes import as_of, closing_notes, intake_notes
from duban.views.model.fields import Field, columns_of, record_of, records_of, rows_of, table_of
from duban.views.model.sheet import Cell, Column, Kind, Mark, Row, Sheet, Table, row
from duban.views.queries.task_list import due_day

_KEYS = official_keys(Task)
_SINGLE = (
    ("problem",),
    ("pace", "found_in"),
    ("goal",),
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
        "lead": item.leads,
        "support": item.support,
        **record_of(item, "ledger=ledger.kind path status=state.status"),
        "due_on": due_day(item),
        "original_due_on": state.original_due_on,
        "provisional": books.is_provisional(item),
        "percent": state.percent,
        "facets": facets_of(books, item),
        "chains": [
            {"unit": lead, "chain": [{"level": each.level, "person": each.person} for each in chain]}
            for lead, chain in chains_of(books, item)
        ],
        "children": [child.task.id for child in books.children_of(task.id)],
        "awaiting_paper": [event.on for event in state.awaiting_paper],
        "units": records_of(_unit_fields(state.rounds), _standings(item)),
        "duties": [duty_record(duty, books) for duty in books.duties_of(item)],
        "journal": [line_record(line) for line in journal_lines(item)],
    }


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
        notes=(*_notes(item), *intake_notes(books, (item,)), *closing_notes(books)),
    )


def chain_sheet(books: Books, item: Item) -> Sheet:
    """`show --chain`: who answers to whom for the task, for each lead (六级负责制)."""
    columns = (Column("级", Kind.INT, 0), Column("层级", shrink=0), Column("谁"))
    tables = tuple(
        Table(
            columns,
            tuple(
                row(place, each.level, Cell(each.person or "（没有写）", None if each.person else Mark.MUTED))
                for place, each in enumerate(chain, 1)
            ),
            lead,
        )
        for lead, chain in chains_of(books, item)
    )
    text = "下一级向上一级负责；没有写的，在事项、单位名册、领导名册里补。"
    return Sheet(f"责任链 {item.task.id} {item.task.title}", (text,), tables, closing_notes(books))


def _standing_text(books: Books, item: Item) -> str:
    state = item.state
    parts = [f"{as_of(books)}：{state.status}"]
    if books.is_overdue(item):
        before = "中止前" if state.status is Status.SUSPENDED else ""
        parts.append(f"{before}已逾期 {books.late_workdays(item)} 个工作日")
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
    task = item.task
    yield row("台账", f"{item.ledger.kind}（{item.path}）")
    for source in task.sources:
        yield row("来源", source_text(source))
    for written in task.instructions:
        day = f"（{written.on}）" if written.on else ""
        text = f"：{written.text}" if written.text else ""
        yield row("批示", f"{written.leader}{day}{text}")
    yield from _limit_rows(task)
    yield row("牵头单位", "、".join(item.leads) or "待定")
    if item.support:
        yield row("配合单位", "、".join(item.support))
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
    more = [source.issuer, source.doc_no, source.clause, source.session]
    days = [
        f"{source.held_on}" if source.held_on else "",
        f"{source.issued_on}印发" if source.issued_on else "",
        f"{source.occurred_on}发生" if source.occurred_on else "",
    ]
    return " ".join(part for part in (str(source.kind), named, *more, *days) if part)


def _plain(value: object) -> str:
    return str(value.value) if isinstance(value, Term) else str(value)


def _unit_fields(rounds: int) -> tuple[Field[Standing], ...]:
    def role(s: Standing) -> str:
        former = f"（第 {s.round} 轮）" if s.round < rounds else "（已转出）" if s.left_on else ""
        return f"{s.role}".removesuffix("单位") + former

    return (
        Field("unit", Column("单位")),
        Field("role", Column("身份", shrink=0), role),
        Field("round assigned_on=assigned.on"),
        Field("signed_on", Column("签收", Kind.DATE, 0), _signed_cell),
        Field("contested_on=contested.on"),
        Field("heard_on", Column("最近反馈", Kind.DATE, 0)),
        Field("percent", Column("进度", Kind.PERCENT, 0)),
        Field("reported_on=reported.on", Column("报结", Kind.DATE, 0)),
        Field("done_on=reported.done_on due_on original_due_on left_on"),
    )


def _signed_cell(standing: Standing) -> Cell:
    return Cell("退件", Mark.SOON) if standing.contested else Cell(standing.signed_on)


def _unit_table(item: Item) -> Table:
    return table_of(_unit_fields(item.state.rounds), _standings(item), "单位")


def _duty_table(books: Books, duties: Sequence[Duty]) -> Table:
    fields = (
        Field("name", Column("义务")),
        *_day_fields(duties, shrink=2),
        Field("", Column("状况"), lambda duty: standing_cell(duty, books)),
        Field("ground", Column("依据")),
    )
    return table_of(fields, duties, "时限义务")


def _day_fields(duties: Sequence[Duty], shrink: int = 1) -> Iterator[Field[Duty]]:
    """Unit, due day and the one first told; unit and first day only where they say something."""
    if len({duty.unit for duty in duties}) > 1:
        yield Field("unit", Column("单位", shrink=shrink))
    yield Field("due_on", Column("时限", Kind.DATE, 0), due_cell)
    if any(original_cell(duty).value for duty in duties):
        yield Field("original_due_on", Column("原定", Kind.DATE, 0), original_cell)


def _node_table(books: Books, item: Item, duties: Sequence[Duty]) -> Table:
    """The schedule; before 交办 nobody owes it yet, so it has no standing."""
    owners = {node.name: node.owner for node in item.task.milestones}
    nodes = [duty for duty in duties if duty.node is not None]
    fields = (
        Field("node", Column("节点")),
        *_day_fields(nodes),
        Field("", Column("责任人"), lambda duty: owners.get(duty.node or "")),
        Field[Duty]("", Column("状况"), lambda duty: standing_cell(duty, books)),
    )
    planned = tuple(row(node.name, node.due_on, node.owner, None) for node in item.task.milestones)
    return Table(columns_of(fields), rows_of(fields, nodes) or planned, "时序进度")


def _indicator_table(item: Item) -> Table:
    reported = {actual.name: actual.actual for done in item.state.reports for actual in done.actuals}
    verification = item.state.verification
    verified = {actual.name: actual.actual for actual in verification.actuals} if verification else {}
    fields: tuple[Field[Indicator], ...] = (
        Field("name", Column("指标")),
        Field("target", Column("目标"), lambda each: _amount(each.target, each.measure)),
        Field("", Column("报送实绩"), lambda each: _amount(reported.get(each.name), each.measure)),
        Field("", Column("核验实绩"), lambda each: _amount(verified.get(each.name), each.measure)),
    )
    return table_of(fields, item.task.indicators, "量化指标")


def _amount(value: float | str | None, measure: str | None) -> str | None:
    return None if value is None else amount_words(value, measure)


def _journal_table(item: Item) -> Table:
    return table_of(_JOURNAL, journal_lines(item), "流水")


def _told(line: Line) -> Cell:
    text, mark = event_text(line.counts), None
    if line.fate is not Fate.KEPT:
        text = f"【{line.fate.value}】{line.why or text}"
        mark = Mark.SOON if line.fate is Fate.CORRECTED else Mark.MUTED
    return Cell(late_text(line.written, text), mark or (Mark.LATE if line.written.late else None))


_JOURNAL: tuple[Field[Line], ...] = (
    Field("on=counts.on", Column("日期", Kind.DATE, 0)),
    Field("action=counts.action", Column("动作", shrink=0), lambda line: str(line.counts.action)),
    Field("", Column("单位和经办", shrink=2), lambda line: who_text(line.counts)),
    Field("", Column("内容"), _told),
)


def _lacking(task: Task) -> Iterator[str]:
    """What its source does not say, with the command that does."""
    for missing in missing_particulars(task):
        yield f"要素不全，补上才能交办：{missing.message}。"
        yield f"duban amend {task.id} {missing.advice} --reason 补全来源"
    for missing in missing_quote(task):
        yield f"要素不全，补上才能交办：{missing.message}。"
        yield f"duban amend {task.id} --reason 补全来源 {missing.advice}"


def _notes(item: Item) -> Iterator[str]:
    if item.state.status is Status.REGISTERED:
        yield from _lacking(item.task)
    for event in item.state.awaiting_paper:
        yield f"待补批件：{event.on} {event.action}由{approver(event)}电话批准，书面批件还没有到。"
    for unit in item.state.leads:
        if (day := item.state.internal_due(unit)) is not None:
            yield f"内部时限：{unit} {day}；来源规定的时限没有改，是否逾期仍看 {item.state.due_on}。"
    for applied in item.state.applications:
        if applied.answer is None:
            asked = applied.event
            yield f"待批：{asked.on} {'、'.join(applied.units)}申请延期到 {asked.due_on}（{asked.reason}）。"
    for fault in item.state.faults:
        if fault.code != "illegal-event":
            yield fault.message


def approver(event: Decision) -> str:
    """Who approved, or that nobody is named."""
    return event.approved_by or "（未写明）"
