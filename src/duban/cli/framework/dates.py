"""Days and moments as people type them: 2026-9-1, 2026/09/01, 2026年9月1日, 昨天.

Pure: what 今天 means is an argument, asked only when needed. Refuses what is no day instead of guessing.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone

from duban.errors import misuse

Today = date | Callable[[], date]
"""The day 今天 stands for, or how to find it out."""
BEIJING = timezone(timedelta(hours=8), "+08:00")
"""China has one time without daylight saving, so the offset is all there is to know."""
RELATIVE = {"前天": -2, "昨天": -1, "今天": 0, "今日": 0, "明天": 1, "后天": 2}
DAY = re.compile(
    r"(\d{4})(?:\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?|([-/.])(\d{1,2})\4(\d{1,2})|(\d{2})(\d{2}))"
)
MOMENT = re.compile(r"(.+?)(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
YEARS = range(1800, 2200)
"""A day beyond these is a slip of the hand; duties would be counted week by week up to it."""
ACCEPTED = "写成 2026-09-01、2026/9/1、2026年9月1日，或者 今天、昨天"


def parse_day(text: str, today: Today, name: str = "日期") -> date:
    """The day that `text` names; raises UsageError, naming the option, where it names none."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if typed in RELATIVE:
        return (today() if callable(today) else today) + timedelta(days=RELATIVE[typed])
    found = DAY.fullmatch(typed)
    if not found:
        raise misuse("usage-date", f"{name}：“{text}”不是日期。", ACCEPTED)
    year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
    if year not in YEARS:
        raise misuse("usage-date", f"{name}：{year}年不在 {YEARS[0]} 到 {YEARS[-1]} 年之间。", ACCEPTED)
    try:
        return date(year, month, day)
    except ValueError:
        raise misuse(
            "usage-date", f"{name}：日历上没有 {year}年{month}月{day}日 这一天。", ACCEPTED
        ) from None


def plain_period(text: str) -> str:
    """A period as it is written when it is typed well: ２０２６ｑ３ and 2026q3 are 2026Q3."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def parse_moment(text: str, today: Today, name: str = "时刻") -> datetime:
    """The moment that `text` names, Beijing time unless it says another offset; a day alone means its end."""
    typed = unicodedata.normalize("NFKC", text).strip()
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
