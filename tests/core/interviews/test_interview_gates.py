"""What an entry of an interview needs besides its place in the journal: each gate as a row.

A row: how the head differs, the journal so far, the entry, and the code with which it is refused (or None).
"""

from typing import Any, NamedTuple

import pytest
from tests.builders import day, event, make_task
from tests.interviews import ID, MOVED, SLOW, TASK, decided, entry, ground, interview, told, upto

from duban.errors import DubanError

NEW = {"编号": "YT-2026-0002", "层级": "二级", "上一次": ID}
RANKED: dict[str, Any] = {"事由": "考核末位", "事项": None, "发现": None}


class Row(NamedTuple):
    """One case of a gate."""

    name: str
    head: dict[str, Any]
    journal: tuple[Any, ...]
    made: Any
    code: str | None


ROWS = [
    Row("slow after an inspection", {}, (), told("立项"), None),
    Row("slow without a task", {"事项": None}, (), told("立项"), "task-missing"),
    Row("slow without an inspection", {"发现": None}, (), told("立项"), "inspection-missing"),
    Row(
        "slow after an inspection as a whole",
        {"发现": None, "督查": ["DX-2026-0001"]},
        (),
        told("立项"),
        None,
    ),
    Row("ranked last without a task", RANKED, (), told("立项"), None),
    Row("a task nobody has", {"事项": ["WJ-2026-0099"]}, (), told("立项"), "no-fact"),
    Row("an inspection nobody has", {"督查": ["DX-2026-0099"]}, (), told("立项"), "no-fact"),
    Row("a finding nobody has", {"发现": ["DX-2026-0001/7"]}, (), told("立项"), "no-fact"),
    Row("a second tier of nothing", {"层级": "二级"}, (), told("立项"), "former-missing"),
    Row("a first tier of another", {"上一次": "YT-2026-0003"}, (), told("立项"), "former-odd"),
    Row("conferred by all", {}, upto("立项"), told("会商"), None),
    Row("conferred by one", {}, upto("立项"), told("会商", 参加=["县委办"]), "confer-incomplete"),
    Row("conferred, no agreement, no word", {}, upto("立项"), told("会商", 一致="否"), "opinion-missing"),
    Row("conferred by one where none must", RANKED, upto("立项"), told("会商", 参加=["县委办"]), None),
    Row("proposed without conferring", {}, upto("立项"), told("建议"), "confer-first"),
    Row(
        "proposed without agreement",
        {},
        upto("会商", 会商={"一致": "否", "意见": "再看"}),
        told("建议"),
        "confer-first",
    ),
    Row("proposed at once (C-15)", RANKED, upto("立项"), told("建议"), None),
    Row("proposed at once (E-11)", {"事由": "落实不力"}, upto("立项"), told("建议"), None),
    Row("proposed to nobody known", {}, upto("会商"), told("建议", 报送="外人"), "unknown-leader"),
    Row("approved by nobody", {}, upto("建议"), told("批准", 批准人=None), "approver-missing"),
    Row("approved by a deputy", {}, upto("建议"), told("批准", 批准人="孙明"), "wrong-post"),
    Row("approved by the secretary", {}, upto("建议"), told("批准", 批准人="林书记"), None),
    Row(
        "approved by a deputy where no rule says who",
        RANKED,
        upto("建议", without=["会商"]),
        told("批准", 批准人="孙明"),
        None,
    ),
    Row(
        "told of a day that has passed",
        {},
        upto("批准"),
        told("通知", 约谈日期="2026-03-19"),
        "summoned-late",
    ),
    Row("told of the same day", {}, upto("批准"), told("通知", 约谈日期="2026-03-20"), None),
    Row("a stranger speaks", {}, upto("批准"), told("通知", 约谈人=["外人"]), "unknown-leader"),
    Row("another than the 组织部长 speaks", {}, upto("批准"), told("通知", 约谈人=["孙明"]), "wrong-post"),
    Row("another speaks beside him", {}, upto("批准"), told("通知", 约谈人=["孙明", "何部长"]), None),
    Row("he speaks to himself", {}, upto("批准"), told("通知", 约谈人=["周正"]), "same-person"),
    Row("another than the 组织部长 spoke", {}, upto("通知"), told("约谈", 约谈人=["孙明"]), "wrong-post"),
    Row("a report that was due before", {}, upto("通知"), told("约谈", 时限="2026-03-22"), "due-before"),
    Row("the report of another unit", {}, upto("约谈"), told("报告", 单位="乙镇"), "wrong-unit"),
    Row("the report of the unit", {}, upto("约谈"), told("报告", 单位="甲镇"), None),
    Row(
        "an admonition of tomorrow",
        {},
        upto("约谈"),
        entry("2026-03-30", "诫勉", 机关="县纪委", 决定日期="2026-03-31"),
        "decided-later",
    ),
    Row(
        "an admonition after the end",
        {},
        upto("办结"),
        entry("2026-05-30", "诫勉", 机关="县纪委", 决定日期="2026-05-30"),
        None,
    ),
    Row(
        "an admonition that was decided before the end",
        {},
        upto("办结"),
        entry("2026-04-01", "诫勉", 机关="县纪委", 决定日期="2026-04-01"),
        None,
    ),
    Row("held at once", {}, upto("批准"), told("约谈"), "not-allowed"),
    Row("approved before it was proposed", {}, upto("会商"), told("批准"), "not-allowed"),
    Row(
        "cancelled after it was held",
        {},
        upto("约谈"),
        entry("2026-03-24", "约谈取消", 原因="x"),
        "not-allowed",
    ),
    Row(
        "cancelled by nobody", {}, upto("通知"), entry("2026-03-21", "约谈取消", 原因="x"), "approver-missing"
    ),
    Row("closed without a report", {}, upto("约谈"), told("办结"), "not-allowed"),
    Row("closed without effect or report", {}, upto("约谈"), told("办结", 成效="未见效"), None),
    Row(
        "a report that is found after the end",
        {},
        upto("办结"),
        told("报告", 日期="2026-04-19"),
        "interview-ended",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_gate(row: Row) -> None:
    file = interview(*row.journal, **row.head)
    if row.code is None:
        assert decided(file, row.made).event.action is row.made.action
        return
    with pytest.raises(DubanError) as caught:
        decided(file, row.made)
    (problem,) = caught.value.problems
    assert problem.code == row.code
    assert problem.advice


def test_the_day_of_the_report_is_counted_by_the_policy() -> None:
    made = decided(interview(*upto("通知")), told("约谈", 时限=None)).event
    assert made.due_on == day("2026-04-22")  # thirty days after 23 March


@pytest.mark.parametrize(
    ("first", "tasks", "code"),
    [
        (upto("通知"), SLOW, "first-not-held"),
        (upto("约谈"), SLOW, None),  # the task has not moved since
        (upto("约谈"), MOVED, "first-had-effect"),
        (upto("报告"), MOVED, "first-had-effect"),
        (upto("报告", 报告={"日期": "2026-04-23"}), MOVED, None),  # a day late
        (upto("报告", 报告={"日期": "2026-04-22"}), MOVED, "first-had-effect"),  # on its day
        (upto("办结", 办结={"成效": "未见效"}), MOVED, None),
        (upto("办结"), MOVED, "first-had-effect"),
        (upto("办结"), (*SLOW, event("中止", "2026-03-20", reason="等批复")), "first-had-effect"),
    ],
)
def test_a_second_tier_begins_where_the_first_had_no_effect(
    first: tuple[Any, ...], tasks: tuple[Any, ...], code: str | None
) -> None:
    at = ground("2026-05-06", interview(*first), tasks=[make_task(*tasks, id=TASK)])
    made = told("立项", 日期="2026-04-22" if first == upto("约谈") else "2026-05-06")
    if code is None:
        assert decided(interview(**NEW), made, at).event
        return
    with pytest.raises(DubanError) as caught:
        decided(interview(**NEW), made, at)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_second_tier_after_the_report_was_missed() -> None:
    at = ground("2026-05-06", interview(*upto("约谈")), tasks=[make_task(*MOVED, id=TASK)])
    on_its_day, after = told("立项", 日期="2026-04-22"), told("立项", 日期="2026-04-23")
    with pytest.raises(DubanError):
        decided(interview(**NEW), on_its_day, at)
    assert decided(interview(**NEW), after, at).event


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ({"上一次": "YT-2026-0009"}, "no-interview"),
        ({"被约谈人": {"姓名": "周正", "单位": "乙镇", "职务": "镇长"}}, "other-unit"),
    ],
)
def test_what_the_first_tier_must_be(head: dict[str, Any], code: str) -> None:
    with pytest.raises(DubanError) as caught:
        decided(
            interview(**(NEW | head)),
            told("立项", 日期="2026-05-06"),
            ground("2026-05-06", interview(*upto("约谈"))),
        )
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize(
    ("head", "journal", "made", "tasks", "code"),
    [
        (
            {"被约谈人": {"姓名": "吴新", "单位": "甲镇", "职务": "镇长"}},
            (),
            told("立项"),
            SLOW,
            "other-principal",
        ),
        ({}, (), told("立项"), (*SLOW, event("反馈", "2026-03-12", unit="A", done="x")), "task-moves"),
        ({}, upto("通知"), told("约谈", 日期="2026-03-24"), SLOW, "other-day"),
        ({}, upto("报告"), told("办结"), SLOW, "still-stalled"),
        ({}, upto("建议"), told("批准", 批准方式="电话"), SLOW, "awaiting-paper"),
    ],
)
def test_what_is_only_told(
    head: dict[str, Any],
    journal: tuple[Any, ...],
    made: Any,  # noqa: ANN401 - any kind of entry
    tasks: tuple[Any, ...],
    code: str,
) -> None:
    at = ground(tasks=[make_task(*tasks, id=TASK)])
    notices = decided(interview(*journal, **head), made, at).notices
    assert [notice.code for notice in notices] == [code]
