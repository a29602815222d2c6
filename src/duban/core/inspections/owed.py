"""The duties of the office that inspections and their plans meet: those that a policy asks for in each period.

Pure; which periods are owed, core/duties/standing_duties.py says.
"""

from collections.abc import Iterator
from datetime import date

from duban.core.duties.standing_duties import Inspected, Observed, standing_rule
from duban.core.inspections.life import InspectionState
from duban.core.model.inspection import Inspection
from duban.core.model.inspection_terms import InspectionAction
from duban.core.periods.spans import read_span
from duban.core.policy.rules import Cycle, PolicyBook
from duban.errors import refusal


def performed(state: InspectionState) -> Iterator[Inspected | Observed]:
    """The period whose inspection it is, once it came to its conclusion; the first day with delegates on site.

    With the conclusion an inspection ends (国令第733号 art. 16). The first counts: a review may change
    what it says, not that the units were inspected.
    """
    head = state.head
    if head.rule is not None and head.period is not None:
        made = (entry.on for entry in state.journal if entry.action is InspectionAction.CONCLUDE_INSPECTION)
        on = next(made, None)
        if on is not None:
            yield Inspected(head.rule, head.period, on)
    invited = min(state.delegate_days, default=None)
    if invited is not None:
        yield Observed(Cycle.INVITED, invited, invited)


def named_duty(policies: PolicyBook, rule: str, period: str, today: date) -> tuple[str, str]:
    """制度/规则 and the label of the period that are meant by these words.

    Raises DubanError where there is no such rule, where it is no inspection, and for a period that is not its own.
    One that has not begun is planned ahead.
    """
    span = read_span(period, today)
    if span is None or span.every is None:
        raise refusal("bad-period", f"“{period}”不是一期", "写成 2026Q3、2026H1 或 2026")
    policy, found = standing_rule(policies, rule, span.start)
    if found.cycle is not Cycle.INSPECTION:
        text = f"规则“{policy.name}/{found.id}”要的不是督查"
        raise refusal("not-an-inspection", text, "去掉 --rule 和 --period", policy.ground(found))
    if span.every is not found.every:
        text = f"规则“{policy.name}/{found.id}”每{found.every}一次，{span.label} 不是这样的一期"
        raise refusal("wrong-period", text, "改 --period", policy.ground(found))
    return f"{policy.name}/{found.id}", span.label


def refuse_wrong_duty(head: Inspection, policies: PolicyBook, today: date) -> None:
    """Raises DubanError where a head names a duty that it would not meet: none, or not by its full name."""
    if head.rule is None and head.period is None:
        return
    if head.rule is None or head.period is None:
        text = f"{head.id} 的规则和期要一起写"
        raise refusal("half-a-duty", text, "写上 --rule 规则 --period 期，或都不写")
    rule, period = named_duty(policies, head.rule, head.period, today)
    if (rule, period) != (head.rule, head.period):
        text = f"{head.id} 的规则和期要写全称"
        raise refusal("half-a-duty", text, f"--rule {rule} --period {period}")
