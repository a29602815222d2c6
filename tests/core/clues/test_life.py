"""The life of a clue: which entry is legal where, over the full product; what each does to the state."""

from itertools import product
from typing import Any

import pytest
from tests.clues import ID, clue, entry, routed, state_of, told, upto

from duban.core.clues.life import LAST, LIFE, MORE
from duban.core.engine.fold import WHOLE
from duban.core.model.clues.terms import Check, ClueAction, ClueStatus
from duban.core.model.terms import Action

S, A = ClueStatus, ClueAction
LETTERS = dict(zip("EASCHPDRZJ", S, strict=True))
# by status: E 待研判, A 待处理, S 办理中, C 自查中, H 已移送, P 已转信访, D 不予受理, R 已反馈, Z 已办结, J 已并案;
# in the cell the status after, a dot where the entry is illegal
TABLE = """
线索登记 -    E . . . . . . . . .
线索研判 -    A A . . . . . A . .
线索转办 -    . S S . . . . . . .
线索自查 -    . C . C . . . . . .
线索移送 -    . H . . . . . . . .
移送签收 -    . . . . H P . . . .
转信访   -    . P . . . . . . . .
并案     -    . J . . . . . . . .
不予受理 -    . D . . . . . . . .
线索反馈 还有 . . S . . . . . . .
线索反馈 最后 . . R R R R . . . .
抽查抽取 -    . . . . . . . R Z .
抽查核查 一致 . . . . . . . R Z .
抽查核查 不实 . . . . . . . S S .
答复     -    . . S C H P D R Z J
线索办结 -    . . . . Z Z Z Z . .
发文     -    E A S C H P D R Z J
变更     -    E A S C H P D R Z J
更正     -    E A S C H P D R Z J
"""
OUTCOMES = {"-": WHOLE, "还有": MORE, "最后": LAST, "一致": Check.HOLDS, "不实": Check.FALSE}
EXPECTED = {
    (status, action, OUTCOMES[outcome]): LETTERS.get(cell)
    for action, outcome, *cells in (line.split() for line in TABLE.strip().splitlines())
    for status, cell in zip(S, cells, strict=True)
}
ACTIONS = [*A, Action.ISSUE, Action.AMEND, Action.CORRECT]


@pytest.mark.parametrize(("status", "action"), list(product(S, ACTIONS)), ids=str)
def test_the_full_product(status: ClueStatus, action: ClueAction) -> None:
    mine = {
        outcome: after for (at, word, outcome), after in EXPECTED.items() if (at, word) == (status, action)
    }
    assert mine, "the table has a row for every action"
    legal = {outcome: after for outcome, after in mine.items() if after is not None}
    assert dict(LIFE.legal.get((status, action), {})) == legal


JOURNALS = {
    S.ENTERED: upto("登记"),
    S.ASSESSED: upto("研判"),
    S.SENT: upto("转办"),
    S.CHECKING: routed("自查", "线索自查", 督查="DX-2026-0001"),
    S.HANDED: routed("移送", "线索移送", 接收机关="县纪委监委", 文号="某移〔2026〕1号", 批准人="方县长"),
    S.PETITIONED: routed("转信访", "转信访", 接收机关="县信访局"),
    S.DECLINED: routed("不予受理", "不予受理", 事由="不属于督查范围"),
    S.REPORTED: upto("反馈"),
    S.CLOSED: upto("办结"),
    S.JOINED: routed("并案", "并案", 并入="XS-2026-0002"),
}


@pytest.mark.parametrize("status", S, ids=str)
def test_a_journal_to_each_status(status: ClueStatus) -> None:
    state = state_of(clue(*JOURNALS[status]))
    assert (state.status, state.faults) == (status, [])


@pytest.mark.parametrize(
    ("journal", "said"),
    [
        ((*upto("研判"), entry("2026-03-04", "线索自查", 事项="WJ-2026-0001")), "研判的去向是转办"),
        ((*upto("研判"), told("转办", 单位=None)), "没有写转给哪个单位"),
        ((*upto("转办"), told("转办", 日期="2026-03-05")), "已经转给县水务局，还没有反馈"),
        ((*upto("转办"), told("反馈", 单位="乙镇")), "没有转给乙镇，或者它已经反馈"),
        ((*upto("转办"), told("反馈", 单位=None)), "没有写是哪个单位的反馈"),
        ((*upto("抽取"), told("抽取")), "已经抽中过"),
        (
            (*routed("自查", "线索自查", 事项="WJ-2026-0001"), told("反馈", 单位=None), told("抽取")),
            "没有转办过",
        ),
        ((*upto("反馈"), told("核查")), "没有抽中，或者已经核查"),
        ((*upto("核查"), told("核查")), "没有抽中，或者已经核查"),
        ((*upto("抽取"), told("核查", 单位="乙镇")), "没有转给乙镇"),
    ],
)
def test_where_it_stands_it_means_nothing(journal: tuple[Any, ...], said: str) -> None:
    (fault,) = state_of(clue(*journal)).faults
    assert said in fault.message


def test_each_unit_reports_and_an_untrue_one_again() -> None:
    two = (*upto("转办"), told("转办", 单位="乙镇"))
    first = (*two, told("反馈"))
    assert state_of(clue(*first)).status is S.SENT
    both = (*first, told("反馈", 单位="乙镇"))
    assert (state_of(clue(*both)).status, state_of(clue(*both)).units) == (S.REPORTED, ("县水务局", "乙镇"))
    again = state_of(clue(*both, told("抽取"), told("核查", 单位="乙镇", 结果="情况不实")))
    assert (again.status, [each.sent.unit for each in again.waiting]) == (S.SENT, ["乙镇"])
    assert not again.unverified


def test_what_came_after_the_answer_is_answered_anew() -> None:
    answered = (*upto("反馈"), told("答复"))
    assert state_of(clue(*answered)).answered
    assert not state_of(clue(*upto("反馈"), told("答复", 日期="2026-03-05"))).answered
    assert state_of(clue(*upto("登记"))).answered is False
    assert state_of(clue(*upto("抽取"))).head.id == ID


@pytest.mark.parametrize(
    ("unit", "about"),
    [("甲镇", True), ("甲镇水管站", True), ("乙镇", False), ("县水务局", False), ("不知道的", False)],
)
def test_a_unit_below_the_one_complained_of_is_complained_of(unit: str, about: bool) -> None:
    assert state_of(clue(*upto("登记"))).is_about(unit) is about
    assert state_of(clue(*upto("登记"), 被反映单位=["各镇"])).is_about("乙镇")
