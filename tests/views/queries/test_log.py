"""The trail: events with their commits, what came late, what was done by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from duban.core.books.books import Books
from duban.core.model.record import digest
from duban.render.text import plain
from duban.views.queries.log import Commit, trail, trail_records, trail_sheet

MakeBooks = Callable[..., Books]

TASK = """
编号: PS-2026-0007
事项: 整治城东积水点
牵头单位: 县水务局
流水:
  - {日期: 2026-09-28, 登记: 2026-09-28T09:10:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-28, 登记: 2026-09-28T09:10:00+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-31, 依据: 来源规定}
  - {日期: 2026-09-29, 登记: 2026-10-10T15:00:00+08:00, 动作: 签收, 单位: 县水务局, 经办: 李四}
  - {日期: 2026-10-09, 登记: 2026-10-10T00:30:00Z, 动作: 反馈, 单位: 县水务局, 经办: 李四, 进度: 40}
"""
OTHER = TASK.replace("0007", "0008").replace("整治城东积水点", "另一件").partition("  - {日期: 2026-09-29")[0]
MOMENT = "2026-09-28T09:10:00+08:00"
MADE = Commit(
    sha="aaaaaaaaaaaa",
    at=datetime.fromisoformat("2026-09-28T09:10:01+08:00"),
    actor="王五",
    subject="立项 PS-2026-0007：整治城东积水点",
    tasks=("PS-2026-0007",),
    action="register",
    recorded_at=datetime.fromisoformat(MOMENT),
)
HAND = Commit(
    sha="bbbbbbbbbbbb",
    at=datetime.fromisoformat("2026-10-11T08:00:00+08:00"),
    actor="赵六",
    subject="改了点东西",
    tasks=("PS-2026-0007", "PS-2026-0008", "WJ-2026-0001"),
)
UNDONE = Commit(
    sha="cccccccccccc",
    at=datetime.fromisoformat("2026-10-12T08:00:00+08:00"),
    actor="王五",
    subject="撤回 报结 PS-2026-0007",
    tasks=("PS-2026-0007",),
    action="undo",
    undoes="eeeeeeeeeeee",
    recorded_at=datetime.fromisoformat("2026-10-12T08:00:00+08:00"),
    release="0.1.0",
)
ELSEWHERE = Commit(
    sha="d", at=HAND.at, actor="王五", subject="别的事项", tasks=("WJ-2026-0001",), action="done"
)
COMMITS = (UNDONE, ELSEWHERE, HAND, MADE)


def test_events_meet_their_commits_in_the_order_of_recording(make_books: MakeBooks) -> None:
    books = make_books(TASK)
    steps = trail(books, books.items, COMMITS)
    assert [(step.action, step.sha) for step in steps] == [
        ("register", "aaaaaaaaaaaa"),
        ("assign", "aaaaaaaaaaaa"),
        ("progress", None),
        ("accept", None),
        ("hand_edit", "bbbbbbbbbbbb"),
        ("undo", "cccccccccccc"),
    ]
    assert [step.by_hand for step in steps] == [False, False, False, False, True, False]


def test_events_of_one_second_meet_each_its_own_commit(make_books: MakeBooks) -> None:
    second = "2026-09-29T09:00:00+08:00"
    line = "  - {{日期: 2026-09-29, 登记: 2026-09-29T09:00:00+08:00, 动作: {}, 单位: 县水务局, 经办: 李四}}\n"
    head = TASK.partition("  - {日期: 2026-09-29")[0]
    books = make_books(head + line.format("签收") + line.format("反馈") + line.format("反馈"))
    later = [
        replace(MADE, sha=sha, action=action, recorded_at=datetime.fromisoformat(second))
        for sha, action in (("3", "progress"), ("2", "progress"), ("1", "accept"))
    ]
    steps = trail(books, books.items, (*later, MADE))
    assert [(step.action, step.sha) for step in steps[2:]] == [
        ("accept", "1"),
        ("progress", "2"),
        ("progress", "3"),
    ]


def test_a_commit_made_after_the_moment_of_knowledge_is_not_known(make_books: MakeBooks) -> None:
    books = make_books(TASK, known=datetime.fromisoformat("2026-10-01T00:00:00+08:00"))
    steps = trail(books, books.items, COMMITS)
    assert [step.action for step in steps] == ["register", "assign"]


@pytest.mark.parametrize(
    ("on", "recorded", "late"),
    [
        ("2026-09-28", "2026-09-28T23:59:00+08:00", 0),
        ("2026-09-28", "2026-10-08T09:00:00+08:00", 0),
        ("2026-09-28", "2026-10-09T09:00:00+08:00", 4),
        ("2026-09-28", "2026-10-08T17:00:00Z", 4),
        ("2026-10-09", "2026-10-08T09:00:00+08:00", 0),
    ],
)
def test_more_than_three_working_days_are_late(
    make_books: MakeBooks, on: str, recorded: str, late: int
) -> None:
    day, moment = datetime.fromisoformat(on).date(), datetime.fromisoformat(recorded)
    assert make_books().recorded_late(day, moment) == late


def test_without_a_figure_in_the_policy_nothing_is_late(make_books: MakeBooks) -> None:
    books = make_books(policy="shiwei")
    moment = datetime.fromisoformat("2026-12-08T09:00:00+08:00")
    within = books.policies.at(books.today).settings.record_within
    late = books.recorded_late(datetime.fromisoformat("2026-09-28").date(), moment)
    assert (late > 0) == (within is not None)


def test_the_records(make_books: MakeBooks) -> None:
    books = make_books(TASK, OTHER)
    records = trail_records(trail(books, books.items, COMMITS))
    assert {key: str(value) for key, value in records[-3].items()} == {
        "tasks": "('PS-2026-0007',)",
        "recorded_at": "2026-10-10 15:00:00+08:00",
        "on": "2026-09-29",
        "action": "accept",
        "by": "李四",
        "unit": "县水务局",
        "text": "",
        "digest": digest(books.items[0].task.journal[2]),
        "commit": "None",
        "release": "None",
        "late_workdays": "4",
        "late": "None",
        "by_hand": "False",
        "corrected": "False",
        "void": "False",
        "illegal": "None",
        "odd_date": "None",
    }
    assert records[-2]["tasks"] == ("PS-2026-0007", "PS-2026-0008")
    assert [records[n]["release"] for n in (0, -2, -1)] == [None, None, "0.1.0"]
    assert (records[-1]["on"], records[-1]["digest"], records[-1]["illegal"]) == (None, None, None)


PAGE = """\
PS-2026-0007 整治城东积水点

