"""A new kind of rule is known everywhere: every place that must know the kinds is asked for each of them."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import get_args

import msgspec
import pytest

from duban.cli.commands.setup.schema import read_captions
from duban.core.duties.duty import DutyKind
from duban.core.model.record import official_keys, read_record
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind
from duban.core.policy.inheritance import rule_faults
from duban.core.policy.rules import AnyRule, Applies, MilestoneRule, Policy, Rule, Settings
from duban.views import duty_text
from duban.views.export import agenda
from duban.views.period import self_check
from duban.views.queries.policies import policy_show, tell_rule

ROOT = Path(__file__).parents[3]
SOURCE = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
MODEL = (ROOT / "docs" / "data-model.md").read_text("utf-8")
KINDS_IN_MODEL = re.findall(r"^\| 种类 \| kind \| (.*, .*) \| yes \|$", MODEL, re.MULTILINE)
CAPTIONS = read_captions()
SCHEMA = json.loads((ROOT / "schemas" / "policy.schema.json").read_text("utf-8"))
EXAMPLES: dict[str, dict[str, object]] = {
    "时限": {"义务人": "牵头单位", "起算": "交办", "期限": {"数": 3, "单位": "日"}, "完成": ["报结"]},
    "周期": {"义务人": "牵头单位", "每": "月"},
    "节点": {"粒度": "年"},
    "要素": {"字段": ["牵头单位"]},
    "核验": {},
    "回访": {"问": ["情况真实"]},
    "公示": {},
    "预警": {"提前": {"数": 5, "单位": "工作日"}},
    "评价": {},
    "督查": {"环节": "备案", "期限": {"数": 6, "单位": "工作日"}},
    "约谈": {"环节": "二级约谈", "职务": ["党委书记"]},
    "线索": {"环节": "研判", "期限": {"数": 5, "单位": "工作日"}},
    "定额": {"所计": "走访", "每": "季", "数": 1},
}
"""What a rule of each 种类 must have, beside what all rules have."""


def word_of(kind: type[Rule]) -> str:
    return str(kind.__struct_config__.tag)


def policy_of(kind: type[Rule], applies: Mapping[str, object] = MappingProxyType({})) -> Policy:
    rule = {"种类": word_of(kind), "标识": "r", "名称": "n", "条款": "一", "说明": "x", "适用": dict(applies)}
    return read_record({"名称": "p", "全称": "p", "规则": [rule | EXAMPLES[word_of(kind)]]}, Policy)


def is_captioned(kind: type[Rule]) -> bool:
    keys = official_keys(kind).values()
    return kind.__name__ in CAPTIONS.records and all(CAPTIONS.of(kind.__name__, key) for key in keys)


CONDITIONS: dict[str, tuple[str, dict[str, object], LedgerKind]] = {
    "台账": ("重要文件", {}, LedgerKind.DOCUMENT),
    "缓急": ("急件", {"缓急": "急件"}, LedgerKind.MEETING),
    "报告类别": ("重要", {"报告类别": "重要"}, LedgerKind.MEETING),
    "性质": ("年度", {"性质": "年度"}, LedgerKind.MEETING),
    "来源类别": ("领导批示", {"来源": [{"类别": "领导批示", "名称": "x"}]}, LedgerKind.MEETING),
    "标签": ("民生", {"标签": ["民生"]}, LedgerKind.MEETING),
    "无标签": ("缓办", {"标签": ["缓办"]}, LedgerKind.MEETING),
    "整改类型": ("持续", {"整改类型": "持续"}, LedgerKind.MEETING),
    "公开": ("是", {"公开": "是"}, LedgerKind.MEETING),
}
"""For each key of 适用 a value, and the head and the ledger of a task that it tells from a bare one in a meeting's."""
SETTINGS: dict[str, object] = {
    "登账期限": 3,
    "音讯期限": 60,
    "联合牵头": "是",
    "办结认定": "日期",
    "报告类别": "常规",
    "核验期限": 10,
    "批件期限": 5,
    "分离": "全部",
    "原因": [{"名称": "不敢碰硬", "条款": "第五条"}],
}


