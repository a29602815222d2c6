"""Counting: on which day a period of working days, of plain days or of lead time ends, and why.

Pure: no disk, no clock; what a day is, the calendar knows. The plain functions build no texts, the
`explain_` functions give the same day with each walked day's reason.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from duban.core.calendar.holidays import (
    WEEKDAYS,
)
from duban.core.calendar.work_calendar import DayInfo, DayKind, Source, WorkCalendar
from duban.errors import DubanError, refusal

ONE_DAY = timedelta(days=1)
MOST_STEPS = 20_000
MONTHS_A_YEAR, DAYS_A_WEEK = 12, 7


class Step(msgspec.Struct, frozen=True):
    """One walked day: whether it was counted, and why or why not."""

    on: date
    counted: bool
    why: str


class DueDay(msgspec.Struct, frozen=True):
    """The day on which a period ends; provisional when a walked day's year has no published notice.

    `steps` stay empty unless asked for from an `explain_` function.
    """

    on: date
    provisional: bool = False
    steps: tuple[Step, ...] = ()


def add_workdays(start: date, workdays: int, calendar: WorkCalendar) -> DueDay:
    """The day on which a period of `workdays` working days that starts on `start` ends.

    The starting day is not counted (Civil Code art. 201); no working days at all is 当日. The
    answer is provisional when a walked day's year has no published holiday notice. Raises
    DubanError for a negative count and past the year 9999.
    """
    _refuse_negative(workdays)
    if workdays == 0:
        return same_day(start, calendar)
    on = _walk_forward(start, workdays, calendar)
    return DueDay(on, calendar.is_provisional(start + ONE_DAY, on))


def add_calendar_days(start: date, days: int, calendar: WorkCalendar) -> DueDay:
    """The day on which a period of `days` plain days (日) ends; on a day off: the next working day.

    Civil Code art. 201 and 203. Only the last day and the days it moves over decide whether the
    answer is provisional. Raises DubanError for a negative count and past the year 9999.
    """
    _refuse_negative(days)
    try:
        end = start + timedelta(days=days)
    except OverflowError:
        raise _beyond_calendar() from None
    return same_day(end, calendar)


def add_months(start: date, months: int, calendar: WorkCalendar) -> DueDay:
    """The same day of the month `months` later, clipped to that month's end; on a day off: the next working day.

    Civil Code art. 202 and 203. Raises DubanError as the others.
    """
    _refuse_negative(months)
    from dateutil.relativedelta import relativedelta

    try:
        end = start + relativedelta(months=months)
    except (ValueError, OverflowError):
        raise _beyond_calendar() from None
    return same_day(end, calendar)


def add_counted(start: date, count: int, unit: str, calendar: WorkCalendar) -> DueDay:
    """The day on which so many of a unit end, as papers write it: 工作日, 日 or 天, 周 or 星期, 月, 年.

    Raises DubanError as the others.
    """
    unit = unit.removeprefix("个")
    if unit == "工作日":
        return add_workdays(start, count, calendar)
    if unit in {"月", "年"}:
        return add_months(start, count * (MONTHS_A_YEAR if unit == "年" else 1), calendar)
    return add_calendar_days(start, count if unit in {"日", "天"} else count * DAYS_A_WEEK, calendar)


def same_day(start: date, calendar: WorkCalendar) -> DueDay:
    """The day on which a 当日 duty is due: `start`, or the next working day if that is a day off."""
    on = start if calendar.is_workday(start) else _walk_forward(start, 1, calendar)
    return DueDay(on, calendar.is_provisional(start, on))


def next_workday(on: date, calendar: WorkCalendar) -> DueDay:
    """The first working day after `on` (never `on` itself: for that see `same_day`)."""
    return add_workdays(on, 1, calendar)


def before_workdays(planned: date, workdays: int, calendar: WorkCalendar) -> DueDay:
    """The day that lies `workdays` working days before `planned` (提前6个工作日).

    The planned day is not counted, as the starting day is not in the other direction; no working
    days at all is the planned day. Raises DubanError for a negative count and before the year 1.
    """
    _refuse_negative(workdays)
    if workdays == 0:
        return DueDay(planned)
    on = _walk_back(planned, workdays, calendar)
    return DueDay(on, calendar.is_provisional(on, planned - ONE_DAY))


def before_months(planned: date, months: int) -> DueDay:
    """The same day of the month `months` before, clipped to that month's end (提前1个月).

    Never provisional and never moved: the day may be a day off. Raises DubanError as the others.
    """
    _refuse_negative(months)
    from dateutil.relativedelta import relativedelta

    try:
        return DueDay(planned - relativedelta(months=months))
    except (ValueError, OverflowError):
        raise _beyond_calendar() from None


def last_workday(start: date, end: date, calendar: WorkCalendar) -> DueDay:
    """The last working day of the period `start`..`end`; if it has none, the next one after it.

    Raises DubanError when `end` lies before `start`.
    """
    if end < start:
        text = f"期间的结束日 {end} 早于开始日 {start}。"
        raise refusal("period-reversed", text, advice="请核对起止日期。")
    if workdays_between(start, end, calendar) or calendar.is_workday(start):
        on = end if calendar.is_workday(end) else _walk_back(end, 1, calendar)
        return DueDay(on, calendar.is_provisional(on, end))
    on = _walk_forward(end, 1, calendar)
    return DueDay(on, calendar.is_provisional(start, on))


def workdays_between(after: date, until: date, calendar: WorkCalendar) -> int:
    """How many working days lie in (`after`, `until`]: 0 when `until` is not later."""
    if until <= after:
        return 0
    early, late = calendar.year(after.year), calendar.year(until.year)
    count = late.upto[until.toordinal() - late.first] - early.upto[after.toordinal() - early.first]
    return count + sum(calendar.year(year).total for year in range(after.year, until.year))


def explain_workdays(start: date, workdays: int, calendar: WorkCalendar) -> DueDay:
    """`add_workdays` with its steps: each day after `start`, counted or skipped."""
    if workdays == 0:
        return explain_same_day(start, calendar)
    due = add_workdays(start, workdays, calendar)
    return replace(due, steps=_number(_days(start + ONE_DAY, due.on), calendar))


def explain_before_workdays(planned: date, workdays: int, calendar: WorkCalendar) -> DueDay:
    """`before_workdays` with its steps, from the day before `planned` backward."""
    due = before_workdays(planned, workdays, calendar)
    if workdays == 0:
        return due
    return replace(due, steps=_number(_days(planned - ONE_DAY, due.on), calendar))


def explain_calendar_days(start: date, days: int, calendar: WorkCalendar) -> DueDay:
    """`add_calendar_days` with its steps: every day counts, then those the last day moves over."""
    if days == 0:
        return explain_same_day(start, calendar)
    due = add_calendar_days(start, days, calendar)
    end = start + timedelta(days=days)
    counted = [
        Step(on, counted=True, why=f"第{number}日")
        for number, on in enumerate(_days(start + ONE_DAY, end), start=1)
    ]
    if due.on != end:
        counted[-1] = Step(end, counted=True, why=f"第{days}日，{_reason(calendar.day(end))}，顺延")
        counted.extend(_move_on(_days(end + ONE_DAY, due.on), calendar))
    return replace(due, steps=tuple(counted))


def explain_same_day(start: date, calendar: WorkCalendar) -> DueDay:
    """`same_day` with its steps: the day itself, or the days off until the next working day."""
    due = same_day(start, calendar)
    if due.on == start:
        step = Step(start, counted=True, why=f"当日，{_reason(calendar.day(start))}")
        return replace(due, steps=(step,))
    return replace(due, steps=tuple(_move_on(_days(start, due.on), calendar)))


def explain_last_workday(start: date, end: date, calendar: WorkCalendar) -> DueDay:
    """`last_workday` with its steps: from the period's end backward, or onward if all of it is off."""
    due = last_workday(start, end, calendar)
    if due.on > end:
        return replace(due, steps=tuple(_move_on(_days(start, due.on), calendar)))
    infos = [calendar.day(on) for on in _days(end, due.on)]
    skipped = [Step(info.on, counted=False, why=_reason(info)) for info in infos[:-1]]
    last = Step(due.on, counted=True, why=f"{_reason(infos[-1])}，期间最后一个工作日")
    return replace(due, steps=(*skipped, last))


