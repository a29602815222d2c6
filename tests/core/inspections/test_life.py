"""The life of an inspection: which entry is legal where, over the full product; what each does to the state."""

from itertools import product
from typing import Any

import pytest
from tests.inspections import BOOKISH, STORY, entry, inspection, state_of, told, upto

from duban.core.engine.fold import WHOLE
from duban.core.inspections.life import LAST, LIFE, MORE
from duban.core.model.inspection_terms import InspectionAction, InspectionStatus, Ruling

S, A = InspectionStatus, InspectionAction
LETTERS = dict(zip("OASCDFZXM", S, strict=True))
# by status: O 已立项, A 方案已定, S 实施中, C 征求意见中, D 待送达, F 整改跟踪, Z 已归档, X 已取消, M 已并入;
# in the cell the status after, a dot where the entry is illegal
TABLE = """
督查立项 -       O . . . . . . . .
备案     -       O A . . . . . . .
计划报审 -       O A . . . . . . .
方案审定 -       A . . . . . . . .
回避声明 -       O A S . . . . . .
抽取     -       O A S . . . . . .
督查通知 -       . A S . . . . . .
实施     -       . S . . . . . . .
现场     -       . . S C . F . . .
发现     -       . . S C . . . . .
征求意见 -       . . C C . . . . .
意见反馈 -       . . . C . . . . .
认定     -       . . S C . . . . .
督查报告 -       . . S C D F . . .
督查结论 -       . . D D . . . . .
结论送达 还有    . . . . D F . . .
结论送达 最后    . . . . F F . . .
申请复核 -       . . . . D F . . .
复核决定 维持    . . . C D F . . .
复核决定 变更    . . . C C C . . .
复核决定 撤销    . . . C C C . . .
处理     -       . . . . D F . . .
移送回执 -       . . . . D F Z . .
归档     -       . . . . . Z . . .
取消     -       X X X . . . . . .
并入     -       M M . . . . . . .
发文     -       O A S C D F Z X M
变更     -       O A S C D F Z X M
更正     -       O A S C D F Z X M
"""
OUTCOMES = {
    "-": WHOLE,
    "还有": MORE,
    "最后": LAST,
    "维持": Ruling.UPHELD,
    "变更": Ruling.CHANGED,
    "撤销": Ruling.REVOKED,
}
ROWS = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED = {
    (status, action, OUTCOMES[outcome]): LETTERS.get(cell)
    for action, outcome, *cells in ROWS
    for status, cell in zip(S, cells, strict=True)
}
ACTIONS = [*A, *BOOKISH]


@pytest.mark.parametrize(("status", "action"), list(product(S, ACTIONS)), ids=str)
def test_the_full_product(status: InspectionStatus, action: InspectionAction) -> None:
    mine = {
        outcome: after for (at, word, outcome), after in EXPECTED.items() if (at, word) == (status, action)
    }
    assert mine, "the table has a row for every action"
    legal = {outcome: after for outcome, after in mine.items() if after is not None}
    assert dict(LIFE.legal.get((status, action), {})) == legal


JOURNALS = {
    S.OPENED: upto("立项"),
    S.APPROVED: upto("方案"),
    S.ON_SITE: upto("发现"),
    S.CONSULTING: upto("反馈"),
    S.CONCLUDED: upto("送甲"),
    S.FOLLOWED: upto("处理"),
    S.ARCHIVED: upto("归档"),
    S.CANCELLED: (*upto("方案"), entry("2026-03-05", "取消", 原因="不查了", 批准人="方县长")),
    S.MERGED: (*upto("方案"), entry("2026-03-05", "并入", 并入="DX-2026-0002", 原因="重复", 批准人="方县长")),
}


@pytest.mark.parametrize("status", S, ids=str)
def test_a_journal_to_each_status(status: InspectionStatus) -> None:
    state = state_of(inspection(*JOURNALS[status]))
    assert (state.status, state.faults) == (status, [])


FITTING: dict[str, dict[str, Any]] = {
    "督查立项": {},
    "备案": {},
    "计划报审": {},
    "方案审定": {},
    "回避声明": {"姓名": "赵六", "回避": "否"},
    "抽取": {"抽取对象": "对象", "名单": ["甲镇", "乙镇"], "数": 1, "种子": "1", "抽中": ["甲镇"]},
    "督查通知": {"单位": "甲镇"},
    "实施": {},
    "现场": {"地点": "粮站"},
    "发现": {"单位": "乙镇", "序号": 2, "事实": "欠账"},
    "征求意见": {"单位": "甲镇"},
    "意见反馈": {"单位": "甲镇", "认可": "是"},
    "认定": {"序号": 1, "理由": "核实"},
    "督查报告": {"报送": "方县长"},
    "督查结论": {"意见": "好"},
    "结论送达": {"单位": "乙镇"},
    "申请复核": {"单位": "甲镇", "理由": "不服"},
    "复核决定": {"单位": "甲镇", "决定": "维持", "复核人": ["钱七"], "理由": "清楚"},
    "处理": {"序号": 1, "去向": "通报"},
    "归档": {},
    "取消": {"原因": "不查了"},
    "并入": {"并入": "DX-2026-0002", "原因": "重复"},
}
JUDGED = {
    ("整改跟踪", "结论送达"),
    ("征求意见中", "复核决定"),
    ("待送达", "复核决定"),
    ("整改跟踪", "复核决定"),
}
"""Legal by the table, illegal by the journal: received already, nothing asked."""


