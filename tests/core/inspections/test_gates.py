"""What an entry of an inspection needs besides its place: each gate as a row, its days counted by hand.

A row: how the head differs, the journal so far, the entry, and the code with which it is refused (or None).
March 2026 begins on a Sunday; 4 to 6 April (清明) and 1 to 5 May (劳动节) are days off, 9 May is worked.
"""

from collections import Counter
from typing import Any, NamedTuple

import msgspec
import pytest
from tests.builders import day, events_to, make_book, make_policy, make_task, moment
from tests.inspections import (
    DEPARTMENT,
    DESIGNATED,
    ID,
    PROOF,
    STORY,
    decided,
    entry,
    ground,
    inspection,
    state_of,
    told,
    upto,
)

from duban.core.cases.inspection import INSPECTION
from duban.core.engine.decide import decide
from duban.core.inspections.steps import setting_out
from duban.core.model.inspection import ApprovePlan
from duban.core.model.people import Roll
from duban.core.model.record import read_record
from duban.core.model.terms import Status
from duban.core.model.workspace import Leader
from duban.core.state.transitions import fold
from duban.errors import DubanError
from duban.files.workspace.policies import load_policy

NO_BASIS: dict[str, Any] = {"依据": None}


class Row(NamedTuple):
    """One case of a gate."""

    name: str
    head: dict[str, Any]
    journal: tuple[Any, ...]
    made: Any
    code: str | None


def warrant(kind: str, **said: str) -> dict[str, Any]:
    return {"依据": [{"类别": kind, **said}]}


def draw(**said: Any) -> Any:  # noqa: ANN401 - any entry
    own = {
        "抽取对象": "对象",
        "名单": ["甲镇", "乙镇"],
        "数": 1,
        "种子": "开奖 0302",
        "抽中": ["乙镇"],
    }  # by sha256sum: 9c00… before f537…
    return entry("2026-03-04", "抽取", **(own | said))


ENTERING = [
    Row("a government's inspection by the office itself", {}, (), told("立项"), None),
    Row(
        "a department without designation (art. 7)", {"主办": "县水务局"}, (), told("立项"), "not-designated"
    ),
    Row("a designated department", DESIGNATED, (), told("立项"), None),
    Row("a department's own", DEPARTMENT, (), told("立项"), None),
    Row("a department's own, nobody's", {"名义": "部门"}, (), told("立项"), "organizer-missing"),
    Row(
        "it ends before it starts",
        {"起": "2026-03-20", "止": "2026-03-19"},
        (),
        told("立项"),
        "ends-before-start",
    ),
    Row("it ends on its first day", {"起": "2026-03-20", "止": "2026-03-20"}, (), told("立项"), None),
    Row(
        "an instruction of nobody", warrant("行政首长批示", 日期="2026-03-01"), (), told("立项"), "basis-bare"
    ),
    Row("an instruction of no day", warrant("行政首长批示", 领导="方县长"), (), told("立项"), "basis-bare"),
    Row(
        "a proposal that nobody approved", warrant("建议经批准", 线索="来信"), (), told("立项"), "basis-bare"
    ),
    Row("a decision without a paper", warrant("政府决定", 日期="2026-03-01"), (), told("立项"), "basis-bare"),
    Row("a decision with its number", warrant("政府决定", 文号="某政发〔2026〕7号"), (), told("立项"), None),
    Row(
        "a superior's order with its name", warrant("上级部署", 名称="关于秋粮的通知"), (), told("立项"), None
    ),
    Row(
        "two heads of the group",
        {"督查组": [{"姓名": "李主任", "身份": "组长"}, {"姓名": "赵六", "身份": "组长"}]},
        (),
        told("立项"),
        "team-odd",
    ),
    Row(
        "an instruction of a deputy",
        warrant("行政首长批示", 领导="孙明", 日期="2026-03-01"),
        (),
        told("立项"),
        "wrong-post",
    ),
    Row(
        "a proposal a deputy approved",
        warrant("建议经批准", 领导="孙明", 日期="2026-03-01"),
        (),
        told("立项"),
        "wrong-post",
    ),
    Row(
        "an instruction of a stranger",
        warrant("行政首长批示", 领导="外人", 日期="2026-03-01"),
        (),
        told("立项"),
        "unknown-approver",
    ),
    Row(
        "designated by itself",
        DESIGNATED | {"指定": DESIGNATED["指定"] | {"机关": "县水务局"}},
        (),
        told("立项"),
        "not-designated",
    ),
    Row(
        "designated until a day before",
        DESIGNATED | {"指定": DESIGNATED["指定"] | {"期限": "2026-01-31"}},
        (),
        told("立项"),
        "designation-odd",
    ),
    Row(
        "designated for one day",
        DESIGNATED | {"指定": DESIGNATED["指定"] | {"期限": "2026-02-01"}},
        (),
        told("立项"),
        None,
    ),
    Row(
        "a unit that inspects itself",
        DEPARTMENT | {"督查对象": ["甲镇", "县水务局"]},
        (),
        told("立项"),
        "inspects-itself",
    ),
    Row(
        "a unit of the inspected group",
        DEPARTMENT | {"主办": "甲镇", "督查对象": ["各镇"]},
        (),
        told("立项"),
        "inspects-itself",
    ),
    Row("one person twice", {"督查组": [{"姓名": "赵六"}, {"姓名": "赵六"}]}, (), told("立项"), "team-odd"),
]
SCHEME = [
    Row("whole", {}, upto("立项"), told("方案"), None),
    *(
        Row(f"without {key}", {key: None}, upto("立项"), told("方案"), "scheme-incomplete")
        for key in ("督查内容", "督查对象", "范围", "起", "止", "督查组", "组长指定人")
    ),
    Row(
        "a group without a head",
        {"督查组": [{"姓名": "赵六"}]},
        upto("立项"),
        told("方案"),
        "scheme-incomplete",
    ),
    Row(
        "its head named by a deputy (art. 8)",
        {"组长指定人": "孙明"},
        upto("立项"),
        told("方案"),
        "wrong-post",
    ),
    Row("approved by nobody", {}, upto("立项"), told("方案", 批准人=None), "approver-missing"),
    Row(
        "a department's own needs none of it",
        DEPARTMENT | {"范围": None},
        upto("立项"),
        told("方案", 批准人=None),
        None,
    ),
    Row("a department's in the government's name", DESIGNATED, upto("立项"), told("方案"), "wrong-post"),
    Row("by the secretary-general", DESIGNATED, upto("立项"), told("方案", 批准人="孙明"), None),
]
TEAM = [{"姓名": "李主任", "身份": "组长"}, {"姓名": "赵六"}]
GONE = [{"姓名": "赵六"}]
OWN = [{"姓名": "李主任", "身份": "组长", "单位": "甲镇"}]
ORDER = [{"类别": "行政首长批示", "领导": "孙明", "日期": "2026-03-01"}]
ASIDE = told("声明", 回避="是", 情形="亲属在甲镇")
HEAD_ASIDE = told("声明", 回避="是", 情形="亲属")
LIFTED = told("声明", 日期="2026-03-05", 情形="亲属已调离", 批准人="方县长")


