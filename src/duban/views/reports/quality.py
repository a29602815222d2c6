"""办理质量: what was found wanting in a period (失实, 退件, 退回, 预警, 协调, 回访, 挂牌), by kind and unit, with ids.

Pure; every figure is a count of `ReportRequest.wanting`.
"""

from collections import Counter
from collections.abc import Sequence

from duban.core.balance.quality import FAILING, Found, Wanting
from duban.views.footnotes import closing_notes, some_of
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row
from duban.views.period.balance_sheets import NO_LEAD_NAME
from duban.views.reports.request import ReportRequest

MOST_UNITS, MOST_IDS = 5, 4
COUNTED = (
    "核验不通过、退件、退回、预警、协调、回访按期内的笔数计，一件有几笔的计几笔；挂牌在办是期末还没有销号的件数。"
    "各单位按当时的牵头单位计。"
)
_TABLES = (
    ("核验不通过的", "failures_by_unit", FAILING),
    (
        "退件、退回、预警、协调、回访、挂牌",
        "others_by_unit",
        tuple(kind for kind in Wanting if kind not in FAILING),
    ),
)
_UNTYPED = "没有写类型的"
"""What failed verifications that name no kind of 失实 are called beside those that do."""


def quality(asked: ReportRequest) -> tuple[Sheet, ...]:
    """The report."""
    columns = (
        Column("单位", shrink=1, name="unit"),
        Column("日期", Kind.DATE, 0, name="on"),
        Column("编号", shrink=0, name="task"),
        Column("事项", shrink=2, name="title"),
        Column("情况", shrink=2, name="what"),
    )
    groups = tuple(
        Group(f"{kind}（{_amount(held)}）", tuple(map(_row, held)))
        for kind in Wanting
        if (held := [each for each in asked.wanting if each.kind is kind])
    )
    listed = Table(columns, groups=groups, title="逐笔", name="findings")
    items = list({each.task: each.item for each in asked.wanting}.values())
    text = quality_lines(asked) or (
        "期内没有核验不通过、退件、退回、预警、协调和回访没有解决的，也没有挂牌在办的。",
    )
    notes = (COUNTED, *closing_notes(asked.books, items))
    return (Sheet(asked.title("办理质量"), (asked.stamp, *text), (*quality_tables(asked), listed), notes),)


def quality_tables(asked: ReportRequest) -> tuple[Table, ...]:
    """By unit, those with most against them first: what failed verification, and the rest."""
    return tuple(
        _unit_table(title, name, kinds, [each for each in asked.wanting if each.kind in kinds])
        for title, name, kinds in _TABLES
    )


def _unit_table(title: str, name: str, kinds: Sequence[Wanting], held: Sequence[Found]) -> Table:
    columns = (
        Column("单位", shrink=2, name="unit"),
        *(Column(_called(kind), Kind.INT, 0, name=kind.english) for kind in kinds),
        Column("合计", Kind.INT, 0, name="total"),
    )
    units = Counter(each.unit for each in held)
    counts = Counter((each.unit, each.kind) for each in held)
    rows = [
        row(unit or NO_LEAD_NAME, *(counts[unit, kind] for kind in kinds), Cell(number, Mark.LATE))
        for unit, number in units.most_common()
    ]
    if rows:
        whole = Counter(each.kind for each in held)
        rows.append(row(Cell("合计", data="total"), *(whole[kind] for kind in kinds), len(held)))
    return Table(columns, tuple(rows), title, name=name)


def _called(kind: Wanting) -> str:
    return _UNTYPED if kind is Wanting.FAILED else str(kind)


def quality_lines(asked: ReportRequest) -> tuple[str, ...]:
    """One sentence a kind: how many, of which units, which tasks; of what did not happen nothing."""
    failed = [each for each in asked.wanting if each.kind in FAILING]
    counts = Counter(_called(each.kind) for each in failed)
    kinds = "、".join(f"{name} {number}" for name, number in counts.items())
    lines = [f"核验不通过共 {_amount(failed)}：{kinds}。"] if len(counts) > 1 else []
    for kind in Wanting:
        held = [each for each in asked.wanting if each.kind is kind]
        if held:
            found = kind in FAILING and kind is not Wanting.FAILED
            lines.append(_line(f"核验发现{kind}" if found else str(kind), held))
    return tuple(lines)


def _line(what: str, held: Sequence[Found]) -> str:
    counts = Counter(each.unit for each in held)
    told = [f"{unit or NO_LEAD_NAME} {number}（{_ids(held, unit)}）" for unit, number in counts.most_common()]
    return f"{what} {_amount(held)}：{some_of(told, MOST_UNITS)}。"


def _ids(held: Sequence[Found], unit: str) -> str:
    return some_of(list(dict.fromkeys(each.task for each in held if each.unit == unit)), MOST_IDS)


def _amount(held: Sequence[Found]) -> str:
    """How many, and how many tasks they are of where that is another number."""
    tasks = len({each.task for each in held})
    return f"{len(held)} 件" if tasks == len(held) else f"{len(held)} 件次、{tasks} 件"


def _row(each: Found) -> Row:
    return row(
        each.unit or NO_LEAD_NAME,
        each.event.on if each.event else None,
        each.task,
        each.item.task.title,
        each.words or None,
    )
