"""Holiday files: what one drop-in file says (holiday-cn schema), and whether it can be believed.

Pure: takes what a parser made of the bytes, opens no file, never raises over what it was given.
"""

from collections.abc import Callable, Iterator
from datetime import date

import msgspec

from duban.errors import Level, Place, Problem

FIRST_YEAR, LAST_YEAR = 1950, 9999
FIRST_BALANCED_YEAR, YEAR_OF_DECREE_795 = 2008, 2025
MOST_DAYS, MOST_PROBLEMS = 400, 100
LONGEST_NAME = 60
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
SATURDAY = 5
LATE_DECEMBER, NEW_YEARS_EVE = (12, 25), (12, 31)
ADVICE = (
    '格式：{"year": 2027, "papers": [], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}'
)

FILE_KEYS = frozenset({"year", "papers", "days"})
DAY_KEYS = frozenset({"name", "date", "isOffDay"})
TYPE_NAMES = {bool: "是否值", int: "数字", float: "数字", str: "文字", list: "列表", dict: "对象"}


class HolidayDay(msgspec.Struct, frozen=True):
    """One listed day: off, or (not `is_off_day`) worked in spite of what the weekday says."""

    name: str
    on: date
    is_off_day: bool


class HolidayFile(msgspec.Struct, frozen=True):
    """One year's schedule.

    `year` is that of the notice, so the last days of the December before may be listed too.
    """

    year: int
    papers: tuple[str, ...] = ()
    days: tuple[HolidayDay, ...] = ()

    @property
    def is_published(self) -> bool:
        """Whether it says anything: empty `days` mean that the notice is not out."""
        return bool(self.days)


def count_statutory_days(year: int) -> int:
    """Days off by law in a year: 11 since 2008 (Decree 513), 13 since 2025 (Decree 795)."""
    return 13 if year >= YEAR_OF_DECREE_795 else 11


def parse_holiday_file(
    raw: object,
    *,
    path: str,
    national: bool,
    this_year: int | None = None,
    is_workday: Callable[[date], bool] | None = None,
) -> tuple[HolidayFile | None, tuple[Problem, ...]]:
    """Reads one parsed holiday file; the file is None when any of the problems is an error.

    `this_year` makes an empty national file of an earlier year an error (its notice is long out).
    `is_workday` is the calendar a local file is laid over: a local make-up day on Monday to Friday
    is questioned unless that calendar has the day off.
    """
    place = Place(path)
    problems: list[Problem] = []
    file = None
    for found in _read_file(raw, place):
        if isinstance(found, HolidayFile):
            file = found
        else:
            problems.append(found)
    if file is not None and national:
        sound = not _has_error(problems)
        problems.extend(_check_make_ups(file, place))
        problems.extend(_check_whole(file, this_year, place) if sound else ())
    elif file is not None:
        problems.extend(_check_local(file, is_workday or _is_plain_workday, place))
    return (None if _has_error(problems) else file), _shorten(problems, place)


def _read_file(raw: object, place: Place) -> Iterator[Problem | HolidayFile]:
    """Problems of the form, and at last the file if the year and the lists could be read."""
    if not isinstance(raw, dict):
        yield _error("calendar-schema", f"日历文件应是一个对象，现在是{_kind(raw)}。", place)
        return
    yield from _unknown_keys(raw, FILE_KEYS, "日历文件", place)
    year, papers, days = _read_year(raw.get("year")), raw.get("papers", []), raw.get("days")
    if year is None:
        text = f"year（年份）应是 {FIRST_YEAR} 以后的四位数字，现在是{_kind(raw.get('year'))}。"
        yield _error("calendar-schema", text, place)
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        yield _error("calendar-schema", "papers（依据文件）应是文字列表，没有就写 []。", place)
        papers = []
    if not isinstance(days, list):
        yield _error("calendar-schema", f"days（日期列表）应是列表，现在是{_kind(days)}。", place)
    elif len(days) > MOST_DAYS:
        text = f"days 有 {len(days)} 条，一年没有这么多天。"
        yield _error("calendar-schema", text, place)
    elif year is not None:
        yield from _read_days(days, year, tuple(papers), place)


