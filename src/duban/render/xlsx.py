"""Sheets as an Excel workbook: ready to print on A4 or A3, ready to fill in where columns ask for answers.

Bytes out, no file is written. No text can run as a formula; what is no answer column is protected once there is one.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from duban.render.cells import PROVISIONAL
from duban.render.escape import visible, visible_lines
from duban.render.width import width, wrap
from duban.views.sheet import Cell, Column, Kind, Mark, Row, Sheet, Table, Value

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as XlsxCell
    from openpyxl.styles import Border, PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

MOST_CHARACTERS = 32_000
_BAD_IN_TAB = re.compile(r"[:*?/\\\[\]]")
_TAB_LENGTH = 31
_NARROW, _WIDE = 6, 30
_ANSWER_WIDTHS = {Kind.DATE: 11, Kind.INT: 7, Kind.PERCENT: 7, Kind.TEXT: 9}
_FONT = "宋体"
_LINE_POINTS = 15.0
_MOST_POINTS = 400.0
_LONGEST_LIST = 255
_PAGE_COLUMNS = 120
_A4, _A3, _WIDEST_A4 = 9, 8, 190
_DAY, _WHOLE, _PART = "yyyy-mm-dd", "0", "0%"
_COLOURS = {Mark.LATE: "C00000", Mark.SOON: "B45F06", Mark.GOOD: "38761D", Mark.MUTED: "7F7F7F"}
_HEAD_FILL, _GROUP_FILL, _ANSWER_FILL = "D9E2F3", "F2F2F2", "FFF9E5"


def render(*sheets: Sheet, explained: bool = False) -> bytes:
    """A workbook with one worksheet for each sheet; `explained` moves all notes to a worksheet of their own, 说明."""
    from openpyxl import Workbook

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for sheet in sheets:
        _Page(book, replace(sheet, notes=()) if explained else sheet).write()
    notes = tuple(note for sheet in sheets for note in sheet.notes) if explained else ()
    if notes:
        _Page(book, Sheet("说明", notes, tab="说明")).write()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Page:
    """One worksheet in the making: lines are written from the top down."""

    def __init__(self, book: "Workbook", sheet: Sheet) -> None:
        self.sheet = sheet
        self.paper: Worksheet = book.create_sheet(_tab(sheet, book.sheetnames))
        self.line = self.last = 0
        self.widths = _widths(sheet.tables)
        self.answers = any(column.answer for table in sheet.tables for column in table.columns)

    def write(self) -> None:
        """Everything of the sheet, then the page it is printed on."""
        from openpyxl.utils import get_column_letter

        for place, columns in enumerate(self.widths, 1):
            self.paper.column_dimensions[get_column_letter(place)].width = columns
        if self.sheet.title:
            self._across(visible(self.sheet.title), size=16, bold=True, centred=True)
        for text in self.sheet.paragraphs:
            self._across(visible_lines(text))
        heads = [self._table(table) for table in self.sheet.tables]
        if self.sheet.notes:
            self.line += 1
        for text in self.sheet.notes:
            self._across(visible_lines(text))
        self._set_page(heads)

    def _across(
        self, text: str, *, size: int = 11, bold: bool = False, centred: bool = False, fill: str = ""
    ) -> None:
        """One line of text over all columns."""
        from openpyxl.styles import Alignment, Font

        self.line += 1
        cell = self._cell(1)
        _put_text(cell, text)
        cell.font = Font(name=_FONT, size=size, bold=bold)
        cell.alignment = Alignment(
            horizontal="center" if centred else "left", vertical="center", wrap_text=True
        )
        if fill:
            cell.fill = _fill(fill)
        if len(self.widths) > 1:
            self.paper.merge_cells(
                start_row=self.line, start_column=1, end_row=self.line, end_column=len(self.widths)
            )
        room = int(sum(self.widths) * 11 / size) - 2
        self._set_height(len(wrap(text, room)), size / 11)

    def _cell(self, place: int) -> "XlsxCell":
        """The cell of this line in a column that is not merged yet."""
        return cast("XlsxCell", self.paper.cell(self.line, place))

    def _table(self, table: Table) -> int:
        """A table; returns the line of its header."""
        if self.line:
            self.line += bool(self.sheet.tables[0] is not table)
        if table.title:
            self._across(visible_lines(table.title), bold=True)
        head = self._header(table.columns)
        for section in table.sections():
            if section.title:
                self._group(visible(section.title), len(table.columns))
            for cells in section.rows:
                self._row(cells, table.columns)
        self._validate(table.columns, head + 1)
        self.last = self.line
        return head

    def _group(self, title: str, columns: int) -> None:
        """The heading of a group, in its first cell and not merged: merged lines can be neither sorted nor filtered."""
        from openpyxl.styles import Font

        self.line += 1
        for place in range(1, columns + 1):
            self._cell(place).fill = _fill(_GROUP_FILL)
        _put_text(self._cell(1), title)
        self._cell(1).font = Font(name=_FONT, bold=True)
        self._set_height(1, 1)

    def _header(self, columns: Sequence[Column]) -> int:
        from openpyxl.styles import Alignment, Font

        self.line += 1
        for place, column in enumerate(columns, 1):
            cell = self._cell(place)
            _put_text(cell, visible(column.title))
            cell.font = Font(name=_FONT, bold=True)
            cell.fill = _fill(_HEAD_FILL)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = _border()
        self._fit([column.title for column in columns])
        return self.line

    def _row(self, cells: Row, columns: Sequence[Column]) -> None:
        from openpyxl.styles import Alignment, Font, Protection

        self.line += 1
        for place, (held, column) in enumerate(zip(cells, columns, strict=True), 1):
            cell = self._cell(place)
            _put(cell, held, column)
            cell.border = _border()
            cell.alignment = Alignment(
                horizontal="left" if column.kind is Kind.TEXT else "center", vertical="center", wrap_text=True
            )
            colour = _COLOURS.get(held.mark) if held.mark else None
            cell.font = Font(name=_FONT, color=colour, bold=held.mark is Mark.LATE)
            if column.answer:
                cell.protection = Protection(locked=False)
                cell.fill = _fill(_ANSWER_FILL)
        self._fit([_shown(held, column) for held, column in zip(cells, columns, strict=True)])

    def _fit(self, texts: Iterable[str]) -> None:
        """Make the line as high as its highest cell."""
        lines = (
            len(wrap(text, max(1, int(room) - 1))) if text else 1
            for text, room in zip(texts, self.widths, strict=False)
        )
        self._set_height(max(lines, default=1), 1)

    def _set_height(self, lines: int, scale: float) -> None:
        self.paper.row_dimensions[self.line].height = min(lines * _LINE_POINTS * scale + 3, _MOST_POINTS)

    def _validate(self, columns: Sequence[Column], first: int) -> None:
        """What may be typed into the answer columns, from line `first` to the present one."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        if self.line < first:
            return
        for place, column in enumerate(columns, 1):
            rule: DataValidation | None = None
            words = ",".join(column.choices)
            if column.answer and column.choices and len(words) < _LONGEST_LIST:
                rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
                rule.error = "请从下拉的词里选一个"
            elif column.answer and column.kind in {Kind.INT, Kind.PERCENT}:
                rule = DataValidation("whole", "0", "100", allow_blank=True, operator="between")
                rule.error = "请填 0 到 100 的整数，不带 %"
            elif column.answer and column.kind is Kind.DATE:
                rule = DataValidation("date", "36526", allow_blank=True, operator="greaterThanOrEqual")
                rule.error = "请填日期，如 2026-9-30"
            if rule is not None:
                rule.showErrorMessage = True
                rule.errorTitle = visible(column.title)
                letter = get_column_letter(place)
                rule.add(f"{letter}{first}:{letter}{self.line}")
                self.paper.add_data_validation(rule)

    def _set_page(self, heads: Sequence[int]) -> None:
        """A4 or A3 landscape, one page wide, header and number on every page; protected where answers are asked."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
        from openpyxl.worksheet.properties import PageSetupProperties

        paper = self.paper
        paper.page_setup.orientation = "landscape"
        paper.page_setup.paperSize = _A3 if sum(self.widths) > _WIDEST_A4 else _A4
        paper.page_setup.fitToWidth = 1
        paper.page_setup.fitToHeight = 0
        paper.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        paper.page_margins.left = paper.page_margins.right = 0.4
        paper.page_margins.top = paper.page_margins.bottom = 0.6
        paper.page_margins.header = paper.page_margins.footer = 0.25
        paper.print_options.horizontalCentered = True
        paper.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))
        if len(heads) == 1:
            paper.print_title_rows = f"{heads[0]}:{heads[0]}"
            paper.freeze_panes = f"A{heads[0] + 1}"
            if not self.answers and self.last > heads[0]:
                last = get_column_letter(len(self.sheet.tables[0].columns))
                paper.auto_filter.ref = f"A{heads[0]}:{last}{self.last}"
        if self.answers:
            paper.protection.sheet = True
            paper.protection.formatColumns = False
            paper.protection.formatRows = False


def _tab(sheet: Sheet, used: Sequence[str]) -> str:
    name = _BAD_IN_TAB.sub(" ", visible(sheet.tab or sheet.title)).strip(" '")[:_TAB_LENGTH] or "表"
    number, free = 2, name
    while free.lower() in {each.lower() for each in used}:
        free = f"{name[: _TAB_LENGTH - 4]} {number}"
        number += 1
    return free


def _widths(tables: Sequence[Table]) -> list[float]:
    """Columns of each column: as wide as its widest cell, wide texts wrapped."""
    found: list[float] = []
    for table in tables:
        for place, column in enumerate(table.columns):
            words = [_shown(cells[place], column) for cells in table.all_rows()]
            longest = max((width(line) for text in words for line in text.split("\n")), default=0)
            title = (width(column.title) + 1) // 2 + 1  # a heading may take two lines
            least = _ANSWER_WIDTHS[column.kind] + 6 * (column.shrink - 1) if column.answer else _NARROW
            fitting = max(min(longest, _WIDE), title, least)
            if place < len(found):
                found[place] = max(found[place], fitting + 1.5)
            else:
                found.append(fitting + 1.5)
    return found or [float(_PAGE_COLUMNS)]


def _shown(held: Cell, column: Column) -> str:
    """About what a cell looks like, to measure it."""
    value = held.value
    if isinstance(value, str):
        return visible_lines(value)
    if isinstance(value, date):
        return f"{value.isoformat()}{PROVISIONAL if held.mark is Mark.PROVISIONAL else ''}"
    if value is None:
        return ""
    return f"{value}%" if column.kind is Kind.PERCENT else str(value)


def _put(cell: "XlsxCell", held: Cell, column: Column) -> None:
    """A typed value: days and numbers stay what they are, everything else is text."""
    value: Value = held.value
    if isinstance(value, str):
        _put_text(cell, visible_lines(value))
    elif isinstance(value, date):
        cell.value = value
        sure = held.mark is not Mark.PROVISIONAL
        cell.number_format = _DAY if sure else f'{_DAY}"{PROVISIONAL}"'
    elif value is not None:
        cell.value = round(value / 100, 6) if column.kind is Kind.PERCENT else value
        cell.number_format = _share_format(value) if column.kind is Kind.PERCENT else "General"
    elif column.answer:
        forms = {Kind.DATE: _DAY, Kind.INT: _WHOLE, Kind.PERCENT: _WHOLE, Kind.TEXT: "@"}
        cell.number_format = forms[column.kind]


def _share_format(share: float) -> str:
    """As many decimals as the share has, two at most."""
    decimals = f"{share:.2f}".rstrip("0").partition(".")[2]
    return f"0.{'0' * len(decimals)}%" if decimals else _PART


def _put_text(cell: "XlsxCell", text: str) -> None:
    """Text that stays text, whatever it begins with."""
    cell.value = text[:MOST_CHARACTERS]
    cell.data_type = "s"
    cell.quotePrefix = True


def _fill(colour: str) -> "PatternFill":
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour)


def _border() -> "Border":
    from openpyxl.styles import Border, Side

    line = Side(style="thin", color="A6A6A6")
    return Border(left=line, right=line, top=line, bottom=line)
