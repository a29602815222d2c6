"""整改看板: every rectification by stage and unit, with its days, what came back (反弹), what was escalated (整改不力).

Pure: Books → where each stands, a sheet, a record. Which stage a task is in says core/state/rectification.py.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from duban.core.actions.steps import bars_closing
from duban.core.books.books import Books, Item
from duban.core.calendar.counting import workdays_between
from duban.core.model.terms import Escalation, LedgerKind, Stage, Status, YesNo
from duban.core.state.rectification import publicity_of, rebounds, stage_of
from duban.views.footnotes import as_of, closing_notes
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row
from duban.views.queries.task_list import due_day

NO_UNIT = "牵头待定"
EVER = "开账以来"
"""Which ones are counted, in words."""
AT_REST = (Stage.CLOSED, Stage.WITHDRAWN)
"""Stages that are counted, and listed only when all are asked for."""


class Righting(msgspec.Struct, frozen=True):
    """One rectification on the board: its stage and the day it came there, its first lead, how often it came back.

    `short` is how people call the unit.
    """

    item: Item
    stage: Stage
    since: date | None
    unit: str
    short: str
    rebounds: int

    @property
    def escalations(self) -> int:
        """How often it was found that too little is done."""
        return len(self.item.state.escalations)


def rectifications(books: Books, items: Iterable[Item]) -> tuple[Righting, ...]:
    """The rectifications among these tasks, in their order.

    Board, wall and overview count the same: all that ever were in the books, closed and withdrawn ones too.
    """
    return tuple(_righting(books, item) for item in items if item.ledger.kind is LedgerKind.RECTIFICATION)


def _righting(books: Books, item: Item) -> Righting:
    unit = books.register.current(item.leads[0], books.today) if item.leads else NO_UNIT
    entry = books.register.find(unit)
    short = (entry.short_name if entry else None) or unit
    return Righting(item, stage_of(item.state), _since(item), unit, short, rebounds(item.state))


def _since(item: Item) -> date | None:
    shown = publicity_of(item.state) if item.state.status is Status.VERIFIED else None
    if shown is not None:
        return shown.starts_on or shown.on
    return item.state.history[-1][0] if item.state.history else item.state.registered_on


def summary(found: Sequence[Righting]) -> str:
    """How many there are and of which stage, in one sentence."""
    stages = Counter(each.stage for each in found)
    parts = [f"{stage} {stages[stage]}" for stage in Stage if stages[stage]]
    back, hard = sum(each.rebounds > 0 for each in found), sum(each.escalations > 0 for each in found)
    told = [f"反弹过的 {back} 件"] if back else []
    told += [f"整改不力的 {hard} 件"] if hard else []
    return f"{EVER}整改 {len(found)} 件：{'，'.join(parts)}{'；' if told else ''}{'，'.join(told)}。"


def escalated(found: Sequence[Righting], first: date, last: date) -> dict[Escalation, int]:
    """How often each was done from one day to another."""
    told = Counter(e.via for each in found for e in each.item.state.escalations if first <= e.on <= last)
    return {via: told[via] for via in Escalation}


def matrix(found: Sequence[Righting], *, public: bool = False) -> Table:
    """One row a unit, one column a stage; suspended and withdrawn ones where there are any. All add up."""
    counts = Counter((each.unit, each.stage) for each in found)
    usual = [stage for stage in Stage if stage not in {Stage.SUSPENDED, Stage.WITHDRAWN}]
    stages = usual + [
        stage for stage in Stage if stage not in usual and any((u, stage) in counts for u, _ in counts)
    ]
    columns = (
        Column("单位", name="unit"),
        *(Column(stage.partition("（")[0], Kind.INT, 0, name=stage.english) for stage in stages),
        Column("合计", Kind.INT, 0, name="total"),
        Column("反弹", Kind.INT, 0, name="rebounds"),
        *(() if public else (Column("整改不力", Kind.INT, 0, name="escalations"),)),
    )

    def line(name: Cell, held: Sequence[Righting]) -> Row:
        of = Counter(each.stage for each in held)
        back, hard = sum(each.rebounds for each in held), sum(each.escalations for each in held)
        last = () if public else (Cell(hard, Mark.LATE if hard else None),)
        return row(
            name, *(of[stage] for stage in stages), len(held), Cell(back, Mark.LATE if back else None), *last
        )

    units: dict[str, list[Righting]] = {}
    for each in found:
        units.setdefault(each.unit, []).append(each)
    rows = [
        line(Cell(held[0].short, data=unit), held)
        for unit, held in sorted(units.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
    if len(units) > 1:
        rows.append(line(Cell("合计", data="total"), found))
    return Table(columns, tuple(rows), "整改：各单位", name="by_unit")


_COLUMNS = (
    Column("编号", shrink=0),
    Column("事项", shrink=2),
    Column("单位", shrink=1),
    Column("时限", Kind.DATE, 0),
    Column("情况", shrink=0),
    Column("天数", Kind.INT, 0),
    Column("标记", shrink=1),
)


def board_sheet(books: Books, found: Sequence[Righting], *, everything: bool = False) -> Sheet:
    """`rectify board`: by unit, then each that is not at rest, stage by stage."""
    title = f"整改看板 {as_of(books)}"
    if not found:
        return Sheet(title, ("没有整改事项。",), notes=closing_notes(books))
    groups = []
    for stage in Stage:
        held = [each for each in found if each.stage is stage]
        if held and (everything or stage not in AT_REST):
            groups.append(Group(f"{stage} {len(held)} 件", tuple(_row(books, each) for each in held)))
    left = 0 if everything else sum(each.stage in AT_REST for each in found)
    notes = ["天数：到这个状态以来的日历天。"] if groups else []
    notes += [f"已销号、已撤销的 {left} 件只计数，全列用 --all。"] if left else []
    tables = (matrix(found), Table(_COLUMNS, groups=tuple(groups)))
    shown = tuple(each.item for each in found)
    return Sheet(title, (summary(found),), tables, (*notes, *closing_notes(books, shown)))


def _row(books: Books, each: Righting) -> Row:
    item = each.item
    late = books.is_overdue(item)
    return (
        Cell(item.task.id),
        Cell(item.task.title),
        Cell(each.short),
        Cell(due_day(item), Mark.PROVISIONAL if books.is_provisional(item) else None),
        Cell(_standing(books, each), Mark.LATE if late else None),
        Cell(_days(books, each)),
        Cell("、".join(_marks(each)), Mark.LATE if each.rebounds or each.escalations else None),
    )


def _days(books: Books, each: Righting) -> int | None:
    return (books.today - each.since).days if each.since is not None else None


def _standing(books: Books, each: Righting) -> str:
    item = each.item
    if item.state.status is Status.VERIFIED:
        bar = bars_closing(item.state, books.today, books.ground(item))
        if bar is None:
            return "可以销号"
        ahead = bar.since is not None and bar.since > books.today and bar.what == "待回访"
        return f"{bar.since}起{bar.what.removeprefix('待')}" if ahead else bar.what
    if books.is_overdue(item):
        return f"逾期{books.late_workdays(item)}个工作日"
    due_on = due_day(item)
    if each.stage not in {Stage.NOT_STARTED, Stage.UNDER_WAY} or due_on is None:
        return ""
    if due_on < books.today:
        return "时限已过"
    return f"还剩{workdays_between(books.today, due_on, books.calendar)}个工作日"


def _marks(each: Righting) -> list[str]:
    told = [f"反弹{each.rebounds}次"] if each.rebounds else []
    told += [f"整改不力{each.escalations}次"] if each.escalations else []
    return told + (["挂牌"] if each.item.task.listed is YesNo.YES else [])


def board_record(books: Books, found: Sequence[Righting]) -> dict[str, Any]:
    """`rectify board --json`: the same, nothing left out."""
    stages = Counter(each.stage for each in found)
    return {
        "today": books.today,
        "stages": {stage.english: stages[stage] for stage in Stage},
        "units": unit_records(found),
        "tasks": [_record(books, each) for each in found],
    }


def unit_records(found: Sequence[Righting]) -> list[dict[str, Any]]:
    """By the first lead: how many of each stage."""
    counts = Counter((each.unit, each.stage) for each in found)
    units = dict.fromkeys(each.unit for each in found)
    return [
        {"unit": unit, "stages": {stage.english: counts[unit, stage] for stage in Stage}} for unit in units
    ]


def _record(books: Books, each: Righting) -> dict[str, Any]:
    item, shown = each.item, publicity_of(each.item.state)
    return {
        **record_of(
            item, "task=task.id title=task.title problem=task.problem pace=task.pace found_in=task.found_in"
        ),
        "lead": item.leads,
        "support": item.support,
        **record_of(item, "lead_leader=task.lead_leader status=state.status"),
        "stage": each.stage.english,
        "since": each.since,
        "days": _days(books, each),
        "due_on": due_day(item),
        "provisional": books.is_provisional(item),
        "late_workdays": books.late_workdays(item),
        "rebounds": each.rebounds,
        "escalations": each.escalations,
        "publicized_until": shown.ends_on if shown else None,
        "objection": None if shown is None or shown.objection is None else shown.objection is YesNo.YES,
    }
