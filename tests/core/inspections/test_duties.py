"""What is owed in an inspection, and by when; and which inspections meet."""

from typing import Any

import pytest
from tests.builders import CALENDAR, make_book, make_policy
from tests.inspections import (
    DEPARTMENT,
    DESIGNATED,
    POLICY,
    REGISTER,
    entry,
    inspection,
    state_of,
    told,
    upto,
)

from duban.core.inspections.duties import inspection_duties
from duban.core.inspections.life import site_days
from duban.core.inspections.overlap import overlapping
from duban.core.model.inspection import Inspection
from duban.core.verdicts.verdict import judge

ASKED = entry("2026-04-03", "申请复核", 单位="甲镇", 理由="不服")
DECIDED = entry("2026-05-06", "复核决定", 单位="甲镇", 决定="维持", 复核人=["钱七"], 理由="清楚")
ASKED_TOO = entry("2026-04-03", "申请复核", 单位="乙镇", 理由="不服")


def ruled(ruling: str) -> Any:  # noqa: ANN401 - any entry
    """What 乙镇's application came to, before that of 甲镇 is decided."""
    return entry("2026-04-10", "复核决定", 单位="乙镇", 决定=ruling, 复核人=["钱七"], 理由="清楚")


SCHEME = entry("2026-03-02", "方案审定")
CASES: list[tuple[str, Inspection, list[tuple[str, str, str | None, str | None, str]]]] = [
    ("a government's own owes nothing before", inspection(*upto("实施")), []),
    (
        "not filed yet",
        inspection(told("立项"), **(DEPARTMENT | {"起": "2026-04-08"})),
        [("县水务局", "督查备案", "2026-03-30", None, "逾期未办结")],
    ),
    (
        "filed in time",
        inspection(told("立项"), entry("2026-03-30", "备案"), **(DEPARTMENT | {"起": "2026-04-08"})),
        [("县水务局", "督查备案", "2026-03-30", "2026-03-30", "按期")],
    ),
    (
        "filed a day late",
        inspection(told("立项"), entry("2026-03-31", "备案"), **(DEPARTMENT | {"起": "2026-04-08"})),
        [("县水务局", "督查备案", "2026-03-30", "2026-03-31", "逾期办结")],
    ),
    (
        "begun without",
        inspection(told("立项"), SCHEME, told("实施"), **(DEPARTMENT | {"起": "2026-03-09"})),
        [("县水务局", "督查备案", "2026-02-28", None, "逾期终止")],  # 6 to 2 March, and the worked Saturday
    ),
    (
        "not handed in",
        inspection(told("立项"), **(DESIGNATED | {"起": "2026-04-02"})),
        [("县水务局", "报督查计划", "2026-03-02", None, "逾期未办结")],
    ),
    (
        # an older book has no such entry: what was entered then had been handed in
        "set out before it was entered",
        inspection(
            told("立项"), SCHEME, told("实施", 日期="2026-04-02"), **(DESIGNATED | {"起": "2026-04-02"})
        ),
        [("县水务局", "报督查计划", "2026-03-02", "2026-03-02", "按期")],
    ),
    (
        "proposed in time",
        inspection(told("立项"), entry("2026-03-02", "计划报审"), **(DESIGNATED | {"起": "2026-04-02"})),
        [("县水务局", "报督查计划", "2026-03-02", "2026-03-02", "按期")],
    ),
    (
        "proposed late",
        inspection(
            told("立项"),
            entry("2026-03-03", "计划报审"),
            entry("2026-03-09", "计划报审", 批准人="孙明"),
            **(DESIGNATED | {"起": "2026-04-01"}),
        ),
        [("县水务局", "报督查计划", "2026-03-01", "2026-03-03", "逾期办结")],
    ),
    (
        "asked",
        inspection(*upto("征求")),
        [("甲镇", "反馈对督查发现的意见", "2026-03-18", None, "逾期未办结")],
    ),
    (
        "answered",
        inspection(*upto("反馈")),
        [("甲镇", "反馈对督查发现的意见", "2026-03-18", "2026-03-12", "按期")],
    ),
    (
        "concluded over its head",
        inspection(*upto("征求"), told("结论", 日期="2026-03-19")),
        [("甲镇", "反馈对督查发现的意见", "2026-03-18", None, "逾期终止")],
    ),
    (
        # thirty days from 3 April: 3 May, within the holiday, so Wednesday 6 May
        "a review asked",
        inspection(*upto("送乙", without=["发现", "征求", "反馈"]), ASKED),
        [("督查室", "甲镇申请的复核决定", "2026-05-06", None, "逾期未办结")],
    ),
    (
        "a review decided on the day",
        inspection(*upto("送乙", without=["发现", "征求", "反馈"]), ASKED, DECIDED),
        [("督查室", "甲镇申请的复核决定", "2026-05-06", "2026-05-06", "按期")],
    ),
]
MOOT: list[tuple[str, Inspection, list[tuple[str, str, str | None, str | None, str]]]] = [
    (
        f"a second review, the first {ruling}",
        inspection(*upto("送乙", without=["发现", "征求", "反馈"]), ASKED, ASKED_TOO, ruled(ruling)),
        [
            ("督查室", "甲镇申请的复核决定", "2026-05-06", None, verdict),
            ("督查室", "乙镇申请的复核决定", "2026-05-06", "2026-04-10", "按期"),
        ],
    )
    for ruling, verdict in (("撤销", "不计"), ("变更", "不计"), ("维持", "逾期未办结"))
]


