"""What the issue names of each source document stands in its policy: rule, clause, figures."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from duban.core.model.terms import LedgerKind, Reporting, YesNo
from duban.core.policy.rules import FieldsRule, Policy, Weight
from duban.files.workspace.policies import load_policy
from duban.files.yaml.reader import parse_yaml

NAMES = ("anshan-2015", "liupanshui-2016", "ledong-2019", "guizhou-2020", "shiwei", "default", "guoling-733")

ANSHAN, LIUPANSHUI, LEDONG = "鞍政办发〔2015〕18号", "六盘水府发〔2016〕7号", "乐府〔2019〕13号"
SHIWEI, GUIZHOU, DECREE = "市委健全工作落实制度意见", "黔府办发〔2020〕12号", "国令第733号"


def _table() -> list[dict[str, Any]]:
    raw, problems = parse_yaml(Path(__file__).with_name("policy_clauses.yaml").read_bytes(), "")
    assert problems == ()
    assert raw is not None
    rows: Any = raw["clauses"]
    return list(rows)


CLAUSES = _table()


def read(name: str) -> Policy:
    policy, problems = load_policy(name, None)
    assert problems == ()
    assert policy is not None
    return policy


@pytest.mark.parametrize("row", CLAUSES, ids=lambda row: f"{row['inventory']} {row['policy']}/{row['rule']}")
def test_clause_stands_in_its_policy(row: dict[str, Any]) -> None:
    policy = read(row["policy"])
    rule = policy.rule(row["rule"])
    assert rule is not None
    raw = msgspec.json.decode(msgspec.json.encode(rule))
    assert policy.cite(rule) == row["cited"]
    assert {key: raw.get(key) for key in row["facts"]} == row["facts"]


def test_every_clause_the_issue_names_is_in_the_table() -> None:
    named = """A-26 A-27 B-02 D-13 E-08 E-09 A-36 A-38 A-39 C-18 D-12 E-01④ A-16 A-08 A-21 B-09 C-07 C-17 D-09 D-14 A-41 A-43 A-45 A-48 A-50 B-22 B-26 B-30 C-10 D-03 D-11 E-07 E-11 B-11 A-03 A-11 A-18 A-31 A-35
    C-04 C-05 C-06 B-12 A-30 A-37 D-06 A-34 E-03 A-24 D-04 A-47 B-20 B-21 E-02 E-14 733-15 733-16 733-17"""
    assert set(named.split()) <= {row["inventory"] for row in CLAUSES}


@pytest.mark.parametrize("name", NAMES)
def test_ledgers_are_the_six(name: str) -> None:
    assert [plan.prefix for plan in read(name).ledgers] == ["WJ", "HY", "PS", "DC", "JB", "XM"]


@pytest.mark.parametrize("name", NAMES)
def test_settings_are_all_given(name: str) -> None:
    settings = read(name).settings
    given = [field for field in settings.__struct_fields__ if getattr(settings, field) is not None]
    assert {*given, "reporting", "paper_within", "separation"} == set(settings.__struct_fields__)
    assert (settings.reporting is Reporting.ROUTINE) is (name == "guizhou-2020")
    assert settings.joint_leads is (YesNo.YES if name == "ledong-2019" else YesNo.NO)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_of_our_own_says_so_in_words(name: str) -> None:
    for rule in read(name).rules:
        assert (rule.discretionary is YesNo.YES) == ("duban" in rule.text), rule.id


def test_default_names_the_document_of_each_rule() -> None:
    assert {rule.document for rule in read("default").rules} == {
        *(ANSHAN, LIUPANSHUI, LEDONG, SHIWEI, GUIZHOU, DECREE),
        "信访工作条例",
    }


def test_default_asks_for_no_more_than_the_issue_says() -> None:
    rules = list(read("default").rules_of(FieldsRule))
    usual = [rule for rule in rules if rule.applies.ledgers != (LedgerKind.RECTIFICATION,)]
    assert {field for rule in usual for field in rule.fields} == {"来源", "牵头单位", "责任人", "工作要求"}
    assert [rule.any_of for rule in rules if rule.any_of] == [("完成时限", "缓急")]


def test_anshan_asks_only_for_a_lead_and_a_limit() -> None:
    (rule,) = read("anshan-2015").rules_of(FieldsRule)
    assert (rule.fields, rule.any_of) == (("牵头单位",), ("完成时限", "缓急"))


def test_guizhou_bars_no_assignment_for_a_field() -> None:
    assert [rule.weight for rule in read("guizhou-2020").rules_of(FieldsRule)] == [Weight.NOTICE]
