"""Sheets as files: HTML, Word and Excel. What is hostile comes out as text; what is typed keeps its type."""

import io
import re
import zipfile
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.render.charts import trend
from duban.render.docx import report as docx_sheet
from duban.render.html import page as html
from duban.render.text.escape import visible, visible_lines
from duban.render.xlsx import workbook as xlsx
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Sheet, Table, row

COLUMNS = (
    Column("事项", shrink=2, name="title"),
    Column("到期", Kind.DATE, 0, name="due_on"),
    Column("件数", Kind.INT, 0, name="tasks"),
    Column("占比", Kind.PERCENT, 0, name="percent"),
)
ROWS = (
    row("整治河道\n第二行", Cell(date(2026, 10, 8), Mark.LATE), 3, 27),
    row(Cell("修路", Mark.GOOD), Cell(date(2027, 1, 4), Mark.PROVISIONAL), None, 33.3),
)
SHEET = Sheet(
    "报告",
    ("一段。",),
    (Table(COLUMNS, (ROWS[0],), "一览", (Group("县水务局", (ROWS[1],)),)),),
    ("说明一。",),
)
SECOND = Sheet("二、附件", (), (Table((Column("甲"), Column("乙")), (row("=1+1", "长" * 20),)),))
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "[red]红[/red]",
    "\x1b[31m红\x1b[0m",
    "&amp; \"引\" '号'",
    "长" * 200,
    "臺灣 鎔 喆 堃 龘 𠮷",
    "\u202e反",
    "\ud800",
    "_x000D_",
    "{{ x }}",
]


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)


