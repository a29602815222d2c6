"""What documents write of a cadence (每月25日前, 每季度结束后10日内) as a 报送周期, and a timing in words.

Words only; when a report is owed, cadence.py says. Words that name more than one day a period are not read.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from duban.core.model.task import Cadence, Period, Timing
from duban.core.model.terms import Every, PeriodUnit

_EVERY: Mapping[str, Every] = {
    "半年": Every.HALF,
    "半月": Every.HALF_MONTH,
    "年度": Every.YEAR,
    "年": Every.YEAR,
    "季度": Every.QUARTER,
    "季": Every.QUARTER,
    "月": Every.MONTH,
    "星期": Every.WEEK,
    "周": Every.WEEK,
}
_WEEKDAYS = "一二三四五六日"
_BEGIN = re.compile(rf"(?:每一?个?|逐|按)({'|'.join(_EVERY)})")
_MANY = re.compile(r"[、和及至]\s*(?:次月|周|第?\d|[一二三四五六日](?!\w))")


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to name the day within a period: an example, the pattern of what follows 每月, the periods it fits."""

    example: str
    pattern: str
    every: tuple[Every, ...]


_LONG = (Every.QUARTER, Every.HALF, Every.YEAR)
_FORMS = (
    _Form(
        "每季度结束后10日内",
        r"(?:结束|终了|期满)?后?(?P<count>\d{1,3})个?(?P<unit>工作日|日|天)(?:之|以)?内",
        (),
    ),
    _Form("每季度次月5日前", r"(?:的|结束)?(?:次|下)个?月(?P<after>\d{1,2})[日号]", (Every.MONTH, *_LONG)),
    _Form("每季度首月10日前", r"(?P<first>首)个?月(?:份)?(?:(?P<day>\d{1,2})[日号])?", _LONG),
    _Form("每季度末月20日前", r"(?:最后一|末)个?月(?:份)?(?P<day>\d{1,2})[日号]", _LONG),
    _Form("每季度第2个月20日前", r"第(?P<month>\d)个月(?:(?P<day>\d{1,2})[日号])?", _LONG),
    _Form("每年2月底前", r"(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})[日号])?", (Every.YEAR,)),
    _Form("每月25日前", r"(?:的)?(?P<day>\d{1,2})[日号]", (Every.MONTH,)),
    _Form("每月上旬", r"(?P<part>上旬|中旬|初)", (Every.MONTH,)),
    _Form("每周五前", r"(?:的?(?:周|星期))?(?P<weekday>[一二三四五六日天1-7])(?!次)", (Every.WEEK,)),
)
_PARTS = {"上旬": 10, "初": 10, "中旬": 20}


def parse_cadence(words: str) -> Cadence | None:
    """The 报送周期 that words say; None where they name none that has a period, or more than one day of it.

    Chinese numerals other than weekdays are for the caller to fold.
    """
    text = unicodedata.normalize("NFKC", words)
    begin = _BEGIN.search(text)
    if begin is None:
        return None
    every, rest = _EVERY[begin[1]], text[begin.end() :]
    if _MANY.search(rest):
        return None
    for form in _FORMS:
        if (not form.every or every in form.every) and (found := re.match(form.pattern, rest)):
            return _read(every, found.groupdict(), words.strip())
    return Cadence(every=every, text=words.strip() or None)


def _read(every: Every, said: Mapping[str, str | None], words: str) -> Cadence | None:
    if count := said.get("count") or said.get("after"):
        unit = PeriodUnit.WORKDAYS if said.get("unit") == "工作日" else PeriodUnit.DAYS
        return (
            Cadence(every=every, grace=Period(count=int(count), unit=unit), text=words)
            if int(count)
            else None
        )
    month = 1 if said.get("first") else int(said.get("month") or 0) or None
    day = int(said.get("day") or _PARTS.get(said.get("part") or "", 0)) or None
    if weekday := said.get("weekday"):
        day = int(weekday) if weekday.isdecimal() else _WEEKDAYS.index(weekday.replace("天", "日")) + 1
    if (month or 0) > months_in(every) or (day or 0) > 31:  # noqa: PLR2004 -- no month is longer
        return None
    return Cadence(every=every, month=month, day=day, text=words)


def cadence_text(cadence: Cadence) -> str:
    """A 报送周期 in our own words: 每月25日前报送一次."""
    timing = (cadence.every, cadence.month, cadence.day, cadence.grace)
    return f"每{cadence.every}{timing_words(timing)}报送一次"


def months_in(every: Every) -> int:
    """How many months a period has, 1 where it lies within one."""
    return {Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}.get(every, 1)


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
