"""The days that running text sets: which words are a deadline, which recur, which only look like a deadline.

All deadlines in sentences are read here; each pattern is a row with an example. The year of a text without one, the
day of issue and the working-day calendar are handed in: nothing is guessed.
"""

import calendar as months
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec

from duban.core.calendar.counting import add_calendar_days, add_workdays
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.cadence_text import parse_cadence
from duban.core.model.task import Cadence
from duban.errors import DubanError
from duban.importers.grammar.cell_deadlines import YEARS_ON
from duban.importers.grammar.folding import Folded, fold_with_origin
from duban.importers.grammar.normalize import one_line

_DONE = (
    "完成|全部|如期|按期|完工|竣工|建成|投入|投用|投产|开工|动工|办结|办理|到位|销号|启动|出台|印发|上线|实现|推广|全面|基本|达到|形成|落实|"
    "报送|上报|报|提交|开放|通车|交付|验收|整改|公布|公开|制定|编制|反馈|建立|完善|开通|运行|交房|取缔|关闭|前置|进行|封顶|施工|主体|试运行|具备|见成效|取得"
)
_YEAR = r"(?:(?P<year>(?:19|20)\d{2})年度?|(?P<shift>今年|本年度?|当年|明年|次年|翌年))?"
_POINT = (
    _YEAR + r"(?:(?<!\d)(?P<month>\d{1,2})月份?"
    r"(?:(?P<day>\d{1,2})[日号]|(?P<part>上旬|中旬|上中旬|中下旬|下旬|月?底|月?末|初|内)?)"
    r"|第?(?<!\d)(?P<quarter>[1-4])季度(?:[末底内])?"
    r"|(?P<half>[上下])半年(?:[末底内])?"
    r"|(?(year)年?[底末内]|(?(shift)年?[底末内]|(?<![\d两几数多近半每全])年[底末内]))"
    r")"
)
_OTHER_POINT = _POINT.replace("?P<", "?P<x_").replace("(?(", "(?(x_")
_BEFORE = r"(?:[以之]?前)(?![期提置沿景后者述列半往])"
_CLOCKS = (
    r"(?P<issue>(?:本|该)?(?:(?:实施|工作|行动)?(?:意见|通知|方案|文件|办法|措施|计划|决定|通报|公告|清单|细则|纪要))?(?:正式)?(?:印发|发布|公布|施行|下发|发文|签发|公告|通报|实施)(?:之日)?(?:起|后))"
    r"|(?P<receipt>(?:收到|接到|收文|接)(?:本|此|该)?(?:通知|文件|任务|交办单|督办单|督办通知|批示|来文|函|件|交办|转办|指令|清单|通报|文)?(?:之日|后)?(?:之日)?(?:起|后)?)"
)
_COUNT = r"(?P<count>\d{1,3})个?(?P<unit>工作日|日|天|个?月|周|星期|个?星期)(?:之内|以内|内)"
_DAY_OF_PART = {"上旬": 10, "初": 10, "中旬": 20, "上中旬": 20}
_FEASTS = {"国庆": (9, 30), "五一": (4, 30), "七一": (6, 30)}  # the day before each


