"""Tables that a page or a converter flattened into text: one cell per line, or rows with bars, merged cells lost.

Finds them and lays their cells out again by what each cell looks like; which column means what is read elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duban.errors import Problem
from duban.importers.aligning import GROUP, UNITS, WHAT, best_path, lay_rows
from duban.importers.blocks import Block, Paragraph, TableBlock
from duban.importers.columns import field_of, is_exact
from duban.importers.grid import Cell, Grid, Row, refuse
from duban.importers.layout import is_number
from duban.importers.wording import fold, one_line

_SHORT_HEADING = 12
_FEW_HEADINGS = 3
_HALF = 2
_LONGEST_GROUP = 40
_TOP = re.compile(r"[一二三四五六七八九十]{1,3}、")
_LOWER = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,3}(?:[.、．]|$)")
_MOST_CELLS = 6_000
_RULE_LINE = re.compile(r"^[\s|:+\-—=]+$")
_PLACE = re.compile(r"\d+")
_ANNEX = re.compile(r"^附\s*件")


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    line: int


_SQUEEZED = re.compile(
    r"序\s*号(?:[^。；]{0,12}(?:项目名称|工作任务|重点任务|主要内容|工作措施|任务内容|具体要求|民生实事|责任单位|责任部门|牵头单位|牵头部门|主责单位|配合单位|协办单位|完成时限|时限要求|完成时间)){3,}"
)
_LONG_LINE = 100


def without_squeezed(blocks: Sequence[Block], path: str) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The blocks without tables that were squeezed into one line: whose cell is whose nobody can tell any more."""
    kept: list[Block] = []
    problems: list[Problem] = []
    for block in blocks:
        if isinstance(block, Paragraph) and len(block.text) > _LONG_LINE and _SQUEEZED.search(block.text):
            message = "这里是一张被压成一行的表格，单元格的界线丢了，分不出哪个单位办哪一件，没有读。"
            advice = "请导入原来的 Word、Excel 或网页文件；只有 PDF 的，请先转成 Word 或 Excel。"
            problems.append(refuse(path, "table-squeezed", message, advice, _line(block)))
        elif problems and isinstance(block, Paragraph) and len(block.text) > _LONG_LINE:
            continue
        else:
            kept.append(block)
    return tuple(kept), tuple(problems)


def unflatten(blocks: Sequence[Block], path: str) -> tuple[Block, ...]:
    """The blocks with flattened tables put together again."""
    found: list[Block] = []
    position = 0
    while position < len(blocks):
        taken, block = _piped(blocks, position, path)
        if block is None:
            taken, block = _stacked(blocks, position, path)
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


def _line(paragraph: Paragraph) -> int:
    found = _PLACE.search(paragraph.place)
    return int(found[0]) if found else 1


