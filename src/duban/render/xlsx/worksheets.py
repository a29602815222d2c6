"""Which sheets are on which worksheet of a workbook, and how wide its columns are.

Pure; knows nothing of the library that writes the file.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from duban.render.charts.trend import is_trend
from duban.render.text.cells import PROVISIONAL
from duban.render.text.escape import visible_lines
from duban.render.text.width import width
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table

_NARROW, _WIDE, _WIDEST = 6, 30, 60
_SHORT_HEAD = 10
"""Columns of a heading too short to be broken: its second line would hold one or two characters."""
_ANSWER_WIDTHS = {Kind.DATE: 11, Kind.INT: 7, Kind.PERCENT: 7, Kind.TEXT: 9}
_MARGIN = 1.5
_MOST_APART = 6
"""The most by which the widths of a column may differ in two tables on the same worksheet."""
_LEAST_PAGE, _PAGE_COLUMNS, _TEXT_COLUMNS = 100, 130, 110
_FILLED = 0.95
"""The part of a page that is filled: programs differ a little in the height of a line."""
_LEGEND = {
    Mark.LATE: "红色加粗：逾期、未完成、欠进度、缺报。",
    Mark.SOON: "橙色：快要到期。",
    Mark.GOOD: "绿色：已经销号。",
    Mark.MUTED: "灰色：已中止、已撤销。",
    Mark.PROVISIONAL: "（暂定）：到期日要算进还没有公布放假安排的日子，公布以后可能变动。",
}


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One worksheet: its sheets from top to bottom, the name on its tab, the header of its printed pages."""

    parts: tuple[Sheet, ...]
    tab: str
    head: str = ""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table in order."""
        return tuple(table for part in self.parts for table in part.tables)


def one_each(sheets: Sequence[Sheet]) -> tuple[Worksheet, ...]:
    """Every sheet on a worksheet of its own, with its notes."""
    return tuple(Worksheet((sheet,), sheet.tab or sheet.title) for sheet in sheets)


def as_report(sheets: Sequence[Sheet]) -> tuple[Worksheet, ...]:
    """Texts and tables of like width on the first worksheet, every other table on its own, the notes (说明) last.

    So every long list has its own header, filter and frozen line, and no table gets the widths of another. If a sheet
    has nothing but long lists, only the line with their names is on the first worksheet.
    """
    first = sheets[0]
    kept: list[Table] = []
    apart: list[Worksheet] = []
    parts: list[Sheet] = []
    for sheet in sheets:
        pointers, here = list[str](), []
        for table in sheet.tables:
            if _fits(table, kept):
                kept.append(table)
                here.append(table)
            else:
                name = table.title or sheet.title or sheet.tab
                held = Sheet(name, tables=(msgspec.structs.replace(table, title=""),))
                apart.append(Worksheet((held,), table.title or sheet.tab or sheet.title, first.title))
                pointers.append(name)
        pointed = (f"另见工作表：{'、'.join(pointers)}。",) if pointers else ()
        if pointed and parts and not (here or sheet.paragraphs):
            parts[-1] = msgspec.structs.replace(parts[-1], notes=(*parts[-1].notes, *pointed))
        else:
            parts.append(msgspec.structs.replace(sheet, tables=tuple(here), notes=pointed))
    main = Worksheet(tuple(parts), first.tab or first.title)
    notes = (*(note for sheet in sheets for note in sheet.notes), *_legend(sheets))
    explained = (Worksheet((Sheet("说明", notes),), "说明", first.title),) if notes else ()
    return (main, *apart, *explained)


def _fits(table: Table, kept: Sequence[Table]) -> bool:
    """Whether a table may follow the tables kept: their columns can share widths, and none is a long list.

    A trend never does: its chart is beside it.
    """
    if is_trend(table) or not kept:
        return not is_trend(table)
    own, others = _own_widths(table), [_own_widths(other) for other in kept]
    if max(own[1:], default=0) > _WIDE or any(max(other[1:], default=0) > _WIDE for other in others):
        return False
    return all(
        abs(mine - theirs) <= _MOST_APART
        for other in others
        for mine, theirs in list(zip(own, other, strict=False))[1:]
    )


def _legend(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The meaning of the colours that are used."""
    used = {
        cell.mark for sheet in sheets for table in sheet.tables for row in table.all_rows() for cell in row
    }
    yield from (text for mark, text in _LEGEND.items() if mark in used)


