"""The content of one PDF page in order: text lines, and the tables that ruled lines draw, with their merged cells.

Looks at one page only; how lines become paragraphs is decided by the reader.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from duban.importers.blocks import TableBlock
from duban.importers.grid import Cell, Grid, Row
from duban.importers.wording import clean

_Page = Any  # pypdfium2 carries no types
_PATH = 2
_THIN = 3.0
_LONG = 8.0
_NEAR = 3.0
_MOST_RULES = 4_000
_MOST_CHARACTERS = 60_000
_FULL = 0.8


@dataclass(frozen=True, slots=True)
class _Rule:
    """A drawn line: where it lies across, and from where to where it runs."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """A ruled table: its column borders from left to right, its row borders from top to bottom."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]


def page_blocks(page: _Page, text_page: _Page, name: str, number: int) -> list[str | TableBlock]:
    """The lines and tables of a page from top to bottom."""
    across, down = _rules(page)
    frames = list(_frames(across, down))
    if not frames:
        return [*_lines(str(text_page.get_text_range()))]
    width, height = page.get_size()
    characters = list(_characters(text_page))
    found: list[str | TableBlock] = []
    top = height
    for count, frame in enumerate(frames, 1):
        found += _lines(str(text_page.get_text_bounded(left=0, bottom=frame.ys[0], right=width, top=top)))
        sheet = f"第{number}页" if len(frames) == 1 else f"第{number}页表{count}"
        rows = _rows(frame, across, down, characters)
        if any(cell.text for row in rows for cell in row.cells):
            found.append(TableBlock(Grid(name, rows, sheet), sheet))
        top = frame.ys[-1]
    found += _lines(str(text_page.get_text_bounded(left=0, bottom=0, right=width, top=top)))
    return found


def _lines(text: str) -> list[str]:
    return [line for line in text.replace("\r", "\n").split("\n") if line.strip()]


def _rules(page: _Page) -> tuple[list[_Rule], list[_Rule]]:
    """The horizontal and the vertical lines of a page; a frame counts as its four sides."""
    across: list[_Rule] = []
    down: list[_Rule] = []
    for item in page.get_objects(filter=[_PATH], max_depth=3):
        left, bottom, right, top = item.get_bounds()
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
    """The tables of a page from top to bottom: bands between horizontal lines that vertical lines cross."""
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
    """Values that lie together as one, in rising order."""
    made: list[float] = []
    for value in sorted(values):
        if not made or value - made[-1] > _NEAR:
            made.append(value)
    return made


def _covers(rule: _Rule, place: float) -> bool:
    return rule.low - _NEAR <= place <= rule.high + _NEAR


def _characters(text_page: _Page) -> Iterator[tuple[str, float, float, float]]:
    """Each character with its middle and its left side, in the order of the text."""
    import pypdfium2.raw as pdfium

    for position in range(min(text_page.count_chars(), _MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(text_page.raw, position)
        if code in {0, 10, 13, 0xFFFE}:
            continue
        left, bottom, right, top = text_page.get_charbox(position, loose=True)
        yield chr(code), (left + right) / 2, (bottom + top) / 2, right


def _rows(
    frame: _Frame,
    across: Sequence[_Rule],
    down: Sequence[_Rule],
    characters: Iterable[tuple[str, float, float, float]],
) -> tuple[Row, ...]:
    areas = _areas(frame, across, down)
    texts: dict[tuple[int, int], list[tuple[str, float, float]]] = defaultdict(list)
    for character, x, y, right in characters:
        row = next(
            (place for place in range(len(frame.ys) - 1) if frame.ys[place] >= y > frame.ys[place + 1]), None
        )
        column = next(
            (place for place in range(len(frame.xs) - 1) if frame.xs[place] <= x < frame.xs[place + 1]), None
        )
        if row is not None and column is not None:
            texts[areas[row, column]].append((character, y, right))
    rightmost: dict[tuple[int, int], float] = {}
    for (_, column), anchor in areas.items():
        rightmost[anchor] = max(rightmost.get(anchor, 0.0), frame.xs[column + 1])
    cells = {
        anchor: Cell(_cell_text(texts.get(anchor, []), rightmost[anchor]), (anchor[0] + 1, anchor[1]))
        for anchor in set(areas.values())
    }
    return tuple(
        Row(row + 1, tuple(cells[areas[row, column]] for column in range(len(frame.xs) - 1)))
        for row in range(len(frame.ys) - 1)
    )


def _areas(
    frame: _Frame, across: Sequence[_Rule], down: Sequence[_Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each place the first place of its merged area: places without a line between them are one."""
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


def _cell_text(characters: Sequence[tuple[str, float, float]], border: float) -> str:
    """The text of a cell; a line that reaches its right border goes on in the next."""
    pieces: list[str] = []
    height: float | None = None
    end = 0.0
    for character, y, right in characters:
        if height is not None and abs(y - height) > _NEAR and character.strip():
            size = max(right - end, 1.0) if end < right else 10.0
            full = border - end < max(12.0, size)
            pieces.append("" if full else "\n")
            height = y
        elif height is None or character.strip():
            height = y
        pieces.append(character)
        end = right
    return clean("".join(pieces))
