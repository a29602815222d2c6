"""The periods of a cadence: where each begins, when its report falls due, which are merged.

Arithmetic of days only; who owes them, core/duties/cadence.py says.
"""

from datetime import date, timedelta
from functools import lru_cache

import msgspec

from duban.core.calendar.counting import DueDay, last_workday, same_day, workdays_between
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import period_due
from duban.core.model.task import Timing
from duban.core.model.terms import Every
from duban.core.periods.spans import Span, months_of, span_of
from duban.core.policy.rules import CadenceRule

_DAY = timedelta(days=1)
_SHORT = {Every.WEEK, Every.HALF_MONTH}


class Slot(msgspec.Struct, frozen=True):
    """One period of a cadence with its due day, and the day its report came.

    It `opens` before its first day where periods without a working day went before it: they are merged into it.
    """

    span: Span
    due: DueDay
    opens: date
    met_on: date | None = None


class Counting(msgspec.Struct, frozen=True):
    """How periods are counted: by which calendar, and from which day on by the rules of format 3."""

    calendar: WorkCalendar
    anew: date = date.min

    def slot(self, timing: Timing, on: date) -> Slot:
        """The period that holds `on`, or into which that one is merged, unmet."""
        return _slot(timing, on, self.calendar, self.anew)

    def before(self, timing: Timing, slot: Slot) -> Slot:
        """The period before this one."""
        return self.slot(timing, slot.opens - _DAY)

    def after(self, timing: Timing, slot: Slot) -> Slot:
        """The period after this one."""
        return self.slot(timing, slot.span.end + _DAY)


@lru_cache(maxsize=4096)
def _slot(timing: Timing, on: date, calendar: WorkCalendar, anew: date) -> Slot:
    """Remembered: ten thousand tasks report in the same months."""
    span = span_of(timing[0], on)
    while _is_empty(span, calendar, anew):
        span = span.next()
    opens = span.start
    while _is_empty(earlier := span_of(timing[0], opens - _DAY), calendar, anew):
        opens = earlier.start
    return Slot(span, _due_in(timing, span, calendar, anew), opens)


def _is_empty(span: Span, calendar: WorkCalendar, anew: date) -> bool:
    """Whether a period has no working day and is therefore merged into the next."""
    return (
        span.every in _SHORT
        and span.start >= anew
        and not workdays_between(span.start - _DAY, span.end, calendar)
    )


def _due_in(timing: Timing, span: Span, calendar: WorkCalendar, anew: date) -> DueDay:
    """When the report for a period is due: so long after it ended, on the day named, else on its last day.

    A named day stands as it is, also on a day off; one that its month does not have is the last of the month. A last
    day that is a day off moves to the next working day; before `anew` it was the last working day.
    """
    _, _, day, grace = timing
    if grace is not None:
        return period_due(span.end, grace, calendar)
    within = named_days(timing, span)
    if day is not None:
        return DueDay(min(within.start + (day - 1) * _DAY, within.end), provisional=False)
    if span.start < anew:
        return last_workday(within.start, within.end, calendar)
    return same_day(within.end, calendar)


def names_no_day(rule: CadenceRule) -> bool:
    """Whether the source gives no day, so that the end of the period is our own (酌定)."""
    return rule.day is None and rule.grace is None


def named_days(timing: Timing, span: Span) -> Span:
    """The days of a period in which its due day lies: the month named, for a day alone the last, else all of it."""
    every, month, day, _ = timing
    if every in _SHORT or (month is None and day is None):
        return span
    months = months_of(span)
    return months[min(month or len(months), len(months)) - 1]
