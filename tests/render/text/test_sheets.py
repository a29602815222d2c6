"""One sheet in every format: aligned, typed, and harmless whatever its text holds."""

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.render.data import csvfile
from duban.render.text import markdown, plain, terminal
from duban.render.text.cells import cell_text
from duban.render.text.width import width
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet, Table, row

COLUMNS = (
    Column("编号", shrink=0),
    Column("事项", shrink=2),
    Column("牵头单位"),
    Column("到期", Kind.DATE),
    Column("逾期", Kind.INT),
    Column("进度", Kind.PERCENT),
)
LONG = "制定城东片区老旧小区改造方案，明确改造范围、资金来源、建设时序和责任分工，并报市政府审定"
FIRST: Row = row("WJ-2026-0001", LONG, "市住房城乡建设局", Cell(date(2026, 10, 8), Mark.LATE), 3, 40)
SECOND: Row = row(
    "HY-2026-0012", "拨付补助", "市财政局", Cell(date(2027, 1, 4), Mark.PROVISIONAL), None, 37.5
)
SHEET = Sheet(
    "逾期事项",
    ("截至 2026-11-20，共 2 项。",),
    (Table(COLUMNS, (FIRST,), "一览", (Group("市财政局", (SECOND,)),)),),
    ("暂定：依赖尚未公布的放假安排。",),
)

PLAIN_80 = """\
逾期事项

截至 2026-11-20，共 2 项。

一览
编号          事项             牵头单位          到期                逾期   进度
------------  ---------------  ----------------  ------------------  ----  -----
WJ-2026-0001  制定城东片区老   市住房城乡建设局  2026-10-08             3    40%
              旧小区改造方
              案，明确改造范
              围、资金来源、
              建设时序和责任
              分工，并报市政
              府审定

市财政局
HY-2026-0012  拨付补助         市财政局          2027-01-04（暂定）        37.5%

暂定：依赖尚未公布的放假安排。
"""

PLAIN_40 = """\
逾期事项

截至 2026-11-20，共 2 项。

一览

WJ-2026-0001
  事项：制定城东片区老旧小区改造方案，明
  确改造范围、资金来源、建设时序和责任分
  工，并报市政府审定
  牵头单位：市住房城乡建设局
  到期：2026-10-08
  逾期：3
  进度：40%

市财政局

HY-2026-0012
  事项：拨付补助
  牵头单位：市财政局
  到期：2027-01-04（暂定）
  进度：37.5%

暂定：依赖尚未公布的放假安排。
"""

MARKDOWN = """\
# 逾期事项

截至 2026-11-20，共 2 项。

## 一览

| 编号 | 事项 | 牵头单位 | 到期 | 逾期 | 进度 |
| --- | --- | --- | --- | ---: | ---: |
| WJ-2026-0001 | @LONG@ | 市住房城乡建设局 | 2026-10-08 | 3 | 40% |

### 市财政局

| 编号 | 事项 | 牵头单位 | 到期 | 逾期 | 进度 |
| --- | --- | --- | --- | ---: | ---: |
| HY-2026-0012 | 拨付补助 | 市财政局 | 2027-01-04（暂定） |  | 37.5% |

> 暂定：依赖尚未公布的放假安排。
""".replace("@LONG@", LONG)
SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(("columns", "text"), [(80, PLAIN_80), (40, PLAIN_40)])
def test_plain_is_a_table_or_on_a_narrow_screen_named_values(columns: int, text: str) -> None:
    assert plain.render(SHEET, columns) == text


def test_a_wide_screen_wraps_less() -> None:
    lines = plain.render(SHEET, 120).splitlines()
    assert max(map(width, lines)) <= 120
    assert len(lines) < len(PLAIN_80.splitlines())


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_terminal_is_the_plain_layout_in_colour(columns: int) -> None:
    text = terminal.render(SHEET, columns)
    assert SGR.sub("", text) == plain.render(SHEET, columns)
    assert "\x1b[1;31m2026-10-08" in SGR.sub(lambda found: found[0], text) or columns == 40
    assert text.count("\x1b[0m") * 2 == text.count("\x1b[")


def test_every_mark_has_a_colour() -> None:
    assert set(Mark) <= set(terminal.STYLES)
    assert terminal.paint("", Mark.LATE) == ""


