"""A line whose cells stand between bars, as in Markdown or a page saved as text: the cells, without the bars.

One line at a time: which lines make a table, and what its cells mean, is not asked here.
"""

import re

from duban.importers.grammar.normalize import one_line

_BAR = re.compile(r"(?<!\\)[|｜]")
_RULE_LINE = re.compile(r"^[\s|:+\-—=]+$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def has_bar(text: str) -> bool:
    """Whether a bar of either width stands in a line."""
    return "|" in text or "｜" in text


def is_framed(text: str) -> bool:
    """Whether a bar stands before the first cell, too."""
    return text.strip().startswith(("|", "｜"))


def bar_cells(text: str, *, framed: bool) -> list[str]:
    """The cells of a line up to the last that is filled; none of a line of Markdown that only rules (|---|)."""
    if _RULE_LINE.match(text):
        return []
    text = text.strip()
    lines = (_BREAK.split(cell.replace("\\|", "|")) for cell in _BAR.split(text[1:] if framed else text))
    cells = ["\n".join(filter(None, map(one_line, each))) for each in lines]
    while cells and not cells[-1]:
        cells.pop()
    return cells