@dataclass(frozen=True, slots=True)
class Due:
    """One mention of time in a text: the words as written, the day they set, and what they are.

    `kind` is `day`, `relative` (5日内), `span` (the time of a phase: its end counts where nothing else is said),
    `recurring` or `continuous`. `lacks` names what is missing to find the day: `year`, `issued`, `received`, `start`,
    `calendar`. `start` and `end` are its position in the text.
    """

    text: str
    on: date | None
    kind: str
    start: int
    end: int
    lacks: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """What days are counted from: the document's year, its days of issue and receipt, the working-day calendar."""

    year: int | None = None
    issued_on: date | None = None
    received_on: date | None = None
    calendar: WorkCalendar | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a sentence speaks of time: an example, what it is, the pattern (of the folded text)."""

    kind: str
    example: str
    pattern: str


# At one place of the text the rule that stands higher wins.
RULES = (
    Rule("none", "《2020年年底前完成的意见》", r"[《〈][^》〉]{1,80}[》〉]"),
    Rule("none", "国发〔2018〕42号", r"[\[(](?:19|20)\d{2}[\])]\d+号"),
    Rule(
        "none",
        "审批时限压缩到3个工作日以内",
        r"(?:压缩|缩短|控制|减少|压减|精简|限时|降|提速|不超过|不少于|不得超过|至少)[^,，。;；]{0,14}?\d{1,3}个?(?:工作日|日|天|月|周|小时|分钟|年)(?:以?内|之内|以下)?",
    ),
    Rule("none", "5年内, 分2年", r"(?:分|用|近|未来|今后)?\d{1,2}年(?:以?内|之内|时间)|分\d{1,2}年"),
    Rule("none", "截至9月底", r"(?:截至|截止到?|自|从)(?!本)" + _OTHER_POINT + r"(?!前)"),
    Rule(
        "recurring",
        "2019年起，每年2月底前",
        r"(?:(?:从|自)?(?:19|20)\d{2}年(?:\d{1,2}月)?起,?)?(?:于|在)?(?:每个?(?:年|半年|季度|季|月|周|旬|日)度?|逐(?:月|季|年|周)|按(?:月|季|周|年))(?:末月?|底|初)?[^,，。;；、]{0,12}?(?:前|底前?|末|报送?|上报|更新|通报|调度|(?<=\d)日(?!前))",
    ),
    Rule("range", "2019年1月1日至12月31日", _OTHER_POINT + r"(?:至|到|—+|-+|~|–)" + _POINT),
    Rule("start", "2021年11月起", _OTHER_POINT + r"(?:起|开始|以来|以后|之后|后)"),
    Rule("day", "2020年12月底前", _POINT + _BEFORE),
    Rule("day", "国庆节前", _YEAR + r"(?P<feast>国庆|五一|七一)(?:劳动)?节?前(?![后夕])"),
    Rule("day", "9月投入使用, 12月31日完成", _POINT + rf"(?={_DONE})"),
    Rule("span", "动员部署阶段(5月)", r"(?<=\()" + _POINT + r"(?=\))"),
    Rule("day", "到2023年底", r"(?<=[到至在于])" + _POINT + r"(?=[,，]|\D|$)"),
    Rule("year", "到2025年，", r"(?<=[到至])(?P<year>20\d{2})年(?=[,，])"),
    Rule(
        "year",
        "2021年全面推广",
        r"(?P<year>20\d{2})年(?=(?:全面|基本|力争|确保)?(?:完成|推广|建成|实现|投入使用|投用|竣工|开工|出台))",
    ),
    Rule("relative", "印发之日起30日内", rf"(?:自|从|在|于)?(?:{_CLOCKS}),?{_COUNT}"),
    Rule("unsaid", "15个工作日内报送", rf"{_COUNT}(?={_DONE})"),
    Rule(
        "continuous",
        "长期坚持。, 年内持续推进",
        r"(?:(?<=[,，;；:：。并])|^)(?:年内|全年)?(?:长期坚持|持续推进|持续实施|长期推进|长期执行|立行立改|即知即改|常态化推进|持续整改|坚持常态化|贯穿全年|全年)(?=[,，;；。)）]|$)",
    ),
)
_ANY = tuple((rule, re.compile(rule.pattern)) for rule in RULES)
_EXPECTED = re.compile(
    r"\d|节前|[五七]一|底|年内|末|半年|坚持|推进|立行|即知|全年|实施|每|逐[月季年周]|按[月季周年]"
)
_PAST = re.compile(
    r"(?:已|曾)|(?:建成|形成|取得|参加|登记|出生|注册|开工|印发|出台|发布|审批|批准|竣工|投产)(?:投入使用|投产)?的"
)
_EACH = re.compile(r"每(?:个)?(?:年|半年|季度|季|月)?[^,，。;；]{0,6}$")
_STEP = re.compile(r"\($|时间(?:安排)?[:：为]$|阶段[:：]$")
_SERVICE = re.compile(r"受理|申请|之日|后$|起$|材料|举报|投诉|每|超过")
_MONTHS = 12
_LONGEST = 20_000


def owed(dues: Sequence[Due]) -> list[Due]:
    """The mentions that set a deadline; the end of a phase counts only where there is no other."""
    days = [due for due in dues if due.on is not None and due.kind in {"day", "relative"}]
    return days or [due for due in dues if due.on is not None and due.kind == "span"]


def find_dues(text: str, clock: Clock) -> tuple[Due, ...]:
    """Every mention of time in a text that sets a day or recurs, in order; what only looks like a deadline is left out.

    A month without a year takes the year named before it in the same sentence, else the document's. A day before the
    document's day of issue is a fact, not a deadline.
    """
    folded = fold_with_origin(text[:_LONGEST])
    if _EXPECTED.search(folded.text) is None:
        return ()
    found: list[Due] = []
    named: int | None = None
    named_at = 0
    for rule, match in _matches(folded.text):
        year = _year_named(match)
        if year is not None:
            named, named_at = year, match.end()
        elif named is not None and "。" in folded.text[named_at : match.start()]:
            named = None
        reader = _READERS.get(rule.kind)
        due = reader(_Mention(match, folded, named, clock)) if reader is not None else None
        if due is not None:
            found.append(due)
    return tuple(found)


def _matches(text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """The matches of all patterns, from left to right, none overlapping another."""
    found = [pattern.search(text) for _, pattern in _ANY]
    position = 0
    while True:
        for rank, (_, pattern) in enumerate(_ANY):
            held = found[rank]
            if held is not None and held.start() < position:
                found[rank] = pattern.search(text, position)
        first = min(
            ((match.start(), rank, match) for rank, match in enumerate(found) if match is not None),
            key=lambda each: each[:2],
            default=None,
        )
        if first is None:
            return
        _, rank, match = first
        yield _ANY[rank][0], match
        position = max(match.end(), match.start() + 1)


def _year_named(match: re.Match[str]) -> int | None:
    value = match.groupdict().get("year") or match.groupdict().get("x_year")
    return int(value) if value else None


@dataclass(frozen=True, slots=True)
class _Mention:
    """A match within its text, the year named before it in the sentence, and what days are counted from."""

    match: re.Match[str]
    folded: Folded
    named: int | None
    clock: Clock

    def before(self, count: int) -> str:
        start = self.match.start()
        return self.folded.text[max(0, start - count) : start]

    def after(self, count: int) -> str:
        return self.folded.text[self.match.end() : self.match.end() + count]

    def due(self, kind: str, on: date | None = None, *, lacks: str = "", provisional: bool = False) -> Due:
        match, folded = self.match, self.folded
        start, end = folded.origin[match.start()], folded.origin[match.end() - 1] + 1
        words = folded.original(match.start(), match.end())
        return Due(words, on, kind, start, end, lacks=lacks, provisional=provisional)

    def dated(self, on: date) -> Due | None:
        """The day as a mention; None if it lies before the document's issue and so tells what happened."""
        issued = self.clock.issued_on
        return None if issued is not None and on < issued else self.due("day", on)


