"""Entries that count into closed periods: 补登 that the next reconciliation will take up, and those that lack it.

Pure; what is refused at the time of entering is decided in periods/closings.py.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import PurePosixPath

import msgspec

from duban.core.books.books import Books
from duban.core.engine.journal import target_of
from duban.core.model.events import Correct, Event, Target
from duban.core.model.record import Fault
from duban.core.model.terms import Every
from duban.core.periods.closings import PeriodClose, days_of
from duban.core.periods.spans import Span
from duban.errors import Level

Closed = tuple[Span, PeriodClose]
Found = tuple[str, Level, Fault]
"""The file, how heavy it is, and what was found."""


class Entered(msgspec.Struct, frozen=True):
    """An entry of a journal: where it stands, its day, when it was written down, why late, and what it is."""

    path: str
    keys: tuple[str | int, ...]
    on: date
    recorded_at: datetime
    late: str | None
    what: str
    event: Event | None = None

    @property
    def task(self) -> str | None:
        """The id of its task; None for 履职."""
        return PurePosixPath(self.path).stem if self.event else None


def late_entries(books: Books) -> Iterator[Found]:
    """A notice for each 补登 since the periods closed last, an error for each entry after a closing without it."""
    closed = books.closings.closed
    if not closed:
        return
    last: dict[Every, Closed] = {span.kind: (span, closing) for span, closing in closed}
    for entry in _entries(books):
        held = _closed_before(entry, closed)
        if held is None:
            continue
        if entry.late is None:
            yield entry.path, Level.ERROR, _unmarked(entry, held)
        elif (pending := _closed_before(entry, tuple(last.values()))) is not None:
            yield entry.path, Level.NOTICE, _pending(entry, pending)


def taken_up(books: Books, span: Span, closing: PeriodClose) -> tuple[Entered, ...]:
    """The 补登 into `span` or before since its `closing`: what the period after it takes up."""
    return tuple(
        entry
        for entry in _entries(books)
        if entry.late is not None
        and entry.on <= span.end
        and entry.recorded_at > closing.recorded_at
        and (books.known is None or entry.recorded_at <= books.known)
    )


def proven_late(books: Books, span: Span) -> tuple[Entered, ...]:
    """The entries of the period that were written down after the 登记时限 and count on their day by a proof (补登)."""
    return tuple(
        entry
        for entry in _entries(books)
        if entry.late is not None
        and entry.event is not None
        and entry.event.proof
        and span.start <= entry.on <= span.end
        and (books.known is None or entry.recorded_at <= books.known)
    )


def _entries(books: Books) -> Iterator[Entered]:
    journals = [(item.path, item.task.journal) for item in books.items]
    journals += [(entry.path, entry.task.journal) for entry in books.later]
    for path, journal in journals:
        marked = _marked_later(journal)
        for place, event in enumerate(journal):
            late = event.late or (marked.get(target_of(event)) if marked else None)
            keys = ("流水", place)
            yield Entered(path, keys, min(days_of(event)), event.recorded_at, late, str(event.action), event)
    for entry in books.standing:
        what = f"履职 {entry.rule} {entry.period}"
        path = f"履职/{entry.on.year}.yaml"
        yield Entered(path, (), entry.on, entry.recorded_at, entry.late, what)


def _marked_later(journal: Iterable[Event]) -> dict[Target, str]:
    """The events to which a 更正 gave the 补登 that they lacked."""
    corrections = (event for event in journal if isinstance(event, Correct) and event.value)
    return {
        each.target: str(each.value["补登"]) for each in corrections if each.value and each.value.get("补登")
    }


def _fix(entry: Entered, span: Span) -> str:
    if entry.event is None:
        return f"重开再结账：duban reconcile {span.label} --reopen --reason 原因"
    name, digest = PurePosixPath(entry.path).stem, target_of(entry.event).digest
    return f"duban amend {name} --event {digest} --set 补登=原因 --reason 漏写补登"


def _closed_before(entry: Entered, closed: tuple[Closed, ...]) -> Closed | None:
    """The period that the entry counts into and that was closed before it was written down; the first closed."""
    held = [each for each in closed if entry.on <= each[0].end and entry.recorded_at > each[1].recorded_at]
    return min(held, key=lambda each: each[1].recorded_at, default=None)


def _unmarked(entry: Entered, held: Closed) -> Fault:
    span, closing = held
    text = (
        f"{entry.on} 的{entry.what}登记在 {entry.recorded_at:%Y-%m-%d %H:%M}，"
        f"{span.label} 已在 {closing.on} 结账，却没有写补登"
    )
    return Fault(entry.keys, "closed-period-entry", text, _fix(entry, span))


def _pending(entry: Entered, held: Closed) -> Fault:
    span, _ = held
    text = f"{entry.on} 的{entry.what}是 {span.label} 结账以后补登的，原因：{entry.late}"
    return Fault(
        entry.keys, "late-entry", text, f"下一期对账列为前期更正：duban reconcile {span.next().label}"
    )
