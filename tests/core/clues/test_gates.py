"""What an entry of a clue needs besides its place: each refusal by a row, and what is completed."""

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from tests.builders import make_book, make_policy, make_task
from tests.clues import ID, clue, decided, entry, ground, routed, state_of, told, upto
from tests.inspections import inspection

from duban.core.casework.draw import draw
from duban.core.clues.gates import frame_of
from duban.core.engine.journal import target_of
from duban.core.model.clues.records import Clue, sealed
from duban.core.validation.givers import giver_faults
from duban.errors import DubanError

TWO = "XS-2026-0002"
TASK, DX = "PS-2026-0001", "DX-2026-0001"
AMEND = {"批准人": "方县长", "原因": "补写"}


def mark_of(file: Clue) -> str:
    last: Any = file.journal[-1]
    return target_of(last).digest


def refused(file: Clue, made: Any, *others: Clue, **found: Any) -> str:  # noqa: ANN401 - any kind of entry
    with pytest.raises(DubanError) as caught:
        decided(file, made, ground("2026-06-30", *others, found=found))
    (problem,) = caught.value.problems
    assert problem.advice, problem
    return problem.code


CASES: list[tuple[str, Clue, Any]] = [
    ("giver-named", clue(反映内容="我是欧 阳某"), told("登记")),
    ("giver-named", clue(线索事由="１３８００００１１１１来电"), told("登记")),
    ("giver-named", clue(*upto("研判")), told("转办", 备注="欧阳某说的")),
    ("giver-named", clue(*upto("转办")), told("反馈", 情况="已上门找欧阳某")),
    (
        "giver-named",
        clue(*upto("转办")),
        told("反馈", 证据=[{"路径": f"附件/{ID}/欧阳某.jpg", "sha256": "0" * 64}]),
    ),
    (
        "giver-named",
        clue(*upto("转办")),
        entry("2026-03-05", "变更", 字段="地点", 新值="欧阳某家", **AMEND),
    ),
    (
        "giver-named",
        clue(*upto("反馈", 反馈={"情况": "司马某处已复工"})),
        entry("2026-03-17", "变更", 字段="反映人", 新值={"姓名": "司马某"}, **AMEND),
    ),
    ("giver-named", clue(反映内容="请回138-0000-1111"), told("登记")),
    ("giver-named", clue(反映人={"姓名": "欧阳某（村民）"}, 反映内容="欧阳某说停工"), told("登记")),
    ("giver-named", clue(反映人={"姓名": "司马某、欧阳某"}, 反映内容="欧阳某说停工"), told("登记")),
    (
        "giver-named",
        clue(反映人={"姓名": "欧阳某", "联系方式": "微信同号abc_123"}, 反映内容="加ABC_123"),
        told("登记"),
    ),
    (
        "giver-named",
        clue(*upto("转办")),
        entry("2026-03-05", "变更", 字段="反映人", 新值={"姓名": "司马某"}, 原因="误记成欧阳某"),
    ),
    (
        "giver-named",
        clue(*upto("转办")),
        entry("2026-03-05", "变更", 字段="反映人", 新值={"姓名": "司马某"}, 原因="其实是司马某"),
    ),
    ("no-finding", clue(发现="DX-2026-0009/1"), told("登记")),
    ("content-missing", clue(*upto("登记"), 反映内容=None), told("研判")),
    ("own-complaint", clue(*upto("研判")), told("转办", 单位="甲镇")),
    ("own-complaint", clue(*upto("研判")), told("转办", 单位="甲镇水管站")),
    (
        "own-complaint",
        clue(*upto("转办")),
        entry("2026-03-05", "变更", 字段="被反映单位", 新值=["县水务局"], 原因="漏写"),
    ),
    ("approver-missing", clue(*upto("研判")), entry("2026-03-05", "变更", 字段="被反映单位", 原因="误记")),
    (
        "approver-missing",
        clue(*upto("研判"), 被反映单位=["各镇"]),
        entry("2026-03-05", "变更", 字段="被反映单位", 新值=["乙镇"], 原因="误记"),
    ),
    ("past-limit", clue(*upto("研判")), told("转办", 时限="2026-03-03")),
    ("limit-too-long", clue(*upto("研判")), told("转办", 时限="2026-03-26")),
    ("check-bare", clue(*routed("自查")), entry("2026-03-04", "线索自查")),
    ("no-task", clue(*routed("自查")), entry("2026-03-04", "线索自查", 督查="DX-2026-0009")),
    (
        "approver-missing",
        clue(*routed("移送")),
        entry("2026-03-04", "线索移送", 接收机关="县监委", 文号="某移〔2026〕1号"),
    ),
    (
        "own-complaint",
        clue(*routed("移送"), 被反映单位=["县监委"]),
        entry("2026-03-04", "线索移送", 接收机关="县监委", 文号="某移〔2026〕1号", 批准人="方县长"),
    ),
    (
        "own-complaint",
        clue(*routed("转信访"), 被反映单位=["县信访局"]),
        entry("2026-03-04", "转信访", 接收机关="县信访局"),
    ),
    ("no-clue", clue(*routed("并案")), entry("2026-03-04", "并案", 并入="XS-2026-0009")),
    ("no-clue", clue(*routed("并案")), entry("2026-03-04", "并案", 并入=ID)),
    ("reason-missing", clue(*routed("不予受理")), entry("2026-03-04", "不予受理", 事由="其他")),
    ("draw-doubled", clue(*upto("反馈")), told("抽取", 名单=[ID, ID])),
    ("draw-doubled", clue(*upto("反馈")), told("抽取", 数=2)),
    ("draw-false", clue(*upto("反馈")), told("抽取", 抽中=[TWO])),
    ("draw-false", clue(*upto("反馈")), told("抽取", 名单=[TWO], 抽中=[TWO])),
    ("no-clue", clue(*upto("反馈")), told("抽取", 名单=[ID, TWO], 数=2, 抽中=[ID, TWO])),
    ("not-allowed", clue(*upto("登记")), told("转办")),
    ("not-allowed", clue(*upto("办结")), told("转办", 日期="2026-03-21")),
]


