"""The times and numbers that bind inspections, as the policy of a day has them (督查 rules).

Pure: policies, calendar and heads → rules and days.
"""

from datetime import date
from typing import Any

from duban.core.calendar.counting import before_months, before_workdays
from duban.core.inspections.life import InspectionState
from duban.core.model.events import Amend
from duban.core.model.inspection import Entry, Inspection
from duban.core.model.inspection_terms import InspectionName
from duban.core.policy.case_steps import InspectionStep
from duban.core.policy.rules import InspectionRule, Policy
from duban.errors import Level, Problem


def step_rule(policy: Policy, step: InspectionStep, on: date) -> InspectionRule | None:
    """The rule of a step that is in force on a day; of several the last: own rules come after inherited ones."""
    found = [rule for rule in policy.rules_of(InspectionRule, on) if rule.step is step]
    return found[-1] if found else None


def rule_of(ground: Any, step: InspectionStep, on: date) -> tuple[Policy, InspectionRule] | None:  # noqa: ANN401 - of a decision or of books
    """The policy of a day, and its rule of a step."""
    policy: Policy = ground.policies.at(on)
    found = step_rule(policy, step, on)
    return (policy, found) if found is not None else None


def tell_past(head: Inspection, entry: Entry | Amend, notices: list[Problem]) -> None:
    """Tell of first and last days that had gone by when they were entered."""
    named = (("起", head.starts_on), ("止", head.ends_on))
    gone = [f"{what} {on}" for what, on in named if on is not None and on < entry.on]
    if gone:
        text = f"{head.id} 的{'、'.join(gone)}在{entry.action}那天（{entry.on}）以前"
        way = f"写错了的改：duban inspect amend {head.id} --starts-on … --ends-on …"
        notices.append(Problem(Level.NOTICE, "days-past", text, way))


def last_filing(state: InspectionState, policies: Any, calendar: Any, on: date) -> date | None:  # noqa: ANN401 - as above
    """The last day on which it may be filed (备案) or proposed (计划报审), counted back from its first day."""
    head = state.head
    if head.starts_on is None:
        return None
    own = head.name is InspectionName.DEPARTMENT
    rule = step_rule(policies.at(on), InspectionStep.FILE if own else InspectionStep.PROPOSE, on)
    if rule is None or rule.period is None or head.organizer is None:
        return None
    count = rule.period.count or 0
    if rule.step is InspectionStep.FILE:
        return before_workdays(head.starts_on, count, calendar).on
    return before_months(head.starts_on, count).on
