"""What an answer tells of a thing, one table for both readers: English names for programs, headings for people.

Decides nothing and lays nothing out: says where a value lies, and what a cell shows of it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any, Generic, TypeVar

import msgspec

from duban.core.engine.kind import Kind
from duban.core.model.terms import Term
from duban.views.model.sheet import Cell, Column, Row, Table, Value, row

T = TypeVar("T")


class Field(msgspec.Struct, Generic[T], frozen=True):
    """One field of an answer: programs read `source` as `record_of` does, people `cell` under the heading of `column`.

    Without `source` programs do not get it, without `column` people do not see it; without `cell` they see the value.
    """

    source: str
    column: Column | None = None
    cell: Callable[[T], Value | Cell] | None = None


def record_of(thing: object, sources: str) -> dict[str, Any]:
    """What programs read of a thing: "unit assigned_on=assigned.on" names fields, and where they lie if elsewhere.

    Behind a null everything is null; terms and kinds are English.
    """
    return {
        name: value.english if isinstance(value := _at(path, thing), Term | Kind) else value
        for name, path in _parse(sources)
    }


def records_of(fields: Iterable[Field[T]], things: Iterable[T]) -> list[dict[str, Any]]:
    """The rows of `--json`."""
    sources = " ".join(field.source for field in fields)
    return [record_of(thing, sources) for thing in things]


def table_of(fields: Sequence[Field[T]], things: Iterable[T], title: str = "") -> Table:
    """The table that people read."""
    return Table(columns_of(fields), rows_of(fields, things), title)


def columns_of(fields: Iterable[Field[T]]) -> tuple[Column, ...]:
    """The headings of the table."""
    return tuple(field.column for field in fields if field.column)


def rows_of(fields: Sequence[Field[T]], things: Iterable[T]) -> tuple[Row, ...]:
    """The rows of the table."""
    shown = [field.cell or partial(_at, _parse(field.source)[0][1]) for field in fields if field.column]
    return tuple(row(*[cell(thing) for cell in shown]) for thing in things)


@cache
def _parse(sources: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each name with the path to its value."""
    pairs = (word.partition("=") for word in sources.split())
    return tuple((name, tuple((path or name).split("."))) for name, _, path in pairs)


def _at(path: tuple[str, ...], thing: Any) -> Any:  # noqa: ANN401 - any record, any field of it
    for name in path:
        if thing is None:
            return None
        thing = getattr(thing, name)
    return thing
