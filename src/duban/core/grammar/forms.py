"""The table of forms: each way to write a point in time, with an example, what it means, what it is not.

A form may stand in a sentence, in a cell, on the command line; the parts of its pattern are named, and stretches.py
makes days of them. Words come folded (core/model/folding.py). To read a new form, add a row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from duban.core.grammar.stretches import (
    Base,
    Bounds,
    by_calendar,
    day_alone,
    from_day,
    from_month,
    from_quarter,
    from_week,
    of_feast,
    of_plan,
    of_week,
)
from duban.core.model.terms import Every

SENTENCE, CELL, COMMAND = "sentence", "cell", "command"
_ALL, _TYPED, _LINE = frozenset({SENTENCE, CELL, COMMAND}), frozenset({CELL, COMMAND}), frozenset({COMMAND})
Read = Callable[[Mapping[str, str], int, Base], Bounds]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a point in time.

    `means` is the last day of `example` in a text of 2016 that was said on Thursday 2016-03-10; `never` a text in
    which the form must not be seen. `where` says in which settings it may stand, `whole` that it fills a cell or word.
    `needs` names what it is counted from: `year`, or `issued`, the day on which it was said; "" for nothing. With 前
    an `open` form ends the day before its first. `read` raises ValueError where no calendar has the day.
    """

    example: str
    means: str
    pattern: str
    never: str = ""
    where: frozenset[str] = _ALL
    needs: str = "year"
    open: bool = False
    whole: bool = False
    read: Read = by_calendar
    every: Every | None = None


# A year, which may be left out: 2026年, 26年 before a month, 明年.
_Y = (
    r"(?:(?<!\d)(?P<year>(?:19|20)\d{2})(?:年度?(?:的|,)?|[.](?=\d{1,2}月))"
    r"|(?<![\d.])(?P<short>\d{2})年度?(?=\d{1,2}月|[上下]半年|第?[1-4]季度)"
    r"|(?P<shift>今年|本年度?|当年|明年|来年|次年|翌年|后年|去年|上年)度?(?:的|,)?)?"
)
_NAMED = r"(?<!\d)(?P<year>(?:19|20)\d{2})"
_SHIFT = r"(?P<shift>今年|本年度?|当年|明年|来年|次年|翌年|后年|去年)"
_M = r"(?<!\d)(?P<month>\d{1,2})月份?"
# 初, 中, 内, 底 are parts of a time only where they do not begin another word: 初步, 中央, 内部, 底数.
_PART = (
    r"初(?![步级中期始次稿心审评一二三设验赛夏冬春秋])|中(?![旬期国央学心层秋标考小医药游段部共华转介等型断])"
    r"|内(?![部容外地蒙涝设控审业陆生河])|[底末](?![数线层端梢])"
)
_THIRD = r"[上中]?[上中下]旬"
TO = r"(?:至|到|-+|—+|–|~)"
_FEAST = (
    r"元旦|春节|元宵(?=节)|清明(?=节|前)|劳动节|端午|建党节|建军节|教师节|中秋|国庆|重阳(?=节)"
    r"|(?<![一二三四五六七八九十第\d])(?:三八|五一|六一|七一|八一|五四|十一)(?=[”\"]?(?:国际)?(?:劳动|国庆|青年|建党|建军|妇女|儿童)?(?:小?长假|[节前假以之]))"
)
_ONE_YEAR = _NAMED + r"年度?(?!度?\d|全年|[版级款度])"
_A_YEAR = _SHIFT + r"度?"
YEARS_ALONE = frozenset({_ONE_YEAR, _A_YEAR, r"(?P<year>(?:19|20)\d{2})"})

