"""Where the header of a table is, and which column means which field.

Looks at headings and titles only: the rows under them are read by tables/rows.py.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from duban.core.grammar.typed import find_year
from duban.importers.formats.grid import Grid, Row
from duban.importers.grammar.headings import field_of, fold_heading, is_exact
from duban.importers.grammar.normalize import one_line
from duban.importers.grammar.unit_lists import split_units
from duban.importers.grammar.unit_names import is_unit

TITLE_FIELDS = (
    *("title", "problem", "goal", "requirements", "measures"),
    *("indicators", "instructions", "issues", "standard"),
)
WHO_WHEN_FIELDS = frozenset({"lead", "unit", "support", "post", "owner", "lead_leader", "deadline"})
_SEARCHED_ROWS = 60
_LONGEST_HEADING = 25
_FEW = 2
_SENTENCE = 8
_SURE = 3  # so many headings in one row below the first header begin another table
_TITLE_WORDS = re.compile(r"表|清单|台账|任务|实事|要点|方案|分工|情况|计划|安排|项目")
_LABELLED = re.compile(r"[（(]?(?!附[件表])[\u4e00-\u9fff]{2,8}[:：]")
_NOTE = re.compile(r"(?:注|备注|说明|附注|合计|总计|共计)(?:\d|[:：.、]|$)")
_FIRST_LEADS = re.compile(
    r"(?:排|列)(?:在|名)?(?:第一|首)[^。；]{0,10}(?:牵头|主办|主责)|(?:第一(?:个|家|位)?|首个|首位)[^。；]{0,6}(?:为|是)(?:牵头|主办|主责)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its heading (upper and lower line joined by /), its field, the position of the text."""

    column: int
    text: str
    field: str | None
    anchor: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Header:
    """The header's lines (positions `first` to `last` in the grid) and the columns that have a heading."""

    first: int
    last: int
    headings: tuple[Heading, ...]

    @property
    def lists_tasks(self) -> bool:
        """Whether the columns say what is to be done, and by whom or by when."""
        fields = {heading.field for heading in self.headings}
        return bool(fields.intersection(TITLE_FIELDS) and fields & WHO_WHEN_FIELDS)


def find_tables(grid: Grid, known: Mapping[str, str]) -> tuple[tuple[Grid, Header | None], ...]:
    """The tables that stand one under another in a grid, each with its header; None where a grid has none.

    Headings that are merely repeated, as at the top of a printed page, begin no other table.
    """
    starts = [0]
    header: Header | None = None
    for position, row in grid.titled():
        if not _is_sure(row, known) or (header is not None and position <= header.last):
            continue
        if header is not None and is_header_again(row, header):
            continue
        begin = position if header is None else _above(grid, position)
        found = find_header(replace(grid, rows=grid.rows[begin : position + _SURE]), known)
        if found is None:
            continue
        if header is not None:
            starts.append(begin)
        header = Header(begin + found.first, begin + found.last, found.headings)
    ends = [*starts[1:], len(grid.rows)]
    parts = [replace(grid, rows=grid.rows[start:end]) for start, end in zip(starts, ends, strict=True)]
    return tuple((part, _with_title(part, _by_content(part, find_header(part, known)))) for part in parts)


def _by_content(grid: Grid, header: Header | None) -> Header | None:
    """The header with the columns of unknown headings under which nearly every cell names units (指导部门)."""
    if header is None or not any(heading.field is None for heading in header.headings):
        return header
    rows = grid.rows[header.last + 1 :]
    fields = {heading.field for heading in header.headings}

    def field_told(heading: Heading) -> str | None:
        cells = [cell.text for row in rows for column, cell in row.own() if column == heading.column]
        named = sum(1 for text in cells if (units := split_units(text)) and all(map(is_unit, units)))
        if heading.field is not None or named < _FEW or named * _SURE < len(cells) * _FEW:
            return heading.field
        if _WATCHES.search(heading.text):
            return None
        told = next((field for field, role in _ROLES if role.search(heading.text)), None)
        return told if fields & {"lead", "unit"} or told == "lead" else "unit"

    return replace(header, headings=tuple(replace(each, field=field_told(each)) for each in header.headings))


