"""What every file with a life shares, a task's or any other kind's: a head, and a journal (流水) that only grows.

Only shape: what a journal means, core/engine folds.
"""

from datetime import date, datetime
from typing import Any, Protocol

from duban.core.model.record import Record
from duban.core.model.terms import Term

JOURNAL = "流水"
"""The key of the journal in every file."""


class Entry(Protocol):
    """An entry of a journal: what was done (动作), the business date, the moment it was written down, by whom."""

    @property
    def action(self) -> Term:
        """What was done."""

    @property
    def on(self) -> date:
        """The business date."""

    @property
    def recorded_at(self) -> datetime:
        """When it was written down."""

    @property
    def by(self) -> str:
        """Who wrote it down (经办)."""


class CaseFile(Record, frozen=True, kw_only=True):
    """A head and a journal; the records that derive from it say which. In the file the journal stands last."""

    @property
    def journal(self) -> tuple[Any, ...]:
        """The entries, as the file has them."""
        return ()


class NumberedFile(CaseFile, frozen=True, kw_only=True):
    """A case that bears a number of its own (编号: 字头-年-序号) and a title, and is found, listed and shown by it."""

    @property
    def id(self) -> str:
        """The number, for life."""
        return ""

    @property
    def title(self) -> str:
        """What it is about."""
        return ""
