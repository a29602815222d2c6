"""Weeks, half-months, months, quarters, half-years, years, free ranges: where each begins and ends, and its name.

Only arithmetic of days; which report falls due when, core/duties/cadence.py says.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

import msgspec

from duban.core.model.terms import Every

_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}
_FIRST_HALF = 15
_DAY = timedelta(days=1)


class Span(msgspec.Struct, frozen=True):
    """One period, both ends included; `label` as in 2026-W38, 2026-09上半月, 2026-09, 2026Q3, 2026H1, 2026.

    `every` is None for a free range of days: 2026-07-01..2026-09-15.
    """

    every: Every | None
    start: date
    end: date

    @property
    def kind(self) -> Every:
        """Week, month, quarter …; ValueError for a free range of days, which has none."""
        if self.every is None:
            raise ValueError(f"{self.start}..{self.end} is no period of the cycle")
        return self.every

    @property
    def label(self) -> str:
        """The name under which the period is written down."""
        year, month = self.start.year, self.start.month
        match self.every:
            case None:
                return f"{self.start}..{self.end}"
            case Every.WEEK:
                week = self.start.isocalendar()
                return f"{week.year}-W{week.week:02d}"
            case Every.HALF_MONTH:
                return f"{year}-{month:02d}{'上' if self.start.day == 1 else '下'}半月"
            case Every.MONTH:
                return f"{year}-{month:02d}"
            case Every.QUARTER:
                return f"{year}Q{(month + 2) // 3}"
            case Every.HALF:
                return f"{year}H{1 if month == 1 else 2}"
            case _:
                return str(year)

    def next(self) -> "Span":
        """The period that follows; after a free range one of as many days."""
        if self.every is None:
            return Span(None, self.end + _DAY, self.end + (self.end - self.start) + _DAY)
        return span_of(self.every, self.end + _DAY)

    def previous(self) -> "Span":
        """The period before; before a free range one of as many days."""
        if self.every is None:
            return Span(None, self.start - (self.end - self.start) - _DAY, self.start - _DAY)
        return span_of(self.every, self.start - _DAY)


def span_of(every: Every, on: date) -> Span:
    """The period of this kind that holds `on`."""
    if every is Every.WEEK:
        start = on - timedelta(days=on.weekday())
        return Span(every, start, start + timedelta(days=6))
    last = monthrange(on.year, on.month)[1]
    if every is Every.HALF_MONTH:
        if on.day <= _FIRST_HALF:
            return Span(every, on.replace(day=1), on.replace(day=_FIRST_HALF))
        return Span(every, on.replace(day=_FIRST_HALF + 1), on.replace(day=last))
    months = _MONTHS[every]
    first = (on.month - 1) // months * months + 1
    end_month = first + months - 1
    end = date(on.year, end_month, monthrange(on.year, end_month)[1])
    return Span(every, date(on.year, first, 1), end)


_LABELS = (
    (re.compile(r"(\d{4})-W(\d{2})"), Every.WEEK),
    (re.compile(r"(\d{4})-(\d{2})([上下])半月"), Every.HALF_MONTH),
    (re.compile(r"(\d{4})-(\d{2})"), Every.MONTH),
    (re.compile(r"(\d{4})Q([1-4])"), Every.QUARTER),
    (re.compile(r"(\d{4})H([12])"), Every.HALF),
    (re.compile(r"(\d{4})"), Every.YEAR),
)


def parse_span(label: str) -> Span | None:
    """The period a label names, or None where it names none."""
    for pattern, every in _LABELS:
        match = pattern.fullmatch(label.strip())
        if match is None:
            continue
        year, number = int(match[1]), int(match[2]) if every is not Every.YEAR else 1
        try:
            if every is Every.WEEK:
                return span_of(every, date.fromisocalendar(year, number, 1))
            if every is Every.HALF_MONTH:
                return span_of(every, date(year, number, 1 if match[3] == "上" else 16))
            return span_of(every, date(year, (number - 1) * _MONTHS[every] + 1, 1))
        except ValueError:
            return None
    return None


_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:\.\.|—|～|~|至)\s*(\d{4}-\d{2}-\d{2})")


def parse_range(text: str) -> Span | None:
    """The free range that `2026-07-01..2026-09-15` names, or None where it names none or ends before it begins."""
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        start, end = date.fromisoformat(match[1]), date.fromisoformat(match[2])
    except ValueError:
        return None
    return Span(None, start, end) if start <= end else None


def months_of(span: Span) -> list[Span]:
    """The calendar months that a span touches, each cut to it."""
    months = []
    month = span_of(Every.MONTH, span.start)
    while month.start <= span.end:
        months.append(Span(Every.MONTH, max(month.start, span.start), min(month.end, span.end)))
        month = month.next()
    return months