@pytest.mark.parametrize(
    ("code", "file", "made"), CASES, ids=[f"{n} {code}" for n, (code, _, _) in enumerate(CASES)]
)
def test_it_is_refused(code: str, file: Clue, made: Any) -> None:  # noqa: ANN401 - any kind of entry
    assert refused(file, made) == code


def test_before_the_assessment_a_unit_may_be_struck_out() -> None:
    struck = entry("2026-03-02", "变更", 字段="被反映单位", 新值=["乙镇"], 原因="误记")
    assert decided(clue(*upto("登记")), struck) == struck
    more = entry("2026-03-05", "变更", 字段="被反映单位", 新值=["甲镇", "乙镇"], 原因="漏写")
    assert decided(clue(*upto("研判")), more) == more


def test_nothing_is_named_where_nobody_gave_it() -> None:
    assert decided(clue(反映人=None, 反映内容="我是欧阳某"), told("登记")).on
    assert decided(clue(反映人={"姓名": "王"}, 反映内容="王家村停水"), told("登记")).on
    named_by_nobody = {"姓名": "来电人", "联系方式": "电话"}
    assert decided(clue(反映人=named_by_nobody, 反映内容="来电人称电话打不通"), told("登记")).on


def test_the_clerk_may_bear_the_same_name() -> None:
    """经办, 批准人 and units are others than the giver."""
    assert decided(clue(*upto("研判"), 反映人={"姓名": "王五"}), told("转办")).by == "王五"
    assert decided(clue(*upto("研判"), 反映人={"姓名": "县水务局"}), told("转办")).unit == "县水务局"


def test_the_limit_comes_from_the_policy() -> None:
    """Fifteen working days after 4 March: 25 March; a later day with an approver."""
    made = decided(clue(*upto("研判")), told("转办", 时限=None))
    assert str(made.due_on) == "2026-03-25"
    longer = decided(clue(*upto("研判")), told("转办", 时限="2026-04-30", 批准人="方县长"))
    assert str(longer.due_on) == "2026-04-30"
    own = decided(clue(*upto("研判")), told("转办", 单位="甲镇", 批准人="方县长"))
    assert own.unit == "甲镇"


