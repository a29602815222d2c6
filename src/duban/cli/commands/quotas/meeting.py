"""`meeting`: dispatch meetings, studies and reports that a rule asks for once a period: when, who, where, about what.

Thin: words become entries of 履职; off where the policy has no such rule, and never scored.
"""

from collections.abc import Iterable
from typing import Annotated, Any

from duban.cli.commands.quotas.recording import (
    Handling,
    Persons,
    Place,
    Problems,
    Subject,
    people,
    record_facts,
)
from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.option_types import option
from duban.cli.framework.output import emit
from duban.cli.framework.prompts import Form
from duban.cli.options.filter_options import UnitOption
from duban.cli.options.name_lookup import registered_unit
from duban.cli.options.task_options import OnlyUnits, Remark
from duban.cli.workflow.actions import common
from duban.core.books.need import PRESENT
from duban.core.model.suggest import guess, nearest
from duban.core.model.terms import Every, Tallied
from duban.core.model.workspace import StandingEntry
from duban.core.periods.spans import Span, read_span, span_of
from duban.core.policy.rules import CadenceRule, Policy, Scope
from duban.core.quotas.entries import rule_key
from duban.errors import misuse, refusal
from duban.plan import Plan
from duban.views.footnotes import unread_files
from duban.views.queries.cases.standing_log import LogWanted, log_record, log_sheet

_HERE = "duban.cli.commands.quotas.meeting"
COMMANDS = (
    Entry("add", f"{_HERE}:add", "会议、研究、汇报：哪条规则的、谁、为了什么"),
    Entry("void", "duban.cli.commands.quotas.recording:void", "冲销记错的一笔"),
    Entry("list", f"{_HERE}:list_meetings", "列出会议、研究、汇报"),
)
_MEETINGS = frozenset({Tallied.MEETING, Tallied.STUDY, Tallied.BRIEFING})
PeriodWord = Annotated[
    str | None, option("--period", "期", "哪一期，如 2026Q3、2026-09、2026；默认今天所在的这一年")
]


def add(
    context: Writing,
    *,
    rule: Annotated[str | None, option("--rule", "规则", "制度里的哪条规则，如 meeting-quarter")] = None,
    unit: OnlyUnits = None,
    person: Persons = None,
    place: Place = None,
    subject: Subject = None,
    issues: Problems = None,
    handled: Handling = None,
    note: Remark = None,
) -> int:
    """会议、专题研究、汇报：制度要求每期一次的，记下哪天（--on）、谁、为了什么、发现什么问题；同一期可以记几次。

    制度没有要求的不用记。开没开会不作考核计分（整治形式主义为基层减负若干规定，2024年8月6日起）。
    """
    form = Form(context)
    word = form.need(rule, "--rule", "哪条规则", str)
    what = form.need(subject, "--subject", "主题", str)
    form.close()
    said: dict[str, Any] = {"persons": people(person), "place": place, "subject": what}
    said |= {"problems": issues, "handling": handled, "note": note}

    def make(plan: Plan) -> Iterable[StandingEntry]:
        policy = plan.workspace.policies.at(context.on)
        asked = _asked(policy, word, context)
        said["rule"], said["period"] = rule_key(policy.name, asked.id), span_of(asked.every, context.on).label
        for name in _units(plan, context, asked, unit):
            yield StandingEntry(**common(plan, context), unit=name, **said)

    return record_facts(context, "履职", make)


def _asked(policy: Policy, word: str, context: Writing) -> CadenceRule:
    """The rule on meetings that is meant. Raises DubanError where the policy has none, or not this one."""
    rules = [
        rule
        for rule in policy.rules_of(CadenceRule, context.on)
        if rule.what in _MEETINGS and rule.scope is not Scope.TASK
    ]
    identifier = word.rpartition("/")[2]
    for rule in rules:
        if identifier in {rule.id, rule.name}:
            return rule
    if not rules:
        text = f"制度“{policy.name}”没有要求开会、研究、汇报，不用记"
        raise refusal(
            "no-meetings", text, "要记的，写进本地制度：种类: 周期，所计: 会议；duban policy show 查看"
        )
    listed = "、".join(f"{rule.id}（{rule.name}）" for rule in rules)
    near = guess(nearest(identifier, [rule.id for rule in rules]))
    raise refusal(
        "unknown-rule", f"制度“{policy.name}”里没有这样的会议规则“{word}”", f"{near}可用的：{listed}"
    )


def _units(
    plan: Plan, context: Writing, rule: CadenceRule, words: list[str] | None
) -> tuple[str | None, ...]:
    if rule.scope is Scope.OFFICE:
        if words:
            raise refusal("unit-not-wanted", f"规则“{rule.id}”不分单位", "去掉 --unit")
        return (None,)
    names = plan.workspace.register.listed(words or ())
    if not names:
        raise refusal("which-unit", f"规则“{rule.id}”各单位各记各的，要写明是哪个单位", "--unit 单位")
    return tuple(dict.fromkeys(registered_unit(plan, name, context.on) for name in names))


def read_period(context: Context, word: str | None) -> Span:
    """The period that is typed; the running year where none is. Raises UsageError where it is none."""
    if word is None:
        return span_of(Every.YEAR, context.today)
    span = read_span(word, context.today)
    if span is None:
        raise misuse("bad-period", f"“{word}”不是一期。", "写成 2026、2026H1、2026Q3、2026-09")
    return span


def list_meetings(
    context: Context,
    *,
    unit: UnitOption = None,
    rule: Annotated[list[str] | None, option("--rule", "规则", "只看这条规则的")] = None,
    period: PeriodWord = None,
) -> int:
    """列出会议、研究、汇报：哪天、谁、为了什么、什么问题怎样处理；每一笔有摘要，记错的照它冲销。"""
    books = open_books(context, PRESENT)
    wanted = LogWanted(read_period(context, period), tuple(unit or ()), tuple(rule or ()), meetings=True)
    emit(
        log_record(books, wanted) if context.as_json else log_sheet(books, wanted, "会议、研究、汇报"),
        context,
    )
    return int(bool(unread_files(books.unread)))
