"""履职 of the sample: the weekly round, the units' monthly checks, the quarter's, half year's and year's accounts.

All are there but what office.yaml says is missing; days on the front line, visits, papers that went back, as it says.
No clock, no lots, no disk.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from script.sample.play import BEIJING, Desk

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.calendar.counting import add_workdays, before_workdays, last_workday, workdays_between
from duban.core.cases.performance import PERFORMANCE
from duban.core.engine.decide import decide
from duban.core.model.record import read_record
from duban.core.model.terms import Every
from duban.core.model.workspace import StandingEntry, StandingJournal
from duban.core.periods.spans import Span, span_of

_AFTER = {Every.QUARTER: 4, Every.HALF: 5, Every.YEAR: 6}
"""Working days after the end at which a period is balanced, at least."""
_DAY = timedelta(days=1)
_HOURS = (9, 10, 11, 14, 15, 16, 17)


def standing_journals(desk: Desk) -> Iterator[StandingJournal]:
    """One journal a year, in the order in which it was written down."""
    entries = sorted(_entries(desk), key=lambda entry: (entry.on, entry.recorded_at))
    for year in sorted({entry.on.year for entry in entries}):
        journal = StandingJournal(year=year)
        for entry in entries:
            if entry.on.year == year:
                decided = decide(PERFORMANCE, journal, entry, _ground(desk, entry)).event
                journal = msgspec.structs.replace(journal, journal=(*journal.journal, decided))
        yield journal


def _ground(desk: Desk, entry: StandingEntry) -> Ground:
    books = (desk.policies, desk.calendar, desk.register, None, entry.on)
    return Ground(*books, elsewhere=Elsewhere(config=desk.office.config))


def _entries(desk: Desk) -> Iterator[StandingEntry]:
    config = desk.office.config
    head = next(person.name for person in config.people if person.role == "负责人")
    clerks = [person.name for person in config.people if person.role == "督查员"]
    for every in (Every.WEEK, *_AFTER):
        for span in _spans(desk, every):
            clerk = clerks[span.start.isocalendar().week % len(clerks)]
            yield _entry(desk, span, None, clerk if every is Every.WEEK else head)
    for span in _spans(desk, Every.MONTH):
        for unit in config.units:
            name = desk.name_on(unit.name, span.end)
            gone = unit.merged_on is not None and unit.merged_on < span.end
            if not gone and desk.office.unchecked.get(unit.name) != span.label:
                yield _entry(desk, span, name, desk.liaison_of(name))

    yield from _counted(desk, clerks)


def _counted(desk: Desk, clerks: list[str]) -> Iterator[StandingEntry]:
    """Days on the front line, visits, papers that went back: each written down that day."""
    for row in desk.office.front_line:
        for day in row.days:
            raw: dict[str, Any] = {
                "地点": row.place,
                "主题": row.subject,
                "问题": row.problems,
                "处理": row.handling,
            }
            raw |= {"日期": f"{row.month}-{day:02}"}
            yield _made(desk, "front-line-leaders", Every.YEAR, raw | {"人员": [row.person]}, clerks)
    for raw in desk.office.visits:
        yield _made(desk, "ward-visit", Every.QUARTER, raw, clerks)
    for raw in desk.office.papers:
        unit = desk.name_on(raw["单位"], date.fromisoformat(raw["日期"]))
        yield _made(desk, "paper-returns", Every.MONTH, raw | {"单位": unit}, clerks)


def _made(desk: Desk, rule: str, every: Every, raw: dict[str, Any], clerks: list[str]) -> StandingEntry:
    on = date.fromisoformat(raw["日期"])
    number = int.from_bytes(sha256(f"{rule} {on} {raw['主题']}".encode()).digest()[:4])
    moment = datetime.combine(on, time(_HOURS[number % 7], number % 59, number % 53), BEIJING)
    said = {"登记": moment.isoformat(), "规则": f"{desk.office.config.policies[0].name}/{rule}"}
    said |= {"期": span_of(every, on).label, "经办": clerks[on.isocalendar().week % len(clerks)]}
    return read_record(
        said | {name: value for name, value in raw.items() if value is not None}, StandingEntry
    )


def _spans(desk: Desk, every: Every) -> Iterator[Span]:
    """The periods that ended since the policy holds, of weeks those with a working day."""
    since = desk.office.config.policies[0].since
    span = span_of(every, since)
    while span.end < desk.office.today:
        if workdays_between(span.start - _DAY, span.end, desk.calendar):
            yield span
        span = span.next()


def _entry(desk: Desk, span: Span, unit: str | None, by: str) -> StandingEntry:
    """Done on one of the last working days of the period, written down on that day or the next.

    A quarter, half year or year is balanced some working days after it has ended.
    """
    rule, calendar = span.kind.english, desk.calendar
    number = int.from_bytes(sha256(f"{rule} {span.label} {unit}".encode()).digest()[:4])
    on = last_workday(span.start, span.end, calendar).on
    if unit is not None:
        on = max(span.start, before_workdays(on, number % 4, calendar).on)
    if span.kind in _AFTER:
        on = add_workdays(span.end, _AFTER[span.kind] + number % 3, calendar).on
    written = add_workdays(on, number % 2, calendar).on if on < desk.office.today else on
    return StandingEntry(
        on=on,
        recorded_at=datetime.combine(written, time(_HOURS[number % 7], number % 59, number % 53), BEIJING),
        rule=f"{desk.office.config.policies[0].name}/{rule}",
        unit=unit,
        period=span.label,
        by=by,
        note=desk.office.standing_notes.get(span.label) if unit is None else None,
    )