def _number(days: Iterator[date], calendar: WorkCalendar) -> tuple[Step, ...]:
    """Working days numbered in walking order, days off with their reason."""
    steps: list[Step] = []
    number = 0
    for info in map(calendar.day, days):
        number += info.working
        why = _reason(info, f"第{number}个工作日")
        if info.kind is DayKind.MAKE_UP:
            why = f"第{number}个工作日，{why}，计入"
        steps.append(Step(info.on, info.working, why))
    return tuple(steps)


def _move_on(days: Iterator[date], calendar: WorkCalendar) -> Iterator[Step]:
    """The days off a last day moves over (Civil Code art. 203), and where it stops."""
    for info in map(calendar.day, days):
        ending = "，顺延至此" if info.working else "，顺延"
        yield Step(info.on, counted=False, why=_reason(info) + ending)


def _reason(info: DayInfo, workday: str = "工作日") -> str:
    """What a day is, in a clerk's words; `workday` is the word for a plain one.

    Marked where a local file says so, or where the notice is not out.
    """
    weekday = WEEKDAYS[info.on.weekday()]
    words = {
        DayKind.WORK: workday,
        DayKind.WEEKEND: weekday,
        DayKind.HOLIDAY: f"{info.name}放假",
        DayKind.MAKE_UP: f"{weekday}调休上班",
    }[info.kind]
    marks = [
        mark for mark, holds in (("本地", info.source is Source.LOCAL), ("暂定", info.provisional)) if holds
    ]
    return f"{words}（{'，'.join(marks)}）" if marks else words