PLACES: tuple[tuple[str, Callable[[type[Rule]], bool]], ...] = (
    ("AnyRule in src/duban/core/policy/rules.py", lambda kind: kind in get_args(AnyRule)),
    ("EXAMPLES in this file", lambda kind: word_of(kind) in EXAMPLES),
    (
        "_kind_faults in src/duban/core/policy/inheritance.py",
        lambda kind: list(rule_faults(policy_of(kind))) == [],
    ),
    (
        "_TELL in src/duban/views/queries/policies.py",
        lambda kind: tell_rule(policy_of(kind).rules[0]) != "",
    ),
    (
        "policy_show in src/duban/views/queries/policies.py",
        lambda kind: len(list(policy_show(policy_of(kind)).tables[0].all_rows())) == 1,
    ),
    ("records, keys and own in src/duban/data/captions.yaml", is_captioned),
    (
        "the heading of its table in docs/data-model.md",
        lambda kind: f"### 种类 {word_of(kind)} (`{kind.__name__}`)" in MODEL,
    ),
    (
        "种类 in the table of Rule in docs/data-model.md",
        lambda kind: word_of(kind) in KINDS_IN_MODEL[0].split(", "),
    ),
    ("schemas/policy.schema.json (duban schema schemas)", lambda kind: kind.__name__ in SCHEMA["$defs"]),
    (
        "rules_of(…) or rules_for(…) where the rule is applied, in src/duban",
        lambda kind: re.search(rf"\brules_(of|for)\({kind.__name__}\b", SOURCE) is not None,
    ),
)


def knows(check: Callable[[type[Rule]], bool], kind: type[Rule]) -> bool:
    """Whether the place knows the kind; one that meets it and does not expect it does not."""
    try:
        return check(kind)
    except (AssertionError, KeyError, msgspec.ValidationError):
        return False


@pytest.mark.parametrize(("place", "check"), PLACES, ids=[place for place, _ in PLACES])
def test_every_kind_of_rule_is_known(place: str, check: Callable[[type[Rule]], bool]) -> None:
    unknown = [kind.__name__ for kind in Rule.__subclasses__() if not knows(check, kind)]
    assert unknown == [], f"add {unknown} to: {place}"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("KINDS in src/duban/views/duty_text.py", duty_text.KINDS),
        ("CATEGORIES in src/duban/views/export/agenda.py", agenda.CATEGORIES),
        ("KINDS in src/duban/views/period/self_check.py", self_check.KINDS),
    ],
)
def test_every_kind_of_duty_is_known(place: str, words: Mapping[DutyKind, str]) -> None:
    assert set(words) == set(get_args(DutyKind)), place


def test_every_condition_is_known() -> None:
    """A condition is looked at, remembered apart, counted and told: `Applies`, `Policy.rules_for`, `_tell_applies`."""
    assert set(CONDITIONS) == set(official_keys(Applies).values())
    bare = read_record({"编号": "HY-2026-0001", "事项": "x"}, Task)
    for key, (value, head, ledger) in CONDITIONS.items():
        policy = policy_of(MilestoneRule, {key: [value]})
        other = read_record({"编号": "HY-2026-0002", "事项": "x", **head}, Task)
        found = [
            policy.rules_for(MilestoneRule, bare, LedgerKind.MEETING),
            policy.rules_for(MilestoneRule, other, ledger),
        ]
        assert sorted(map(len, found)) == [0, 1], key
        assert policy.rules[0].applies.narrowness == 1
        assert value in tell_rule(policy.rules[0])


def test_every_setting_is_shown() -> None:
    assert set(SETTINGS) == set(official_keys(Settings).values())
    shown = [
        policy_show(read_record({"名称": "p", "全称": "p", "设置": {key: value}}, Policy)).paragraphs
        for key, value in SETTINGS.items()
    ]
    assert (
        len({*shown, policy_show(read_record({"名称": "p", "全称": "p"}, Policy)).paragraphs})
        == len(SETTINGS) + 1
    )
