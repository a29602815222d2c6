"""Any sheet as a workbook: typed cells, no text that runs, answers only where they are asked for."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from duban.render.xlsx.workbook import render
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Sheet, Table, row

COLUMNS = (
    Column("单位", shrink=2),
    Column("件数", Kind.INT, 0),
    Column("时限", Kind.DATE, 0),
    Column("进度", Kind.PERCENT, 0),
)
PLAIN = Sheet(
    "对账",
    ("第一段", "第二段"),
    (
        Table(COLUMNS, (row("甲局", 3, date(2026, 9, 30), 40), row(None, None, None, None)), "按单位"),
        Table((Column("编号"),), groups=(Group("乙局", (row("WJ-2026-0001"),)),)),
    ),
    ("注一",),
)


def read(*sheets: Sheet) -> Workbook:
    return load_workbook(io.BytesIO(render(*sheets)))


def grid(book: Workbook, name: str) -> list[list[Any]]:
    return [[cell.value for cell in cells if cell.value is not None] for cells in book[name].iter_rows()]


def test_everything_stands_in_its_order() -> None:
    book = read(PLAIN)
    assert [cells for cells in grid(book, "对账") if cells] == [
        ["对账"],
        ["第一段"],
        ["第二段"],
        ["按单位"],
        ["单位", "件数", "时限", "进度"],
        ["甲局", 3, datetime(2026, 9, 30), 0.4],  # noqa: DTZ001 - a spreadsheet knows no zones
        ["编号"],
        ["乙局"],
        ["WJ-2026-0001"],
        ["注一"],
    ]
    assert not book["对账"].protection.sheet
    assert book["对账"].freeze_panes is None


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "=cmd|' /C calc'!A0", "a\x1bb"]
)
def test_no_text_runs(text: str) -> None:
    sheet = Sheet(text, (text,), (Table((Column(text),), (row(text),), text),), (text,), "页")
    cells = [cell for cells in read(sheet)["页"].iter_rows() for cell in cells if cell.value is not None]
    assert len(cells) == 6
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_provisional_days_say_so_and_stay_days() -> None:
    table = Table((Column("时限", Kind.DATE),), (row(Cell(date(2027, 1, 4), Mark.PROVISIONAL)),))
    cell = read(Sheet("表", tables=(table,)))["表"]["A3"]
    assert cell.is_date
    assert cell.number_format == 'yyyy-mm-dd"（暂定）"'


def test_answer_columns_are_open_and_say_what_they_take() -> None:
    columns = (
        Column("编号"),
        Column("状态", answer=True, choices=("办理中", "已办结")),
        Column("进度", Kind.INT, answer=True),
        Column("日期", Kind.DATE, answer=True),
        Column("说明", answer=True),
        Column("选", answer=True, choices=tuple(f"第{number}个很长的选项" for number in range(40))),
    )
    sheet = read(Sheet("表", tables=(Table(columns, ((Cell("1"), *[Cell()] * 5),)),)))["表"]
    assert sheet.protection.sheet
    assert [sheet.cell(3, place).protection.locked for place in range(1, 7)] == [True, *[False] * 5]
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert rules == {"B3": ("list", '"办理中,已办结"'), "C3": ("whole", "0"), "D3": ("date", "36526")}


def test_names_of_pages_are_made_fit() -> None:
    names = read(*(Sheet("", tab=name) for name in ("甲/乙", "甲:乙", "很" * 40, "很" * 40, ""))).sheetnames
    assert names == ["甲 乙", "甲 乙 2", "很" * 31, f"{'很' * 27} 2", "表"]


def test_page_is_a4_landscape_with_numbers() -> None:
    sheet = read(PLAIN)["对账"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    setup = sheet.sheet_properties.pageSetUpPr
    assert setup is not None
    assert setup.fitToPage
    footer = sheet.oddFooter.center if sheet.oddFooter else None
    assert footer is not None
    assert footer.text == "第 &P 页，共 &N 页"
    (one,) = read(Sheet("一", tables=PLAIN.tables[:1])).worksheets
    assert (one.print_title_rows, one.freeze_panes) == ("$3:$3", "A4")