def _walk_forward(start: date, workdays: int, calendar: WorkCalendar) -> date:
    """The `workdays`-th working day after `start`, counted from 1, a year at a time."""
    year = start.year
    laid_out = calendar.year(year)
    wanted = laid_out.upto[start.toordinal() - laid_out.first] + workdays
    while wanted > laid_out.total:
        if year == date.max.year:
            raise _beyond_calendar()
        wanted -= laid_out.total
        year += 1
        laid_out = calendar.year(year)
    return date.fromordinal(laid_out.first + bisect_left(laid_out.upto, wanted))


def _walk_back(planned: date, workdays: int, calendar: WorkCalendar) -> date:
    """The `workdays`-th working day before `planned`, counted from 1."""
    year = planned.year
    laid_out = calendar.year(year)
    position = planned.toordinal() - laid_out.first
    wanted = laid_out.upto[position] - laid_out.worked[position] - workdays + 1
    while wanted < 1:
        if year == date.min.year:
            raise _beyond_calendar()
        year -= 1
        laid_out = calendar.year(year)
        wanted += laid_out.total
    return date.fromordinal(laid_out.first + bisect_left(laid_out.upto, wanted))


def _days(first: date, last: date) -> Iterator[date]:
    """Each day from `first` to `last`, both included, onward or backward.

    Raises DubanError for more days than anybody reads: they would fill the memory.
    """
    if abs((last - first).days) > MOST_STEPS:
        text = f"{first} 至 {last} 相隔太长，不能逐日说明（最多 {MOST_STEPS} 日）。"
        raise refusal("steps-many", text, advice="请缩短期限，或者不要求逐日说明。")
    step = 1 if first <= last else -1
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + step, step))


def _refuse_negative(count: int) -> None:
    if count < 0:
        text = f"天数不能是负数：{count}。"
        raise refusal("count-negative", text, "请改为 0 或正整数。")


def _beyond_calendar() -> DubanError:
    return refusal("date-range", "推算的日期超出了公历 1 年至 9999 年。", "请核对起算日和天数。")
