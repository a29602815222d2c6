"""Which rows are tasks, which rows belong together, and which are group headings, totals and notes.

Gathers rows only: days and units in their cells are read by tables/draft_rows.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from duban.core.model.folding import fold
from duban.importers.formats.grid import MAX_COLUMNS, Cell, Grid, Row
from duban.importers.grammar.normalize import one_line
from duban.importers.grammar.numbering import is_number
from duban.importers.grammar.unit_lists import is_blank
from duban.importers.tables.column_roles import Layout
from duban.importers.tables.header import Header, is_header_again

_NOTE = re.compile(
    r"(?:注|备注|说明|附注|注释|填表说明|填报说明|填表人|填报人|制表人?|审核人?|联系人|联系电话|负责人|"
    r"单位负责人|填报单位|填报日期|制表日期|填表日期|报送日期|报送单位|分管领导签字|主要领导签字|签字|"
    r"签发人?|领导签字)(?:\(.{0,10}\))?[:：].*|注\d*[.、].*",
    re.DOTALL,
)
_READ = re.compile(r"已阅|阅件|阅知|传阅|知悉|存档|备查")
_TOTAL = re.compile(r"(?:合|总|小)计.{0,10}|共计.{0,10}")
_CHINESE_NUMBER = r"[一二三四五六七八九十]{1,3}"
_LEVELS = (
    re.compile(rf"{_CHINESE_NUMBER}[、.．,，].+|第{_CHINESE_NUMBER}(?:部分|类|章|板块|篇).*", re.DOTALL),
    re.compile(rf"[(（]{_CHINESE_NUMBER}[)）].+", re.DOTALL),
)
_CLASS = re.compile(r".{2,15}(?:类|方面|领域|部分|板块|篇)(?:[(（].{1,12}[)）])?")
_BARE_NUMBER = re.compile(rf"[(（]?{_CHINESE_NUMBER}[)）]?[、.．]?")
_DITTO = frozenset({"同上", "〃", "″", "”", '"', "同上。", "〞"})
_LONGEST_GROUP = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """The rows of one task, the group headings over it; `shared`: its title stands for several tasks."""

    rows: tuple[Row, ...]
    groups: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """The tasks of a table, and the rows that are none: totals, notes, numbers without a text."""

    entries: tuple[Entry, ...]
    notes: tuple[Row, ...]


def data_rows(grid: Grid, header: Header) -> tuple[Row, ...]:
    """The non-empty rows under the header, without repeated headers and column numbers.

    同上 is replaced by the text above it.
    """
    rows = [row for row in grid.rows[header.last + 1 :] if row.own() and not is_header_again(row, header)]
    if rows and _counts_columns(rows[0]):
        del rows[0]
    return tuple(_without_ditto(rows))


def gather(rows: tuple[Row, ...], layout: Layout) -> Gathered:
    """The tasks among the data rows; a row that continues the task above is joined to it."""
    entries: list[Entry] = []
    notes: list[Row] = []
    groups: dict[int, str] = {}
    empty: list[Row] = []  # group headings that no task has followed yet
    previous: Row | None = None
    numbered = layout.number is not None and any(is_number(row.text(layout.number)) for row in rows)
    who = (*layout.all_units, *layout.deadline)
    plain = any(
        row.text(layout.title) and (not _looks_like_group(row.text(layout.title)) or _stands(row, who))
        for row in rows
    )
    carried = (*layout.groups, *layout.lead, *layout.units)
    for row in _carried(rows, tuple(column for column in carried if column < layout.title)):
        is_note = _is_note(row, layout)
        heading = None if is_note else _group_of(row, layout, numbered=numbered, plain=plain)
        if heading is not None and len(heading) <= _LONGEST_GROUP:
            level = _level(heading)
            groups = {depth: name for depth, name in groups.items() if depth < level} | {level: heading}
            empty.append(row)
            previous = None
        elif heading is not None or is_note:
            notes.append(row)
        else:
            empty.clear()
            row_filled = _borrow(row, previous, layout)
            _add(entries, row_filled, previous, tuple(groups[level] for level in sorted(groups)), layout)
            previous = row_filled
    return Gathered(tuple(entries), (*notes, *empty))


def _add(
    entries: list[Entry], row: Row, previous: Row | None, groups: tuple[str, ...], layout: Layout
) -> None:
    same = previous is not None and _same_title(previous, row, layout)
    if same and _goes_on(row, layout):
        entries[-1] = replace(entries[-1], rows=(*entries[-1].rows, row))
        return
    if same:
        entries[-1] = replace(entries[-1], shared=True)
    entries.append(Entry((row,), groups, same))


def texts_of(rows: Iterable[Row], columns: Iterable[int]) -> tuple[str, ...]:
    """The texts of these columns over the rows, each cell once, dashes left out."""
    places = tuple(columns)
    cells = dict.fromkeys(row.cell(column) for row in rows for column in places)
    return tuple(cell.text for cell in cells if not is_blank(cell.text))


def _counts_columns(row: Row) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 … or 甲, 乙, 1, 2."""
    texts = [fold(cell.text).strip("()") for _, cell in row.own()]
    numbers = [text for text in texts if text.isdecimal() and len(text) <= len(str(MAX_COLUMNS))]
    rest = [text for text in texts if text not in numbers]
    return (
        len(texts) > len("序号")
        and all(int(after) == int(before) + 1 for before, after in pairwise(numbers))
        and rest == ["甲", "乙", "丙", "丁"][: len(rest)]
        and len(numbers) > 1
    )


