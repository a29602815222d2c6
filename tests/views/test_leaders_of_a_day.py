"""Who leads, by the post of the day: 刘县长 is whoever held it then, titles and ranks are those of the day asked."""

from collections.abc import Callable
from datetime import date

import pytest

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books
from duban.core.books.recipients import absent_recipients
from duban.core.books.selection import Filters, find_matching, unknown_people
from duban.core.books.tied_leaders import leaders_of
from duban.core.checks import run_checks
from duban.core.model.workspace import Leader
from duban.core.periods.spans import Span, parse_span
from duban.views.documents.fields import leader_name
from duban.views.period.balance import narrowed
from duban.views.period.quarter_summary import summary
from duban.views.reports.bulletin import brief
from duban.views.reports.request import ReportRequest, first_day
from duban.views.reports.tallies import leader

MakeBooks = Callable[..., Books]
TASK = """\
编号: PS-2026-000{0}
事项: 事项{0}
牵头单位: 县水务局
{2}
流水:
  - {{日期: {1}, 登记: {1}T09:00:00+08:00, 动作: 立项, 经办: 王五}}
  - {{日期: {1}, 登记: {1}T09:00:01+08:00, 动作: 交办, 经办: 王五, 时限: 2026-12-18, 依据: 来源规定}}
"""
TASKS = (
    TASK.format(1, "2026-09-28", "批示: [{领导: 刘县长, 日期: 2026-09-27, 内容: 办}]"),
    TASK.format(2, "2026-10-08", "牵头领导: 刘县长"),
    TASK.format(3, "2026-10-08", "批示: [{领导: 刘县长, 日期: 2026-09-30, 内容: 办}]\n分管领导: 张县长"),
)
LEADERS = (
    Leader(name="刘伟", title="副县长", rank=3, secretary="冯秘", until=date(2026, 9, 30)),
    Leader(name="刘强", title="县长", rank=1, until=date(2026, 9, 30)),
    Leader(name="张明", title="副县长", rank=2),
    Leader(name="刘伟", title="县长", rank=1, secretary="李秘", since=date(2026, 10, 1)),
    Leader(name="孙立", title="副县长", rank=4, since=date(2026, 12, 1)),
)


@pytest.fixture
def books(make_books: MakeBooks) -> Books:
    return make_books(*TASKS, today="2026-10-12", leaders=LEADERS)


def asked_of(books: Books) -> ReportRequest:
    found = reconcile(books, Span(None, first_day(books), books.today))
    return ReportRequest(found=found, whole=True, number=1)


def test_a_task_is_tied_to_who_held_the_post_then(books: Books) -> None:
    assert [leaders_of(item) for item in books.items] == [("刘强",), ("刘伟",), ("张明", "刘强")]


@pytest.mark.parametrize(
    ("typed", "found"), [("刘县长", "2"), ("刘伟", "2"), ("刘强", "13"), ("张县长", "3"), ("孙县长", "")]
)
def test_who_is_asked_for_today(books: Books, typed: str, found: str) -> None:
    items = find_matching(books, Filters(leader=typed))
    assert "".join(item.task.id[-1] for item in items) == found
    assert unknown_people(books, typed, None) == []


@pytest.mark.parametrize(
    ("name", "on", "told"),
    [
        ("刘伟", date(2026, 9, 30), "刘伟（副县长）"),
        ("刘伟", None, "刘伟（县长）"),
        ("刘县长", date(2026, 9, 27), "刘强（县长）"),
        ("刘县长", None, "刘伟（县长）"),
        ("刘强、张明", None, "刘强（县长）、张明（副县长）"),
        (None, None, ""),
    ],
)
def test_a_title_is_that_of_the_day(books: Books, name: str | None, on: date | None, told: str) -> None:
    assert leader_name(books, name, on) == told


def test_a_newsletter_goes_to_those_in_office(books: Books) -> None:
    assert brief(asked_of(books))[-1].paragraphs[0] == "报：张明、刘伟。"


def test_each_leader_has_one_row_by_the_rank_of_today(books: Books) -> None:
    (sheet,) = leader(asked_of(books))
    assert [row[0].value for row in sheet.tables[0].rows] == ["刘伟（联系秘书长：李秘）", "刘强", "张明"]
    assert [item.task.id[-1] for item in find_matching(books, Filters(where=("联系秘书长=李秘",)))] == ["2"]
    assert find_matching(books, Filters(where=("联系秘书长=冯秘",))) == ()


def test_the_quarter_counts_with_who_held_the_post(books: Books) -> None:
    span = parse_span("2026Q4")
    assert span is not None
    view = narrowed(reconcile(books, span), (), (), None)
    assert [name for name, _ in summary(view, view, view).leaders.items()] == ["刘伟", "张明", ""]


def test_check_tells_who_has_left_and_nothing_of_old_papers(make_books: MakeBooks) -> None:
    left = tuple(text.replace("牵头领导: 刘县长", "牵头领导: 刘强") for text in TASKS)
    books = make_books(*left, today="2026-10-12", leaders=LEADERS)
    found = [each.fault for each in run_checks(books) if each.fault.code == "not-in-office"]
    assert [(fault.keys, fault.message) for fault in found] == [
        (("牵头领导",), "牵头领导“刘强”任县长至 2026-09-30，2026-10-12 不在任")
    ]
    assert list(absent_recipients(books)) == []
