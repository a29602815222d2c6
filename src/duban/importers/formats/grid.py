"""A table as rows of text cells: what the Excel and the text reader both return.

Values only: no file format is known here, and no heading is interpreted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from duban.errors import Place, Problem
from duban.importers.grammar.normalize import one_line

MAX_ROWS = 10_000
MAX_COLUMNS = 128
MAX_BLANK_ROWS = 500
_EXCERPT, _SHOWN = 60, 8


@dataclass(frozen=True, slots=True)
class Cell:
    """The text people see; `anchor` (row number, column) is where it stands: one for all of a merged area."""

    text: str = ""
    anchor: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` counts from 1 as the user's program does."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def cell(self, column: int) -> Cell:
        """The cell of a column, empty beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else Cell()

    def text(self, column: int) -> str:
        """The text of a column, "" beyond the row's end."""
        return self.cell(column).text

    def own(self) -> tuple[tuple[int, Cell], ...]:
        """Each text that begins in this row, once, with its first column; texts merged down from above are left out."""
        seen = set()
        found = []
        for column, cell in enumerate(self.cells):
            if cell.text and cell.anchor[0] == self.number and cell.anchor not in seen:
                seen.add(cell.anchor)
                found.append((column, cell))
        return tuple(found)

    def excerpt(self) -> str:
        """The row on one line, for a message."""
        text = " │ ".join(one_line(cell.text) for _, cell in self.own())
        return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, or one text table (`sheet` is ""), with the places (row, column) of its formulas.

    `holes` are those without a value.
    """

    path: str
    rows: tuple[Row, ...]
    sheet: str = ""
    holes: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def place(self, row: Row | None = None) -> Place:
        """Where in the file something stands, for a problem."""
        path = f"{self.path}!{self.sheet}" if self.sheet else self.path
        return Place(path) if row is None else Place(path, row.number, excerpt=row.excerpt())

    def place_text(self, row: Row) -> str:
        """Where a row stands, for people: `Sheet1!5行`, `第5行`."""
        return f"{self.sheet}!{row.number}行" if self.sheet else f"第{row.number}行"

    def error(self, code: str, message: str, advice: str, row: Row | None = None) -> Problem:
        """An error in this table."""
        return Problem.error(code, message, advice, self.place(row))

    def notice(self, code: str, message: str, advice: str, row: Row | None = None) -> Problem:
        """A notice about this table."""
        return Problem.notice(code, message, advice, self.place(row))

    def columns(self) -> range:
        """The columns that any row reaches."""
        return range(max((len(row.cells) for row in self.rows), default=0))

    def titled(self) -> Iterator[tuple[int, Row]]:
        """The rows that are not empty, with their position."""
        return ((position, row) for position, row in enumerate(self.rows) if row.own())


def some_of(texts: Sequence[str]) -> str:
    """The first texts of many, for a message, and how many there are."""
    more = f"等 {len(texts)} 处" if len(texts) > _SHOWN else ""
    return "、".join(texts[:_SHOWN]) + more


def refuse(path: str, code: str, message: str, advice: str, line: int | None = None) -> Problem:
    """A reason why a file cannot be read at all."""
    return Problem.error(code, message, advice, Place(path, line))
