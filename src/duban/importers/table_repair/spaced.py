"""Tables whose cells are separated by blanks only: a line of headings, then rows that begin with their numbers.

Finds the rows and their pieces; the column of each piece is found by what it looks like, in
formats/cell_alignment.py.
"""

import re
from collections.abc import Sequence

from duban.importers.formats.blocks import Block, Paragraph, TableBlock, line_of
from duban.importers.formats.cell_alignment import GROUP, UNITS, WHAT, lay_rows
from duban.importers.formats.grid import Cell, Grid, Row
from duban.importers.grammar.headings import field_of, is_exact

_NUMBERED = re.compile(r"(\d{1,3})[、.．]?\s+(?=\S)")
_FEW, _LONGEST_HEADING, _LONGEST_GROUP = 3, 14, 40


def space_in(blocks: Sequence[Block], start: int, path: str) -> tuple[int, TableBlock | None]:
    """The table that begins at a place with a line of headings, and how many paragraphs it takes."""
    first = blocks[start]
    headings = _headings(first.text) if isinstance(first, Paragraph) else ()
    if not headings or not isinstance(first, Paragraph):
        return 0, None
    line = line_of(first)
    rows, taken = _rows(blocks, start + 1)
    if len(rows) < _FEW - 1:
        return 0, None
    fields = tuple(field_of(name) or "" for name in headings)
    title = next(place for place, field in enumerate(fields) if field in WHAT)
    made = [Row(line, tuple(Cell(name, (line, place)) for place, name in enumerate(headings)))]
    for pieces in rows:
        at = line + len(made)
        laid = {title: [0]} if len(pieces) == 1 else lay_rows(pieces, fields, one_row=True)[0]
        made.append(
            Row(
                at,
                tuple(
                    Cell("\n".join(pieces[each] for each in laid.get(place, ())), (at, place))
                    for place in range(len(headings))
                ),
            )
        )
    return taken + 1, TableBlock(Grid(path, tuple(made)), first.place)


def _headings(text: str) -> tuple[str, ...]:
    """The headings of a line that holds nothing else, beginning with the row number's; () for any other line."""
    words = tuple(text.split())
    fields = [field_of(word) if len(word) <= _LONGEST_HEADING else None for word in words]
    able = bool(WHAT & set(fields)) and bool(UNITS & set(fields)) and fields[:1] == ["number"]
    exact = sum(map(is_exact, words)) * 2 >= len(words)
    return words if len(words) >= _FEW and able and exact and None not in fields else ()


def _rows(blocks: Sequence[Block], start: int) -> tuple[list[list[str]], int]:
    """The pieces of each row, and how many paragraphs they take; a line without a number continues its row."""
    rows: list[list[str]] = []
    taken = 0
    number = 0
    for block in blocks[start:]:
        if not isinstance(block, Paragraph) or _headings(block.text):
            break
        match = _NUMBERED.match(block.text)
        if match is not None and int(match[1]) == number + 1:
            number += 1
            rows.append([match[1], *block.text[match.end() :].split()])
        elif GROUP.match(block.text) and len(block.text) <= _LONGEST_GROUP:
            rows.append([block.text])
        elif rows and len(rows[-1]) > 1:
            rows[-1] += block.text.split()
        else:
            break
        taken += 1
    return rows, taken
