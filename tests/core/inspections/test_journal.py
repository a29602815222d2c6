"""Journals of inspections: any order of recording folds alike, corrections, questions about earlier days."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import day, moment
from tests.inspections import ID, decided, entry, inspection, state_of, told, upto

from duban.core.cases.inspection import INSPECTION
from duban.core.engine.fold import fold
from duban.core.engine.journal import target_of
from duban.core.inspections.life import InspectionState
from duban.errors import DubanError

MORE = (
    entry("2026-03-05", "抽取", 抽取对象="点位", 名单=["一号", "二号"], 数=1, 种子="1", 抽中=["二号"]),
    entry("2026-03-06", "督查通知", 单位="甲镇"),
    entry("2026-03-11", "现场", 地点="乙镇粮站"),
    entry("2026-03-12", "发现", 单位="乙镇", 序号=2, 事实="欠账"),
    entry("2026-03-13", "征求意见", 单位="乙镇", 时限="2026-03-20"),
    entry("2026-03-14", "意见反馈", 单位="乙镇", 认可="否", 意见="已付"),
    entry("2026-03-15", "认定", 序号=2, 理由="核实", 成立="否", 批准人="方县长"),
    entry("2026-03-19", "申请复核", 单位="甲镇", 理由="不服"),
    entry("2026-03-20", "复核决定", 单位="甲镇", 决定="维持", 复核人=["钱七"], 理由="清楚", 批准人="孙明"),
)
"""Entries that may be there or not, each on a day of its own or beside what does not touch it."""
CHAINS = ((3, 4, 5, 6), (7, 8))
"""Of these an entry makes sense only after those before it."""


def facts(state: InspectionState) -> dict[str, Any]:
    """What an answer could tell of a state, the order of one day's entries aside."""
    return {
        "status": state.status,
        "history": state.history,
        "faults": len(state.faults),
        "findings": {
            n: (f.unit, f.fact, f.holds, f.disputed, len(f.disposals)) for n, f in state.findings.items()
        },
        "days": sorted((each.on, each.place) for each in state.days),
        "draws": [each.drawn for each in state.draws],
        "served": sorted(each.unit or "" for each in state.served),
        "unserved": state.unserved,
        "reviews": [(each.asked.unit, each.decided and each.decided.ruling) for each in state.reviews],
        "concluded": state.concluded is not None,
    }


@st.composite
def journals(draw: st.DrawFn) -> tuple[Any, ...]:
    """Legal entries: the story, without some of what may be left out, with some more."""
    without = draw(st.sets(st.sampled_from(["声明", "现场", "报告"])))
    chosen = set(draw(st.sets(st.integers(0, len(MORE) - 1))))
    for chain in CHAINS:
        for place, number in enumerate(chain):
            if number in chosen:
                chosen |= set(chain[:place])
    last = draw(st.sampled_from(["处理", "归档"]))
    return (*upto(last, without=without), *(MORE[number] for number in sorted(chosen)))


@given(journals(), st.data())
def test_any_order_of_recording_folds_alike(journal: tuple[Any, ...], data: st.DataObject) -> None:
    first = facts(state_of(inspection(*journal)))
    assert first["faults"] == 0
    order = data.draw(st.permutations(journal))
    anew = tuple(
        msgspec.structs.replace(each, recorded_at=moment("2026-12-01") + timedelta(seconds=count))
        for count, each in enumerate(order)
    )
    shuffled = tuple(data.draw(st.permutations(anew)))
    assert facts(state_of(inspection(*shuffled))) == first


@pytest.mark.parametrize(
    ("on", "status"),
    [
        ("2026-03-01", "已立项"),
        ("2026-03-02", "已立项"),
        ("2026-03-03", "方案已定"),
        ("2026-03-09", "实施中"),
        ("2026-03-11", "征求意见中"),
        ("2026-03-16", "待送达"),
        ("2026-03-18", "整改跟踪"),
        ("2026-04-30", "已归档"),
    ],
)
def test_how_it_stood_on_a_day(on: str, status: str) -> None:
    assert state_of(inspection(*upto("归档")), on).status == status