def amend(field: str, new: Any) -> Any:  # noqa: ANN401 - any value
    return entry("2026-03-10", "变更", 字段=field, 新值=new, 原因="调整", 批准人="方县长")


NOTHING = entry("2026-03-10", "认定", 序号=1, 成立="否", 理由="查无", 批准人="方县长")
LATE_LOT = msgspec.structs.replace(draw(), on=day("2026-03-11"))


def by_sun(field: str, new: Any, old: Any = None) -> Any:  # noqa: ANN401 - any value
    return msgspec.structs.replace(amend(field, new), approved_by="孙明", old=old)


BY_SUN = upto("方案", 方案={"批准人": "孙明"})
GIVEN = DESIGNATED["指定"]
NEW = by_sun("指定", GIVEN | {"日期": "2026-03-09"}, GIVEN)
OLDER = msgspec.structs.replace(NEW, recorded_at=moment("2026-03-09"))
WORDED = by_sun("指定", GIVEN | {"范围": "城区"}, GIVEN)
PREPARING = [
    Row("a stranger declares", {}, upto("方案"), told("声明", 姓名="外人"), "not-a-member"),
    Row(
        "stood aside, and does not any more",
        {},
        (*upto("方案"), ASIDE),
        told("声明", 日期="2026-03-05"),
        "aside-lifted",
    ),
    Row(
        "that lifted by nobody's word",
        {},
        (*upto("方案"), ASIDE),
        told("声明", 日期="2026-03-05", 情形="已调离"),
        "aside-lifted",
    ),
    Row("that lifted", {}, (*upto("方案"), ASIDE), LIFTED, None),
    Row("that lifted of who left the group", {"督查组": GONE}, (*upto("方案"), ASIDE), LIFTED, None),
    Row(
        "put back into the group",
        {"督查组": GONE},
        (*upto("方案"), ASIDE),
        amend("督查组", TEAM),
        "must-stand-aside",
    ),
    Row("put back, lifted", {"督查组": GONE}, (*upto("方案"), ASIDE, LIFTED), amend("督查组", TEAM), None),
    Row("a head of the group from an object", {}, upto("方案"), amend("督查组", OWN), None),
    Row("a head from an object, under way", {}, upto("实施"), amend("督查组", OWN), "own-unit"),
    Row(
        "the head's unit becomes an object, under way",
        {"督查组": OWN},
        upto("实施"),
        amend("督查对象", ["甲镇"]),
        "own-unit",
    ),
    Row(
        "a department that becomes its own object",
        DEPARTMENT,
        upto("立项"),
        amend("督查对象", ["县水务局"]),
        "inspects-itself",
    ),
    Row(
        "an object that becomes the department",
        DEPARTMENT,
        upto("立项"),
        amend("主办", "甲镇"),
        "inspects-itself",
    ),
    Row("another department, the scheme not settled", DESIGNATED, upto("立项"), amend("主办", "丙镇"), None),
    Row(
        "another department, settled, by the head of government",
        DESIGNATED,
        BY_SUN,
        amend("主办", "丙镇"),
        "wrong-post",
    ),
    Row(
        "another department, settled, not designated (art. 7)",
        DESIGNATED,
        BY_SUN,
        by_sun("主办", "丙镇"),
        "not-designated",
    ),
    Row("another department, designated anew", DESIGNATED, (*BY_SUN, NEW), by_sun("主办", "丙镇"), None),
    Row(
        "another department, designated anew the day before",
        DESIGNATED,
        (*BY_SUN, OLDER),
        by_sun("主办", "丙镇"),
        "not-designated",
    ),
    Row(
        "another department, the old paper worded anew",
        DESIGNATED,
        (*BY_SUN, WORDED),
        by_sun("主办", "丙镇"),
        "not-designated",
    ),
    Row(
        "a department's own after all, by another's word",
        DESIGNATED,
        BY_SUN,
        amend("名义", "部门"),
        "wrong-post",
    ),
    Row("a department's own after all", DESIGNATED, BY_SUN, by_sun("名义", "部门"), None),
    Row("another department of its own, settled", DEPARTMENT, upto("方案"), amend("主办", "丙镇"), None),
    Row("named by a deputy instead", {}, upto("方案"), amend("组长指定人", "孙明"), "wrong-post"),
    Row("ordered by a deputy instead", {}, upto("方案"), amend("依据", ORDER), "wrong-post"),
    Row("stands aside without saying why", {}, upto("方案"), told("声明", 回避="是"), "reason-missing"),
    Row("stands aside", {}, upto("方案"), told("声明", 回避="是", 情形="亲属在甲镇任职"), None),
    Row("more than there are", {}, upto("方案"), draw(数=3, 抽中=["甲镇", "乙镇"]), "draw-too-many"),
    Row("one name twice", {}, upto("方案"), draw(名单=["甲镇", "甲镇"]), "draw-doubled"),
    Row("drawn otherwise", {}, upto("方案"), draw(抽中=["甲镇"]), "draw-false"),
    Row("drawn", {}, upto("方案"), draw(), None),
    Row("drawn again", {}, (*upto("方案"), draw()), draw(种子="另一个", 抽中=["甲镇"]), "draw-again"),
    Row(
        "drawn again, and why",
        {},
        (*upto("方案"), draw()),
        draw(种子="别的", 备注="名单漏了", 批准人="方县长", 抽中=["乙镇"]),
        None,
    ),
    Row(
        "drawn again, and why, by nobody's word",
        {},
        (*upto("方案"), draw()),
        draw(种子="别的", 备注="名单漏了", 抽中=["乙镇"]),
        "draw-again",
    ),
    Row(
        "drawn out of another list",
        {"督查对象": ["各镇"]},
        (*upto("方案"), draw(名单=["乙镇"])),
        draw(名单=["丙镇", "甲镇"], 抽中=["丙镇"]),
        None,
    ),
    Row(
        "sites drawn that are no units",
        {},
        upto("方案"),
        draw(抽取对象="点位", 名单=["丙镇", "丁镇"], 抽中=["丙镇"]),
        None,
    ),
    Row(
        "drawn out of units that are no objects (art. 15)",
        {},
        upto("方案"),
        draw(名单=["甲镇", "乙镇", "丙镇"]),
        "not-an-object",
    ),
    Row(
        "drawn before the objects are named",
        {"督查对象": None},
        upto("立项"),
        draw(),
        "not-an-object",
    ),
    Row("drawn out of a group's members", {"督查对象": ["各镇"]}, upto("方案"), draw(), None),
    Row("drawn, a unit left out where something was found", {}, upto("发现"), LATE_LOT, "object-left"),
    Row(
        "drawn, a unit left out where nothing held",
        {},
        (*upto("发现"), NOTHING),
        LATE_LOT,
        None,
    ),
    Row(
        "drawn, the unit left in where something was found",
        {},
        upto("发现", 发现={"单位": "乙镇"}),
        LATE_LOT,
        None,
    ),
    Row("a drawn unit taken out", {}, (*upto("方案"), draw()), amend("督查对象", ["甲镇"]), "object-left"),
    Row("one taken out that was not drawn", {}, (*upto("方案"), draw()), amend("督查对象", ["乙镇"]), None),
    Row(
        "an object taken out where something was found",
        {},
        upto("发现"),
        amend("督查对象", ["乙镇"]),
        "object-left",
    ),
    Row("notice to an object", {}, upto("方案"), entry("2026-03-05", "督查通知", 单位="甲镇"), None),
    Row("notice to another", {}, upto("方案"), entry("2026-03-05", "督查通知", 单位="丙镇"), "not-an-object"),
    Row("notice to nobody", {}, upto("方案"), entry("2026-03-05", "督查通知"), "not-an-object"),
    Row(
        "a notice that is not given",
        {"通知": "否"},
        upto("方案"),
        entry("2026-03-05", "督查通知", 单位="甲镇"),
        "unannounced",
    ),
]
# six working days before Monday 16 March: 13, 12, 11, 10, 9, 6; before Wednesday 8 April: 7, 3, 2, 1 April, 31, 30 March
TO_MARCH = DEPARTMENT | {"起": "2026-03-16", "止": "2026-03-20"}
TO_APRIL = DEPARTMENT | {"起": "2026-04-08", "止": "2026-04-10"}
# one month before 31 March is 28 February; before 15 April, 15 March (a Sunday, not moved)
GOVERNMENT = DESIGNATED | {"起": "2026-04-15", "止": "2026-04-20"}


