"""What a drop-in holiday file may say, and what is told of one that is wrong."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.core.calendar.holidays import HolidayDay, HolidayFile, count_statutory_days, parse_holiday_file
from duban.core.calendar.work_calendar import WorkCalendar
from duban.errors import Level, Problem

# The notice for 2026, as off days and make-up days (the balance of 13 statutory days holds).
OFF_2026 = [
    ("元旦", "2026-01", range(1, 4)),
    ("春节", "2026-02", range(15, 24)),
    ("清明节", "2026-04", range(4, 7)),
    ("劳动节", "2026-05", range(1, 6)),
    ("端午节", "2026-06", range(19, 22)),
    ("中秋节", "2026-09", range(25, 28)),
    ("国庆节", "2026-10", range(1, 8)),
]
MAKE_UPS_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


def entry(on: object, *, off: object = True, name: object = "节") -> dict[str, object]:
    return {"name": name, "date": on, "isOffDay": off}


def year_2026() -> dict[str, Any]:
    days = [
        entry(f"{month}-{number:02}", name=name) for name, month, numbers in OFF_2026 for number in numbers
    ]
    days += [entry(on, off=False, name="调休") for on in MAKE_UPS_2026]
    return {
        "$schema": "holiday-cn",
        "$id": "2026",
        "year": 2026,
        "papers": ["国务院办公厅通知"],
        "days": days,
    }


def parse(
    raw: object, *, national: bool = True, this_year: int | None = 2026
) -> tuple[HolidayFile | None, list[Problem]]:
    file, problems = parse_holiday_file(raw, path="日历/x.json", national=national, this_year=this_year)
    assert all(problem.place is not None and problem.place.path == "日历/x.json" for problem in problems)
    assert all(problem.message and problem.advice and problem.code for problem in problems)
    return file, list(problems)


def told(problems: list[Problem]) -> list[tuple[Level, str]]:
    return [(problem.level, problem.code) for problem in problems]


def test_a_whole_year_comes_in_without_a_word_and_equals_the_library() -> None:
    file, problems = parse(year_2026())
    assert problems == []
    assert file is not None
    assert (file.year, file.papers, file.is_published) == (2026, ("国务院办公厅通知",), True)
    assert [day.on for day in file.days] == sorted(day.on for day in file.days)
    assert file.days[0] == HolidayDay("元旦", date(2026, 1, 1), is_off_day=True)
    from_file, from_library = WorkCalendar({2026: file}), WorkCalendar(known_until=2026)
    for number in range(date(2026, 1, 1).toordinal(), date(2026, 12, 29).toordinal()):
        on = date.fromordinal(number)
        one, other = from_file.day(on), from_library.day(on)
        assert (one.working, one.kind, one.provisional) == (other.working, other.kind, other.provisional)


ERRORS: list[tuple[object, str, str]] = [
    ([], "calendar-schema", "日历文件应是一个对象，现在是列表"),
    (None, "calendar-schema", "现在是空的"),
    ("2026", "calendar-schema", "现在是“2026”"),
    ({"year": "2026", "days": []}, "calendar-schema", "year（年份）应是"),
    ({"year": True, "days": []}, "calendar-schema", "现在是是否值"),
    ({"year": 1800, "days": []}, "calendar-schema", "现在是 1800"),
    ({"year": 10**9, "days": []}, "calendar-schema", "现在是数字"),
    ({"year": 2026.0, "days": []}, "calendar-schema", "现在是数字"),
    ({"days": []}, "calendar-schema", "year（年份）应是"),
    ({"year": 2026, "days": [], "papers": "x"}, "calendar-schema", "papers（依据文件）应是文字列表"),
    ({"year": 2026, "days": [], "papers": [1]}, "calendar-schema", "papers（依据文件）应是文字列表"),
    ({"year": 2026}, "calendar-schema", "days（日期列表）应是列表，现在是空的"),
    ({"year": 2026, "days": {}}, "calendar-schema", "现在是对象"),
    ({"year": 2026, "days": [0] * 401}, "calendar-schema", "days 有 401 条"),
    ({"year": 2026, "days": [7]}, "calendar-schema", "days 第 1 条应是一个对象"),
    ({"year": 2026, "days": [entry("2026-01-01", off=1)]}, "calendar-schema", "isOffDay 应是 true"),
    ({"year": 2026, "days": [entry("2026-01-01", name=None)]}, "calendar-schema", "name（节日名称）"),
    ({"year": 2026, "days": [entry("2026-01-01", name="长" * 61)]}, "calendar-schema", "name（节日名称）"),
    ({"year": 2026, "days": [entry("2026-01-01", name="\x1b[31m")]}, "calendar-schema", "name（节日名称）"),
    ({"year": 2026, "days": [entry("2026-02-30")]}, "calendar-date", "现在是“2026-02-30”"),
    ({"year": 2026, "days": [entry("20260101")]}, "calendar-date", "现在是“20260101”"),
    ({"year": 2026, "days": [entry("2026-W01-5")]}, "calendar-date", "现在是“2026-W01-5”"),
    ({"year": 2026, "days": [entry("\x07" * 5)]}, "calendar-date", "现在是文字"),
    ({"year": 2026, "days": [entry(date(2026, 1, 1))]}, "calendar-date", "现在是别的东西"),
    ({"year": 2026, "days": [entry("2027-01-01")]}, "calendar-year", "2027-01-01 不在 2026 年"),
    ({"year": 2026, "days": [entry("2025-12-24")]}, "calendar-year", "2025-12-24 不在 2026 年"),
    (
        {"year": 2026, "days": [entry("2026-01-01"), entry("2026-01-01")]},
        "calendar-duplicate",
        "第 2 条 2026-01-01 重复。",
    ),
    (
        {"year": 2026, "days": [entry("2026-01-03"), entry("2026-01-03", off=False)]},
        "calendar-duplicate",
        "互相矛盾",
    ),
    (
        {"year": 2026, "days": [entry("2026-01-05", off=False)]},
        "calendar-weekday",
        "2026-01-05 是周一，本来就是工作日",
    ),
    ({"year": 2025, "days": []}, "calendar-empty", "2025 年的放假安排早已公布"),
]


@pytest.mark.parametrize(
    ("raw", "code", "words"), ERRORS, ids=[f"{code}-{words}" for _, code, words in ERRORS]
)
def test_what_is_wrong_is_told_and_the_file_refused(raw: object, code: str, words: str) -> None:
    file, problems = parse(raw)
    assert file is None
    found = [problem for problem in problems if problem.level is Level.ERROR]
    assert [problem.code for problem in found] == [code]
    assert words in found[0].message


def test_everything_wrong_is_told_at_once_errors_first() -> None:
    raw = {"year": 0, "days": 3, "papers": None, "months": 12}
    file, problems = parse(raw)
    assert file is None
    assert told(problems) == [(Level.ERROR, "calendar-schema")] * 3 + [(Level.NOTICE, "calendar-key")]
    assert "“months”不认识" in problems[-1].message
    _, problems = parse({"year": 2026, "days": [{"isOffday": True, 5: 1}]})
    assert told(problems) == [
        (Level.ERROR, "calendar-schema"),
        (Level.ERROR, "calendar-date"),
        (Level.ERROR, "calendar-schema"),
        (Level.NOTICE, "calendar-key"),
        (Level.NOTICE, "calendar-key"),
    ]


def test_a_page_of_rubbish_is_cut_short() -> None:
    _, problems = parse({"year": 2026, "days": [0] * 150})
    assert len(problems) == 101
    assert problems[-1].level is Level.ERROR
    assert "另有 50 处" in problems[-1].message
    many_keys = {f"键{number}": 0 for number in range(150)}
    file, problems = parse(year_2026() | many_keys)
    assert file is not None
    assert (len(problems), problems[-1].level) == (101, Level.NOTICE)


def test_the_days_before_new_year_belong_to_the_file() -> None:
    file, problems = parse({"year": 2027, "days": [entry("2026-12-31"), entry("2026-12-26", off=False)]})
    assert file is not None
    assert [day.on for day in file.days] == [date(2026, 12, 26), date(2026, 12, 31)]
    assert told(problems) == [(Level.NOTICE, "calendar-total")]


@pytest.mark.parametrize("this_year", [None, 2026, 2027])
def test_an_empty_file_of_a_year_to_come_is_not_published(this_year: int | None) -> None:
    file, problems = parse({"year": 2027, "papers": [], "days": []}, this_year=this_year)
    assert file is not None
    assert not file.is_published
    assert told(problems) == [(Level.NOTICE, "calendar-empty")]


def test_an_empty_local_file_is_nothing_special() -> None:
    file, problems = parse({"year": 2020, "days": []}, national=False)
    assert (file, problems) == (HolidayFile(2020), [])


@pytest.mark.parametrize("left_out", ["2026-10-08", "2026-10-10", "2026-05-04", "2026-02-14"])
def test_a_missing_day_upsets_the_balance(left_out: str) -> None:
    raw = year_2026()
    listed = [day for day in raw["days"] if day["date"] != left_out]
    if len(listed) == len(raw["days"]):
        listed.append(entry(left_out))
    file, problems = parse(raw | {"days": listed})
    assert file is not None
    assert told(problems) == [(Level.NOTICE, "calendar-total")]
    assert "法定节假日全年 13 天" in problems[0].message


def test_a_weekend_too_many_does_not_upset_the_balance() -> None:
    raw = year_2026()
    raw["days"].append(entry("2026-10-11"))
    assert parse(raw)[1] == []


def test_years_before_the_decree_are_not_balanced() -> None:
    assert parse({"year": 2007, "days": [entry("2007-01-01")]})[1] == []
    assert [count_statutory_days(year) for year in (2008, 2024, 2025, 2030)] == [11, 11, 13, 13]


def test_a_local_make_up_day_is_questioned_only_where_it_does_nothing() -> None:
    calendar = WorkCalendar(known_until=2026)
    # a holiday that is worked here, a Saturday, a national make-up day told again, a plain Monday
    days = ["2026-10-07", "2026-10-17", "2026-10-10", "2026-10-12"]
    raw = {"year": 2026, "days": [entry(on, off=False) for on in days]}
    file, problems = parse_holiday_file(raw, path="x", national=False, is_workday=calendar.is_workday)
    assert file is not None
    assert [problem.message[:10] for problem in problems] == ["2026-10-12"]
    assert told(list(problems)) == [(Level.NOTICE, "calendar-weekday")]
    without = parse(raw, national=False)[1]
    assert [problem.message[:10] for problem in without] == ["2026-10-07", "2026-10-12"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just("2026-01-01"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["year", "papers", "days", "name", "date", "isOffDay", "x"]), inner)
    ),
    max_leaves=12,
)


@given(
    raw=st.one_of(
        JSON,
        st.fixed_dictionaries({"year": st.sampled_from([2026, 2027]), "days": JSON | st.lists(JSON)}),
    ),
    national=st.booleans(),
)
def test_nothing_makes_it_raise(*, raw: object, national: bool) -> None:
    file, problems = parse(raw, national=national)
    assert (file is None) == any(problem.level is Level.ERROR for problem in problems)
