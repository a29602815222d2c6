"""Days, periods and years that fill a whole word: what is typed after an option, or stands alone in a cell or line.

They are read from the same forms as in sentences (forms.py). None stands for: not one day, not one period.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from duban.core.grammar.forms import CELL, COMMAND
from duban.core.grammar.points import BEFORE, Point, read_point, said_at, search
from duban.core.grammar.stretches import Base
from duban.core.model.folding import arabic, fold
from duban.core.model.terms import Every

_AFTER = re.compile(rf"(?:{BEFORE}|内)?")
_AHEAD = re.compile(r"(?:于|在|到|至|截至|截止)?")
_MIDNIGHT = re.compile(r"[T ]?0?0:00(?::00(?:\.0+)?)?$")
_RANGE = re.compile(r"\.\.|—+|–|~|至|到")
_LONGEST = 60


def read_day(word: str, base: Base) -> date | None:
    """The day that a typed word names: 2026-9-1, 7月2日, 8月底前, 下周五, 国庆节前.

    Without a year, with `base.ahead` True it is the first such day from `said_on` on, False the last one up to it, and
    then a stretch of days (9月) is none. Raises ValueError for a day that no calendar has.
    """
    point, before = _whole(word, base)
    if point is None:
        return None
    if point.lacks == "calendar":
        raise ValueError(word)
    if base.ahead is not None and point.year is None and point.form.needs == "year" and base.said_on:
        point = _nearest(word, base) or point
    if base.ahead is not True and not point.exact and not (before and point.begins_late):
        return None
    return point.by(before=before)


def _nearest(word: str, base: Base) -> Point | None:
    """The reading of a word without a year in the year that puts it ahead of the day it is said on, or behind."""
    assert base.said_on is not None  # noqa: S101 -- asked by the caller
    found = []
    for year in range(base.said_on.year - 1, base.said_on.year + 2):
        point, before = _whole(word, replace(base, year=year))
        on = point.by(before=before) if point else None
        if (
            point is not None
            and on is not None
            and (on >= base.said_on if base.ahead else on <= base.said_on)
        ):
            found.append((on, point))
    found.sort(key=lambda each: each[0])
    return (found[0] if base.ahead else found[-1])[1] if found else None


def says_year(word: str, base: Base) -> bool:
    """Whether a word names its year, or needs none: 2026年9月1日, 明年3月底, 下周五."""
    point, _ = _whole(word, base)
    return point is not None and (point.year is not None or point.form.needs != "year")


def speaks_of_a_day(word: str) -> bool:
    """Whether a word is a time by its form, be there such a day or not: 2月30日, 9月."""
    return _whole(word, Base())[0] is not None


def written_day(word: str) -> date | None:
    """The one day, with its year, that a word is: 2026/9/1, 2026年9月1日, 20260901, 2026-09-01 00:00:00."""
    parts = day_parts(word)
    if parts is None:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def near_day(word: str, around: date, *, ends: bool) -> date | None:
    """The day that a word is, without a year the nearest to `around`; None where no such day is really near.

    With `ends` also the end of a stretch: 9月底 may be a limit, but is no day on which something was done.
    """
    if day_parts(word) is not None:
        return written_day(word)
    near = []
    for year in range(around.year - 1, around.year + 2):
        point, before = _whole(word, Base(year, around))
        on = point.by(before=before) if point else None
        if (
            point
            and on
            and abs(on - around) <= _NEAR
            and (ends or (point.first == point.last and not before))
        ):
            near.append(on)
    return min(near, key=lambda on: abs(on - around), default=None)


_NEAR = timedelta(days=120)


def day_parts(word: str) -> tuple[int, int, int] | None:
    """Year, month and day of a word that has the form of one day, whether or not a calendar has it."""
    bare = _MIDNIGHT.sub("", arabic(fold(word[:_LONGEST])))
    found = search(bare, CELL)
    if found is None or found.span() != (0, len(bare)):
        return None
    _, said = said_at(found, CELL)
    if not {"year", "month", "day"} <= said.keys() or "from_day" in said:
        return None
    return int(said["year"]), int(said["month"]), int(said["day"])


def read_period(word: str, today: date | None = None) -> tuple[Every, date] | None:
    """The kind of period that a word names and its first day: 2026年第三季度, 2026q3, 2026年9月, 上半年, 上月."""
    base = Base(today.year if today else None, today)
    point, before = _whole(word, base)
    if point is None or before or point.first is None or point.last is None or point.joined:
        return None
    every = point.form.every or _EVERY.get(_length(point.first, point.last))
    ends = point.exact and every is not Every.HALF_MONTH
    aligned = (every is not None and point.first.day in {1, 16}) or every is Every.WEEK
    return (every, point.first) if every is not None and aligned and not ends else None


def _length(first: date, last: date) -> int:
    """How many whole months, beginning where such a period begins; 0 for anything else."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    return months if whole and (first.month - 1) % months == 0 else 0


