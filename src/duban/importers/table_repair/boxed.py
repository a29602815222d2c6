"""Tables drawn with line characters: ┌─┬─┐ over │ cells │, each cell broken over several lines.

Puts the cells together by the lines that close them; which column means what is found by tables/header.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from duban.importers.formats.blocks import Block, Paragraph, TableBlock, line_of
from duban.importers.formats.cell_alignment import WHAT
from duban.importers.formats.grid import Cell, Grid, Row
from duban.importers.grammar.headings import field_of

_DRAWN = re.compile(r"^[┌┏├┠│┃└┗╔║╚╠]")
_TOP, _BOTTOM = ("┌", "┏", "╔"), ("└", "┗", "╚")
_CUTS = re.compile(r"[│┃├┤┠┨┼╂┬┯┴┷┌┐└┘┏┓┗┛╔╗╚╝║╠╣╦╩╬]")
_LINE = re.compile(r"[─━═\s]*[─━═][─━═\s]*")
_DETAIL = re.compile(r"[△▲○●◇◆■□※－-]")
_DETAILS = "工作措施"  # what lines with a mark under a task say
_FEW = 3


@dataclass(slots=True)
class _Part:
    """A drawn cell: its column, its first line and the line after its last, and its text."""

    column: int
    start: int
    end: int
    text: str = ""


def draw_in(blocks: Sequence[Block], start: int, path: str) -> tuple[int, TableBlock | None]:
    """The drawn table that begins at a place, and how many paragraphs it takes.

    It begins with its upper edge or with drawn lines. Leftover lines of a drawing that was no table do not begin one.
    """
    first = blocks[start]
    if start and _is_drawn(blocks[start - 1], first):
        return 0, None
    lines: list[str] = []
    for block in islice(blocks, start, None):
        if not isinstance(block, Paragraph) or _DRAWN.match(block.text) is None:
            break
        if lines and block.text.startswith(_TOP):
            break
        lines.append(block.text)
        if block.text.startswith(_BOTTOM):
            break
    if len(lines) < _FEW or not isinstance(first, Paragraph):
        return 0, None
    parts, head_end = _parts(lines)
    rows = _rows(parts, head_end)
    line = line_of(first)
    if len(rows) <= 1:
        return 0, None
    width = max(max(row) for row in rows) + 1
    made = tuple(
        Row(line + place, tuple(Cell(row.get(column, ""), (line + place, column)) for column in range(width)))
        for place, row in enumerate(rows)
    )
    return len(lines), TableBlock(Grid(path, made), first.place)


def _is_drawn(before: Block, block: Block) -> bool:
    """Whether a line continues the drawing before it."""
    drawn = (
        isinstance(before, Paragraph) and _DRAWN.match(before.text) and not before.text.startswith(_BOTTOM)
    )
    return bool(drawn) and isinstance(block, Paragraph) and not block.text.startswith(_TOP)


def _parts(lines: Sequence[str]) -> tuple[list[_Part], int]:
    """The cells of all columns, and the line that closes the headings."""
    closed: list[_Part] = []
    opened: dict[int, _Part] = {}
    head_end = 0
    for number, line in enumerate(lines):
        pieces = _CUTS.split(line)[1:]
        if pieces and not pieces[-1].strip():
            pieces.pop()
        ruled = [_LINE.fullmatch(piece) is not None for piece in pieces]
        if all(ruled) and number and not head_end:
            head_end = number
        for column, (piece, rule) in enumerate(zip(pieces, ruled, strict=True)):
            if rule:
                if (part := opened.pop(column, None)) is not None:
                    closed.append(part)
                continue
            part = opened.setdefault(column, _Part(column, number, number))
            part.end = number + 1
            part.text += piece.strip()
    return [*closed, *opened.values()], head_end


def _rows(parts: Sequence[_Part], head_end: int) -> list[dict[int, str]]:
    """The headings, then one row for each cell that says what to do, with the cells beside it."""
    head = {part.column: part.text for part in parts if part.start < head_end and part.text}
    title = next((column for column in sorted(head) if field_of(head[column]) in WHAT), None)
    body = sorted(
        (part for part in parts if part.start >= head_end and part.text), key=lambda part: part.start
    )
    if title is None:
        return []
    groups: list[_Part] = []
    details: list[str] = []
    for part in (part for part in body if part.column == title):
        if groups and _DETAIL.match(part.text):
            groups[-1].end = part.end
            details[-1] = "\n".join(filter(None, (details[-1], part.text)))
        else:
            groups.append(_Part(title, part.start, part.end, part.text))
            details.append("")
    rows: list[dict[int, str]] = [{title: group.text} for group in groups]
    if any(details):
        beside = max(head) + 1
        head[beside] = _DETAILS
        rows = [{**row, beside: text} for row, text in zip(rows, details, strict=True)]
    for part in (part for part in body if part.column != title):
        shares = [min(part.end, group.end) - max(part.start, group.start) for group in groups]
        most = max(range(len(groups)), key=shares.__getitem__, default=0)
        for place, group in enumerate(groups):
            whole = part.start <= group.start and part.end >= group.end
            if (place == most and shares[place] > 0) or whole:
                rows[place][part.column] = "\n".join(filter(None, (rows[place].get(part.column), part.text)))
    return [head, *rows]
