"""Tables that a page or a converter flattened into text: one cell a line, or rows with bars; merged cells are lost.

Lays the cells out again by what each looks like; which column means what is decided in tables/column_roles.py.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duban.core.grammar.typed import years_in
from duban.core.model.folding import fold
from duban.importers.formats.blocks import Block, Paragraph, TableBlock, line_of
from duban.importers.formats.cell_alignment import GROUP, NUMBERED, PEOPLE, UNITS, WHAT, best_path, lay_rows
from duban.importers.formats.grid import Cell, Grid, Row
from duban.importers.grammar.headings import field_of, is_exact
from duban.importers.grammar.normalize import one_line
from duban.importers.grammar.numbering import is_number
from duban.importers.grammar.unit_names import is_strong, is_unit
from duban.importers.table_repair.boxed import draw_in
from duban.importers.table_repair.spaced import space_in

_BAR = re.compile(r"(?<!\\)[|｜]")

_RULE_LINE = re.compile(r"^[\s|:+\-—=]+$")

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def has_bar(text: str) -> bool:
    """Whether a line holds a bar, half-width | or full-width ｜."""
    return "|" in text or "｜" in text


def is_framed(text: str) -> bool:
    """Whether a line begins with a bar."""
    return text.strip().startswith(("|", "｜"))


def bar_cells(text: str, *, framed: bool) -> list[str]:
    """The cells of a line up to the last filled one; none for a Markdown separator line (|---|)."""
    if _RULE_LINE.match(text):
        return []
    text = text.strip()
    lines = (_BREAK.split(cell.replace("\\|", "|")) for cell in _BAR.split(text[1:] if framed else text))
    cells = ["\n".join(filter(None, map(one_line, each))) for each in lines]
    while cells and not cells[-1]:
        cells.pop()
    return cells


_SHORT_HEADING = 12
_FEW_HEADINGS = 3
_HALF = 2
_LONGEST_GROUP = 40
_MOST_PIECES, _LONGEST_PIECE = 4, 4
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_TOP = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SECOND = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]")
_COUNTED = re.compile(r"(\d{1,3})[.、．](?!\d)")
_LOWER = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,3}(?:[.、．]|$)")
_MOST_CELLS = 6_000
_ANNEX = re.compile(r"^附\s*件")


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    line: int


def unflatten(blocks: Sequence[Block], path: str) -> tuple[Block, ...]:
    """The blocks with flattened tables put together again."""
    found: list[Block] = []
    position = 0
    while position < len(blocks):
        taken, block = 0, None
        for find in (draw_in, _piped, _stacked, space_in):
            taken, block = find(blocks, position, path)
            if block is not None:
                break
        if block is None:
            found.append(blocks[position])
            position += 1
        else:
            found.append(block)
            position += taken
    return tuple(found)


def _texts(blocks: Sequence[Block], start: int) -> Iterator[Paragraph]:
    for block in blocks[start:]:
        if not isinstance(block, Paragraph):
            return
        yield block


def _piped(blocks: Sequence[Block], start: int, path: str) -> tuple[int, TableBlock | None]:
    """The table of rows with bars between cells that begins at a place with its header."""
    first = blocks[start]
    if not isinstance(first, Paragraph) or not has_bar(first.text):
        return 0, None
    headings = bar_cells(first.text, framed=is_framed(first.text))
    if not _are_headings(headings):
        return 0, None
    taken, rows = _bar_rows(blocks, start)
    if not rows:
        return 0, None
    full = [row for row in rows if len(row) == len(headings)]
    numbered = _numbered_column(full)
    if all(len(row) <= len(headings) for row in rows) and (len(full) * _HALF > len(rows) or numbered >= 0):
        lines = [_placed(row, headings, numbered) for row in rows]
    else:
        texts = [cell.text for row in rows for cell in row if cell.text]
        if sum(any(is_number(cell.text) for cell in row) for row in rows) * _HALF >= len(rows):
            headings = _with_numbers(headings, texts)
        lines = [_aligned(row, headings) for row in rows]
    columns = list(zip(headings, _fields(headings), strict=True))
    return taken, TableBlock(_grid(columns, lines, path, line_of(first), lead_only=True), first.place)


def _fields(headings: Iterable[str]) -> tuple[str, ...]:
    """The fields of headings; where none names units, 责任科室 and the like are the units."""
    fields = tuple(field_of(name) or "" for name in headings)
    return (
        fields if UNITS.intersection(fields) else tuple("unit" if each == "post" else each for each in fields)
    )


def _numbered_column(full: Sequence[list[_Cell]]) -> int:
    """The column whose texts are numbered (1.…, 2.…) in most complete rows; -1 if there is none."""
    for column in range(len(full[0]) if full else 0):
        found = sum(NUMBERED.match(row[column].text) is not None for row in full)
        if found > 1 and found * _HALF > len(full):
            return column
    return -1


def _bar_rows(blocks: Sequence[Block], start: int) -> tuple[int, list[list[_Cell]]]:
    """The rows under a header with bars, and how many paragraphs they take with it; broken rows are joined."""
    rows: list[list[_Cell]] = []
    taken = 1
    header = next(_texts(blocks, start)).text
    framed = is_framed(header)
    for paragraph in _texts(blocks, start + 1):
        if not has_bar(paragraph.text):
            if not _goes_on(blocks, start + taken, header):
                break
            if GROUP.match(paragraph.text) and len(paragraph.text) <= _LONGEST_GROUP:
                rows.append([_Cell(paragraph.text, line_of(paragraph))])
            elif rows:
                rows[-1][-1] = _Cell(rows[-1][-1].text + paragraph.text, rows[-1][-1].line)
        elif _begins_other(paragraph.text, header):
            break
        elif texts := bar_cells(paragraph.text, framed=framed):
            rows.append([_Cell(text, line_of(paragraph)) for text in texts])
        taken += 1
    return taken, rows


def _are_headings(cells: Sequence[str]) -> bool:
    return sum(_meaning(each) is not None for each in cells) >= _FEW_HEADINGS and _names_task(cells)


def _begins_other(text: str, header: str) -> bool:
    """Whether a row with bars is the header of another table, not this table's header repeated."""
    cells = bar_cells(text, framed=is_framed(text))
    return cells != bar_cells(header, framed=is_framed(header)) and _are_headings(cells)