# Units that watch, ask or are asked about, and do not do it.
_WATCHES = re.compile(
    "验收|督导|监督|监管|督查|检查|销号|审核|审计|被|交办|来源|发现|提出|填报|报送|登记|申报|原|提案|反映"
)
_ROLES = (("lead", re.compile("牵头|主办|主责")), ("support", re.compile("指导|配合|协|参与|参加")))


def _with_title(grid: Grid, header: Header | None) -> Header | None:
    """The header with the column of the longest texts as title, if it has units and deadline but no title."""
    if header is None:
        return None
    fields = {heading.field for heading in header.headings} - {None}
    sure = len(fields) >= _SURE and fields & {"lead", "unit"} and fields & {"lead", "deadline"}
    if not sure or fields.intersection(TITLE_FIELDS):
        return header
    rows = [row for row in grid.rows[header.last + 1 :] if len(row.own()) > _FEW]
    length = {
        heading.column: sum(len(row.text(heading.column)) for row in rows) / (len(rows) or 1)
        for heading in header.headings
        if heading.field is None
    }
    column = max(length, key=length.__getitem__, default=None)
    if column is None or length[column] < _SENTENCE:
        return header
    headings = tuple(
        replace(each, field="title") if each.column == column else each for each in header.headings
    )
    return replace(header, headings=headings)


def _is_sure(row: Row, known: Mapping[str, str]) -> bool:
    """Whether two thirds of a row's cells are known headings, each of another field: no row of a task is like that."""
    texts = [one_line(cell.text) for _, cell in row.own()]
    fields = [_field(text, known) for text in texts if len(text) <= _LONGEST_HEADING]
    told = {field for field in fields if field is not None}
    return len(told) >= _SURE and len(told) * 3 >= len(texts) * 2


def _above(grid: Grid, position: int) -> int:
    """The first row of the table whose header is at a position: rows with a single text above it are its title."""
    while position > 0:
        own = grid.rows[position - 1].own()
        if len(own) > 1 or any(_NOTE.match(one_line(cell.text)) for _, cell in own):
            break
        position -= 1
    return position


def find_header(grid: Grid, known: Mapping[str, str]) -> Header | None:
    """The row with the most known headings, with the lines above and below that belong to it.

    `known` maps folded headings to fields as the user said; it takes precedence over the table. None where no row has
    two known headings, one of them in the table itself, or one that the user named.
    """
    best, top = 0, None
    for position, row in islice(grid.titled(), _SEARCHED_ROWS):
        if (score := _score(row, known)) > best:
            best, top = score, position
    if top is None:
        return None
    first = last = top
    while first > 0 and _reaches(grid.rows[first - 1], grid.rows[first]):
        first -= 1
    while last + 1 < len(grid.rows) and _belongs(grid.rows[first : last + 1], grid.rows[last + 1], known):
        last += 1
    headings = tuple(_headings(grid, grid.rows[first : last + 1], known))
    return Header(first, last, headings)


def is_header_again(row: Row, header: Header) -> bool:
    """Whether the headings are repeated here, as at the top of a printed page."""
    own = row.own()
    texts = {heading.column: heading.text.split("/") for heading in header.headings}
    return len(own) > 1 and all(one_line(cell.text) in texts.get(column, ()) for column, cell in own)


def find_title(grid: Grid, header: Header) -> str:
    """The title over the header: the longest line that names a list, else the longest line, else "".

    Labelled lines (制表单位：…, 使用说明：…) are no title.
    """
    lines = [one_line(cell.text) for row in grid.rows[: header.first] for _, cell in row.own()]
    plain = [line for line in lines if not _LABELLED.match(line)]
    naming = [line for line in plain if _TITLE_WORDS.search(line)]
    return max(naming or plain or lines, key=len, default="")


