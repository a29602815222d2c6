"""Days and moments as people type them: 2026-9-1, 2026年9月1日, 7月2日, 8月底前, 下周五, 昨天.

Pure: what 今天 means is an argument, asked only when needed. Refuses what is no day instead of guessing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from duban.core.model.folding import half_width
from duban.errors import misuse

Today = date | Callable[[], date]
"""The day 今天 stands for, or how to find it out."""
BEIJING = timezone(timedelta(hours=8), "+08:00")
"""China has one time without daylight saving, so the offset is all there is to know."""
MOMENT = re.compile(r"(.+?)(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
YEARS = range(1800, 2200)
"""A day beyond these is a slip of the hand; duties would be counted week by week up to it."""
ACCEPTED = "写成 2026-09-01、2026年9月1日、9月1日、8月底前、下周五，或者 今天、昨天"
AHEAD = frozenset({"--due-on", "--reply-by", "--milestone", "完成日期", "完成时限", "时序进度", "时限"})
"""What is typed here without a year lies ahead; a day of anything else has been."""
_NEAR = timedelta(days=300)
"""A day without a year that is farther off than this is asked: 9月15日 typed on 28 September as a limit."""
_ISO = 10


@dataclass(slots=True)
class Days:
    """Reads the days of one command line, and remembers how it read those that were not written in full.

    A day without a year is the last such day up to `on`, the business day; what lies ahead is the next one from the
    day of its `paper` on, where that is known.
    """

    today: Today
    on: Today | None = None
    paper: Today | None = None
    told: dict[str, str] = field(default_factory=dict)

    def read(self, text: str, name: str = "日期", *, ahead: bool | None = None) -> date:
        """The day that `text` names; raises UsageError, naming the option, where it names none."""
        ahead = name in AHEAD if ahead is None else ahead
        spoken = self.today if name in _OF_TODAY else self.on or self.today
        on = parse_day(text, spoken, name, ahead=ahead, paper=self.paper if ahead else None)
        if on.isoformat() != text and text not in _PLAIN_DAYS and not _is_written(text):
            self.told[f"{name} {text}"] = f"{name}：“{text}”读作 {on}"
        return on

    def moment(self, text: str, name: str = "时刻") -> datetime:
        """The moment that `text` names, counted from today; raises UsageError where it names none."""
        return parse_moment(text, self.today, name)


_OF_TODAY = frozenset({"--on", "--today", "--known"})
_PLAIN_DAYS = frozenset({"今天", "今日"})


def _is_written(text: str) -> bool:
    """Whether a day stands there in full: 2026/9/1."""
    from duban.core.grammar.typed import day_parts

    return day_parts(half_width(text).strip()) is not None


def parse_day(
    text: str, today: Today, name: str = "日期", *, ahead: bool | None = None, paper: Today | None = None
) -> date:
    """The day that `text` names; raises UsageError, naming the option, where it names none.

    Without a year it is the next such day for what lies `ahead` (by default what AHEAD names), else the last one;
    the next one from the day of its `paper` on, where one is given.
    """
    typed = half_width(text).strip()
    parts = _iso_parts(typed)
    try:
        on = (
            date(*parts)
            if parts
            else _read(typed, today, name, ahead=name in AHEAD if ahead is None else ahead, paper=paper)
        )
    except ValueError:
        what = " {}年{}月{}日 ".format(*parts) if parts else f"“{text}”"
        if parts and parts[0] not in YEARS:
            on = None
        else:
            raise misuse("usage-date", f"{name}：日历上没有{what}这一天。", ACCEPTED) from None
    year = parts[0] if parts else on.year if on else None
    if year is not None and year not in YEARS:
        raise misuse("usage-date", f"{name}：{year}年不在 {YEARS[0]} 到 {YEARS[-1]} 年之间。", ACCEPTED)
    if on is None:
        raise misuse("usage-date", f"{name}：“{text}”不是日期。", ACCEPTED)
    return on


def _iso_parts(typed: str) -> tuple[int, int, int] | None:
    """Year, month and day of 2026-09-01, the form of files and programs: read without the grammar, which costs time."""
    parts = typed.split("-")
    if len(typed) != _ISO or [len(part) for part in parts] != [4, 2, 2] or not all(map(str.isdecimal, parts)):
        return None
    year, month, day = map(int, parts)
    return year, month, day


def _read(typed: str, today: Today, name: str, *, ahead: bool, paper: Today | None) -> date | None:
    from duban.core.grammar.stretches import Base
    from duban.core.grammar.typed import day_parts, near_day, read_day, says_year

    if (parts := day_parts(typed)) is not None:
        return date(*parts)
    said_on = today() if callable(today) else today
    base = Base(said_on.year, said_on, ahead)
    if paper is not None and not says_year(typed, base):
        since = paper() if callable(paper) else paper
        base = Base(since.year, since, ahead)
    on = read_day(typed, base)
    if on is not None and abs(on - said_on) > _NEAR and not says_year(typed, base):
        raise misuse(
            "usage-date",
            f"{name}：“{typed}”没有写年份，看不出是哪一年。",
            f"写上年份，如 {near_day(typed, said_on, ends=True) or on}",
        )
    return on


def parse_moment(text: str, today: Today, name: str = "时刻") -> datetime:
    """The moment that `text` names, Beijing time unless it says another offset; a day alone means its end."""
    typed = half_width(text).strip()
    found = MOMENT.fullmatch(typed)
    if not found:
        return datetime.combine(parse_day(text, today, name), time.max, BEIJING)
    day_text, hour, minute, second, offset = found.groups()
    day = parse_day(day_text, today, name)
    try:
        clock = time(int(hour), int(minute), int(second or 0))
        zone = datetime.strptime(offset, "%z").tzinfo if offset else BEIJING
    except ValueError:
        raise misuse(
            "usage-date", f"{name}：“{text}”不是时刻。", "写成 2026-09-01T09:30 或 2026-09-01 09:30:00"
        ) from None
    return datetime.combine(day, clock, zone)
