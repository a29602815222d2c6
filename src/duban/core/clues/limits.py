"""The times that bind clues, as the policy of a day has them (线索 rules), and how many are looked at again.

Pure: policies, calendar and days → rules and days.
"""

from datetime import date
from typing import Any

from duban.core.duties.duty import period_due
from duban.core.policy.case_steps import ClueStep
from duban.core.policy.rules import ClueRule, Policy


def clue_rule(policies: Any, step: ClueStep, on: date) -> tuple[Policy, ClueRule] | None:  # noqa: ANN401 - of a decision or of books
    """The policy of a day, and its rule of a step; of several the last: own rules come after inherited ones."""
    policy: Policy = policies.at(on)
    found = [rule for rule in policy.rules_of(ClueRule, on) if rule.step is step]
    return (policy, found[-1]) if found else None


def clue_due(ground: Any, step: ClueStep, on: date) -> date | None:  # noqa: ANN401 - as above
    """The last day of a step that is counted from `on`; None where the policy sets none."""
    held = clue_rule(ground.policies, step, on)
    if held is None or held[1].period is None:
        return None
    return period_due(on, held[1].period, ground.calendar).on


def sample_size(policies: Any, frame: int, on: date) -> int | None:  # noqa: ANN401 - as above
    """How many of `frame` clues the policy of a day has looked at again, at least one; None where it asks for none."""
    held = clue_rule(policies, ClueStep.SAMPLE, on)
    if held is None or held[1].share is None:
        return None
    return max(1, -(-frame * held[1].share // 100))