def year_told(grid: Grid, header: Header) -> int | None:
    """The year of the titles over the header, else of the sheet's name, else of the headings."""
    titles = [one_line(cell.text) for row in grid.rows[: header.first] for _, cell in row.own()]
    naming = [line for line in titles if _TITLE_WORDS.search(line)]
    headings = (heading.text for heading in header.headings)
    for lines in (naming, titles, [grid.sheet], headings):
        years = {year for line in lines if (year := find_year(line)) is not None}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def says_first_leads(texts: Iterable[str]) -> bool:
    """Whether the document says that the unit listed first leads."""
    return any(_FIRST_LEADS.search(text) for text in texts)


def _field(text: str, known: Mapping[str, str]) -> str | None:
    return known.get(fold_heading(text)) or field_of(text)


def _score(row: Row, known: Mapping[str, str]) -> int:
    """How much a row looks like a header: 2 for each heading of the table, 1 for one of a family."""
    weights: dict[str, int] = {}
    named = False
    for _, cell in row.own():
        text = one_line(cell.text)
        mapped = fold_heading(text) in known
        named = named or mapped
        field = _field(text, known)
        if field is not None and (mapped or len(text) <= _LONGEST_HEADING):
            weights[field] = max(weights.get(field, 0), 2 if mapped or is_exact(text) else 1)
    able = any(field in weights for field in TITLE_FIELDS)
    enough = len(weights) >= _FEW and sum(weights.values()) > len(weights)
    return sum(weights.values()) + able if enough or (able and named) else 0


def _reaches(upper: Row, lower: Row) -> bool:
    """Whether a cell of the upper row is merged down into the lower row."""
    return any(
        cell.anchor[0] <= upper.number and cell.text and cell.anchor == upper.cell(column).anchor
        for column, cell in enumerate(lower.cells)
    )


def _belongs(lines: tuple[Row, ...], row: Row, known: Mapping[str, str]) -> bool:
    """Whether a row is one more line of the header: merged into, or (in CSV) headings under blanks."""
    if _reaches(lines[-1], row):
        return True
    own = row.own()
    fields = [_field(cell.text, known) for _, cell in own]
    return (
        bool(own)
        and None not in fields
        and len(own) < len(lines[0].own())
        and any(not lines[-1].text(column) for column, _ in own)
        and all(len(cell.text) <= _LONGEST_HEADING for _, cell in own)
    )


def _headings(grid: Grid, lines: tuple[Row, ...], known: Mapping[str, str]) -> Iterator[Heading]:
    for column in grid.columns():
        cells = dict.fromkeys(cell for line in lines if (cell := line.cell(column)).text)
        texts = [one_line(cell.text) for cell in cells]
        if not texts:
            continue
        if not lines[0].text(column) and (parent := _left_of(lines[0], column)):
            texts.insert(0, parent)
        yield Heading(column, "/".join(texts), _meaning(texts, known), list(cells)[-1].anchor)


def _left_of(line: Row, column: int) -> str:
    """The heading that a blank cell continues where merged cells were lost: the nearest text to the left."""
    return next((one_line(line.text(left)) for left in range(column - 1, -1, -1) if line.text(left)), "")


def _meaning(texts: list[str], known: Mapping[str, str]) -> str | None:
    """The field of a column: by its lowest heading, else by both joined, else by the one above."""
    leaf, parent = texts[-1], texts[-2] if len(texts) > 1 else ""
    field = _field(leaf, known)
    above = _field(parent, known) if parent else None
    if field == "unit" and above in {"lead", "support"}:
        return above
    if field is None and above == "percent":
        return "milestones"
    joined = (_field(text, known) for text in (leaf + parent, parent + leaf) if parent)
    return field or next((found for found in joined if found), above)
