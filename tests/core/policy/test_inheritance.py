"""A policy takes over another rule by rule, and what cannot be taken over is told."""

from typing import Any

import pytest

from duban.core.model.record import Fault, read_record
from duban.core.model.terms import LedgerKind, YesNo
from duban.core.policy.inheritance import SIX_LEDGERS, lineage, resolve
from duban.core.policy.rules import MetOn, Policy


def rule(identifier: str, **changes: object) -> dict[str, Any]:
    return {
        "种类": "时限",
        "标识": identifier,
        "名称": identifier,
        "条款": "一.1",
        "说明": "x",
        "义务人": "牵头单位",
        "起算": "交办",
        "期限": {"数": 3, "单位": "工作日"},
        "完成": ["报结"],
        **changes,
    }


def fields_rule(**changes: object) -> dict[str, Any]:
    return {"种类": "要素", "标识": "f", "名称": "f", "条款": "一", "说明": "x", **changes}


def ledger(kind: str, prefix: str) -> dict[str, str]:
    return {"种类": kind, "名称": f"{kind}台账", "字头": prefix}


def policy(name: str, *rules: dict[str, Any], **changes: object) -> Policy:
    return read_record({"名称": name, "全称": f"{name}全称", "规则": list(rules), **changes}, Policy)


def shelf(*policies: Policy) -> dict[str, Policy]:
    return {each.name: each for each in policies}


def resolved(name: str, *policies: Policy) -> Policy:
    found, faults = resolve(name, shelf(*policies))
    assert faults == ()
    assert found is not None
    return found


def faults_of(name: str, *policies: Policy) -> tuple[Fault, ...]:
    return resolve(name, shelf(*policies))[1]


BASE = policy(
    "base",
    rule("a"),
    rule("b", 条款="二.2"),
    rule("c", 出处="另一份文件"),
    文件={"标题": "基础文件", "文号": "基发〔2020〕1号"},
    台账=[
        {"种类": "重要文件", "名称": "文件台账", "字头": "WJ"},
        {"种类": "重大项目", "名称": "项目台账", "字头": "XM"},
    ],
    设置={"登账期限": 3, "音讯期限": 60, "办结认定": "日期"},
)


def test_rules_are_overridden_one_by_one_in_their_place() -> None:
    own = policy("own", rule("b", 条款="本市第1条"), rule("d"), 继承="base")
    found = resolved("own", BASE, own)
    assert [(r.id, r.clause) for r in found.rules] == [
        ("a", "一.1"),
        ("b", "本市第1条"),
        ("c", "一.1"),
        ("d", "一.1"),
    ]
    assert (found.base, found.dropped) == (None, ())


def test_a_rule_taken_over_cites_its_own_document() -> None:
    found = resolved("own", BASE, policy("own", rule("b"), 继承="base"))
    assert [found.cite(r) for r in found.rules] == ["基发〔2020〕1号 一.1", "own全称 一.1", "另一份文件 一.1"]


def test_without_number_the_document_is_cited_by_the_title_of_its_policy() -> None:
    base = policy("base", rule("a"))
    found = resolved("own", base, policy("own", 继承="base"))
    assert found.cite(found.rules[0]) == "base全称 一.1"


def test_dropped_rules_are_gone_but_may_be_written_anew() -> None:
    own = policy("own", rule("c", 名称="新的"), 继承="base", 停用=["a", "c"])
    assert [(r.id, r.name) for r in resolved("own", BASE, own).rules] == [("b", "b"), ("c", "新的")]


def test_ledgers_are_overridden_by_kind_and_settings_key_by_key() -> None:
    own = policy(
        "own",
        继承="base",
        台账=[
            {"种类": "重大项目", "名称": "大项目", "字头": "DX"},
            {"种类": "领导批示", "名称": "批示", "字头": "PS"},
        ],
        设置={"音讯期限": 30, "联合牵头": "是", "办结认定": "办结日期"},
    )
    found = resolved("own", BASE, own)
    assert [(plan.kind, plan.prefix) for plan in found.ledgers] == [
        (LedgerKind.DOCUMENT, "WJ"),
        (LedgerKind.PROJECT, "DX"),
        (LedgerKind.INSTRUCTION, "PS"),
    ]
    settings = found.settings
    assert (settings.record_within, settings.silent_after, settings.joint_leads, settings.source_met_on) == (
        3,
        30,
        YesNo.YES,
        MetOn.DONE_ON,
    )


def test_a_policy_that_names_no_ledgers_uses_the_six() -> None:
    assert resolved("p", policy("p")).ledgers == SIX_LEDGERS
    assert {plan.kind for plan in SIX_LEDGERS} == {*LedgerKind} - {LedgerKind.RECTIFICATION}


def test_a_chain_of_three() -> None:
    middle = policy("middle", rule("a", 名称="中"), 继承="base", 设置={"音讯期限": 40})
    found = resolved("top", BASE, middle, policy("top", rule("b", 名称="上"), 继承="middle"))
    assert [r.name for r in found.rules] == ["中", "上", "c"]
    assert (found.settings.record_within, found.settings.silent_after) == (3, 40)
    assert found.cite(found.rules[0]) == "middle全称 一.1"


