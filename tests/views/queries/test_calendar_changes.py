"""What another calendar would move."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from duban.core.books.books import Books
from duban.core.calendar.holidays import HolidayDay, HolidayFile
from duban.core.calendar.work_calendar import WorkCalendar
from duban.render.text import plain
from duban.views.queries.calendar_changes import moved_duties, moves_records, moves_sheet

MakeBooks = Callable[..., Books]

TOLD = """
编号: PS-2026-0007
事项: 整治城东积水点
缓急: 急件
标签: [群众切身利益]
牵头单位: 县水务局
流水:
  - {日期: 2026-09-28, 登记: 2026-09-28T09:10:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-28, 登记: 2026-09-28T09:10:00+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-08,
      依据: 规则, 规则: anshan-2015/urgent}
"""
REPORTED = (
    TOLD.replace("0007", "0008")
    + "  - {日期: 2026-09-29, 登记: 2026-09-29T09:10:00+08:00, 动作: 签收, 经办: 李四, 单位: 县水务局}\n"
    + "  - {日期: 2026-09-29, 登记: 2026-09-29T09:11:00+08:00, 动作: 报结, 经办: 李四, 单位: 县水务局}\n"
)
EXTENDED = TOLD.replace("0007", "0009") + (
    "  - {日期: 2026-09-29, 登记: 2026-09-29T09:10:00+08:00, 动作: 延期, 经办: 王五, 批准人: 林县长, "
    "时限: 2026-11-20, 原因: x}\n"
)
CLOSED = REPORTED.replace("0008", "0010") + (
    "  - {日期: 2026-09-30, 登记: 2026-09-30T09:10:00+08:00, 动作: 核验, 经办: 王五, 方式: 现场, 结论: 通过}\n"
    "  - {日期: 2026-09-30, 登记: 2026-09-30T09:11:00+08:00, 动作: 销号, 经办: 王五}\n"
)


def other_calendar(books: Books, *days: date) -> Books:
    local = HolidayFile(2026, days=tuple(HolidayDay("本地放假", day, is_off_day=True) for day in days))
    return replace(books, calendar=WorkCalendar(local={2026: local}, known_until=2026))


def test_a_told_day_is_listed_and_stands_a_computed_one_moves(make_books: MakeBooks) -> None:
    before = make_books(TOLD, REPORTED, EXTENDED, CLOSED, today="2026-09-30")
    moves = moved_duties(before, other_calendar(before, date(2026, 10, 8), date(2026, 10, 9)))
    rows = [{key: str(value) for key, value in record.items()} for record in moves_records(moves)]
    assert rows == [
        {
            "task": "PS-2026-0007",
            "title": "整治城东积水点",
            "unit": "县水务局",
            "duty": "急件三个工作日",
            "rule": "urgent",
            "policy": "anshan-2015",
            "old_due_on": "2026-10-08",
            "new_due_on": "2026-10-10",
            "told": "True",
        },
        {
            "task": "PS-2026-0008",
            "title": "整治城东积水点",
            "unit": "督查室",
            "duty": "十日内回访复核",
            "rule": "revisit",
            "policy": "anshan-2015",
            "old_due_on": "2026-10-09",
            "new_due_on": "2026-10-10",
            "told": "False",
        },
    ]


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 12, 1)])
def test_a_day_off_elsewhere_moves_nothing(make_books: MakeBooks, day: date) -> None:
    before = make_books(TOLD, REPORTED, today="2026-09-30")
    assert moved_duties(before, other_calendar(before, day)) == ()


def test_as_people_read_it(make_books: MakeBooks) -> None:
    before = make_books(TOLD, REPORTED, today="2026-09-30")
    sheet = moves_sheet(
        2026, moved_duties(before, other_calendar(before, date(2026, 10, 8), date(2026, 10, 9)))
    )
    text = plain.render(sheet, 110)
    assert "2026-10-08  2026-10-10  已告知，不变" in text
    assert "2026-10-09  2026-10-10  随之变动" in text
    assert "duban extend" in text
    assert moves_sheet(2027, ()).paragraphs == ("没有在办事项的时限变动。",)