def filed(on: str) -> tuple[Any, ...]:
    return (told("立项"), entry("2026-03-02", "方案审定"), entry(on, "备案"))


def proposed(on: str | None, by: str = "孙明", **settled: str) -> tuple[Any, ...]:
    """Entered on 2 March, the plan handed in on a day, settled as said, the scheme by somebody."""
    plan = [entry(on, "计划报审")] if on else []
    plan += [entry("2026-03-19", "计划报审", **settled)] if settled else []
    return (told("立项", 日期="2026-03-02"), *plan, told("方案", 日期="2026-03-20", 批准人=by))


def start(on: str, **said: Any) -> Any:  # noqa: ANN401 - any entry
    return told("实施", 日期=on, **said)


WITH = [{"姓名": "李主任", "身份": "组长"}, {"姓名": "钱七", "单位": "甲镇"}]
STARTING = [
    Row("on an instruction", {}, upto("声明"), start("2026-03-09"), None),
    Row("on nothing (art. 11)", NO_BASIS, upto("声明"), start("2026-03-09"), "no-basis"),
    Row(
        "unplanned, by nobody's word",
        NO_BASIS,
        upto("声明"),
        start("2026-03-09", 计划外="急"),
        "approver-missing",
    ),
    Row(
        "unplanned, approved", NO_BASIS, upto("声明"), start("2026-03-09", 计划外="急", 批准人="方县长"), None
    ),
    Row(
        "unplanned, approved by a deputy",
        NO_BASIS,
        upto("声明"),
        start("2026-03-09", 计划外="急", 批准人="孙明"),
        "wrong-post",
    ),
    Row(
        "unplanned, by the government's meeting",
        NO_BASIS,
        upto("声明"),
        start("2026-03-09", 计划外="急", 批准人="孙明", 批准方式="会议"),
        None,
    ),
    Row(
        "on a superior's order alone (art. 11)",
        warrant("上级部署", 文号="1号"),
        upto("声明"),
        start("2026-03-09"),
        "no-basis",
    ),
    Row("on a decision", warrant("政府决定", 文号="1号"), upto("声明"), start("2026-03-09"), None),
    Row(
        "on a deputy's instruction, as an older release took it",
        {"依据": ORDER},
        upto("声明"),
        start("2026-03-09"),
        "no-basis",
    ),
    Row("led by somebody of an object", {"督查组": OWN}, upto("方案"), start("2026-03-09"), "own-unit"),
    Row(
        "led by somebody of an object that was not drawn",
        {"督查组": OWN},
        (*upto("方案"), draw()),
        start("2026-03-09"),
        None,
    ),
    Row(
        "led by somebody of an object, crossed",
        {"督查组": OWN, "组织形式": ["交叉"]},
        upto("方案"),
        start("2026-03-09"),
        "own-unit",
    ),
    Row("with somebody of an object", {"督查组": WITH}, upto("方案"), start("2026-03-09"), "own-unit"),
    Row(
        "with somebody of an object, crossed",
        {"督查组": WITH, "组织形式": ["交叉"]},
        upto("方案"),
        start("2026-03-09"),
        None,
    ),
    Row("the day before", {}, upto("声明"), start("2026-03-08"), "outside-scheme"),
    Row("the last day", {}, upto("声明"), start("2026-03-20"), None),
    Row("the day after", {}, upto("声明"), start("2026-03-21"), "outside-scheme"),
    Row(
        "somebody stands aside and is still in it",
        {},
        upto("声明", 声明={"回避": "是", "情形": "亲属"}),
        start("2026-03-09"),
        "must-stand-aside",
    ),
    Row(
        "never filed",
        TO_MARCH,
        (told("立项"), entry("2026-03-02", "方案审定")),
        start("2026-03-16"),
        "not-filed",
    ),
    Row("filed six working days ahead", TO_MARCH, filed("2026-03-06"), start("2026-03-16"), None),
    Row("filed five ahead", TO_MARCH, filed("2026-03-09"), start("2026-03-16"), "filed-late"),
    Row("filed six ahead over 清明", TO_APRIL, filed("2026-03-30"), start("2026-04-08"), None),
    Row("filed five ahead over 清明", TO_APRIL, filed("2026-03-31"), start("2026-04-08"), "filed-late"),
    Row("proposed a month ahead", GOVERNMENT, proposed("2026-03-15"), start("2026-04-15"), None),
    Row("proposed a day less", GOVERNMENT, proposed("2026-03-16"), start("2026-04-15"), "proposed-late"),
    Row("never handed in", GOVERNMENT, proposed(None), start("2026-04-15"), "not-proposed"),
    Row(
        "handed in by now, the scheme of anybody",
        GOVERNMENT,
        proposed("2026-03-15", "方县长"),
        start("2026-04-15"),
        "not-settled",
    ),
    Row(
        "the plan settled by the secretary-general, the scheme by another",
        GOVERNMENT,
        proposed("2026-03-15", "方县长", 批准人="孙明"),
        start("2026-04-15"),
        None,
    ),
    Row(
        "handed in again a month after",
        GOVERNMENT,
        (*proposed("2026-03-15"), entry("2026-03-21", "计划报审")),
        start("2026-04-15"),
        None,
    ),
    Row(
        "proposed late, approved as unplanned",
        GOVERNMENT,
        proposed("2026-03-16"),
        start("2026-04-15", 计划外="急", 批准人="方县长"),
        None,
    ),
]
ON_SITE = [
    Row("a stranger on site", {}, upto("实施"), told("现场", 人员=["外人"]), "not-a-member"),
    Row(
        "a member at the own unit",
        {"督查组": WITH, "组织形式": ["交叉"]},
        upto("实施"),
        told("现场", 单位="甲镇", 人员=["钱七"]),
        "own-unit",
    ),
    Row(
        "a member at another unit",
        {"督查组": WITH, "组织形式": ["交叉"]},
        upto("实施"),
        told("现场", 单位="乙镇", 人员=["钱七"]),
        None,
    ),
    Row(
        "after the designation is over (art. 7)",
        DESIGNATED | {"指定": DESIGNATED["指定"] | {"期限": "2026-03-09"}},
        upto("实施"),
        told("现场"),
        "designation-over",
    ),
    Row("a member on site", {}, upto("实施"), told("现场", 人员=["赵六"]), None),
    Row("on site at no object (art. 15)", {}, upto("实施"), told("现场", 单位="丙镇"), "not-an-object"),
    Row(
        "on site at an object that was not drawn",
        {},
        (*upto("声明"), draw(), told("实施")),
        told("现场", 单位="甲镇"),
        "not-an-object",
    ),
    Row("on site at a group's member", {"督查对象": ["各镇"]}, upto("实施"), told("现场", 单位="丙镇"), None),
    Row("the same day on site twice", {}, upto("现场"), told("现场", 情况="又看"), "same-day-twice"),
    Row(
        "the same, named in another order",
        {},
        (*upto("实施"), told("现场", 人员=["赵六", "李主任"])),
        told("现场", 人员=["李主任", "赵六"]),
        "same-day-twice",
    ),
    Row("another place of a day", {}, upto("现场"), told("现场", 地点="乙镇粮站"), None),
    Row("others at the place on that day", {}, upto("现场"), told("现场", 人员=["赵六"]), None),
    Row("the place on another day", {}, upto("现场"), told("现场", 日期="2026-03-11"), None),
    Row("a problem of another unit (art. 15)", {}, upto("实施"), told("发现", 单位="丙镇"), "not-an-object"),
    Row(
        "a problem of an object that was not drawn",
        {},
        (*upto("声明"), draw(), told("实施")),
        told("发现", 单位="甲镇"),
        "not-an-object",
    ),
    Row(
        "a problem of a group's member", {"督查对象": ["各镇"]}, upto("实施"), told("发现", 单位="丙镇"), None
    ),
    Row("asked about nothing", {}, upto("发现"), told("征求", 单位="乙镇"), "nothing-found"),
    Row("asked twice on a day", {}, upto("征求"), told("征求"), "consulted-today"),
    Row("asked again on another day", {}, upto("征求"), told("征求", 日期="2026-03-12"), None),
    Row(
        "asked again of another problem",
        {},
        (*upto("征求"), told("发现", 日期="2026-03-11", 序号=2)),
        told("征求"),
        None,
    ),
    Row("asked by a day gone by", {}, upto("发现"), told("征求", 时限="2026-03-10"), "due-before"),
    Row("another's problem answered", {}, upto("征求"), told("反馈", 单位="乙镇"), "wrong-unit"),
    Row(
        "answered before it was asked",
        {},
        (*upto("征求"), told("发现", 日期="2026-03-12", 单位="乙镇", 序号=2)),
        told("反馈", 单位="乙镇", 序号=2),
        "not-consulted",
    ),
    Row("disputed without a word", {}, upto("征求"), told("反馈", 认可="否"), "opinion-missing"),
    Row("disputed", {}, upto("征求"), told("反馈", 认可="否", 意见="没有"), None),
    Row(
        "given up by nobody's word",
        {},
        upto("反馈"),
        entry("2026-03-13", "认定", 序号=1, 成立="否", 理由="查无"),
        "approver-missing",
    ),
]
DISPUTED = {"反馈": {"认可": "否", "意见": "没有"}}
CONCLUDING = [
    Row("heard and proven", {}, upto("反馈"), told("结论"), None),
    Row("concluded by nobody's word", {}, upto("反馈"), told("结论", 批准人=None), "approver-missing"),
    Row("a department's own, by nobody's word", DEPARTMENT, upto("反馈"), told("结论", 批准人=None), None),
    Row(
        "its head stands aside",
        {},
        (*upto("反馈"), msgspec.structs.replace(HEAD_ASIDE, on=day("2026-03-11"))),
        told("结论"),
        "must-stand-aside",
    ),
    Row(
        "its head stood aside and was replaced",
        {"督查组": [{"姓名": "赵六", "身份": "组长"}]},
        (*upto("反馈"), msgspec.structs.replace(HEAD_ASIDE, on=day("2026-03-11"))),
        told("结论"),
        None,
    ),
    Row("led by nobody", {"督查组": GONE}, upto("反馈"), told("结论"), "no-head"),
    Row("a department's own, led by nobody", DEPARTMENT | {"督查组": GONE}, upto("反馈"), told("结论"), None),
    Row("nothing found", {}, upto("现场"), told("结论"), None),
    Row("without evidence (art. 16)", {}, upto("反馈", 发现={"证据": []}), told("结论"), "no-evidence"),
    Row(
        "with evidence added",
        {},
        (*upto("反馈", 发现={"证据": []}), entry("2026-03-13", "认定", 序号=1, 理由="补拍", 证据=PROOF)),
        told("结论"),
        None,
    ),
    Row("not heard", {}, upto("发现"), told("结论"), "not-heard"),
    Row("asked, on the last day of its time", {}, upto("征求"), told("结论", 日期="2026-03-18"), "not-heard"),
    Row("asked, the day after its time", {}, upto("征求"), told("结论", 日期="2026-03-19"), None),
    Row("disputed and not settled", {}, upto("反馈", **DISPUTED), told("结论"), "unsettled"),
    Row(
        "disputed and settled",
        {},
        (*upto("反馈", **DISPUTED), entry("2026-03-13", "认定", 序号=1, 理由="核实")),
        told("结论"),
        None,
    ),
    Row("served on who is not concerned", {}, upto("报告"), told("送甲", 单位="丙镇"), "not-concerned"),
]
ASKED = entry("2026-04-03", "申请复核", 单位="甲镇", 理由="不服")


