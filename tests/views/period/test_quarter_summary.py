"""季汇总: the figures of three quarters side by side, by ledger, unit and leader."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books
from duban.core.periods.spans import parse_span
from duban.render.text import plain
from duban.views.period.balance import View, narrow_to
from duban.views.period.quarter_summary import Side, summary, summary_records, summary_sheet

MakeBooks = Callable[..., Books]
Narrow = tuple[tuple[str, ...], tuple[str, ...], str | None]
ALL: Narrow = ((), (), None)


@pytest.mark.parametrize(
    ("due", "met", "rate"),
    [
        (0, 0, None),
        (1, 0, 0),
        (1, 1, 100),
        (3, 2, 67),
        (3, 1, 33),
        (8, 1, 13),
        (200, 1, 1),
        (201, 1, 0),
        (40, 21, 53),
    ],
)
def test_the_rate_is_in_whole_percent_a_half_rounded_up(due: int, met: int, rate: int | None) -> None:
    side = Side(due=due, met=met)
    assert (side.rate, side.late) == (rate, due - met)


def line(on: str, action: str, rest: str = "") -> str:
    return f"  - {{日期: {on}, 登记: {on}T15:00:00+08:00, 动作: {action}, 经办: 王五{rest}}}\n"


def task(name: str, unit: str, start: str, due_on: str, more: str = "", leader: str = "") -> str:
    return f"""
