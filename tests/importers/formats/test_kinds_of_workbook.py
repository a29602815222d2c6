"""Workbooks of every kind: those that are read, the strict form of the standard too, and the true reason for the others."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, time

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from tests.importers.makers import zipped

from duban.importers.drafts.draft import Imported
from duban.importers.drafts.draft_workbook import write_draftbook
from duban.importers.read_document import read_document

Change = Callable[[str, bytes], bytes]
OPEN = b"http://schemas.openxmlformats.org/"
STRICT = b"http://purl.oclc.org/ooxml/"
PLAIN_KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le")
AGAIN = "请用 Word、Excel 或 WPS 打开，另存为 .xlsx 再导入。"


def made() -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.append(("序号", "工作任务", "牵头单位", "完成时限", "开会时间"))
    page.append((1, "修桥", "县交通局", date(2026, 10, 31), time(9, 30)))
    page.append((2, "铺路", "县水务局", date(2026, 11, 30), None))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, change: Change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({name: change(name, archive.read(name)) for name in archive.namelist()})


def strict(_name: str, part: bytes) -> bytes:
    """A part as programs save it that are asked for “Strict Open XML”."""
    part = re.sub(OPEN + rb"(spreadsheetml|drawingml)/2006/(\w+)", STRICT + rb"\1/\2", part)
    part = part.replace(OPEN + b"officeDocument/2006/relationships", STRICT + b"officeDocument/relationships")
    part = part.replace(b"relationships/extended-properties", b"relationships/extendedProperties")
    part = part.replace(b"<workbook ", b'<workbook conformance="strict" ')
    return part.replace(b"<workbookPr/>", b'<workbookPr dateCompatibility="0"/>')


def strict_days(form: bytes) -> Change:
    """The same, with the days as texts and not as numbers."""

    def change(name: str, part: bytes) -> bytes:
        cell = rb'<c r="(D[23])"([^>]*?)(?: t="n")?><v>[\d.]+</v>'
        days = {b"D2": b"2026-10-31", b"D3": b"2026-11-30"}

        def written(match: re.Match[bytes]) -> bytes:
            return b'<c r="%s"%s t="d"><v>%s</v>' % (match[1], match[2], days[match[1]] + form)

        return strict(name, re.sub(cell, written, part))

    return change


def of_kind(kind: bytes, before: Change | None = None) -> Change:
    def change(name: str, part: bytes) -> bytes:
        part = before(name, part) if before else part
        return part.replace(PLAIN_KIND, kind)

    return change


READ: dict[str, Change] = {
    "strict.xlsx": strict,
    "strict, days as texts.xlsx": strict_days(b""),
    "strict, moments.xlsx": strict_days(b"T00:00:00"),
    "strict, moments of Greenwich.xlsx": strict_days(b"T00:00:00.000Z"),
    "strict.xlsm": of_kind(b"application/vnd.ms-excel.sheet.macroEnabled.main+xml", strict),
    "macros.xlsm": of_kind(b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    "template.xltx": of_kind(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
    ),
    "template.xltm": of_kind(b"application/vnd.ms-excel.template.macroEnabled.main+xml"),
    "called.et": lambda _, part: part,
}


@pytest.mark.parametrize("name", READ)
def test_a_workbook_that_is_read(name: str) -> None:
    imported = read_document(changed(made(), READ[name]), name)
    assert [(draft.title, draft.lead, str(draft.due_on)) for draft in imported.drafts] == [
        ("修桥", ("县交通局",), "2026-10-31"),
        ("铺路", ("县水务局",), "2026-11-30"),
    ]
    assert [each.code for each in imported.problems] == ["columns-unmapped"]


def test_drafts_that_were_saved_again_as_strict() -> None:
    drafts = Imported(drafts=read_document(made(), "表.xlsx").drafts)
    book = write_draftbook(drafts, file="表.xlsx", sha256="ab" * 32, units=["县水务局"], urgencies=["急件"])
    back = read_document(changed(book, strict), "草稿.xlsx")
    assert (back.file, [draft.title for draft in back.drafts]) == ("表.xlsx", ["修桥", "铺路"])
    assert back.drafts[0].due_on == date(2026, 10, 31)


def charts_only() -> bytes:
    book = Workbook()
    sheet = book.create_chartsheet("图")
    chart = BarChart()
    chart.add_data(Reference(book.worksheets[0], min_col=1, min_row=1))
    sheet.add_chart(chart)
    book.worksheets[0].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    return changed(
        data,
        lambda name, part: (
            re.sub(rb'<sheet [^>]*name="Sheet"[^>]*/>', b"", part) if name == "xl/workbook.xml" else part
        ),
    )


def stored(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "old.xls": (OLE, "这是旧的 Excel .xls 格式。", AGAIN),
    "wps.et": (OLE, "这是 WPS 表格的 .et 格式。", AGAIN),
    "wps.wps": (OLE, "这是 WPS 文字的 .wps 格式。", AGAIN.replace("xlsx", "docx")),
    "really old.xlsx": (OLE, "这是旧的 .xls（或 .doc、.et）格式。", AGAIN),
    "binary.xlsb": (
        zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83"}),
        "这是 .xlsb 二进制工作簿。",
        "请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。",
    ),
    "open.ods": (
        stored("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        "这是 OpenDocument 表格（.ods）。",
        "请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。",
    ),
    "apple.numbers": (
        zipped({"Index/Document.iwa": b"\x00"}),
        "这是苹果的 Numbers 或 Pages 文件。",
        "请在原来的软件里导出为 .xlsx 或 .docx，再导入。",
    ),
    "xml.xls": (
        b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
        "这是“XML 表格 2003”格式的工作簿（有些系统导出的 .xls 其实是它）。",
        AGAIN,
    ),
    "page.mht": (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
        "这是“单个文件网页”（.mht）。",
        AGAIN.replace(".xlsx", ".docx 或 .xlsx"),
    ),
    "charts.xlsx": (
        charts_only(),
        "工作簿里没有一张带单元格的工作表（可能只有图表，或文件不完整）。",
        "请把表格复制到一张普通工作表，另存为 .xlsx 再导入。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_workbook_that_is_not_read_and_why(name: str) -> None:
    data, message, advice = REFUSED[name]
    imported = read_document(data, name)
    assert [(each.message, each.advice) for each in imported.problems] == [(message, advice)]
    assert imported.refused
