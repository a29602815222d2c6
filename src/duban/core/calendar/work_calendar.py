"""The calendar: which days are worked, and by whose word.

Pure: no disk, no clock. Holiday files are handed in; the national tables come from
`chinesecalendar` (only its tables: its `find_workday` is one day late when the start is a day off).
"""

from array import array
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import accumulate

import msgspec

from duban.core.calendar.holidays import SATURDAY, HolidayFile
from duban.core.model.terms import Term

DECEMBER, FIRST_OF_NEXT_NOTICE = 12, 29
ONE_WEEK = b"\1\1\1\1\1\0\0"
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
OFFICIAL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


class DayKind(Term):
    """What a day is."""

    WORK = "工作日"
    WEEKEND = "周末"
    HOLIDAY = "放假"
    MAKE_UP = "调休上班"


class Source(Term):
    """By whose word: a local file, a national file, the library, or nobody's (estimated)."""

    LOCAL = "本地"
    FILE = "日历文件"
    NATIONAL = "国家"
    ESTIMATE = "推算"


class DayInfo(msgspec.Struct, frozen=True):
    """One day: worked or not, the holiday's name ('' if none), by whose word.

    Provisional means that the notice that decides the day is not published yet.
    """

    on: date
    working: bool
    kind: DayKind
    name: str
    source: str
    provisional: bool


class _Stated(msgspec.Struct, frozen=True):
    """What a source says of a day that is not as its weekday."""

    off: bool
    name: str
    source: Source


class YearTable(msgspec.Struct, frozen=True):
    """One year laid out for counting.

    `worked[i]` is 1 for a working day, `upto[i]` says how many there are in days 0..i.
    """

    first: int
    worked: bytes
    upto: "array[int]"
    stated: dict[date, _Stated]

    @property
    def total(self) -> int:
        """Working days of the whole year."""
        return self.upto[-1]


class WorkCalendar:
    """Which days are worked. Never changes once made; answers are remembered.

    Precedence, day by day: local file, national file, library, else weekdays less the fixed
    statutory days (provisional). `known_until` forgets every notice of a later year, from the
    library and from national files alike. Only national word publishes a year, never a local file.
    """

    __slots__ = ("_days", "_known_until", "_national", "_stated", "_years")

    def __init__(
        self,
        national: Mapping[int, HolidayFile] | None = None,
        local: Mapping[int, HolidayFile] | None = None,
        known_until: int | None = None,
    ) -> None:
        self._known_until = known_until
        self._national = {
            year: file
            for year, file in (national or {}).items()
            if file.is_published and (known_until is None or year <= known_until)
        }
        self._stated = _group_by_year(self._national, local or {})
        self._years: dict[int, YearTable] = {}
        self._days: dict[date, DayInfo] = {}

    def is_published(self, year: int) -> bool:
        """Whether the State Council's notice for `year` is known."""
        return self._source(year) is not Source.ESTIMATE

    def is_workday(self, on: date) -> bool:
        """Whether `on` is worked, as far as is known."""
        laid_out = self.year(on.year)
        return laid_out.worked[on.toordinal() - laid_out.first] == 1

    def day(self, on: date) -> DayInfo:
        """Everything known of one day."""
        info = self._days.get(on)
        if info is None:
            info = self._days[on] = self._describe(on)
        return info

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether a day of `first`..`last` belongs to a notice that is not published."""
        early, late = notice_year(first), notice_year(last)
        if early == late:
            return not self.is_published(early)
        return not all(map(self.is_published, range(early, late + 1)))

    def year(self, year: int) -> YearTable:
        """The year laid out for counting."""
        laid_out = self._years.get(year)
        if laid_out is None:
            laid_out = self._years[year] = self._lay_out(year)
        return laid_out

    def _describe(self, on: date) -> DayInfo:
        notice = notice_year(on)
        stated = self.year(on.year).stated.get(on)
        weekend = on.weekday() >= SATURDAY
        published = self.is_published(notice)
        if stated is None:
            kind = DayKind.WEEKEND if weekend else DayKind.WORK
            return DayInfo(on, not weekend, kind, "", self._source(notice), not published)
        worked = DayKind.MAKE_UP if weekend else DayKind.WORK
        kind = DayKind.HOLIDAY if stated.off else worked
        return DayInfo(on, not stated.off, kind, stated.name, stated.source, not published)

    def _source(self, year: int) -> Source:
        """Who decides the days of a notice year; a local file is laid over it day by day."""
        if year in self._national:
            return Source.FILE
        forgotten = self._known_until is not None and year > self._known_until
        return Source.NATIONAL if not forgotten and year in _library() else Source.ESTIMATE

    def _lay_out(self, year: int) -> YearTable:
        stated = {
            on: found
            for notice in (year, year + 1)
            for on, found in self._base(notice).items()
            if on.year == year
        }
        stated |= self._stated.get(year, {})
        new_year = date(year, 1, 1)
        first, weekday = new_year.toordinal(), new_year.weekday()
        length = date(year, 12, 31).toordinal() - first + 1
        worked = bytearray((ONE_WEEK * 54)[weekday : weekday + length])
        for on, found in stated.items():
            worked[on.toordinal() - first] = not found.off
        return YearTable(first, bytes(worked), array("H", accumulate(worked)), stated)

    def _base(self, notice: int) -> Mapping[date, _Stated]:
        """What stands under the files for the days of one notice year."""
        source = self._source(notice)
        if source is Source.NATIONAL:
            return _library()[notice]
        return _fixed_holidays(notice) if source is Source.ESTIMATE else {}


def notice_year(on: date) -> int:
    """The year whose notice decides a day: 29-31 December belong to the next one."""
    return on.year + (on.month == DECEMBER and on.day >= FIRST_OF_NEXT_NOTICE)


def _group_by_year(
    national: Mapping[int, HolidayFile], local: Mapping[int, HolidayFile]
) -> dict[int, dict[date, _Stated]]:
    """Listed days by their own year.

    A later notice replaces an earlier one, a local file any national one.
    """
    grouped: dict[int, dict[date, _Stated]] = {}
    for files, source in ((national, Source.FILE), (local, Source.LOCAL)):
        for year in sorted(files):
            for day in files[year].days:
                stated = _Stated(day.is_off_day, day.name, source)
                grouped.setdefault(day.on.year, {})[day.on] = stated
    return grouped


@cache
def _library() -> dict[int, dict[date, _Stated]]:
    """The library's two tables by notice year, with official names; read when first needed."""
    from chinese_calendar.constants import Holiday, holidays, workdays

    chinese = {item.value: str(getattr(item, "chinese", "节日")) for item in Holiday}
    tables: dict[int, dict[date, _Stated]] = {}
    for table, off in ((holidays, True), (workdays, False)):
        for on, english in table.items():
            name = chinese[english]
            stated = _Stated(off, OFFICIAL_NAMES.get(name, name), Source.NATIONAL)
            tables.setdefault(notice_year(on), {})[on] = stated
    return tables


def _fixed_holidays(year: int) -> dict[date, _Stated]:
    """Days off by law whatever the notice will say (Decree 795 art. 2)."""
    return {
        date(year, *month_day): _Stated(off=True, name=name, source=Source.ESTIMATE)
        for month_day, name in FIXED_HOLIDAYS.items()
        if year <= date.max.year
    }