def test_what_was_known_at_a_moment() -> None:
    late = told("送乙", 日期="2026-03-18", 登记="2026-03-25T09:00:00+08:00")
    file = inspection(*upto("送甲"), late)
    for known, status in (("2026-03-20", "待送达"), ("2026-03-26", "整改跟踪")):
        state = fold(INSPECTION.life, file, day("2026-12-31"), moment(known))
        assert state.status == status


def correct(wrong: Any, on: str = "2026-03-30", **said: Any) -> Any:  # noqa: ANN401 - any entry
    target = target_of(wrong)
    named = {"日期": str(target.on), "动作": str(target.action), "单位": target.unit, "摘要": target.digest}
    own = {
        "更正对象": {key: value for key, value in named.items() if value},
        "原因": "录入有误",
        "批准人": "方县长",
    }
    return entry(on, "更正", None, **(own | said))


FOUND, DRAWN = (
    told("发现"),
    entry("2026-03-05", "抽取", 抽取对象="对象", 名单=["甲镇", "乙镇"], 数=1, 种子="另一个", 抽中=["甲镇"]),
)


@pytest.mark.parametrize(
    ("wrong", "said", "code"),
    [
        (FOUND, {"新值": {"事实": "压级"}}, None),
        (FOUND, {"新值": {"事实": "压级"}, "批准人": None}, "approver-missing"),
        (FOUND, {"新值": {"单位": "丙镇"}}, "not-an-object"),
        (FOUND, {"作废": "是"}, "not-allowed"),  # its 征求意见 still stands, its 意见反馈 names it
        (DRAWN, {"新值": {"抽中": ["乙镇"]}}, "draw-fixed"),
        (DRAWN, {"新值": {"种子": "开奖 0302", "抽中": ["乙镇"]}}, "draw-fixed"),
        (DRAWN, {"新值": {"备注": "公证处在场"}}, None),
        (DRAWN, {"作废": "是"}, None),
        (FOUND, {"新值": {"序号": "一"}}, "not-allowed"),
        (told("征求"), {"新值": {"备注": "当面送达"}}, None),
        (told("方案"), {"新值": {"批准人": None}}, "approver-missing"),
        (told("实施"), {"新值": {"日期": "2026-03-21"}}, "outside-scheme"),
        (told("实施"), {"新值": {"日期": "2026-12-01"}}, "future-date"),
    ],
)
def test_a_correction_is_asked_as_the_entry_was(wrong: Any, said: dict[str, Any], code: str | None) -> None:  # noqa: ANN401
    journal = upto("反馈", without=["实施", "方案"] if wrong is DRAWN else [])
    journal = (*upto("声明"), DRAWN) if wrong is DRAWN else journal
    file = inspection(*journal)
    made = correct(wrong, **said)
    if code is None:
        assert decided(file, made)
        return
    with pytest.raises(DubanError) as refused:
        decided(file, made)
    assert refused.value.problems[0].code == code


def test_the_slip_of_the_day_needs_no_word() -> None:
    slip = correct(FOUND, 新值={"事实": "压级"}, 批准人=None)
    slip = msgspec.structs.replace(
        slip, on=day("2026-03-10"), recorded_at=moment("2026-03-10T10:00:00+08:00")
    )
    file = inspection(*upto("发现"))
    made = decided(file, slip)
    state = state_of(msgspec.structs.replace(file, journal=(*file.journal, made)))
    assert state.findings[1].fact == "压级"


def test_a_head_as_it_was() -> None:
    change = entry(
        "2026-03-12",
        "变更",
        字段="止",
        原值="2026-03-20",
        新值="2026-03-25",
        原因="加两个点",
        批准人="方县长",
    )
    file = inspection(*upto("征求"), change, 止="2026-03-25")
    assert [str(state_of(file, on).head.ends_on) for on in ("2026-03-11", "2026-03-12")] == [
        "2026-03-20",
        "2026-03-25",
    ]
    assert state_of(file).head.id == ID