def _read_day(mention: _Mention) -> Due | None:
    if _PAST.match(mention.after(8)) or _EACH.search(mention.before(8)):
        return None
    groups = mention.match.groupdict()
    shift = groups.get("shift")
    year = mention.named if mention.named is not None else mention.clock.year
    if shift:
        year = None if mention.clock.year is None else mention.clock.year + YEARS_ON.get(shift, 0)
    if year is None:
        return mention.due("day", lacks="year")
    try:
        on = _day_of(groups, year, before=mention.match[0].endswith("前"))
    except ValueError:
        return mention.due("day", lacks="calendar")
    return mention.dated(on)


def _day_of(groups: dict[str, str | None], year: int, *, before: bool) -> date:
    """The last day that a date, month or quarter includes; raises ValueError for a day that does not exist."""
    if feast := groups.get("feast"):
        return date(year, *_FEASTS[feast])
    if month_text := groups.get("month"):
        month = int(month_text)
        if not 1 <= month <= _MONTHS:
            raise ValueError(month_text)
        if day := groups.get("day"):
            return date(year, month, int(day))
        part = groups.get("part") or ""
        if part in _DAY_OF_PART:
            return date(year, month, _DAY_OF_PART[part])
        if before and not part:  # 9月前 is before September begins
            return date(year, month, 1) - timedelta(days=1)
        return date(year, month, months.monthrange(year, month)[1])
    if quarter := groups.get("quarter"):
        month = int(quarter) * 3
        return date(year, month, months.monthrange(year, month)[1])
    if groups.get("half") == "上":
        return date(year, 6, 30)
    return date(year, 12, 31)


