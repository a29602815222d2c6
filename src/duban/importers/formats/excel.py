"""An Excel workbook as grids: merged cells filled in, hidden rows marked, formulas by their stored values.

Bytes in, grids and problems out. A file that only looks like a workbook is refused with a reason; no sheet is read
beyond the size that a ledger can have.
"""

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, TYPE_CHECKING, Protocol, cast
from xml.etree.ElementTree import Element

from duban.errors import Problem
from duban.importers.formats.grid import MAX_BLANK_ROWS, MAX_COLUMNS, MAX_ROWS, Cell, Grid, Row, refuse
from duban.importers.formats.struck_text import WHOLE, Piece, Strikes, find_strikes, struck_rows
from duban.importers.formats.zip_safety import BROKEN_ZIP, active_parts, inspect_archive, without_strict
from duban.importers.grammar.normalize import clean

if TYPE_CHECKING:
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

_MAX_FILLED = 300_000
_MAX_SHEETS, _MAX_BOOK_ROWS = 200, 30_000
_SHEET = re.compile(rb"<(?:\w{1,20}:)?sheet\s")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_SAVE_AGAIN = "请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
# What openpyxl, zipfile and the XML parser raise on files that are not what they say.
_BROKEN = (
    *(*BROKEN_ZIP, ArithmeticError, AssertionError, AttributeError, TypeError, struct.error),
    SyntaxError,  # what both readers of XML raise, Python's own and lxml where openpyxl finds it
)


class _LazySheet(Protocol):
    """The part of openpyxl's read-only worksheet that is used here; its stubs describe the other kind of worksheet."""

    def reset_dimensions(self) -> None:
        """Do not believe the size that the sheet declares."""

    def iter_rows(self) -> "Iterable[tuple[ReadOnlyCell | EmptyCell, ...]]":
        """The rows, one after another."""


