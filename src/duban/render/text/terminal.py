"""A sheet on a colour terminal: the plain layout, with marks as rich styles.

Rich's markup is never used: text from files cannot add styles. Only this module imports rich.
"""

from functools import cache

from rich.color import ColorSystem
from rich.style import Style

from duban.render.text import plain
from duban.views.model.sheet import Mark, Sheet

STYLES: dict[plain.Role, str] = {
    "title": "bold",
    "heading": "bold",
    "rule": "dim",
    "note": "dim",
    Mark.LATE: "bold red",
    Mark.SOON: "yellow",
    Mark.GOOD: "green",
    Mark.MUTED: "dim",
    Mark.PROVISIONAL: "cyan",
}


@cache
def _style(role: plain.Role) -> Style:
    return Style.parse(STYLES[role])


def paint(text: str, role: plain.Role) -> str:
    """The text in the style of its role, in the sixteen colours that every terminal has."""
    return _style(role).render(text, color_system=ColorSystem.STANDARD) if text else text


def render(sheet: Sheet, columns: int = 80) -> str:
    """The sheet as coloured lines of at most `columns`."""
    return plain.render(sheet, columns, paint)