编号: {name}
事项: 事项{name[-1]}
来源: [{{类别: 领导批示, 名称: 批示}}]
缓急: 非急件
牵头单位: {unit}
{leader}
流水:
{line(start, "立项")}{line(start, "交办", f", 时限: {due_on}, 依据: 来源规定")}{more}"""


def closed(unit: str, done_on: str) -> str:
    return (
        line(done_on, "报结", f", 单位: {unit}")
        + line(done_on, "核验", ", 方式: 现场, 结论: 通过")
        + line(done_on, "销号")
    )


TASKS = (
    task(
        "PS-2026-0001", "甲局", "2026-07-06", "2026-08-14", closed("甲局", "2026-08-10"), "牵头领导: 林县长"
    ),
    task(
        "PS-2026-0002", "甲局", "2026-07-06", "2026-08-14", closed("甲局", "2026-08-20"), "分管领导: 高县长"
    ),
    task("WJ-2026-0001", "乙局", "2026-05-06", "2026-09-14", "", "牵头领导: 林县长\n分管领导: 高县长"),
    task("WJ-2026-0002", "乙局", "2026-04-01", "2026-06-15", closed("乙局", "2026-06-15")),
)


def quarter(make_books: MakeBooks, label: str, *texts: str, narrow: Narrow = ALL) -> View:
    span = parse_span(label)
    assert span is not None
    books = make_books(*texts, today=str(span.end), policy="ledong-2019", since=date(2025, 1, 1))
    return narrow_to(reconcile(books, span), *narrow)


def three(make_books: MakeBooks, *texts: str, narrow: Narrow = ALL) -> tuple[View, View, View]:
    a, b, c = (quarter(make_books, label, *texts, narrow=narrow) for label in ("2026Q3", "2026Q2", "2025Q3"))
    return a, b, c


def values(record: dict[str, Any], side: str = "this") -> tuple[Any, ...] | None:
    return record[side] and tuple(
        record[side][name] for name in ("registered", "written_off", "ending", "due", "met", "rate", "late")
    )


def test_each_quarter_is_counted_by_ledger_unit_and_leader(make_books: MakeBooks) -> None:
    found = summary_records(*three(make_books, *TASKS))
    assert values(found["total"]) == (2, 2, 1, 3, 1, 33, 2)
    assert values(found["total"], "before") == (2, 1, 1, 1, 1, 100, 0)
    assert values(found["total"], "year_ago") is None
    ledgers = {row["prefix"]: (row["ledger"], values(row), values(row, "before")) for row in found["ledgers"]}
    assert ledgers == {
        "WJ": ("document", (0, 0, 1, 1, 0, 0, 1), (2, 1, 1, 1, 1, 100, 0)),
        "PS": ("instruction", (2, 2, 0, 2, 1, 50, 1), (0, 0, 0, 0, 0, None, 0)),
    }
    assert [(row["unit"], values(row)) for row in found["units"]] == [
        ("乙局", (0, 0, 1, 1, 0, 0, 1)),
        ("甲局", (2, 2, 0, 2, 1, 50, 1)),
    ]
    assert [(row["leader"], values(row)) for row in found["leaders"]] == [
        ("林县长", (1, 1, 1, 2, 1, 50, 1)),
        ("高县长", (1, 1, 0, 1, 0, 0, 1)),
        (None, (0, 0, 0, 0, 0, None, 0)),
    ]
    assert found["before"] == {"period": "2026Q2", "as_of": date(2026, 6, 30), "closed": False}


def test_a_later_event_changes_no_earlier_quarter(make_books: MakeBooks) -> None:
    """WJ-2026-0002 came due and was met in the second quarter; what happens after it leaves that as it was."""
    later = TASKS[3] + line("2026-07-02", "重启", ", 原因: 反弹, 时限: 2026-07-20, 批准人: 林县长")
    before = summary_records(*three(make_books, *TASKS[:3], later))["total"]["before"]
    assert before == summary_records(*three(make_books, *TASKS))["total"]["before"]


@pytest.mark.parametrize(
    ("narrow", "total"),
    [
        ((("甲局",), (), None), (2, 2, 0, 2, 1, 50, 1)),
        (((), ("WJ",), None), (0, 0, 1, 1, 0, 0, 1)),
        (((), (), "高县长"), (1, 1, 1, 2, 0, 0, 2)),
    ],
)
def test_filters_narrow_every_figure(make_books: MakeBooks, narrow: Narrow, total: tuple[int, ...]) -> None:
    assert values(summary_records(*three(make_books, *TASKS, narrow=narrow))["total"]) == total


def test_what_is_not_shown_counts_as_nothing_only_where_books_were_kept(make_books: MakeBooks) -> None:
    found = summary_records(*three(make_books, *TASKS, narrow=((), (), "高县长")))["total"]
    assert values(found, "before") == (1, 0, 1, 0, 0, None, 0)
    nobody = summary_records(*three(make_books, *TASKS, narrow=((), (), "无此人")))["total"]
    assert values(nobody, "before") == (0, 0, 0, 0, 0, None, 0)
    assert values(nobody, "year_ago") is None


def test_the_table_says_its_rule_and_sets_the_quarters_side_by_side(make_books: MakeBooks) -> None:
    views = three(make_books, *TASKS)
    shown = plain.render(summary_sheet(*views), 80)
    lines = [" ".join(each.split()) for each in shown.splitlines()]
    assert "本季 2026Q3 2 2 1 3 33% 2" in lines
    assert "去年同季 2025Q3 — — — — — —" in lines
    assert "乙局 0/2/— 0/1/— 1/1/— 1/1/— 0%/100%/— 1/0/—" in lines
    assert "领导不明 0/1/— 0/1/— 0/0/— 0/1/— —/100%/— 0/0/—" in lines
    assert "按期率 = 按期 ÷（到期 − 待核），四舍五入到整数" in shown.replace("\n", "")
    assert "本季 2026Q3（截至 2026-09-30）" in shown


def test_a_task_without_a_lead_and_an_empty_quarter(make_books: MakeBooks) -> None:
    bare = "编号: PS-2026-0009\n事项: 事项9\n来源: [{类别: 领导批示, 名称: 批示}]\n流水:\n" + line(
        "2026-07-06", "立项"
    )
    shown = plain.render(summary_sheet(*three(make_books, bare)), 80)
    assert "（牵头待定）" in shown
    empty = summary(*three(make_books))
    assert (empty.ledgers, empty.units, empty.leaders) == ({}, {}, {})
    assert empty.total.this == Side()
