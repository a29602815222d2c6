"""The content of one PDF page in order: text lines, and the tables drawn with ruled lines, cells merged or not.

Looks at one page only; pdf/pages.py joins its lines to paragraphs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duban.importers.formats.blocks import TableBlock
from duban.importers.formats.grid import Cell, Grid, Row
from duban.importers.formats.pdf.characters import Character, Page, turned
from duban.importers.formats.pdf.lines import Line, joined, lines_from
from duban.importers.grammar.normalize import clean

_PATH = 2
_THIN = 3.0
_LONG = 8.0
_NEAR = 3.0
_MOST_RULES = 4_000
_WIDEST_GAP = 8.0
_FULL = 0.8


@dataclass(frozen=True, slots=True)
class _Rule:
    """A drawn line: its position across its direction, and where it starts and ends along it."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """A ruled table: its column borders from left to right, its row borders from top to bottom."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]


def page_blocks(
    page: Page, characters: Sequence[Character], name: str, number: int
) -> list[Line | TableBlock]:
    """The lines and tables of a page from top to bottom."""
    across, down = _rules(page)
    frames = list(_frames(across, down))
    found: list[Line | TableBlock] = []
    lines = lines_from(characters)
    for count, frame in enumerate(frames, 1):
        found += [line for line in lines if line.middle >= frame.ys[0]]
        lines = [line for line in lines if line.middle < frame.ys[-1]]
        sheet = f"第{number}页" if len(frames) == 1 else f"第{number}页表{count}"
        rows = _rows(frame, across, down, characters)
        if any(cell.text for row in rows for cell in row.cells):
            found.append(TableBlock(Grid(name, rows, sheet), sheet))
    return [*found, *lines]


def _rules(page: Page) -> tuple[list[_Rule], list[_Rule]]:
    """The horizontal and the vertical lines of a page; a frame counts as its four sides."""
    across: list[_Rule] = []
    down: list[_Rule] = []
    for item in page.get_objects(filter=[_PATH], max_depth=3):
        left, bottom, right, top = turned(item.get_bounds(), page)
        wide, high = right - left, top - bottom
        if wide >= _LONG and high <= _THIN:
            across.append(_Rule((top + bottom) / 2, left, right))
        elif high >= _LONG and wide <= _THIN:
            down.append(_Rule((left + right) / 2, bottom, top))
        elif wide >= _LONG and high >= _LONG:
            across += [_Rule(bottom, left, right), _Rule(top, left, right)]
            down += [_Rule(left, bottom, top), _Rule(right, bottom, top)]
        if len(across) + len(down) > _MOST_RULES:
            break
    return across, down


def _frames(across: Sequence[_Rule], down: Sequence[_Rule]) -> Iterator[_Frame]:
    """The ruled tables of a page from top to bottom: stacks of horizontal lines that vertical lines connect."""
    ys = _clusters(rule.at for rule in across)[::-1]
    band: list[float] = []
    for upper, lower in pairwise(ys):
        if sum(_covers(rule, (upper + lower) / 2) for rule in down) > 1:
            band = [*(band or [upper]), lower]
        elif band:
            yield from _framed(band, down)
            band = []
    if band:
        yield from _framed(band, down)


def _framed(band: list[float], down: Sequence[_Rule]) -> Iterator[_Frame]:
    xs = _clusters(rule.at for rule in down if rule.low < band[0] - _NEAR and rule.high > band[-1] + _NEAR)
    if len(xs) > 2 and len(band) > 2:  # noqa: PLR2004 -- two columns and two rows make a table
        yield _Frame(tuple(xs), tuple(band))


def _clusters(values: Iterable[float]) -> list[float]:
    """Values that lie close together merged to one, in rising order."""
    made: list[float] = []
    for value in sorted(values):
        if not made or value - made[-1] > _NEAR:
            made.append(value)
    return made


def _covers(rule: _Rule, place: float) -> bool:
    return rule.low - _NEAR <= place <= rule.high + _NEAR


def _rows(
    frame: _Frame, across: Sequence[_Rule], down: Sequence[_Rule], characters: Iterable[Character]
) -> tuple[Row, ...]:
    areas = _areas(frame, across, down)
    held: dict[tuple[int, int], list[Character]] = defaultdict(list)
    for one in characters:
        _, left, y, right, _ = one
        x = (left + right) / 2
        row = next(
            (place for place in range(len(frame.ys) - 1) if frame.ys[place] >= y > frame.ys[place + 1]), None
        )
        column = next(
            (place for place in range(len(frame.xs) - 1) if frame.xs[place] <= x < frame.xs[place + 1]), None
        )
        if row is not None and column is not None:
            held[areas[row, column]].append(one)
    rightmost: dict[tuple[int, int], float] = {}
    for (_, column), anchor in areas.items():
        rightmost[anchor] = max(rightmost.get(anchor, 0.0), frame.xs[column + 1])
    gap = min(
        (left - frame.xs[anchor[1]] for anchor, found in held.items() for _, left, *_ in found), default=0.0
    )
    gap = max(0.0, min(gap, _WIDEST_GAP))
    cells = {}
    for anchor in set(areas.values()):
        lines = lines_from(held.get(anchor, ()))
        width = rightmost[anchor] - frame.xs[anchor[1]] - 2 * gap
        text = joined([line.pieces for line in lines], lines[0].size if lines else 0.0, width)
        cells[anchor] = Cell(clean(text), (anchor[0] + 1, anchor[1]))
    return tuple(
        Row(row + 1, tuple(cells[areas[row, column]] for column in range(len(frame.xs) - 1)))
        for row in range(len(frame.ys) - 1)
    )


def _areas(
    frame: _Frame, across: Sequence[_Rule], down: Sequence[_Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each position the first position of its merged area: positions with no line between them are one cell."""
    areas: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(frame.ys) - 1):
        middle = (frame.ys[row] + frame.ys[row + 1]) / 2
        for column in range(len(frame.xs) - 1):
            centre = (frame.xs[column] + frame.xs[column + 1]) / 2
            open_above = row > 0 and not _ruled(across, frame.ys[row], centre)
            open_left = column > 0 and not _ruled(down, frame.xs[column], middle)
            if open_above:
                areas[row, column] = areas[row - 1, column]
            elif open_left:
                areas[row, column] = areas[row, column - 1]
            else:
                areas[row, column] = (row, column)
    return areas


def _ruled(rules: Sequence[_Rule], at: float, place: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR and _covers(rule, place) for rule in rules)