def review(**said: Any) -> Any:  # noqa: ANN401 - any entry
    own = {"单位": "甲镇", "决定": "维持", "复核人": ["钱七"], "理由": "清楚", "批准人": "孙明"}
    return entry("2026-04-20", "复核决定", **(own | said))


BOTH = (*upto("送乙"), ASKED, entry("2026-04-03", "申请复核", 单位="乙镇", 理由="不服"))


def gone(ruling: str) -> Any:  # noqa: ANN401 - any entry
    return msgspec.structs.replace(review(单位="乙镇", 决定=ruling), on=day("2026-04-07"))


ANEW = (
    told("征求", 日期="2026-04-08", 时限="2026-04-13"),
    told("反馈", 日期="2026-04-09"),
    told("结论", 日期="2026-04-14"),
    told("送甲", 日期="2026-04-15"),
    told("送乙", 日期="2026-04-15"),
)


def served(on: str) -> tuple[Any, ...]:
    return (*upto("报告", without=["发现", "征求", "反馈"]), told("送甲", 日期=on), told("送乙", 日期=on))


def asking(on: str) -> Any:  # noqa: ANN401 - any entry
    return entry(on, "申请复核", 单位="甲镇", 理由="不服")


def disposing(**said: Any) -> Any:  # noqa: ANN401 - any entry
    return told("处理", **said)