def column_widths(tables: Sequence[Table]) -> list[float]:
    """The width of each column: as its widest cell, wide texts wrapped; columns of figures are made equal."""
    found = _widest(tables, _WIDE)
    if len(tables) > 1:
        figures = [
            place for place in range(1, len(found)) if all(_is_figure(table, place) for table in tables)
        ]
        widest = max((found[place] for place in figures), default=0)
        for place in figures:
            found[place] = widest
    return found or [float(_TEXT_COLUMNS)]


def roomy_widths(tables: Sequence[Table]) -> list[float]:
    """The same, with the room left on the page given to columns whose texts are cut most, else to all equally."""
    found = column_widths(tables)
    if not tables:
        return found
    wanted = _widest(tables, _WIDEST)
    spare = _PAGE_COLUMNS - sum(found)
    while spare > 0 and any(map(float.__lt__, found, wanted)):
        place = max(range(len(found)), key=lambda each: wanted[each] - found[each])
        found[place] += 1
        spare -= 1
    factor = max(1.0, _LEAST_PAGE / sum(found))
    return [each * factor for each in found]


def _widest(tables: Sequence[Table], most: int) -> list[float]:
    each = [_own_widths(table, most) for table in tables]
    return [max(column) for column in _columns_of(each)]


def _columns_of(each: Sequence[Sequence[float]]) -> Iterator[list[float]]:
    for place in range(max(map(len, each), default=0)):
        yield [widths[place] for widths in each if place < len(widths)]


def _is_figure(table: Table, place: int) -> bool:
    return place >= len(table.columns) or table.columns[place].kind in {Kind.INT, Kind.PERCENT}


def _own_widths(table: Table, most: int = _WIDE) -> list[float]:
    return [_own_width(table, place, column, most) for place, column in enumerate(table.columns)]


def _own_width(table: Table, place: int, column: Column, most: int) -> float:
    words = (shown(cells[place], column) for cells in table.all_rows())
    longest = max((width(line) for text in words for line in text.split("\n")), default=0)
    title = width(column.title)
    if title > _SHORT_HEAD:
        title = (title + 1) // 2 + 1  # a long heading may take two lines
    least = _ANSWER_WIDTHS[column.kind] + 6 * (column.shrink - 1) if column.answer else _NARROW
    return max(min(longest, most), title, least) + _MARGIN


def page_breaks(heights: Sequence[float], together: Iterable[tuple[int, int]], room: float) -> list[int]:
    """The lines, counted from 1, before which a page begins so that lines which belong `together` are not split.

    Groups higher than a page cannot be kept together. `room` is the height of a page; a little of it is left free.
    """
    last_of = dict(sorted(together, key=lambda span: span[1]))
    room *= _FILLED
    used, breaks = 0.0, []
    for line, height in enumerate(heights, 1):
        needed = sum(heights[line - 1 : last_of[line]]) if line in last_of else 0.0
        if used and used + needed > room >= needed:
            breaks.append(line)
            used = 0.0
        used = height if used + height > room else used + height
    return breaks


def shown(held: Cell, column: Column) -> str:
    """The approximate text of a cell, to measure it."""
    value = held.value
    if isinstance(value, str):
        return visible_lines(value)
    if isinstance(value, date):
        return f"{value.isoformat()}{PROVISIONAL if held.mark is Mark.PROVISIONAL else ''}"
    if value is None:
        return ""
    return f"{value}%" if column.kind is Kind.PERCENT else str(value)
