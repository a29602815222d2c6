"""The 推进计划 as a duty of each lead: a day told at 交办, met by the plan that names what the policy asks of the unit.

What a task whose 交办 told no such day lacks makes no duty: the rule holds from the day it came into the program.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from duban.core.duties.duty import Duty, Over, Question, of_task, over_of, period_due, through_pauses
from duban.core.model.events import Assign, Event, LeadPlan, Transfer
from duban.core.model.task import Task
from duban.core.model.terms import Action, LedgerKind, Role, Status, YesNo
from duban.core.policy.rules import DeadlineRule, Gate, Policy
from duban.core.state.task_state import Limit, Standing, TaskState

PLAN = str(Action.PLAN)


def plan_rule(policy: Policy, task: Task, ledger: LedgerKind | None, on: date) -> DeadlineRule | None:
    """The rule that says how long a lead has for its plan, the narrowest first; None where the policy asks for none."""
    rules = (
        rule for rule in policy.rules_for(DeadlineRule, task, ledger) if rule.is_plan and rule.in_force(on)
    )
    return max(rules, key=lambda rule: rule.applies.narrowness, default=None)


def plan_told(standing: Standing) -> Assign | Transfer | None:
    """The 交办 or 转办 that told this lead by when its plan is due."""
    events: Iterable[Event] = (standing.assigned, *(limit.event for limit in standing.limits))
    told = (each for each in events if isinstance(each, Assign | Transfer))
    return next((each for each in told if each.plan_due_on is not None), None)


def plan_of(state: TaskState, standing: Standing) -> LeadPlan | None:
    """The first plan that this lead sent in its present standing."""
    for event in state.journal:
        if (
            isinstance(event, LeadPlan)
            and event.on >= standing.assigned.on
            and event.counted_on <= state.until
        ):
            within = standing.left_on is None or event.on <= standing.left_on
            if within and state.is_by(event, standing.unit):
                return event
    return None


def owed_plan(state: TaskState) -> Standing | None:
    """The first of the present leads that was told a day for its plan and has sent none."""
    for standing in state.lead_standings():
        if plan_told(standing) is not None and plan_of(state, standing) is None:
            return standing
    return None


def gates_passed(state: TaskState) -> tuple[Gate, ...]:
    """The gates whose elements ought to be there by now: those of a plan after 交办, when no lead owes it any more."""
    owed = state.status is Status.REGISTERED or owed_plan(state) is not None
    return (Gate.ASSIGN,) if owed else (Gate.ASSIGN, Gate.PLAN)


def plan_duties(asked: Question) -> Iterator[Duty]:
    """One duty for each lead that was told a day for its plan; who has reported 办结 needs none any more."""
    state = asked.state
    for standing in (*state.former, *state.units.values()):
        told = plan_told(standing) if standing.role is Role.LEAD else None
        if told is not None and told.plan_due_on is not None:
            yield _plan_duty(asked, standing, told, told.plan_due_on)


def _plan_duty(asked: Question, standing: Standing, told: Assign | Transfer, due_on: date) -> Duty:
    state, calendar = asked.state, asked.calendar
    policy = asked.policies.at(told.on)
    rule = plan_rule(policy, state.task, asked.ledger, told.on)
    counted = period_due(told.on, rule.period, calendar) if rule else None
    exact = counted is not None and counted.on == due_on
    limits = through_pauses(state, Limit(told.on, due_on, told), calendar, rule.period.unit if rule else None)
    met = plan_of(state, standing)
    over = _over(state, standing, told)
    return Duty(
        subject=of_task(state.task.id),
        unit=standing.unit,
        role=Role.LEAD,
        kind="时限",
        name=rule.name if rule else PLAN,
        policy=policy.name,
        rule=rule.id if rule else "",
        clause=policy.cite(rule) if rule else f"{told.on} {told.action}",
        cited=policy.ground(rule) if rule else "",
        trigger=told,
        triggered_on=told.on,
        due_on=next((limit.due_on for limit in reversed(limits) if limit.due_on), due_on),
        original_due_on=due_on,
        provisional=exact and counted is not None and counted.provisional,
        met_on=met.counted_on if met else None,
        met_by=met,
        ended_on=None if met else over.on,
        ended_by="" if met else over.why,
        stopped_on=None if met else over.stopped_on,
        limits=limits,
        period=rule.period if rule and exact else None,
        discretionary=rule is not None and rule.discretionary is YesNo.YES,
    )


def _over(state: TaskState, standing: Standing, told: Assign | Transfer) -> Over:
    """What ended it: the lead's report; the task's own day where the plan was due on it, for one failing is not two."""
    due_on, done = told.plan_due_on, standing.reported
    reported = done if done is not None and done.counted_on <= state.until else None
    same_day = any(limit.event is told and limit.due_on == due_on for limit in standing.limits)
    if same_day and due_on is not None and due_on < (reported.counted_on if reported else state.until):
        return Over(due_on, "到了完成时限")
    return Over(reported.counted_on, str(Action.DONE)) if reported else over_of(state, standing)
