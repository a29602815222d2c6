"""Every rule of the built-in policies against the table of facts (audit.md), and that against the documents themselves.

The documents lie beside the checkout or nowhere: without them only the table is held against the policies.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from duban.core.documents.template import LONGEST, LONGEST_OTHER
from duban.core.model.folding import simplified
from duban.core.model.task import Period
from duban.core.model.terms import PeriodUnit, YesNo
from duban.core.policy.rules import (
    AnyRule,
    CadenceRule,
    ClueRule,
    DeadlineRule,
    FieldsRule,
    InspectionRule,
    InterviewRule,
    MilestoneRule,
    Policy,
    PublicityRule,
    QuotaRule,
    RevisitRule,
    Scope,
    VerificationRule,
    WarningRule,
)
from duban.files.workspace.policies import list_policies

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds"
DIGITS = "零一二三四五六七八九十"
WORDS = {"日": ("日", "天"), "当日": ("当天", "当日"), "领导确定": ("领导要求",)}
"""How the documents write a unit, where they do not write it as the policies do."""
LAST_DAY = "最后一天"


class Row(NamedTuple):
    """One line of the table."""

    policy: str
    rule: str
    document: str
    clause: str
    content: str
    number: str
    unit: str
    given: str
    words: str
    ours: str


def _cells(text: str, width: int) -> list[list[str]]:
    lines = (line.strip("|\n").split("|") for line in text.splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in line] for line in lines if len(line) == width]


TEXT = Path(__file__).with_name("audit.md").read_text("utf-8")
ROWS = [Row(*cells) for cells in _cells(TEXT, len(Row._fields))[2:]]
DOCUMENTS = {letter: number for letter, number, _ in _cells(TEXT, 3)[2:] if len(letter) == 1}
POLICIES = {policy.name: policy for policy, local in list_policies(None) if not local}
HEIRS = {"guoling-733", "default"}
BINDING = ("inspect-plan", "inspect-ask-review", "inspect-review")
"""What 国令第733号 says itself, bound onto policies that do not inherit it; what duban decided (酌定) is not."""
NAMED = [f"{row.policy}/{row.rule}" for row in ROWS]


def test_the_table_has_every_rule_once_and_no_other() -> None:
    rules = [f"{policy.name}/{rule.id}" for policy in POLICIES.values() for rule in policy.rules]
    law = [f"{name}/{rule}" for name in POLICIES.keys() - HEIRS for rule in BINDING]
    assert sorted([*NAMED, *law]) == sorted(rules)


@pytest.mark.parametrize("row", ROWS, ids=NAMED)
def test_a_rule_says_what_the_table_says(row: Row) -> None:
    policy = POLICIES[row.policy]
    rule = policy.rule(row.rule)
    assert rule is not None
    assert policy.cite(rule) == f"{_number_of(policy, row)} {row.clause}"
    assert content_of(rule) == row.content
    assert figure_of(rule) == (row.number, row.unit)
    assert row.given in ({"原文", "酌定"} if row.unit else {"—"})
    assert (rule.discretionary is YesNo.YES) == bool(row.ours)
    assert row.ours or row.given != "酌定"
    for told in own_figures(rule):
        assert told in row.ours


def _number_of(policy: Policy, row: Row) -> str:
    number = DOCUMENTS[row.document]
    nameless = policy.title if policy.document else "市委健全工作落实制度意见"
    return nameless if number.startswith("（") else number


FIXED: dict[type[AnyRule], str] = {
    MilestoneRule: "时序进度",
    WarningRule: "临期",
    PublicityRule: "先公示后销号",
}
"""What a rule of these kinds is about, whatever it says."""


def content_of(rule: AnyRule) -> str:
    """Who does what, or what must be there."""
    match rule:
        case DeadlineRule():
            told = f"{rule.bearer}：{rule.start}→{'或'.join(rule.met_by)}"
            return f"{told}，从来源" if rule.source_prevails is YesNo.YES else told
        case CadenceRule():
            who = {Scope.UNIT: "各单位", Scope.OFFICE: "督查室"}.get(rule.scope, str(rule.bearer))
            return f"{who}：{rule.cycle}" if rule.cycle else who
        case VerificationRule():
            listed = rule.against_indicators is YesNo.YES
            return ("或".join(rule.methods) or "方式不限") + ("、照单" if listed else "")
        case RevisitRule():
            asked = f"{'或'.join(rule.methods)}：{'、'.join(rule.questions)}" if rule.questions else ""
            return asked or ("先回访后销号" if rule.before_close is YesNo.YES else "")
        case MilestoneRule() | WarningRule() | PublicityRule():
            return FIXED[type(rule)]
        case FieldsRule():
            single = "一个牵头" if rule.single_lead is YesNo.YES else ""
            return "；".join(filter(None, ("、".join(rule.fields), "或".join(rule.any_of), single)))
        case InspectionRule() | InterviewRule() | ClueRule() | QuotaRule():
            return steps_of(rule)
        case _:
            raise AssertionError(f"{rule.id}: a kind without a figure in the table")


def steps_of(rule: InspectionRule | InterviewRule | ClueRule | QuotaRule) -> str:
    """Which step of an inspection, an interview, a clue, of which triggers, by whom; what is counted, whose."""
    match rule:
        case QuotaRule():
            posts = f"：{'、'.join(rule.posts)}" if rule.posts else ""
            return f"{rule.what}{posts}，每{rule.every}"
        case InterviewRule():
            causes = f"，{'、'.join(rule.causes)}" if rule.causes else ""
            said = "、".join(rule.parties) or "或".join(rule.posts)
            within = f"，{rule.period.count}月以内" if rule.count and rule.period else ""
            return f"{rule.step}{causes}{f'：{said}' if said else ''}{within}"
        case InspectionRule():
            each = f"每{rule.every}" if rule.every else ""
            return f"{rule.step}{each}" + (f"，{rule.settled_by}审定" if rule.settled_by else "")
        case ClueRule():
            return f"{rule.step}{rule.share}%" if rule.share else str(rule.step)


def figure_of(rule: AnyRule) -> tuple[str, str]:
    """The figure of a rule and its unit; empty where it has none."""
    match rule:
        case DeadlineRule():
            return str(rule.period.count or ""), str(rule.period.unit)
        case WarningRule():
            return str(rule.ahead.count or ""), str(rule.ahead.unit)
        case CadenceRule():
            return "1", str(rule.every)
        case MilestoneRule():
            return "1", str(rule.grain)
        case InspectionRule(period=Period() as period) | ClueRule(period=Period() as period):
            return str(period.count), str(period.unit)
        case InspectionRule(count=int() as count):
            return str(count), "日"
        case InterviewRule(count=int() as count) | QuotaRule(count=int() as count):
            return str(count), "日" if isinstance(rule, QuotaRule) and rule.posts else "次"
        case InterviewRule(period=Period() as period):
            return str(period.count), str(period.unit)
        case _:
            return "", ""


def own_figures(rule: AnyRule) -> list[str]:
    """What a cadence says of its day, which none of the documents gives; and of a 回访 long after."""
    if isinstance(rule, RevisitRule) and rule.after is not None:
        return [f"满{rule.after.count}日"]
    if not isinstance(rule, CadenceRule):
        return []
    if rule.grace is not None:
        counted = "个工作日" if rule.grace.unit is PeriodUnit.WORKDAYS else "日"
        return [f"期满后{rule.grace.count}{counted}"]
    return [f"{rule.month}月{LAST_DAY}" if rule.month else LAST_DAY]


def test_the_other_figures() -> None:
    other = {name: figure for name, figure, _ in _cells(TEXT, 3) if figure.isdigit()}
    for policy in POLICIES.values():
        assert str(policy.settings.record_within) == other["登账期限"]
        assert str(policy.settings.silent_after) == other["音讯期限"]
    assert str(LONGEST_OTHER) == other["正文字数，部署具体任务的"]
    assert {str(most) for most in LONGEST.values()} == {other["正文字数，督查通报、督查工作简报"]}


# --- the documents themselves


def bare(text: str) -> str:
    """A text in the characters of the table, without marks and blanks; words of the mirrors as they were."""
    found = simplified(text)
    for mirrored, word in (
        ("档案", "文件"),
        ("计画", "计划"),
        ("程式", "程序"),
        ("檯", "台"),
        ("覆核", "复核"),
    ):
        found = found.replace(mirrored, word)
    return re.sub(r"[^\w〔〕]", "", found)


@cache
def document(letter: str) -> str:
    found = list(SEEDS.glob(f"{letter}-*.txt"))
    return found[0].read_text("utf-8") if found else ""


def cut(text: str, begin: str, end: str) -> str:
    """From the line that begins with the pattern `begin` to the next that begins with `end`."""
    found = re.search(rf"(?ms)^\s*{begin}(.*?)(?=^\s*{end}|\Z)", text)
    assert found is not None, begin
    return found[0]


def clause_text(letter: str, clause: str) -> str:
    """The text of one clause: 第2条, 三.2, 四（一）, 三（二）五."""
    text = document(letter)
    if numbered := re.fullmatch(r"第(\d+)条", clause):
        return cut(text, rf"{numbered[1]}\.", rf"{int(numbered[1]) + 1}\.")
    chapter, rest = clause[0], clause[1:]
    text = cut(text, f"{chapter}、", rf"[{DIGITS}]+、")
    if not rest:
        return text
    if rest.startswith("."):
        return cut(text, rf"{rest[1:]}\.", r"\d+\.")
    section, item = rest[:3], rest[3:]
    text = cut(text, rf"[(（]{section[1]}[)）]", rf"[(（][{DIGITS}]+[)）]")
    if item:
        return text[text.index(f"{item}是") :].partition(f"{DIGITS[DIGITS.index(item) + 1]}是")[0]
    return text


@pytest.mark.parametrize("row", ROWS, ids=NAMED)
def test_the_words_hold_the_figure_and_stand_in_their_clause(row: Row) -> None:
    if row.given == "原文":
        assert any(word in row.words for word in WORDS.get(row.unit, (row.unit,)))
        assert (
            row.number in {"", "1"}
            or row.number in row.words
            or DIGITS[int(row.number)] in row.words.replace("两", "二")
        )
    if document(row.document):
        assert bare(row.words) in bare(clause_text(row.document, row.clause))
