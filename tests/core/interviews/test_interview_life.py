"""The life of an interview: which entry is legal where, over the full product; what each does to the state."""

from itertools import product
from typing import Any

import pytest
from tests.inspections import BOOKISH
from tests.interviews import entry, interview, state_of, told, upto

from duban.core.engine.fold import WHOLE
from duban.core.interviews.life import LIFE
from duban.core.model.interviews.terms import Effect, InterviewAction, InterviewStatus
from duban.core.model.terms import Term

S, A = InterviewStatus, InterviewAction
LETTERS = dict(zip("ECPASHRZX", S, strict=True))
# by status: E 待建议, C 已会商, P 待批准, A 待通知, S 待约谈, H 待整改报告, R 待办结, Z 已办结, X 已取消;
# in the cell the status after, a dot where the entry is illegal
TABLE = """
约谈立项 -      E . . . . . . . .
约谈会商 -      C C . . . . . . .
约谈建议 -      P P . . . . . . .
约谈批准 -      . . A . . . . . .
约谈通知 -      . . . S S . . . .
约谈     -      . . . . H . . . .
整改报告 -      . . . . . R R . .
诫勉     -      . . . . . H R Z .
约谈办结 已见效 . . . . . . Z . .
约谈办结 未见效 . . . . . Z Z . .
约谈取消 -      X X X X X . . . .
发文     -      E C P A S H R Z X
变更     -      E C P A S H R Z X
更正     -      E C P A S H R Z X
"""
OUTCOMES: dict[str, Any] = {"-": WHOLE, "已见效": Effect.SEEN, "未见效": Effect.NONE}
EXPECTED = {
    (status, action, OUTCOMES[outcome]): LETTERS.get(cell)
    for action, outcome, *cells in (line.split() for line in TABLE.strip().splitlines())
    for status, cell in zip(S, cells, strict=True)
}


@pytest.mark.parametrize(("status", "action"), list(product(S, [*A, *BOOKISH])), ids=str)
def test_the_full_product(status: InterviewStatus, action: Term) -> None:
    mine = {
        outcome: after for (at, word, outcome), after in EXPECTED.items() if (at, word) == (status, action)
    }
    assert mine, "the table has a row for every action"
    legal = {outcome: after for outcome, after in mine.items() if after is not None}
    assert dict(LIFE.legal.get((status, action), {})) == legal


JOURNALS = {
    S.ENTERED: upto("立项"),
    S.CONFERRED: upto("会商"),
    S.PROPOSED: upto("建议"),
    S.APPROVED: upto("批准"),
    S.SUMMONED: upto("通知"),
    S.HELD: upto("约谈"),
    S.REPORTED: upto("报告"),
    S.CLOSED: upto("办结"),
    S.CANCELLED: (*upto("批准"), entry("2026-03-20", "约谈取消", 原因="不谈了", 批准人="方县长")),
}
FITTING: dict[str, dict[str, Any]] = {
    "约谈立项": {},
    "约谈会商": {"参加": ["县委办"]},
    "约谈建议": {"报送": "方县长"},
    "约谈批准": {},
    "约谈通知": {"约谈日期": "2026-05-02", "约谈人": ["何部长"]},
    "约谈": {"约谈人": ["何部长"], "问题": "慢", "要求": "快"},
    "整改报告": {"原因": "没有钱", "措施": "筹钱"},
    "诫勉": {"机关": "县纪委", "决定日期": "2026-04-30"},
    "约谈办结": {"成效": "未见效", "理由": "没有动"},
    "约谈取消": {"原因": "不谈了"},
}


@pytest.mark.parametrize("status", S, ids=str)
def test_a_journal_to_each_status(status: InterviewStatus) -> None:
    state = state_of(interview(*JOURNALS[status]))
    assert (state.status, state.faults) == (status, [])


@pytest.mark.parametrize(("status", "action"), list(product(S, FITTING)), ids=str)
def test_one_more_entry_in_each_status(status: InterviewStatus, action: str) -> None:
    state = state_of(interview(*JOURNALS[status], entry("2026-05-01", action, **FITTING[action])))
    legal = (status, A(action)) in LIFE.legal
    assert [fault.code for fault in state.faults] == ([] if legal else ["illegal-event"])
    if not legal:
        assert state.status is status


def test_what_entered_nothing_is_nothing() -> None:
    (fault,) = state_of(interview(told("会商"))).faults
    assert "还没有约谈立项" in fault.message


def test_an_effect_is_seen_in_a_report_alone() -> None:
    (fault,) = state_of(interview(*upto("约谈"), told("办结"))).faults
    assert "整改报告还没有收到" in fault.message


def test_what_each_entry_leaves() -> None:
    more = told("报告", 日期="2026-04-21", 措施="又动了")
    state = state_of(interview(*upto("报告"), more))
    assert (state.reported, len(state.reports)) == (state.reports[0], 2)
    assert state.summoned is not None
    later = told("通知", 日期="2026-03-21", 约谈日期="2026-03-25")
    assert state_of(interview(*upto("通知"), later)).summoned == later
