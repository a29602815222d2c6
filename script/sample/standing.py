"""履职 of the sample: the weekly round, the units' monthly checks, the quarter's and the year's accounts.

All are there but one: a unit has not made its check of October 2026.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from hashlib import sha256

from script.sample.moments import ASKED_ON, BEIJING
from script.sample.office import CONFIG, DING, HEAD, LUO, SU, liaison_of, unit_name

from duban.core.calendar.counting import WorkCalendar, add_workdays, last_workday
from duban.core.model.terms import Every
from duban.core.model.workspace import StandingEntry, StandingJournal
from duban.core.periods.spans import Span, span_of

FIRST = date(2025, 1, 1)
MISSING = ("云溪县卫生健康局", "2026-10")
_AFTER = {Every.QUARTER: 4, Every.HALF: 5, Every.YEAR: 6}
"""Working days after the end at which a period is balanced, at least."""
_HOURS = (9, 10, 11, 14, 15, 16, 17)
_CLERKS = (SU, LUO, DING)
_NOTES = {
    "2025Q1": "期初26件，期末账实相符。",
    "2025H1": "抽查21件，补正责任人2处。",
    "2025": "年底交账，结转下年在办事项列表附后。",
    "2026Q1": "与17个单位逐件核对，无差异。",
    "2026-W07": "春节前集中调度安全生产和欠薪事项。",
    "2026Q3": "差异1件，为单位更名所致，已说明。",
}


def standing_journals(calendar: WorkCalendar) -> Iterator[StandingJournal]:
    """One journal a year, in the order in which it was written down."""
    entries = sorted(_entries(calendar), key=lambda entry: (entry.on, entry.recorded_at))
    for year in sorted({entry.on.year for entry in entries}):
        yield StandingJournal(year=year, journal=tuple(e for e in entries if e.on.year == year))


def _entries(calendar: WorkCalendar) -> Iterator[StandingEntry]:
    for rule, every in (
        ("week", Every.WEEK),
        ("quarter", Every.QUARTER),
        ("half", Every.HALF),
        ("year", Every.YEAR),
    ):
        for span in _spans(every):
            if span.end < ASKED_ON:
                clerk = HEAD if every is not Every.WEEK else _CLERKS[span.start.isocalendar().week % 3]
                yield _entry(rule, span, None, clerk, calendar)
    for span in _spans(Every.MONTH):
        for unit in CONFIG.units:
            merged = unit.merged_on is not None and unit.merged_on < span.end
            name = unit_name(unit.short_name or unit.name, span.end)
            if not merged and span.end <= ASKED_ON and (name, span.label) != MISSING:
                yield _entry("month", span, name, liaison_of(unit.name), calendar)


def _spans(every: Every) -> Iterator[Span]:
    span = span_of(every, FIRST)
    if span.start < FIRST:
        span = span.next()
    while span.start <= ASKED_ON:
        yield span
        span = span.next()


def _entry(rule: str, span: Span, unit: str | None, by: str, calendar: WorkCalendar) -> StandingEntry:
    """Done on one of the last working days of the period, written down on that day or the next.

    A quarter, half year or year is balanced some working days after it has ended.
    """
    number = int.from_bytes(sha256(f"{rule} {span.label} {unit}".encode()).digest()[:4])
    last = last_workday(span.start, span.end, calendar).on
    on = last if unit is None else max(span.start, _days_before(last, number % 4, calendar))
    if span.every in _AFTER:
        on = add_workdays(span.end, _AFTER[span.every] + number % 3, calendar).on
    written = add_workdays(on, number % 2, calendar).on if number % 2 and on < ASKED_ON else on
    moment = datetime.combine(written, time(_HOURS[number % 7], number % 59, number % 53), BEIJING)
    return StandingEntry(
        on=on,
        recorded_at=moment,
        rule=f"default/{rule}",
        unit=unit,
        period=span.label,
        by=by,
        note=_NOTES.get(span.label) if unit is None else None,
    )


def _days_before(last: date, workdays: int, calendar: WorkCalendar) -> date:
    day = last
    while workdays:
        day = date.fromordinal(day.toordinal() - 1)
        workdays -= calendar.is_workday(day)
    return day