def _goes_on(blocks: Sequence[Block], position: int, header: str) -> bool:
    """Whether another row of the table follows soon, so that this line is the rest of a broken cell."""
    soon = [paragraph for paragraph, _ in zip(_texts(blocks, position + 1), range(2), strict=False)]
    barred = [paragraph.text for paragraph in soon if "|" in paragraph.text]
    return bool(barred) and not _begins_other(barred[0], header)


def _names_task(headings: Iterable[str]) -> bool:
    return any(_meaning(each) in WHAT for each in headings)


def _meaning(text: str) -> str | None:
    return field_of(text) if text and len(fold(text)) <= _SHORT_HEADING * 2 else None


def _placed(row: list[_Cell], headings: list[str], numbered: int) -> dict[int, list[_Cell]]:
    """A row in its columns; one that lacks cells at its beginning lost cells that were merged from above.

    A numbered text goes to the column `numbered`.
    """
    if len(row) < len(headings):
        if numbered > 0 and row and NUMBERED.match(row[0].text):
            return {numbered + place: [cell] for place, cell in enumerate(row) if cell.text}
        return _aligned(row, headings)
    return {column: [cell] for column, cell in enumerate(row) if cell.text}


def _aligned(row: list[_Cell], headings: list[str]) -> dict[int, list[_Cell]]:
    rows = _laid([cell for cell in row if cell.text], headings, one_row=True)
    return rows[0] if rows else {}


def _laid(cells: list[_Cell], headings: Sequence[str], *, one_row: bool) -> list[dict[int, list[_Cell]]]:
    """The cells laid out in rows of columns by what they look like."""
    found = lay_rows([cell.text for cell in cells], _fields(headings), one_row=one_row)
    return [{column: [cells[each] for each in places] for column, places in row.items()} for row in found]