REVIEWING = [
    # received on 20 March: the thirtieth day, 19 April, is a Sunday, so Monday the 20th
    Row("asked in time", {}, served("2026-03-20"), asking("2026-04-20"), None),
    Row("asked a day late (art. 17)", {}, served("2026-03-20"), asking("2026-04-21"), "review-late"),
    # received on 17 March: 16 April, a Thursday
    Row("asked in time on a workday", {}, served("2026-03-17"), asking("2026-04-16"), None),
    Row("asked late on a workday", {}, served("2026-03-17"), asking("2026-04-17"), "review-late"),
    Row("decided by others", {}, (*upto("送乙"), ASKED), review(), None),
    Row("decided by a member", {}, (*upto("送乙"), ASKED), review(复核人=["钱七", "赵六"]), "reviewer-aside"),
    Row("decided by who concluded", {}, (*upto("送乙"), ASKED), review(复核人=["方县长"]), "reviewer-aside"),
    Row(
        "decided by who was in it and left",
        {"督查组": [{"姓名": "赵六"}]},
        (*upto("送乙"), ASKED),
        review(复核人=["李主任"]),
        "reviewer-aside",
    ),
    Row(
        "decided, the conclusion approved by nobody",
        {},
        (*upto("送乙", 结论={"批准人": None}), ASKED),
        review(),
        None,
    ),
    Row("decided, its conclusion revoked since", {}, (*BOTH, gone("撤销")), review(), "review-moot"),
    Row("decided, its conclusion changed since", {}, (*BOTH, gone("变更")), review(), "review-moot"),
    Row("decided, the other upheld", {}, (*BOTH, gone("维持")), review(), None),
    Row(
        "asked anew, of the conclusion made anew",
        {},
        (*BOTH, gone("撤销"), *ANEW),
        asking("2026-04-30"),
        None,
    ),
    Row(
        "decided of the conclusion made anew",
        {},
        (*BOTH, gone("撤销"), *ANEW, asking("2026-04-16")),
        review(),
        None,
    ),
    Row("asked twice", {}, (*upto("送乙"), ASKED), asking("2026-04-06"), "not-allowed"),
    Row("served on nobody", {}, upto("报告"), entry("2026-03-17", "结论送达"), "not-allowed"),
    Row("a review approved by nobody", {}, (*upto("送乙"), ASKED), review(批准人=None), "approver-missing"),
]
DISPOSING = [
    Row(
        "circulated by nobody's word (art. 21)", {}, upto("送乙"), disposing(批准人=None), "approver-missing"
    ),
    Row("circulated by a deputy's word", {}, upto("送乙"), disposing(批准人="孙明"), "wrong-post"),
    Row(
        "circulated by the government's meeting",
        {},
        upto("送乙"),
        disposing(去向="通报", 批准人="孙明", 批准方式="会议"),
        None,
    ),
    Row(
        "a department's own, by a deputy's word",
        DEPARTMENT,
        upto("送乙"),
        disposing(去向="通报", 批准人="孙明"),
        None,
    ),
    Row(
        "handed over to nobody (art. 23)",
        {},
        upto("送乙"),
        disposing(去向="移送", 文号="1号"),
        "hand-over-bare",
    ),
    Row(
        "handed over without number",
        {},
        upto("送乙"),
        disposing(去向="移送", 接收机关="县监委"),
        "hand-over-bare",
    ),
    Row("handed over", {}, upto("送乙"), disposing(去向="移送", 接收机关="县监委", 文号="1号"), None),
    Row("rejected without a reason", {}, upto("送乙"), disposing(去向="不予认定"), "reason-missing"),
    Row("rectified by nothing", {}, upto("送乙"), disposing(去向="整改", 批准人=None), "task-missing"),
    Row(
        "rectified by what is not there",
        {},
        upto("送乙"),
        disposing(去向="整改", 整改="ZG-2026-0009"),
        "no-task",
    ),
    Row(
        "of a problem given up",
        {},
        (*upto("送乙"), entry("2026-03-13", "认定", 序号=1, 成立="否", 理由="查无", 批准人="方县长")),
        disposing(),
        "not-held",
    ),
]
# both received it by 18 March: 乙镇 may ask until Friday 17 April
ARCHIVING = [
    Row("the last day for a review", {}, upto("处理"), told("归档", 日期="2026-04-17"), "review-open"),
    Row("the day after the last for a review", {}, upto("处理"), told("归档", 日期="2026-04-18"), None),
    Row("before it was reported", {}, upto("处理", without=["报告"]), told("归档"), "no-report"),
    Row("with an open problem", {}, upto("送乙"), told("归档"), "finding-open"),
    Row("with a review pending", {}, (*upto("处理"), ASKED), told("归档"), "review-pending"),
    Row("with a review decided", {}, (*upto("处理"), ASKED, review()), told("归档"), None),
]
ENDING = [
    Row("on site after the scheme's last day", {}, upto("实施"), told("现场", 日期="2026-03-21"), None),
    Row(
        "cancelled by nobody's word",
        {},
        upto("方案"),
        entry("2026-03-05", "取消", 原因="不查"),
        "approver-missing",
    ),
    Row(
        "merged into itself",
        {},
        upto("方案"),
        entry("2026-03-05", "并入", 并入=ID, 原因="重复", 批准人="方县长"),
        "merged-into-itself",
    ),
    Row(
        "merged into nothing",
        {},
        upto("方案"),
        entry("2026-03-05", "并入", 并入="DX-2026-0009", 原因="重复", 批准人="方县长"),
        "no-inspection",
    ),
    Row(
        "amended before the scheme",
        {},
        upto("立项"),
        entry("2026-03-02", "变更", 字段="止", 新值="2026-03-25", 原因="改期"),
        None,
    ),
    Row(
        "amended after it (art. 15)",
        {},
        upto("方案"),
        entry("2026-03-05", "变更", 字段="止", 新值="2026-03-25", 原因="改期"),
        "approver-missing",
    ),
    Row(
        "what is no part of the scheme",
        {},
        upto("方案"),
        entry("2026-03-05", "变更", 字段="备注", 新值="x", 原因="y"),
        None,
    ),
    Row("on a day to come", {}, upto("方案"), start("2026-07-01"), "future-date"),
]
ROWS = [
    *(*ENTERING, *SCHEME, *PREPARING, *STARTING, *ON_SITE, *CONCLUDING),
    *(*REVIEWING, *DISPOSING, *ARCHIVING, *ENDING),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_gate(row: Row) -> None:
    file = inspection(*row.journal, **row.head)
    if row.code is None:
        assert decided(file, row.made).action is row.made.action
        return
    with pytest.raises(DubanError) as refused:
        decided(file, row.made)
    (problem,) = refused.value.problems
    assert problem.code == row.code
    assert problem.message
    assert problem.advice


def test_no_case_twice() -> None:
    assert [name for name, count in Counter(row.name for row in ROWS).items() if count > 1] == []


@pytest.mark.parametrize(
    ("made", "due_on"),
    [
        ("2026-03-11", "2026-03-18"),
        ("2026-04-02", "2026-04-10"),  # 3, 7, 8, 9, 10 April
        ("2026-04-30", "2026-05-11"),  # 6, 7, 8, 9 (worked), 11 May
    ],
)
def test_a_unit_has_five_working_days(made: str, due_on: str) -> None:
    asked = decided(inspection(*upto("发现"), 止="2026-12-31"), told("征求", 日期=made, 时限=None))
    assert str(asked.due_on) == due_on


def planned(*numbers: str, period: str = "2026") -> dict[str, Any]:
    raw = {
        "日期": "2026-01-05",
        "登记": "2026-01-05T09:00:00+08:00",
        "经办": "王五",
        "期": period,
        "批准人": "方县长",
    }
    entry_ = read_record(raw | {"列入": list(numbers)}, ApprovePlan)
    return {period: dict.fromkeys(numbers, entry_)}


@pytest.mark.parametrize(
    ("plans", "code"),
    [
        (planned(ID), None),
        (planned("DX-2026-0002"), "no-basis"),
        (planned(ID, period="2026-02"), None),  # the month it was planned for is over, its year is not
        (planned(ID, period="2025"), "no-basis"),
        (planned(ID, period="2025-12"), "no-basis"),
        (planned(ID, period="2025") | planned(ID, period="2026-03"), None),
    ],
)
def test_a_plan_carries_a_start_of_its_year(plans: dict[str, Any], code: str | None) -> None:
    file = inspection(*upto("声明"), **NO_BASIS)
    at = ground(plans=plans)
    if code is None:
        assert decided(file, start("2026-03-09"), at)
    else:
        with pytest.raises(DubanError) as refused:
            decided(file, start("2026-03-09"), at)
        assert refused.value.problems[0].code == code


@pytest.mark.parametrize(
    ("other", "by", "code"),
    [
        (upto("方案"), "方县长", None),
        (upto("方案"), None, "approver-missing"),
        (upto("归档"), "方县长", "merged-into-ended"),
        (upto("送乙"), "方县长", "merged-into-ended"),
    ],
)
def test_merged_into_what_goes_on(other: tuple[Any, ...], by: str | None, code: str | None) -> None:
    survivor = inspection(*other, 编号="DX-2026-0002")
    made = entry("2026-03-05", "并入", 并入="DX-2026-0002", 原因="重复", 批准人=by)
    at = ground("2026-06-30", survivor)
    if code is None:
        assert decided(inspection(*upto("方案")), made, at)
    else:
        with pytest.raises(DubanError) as refused:
            decided(inspection(*upto("方案")), made, at)
        assert refused.value.problems[0].code == code


DUTY = {"规则": "default/office-half", "期": "2026H1"}


@pytest.mark.parametrize(
    ("own", "other", "code"),
    [
        ({"督查对象": ["丙镇"]}, {}, None),
        ({"督查事项": "防汛", "督查对象": ["乙镇", "丙镇"]}, {}, None),
        ({"督查事项": "防汛", "督查对象": ["各镇"]}, {}, None),
        ({"督查事项": "防汛", "督查对象": ["丙镇"]}, {}, "unrelated"),
        ({"督查事项": "防汛", "督查对象": None}, {}, "unrelated"),
        ({"督查事项": "防汛", "督查对象": ["丙镇"], "主题": "秋粮收购"}, {}, None),
        (DUTY, {}, "duty-left"),
        (DUTY, DUTY, None),
        (DUTY, DUTY | {"期": "2026H2"}, "duty-left"),
        ({}, DUTY, None),
    ],
)
def test_merged_into_what_is_related_and_meets_its_duty(
    own: dict[str, Any], other: dict[str, Any], code: str | None
) -> None:
    at = ground("2026-06-30", inspection(*upto("方案"), 编号="DX-2026-0002", **other))
    made = entry("2026-03-05", "并入", 并入="DX-2026-0002", 原因="重复", 批准人="方县长")
    if code is None:
        assert decided(inspection(*upto("方案"), **own), made, at)
    else:
        with pytest.raises(DubanError) as refused:
            decided(inspection(*upto("方案"), **own), made, at)
        assert refused.value.problems[0].code == code


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        ("2026-03-11", "只给甲镇到当天的时间反馈意见，按制度到 2026-03-18"),
        ("2026-03-17", "只给甲镇到2026-03-17的时间反馈意见，按制度到 2026-03-18"),
        ("2026-03-18", None),
        ("2026-03-25", None),
    ],
)
def test_less_time_than_the_rule_gives_is_told(due_on: str, said: str | None) -> None:
    notices = decide(INSPECTION, inspection(*upto("发现")), told("征求", 时限=due_on), ground()).notices
    assert [each.message for each in notices] == ([said] if said else [])


