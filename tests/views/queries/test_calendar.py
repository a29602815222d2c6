"""A month as a grid and a period counted aloud."""

from datetime import date

import pytest

from duban.core.calendar.counting import DueDay, Step, explain_same_day, explain_workdays
from duban.core.calendar.holidays import HolidayDay, HolidayFile
from duban.core.calendar.work_calendar import WorkCalendar
from duban.errors import DubanError
from duban.views.model.sheet import Mark, Sheet
from duban.views.queries.calendar import day_record, due_record, due_sheet, month_grid, month_sheet

NATIONAL = WorkCalendar(known_until=2026)


def texts(sheet: Sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.tables[0].rows]


@pytest.mark.parametrize(
    ("year", "month", "weeks", "first", "last"),
    [(2026, 9, 5, 1, 2), (2027, 2, 4, 0, 6), (2026, 2, 5, 6, 5), (2026, 8, 6, 5, 0), (9999, 12, 5, 2, 4)],
)
def test_a_grid_is_whole_weeks_from_monday(year: int, month: int, weeks: int, first: int, last: int) -> None:
    grid = month_grid(year, month, NATIONAL)
    assert [len(week) for week in grid] == [7] * weeks
    filled = [info is not None for week in grid for info in week]
    assert filled == [False] * first + [True] * (7 * weeks - first - (6 - last)) + [False] * (6 - last)
    for week in grid:
        assert [info.on.weekday() for info in week if info] == [at for at, info in enumerate(week) if info]


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (0, 1), (10_000, 1)])
def test_a_month_that_is_none_is_refused(year: int, month: int) -> None:
    with pytest.raises(DubanError, match="没有这个月份"):
        month_grid(year, month, NATIONAL)


def test_september_2026_as_people_see_it() -> None:
    sheet = month_sheet(2026, 9, NATIONAL)
    assert sheet.title == "2026年9月"
    assert sheet.paragraphs == ("工作日 22 天，休息 8 天。",)
    assert [column.title for column in sheet.tables[0].columns] == [
        "周一",
        "周二",
        "周三",
        "周四",
        "周五",
        "周六",
        "周日",
    ]
    assert texts(sheet) == [
        [None, "1", "2", "3", "4", "5 休", "6 休"],
        ["7", "8", "9", "10", "11", "12 休", "13 休"],
        ["14", "15", "16", "17", "18", "19 休", "20 班 国庆节"],
        ["21", "22", "23", "24", "25 休 中秋节", "26 休 中秋节", "27 休 中秋节"],
        ["28", "29", "30", None, None, None, None],
    ]
    assert len(sheet.notes) == 1


def test_marks_follow_the_days() -> None:
    cells = {cell.value: cell.mark for row in month_sheet(2026, 9, NATIONAL).tables[0].rows for cell in row}
    assert (cells["19 休"], cells["20 班 国庆节"], cells["28"]) == (Mark.MUTED, None, None)


def test_the_end_of_december_is_provisional() -> None:
    sheet = month_sheet(2026, 12, NATIONAL)
    marks = {cell.value: cell.mark for row in sheet.tables[0].rows for cell in row}
    assert [marks[number] for number in ("28", "29", "31")] == [None, Mark.PROVISIONAL, Mark.PROVISIONAL]
    assert "通知尚未公布" in sheet.notes[1]


def test_local_days_are_named() -> None:
    local = HolidayFile(2026, days=(HolidayDay("三月三", date(2026, 4, 20), is_off_day=True),))
    sheet = month_sheet(2026, 4, WorkCalendar(local={2026: local}))
    assert sheet.notes[1:] == ("其中20日按本地日历。",)
    assert "20 休 三月三" in texts(sheet)[3]


def test_a_period_aloud() -> None:
    start = date(2026, 9, 24)
    sheet = due_sheet("自 2026-09-24 起2个工作日", start, explain_workdays(start, 2, NATIONAL))
    assert sheet.paragraphs == ("到期日：2026-09-29（周二）。", "起算日 2026-09-24（周四）不计入。")
    assert texts(sheet)[0] == [date(2026, 9, 25), "周五", "不计", "中秋节放假"]
    assert texts(sheet)[-1] == [date(2026, 9, 29), "周二", "计入", "第2个工作日"]
    assert sheet.notes == ()


def test_a_provisional_period_says_so() -> None:
    start = date(2026, 12, 29)
    sheet = due_sheet("当日", start, explain_same_day(start, NATIONAL))
    assert sheet.paragraphs == ("到期日：2026-12-29（周二），暂定。",)
    assert "通知尚未公布" in sheet.notes[0]


def test_json_records() -> None:
    start = date(2026, 9, 29)
    assert due_record(start, explain_workdays(start, 1, NATIONAL)) == {
        "start_on": start,
        "due_on": date(2026, 9, 30),
        "provisional": False,
        "days": (Step(date(2026, 9, 30), counted=True, why="第1个工作日"),),
    }
    assert due_record(start, DueDay(start))["days"] == ()
    assert day_record(NATIONAL.day(date(2026, 9, 20))) == {
        "on": date(2026, 9, 20),
        "working": True,
        "kind": "make_up",
        "name": "国庆节",
        "source": "national",
        "provisional": False,
    }
