"""What is late and what comes due, as records and as people read it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from duban.core.books.books import Books
from duban.core.model.workspace import Unit
from duban.errors import DubanError, Level, Place, Problem
from duban.render.text import plain
from duban.views.queries.overdue import (
    DutyFilter,
    due,
    due_records,
    due_sheet,
    open_duties,
    overdue,
    overdue_records,
    overdue_sheet,
)

MakeBooks = Callable[..., Books]


def task(name: str, lead: str, urgency: str, start: str, due_on: str, rule: str, more: str = "") -> str:
    return f"""
编号: {name}
事项: 事项{name[-1]}
来源: [{{类别: 领导批示, 名称: 批示}}]
缓急: {urgency}
牵头单位: {lead}
牵头领导: 林县长
督办人: 王五
流水:
  - {{日期: {start}, 登记: {start}T09:00:00+08:00, 动作: 立项, 经办: 王五}}
  - {{日期: {start}, 登记: {start}T09:01:00+08:00, 动作: 交办, 经办: 王五, 时限: {due_on},
      依据: 规则, 规则: anshan-2015/{rule}}}
{more}"""


def line(on: str, action: str, rest: str = "") -> str:
    return f"  - {{日期: {on}, 登记: {on}T15:00:00+08:00, 动作: {action}, 经办: 王五{rest}}}\n"


URGENT = task("PS-2026-0001", "县住建局", "急件", "2026-09-28", "2026-10-08", "urgent")
NORMAL = task("PS-2026-0002", "县财政局", "非急件", "2026-09-28", "2026-10-10", "normal")
HARD = task("PS-2026-0003", "县住建局", "难度较大", "2026-09-28", "2026-10-17", "hard")
ALL = (URGENT, NORMAL, HARD)


@pytest.mark.parametrize(
    ("today", "late"),
    [
        ("2026-10-08", {}),
        ("2026-10-09", {"PS-2026-0001": (1, 1)}),
        ("2026-10-10", {"PS-2026-0001": (2, 2)}),
        ("2026-10-11", {"PS-2026-0001": (2, 3), "PS-2026-0002": (0, 1)}),
        ("2026-10-19", {"PS-2026-0001": (8, 11), "PS-2026-0002": (6, 9), "PS-2026-0003": (1, 2)}),
    ],
)
def test_the_due_day_itself_is_not_late(
    make_books: MakeBooks, today: str, late: dict[str, tuple[int, int]]
) -> None:
    found = overdue(make_books(*ALL, today=today))
    assert {owed.duty.task: (owed.late.workdays, owed.late.days) for owed in found} == late


def test_units_stand_in_the_order_of_their_worst_duty(make_books: MakeBooks) -> None:
    found = overdue(make_books(*ALL, today="2026-10-19"))
    assert [(owed.duty.unit, owed.duty.task) for owed in found] == [
        ("县住建局", "PS-2026-0001"),
        ("县住建局", "PS-2026-0003"),
        ("县财政局", "PS-2026-0002"),
    ]


def test_of_two_units_equally_late_the_one_with_more_comes_first(make_books: MakeBooks) -> None:
    one = task("PS-2026-0004", "县财政局", "急件", "2026-09-28", "2026-10-08", "urgent")
    found = overdue(make_books(one, URGENT, HARD, today="2026-10-19"))
    assert [owed.duty.unit for owed in found] == ["县住建局", "县住建局", "县财政局"]


CLOSED = (
    line("2026-10-12", "签收", ", 单位: 县住建局")
    + line("2026-10-12", "报结", ", 单位: 县住建局")
    + line("2026-10-12", "核验", ", 方式: 现场, 结论: 通过")
    + line("2026-10-12", "销号")
)


@pytest.mark.parametrize(
    "events",
    [
        CLOSED,
        line("2026-10-12", "撤销", ", 原因: 重复"),
    ],
    ids=["closed", "withdrawn"],
)
def test_no_duty_of_a_unit_is_late_once_the_task_is_closed_or_withdrawn(
    make_books: MakeBooks, events: str
) -> None:
    stopped = URGENT + events
    assert overdue(make_books(stopped, today="2026-10-11"))
    assert not overdue(make_books(stopped, today="2026-11-20"))


def test_a_suspended_task_that_was_late_stays_late(make_books: MakeBooks) -> None:
    books = make_books(URGENT + line("2026-10-12", "中止", ", 原因: 等待批复"))
    owed = next(each for each in overdue(books) if each.item)
    assert (owed.duty.stopped_on, owed.late.days) == (date(2026, 10, 12), 4)
    assert "2026-10-12 起中止" in "".join(plain.render(overdue_sheet(books, [owed]), 200).split("\n"))
    assert not [owed for owed in due(books, 250) if owed.item]
    in_time = make_books(URGENT + line("2026-10-08", "中止", ", 原因: 等待批复"))
    assert not [owed for owed in overdue(in_time) if owed.item]


def test_what_a_unit_left_behind_is_not_the_lateness_of_a_suspension(make_books: MakeBooks) -> None:
    moved = line("2026-10-12", "转办", ", 原牵头: 县住建局, 新牵头: 县水务局, 时限: 2026-10-30, 原因: 职责")
    books = make_books(URGENT + moved + line("2026-10-13", "中止", ", 原因: 等待批复"))
    assert not overdue(books)


def test_the_office_owes_its_revisit_after_the_task_is_closed(make_books: MakeBooks) -> None:
    tagged = URGENT.replace("督办人", "标签: [群众切身利益]\n督办人") + CLOSED
    (owed,) = overdue(make_books(tagged))
    assert (owed.duty.unit, owed.duty.rule, str(owed.due_on)) == ("督查室", "revisit", "2026-10-22")


def test_the_record_of_a_row(make_books: MakeBooks) -> None:
    moved = URGENT + line("2026-10-08", "延期", ", 批准人: 林县长, 时限: 2026-10-12, 原因: 汛期")
    (record,) = overdue_records(overdue(make_books(moved, today="2026-10-13")))
    assert {key: str(value) for key, value in record.items()} == {
        "task": "PS-2026-0001",
        "title": "事项1",
        "ledger": "instruction",
        "unit": "县住建局",
        "duty": "急件三个工作日",
        "rule": "urgent",
        "policy": "anshan-2015",
        "clause": "鞍政办发〔2015〕18号 三.2",
        "ground": "参照 鞍政办发〔2015〕18号 三.2",
        "discretionary": "False",
        "triggered_on": "2026-09-28",
        "due_on": "2026-10-12",
        "original_due_on": "2026-10-08",
        "late_workdays": "1",
        "late_days": "1",
        "provisional": "False",
        "status": "assigned",
    }


def test_duties_of_no_task_have_null_for_what_a_task_would_say(make_books: MakeBooks) -> None:
    books = make_books(policy="default", today="2026-09-15")
    week = next(record for record in overdue_records(overdue(books)) if record["rule"] == "week")
    assert (week["task"], week["title"], week["ledger"], week["status"]) == (None, None, None, None)
    assert week["unit"] == "督查室"


def test_the_office_s_own_reconciliation_comes_due_after_the_quarter_and_says_that_the_day_is_ours(
    make_books: MakeBooks,
) -> None:
    books = make_books(policy="default", today="2026-10-12", since=date(2026, 1, 1))
    found = due(books, 10, DutyFilter(units=("督查室",), rules=("quarter",)))
    (record,) = due_records(found)
    named = (record["duty"], str(record["due_on"]), record["clause"], record["discretionary"])
    assert named == ("季度对账（2026Q3）", "2026-10-20", "六盘水府发〔2016〕7号 四（三）", True)
    (group,) = due_sheet(books, found, 10).tables[0].groups
    assert group.rows[0][3].value == "参照 六盘水府发〔2016〕7号 四（三）（酌定）"


def test_what_belongs_to_no_matter_stands_last_in_one_line_a_kind(make_books: MakeBooks) -> None:
    units = (Unit(name="县财政局"), Unit(name="县水务局"), Unit(name="县住建局"))
    books = make_books(URGENT, policy="default", today="2026-10-19", since=date(2026, 7, 1), units=units)
    found = overdue(books)
    matters, habits = overdue_sheet(books, found, opened=False).tables
    assert [group.title for group in matters.groups] == ["县住建局（2 项，最长逾期 8 个工作日）"]
    told = {row[0].value: (row[1].value, str(row[3].value), row[4].value) for row in habits.rows}
    checks = [owed for owed in found if owed.duty.name.startswith("月自查")]
    assert told["月自查"] == ("3 家，9 期", "2026-08-07", max(owed.late.workdays for owed in checks))
    assert "督查室，" in str(told["周调度"][0])
    (opened,) = overdue_sheet(books, found).tables
    assert sum(len(group.rows) for group in opened.groups) == len(found)
    ahead = due_sheet(books, due(books, 30), 30, opened=False)
    assert "周调度" in {row[0].value for row in ahead.tables[-1].rows}
    assert "duban due --all" in "".join(ahead.notes)


@pytest.mark.parametrize(
    ("wanted", "opens"),
    [
        (DutyFilter(), False),
        (DutyFilter(clerk="王五"), False),
        (DutyFilter(units=("督查室",)), True),
        (DutyFilter(rules=("week",)), True),
    ],
)
def test_who_asks_for_a_unit_or_a_rule_sees_each(wanted: DutyFilter, opens: bool) -> None:
    assert wanted.opens is opens


UNITS = (
    Unit(name="某县住房和城乡建设局", short_name="县住建局", former_names=("县建设局",)),
    Unit(name="县城管局", merged_into="某县住房和城乡建设局"),
    Unit(name="县财政局"),
)


@pytest.mark.parametrize(
    ("wanted", "tasks"),
    [
        (DutyFilter(units=("县住建局",)), [1, 3]),
        (DutyFilter(units=("县建设局",)), [1, 3]),
        (DutyFilter(units=("某县住房和城乡建设局",)), [1, 3]),
        (DutyFilter(units=("县城管局",)), [1, 3]),
        (DutyFilter(units=("县财政局", "县住建局")), [1, 3, 2]),
        (DutyFilter(units=("督查室",)), []),
        (DutyFilter(rules=("urgent",)), [1]),
        (DutyFilter(rules=("anshan-2015/hard", "急件三个工作日")), [1, 3]),
        (DutyFilter(rules=("节点",)), []),
        (DutyFilter(leader="林县长"), [1, 3, 2]),
        (DutyFilter(leader="高县长"), []),
        (DutyFilter(clerk="王五"), [1, 3, 2]),
        (DutyFilter(clerk="赵六"), []),
        (DutyFilter(ledgers=("领导批示",)), [1, 3, 2]),
        (DutyFilter(ledgers=("PS", "WJ")), [1, 3, 2]),
        (DutyFilter(ledgers=("document",)), []),
    ],
)
def test_filters(make_books: MakeBooks, wanted: DutyFilter, tasks: list[int]) -> None:
    books = make_books(*ALL, today="2026-10-19", units=UNITS)
    assert [int((owed.duty.task or "")[-1]) for owed in overdue(books, wanted)] == tasks


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (DutyFilter(units=("县住健局",)), "县住建局"),
        (DutyFilter(rules=("urgant",)), "urgent"),
        (DutyFilter(ledgers=("领导批事",)), "领导批示"),
    ],
)
def test_a_word_that_nobody_knows_is_refused_with_the_nearest(
    make_books: MakeBooks, wanted: DutyFilter, said: str
) -> None:
    with pytest.raises(DubanError) as caught:
        overdue(make_books(*ALL, units=UNITS), wanted)
    assert said in caught.value.problems[0].advice


@pytest.mark.parametrize(
    ("within", "rows"),
    [
        (0, [("PS-2026-0001", 0)]),
        (1, [("PS-2026-0001", 0)]),
        (2, [("PS-2026-0001", 0), ("PS-2026-0002", 2)]),
        (8, [("PS-2026-0001", 0), ("PS-2026-0003", 7), ("PS-2026-0002", 2)]),
    ],
)
def test_what_comes_due(make_books: MakeBooks, within: int, rows: list[tuple[str, int]]) -> None:
    books = make_books(*ALL, today="2026-10-08")
    records: list[dict[str, Any]] = due_records(due(books, within))
    assert [(record["task"], record["left_workdays"]) for record in records] == rows
    assert {record["late_workdays"] for record in records} == {0}


PAGE = """\
逾期 2026-10-19（周一）