def _with_numbers(headings: list[str], texts: Sequence[str]) -> list[str]:
    """The headings with one added for row numbers, at the place where the rows fit best, if the header lacks it."""
    if any(field_of(name) == "number" for name in headings):
        return headings

    def score(place: int) -> float:
        fields = _fields((*headings[:place], "序号", *headings[place:]))
        return best_path(texts, fields, one_row=False)[0]

    best = max(range(len(headings)), key=score)
    return [*headings[:best], "序号", *headings[best:]]


def _stacked(blocks: Sequence[Block], start: int, path: str) -> tuple[int, TableBlock | None]:
    """One cell per line: a run of headings, then the cells, until another header, an annex or the end."""
    taken, headings, first_line = _stacked_headings(blocks, start)
    if (
        len(headings) < _FEW_HEADINGS
        or not _names_task(headings)
        or not UNITS.intersection(_fields(headings))
        or sum(map(is_exact, headings)) * _HALF < len(headings)
    ):
        return 0, None
    cells: list[_Cell] = []
    for paragraph in _texts(blocks, start + taken):
        text = _bare(paragraph.text)
        if (_ANNEX.match(text) and len(text) < _SHORT_HEADING) or (text == headings[0] and len(cells) > 1):
            break
        taken += 1
        pieces = [] if text in headings else filter(None, (one_line(piece) for piece in text.split("|")))
        cells += (_Cell(piece, line_of(paragraph)) for piece in pieces)
        if len(cells) >= _MOST_CELLS:
            break
    cells = list(_mended(cells, people=bool(PEOPLE.intersection(_fields(headings)))))
    if len(cells) <= 1:
        return 0, None
    if _counts([cell.text for cell in cells]):
        headings = _with_numbers(headings, [cell.text for cell in cells])
    fields = _fields(headings)
    columns = list(zip(headings, fields, strict=True))
    rows: list[dict[int, list[_Cell]]] = []
    title = next(place for place, field in enumerate(fields) if field in WHAT)
    for group, part in _by_groups(cells):
        rows += [{title: [group]}] if group else []
        rows += _laid(part, headings, one_row=False)
    return taken, TableBlock(_grid(columns, rows, path, first_line, lead_only=False), f"第{first_line}行")


def _counts(texts: Sequence[str]) -> bool:
    """Whether cells that are bare numbers count from 1 on."""
    numbers = [fold(text).strip("().、") for text in texts if is_number(text)]
    return len(numbers) >= _FEW_HEADINGS and numbers == [str(each + 1) for each in range(len(numbers))]


def _mended(cells: Sequence[_Cell], *, people: bool) -> Iterator[_Cell]:
    """The cells with broken units' names (市政 府办 公厅) and lists that end in a comma put together.

    In a table with a column of `people`, short pieces may be names and are not joined.
    """
    position = 0
    while position < len(cells):
        texts = [cell.text for cell in cells[position : position + _MOST_PIECES]]
        sizes = () if people else range(len(texts), 1, -1)
        taken = next((size for size in sizes if _is_broken(texts[:size])), 1)
        while taken < len(texts) and texts[taken - 1].endswith(("，", ",", "、")):
            taken += 1
        yield _Cell("".join(cell.text for cell in cells[position : position + taken]), cells[position].line)
        position += taken


def _is_broken(pieces: Sequence[str]) -> bool:
    short = all(len(piece) <= _LONGEST_PIECE and _CHINESE.fullmatch(piece) for piece in pieces)
    return short and not all(map(is_unit, pieces)) and is_strong("".join(pieces))


def _by_groups(cells: list[_Cell]) -> Iterator[tuple[_Cell | None, list[_Cell]]]:
    """The cells split at group headings: 一、… right before a cell that begins with a number of a lower style.

    （一）… before a number is a group heading too if the numbers run through the whole table.
    """
    group: _Cell | None = None
    part: list[_Cell] = []
    numbers = [int(match[1]) for cell in cells if (match := _COUNTED.match(cell.text))]
    runs = len(numbers) >= _FEW_HEADINGS and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    for position, cell in enumerate(cells):
        after = cells[position + 1].text if position + 1 < len(cells) else ""
        begins = (_TOP.match(cell.text) and _LOWER.match(after)) or (
            runs and _SECOND.match(cell.text) and _COUNTED.match(after)
        )
        if begins and len(cell.text) <= _LONGEST_GROUP:
            if group or part:
                yield group, part
            group, part = cell, []
        else:
            part.append(cell)
    yield group, part


