"""年底交账: the open tasks that are carried over with reason and new schedule, and the hand-over record to sign.

Pure; before the closing the list is computed, after it the record that the closing left is shown.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import asdict

from duban.core.balance.handover import Carried, CarriedTask, CarryGround, HandOver
from duban.core.calendar.holidays import WEEKDAYS
from duban.views.footnotes import as_of
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Column, Group, Mark, Row, Sheet, Table, Value, row
from duban.views.period.balance import View, unit_order
from duban.views.period.balance_sheets import NO_LEAD_NAME, code_line

_COLUMNS = (
    Column("编号", shrink=0),
    Column("事项", shrink=1),
    Column("状态", shrink=0),
    Column("结转原因", shrink=1),
    Column("时限", shrink=0),
)


def carried_shown(view: View, carried: Iterable[Carried]) -> list[Carried]:
    """Those of the carried tasks that the filters of the view leave."""
    return [each for each in carried if (not view.units or each.unit in view.units) and view.wants(each.item)]


def carried_records(carried: Iterable[Carried]) -> list[dict[str, Any]]:
    """What `reconcile --year --json` says under `carried`."""
    return [{**asdict(each.record), "provisional": each.provisional} for each in carried]


def handover_record(record: HandOver | None) -> dict[str, Any] | None:
    """What `reconcile --year --json` says under `handover`; null before the closing."""
    names = "closed_at on ending handed_by received_by witness carried policies"
    return record_of(record, names) if record else None


def carried_sheet(view: View, carried: Sequence[Carried]) -> Sheet:
    """The carried list before the closing: what still lacks a reason stands out."""
    books, span = view.found.books, view.found.span
    lacking = [each for each in carried if each.ground is None]
    reasons = f"其中 {len(lacking)} 件还没有结转原因" if lacking else "都有结转原因"
    told = f"截至 {as_of(books)}。在办 {len(carried)} 件，{reasons}。"
    rows = [(each.unit or "", _carried_row(each)) for each in carried]
    notes = ["结转原因：自己写明的在前；中止的、已报结的、时限在以后的，从账上推出；有说明的取最近一次说明。"]
    if lacking and view.found.closing is None:
        name = lacking[0].item.task.id
        notes.append(f"写原因：duban reconcile --year {span.label} --carry {name} --reason …")
        notes.append("同时改时限：再加 --due-on 日期 --approved-by 姓名")
    return Sheet(f"结转清单 {span.label}", (told,), _tables(view, rows), tuple(notes))


def _carried_row(each: Carried) -> Row:
    due = Cell(each.due_on, Mark.PROVISIONAL if each.provisional else None)
    reason = Cell(each.reason) if each.ground else Cell("（没有原因）", Mark.LATE)
    return _row(each.record, reason, due)


def _row(task: CarriedTask, reason: Cell, due: Cell) -> Row:
    if task.ground is CarryGround.RECORDED:
        reason = Cell(f"结转：{task.reason}")
    return row(task.task, task.title, str(task.status), reason, due)


def _tables(view: View, rows: Iterable[tuple[str, Row]]) -> tuple[Table, ...]:
    units: dict[str, list[Row]] = {}
    for unit, each in rows:
        units.setdefault(unit, []).append(each)
    order = unit_order(view.found)
    groups = tuple(
        Group(f"{unit or NO_LEAD_NAME}（{len(units[unit])} 件）", tuple(units[unit]))
        for unit in sorted(units, key=order)
    )
    return (Table(_COLUMNS, groups=groups),) if groups else ()


def handover_sheet(view: View, record: HandOver) -> Sheet:
    """The hand-over record with the lines to sign: a page to print. Always whole, whatever the view shows."""
    books = view.found.books
    figures = view.found.closing.total if view.found.closing else view.total.figures
    told = (
        f"{books.config.name} {record.period} 年底交账。"
        f"期初在办 {figures.opening} 件，本期登账 {figures.registered} 件，销号 {figures.written_off} 件，"
        f"撤销 {figures.withdrawn} 件，期末在办 {record.ending} 件，全部结转下年。"
    )
    rows = [
        (each.unit or "", _row(each, Cell(each.reason or "（没有原因）"), Cell(each.due_on)))
        for each in record.carried
    ]
    signed: list[tuple[str, Value]] = [
        ("移交人", record.handed_by),
        ("接收人", record.received_by),
        ("监交人", record.witness),
    ]
    lines = tuple(row(word, name or "", "签名：", "日期：    年  月  日") for word, name in signed)
    signing = Table(
        (Column("", shrink=0), Column("姓名", shrink=0), Column("签名             "), Column("日期")),
        lines,
        "签字",
    )
    policies = "；".join(f"{each.name}（{each.sha256[:8]}）" for each in record.policies)
    day = f"{record.on}（{WEEKDAYS[record.on.weekday()]}）"
    codes = code_line(view.found.closing) if view.found.closing else ()
    notes = (f"结账 {day}。施行的制度和摘要：{policies}。", *codes)
    return Sheet(f"交账单 {record.period}", (told,), (*_tables(view, rows), signing), notes)
