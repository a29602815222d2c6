"""The deadline of a table cell as days: 12月底前, 第三季度, 2022年底前, 9月投入使用, 长期坚持.

Words only: the year of a text without one is handed in by the caller, never guessed.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from duban.importers.grammar.normalize import arabic, fold

Fields = dict[str, int]
_LONGEST = 500
_SERIALS = range(36526, 73051)  # Excel's day numbers of the years 2000 to 2099
_EXCEL_DAY_0 = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a text says of time: `dues` in the order of the text; `on` is the latest of them.

    `needs_year`: a month or day stands there whose year nothing tells. `continuous`: 长期坚持, 每月底前.
    `literal`: "6月前" was read as before June begins. `impossible`: a day no calendar has.
    """

    dues: tuple[date, ...] = ()
    needs_year: bool = False
    continuous: bool = False
    literal: bool = False
    impossible: bool = False

    @property
    def on(self) -> date | None:
        """The latest day named, the one that is owed."""
        return max(self.dues, default=None)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a deadline: an example, what it means in a document of 2016, and how it is read.

    `read` gets the numbers of the named groups and the year, and returns the last day, or raises
    ValueError where no calendar has it. `literal` marks readings that a person should look at.
    """

    example: str
    means: str
    pattern: str
    read: Callable[[Fields, int], date]
    literal: bool = False


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _day(found: Fields, year: int) -> date:
    return date(year, found["month"], found["day"])


def _month(found: Fields, year: int) -> date:
    return _month_end(year, found["month"])


def _quarter(found: Fields, year: int) -> date:
    return _month_end(year, found["quarter"] * 3)


def _on(day: int) -> Callable[[Fields, int], date]:
    return lambda found, year: date(year, found["month"], day)


def _at(month: int, day: int) -> Callable[[Fields, int], date]:
    return lambda _, year: date(year, month, day)


_Y = (
    r"(?:(?<!\d)(?:(?P<year>(?:19|20)\d{2})|(?P<short>\d{2})(?=年(?:\d{1,2}月|年?[底末]|[上下]半年|第?\d季度)))(?:年度?|[.]))?"
    r"(?P<shift>今年|本年度?|当年|明年|次年|翌年)?"
)
_M = r"(?<!\d)(?P<month>\d{1,2})月份?"
_YEAR_WORD = r"(?<!\d)(?P<year>(?:19|20)\d{2})"

# At one place of the text the form that stands higher wins, so the longer forms come first.
FORMS = (
    Form(
        "2016-09-30", "2016-09-30", _YEAR_WORD + r"[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)", _day
    ),
    Form(
        "16.9.30",
        "2016-09-30",
        r"(?<![\d.])(?P<short>\d{2})[.](?P<month>\d{1,2})[.](?P<day>\d{1,2})(?![\d.])",
        _day,
    ),
    Form("7-9月", "2016-09-30", _Y + r"(?<!\d)\d{1,2}月?[-—–~至](?P<month>\d{1,2})月(?!\d)", _month),
    Form("20160930", "2016-09-30", _YEAR_WORD + r"(?P<month>\d{2})(?P<day>\d{2})(?!\d)", _day),
    Form("2016年9月30日前", "2016-09-30", _Y + _M + r"(?P<day>\d{1,2})[日号]?", _day),
    Form("9月上旬", "2016-09-10", _Y + _M + r"(?:上旬|初)", _on(10)),
    Form("9月中旬", "2016-09-20", _Y + _M + r"中旬", _on(20)),
    Form("9月中", "2016-09-15", _Y + _M + r"中(?!旬)", _on(15)),
    Form(
        "9月前",
        "2016-08-31",
        _Y + _M + r"[以之]?前",
        lambda found, year: date(year, found["month"], 1) - timedelta(days=1),
        literal=True,
    ),
    Form("12月底前", "2016-12-31", _Y + _M + r"(?:[底末内]|下旬)?", _month),
    Form("2016/12", "2016-12-31", _YEAR_WORD + r"[-/.](?P<month>\d{1,2})(?![\d月])", _month),
    Form("第三季度末", "2016-09-30", _Y + r"(?:前|第)?(?<!\d)(?P<quarter>\d)季度[末底内]?", _quarter),
    Form(
        "2016Q3",
        "2016-09-30",
        r"(?:(?<!\d)(?P<year>(?:19|20)\d{2})年?)?[Qq](?P<quarter>[1-4])(?!\d)",
        _quarter,
    ),
    Form("上半年", "2016-06-30", _Y + r"上半年[底末内]?", _at(6, 30)),
    Form("下半年", "2016-12-31", _Y + r"下半年[底末内]?", _at(12, 31)),
    Form("2016年年中", "2016-06-30", _Y + r"(?<!\d)年中(?!期)", _at(6, 30)),
    Form(
        "2016年底前",
        "2016-12-31",
        r"(?<!\d)(?:(?P<year>(?:19|20)\d{2})|(?P<short>\d{2}))年(?:年|度)?[底末内终]",
        _at(12, 31),
    ),
    Form(
        "年底前",
        "2016-12-31",
        r"(?:(?P<shift>今年|本年度?|当年|明年|次年|翌年)年?|(?<![\d两几数多近半每])年)[底末内终](?!持续|不断)",
        _at(12, 31),
    ),
    Form("国庆节前", "2016-09-30", _Y + r"(?:国庆节?|十一)前", _at(9, 30)),
    Form("五一前", "2016-04-30", _Y + r"(?:五一(?:劳动节|节)?|劳动节)前", _at(4, 30)),
    Form("七一前", "2016-06-30", _Y + r"七一前", _at(6, 30)),
    Form(
        "2016年前",
        "2015-12-31",
        _YEAR_WORD + r"年[以之]?前",
        lambda _, year: date(year - 1, 12, 31),
        literal=True,
    ),
    Form(
        "2016年全面推广", "2016-12-31", _YEAR_WORD + r"年(?!度?全年|度?\d|[^,;。、]{0,8}前)度?", _at(12, 31)
    ),
    Form("2016", "2016-12-31", r"^(?P<year>(?:19|20)\d{2})$", _at(12, 31)),
    Form("12/31", "2016-12-31", r"^(?P<month>\d{1,2})[-/](?P<day>\d{1,2})日?前?$", _day),
    Form("9.30前", "2016-09-30", r"^(?P<month>\d{1,2})[.](?P<day>\d{2}|\d(?=日|前))日?前?$", _day),
)
_PATTERNS = tuple((form, re.compile(form.pattern)) for form in FORMS)

_CONTINUOUS = re.compile(
    r"长期|持续|常态|全年|每年|每半年|每季|每月|每周|每日|每个?月|经常|随时|适时|立行立改|即知即改|立知立改|即时|"
    r"贯穿|按月|按季|逐月|逐季|不间断|滚动|始终"
)
_STARTS = re.compile(r"[日号]?(?:起|开始|以来|以后|之后)")
_RECURS = re.compile(r"每(?:年度?|半年|个?季度?|个?月)?[^,，;；。]{0,8}$")
YEARS_ON = {"明年": 1, "次年": 1, "翌年": 1}


@lru_cache(maxsize=1024)
def parse_deadline(text: str, year: int | None) -> Deadline:
    """Read a deadline; `year` is the document's year, used where the text itself names none.

    A month or day without a year takes the year named before it in the text. Starts (2018年起) and
    recurring days (每年6月底前) are no deadlines.
    """
    folded = arabic(fold(text[:_LONGEST]))
    if folded.isdecimal() and int(folded) in _SERIALS:
        return Deadline(dues=(_EXCEL_DAY_0 + timedelta(days=int(folded)),))
    dues: list[date] = []
    needs_year = literal = impossible = False
    base = current = year
    for form, match in _spans(folded):
        current, base = _year_of(match, base, current)
        if _STARTS.match(folded, match.end()) or _RECURS.search(folded, 0, match.start()):
            continue
        if current is None:
            needs_year = True
            continue
        try:
            dues.append(form.read(_numbers(match), current))
        except ValueError:
            impossible = True
        else:
            literal = literal or form.literal
    return Deadline(
        dues=tuple(dues),
        needs_year=needs_year,
        continuous=_CONTINUOUS.search(folded) is not None,
        literal=literal,
        impossible=impossible,
    )


def _spans(text: str) -> list[tuple[Form, re.Match[str]]]:
    """The places of the text that speak of a day, from left to right, none overlapping another."""
    spans: list[tuple[Form, re.Match[str]]] = []
    position = 0
    while True:
        found = [
            (match.start(), rank, form, match)
            for rank, (form, pattern) in enumerate(_PATTERNS)
            if (match := pattern.search(text, position)) is not None
        ]
        if not found:
            return spans
        _, _, form, match = min(found, key=lambda item: item[:2])
        spans.append((form, match))
        position = match.end()


def _year_of(match: re.Match[str], base: int | None, current: int | None) -> tuple[int | None, int | None]:
    """The year this span means, and the year that 明年 in what follows is counted from."""
    groups = match.groupdict()
    short = groups.get("short")
    if named := groups.get("year") or (short and f"20{short}"):
        return int(named), int(named)
    if groups.get("shift"):
        return (None if base is None else base + YEARS_ON.get(match["shift"], 0)), base
    return current, base


def _numbers(match: re.Match[str]) -> Fields:
    return {name: int(value) for name, value in match.groupdict().items() if value and name in _NUMBER_GROUPS}


_NUMBER_GROUPS = frozenset({"month", "day", "quarter"})
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
