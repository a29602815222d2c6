"""The days that a form of words spans: a month, a quarter, a feast, the week after next.

Arithmetic only: what the words are, points.py finds. Every reader raises ValueError where no calendar has the days.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

Said = Mapping[str, str]
Bounds = tuple[date, date]
_MONTHS, _HALF = 12, 6
_STEPS = {"下": 1, "次": 1, "上": -1}
_WEEKDAYS = "一二三四五六日"
_NEAR = {"大后天": 3, "后天": 2, "明天": 1, "明日": 1, "昨天": -1, "昨日": -1, "前天": -2}
_IN_MONTH = {
    "上旬": (1, 10), "初": (1, 10), "上中旬": (1, 20), "中上旬": (1, 20), "中旬": (11, 20), "中": (15, 15),
    "上半月": (1, 15),
}  # fmt: skip
_TO_ITS_END = {"中下旬": 11, "下旬": 21, "下半月": 16}
_FEASTS = {
    "元旦": (1, 1), "三八": (3, 8), "五一": (5, 1), "劳动节": (5, 1), "五四": (5, 4), "六一": (6, 1), "七一": (7, 1),
    "建党节": (7, 1), "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1),
}  # fmt: skip
_LUNAR = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "中秋": (8, 15), "重阳": (9, 9)}


@dataclass(frozen=True, slots=True)
class Base:
    """What a point is counted from: the year of a text, the year it named before, and the day on which it was said.

    明年 is counted from `year`, a day without a year from the one `named` before, 次年 from the `anchor`, the last that
    was no 次年 itself. `ahead` is for what is typed: True means the next such day, False the last one, None neither.
    """

    year: int | None = None
    said_on: date | None = None
    ahead: bool | None = None
    named: int | None = None
    anchor: int | None = None

    @property
    def running(self) -> int | None:
        """The year of a day that has none."""
        return self.year if self.named is None else self.named


def months(year: int, first: int, last: int) -> Bounds:
    """From the first day of one month to the last of another."""
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def by_calendar(said: Said, year: int, _base: Base) -> Bounds:
    """A day, month, quarter, half or year of a known year, or a part of one."""
    part = said.get("part", "")
    if month := said.get("month") or said.get("two"):
        if day := said.get("day"):
            last = date(year, int(month), int(day))
            return last.replace(day=int(said.get("from_day") or last.day)), last
        if begin := said.get("from"):  # 11月至3月 ends in the year after
            end = year + (int(begin) > int(month))
            return date(year, int(begin), 1), _part_of_month(end, int(month), part)[1]
        return _part_of_month(year, int(month), part)
    if quarter := said.get("quarter"):
        return _part_of_quarter(year, int(quarter), "前" if said.get("upto") else part)
    if half := said.get("half"):
        begin_month = 1 if half in "上1" else _HALF + 1
        return months(year, begin_month, begin_month + (0 if part == "初" else _HALF - 1))
    return months(year, 1, {"初": 1, "中": _HALF}.get(part, _MONTHS))


def from_month(said: Said, _year: int, base: Base) -> Bounds:
    """本月, 下月, 月底: counted from the month in which it was said."""
    on = _said(base)
    place = on.year * _MONTHS + on.month - 1 + _STEPS.get(said.get("step", "")[:1], 0)
    year, month = place // _MONTHS, place % _MONTHS + 1
    if day := said.get("day"):
        return date(year, month, int(day)), date(year, month, int(day))
    return _part_of_month(year, month, said.get("part", ""))


def day_alone(said: Said, _year: int, base: Base) -> Bounds:
    """25号: the next such day where it lies ahead, else the last one."""
    on = _said(base)
    step = 1 if base.ahead is not False else -1
    for shift in range(_MONTHS):
        place = on.year * _MONTHS + on.month - 1 + step * shift
        first, last = months(place // _MONTHS, place % _MONTHS + 1, place % _MONTHS + 1)
        day = int(said["day"])
        if day <= last.day and (first.replace(day=day) - on).days * step >= 0:
            return first.replace(day=day), first.replace(day=day)
    raise ValueError(said["day"])


def from_quarter(said: Said, _year: int, base: Base) -> Bounds:
    """本季度, 下季度."""
    on = _said(base)
    place = on.year * 4 + (on.month - 1) // 3 + _STEPS.get(said["step"][:1], 0)
    return _part_of_quarter(place // 4, place % 4 + 1, said.get("part", ""))


def from_week(said: Said, _year: int, base: Base) -> Bounds:
    """本周五, 下周三: weeks begin on Monday; a weekday alone is the next one, looking back the last."""
    on, step = _said(base), said.get("step", "")
    monday = on - timedelta(days=on.weekday())
    monday += timedelta(days=7 * (step.count("下") - step.count("上")))
    named = said.get("weekday", "").replace("天", "日")
    if not named:
        return monday, monday + timedelta(days=6)
    day = monday + timedelta(days=_WEEKDAYS.index(named))
    if not step and base.ahead is False and day > on:
        day -= timedelta(days=7)
    elif not step and base.ahead is not False and day < on:
        day += timedelta(days=7)
    return day, day


def of_week(said: Said, year: int, _base: Base) -> Bounds:
    """A week of ISO 8601: 2026-W38."""
    monday = date.fromisocalendar(year, int(said["week"]), 1)
    return monday, monday + timedelta(days=6)


def from_day(said: Said, _year: int, base: Base) -> Bounds:
    """今天, 明天, 昨天."""
    on = _said(base) + timedelta(days=_NEAR.get(said["near"], 0))
    return on, on


def of_plan(said: Said, _year: int, _base: Base) -> Bounds:
    """A five-year plan: 十四五 is 2021 to 2025."""
    number = 10 + "零一二三四五六七八九".index(said["plan"][1:] or "零")
    return months(1951 + 5 * number, 1, 12)[0], date(1955 + 5 * number, 12, 31)


def of_feast(said: Said, year: int, base: Base) -> Bounds:
    """A feast; without a year the one that comes after the day on which it was said."""
    named = any(said.get(name) for name in ("year", "short", "shift"))
    on = feast_on(said["feast"], year)
    if not named and base.ahead is None:
        new_year = base.said_on is None and said["feast"] == "元旦"
        passed = base.said_on is not None and on < base.said_on and year == base.year
        on = feast_on(said["feast"], year + 1) if new_year or passed else on
    return on, on


@lru_cache(maxsize=256)
def feast_on(name: str, year: int) -> date:
    """The day of a feast in a year; raises ValueError where the tables of the lunar calendar end (1900 to 2099)."""
    if name in _FEASTS:
        return date(year, *_FEASTS[name])
    from borax.calendars.festivals2 import TermFestival
    from borax.calendars.lunardate import LunarDate

    if name == "清明":
        term: date = TermFestival(name="清明").at(year)
        return term
    found: date = LunarDate(year, *_LUNAR[name]).to_solar_date()
    return found


def _said(base: Base) -> date:
    if base.said_on is None:
        raise ValueError("nothing to count from")
    return base.said_on


def _part_of_month(year: int, month: int, part: str) -> Bounds:
    first, last = months(year, month, month)
    if part in _IN_MONTH:
        return first.replace(day=_IN_MONTH[part][0]), first.replace(day=_IN_MONTH[part][1])
    return first.replace(day=_TO_ITS_END.get(part, 1)), last


def _part_of_quarter(year: int, quarter: int, part: str) -> Bounds:
    last = quarter * 3
    if part == "前":
        return months(year, 1, last)
    if part == "初":
        return _part_of_month(year, last - 2, "初")
    return months(year, last - 2, last - 1 if part == "中" else last)