class _Page(HTMLParser):
    """Tags and visible texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "br":
            self.texts.append("\n")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_is_whole_and_told_to_those_who_cannot_see() -> None:
    text = html.render(SHEET, SECOND)
    page = _Page(text)
    tags = [tag for tag, _ in page.tags]
    assert text.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert ("th", {"scope": "col", "class": "long"}) in page.tags
    assert ("th", {"scope": "rowgroup", "colspan": "4"}) in page.tags
    assert tags.count("h1") == 1
    assert "h2" in tags
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert "http" not in text.replace("http-equiv", "")
    assert "@media print" in text
    assert '<td class="date late">2026-10-08</td>' in text
    assert '<td class="date provisional">2027-01-04（暂定）</td>' in text
    assert "<td>整治河道<br>第二行</td>" in text


def test_the_picture_of_the_trend_stands_under_its_table_and_has_a_name() -> None:
    """Also in Word, where its caption stays on its page."""
    sheets = (Sheet("报告", (), (TREND, Table(COLUMNS, ROWS))), SECOND)
    text = html.render(*sheets, picture="<svg></svg>")
    assert text.count("<figure>") == text.count("</figure>") == 1
    assert (
        f'<div role="img" aria-label="{trend.CAPTION}"><svg></svg></div></div><figcaption>{trend.CAPTION}</figcaption>'
        in text
    )
    assert text.index("2026-10</span></td>") < text.index("<figure>") < text.index("整治河道")
    assert "<figure>" not in html.render(*sheets)
    assert "<figure>" not in html.render(SHEET, picture="<svg></svg>")
    paper = Document(io.BytesIO(docx_sheet.render(*sheets, picture=PIXEL)))
    kinds = [each.tag.rpartition("}")[2] for each in paper.element.body]
    drawn = next(place for place, each in enumerate(paper.element.body) if "w:drawing" in each.xml)
    assert kinds[:drawn].count("tbl") == 1
    assert trend.CAPTION in paper.element.body[drawn + 1].xml
    assert len(Document(io.BytesIO(docx_sheet.render(SHEET, picture=PIXEL))).inline_shapes) == 0


def test_what_is_wider_than_a_phone_scrolls_by_itself() -> None:
    text = html.render(SHEET)
    assert '<div class="scroll whole-page" tabindex="0" role="region" aria-label="一览"><table>' in text
    long = Sheet("报告", (), (Table(COLUMNS, (ROWS[0],) * 21),))
    assert '<div class="scroll" tabindex="0" role="region" aria-label="报告"><table>' in html.render(long)
    assert '<th scope="col" class="long">事项</th><th scope="col" class="date">到期</th>' in text
    assert '<th scope="col" class="int">件数</th>' in text


def test_what_may_not_be_broken_is_whole_in_a_column_of_texts() -> None:
    """A day in a column of its own needs no mark: it is whole already."""
    table = Table(COLUMNS, (row("见WJ-2026-0001", date(2026, 10, 8), 3, 27),))
    text = html.render(Sheet("报告", (), (table,)))
    assert '<td>见<span class="whole">WJ-2026-0001</span></td><td class="date">2026-10-08</td>' in text


def test_sums_are_set_bold() -> None:
    table = Table(COLUMNS, (ROWS[0], row(Cell("合计", data="total"), None, 3, 100)))
    assert '<tr class="total"><td>合计</td>' in html.render(Sheet("报告", (), (table,)))
    paper = Document(io.BytesIO(docx_sheet.render(Sheet("报告", (), (table,)))))
    bold = ['w:eastAsia="黑体"' in line._tr.xml for line in paper.tables[0].rows]
    assert bold == [True, False, True]


def test_word_keeps_headings_with_what_follows_and_numbers_its_pages() -> None:
    paper = Document(io.BytesIO(docx_sheet.render(SHEET, SECOND)))
    kept = {each.text: bool(each.paragraph_format.keep_with_next) for each in paper.paragraphs if each.text}
    assert kept == {"报告": True, "一段。": False, "一览": True, "说明一。": False, "二、附件": True}
    assert ["w:keepNext" in line._tr.xml for line in paper.tables[0].rows] == [True, False, True, False]
    footer = paper.sections[0].footer.paragraphs[0]._p.xml
    assert 'w:instr="PAGE"' in footer
    assert 'w:instr="NUMPAGES"' in footer


def test_word_has_titles_tables_and_repeated_headers() -> None:
    paper = Document(io.BytesIO(docx_sheet.render(SHEET, SECOND)))
    assert [each.text for each in paper.paragraphs if each.text] == [
        "报告",
        "一段。",
        "一览",
        "说明一。",
        "二、附件",
    ]
    table = paper.tables[0]
    assert [cell.text for cell in table.rows[1].cells] == ["整治河道\n第二行", "2026-10-08", "3", "27%"]
    assert table.rows[2].cells[0].text == "县水务局"
    xml = table.rows[0]._tr.xml
    assert "w:tblHeader" in xml
    assert 'w:eastAsia="黑体"' in xml
    assert paper.core_properties.author == ""
    section = paper.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height


def test_word_keeps_days_and_numbers_whole() -> None:
    wide = Table((*COLUMNS, Column("说明")), (row("长" * 60, date(2026, 10, 8), 1, 2, "短" * 60),))
    widths = docx_sheet._widths(wide)
    assert sum(widths) <= (297 - 40) * 56.7
    assert widths[1] >= 10 * 105
    only_numbers = Table((Column("数", Kind.INT, 0),), (row(1),))
    assert len(docx_sheet._widths(only_numbers)) == 1
    empty = Table(
        (Column("报送"), *(Column(f"栏{place}") for place in range(6))), (row("", *["长" * 60] * 6),)
    )
    assert min(docx_sheet._widths(empty)) >= 6 * 105
    told = Table(tuple(Column(f"栏{place}") for place in range(15)), (row(*["长" * 60] * 14, "2026-12-15"),))
    assert docx_sheet._widths(told)[-1] >= 10 * 105 + 240 > docx_sheet._widths(empty)[0]
    assert sum(docx_sheet._widths(told)) <= (297 - 40) * 56.7
    figures = Table((Column("单位", shrink=2), *COLUMNS[2:]), (row("县水务局", 1, 2),))
    assert sum(docx_sheet._widths(figures)) < (297 - 40) * 56.7 / 2


def test_a_workbook_keeps_types_and_explains_itself() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(SHEET, SECOND, report=True)))
    assert book.sheetnames == ["报告", "二、附件", "说明"]
    paper = book["报告"]
    cells = {cell.coordinate: cell for line in paper.iter_rows() for cell in line if cell.value is not None}
    head = next(cell.row for cell in cells.values() if cell.value == "事项")
    assert paper.freeze_panes == f"A{head + 1}"
    assert paper.auto_filter.ref == f"A{head}:D{head + 3}"
    first = [paper.cell(head + 1, place) for place in range(1, 5)]
    assert first[1].value == datetime(2026, 10, 8)  # noqa: DTZ001 - a workbook knows no time zone
    assert [(cell.value, cell.number_format) for cell in first[2:]] == [(3, "General"), (0.27, "0%")]
    last = [paper.cell(head + 3, place) for place in range(1, 5)]
    assert (last[3].value, last[3].number_format) == (0.333, "0.0%")
    assert "暂定" in last[1].number_format
    assert paper.cell(head + 2, 1).value == "县水务局"
    assert not any(head < area.min_row <= head + 3 for area in paper.merged_cells.ranges)
    assert "说明一。" in {cell.value for line in book["说明"].iter_rows() for cell in line}
    assert book["二、附件"]["A3"].value == "=1+1"
    assert book["二、附件"]["A3"].data_type == "s"
    assert (book.properties.title, book.properties.creator) == ("报告", "duban")


def test_wide_workbooks_go_on_a3() -> None:
    narrow = openpyxl.load_workbook(io.BytesIO(xlsx.render(SECOND))).worksheets[0]
    columns = tuple(Column(f"第{place}栏") for place in range(9))
    sheet = Sheet("宽", (), (Table(columns, (row(*("字" * 30 for _ in columns)),)),))
    wide = openpyxl.load_workbook(io.BytesIO(xlsx.render(sheet))).worksheets[0]
    assert [str(each.page_setup.paperSize) for each in (narrow, wide)] == ["9", "8"]
    assert wide.page_setup.fitToWidth == 1


def everywhere(text: str) -> tuple[Sheet, Table]:
    table = Table((Column(text, name="a"),), (), text, (Group(text, (row(text),)),))
    return Sheet(text, (text,), (table,), (text,)), table


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_literally(text: str) -> None:
    sheet, _ = everywhere(text)
    shown = visible(text)
    page = _Page(html.render(sheet))
    assert page.texts.count(shown) == 8
    paper = Document(io.BytesIO(docx_sheet.render(sheet)))
    texts = [each.text for each in paper.paragraphs] + [
        cell.text for line in paper.tables[0].rows for cell in line.cells
    ]
    assert texts.count(shown) == 7
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(sheet)))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line if cell.value is not None]
    assert [_decoded(cell.value) for cell in cells].count(shown) == 7
    assert {cell.data_type for cell in cells} == {"s"}


def _decoded(text: object) -> str:
    """A text as spreadsheets read it: `_xHHHH_` is the code of a character, which openpyxl leaves to its caller."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), str(text))


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters() | st.sampled_from("\x1b\n\r\t\u202e<&=[]\x9b\ud800甲\ufffe"), max_size=30))
def test_any_text_makes_files_that_open(text: str) -> None:
    sheet, _ = everywhere(text)
    page = _Page(html.render(sheet))
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "".join(page.texts)
    )
    assert {tag for tag, _ in page.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "div"),
        *("table", "thead", "tbody", "tr", "th", "td", "br"),
    }
    paper = Document(io.BytesIO(docx_sheet.render(sheet)))
    assert paper.tables[0].rows[-1].cells[0].text == visible_lines(text)
    content = xlsx.render(sheet)
    openpyxl.load_workbook(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


TREND = Table(
    (
        Column("月份", name="month"),
        Column("登账", Kind.INT, name="registered"),
        Column("销号", Kind.INT, name="written_off"),
        Column("月末在办", Kind.INT, name="open"),
    ),
    (row("2026-09", 5, 1, 4), row("2026-10", 2, 3, 3)),
    name="trend",
)


def test_the_trend_is_declared_from_its_table() -> None:
    spec = trend.specification(TREND)
    values: list[dict[str, Any]] = spec["data"]["values"]
    assert values[:3] == [
        {"month": "2026-09", "what": "登账", "tasks": 5},
        {"month": "2026-09", "what": "销号", "tasks": 1},
        {"month": "2026-09", "what": "月末在办", "tasks": 4},
    ]
    assert len(values) == 6
    assert trend.trend_of((SHEET, Sheet("", (), (TREND,)))) is TREND
    assert trend.trend_of((SHEET,)) is None
    assert trend.trend_of((Sheet("", (), (Table(TREND.columns, TREND.rows[:1], name="trend"),)),)) is None