@pytest.mark.parametrize(("due_on", "count"), [("2026-03-11", 1), ("2026-03-12", 0)])
def test_the_same_day_is_told_without_a_rule(due_on: str, count: int) -> None:
    bare = msgspec.structs.replace(ground(), policies=make_book(make_policy()))
    notices = decide(INSPECTION, inspection(*upto("发现")), told("征求", 时限=due_on), bare).notices
    assert [each.code for each in notices] == ["due-short"] * count


@pytest.mark.parametrize(
    ("status", "barred"), [("待销号", "还没有销号（待销号）"), ("已销号", ""), ("已撤销", "整改撤销了")]
)
def test_an_open_rectification_bars_the_archive(status: str, barred: str) -> None:
    task = make_task(*events_to(Status(status)), id="JB-2026-0001")
    found = {"JB-2026-0001": fold(task, day("2026-12-31"))}
    at = ground()
    at = msgspec.structs.replace(at, elsewhere=at.elsewhere._replace(find=found.get))
    file = inspection(*upto("送乙"), disposing(去向="整改", 整改="JB-2026-0001", 批准人=None))
    if not barred:
        assert decided(file, told("归档"), at)
    else:
        with pytest.raises(DubanError, match=barred):
            decided(file, told("归档"), at)


def test_without_rules_days_are_said_and_nothing_is_too_late() -> None:
    """A policy that has no rules on inspections: no filing, no time for an answer or a review, no overlap."""
    bare = msgspec.structs.replace(ground("2026-12-31"), policies=make_book(make_policy()))
    with pytest.raises(DubanError) as refused:
        decided(inspection(*upto("发现")), told("征求", 时限=None), bare)
    assert refused.value.problems[0].code == "no-limit"
    assert decided(inspection(*upto("发现")), told("征求"), bare)
    assert decided(inspection(*served("2026-03-20")), asking("2026-12-01"), bare)
    own = inspection(told("立项"), entry("2026-03-02", "方案审定"), **TO_MARCH)
    assert decided(own, start("2026-03-16"), bare)
    assert decided(inspection(*upto("立项")), told("方案"), bare)


