"""月自查: what each unit's list names as owed, task by task."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books
from duban.core.model.workspace import Unit
from duban.core.periods.spans import parse_span
from duban.render.text import plain
from duban.views.period.balance import View, narrowed
from duban.views.period.self_check import self_check, self_check_records, self_check_sheet

MakeBooks = Callable[..., Books]


def line(on: str, action: str, rest: str = "") -> str:
    return f"  - {{日期: {on}, 登记: {on}T15:00:00+08:00, 动作: {action}, 经办: 王五{rest}}}\n"


def head(name: str = "PS-2026-0001", lead: str = "牵头单位: 县住建局", more: str = "") -> str:
    return f"""
编号: {name}
事项: 事项{name[-1]}
来源: [{{类别: 领导批示, 名称: 批示}}]
缓急: 非急件
{lead}
配合单位: [县财政局]
工作要求: 办好
责任人: 张三
牵头领导: 林县长
{more}
流水:
{line("2026-08-03", "立项")}"""


ASSIGNED = line("2026-08-03", "交办", ", 时限: 2026-09-11, 依据: 来源规定")
SIGNED = line("2026-08-04", "签收", ", 单位: 县住建局")
NODES = "时序进度: [{节点: 摸底, 时限: 2026-09-25}, {节点: 收尾, 时限: 2026-10-09}]"


def month(books: Books, label: str = "2026-09", **narrow: object) -> View:
    span = parse_span(label)
    assert span is not None
    said: dict[str, Any] = {"units": (), "ledgers": (), "leader": None} | narrow
    return narrowed(reconcile(books, span), **said)


def owed(view: View, unit: str = "县住建局") -> list[tuple[str, str]]:
    return [(debt.kind, debt.what) for check in self_check(view).get(unit, ()) for debt in check.debts]


@pytest.mark.parametrize(
    ("text", "today", "debts"),
    [
        (head() + ASSIGNED + SIGNED, "2026-09-05", [("duty", "按期办结并报告")]),
        (head() + ASSIGNED.replace("09-11", "10-08") + SIGNED, "2026-09-05", []),
        (
            head(more=NODES) + ASSIGNED.replace("09-11", "10-30") + SIGNED,
            "2026-09-05",
            [("milestone", "节点：摸底")],
        ),
        (
            head() + ASSIGNED.replace("09-11", "10-08"),
            "2026-09-05",
            [("unsigned", "没有签收（2026-08-03 交办）")],
        ),
        (
            head(more="报告类别: 重要") + ASSIGNED.replace("09-11", "10-30") + SIGNED,
            "2026-09-30",
            [("report", "重要任务月报（2026-09）")],
        ),
        (
            head(lead="牵头单位: 县住建局").replace("责任人: 张三\n", "")
            + ASSIGNED.replace("09-11", "10-08")
            + SIGNED,
            "2026-09-05",
            [("field", "缺“责任人”")],
        ),
        (
            head() + ASSIGNED + SIGNED + line("2026-09-01", "中止", ", 原因: 等, 批准人: 林县长"),
            "2026-09-30",
            [],
        ),
    ],
)
def test_what_a_lead_owes(make_books: MakeBooks, text: str, today: str, debts: list[tuple[str, str]]) -> None:
    books = make_books(text, today=today, policy="default", since=date(2026, 9, 1))
    assert owed(month(books)) == debts


def test_a_task_without_a_lead_stands_under_its_own_heading(make_books: MakeBooks) -> None:
    books = make_books(head(lead=""), today="2026-09-05", policy="ledong-2019")
    assert ("field", "牵头待定") in owed(month(books), "") or ("field", "缺“牵头单位”") in owed(
        month(books), ""
    )
    assert "（牵头待定）（1 件" in plain.render(self_check_sheet(month(books)))
    assert self_check_records(month(books))[0]["unit"] is None


def test_a_supporting_unit_s_task_is_listed_where_it_owes_something(make_books: MakeBooks) -> None:
    own = line("2026-08-05", "交办", ", 单位: 县财政局, 时限: 2026-09-08, 依据: 领导确定, 批准人: 林县长")
    quiet = make_books(head() + ASSIGNED + SIGNED, today="2026-09-10", policy="default")
    assert list(self_check(month(quiet))) == ["县住建局"]
    owing = make_books(head() + ASSIGNED + SIGNED + own, today="2026-09-10", policy="default")
    view = month(owing)
    assert [kind for kind, _ in owed(view, "县财政局")] == ["unsigned", "duty"]
    shown = plain.render(self_check_sheet(view), 120)
    assert "办理中（配合）" in shown
    assert "09-08，逾期 2" in shown


def test_closed_tasks_are_no_longer_on_the_list(make_books: MakeBooks) -> None:
    gone = head() + ASSIGNED + SIGNED + line("2026-09-01", "撤销", ", 原因: 重复, 批准人: 林县长")
    books = make_books(gone, today="2026-09-30", policy="ledong-2019")
    assert self_check(month(books)) == {}
    sheet = self_check_sheet(month(books))
    assert (sheet.tables, sheet.paragraphs[0].partition("。")[2]) == (
        (),
        "0 个单位，在办 0 件，其中 0 件有欠账。",
    )


UNITS = (Unit(name="县住建局"), Unit(name="县财政局"))


def test_duties_of_no_task_end_a_unit_s_list(make_books: MakeBooks) -> None:
    books = make_books(
        head() + ASSIGNED + SIGNED,
        today="2026-10-20",
        units=UNITS,
        policy="default",
        since=date(2026, 9, 1),
    )
    view = month(books, "2026-10")
    assert owed(view, "县财政局") == [("report", "月自查（2026-09）")]
    shown = plain.render(self_check_sheet(view))
    assert "履职" in shown
    assert "督查室" not in shown
    record = self_check_records(view)[-1]["tasks"][-1]
    assert (record["task"], record["title"], record["status"], record["due_on"]) == (None, None, None, None)


@pytest.mark.parametrize(
    ("narrow", "units"),
    [
        ({"units": ("县财政局",)}, ["县财政局"]),
        ({"ledgers": ("PS",)}, ["县住建局"]),
        ({"ledgers": ("WJ",)}, []),
        ({"leader": "林县长"}, ["县住建局"]),
        ({"leader": "高县长"}, []),
    ],
)
def test_filters_narrow_the_lists(make_books: MakeBooks, narrow: dict[str, Any], units: list[str]) -> None:
    books = make_books(
        head() + ASSIGNED + SIGNED, today="2026-10-20", units=UNITS, policy="default", since=date(2026, 9, 1)
    )
    assert list(self_check(month(books, "2026-10", **narrow))) == units


def test_a_provisional_day_is_marked_in_what_is_owed(make_books: MakeBooks) -> None:
    text = head() + line(
        "2027-01-04", "交办", ", 时限: 2027-01-11, 依据: 规则, 规则: default/normal, 暂定: 是"
    )
    books = make_books(text, today="2027-01-05", policy="default", since=date(2026, 9, 1))
    assert "01-11（暂定）" in plain.render(self_check_sheet(month(books, "2027-01")), 120)
