"""The drafts as a workbook to correct by hand, and the corrected workbook as drafts again.

One row a draft, the source text beside it. Bytes in both directions; what a clerk types is read literally and checked
like everything that is imported.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from duban.core.grammar.figures import as_amount, read_target
from duban.core.model.task import STEP_OWNER
from duban.errors import Level, Problem
from duban.importers.drafts.confidence import judge_table_draft
from duban.importers.drafts.draft import TEXT_FIELDS, DocumentSource, Draft, Imported, Node
from duban.importers.formats.grid import Grid, Row
from duban.importers.formats.zip_safety import BROKEN_ZIP
from duban.importers.grammar.deadlines import parse_deadline
from duban.importers.grammar.headings import TERMS
from duban.importers.grammar.normalize import clean, one_line
from duban.importers.grammar.quantities import Target
from duban.importers.grammar.unit_lists import is_blank, split_units, unique

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET, SOURCE, CHOICES = "草稿", "来源", "选项"
_MARK = "duban 任务草稿"
_WIDE, _NARROW, _MIDDLE = 46, 12, 24
_OTHER = "other:"
_Column = tuple[str, str, int]
# Heading, field, width. The clerk corrects all columns but the last five. Columns that only some documents need are
# inserted before 所属部分.
COLUMNS = (
    ("序号", "number", 8),
    ("事项", "title", _WIDE),
    ("工作要求", "requirements", _WIDE),
    ("牵头单位", "lead", _MIDDLE),
    ("配合单位", "support", _MIDDLE),
    ("完成时限", "due_on", 14),
    ("时限原文", "due_text", _MIDDLE),
    ("报送周期", "cadence", 14),
    ("时序进度", "nodes", _MIDDLE),
    ("缓急", "urgency", _NARROW),
    ("责任人", "owner", _NARROW),
    ("量化指标", "targets", _MIDDLE),
    ("所属部分", "group", _MIDDLE),
    ("条款", "clause", _NARROW),
    ("位置", "place", 14),
    ("把握", "confidence", 8),
    ("为什么", "why", _MIDDLE),
    ("待核对", "troubles", _MIDDLE),
    ("原文", "text", 60),
)
_FIXED = MappingProxyType({heading: field for heading, field, _ in COLUMNS})
# Where some rows are only suggestions: whether a row is to be entered.
TAKEN = ("登账", "taken", 8)
_YES, _NO = "是", "否"
_TEXTS = frozenset(TEXT_FIELDS) & frozenset(_FIXED.values())
_MORE = MappingProxyType({TERMS[field]: field for field in TEXT_FIELDS if field not in _TEXTS})
_FACTS = ("文件", "sha256", "名称", "文号", "发文机关", "发文日期")
_LONGEST_CELL = 32_000
_SPARE_ROWS = 200
_SMALL_PART = 500_000


def write_draftbook(
    imported: Imported, *, file: str, sha256: str, units: Sequence[str], urgencies: Sequence[str]
) -> bytes:
    """The workbook: the drafts with drop-downs for units and urgency, the facts of the source on a second sheet.

    Where no `units` are registered, those that the drafts name stand in the drop-down.
    """
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.title = SHEET
    rows = imported.rows
    columns = _columns_for(imported)
    _put_row(page, 1, [heading for heading, _, _ in columns])
    for number, (draft, taken) in enumerate(rows, 2):
        told = {TAKEN[1]: _YES if taken else _NO}
        _put_row(page, number, [told.get(field) or _value(draft, field) for _, field, _ in columns])
    _lay_out(page, columns, len(rows) + 1)
    facts = book.create_sheet(SOURCE)
    source = imported.source
    values = (file, sha256, source.title or imported.title, source.doc_no, source.issuer, source.issued_on)
    _put_row(
        facts,
        1,
        [_MARK, "改好“草稿”一页后，用 duban import 导入这个文件；不要的行整行删去，或在“登账”里写“否”。"],
    )
    for number, (name, value) in enumerate(zip(_FACTS, values, strict=True), 2):
        _put_row(facts, number, [name, str(value or "")])
    choices = book.create_sheet(CHOICES)
    units = units or unique(unit for each, _ in rows for unit in (*each.lead, *each.support))
    for number, unit in enumerate(units, 1):
        _put(choices, number, 1, unit)
    for number, urgency in enumerate(urgencies, 1):
        _put(choices, number, 2, urgency)
    choices.sheet_state = "hidden"
    if TAKEN in columns:
        _choose(page, _letter(columns, TAKEN[1]), f'"{_YES},{_NO}"', strict=True, rows=len(rows))
    for field, column, count, strict in (
        ("lead", "A", len(units), False),
        ("support", "A", len(units), False),
        ("urgency", "B", len(urgencies), True),
    ):
        source_cells = f"={CHOICES}!${column}$1:${column}${max(count, 1)}"
        _choose(page, _letter(columns, field), source_cells, strict=strict, rows=len(rows))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _columns_for(imported: Imported) -> tuple[_Column, ...]:
    """The columns of a list: the fixed ones, and those that these drafts need beside them."""
    held = [draft for draft, _ in imported.rows]
    more = [
        (heading, field, _MIDDLE)
        for heading, field in _MORE.items()
        if any(getattr(each, field) for each in held)
    ]
    others = dict.fromkeys(name for each in held for name in each.other)
    known = {*_FIXED, *_MORE}
    more += [(f"{name}（原表）" if name in known else name, f"{_OTHER}{name}", _MIDDLE) for name in others]
    place = next(place for place, (_, field, _) in enumerate(COLUMNS) if field == "group")
    first = (TAKEN,) if imported.suggested else ()
    return (*first, *COLUMNS[:place], *more, *COLUMNS[place:])


def _letter(columns: Sequence[_Column], wanted: str) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(next(place for place, (_, field, _) in enumerate(columns, 1) if field == wanted))


def _value(draft: Draft, field: str) -> object:
    if field in {"lead", "support"}:
        return "、".join(getattr(draft, field))
    if field == "targets":
        return "；".join(f"{each.name}={each.target}{each.measure}" for each in draft.targets)
    if field == "why":
        return "；".join(draft.why)
    if field == "troubles":
        return "；".join(each.message for each in draft.troubles)
    if field == "nodes":
        return "；".join(
            f"{node.name}={node.due_on}{f'{STEP_OWNER}{node.owner}' if node.owner else ''}"
            for node in draft.nodes
        )
    if field.startswith(_OTHER):
        return draft.other.get(field.removeprefix(_OTHER), "")
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


def _lay_out(page: "Worksheet", columns: Sequence[_Column], last: int) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "C2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    for place, (_, field, width) in enumerate(columns, 1):
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
    from duban.importers.formats.excel import read_workbook

    grids, problems = read_workbook(data, name)
    held = {grid.sheet: grid for grid in grids}
    facts = _facts(held.get(SOURCE))
    if facts is None or SHEET not in held:
        return None
    page = held[SHEET]
    drafts: list[Draft] = []
    troubles = [each for each in problems if each.level is Level.ERROR or each.code == "struck-text"]
    places = _columns(page.rows[0]) if page.rows else {}
    if "title" not in places:
        message = "“草稿”一页的第一行里没有“事项”一列。"
        troubles.append(page.error("title-column-missing", message, "请保留表头，再导入。"))
    else:
        for row in page.rows[1:]:
            if row.own():
                draft, problem = _draft(row, places, page)
                troubles += [problem] if problem else []
                drafts += [draft] if draft else []
    if not drafts and not any(each.level is Level.ERROR for each in troubles):
        troubles.append(Problem.error("no-tasks", "“草稿”一页里一行也没有。", "请看是不是选错了文件。", name))
    source = DocumentSource(
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
    known = {**_MORE, **_FIXED, TAKEN[0]: TAKEN[1]}
    return {
        known.get(cell.text, f"{_OTHER}{cell.text}"): place
        for place, cell in enumerate(header.cells)
        if cell.text
    }


def _draft(row: Row, places: Mapping[str, int], page: Grid) -> tuple[Draft | None, Problem | None]:
    def text(field: str) -> str:
        said = row.text(places[field]) if field in places else ""
        return "" if is_blank(said) else said

    taken = text("taken")
    if taken == _NO:
        return None, None
    if taken not in {"", _YES}:
        message = f"“登账”写的是“{taken}”，不知道要不要登。"
        return None, page.error("taken-unclear", message, "请写“是”或“否”。", row)
    title = one_line(text("title"))
    if not title:
        message = "这一行没有写要办什么事，不能登账。"
        return None, page.error("title-missing", message, "请补上“事项”，或整行删去。", row)
    due, due_text = text("due_on"), text("due_text")
    deadline = parse_deadline(due, None)
    if due and deadline.on is None:
        message = f"完成时限“{due}”读不成日期。"
        return None, page.error("deadline-unclear", message, "请写成 2026-12-31，或留空。", row)
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
    texts: dict[str, Any] = {field: text(field) for field in TEXT_FIELDS}
    others = [field for field in places if field.startswith(_OTHER) and text(field)]
    draft = replace(draft, **texts, other={field.removeprefix(_OTHER): text(field) for field in others})
    if not draft.lead and draft.support:
        draft = replace(draft, proposed_lead=draft.support[0])
    judged = judge_table_draft(draft, None)
    cadence = text("cadence")
    try:
        targets = tuple(_targets(text("targets")))
    except ValueError as error:
        message = f"量化指标“{error}”读不成名称和目标。"
        advice = "请写成 新增学位=1200个，几个之间用分号，或留空。"
        return None, page.error("indicator-unclear", message, advice, row)
    try:
        nodes = tuple(_nodes(text("nodes")))
    except ValueError as error:
        message = f"时序进度“{error}”读不成节点和日期。"
        advice = "请写成 完成摸底=2026-09-30，几个之间用分号，或留空。"
        return None, page.error("milestone-unclear", message, advice, row)
    return replace(judged, targets=targets, cadence=cadence, nodes=nodes), None


def _nodes(text: str) -> Iterator[Node]:
    """The steps of a schedule as they are written; raises ValueError with one that cannot be read."""
    for piece in re.split("[；;\n]", text):
        name, sign, day = piece.replace("＝", "=").rpartition("=")
        day, _, owner = day.partition(STEP_OWNER)
        on = parse_deadline(day, None).on
        if sign and name.strip() and on is not None:
            yield Node(name.strip(), on, "", owner.strip())
        elif piece.strip():
            raise ValueError(piece.strip())


def _targets(text: str) -> Iterator[Target]:
    """The targets as written, 名称=目标, 名称：目标 or 新增学位480个; raises ValueError with one that is none."""
    for piece in re.split("[；;\n]", text):
        name, _, value = re.sub("[＝:：]", "=", piece, count=1).partition("=")
        found = read_target(piece)
        if name.strip() and value.strip():
            amount, measure = as_amount(value)
            yield Target(name.strip(), str(amount), measure)
        elif found is not None and found[0]:
            yield Target(found[0], f"{found[1].number}", found[1].unit)
        elif piece.strip():
            raise ValueError(piece.strip())
