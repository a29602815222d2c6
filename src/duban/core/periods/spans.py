"""Weeks, half-months, months, quarters, half-years, years, free ranges: where each begins and ends, and its name.

Only arithmetic of days; which report falls due when, core/duties/cadence.py says.
"""

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


def read_span(words: str, today: date | None = None) -> Span | None:
    """The period or free range that people name: 2026年第三季度, 2026q3, 2026-07-01..2026-09-15; 上月 with `today`."""
    from duban.core.grammar.typed import read_period, read_range

    if (period := read_period(words, today)) is not None:
        return span_of(*period)
    stretch = read_range(words)
    return Span(None, *stretch) if stretch else None


def parse_span(label: str) -> Span | None:
    """The period that a label, as `Span.label` writes it, names; None where it names none."""
    label = label.strip()
    year, rest = label[:4], label[4:]
    if not (len(year) == _YEAR and year.isascii() and year.isdecimal()):
        return None
    every, number = next(
        (
            (every, rest[len(begin) : len(rest) - len(end)])
            for begin, end, every in _LABELS
            if _fits(rest, begin, end)
        ),
        (Every.YEAR, "1" if not rest else ""),
    )
    if not (number.isascii() and number.isdecimal()):
        return None
    try:
        if every is Every.WEEK:
            found = span_of(every, date.fromisocalendar(int(year), int(number), 1))
        elif every is Every.HALF_MONTH:
            found = span_of(every, date(int(year), int(number), 1 if "上" in rest else _FIRST_HALF + 1))
        else:
            found = span_of(every, date(int(year), (int(number) - 1) * _MONTHS[every] + 1, 1))
    except ValueError:
        return None
    return found if found.label == label else None


_YEAR = 4
_LABELS = (
    ("-W", "", Every.WEEK),
    ("-", "上半月", Every.HALF_MONTH),
    ("-", "下半月", Every.HALF_MONTH),
    ("-", "", Every.MONTH),
    ("Q", "", Every.QUARTER),
    ("H", "", Every.HALF),
)


def _fits(text: str, begin: str, end: str) -> bool:
    return text.startswith(begin) and text.endswith(end)


def months_of(span: Span) -> list[Span]:
    """The calendar months that a span touches, each cut to it."""
    months = []
    month = span_of(Every.MONTH, span.start)
    while month.start <= span.end:
        months.append(Span(Every.MONTH, max(month.start, span.start), min(month.end, span.end)))
        month = month.next()
    return months
