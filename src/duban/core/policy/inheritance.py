"""How a policy takes over another (继承), and what a policy file can have wrong beyond its shape.

Works on policies already read; where they come from, files/workspace/policies.py knows.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar, assert_never

from msgspec.structs import replace

from duban.core.model.record import Fault, official_keys
from duban.core.model.suggest import ask_whether, nearest, nearest_term
from duban.core.model.task import Period, Task
from duban.core.model.terms import Every, LedgerKind, PeriodUnit, Tallied, YesNo
from duban.core.policy.case_steps import ClueStep, InspectionStep, InterviewStep
from duban.core.policy.rules import (
    AnyRule,
    CadenceRule,
    ClueRule,
    DeadlineRule,
    FieldsRule,
    InspectionRule,
    InterviewRule,
    LedgerPlan,
    MilestoneRule,
    Policy,
    PublicityRule,
    QuotaRule,
    RevisitRule,
    Settings,
    StandingRule,
    Start,
    VerificationRule,
    WarningRule,
)

SIX_LEDGERS = tuple(
    LedgerPlan(kind=kind, name=name, prefix=prefix)
    for kind, name, prefix in (
        (LedgerKind.DOCUMENT, "重要文件贯彻落实台账", "WJ"),
        (LedgerKind.MEETING, "重要会议议定事项贯彻落实台账", "HY"),
        (LedgerKind.INSTRUCTION, "领导批示贯彻落实台账", "PS"),
        (LedgerKind.INSPECTION, "重大督查活动贯彻落实台账", "DC"),
        (LedgerKind.ASSIGNMENT, "领导交办督办事项跟踪落实台账", "JB"),
        (LedgerKind.PROJECT, "重大项目建设台账", "XM"),
    )
)
"""What a policy uses that names no ledgers (Liupanshui 四（三）)."""

V = TypeVar("V")


NATIONAL = "guoling-733"
"""The policy of the national regulation on inspections (国令第733号)."""


def resolve(name: str, policies: Mapping[str, Policy]) -> tuple[Policy | None, tuple[Fault, ...]]:
    """The policy with everything it takes over and what binds everywhere, and the faults of its own file."""
    found, faults = _resolve(name, policies)
    national = policies.get(NATIONAL)
    return (_bound(found, national) if found is not None and national is not None else found), faults


def _bound(policy: Policy, national: Policy) -> Policy:
    """With the times that national law gives where the policy gives none, 停用 or not."""
    said = {rule.step for rule in policy.rules if isinstance(rule, InspectionRule)}
    document = national.document.number if national.document else None
    law = (rule for rule in national.rules if isinstance(rule, InspectionRule))
    more = [rule for rule in law if rule.step not in said and rule.discretionary is YesNo.NO]
    return replace(policy, rules=(*policy.rules, *(replace(rule, document=document) for rule in more)))


def _resolve(name: str, policies: Mapping[str, Policy]) -> tuple[Policy | None, tuple[Fault, ...]]:
    """The policy with everything it takes over, and the faults of its own file.

    Rules are overridden one by one by 标识 and keep the place of the one they override; ledgers by 种类,
    settings key by key. A rule taken over keeps citing its own document. None where the policy or its base
    cannot be had.
    """
    own = policies.get(name)
    if own is None:
        return None, (Fault((), "unknown-policy", f"没有“{name}”这个制度。", _guess(name, policies)),)
    faults = list(rule_faults(own))
    if own.base is None:
        return replace(own, ledgers=own.ledgers or SIX_LEDGERS), (*faults, *_drop_faults(own, None))
    broken = _base_fault(name, own.base, policies)
    if broken is not None:
        return None, (broken, *faults)
    base, base_faults = _resolve(own.base, policies)
    if base is None or base_faults:
        return None, (_broken_base(own.base), *faults)
    return _inherit(base, own), (*faults, *_drop_faults(own, base))


def lineage(name: str, policies: Mapping[str, Policy]) -> tuple[str, ...]:
    """The policy and those it stands on, nearest first; ends at an unknown one, or where it comes round."""
    names: list[str] = []
    step: str | None = name
    while step is not None and step not in names:
        names.append(step)
        policy = policies.get(step)
        step = policy.base if policy else None
    return tuple(names)


def _base_fault(name: str, base: str, policies: Mapping[str, Policy]) -> Fault | None:
    if base not in policies:
        return Fault(("继承",), "unknown-base", f"继承的制度“{base}”不存在。", _guess(base, policies))
    above = lineage(base, policies)
    last = policies.get(above[-1])
    comes_to = last.base if last else None
    if name in above or comes_to == name:
        circle = above[: above.index(name)] if name in above else above
        way = " → ".join((name, *circle, name))
        return Fault(("继承",), "policy-cycle", f"继承成了一圈：{way}。", "去掉其中一个“继承”。")
    return _broken_base(base) if comes_to is not None else None


def _broken_base(base: str) -> Fault:
    return Fault(("继承",), "broken-base", f"继承的制度“{base}”本身有错。", f"先改好“{base}”。")


def _guess(name: str, policies: Mapping[str, Policy]) -> str:
    return f"{ask_whether(nearest(name, policies))}现有：{'、'.join(sorted(policies))}。"


def _inherit(base: Policy, own: Policy) -> Policy:
    ours = {rule.id: rule for rule in own.rules}
    document = base.document.number if base.document and base.document.number else base.title
    kept = [
        ours.pop(rule.id) if rule.id in ours else replace(rule, document=rule.document or document)
        for rule in base.rules
        if rule.id in ours or rule.id not in own.dropped
    ]
    plans = {plan.kind: plan for plan in base.ledgers} | {plan.kind: plan for plan in own.ledgers}
    return replace(
        own,
        base=None,
        dropped=(),
        ledgers=tuple(plans.values()),
        settings=_settle(base.settings, own.settings),
        rules=(*kept, *ours.values()),
    )


def _settle(base: Settings, own: Settings) -> Settings:
    given = {name: value for name in own.__struct_fields__ if (value := getattr(own, name)) is not None}
    named = {each.name: each for each in (*base.causes, *own.causes)}
    return replace(base, **given | {"causes": tuple(named.values())})


def _drop_faults(own: Policy, base: Policy | None) -> Iterator[Fault]:
    known = [rule.id for rule in base.rules] if base else []
    for index, identifier in enumerate(own.dropped):
        if identifier not in known:
            advice = ask_whether(nearest(identifier, known), "停用只对继承来的规则有效，写规则的标识。")
            yield Fault(("停用", index), "unknown-rule", f"没有继承到规则“{identifier}”，停用不了。", advice)


def rule_faults(policy: Policy) -> Iterator[Fault]:
    """What is wrong in the rules and ledgers of one policy file, base or no base."""
    seen: set[str] = set()
    for index, rule in enumerate(policy.rules):
        keys = ("规则", index)
        if rule.id in seen:
            message = f"规则标识“{rule.id}”重复了。"
            yield Fault((*keys, "标识"), "duplicate-rule", message, "给它另起一个标识，或者删去一条。")
        seen.add(rule.id)
        if not rule.clause.strip():
            advice = "写明出自哪一条，如 三.2、四（一）、第2条。"
            yield Fault((*keys, "条款"), "empty-value", f"规则“{rule.id}”没有写条款。", advice)
        if rule.since and rule.until and rule.until <= rule.since:
            message = f"规则“{rule.id}”还没有施行就废止了。"
            yield Fault((*keys, "废止"), "bad-value", message, "废止日要晚于施行日。")
        yield from _kind_faults(rule, keys)
    yield from _ledger_faults(policy)


def _kind_faults(rule: AnyRule, keys: tuple[str, int]) -> Iterator[Fault]:
    match rule:
        case FieldsRule():
            yield from _field_faults(rule, keys)
        case DeadlineRule():
            yield from _period_faults(rule.period, (*keys, "期限"), may_be_open=True)
            if rule.period.unit is PeriodUnit.LEADER and rule.start is not Start.ASSIGN:
                message = f"规则“{rule.id}”的期限由领导确定，只能从交办起算。"
                yield Fault((*keys, "起算"), "bad-period", message, "起算写交办，或者写出期限的数。")
        case WarningRule():
            yield from _period_faults(rule.ahead, (*keys, "提前"), may_be_open=False)
        case CadenceRule(grace=Period() as grace):
            yield from _period_faults(grace, (*keys, "期满后"), may_be_open=False)
        case RevisitRule():
            yield from _revisit_faults(rule, keys)
        case InspectionRule() | InterviewRule() | ClueRule() | QuotaRule():
            yield from _case_faults(rule, keys)
        case CadenceRule() | MilestoneRule() | VerificationRule() | PublicityRule() | StandingRule():
            pass
        case _:
            assert_never(rule)


def _case_faults(
    rule: InspectionRule | InterviewRule | ClueRule | QuotaRule, keys: tuple[str, int]
) -> Iterator[Fault]:
    match rule:
        case InspectionRule():
            yield from _inspection_faults(rule, keys)
        case InterviewRule():
            yield from _interview_faults(rule, keys)
        case ClueRule():
            yield from _clue_faults(rule, keys)
        case QuotaRule():
            yield from _quota_faults(rule, keys)


_UNITS = {
    InspectionStep.FILE: {PeriodUnit.WORKDAYS},
    InspectionStep.PROPOSE: {PeriodUnit.MONTHS},
    InspectionStep.OVERLAP: {PeriodUnit.MONTHS},
    InspectionStep.CONSULT: {PeriodUnit.WORKDAYS, PeriodUnit.DAYS},
    InspectionStep.ASK_REVIEW: {PeriodUnit.WORKDAYS, PeriodUnit.DAYS},
    InspectionStep.REVIEW: {PeriodUnit.WORKDAYS, PeriodUnit.DAYS},
}
"""How the time of each step may be counted; the days on site have a number instead."""


def _inspection_faults(rule: InspectionRule, keys: tuple[str, int]) -> Iterator[Fault]:
    units = _UNITS.get(rule.step)
    if rule.step is InspectionStep.PLAN:
        if rule.settled_by is None or rule.period is not None:
            message = f"规则“{rule.id}”管{rule.step}，要写“审定”，不写“期限”。"
            yield Fault(keys, "empty-rule", message, "写成 审定: 行政首长。")
    elif units is None:
        if rule.count is None or rule.every is None or rule.period is not None:
            message = f"规则“{rule.id}”管现场天数，要写“天数”和“每”，不写“期限”。"
            yield Fault(keys, "bad-period", message, "写成 天数: 15，每: 月。")
    elif rule.period is None or rule.period.count is None or rule.period.unit not in units:
        words = "或".join(sorted(units))
        message = f"规则“{rule.id}”管{rule.step}，“期限”要有数，单位是{words}。"
        yield Fault(
            (*keys, "期限"), "bad-period", message, f"写成 {{数: 6, 单位: {words.partition('或')[0]}}}。"
        )


_ASKS: Mapping[InterviewStep, tuple[str, Callable[[InterviewRule], object], str]] = {
    InterviewStep.CONFER: ("事由", lambda rule: rule.causes, "写成 事由: [进展缓慢]，参加会商的写“参加”。"),
    InterviewStep.APPROVE: ("职务", lambda rule: rule.posts, "写成 职务: [党委书记, 行政首长]。"),
    InterviewStep.FIRST: ("职务", lambda rule: rule.posts, "写成 职务: [组织部长]。"),
    InterviewStep.SECOND: ("职务", lambda rule: rule.posts, "写成 职务: [党委书记, 行政首长]。"),
    InterviewStep.REPORT: ("期限", lambda rule: rule.period, "写成 期限: {数: 30, 单位: 日}。"),
    InterviewStep.COUNT: ("次数", lambda rule: rule.count, "写成 次数: 2，期限: {数: 12, 单位: 月}。"),
}
"""What a rule of each step must say."""


def _interview_faults(rule: InterviewRule, keys: tuple[str, int]) -> Iterator[Fault]:
    name, ask, advice = _ASKS[rule.step]
    if not ask(rule):
        yield Fault(keys, "empty-rule", f"规则“{rule.id}”管{rule.step}，要写“{name}”。", advice)
    if rule.step is InterviewStep.COUNT:
        months = rule.period is not None and rule.period.unit is PeriodUnit.MONTHS and rule.period.count
        if (rule.calendar_year is YesNo.YES) == bool(months) or (rule.period is not None and not months):
            message = f"规则“{rule.id}”要写明按自然年，还是多少个月以内。"
            yield Fault(keys, "bad-period", message, "写上 按自然年: 是，或 期限: {数: 12, 单位: 月}。")
    elif rule.period is not None:
        yield from _period_faults(rule.period, (*keys, "期限"), may_be_open=False)


def _clue_faults(rule: ClueRule, keys: tuple[str, int]) -> Iterator[Fault]:
    if rule.period is not None:
        yield from _period_faults(rule.period, (*keys, "期限"), may_be_open=False)
    if (rule.share is not None) is not (rule.step is ClueStep.SAMPLE):
        message = f"规则“{rule.id}”管{rule.step}，“比例”只写在抽查的规则里，抽查的规则要写。"
        yield Fault(keys, "bad-value", message, "抽查写成 比例: 10，别的环节只写“期限”。")
    elif rule.period is None and rule.share is None:
        yield Fault(keys, "empty-rule", f"规则“{rule.id}”没有写期限。", "写成 期限: {数: 5, 单位: 工作日}。")


def _quota_faults(rule: QuotaRule, keys: tuple[str, int]) -> Iterator[Fault]:
    if rule.what not in {Tallied.FRONT_LINE, Tallied.VISIT, Tallied.PAPER}:
        message = f"规则“{rule.id}”：{rule.what}不用定额，用周期。"
        yield Fault((*keys, "所计"), "bad-value", message, "定额的所计写 一线办公、走访 或 退文。")
    if (rule.what is Tallied.FRONT_LINE) is not bool(rule.posts):
        message = f"规则“{rule.id}”：一线办公要写“职务”，别的不写。"
        yield Fault((*keys, "职务"), "empty-rule", message, "写成 职务: [班子成员]，或者去掉。")
    if (rule.what is Tallied.PAPER) is (rule.count is not None):
        message = f"规则“{rule.id}”：一线办公、走访要写“数”，退文只计不限。"
        yield Fault((*keys, "数"), "empty-rule", message, "写成 数: 60，或者去掉。")
    if rule.every in {Every.WEEK, Every.HALF_MONTH}:
        message = f"规则“{rule.id}”：定额按月折算，“每”不能是{rule.every}。"
        yield Fault((*keys, "每"), "bad-period", message, "写成 每: 月、季、半年 或 年。")


def _period_faults(period: Period, keys: tuple[str | int, ...], *, may_be_open: bool) -> Iterator[Fault]:
    if period.unit is PeriodUnit.MONTHS:
        message = f"“{keys[-1]}”不能按月算。"
        yield Fault(keys, "bad-period", message, "写成 {数: 5, 单位: 工作日}，或用日。")
        return
    counted = period.unit in {PeriodUnit.WORKDAYS, PeriodUnit.DAYS}
    if counted and period.count is None:
        message = f"“{keys[-1]}”缺少“数”：多少{period.unit.value}？"
        yield Fault(keys, "bad-period", message, f"写成 {{数: 5, 单位: {period.unit.value}}}。")
    elif not counted and period.count is not None:
        advice = f"去掉“数”，只写 {{单位: {period.unit.value}}}。"
        yield Fault(keys, "bad-period", f"期限是“{period.unit.value}”，不能再写数。", advice)
    elif not counted and not may_be_open:
        message = f"“{keys[-1]}”要有数，单位是工作日或日。"
        yield Fault(keys, "bad-period", message, "写成 {数: 5, 单位: 工作日}。")


def _revisit_faults(rule: RevisitRule, keys: tuple[str, int]) -> Iterator[Fault]:
    waits = rule.before_close is YesNo.YES
    if not rule.methods and not rule.questions and not waits:
        message = f"规则“{rule.id}”对回访没有任何要求。"
        yield Fault(keys, "empty-rule", message, "写上“方式”“问”或“销号前”，或者删去这条。")
    if rule.after is not None:
        yield from _period_faults(rule.after, (*keys, "核验后"), may_be_open=False)
        if not waits:
            message = f"规则“{rule.id}”写了“核验后”，销号却不等回访。"
            yield Fault((*keys, "核验后"), "bad-value", message, "加上“销号前: 是”，或者去掉“核验后”。")


def _field_faults(rule: FieldsRule, keys: tuple[str, int]) -> Iterator[Fault]:
    known = {name: key for name, key in official_keys(Task).items() if name not in {"id", "journal"}}
    for list_key, names in (("字段", rule.fields), ("之一", rule.any_of)):
        for index, name in enumerate(names):
            if name not in known.values():
                advice = ask_whether(nearest_term(name, known), f"可以写：{'、'.join(known.values())}。")
                message = f"任务没有“{name}”这个要素。"
                yield Fault((*keys, list_key, index), "unknown-field", message, advice)
    if not rule.fields and not rule.any_of and rule.single_lead is YesNo.NO:
        message = f"规则“{rule.id}”没有要求任何要素。"
        yield Fault(keys, "empty-rule", message, "写上“字段”“之一”或“唯一牵头”，或者删去这条。")


def _ledger_faults(policy: Policy) -> Iterator[Fault]:
    for key, values in (
        ("种类", [plan.kind.value for plan in policy.ledgers]),
        ("字头", [plan.prefix for plan in policy.ledgers]),
    ):
        for index, value in enumerate(values):
            if value in values[:index]:
                message = f"两本台账的{key}都是“{value}”。"
                yield Fault(("台账", index, key), "duplicate-ledger", message, "每本台账的种类和字头都不同。")