def test_no_limit_anywhere_is_refused() -> None:
    bare = msgspec.structs.replace(ground(), policies=make_book(make_policy()))
    with pytest.raises(DubanError, match="没有时限，制度里也没有"):
        decided(clue(*upto("研判")), told("转办", 时限=None), bare)
    assert decided(clue(*upto("研判")), told("转办", 时限="2026-06-20"), bare).due_on is not None


@pytest.mark.parametrize(
    ("head", "said", "code"),
    [
        ({"被反映单位": ["甲镇"], "线索事由": "别的事"}, {}, None),
        ({"被反映单位": ["各镇"], "线索事由": "别的事"}, {}, None),
        ({"被反映单位": None}, {}, None),
        ({"被反映单位": ["乙镇"], "线索事由": "修路", "主题": "饮水工程停工"}, {}, None),
        ({"被反映单位": ["乙镇"], "线索事由": "修路"}, {}, "other-matter"),
        ({"被反映单位": ["乙镇"], "线索事由": "修路"}, {"批准人": "方县长"}, "other-matter"),
        ({"被反映单位": ["乙镇"], "线索事由": "修路"}, {"批准人": "方县长", "原因": "同一工地"}, None),
    ],
)
def test_only_clues_of_one_matter_join(head: dict[str, Any], said: dict[str, Any], code: str | None) -> None:
    other = clue(*upto("登记"), 编号=TWO, **head)
    made = entry("2026-03-04", "并案", 并入=TWO, **said)
    if code is None:
        assert decided(clue(*routed("并案")), made, ground("2026-06-30", other)) == made
    else:
        assert refused(clue(*routed("并案")), made, other) == code


def test_none_joins_what_the_unit_complained_of_deals_with() -> None:
    other = clue(*upto("转办"), 编号=TWO, 被反映单位=["乙镇"])
    file, said = clue(*routed("并案"), 被反映单位=["县水务局"]), {"并入": TWO, "原因": "同一工地"}
    assert refused(file, entry("2026-03-05", "并案", **said), other) == "own-complaint"
    allowed = entry("2026-03-05", "并案", **said, 批准人="方县长")
    assert decided(file, allowed, ground("2026-06-30", other)) == allowed


def test_who_is_complained_of_in_a_joined_clue_gets_neither() -> None:
    joined = clue(*routed("并案", "并案", 并入=ID), 编号=TWO, 被反映单位=["县水务局"])
    assert refused(clue(*upto("研判")), told("转办", 日期="2026-03-05"), joined) == "own-complaint"
    assert (
        refused(clue(*upto("研判")), told("转办", 日期="2026-03-05", 单位="甲镇"), joined) == "own-complaint"
    )
    made = told("转办", 日期="2026-03-05", 单位="乙镇")
    assert decided(clue(*upto("研判")), made, ground("2026-06-30", joined)).unit == "乙镇"
    further = clue(*routed("并案", "并案", 并入=TWO), 编号="XS-2026-0003", 被反映单位=["乙镇"])
    assert refused(clue(*upto("研判")), made, joined, further) == "own-complaint"
    petition = entry("2026-03-05", "转信访", 接收机关="乙镇")
    assert refused(clue(*routed("转信访")), petition, joined, further) == "own-complaint"


def test_a_joined_clue_does_not_name_who_gave_the_other() -> None:
    other = clue(*upto("登记"), 编号=TWO, 反映人={"姓名": "司马某"}, 反映内容="停工。")
    file = clue(*routed("并案"), 反映内容="司马某家也停水。")
    assert refused(file, entry("2026-03-04", "并案", 并入=TWO), other) == "giver-named"
    joined = clue(*routed("并案", "并案", 并入=ID), 编号=TWO, 反映人={"姓名": "司马某"})
    assert refused(clue(*upto("转办")), told("反馈", 情况="司马某家已通水"), joined) == "giver-named"


