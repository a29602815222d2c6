"""What may be changed of an inspection that went on: each row an entry, and the code with which it is refused (or None).

What a later entry rests on stays; a file that has ended is opened first; what comes after a conclusion is told.
"""

from typing import Any, NamedTuple

import msgspec
import pytest
from tests.inspections import HEAD, decided, entry, ground, inspection, state_of, told, upto

from duban.core.cases.inspection import INSPECTION
from duban.core.engine.decide import decide
from duban.core.engine.journal import target_of
from duban.errors import DubanError


class Row(NamedTuple):
    """One case: the journal so far, the entry, its code, what is said."""

    name: str
    journal: tuple[Any, ...]
    made: Any
    code: str | None
    said: str = ""


def correct(wrong: Any, on: str = "2026-05-06", **said: Any) -> Any:  # noqa: ANN401 - any entry
    target = target_of(wrong)
    named = {"日期": str(target.on), "动作": str(target.action), "单位": target.unit, "摘要": target.digest}
    own = {"更正对象": {key: value for key, value in named.items() if value}, "原因": "录入有误"}
    return entry(on, "更正", None, **(own | {"批准人": "方县长"} | said))


def amend(field: str, new: Any, on: str, at: str | None = None, **said: Any) -> Any:  # noqa: ANN401 - any value
    own = {"字段": field, "原值": HEAD.get(field), "新值": new, "原因": "情况有变", "批准人": "方县长"}
    return entry(on, "变更", at, **(own | said))


TEAM = [{"姓名": "李主任", "身份": "组长"}, {"姓名": "钱七"}]
HEADS = [("止", "2026-03-31"), ("督查对象", ["甲镇"]), ("督查组", TEAM), ("参加单位", ["县水务局"])]
ARCHIVED, SERVED = upto("归档"), upto("送乙")
VOID = {"作废": "是"}
ROWS = [
    *(Row(f"{key} after the archive", ARCHIVED, amend(key, new, "2026-05-06"), "inspection-ended") for key, new in HEADS),
    *(
        Row(f"{key} after it, dated back", ARCHIVED, amend(key, new, "2026-03-12", "2026-05-06"), "inspection-ended")
        for key, new in HEADS
    ),
    Row("a remark after the archive", ARCHIVED, amend("备注", "在档案室", "2026-05-06"), None),
    Row("after the conclusion, by nobody's word", SERVED, amend("止", "2026-03-31", "2026-03-20", 批准人=None), "approver-missing"),
    Row(
        "dated back before the scheme",
        SERVED,
        amend("止", "2026-03-31", "2026-03-02", "2026-03-20", 批准人=None),
        "approver-missing",
    ),
    Row("after the conclusion, approved", SERVED, amend("止", "2026-03-31", "2026-03-20"), None),
    Row("a day on site forgotten", ARCHIVED, entry("2026-03-11", "现场", "2026-05-06", 地点="乙镇"), "inspection-ended"),
    Row("a day on site forgotten, still open", SERVED, entry("2026-03-11", "现场", "2026-03-20", 地点="乙镇"), None),
    Row(
        "a problem nobody was asked about",
        SERVED,
        entry("2026-03-12", "发现", "2026-03-20", 单位="乙镇", 序号=2, 事实="欠款"),
        "not-allowed",
        "2026-03-16 督查结论：DX-2026-0001 第2个问题没有证据",
    ),
    Row("an object gone before its problem was found", SERVED, amend("督查对象", ["乙镇"], "2026-03-05", "2026-03-20"), "object-left", "甲镇"),
    Row("an object gone afterwards", SERVED, amend("督查对象", ["乙镇"], "2026-03-20"), "object-left", "甲镇"),
    Row("an object gone at which nothing was found", SERVED, amend("督查对象", ["甲镇"], "2026-03-20"), None),
    Row("a first day after the start", SERVED, amend("起", "2026-03-11", "2026-03-05", "2026-03-20"), "not-allowed", "2026-03-09 实施"),
    Row("a first day after the start, changed since", SERVED, amend("起", "2026-03-11", "2026-03-20"), None),
    Row("the report voided", ARCHIVED, correct(told("报告"), **VOID), "not-allowed", "还没有向领导报送督查报告"),
    Row("the report moved past it", ARCHIVED, correct(told("报告"), 新值={"日期": "2026-05-05"}), "not-allowed", "现在是“已归档”"),
    Row("the report moved before it", ARCHIVED, correct(told("报告"), 新值={"日期": "2026-03-25"}), None),
    Row("what became of a problem voided", ARCHIVED, correct(told("处理"), **VOID), "not-allowed", "第1个问题还没有处理"),
    Row("received later", ARCHIVED, correct(told("送乙"), 新值={"日期": "2026-04-15"}), "not-allowed", "乙镇可以申请复核到"),
    Row("received a day later", ARCHIVED, correct(told("送乙"), 新值={"日期": "2026-03-19"}), None),
    Row("not received at all", ARCHIVED, correct(told("送乙"), **VOID), "not-allowed"),
    Row("not asked at all", SERVED, correct(told("征求"), "2026-03-20", **VOID), "not-allowed"),
    Row("the archive voided", ARCHIVED, correct(told("归档"), **VOID), None),
    Row("the archive voided by nobody's word", ARCHIVED, correct(told("归档"), 批准人=None, **VOID), "approver-missing"),
    Row("the scheme settled after the start", SERVED, correct(told("方案"), 新值={"日期": "2026-03-10"}), "not-allowed"),
    Row("an answer taken back", SERVED, correct(told("反馈"), "2026-03-20", **VOID), "not-allowed", "还没有反馈"),
]  # fmt: skip

