"""`progress --standing`: enters a duty done that belongs to no task (履职), such as a quarter's overall report.

Words to one entry of 履职/YYYY.yaml; which rules exist, the policy says. Raises errors.DubanError.
"""

from collections.abc import Sequence
from datetime import date

from duban.cli.framework.context import Writing
from duban.cli.framework.prompts import Form
from duban.cli.options.name_lookup import registered_unit
from duban.cli.workflow.actions import SUBJECT_COLUMNS, act, commit_message, common, tell
from duban.core.cases.performance import PERFORMANCE
from duban.core.duties.standing_duties import OBSERVED, standing_rule
from duban.core.model.terms import BookAction
from duban.core.model.unit_register import Register
from duban.core.model.workspace import StandingEntry, StandingJournal
from duban.core.periods.spans import Span, read_span, span_of
from duban.core.policy.rules import CadenceRule, Cycle, Scope
from duban.errors import DubanError, Level, refusal
from duban.files.git.log import Message
from duban.plan import Plan

WORD = "履职"


def perform_standing(
    context: Writing, rule: str | None, period: str | None, units: Sequence[str] | None, note: str | None
) -> int:
    """Enter that the duty of `rule` for `period` was done, by each unit; a second entry for the same is refused."""
    form = Form(context)
    rule_id = form.need(rule, "--standing", "规则标识", str)
    label = form.need(period, "--period", "哪一期", str)
    form.close()
    entries: list[StandingEntry] = []

    def prepare(plan: Plan) -> Message:
        path = plan.workspace.root / PERFORMANCE.folder / f"{context.on.year}.yaml"
        journal = plan.open_journal(PERFORMANCE, path, StandingJournal(year=context.on.year))
        for unit in _once(plan.workspace.register, units or ()):
            entry = _entry(plan, context, rule_id, label, unit, note)
            entries.append(plan.append(journal, entry))
        whose = f"{'、'.join(each.unit for each in entries if each.unit)} ".lstrip()
        subject = f"{WORD} {whose}{entries[0].rule} {entries[0].period}"[:SUBJECT_COLUMNS]
        return commit_message(plan.hand, BookAction.STANDING.english, subject)

    written = act(context, prepare)
    made = {"entry": entries[0], "entries": entries}
    data = {"commit": written.commit, "dry_run": context.dry_run, "paths": written.paths}
    return tell(context, f"{WORD} {entries[0].rule} {entries[0].period}", written, data | made)


def _once(register: Register, words: Sequence[str]) -> tuple[str | None, ...]:
    """The units of today that words list, each once; None alone where they list none."""
    return tuple(dict.fromkeys(map(register.current, register.listed(words)))) or (None,)


_SHOWN = {
    Cycle.INVITED: "督查组里的代表、委员到了现场才算",
    Cycle.PLANNED: "当月的督查计划审定了才算",
}
_SHOWN_BY = {
    Cycle.INVITED: "duban inspect day 编号 --member 姓名 --place 地点",
    Cycle.PLANNED: "duban inspect plan 年-月 --approve 编号 --approved-by 领导",
}


def _entry(
    plan: Plan, context: Writing, rule_id: str, label: str, unit: str | None, note: str | None
) -> StandingEntry:
    span = _span(label, context.today)
    if span.start > context.on:
        raise refusal("future-period", f"{label} 从 {span.start} 才开始，不能预先记账", "写已经开始的一期")
    policy, rule = standing_rule(plan.workspace.policies, rule_id, span.start)
    if rule.cycle is Cycle.INSPECTION:
        text = f"“{rule.name}”（{span.label}）要有一次督查，作出督查结论才算，不能只记履职"
        way = f"duban inspect add --rule {rule.id} --period {span.label}"
        raise refusal("needs-inspection", text, way, policy.ground(rule))
    if rule.cycle in OBSERVED:
        text = f"“{rule.name}”（{span.label}）看督查的账：{_SHOWN[rule.cycle]}，不能只记履职"
        raise refusal("needs-inspection", text, _SHOWN_BY[rule.cycle], policy.ground(rule))
    if span.every is not rule.every:
        example = span_of(rule.every, context.on).label
        raise refusal(
            "wrong-period",
            f"规则“{policy.name}/{rule.id}”每{rule.every}一次，{label} 不是这样的一期",
            f"例如 --period {example}",
            policy.ground(rule),
        )
    entry = StandingEntry(
        **common(plan, context),
        rule=f"{policy.name}/{rule.id}",
        unit=_unit(plan, rule, unit, context.on),
        period=span.label,
        note=note,
    )
    _refuse_twice(plan, entry, rule.id)
    return entry


def _span(label: str, today: date) -> Span:
    span = read_span(label, today)
    if span is None or span.every is None:
        raise refusal(
            "bad-period",
            f"“{label}”不是一期",
            "写成 2026-W38、2026-09上半月、2026-09、2026Q3、2026H1 或 2026",
        )
    return span


def _unit(plan: Plan, rule: CadenceRule, unit: str | None, on: date) -> str | None:
    if rule.scope is Scope.OFFICE:
        if unit is not None:
            raise refusal("unit-not-wanted", f"规则“{rule.id}”是督查室自己的，不写单位", "去掉 --unit")
        return None
    if unit is None:
        raise refusal("which-unit", f"规则“{rule.id}”每个单位各报各的，要写明是哪个单位", "--unit 单位")
    return registered_unit(plan, unit, on)


def _refuse_twice(plan: Plan, entry: StandingEntry, rule_id: str) -> None:
    register = plan.workspace.register
    held = plan.workspace.standing
    broken = [
        p
        for p in plan.workspace.problems
        if p.level is Level.ERROR and p.place and PERFORMANCE.folder in p.place.path
    ]
    if broken:
        raise DubanError(*broken)
    for other in held:
        whose = [each.unit and register.current(each.unit, each.on) for each in (entry, other)]
        if other.rule in {entry.rule, rule_id} and other.period == entry.period and whose[0] == whose[1]:
            raise refusal(
                "standing-twice",
                f"{entry.unit or '督查室'}的 {entry.rule} {entry.period} 已在 {other.on} 记过（经办 {other.by}）",
                "不必再记；记错的由 duban undo 撤回",
            )
