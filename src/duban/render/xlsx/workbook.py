"""Sheets as an Excel workbook: ready to print on A4 or A3, ready to fill in where columns ask for answers.

Bytes out, no file is written. No text can run as a formula; if there are answer columns, all else is protected.
"""

import io
import re
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from duban.render.charts.trend import is_trend
from duban.render.text.cells import PROVISIONAL
from duban.render.text.escape import visible, visible_lines
from duban.render.text.width import clip, wrap
from duban.render.xlsx.chart import add_chart
from duban.render.xlsx.worksheets import (
    Worksheet,
    as_report,
    column_widths,
    one_each,
    page_breaks,
    roomy_widths,
    shown,
)
from duban.views.model.sheet import Cell, Column, Kind, Mark, Row, Sheet, Table, Value, is_total

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as XlsxCell
    from openpyxl.styles import Border, PatternFill
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet as Paper

MOST_CHARACTERS = 32_000
_BAD_IN_TAB = re.compile(r"[:*?/\\\[\]]")
_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TAB_LENGTH = 31
_FONT = "宋体"
_LINE_POINTS = 15.0
_MOST_POINTS = 400.0
_LONGEST_LIST, _LONGEST_HEAD = 255, 100
_A4, _A3, _WIDEST_A4 = 9, 8, 190
_PAGES = {_A4: (784.0, 509.0), _A3: (1133.0, 755.0)}
"""Width and height between the margins, in points; the points of a character of column width and of its padding."""
_CHARACTER_POINTS, _PADDING_POINTS, _POINTS_IN_CENTIMETRE = 6.0, 3.75, 28.35
_MOST_SHRUNK = 1.3
"""What would fill up to so many pages is printed smaller on one page, instead of on two."""
_MOST_FROZEN = 8
"""A header below this line is not frozen."""
_DAY, _WHOLE, _PART = "yyyy-mm-dd", "0", "0%"
_ANSWER_FORMATS = {Kind.DATE: _DAY, Kind.INT: _WHOLE, Kind.PERCENT: _WHOLE, Kind.TEXT: "@"}
_COLOURS = {Mark.LATE: "C00000", Mark.SOON: "B45F06", Mark.GOOD: "38761D", Mark.MUTED: "7F7F7F"}
_HEAD_FILL, _GROUP_FILL, _ANSWER_FILL = "D9E2F3", "F2F2F2", "FFF9E5"