def test_without_rules_nothing_is_owed_but_an_answer() -> None:
    book = make_book(make_policy())
    own = state_of(inspection(told("立项"), **DEPARTMENT))
    reviewed = state_of(inspection(*upto("送乙"), ASKED))
    assert list(inspection_duties(own, book, CALENDAR)) == []
    (answer,) = inspection_duties(reviewed, book, CALENDAR)
    assert (answer.unit, answer.rule, answer.clause) == ("甲镇", "", "")
    undated = state_of(inspection(told("立项"), **(DEPARTMENT | {"起": None})))
    assert list(inspection_duties(undated, make_book(POLICY), CALENDAR)) == []


@pytest.mark.parametrize(
    ("name", "file", "expected"), [*CASES, *MOOT], ids=lambda each: each if isinstance(each, str) else ""
)
def test_what_is_owed(name: str, file: Inspection, expected: list[tuple[Any, ...]]) -> None:
    del name
    state = state_of(file, "2026-06-30")
    duties = inspection_duties(state, make_book(POLICY), CALENDAR)
    told_ = [
        (
            each.unit,
            each.name,
            str(each.due_on),
            each.met_on and str(each.met_on),
            str(judge(each, state.until).verdict.value),
        )
        for each in duties
    ]
    assert told_ == expected


# matter, objects, days of one; of the other; whether they meet within three months
MEETING = [
    ("the same", {}, {}, True),
    ("written otherwise", {}, {"督查事项": "秋粮 收购。"}, True),
    ("another matter", {}, {"督查事项": "安全生产"}, False),
    ("another title, the same 主题", {"主题": "粮食"}, {"督查事项": "仓储", "主题": "粮食"}, True),
    ("a task of both", {"事项": ["JB-2026-0001"]}, {"督查事项": "仓储", "事项": ["JB-2026-0001"]}, True),
    ("other units", {}, {"督查对象": ["丙镇"]}, False),
    ("a group with one of them", {}, {"督查对象": ["各镇"]}, True),
    ("whom, nobody says", {}, {"督查对象": None}, True),
    ("three months on", {}, {"起": "2026-06-20", "止": "2026-06-30"}, True),
    ("a day more", {}, {"起": "2026-06-21", "止": "2026-06-30"}, False),
    ("three months before", {}, {"起": "2025-12-01", "止": "2025-12-09"}, True),
    ("a day more before", {}, {"起": "2025-12-01", "止": "2025-12-08"}, False),
    ("when, nobody says", {}, {"起": None, "止": None}, True),
]


@pytest.mark.parametrize(("name", "one", "other", "meets"), MEETING, ids=[row[0] for row in MEETING])
def test_one_matter_one_force(name: str, one: dict[str, Any], other: dict[str, Any], meets: bool) -> None:
    del name
    mine = inspection(told("立项"), **one)
    theirs = state_of(inspection(told("立项"), **({"编号": "DX-2026-0002"} | other)))
    assert [each.head.id for each in overlapping(mine, [theirs], 3, REGISTER)] == ["DX-2026-0002"] * meets


def test_what_is_gone_meets_nobody() -> None:
    gone = entry("2026-03-05", "取消", 原因="不查", 批准人="方县长")
    theirs = state_of(inspection(*upto("方案"), gone, 编号="DX-2026-0002"))
    assert list(overlapping(inspection(told("立项")), [theirs], 3, REGISTER)) == []


def test_days_on_site_are_distinct_days() -> None:
    one = state_of(inspection(*upto("现场"), told("现场", 地点="乙镇"), told("现场", 日期="2026-03-12")))
    other = state_of(
        inspection(*upto("现场"), told("现场", 日期="2026-04-02"), 编号="DX-2026-0002", 止="2026-04-30")
    )
    first, last = state_of(inspection(), "2026-03-01").until, state_of(inspection(), "2026-03-31").until
    assert [str(day) for day in site_days(iter([one, other]), first, last)] == ["2026-03-10", "2026-03-12"]
