"""Tables of a PDF without ruled lines: recognised by a row of known headings and the white strips below it.

Uses the positions of characters only; the cells are interpreted by importers/tables/.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duban.importers.formats.blocks import TableBlock
from duban.importers.formats.cell_alignment import GROUP, UNITS, WHAT
from duban.importers.formats.grid import Cell, Grid, Row
from duban.importers.formats.pdf.characters import Character
from duban.importers.formats.pdf.lines import NEAR, Line, Piece, bare, joined, pieces_of
from duban.importers.grammar.headings import field_of
from duban.importers.grammar.normalize import clean
from duban.importers.grammar.numbering import is_number

_LEAST_WHITE = 0.5
_FEW_HEADINGS = 3


def tells_columns(lines: Iterable[str]) -> bool:
    """Whether one of these lines may hold table headings; a cheap check before characters are looked at."""
    return any(_are_headings(line.split()) for line in lines)


def _are_headings(texts: Sequence[str]) -> bool:
    fields = [name for text in texts if (name := field_of(text))]
    return len(set(fields)) >= _FEW_HEADINGS and bool(WHAT & set(fields)) and bool(_WHO_WHEN & set(fields))


_WHO_WHEN = UNITS | {"deadline"}


@dataclass(slots=True)
class Columns:
    """A table being read: the white strips between its columns, its headings, whether cells are centred vertically."""

    whites: list[tuple[float, float]]
    headings: tuple[str, ...]
    centred: bool = False

    def fits(self, line: Line) -> list[tuple[float, float]] | None:
        """The white strips narrowed by a line; None where the line covers one of them."""
        left = [_without(white, line.characters) for white in self.whites]
        kept = [white for white in left if white is not None]
        return kept if len(kept) == len(left) else None

    def is_group(self, line: Line) -> bool:
        """Whether a line is a heading over the rows below it: 一、城市建设, at the left or across all columns."""
        across = self.fits(line) is None or bool(self.cells(line)[0])
        return across and len(line.pieces) == 1 and GROUP.match(line.text) is not None

    def cells(self, line: Line) -> list[tuple[Piece, ...]]:
        """The pieces of a line by column."""
        borders = [(low + high) / 2 for low, high in self.whites]
        found: list[list[Character]] = [[] for _ in range(len(borders) + 1)]
        for one in line.characters:
            found[sum(border < (one[1] + one[3]) / 2 for border in borders)].append(one)
        return [pieces_of(characters, line.size) for characters in found]


def _without(white: tuple[float, float], characters: Iterable[Character]) -> tuple[float, float] | None:
    """The widest gap that these characters leave of a white strip; None where no gap is wide enough."""
    low, high = white
    within = sorted((left, right) for _, left, _, right, _ in characters if right > low and left < high)
    gaps, position = [], low
    for left, right in within:
        gaps.append((position, left))
        position = max(position, right)
    gaps.append((position, high))
    widest = max(gaps, key=lambda gap: gap[1] - gap[0])
    return widest if widest[1] - widest[0] >= _LEAST_WHITE else None


def begin(line: Line) -> Columns | None:
    """The columns of the table that a line of headings opens; None for any other line. 序 号 counts as one heading."""
    pieces: list[Piece] = []
    for piece in line.pieces:
        before = pieces[-1] if pieces else None
        joined = before.text + piece.text if before else ""
        if before and field_of(joined) and not (field_of(before.text) and field_of(piece.text)):
            pieces[-1] = Piece(joined, before.left, piece.right)
        else:
            pieces.append(piece)
    texts = [piece.text for piece in pieces]
    if not _are_headings(texts):
        return None
    return Columns([(one.right, other.left) for one, other in pairwise(pieces)], tuple(texts))


def take(columns: Columns, lines: Sequence[Line]) -> int:
    """How many of these lines belong to the table; each of them narrows the white strips of `columns`."""
    count = 0
    for count, line in enumerate(lines):
        left = columns.fits(line)
        if left is not None:
            columns.whites = left
        elif not columns.is_group(line):
            return count
    return count + 1 if lines else 0


def is_repeated(columns: Columns, line: Line) -> bool:
    """Whether a line is the headings again, as on the next page."""
    return bare(line.text) == "".join(map(bare, columns.headings))


def rows_of(columns: Columns, lines: Sequence[Line], *, first: bool) -> list[list[Line]]:
    """The lines of each row; on a later page (not `first`) those above the first number form a row too.

    A row begins at its number, else where its unit or deadline column is filled. If the first number stands below the
    first line, cells are centred vertically: a row then reaches as far below its number as above it.
    """
    anchor = _anchor(columns, lines)
    starts = [place for place, line in enumerate(lines) if _starts(columns, line, anchor)]
    if first:
        columns.centred = bool(starts) and starts[0] > 0
    if columns.centred:
        return [row for row in _centred(lines, starts) if row]
    begins = sorted({0, *starts})
    ends = [*begins[1:], len(lines)]
    return [list(lines[start:end]) for start, end in zip(begins, ends, strict=True) if end > start]


def _centred(lines: Sequence[Line], anchors: Sequence[int]) -> Iterator[list[Line]]:
    begin = 0
    for place, anchor in enumerate(anchors):
        last = place + 1 == len(anchors)
        lowest = 2 * lines[anchor].middle - lines[min(begin, anchor)].middle - NEAR * lines[anchor].size
        end = next(
            (at for at in range(anchor + 1, len(lines)) if lines[at].middle < lowest and not last), len(lines)
        )
        yield list(lines[begin:end])
        begin = end


def _starts(columns: Columns, line: Line, anchor: int) -> bool:
    return columns.is_group(line) or bool(columns.cells(line)[anchor])


def _anchor(columns: Columns, lines: Sequence[Line]) -> int:
    """The column that is filled once a row: the numbers, else the least filled of the unit and deadline columns."""
    filled = [
        [_text(cells[place]) for cells in map(columns.cells, lines) if cells[place]]
        for place in range(len(columns.whites) + 1)
    ]
    numbers = [place for place, texts in enumerate(filled) if texts and all(map(is_number, texts))]
    fields = [field_of(text) for text in columns.headings]
    told = [
        place for place, name in enumerate(fields) if name in {"lead", "unit", "deadline"} and filled[place]
    ]
    return numbers[0] if numbers else min(told, key=lambda place: len(filled[place]), default=0)


def _text(pieces: Iterable[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def table_of(
    columns: Columns, rows: Sequence[Sequence[Line]], name: str, page: int, *, head: bool
) -> TableBlock:
    """The rows as a table; `head` adds the headings, on the page where the table begins."""
    widths = _widths(columns, [line for row in rows for line in row])
    made: list[Row] = []
    if head:
        made.append(Row(1, tuple(Cell(text, (1, place)) for place, text in enumerate(columns.headings))))
    for number, row in enumerate(rows, len(made) + 1):
        if columns.is_group(row[0]):
            group = Cell(row[0].text, (number, 0))
            made.append(Row(number, (group,) * (len(columns.whites) + 1)))
            continue
        made.append(
            Row(
                number,
                tuple(
                    Cell(
                        clean(joined([columns.cells(line)[place] for line in row], row[0].size, width)),
                        (number, place),
                    )
                    for place, width in enumerate(widths)
                ),
            )
        )
    sheet = f"第{page}页"
    return TableBlock(Grid(name, tuple(made), sheet), sheet)


def _widths(columns: Columns, lines: Sequence[Line]) -> list[float]:
    """How wide each column is set: from its leftmost to its rightmost character."""
    cells = [columns.cells(line) for line in lines if not columns.is_group(line)]
    found = []
    for place in range(len(columns.whites) + 1):
        pieces = [piece for row in cells for piece in row[place]]
        found.append(
            max((one.right for one in pieces), default=0) - min((one.left for one in pieces), default=0)
        )
    return found


class ColumnReader:
    """Reads pages without ruled lines one after another; a table may continue on the next page."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.open: Columns | None = None

    def wants(self, texts: Iterable[str]) -> bool:
        """Whether a page with these lines may hold part of a table, so that its characters are needed."""
        return self.open is not None or tells_columns(texts)

    def page(self, lines: Sequence[Line], number: int) -> list[Line | TableBlock]:
        """The lines and tables of a page from top to bottom."""
        found: list[Line | TableBlock] = []
        rest = list(lines)
        first, head = False, list[Line]()
        while rest:
            if self.open is None:
                self.open, head = begin(rest[0]), [rest[0]]
                first = self.open is not None
                if self.open is None:
                    found.append(rest[0])
                rest = rest[1:]
                continue
            columns = self.open
            if not first and is_repeated(columns, rest[0]):
                rest = rest[1:]
                continue
            count = take(columns, rest)
            rows = rows_of(columns, rest[:count], first=first) if count else []
            if rows or not first:
                found += [table_of(columns, rows, self.name, number, head=first)] if rows else []
            else:
                found += head
            rest = rest[count:]
            self.open = columns if not rest and rows else None
        return found
