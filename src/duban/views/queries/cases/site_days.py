"""现场天数: the distinct days of a period on which the office was on site, by inspection and person.

Pure; a day counts once, however many places, groups and inspections it saw (Anshan 二).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from duban.core.books.books import Books
from duban.core.calendar.counting import workdays_between
from duban.core.inspections.life import site_days
from duban.core.inspections.limits import rule_of
from duban.core.periods.spans import Span, span_of
from duban.core.policy.case_steps import InspectionStep
from duban.core.policy.rules import InspectionRule
from duban.views.footnotes import as_of, closing_notes
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table, row
from duban.views.queries.cases.inspection_plan import inspections_of


class DaysSeen(msgspec.Struct, frozen=True):
    """The days on site of a period; `wanted` is what the policy asks of a period of this kind, None: nothing."""

    span: Span
    days: tuple[date, ...]
    wanted: int | None
    ground: str
    by_inspection: dict[str, tuple[str, tuple[date, ...]]]
    by_person: dict[str, tuple[date, ...]]

    @property
    def lacking(self) -> int:
        """How many days are still wanting."""
        return max(0, (self.wanted or 0) - len(self.days))


def site_days_of(books: Books, span: Span) -> DaysSeen:
    """The days on site of a period, up to the day of the books."""
    states = [state for state in inspections_of(books) if state.is_own]
    last = min(span.end, books.today)
    rule, ground = days_rule(books, span)
    people: dict[str, set[date]] = {}
    inspections: dict[str, tuple[str, tuple[date, ...]]] = {}
    for state in states:
        held = [day for day in state.days if span.start <= day.on <= last]
        if held:
            inspections[state.head.id] = (state.head.title, _days(day.on for day in held))
        for day in held:
            for name in day.members:
                people.setdefault(name, set()).add(day.on)
    return DaysSeen(
        span,
        tuple(site_days(iter(states), span.start, last)),
        rule.count if rule else None,
        ground,
        inspections,
        {name: _days(days) for name, days in sorted(people.items(), key=lambda each: -len(each[1]))},
    )


def days_rule(books: Books, span: Span) -> tuple[InspectionRule | None, str]:
    """The number of days that the policy asks of such a period, and what it rests on; nothing of part of one."""
    held = rule_of(books, InspectionStep.SITE_DAYS, span.start)
    every = span.every
    if held is None or every is None or held[1].every is not every or span != span_of(every, span.start):
        return None, ""
    return held[1], held[0].ground(held[1])


def _days(days: Iterable[date]) -> tuple[date, ...]:
    return tuple(sorted(set(days)))


def days_short(books: Books) -> DaysSeen | None:
    """The running period, where it can be met only if the office goes out on every working day that is left.

    None while there is time, where nothing is asked or lacking, and in an office that has no inspections in its books.
    """
    held = rule_of(books, InspectionStep.SITE_DAYS, books.today)
    if held is None or held[1].every is None or not inspections_of(books):
        return None
    seen = site_days_of(books, span_of(held[1].every, books.today))
    left = workdays_between(books.today, seen.span.end, books.calendar)
    left += books.calendar.is_workday(books.today) and books.today not in seen.days
    return seen if seen.lacking and left <= seen.lacking else None


def days_record(books: Books, seen: DaysSeen) -> dict[str, Any]:
    """`inspect days --json`."""
    return {
        "period": seen.span.label,
        "today": books.today,
        "days": seen.days,
        "count": len(seen.days),
        "wanted": seen.wanted,
        "lacking": seen.lacking,
        "ground": seen.ground or None,
        "inspections": [
            {"task": number, "title": title, "days": days}
            for number, (title, days) in seen.by_inspection.items()
        ],
        "persons": [{"name": name, "days": days} for name, days in seen.by_person.items()],
    }


def days_sheet(books: Books, seen: DaysSeen) -> Sheet:
    """The days on site as people read them."""
    title = f"{seen.span.label} 现场天数 {as_of(books)}"
    told = f"到现场 {len(seen.days)} 天"
    if seen.wanted is not None:
        told += f"，要求不少于 {seen.wanted} 天" + (f"，还差 {seen.lacking} 天" if seen.lacking else "，够了")
        told += f"（{seen.ground}）"
    inspections = Table(
        (
            Column("编号", shrink=0),
            Column("督查事项", shrink=1),
            Column("天数", Kind.INT, 0),
            Column("哪几天", shrink=2),
        ),
        tuple(
            row(number, title, len(days), _listed(days))
            for number, (title, days) in seen.by_inspection.items()
        ),
        "各次督查",
    )
    persons = Table(
        (Column("姓名", shrink=0), Column("天数", Kind.INT, 0), Column("哪几天", shrink=1)),
        tuple(
            row(name, Cell(len(days), Mark.GOOD if days == seen.days else None), _listed(days))
            for name, days in seen.by_person.items()
        ),
        "各人",
    )
    notes = (
        "同一天去几处、几次督查，只算一天；没有写人员的那天不计到人；部门主办的督查不算在内。",
        *closing_notes(books),
    )
    return Sheet(title, (f"{told}。",), tuple(t for t in (inspections, persons) if t.rows), notes)


def _listed(days: Iterable[date]) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in days)
