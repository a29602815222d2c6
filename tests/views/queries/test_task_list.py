"""The list of tasks: rows, order, counts."""

from collections.abc import Callable

import pytest

from duban.core.books.books import Books
from duban.core.books.selection import NO_FILTERS, Filters
from duban.errors import DubanError
from duban.render.text import plain
from duban.views.queries.task_list import Sort, chosen_items, register_records, register_sheet
from duban.views.queries.task_page import task_sheet

MakeBooks = Callable[..., Books]


def task(name: str, title: str, head: str, *events: str) -> str:
    lines = "".join(f"  - {{{event}}}\n" for event in events)
    return f"编号: {name}\n事项: {title}\n{head}\n流水:\n{lines}"


def event(on: str, action: str, rest: str = "") -> str:
    return f"日期: {on}, 登记: {on}T09:00:00+08:00, 动作: {action}, 经办: 王五{rest}"


PARENT = task(
    "WJ-2026-0001",
    "推进城东片区老旧小区改造",
    "缓急: 急件\n牵头单位: 县住建局\n配合单位: [县财政局, 县水务局]",
    event("2026-09-28", "立项"),
    event("2026-09-28", "交办", ", 时限: 2026-10-08, 依据: 规则, 规则: anshan-2015/urgent"),
    event("2026-09-29", "签收", ", 单位: 县住建局"),
    event("2026-10-05", "反馈", ", 单位: 县住建局, 进度: 40"),
    event("2026-10-06", "延期", ", 批准人: 林县长, 时限: 2026-10-20, 原因: 汛期"),
)
CHILD = task(
    "WJ-2026-0002",
    "完成摸底",
    "上级任务: WJ-2026-0001\n牵头单位: 县住建局",
    event("2026-09-28", "立项"),
    event("2026-09-28", "交办", ", 时限: 2026-10-09, 依据: 来源规定"),
    event("2026-09-29", "签收", ", 单位: 县住建局"),
    event("2026-09-30", "报结", ", 单位: 县住建局"),
    event("2026-10-08", "核验", ", 方式: 现场, 结论: 通过"),
    event("2026-10-09", "销号"),
)
WAITING = task(
    "HY-2026-0001",
    "尚未交办的议定事项",
    "完成时限: {日期: 2026-12-31, 原文: 年底前}",
    event("2026-10-01", "立项"),
)
ALL = (PARENT, CHILD, WAITING)


def test_rows(make_books: MakeBooks) -> None:
    books = make_books(*ALL, today="2026-10-21")
    records = register_records(books, chosen_items(books, (), NO_FILTERS, Sort.ID))
    assert [{key: str(value) for key, value in record.items()} for record in records] == [
        {
            "task": "WJ-2026-0001",
            "title": "推进城东片区老旧小区改造",
            "ledger": "document",
            "status": "in_progress",
            "lead": "('县住建局',)",
            "support": "('县财政局', '县水务局')",
            "urgency": "urgent",
            "due_on": "2026-10-20",
            "original_due_on": "2026-10-08",
            "provisional": "False",
            "percent": "40",
            "parent": "None",
            "facets": "{}",
        },
        {
            "task": "WJ-2026-0002",
            "title": "完成摸底",
            "ledger": "document",
            "status": "closed",
            "lead": "('县住建局',)",
            "support": "()",
            "urgency": "None",
            "due_on": "2026-10-09",
            "original_due_on": "2026-10-09",
            "provisional": "False",
            "percent": "100",
            "parent": "WJ-2026-0001",
            "facets": "{'verifications': ['2026-10-08 现场通过']}",
        },
        {
            "task": "HY-2026-0001",
            "title": "尚未交办的议定事项",
            "ledger": "meeting",
            "status": "registered",
            "lead": "()",
            "support": "()",
            "urgency": "None",
            "due_on": "2026-12-31",
            "original_due_on": "None",
            "provisional": "False",
            "percent": "None",
            "parent": "None",
            "facets": "{}",
        },
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.ID, ["WJ-2026-0001", "WJ-2026-0002", "HY-2026-0001"]),
        (Sort.DUE, ["WJ-2026-0002", "WJ-2026-0001", "HY-2026-0001"]),
        (Sort.HEARD, ["HY-2026-0001", "WJ-2026-0002", "WJ-2026-0001"]),
    ],
)
def test_order(make_books: MakeBooks, sort: Sort, order: list[str]) -> None:
    books = make_books(*ALL, today="2026-10-21")
    assert [item.task.id for item in chosen_items(books, (), NO_FILTERS, sort)] == order


