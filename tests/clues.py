"""Clues as a test reads them: a head, a story of entries in March 2026, the rules that bind it."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from tests.builders import day, make_ground, make_policy, make_register, moment

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.cases.clue import CLUE
from duban.core.clues.life import ClueState
from duban.core.engine.decide import decide
from duban.core.engine.fold import fold
from duban.core.model.clues.records import Clue
from duban.core.model.record import read_record

ID = "XS-2026-0001"
HEAD: dict[str, Any] = {
    "编号": ID,
    "线索事由": "饮水工程停工",
    "渠道": "12345",
    "线索类别": "政策不落实",
    "反映内容": "停工三个月。",
    "被反映单位": ["甲镇"],
    "反映人": {"姓名": "欧阳某", "联系方式": "13800001111"},
}
STORY: dict[str, tuple[str, str, dict[str, Any]]] = {
    "登记": ("2026-03-02", "线索登记", {}),
    "研判": ("2026-03-03", "线索研判", {"去向": "转办"}),
    "转办": ("2026-03-04", "线索转办", {"单位": "县水务局", "时限": "2026-03-25"}),
    "反馈": ("2026-03-16", "线索反馈", {"单位": "县水务局", "核实": "属实", "情况": "已复工。"}),
    "抽取": ("2026-03-17", "抽查抽取", {"名单": [ID], "数": 1, "种子": "1", "抽中": [ID]}),
    "核查": ("2026-03-18", "抽查核查", {"单位": "县水务局", "结果": "情况一致", "情况": "已复工。"}),
    "答复": ("2026-03-19", "答复", {"方式": "电话"}),
    "办结": ("2026-03-20", "线索办结", {}),
}
"""By a short name: the day, the action, what else the entry says (official keys)."""
RULES: tuple[dict[str, Any], ...] = (
    *({"环节": step, "期限": {"数": days, "单位": "工作日"}} for step, days in (("研判", 5), ("处理", 3))),
    *({"环节": step, "期限": {"数": days, "单位": "工作日"}} for step, days in (("反馈", 15), ("答复", 5))),
    {"环节": "转信访", "期限": {"数": 5, "单位": "工作日"}},
    {"环节": "抽查", "比例": 10, "期限": {"数": 10, "单位": "工作日"}},
)
POLICY = make_policy(*({"种类": "线索", **rule} for rule in RULES))
REGISTER = make_register(
    *({"全称": name} for name in ("甲镇", "乙镇", "县水务局", "县信访局")),
    {"全称": "甲镇水管站", "上级": "甲镇"},
    {"全称": "各镇", "成员": ["甲镇", "乙镇"]},
)


def entry(on: str, action: str, **said: Any) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry by its action and official keys, recorded at nine on its own day."""
    kinds = {str(each): kind for each, kind in CLUE.entries.items()}
    raw = {"日期": on, "登记": moment(on).isoformat(), "动作": action, "经办": "王五"} | said
    return msgspec.convert({key: value for key, value in raw.items() if value is not None}, kinds[action])


def told(name: str, **said: Any) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry of the story, changed as said (a day by 日期)."""
    on, action, own = STORY[name]
    values = own | said
    return entry(values.pop("日期", on), action, **values)


def clue(*journal: Any, **head: Any) -> Clue:  # noqa: ANN401 - entries, and raw values
    """A clue with this journal; `head` by official keys, None takes one away."""
    raw = {key: value for key, value in (HEAD | head).items() if value is not None}
    return msgspec.structs.replace(read_record(raw, Clue), journal=journal)


def upto(last: str, *, without: Iterable[str] = (), **changed: Mapping[str, Any]) -> tuple[Any, ...]:
    """The story up to an entry, without some, with some changed."""
    names = list(STORY)[: list(STORY).index(last) + 1]
    return tuple(told(name, **changed.get(name, {})) for name in names if name not in set(without))


def routed(route: str, action: str = "", **said: Any) -> tuple[Any, ...]:  # noqa: ANN401 - raw values
    """Entered, assessed with a route, and (where an action is named) taken there on 4 March."""
    went = (entry("2026-03-04", action, **said),) if action else ()
    return (told("登记"), told("研判", 去向=route), *went)


def state_of(file: Clue, on: str = "2026-12-31") -> ClueState:
    state: Any = fold(CLUE.life, file, day(on), register=REGISTER)
    found: ClueState = state
    return found


def ground(today: str = "2026-06-30", *others: Clue, found: Mapping[str, Any] | None = None) -> Ground:
    """What a decision looks at: the rules, the register, the other clues, and what else bears a number."""
    states = [state_of(each, today) for each in others]
    known = {each.head.id: each for each in states} | dict(found or {})
    elsewhere = Elsewhere(known.get, clues=lambda: states)
    return msgspec.structs.replace(make_ground(POLICY, today, REGISTER, None), elsewhere=elsewhere)


def decided(file: Clue, made: Any, at: Ground | None = None) -> Any:  # noqa: ANN401 - any kind of entry
    """What becomes of an entry: completed and allowed. Raises DubanError."""
    return decide(CLUE, file, made, at or ground()).event
