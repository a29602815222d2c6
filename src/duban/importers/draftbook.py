"""The list of drafts as a workbook to correct by hand, and back: one row a draft, the source text beside it.

Bytes both ways; what a clerk types is read as it stands, and checked like everything that is imported.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from duban.errors import Level, Place, Problem
from duban.importers.archive import BROKEN_ZIP
from duban.importers.deadlines import parse_deadline
from duban.importers.draft import Draft, Imported, Origin
from duban.importers.grid import Grid, Row
from duban.importers.indicators import Target
from duban.importers.judging import judge_table_draft
from duban.importers.units import split_units
from duban.importers.wording import clean, one_line

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET, SOURCE, CHOICES = "草稿", "来源", "选项"
_MARK = "duban 任务草稿"
_WIDE, _NARROW, _MIDDLE = 46, 12, 24
# Heading, what it holds, width. The clerk corrects all but the last four.
COLUMNS = (
    ("序号", "number", 8),
    ("事项", "title", _WIDE),
    ("工作要求", "requirements", _WIDE),
    ("牵头单位", "lead", _MIDDLE),
    ("配合单位", "support", _MIDDLE),
    ("完成时限", "due_on", 14),
    ("时限原文", "due_text", _MIDDLE),
    ("缓急", "urgency", _NARROW),
    ("责任人", "owner", _NARROW),
    ("量化指标", "targets", _MIDDLE),
    ("所属部分", "group", _MIDDLE),
    ("条款", "clause", _NARROW),
    ("位置", "place", 14),
    ("把握", "confidence", 8),
    ("待核对", "troubles", _MIDDLE),
    ("原文", "text", 60),
)
_TEXTS = ("requirements", "urgency", "owner", "group", "clause")
_FACTS = ("文件", "sha256", "名称", "文号", "发文机关", "发文日期")
_LONGEST_CELL = 32_000
_SPARE_ROWS = 200
_SMALL_PART = 500_000


def write_draftbook(
    imported: Imported, *, file: str, sha256: str, units: Sequence[str], urgencies: Sequence[str]
) -> bytes:
    """The workbook: the drafts with drop-downs for units and urgency, the facts of the source on a second sheet."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.title = SHEET
    _put_row(page, 1, [heading for heading, _, _ in COLUMNS])
    for number, draft in enumerate(imported.drafts, 2):
        _put_row(page, number, [_value(draft, field) for _, field, _ in COLUMNS])
    _lay_out(page, len(imported.drafts) + 1)
    facts = book.create_sheet(SOURCE)
    source = imported.source
    values = (file, sha256, source.title or imported.title, source.doc_no, source.issuer, source.issued_on)
    _put_row(facts, 1, [_MARK, "改好“草稿”一页后，用 duban import 导入这个文件；不要的行整行删去。"])
    for number, (name, value) in enumerate(zip(_FACTS, values, strict=True), 2):
        _put_row(facts, number, [name, str(value or "")])
    choices = book.create_sheet(CHOICES)
    for number, unit in enumerate(units, 1):
        _put(choices, number, 1, unit)
    for number, urgency in enumerate(urgencies, 1):
        _put(choices, number, 2, urgency)
    choices.sheet_state = "hidden"
    _choose(page, "D", f"={CHOICES}!$A$1:$A${max(len(units), 1)}", strict=False, rows=len(imported.drafts))
    _choose(page, "E", f"={CHOICES}!$A$1:$A${max(len(units), 1)}", strict=False, rows=len(imported.drafts))
    _choose(page, "H", f"={CHOICES}!$B$1:$B${max(len(urgencies), 1)}", strict=True, rows=len(imported.drafts))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _value(draft: Draft, field: str) -> object:
    if field in {"lead", "support"}:
        return "、".join(getattr(draft, field))
    if field == "targets":
        return "；".join(f"{each.name}={each.target}{each.measure}" for each in draft.targets)
    if field == "troubles":
        return "；".join(each.message for each in draft.troubles)
    if field == "text":
        return "\n".join(filter(None, (draft.title, draft.requirements)))
    return getattr(draft, field)


def _put_row(page: "Worksheet", row: int, values: Iterable[object]) -> None:
    for column, value in enumerate(values, 1):
        _put(page, row, column, value)


def _put(page: "Worksheet", row: int, column: int, value: object) -> None:
    """One cell; a text stays a text also where it begins as a formula does."""
    cell: Any = page.cell(row, column)
    cell.value = clean(value)[:_LONGEST_CELL] if isinstance(value, str) else value
    if isinstance(value, str) and cell.data_type != "s":
        cell.data_type = "s"


