"""What is owed in an interview: the report of the unit, by the day that it was told.

Pure functions of a state and the policies.
"""

from collections.abc import Iterator
from typing import Any

from duban.core.duties.duty import Duty, Subject
from duban.core.interviews.life import InterviewState
from duban.core.interviews.limits import rule_of
from duban.core.model.terms import Role, YesNo
from duban.core.policy.case_steps import InterviewStep
from duban.core.policy.rules import PolicyBook


class _Rules:
    """The policies, as a rule is looked up in them."""

    def __init__(self, policies: PolicyBook) -> None:
        self.policies = policies


def interview_duties(state: InterviewState, policies: PolicyBook, _calendar: Any) -> Iterator[Duty]:  # noqa: ANN401 - as the kind asks for it
    """Every duty of an interview, met, unmet or ended."""
    held, reported, closed = state.held, state.reported, state.closed
    if held is None:
        return
    found = rule_of(_Rules(policies), InterviewStep.REPORT, held.on, state.head.cause)
    policy = policies.at(held.on)
    rule = found[1] if found else None
    ended = closed if reported is None else None
    yield Duty(
        subject=Subject("interview", state.head.id),
        unit=state.person.unit,
        role=Role.LEAD,
        kind="时限",
        name="报约谈的整改报告",
        policy=policy.name if rule else "",
        rule=rule.id if rule else "",
        clause=policy.cite(rule) if rule else "",
        cited=policy.ground(rule) if rule else "",
        trigger=None,
        triggered_on=held.on,
        due_on=held.due_on,
        original_due_on=held.due_on,
        met_on=reported.on if reported else None,
        ended_on=ended.on if ended else None,
        ended_by=str(ended.action) if ended else "",
        period=rule.period if rule else None,
        discretionary=rule is not None and rule.discretionary is YesNo.YES,
    )
