"""Policies as people read them: which there are, and every rule of one with its clause and in plain words.

Pure: takes policies already read and resolved.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, get_args

import msgspec

from duban.core.duties.cadence_text import timing_words
from duban.core.model.terms import UNSCORED_SINCE, PeriodUnit, Tallied, YesNo
from duban.core.policy.case_steps import ClueStep, InspectionStep, InterviewStep
from duban.core.policy.rules import (
    AnyRule,
    Applies,
    CadenceRule,
    ClueRule,
    Cycle,
    DeadlineRule,
    FieldsRule,
    Gate,
    InspectionRule,
    InterviewRule,
    MetOn,
    MilestoneRule,
    Policy,
    PolicyBook,
    PublicityRule,
    QuotaRule,
    RevisitRule,
    Scope,
    StandingRule,
    VerificationRule,
    WarningRule,
    Weight,
)
from duban.views.duty_text import length_text
from duban.views.model.fields import Field, records_of, table_of
from duban.views.model.sheet import Column, Group, Kind, Row, Sheet, Table, row

KINDS: dict[type[AnyRule], str] = {
    kind: "分解粒度" if kind is MilestoneRule else kind.__struct_config__.tag for kind in get_args(AnyRule)
}
"""The kinds of rule in the order in which they are shown, each with its heading: its 种类, with one exception."""
DISCRETIONARY = "（酌定）"


class _Listed(msgspec.Struct, frozen=True):
    """A policy that can be named: whether it is local, and whether it is the one in force."""

    policy: Policy
    local: bool
    in_force: bool

    @property
    def rules(self) -> int:
        """How many rules it has."""
        return len(self.policy.rules)


_FIELDS: tuple[Field[_Listed], ...] = (
    Field("name=policy.name", Column("名称", shrink=0)),
    Field("title=policy.title", Column("全称")),
    Field("doc_no=policy.document.number", Column("文号")),
    Field("rules", Column("规则", Kind.INT)),
    Field("local", Column("来自", shrink=0), lambda each: "本地" if each.local else "内置"),
    Field("in_force", Column("", shrink=0), lambda each: "现行" if each.in_force else None),
)
Named = Iterable[tuple[Policy, bool]]
"""The policies that can be named, each with whether it is local."""


def policy_records(policies: Named, book: PolicyBook | None, today: date) -> list[dict[str, Any]]:
    """The rows of `policy list --json`."""
    return records_of(_FIELDS, _listed(policies, book, today))


def policy_list(policies: Named, book: PolicyBook | None, today: date) -> Sheet:
    """The same as people read it; says which one holds on `today`."""
    notes = ("看一个制度的全部规则：duban policy show 名称",)
    return Sheet("制度", tables=(table_of(_FIELDS, _listed(policies, book, today)),), notes=notes)


def _listed(policies: Named, book: PolicyBook | None, today: date) -> list[_Listed]:
    current = book.at(today).name if book else None
    return [_Listed(policy, local, policy.name == current) for policy, local in policies]


def policy_show(policy: Policy) -> Sheet:
    """One policy: its document, its settings and ledgers, every rule with clause and plain words."""
    columns = (
        Column("标识", shrink=0),
        Column("名称"),
        Column("内容", shrink=2),
        Column("出处和条款"),
        Column("说明", shrink=3),
    )
    groups = tuple(
        Group(title, rows)
        for kind, title in KINDS.items()
        if (rows := tuple(_rule_row(policy, rule) for rule in policy.rules if isinstance(rule, kind)))
    )
    tables = (Table(columns, title="规则", groups=groups), _ledger_table(policy))
    notes = ("酌定：原文没有数字，这个数是 duban 或本地制度定的。",) if _has_discretion(policy) else ()
    return Sheet(f"{policy.name}　{policy.title}", tuple(_head(policy)), tables, notes)


def tell_rule(rule: AnyRule) -> str:
    """What a rule says, from its figures alone: 急件：牵头单位交办起3个工作日内报结."""
    told = f"{_tell_applies(rule.applies)}{_TELL[type(rule)](rule)}"
    return told + (DISCRETIONARY if rule.discretionary is YesNo.YES else "")


def _rule_row(policy: Policy, rule: AnyRule) -> Row:
    dates = [f"{rule.since}起施行"] if rule.since else []
    dates += [f"{rule.until}起废止"] if rule.until else []
    told = "；".join([tell_rule(rule), *dates])
    return row(rule.id, rule.name, told, policy.ground(rule), rule.text)


def _head(policy: Policy) -> Iterator[str]:
    if policy.document:
        parts = (policy.document.organ, policy.document.title, policy.document.number)
        issued = f"{policy.document.issued_on}" if policy.document.issued_on else None
        yield "　".join(part for part in (*parts, issued) if part)
    if policy.note:
        yield policy.note
    settings = policy.settings
    told = [
        f"登账期限{settings.record_within}个工作日" if settings.record_within is not None else "",
        f"{settings.silent_after}天没有消息就提示" if settings.silent_after else "",
        "可以联合牵头" if settings.joint_leads is YesNo.YES else "不联合牵头",
        f"来源定的时限看{settings.source_met_on}" if settings.source_met_on else "",
        f"报结后{settings.verify_within}个工作日内核验" if settings.verify_within else "",
        f"电话批准的{settings.paper_within}个工作日内补批件" if settings.paper_within else "",
        f"核验和销号批准分离：{settings.separation}" if settings.separation else "",
        f"没有写报告类别的按{settings.reporting}报告" if settings.reporting else "",
    ]
    yield "设置（酌定）：" + "，".join(part for part in told if part) + "。"
    if settings.causes:
        yield f"通报、负面清单另列的原因：{'、'.join(f'{each.name}（{each.clause}）' for each in settings.causes)}。"


def _ledger_table(policy: Policy) -> Table:
    columns = (Column("字头", shrink=0), Column("种类"), Column("名称"))
    return Table(columns, tuple(row(p.prefix, p.kind, p.name) for p in policy.ledgers), title="台账")


def _tell_applies(applies: Applies) -> str:
    terms = (
        applies.ledgers,
        applies.urgencies,
        applies.reportings,
        applies.horizons,
        applies.sources,
        tuple(f"标签{tag}" for tag in applies.tags),
        *((f"没有标签{tag}",) for tag in applies.without_tags),
        applies.paces,
        tuple(f"公开为{word}" for word in applies.publics),
    )
    told = "、".join("或".join(values) for values in terms if values)
    return f"{told}：" if told else ""


def _tell_inspection(rule: InspectionRule) -> str:
    by = f"，{rule.settled_by}审定" if rule.settled_by else ""
    if rule.step is InspectionStep.PLAN:
        return f"年度、月度的督查计划由{rule.settled_by}审定"
    if rule.period is None:
        return f"每{rule.every}到现场不少于{rule.count}天"
    long = length_text(rule.period)
    told = {
        InspectionStep.FILE: f"部门自己的督查提前{long}备案",
        InspectionStep.PROPOSE: f"部门以政府名义的督查提前{long}报计划",
        InspectionStep.OVERLAP: f"同一事项{long}内只督查一次",
        InspectionStep.CONSULT: f"单位在征求意见起{long}内反馈",
        InspectionStep.ASK_REVIEW: f"单位在收到结论起{long}内可以申请复核",
        InspectionStep.REVIEW: f"收到复核申请起{long}内决定",
    }
    return told[rule.step] + by


def _tell_interview(rule: InterviewRule) -> str:
    of = f"因{'、'.join(rule.causes)}约谈：" if rule.causes else ""
    posts, long = "或".join(rule.posts), length_text(rule.period) if rule.period else ""
    within = "一年（自然年）" if rule.calendar_year is YesNo.YES else long
    told = {
        InterviewStep.CONFER: f"先会商再建议{'，要有' + '、'.join(rule.parties) if rule.parties else ''}",
        InterviewStep.APPROVE: f"由{posts}批准",
        InterviewStep.FIRST: f"一级由{posts}约谈",
        InterviewStep.SECOND: f"二级由{posts}约谈",
        InterviewStep.REPORT: f"单位在约谈起{long}内报整改报告",
        InterviewStep.COUNT: f"同一人{within}内被约谈{rule.count}次，列为调整岗位的候选",
    }
    return of + told[rule.step]


def _tell_clue(rule: ClueRule) -> str:
    share = f"反馈了的抽{rule.share}%核查，至少一件" if rule.share else ""
    if rule.period is None:
        return share
    told = {
        ClueStep.ASSESS: "登记起{}内研判",
        ClueStep.ROUTE: "研判起{}内转办、自查、移送",
        ClueStep.PETITION: "登记起{}内转信访",
        ClueStep.FEEDBACK: "单位在转办起{}内反馈",
        ClueStep.SAMPLE: "抽中起{}内核查",
        ClueStep.ANSWER: "有了结果起{}内答复",
    }[rule.step].format(length_text(rule.period))
    return "，".join(filter(None, (share, told)))


def _tell_deadline(rule: DeadlineRule) -> str:
    done = "或".join(rule.met_by)
    on = "（看办结日期）" if rule.met_on is MetOn.DONE_ON else ""
    if rule.period.unit is PeriodUnit.LEADER:
        return f"{rule.bearer}在领导确定的日子前{done}{on}"
    if rule.period.unit is PeriodUnit.SAME_DAY:
        return f"{rule.bearer}{rule.start}当日{done}{on}"
    unless = "；来源定了日子的从其规定" if rule.source_prevails is YesNo.YES else ""
    return f"{rule.bearer}{rule.start}起{length_text(rule.period)}内{done}{on}{unless}"


def _tell_cadence(rule: CadenceRule) -> str:
    who = {Scope.TASK: rule.bearer.value, Scope.UNIT: "各单位", Scope.OFFICE: "督查室"}[rule.scope]
    inspected = rule.cycle is Cycle.INSPECTION
    what = "督查" if inspected else "或".join(rule.met_by) if rule.scope is Scope.TASK else "履职"
    when = f"，{timing_words(rule.timing) or '期末前'}"
    cycle = f"；环节：{rule.cycle}" if rule.cycle and not inspected else ""
    if rule.what is not None and not rule.what.scores(UNSCORED_SINCE):
        cycle += "；不得计分"
    uncounted = "；不计入评价" if rule.counted is YesNo.NO else ""
    return f"{who}每{rule.every}{what}一次{when}{cycle}{uncounted}"


def _tell_quota(rule: QuotaRule) -> str:
    if rule.what is Tallied.PAPER:
        return f"各单位每{rule.every}退文几件，只计不限"
    if rule.what is Tallied.VISIT:
        return f"包保责任人对每个企业、项目每{rule.every}走访不少于{rule.count}次"
    return f"{'、'.join(rule.posts)}每{rule.every}{rule.what}不少于{rule.count}天"


def _tell_fields(rule: FieldsRule) -> str:
    told = []
    if rule.fields:
        told.append(f"写明{'、'.join(rule.fields)}")
    if rule.any_of:
        told.append(f"{'、'.join(rule.any_of)}至少有一个")
    if rule.single_lead is YesNo.YES:
        told.append("只能有一个牵头单位")
    if rule.reviewed is YesNo.YES:
        told.append("立项以后才补上的要领导审核")
    where = "推进计划" if rule.gate is Gate.PLAN else ""
    return where + "，".join(told) + ("（只提示）" if rule.weight is Weight.NOTICE else "")


def _tell_verification(rule: VerificationRule) -> str:
    told = [f"方式{'或'.join(rule.methods)}" if rule.methods else "方式不限"]
    if rule.against_indicators is YesNo.YES:
        told.append("实绩对照量化指标")
    if rule.evidence is YesNo.YES:
        told.append("要有证据")
    return "先核验后销号，" + "，".join(told)


def _tell_revisit(rule: RevisitRule) -> str:
    first = f"核验通过满{length_text(rule.after)}再回访，然后销号" if rule.after else "先回访后销号"
    told = [first] if rule.before_close is YesNo.YES else []
    told += [f"回访方式{'或'.join(rule.methods)}"] if rule.methods else []
    told += [f"逐项回答{'、'.join(rule.questions)}"] if rule.questions else []
    return "，".join(told)


def _has_discretion(policy: Policy) -> bool:
    return any(rule.discretionary is YesNo.YES for rule in policy.rules)


def _tell_standing(rule: StandingRule) -> str:
    return (
        f"单位到期和应报满{rule.least}项才评；差错不超过{rule.good}%、没有硬伤的较好，"
        f"满{rule.behind}%的滞后；{rule.unsigned}个工作日没有签收算差错"
    )


_TELL: dict[type[AnyRule], Callable[[Any], str]] = {
    DeadlineRule: _tell_deadline,
    CadenceRule: _tell_cadence,
    MilestoneRule: lambda rule: f"时序进度最粗每{rule.grain}一个节点",
    FieldsRule: _tell_fields,
    VerificationRule: _tell_verification,
    RevisitRule: _tell_revisit,
    PublicityRule: lambda _rule: "先公示后销号",
    WarningRule: lambda rule: f"到期前{length_text(rule.ahead)}列为临期",
    StandingRule: _tell_standing,
    InspectionRule: _tell_inspection,
    InterviewRule: _tell_interview,
    ClueRule: _tell_clue,
    QuotaRule: _tell_quota,
}
"""What each kind of rule says, from its figures."""