def test_markdown() -> None:
    assert markdown.render(SHEET) == MARKDOWN


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b`c`*d*", r"a\|b\`c\`\*d\*"),
        ("[x](y) <b> &amp; ~~z~~ #1 a_b", r"\[x\](y) \<b\> \&amp; \~\~z\~\~ \#1 a\_b"),
        ("- 项", r"\- 项"),
        ("+ 项", r"\+ 项"),
        ("1. 项", r"1\. 项"),
        ("12) 项", r"12\) 项"),
        ("====", r"\===="),
        ("---", r"\---"),
        ("    缩进", "缩进"),
        ("37.5%", "37.5%"),
        ("2026-10-08", "2026-10-08"),
        ("# 题", r"\# 题"),
        ("> 引", r"\> 引"),
        ("一\n# 二", r"一 \# 二"),
    ],
)
def test_markdown_text_is_never_markup(text: str, written: str) -> None:
    assert markdown.inline(text) == written


def test_csv_opens_in_a_spreadsheet() -> None:
    text = csvfile.render(SHEET)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["", "编号", "事项", "牵头单位", "到期", "逾期", "进度"]
    assert rows[1] == ["", "WJ-2026-0001", LONG, "市住房城乡建设局", "2026-10-08", "3", "40%"]
    assert rows[2][0] == "市财政局"
    assert text.endswith("\r\n")
    assert not csvfile.render(SHEET, bom=False).startswith("\ufeff")


def test_csv_puts_an_empty_line_between_tables() -> None:
    table = Table((Column("甲"),), (row("一"),))
    assert csvfile.render(Sheet("", (), (table, table)), bom=False) == "甲\r\n一\r\n\r\n甲\r\n一\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "  =", "\n="])
def test_no_csv_cell_runs_as_a_formula(start: str) -> None:
    assert csvfile.harmless(f"{start}cmd|' /C calc'!A0").startswith("'")


def test_numbers_stay_numbers_in_csv() -> None:
    sheet = Sheet("", (), (Table((Column("数", Kind.INT),), (row(-5),)),))
    assert csvfile.render(sheet, bom=False) == "数\r\n-5\r\n"


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (Cell(), Kind.TEXT, ""),
        (Cell(None, Mark.PROVISIONAL), Kind.DATE, ""),
        (Cell(date(2026, 1, 2)), Kind.DATE, "2026-01-02"),
        (Cell("3 日（暂定）", Mark.PROVISIONAL), Kind.TEXT, "3 日（暂定）"),
        (Cell(40), Kind.PERCENT, "40%"),
        (Cell(37.5), Kind.PERCENT, "37.5%"),
        (Cell(2.0), Kind.INT, "2"),
        (Cell("—"), Kind.PERCENT, "—"),
    ],
)
def test_cell_text(cell: Cell, kind: Kind, text: str) -> None:
    assert cell_text(cell, Column("列", kind)) == text


def test_a_sheet_may_be_empty() -> None:
    assert plain.render(Sheet()) == "\n"
    assert plain.render(Sheet("", (), (Table((Column("甲"),)),))) == "甲\n--\n"


HOSTILE = st.text(st.characters() | st.sampled_from("\x1b\n\r\t\u202e|`=[]<&\x9b\ud800甲"), max_size=30)


@given(HOSTILE, HOSTILE, st.integers(20, 130))
def test_hostile_text_neither_steers_nor_breaks_any_format(first: str, second: str, columns: int) -> None:
    table = Table(
        (Column(first), Column("天", Kind.DATE)),
        (row(second, None),),
        first,
        (Group(second, (row(first, None),)),),
    )
    sheet = Sheet(first, (second,), (table,), (first,))
    shown = plain.render(sheet, columns)
    for text in (
        shown,
        markdown.render(sheet),
        csvfile.render(sheet).replace("\r\n", "\n"),
        SGR.sub("", terminal.render(sheet, columns)),
    ):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert all(width(line) <= columns for line in shown.splitlines())
    rows = list(csv.reader(io.StringIO(csvfile.render(sheet, bom=False))))
    assert [len(each) for each in rows] == [3, 3, 3]
    assert all(
        len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 3
        for line in markdown.render(sheet).splitlines()
        if line.startswith("| ")
    )