@pytest.mark.parametrize(("status", "action"), list(product(S, FITTING)), ids=str)
def test_one_more_entry_in_each_status(status: InspectionStatus, action: str) -> None:
    file = inspection(*JOURNALS[status], entry("2026-05-01", action, **FITTING[action]))
    state = state_of(file)
    legal = (status, A(action)) in LIFE.legal and (str(status), action) not in JUDGED
    assert [fault.code for fault in state.faults] == ([] if legal else ["illegal-event"])
    if not legal:
        assert state.status is status


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([("发现", {"序号": 1, "事实": "又一个", "单位": "甲镇"})], "第1个问题已经记过"),
        ([("发现", {"序号": 2, "事实": "又一个"})], "没有写是哪个单位的问题"),
        ([("认定", {"序号": 7, "理由": "核实"})], "没有第7个问题"),
        ([("意见反馈", {"序号": 7, "单位": "甲镇", "认可": "是"})], "没有第7个问题"),
    ],
)
def test_what_a_number_must_be(more: list[tuple[str, dict[str, Any]]], said: str) -> None:
    entries = [entry("2026-03-13", action, **values) for action, values in more]
    (fault,) = state_of(inspection(*upto("反馈"), *entries)).faults
    assert said in fault.message


def served(*units: str) -> list[object]:
    return [entry("2026-03-17", "结论送达", 单位=unit) for unit in units]


@pytest.mark.parametrize(
    ("units", "status", "left"),
    [
        ((), S.CONCLUDED, ("甲镇", "乙镇")),
        (("甲镇",), S.CONCLUDED, ("乙镇",)),
        (("甲镇", "甲镇"), S.CONCLUDED, ("乙镇",)),
        (("甲镇", "乙镇"), S.FOLLOWED, ()),
    ],
)
def test_it_is_followed_when_everybody_has_it(
    units: tuple[str, ...], status: InspectionStatus, left: tuple[str, ...]
) -> None:
    state = state_of(inspection(*upto("报告"), *served(*units)))
    assert (state.status, state.unserved) == (status, left)


@pytest.mark.parametrize(
    ("ruling", "status", "concluded", "left"),
    [
        ("维持", S.FOLLOWED, True, ()),
        ("变更", S.CONSULTING, False, ("甲镇", "乙镇")),
        ("撤销", S.CONSULTING, False, ("甲镇", "乙镇")),
    ],
)
def test_what_a_review_does(
    ruling: str, status: InspectionStatus, concluded: bool, left: tuple[str, ...]
) -> None:
    asked = entry("2026-03-20", "申请复核", 单位="乙镇", 理由="不服")
    review = entry("2026-04-01", "复核决定", 单位="乙镇", 决定=ruling, 复核人=["钱七"], 理由="查过")
    state = state_of(inspection(*upto("处理"), asked, review))
    assert (state.status, state.concluded is not None, state.unserved) == (status, concluded, left)
    assert state.pending_review(None) is None
    again = state_of(inspection(*upto("处理"), asked, review, told("结论", 日期="2026-04-10")))
    assert again.status is (S.CONCLUDED if ruling != "维持" else S.FOLLOWED)


def test_drawn_objects_are_the_objects() -> None:
    drawn = entry("2026-03-05", "抽取", 抽取对象="对象", 名单=["甲镇", "乙镇"], 数=1, 种子="1", 抽中=["乙镇"])
    state = state_of(inspection(*upto("方案"), drawn))
    assert (state.objects, state.is_object("甲镇"), state.is_object("乙镇")) == (("乙镇",), False, True)
    places = entry(
        "2026-03-05", "抽取", 抽取对象="点位", 名单=["一号点", "二号点"], 数=1, 种子="1", 抽中=["一号点"]
    )
    assert state_of(inspection(*upto("方案"), places)).objects == ("甲镇", "乙镇")


def test_what_becomes_of_a_finding() -> None:
    no = entry("2026-03-12", "意见反馈", 单位="甲镇", 认可="否", 意见="没有")
    proof = entry("2026-03-13", "认定", 序号=1, 理由="补拍", 证据=[{"路径": "附件/b", "sha256": "1" * 64}])
    kept = entry("2026-03-14", "认定", 序号=1, 事实="压级", 理由="核实")
    state = state_of(inspection(*upto("征求"), no))
    assert state.findings[1].disputed
    state = state_of(inspection(*upto("征求"), no, proof, kept))
    finding = state.findings[1]
    assert (finding.disputed, finding.fact, len(finding.evidence), finding.holds) == (False, "压级", 2, True)
    early = entry("2026-03-11", "认定", 序号=1, 理由="补拍")
    assert state_of(inspection(*upto("征求"), early, no)).findings[1].disputed, "a dispute that came after it"
    gone = entry("2026-03-14", "认定", 序号=1, 成立="否", 理由="查无实据", 批准人="方县长")
    state = state_of(inspection(*upto("征求"), no, gone))
    assert (state.findings[1].holds, state.concerned) == (False, ("甲镇", "乙镇"))


def test_the_story_is_told_in_order() -> None:
    days = [on for on, _, _ in STORY.values()]
    assert days == sorted(days)