def _read_year(mention: _Mention) -> Due | None:
    return mention.dated(date(int(mention.match["year"]), 12, 31))


def _read_range(mention: _Mention) -> Due | None:
    """A span of days is the time of a step if in brackets or after 时间; otherwise it is how long a rule is valid."""
    return _read_span(mention) if _STEP.search(mention.before(6)) else None


def _read_span(mention: _Mention) -> Due | None:
    due = _read_day(mention)
    return None if due is None else replace(due, kind="span")


def _read_relative(mention: _Mention) -> Due | None:
    clock, match = mention.clock, mention.match
    start, lacks = (clock.issued_on, "issued") if match["issue"] else (clock.received_on, "received")
    if start is None or clock.calendar is None:
        return mention.due("relative", lacks=lacks)
    count, unit = int(match["count"]), match["unit"]
    try:
        if unit == "工作日":
            due = add_workdays(start, count, clock.calendar)
        elif unit in {"日", "天"}:
            due = add_calendar_days(start, count, clock.calendar)
        elif "月" in unit:
            due = add_calendar_days(start, (_months_on(start, count) - start).days, clock.calendar)
        else:
            due = add_calendar_days(start, count * 7, clock.calendar)
    except (DubanError, ValueError, OverflowError):
        return mention.due("relative", lacks=lacks)
    return mention.due("relative", due.on, provisional=due.provisional)


def _months_on(start: date, count: int) -> date:
    """The corresponding day `count` months later, or that month's last day (Civil Code art. 202)."""
    place = start.month - 1 + count
    year, month = start.year + place // _MONTHS, place % _MONTHS + 1
    return date(year, month, min(start.day, months.monthrange(year, month)[1]))


def _read_unsaid(mention: _Mention) -> Due | None:
    """A period without a stated start (5日内); in a standard of service (受理后5日内) it is no deadline."""
    before = re.split(r"[,，。;；]", mention.before(20))[-1]
    return None if _SERVICE.search(before) else mention.due("relative", lacks="start")


_READERS: dict[str, Callable[[_Mention], Due | None]] = {
    "day": _read_day,
    "year": _read_year,
    "range": _read_range,
    "span": _read_span,
    "relative": _read_relative,
    "unsaid": _read_unsaid,
    "recurring": lambda mention: mention.due("recurring"),
    "continuous": lambda mention: mention.due("continuous"),
}


_LONGEST_CADENCE = 500


def read_cadence(words: str) -> Cadence | None:
    """The reporting cadence these words name, kept as written; None where they name none, or several."""
    found = parse_cadence(fold_with_origin(words).text)
    return msgspec.structs.replace(found, text=one_line(words)[:_LONGEST_CADENCE]) if found else None
