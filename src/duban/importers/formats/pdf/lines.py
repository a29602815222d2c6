"""The characters of a PDF page put together to lines, and broken lines put together to texts.

Uses the positions of characters only; what the lines say is not interpreted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duban.importers.formats.pdf.characters import Character

_APART, NEAR, _BLANK = 0.7, 0.5, 0.25
_ROUNDING = 0.5
_BEGIN = re.compile(r"(?:[A-Za-z0-9.%‰]+|[（《“‘\[(]*.)[、，。；：！？）》”’\]),.;:!?%]*")
_WIDE = re.compile("[^\x00-\x7f]")
_CJK = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that stand close together on one line."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: a space where a gap is wide, its position, the size of its type.

    `characters` are those of the line from left to right, kept while their positions are needed.
    """

    text: str
    left: float
    right: float
    middle: float
    size: float
    characters: tuple[Character, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The line cut at its wide gaps."""
        return pieces_of(self.characters, self.size)


def pieces_of(characters: Iterable[Character], size: float) -> tuple[Piece, ...]:
    """Characters from left to right as the pieces that stand close together."""
    pieces: list[Piece] = []
    for character, left, _, right, _ in characters:
        before = pieces[-1] if pieces else None
        if before is None or left - before.right > _APART * size:
            pieces.append(Piece(character, left, right))
        else:
            apart = left - before.right > _BLANK * size and not _CJK.search(before.text[-1] + character)
            text = f"{before.text}{' ' if apart else ''}{character}"
            pieces[-1] = Piece(text, before.left, max(before.right, right))
    return tuple(pieces)


def bare(text: str) -> str:
    """A text without any space: for comparing two readings of the same line."""
    return re.sub(r"\s", "", text)


def lines_from(characters: Iterable[Character]) -> list[Line]:
    """Characters as the lines they stand on, from top to bottom."""
    rows: list[list[Character]] = []
    for one in sorted(characters, key=lambda one: -one[2]):
        last = rows[-1] if rows else None
        if last is not None and abs(last[0][2] - one[2]) <= NEAR * max(one[4], last[0][4]):
            last.append(one)
        else:
            rows.append([one])
    return [_line(sorted(row, key=lambda one: one[1])) for row in rows]


def _line(row: Sequence[Character]) -> Line:
    size = max(one[4] for one in row)
    text = " ".join(piece.text for piece in pieces_of(row, size))
    return Line(text, row[0][1], row[-1][3], sum(one[2] for one in row) / len(row), size, tuple(row))


def joined(lines: Iterable[Sequence[Piece]], size: float, width: float) -> str:
    """Lines as one text: a break is removed where the next line's first word would not have fitted on the line.

    、 and ， never begin a line, so 局、 needs room for both characters.
    """
    text, room = "", 0.0
    for pieces in lines:
        if not pieces:
            continue
        said = " ".join(piece.text for piece in pieces)
        begin = _BEGIN.match(said)
        needed = (
            sum(size if _WIDE.match(character) else size * NEAR for character in begin[0]) if begin else 0.0
        )
        text += ("" if not text or room < needed + _ROUNDING else "\n") + said
        room = width - (pieces[-1].right - pieces[0].left)
    return text