PHONED = {"批准方式": "电话"}
WRITTEN: dict[str, Any] = {"新值": {"批准方式": "书面"}}
CALLED = {name: told(name, **PHONED) for name in ("方案", "结论", "处理")}
ROWS += [
    *(
        Row(f"the paper of {name} came", upto("处理", **{name: PHONED}), correct(made, 批准人=None, **WRITTEN), None)
        for name, made in CALLED.items()
    ),
    Row("the paper came, and more", upto("处理", 结论=PHONED), correct(CALLED["结论"], 批准人=None, 新值={"批准方式": "书面", "意见": "好"}), "approver-missing"),
    Row("a change by telephone", SERVED, amend("止", "2026-03-31", "2026-03-20", **PHONED), "phone-change", "变更不能凭电话批准"),
    Row("a correction by telephone", SERVED, correct(told("处理"), **VOID, **PHONED), "phone-change", "更正不能凭电话批准"),
    Row("archived before the paper came", upto("处理", 结论=PHONED), told("归档"), "paper-owed", "由方县长电话批准，批件还没有到"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_change(row: Row) -> None:
    file = inspection(*row.journal)
    if row.code is None:
        assert decided(file, row.made)
        return
    with pytest.raises(DubanError) as refused:
        decided(file, row.made)
    (problem,) = refused.value.problems
    assert (problem.code, row.said in problem.message, bool(problem.advice)) == (row.code, True, True), (
        problem
    )


def test_what_stands_in_the_way_is_said_with_the_way_out() -> None:
    with pytest.raises(DubanError) as refused:
        decided(inspection(*ARCHIVED), correct(told("处理"), **VOID))
    mark = target_of(told("归档")).digest
    assert f"duban inspect amend DX-2026-0001 --event {mark} --void" in refused.value.problems[0].advice


def test_a_file_opened_again_may_be_changed() -> None:
    opened = (*ARCHIVED, correct(told("归档"), **VOID))
    assert decided(inspection(*opened), amend("止", "2026-03-31", "2026-05-07"))
    assert decided(inspection(*opened), correct(told("处理"), "2026-05-07", **VOID))


def test_a_change_after_the_conclusion_is_told() -> None:
    made = amend("止", "2026-03-31", "2026-03-02", "2026-03-20")
    file = inspection(*SERVED)
    notices = decide(INSPECTION, file, made, ground()).notices
    assert [each.code for each in notices] == ["changed-after-conclusion"]
    assert "结论以后变更" in notices[0].message
    before = amend("止", "2026-03-31", "2026-03-12")
    after = msgspec.structs.replace(file, journal=(*SERVED, before, made), ends_on=None)
    assert state_of(after).changed_after == [made]
    assert decide(INSPECTION, inspection(*upto("发现")), before, ground()).notices == ()


def test_a_call_is_told_and_owed_until_its_paper_comes() -> None:
    calls = decide(INSPECTION, inspection(*upto("立项")), CALLED["方案"], ground())
    assert [each.code for each in calls.notices] == ["awaiting-paper"]
    file = inspection(*upto("处理", 方案=PHONED, 处理=PHONED))
    assert [str(each.action) for each in state_of(file).awaiting_paper] == ["方案审定", "处理"]
    for wrong in (CALLED["方案"], CALLED["处理"]):
        came = decided(file, correct(wrong, 批准人=None, **WRITTEN))
        file = msgspec.structs.replace(file, journal=(*file.journal, came))
    assert state_of(file).awaiting_paper == []
    assert decided(file, told("归档"))
