"""Points in time in a text: the places that forms.py knows, as stretches of days.

A point is a stretch, first to last: 9月 is thirty days, 9月30日 one. What a text wants by it (前, 起, 每…) is said by
the setting in which it stands: mentions.py, typed.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from duban.core.grammar.forms import FORMS, TO, YEARS_ALONE, Form
from duban.core.grammar.stretches import Base

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Point:
    """A point found in a text: its place, its first and last day, or what is lacking to know them.

    `lacks` is `year`, `issued`, or `calendar`: no calendar has the day. `rough`: custom sets the day (年初), not the
    words. `exact`: one day, or the end of a stretch (底); `within`: 内; `joined`: it runs from one point to another.
    `midnight`: 0时. `year` is the year that the words themselves name, with `next_year` as 次年.
    """

    start: int
    end: int
    form: Form
    first: date | None = None
    last: date | None = None
    lacks: str = ""
    rough: bool = False
    exact: bool = False
    midnight: bool = False
    joined: bool = False
    within: bool = False
    year: int | None = None
    next_year: bool = False

    @property
    def alone(self) -> bool:
        """Whether it is a year without anything: 2026年."""
        return self.form.pattern in YEARS_ALONE

    def by(self, *, before: bool) -> date | None:
        """The last day that the point leaves; `before` (前) ends a month or year without 底 the day before it."""
        if self.first is None or self.last is None:
            return None
        return self.first - _DAY if before and self.begins_late else self.last

    @property
    def begins_late(self) -> bool:
        """Whether 前 means before its first day: 9月前, 国庆节前, 9月30日0时前."""
        return self.midnight or (self.form.open and not self.joined)


BEFORE = r"(?:[以之]?前|为止|止)"
_BEGINS = r"(?=[\dQq“\"今本当这明来次翌后去上下第前年月元春清端中国劳建教重三五六七八十周星大昨])"
_TAIL = re.compile(
    r"(?:\([本这下]?(?:星期|周)[一二三四五六日天]\))?(?:\(含(?:当日|当天|本数|本日)?\))?"
    r"(?:(?<=[日号\d)一二三四五六天])[T ]?(?:上午|下午|中午|晚上?|早上?)?"
    r"(?:(?P<hour>\d{1,2})(?:[时点](?:(?P<minute>\d{1,2})分?|整|半)?|:(?P<past>\d{2})(?::\d{2}(?:\.\d+)?)?)|(?<=午)|下班))?"
    r"(?:\(含(?:当日|当天|本数)?\))?"
)
_GROUP = re.compile(r"\?P<(\w+)>")
_NAMES = re.compile(r"\?P([<=])(\w+)")
_JOINED = re.compile(rf"(?:起[,，]?)?{TO}")
_SHIFTS = {"明": 1, "来": 1, "次": 1, "翌": 1, "后": 2, "去": -1, "上": -1}


@lru_cache(maxsize=3)
def _compiled(setting: str) -> tuple[re.Pattern[str], dict[str, tuple[Form, tuple[tuple[str, str], ...]]]]:
    """All forms of a setting as one pattern, and for the group around each form its own groups by their names."""
    rows, groups = [], {}
    for number, form in enumerate(FORMS):
        if setting not in form.where:
            continue
        own = _NAMES.sub(rf"?P\1\2_{number}", form.pattern)
        rows.append(f"(?P<f{number}>" + (rf"^(?:{own})(?={BEFORE}?$))" if form.whole else f"{own})"))
        names = dict.fromkeys(_GROUP.findall(form.pattern))
        groups[f"f{number}"] = (form, tuple((name, f"{name}_{number}") for name in names))
    return re.compile(f"{_BEGINS}(?:{'|'.join(rows)})"), groups


def search(text: str, setting: str, start: int = 0) -> re.Match[str] | None:
    """The next place of a folded text that names a point in time."""
    return _compiled(setting)[0].search(text, start)


def said_at(found: re.Match[str], setting: str) -> tuple[Form, dict[str, str]]:
    """The form of a place that `search` found, and its parts by their names: year, month, day."""
    form, names = _compiled(setting)[1][found.lastgroup or ""]
    return form, {name: found[group] for name, group in names if found[group]}


def read_point(found: re.Match[str], setting: str, base: Base) -> Point:
    """The point at a place that `search` found, with what follows it and belongs to it: 至12月, 24时, (周三)."""
    point = _read_one(found, setting, base)
    text = found.string
    sign = _JOINED.match(text, point.end)
    other = _compiled(setting)[0].match(text, sign.end()) if sign and point.form.needs != "issued" else None
    if other is None:
        return point
    year = point.last.year if point.last else base.running
    last = _read_one(other, setting, replace(base, named=year, anchor=year))
    if last.year is None and last.last and point.first and last.last < point.first:  # 11月15日至3月15日
        last = _read_one(other, setting, replace(base, named=last.last.year + 1, anchor=year))
    return Point(
        point.start, last.end, last.form, point.first, last.last, point.lacks or last.lacks,
        rough=last.rough, exact=last.exact, midnight=last.midnight, joined=True, year=last.year or point.year,
    )  # fmt: skip


def _read_one(found: re.Match[str], setting: str, base: Base) -> Point:
    form, said = said_at(found, setting)
    tail = _TAIL.match(found.string, found.end())
    end = tail.end() if tail else found.end()
    midnight = bool(
        tail and tail["hour"] and not int(tail["hour"]) and not int(tail["minute"] or tail["past"] or 0)
    )
    year = _year_said(said, base)
    used = base.running if year is None else year
    part = said.get("part", "")
    blank = Point(
        found.start(),
        end,
        form,
        midnight=midnight,
        year=year,
        within=part == "内",
        next_year=said.get("shift", "")[:1] in {"次", "翌"},
    )
    lacks = {"year": used is None, "issued": base.said_on is None}.get(form.needs, False)
    if lacks:
        return replace(blank, lacks=form.needs)
    try:
        first, last = form.read(said, used or 0, base)
    except (ValueError, OverflowError):
        return replace(blank, lacks="calendar")
    rough = (part == "初" and "month" not in said) or (part == "中" and "quarter" in said)
    return replace(
        blank,
        first=first,
        last=last,
        rough=rough,
        exact=first == last or part in _ENDS,
        joined="from" in said or "from_day" in said,
    )


_ENDS = frozenset("底末终尾")


def _year_said(said: Mapping[str, str], base: Base) -> int | None:
    if named := said.get("year"):
        return int(named)
    if short := said.get("short"):
        return 2000 + int(short)
    if shift := said.get("shift"):
        counted = {"次": base.anchor or base.year, "翌": base.anchor or base.year, "当": base.running}.get(
            shift[0], base.year
        )
        return None if counted is None else counted + _SHIFTS.get(shift[0], 0)
    return None
