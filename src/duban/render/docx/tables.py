"""The tables of a document as pieces of WordprocessingML: forms of labels and values, and lists with headings.

Pure text and arithmetic, each piece with its height in points.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from duban.render.docx.ooxml import (
    CELL_MARGIN,
    FANGSONG,
    HEITI,
    SMALL,
    TEXT_WIDTH,
    TWIPS,
    UPRIGHT,
    Page,
    Shape,
    TableCell,
    Type,
    blank,
    paragraph,
    run,
    table,
    table_row,
)
from duban.render.text.unbroken import kept_whole, longest_unbroken
from duban.views.model.official_document import Form, Grid, width

LABEL_WIDTH = 1560
"""The width of a column of labels, in twentieths of a point: four characters of 14 pt."""
PADDING = 6.5
"""Room above and below the text of a row, its line included, in points."""
GAP = 8.0
"""Room above and below a table in the text, in points."""
CAPTION = Type(HEITI, 12, spacing=0)
CAPTION_LINE = 22.0
MANY_COLUMNS = 6
"""A list with more columns is set in smaller type."""
CAPITALS = 0.3
"""How much wider a capital letter is than half a character."""
DIGITS = 0.14
"""How much wider a digit may be: of a font that stands in for the one that is named."""
NARROWEST, WIDEST = 4, 14
"""Bounds, in characters, of the weights by which columns that may wrap share the width."""
LEAST = 3
"""The characters on a line that even the narrowest such column has room for."""
SIDES = 6.5
"""The margins of a cell and its border, in points."""
STRAY = 2.6
"""A last line of at most so many characters (one and its full stop) is drawn into the line before."""
LOST = 0.4
"""Characters that a line loses where a number or a sign does not fit at its end."""
MOST_TIGHTENED = 0.075
"""How much the letter spacing may shrink for it, in parts of the size: 14.8 pt in place of 16."""
AIR = 0.2
"""Characters of space that some programs put between Chinese and digits, whatever the file says; others put none."""
_SEAMS = re.compile("(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u3400-\u9fff])")
_PIECES = re.compile("(?<=.)(?=（)|\n")
"""Where even a text that is kept whole may be broken: before a bracket."""


class Piece(NamedTuple):
    """One element of the body and its height; for a table, the heights of its rows and of its repeated header.

    `keep`: it is on one page with what follows.
    """

    xml: str
    height: float
    rows: tuple[float, ...] = ()
    again: float = 0
    keep: bool = False


class Density(NamedTuple):
    """How small the tables are set: size and line pitch of their text in points."""

    size: float
    line: float


DENSITIES = (Density(SMALL, 22), Density(12, 18), Density(10.5, 15))
"""四号, 小四, 五号: the first with which a document meant for one page fits on one is used."""
LIST, LONG_LIST = Density(10.5, 16), Density(9, 13)
"""五号 for lists, 小五 for those of many columns."""


def form_piece(form: Form, density: Density, page: Page = UPRIGHT, *, keep: bool = False) -> Piece:
    """A form of labels and values; in a row with one value this value spans the rest of the line.

    `keep` keeps the last row with what follows.
    """
    pairs = max(len(cells) for cells in form.rows) // 2
    half = page.width // pairs
    widths = [LABEL_WIDTH, half - LABEL_WIDTH] * pairs
    rows: list[str] = []
    heights: list[float] = []
    for number, cells in enumerate(form.rows, 1):
        made = []
        for place in range(0, len(cells), 2):
            last = place + 2 >= len(cells)
            span = 2 * pairs - 1 - place if last else 1
            wide = sum(widths[place + 1 : place + 1 + span])
            label = Type(HEITI, density.size, spacing=0)
            made.append(TableCell([cells[place]], widths[place], label, "center", line=density.line))
            value = _value_type(cells[place + 1], wide, density)
            made.append(TableCell(cells[place + 1].splitlines(), wide, value, span=span, line=density.line))
        high = max(map(_cell_height, made)) + PADDING
        rows.append(table_row(made, high, keep=keep and number == len(form.rows)))
        heights.append(high)
    return Piece(table(rows, widths), sum(heights), tuple(heights), keep=keep)


def _value_type(text: str, wide: int, density: Density) -> Type:
    kind = Type(size=density.size, spacing=0)
    room = (wide - 2 * CELL_MARGIN) / TWIPS / kind.size
    spacing = drawn_back(text, room, room, kind) if "\n" not in text else None
    return kind if spacing is None else replace(kind, spacing=spacing)


def drawn_back(text: str, first: float, rest: float, kind: Type) -> int | None:
    """The letter spacing that draws a stray last line into the line before; None where none is stray, or too much is.

    `first` and `rest` are how many characters its first line and the others hold.
    """
    found = (_tightened(wide, first, rest, kind) for wide in (width(text), aired_width(text)))
    return min(filter(None, found), default=None)


def _tightened(wide: float, first: float, rest: float, kind: Type) -> int | None:
    lines = math.floor((wide - first) / rest)
    room = first + rest * lines
    if lines < 0 or not 0 < wide - room <= STRAY:
        return None
    cell = kind.size + kind.spacing / TWIPS
    spacing = math.floor(((room - LOST * (lines + 1)) * cell / wide - kind.size) * TWIPS)
    return spacing if -MOST_TIGHTENED * kind.size * TWIPS <= spacing < kind.spacing else None


def grid_pieces(grid: Grid, page: Page = UPRIGHT) -> Iterator[Piece]:
    """A list with headings that are repeated on every page; its caption above, its notes below."""
    if grid.caption:
        shape = Shape("center", line=CAPTION_LINE, keep_next=True)
        yield Piece(paragraph([run(grid.caption, CAPTION)], shape), CAPTION_LINE, keep=True)
    else:
        yield Piece(blank(GAP, keep_next=True), GAP, keep=True)
    density = LIST if len(grid.titles) <= MANY_COLUMNS * page.width / TEXT_WIDTH else LONG_LIST
    widths = column_widths(grid, density.size, page.width)
    rows: list[str] = []
    heights: list[float] = []
    for number, cells in enumerate((grid.titles, *grid.rows)):
        made = list(_grid_row(grid, cells, widths, density, head=number == 0))
        high = max(map(_cell_height, made)) + PADDING
        rows.append(table_row(made, high, head=number == 0))
        heights.append(high)
    yield Piece(table(rows, widths), sum(heights), tuple(heights), heights[0])
    small = Type(size=LONG_LIST.size, spacing=0)
    for text in (f"注：{note}" if place == 0 else note for place, note in enumerate(grid.notes)):
        lines = math.ceil(width(text) * small.size / (page.width / TWIPS))
        left = Shape(left=2 * small.size, hanging=2 * small.size * text.startswith("注："), line=LIST.line)
        yield Piece(paragraph([run(text, small)], left), lines * LIST.line)
    yield Piece(blank(GAP), GAP)


def _grid_row(
    grid: Grid, cells: tuple[str, ...], widths: list[int], density: Density, *, head: bool
) -> Iterator[TableCell]:
    bold = Type(HEITI, density.size, spacing=0)
    if len(cells) == 1 < len(widths):
        yield TableCell(cells, sum(widths), bold, span=len(widths), line=density.line)
        return
    for place, cell in enumerate(cells):
        side = (
            "center"
            if head or place in grid.whole - grid.right
            else "right"
            if place in grid.right
            else "left"
        )
        room = _room(widths[place], bold)
        lines = evenly(cell, room) if head else _lines(cell, room)
        kind = bold if head else replace(bold, font=FANGSONG)
        yield TableCell(lines, widths[place], kind, side, line=density.line)


def _lines(text: str, room: float) -> list[str]:
    """The lines of a narrow cell, parted before what would be broken."""
    return [part for line in text.splitlines() for part in kept_whole(line, room, _set_width)]


def evenly(title: str, room: float) -> list[str]:
    """The lines of a heading: one, or, where its last character would be alone on a line, lines of equal length."""
    lines = math.ceil(width(title) / room)
    if not 0 < width(title) - (lines - 1) * math.floor(room) <= 1:
        return [title]
    each = math.ceil(len(title) / lines)
    return [title[at : at + each] for at in range(0, len(title), each)]


def _room(wide: int, kind: Type) -> float:
    """How many characters fit on a line of a cell of this width."""
    one = kind.size + kind.spacing / TWIPS
    return max(1.0, math.floor((wide / TWIPS - SIDES) / one * 2) / 2)


def _holding(characters: float, size: float) -> int:
    """The width of a cell on whose line so many characters fit."""
    return math.ceil((math.ceil(characters * 2) / 2 * size + SIDES) * TWIPS)


def column_widths(grid: Grid, size: float, across: int = TEXT_WIDTH) -> list[int]:
    """Each column's width in twentieths of a point: as needed where texts are kept whole, the rest is shared."""
    places = range(len(grid.titles))
    full = [cells for cells in (grid.titles, *grid.rows) if len(cells) == len(grid.titles)]
    longest = [
        max(_set_width(line) for cells in full for line in _PIECES.split(cells[place])) for place in places
    ]
    usual = [sum(_set_width(cells[place]) for cells in full) / len(full) for place in places]
    whole = grid.whole if len(grid.whole) < len(grid.titles) else frozenset[int]()
    fixed = {place: math.ceil((longest[place] * size + 1) * TWIPS) + 2 * CELL_MARGIN for place in whole}
    shares = {place: min(max(usual[place], NARROWEST), WIDEST) for place in places if place not in whole}
    kept = {
        place: max(longest_unbroken(cells[place], _set_width) for cells in full) if full else 0
        for place in places
    }
    least = {place: _holding(max(LEAST, kept[place]), size) for place in shares}
    left = across - sum(fixed.values()) - sum(least.values())
    if left < 0:
        least = dict.fromkeys(places, _holding(LEAST, size))
        fixed, shares, left = {}, dict(enumerate(longest)), across - sum(least.values())
    widths = [fixed.get(place, 0) for place in places]
    for place, wide in _shared(across - sum(fixed.values()), shares, least).items():
        widths[place] = wide
    widths[max(shares)] += across - sum(widths)
    return widths


def _shared(room: int, shares: Mapping[int, float], least: Mapping[int, int]) -> dict[int, int]:
    """The room parted by the shares, where none gets less than its least: what that takes the others give."""
    total = sum(shares.values())
    narrow = {place: least[place] for place in shares if room * shares[place] / total < least[place]}
    rest = {place: share for place, share in shares.items() if place not in narrow}
    if not narrow or not rest:
        return {place: max(least[place], int(room * share / total)) for place, share in shares.items()}
    return narrow | _shared(room - sum(narrow.values()), rest, least)


def _set_width(text: str) -> float:
    """The width of a text in characters: capitals, and the digits of other fonts, are wider than half a character."""
    wider = CAPITALS * sum("A" <= char <= "Z" for char in text)
    return aired_width(text) + wider + DIGITS * sum("0" <= char <= "9" for char in text)


def _cell_height(cell: TableCell) -> float:
    room = _room(cell.width, cell.kind)
    return cell.line * sum(max(1, math.ceil(aired_width(line) / room)) for line in (cell.lines or ("",)))


def aired_width(text: str) -> float:
    """The width of a text in characters in a program that puts space between Chinese and digits."""
    return width(text) + AIR * len(_SEAMS.findall(text))