def _read_days(
    days: list[object], year: int, papers: tuple[str, ...], place: Place
) -> Iterator[Problem | HolidayFile]:
    listed: dict[date, HolidayDay] = {}
    for number, item in enumerate(days, start=1):
        for found in _read_day(item, number, place):
            if isinstance(found, Problem):
                yield found
            elif (problem := _misplaced(found, number, year, listed, place)) is not None:
                yield problem
            else:
                listed[found.on] = found
    yield HolidayFile(year, papers, tuple(listed[on] for on in sorted(listed)))


def _read_day(item: object, number: int, place: Place) -> Iterator[Problem | HolidayDay]:
    if not isinstance(item, dict):
        yield _error("calendar-schema", f"days 第 {number} 条应是一个对象，现在是{_kind(item)}。", place)
        return
    yield from _unknown_keys(item, DAY_KEYS, f"days 第 {number} 条", place)
    name, written, off = item.get("name"), item.get("date"), item.get("isOffDay")
    on = _read_date(written)
    good_name = isinstance(name, str) and len(name) <= LONGEST_NAME and name.isprintable()
    if not good_name:
        text = f"days 第 {number} 条的 name（节日名称）应是不超过 {LONGEST_NAME} 字的一行文字。"
        yield _error("calendar-schema", text, place)
    if on is None:
        shown = _kind(written)
        text = f"days 第 {number} 条的 date（日期）应是 2027-01-01 这样的日期，现在是{shown}。"
        yield _error("calendar-date", text, place)
    if not isinstance(off, bool):
        shown = _kind(off)
        text = f"days 第 {number} 条的 isOffDay 应是 true（放假）或 false（上班），现在是{shown}。"
        yield _error("calendar-schema", text, place)
    if isinstance(name, str) and good_name and on is not None and isinstance(off, bool):
        yield HolidayDay(name.strip(), on, off)


def _misplaced(
    day: HolidayDay, number: int, year: int, listed: dict[date, HolidayDay], place: Place
) -> Problem | None:
    """A day outside its file's year and the last week before it, or listed twice."""
    if not date(year - 1, *LATE_DECEMBER) <= day.on <= date(year, *NEW_YEARS_EVE):
        text = f"days 第 {number} 条 {day.on} 不在 {year} 年（只有上一年 12 月最后一周可以列入）。"
        advice = f"请把这一天移到 {day.on.year} 年的文件，或改正日期。"
        return _error("calendar-year", text, place, advice)
    if day.on in listed:
        same = listed[day.on].is_off_day == day.is_off_day
        text = f"days 第 {number} 条 {day.on} 重复{'' if same else '，而且放假与上班互相矛盾'}。"
        return _error("calendar-duplicate", text, place, "同一天只列一次，请删去多余的一条。")
    return None


def _check_make_ups(file: HolidayFile, place: Place) -> Iterator[Problem]:
    """National make-up days are Saturdays and Sundays: anything else is a slip of the pen."""
    for day in file.days:
        if not day.is_off_day and _is_plain_workday(day.on):
            text = f"{day.on} 是{_weekday(day.on)}，本来就是工作日，不会是调休上班日。"
            advice = "请对照国务院办公厅通知核对这一天的日期。"
            yield _error("calendar-weekday", text, place, advice)


def _check_whole(file: HolidayFile, this_year: int | None, place: Place) -> Iterator[Problem]:
    """Whether the file says anything, and whether all of it is there."""
    if file.is_published:
        yield from _check_balance(file, place)
    elif this_year is not None and file.year < this_year:
        text = f"{file.year} 年的放假安排早已公布，文件里却一天也没有。"
        yield _error("calendar-empty", text, place, "请换用列有全年放假和调休日期的文件。")
    else:
        text = f"{file.year} 年的文件没有日期，按放假安排尚未公布处理，期限仍是暂定。"
        yield _notice("calendar-empty", text, place, "国务院办公厅通知发布后，再导入一次。")


