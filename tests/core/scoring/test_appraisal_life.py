"""The life of an appraisal: which entry is legal where, over the full product; what each does to the state."""

from itertools import product
from typing import Any

import pytest
from tests.appraisals import SCORES, appraisal, entry, frozen, state_of, told, upto
from tests.inspections import BOOKISH

from duban.core.engine.fold import WHOLE
from duban.core.model.appraisals.terms import AppraisalAction, AppraisalStatus
from duban.core.model.terms import Term
from duban.core.scoring.life import LIFE

S, A = AppraisalStatus, AppraisalAction
LETTERS = dict(zip("OFBAPUX", S, strict=True))
# by status: O 待初评, F 待反馈, B 反馈中, A 已审定, P 已通报, U 已运用, X 已取消;
# in the cell the status after, a dot where the entry is illegal
TABLE = """
考核立项     O . . . . . .
列入考核计划 O F B . . . .
考核评分     O F B . . . .
任职情况     O F B . . . .
考核初评     F F F . . . .
考核送达     . B B A P U .
考核申诉     . F B . . . .
考核复核     . F B . . . .
考核审定     . A A . . . .
考核通报     . . . P . . .
考核运用     . . . . U U .
检查报来     . . . . . U .
考核取消     X X X . . . .
发文         O F B A P U X
变更         O F B A P U X
更正         O F B A P U X
"""
EXPECTED = {
    (status, action): LETTERS.get(cell)
    for action, *cells in (line.split() for line in TABLE.strip().splitlines())
    for status, cell in zip(S, cells, strict=True)
}


@pytest.mark.parametrize(("status", "action"), list(product(S, [*A, *BOOKISH])), ids=str)
def test_the_full_product(status: AppraisalStatus, action: Term) -> None:
    after = EXPECTED[status, action]
    assert dict(LIFE.legal.get((status, action), {})) == ({WHOLE: after} if after is not None else {})


JOURNALS = {
    S.OPENED: upto("任职"),
    S.DRAFTED: upto("初评"),
    S.FED: upto("复核"),
    S.APPROVED: upto("审定"),
    S.PUBLISHED: upto("通报"),
    S.USED: upto("运用"),
    S.CANCELLED: (*upto("任职"), entry("2026-07-02", "考核取消", 原因="不考核了", 批准人="方县长")),
}
FITTING: dict[str, dict[str, Any]] = {
    "考核立项": {},
    "列入考核计划": {"计划": "计划"},
    "考核评分": {"项目": "评议", "评议人": "方县长", "评分": [{"单位": "甲局", "分": 1}]},
    "任职情况": {"姓名": "周正", "自": "2026-01-01", "至": "2026-06-30"},
    "考核初评": {"成绩": SCORES},
    "考核送达": {"单位": "甲局", "签收人": "小李"},
    "考核申诉": {"单位": "甲局", "理由": "不服"},
    "考核复核": {"单位": "甲局", "复核人": ["李复核"], "结论": "维持", "理由": "不属实"},
    "考核审定": {"成绩": SCORES},
    "考核通报": {"文号": "1号", "范围": "全县"},
    "考核运用": {"单位": "甲局", "用途": "其他", "机关": "县人社局", "内容": "略"},
    "检查报来": {"单位": "甲局", "文书": "检查"},
    "考核取消": {"原因": "不考核了"},
}


@pytest.mark.parametrize("status", S, ids=str)
def test_a_journal_to_each_status(status: AppraisalStatus) -> None:
    state = state_of(appraisal(*JOURNALS[status]))
    assert (state.status, state.faults) == (status, [])


@pytest.mark.parametrize(("status", "action"), list(product(S, FITTING)), ids=str)
def test_one_more_entry_in_each_status(status: AppraisalStatus, action: str) -> None:
    state = state_of(appraisal(*JOURNALS[status], entry("2026-10-01", action, **FITTING[action])))
    legal = EXPECTED[status, action] is not None
    assert [fault.code for fault in state.faults] == ([] if legal else ["illegal-event"])
    assert state.status is (EXPECTED[status, action] or status)


def test_what_entered_nothing_is_nothing() -> None:
    (fault,) = state_of(appraisal(told("初评"))).faults
    assert "还没有考核立项" in fault.message


def test_a_new_draft_is_served_to_whom_it_changed() -> None:
    again = told("初评", 日期="2026-07-09", 成绩=[SCORES[0], frozen("乙局", "86.0", 等次="合格", 位次=2)])
    state = state_of(appraisal(*upto("送乙"), again))
    assert (state.unserved(), len(state.drafts)) == (("乙局",), 2)
    assert state.status is S.DRAFTED


def test_the_same_draft_again_is_served_already() -> None:
    state = state_of(appraisal(*upto("送乙"), told("初评", 日期="2026-07-09")))
    assert state.unserved() == ()


def test_what_the_reviews_struck() -> None:
    state = state_of(appraisal(*upto("复核")))
    assert (list(state.struck), len(state.changed), state.waiting) == (["a" * 8], 1, [])
    kept = upto("复核", 复核={"结论": "维持", "撤销记分": None})
    assert (state_of(appraisal(*kept)).struck, state_of(appraisal(*upto("申诉"))).waiting != []) == ({}, True)


@pytest.mark.parametrize(
    ("without", "scheme", "why"),
    [
        ((), {}, ""),
        (("计划",), {}, "没有列入经批准的考核计划"),
        ((), {"文件": None}, "方案没有自己的文号"),
        (
            (),
            {"文件": {"标题": "办法", "文号": "1号", "机关": "县政府办", "日期": "2026-01-01"}},
            "不在考核期开始",
        ),
    ],
)
def test_who_may_be_ranked(without: tuple[str, ...], scheme: dict[str, Any], why: str) -> None:
    state = state_of(appraisal(*upto("任职", without=without), scheme=scheme))
    assert why in state.internal
    assert bool(why) is bool(state.internal)


def test_a_plan_after_the_period_comes_too_late() -> None:
    state = state_of(appraisal(*upto("任职", 计划={"日期": "2026-07-01"})))
    assert "考核期 2026-06-30 已经结束" in state.internal
