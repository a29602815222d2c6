"""The width of text on a screen, and how it is cut and padded: the one place that counts columns.

Pure; takes text as it is: text/escape.py has made it harmless before.
"""

import re
from functools import lru_cache
from unicodedata import combining, east_asian_width

ZERO_WIDTH_CATEGORIES = frozenset({"Mn", "Me", "Cf"})
NO_LINE_START = frozenset("。，、；：！？）》」』】〕”’％…!%),.:;?]}")
NO_LINE_END = frozenset("（《「『【〔“‘([{")
PIECE = re.compile(r"\s+|[!-~]+|.", re.DOTALL)


@lru_cache(maxsize=16384)
def char_width(char: str) -> int:
    """Columns of one character: 2 for wide and full-width, 0 for combining and formatting, else 1.

    Ambiguous characters (“ ” … │) count as one, as terminals do outside legacy CJK settings.
    """
    from unicodedata import category

    if combining(char) or category(char) in ZERO_WIDTH_CATEGORIES or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


@lru_cache(maxsize=16384)
def width(text: str) -> int:
    """Columns a line of text takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Text padded with spaces to `columns`; `right` puts the spaces before it. Longer text is not cut."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def clip(text: str, columns: int) -> str:
    """Text cut to `columns`, ending in … where something was cut."""
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for char in text:
        used += char_width(char)
        if used > columns - 1:
            break
        kept.append(char)
    return "".join(kept) + "…"


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`: Chinese breaks anywhere except before closing and after opening punctuation.

    Latin words, ids and days stay together unless longer than a line. Line breaks in the text are kept.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_paragraph(paragraph, max(1, columns))
    return lines


def _wrap_paragraph(text: str, columns: int) -> list[str]:
    if width(text) <= columns:
        return [text.rstrip()]
    lines: list[str] = []
    line, used = "", 0
    for unit in _units(text, columns):
        if used + width(unit.rstrip()) <= columns:
            line += unit
            used += width(unit)
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = "" if unit.isspace() else unit.lstrip()
        used = width(line)
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def _units(text: str, columns: int) -> list[str]:
    """The pieces of a text between which a line may break, none wider than a line."""
    units: list[str] = []
    for piece in PIECE.findall(text):
        glued = bool(units) and (
            piece[0] in NO_LINE_START or units[-1][-1] in NO_LINE_END or not width(piece)
        )
        if glued and not piece.isspace() and width(units[-1]) + width(piece) <= columns:
            units[-1] += piece
        else:
            units += _split_long(piece, columns)
    return units


def _split_long(piece: str, columns: int) -> list[str]:
    return [piece[at : at + columns] for at in range(0, len(piece), columns)]
