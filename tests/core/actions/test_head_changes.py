"""What a unit was told at 交办, and who is in charge, changes with an approver; the slip of the day needs none."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from tests.builders import assigned, day, event, make_task, registered

from duban.core.actions.head_changes import IN_CHARGE, TOLD, refuse_changes
from duban.core.model.events import Event
from duban.core.state.transitions import fold

HEAD = {
    "urgency": "急件",
    "horizon": "年度",
    "reporting": "重要",
    "tags": ["重点工作"],
    "support": ["B"],
    "deadline": {"日期": "2026-09-30", "原文": "九月底前"},
    "milestones": [{"节点": "摸底", "时限": "2026-09-15", "责任人": "张三"}],
    "cadence": {"每": "月"},
    "lead_leader": "林县长",
    "leader_in_charge": "高县长",
}
NEW: dict[str, object] = {
    "缓急": "非急件",
    "性质": "阶段性",
    "报告类别": "常规",
    "标签": None,
    "配合单位": ["B", "C"],
    "完成时限": {"日期": "2026-09-30", "原文": "尽快"},
    "时序进度": [
        {"节点": "摸底", "时限": "2026-09-15", "责任人": "张三"},
        {"节点": "开工", "时限": "2026-09-20"},
    ],
    "报送周期": None,
    "牵头领导": "张县长",
    "分管领导": None,
}
GIVEN = (registered(), assigned("2026-09-02"))
PAPER = event("发文", "2026-09-02", kind="督办通知单")


def codes(
    journal: tuple[Event, ...],
    change: Mapping[str, object],
    today: str,
    approved_by: str | None = None,
    head: Mapping[str, object] = MappingProxyType({}),
) -> list[str]:
    state = fold(make_task(*journal, **{**HEAD, **head}), day(today))
    return [problem.code for problem in refuse_changes(state, change, day(today), approved_by)]


@pytest.mark.parametrize("key", [*TOLD, *IN_CHARGE])
def test_what_was_told_changes_with_an_approver(key: str) -> None:
    change = {key: NEW[key]}
    assert codes(GIVEN, change, "2026-09-03") == ["approver-missing"]
    assert codes(GIVEN, change, "2026-09-03", approved_by="林县长") == []
    assert codes(GIVEN[:1], change, "2026-09-03") == []
    assert codes(GIVEN, change, "2026-09-02") == []
    assert codes((*GIVEN, PAPER), change, "2026-09-02") == ["approver-missing"]


def test_the_refusal_names_the_command() -> None:
    state = fold(make_task(*GIVEN, **HEAD), day("2026-09-03"))
    (problem,) = refuse_changes(state, {"缓急": "非急件"}, day("2026-09-03"))
    assert problem.message == "WJ-2026-0001 已经交办（现在是“待签收”），改“缓急”会动它的义务，须经批准"
    assert problem.advice == "duban amend WJ-2026-0001 --urgency … --approved-by 领导 --reason …"
    (problem,) = refuse_changes(state, {"分管领导": "张县长"}, day("2026-09-03"))
    assert (
        problem.message == "WJ-2026-0001 已经交办（现在是“待签收”），改“分管领导”会动谁能批准延期，须经批准"
    )
    assert problem.advice == "duban amend WJ-2026-0001 --leader-in-charge … --approved-by 领导 --reason …"


@pytest.mark.parametrize(
    ("head", "change", "found"),
    [
        ({}, {"责任人": "李四", "工作要求": "做实", "备注": "x"}, []),
        ({}, {"时序进度": [{"节点": "摸底", "时限": "2026-09-15", "责任人": "李四"}]}, []),
        ({"milestones": None}, {"时序进度": NEW["时序进度"]}, []),
        ({"tags": None}, {"标签": ["群众切身利益"]}, ["approver-missing"]),
        ({"reporting": None}, {"报告类别": "常规"}, ["approver-missing"]),
        ({"leader_in_charge": None}, {"分管领导": "张县长"}, ["approver-missing"]),
    ],
)
def test_what_no_duty_rests_on_and_a_first_schedule_are_free(
    head: dict[str, object], change: dict[str, object], found: list[str]
) -> None:
    assert codes(GIVEN, change, "2026-09-03", head=head) == found


def test_days_and_leads_are_moved_by_their_own_actions_whoever_approves() -> None:
    moved = {"完成时限": {"日期": "2026-10-30"}, "牵头单位": "C"}
    assert codes(GIVEN, moved, "2026-09-03", approved_by="林县长") == [
        "lead-after-assign",
        "due-after-assign",
    ]
