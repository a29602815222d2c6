"""A statement (对账单) laid out for the unit that gets it: our columns, beside them its own, and how to fill them in.

Pure; the words and the check sum stand in core/statements/statement_form.py: a return is read by the form it was
written in.
"""

from collections.abc import Mapping, Sequence

from duban.core.balance.identity import Reconciliation
from duban.core.model.terms import Every
from duban.core.statements.sides import ABSENT, CHOICES
from duban.core.statements.statement_form import (
    ANSWERS,
    AS_OF,
    CHECK,
    CODE,
    GUIDE_SHEET,
    OTHER_SHEET,
    OTHERS,
    OURS,
    OWED,
    PERIOD,
    SHEET,
    UNIT,
    IssuedRow,
    check_sum,
)
from duban.views.model.sheet import Cell, Column, Kind, Mark, Row, Sheet, Table, row

EMPTY_LINES = 24
_KINDS = {"时限": Kind.DATE, "进度": Kind.PERCENT}
_SHRINK = {"事项": 3, "最近反馈": 2, OWED: 2}
_ANSWER_KINDS = {"percent": Kind.INT, "done_on": Kind.DATE, "due_on": Kind.DATE}
_NAMES = {
    Every.MONTH: "月自查表",
    Every.QUARTER: "季度对账单",
    Every.HALF: "半年对账单",
    Every.YEAR: "年度对账单",
}


def statement_sheets(found: Reconciliation, unit: str, rows: Sequence[IssuedRow], foot: str) -> list[Sheet]:
    """The sheets of one unit's statement: the statement, the tasks it has besides, and how to fill both in.

    `foot` is the line of the 账目校验码.
    """
    span, config = found.span, found.books.config
    check = check_sum(config.code, span.label, unit, [each.cells for each in rows])
    name = _NAMES.get(span.kind, SHEET)
    heads = (
        f"{UNIT}：{unit}",
        f"{PERIOD}：{span.label}（{span.start} 至 {span.end}）  {AS_OF}：{found.until}",
        f"{CODE}：{config.code}  {CHECK}：{check}",
        f"共 {len(rows)} 件。只填右边“贵方”各栏，没有异议的留空；我方没有列出的，填在“{OTHER_SHEET}”。",
    )
    title = f"{config.name} {name}"
    columns = (*_our_columns(rows), *_answer_columns(ANSWERS, {"note": 2}, CHOICES))
    blank = [Cell()] * len(ANSWERS)
    table = Table(columns, tuple((*_our_cells(each), *blank) for each in rows))
    signature = ("填报人：            负责人：            （盖章）            日期：    年    月    日", foot)
    return [
        Sheet(title, heads, (table,), signature, SHEET),
        Sheet(f"{title}：{OTHER_SHEET}", (_OTHER_TEXT,), (_other_table(),), (), OTHER_SHEET),
        Sheet(GUIDE_SHEET, _guide(len(rows)), (), (), GUIDE_SHEET),
    ]


_OTHER_TEXT = "贵方在办、由我方交办而对账单没有列出的事项，一件一行；没有就空着。"


def _our_columns(rows: Sequence[IssuedRow]) -> list[Column]:
    titles = [*OURS, *([OWED] if any(each.owed is not None for each in rows) else [])]
    return [Column(title, _KINDS.get(title, Kind.TEXT), _SHRINK.get(title, 0)) for title in titles]


def _answer_columns(
    titles: Mapping[str, str], wide: Mapping[str, int], choices: tuple[str, ...]
) -> tuple[Column, ...]:
    """The columns that the unit fills in."""
    return tuple(
        Column(
            title,
            _ANSWER_KINDS.get(name, Kind.TEXT),
            wide.get(name, 1),
            answer=True,
            choices=choices if name == "status" else (),
        )
        for name, title in titles.items()
    )


def _our_cells(each: IssuedRow) -> Row:
    due_on = Cell(each.due_on, Mark.PROVISIONAL if each.provisional and each.due_on else None)
    percent = None if each.percent is None else each.percent
    owed = [] if each.owed is None else [each.owed]
    return row(each.id, each.title, each.role, each.status, due_on, percent, each.feedback, *owed)


def _other_table() -> Table:
    present = tuple(word for word in CHOICES if word != ABSENT)
    columns = _answer_columns(OTHERS, {"title": 3, "source": 2, "note": 2}, present)
    return Table(columns, ((Cell(),) * len(columns),) * EMPTY_LINES)


def _guide(count: int) -> tuple[str, ...]:
    titles = list(ANSWERS.values())
    return (
        f"一、对账单列出我方账上由贵单位牵头的 {count} 件事项：左边是我方的记录，右边“贵方”各栏由贵单位填写。",
        "二、没有异议的整行留空，留空即认可我方的记录；有异议的只填不同的那几栏。",
        f"三、{titles[0]}：从下拉的词里选一个。已经办完的选“已办结”，同时填{titles[2]}；账上没有这件事的选“{ABSENT}”。",
        f"四、{titles[1]}：0 到 100 的整数。",
        f"五、{titles[2]}、{titles[3]}：写成 2026-9-30、2026.9.30 或 2026年9月30日 都可以。",
        f"六、{titles[4]}：不归贵单位牵头的，写明应由哪个单位牵头。",
        "七、不要增行、删行、改编号、合并单元格，不要写公式；我方各栏已经保护，改动了的对账单不能收。",
        f"八、由我方交办、对账单没有列出的事项，填在工作表“{OTHER_SHEET}”，一件一行，事项必填。",
        "九、填好后原样交回 .xlsx；也可以把对账单另存为 CSV 交回，另有事项的表头和各行接在下面，中间空一行。",
    )