FORMS = (
    Form(
        "2016-09-30",
        "2016-09-30",
        _NAMED + r"(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d%]|[-/.]\d)",
        "2016.9.3.5",
    ),
    Form(
        "2016年9/30",
        "2016-09-30",
        _NAMED + r"年(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d月])",
        where=_TYPED,
    ),
    Form("20160930", "2016-09-30", _NAMED + r"(?P<month>\d{2})(?P<day>\d{2})(?!\d)", "920160930", _TYPED),
    Form(
        "16.9.30",
        "2016-09-30",
        r"(?<![\d.])(?P<short>\d{2})[.](?P<month>\d{1,2})[.](?P<day>\d{1,2})(?![\d.])",
        "1.16.9.30",
        _TYPED,
    ),
    Form(
        "26/9/30",
        "2026-09-30",
        r"(?<![\d/-])(?P<short>2\d)(?P<sign>[-/])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d/-])",
        "126/9/30",
        _TYPED,
    ),
    Form(
        "9月1日至20日",
        "2016-09-20",
        _Y + _M + r"(?P<from_day>\d{1,2})[日号]?" + TO + r"(?P<day>\d{1,2})[日号]",
    ),
    Form("9月30日", "2016-09-30", _Y + _M + r"(?P<day>\d{1,2})[日号]", "9个月30日"),
    Form("9月30前", "2016-09-30", _Y + _M + r"(?P<day>\d{1,2})(?=[以之]?前)"),
    Form("9月30", "2016-09-30", _Y + _M + r"(?P<day>\d{1,2})$", "9月30个", _TYPED),
    Form(
        "7-9月",
        "2016-09-30",
        _Y + r"(?<!\d)(?P<from>\d{1,2})月?" + TO + r"(?P<month>\d{1,2})月份?(?!\d)(?P<part>[底末内])?",
        "7至9个月",
    ),
    Form("10月中旬", "2016-10-20", _Y + _M + rf"月?(?P<part>{_THIRD}|{_PART})", "9月初步"),
    Form("9月上半月", "2016-09-15", _Y + _M + r"(?P<part>[上下]半月)", every=Every.HALF_MONTH),
    Form(
        "2016-09上半月",
        "2016-09-15",
        _NAMED + r"[-/.](?P<month>\d{1,2})(?P<part>[上下]半月)",
        where=_TYPED,
        every=Every.HALF_MONTH,
    ),
    Form("9月", "2016-09-30", _Y + _M, "9个月", open=True),
    Form(
        "本月底",
        "2016-03-31",
        rf"(?<![度年月])(?P<step>本|当|这个?|下个?|次)月份?(?:(?P<day>\d{{1,2}})[日号]|(?P<part>{_THIRD}|{_PART})?)",
        "每季度次月",
        needs="issued",
        read=from_month,
    ),
    Form(
        "月底前",
        "2016-03-31",
        r"(?<![\d本当这下次上个每逐按末季首年])月(?P<part>[底末])(?=[以之]?前)",
        "每月底前",
        needs="issued",
        read=from_month,
    ),
    Form(
        "25号",
        "2016-03-25",
        r"(?P<day>\d{1,2})[日号]",
        "9月25日",
        _LINE,
        needs="issued",
        whole=True,
        read=day_alone,
    ),
    Form(
        "月底",
        "2016-03-31",
        r"月(?P<part>[底末])",
        "12月底",
        _TYPED,
        needs="issued",
        whole=True,
        read=from_month,
    ),
    Form(
        "第三季度末",
        "2016-09-30",
        _Y + rf"(?:第|(?P<upto>前))?(?<![\d.每])(?P<quarter>\d)个?季度(?P<part>{_PART})?",
        "13季度",
    ),
    Form("2016Q3", "2016-09-30", rf"(?:{_NAMED}年?)?(?<![A-Za-z])[Qq](?P<quarter>[1-4])(?!\d)", "Q31"),
    Form(
        "本季度末",
        "2016-03-31",
        rf"(?P<step>本|当|这个?|下一?个?)季(?!节)度?(?P<part>{_PART})?",
        "每季度末",
        needs="issued",
        read=from_quarter,
    ),
    Form("上半年", "2016-06-30", _Y + rf"(?P<half>[上下])半年(?P<part>{_PART})?", "每半年"),
    Form("2016H1", "2016-06-30", _NAMED + r"年?[Hh](?P<half>[12])(?!\d)", where=_TYPED),
    Form(
        "2016-W10",
        "2016-03-13",
        _NAMED + r"(?:-?[Ww]|年?第)(?P<week>\d{1,2})周?(?![\d期号次])",
        where=_LINE,
        read=of_week,
        every=Every.WEEK,
    ),
    Form("第10周", "2016-03-13", r"第(?P<week>\d{1,2})周", where=_LINE, read=of_week, every=Every.WEEK),
    Form("201609", "2016-09-30", _NAMED + r"(?P<month>\d{2})", where=_LINE, whole=True),
    Form(
        "2016年底",
        "2016-12-31",
        rf"(?:{_NAMED}年?|(?<![\d.])(?P<short>\d{{2}}))(?:年|年度)(?P<part>{_PART}|终|尾)",
        "2016年初步",
    ),
    Form(
        "年底",
        "2016-12-31",
        rf"(?:{_SHIFT}年?|(?<![\d两几数多近半每全十百来翌次本当])年)(?P<part>{_PART}|终(?![身结]))(?!持续|不断)",
        "5年内",
    ),
    Form(
        "国庆节",
        "2016-10-01",
        _Y
        + rf"[“\"]?(?P<feast>{_FEAST})[”\"]?(?:国际)?(?:劳动|儿童|妇女|青年|建军|建党|佳)?节?(?:小?长假|假期)?",
        "三十一前",
        open=True,
        read=of_feast,
    ),
    Form(
        "本周",
        "2016-03-13",
        r"(?P<step>本|这|下|上)(?:周|个?星期)(?![期年一二三四五六日天末])",
        where=_LINE,
        needs="issued",
        read=from_week,
        every=Every.WEEK,
    ),
    Form(
        "上月底",
        "2016-02-29",
        rf"(?P<step>上)(?:个?月|月份)(?:(?P<day>\d{{1,2}})[日号]|(?P<part>{_THIRD}|{_PART})?)",
        where=_LINE,
        needs="issued",
        read=from_month,
    ),
    Form(
        "上季度",
        "2015-12-31",
        r"(?P<step>上)(?:[一1]?个?季度?)",
        where=_LINE,
        needs="issued",
        read=from_quarter,
    ),
    Form(
        "本周五",
        "2016-03-11",
        r"(?P<step>本|这|下下|下|上)(?:周|个?星期|礼拜)(?P<weekday>[一二三四五六日天])?[内底末]?(?![期年])",
        "每周五",
        needs="issued",
        read=from_week,
    ),
    Form(
        "周五",
        "2016-03-11",
        r"(?<![每本这下上个])(?:周|星期)(?P<weekday>[一二三四五六日天])(?![次个])",
        "每周五",
        _LINE,
        needs="issued",
        read=from_week,
    ),
    Form(
        "“十三五”末",
        "2020-12-31",
        r"[“\"]?(?<![一二三四五六七八九十第])(?P<plan>十[一二三四五六七八九]?)五[”\"]?(?:规划|时期)?期?[末底]",
        "二十五末",
        needs="",
        read=of_plan,
    ),
    Form(
        "明天",
        "2016-03-11",
        r"(?P<near>大后天|后天|明天|明日|今天|今日|昨天|昨日|前天)",
        where=_LINE,
        needs="issued",
        read=from_day,
    ),
    Form("2016年", "2016-12-31", _ONE_YEAR, "2016年3月", open=True),
    Form("明年", "2017-12-31", _A_YEAR, "少年", open=True),
    Form(
        "2016/12",
        "2016-12-31",
        _NAMED + r"(?:[-/](?P<month>\d{1,2})|[.](?P<two>\d{2}|[2-9]))(?![\d月%]|[-/.]\d)",
        "2016.1",
        _TYPED,
    ),
    Form("2016", "2016-12-31", r"(?P<year>(?:19|20)\d{2})", "2016号", _TYPED, open=True, whole=True),
    Form("12/31", "2016-12-31", r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})日?", "12/31/1", _TYPED, whole=True),
    Form(
        "9.30",
        "2016-09-30",
        r"(?P<month>\d{1,2})[.](?P<day>\d{2}|\d(?=日|前|[以之]前))日?",
        "9.3",
        _TYPED,
        whole=True,
    ),
    Form("7.2", "2016-07-02", r"(?P<month>\d{1,2})[.](?P<day>\d)", "7.2.1", _LINE, whole=True),
)
"""Every form; at one place of a text the one that stands higher is seen."""