def test_an_unknown_policy_names_the_nearest() -> None:
    found, (fault,) = resolve("bsae", shelf(BASE))
    assert found is None
    assert (fault.keys, fault.code) == ((), "unknown-policy")
    assert "是不是“base”" in fault.advice


def test_an_unknown_base_names_the_nearest() -> None:
    found, (fault,) = resolve("own", shelf(BASE, policy("own", 继承="bse")))
    assert found is None
    assert (fault.keys, fault.code) == (("继承",), "unknown-base")
    assert "是不是“base”" in fault.advice


@pytest.mark.parametrize(
    ("bases", "way"),
    [
        ({"a": "a"}, "a → a"),
        ({"a": "b", "b": "a"}, "a → b → a"),
        ({"a": "b", "b": "c", "c": "a"}, "a → b → c → a"),
    ],
)
def test_a_circle_is_told_in_full(bases: dict[str, str], way: str) -> None:
    found, (fault,) = resolve("a", shelf(*(policy(name, 继承=base) for name, base in bases.items())))
    assert found is None
    assert (fault.keys, fault.code) == (("继承",), "policy-cycle")
    assert way in fault.message


def test_a_base_that_cannot_be_had_is_blamed_on_the_base() -> None:
    circle = (policy("a", 继承="b"), policy("b", 继承="a"))
    lost = policy("lost", 继承="nowhere")
    wrong = policy("wrong", rule("x"), rule("x"))
    for base in ("a", "lost", "wrong"):
        found, (fault,) = resolve("own", shelf(*circle, lost, wrong, policy("own", 继承=base)))
        assert found is None
        assert (fault.keys, fault.code) == (("继承",), "broken-base")


def test_lineage_ends_where_it_comes_round_or_gets_lost() -> None:
    circle = shelf(policy("a", 继承="b"), policy("b", 继承="a"), policy("c", 继承="zz"))
    assert lineage("a", circle) == ("a", "b")
    assert lineage("c", circle) == ("c", "zz")


@pytest.mark.parametrize(
    ("own", "keys", "code", "advice"),
    [
        (policy("own", rule("x"), rule("x")), ("规则", 1, "标识"), "duplicate-rule", "标识"),
        (policy("own", rule("x", 条款="  ")), ("规则", 0, "条款"), "empty-value", "三.2"),
        (
            policy("own", rule("x", 期限={"单位": "工作日"})),
            ("规则", 0, "期限"),
            "bad-period",
            "{数: 5, 单位: 工作日}",
        ),
        (
            policy("own", rule("x", 期限={"数": 1, "单位": "当日"})),
            ("规则", 0, "期限"),
            "bad-period",
            "{单位: 当日}",
        ),
        (
            policy("own", rule("x", 起算="收文", 期限={"单位": "领导确定"})),
            ("规则", 0, "起算"),
            "bad-period",
            "起算写交办",
        ),
        (
            policy("own", rule("x", 施行="2026-01-01", 废止="2026-01-01")),
            ("规则", 0, "废止"),
            "bad-value",
            "晚于",
        ),
        (policy("own", fields_rule(字段=["牵头部门"])), ("规则", 0, "字段", 0), "unknown-field", "牵头单位"),
        (
            policy("own", fields_rule(之一=["x", "缓急"])),
            ("规则", 0, "之一", 0),
            "unknown-field",
            "可以写",
        ),
        (policy("own", fields_rule(字段=["流水"])), ("规则", 0, "字段", 0), "unknown-field", ""),
        (policy("own", fields_rule()), ("规则", 0), "empty-rule", "唯一牵头"),
        (policy("own", 停用=["a"]), ("停用", 0), "unknown-rule", "继承"),
        (policy("own", 继承="base", 停用=["a", "cc"]), ("停用", 1), "unknown-rule", "是不是“c”"),
        (
            policy("own", 台账=[ledger("重要文件", "WJ"), ledger("领导批示", "WJ")]),
            ("台账", 1, "字头"),
            "duplicate-ledger",
            "",
        ),
        (
            policy("own", 台账=[ledger("重要文件", "WJ"), ledger("重要文件", "PS")]),
            ("台账", 1, "种类"),
            "duplicate-ledger",
            "",
        ),
        (
            policy("own", {**fields_rule(), "种类": "预警", "提前": {"单位": "当日"}}),
            ("规则", 0, "提前"),
            "bad-period",
            "{数: 5, 单位: 工作日}",
        ),
        (
            policy(
                "own",
                {**fields_rule(), "种类": "周期", "义务人": "牵头单位", "每": "月", "期满后": {"单位": "日"}},
            ),
            ("规则", 0, "期满后"),
            "bad-period",
            "单位: 日",
        ),
    ],
)
def test_what_shape_cannot_see_is_told(
    own: Policy, keys: tuple[str | int, ...], code: str, advice: str
) -> None:
    (fault,) = faults_of("own", BASE, own)
    assert (fault.keys, fault.code) == (keys, code)
    assert advice in fault.advice