def test_a_unit_does_not_look_into_what_is_said_of_it() -> None:
    file = clue(*routed("自查"))
    own, else_ = (SimpleNamespace(file=make_task(), leads=(unit,)) for unit in ("甲镇", "县水务局"))
    department = SimpleNamespace(file=inspection(主办="甲镇水管站"))
    telling = SimpleNamespace(file=make_task(title="查欧阳某反映的停工"), leads=("县水务局",))
    by_task, by_dx = entry("2026-03-04", "线索自查", 事项=TASK), entry("2026-03-04", "线索自查", 督查=DX)
    assert refused(file, by_task, **{TASK: own}) == "own-complaint"
    assert refused(file, by_dx, **{DX: department}) == "own-complaint"
    assert refused(file, by_task, **{TASK: telling}) == "giver-named"
    assert decided(file, by_task, ground(found={TASK: else_})) == by_task


def test_the_clerk_draws_no_fewer_than_the_policy_asks() -> None:
    """Of 21 clues a tenth is three; more may be drawn."""
    frame = [ID, *(f"XS-2026-{n:04}" for n in range(2, 22))]
    others = [clue(*upto("反馈"), 编号=each) for each in frame[1:]]
    for count, code in ((2, "draw-too-few"), (3, None), (21, None)):
        seed = next(str(n) for n in range(99) if ID in draw(frame, count, str(n)))
        made = told("抽取", 名单=frame, 数=count, 种子=seed, 抽中=list(draw(frame, count, seed)))
        if code is None:
            assert decided(clue(*upto("反馈")), made, ground("2026-06-30", *others)).count == count
        else:
            assert refused(clue(*upto("反馈")), made, *others) == code


def test_a_change_without_values_leaves_every_day_its_giver() -> None:
    """What is written later than the change, for a day before it, may not name him either."""
    change = entry("2026-03-10", "变更", 字段="反映人", 原因="更正姓名")
    file = clue(*upto("转办"), change)
    for on in ("2026-03-05", "2026-03-12"):
        assert state_of(file, on).head.giver is not None
        made = told("反馈", 日期=on, 情况="已上门找欧阳某")
        assert refused(file, made) == "giver-named"


def test_the_books_tell_no_value_that_a_hand_wrote_into_a_change() -> None:
    change = entry(
        "2026-03-10", "变更", 字段="反映人", 原值={"姓名": "欧阳某"}, 新值={"姓名": "司马某"}, 原因="改"
    )
    shown = sealed(clue(*upto("转办"), change))
    assert "某" not in repr(shown).replace("某移", "")
    assert [fault.code for fault in giver_faults(clue(*upto("转办"), change))] == ["giver-named"]


def test_none_joins_what_has_ended() -> None:
    other = clue(*upto("办结"), 编号=TWO)
    made = entry("2026-03-24", "并案", 并入=TWO)
    assert refused(clue(*routed("并案")), made, other) == "joined-into-ended"


@pytest.mark.parametrize(
    ("journal", "said", "code"),
    [
        (upto("抽取"), {"未答复": "联系不上"}, "not-verified"),
        (upto("反馈"), {}, "not-answered"),
        ((*upto("反馈"), told("答复", 日期="2026-03-10")), {}, "not-answered"),
        (upto("反馈"), {"未答复": "联系不上"}, None),
        ((*upto("反馈"), told("答复")), {}, None),
        (routed("转信访", "转信访", 接收机关="县信访局"), {}, "not-answered"),
        (routed("不予受理", "不予受理", 事由="不属于督查范围"), {}, "not-answered"),
        (
            (*upto("研判"), told("转办", 批准人="方县长", 批准方式="电话"), told("反馈")),
            {"未答复": "无"},
            "paper-owed",
        ),
    ],
)
def test_it_ends_when_all_is_done(journal: tuple[Any, ...], said: dict[str, Any], code: str | None) -> None:
    made = told("办结", **said)
    if code is None:
        assert decided(clue(*journal), made) == made
    else:
        assert refused(clue(*journal), made) == code
    if code == "not-answered":
        assert decided(clue(*journal, 反映人=None), made) == made


