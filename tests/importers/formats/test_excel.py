"""Workbooks: what Excel keeps beside the texts, and files that only look like workbooks."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from duban.errors import Level
from duban.importers.drafts.draft import Imported
from duban.importers.formats.grid import MAX_BLANK_ROWS, MAX_COLUMNS, MAX_ROWS
from duban.importers.tables.read_table import read_table

MakeXlsx = Callable[..., bytes]
HEAD = ["序号", "任务", "责任单位", "完成时限", "备注"]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def moment(text: str) -> datetime:
    """A moment without zone, as Excel keeps them."""
    return datetime.fromisoformat(text)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def first(book: Workbook) -> Worksheet:
    return book.worksheets[0]


def read(data: bytes) -> Imported:
    return read_table(data, "表.xlsx", year=2026)


def codes(imported: Imported) -> list[str]:
    return [problem.code for problem in imported.problems]


def with_parts(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The same zip with some parts replaced, added or (None) removed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, content in (kept | parts).items():
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def cell(reference: str, text: object) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


ROWS = (
    f'<row r="1">{cell("A1", "序号")}{cell("B1", "任务")}{cell("C1", "责任单位")}</row>'
    f'<row r="2">{cell("A2", 1)}{cell("B2", "甲")}{cell("C2", "A局")}</row>'
)


def sheet(rows: str = ROWS, after: str = "", size: str = "A1:XFD1048576") -> bytes:
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><dimension ref="{size}"/>'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    ).encode()


@pytest.fixture
def plain(xlsx: MakeXlsx) -> bytes:
    return xlsx([HEAD, [1, "甲", "A局", "9月底", None]])


def test_dates_months_numbers_and_answers_read_as_people_see_them() -> None:
    book = Workbook()
    page = first(book)
    page.append(["序号", "任务", "完成时限", "完成比例", "是否公开", "开会时间", "总投资", "时长"])
    page.append([1.0, "甲", date(2026, 9, 30), 0.455, True, moment("2026-03-01 09:30"), 1234.5, time(9, 30)])
    page.append([2, "乙", moment("2026-12-01"), 1, False, moment("2026-03-01"), 10**9, timedelta(hours=30)])
    page["D2"].number_format = page["D3"].number_format = "0.0%"
    page["C3"].number_format = 'yyyy"年"m"月"'
    one, two = read(saved(book)).drafts
    assert (one.number, one.due_on, one.due_text) == ("1", date(2026, 9, 30), "2026-09-30")
    assert (one.percent, one.public) == ("45.5%", "是")
    assert dict(one.other) == {"开会时间": "2026-03-01 09:30", "总投资": "1234.5", "时长": "09:30:00"}
    assert (two.due_on, two.due_text) == (date(2026, 12, 31), "2026年12月")
    assert (two.percent, two.public) == ("100%", "否")
    assert dict(two.other) == {"开会时间": "2026-03-01", "总投资": "1000000000", "时长": "1 day, 6:00:00"}


def test_formulas_give_their_stored_value(plain: bytes) -> None:
    stored = '<row r="3"><c r="A3"><f>A2+1</f><v>2</v></c><c r="B3" t="str"><f>"乙"</f><v>乙</v></c></row>'
    empty = (
        '<row r="4"><c r="A4"><v>3</v></c><c t="inlineStr"><is><t>丙</t></is></c>'
        '<c r="C4" t="str"><f>""</f><v></v></c></row>'
    )
    imported = read(with_parts(plain, {SHEET: sheet(ROWS + stored + empty)}))
    assert [(draft.number, draft.title) for draft in imported.drafts] == [
        ("1", "甲"),
        ("2", "乙"),
        ("3", "丙"),
    ]
    assert codes(imported) == []


def test_formulas_without_a_stored_value_and_error_values_are_told() -> None:
    book = Workbook()
    page = first(book)
    page.append(HEAD)
    page.append(["=ROW()-1", "甲", "A局", "9月", None])
    page.append([2, "乙", '=CONCATENATE("A","局")', "9月", None])
    page.append([3, "丙", "A局", "9月", "#REF!"])
    imported = read(saved(book))
    assert [(problem.level, problem.place and problem.place.line) for problem in imported.problems] == [
        (Level.NOTICE, 2),
        (Level.ERROR, 3),
        (Level.NOTICE, 4),
    ]
    assert set(codes(imported)) == {"formula-without-value"}
    assert "“责任单位”一格" in imported.problems[1].message


def test_hidden_rows_are_read_and_told(xlsx: MakeXlsx) -> None:
    imported = read(xlsx([HEAD, [1, "甲"], [2, "乙"]], hidden=[3]))
    (problem,) = imported.problems
    assert (len(imported.drafts), problem.code) == (2, "hidden-rows")
    assert "第 3 行" in problem.message


def test_several_sheets_hidden_ones_charts_and_sheets_without_header() -> None:
    book = Workbook()
    page = first(book)
    page.title = "经济"
    page.append(["2025年经济任务表"])
    page.append(HEAD)
    page.append([1, "甲", "A局", "9月底"])
    other = book.create_sheet("民生")
    other.append(["2026年民生任务表"])
    other.append(HEAD)
    other.append([1, "乙", "B局", "9月底"])
    book.create_sheet("说明").append(["填报说明", "略"])
    book.create_sheet("空表")
    book.create_sheet("旧表").sheet_state = "hidden"
    book.create_sheet("更旧").sheet_state = "veryHidden"
    book.create_chartsheet("图").add_chart(BarChart())
    imported = read_table(saved(book), "表.xlsx")
    assert [(draft.place, draft.due_on) for draft in imported.drafts] == [
        ("经济!3行", date(2025, 9, 30)),
        ("民生!3行", date(2026, 9, 30)),
    ]
    assert (imported.title, imported.year) == ("2025年经济任务表", 2025)
    assert codes(imported) == ["hidden-sheet", "hidden-sheet", "sheet-skipped"]
    assert imported.problems[2].place is not None
    assert imported.problems[2].place.path == "表.xlsx!说明"


def test_the_year_may_stand_in_the_name_of_the_sheet(xlsx: MakeXlsx) -> None:
    data = xlsx([HEAD, [1, "甲", "A局", "9月底"]], name="2024年任务")
    assert read_table(data, "表").drafts[0].due_on == date(2024, 9, 30)


def test_a_workbook_without_content_or_only_hidden(xlsx: MakeXlsx) -> None:
    assert codes(read(xlsx([]))) == ["file-empty"]
    book = Workbook()
    book.create_sheet("旧").sheet_state = "hidden"
    assert codes(read(saved(book))) == ["hidden-sheet", "file-empty"]


def test_the_declared_size_is_not_believed(plain: bytes) -> None:
    assert len(read(with_parts(plain, {SHEET: sheet()})).drafts) == 1


def test_many_blank_rows_end_the_reading_and_what_comes_after_is_told(plain: bytes) -> None:
    near = f'<row r="{MAX_BLANK_ROWS}">{cell(f"B{MAX_BLANK_ROWS}", "乙")}</row>'
    far = f'<row r="1048576">{cell("B1048576", "丙")}</row>'
    imported = read(with_parts(plain, {SHEET: sheet(ROWS + near + far)}))
    assert [draft.title for draft in imported.drafts] == ["甲", "乙"]
    assert codes(imported) == ["rows-beyond"]
    assert imported.refused


def test_formatted_empty_rows_cost_nothing(plain: bytes) -> None:
    empty = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(3, 3000))
    imported = read(with_parts(plain, {SHEET: sheet(ROWS + empty)}))
    assert (len(imported.drafts), codes(imported)) == (1, [])


def test_more_rows_than_a_ledger_has_are_refused(plain: bytes) -> None:
    many = "".join(f'<row r="{row}">{cell(f"B{row}", "乙")}</row>' for row in range(3, MAX_ROWS + 3))
    imported = read(with_parts(plain, {SHEET: sheet(ROWS + many)}))
    assert codes(imported)[0] == "rows-beyond"


def test_columns_beyond_the_limit_are_told(plain: bytes) -> None:
    row = f'<row r="3">{cell("B3", "乙")}{cell("XFD3", "远")}</row>'
    imported = read(with_parts(plain, {SHEET: sheet(ROWS + row)}))
    assert (len(imported.drafts), codes(imported)) == (2, ["columns-beyond"])
    assert str(MAX_COLUMNS) in imported.problems[0].message


def test_merged_areas_are_clipped_and_limited(plain: bytes) -> None:
    def merged(*areas: str) -> str:
        return "<mergeCells>" + "".join(f'<mergeCell ref="{area}"/>' for area in areas) + "</mergeCells>"

    clipped = sheet(after=merged("C2:C1048576", "XFA1:XFD9", "A900:B901", "E2:F2"))
    assert len(read(with_parts(plain, {SHEET: clipped})).drafts) == 1
    rows = "".join(f'<row r="{row}">{cell(f"B{row}", "乙")}</row>' for row in range(3, 4000))
    bomb = sheet(ROWS + rows, merged(*["A3:XFD1048576"] * 5000))
    assert "too-many-merges" in codes(read(with_parts(plain, {SHEET: bomb})))


def test_a_number_merged_below_the_last_text_keeps_its_rows(xlsx: MakeXlsx) -> None:
    imported = read(xlsx([HEAD, [1, "甲", "A局"]], ["A2:A4"]))
    assert (len(imported.drafts), codes(imported)) == (1, [])


def problem_of(data: bytes) -> str:
    imported = read(data)
    (problem,) = imported.problems
    assert problem.message
    assert problem.advice
    assert (imported.drafts, problem.level) == ((), Level.ERROR)
    return problem.code


def zipped(parts: dict[str, bytes]) -> bytes:
    return with_parts(with_parts(b"PK\x05\x06" + bytes(18), {}), dict(parts))


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("word/document.xml", "wrong-format"),
        ("ppt/presentation.xml", "wrong-format"),
        ("xl/workbook.bin", "wrong-format"),
        ("mimetype", "wrong-format"),
        ("readme.txt", "wrong-format"),
        ("[Content_Types].xml", "workbook-broken"),
    ],
)
def test_zips_of_other_kinds(part: str, code: str) -> None:
    assert problem_of(zipped({part: b"x"})) == code


def test_zips_that_are_bombs(plain: bytes) -> None:
    assert problem_of(with_parts(plain, {SHEET: bytes(60_000_000)})) == "workbook-too-large"
    assert problem_of(with_parts(plain, {"xl/media/a.png": bytes(5_000_000)})) == "workbook-too-large"
    assert problem_of(zipped({f"a{number}": b"" for number in range(5001)})) == "workbook-too-large"


def test_a_file_over_100_mb() -> None:
    assert problem_of(b"PK\x03\x04" + bytes(100_000_001)) == "file-too-large"


def test_an_encrypted_zip(plain: bytes) -> None:
    data = bytearray(plain)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    assert problem_of(bytes(data)) == "encrypted"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(9))
    + f']><worksheet xmlns="{MAIN}"><sheetData>{ROWS}<row r="3"><c r="A3" t="inlineStr"><is><t>&j;</t></is></c></row>'
    "</sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (SHEET, b"no xml"),
        (SHEET, LAUGHS.encode()),
        (SHEET, f'<worksheet xmlns="{MAIN}">'.encode() + b"<a>" * 50_000),
        (SHEET, sheet('<row r="x"/>')),
        (SHEET, sheet(after='<mergeCells><mergeCell ref="x"/></mergeCells>')),
        ("xl/styles.xml", b""),
        ("xl/workbook.xml", None),
        ("[Content_Types].xml", b"<Types/>"),
    ],
    ids=["text", "laughs", "deep", "row", "merge", "styles", "none", "types"],
)
def test_broken_parts(plain: bytes, part: str, content: bytes | None) -> None:
    assert problem_of(with_parts(plain, {part: content})) == "workbook-broken"


def test_a_sheet_that_is_missing_is_no_sheet(plain: bytes) -> None:
    assert problem_of(with_parts(plain, {SHEET: None})) == "no-sheets"
    assert problem_of(with_parts(plain, {"xl/workbook.xml": b"<x/>"})) == "no-sheets"


@pytest.mark.parametrize("length", [5, 30, 400, 2000])
def test_a_truncated_workbook(plain: bytes, length: int) -> None:
    assert problem_of(plain[:length]) == "workbook-broken"