@dataclass(slots=True)
class _Facts:
    """What openpyxl's lazy reading leaves out, from one pass over a sheet's XML."""

    strikes: Strikes = field(default_factory=Strikes)
    struck: dict[int, dict[int, tuple[Piece, ...]]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    holes: set[tuple[int, int]] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    last_row: int = 0
    row: int = 0
    column: int = -1
    data: Element | None = None

    def start(self, tag: str, element: Element) -> None:
        """An element opens: count rows, note hidden ones."""
        if tag == "sheetData":
            self.data = element
        elif tag == "row":
            self.row = int(element.get("r", self.row + 1))
            self.column = -1
            if element.get("hidden") in {"1", "true"}:
                self.hidden_rows.add(self.row)

    def end(self, tag: str, element: Element) -> None:
        """An element is complete: note formulas without value and merged areas, free the memory of rows."""
        if tag == "c":
            self.cell(element)
        elif tag == "row" and self.data is not None:
            self.data.clear()
        elif tag == "mergeCell" and (match := _RANGE.fullmatch(element.get("ref", ""))):
            left, top, right, bottom = match.groups()
            self.merged.append((int(top), _letters(left), int(bottom), _letters(right)))

    def cell(self, element: Element) -> None:
        """A cell: its formula has no stored value where `v` is missing, or empty and not a text."""
        reference = element.get("r")
        self.column = _letters(reference.rstrip("0123456789")) if reference else self.column + 1
        texts = {child.tag.rpartition("}")[2]: child.text for child in element}
        if texts and (pieces := self.strikes.of(element)) is not None:
            self.struck.setdefault(self.row, {})[self.column] = pieces
        if "f" in texts:
            self.formulas.add((self.row, self.column))
        if "f" in texts and not texts.get("v") and element.get("t") != "str":
            self.holes.add((self.row, self.column))
        if texts:
            self.last_row = max(self.last_row, self.row)


def read_workbook(
    data: bytes, path: str, *, hidden: bool = False
) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Read the visible sheets of an .xlsx, with `hidden` all; hidden sheets and rows are told of.

    Refused with a problem: not a zip, encrypted, another kind of document, declared sizes that no ledger has
    (200 MB in all, 50 MB in one part), broken parts.
    """
    if (refused := _inspect(data, path)) is not None:
        return (), (refused,)
    from openpyxl.utils.exceptions import CellCoordinatesException, InvalidFileException

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            grids, problems = _read(without_strict(data), path, hidden=hidden)
        except (*_BROKEN, CellCoordinatesException, InvalidFileException) as error:
            message = f"工作簿的内容是坏的，读不出来（{type(error).__name__}）。"
            return (), (refuse(path, "workbook-broken", message, _SAVE_AGAIN),)
    if not grids and not any(problem.code == "hidden-sheet" for problem in problems):
        message = "工作簿里没有一张带单元格的工作表（可能只有图表，或文件不完整）。"
        advice = "请把表格复制到一张普通工作表，另存为 .xlsx 再导入。"
        return (), (*problems, refuse(path, "no-sheets", message, advice))
    return grids, problems


def _inspect(data: bytes, path: str) -> Problem | None:
    """Why the file is not a workbook that may be opened, judged by its directory alone."""
    problem, parts = inspect_archive(data, path, save_again=_SAVE_AGAIN)
    if problem is None:
        problem = _wrong_kind(data, set(parts), path)
    return problem if problem is not None else _too_many_sheets(data, path)


def _too_many_sheets(data: bytes, path: str) -> Problem | None:
    """Refuse a workbook with too many sheets; counted before any is opened, for all may be the same part."""
    with suppress(*BROKEN_ZIP), zipfile.ZipFile(io.BytesIO(data)) as archive:
        count = len(_SHEET.findall(archive.read("xl/workbook.xml")))
        if count > _MAX_SHEETS:
            message = f"工作簿有 {count} 张工作表，最多 {_MAX_SHEETS} 张，没有读。"
            return refuse(
                path, "too-many-sheets", message, "请把有任务的表移到一个新工作簿，或拆成几个文件。"
            )
    return None


def _wrong_kind(data: bytes, names: set[str], path: str) -> Problem | None:
    if b"application/vnd.oasis.opendocument.spreadsheet" in data[:200]:
        return refuse(path, "wrong-format", "这是 OpenDocument 表格（.ods）。", _SAVE_AGAIN)
    if b"application/vnd.oasis.opendocument.text" in data[:200]:
        message, advice = "这是 OpenDocument 文档（.odt）。", "请用 Word 或 WPS 打开，另存为 .docx 再导入。"
        return refuse(path, "wrong-format", message, advice)
    kinds = (
        ("word/document.xml", "这是 Word 文档，不是表格。", "请把表格复制到 Excel，另存为 .xlsx。"),
        ("ppt/presentation.xml", "这是 PowerPoint 文档，不是表格。", "请把表格复制到 Excel，另存为 .xlsx。"),
        ("xl/workbook.bin", "这是 .xlsb 二进制工作簿。", _SAVE_AGAIN),
        ("mimetype", "这是 OpenDocument 文件。", _SAVE_AGAIN),
        (
            "Index/Document.iwa",
            "这是苹果的 Numbers 或 Pages 文件。",
            "请在原来的软件里导出为 .xlsx 或 .docx，再导入。",
        ),
    )
    for part, message, advice in kinds:
        if part in names:
            return refuse(path, "wrong-format", message, advice)
    if "[Content_Types].xml" not in names:
        return refuse(path, "wrong-format", "这是压缩包，不是 Excel 工作簿。", "请先解压，再导入里面的表格。")
    return None


def _read(data: bytes, path: str, *, hidden: bool) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    grids: list[Grid] = []
    problems: list[Problem] = list(active_parts(data, path, reader.archive.namelist()))
    strikes = find_strikes(reader.archive)
    try:
        for sheet, relation in reader.parser.find_sheets():
            if sheet.name not in reader.wb.sheetnames or relation.target is None:
                continue
            worksheet: object = reader.wb[sheet.name]
            if not isinstance(worksheet, ReadOnlyWorksheet):
                continue
            name = clean(sheet.name)
            if sheet.state != "visible" and not hidden:
                problems.append(_hidden_sheet(path, name))
                continue
            with reader.archive.open(relation.target) as part:
                facts = _facts(part, strikes)
            grid, found = _grid(cast("_LazySheet", worksheet), facts, path, name)
            grids.append(grid)
            problems.extend(found)
            if sum(len(each.rows) for each in grids) > _MAX_BOOK_ROWS:
                message = f"各张表合起来超过 {_MAX_BOOK_ROWS} 行，没有读完。"
                problems.append(refuse(path, "too-many-rows", message, "请拆成几个文件，分几次导入。"))
                break
    finally:
        reader.archive.close()
    return tuple(grids), tuple(problems)


def _hidden_sheet(path: str, name: str) -> Problem:
    advice = "如果要导入，请加上 --hidden，或先在 Excel 中取消隐藏。"
    return Grid(path, (), name).notice("hidden-sheet", f"工作表“{name}”是隐藏的，没有导入。", advice)


def _facts(part: IO[bytes], strikes: Strikes) -> _Facts:
    from openpyxl.xml.functions import iterparse

    facts = _Facts(strikes)
    for event, element in iterparse(part, events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            facts.start(tag, element)
        else:
            facts.end(tag, element)
    return facts


def _letters(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _grid(worksheet: _LazySheet, facts: _Facts, path: str, name: str) -> tuple[Grid, list[Problem]]:
    worksheet.reset_dimensions()
    table: list[list[Cell]] = []
    crossed: list[tuple[int, str]] = []
    gone: list[int] = []
    wide = False
    last = 0
    for number, cells in enumerate(worksheet.iter_rows(), 1):
        if number - last > MAX_BLANK_ROWS or number > MAX_ROWS:
            break
        wide = wide or any(cell.value is not None for cell in cells[MAX_COLUMNS:])
        texts = [clean(_text(cell)) for cell in cells[:MAX_COLUMNS]]
        facts.holes.update((number, column) for column, cell in enumerate(cells) if cell.data_type == "e")
        if any(texts):
            last = number
            crossed += _take_struck(texts, number, facts)
            gone += [] if any(texts) else [number]
        table.append([Cell(text, (number, column)) for column, text in enumerate(texts)])
    del table[max(last, _furthest(facts, last)) :]
    grid = Grid(path, (), name)
    problems = list(struck_rows(grid, crossed, gone))
    if not _fill(table, facts.merged):
        message = "合并单元格太多或太大，没有全部展开。"
        problems.append(grid.error("too-many-merges", message, _SAVE_AGAIN))
    if facts.last_row > len(table) and facts.last_row > last:
        message = f"第{last}行以后没有读，{facts.last_row}行附近还有内容。"
        advice = f"请删去中间的大片空行；一张表最多 {MAX_ROWS} 行。"
        problems.append(grid.error("rows-beyond", message, advice))
    if wide:
        message = f"第{MAX_COLUMNS}列以后的内容没有读。"
        problems.append(grid.notice("columns-beyond", message, "请删去多余的列。"))
    rows = tuple(
        Row(number, tuple(cells), number in facts.hidden_rows) for number, cells in enumerate(table, 1)
    )
    return Grid(path, rows, name, frozenset(facts.holes), frozenset(facts.formulas)), problems


def _take_struck(texts: list[str], row: int, facts: _Facts) -> list[tuple[int, str]]:
    """Take out of the texts of a row what is struck through, and say what that was."""
    taken = []
    for column, pieces in facts.struck.get(row, {}).items():
        if column >= len(texts) or not texts[column]:
            continue
        whole = texts[column] if pieces == WHOLE else "".join(text for text, struck in pieces if struck)
        texts[column] = clean("".join(text for text, struck in pieces if not struck))
        facts.holes.discard((row, column))
        taken += [(row, whole)] if whole.strip() else []
    return taken


def _furthest(facts: _Facts, last: int) -> int:
    """The last row of any merged area that begins within the filled rows."""
    return max((bottom for top, _, bottom, _ in facts.merged if top <= last), default=0)


def _fill(table: list[list[Cell]], merged: Iterable[tuple[int, int, int, int]]) -> bool:
    """Give each cell of a merged area the text and the anchor of its first; False if there were too many."""
    budget = _MAX_FILLED
    for top, left, bottom, right in merged:
        if top > len(table) or left >= MAX_COLUMNS:
            continue
        first = table[top - 1][left] if left < len(table[top - 1]) else Cell("", (top, left))
        for row, column in _area(top, left, min(bottom, len(table)), min(right, MAX_COLUMNS - 1)):
            cells = table[row - 1]
            cells.extend(Cell("", (row, missing)) for missing in range(len(cells), column + 1))
            cells[column] = first
            budget -= 1
            if budget < 0:
                return False
    return True


def _area(top: int, left: int, bottom: int, right: int) -> Iterator[tuple[int, int]]:
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _text(cell: "ReadOnlyCell | EmptyCell") -> str:
    """A cell as the user sees it: days as ISO dates, months as 2022年12月, whole numbers without .0.

    _x005F_ is how a workbook writes an underscore that would begin the code of a character.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (date, datetime)):
        return _date_text(value, cell.number_format)
    if isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, (int, float)):
        if "%" in str(cell.number_format):
            return f"{round(value * 100, 6):g}%"
        return str(int(value)) if float(value).is_integer() else f"{value:.10g}"
    return "" if cell.data_type == "e" else str(value).replace("_x005F_", "_")


def _date_text(value: date, number_format: str) -> str:
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", str(number_format)).lower()
    if "m" in shown and "d" not in shown and "y" in shown:
        return f"{value.year}年{value.month}月"
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ", "minutes")
    return f"{value:%Y-%m-%d}"