def _lay_out(page: "Worksheet", last: int) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "C2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last}"
    for place, (_, field, width) in enumerate(COLUMNS, 1):
        page.column_dimensions[get_column_letter(place)].width = width
        page.cell(1, place).font = Font(bold=True)
        for row in range(1, last + 1):
            cell = page.cell(row, place)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if field == "due_on" and row > 1:
                cell.number_format = "yyyy-mm-dd"


def _choose(page: "Worksheet", column: str, source: str, *, strict: bool, rows: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=strict)
    rule.add(f"{column}2:{column}{rows + 1 + _SPARE_ROWS}")
    page.add_data_validation(rule)


def read_draftbook(data: bytes, name: str) -> Imported | None:
    """The corrected list of drafts; None where the workbook is none that `write_draftbook` wrote."""
    if not _may_be_ours(data):
        return None
    from duban.importers.workbook import read_workbook

    grids, problems = read_workbook(data, name)
    held = {grid.sheet: grid for grid in grids}
    facts = _facts(held.get(SOURCE))
    if facts is None or SHEET not in held:
        return None
    page = held[SHEET]
    drafts: list[Draft] = []
    troubles = [problem for problem in problems if problem.level is Level.ERROR]
    places = _columns(page.rows[0]) if page.rows else {}
    if "title" not in places:
        message = "“草稿”一页的第一行里没有“事项”一列。"
        troubles.append(page.problem(Level.ERROR, "title-column-missing", message, "请保留表头，再导入。"))
    else:
        for row in page.rows[1:]:
            if row.own():
                draft, problem = _draft(row, places, page)
                troubles += [problem] if problem else []
                drafts += [draft] if draft else []
    if not drafts and not troubles:
        troubles.append(
            Problem(
                Level.ERROR,
                "no-tasks",
                "“草稿”一页里一行也没有。",
                "请看是不是选错了文件。",
                place=Place(name),
            )
        )
    source = Origin(
        title=facts.get("名称", ""), doc_no=facts.get("文号", ""), issuer=facts.get("发文机关", "")
    )
    read = parse_deadline(facts.get("发文日期", ""), None)
    return Imported(
        drafts=tuple(drafts),
        problems=tuple(troubles),
        title=source.title,
        source=replace(source, issued_on=read.on),
        file=facts.get("文件", ""),
        sha256=facts.get("sha256", ""),
    )


def _may_be_ours(data: bytes) -> bool:
    """Whether a workbook has our two sheets by name, asked before all of it is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.getinfo("xl/workbook.xml")
            text = archive.read(part) if part.file_size <= _SMALL_PART else b""
    except BROKEN_ZIP:
        return False
    return f'"{SHEET}"'.encode() in text and f'"{SOURCE}"'.encode() in text


def _facts(page: Grid | None) -> Mapping[str, str] | None:
    if page is None or not page.rows or page.rows[0].text(0) != _MARK:
        return None
    return {row.text(0): row.text(1) for row in page.rows[1:]}


def _columns(header: Row) -> dict[str, int]:
    fields = {heading: field for heading, field, _ in COLUMNS}
    return {fields[cell.text]: place for place, cell in enumerate(header.cells) if cell.text in fields}


def _draft(row: Row, places: Mapping[str, int], page: Grid) -> tuple[Draft | None, Problem | None]:
    def text(field: str) -> str:
        return row.text(places[field]) if field in places else ""

    title = one_line(text("title"))
    if not title:
        message = "这一行没有写要办什么事，不能登账。"
        return None, page.problem(Level.ERROR, "title-missing", message, "请补上“事项”，或整行删去。", row)
    due, due_text = text("due_on"), text("due_text")
    deadline = parse_deadline(due, None)
    if due and deadline.on is None:
        message = f"完成时限“{due}”读不成日期。"
        return None, page.problem(
            Level.ERROR, "deadline-unclear", message, "请写成 2026-12-31，或留空。", row
        )
    draft = Draft(
        title=title,
        place=text("place") or page.place_text(row),
        number=text("number"),
        lead=split_units(text("lead")),
        support=split_units(text("support")),
        due_on=deadline.on,
        due_text=due_text or due or None,
        dues=(deadline.on,) if deadline.on else (),
    )
    texts: dict[str, Any] = {field: text(field) for field in _TEXTS}
    draft = replace(draft, **texts)
    if not draft.lead and draft.support:
        draft = replace(draft, proposed_lead=draft.support[0])
    judged = judge_table_draft(draft, None)
    return replace(judged, targets=tuple(_targets(text("targets")))), None


def _targets(text: str) -> Iterable[Target]:
    for piece in text.replace(";", "；").replace("＝", "=").split("；"):
        name, sign, value = piece.partition("=")
        digits = value.strip()
        end = next(
            (place for place, character in enumerate(digits) if character not in "0123456789."), len(digits)
        )
        if sign and name.strip() and end:
            yield Target(name.strip(), digits[:end], digits[end:].strip())