def render(*sheets: Sheet, report: bool = False) -> bytes:
    """A workbook, one worksheet for each sheet; a `report` has long lists and notes on worksheets of their own."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book: Any = Workbook()
    book._fonts[0] = Font(name=_FONT, size=11)  # noqa: SLF001 - columns are as wide as figures of the first font
    if book.active is not None:
        book.remove(book.active)
    for each in as_report(sheets) if report else one_each(sheets):
        _Page(book, each, report=report).write()
    book.properties.creator = "duban"
    book.properties.title = visible(sheets[0].title) if sheets else ""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_Look = tuple[str | None, bool, Mark | None, bool, bool]
"""Number format (None: text), text column, mark, row of sums, answer."""


class _Page:
    """One worksheet in the making: lines are written from the top down."""

    def __init__(self, book: "Workbook", sheet: Worksheet, *, report: bool) -> None:
        self.sheet = sheet
        self.report = report
        self.paper: Paper = book.create_sheet(_tab(sheet.tab, book.sheetnames))
        self.line = self.last = 0
        self.widths = (roomy_widths if report else column_widths)(sheet.tables)
        self.size = _A3 if sum(self.widths) > _WIDEST_A4 else _A4
        self.together: list[tuple[int, int]] = []
        self.looks: dict[_Look, StyleArray] = {}
        self.answers = any(column.answer for table in sheet.tables for column in table.columns)

    def write(self) -> None:
        """Writes the whole worksheet, then sets up its printed page."""
        from openpyxl.utils import get_column_letter

        for place, columns in enumerate(self.widths, 1):
            self.paper.column_dimensions[get_column_letter(place)].width = columns
        heads = [head for part in self.sheet.parts for head in self._part(part)]
        self._set_page(heads)
        if self.report:
            self._break_pages()

    def _part(self, sheet: Sheet) -> list[int]:
        """One sheet under those before it; returns the lines of its headers."""
        if self.line:
            self.line += 1
            if sheet.title:
                self._across(visible(sheet.title), size=13, bold=True)
                self.together.append((self.line, self.line + 1))
        elif sheet.title:
            self._across(visible(sheet.title), size=16, bold=True, centred=True)
        for text in sheet.paragraphs:
            self._across(visible_lines(text))
        heads = []
        for place, table in enumerate(sheet.tables):
            self.line += bool(place)
            heads.append(self._table(table))
        if sheet.notes:
            self.line += 1
        for text in sheet.notes:
            self._across(visible_lines(text))
        return heads

    def _across(self, text: str, *, size: int = 11, bold: bool = False, centred: bool = False) -> None:
        """One line of text over all columns."""
        from openpyxl.styles import Alignment, Font

        self.line += 1
        cell = self._cell(1)
        _put_text(cell, text)
        cell.quotePrefix = True
        cell.font = Font(name=_FONT, size=size, bold=bold)
        cell.alignment = Alignment(
            horizontal="center" if centred else "left", vertical="center", wrap_text=True
        )
        if len(self.widths) > 1:
            self.paper.merge_cells(
                start_row=self.line, start_column=1, end_row=self.line, end_column=len(self.widths)
            )
        room = int(sum(self.widths) * 11 / size) - 2
        self._set_height(len(wrap(text, room)), size / 11)

    def _cell(self, place: int) -> "XlsxCell":
        """The cell of this line in column `place`, which must not be merged yet."""
        return cast("XlsxCell", self.paper.cell(self.line, place))

    def _table(self, table: Table) -> int:
        """A table; returns the line of its header."""
        first = self.line + 1
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
        if len(self.sheet.tables) > 1:
            self.together.append((first, self.last))
        if is_trend(table):
            add_chart(self.paper, table, head, self._points() / _POINTS_IN_CENTIMETRE)
        return head

    def _group(self, title: str, columns: int) -> None:
        """Writes a group's heading into its first cell, not merged: merged lines can be neither sorted nor filtered."""
        from openpyxl.styles import Font

        self.line += 1
        for place in range(1, columns + 1):
            self._cell(place).fill = _fill(_GROUP_FILL)
        _put_text(self._cell(1), title)
        self._cell(1).quotePrefix = True
        self._cell(1).font = Font(name=_FONT, bold=True)
        self._set_height(1, 1)

    def _header(self, columns: Sequence[Column]) -> int:
        from openpyxl.styles import Alignment, Font

        self.line += 1
        for place, column in enumerate(columns, 1):
            cell = self._cell(place)
            _put_text(cell, visible(column.title))
            cell.quotePrefix = True
            cell.font = Font(name=_FONT, bold=True)
            cell.fill = _fill(_HEAD_FILL)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = _border()
        self._fit([column.title for column in columns])
        return self.line

    def _row(self, cells: Row, columns: Sequence[Column]) -> None:
        self.line += 1
        total = is_total(cells)
        for place, (held, column) in enumerate(zip(cells, columns, strict=True), 1):
            cell = self._cell(place)
            number_format = _put(cell, held, column)
            look = (number_format, column.kind is Kind.TEXT, held.mark, total, column.answer)
            self._dress(cell, look)
        self._fit([shown(held, column) for held, column in zip(cells, columns, strict=True)])

    def _dress(self, cell: Any, look: _Look) -> None:  # noqa: ANN401 - what is copied has no type there
        """Sets font, border and the rest. openpyxl looks these up slowly, so each look is made once and copied."""
        known = self.looks.get(look)
        if known is not None:
            cell._style = copy(known)  # noqa: SLF001 - it has no other way to give a cell the style of another
            return
        from openpyxl.styles import Alignment, Font, Protection

        number_format, is_text, mark, total, answer = look
        if number_format:
            cell.number_format = number_format
        cell.quotePrefix = number_format is None
        cell.border = _border()
        cell.alignment = Alignment(
            horizontal="left" if is_text else "center", vertical="center", wrap_text=True
        )
        cell.font = Font(
            name=_FONT, color=_COLOURS.get(mark) if mark else None, bold=total or mark is Mark.LATE
        )
        if total:
            cell.fill = _fill(_GROUP_FILL)
        if answer:
            cell.protection = Protection(locked=False)
            cell.fill = _fill(_ANSWER_FILL)
        self.looks[look] = copy(cell._style)  # noqa: SLF001 - the same

    def _fit(self, texts: Iterable[str]) -> None:
        """Makes the line as high as its highest cell needs."""
        lines = (
            len(wrap(text, max(1, int(room) - 1))) if text else 1
            for text, room in zip(texts, self.widths, strict=False)
        )
        self._set_height(max(lines, default=1), 1)

    def _set_height(self, lines: int, scale: float) -> None:
        self.paper.row_dimensions[self.line].height = min(lines * _LINE_POINTS * scale + 3, _MOST_POINTS)

    def _validate(self, columns: Sequence[Column], first: int) -> None:
        """Restricts what may be typed into the answer columns, from line `first` to the present one."""
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
        """Sets A4 or A3 landscape, one page wide, header and page number; protects the sheet if it asks for answers."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
        from openpyxl.worksheet.properties import PageSetupProperties

        paper = self.paper
        paper.page_setup.orientation = "landscape"
        paper.page_setup.paperSize = self.size
        paper.page_setup.fitToWidth = 1
        paper.page_setup.fitToHeight = 0
        paper.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        paper.page_margins.left = paper.page_margins.right = 0.4
        paper.page_margins.top = paper.page_margins.bottom = 0.6
        paper.page_margins.header = paper.page_margins.footer = 0.25
        paper.print_options.horizontalCentered = True
        paper.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))
        if self.sheet.head:
            head = clip(visible(self.sheet.head), _LONGEST_HEAD).replace("&", "&&")
            paper.HeaderFooter.oddHeader = HeaderFooterItem(right=_HeaderFooterPart(head))
        if len(heads) == 1 and heads[0] <= _MOST_FROZEN:
            paper.print_title_rows = f"{heads[0]}:{heads[0]}"
            paper.freeze_panes = f"A{heads[0] + 1}"
            if not self.answers and self.last > heads[0]:
                last = get_column_letter(len(self.sheet.tables[0].columns))
                paper.auto_filter.ref = f"A{heads[0]}:{last}{self.last}"
        if self.answers:
            paper.protection.sheet = True
            paper.protection.formatColumns = False
            paper.protection.formatRows = False

    def _points(self) -> float:
        """The width of all columns, in points."""
        return sum(each * _CHARACTER_POINTS + _PADDING_POINTS for each in self.widths)

    def _break_pages(self) -> None:
        """Fits all on one page if a little smaller is enough; else begins pages where nothing is torn apart."""
        from openpyxl.worksheet.pagebreak import Break

        setup, rows = self.paper.page_setup, self.paper.row_dimensions
        wide, high = _PAGES[self.size]
        scale = min(1.0, wide / self._points())
        heights = [rows[line].height or _LINE_POINTS for line in range(1, self.line + 1)]
        room = high / scale
        if len(self.sheet.tables) > 1 and sum(heights) <= room * _MOST_SHRUNK:
            setup.fitToHeight = 1
            return
        for line in page_breaks(heights, self.together, room):
            self.paper.row_breaks.append(Break(id=line - 1))


def _tab(name: str, used: Sequence[str]) -> str:
    name = _first(_BAD_IN_TAB.sub(" ", visible(name)).strip(" '"), _TAB_LENGTH).strip(" '") or "表"
    number, free = 2, name
    while free.lower() in {each.lower() for each in used}:
        free = f"{_first(name, _TAB_LENGTH - 4)} {number}"
        number += 1
    return free


def _first(text: str, units: int) -> str:
    """The beginning of a text, in units of UTF-16 as spreadsheets count; no character is cut in two."""
    if len(text) * 2 <= units:
        return text
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")


def _put(cell: "XlsxCell", held: Cell, column: Column) -> str | None:
    """Writes a typed value, days and numbers as such; returns its number format, None for text."""
    value: Value = held.value
    if isinstance(value, str):
        _put_text(cell, visible_lines(value))
        return None
    if isinstance(value, date):
        cell.value = value
        return _DAY if held.mark is not Mark.PROVISIONAL else f'{_DAY}"{PROVISIONAL}"'
    if value is None:
        return _ANSWER_FORMATS[column.kind] if column.answer else "General"
    if column.kind is Kind.PERCENT:
        cell.value = round(value / 100, 6)
        return _share_format(value)
    cell.value = value
    return "General"


def _share_format(share: float) -> str:
    """The format for a percentage: as many decimals as it has, two at most."""
    decimals = f"{share:.2f}".rstrip("0").partition(".")[2]
    return f"0.{'0' * len(decimals)}%" if decimals else _PART


def _put_text(cell: "XlsxCell", text: str) -> None:
    """Writes text as text whatever it begins with, and escapes what would be read as a character code (_x000D_)."""
    cell.value = _CODE.sub("_x005F_", _first(text, MOST_CHARACTERS))
    cell.data_type = "s"


def _fill(colour: str) -> "PatternFill":
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour)


def _border() -> "Border":
    from openpyxl.styles import Border, Side

    line = Side(style="thin", color="A6A6A6")
    return Border(left=line, right=line, top=line, bottom=line)