@pytest.mark.parametrize(
    "policy", ["anshan-2015", "liupanshui-2016", "ledong-2019", "guizhou-2020", "shiwei"]
)
def test_thirty_days_bind_under_every_policy(policy: str) -> None:
    """国令第733号 art. 17, whatever a policy inherits: 20 March, and 19 April a Sunday."""
    found, _ = load_policy(policy, None)
    assert found is not None
    bound = msgspec.structs.replace(ground(), policies=make_book(found))
    assert decided(inspection(*served("2026-03-20")), asking("2026-04-20"), bound)
    with pytest.raises(DubanError) as refused:
        decided(inspection(*served("2026-03-20")), asking("2026-04-21"), bound)
    assert refused.value.problems[0].code == "review-late"


def test_a_problem_given_up_needs_no_end() -> None:
    gone = entry("2026-03-13", "认定", 序号=1, 成立="否", 理由="查无", 批准人="方县长")
    assert decided(inspection(*upto("送乙"), gone), told("归档"))


def test_a_day_after_the_scheme_is_told() -> None:
    notices = decide(INSPECTION, inspection(*upto("实施")), told("现场", 日期="2026-03-21"), ground()).notices
    assert [each.code for each in notices] == ["past-scheme"]


@pytest.mark.parametrize(
    ("leaders", "code", "told"),
    [
        ([], None, []),
        ([("方县长", None, None, None)], None, ["post-unknown"]),
        ([("方县长", "行政首长", None, "2026-02-28"), ("孙明", None, None, None)], "not-in-office", []),
        ([("方县长", "行政首长", "2026-03-01", None), ("旧县长", "行政首长", None, "2026-02-28")], None, []),
        ([("方县长", None, None, None), ("旧县长", "行政首长", None, "2026-02-28")], None, ["post-unknown"]),
        ([("方县长", None, None, None), ("新县长", "行政首长", "2026-03-01", None)], "wrong-post", []),
    ],
)
def test_who_is_head_of_government_the_roll_says(
    leaders: list[tuple[str, str | None, str | None, str | None]], code: str | None, told: list[str]
) -> None:
    """The instruction is 方县长's of 1 March; titles (县长) are not looked at."""
    keys = ("姓名", "职务类别", "自", "至")
    raw = [
        {key: each for key, each in zip(keys, post, strict=True) if each} | {"职务": "县长"}
        for post in leaders
    ]
    at = msgspec.structs.replace(ground(), roll=Roll(read_record(each, Leader) for each in raw))
    made = STORY["立项"]
    if code is None:
        decided_ = decide(INSPECTION, inspection(), entry(made[0], made[1]), at)
        assert [each.code for each in decided_.notices] == told
        return
    with pytest.raises(DubanError) as refused:
        decided(inspection(), entry(made[0], made[1]), at)
    assert refused.value.problems[0].code == code


