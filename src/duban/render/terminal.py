"""A sheet on a colour terminal: the plain layout, with marks as colours.

Writes its own few escape sequences, so that no colour library is loaded; text from files cannot add any.
"""

from duban.render import plain
from duban.views.sheet import Mark, Sheet

STYLES: dict[plain.Role, str] = {
    "title": "1",
    "heading": "1",
    "rule": "2",
    "note": "2",
    Mark.LATE: "1;31",
    Mark.SOON: "33",
    Mark.GOOD: "32",
    Mark.MUTED: "2",
    Mark.PROVISIONAL: "36",
}


def paint(text: str, role: plain.Role) -> str:
    """The text between the escape sequences of its role."""
    return f"\x1b[{STYLES[role]}m{text}\x1b[0m" if text else text


def render(sheet: Sheet, columns: int = 80) -> str:
    """The sheet as coloured lines of at most `columns`."""
    return plain.render(sheet, columns, paint)