def _check_balance(file: HolidayFile, place: Place) -> Iterator[Problem]:
    """The control total: weekdays off less make-up days are the statutory days.

    Decree 795 art. 2 and 6: days on a weekend are made good, make-up days swap with weekdays.
    """
    if file.year < FIRST_BALANCED_YEAR:
        return
    weekdays_off = sum(day.is_off_day and _is_plain_workday(day.on) for day in file.days)
    make_ups = sum(not day.is_off_day for day in file.days)
    statutory = count_statutory_days(file.year)
    if weekdays_off - make_ups != statutory:
        text = (
            f"{file.year} 年放假与调休不平衡：周一至周五放假 {weekdays_off} 天，"
            f"调休上班 {make_ups} 天，相差 {weekdays_off - make_ups} 天；"
            f"法定节假日全年 {statutory} 天。"
        )
        advice = "请对照国务院办公厅通知核对有无漏列、多列；确有特别安排的可以不理会。"
        yield _notice("calendar-total", text, place, advice)


def _check_local(file: HolidayFile, is_workday: Callable[[date], bool], place: Place) -> Iterator[Problem]:
    for day in file.days:
        if not day.is_off_day and _is_plain_workday(day.on) and is_workday(day.on):
            text = f"{day.on} 是{_weekday(day.on)}，本来就是工作日，列为上班日没有作用。"
            yield _notice("calendar-weekday", text, place, "请核对这一天的日期。")


def _unknown_keys(
    raw: dict[object, object], known: frozenset[str], where: str, place: Place
) -> Iterator[Problem]:
    """Keys that are not read; `$schema` and `$id` stand in the published files."""
    for key in raw:
        if key in known or (isinstance(key, str) and key.startswith("$")):
            continue
        yield _notice("calendar-key", f"{where}里的{_kind(key)}不认识，没有读取。", place, ADVICE)


def _read_date(written: object) -> date | None:
    """A day in the schema's one form; fromisoformat alone takes 20270101 and 2027-W01-5 too."""
    if not isinstance(written, str):
        return None
    try:
        on = date.fromisoformat(written)
    except ValueError:
        return None
    return on if on.isoformat() == written else None


def _read_year(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if FIRST_YEAR <= value <= LAST_YEAR else None


def _is_plain_workday(on: date) -> bool:
    return on.weekday() < SATURDAY


def _weekday(on: date) -> str:
    return WEEKDAYS[on.weekday()]


def _kind(value: object) -> str:
    """What a wrong value is, in a clerk's words; only short texts and numbers are repeated."""
    if value is None:
        return "空的"
    if isinstance(value, str) and len(value) <= LONGEST_NAME and value.isprintable():
        return f"“{value}”"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LAST_YEAR:
        return f" {value}"
    return TYPE_NAMES.get(type(value), "别的东西")


def _has_error(problems: list[Problem]) -> bool:
    return any(problem.level is Level.ERROR for problem in problems)


def _shorten(problems: list[Problem], place: Place) -> tuple[Problem, ...]:
    """The first hundred, errors before notices: a file of rubbish must not fill the screen."""
    ordered = sorted(problems, key=lambda problem: problem.level is not Level.ERROR)
    if len(ordered) <= MOST_PROBLEMS:
        return tuple(ordered)
    text = f"同一文件另有 {len(ordered) - MOST_PROBLEMS} 处问题，从略。"
    level = Level.ERROR if ordered[MOST_PROBLEMS].level is Level.ERROR else Level.NOTICE
    return (*ordered[:MOST_PROBLEMS], Problem(level, "calendar-more", text, ADVICE, "", place))


def _error(code: str, message: str, place: Place, advice: str = ADVICE) -> Problem:
    return Problem(Level.ERROR, code, message, advice, "", place)


def _notice(code: str, message: str, place: Place, advice: str) -> Problem:
    return Problem(Level.NOTICE, code, message, advice, "", place)
