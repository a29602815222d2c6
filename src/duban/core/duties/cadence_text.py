"""A 报送周期 and a timing in our own words: 每月25日前报送一次, 末月20日前.

The other way, what documents write of a cadence, is core/grammar/cadences.py.
"""

from duban.core.model.task import Cadence, Timing
from duban.core.model.terms import Every, PeriodUnit

_WEEKDAYS = "一二三四五六日"


def cadence_text(cadence: Cadence) -> str:
    """A 报送周期 in our own words: 每月25日前报送一次."""
    timing = (cadence.every, cadence.month, cadence.day, cadence.grace)
    return f"每{cadence.every}{timing_words(timing)}报送一次"


def timing_words(timing: Timing) -> str:
    """When a report is due within or after its period, in words; "" for its last working day."""
    every, month, day, grace = timing
    if grace is not None:
        counted = f"{grace.count}{'个' if grace.unit is PeriodUnit.WORKDAYS else ''}" if grace.count else ""
        return f"期满后{counted}{grace.unit}内"
    if every is Every.WEEK:
        return f"周{_WEEKDAYS[min(day, len(_WEEKDAYS)) - 1]}前" if day else ""
    if month is None and day is None:
        return ""
    last = "" if day is None else f"{day}日"
    if every in {Every.MONTH, Every.HALF_MONTH}:
        return f"{last}前" if last else ""
    named = f"{month}月" if every is Every.YEAR and month else f"第{month}个月" if month else "末月"
    return f"{named}{last or '底'}前"
