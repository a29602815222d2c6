"""What a question needs of the books, so that whoever reads them need not read all.

Says it only. A reader may hand over more than was asked for, never less: answers are the same.
"""

from datetime import date
from enum import Enum, auto

import msgspec


class Extent(Enum):
    """How far back a question looks."""

    PRESENT = auto()
    """What is open on the day, or owed."""
    PERIOD = auto()
    """What a period touches: from `first` on."""
    EVERYTHING = auto()


class Need(msgspec.Struct, frozen=True):
    """How far back, from which day (of a period), and of which ledgers (their prefixes; None: of all)."""

    extent: Extent = Extent.EVERYTHING
    first: date | None = None
    prefixes: frozenset[str] | None = None


EVERYTHING = Need()
PRESENT = Need(Extent.PRESENT)


def since(first: date) -> Need:
    """What a period that begins on `first` needs."""
    return Need(Extent.PERIOD, first)


def of_ledgers(*prefixes: str) -> Need:
    """Everything of some ledgers."""
    return Need(prefixes=frozenset(prefixes))
