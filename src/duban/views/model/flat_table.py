"""Neutral documents for programs and calendars: a flat table of typed columns, a list of days to remember.

Knows no file format and no file; views/export/ fills them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Datum = str | int | float | bool | date | datetime | tuple[str, ...] | None
"""What a field may hold; None is an empty one."""


class Type(StrEnum):
    """What a column holds, as the documentation names it."""

    TEXT = "text"
    TEXTS = "texts"
    INT = "number"
    DAY = "day"
    MOMENT = "moment"
    YES = "true/false"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, what it holds."""

    name: str
    type: Type = Type.TEXT


def fields_of(words: str) -> tuple[Field, ...]:
    """The columns "task percent:number due_on:day"; without a type a column is text."""
    pairs = (word.partition(":") for word in words.split())
    return tuple(Field(name, Type(kind or Type.TEXT)) for name, _, kind in pairs)


@dataclass(frozen=True, slots=True)
class FlatTable:
    """Rows of equal length under columns; nothing is nested."""

    columns: tuple[Field, ...]
    rows: tuple[tuple[Datum, ...], ...]

    def records(self) -> list[dict[str, Datum]]:
        """Each row with the names of its columns."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Appointment:
    """One day to remember. `uid` stays the same from one export to the next; `sequence` never falls."""

    uid: str
    on: date
    summary: str
    lines: tuple[str, ...]
    category: str
    cancelled: bool = False
    remind_on: date | None = None
    sequence: int = 0
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """A calendar: its name and its days, in order."""

    name: str
    appointments: tuple[Appointment, ...]
