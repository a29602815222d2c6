"""The identity holds for every period, ledger, unit and day, whatever history there was; closings chain."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.histories import FIRST, LAST, History, histories

from duban.core.balance.closing_page import page_of
from duban.core.balance.identity import Reconciliation, books_digest, opening_of, reconcile
from duban.core.balance.performance import OUTCOMES, performances, total_performance
from duban.core.books.books import Books
from duban.core.model.terms import Action, Every
from duban.core.model.unit_register import NO_REGISTER
from duban.core.periods.closings import METHOD, ClosingPage, Closings, Period, PeriodClose
from duban.core.periods.spans import Span, span_of
from duban.views.period.balance import View

KINDS = (Every.MONTH, Every.QUARTER, Every.QUARTER, Every.HALF, Every.YEAR, Every.WEEK)
_DAY = timedelta(days=1)


def spans(every: Every) -> list[Span]:
    """All periods of a kind in the three years."""
    found = [span_of(every, FIRST)]
    while found[-1].end < LAST:
        found.append(found[-1].next())
    return found


class Office:
    """Closes periods as the command does: each page is the opening of the next."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.closings = Closings()
        self.pages: dict[str, ClosingPage] = {}

    def reconcile(self, span: Span, known: datetime | None, today: date = LAST) -> Reconciliation:
        until = min(span.end, today)
        closings = self.closings
        before = closings.before(span)
        opening = opening_of(*before, self.pages[before[0].label]) if before else None
        return reconcile(self.history.books(until, known), span, opening, closings.closing(span))

    def close(self, span: Span, known: datetime) -> Reconciliation:
        found = self.reconcile(span, known)
        event = PeriodClose(
            on=known.date(),
            recorded_at=known,
            by="王五",
            total=found.total.figures,
            digest=books_digest(found.books),
            method=METHOD,
        )
        self.closings = Closings((*self.closings.periods, Period(span, (event,))))
        self.pages[span.label] = page_of(found, event)
        return found


def count_open(books: Books) -> Counter[tuple[str, str]]:
    """What is open on the day of the books, counted from standings alone."""
    return Counter(
        (item.task.prefix, books.register.current(item.state.leads[0], books.today))
        for item in books.items
        if item.state.open and item.state.registered_on is not None
    )


def check_identity(found: Reconciliation) -> None:
    """Every row balances, the rows add up to the whole, and each figure is what the journals say."""
    rows = [found.total, *found.ledgers.values(), *found.units.values()]
    assert all(account.figures.balanced for account in rows)
    total = found.total.figures
    for name in (
        "opening",
        "registered",
        "reopened",
        "written_off",
        "withdrawn",
        "prior_adjustment",
        "ending",
    ):
        for parts in (found.ledgers, found.units):
            assert sum(getattr(each.figures, name) for each in parts.values()) == getattr(total, name)
    assert (total.moved_in, total.moved_out) == (0, 0)
    units = [account.figures for account in found.units.values()]
    assert sum(each.moved_in for each in units) == sum(each.moved_out for each in units)

    counted = count_open(found.books)
    assert total.ending == counted.total()
    by_unit = Counter(trail.end.unit for trail in found.trails if trail.end)
    assert by_unit == Counter(
        {unit: sum(n for (_, u), n in counted.items() if u == unit) for _, unit in counted}
    )
    happened = Counter(
        event.action
        for item in found.books.items
        for event in item.state.journal
        if found.span.start <= event.on <= found.until
    )
    assert total.registered == happened[Action.REGISTER]
    assert total.reopened == happened[Action.REOPEN]
    assert total.written_off == happened[Action.CLOSE]
    assert total.withdrawn == happened[Action.WITHDRAW]


@given(histories(), st.sampled_from(KINDS), st.data())
@settings(max_examples=40)
def test_the_identity_holds_for_every_period_row_and_day(
    history: History, every: Every, data: st.DataObject
) -> None:
    office = Office(history)
    known = data.draw(st.none() | st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001 - given its zone below
    moment = known.replace(tzinfo=UTC) if known else None
    span = data.draw(st.sampled_from(spans(every)))
    today = data.draw(st.dates(span.start, LAST))
    found = office.reconcile(span, moment, today)
    check_identity(found)
    before = history.books(span.start - _DAY, moment)
    assert found.total.figures.opening == count_open(before).total()
    units = data.draw(st.sets(st.sampled_from("ABCD")))
    view = View(found=found, units=tuple(units), ledgers=data.draw(st.sampled_from(((), ("WJ",)))))
    assert view.total.figures.balanced
    assert all(account.figures.balanced for account in view.by_ledger.values())
    assert all(account.figures.balanced for account in view.by_unit.values())


@given(histories(), st.sampled_from((Every.QUARTER, Every.HALF, Every.YEAR)), st.data())
@settings(max_examples=30)
def test_closings_chain_and_stay(history: History, every: Every, data: st.DataObject) -> None:
    """Each opening is the ending before, and a closed period says the same whatever is written later."""
    office = Office(history)
    last = datetime.combine(FIRST, time(), UTC)
    closed: list[tuple[Span, datetime, Reconciliation]] = []
    for span in spans(every)[:6]:
        lag = timedelta(days=data.draw(st.integers(1, 60)))
        last = max(last, datetime.combine(span.end, time(), UTC)) + lag
        found = office.close(span, last)
        check_identity(found)
        if closed:
            page = office.pages[span.previous().label]
            assert found.total.figures.opening == page.total.ending
            stored = {each.unit: each.ending for each in page.units if each.ending}
            assert {name: len(row.opening) for name, row in found.units.items() if row.opening} == stored
        closed.append((span, last, found))
    for span, moment, found in closed:
        again = office.reconcile(span, moment)
        assert again.total == found.total
        assert again.units == found.units
        only_then = history.books(span.end, moment, written_by=moment)
        closing = office.closings.closing(span)
        assert closing is not None
        assert books_digest(only_then) == books_digest(again.books) == closing.digest


@given(histories(), st.sampled_from(spans(Every.QUARTER)))
@settings(max_examples=40)
def test_duties_that_fell_due_are_met_late_or_unmet(history: History, span: Span) -> None:
    found = Office(history).reconcile(span, None)
    rows = performances(found)
    whole = total_performance(rows)
    for done in (*rows.values(), whole):
        counts = done.counts()
        assert counts["due"] == sum(counts[name] for name in OUTCOMES)
        assert len(done.reports_received) <= len(done.reports_owed)
        assert set(done.milestones_missed) <= {*done.met_late, *done.unmet}
    assert (
        sum(map(len, whole.ages.values())) == sum(map(len, whole.cohorts.values())) == len(found.total.ending)
    )


def test_a_row_that_does_not_balance_is_seen() -> None:
    history = History((), NO_REGISTER)
    found = Office(history).reconcile(span_of(Every.QUARTER, FIRST), None)
    assert found.total.figures.balanced
    account = msgspec.structs.replace(found.total, ending=["WJ-2024-0001"])
    assert not account.figures.balanced
