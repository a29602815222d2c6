"""`progress --standing … --subject`: a paper that a unit sent in and the office sent back (退文), with what was wrong.

Words to one entry of 履职 for each unit; counted by month or quarter, never owed.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from duban.cli.commands.quotas.recording import record_facts
from duban.cli.framework.context import Writing
from duban.cli.framework.prompts import Form
from duban.cli.options.name_lookup import registered_unit
from duban.cli.workflow.actions import common
from duban.core.model.terms import Slip, Tallied
from duban.core.model.workspace import StandingEntry
from duban.core.periods.spans import span_of
from duban.core.policy.rules import QuotaRule
from duban.core.quotas.entries import rule_key
from duban.errors import refusal
from duban.plan import Plan


def return_paper(
    context: Writing,
    word: str,
    told: tuple[Sequence[str] | None, str | None, str | None],
    slips: tuple[Slip, ...],
) -> int:
    """Enter that a paper went back: `told` are its units, its title, a remark."""
    units, subject, note = told
    form = Form(context)
    title = form.need(subject, "--subject", "退的是哪一份", str)
    named = form.need(units or None, "--unit", "哪个单位来的文", list)
    form.close()

    def make(plan: Plan) -> Iterable[StandingEntry]:
        policy = plan.workspace.policies.at(context.on)
        papers = [r for r in policy.rules_of(QuotaRule, context.on) if r.what is Tallied.PAPER]
        rule = next((each for each in papers if word.rpartition("/")[2] in {each.id, each.name}), None)
        if rule is None:
            listed = "、".join(f"{each.id}（{each.name}）" for each in papers) or "没有"
            text = f"制度“{policy.name}”里的“{word}”不计退文"
            raise refusal("unknown-rule", text, f"可用的规则：{listed}；别的履职不写 --subject、--error")
        said: dict[str, Any] = {"rule": rule_key(policy.name, rule.id), "subject": title, "slips": slips}
        said |= {"period": span_of(rule.every, context.on).label, "note": note}
        for name in plan.workspace.register.listed(named):
            unit = registered_unit(plan, name, context.on)
            yield StandingEntry(**common(plan, context), unit=unit, **said)

    return record_facts(context, str(Tallied.PAPER), make)
