"""Texts whose lines were broken at a fixed width, as pages and mails break them: put together to paragraphs again.

Looks at widths, indents and how lines begin; a text with one paragraph a line stays as it is.
"""

import re
import unicodedata
from collections.abc import Sequence

from duban.importers.grammar.numbering import find_marks

_NARROWEST, _WIDEST = 36, 120
_RAGGED = 4  # a punctuation mark that may not begin a line moves with the character before it
_FEW, _SHARE = 4, 5
_PAGE = re.compile(r"\s*[-—－–]\s*\d{1,4}\s*[-—－–]\s*")
_STOPS = ("。", "；", "：", "！", "？", ";", ":")
_BEGINS = re.compile(
    r"附\s*[件表录]|[\u4e00-\u9fff]{2,8}[:：]|[|｜┌├│└#【`]|[-*+•]\s|(?:19|20)\d{2}年\d{1,2}月\d{1,2}日$"
)


def unwrap(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The lines with their numbers from 1; those that only a fixed width parts are one."""
    numbered = [(number, line) for number, line in enumerate(lines, 1) if _PAGE.fullmatch(line) is None]
    width = _width_of(lines)
    if not width:
        return list(enumerate(lines, 1))
    found: list[tuple[int, str]] = []
    last = ""  # the line that the paragraph so far ends with
    for number, line in numbered:
        if last and _goes_on(last, line, width):
            found[-1] = (found[-1][0], found[-1][1] + line.strip())
        else:
            found.append((number, line))
        last = line
    return found


def _width_of(lines: Sequence[str]) -> int:
    """The width at which the lines are broken; 0 where they are not: too few reach it, or one goes beyond."""
    widths = sorted(_columns(line.rstrip()) for line in lines if line.strip())
    widest = widths[-1] if widths else 0
    if not _NARROWEST <= widest <= _WIDEST:
        return 0
    full = [line for line in lines if _columns(line.rstrip()) >= widest - _RAGGED]
    cut = [line for line in full if not line.rstrip().endswith(_STOPS)]
    return widest if len(cut) >= _FEW and len(full) * _SHARE >= len(widths) else 0


def _goes_on(last: str, line: str, width: int) -> bool:
    """Whether a line is the rest of the one before: that one is full, and this one begins nothing new."""
    text = line.strip()
    if not text or line[:1].isspace() or _columns(last.rstrip()) < width - _RAGGED:
        return False
    first = next(find_marks(text), None)
    return not (first is not None and first.start == 0) and _BEGINS.match(text) is None


def _columns(text: str) -> int:
    """The width of a text in columns: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
