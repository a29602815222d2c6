"""Cadences as people write them: 每月25日前, 每季度结束后10日内, 按月报送; one table of forms.

Words only; when a report is owed, core/duties/cadence.py says. Words that name more than one day a period are not read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from duban.core.model.folding import arabic, fold
from duban.core.model.task import Cadence, Period
from duban.core.model.terms import Every, PeriodUnit

_EVERY: Mapping[str, Every] = {
    "半年": Every.HALF,
    "半个月": Every.HALF_MONTH,
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
_PERIODS = "|".join(_EVERY)
_BEGIN = re.compile(
    rf"(?:每[一1]?个?|逐|按|(?<![\d十])[一1](?=[年月季周]度?[一1](?![\d日号旬月])))({_PERIODS})"
    rf"|^(?:于|在)?({_PERIODS})(?:(?=度?(?:终了|结束|期满)?后)|(?:度)?(?:报|调度|通报|报告|报送|汇报)(?:表|制度|制)?$|(?=[一1](?:报|调度|通报|次|汇报)))"
)
_MANY = re.compile(r"[、和及与或至,](?:次月|月[末底]|每|周|第?\d|[一二三四五六日](?!\w))")
# Beside the day that a form read, or where none was: a time that says something else than the plain period.
_OTHER_TIME = re.compile(
    r"(?:[2-9两几]|\d\d)次|\d[日号天月旬]|\d个?(?:工作日|月)|\d(?=[-~至到]\d)|\d季|工作日|倒数|第\d|[上中下]旬|[上下]半|初|[春元]节|节[前后]"
    r"|[元春]旦|[首末]个?月|国庆|中秋|端午|清明|.年[底终末]"
)
_LONG = (Every.QUARTER, Every.HALF, Every.YEAR)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to name the day within a period: an example, the pattern of what follows 每月, the periods it fits."""

    example: str
    pattern: str
    every: tuple[Every, ...]


FORMS = (
    Form(
        "每季度结束后10日内",
        r"(?:度|期)?(?:结束|终了|期满|末)?(?:之)?后?(?:的)?(?P<count>\d{1,3})个?(?P<unit>工作日|日|天)(?:之|以)?内",
        (),
    ),
    Form(
        "每季度次月5日前",
        r"(?:的|结束)?(?:后)?(?:的)?(?:次|下|翌)个?月(?P<after>\d{1,2})[日号]",
        (Every.MONTH, *_LONG),
    ),
    Form("每季度首月10日前", r"(?:的)?(?P<first>首)个?月(?:份)?(?:的)?(?:(?P<day>\d{1,2})[日号])?", _LONG),
    Form("每季度末月20日前", r"(?:的)?(?:最后[一1]|末)个?月(?:份)?(?:的)?(?P<day>\d{1,2})[日号]", _LONG),
    Form("每季度第2个月20日前", r"(?:的)?第(?P<month>\d)个月(?:的)?(?:(?P<day>\d{1,2})[日号])?", _LONG),
    Form("每年2月底前", r"(?:的)?(?P<month>\d{1,2})月份?(?:的)?(?:(?P<day>\d{1,2})[日号])?", (Every.YEAR,)),
    Form("每月25日前", r"(?:的)?(?P<day>\d{1,2})[日号]", (Every.MONTH,)),
    Form("每月上旬", r"(?:的)?(?P<part>上旬|中旬|初)", (Every.MONTH,)),
    Form(
        "每周五前",
        r"(?:的?(?:周|星期))?(?P<weekday>[一二三四五六日天1-7])(?:(?<=[日天])(?=报送)|(?!次|报|调度))",
        (Every.WEEK,),
    ),
)
_PARTS = {"上旬": 10, "初": 10, "中旬": 20}
_SECOND = re.compile(r"(?:每[一1]?个?|逐|按)(?:半年|半月|年|季|月|旬|周|日)")
_COUNTED = re.compile(r"每(?:[二两三四五六七八九十]|[2-9]|\d\d)个?(?:季度?|月|周|星期|年)")


def parse_cadence(words: str) -> Cadence | None:
    """The 报送周期 that words say; None where they name none that has a period, or more than one day of it."""
    text = arabic(fold(words))
    begin = _BEGIN.search(text)
    if begin is None or _COUNTED.search(text):
        return None
    every, rest = _EVERY[begin[1] or begin[2]], text[begin.end() :]
    if _MANY.search(rest) or _SECOND.search(rest):
        return None
    for form in FORMS:
        if (not form.every or every in form.every) and (found := re.match(form.pattern, rest)):
            other = _OTHER_TIME.search(rest, found.end())
            return None if other else _read(every, found.groupdict(), words.strip())
    return None if _OTHER_TIME.search(rest) else Cadence(every=every, text=words.strip() or None)


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


def months_in(every: Every) -> int:
    """How many months a period has, 1 where it lies within one."""
    return {Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}.get(every, 1)
