"""Counting working days, plain days and lead times, against the notices of 2014-2026."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.core.calendar.counting import (
    DueDay,
    Step,
    add_calendar_days,
    add_workdays,
    before_months,
    before_workdays,
    explain_before_workdays,
    explain_calendar_days,
    explain_last_workday,
    explain_same_day,
    explain_workdays,
    last_workday,
    next_workday,
    same_day,
    workdays_between,
)
from duban.core.calendar.holidays import HolidayDay, HolidayFile
from duban.core.calendar.work_calendar import DayKind, Source, WorkCalendar, notice_year
from duban.errors import DubanError


def day(text: str) -> date:
    return date.fromisoformat(text)


def off(*days: str, name: str = "地方假") -> tuple[HolidayDay, ...]:
    return tuple(HolidayDay(name, day(text), is_off_day=True) for text in days)


def worked(*days: str, name: str = "地方假") -> tuple[HolidayDay, ...]:
    return tuple(HolidayDay(name, day(text), is_off_day=False) for text in days)


NATIONAL = WorkCalendar(known_until=2026)
GUANGXI_2017 = HolidayFile(2017, days=off("2017-03-30", "2017-03-31", "2017-04-01") + worked("2017-04-08"))
# A local notice repeats the national days that its own follow.
LHASA_2026 = HolidayFile(
    2026,
    days=off(*(f"2026-02-{number}" for number in range(15, 27))) + worked("2026-02-14", "2026-02-28"),
)
LINGSHUI_2023 = HolidayFile(2023, days=off("2023-04-20", "2023-04-21"))
CALENDARS = {
    "national": NATIONAL,
    "guangxi2017": WorkCalendar(local={2017: GUANGXI_2017}, known_until=2026),
    "lhasa2026": WorkCalendar(local={2026: LHASA_2026}, known_until=2026),
    "lingshui2023": WorkCalendar(local={2023: LINGSHUI_2023}, known_until=2026),
}
# A schedule as 2027's may look; typed for these tests, not the notice (which is not out).
NEXT_YEAR = HolidayFile(
    2027,
    days=off("2026-12-31", "2027-01-01", "2027-01-02", name="元旦") + worked("2027-01-03", name="元旦"),
)


class Row(NamedTuple):
    kind: str
    start: str
    length: int
    calendar: str
    due: str
    provisional: bool = False


ROWS = [
    # make-up days counted, holidays skipped, over every turn of the year 2014-2026
    Row("workdays", "2014-12-31", 3, "national", "2015-01-06"),
    Row("workdays", "2015-02-13", 3, "national", "2015-02-17"),
    Row("workdays", "2016-06-08", 5, "national", "2016-06-16"),
    Row("workdays", "2016-12-30", 3, "national", "2017-01-05"),
    Row("workdays", "2017-01-20", 5, "national", "2017-01-26"),
    Row("workdays", "2017-03-31", 3, "national", "2017-04-06"),
    Row("workdays", "2018-02-09", 10, "national", "2018-02-28"),
    # 2018-12-29 is decided by the notice of 2019
    Row("workdays", "2018-12-24", 5, "national", "2018-12-29"),
    Row("workdays", "2018-12-28", 3, "national", "2019-01-03"),
    Row("workdays", "2019-02-01", 3, "national", "2019-02-11"),
    # schedules changed in mid-year: 2019-03-22 and 2020-01-26
    Row("workdays", "2019-04-26", 5, "national", "2019-05-06"),
    Row("workdays", "2019-10-08", 5, "national", "2019-10-14"),
    Row("workdays", "2019-12-31", 3, "national", "2020-01-06"),
    Row("workdays", "2020-01-22", 3, "national", "2020-02-04"),
    Row("workdays", "2020-02-01", 5, "national", "2020-02-07"),
    Row("workdays", "2020-04-30", 5, "national", "2020-05-11"),
    Row("workdays", "2020-06-24", 3, "national", "2020-06-30"),
    Row("workdays", "2020-09-25", 5, "national", "2020-10-09"),
    Row("workdays", "2021-02-05", 5, "national", "2021-02-18"),
    Row("workdays", "2021-12-31", 3, "national", "2022-01-06"),
    Row("workdays", "2022-04-22", 10, "national", "2022-05-09"),
    Row("workdays", "2022-12-30", 3, "national", "2023-01-05"),
    Row("workdays", "2023-01-20", 3, "national", "2023-01-30"),
    # 2024-02-09 (除夕) was a working day
    Row("workdays", "2024-02-08", 3, "national", "2024-02-19"),
    Row("workdays", "2024-12-31", 3, "national", "2025-01-06"),
    Row("workdays", "2025-01-24", 5, "national", "2025-02-07"),
    Row("workdays", "2025-04-25", 5, "national", "2025-05-06"),
    Row("workdays", "2025-09-30", 3, "national", "2025-10-11"),
    Row("workdays", "2025-10-03", 10, "national", "2025-10-21"),
    Row("workdays", "2025-12-31", 3, "national", "2026-01-06"),
    # starts inside a holiday and on a Saturday: find_workday of the library is one day late here
    Row("workdays", "2026-02-20", 5, "national", "2026-02-28"),
    Row("workdays", "2026-09-19", 3, "national", "2026-09-22"),
    Row("workdays", "2026-09-30", 3, "national", "2026-10-10"),
    Row("workdays", "2026-09-30", 10, "national", "2026-10-20"),
    # what the policies promise (issue 2, section 9)
    Row("workdays", "2026-09-28", 3, "national", "2026-10-08"),
    Row("workdays", "2026-02-12", 5, "national", "2026-02-26"),
    Row("workdays", "2026-04-28", 10, "national", "2026-05-14"),
    Row("calendar", "2026-09-21", 10, "national", "2026-10-08"),
    # the last days of a year whose follower is not published
    Row("workdays", "2026-12-18", 5, "national", "2026-12-25"),
    Row("workdays", "2026-12-21", 5, "national", "2026-12-28"),
    Row("workdays", "2026-12-25", 3, "national", "2026-12-30", provisional=True),
    Row("workdays", "2026-12-31", 3, "national", "2027-01-06", provisional=True),
    # local files
    Row("workdays", "2017-03-29", 3, "guangxi2017", "2017-04-07"),
    Row("workdays", "2017-03-29", 3, "national", "2017-04-01"),
    Row("workdays", "2017-04-05", 3, "guangxi2017", "2017-04-08"),
    Row("workdays", "2017-04-05", 3, "national", "2017-04-10"),
    Row("workdays", "2026-02-13", 3, "lhasa2026", "2026-02-28"),
    Row("workdays", "2026-02-13", 3, "national", "2026-02-25"),
    Row("workdays", "2023-04-19", 3, "lingshui2023", "2023-04-25"),
    Row("workdays", "2023-04-19", 3, "national", "2023-04-23"),
    # plain days roll off a day off, and only then
    Row("calendar", "2026-09-15", 15, "national", "2026-09-30"),
    Row("calendar", "2026-09-16", 15, "national", "2026-10-08"),
    Row("calendar", "2025-12-20", 15, "national", "2026-01-04"),
    Row("calendar", "2026-01-19", 30, "national", "2026-02-24"),
    Row("calendar", "2026-11-06", 30, "national", "2026-12-07"),
    Row("calendar", "2026-12-02", 30, "national", "2027-01-04", provisional=True),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.calendar}-{row.start}-{row.length}")
def test_periods_end_on_the_day_that_the_notices_give(row: Row) -> None:
    count = {"workdays": add_workdays, "calendar": add_calendar_days}[row.kind]
    due = count(day(row.start), row.length, CALENDARS[row.calendar])
    assert due == DueDay(day(row.due), row.provisional)


# --- the calendar -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "working", "kind", "name", "source"),
    [
        ("2026-09-28", True, DayKind.WORK, "", Source.NATIONAL),
        ("2026-09-19", False, DayKind.WEEKEND, "", Source.NATIONAL),
        ("2026-09-20", True, DayKind.MAKE_UP, "国庆节", Source.NATIONAL),
        ("2026-09-25", False, DayKind.HOLIDAY, "中秋节", Source.NATIONAL),
        ("2026-04-06", False, DayKind.HOLIDAY, "清明节", Source.NATIONAL),
        ("2026-06-19", False, DayKind.HOLIDAY, "端午节", Source.NATIONAL),
        ("2026-01-01", False, DayKind.HOLIDAY, "元旦", Source.NATIONAL),
        ("2024-02-09", True, DayKind.WORK, "", Source.NATIONAL),
        ("2006-12-30", True, DayKind.MAKE_UP, "元旦", Source.NATIONAL),
    ],
)
def test_a_published_day(*, on: str, working: bool, kind: DayKind, name: str, source: Source) -> None:
    info = NATIONAL.day(day(on))
    assert (info.working, info.kind, info.name, info.source) == (working, kind, name, source)
    assert not info.provisional
    assert NATIONAL.is_workday(day(on)) is working


def test_2026_has_248_working_days() -> None:
    assert workdays_between(day("2025-12-31"), day("2026-12-31"), NATIONAL) == 248


@pytest.mark.parametrize(
    ("on", "kind", "name"),
    [
        ("2026-12-29", DayKind.WORK, ""),
        ("2026-12-31", DayKind.WORK, ""),
        ("2027-01-01", DayKind.HOLIDAY, "元旦"),
        ("2027-01-02", DayKind.WEEKEND, ""),
        ("2027-05-01", DayKind.HOLIDAY, "劳动节"),
        ("2027-05-02", DayKind.HOLIDAY, "劳动节"),
        ("2027-05-03", DayKind.WORK, ""),
        ("2027-10-03", DayKind.HOLIDAY, "国庆节"),
        ("2027-10-04", DayKind.WORK, ""),
        ("9999-12-31", DayKind.WORK, ""),
        ("0001-01-01", DayKind.HOLIDAY, "元旦"),
    ],
)
def test_an_unpublished_day_is_estimated_and_says_so(on: str, kind: DayKind, name: str) -> None:
    info = NATIONAL.day(day(on))
    assert (info.kind, info.name, info.source, info.provisional) == (kind, name, Source.ESTIMATE, True)


def test_28_december_is_final_and_29_december_is_not() -> None:
    assert not NATIONAL.day(day("2026-12-28")).provisional
    assert NATIONAL.day(day("2026-12-29")).provisional
    assert [notice_year(day(f"2026-12-{number}")) for number in (28, 29, 31)] == [2026, 2027, 2027]


def test_known_until_forgets_library_and_national_files() -> None:
    forgetful = WorkCalendar({2027: NEXT_YEAR}, known_until=2017)
    assert forgetful.is_published(2017)
    assert not forgetful.is_published(2018)
    assert not forgetful.is_published(2027)
    assert forgetful.day(day("2018-02-16")).kind is DayKind.WORK
    # decided by the notice of 2018, which is forgotten although the library knows it
    assert forgetful.day(day("2017-12-29")).provisional


def test_a_national_file_publishes_its_year_and_the_days_before_it() -> None:
    calendar = WorkCalendar({2027: NEXT_YEAR})
    assert calendar.is_published(2027)
    new_years_eve = calendar.day(day("2026-12-31"))
    assert (new_years_eve.kind, new_years_eve.name) == (DayKind.HOLIDAY, "元旦")
    assert (new_years_eve.source, new_years_eve.provisional) == (Source.FILE, False)
    plain = calendar.day(day("2026-12-30"))
    assert (plain.kind, plain.source, plain.provisional) == (DayKind.WORK, Source.FILE, False)
    assert calendar.day(day("2027-01-03")).kind is DayKind.MAKE_UP
    assert add_workdays(day("2026-12-30"), 1, calendar) == DueDay(day("2027-01-03"))


def test_a_national_file_replaces_the_library_for_its_year_only() -> None:
    changed = HolidayFile(2026, days=off("2026-09-28", name="特别假"))
    calendar = WorkCalendar({2026: changed})
    assert calendar.day(day("2026-09-28")).name == "特别假"
    assert calendar.day(day("2026-10-01")).kind is DayKind.WORK
    assert calendar.day(day("2025-10-01")).source is Source.NATIONAL
    assert calendar.day(day("2026-12-28")).source is Source.FILE


def test_an_empty_national_file_says_nothing() -> None:
    calendar = WorkCalendar({2027: HolidayFile(2027), 2026: HolidayFile(2026)}, known_until=2026)
    assert not calendar.is_published(2027)
    assert calendar.day(day("2026-10-01")).source is Source.NATIONAL


def test_a_december_day_of_the_older_file_stays_provisional_until_the_notice_is_out() -> None:
    older = HolidayFile(2026, days=off("2026-12-31"))
    info = WorkCalendar({2026: older}, known_until=2026).day(day("2026-12-31"))
    assert (info.working, info.source, info.provisional) == (False, Source.FILE, True)
    newer = HolidayFile(2027, days=worked("2026-12-31"))
    info = WorkCalendar({2027: newer, 2026: older}).day(day("2026-12-31"))
    assert (info.working, info.source, info.provisional) == (True, Source.FILE, False)


def test_a_local_file_adds_cancels_and_moves_but_never_publishes() -> None:
    local = HolidayFile(2027, days=off("2027-03-03", name="三月三") + worked("2027-03-06", "2027-01-01"))
    calendar = WorkCalendar(local={2027: local}, known_until=2026)
    assert not calendar.is_published(2027)
    kinds = [calendar.day(day(on)).kind for on in ("2027-03-03", "2027-03-06", "2027-01-01")]
    assert kinds == [DayKind.HOLIDAY, DayKind.MAKE_UP, DayKind.WORK]
    info = calendar.day(day("2027-03-03"))
    assert (info.name, info.source, info.provisional) == ("三月三", Source.LOCAL, True)


def test_a_local_file_stands_over_a_national_file() -> None:
    local = HolidayFile(2027, days=worked("2026-12-31") + off("2027-01-03"))
    calendar = WorkCalendar({2027: NEXT_YEAR}, {2027: local})
    assert calendar.is_workday(day("2026-12-31"))
    cancelled = calendar.day(day("2027-01-03"))
    assert (cancelled.kind, cancelled.source) == (DayKind.HOLIDAY, Source.LOCAL)
    assert not cancelled.provisional


def test_a_day_is_described_once() -> None:
    calendar = WorkCalendar()
    assert calendar.day(day("2026-09-28")) is calendar.day(day("2026-09-28"))


# --- counting -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "due", "provisional"),
    [
        ("2026-09-28", "2026-09-28", False),
        ("2026-10-01", "2026-10-08", False),
        ("2026-09-20", "2026-09-20", False),
        ("2026-12-29", "2026-12-29", True),
        ("2027-01-01", "2027-01-04", True),
    ],
)
def test_same_day_moves_off_a_day_off(*, start: str, due: str, provisional: bool) -> None:
    expected = DueDay(day(due), provisional)
    assert same_day(day(start), NATIONAL) == expected
    assert add_workdays(day(start), 0, NATIONAL) == expected
    assert add_calendar_days(day(start), 0, NATIONAL) == expected


def test_next_workday_is_never_the_day_itself() -> None:
    assert next_workday(day("2026-09-28"), NATIONAL) == DueDay(day("2026-09-29"))
    assert next_workday(day("2026-09-30"), NATIONAL) == DueDay(day("2026-10-08"))


@pytest.mark.parametrize(
    ("planned", "workdays", "due", "provisional"),
    [
        ("2026-09-30", 6, "2026-09-21", False),
        ("2026-10-08", 1, "2026-09-30", False),
        ("2026-10-05", 1, "2026-09-30", False),
        ("2026-09-21", 1, "2026-09-20", False),
        ("2026-01-05", 2, "2025-12-31", False),
        ("2026-01-01", 1, "2025-12-31", False),
        ("2027-01-04", 1, "2026-12-31", True),
        ("2027-01-04", 4, "2026-12-28", True),
        ("2026-12-29", 1, "2026-12-28", False),
        ("2027-01-01", 0, "2027-01-01", False),
    ],
)
def test_lead_time_counts_backward(*, planned: str, workdays: int, due: str, provisional: bool) -> None:
    assert before_workdays(day(planned), workdays, NATIONAL) == DueDay(day(due), provisional)


@pytest.mark.parametrize(
    ("planned", "months", "due"),
    [
        ("2026-09-28", 1, "2026-08-28"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-03-30", 1, "2028-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-05-31", 3, "2026-02-28"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_months_before_are_clipped_to_the_month(planned: str, months: int, due: str) -> None:
    assert before_months(day(planned), months) == DueDay(day(due))


@pytest.mark.parametrize(
    ("start", "end", "due", "provisional"),
    [
        ("2026-09-01", "2026-09-30", "2026-09-30", False),
        ("2026-02-01", "2026-02-28", "2026-02-28", False),
        ("2026-05-01", "2026-05-31", "2026-05-29", False),
        ("2026-09-28", "2026-10-04", "2026-09-30", False),
        ("2026-10-01", "2026-10-07", "2026-10-08", False),
        ("2026-09-26", "2026-09-26", "2026-09-28", False),
        ("2026-09-28", "2026-09-28", "2026-09-28", False),
        ("2026-12-01", "2026-12-31", "2026-12-31", True),
        ("2026-12-26", "2026-12-27", "2026-12-28", False),
        ("2027-01-01", "2027-01-03", "2027-01-04", True),
    ],
)
def test_last_workday_of_a_period(*, start: str, end: str, due: str, provisional: bool) -> None:
    assert last_workday(day(start), day(end), NATIONAL) == DueDay(day(due), provisional)


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        ("2026-09-30", "2026-10-08", 1),
        ("2026-09-30", "2026-10-07", 0),
        ("2026-09-30", "2026-09-30", 0),
        ("2026-10-08", "2026-09-30", 0),
        ("2026-09-19", "2026-09-20", 1),
        ("2025-12-31", "2026-01-06", 3),
        ("2014-12-31", "2026-12-31", 2992),
    ],
)
def test_workdays_between(after: str, until: str, count: int) -> None:
    assert workdays_between(day(after), day(until), NATIONAL) == count


@pytest.mark.parametrize(
    "count", [add_workdays, add_calendar_days, before_workdays, explain_workdays, explain_before_workdays]
)
def test_negative_counts_are_refused(count: Callable[[date, int, WorkCalendar], DueDay]) -> None:
    with pytest.raises(DubanError, match="天数不能是负数：-1") as caught:
        count(day("2026-09-28"), -1, NATIONAL)
    assert caught.value.problems[0].code == "count-negative"


def test_negative_months_are_refused() -> None:
    with pytest.raises(DubanError, match="不能是负数"):
        before_months(day("2026-09-28"), -1)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(DubanError, match="结束日 2026-09-01 早于开始日 2026-09-30"):
        last_workday(day("2026-09-30"), day("2026-09-01"), NATIONAL)


@pytest.mark.parametrize("count", [1, 10**30])
@pytest.mark.parametrize(
    ("refused", "start"),
    [
        (add_workdays, date.max),
        (add_calendar_days, date.max),
        (before_workdays, date.min),
        (explain_workdays, date.max),
        (explain_calendar_days, date.max),
        (explain_before_workdays, date.min),
    ],
)
def test_the_ends_of_the_calendar_are_refused(
    refused: Callable[[date, int, WorkCalendar], DueDay], start: date, count: int
) -> None:
    with pytest.raises(DubanError, match="公历 1 年至 9999 年"):
        refused(start, count, NATIONAL)


@pytest.mark.parametrize("count", [1, 10**30])
def test_months_before_the_year_1_are_refused(count: int) -> None:
    with pytest.raises(DubanError, match="公历 1 年至 9999 年"):
        before_months(date.min, count)


def test_years_of_counting_work() -> None:
    # 2992 = weekdays of 2015-2026 less 11 statutory days a year, 12 in 2015, 13 in 2020, 2025, 2026
    assert add_workdays(day("2014-12-31"), 2992, NATIONAL) == DueDay(day("2026-12-31"), provisional=True)
    assert add_workdays(day("2014-12-31"), 2992 - 248, NATIONAL) == DueDay(day("2025-12-31"))
    far = add_workdays(day("2026-01-01"), 10_000, NATIONAL)
    assert far.provisional
    assert workdays_between(day("2026-01-01"), far.on, NATIONAL) == 10_000


# --- aloud --------------------------------------------------------------------------------


def told(due: DueDay) -> list[str]:
    return [f"{step.on:%m-%d} {'计' if step.counted else '不计'} {step.why}" for step in due.steps]


def test_working_days_aloud() -> None:
    due = explain_workdays(day("2026-09-18"), 7, NATIONAL)
    assert due.on == day("2026-09-29")
    assert told(due) == [
        "09-19 不计 周六",
        "09-20 计 第1个工作日，周日调休上班，计入",
        "09-21 计 第2个工作日",
        "09-22 计 第3个工作日",
        "09-23 计 第4个工作日",
        "09-24 计 第5个工作日",
        "09-25 不计 中秋节放假",
        "09-26 不计 中秋节放假",
        "09-27 不计 中秋节放假",
        "09-28 计 第6个工作日",
        "09-29 计 第7个工作日",
    ]


def test_provisional_and_local_days_say_so_aloud() -> None:
    local = HolidayFile(2026, days=off("2026-12-25", name="本地节") + worked("2026-12-26"))
    due = explain_workdays(day("2026-12-24"), 3, WorkCalendar(local={2026: local}, known_until=2026))
    assert (due.on, due.provisional) == (day("2026-12-29"), True)
    assert told(due) == [
        "12-25 不计 本地节放假（本地）",
        "12-26 计 第1个工作日，周六调休上班（本地），计入",
        "12-27 不计 周日",
        "12-28 计 第2个工作日",
        "12-29 计 第3个工作日（暂定）",
    ]


def test_a_local_day_of_an_unpublished_year_carries_both_marks() -> None:
    local = HolidayFile(2027, days=off("2027-03-03", name="三月三"))
    calendar = WorkCalendar(local={2027: local}, known_until=2026)
    assert told(explain_workdays(day("2027-03-02"), 1, calendar)) == [
        "03-03 不计 三月三放假（本地，暂定）",
        "03-04 计 第1个工作日（暂定）",
    ]


def test_plain_days_aloud() -> None:
    due = explain_calendar_days(day("2026-09-28"), 3, NATIONAL)
    assert told(due) == [
        "09-29 计 第1日",
        "09-30 计 第2日",
        "10-01 计 第3日，国庆节放假，顺延",
        "10-02 不计 国庆节放假，顺延",
        "10-03 不计 国庆节放假，顺延",
        "10-04 不计 国庆节放假，顺延",
        "10-05 不计 国庆节放假，顺延",
        "10-06 不计 国庆节放假，顺延",
        "10-07 不计 国庆节放假，顺延",
        "10-08 不计 工作日，顺延至此",
    ]
    assert told(explain_calendar_days(day("2026-09-28"), 2, NATIONAL)) == ["09-29 计 第1日", "09-30 计 第2日"]
    assert told(explain_calendar_days(day("2026-09-26"), 0, NATIONAL)) == [
        "09-26 不计 中秋节放假，顺延",
        "09-27 不计 中秋节放假，顺延",
        "09-28 不计 工作日，顺延至此",
    ]


def test_same_day_aloud() -> None:
    expected = DueDay(day("2026-09-28"), steps=(Step(day("2026-09-28"), counted=True, why="当日，工作日"),))
    assert explain_same_day(day("2026-09-28"), NATIONAL) == expected
    assert explain_workdays(day("2026-09-28"), 0, NATIONAL) == expected
    assert told(explain_same_day(day("2026-09-19"), NATIONAL)) == [
        "09-19 不计 周六，顺延",
        "09-20 不计 周日调休上班，顺延至此",
    ]


def test_lead_time_aloud_goes_backward() -> None:
    due = explain_before_workdays(day("2026-10-01"), 2, NATIONAL)
    assert told(due) == ["09-30 计 第1个工作日", "09-29 计 第2个工作日"]
    assert explain_before_workdays(day("2026-10-01"), 0, NATIONAL) == DueDay(day("2026-10-01"))


def test_last_workday_aloud() -> None:
    assert told(explain_last_workday(day("2026-05-01"), day("2026-05-31"), NATIONAL)) == [
        "05-31 不计 周日",
        "05-30 不计 周六",
        "05-29 计 工作日，期间最后一个工作日",
    ]
    assert told(explain_last_workday(day("2026-09-26"), day("2026-09-27"), NATIONAL)) == [
        "09-26 不计 中秋节放假，顺延",
        "09-27 不计 中秋节放假，顺延",
        "09-28 不计 工作日，顺延至此",
    ]


def test_more_days_than_anybody_reads_are_not_told() -> None:
    with pytest.raises(DubanError, match="不能逐日说明"):
        explain_workdays(day("2026-09-28"), 1_000_000, NATIONAL)


# --- laws ---------------------------------------------------------------------------------

DAYS = st.dates(date(2003, 1, 1), date(2031, 12, 31))
ALL_CALENDARS = st.sampled_from(
    [*CALENDARS.values(), WorkCalendar({2027: NEXT_YEAR}, {2027: LINGSHUI_2023}, known_until=2027)]
)


def slow_due(start: date, workdays: int, calendar: WorkCalendar) -> DueDay:
    """The definition itself: walk day by day from the day after."""
    on, provisional = start, False
    while workdays:
        on += timedelta(days=1)
        provisional |= calendar.day(on).provisional
        workdays -= calendar.day(on).working
    return DueDay(on, provisional)


@given(DAYS, st.integers(1, 600), ALL_CALENDARS)
def test_counting_by_years_is_walking_day_by_day(start: date, workdays: int, calendar: WorkCalendar) -> None:
    due = add_workdays(start, workdays, calendar)
    assert due == slow_due(start, workdays, calendar)
    assert calendar.is_workday(due.on)
    assert workdays_between(start, due.on, calendar) == workdays


@given(DAYS, st.integers(1, 300), ALL_CALENDARS)
def test_backward_undoes_forward(start: date, workdays: int, calendar: WorkCalendar) -> None:
    due = add_workdays(start, workdays + 1, calendar).on
    assert before_workdays(due, workdays, calendar).on == next_workday(start, calendar).on


@given(DAYS, DAYS, ALL_CALENDARS)
def test_between_counts_what_is_worked(one: date, other: date, calendar: WorkCalendar) -> None:
    after, until = sorted((one, min(other, one + timedelta(days=900))))
    span = range(after.toordinal() + 1, until.toordinal() + 1)
    assert workdays_between(after, until, calendar) == sum(
        calendar.day(date.fromordinal(number)).working for number in span
    )


@given(DAYS, st.integers(0, 200), ALL_CALENDARS)
def test_aloud_gives_the_same_day(start: date, count: int, calendar: WorkCalendar) -> None:
    for plain, aloud, counted in (
        (add_workdays, explain_workdays, count),
        (add_calendar_days, explain_calendar_days, count),
        (before_workdays, explain_before_workdays, count),
    ):
        quick, slow = plain(start, count, calendar), aloud(start, count, calendar)
        assert (slow.on, slow.provisional) == (quick.on, quick.provisional)
        if count:
            assert sum(step.counted for step in slow.steps) == counted
            assert slow.steps[-1].on == slow.on
        assert all(abs((late.on - early.on).days) == 1 for early, late in pairwise(slow.steps))


@given(DAYS, st.integers(0, 40), ALL_CALENDARS)
def test_the_last_workday_is_in_the_period_if_one_is(
    start: date, length: int, calendar: WorkCalendar
) -> None:
    end = start + timedelta(days=length)
    due = last_workday(start, end, calendar)
    worked_days = [
        on for on in (start + timedelta(days=n) for n in range(length + 1)) if calendar.is_workday(on)
    ]
    assert due.on == (worked_days[-1] if worked_days else next_workday(end, calendar).on)
    aloud = explain_last_workday(start, end, calendar)
    assert (aloud.on, aloud.provisional) == (due.on, due.provisional)
