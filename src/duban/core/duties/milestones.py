"""The dated nodes of a schedule (时序进度): a duty for each node and each lead that had it; how fine they must be.

Nothing is stored; core/actions and core/checks.py ask whether a schedule is too coarse.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from duban.core.calendar.counting import workdays_between
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import Duty, Question, of_task, over_of, shifted
from duban.core.model.events import Done, Event, Extend, Progress, Resume, Suspend
from duban.core.model.task import Milestone
from duban.core.model.terms import Action, Every, LedgerKind, Role, Status
from duban.core.periods.spans import Span, span_of
from duban.core.policy.rules import MilestoneRule, Policy
from duban.core.state.task_state import Limit, Standing, TaskState

HORIZON = date(2199, 12, 31)
"""No schedule is looked at beyond this day: a slip of the hand in a year must not be walked week by week."""
_DAY = timedelta(days=1)


def grain_of(policy: Policy, state: TaskState, ledger: LedgerKind | None, on: date) -> MilestoneRule | None:
    """The rule that asks for the finest schedule of this task; None where none does."""
    rules = [rule for rule in policy.rules_for(MilestoneRule, state.task, ledger) if rule.in_force(on)]
    return min(rules, key=lambda rule: _FINEST.index(rule.grain), default=None)


_FINEST = (Every.WEEK, Every.HALF_MONTH, Every.MONTH, Every.QUARTER, Every.HALF, Every.YEAR)


def days_of_parts(parts: Iterable[TaskState]) -> list[date]:
    """The days by which the parts of a task are due, and those of their nodes; a withdrawn part has none."""
    days: list[date] = []
    for part in parts:
        if part.status is Status.WITHDRAWN or part.registered_on is None:
            continue
        due_on = part.due_on or (part.task.deadline.on if part.task.deadline else None)
        days += [node.due_on for node in part.task.milestones] + ([due_on] if due_on else [])
    return days


def find_gaps(
    grain: Every, began: date, days: Iterable[date], due_on: date | None, calendar: WorkCalendar | None
) -> list[Span]:
    """The periods from `began` to the due day in which none of `days` lies: the schedule is coarser than `grain`.

    The due day is a step itself. The period in which the task began counts if at least half of its working days were
    left; without a calendar never.
    """
    held = sorted(days)
    if due_on is not None:
        held.append(due_on)
    if not held:
        return []
    span = span_of(grain, began)
    if calendar is None or not _mostly_left(span, began, calendar):
        span = span.next()
    gaps = []
    while span.end <= min(due_on or held[-1], HORIZON):
        if not any(span.start <= day <= span.end for day in held):
            gaps.append(span)
        span = span.next()
    return gaps


def _mostly_left(span: Span, began: date, calendar: WorkCalendar) -> bool:
    left = workdays_between(began, span.end, calendar)
    return 2 * left >= workdays_between(span.start - _DAY, span.end, calendar)


def node_duties(asked: Question) -> Iterator[Duty]:
    """One duty for each node and lead; 延期 of the node moves it, the days of a suspension do not count.

    A lead that came later owes no node that had fallen due before: that lateness stays with the one before.
    """
    state = asked.state
    if not state.task.milestones:
        return
    leads = [s for s in (*state.former, *state.lead_standings()) if s.role is Role.LEAD]
    for node in state.task.milestones if leads else ():
        all_limits = _node_limits(state, node, leads[0].assigned, asked.calendar)
        for standing in leads:
            limits = _clipped(all_limits, standing)
            if limits:
                yield _node_duty(asked, node, standing, limits)


def _node_limits(state: TaskState, node: Milestone, assigned: Event, calendar: WorkCalendar) -> list[Limit]:
    """The due days of a node, each from the day on which it held; none while the clock was stopped."""
    limits = [Limit(assigned.on, node.due_on, assigned)]
    if not state.pauses and node.name not in state.node_limits:
        return limits
    due_on = node.due_on
    pauses = {id(pause.resume): pause for pause in state.pauses}
    for event in state.journal:
        if isinstance(event, Extend) and event.milestone == node.name:
            due_on = event.due_on
            limits.append(Limit(event.counted_on, due_on, event))
        elif isinstance(event, Suspend) and event.on >= assigned.on:
            limits.append(Limit(event.counted_on, None, event))
        elif isinstance(event, Resume) and event.on >= assigned.on:
            due_on = shifted(due_on, pauses[id(event)], calendar)
            limits.append(Limit(event.on, due_on, event))
    return limits


def _clipped(limits: list[Limit], standing: Standing) -> list[Limit]:
    """What of a node's limits falls to this lead: from its first day on; nothing if the node was due before."""
    start = standing.assigned.on
    later = [limit for limit in limits if limit.since > start]
    held = [limit for limit in limits if limit.since <= start][-1:]
    mine = [Limit(max(limit.since, start), limit.due_on, limit.event) for limit in (*held, *later)]
    if standing.left_on is not None:
        mine = [limit for limit in mine if limit.since < standing.left_on]
    if standing.assigned.action is not Action.ASSIGN:
        while mine and mine[0].due_on is not None and mine[0].due_on < start:
            mine.pop(0)
    owed = _last_due(mine)
    if owed is None or (standing.left_on is not None and owed >= standing.left_on):
        return []
    return mine


def _last_due(limits: list[Limit]) -> date | None:
    return next((limit.due_on for limit in reversed(limits) if limit.due_on), None)


def _node_duty(asked: Question, node: Milestone, standing: Standing, limits: list[Limit]) -> Duty:
    state = asked.state
    assigned = standing.assigned
    policy = asked.policies.at(assigned.on)
    rules = policy.rules_for(MilestoneRule, state.task, asked.ledger)
    rule = next((rule for rule in rules if rule.in_force(assigned.on)), None)
    progress = state.nodes_met.get(node.name)
    if progress is not None and standing.left_on is not None and progress.on >= standing.left_on:
        progress = None
    met: Progress | Done | None = progress or standing.reported
    due_on = _last_due(limits)
    counted = isinstance(limits[-1].event, Resume) and due_on is not None
    over = over_of(state, standing)
    return Duty(
        subject=of_task(state.task.id),
        unit=standing.unit,
        role=Role.LEAD,
        kind="节点",
        name=f"节点：{node.name}",
        policy=policy.name,
        rule=rule.id if rule else "",
        clause=policy.cite(rule) if rule else "时序进度",
        cited=policy.ground(rule) if rule else "",
        trigger=assigned,
        triggered_on=limits[0].since,
        due_on=due_on,
        original_due_on=node.due_on,
        provisional=counted and asked.calendar.is_provisional(node.due_on, due_on or node.due_on),
        met_on=met.counted_on if met else None,
        met_by=met,
        ended_on=None if met else over.on,
        ended_by="" if met else over.why,
        stopped_on=None if met else over.stopped_on,
        limits=tuple(limits),
        node=node.name,
    )