def test_a_lot_is_drawn_once() -> None:
    """The list holds what units reported on and was in no list; what was in one cannot be drawn from again."""
    files = [clue(*upto("反馈"), 编号=f"XS-2026-{n:04}") for n in range(1, 6)]
    at = ground(
        "2026-06-30",
        *files,
        clue(*upto("转办"), 编号="XS-2026-0006"),
        closed := clue(*upto("办结", without=("抽取", "核查")), 编号="XS-2026-0007"),
    )
    frame = frame_of(at)
    assert frame == (*(f"XS-2026-{n:04}" for n in range(1, 6)), "XS-2026-0007")
    drawn = draw(frame, 2, "开奖号码 12 07 33")
    said = {"名单": list(frame), "数": 2, "种子": "开奖号码 12 07 33", "抽中": list(drawn)}
    first = next(each for each in files if each.id == drawn[0])
    made = decided(first, told("抽取", **said), at)
    assert made.drawn == drawn
    held = [
        msgspec.structs.replace(first, journal=(*first.journal, made)),
        *(each for each in files if each is not first),
    ]
    later = ground("2026-06-30", *held, closed, clue(*upto("反馈"), 编号="XS-2026-0008"))
    assert frame_of(later) == ("XS-2026-0008",)
    again = told("抽取", 日期="2026-03-19", **(said | {"种子": "2", "抽中": list(draw(frame, 2, "2"))}))
    second = next(each for each in files if each.id in again.drawn)
    with pytest.raises(DubanError, match="已经在名单里抽过"):
        decided(second, again, later)


def test_a_draw_is_corrected_by_nobody() -> None:
    file = clue(*upto("抽取"))
    target = {"日期": "2026-03-17", "动作": "抽查抽取", "摘要": "0" * 8}
    target["摘要"] = mark_of(file)
    made = entry("2026-03-17", "更正", 更正对象=target, 作废="是", 原因="重抽", 批准人="方县长")
    assert refused(file, made) == "draw-fixed"


def test_a_correction_is_judged_as_the_entry_was() -> None:
    file = clue(*upto("转办"))
    target = {
        "日期": "2026-03-04",
        "动作": "线索转办",
        "单位": "县水务局",
        "摘要": mark_of(file),
    }
    late = {"更正对象": target, "原因": "录错", "批准人": "方县长"}
    assert refused(file, entry("2026-03-09", "更正", 新值={"单位": "甲镇"}, **late)) == "own-complaint"
    assert (
        refused(file, entry("2026-03-09", "更正", 更正对象=target, 作废="是", 原因="录错"))
        == "approver-missing"
    )
    assert decided(file, entry("2026-03-09", "更正", 新值={"单位": "乙镇"}, **late)).value == {"单位": "乙镇"}


def test_a_change_of_the_giver_keeps_no_name() -> None:
    new = {"姓名": "司马某", "联系方式": "13900002222"}
    made = decided(
        clue(*upto("转办")),
        entry("2026-03-05", "变更", 字段="反映人", 原值={"姓名": "欧阳某"}, 新值=new, 原因="更正姓名"),
    )
    assert (made.old, made.new) == (None, None)
    ended = clue(*upto("办结"))
    assert refused(ended, entry("2026-03-21", "变更", 字段="地点", 新值="城东", 原因="补写")) == "clue-ended"
    assert decided(ended, entry("2026-03-21", "变更", 字段="备注", 新值="存", 原因="补写")).new == "存"
    assert decided(ended, entry("2026-03-21", "变更", 字段="反映人", 原因="本人要求")).new is None


def test_what_a_call_allowed_is_told() -> None:
    state = state_of(clue(*upto("研判"), told("转办", 批准人="方县长", 批准方式="电话")))
    assert [str(each.action) for each in state.awaiting_paper] == ["线索转办"]
