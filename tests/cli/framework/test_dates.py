"""Days and moments as people type them."""

from contextlib import suppress
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.cli.framework.dates import BEIJING, Days, parse_day, parse_moment
from duban.errors import UsageError

TODAY = date(2026, 3, 1)


def today() -> date:
    return TODAY


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-01",
        "2026-9-1",
        "2026/09/01",
        "2026/9/1",
        "2026.9.1",
        "20260901",
        "2026年9月1日",
        "2026 年 09 月 01 日",
        "2026年9月1号",
        " 2026-9-1 ",
        "２０２６－０９－０１",
        "26-9-1",
    ],
)
def test_the_ways_to_write_a_day(text: str) -> None:
    assert parse_day(text, today) == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("text", "days"), [("今天", 0), ("昨天", -1), ("前天", -2), ("明天", 1), ("后天", 2)]
)
def test_days_relative_to_today(text: str, days: int) -> None:
    assert parse_day(text, today) == TODAY + timedelta(days=days)
    assert parse_day(text, TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-02-30", "日历上没有 2026年2月30日"),
        ("2026-13-01", "日历上没有 2026年13月1日"),
        ("0000-01-01", "0年不在 1800 到 2199 年之间"),
        ("9月31日", "日历上没有“9月31日”这一天"),
        ("9月", "不是日期"),
        ("2026-9/1", "不是日期"),
        ("2026-09-01x", "不是日期"),
        ("尽快", "不是日期"),
        ("", "不是日期"),
    ],
)
def test_what_is_no_day_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        parse_day(text, today, "--on")
    (problem,) = refused.value.problems
    assert problem.message.startswith("--on：")
    assert "2026年9月1日" in problem.advice


def test_a_written_day_never_asks_what_today_is() -> None:
    def never() -> date:
        raise AssertionError

    assert parse_day("2026-09-01", never) == date(2026, 9, 1)


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_every_iso_day_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat(), today) == day


@given(st.text(max_size=30))
def test_any_text_gives_a_day_or_a_usage_error(text: str) -> None:
    for parse in (parse_day, parse_moment):
        with suppress(UsageError):
            assert isinstance(parse(text, today), date)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-09-01", datetime(2026, 9, 1, 23, 59, 59, 999999, BEIJING)),
        ("2026-09-01T09:10:22+08:00", datetime(2026, 9, 1, 9, 10, 22, tzinfo=BEIJING)),
        ("2026-09-01 9:10", datetime(2026, 9, 1, 9, 10, tzinfo=BEIJING)),
        ("2026年9月1日 09:10:22", datetime(2026, 9, 1, 9, 10, 22, tzinfo=BEIJING)),
        ("2026-09-01T01:10:22Z", datetime(2026, 9, 1, 9, 10, 22, tzinfo=BEIJING)),
        ("2026-09-01T00:10-0500", datetime(2026, 9, 1, 0, 10, tzinfo=timezone(timedelta(hours=-5)))),
        ("昨天", datetime(2026, 2, 28, 23, 59, 59, 999999, BEIJING)),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    assert parse_moment(text, today) == moment


@pytest.mark.parametrize(
    "text", ["2026-09-01 24:01", "2026-09-01 12:60", "2026-09-01T1:2", "2026-02-30 10:00", "x 10:00"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_moment(text, today)


@pytest.mark.parametrize(
    ("text", "name"), [("2月20日", "--due-on"), ("3月2日", "--on"), ("2月底前", "--due-on")]
)
def test_a_day_without_a_year_that_is_far_off_is_asked(text: str, name: str) -> None:
    with pytest.raises(UsageError, match="没有写年份，看不出是哪一年") as refused:
        parse_day(text, today, name)
    assert "写上年份，如 202" in refused.value.problems[0].advice


@pytest.mark.parametrize(
    ("text", "name", "on"),
    [
        ("12月1日", "--due-on", "2026-12-01"),
        ("2月20日", "--on", "2026-02-20"),
        ("明年12月底", "--due-on", "2027-12-31"),
    ],
)
def test_a_day_without_a_year_that_is_near_is_read(text: str, name: str, on: str) -> None:
    assert str(parse_day(text, today, name)) == on


@pytest.mark.parametrize(
    ("text", "name", "on"),
    [
        ("3月1日", "--on", "2026-03-01"),
        ("2月25日", "--received-on", "2026-02-25"),
        ("2月26日", "--accepted", None),
        ("12月20日", "--due-on", "2025-12-20"),
        ("12月底前", "--milestone", "2025-12-31"),
        ("2026年12月底前", "--due-on", "2026-12-31"),
        ("12月5日", "--due-on", "2026-12-05"),
        ("下周五", "--due-on", "2026-03-06"),
        ("今天", "--due-on", "2026-02-25"),
    ],
)
def test_days_of_one_line_count_from_each_other(text: str, name: str, on: str | None) -> None:
    """It is 2026-03-01, the business day is 2026-02-25, the document is of 2025-12-10."""
    days = Days(today, date(2026, 2, 25), date(2025, 12, 10))
    if on is None:
        with pytest.raises(UsageError, match="没有写年份"):
            days.read(text, name)
    else:
        assert str(days.read(text, name)) == on


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("9月1日", "--due-on：“9月1日”读作 2026-09-01"),
        ("下周五", "--due-on：“下周五”读作 2026-03-06"),
        ("2026/9/1", ""),
        ("2026-09-01", ""),
        ("今天", ""),
    ],
)
def test_how_a_day_was_read_is_told(text: str, told: str) -> None:
    days = Days(today)
    days.read(text, "--due-on")
    assert "".join(days.told.values()) == told
