"""The second gate of elements: what a lead's 推进计划 owes, by when it was told, and how fine its schedule must be.

At 交办 only what is the office's own to give is asked for (core/actions/assigning.py); here is what comes after it.
Raises errors.DubanError to refuse.
"""

import shlex
from typing import TypeVar

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.actions.late_days import limit_start
from duban.core.duties.duty import period_due
from duban.core.duties.milestones import days_of_parts, find_gaps, grain_of
from duban.core.duties.planning import plan_of, plan_rule, plan_told
from duban.core.model.events import Assign, LeadPlan, Transfer
from duban.core.model.terms import Role, Status
from duban.core.policy.required_fields import missing_fields, option_of
from duban.core.policy.rules import FieldsRule, Gate, Policy, Weight
from duban.core.state.task_state import TaskState
from duban.errors import refusal

SCHEDULE = "时序进度"
_MOST_NAMED = 12
E = TypeVar("E", bound=Assign | Transfer)


def tell_plan(now: TaskState, event: E, ground: Ground) -> E:
    """The 交办 or 转办 with the day by which its lead owes a plan, where the policy asks for one and something lacks.

    A new lead owes one even where the old one left all of it: its people and posts are others. The day is never after
    that of the task, which would make it idle.
    """
    policy = ground.policies.at(event.on)
    rule = plan_rule(policy, now.task, ground.ledger, event.on)
    if rule is None:
        return event
    anew = isinstance(event, Transfer) and _asks(policy, now, ground, event)
    if not anew and not lacking_elements(now, policy, ground, event):
        return event
    held = now.units.get(now.unit_of(event.old_lead) or "") if isinstance(event, Transfer) else None
    limit = event.due_on or (held.due_on if held else None)
    start = limit_start(event, ground) if isinstance(event, Assign) else event.on
    due_on = period_due(start, rule.period, ground.calendar).on
    if limit is not None and event.on <= limit < due_on:
        due_on = limit
    return msgspec.structs.replace(event, plan_due_on=due_on)


def _asks(policy: Policy, now: TaskState, ground: Ground, event: Transfer) -> bool:
    fields = any(
        rule.gate is Gate.PLAN and rule.weight is Weight.ERROR and rule.applies.to(now.task, ground.ledger)
        for rule in policy.rules_of(FieldsRule, event.on)
    )
    return fields or grain_of(policy, now, ground.ledger, event.on) is not None


def lacking_elements(
    now: TaskState, policy: Policy, ground: Ground, event: Assign | Transfer | LeadPlan
) -> list[str]:
    """What of a plan is not there yet, by official names; 时序进度 too where the task must be split and is not."""
    missing = missing_fields(now.task, policy, ground.ledger, event.on, Gate.PLAN)
    named = ["或".join(each.fields) for each in missing if each.weight is Weight.ERROR]
    rule = grain_of(policy, now, ground.ledger, event.on)
    if (
        rule is not None
        and SCHEDULE not in named
        and not (now.task.milestones or days_of_parts(ground.children))
    ):
        named.append(SCHEDULE)
    return named


def refuse_coarse(now: TaskState, policy: Policy, event: Assign | LeadPlan, ground: Ground) -> None:
    """Raises DubanError for a schedule that is there and too coarse (Liupanshui 三（二）一, Ledong 18)."""
    rule = grain_of(policy, now, ground.ledger, event.on)
    days = [*(node.due_on for node in now.task.milestones), *days_of_parts(ground.children)]
    if rule is None or not days:
        return
    due_on = (event.due_on if isinstance(event, Assign) else None) or now.due_on
    due_on = due_on or (now.task.deadline.on if now.task.deadline else None)
    began = min((each.assigned.on for each in now.lead_standings()), default=event.on)
    gaps = find_gaps(rule.grain, began, days, due_on, ground.calendar)
    if not gaps:
        return
    named = "、".join(gap.label for gap in gaps[:_MOST_NAMED]) + (" 等" if len(gaps) > _MOST_NAMED else "")
    text = f"{now.task.id} 的时序进度应分解到{rule.grain}，{named} 没有节点"
    words = " ".join(f"--milestone {shlex.quote(f'{gap.label}={gap.end}')}" for gap in gaps[:_MOST_NAMED])
    if isinstance(event, LeadPlan):
        advice = f"再加上节点，写实际的事：duban plan {now.task.id} {words}"
    else:
        held = "，连同原有的节点一起写" if now.task.milestones else ""
        advice = f"再加上节点，写实际的事：{words}；已经立项的用 duban amend {now.task.id}{held}"
    raise refusal("coarse-schedule", text, advice, policy.ground(rule))


def judge_plan(now: TaskState, event: LeadPlan, ground: Ground) -> None:
    """Raises DubanError for a plan that leaves out what the policy asks of the unit, is too coarse, or comes twice."""
    unit = now.unit_of(event.unit)
    standing = now.units.get(unit) if unit else None
    if standing is None or now.status is Status.REGISTERED:
        return  # the table of transitions says why
    if standing.role is not Role.LEAD:
        text = f"不能报推进计划：{now.task.id} “{standing.unit}”不是牵头单位，推进计划由牵头单位报"
        raise refusal("not-allowed", text, f"写牵头单位：--unit {now.leads[0]}")
    before = plan_of(now, standing)
    if before is not None:
        text = f"{now.task.id} 的推进计划，“{standing.unit}”已在 {before.on} 报过"
        raise refusal("planned-already", text, f"要改的：duban amend {now.task.id} … --reason …")
    told = plan_told(standing)
    policy = ground.policies.at(told.on if told else event.on)
    missing = missing_fields(now.task, policy, ground.ledger, event.on, Gate.PLAN)
    lacking = [each for each in missing if each.weight is Weight.ERROR]
    words = ["或".join(each.fields) for each in lacking]
    clauses = [each.clause for each in lacking]
    rule = grain_of(policy, now, ground.ledger, event.on)
    if rule is not None and SCHEDULE not in words and _unsplit(now, ground):
        words.append(SCHEDULE)
        clauses.append(policy.ground(rule))
    if words:
        options = " ".join(_EXAMPLES.get(word) or f"{option_of(word.partition('或')[0])} …" for word in words)
        raise refusal(
            "plan-incomplete",
            f"{now.task.id} 的推进计划不全，缺 {'、'.join(words)}",
            f"和已写的一起写：duban plan {now.task.id} {options}",
            "；".join(dict.fromkeys(clauses)),
        )
    refuse_coarse(now, policy, event, ground)


_EXAMPLES = {SCHEDULE: "--milestone 节点=日期", "量化指标": "--indicator 名称=目标"}


def _unsplit(now: TaskState, ground: Ground) -> bool:
    return not (now.task.milestones or days_of_parts(ground.children))