_EVERY = {1: Every.MONTH, 3: Every.QUARTER, 6: Every.HALF, 12: Every.YEAR}


def read_range(word: str) -> tuple[date, date] | None:
    """The first and last day of a stretch written as two days: 2026-07-01..2026-09-15, 2026年7月1日至9月15日."""
    bare = arabic(fold(word[:_LONGEST]))
    for sign in _RANGE.finditer(bare):
        first, last = written_day(bare[: sign.start()]), bare[sign.end() :]
        end = written_day(last) or (read_day(last, Base(first.year)) if first else None)
        if first is not None and end is not None:
            return (first, end) if first <= end else None
    return None


def _whole(word: str, base: Base) -> tuple[Point | None, bool]:
    """The point that a whole word is, and whether 前 follows it."""
    bare = arabic(fold(word[:_LONGEST]))
    ahead = _AHEAD.match(bare)
    text = bare[ahead.end() :] if ahead else bare
    found = search(text, COMMAND)
    if found is None or found.start():
        return None, False
    point = read_point(found, COMMAND, base)
    after = _AFTER.fullmatch(text, point.end)
    return (point, "前" in after[0]) if after else (None, False)


_YEAR_AT_REST = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?!\d{1,2}月\d{1,2}[日号]|度?[以之][来前后]|起)")
_YEAR_OF_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年\d{1,2}月|[-/.]\d{1,2}[-/.]\d{1,2})")
_YEAR_OF_EDITION = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:版|(?<=\(\d{4})\))")
_YEAR_RANGE = re.compile(r"(?<!\d)(?:19|20)\d{2}年?[-—–~至](?:20)?\d{2}年")


def find_year(text: str) -> int | None:
    """The one year a title speaks of, else that of its date line; None where there are several."""
    folded = arabic(fold(text))
    if _YEAR_RANGE.search(folded):
        return None
    for pattern in (_YEAR_AT_REST, _YEAR_OF_DATE, _YEAR_OF_EDITION):
        years = {int(match[1]) for match in pattern.finditer(folded)}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def without_days(text: str) -> str:
    """A folded text without the days, with their years, that it names."""
    for _, start, end in reversed(list(written_days(text))):
        text = text[:start] + text[end:]
    return text


def written_days(text: str) -> Iterator[tuple[date, int, int]]:
    """Every day with its year in a folded text, and its place."""
    place = 0
    while (found := search(text, CELL, place)) is not None:
        point = read_point(found, CELL, Base())
        place = max(point.end, found.start() + 1)
        if point.first is not None and point.first == point.last and point.year is not None:
            yield point.first, point.start, point.end


def years_in(text: str) -> list[int]:
    """Every year that a name holds: 2026 in 任务2026.xlsx, in 国办发〔2026〕5号."""
    return [int(found) for found in _YEAR.findall(text)]


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