def _without_ditto(rows: list[Row]) -> Iterator[Row]:
    above: Row | None = None
    for row in rows:
        cells = (
            replace(cell, text=above.text(column)) if above and cell.text in _DITTO else cell
            for column, cell in enumerate(row.cells)
        )
        above = replace(row, cells=tuple(cells))
        yield above


def _carried(rows: Iterable[Row], columns: tuple[int, ...]) -> Iterator[Row]:
    """The rows with blank category cells filled from above; a new category clears the finer ones to its right."""
    above: dict[int, Cell] = {}
    for row in rows:
        cells = list(row.cells)
        cells.extend(Cell() for _ in range(len(cells), max(columns, default=-1) + 1))
        for column in columns:
            if cells[column].text:
                above = {place: cell for place, cell in above.items() if place < column}
                above[column] = cells[column]
            else:
                cells[column] = above.get(column, cells[column])
        yield replace(row, cells=tuple(cells))


def _is_note(row: Row, layout: Layout) -> bool:
    """Whether a row is no task: a total, a note, signatures, or a number printed without a task."""
    own = row.own()
    texts = [fold(cell.text) for _, cell in own]
    named = [column for column, _ in own]
    who = {row.cell(column) for column in (*layout.all_units, *layout.deadline)}
    if (
        len(who) > 1
        and all(cell.text and is_blank(cell.text) for cell in who)
        and any(map(_READ.search, texts))
    ):
        return True  # in so many words nobody has to do anything
    if _TOTAL.fullmatch(texts[0]) or all(_NOTE.fullmatch(text) for text in texts):
        return True
    if _NOTE.fullmatch(texts[0]) and not any(
        row.text(column) for column in (*layout.all_units, *layout.deadline)
    ):
        return True
    return all(column == layout.number for column in named) and is_number(own[0][1].text)


def _group_of(row: Row, layout: Layout, *, numbered: bool, plain: bool) -> str | None:
    """The text of a group heading: alone in its row, or a Chinese numeral before a title without other cells.

    `numbered`: other rows have Arabic numbers; `plain`: other titles do not look like group headings.
    """
    own = row.own()
    if len(own) == 1:
        return _alone(row, *own[0], layout, plain=plain)
    said = (*layout.all_units, *layout.deadline, *layout.details)
    if layout.number is None or not numbered or any(row.text(place) for place in said):
        return None
    number, title = row.text(layout.number), one_line(row.text(layout.title))
    if not title or _BARE_NUMBER.fullmatch(number) is None or len(title) > _LONGEST_GROUP:
        return None
    return f"{number}{title}" if number[-1] in ")）、.．" else f"{number}、{title}"


def _alone(row: Row, column: int, cell: Cell, layout: Layout, *, plain: bool) -> str | None:
    """The only text of a row as a group heading: merged across, left of the titles, or numbered 一、 among them."""
    text = one_line(cell.text)
    said = {*layout.all_units, *layout.deadline, *layout.details}
    covered = {place for place, other in enumerate(row.cells) if other.anchor == cell.anchor}
    number = set() if layout.number is None else {layout.number}
    if any(row.text(place) for place in (said | number | {layout.title}) - covered):
        return None
    if len(covered) > 1:
        return text if covered & ({layout.title} | number) else None
    if column == layout.title:
        return text if said and plain and _looks_like_group(text) else None
    return text if column < layout.title and column not in said else None


def _looks_like_group(text: str) -> bool:
    return any(level.fullmatch(text) for level in _LEVELS) or _CLASS.fullmatch(text) is not None


def _level(text: str) -> int:
    return next((depth for depth, pattern in enumerate(_LEVELS) if pattern.fullmatch(text)), 0)


def _borrow(row: Row, previous: Row | None, layout: Layout) -> Row:
    """A row without number and title takes those of the row above, as if these cells were merged."""
    number = layout.number
    if previous is None or row.text(layout.title) or (number is not None and _stands(row, (number,))):
        return row
    columns = [layout.title] if number is None or row.text(number) else [number, layout.title]
    cells = list(row.cells)
    cells.extend(Cell() for _ in range(len(cells), max(columns) + 1))
    for column in columns:
        cells[column] = previous.cell(column)
    return replace(row, cells=tuple(cells))


def _same_title(previous: Row, row: Row, layout: Layout) -> bool:
    cell = row.cell(layout.title)
    return bool(cell.text) and cell.anchor == previous.cell(layout.title).anchor


def _goes_on(row: Row, layout: Layout) -> bool:
    """Whether a row under the same title continues its task: it adds text or units, but not both.

    A measure with a day continues its problem; one with a unit of its own is a task of its own.
    """
    if layout.number is not None and _stands(row, (layout.number,)):
        return False
    if layout.of_problems and not _stands(row, layout.all_units):  # one more measure, with its day
        return True
    return not (_stands(row, layout.details) and _stands(row, (*layout.all_units, *layout.deadline)))


def _stands(row: Row, columns: Iterable[int]) -> bool:
    """Whether in one of the columns a text begins in this row, and is not merged down from above."""
    cells = (row.cell(column) for column in columns)
    return any(cell.text and cell.anchor[0] == row.number for cell in cells)