def test_numbers_are_sorted_as_numbers(make_books: MakeBooks) -> None:
    names = ("WJ-2026-10000", "WJ-2026-0009", "WJ-2025-9999")
    books = make_books(*(task(name, "一件", "", event("2026-09-28", "立项")) for name in names))
    found = [item.task.id for item in chosen_items(books, (), NO_FILTERS, Sort.ID)]
    assert found == ["WJ-2025-9999", "WJ-2026-0009", "WJ-2026-10000"]


def test_words_narrow_what_filters_leave(make_books: MakeBooks) -> None:
    books = make_books(*ALL, today="2026-10-21")
    found = chosen_items(books, ("WJ-2", "HY-1"), Filters(open_only=True), Sort.ID)
    assert [item.task.id for item in found] == ["HY-2026-0001"]
    with pytest.raises(DubanError, match="没有编号"):
        chosen_items(books, ("WJ-3",), NO_FILTERS, Sort.ID)


PAGE = """\
事项 2026-10-21（周三）

3 件（2 项，分解出 1 件），在办 2 件，逾期 1 件。

编号          事项                牵头单位      状态         时限           进度
------------  ------------------  ------------  -----------  -------------  ----
WJ-2026-0001  推进城东片区老旧小  县住建局      办理中·逾期  2026-10-20 改   40%
              区改造
WJ-2026-0002  完成摸底            县住建局      已销号       2026-10-09     100%
HY-2026-0001  尚未交办的议定事项  （牵头待定）  待交办       2026-12-31

改：时限已经变更，原定的日子用 duban show 看。
"""


def test_the_list_as_people_read_it(make_books: MakeBooks) -> None:
    books = make_books(*ALL, today="2026-10-21")
    items = chosen_items(books, (), NO_FILTERS, Sort.ID)
    assert plain.render(register_sheet(books, items), 80) == PAGE


def test_an_empty_list_says_so(make_books: MakeBooks) -> None:
    books = make_books(*ALL)
    assert register_sheet(books, ()).paragraphs == ("没有符合的事项。",)


@pytest.mark.parametrize(("today", "late"), [("2026-10-20", 0), ("2026-10-21", 1)])
def test_the_due_day_is_not_late(make_books: MakeBooks, today: str, late: int) -> None:
    books = make_books(PARENT, today=today)
    (text,) = register_sheet(books, books.items).paragraphs
    assert text.endswith(f"逾期 {late} 件。")


def test_the_past_is_shown_as_it_was(make_books: MakeBooks) -> None:
    books = make_books(*ALL, today="2026-09-30")
    records = register_records(books, chosen_items(books, (), NO_FILTERS, Sort.ID))
    assert [(record["task"], record["status"]) for record in records] == [
        ("WJ-2026-0001", "in_progress"),
        ("WJ-2026-0002", "reported"),
    ]
    assert str(records[0]["due_on"]) == "2026-10-08"


def test_a_provisional_day_says_so(make_books: MakeBooks) -> None:
    """A day that rests on holidays nobody has published is told as such in the list and in its record."""
    told = ", 时限: 2027-01-06, 依据: 规则, 规则: anshan-2015/urgent, 暂定: 是"
    waiting = task(
        "PS-2026-0006",
        "岁末急件",
        "缓急: 急件\n牵头单位: 县住建局",
        event("2026-12-30", "立项"),
        event("2026-12-30", "交办", told),
    )
    books = make_books(waiting, today="2026-12-31")
    items = chosen_items(books, (), NO_FILTERS, Sort.ID)
    assert register_records(books, items)[0]["provisional"] is True
    assert "2027-01-06（暂定）" in plain.render(register_sheet(books, items), 100)
    assert "时限 2027-01-06（暂定）。" in plain.render(task_sheet(books, items[0]), 100)


def test_a_suspended_task_that_was_late_says_so_in_the_list(make_books: MakeBooks) -> None:
    stopped = PARENT + "  - {" + event("2026-10-23", "中止", ", 原因: 等批复") + "}\n"
    books = make_books(stopped, WAITING, today="2026-11-20")
    text = plain.render(register_sheet(books, books.items))
    assert "逾期 1 件。" in text
    assert "已中止·逾期" in text.replace("\n", "").replace(" ", "") or "已中止·" in text
