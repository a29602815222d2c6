"""The neutral document: every answer becomes titles, paragraphs and tables of typed cells, once.

Knows nothing of terminals, files or colours; what a mark looks like is the renderer's business.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

Value = str | int | float | date | None
"""What a cell may hold; None is an empty cell."""


class Kind(StrEnum):
    """What a column holds: says how it is aligned and written, not what is stored."""

    TEXT = "text"
    INT = "int"
    DATE = "date"
    PERCENT = "percent"


class Mark(StrEnum):
    """Why a cell stands out. A mark only underlines: what it says must also be in the text."""

    LATE = "late"
    SOON = "soon"
    GOOD = "good"
    MUTED = "muted"
    PROVISIONAL = "provisional"


class Cell(Struct, frozen=True):
    """One value; a provisional day is written with its （暂定） by every renderer.

    `data` is what programs get where that is more than the value: a list of units, an English word.
    """

    value: Value = None
    mark: Mark | None = None
    data: object = None


Row = tuple[Cell, ...]


class Column(Struct, frozen=True):
    """One column.

    When a line is too long, text columns with the highest `shrink` give way first; 0 never does. What does not fit
    is wrapped, or with `clip` cut off where the width is limited: for lists that must stay on one page. `answer`:
    whoever gets the sheet fills it in, one of `choices` where there are any.
    `name` is its English name for programs.
    """

    title: str
    kind: Kind = Kind.TEXT
    shrink: int = 1
    clip: bool = False
    answer: bool = False
    choices: tuple[str, ...] = ()
    name: str = ""


class Group(Struct, frozen=True):
    """Rows under one heading (a unit, a ledger)."""

    title: str
    rows: tuple[Row, ...]


class Table(Struct, frozen=True):
    """Columns and rows; where there are groups, they hold the rows and `rows` is empty.

    `name` is its English name for programs.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    title: str = ""
    groups: tuple[Group, ...] = ()
    name: str = ""

    def sections(self) -> Iterator[Group]:
        """Groups in order; rows that stand in no group come first, under an empty title."""
        if self.rows:
            yield Group("", self.rows)
        yield from self.groups

    def all_rows(self) -> Iterator[Row]:
        """Every row in the order it is shown."""
        for section in self.sections():
            yield from section.rows


class Sheet(Struct, frozen=True):
    """A whole answer: title, paragraphs, tables, and notes that stand at the end; `tab` names it among others."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    tab: str = ""


def row(*values: Value | Cell) -> Row:
    """A row from bare values and ready cells."""
    return tuple([value if isinstance(value, Cell) else Cell(value) for value in values])


def is_total(cells: Row) -> bool:
    """Whether a row is the sum of those before it: its name says so to programs."""
    return bool(cells) and cells[0].data == "total"