def test_one_lead_alone_is_a_requirement() -> None:
    assert faults_of("own", policy("own", fields_rule(唯一牵头="是"))) == ()


def test_dates_in_order_are_fine() -> None:
    assert faults_of("own", policy("own", rule("x", 施行="2026-01-01", 废止="2026-01-02"))) == ()


def law(identifier: str, step: str, days: int, **changes: object) -> dict[str, Any]:
    return {
        **fields_rule(**changes),
        "种类": "督查",
        "标识": identifier,
        "环节": step,
        "期限": {"数": days, "单位": "日"},
    } | {"字段": None}


def inspecting(*rules: dict[str, Any], name: str = "own", **changes: object) -> Policy:
    raw = [{key: value for key, value in each.items() if value is not None} for each in rules]
    return policy(name, *raw, **changes)


def talking(step: str, **said: object) -> Policy:
    return inspecting({**fields_rule(), "种类": "约谈", "标识": "t", "环节": step, "字段": None} | said)


@pytest.mark.parametrize(
    ("own", "code"),
    [
        (talking("会商"), "empty-rule"),
        (talking("会商", 事由=["进展缓慢"]), None),
        (talking("批准"), "empty-rule"),
        (talking("一级约谈", 职务=["组织部长"]), None),
        (talking("二级约谈"), "empty-rule"),
        (talking("整改报告"), "empty-rule"),
        (talking("整改报告", 期限={"数": 1, "单位": "月"}), "bad-period"),
        (talking("整改报告", 期限={"数": 30, "单位": "日"}), None),
        (talking("约谈次数", 期限={"数": 12, "单位": "月"}), "empty-rule"),
        (talking("约谈次数", 次数=2), "bad-period"),
        (talking("约谈次数", 次数=2, 期限={"数": 365, "单位": "日"}), "bad-period"),
        (talking("约谈次数", 次数=2, 期限={"数": 12, "单位": "月"}, 按自然年="是"), "bad-period"),
        (talking("约谈次数", 次数=2, 期限={"数": 12, "单位": "月"}), None),
        (talking("约谈次数", 次数=2, 按自然年="是"), None),
    ],
)
def test_what_a_rule_on_interviews_must_say(own: Policy, code: str | None) -> None:
    assert [fault.code for fault in faults_of("own", own)] == ([code] if code else [])


def quota(**said: object) -> Policy:
    return inspecting({**fields_rule(), "种类": "定额", "标识": "q", "字段": None} | said)


@pytest.mark.parametrize(
    ("own", "code"),
    [
        (quota(所计="走访", 每="季", 数=1), None),
        (quota(所计="走访", 每="季"), "empty-rule"),
        (quota(所计="走访", 每="季", 数=1, 职务=["班子成员"]), "empty-rule"),
        (quota(所计="一线办公", 每="年", 数=60, 职务=["班子成员"]), None),
        (quota(所计="一线办公", 每="年", 数=60), "empty-rule"),
        (quota(所计="一线办公", 每="周", 数=1, 职务=["班子成员"]), "bad-period"),
        (quota(所计="退文", 每="月"), None),
        (quota(所计="退文", 每="月", 数=1), "empty-rule"),
    ],
)
def test_what_a_quota_must_say(own: Policy, code: str | None) -> None:
    assert [fault.code for fault in faults_of("own", own)] == ([code] if code else [])


def test_a_meeting_is_no_quota() -> None:
    codes = [fault.code for fault in faults_of("own", quota(所计="会议", 每="季", 数=1))]
    assert codes == ["bad-value"]


NATION = inspecting(
    law("asking", "申请复核", 30),
    law("deciding", "复核决定", 30),
    law("hearing", "征求意见", 10, 酌定="是"),
    name="guoling-733",
    文件={"标题": "条例", "文号": "国令第733号"},
)


@pytest.mark.parametrize(
    ("own", "found"),
    [
        (policy("own", rule("a")), ["a", "asking", "deciding"]),
        (policy("own"), ["asking", "deciding"]),
        (inspecting(law("ours", "复核决定", 20)), ["ours", "asking"]),
        (policy("own", 继承="guoling-733"), ["asking", "deciding", "hearing"]),
        (policy("own", 继承="guoling-733", 停用=["deciding", "hearing"]), ["asking", "deciding"]),
    ],
)
def test_what_national_law_says_of_days_binds_everywhere(own: Policy, found: list[str]) -> None:
    """Nothing inherited, nothing said, switched off: the law's own days hold; a policy may say others."""
    made = resolved("own", NATION, own)
    assert [each.id for each in made.rules] == found
    for each in made.rules:
        if each.id in {"asking", "deciding"}:
            assert made.cite(each) == "国令第733号 一"


def test_national_law_binds_what_is_built_upon() -> None:
    made = resolved("own", NATION, policy("middle", rule("a")), policy("own", rule("b"), 继承="middle"))
    assert [each.id for each in made.rules] == ["a", "b", "asking", "deciding"]
