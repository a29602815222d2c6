"""What binds interviews, as the policy of a day has it (约谈 rules), and who holds the posts it asks for.

Pure: policies and the roll of leaders → rules, names, refusals.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from duban.core.actions.due_dates import Ground
from duban.core.model.interviews.records import Interview
from duban.core.model.interviews.terms import InterviewCause, Tier
from duban.core.policy.case_steps import InterviewStep
from duban.core.policy.rules import InterviewRule, Policy
from duban.errors import Level, Problem, refusal

Notices = list[Problem]
SPEAKS = {Tier.FIRST: InterviewStep.FIRST, Tier.SECOND: InterviewStep.SECOND}
"""Which rule says who interviews."""


def rule_of(
    ground: Any,  # noqa: ANN401 - of a decision or of books
    step: InterviewStep,
    on: date,
    cause: InterviewCause | None = None,
) -> tuple[Policy, InterviewRule] | None:
    """The policy of a day, and its rule of a step for a trigger; of several the last, which is one's own."""
    policy: Policy = ground.policies.at(on)
    found = [
        rule
        for rule in policy.rules_of(InterviewRule, on)
        if rule.step is step and (cause is None or not rule.causes or cause in rule.causes)
    ]
    return (policy, found[-1]) if found else None


def confers(head: Interview, on: date, ground: Any) -> tuple[Policy, InterviewRule] | None:  # noqa: ANN401 - as above
    """The rule by which the offices confer before it is proposed; None where the trigger needs none.

    A second tier rests on what was conferred for the first.
    """
    return rule_of(ground, InterviewStep.CONFER, on, head.cause) if head.tier is Tier.FIRST else None


class Said(NamedTuple):
    """Who is named as what, on a day."""

    names: Sequence[str]
    what: str
    on: date

    @property
    def text(self) -> str:
        """The names in one line."""
        return "、".join(self.names)


def refuse_other_posts(
    said: Said, held: tuple[Policy, InterviewRule] | None, ground: Ground, notices: Notices
) -> None:
    """Raises DubanError where a rule asks for a post that none of them held; tells where nobody is known to hold it."""
    if held is None or not held[1].posts or not ground.roll:
        return
    policy, rule = held
    posts = "或".join(rule.posts)
    answers = [ground.roll.holds_post(said.text, post, said.on) for post in rule.posts]
    if any(answers):
        return
    if None in answers:
        text = f"领导名册没有写 {said.on} 谁是{posts}，{said.what}“{said.text}”是不是没有核对"
        advice = f"duban unit leader 姓名 --post {rule.posts[0]}"
        notices.append(Problem(Level.NOTICE, "post-unknown", text, advice))
        return
    who = "、".join(name for post in rule.posts for name in ground.roll.holders(post, said.on))
    text = f"{said.what}要是{posts}（{who}），{said.text}不是"
    raise refusal("wrong-post", text, f"写{who}", policy.ground(rule))
