"""Inspections as a test reads them: a head, a story of entries in March 2026, the rules that bind it.

The story is told once; a test says how far it goes, leaves out what it does not want, and puts in what it does.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from tests.builders import day, make_ground, make_policy, make_register, moment

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.cases.inspection import INSPECTION
from duban.core.engine.decide import decide
from duban.core.engine.fold import fold
from duban.core.inspections.life import InspectionState
from duban.core.model.inspection import Inspection
from duban.core.model.people import Roll
from duban.core.model.record import read_record
from duban.core.model.terms import Action
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Leader

ID = "DX-2026-0001"
PROOF = [{"路径": f"附件/{ID}/照片.jpg", "sha256": "0" * 64}]
HEAD: dict[str, Any] = {
    "编号": ID,
    "督查事项": "秋粮收购",
    "依据": [{"类别": "行政首长批示", "领导": "方县长", "日期": "2026-03-01"}],
    "督查内容": ["行政效能"],
    "督查对象": ["甲镇", "乙镇"],
    "范围": "收购点",
    "起": "2026-03-09",
    "止": "2026-03-20",
    "督查组": [{"姓名": "李主任", "身份": "组长"}, {"姓名": "赵六"}],
    "组长指定人": "方县长",
}
"""A head that a scheme may be settled with."""
DEPARTMENT: dict[str, Any] = {"名义": "部门", "主办": "县水务局", "依据": None}
"""What makes it a department's own."""
DESIGNATED: dict[str, Any] = {
    "主办": "县水务局",
    "指定": {"机关": "县政府", "日期": "2026-02-01", "范围": "全县", "职责": "督查", "期限": "2026-06-30"},
}
"""What makes it a department's in the government's name."""

STORY: dict[str, tuple[str, str, dict[str, Any]]] = {
    "立项": ("2026-03-02", "督查立项", {}),
    "方案": ("2026-03-03", "方案审定", {"批准人": "方县长"}),
    "声明": ("2026-03-04", "回避声明", {"姓名": "李主任", "回避": "否"}),
    "实施": ("2026-03-09", "实施", {}),
    "现场": ("2026-03-10", "现场", {"地点": "甲镇粮站"}),
    "发现": ("2026-03-10", "发现", {"单位": "甲镇", "序号": 1, "事实": "压级压价", "证据": PROOF}),
    "征求": ("2026-03-11", "征求意见", {"单位": "甲镇", "时限": "2026-03-18"}),
    "反馈": ("2026-03-12", "意见反馈", {"单位": "甲镇", "序号": 1, "认可": "是"}),
    "结论": ("2026-03-16", "督查结论", {"意见": "总体落实", "批准人": "方县长"}),
    "报告": ("2026-03-16", "督查报告", {"报送": "方县长"}),
    "送甲": ("2026-03-17", "结论送达", {"单位": "甲镇"}),
    "送乙": ("2026-03-18", "结论送达", {"单位": "乙镇"}),
    "处理": ("2026-03-19", "处理", {"序号": 1, "去向": "线索", "批准人": "方县长"}),
    "归档": ("2026-04-30", "归档", {}),
}
"""By a short name: the day, the action, what else the entry says (official keys)."""
RULES = (
    {"环节": "备案", "期限": {"数": 6, "单位": "工作日"}},
    {"环节": "计划报审", "期限": {"数": 1, "单位": "月"}, "审定": "秘书长"},
    {"环节": "征求意见", "期限": {"数": 5, "单位": "工作日"}},
    {"环节": "申请复核", "期限": {"数": 30, "单位": "日"}},
    {"环节": "复核决定", "期限": {"数": 30, "单位": "日"}},
    {"环节": "重复督查", "期限": {"数": 3, "单位": "月"}},
)
POLICY = make_policy(*({"种类": "督查", **rule} for rule in RULES))
UNITS = ("甲镇", "乙镇", "丙镇", "县水务局")
REGISTER = make_register(
    *({"全称": name} for name in UNITS), {"全称": "各镇", "成员": ["甲镇", "乙镇", "丙镇"]}
)
LEADERS = Roll(
    read_record({"姓名": name, "职务": title, "职务类别": kind}, Leader)
    for name, title, kind in (("方县长", "县长", "行政首长"), ("孙明", "秘书长", "秘书长"))
)


def entry(on: str, action: str, at: str | None = None, /, **said: Any) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry by its action and official keys; recorded at nine on its own day unless `at` is given."""
    kinds = {str(each): kind for each, kind in INSPECTION.entries.items()}
    raw = {"日期": on, "登记": moment(at or on).isoformat(), "动作": action, "经办": "王五"} | said
    return msgspec.convert({key: value for key, value in raw.items() if value is not None}, kinds[action])


def told(name: str, **said: Any) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry of the story, changed as said (a day by 日期)."""
    on, action, own = STORY[name]
    values = own | said
    return entry(values.pop("日期", on), action, **values)


def inspection(*journal: Any, **head: Any) -> Inspection:  # noqa: ANN401 - entries, and raw values
    """An inspection with this journal; `head` by official keys, None takes one away."""
    raw = {key: value for key, value in (HEAD | head).items() if value is not None}
    return msgspec.structs.replace(read_record(raw, Inspection), journal=journal)


def upto(last: str, *, without: Iterable[str] = (), **changed: Mapping[str, Any]) -> tuple[Any, ...]:
    """The story up to an entry, without some, with some changed."""
    names = list(STORY)[: list(STORY).index(last) + 1]
    return tuple(told(name, **changed.get(name, {})) for name in names if name not in set(without))


def state_of(file: Inspection, on: str = "2026-12-31", register: Register = REGISTER) -> InspectionState:
    state: Any = fold(INSPECTION.life, file, day(on), register=register)
    found: InspectionState = state
    return found


def ground(today: str = "2026-06-30", *others: Inspection, plans: Mapping[str, Any] | None = None) -> Ground:
    """What a decision looks at: the rules, the register, the leaders, the other inspections, the plans."""
    states = [state_of(each, today) for each in others]
    found = {each.head.id: each for each in states}
    elsewhere = Elsewhere(found.get, lambda: states, lambda: plans or {})
    return msgspec.structs.replace(
        make_ground(POLICY, today, REGISTER, None), roll=LEADERS, elsewhere=elsewhere
    )


def decided(file: Inspection, made: Any, at: Ground | None = None) -> Any:  # noqa: ANN401 - any kind of entry
    """What becomes of an entry: completed and allowed. Raises DubanError."""
    return decide(INSPECTION, file, made, at or ground()).event


BOOKISH = (Action.ISSUE, Action.AMEND, Action.CORRECT)
"""What every numbered kind has."""