def _stacked_headings(blocks: Sequence[Block], start: int) -> tuple[int, list[str], int]:
    """A run of lines that are headings: how many paragraphs, the headings, the line of the first."""
    headings: list[str] = []
    first_line = 0
    taken = 0
    barred = True  # so far all headings stand in lines with bars between them
    for paragraph in _texts(blocks, start):
        text = _bare(paragraph.text)
        several = [piece.strip() for piece in text.split("|")]
        barred = barred and len(several) > 1
        if len(several) > 1:
            if not barred or not all(_is_heading(piece) for piece in several):
                break
            headings += several
            first_line = first_line or line_of(paragraph)
            taken += 1
            continue
        known = (_is_heading(text) and (headings or not _begins_with_year(text))) or (
            len(headings) >= _FEW_HEADINGS
            and field_of(headings[0]) == "number"
            and _closes_headings(blocks, start + taken)
        )
        if headings and len(headings[-1]) <= _HALF and len(text) <= _HALF and is_exact(headings[-1] + text):
            headings[-1] += text
            taken += 1
            continue
        if (text and (not known or text in headings)) or (not text and not headings):
            break
        if text:
            headings.append(text)
            first_line = first_line or line_of(paragraph)
        taken += 1
    return taken, headings, first_line


def _closes_headings(blocks: Sequence[Block], position: int) -> bool:
    """Whether a short line right before the number of the first row is one more heading, unknown to us.

    Only where rows begin with their numbers; else it is the first cell.
    """
    near = [_bare(each.text) for each, _ in zip(_texts(blocks, position), range(3), strict=False)]
    near = [text for text in near if text]
    return len(near) > 1 and len(near[0]) <= _SHORT_HEADING and fold(near[1]) == "1"


def _is_heading(text: str) -> bool:
    return len(fold(text)) <= _SHORT_HEADING and field_of(text) is not None and not GROUP.match(text)


def _bare(text: str) -> str:
    return text.replace("｜", "|").strip("| \t　")


def _grid(
    columns: Sequence[tuple[str, str | None]],
    rows: list[dict[int, list[_Cell]]],
    path: str,
    line: int,
    *,
    lead_only: bool,
) -> Grid:
    """The rows with cells that were merged above filled in, as one merged cell."""
    header = Row(
        line,
        tuple(
            Cell("" if name == "序号" and lead_only else name, (line, place))
            for place, (name, _) in enumerate(columns)
        ),
    )
    made: list[Row] = [header]
    above: dict[int, Cell] = {}
    number = next((place for place, (_, field) in enumerate(columns) if field == "number"), None)
    used: set[int] = {line}
    for row in rows:
        if not row:
            continue
        where = min(cell.line for cells in row.values() for cell in cells)
        while where in used:
            where += 1
        used.add(where)
        leading = min(row)
        goes_on = number is not None and number not in row and (not lead_only or len(row) == 1)
        cells = []
        for place, (_, field) in enumerate(columns):
            if place in row:
                cell = Cell("\n".join(part.text for part in row[place]), (where, place))
            elif (
                place in above
                and (place < leading or (goes_on and field in UNITS))
                and not _is_group_row(row)
            ):
                cell = above[place]
            else:
                cell = Cell("", (where, place))
            cells.append(cell)
        above = {place: cell for place, cell in enumerate(cells) if cell.text}
        made.append(Row(where, tuple(cells)))
    return Grid(path, tuple(made))


def _is_group_row(row: dict[int, list[_Cell]]) -> bool:
    cells = [cell for cells in row.values() for cell in cells]
    return len(cells) == 1 and GROUP.match(cells[0].text) is not None


def _begins_with_year(text: str) -> bool:
    """Whether a text begins as the title over a table does: 2026年重点工作."""
    return text[4:5] == "年" and bool(years_in(text[:4]))
