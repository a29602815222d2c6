"""Reports as workbooks: what stands on which worksheet, where pages break, the chart of the trend."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from duban.render.xlsx.workbook import render
from duban.render.xlsx.worksheets import as_report, column_widths, page_breaks, roomy_widths
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Sheet, Table, row


def figures(title: str, rows: int = 3, columns: int = 3) -> Table:
    heads = (Column("单位"), *(Column(f"数{place}", Kind.INT, 0) for place in range(columns)))
    lines = [row(f"第{place}局", *[place] * columns) for place in range(rows)]
    return Table(heads, (*lines, row(Cell("合计", data="total"), *[rows] * columns)), title)


def matters(title: str, rows: int = 3) -> Table:
    heads = (Column("编号", shrink=0), Column("事项", shrink=2), Column("状态", shrink=0))
    lines = tuple(row(f"WJ-2026-{place:04d}", "整治河道" * 6, "办理中") for place in range(rows))
    return Table(heads, (), title, (Group("县水务局", lines),))


TREND = Table(
    (
        Column("月份", name="month"),
        Column("登账", Kind.INT, name="registered"),
        Column("销号", Kind.INT, name="written_off"),
        Column("月末在办", Kind.INT, name="open"),
    ),
    (row("2026-09", 5, 1, 4), row("2026-10", 2, 3, 3)),
    "逐月走势",
    name="trend",
)
MAIN = (Sheet("总体情况", ("一段。",), (figures("按状态"), figures("按台账")), ("注。",), "概况"),)


def read(*sheets: Sheet) -> Workbook:
    return load_workbook(io.BytesIO(render(*sheets, report=True)))


@pytest.mark.parametrize(
    ("sheets", "tabs"),
    [
        (MAIN, ["概况", "说明"]),
        ((Sheet("台账", (), (matters("一览"),)),), ["台账"]),
        ((Sheet("月报", (), (matters("成效"), figures("应报"))),), ["月报", "应报"]),
        ((Sheet("专报", (), (figures(""), matters("事项"))),), ["专报", "事项"]),
        ((Sheet("概况", (), (figures("按状态"), TREND)),), ["概况", "逐月走势"]),
        ((Sheet("走势", (), (TREND,)),), ["走势", "逐月走势"]),
        (
            (Sheet("通报"), Sheet("一、情况", (), (figures("按台账"),)), Sheet("四、要求", ("抓紧。",))),
            ["通报"],
        ),
        ((Sheet("通报"), Sheet("附件", (), (matters(""),), tab="附表")), ["通报"]),
        (
            (Sheet("通报", (), (figures(""),)), Sheet("附件", (), (matters(""),), tab="附表")),
            ["通报", "附表"],
        ),
    ],
    ids=range(9),
)
def test_lists_stand_apart_and_figures_together(sheets: tuple[Sheet, ...], tabs: list[str]) -> None:
    assert [each.tab for each in as_report(sheets)] == tabs
    assert read(*sheets).sheetnames == tabs


def test_the_first_worksheet_names_the_others() -> None:
    paper = read(Sheet("专报", ("一段。",), (figures(""), matters("事项")), ("注。",))).worksheets[0]
    texts = [line[0].value for line in paper.iter_rows() if line[0].value]
    assert texts[-1] == "另见工作表：事项。"
    assert "注。" not in texts


def test_a_sheet_that_is_only_a_list_leaves_no_heading_behind() -> None:
    first, second = Sheet("通报", (), (figures("按台账"),)), Sheet("附件", (), (matters(""),), tab="附表")
    texts = [line[0].value for line in read(first, second).worksheets[0].iter_rows() if line[0].value]
    assert "附件" not in texts
    assert texts[-1] == "另见工作表：附件。"


def test_a_short_heading_stands_on_one_line() -> None:
    table = Table(
        (Column("单位"), Column("过了时限的"), Column("存在的困难或问题")), (row("甲", "乙", "丙"),)
    )
    _, short, long = column_widths((table,))
    assert short > 10
    assert long < 16


def test_a_list_of_its_own_can_be_filtered_and_printed() -> None:
    paper = read(Sheet("A&B 专报", (), (figures(""), matters("事项", 40))))["事项"]
    assert (paper.freeze_panes, paper.print_title_rows, paper.auto_filter.ref) == ("A3", "$2:$2", "A2:C43")
    head = paper.oddHeader.right if paper.oddHeader else None
    assert head is not None
    assert head.text == "A&&B 专报"
    paper = read(Sheet("&" * 300, (), (figures(""), matters("事项"))))["事项"]
    head = paper.oddHeader.right if paper.oddHeader else None
    assert head is not None
    assert head.text == "&&" * 99 + "…"


def test_sums_stand_out() -> None:
    paper = read(*MAIN)["概况"]
    sums = [line for line in paper.iter_rows() if line[0].value == "合计"]
    assert len(sums) == 2
    assert all(cell.font.bold and cell.fill.fgColor.rgb == "00F2F2F2" for line in sums for cell in line[:4])


def test_the_colours_that_are_there_are_explained() -> None:
    table = Table((Column("甲"),), (row(Cell("逾期", Mark.LATE)), row(Cell("2027-01-04", Mark.PROVISIONAL))))
    paper = read(Sheet("报告", (), (table,)))["说明"]
    texts = [str(line[0].value) for line in paper.iter_rows()]
    assert texts[0] == "说明"
    assert [text[:4] for text in texts[1:]] == ["红色加粗", "（暂定）"]


def test_the_trend_has_a_chart_that_follows_its_cells() -> None:
    paper: Any = read(Sheet("概况", (), (figures("按状态"), TREND)))["逐月走势"]
    (chart,) = paper._charts
    assert [line.val.numRef.f for line in chart.series] == [f"'逐月走势'!${c}$3:${c}$4" for c in "BCD"]
    assert {line.cat.numRef.f for line in chart.series} == {"'逐月走势'!$A$3:$A$4"}
    assert len({line.marker.symbol for line in chart.series}) == 3


@pytest.mark.parametrize(
    ("lines", "together", "breaks"),
    [
        (30, [], []),
        (30, [(19, 20)], []),
        (30, [(20, 21)], [20]),
        (30, [(5, 24)], [5]),
        (30, [(5, 25)], []),
        (30, [(15, 22)], [15]),
        (60, [(15, 22), (30, 33)], [15]),
        (60, [(15, 22), (30, 36), (34, 40)], [15, 30]),
    ],
)
def test_pages_break_before_what_belongs_together(
    lines: int, together: list[tuple[int, int]], breaks: list[int]
) -> None:
    """A page takes twenty lines (and the little that is left free)."""
    assert page_breaks([10.0] * lines, together, 200 / 0.95) == breaks


def test_a_little_more_than_a_page_is_set_smaller() -> None:
    fits, long = (
        read(Sheet("表", (), (figures("一", rows), figures("二", rows)))).worksheets[0] for rows in (13, 20)
    )
    assert (fits.page_setup.fitToHeight, len(fits.row_breaks.brk)) == (1, 0)
    assert (long.page_setup.fitToHeight, [each.id for each in long.row_breaks.brk]) == (0, [25])


def test_columns_are_measured_in_the_font_of_the_cells() -> None:
    """The first font of a workbook is that of its normal style, whose figures are the unit of a column's width."""
    with zipfile.ZipFile(io.BytesIO(render(*MAIN, report=True))) as archive:
        styles = archive.read("xl/styles.xml").decode()
    first = styles.partition("<font>")[2].partition("</font>")[0]
    assert '<name val="宋体"/>' in first
    assert '<sz val="11"/>' in first


def test_figures_under_one_another_are_as_wide() -> None:
    wide = Table((Column("单位"), Column("很长很长很长很长的栏", Kind.INT, 0)), (row("甲", 1),))
    first, *others = column_widths((figures("一"), wide))
    assert set(others) == {max(others)}
    assert first < others[0]


def test_room_on_the_page_goes_to_long_texts() -> None:
    table = matters("事项")
    assert roomy_widths((table,))[1] > column_widths((table,))[1]
    assert sum(roomy_widths((figures(""),))) == pytest.approx(100)