日期        登记         动作      单位和经办     内容                   摘要      提交
----------  -----------  --------  -------------  ---------------------  --------  -------
2026-09-28  09-28 09:10  立项      王五                                  66496d8b  aaaaaaa
2026-09-28  09-28 09:10  交办      王五           时限 2026-10-31；依据  93bc1bc6  aaaaaaa
                                                  来源规定
2026-10-09  10-10 08:30  反馈      县水务局 李四  进度 40%               4397d24a
2026-09-29  10-10 15:00  签收      县水务局 李四  【迟登 4 个工作日】    f29b3257
2026-10-11  10-11 08:00  手工修改  赵六           改了点东西                       bbbbbbb
2026-10-12  10-12 08:00  撤回      王五           撤回 报结                        ccccccc
                                                  PS-2026-0007

迟登 1 笔：登记比日期晚了 3 个工作日以上。
手工修改 1 次（bbbbbbb）：没有经过 duban 的提交。
没有提交号的，是手工写进文件的，或者还没有提交。
"""


def test_the_trail_of_one_task(make_books: MakeBooks) -> None:
    books = make_books(TASK)
    steps = trail(books, books.items, COMMITS)
    assert plain.render(trail_sheet(books, books.items, steps), 90) == PAGE


def test_the_trail_of_all(make_books: MakeBooks) -> None:
    books = make_books(TASK, OTHER)
    steps = trail(books, books.items, COMMITS)
    sheet = trail_sheet(books, books.items, steps[-3:], left_out=len(steps) - 3)
    assert sheet.paragraphs == ("最近 3 笔，更早的 5 笔没有列出。",)
    text = plain.render(sheet, 130)
    assert "PS-2026-0007 等2件  手工修改  赵六" in text
    assert "撤回 报结 PS-2026-0007  " in text


def test_an_empty_trail_says_so(make_books: MakeBooks) -> None:
    books = make_books()
    assert trail_sheet(books, (), ()).paragraphs == ("没有记录。",)


def test_what_became_of_an_event_is_marked(make_books: MakeBooks) -> None:
    wrong = TASK + "  - {日期: 2026-10-11, 登记: 2026-10-11T09:00:00+08:00, 动作: 销号, 经办: 王五}\n"
    books = make_books(wrong)
    text = plain.render(trail_sheet(books, books.items, trail(books, books.items, ())), 110)
    assert "【不成立】这条销号不成立" in text
    assert trail_records(trail(books, books.items, ()))[-1]["illegal"]


def test_a_trail_in_good_order_needs_no_notes(make_books: MakeBooks) -> None:
    books = make_books(OTHER)
    made = replace(MADE, tasks=("PS-2026-0008",))
    assert trail_sheet(books, books.items, trail(books, books.items, (made,))).notes == ()
