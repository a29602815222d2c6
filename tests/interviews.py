"""Interviews as a test reads them: a head, a story of entries in March 2026, the rules that bind it.

The story is told once; a test says how far it goes, leaves out what it does not want, and puts in what it does.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from tests.builders import (
    assigned,
    day,
    event,
    make_ground,
    make_policy,
    make_register,
    make_task,
    moment,
    registered,
)
from tests.inspections import inspection
from tests.inspections import state_of as inspected
from tests.inspections import upto as inspected_upto

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.cases.interview import INTERVIEW
from duban.core.engine.decide import decide
from duban.core.engine.fold import fold
from duban.core.interviews.life import InterviewState
from duban.core.model.interviews.records import Interview
from duban.core.model.people import Roll
from duban.core.model.record import read_record
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Leader
from duban.core.state.transitions import fold as fold_task

ID, TASK = "YT-2026-0001", "WJ-2026-0001"
HEAD: dict[str, Any] = {
    "编号": ID,
    "约谈事项": "秋粮收购进展缓慢",
    "事由": "进展缓慢",
    "被约谈人": {"姓名": "周正", "单位": "甲镇", "职务": "镇长"},
    "事项": [TASK],
    "发现": ["DX-2026-0001/1"],
}
STORY: dict[str, tuple[str, str, dict[str, Any]]] = {
    "立项": ("2026-03-16", "约谈立项", {}),
    "会商": ("2026-03-17", "约谈会商", {"参加": ["县委办", "县政府办"]}),
    "建议": ("2026-03-18", "约谈建议", {"报送": "方县长"}),
    "批准": ("2026-03-19", "约谈批准", {"批准人": "方县长"}),
    "通知": ("2026-03-20", "约谈通知", {"约谈日期": "2026-03-23", "约谈人": ["何部长"]}),
    "约谈": (
        "2026-03-23",
        "约谈",
        {"约谈人": ["何部长"], "问题": "没有动", "要求": "快办", "时限": "2026-04-22"},
    ),
    "报告": ("2026-04-20", "整改报告", {"原因": "没有钱", "措施": "已经动了"}),
    "办结": ("2026-04-21", "约谈办结", {"成效": "已见效", "理由": "已经收完"}),
}
"""By a short name: the day, the action, what else the entry says (official keys)."""
RULES: tuple[dict[str, Any], ...] = (
    {"环节": "会商", "事由": ["进展缓慢"], "参加": ["县委办", "县政府办"]},
    {"环节": "批准", "事由": ["进展缓慢"], "职务": ["党委书记", "行政首长"]},
    {"环节": "一级约谈", "事由": ["进展缓慢", "考核末位"], "职务": ["组织部长"]},
    {"环节": "二级约谈", "职务": ["党委书记", "行政首长"]},
    {"环节": "整改报告", "期限": {"数": 30, "单位": "日"}},
    {"环节": "约谈次数", "次数": 2, "期限": {"数": 12, "单位": "月"}},
)
SLOW = (registered("2026-02-02"), assigned("2026-02-02", "2026-05-31"), event("签收", "2026-02-03", unit="A"))
"""A task that nothing is heard of, due on the last day of May."""
MOVED = (*SLOW, event("反馈", "2026-04-01", unit="A", done="复工"))
POLICY = make_policy(*({"种类": "约谈", **rule} for rule in RULES))
REGISTER = make_register({"全称": "甲镇", "主要负责人": "周正"}, {"全称": "乙镇"}, {"全称": "县水务局"})
POSTS = (
    ("林书记", "县委书记", "党委书记"),
    ("方县长", "县长", "行政首长"),
    ("何部长", "组织部部长", "组织部长"),
    ("孙明", "副县长", None),
)
LEADERS = Roll(
    read_record(
        {key: value for key, value in zip(("姓名", "职务", "职务类别"), post, strict=True) if value}, Leader
    )
    for post in POSTS
)


def entry(on: str, action: str, at: str | None = None, /, **said: Any) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry by its action and official keys; recorded at nine on its own day unless `at` is given."""
    kinds = {str(each): kind for each, kind in INTERVIEW.entries.items()}
    raw = {"日期": on, "登记": moment(at or on).isoformat(), "动作": action, "经办": "王五"} | said
    return msgspec.convert({key: value for key, value in raw.items() if value is not None}, kinds[action])


def told(name: str, **said: Any) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry of the story, changed as said (a day by 日期)."""
    on, action, own = STORY[name]
    values = own | said
    return entry(values.pop("日期", on), action, **values)


def upto(last: str, *, without: Iterable[str] = (), **changed: Mapping[str, Any]) -> tuple[Any, ...]:
    """The story up to an entry, without some, with some changed."""
    names = list(STORY)[: list(STORY).index(last) + 1]
    return tuple(told(name, **changed.get(name, {})) for name in names if name not in set(without))


def interview(*journal: Any, **head: Any) -> Interview:  # noqa: ANN401 - entries, and raw values
    """An interview with this journal; `head` by official keys, None takes one away."""
    raw = {key: value for key, value in (HEAD | head).items() if value is not None}
    return msgspec.structs.replace(read_record(raw, Interview), journal=journal)


def state_of(file: Interview, on: str = "2026-12-31", register: Register = REGISTER) -> InterviewState:
    state: Any = fold(INTERVIEW.life, file, day(on), register=register)
    found: InterviewState = state
    return found


def ground(today: str = "2026-06-30", *others: Interview, tasks: Iterable[Any] | None = None) -> Ground:
    """What a decision looks at: the rules, the register, the leaders, a task, an inspection, other interviews."""
    found: dict[str, Any] = {each.id: state_of(each, today) for each in others}
    found["DX-2026-0001"] = inspected(inspection(*inspected_upto("征求")), today)
    held = tasks if tasks is not None else [make_task(*SLOW, id=TASK)]
    found |= {each.id: fold_task(each, day(today), register=REGISTER) for each in held}
    states = [state_of(each, today) for each in others]
    elsewhere = Elsewhere(found.get, interviews=lambda: states)
    return msgspec.structs.replace(
        make_ground(POLICY, today, REGISTER, None), roll=LEADERS, elsewhere=elsewhere
    )


def decided(file: Interview, made: Any, at: Ground | None = None) -> Any:  # noqa: ANN401 - any kind of entry
    """What becomes of an entry, and what its writer is told. Raises DubanError."""
    return decide(INTERVIEW, file, made, at or ground())