def _bar_cells(text: str) -> list[str]:
    text = text.strip().removeprefix("|")
    return [one_line(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)[|｜]", text)]


def _piped(blocks: Sequence[Block], start: int, path: str) -> tuple[int, TableBlock | None]:
    """Rows with bars between the cells, from their header on."""
    first = blocks[start]
    if not isinstance(first, Paragraph) or not _has_bar(first.text):
        return 0, None
    headings = _trimmed(_bar_cells(first.text))
    if sum(_meaning(each) is not None for each in headings) < _FEW_HEADINGS or not _names_task(headings):
        return 0, None
    taken, rows = _bar_rows(blocks, start)
    if not rows:
        return 0, None
    full = sum(len(row) == len(headings) for row in rows)
    if all(len(row) <= len(headings) for row in rows) and full * _HALF > len(rows):
        lines = [_placed(row, headings) for row in rows]
    else:
        headings = _with_numbers(headings, rows) or headings
        lines = [_aligned(row, headings) for row in rows]
    columns = [(name, field_of(name)) for name in headings]
    return taken, TableBlock(_grid(columns, lines, path, _line(first), lead_only=True), first.place)


def _bar_rows(blocks: Sequence[Block], start: int) -> tuple[int, list[list[_Cell]]]:
    """The rows under a header with bars, and how many paragraphs they take with it; a broken row is glued."""
    rows: list[list[_Cell]] = []
    taken = 1
    for paragraph in _texts(blocks, start + 1):
        if not _has_bar(paragraph.text):
            if not _goes_on(blocks, start + taken):
                break
            if GROUP.match(paragraph.text) and len(paragraph.text) <= _LONGEST_GROUP:
                rows.append([_Cell(paragraph.text, _line(paragraph))])
            elif rows:
                rows[-1][-1] = _Cell(rows[-1][-1].text + paragraph.text, rows[-1][-1].line)
        elif not _RULE_LINE.match(paragraph.text):
            cells = [_Cell(text, _line(paragraph)) for text in _trimmed(_bar_cells(paragraph.text))]
            rows += [cells] if cells else []
        taken += 1
    return taken, rows


def _has_bar(text: str) -> bool:
    return "|" in text or "｜" in text


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _goes_on(blocks: Sequence[Block], position: int) -> bool:
    """Whether another row with bars follows soon, so that this line is the broken end of a cell."""
    return any(
        "|" in paragraph.text for paragraph, _ in zip(_texts(blocks, position + 1), range(2), strict=False)
    )


def _names_task(headings: Iterable[str]) -> bool:
    return any(_meaning(each) in WHAT for each in headings)


def _meaning(text: str) -> str | None:
    return field_of(text) if text and len(fold(text)) <= _SHORT_HEADING * 2 else None


def _placed(row: list[_Cell], headings: list[str]) -> dict[int, list[_Cell]]:
    """A row as it stands; one that lacks cells at its head lost merged ones."""
    if len(row) < len(headings):
        return _aligned(row, headings)
    return {column: [cell] for column, cell in enumerate(row) if cell.text}


def _aligned(row: list[_Cell], headings: list[str]) -> dict[int, list[_Cell]]:
    rows = _laid([cell for cell in row if cell.text], headings, one_row=True)
    return rows[0] if rows else {}


def _laid(cells: list[_Cell], headings: Sequence[str], *, one_row: bool) -> list[dict[int, list[_Cell]]]:
    """Cells in rows of columns, by what they look like."""
    fields = tuple(field_of(name) or "" for name in headings)
    found = lay_rows([cell.text for cell in cells], fields, one_row=one_row)
    return [{column: [cells[each] for each in places] for column, places in row.items()} for row in found]


def _with_numbers(headings: list[str], rows: list[list[_Cell]]) -> list[str] | None:
    """The headings with one for the row numbers that none stands for, where it makes the rows fit better."""
    if any(field_of(name) == "number" for name in headings):
        return None
    if sum(any(is_number(cell.text) for cell in row) for row in rows) * 2 < len(rows):
        return None
    texts = [cell.text for row in rows for cell in row if cell.text]

    def score(place: int) -> float:
        fields = tuple(field_of(name) or "" for name in (*headings[:place], "序号", *headings[place:]))
        return best_path(texts, fields, one_row=False)[0]

    best = max(range(len(headings)), key=score)
    return [*headings[:best], "序号", *headings[best:]]


def _stacked(blocks: Sequence[Block], start: int, path: str) -> tuple[int, TableBlock | None]:
    """One cell per line: a run of headings, then the cells, until another header, an annex or the end."""
    taken, headings, first_line = _stacked_headings(blocks, start)
    fields = [field_of(name) for name in headings]
    if (
        len(headings) < _FEW_HEADINGS
        or not _names_task(headings)
        or not UNITS.intersection(str(each) for each in fields)
        or sum(map(is_exact, headings)) * _HALF < len(headings)
    ):
        return 0, None
    cells: list[_Cell] = []
    for paragraph in _texts(blocks, start + taken):
        text = _bare(paragraph.text)
        if (_ANNEX.match(text) and len(text) < _SHORT_HEADING) or (text == headings[0] and len(cells) > 1):
            break
        taken += 1
        if text and text not in headings:
            cells.append(_Cell(one_line(text), _line(paragraph)))
        if len(cells) >= _MOST_CELLS:
            break
    if len(cells) <= 1:
        return 0, None
    columns = list(zip(headings, fields, strict=True))
    rows: list[dict[int, list[_Cell]]] = []
    title = next(place for place, field in enumerate(fields) if field in WHAT)
    for group, part in _by_groups(cells):
        rows += [{title: [group]}] if group else []
        rows += _laid(part, headings, one_row=False)
    return taken, TableBlock(_grid(columns, rows, path, first_line, lead_only=False), f"第{first_line}行")


def _by_groups(cells: list[_Cell]) -> Iterator[tuple[_Cell | None, list[_Cell]]]:
    """The cells parted at group headings: 一、… right before a cell that begins with a number of a lower kind."""
    group: _Cell | None = None
    part: list[_Cell] = []
    for position, cell in enumerate(cells):
        after = cells[position + 1].text if position + 1 < len(cells) else ""
        if _TOP.match(cell.text) and len(cell.text) <= _LONGEST_GROUP and _LOWER.match(after):
            if group or part:
                yield group, part
            group, part = cell, []
        else:
            part.append(cell)
    yield group, part


def _stacked_headings(blocks: Sequence[Block], start: int) -> tuple[int, list[str], int]:
    """A run of lines each of which is a heading: how many paragraphs, the headings, the line of the first."""
    headings: list[str] = []
    first_line = 0
    taken = 0
    for paragraph in _texts(blocks, start):
        text = _bare(paragraph.text)
        known = len(fold(text)) <= _SHORT_HEADING and field_of(text) is not None and not GROUP.match(text)
        if (text and (not known or text in headings)) or (not text and not headings):
            break
        if text:
            headings.append(text)
            first_line = first_line or _line(paragraph)
        taken += 1
    return taken, headings, first_line


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
        goes_on = number is not None and number not in row and not lead_only
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