2 个单位，3 项义务逾期，涉及 3 件事项。

编号          事项   应做                 依据                  时限        逾期
------------  -----  -------------------  --------------------  ----------  ----

县住建局（2 项，最长逾期 8 个工作日）
PS-2026-0001  事项1  急件三个工作日       参照 鞍政办发         2026-10-08     8
                                          〔2015〕18号 三.2
PS-2026-0003  事项3  难度较大的十个工作   参照 鞍政办发         2026-10-17     1
                     日                   〔2015〕18号 三.2

县财政局（1 项，最长逾期 6 个工作日）
PS-2026-0002  事项2  非急件五个工作日     参照 鞍政办发         2026-10-10     6
                                          〔2015〕18号 三.2

逾期按工作日计，自时限次日起算；已中止的算到中止那天。
"""


def test_overdue_as_people_read_it(make_books: MakeBooks) -> None:
    books = make_books(*ALL, today="2026-10-19")
    assert plain.render(overdue_sheet(books, overdue(books)), 80) == PAGE


def test_due_as_people_read_it(make_books: MakeBooks) -> None:
    books = make_books(*ALL, today="2026-10-08")
    text = plain.render(due_sheet(books, due(books, 5), 5), 100)
    assert text.startswith("5 个工作日内到期 2026-10-08（周四）\n\n2 个单位，2 项义务到期，涉及 2 件事项。\n")
    assert "今天到期" in text
    assert "2 个工作日\n" in text


@pytest.mark.parametrize("view", ["overdue", "due"])
def test_nothing_found_is_said(make_books: MakeBooks, view: str) -> None:
    books = make_books(today="2026-09-02")
    sheet = overdue_sheet(books, ()) if view == "overdue" else due_sheet(books, (), 5)
    assert sheet.paragraphs[0].startswith(("没有逾期", "5 个工作日内没有"))


def test_files_that_could_not_be_read_are_always_mentioned(make_books: MakeBooks) -> None:
    broken = Problem(Level.ERROR, "bad-yaml", "坏了", place=Place("领导批示/2026/PS-2026-0009.yaml", 3))
    twice = Problem(Level.ERROR, "bad-yaml", "还坏", place=Place("领导批示/2026/PS-2026-0009.yaml", 5))
    mere = Problem(Level.NOTICE, "odd", "提示", place=Place("领导批示/2026/PS-2026-0008.yaml", 3))
    books = make_books(*ALL, unread=(broken, twice, mere))
    note = "有 1 个文件读不了，没有计入：领导批示/2026/PS-2026-0009.yaml。看详情：duban check"
    assert overdue_sheet(books, overdue(books)).notes[-1] == note
    assert overdue_sheet(books, ()).notes[-1] == note
    assert due_sheet(books, (), 1).notes[-1] == note


def test_rows_of_a_merged_unit_stand_under_the_unit_of_today(make_books: MakeBooks) -> None:
    old = task("PS-2026-0005", "县城管局", "急件", "2026-09-28", "2026-10-08", "urgent")
    books = make_books(URGENT, old, today="2026-10-19", units=UNITS)
    sheet = overdue_sheet(books, overdue(books))
    assert [group.title for group in sheet.tables[0].groups] == [
        "某县住房和城乡建设局（2 项，最长逾期 8 个工作日）"
    ]
    assert {record["unit"] for record in overdue_records(overdue(books))} == {"县住建局", "县城管局"}


def test_a_provisional_day_says_so(make_books: MakeBooks) -> None:
    late = task("PS-2026-0006", "县住建局", "急件", "2026-12-30", "2027-01-06", "urgent").replace(
        "规则: anshan-2015/urgent", "规则: anshan-2015/urgent, 暂定: 是"
    )
    books = make_books(late, today="2027-01-08")
    assert "2027-01-06（暂定）" in plain.render(overdue_sheet(books, overdue(books)), 100)
    assert overdue_records(overdue(books))[0]["provisional"] is True


def test_a_moved_day_shows_the_one_first_told(make_books: MakeBooks) -> None:
    moved = URGENT + line("2026-10-08", "延期", ", 批准人: 林县长, 时限: 2026-10-12, 原因: 汛期")
    books = make_books(moved, today="2026-10-13")
    text = plain.render(overdue_sheet(books, overdue(books)), 130)
    assert "急件三个工作日（原定 2026-10-08）" in text


def test_a_duty_without_a_day_never_comes_due(make_books: MakeBooks) -> None:
    told = r"时限: 2026-10-08,\s+依据: 规则, 规则: anshan-2015/urgent"
    undated = re.sub(told, "依据: 来源规定", URGENT).replace("缓急: 急件", "完成时限: {原文: 尽快}")
    books = make_books(undated, today="2026-10-08")
    wanted = DutyFilter(units=("县住建局",))
    assert len(list(open_duties(books, wanted))) == 1
    assert (due(books, 500, wanted), overdue(books, wanted)) == ((), ())


PHONED = HARD + line("2026-10-08", "延期", ", 批准人: 林县长, 批准方式: 电话, 时限: 2026-12-01, 原因: 汛期")


def test_papers_still_owed_are_always_mentioned(make_books: MakeBooks) -> None:
    books = make_books(URGENT, PHONED, today="2026-10-13")
    note = "待补批件 1 件：PS-2026-0003（2026-10-08 延期）。"
    assert note in overdue_sheet(books, overdue(books)).notes
    assert note in overdue_sheet(books, ()).notes
    assert note in due_sheet(books, (), 1).notes
    assert chosen(books, DutyFilter(rules=("urgent",))) == ()
    assert chosen(books, DutyFilter(rules=("hard",))) == (note,)


def chosen(books: Books, wanted: DutyFilter) -> tuple[str, ...]:
    return due_sheet(books, due(books, 99, wanted), 99, wanted).notes