def test_an_undeclared_member_is_told_and_no_bar() -> None:
    made = decide(INSPECTION, inspection(*upto("声明")), start("2026-03-09"), ground())
    assert [each.code for each in made.notices] == ["undeclared"]
    assert "赵六还没有回避声明" in made.notices[0].message


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        (told("立项"), []),
        (told("立项", 日期="2026-03-09"), []),
        (told("立项", 日期="2026-03-10"), ["days-past"]),
        (told("方案", 日期="2026-03-21"), ["days-past"]),
        (amend("起", "2026-03-09"), ["days-past"]),
        (amend("起", "2026-03-10"), []),
        (amend("主题", "秋粮"), []),
    ],
)
def test_days_gone_by_are_told(made: Any, codes: list[str]) -> None:  # noqa: ANN401 - any kind of entry
    """The first day is 9 March; what is entered or settled later was written down afterwards."""
    file = inspection(*(() if made.action == "督查立项" else upto("立项")))
    notices = decide(INSPECTION, file, made, ground()).notices
    assert [each.code for each in notices] == codes


def test_the_head_of_the_group_of_an_object_is_told_with_the_scheme() -> None:
    notices = decide(INSPECTION, inspection(*upto("立项"), 督查组=OWN), told("方案"), ground()).notices
    assert [each.code for each in notices] == ["own-unit"]


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ({"法定方式": ["听取汇报"], "通知": "否"}, ["means-announced"]),
        ({"法定方式": ["自查说明"], "实施方式": ["暗访"]}, ["means-announced"]),
        ({"法定方式": ["听取汇报"]}, []),
        ({"法定方式": ["调阅复制资料"], "通知": "否", "实施方式": ["暗访"]}, []),
    ],
)
def test_nobody_is_told_and_yet_asked_to_report(head: dict[str, Any], codes: list[str]) -> None:
    notices = decide(INSPECTION, inspection(*upto("立项"), **head), told("方案"), ground()).notices
    assert [each.code for each in notices] == codes


@pytest.mark.parametrize(
    ("year", "month", "refused"),
    [
        ("2026-02-01", "2026-03-20", False),  # the year's plan carries it, that of the month came later
        ("2026-03-20", "2026-02-01", False),
        ("2026-03-20", "2026-03-21", True),
    ],
)
def test_any_plan_that_was_approved_by_then_carries_a_start(year: str, month: str, refused: bool) -> None:
    raw = {"经办": "王五", "批准人": "方县长", "列入": [ID]}
    plans = {
        period: {
            ID: read_record(raw | {"期": period, "日期": on, "登记": f"{on}T09:00:00+08:00"}, ApprovePlan)
        }
        for period, on in (("2026", year), ("2026-03", month))
    }
    file = inspection(*upto("声明"), **NO_BASIS)
    if refused:
        with pytest.raises(DubanError):
            decided(file, told("实施"), ground(plans=plans))
    else:
        assert decided(file, told("实施"), ground(plans=plans)).on == day("2026-03-09")


@pytest.mark.parametrize(
    ("today", "said", "way"),
    [
        ("2026-03-06", "督查组出发", "2026-03-09 起：duban inspect start DX-2026-0001"),
        ("2026-03-09", "督查组出发", "duban inspect start DX-2026-0001"),
        ("2026-03-20", "督查组出发", "duban inspect start DX-2026-0001"),
        (
            "2026-03-21",
            "定的日子（到 2026-03-20）已经过了，改期以后出发",
            "duban inspect amend DX-2026-0001 --starts-on",
        ),
    ],
)
def test_who_sets_out_when(today: str, said: str, way: str) -> None:
    step = setting_out(state_of(inspection(*upto("方案")), today), day(today), ground(today))
    assert step.said == said
    assert step.way.startswith(way)
