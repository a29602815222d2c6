"""What was found wanting in a period: failed verifications by kind of 失实, 退件, 退回, 预警, 协调, 回访, 挂牌.

Pure. Each thing is one event of a journal (挂牌: one open task), told once under one kind and one unit, so that figures
by kind, by unit and in total are counts of one list.
"""

from collections.abc import Iterator

import msgspec

from duban.core.balance.identity import Reconciliation
from duban.core.books.books import Books, Item
from duban.core.books.facets import event_words, unresolved
from duban.core.model.events import Contest, Coordinate, Event, Return, Verify, Warn
from duban.core.model.terms import Failure, Result, Term, YesNo
from duban.core.state.positions import NO_LEAD


class Wanting(Term):
    """In what way something was found wanting."""

    NOT_DONE = "不落实"
    FAKED = "假落实"
    SLOW = "慢落实"
    WEAK = "软落实"
    FAILED = "核验不通过"
    CONTESTED = "退件"
    RETURNED = "退回"
    WARNED = "预警"
    COORDINATED = "协调"
    UNRESOLVED = "回访没有解决"
    LISTED = "挂牌在办"


FAILING = (Wanting.NOT_DONE, Wanting.FAKED, Wanting.SLOW, Wanting.WEAK, Wanting.FAILED)
"""What a failed verification is told under: its kind of 失实; the last, where it names none."""
_BY_FAILURE = {failure: Wanting(str(failure)) for failure in Failure}


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was found wanting: of which unit, under its name of the last day, what, when, in whose task."""

    kind: Wanting
    unit: str
    item: Item
    event: Event | None = None

    @property
    def task(self) -> str:
        """The number of the task."""
        return self.item.task.id

    @property
    def words(self) -> str:
        """What the event says; of 挂牌 nothing more."""
        return event_words(self.event, self.item) if self.event is not None else ""


def found_wanting(found: Reconciliation) -> tuple[Found, ...]:
    """All of the period, by kind, then in the order of the tasks and days; 挂牌 is as of its last day."""
    told = [each for trail in found.trails if trail.item is not None for each in _of_task(found, trail.item)]
    order = {kind: place for place, kind in enumerate(Wanting)}
    return tuple(sorted(told, key=lambda each: order[each.kind]))


def _of_task(found: Reconciliation, item: Item) -> Iterator[Found]:
    books, span = found.books, found.span
    for event in item.state.journal:
        kind = kind_of(event) if span.start <= event.on <= span.end else None
        if kind is not None:
            yield Found(kind=kind, unit=_named(books, item.state.unit_then(event)), item=item, event=event)
    if item.state.open and item.task.listed is YesNo.YES:
        lead = item.leads[0] if item.leads else ""
        yield Found(kind=Wanting.LISTED, unit=_named(books, lead), item=item)


def _named(books: Books, unit: str) -> str:
    return books.register.current(unit, books.today) if unit else NO_LEAD


def kind_of(event: Event) -> Wanting | None:
    """What an event is told under; None for most."""
    if isinstance(event, Verify):
        if event.result is Result.PASS:
            return None
        return _BY_FAILURE[event.failure] if event.failure else Wanting.FAILED
    if unresolved(event):
        return Wanting.UNRESOLVED
    return _PLAIN.get(type(event))


_PLAIN: dict[type[Event], Wanting] = {
    Contest: Wanting.CONTESTED,
    Return: Wanting.RETURNED,
    Warn: Wanting.WARNED,
    Coordinate: Wanting.COORDINATED,
}
