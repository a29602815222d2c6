"""What is dated before that which it needs says so, before anything else that it may lack."""

from typing import Any

import pytest
from tests.builders import (
    assigned,
    deadline_rule,
    event,
    limit_rule,
    make_ground,
    make_policy,
    make_task,
    moment,
    registered,
)

from duban.core.cases.hand_edits import find_added_faults
from duban.core.model.events import Event

POLICY = make_policy(limit_rule(20), deadline_rule("逾期", "说明", 5))
GROUND = make_ground(POLICY, "2026-10-20")
OPENED = (registered("2026-09-03"), assigned("2026-09-10", "2026-09-30"))
# Every action that a unit must have been given the task for, with as little as its record takes.
NEEDS_ASSIGNMENT: dict[str, dict[str, Any]] = {
    "签收": {"unit": "A"},
    "退件": {"unit": "A", "reason": "x"},
    "推进计划": {"unit": "A"},
    "反馈": {"unit": "A"},
    "报结": {"unit": "A"},
    "预警": {"level": "黄"},
    "催办": {},
    "说明": {"unit": "A", "reason": "x"},
    "归因": {"cause": "客观", "reason": "x"},
    "申请延期": {"due_on": "2026-10-30", "reason": "x"},
    "延期": {"due_on": "2026-10-30", "reason": "x", "approved_by": "林县长"},
    "不批延期": {"reason": "x"},
    "转办": {"old_lead": "A", "new_lead": "B"},
    "恢复": {},
    "退回": {"missing": "x"},
    "重启": {"due_on": "2026-10-30", "reason": "x", "approved_by": "林县长"},
    "回访": {},
}
VERBS = {"推进计划": "报推进计划", "不批延期": "记不批延期"}


def told(journal: tuple[Event, ...], added: Event, today: str = "2026-10-20") -> list[tuple[str, str, str]]:
    """What a hand that adds this entry below the journal is told."""
    task = make_task(*journal)
    ground = make_ground(POLICY, today)
    faults = find_added_faults(task, task.journal, ((len(journal), added),), ground, moment("2026-10-21"))
    return [(fault.code, fault.message, fault.advice) for fault in faults]


@pytest.mark.parametrize("action", NEEDS_ASSIGNMENT)
@pytest.mark.parametrize(
    ("on", "why", "was"),
    [
        ("2026-09-01", "在 2026-09-01 还没有立项，2026-09-03 才立项", "那天还没有立项"),
        ("2026-09-09", "在 2026-09-09 还没有交办，2026-09-10 才交办", "那天是“待交办”"),
    ],
)
def test_an_entry_before_the_assignment(action: str, on: str, why: str, was: str) -> None:
    added = event(action, on, "2026-10-20", **NEEDS_ASSIGNMENT[action])
    advice = f"业务日期（--on）写的是 {on}，{was}，今天是“待签收”；请核对日期"
    message = f"不能{VERBS.get(action, action)}：WJ-2026-0001 {why}"
    assert told(OPENED, added) == [("not-allowed", message, advice)]


@pytest.mark.parametrize("action", ["延期", "申请延期", "不批延期", "说明", "归因"])
def test_a_task_that_was_never_given_to_anybody(action: str) -> None:
    added = event(action, "2026-09-09", "2026-10-20", **NEEDS_ASSIGNMENT[action])
    (found,) = told(OPENED[:1], added)
    assert found == (
        "not-allowed",
        f"不能{VERBS.get(action, action)}：WJ-2026-0001 现在是“待交办”",
        "duban assign WJ-2026-0001",
    )
    (found,) = told((), added)
    assert found[:2] == ("not-allowed", f"不能{VERBS.get(action, action)}：WJ-2026-0001 还没有立项")


SIGNED = (*OPENED, event("签收", "2026-09-10", unit="A"))
MOVED = (*SIGNED, event("转办", "2026-09-15", old_lead="A", new_lead="B", approved_by="林县长"))
REPORTED = (*SIGNED, event("报结", "2026-09-18", unit="A"))


@pytest.mark.parametrize(
    ("journal", "added", "code", "message", "advice"),
    [
        (
            MOVED,
            event("反馈", "2026-09-12", "2026-10-20", unit="B", done="x"),
            "not-allowed",
            "不能反馈：WJ-2026-0001 “B”从 2026-09-15 转办起才办这件事，这里写的是 2026-09-12",
            "请核对日期（--on）和单位",
        ),
        (
            (*SIGNED, event("交办", "2026-09-15", unit="C", due_on="2026-09-25")),
            event("报结", "2026-09-12", "2026-10-20", unit="C"),
            "not-allowed",
            "不能报结：WJ-2026-0001 “C”从 2026-09-15 交办起才办这件事，这里写的是 2026-09-12",
            "请核对日期（--on）和单位",
        ),
        (
            (*SIGNED, event("申请延期", "2026-09-20", due_on="2026-10-15", reason="雨")),
            event("不批延期", "2026-09-19", "2026-10-20", reason="不急", approved_by="林县长"),
            "no-application",
            "WJ-2026-0001 在 2026-09-19 还没有申请延期，2026-09-20 才申请",
            "不批在申请以后，请核对日期（--on）",
        ),
        (
            (*SIGNED, event("解读", "2026-09-20")),
            event("解读报告", "2026-09-19", "2026-10-20"),
            "no-interpretation",
            "WJ-2026-0001 在 2026-09-19 还没有解读，2026-09-20 才解读",
            "解读报告在解读以后，请核对日期（--on）",
        ),
        (
            SIGNED,
            event("归因", "2026-09-29", "2026-10-20", cause="客观", reason="雨", approved_by="林县长"),
            "nothing-late",
            "WJ-2026-0001 A到 2026-09-29 还没有逾期，后来才逾期",
            "归因在逾期以后，请核对日期（--on）",
        ),
        (
            (*SIGNED, event("中止", "2026-09-20", reason="等", approved_by="林县长")),
            event("恢复", "2026-09-19", "2026-10-20"),
            "not-allowed",
            "不能恢复：WJ-2026-0001 现在是“办理中”",
            "业务日期（--on）写的是 2026-09-19，那天是“办理中”，今天是“已中止”；请核对日期",
        ),
        (
            REPORTED,
            event("核验", "2026-09-17", "2026-10-20", method="现场", result="通过"),
            "verify-before-done",
            "不能核验：WJ-2026-0001 还没有报结（现在是“办理中”）",
            "业务日期（--on）写的是 2026-09-17，那天是“办理中”，今天是“待核验”；请核对日期",
        ),
    ],
)
def test_an_entry_before_what_it_answers(
    journal: tuple[Event, ...], added: Event, code: str, message: str, advice: str
) -> None:
    assert told(journal, added) == [(code, message, advice)]


def test_nothing_later_is_told_of_what_never_was() -> None:
    for added, advice in (
        (event("不批延期", "2026-09-19", reason="x", approved_by="林县长"), "收到申请的，先记"),
        (event("解读报告", "2026-09-19"), "先 duban progress WJ-2026-0001 --step 解读"),
        (
            event("归因", "2026-09-19", cause="客观", reason="x", approved_by="林县长"),
            "duban why WJ-2026-0001 查看",
        ),
    ):
        ((_, _, said),) = told(SIGNED, added, "2026-09-20")
        assert said.startswith(advice)
