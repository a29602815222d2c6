"""Duties (时限义务): who must do what by when, and why. Pure functions of a standing, the policies and a calendar.

Nothing here is stored; whether a duty is late needs one more argument, the day that is asked about.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from duban.core.calendar.counting import DueDay
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.cadence import task_cadences
from duban.core.duties.duty import (
    FINISH,
    OFFICE,
    Duty,
    Over,
    Question,
    ask,
    is_unverified,
    of_task,
    over_of,
    period_due,
    run_on,
    through_pauses,
)
from duban.core.duties.milestones import node_duties
from duban.core.duties.planning import plan_duties
from duban.core.duties.sent_back import sent_back
from duban.core.duties.triggers import AFTER_LATENESS, START_ACTIONS, TRIGGERS, clocked, meeting
from duban.core.model.events import Assign, Event, Reopen, Resume, Transfer
from duban.core.model.task import Period
from duban.core.model.terms import (
    Action,
    Basis,
    LedgerKind,
    PeriodUnit,
    Role,
    Status,
    YesNo,
)
from duban.core.policy.rules import DeadlineRule, Policy, PolicyBook
from duban.core.state.task_state import Limit, Standing, TaskState, Voided

_DAY = timedelta(days=1)
_OFFICE, _LEAD = Role.OFFICE, Role.LEAD  # members of an enum are slow to reach
_ENDED = {Status.CLOSED, Status.WITHDRAWN}


def duties(
    state: TaskState,
    policies: PolicyBook,
    calendar: WorkCalendar,
    ledger: LedgerKind | None,
    ahead: date | None = None,
) -> tuple[Duty, ...]:
    """Every duty of the task as of `state.until`, met, unmet or ended; with `ahead` the reports due up to then."""
    return (
        *dated_duties(state, policies, calendar, ledger),
        *task_cadences(state, policies, calendar, ledger, ahead),
    )


def dated_duties(
    state: TaskState, policies: PolicyBook, calendar: WorkCalendar, ledger: LedgerKind | None
) -> list[Duty]:
    """The duties of the task that are no periodic reports."""
    asked = ask(state, policies, calendar, ledger)
    own = _own(asked)
    found = [*own, *plan_duties(asked), *_verify_duties(asked)]
    for rule, policy in _rules(asked):
        found += _rule_duties(asked, rule, policy, own)
    return found


def own_duties(
    state: TaskState, policies: PolicyBook, calendar: WorkCalendar, ledger: LedgerKind | None
) -> list[Duty]:
    """The duties to carry the task out, without what rules add: the limit of each unit that has one, and each node."""
    return _own(ask(state, policies, calendar, ledger))


def lead_limits(
    state: TaskState, policies: PolicyBook, calendar: WorkCalendar, ledger: LedgerKind | None
) -> list[Duty]:
    """The limits of the present leads: what a task itself is late by."""
    asked = ask(state, policies, calendar, ledger)
    return [_limit_duty(asked, standing) for standing in state.lead_standings() if standing.limits]


def _own(asked: Question) -> list[Duty]:
    timed = clocked(asked.state)
    return [
        *(_limit_duty(asked, standing) for standing in timed),
        *(duty for standing in timed for duty in sent_back(asked, standing)),
        *node_duties(asked),
    ]


def live_duties(
    state: TaskState,
    policies: PolicyBook,
    calendar: WorkCalendar,
    ledger: LedgerKind | None,
    ahead: date | None = None,
) -> tuple[Duty, ...]:
    """The duties that are neither met nor ended: all that can be late.

    Those of `duties`, but sooner for a task that is closed or withdrawn: there only the office owes.
    """
    asked = ask(state, policies, calendar, ledger)
    office = [] if state.status not in _ENDED else [x for x in _rules(asked) if x[0].bearer is _OFFICE]
    if state.status not in _ENDED or any(rule.start in AFTER_LATENESS for rule, _ in office):
        return tuple(duty for duty in duties(state, policies, calendar, ledger, ahead) if duty.live)
    found = (_rule_duties(asked, rule, policy, []) for rule, policy in office)
    return tuple(duty for some in found for duty in some if duty.live)


def is_provisional(state: TaskState, policies: PolicyBook, calendar: WorkCalendar) -> bool:
    """Whether the due day in force of a task rests on a year whose holidays are not published (暂定)."""
    told = [limit for standing in state.lead_standings() for limit in standing.limits]
    if not any(
        getattr(limit.event, "provisional", None) is YesNo.YES or isinstance(limit.event, Resume)
        for limit in told
    ):
        return False
    asked = ask(state, policies, calendar, None)
    return any(_limit_duty(asked, s).provisional for s in state.lead_standings() if s.limits)


def _rules(asked: Question) -> Iterator[tuple[DeadlineRule, Policy]]:
    """The deadline rules of the policies that held while the task was open; each trigger asks which is its own."""
    state, entries = asked.state, asked.policies.entries
    first = state.journal[0].on if state.journal else state.until
    later = (policy for since, policy in entries if first < since <= state.until)
    for policy in {id(policy): policy for policy in (asked.policies.at(first), *later)}.values():
        for rule in policy.rules_for(DeadlineRule, state.task, asked.ledger):
            started = START_ACTIONS.get(rule.start)
            if not rule.is_limit and not rule.is_plan and (started is None or started in asked.events):
                yield rule, policy


def find_rule(event: Event, policies: PolicyBook) -> tuple[Policy, DeadlineRule | None]:
    """The policy and the limit rule that a 交办 or 转办 names (policy/rule); where it names none its day's policy."""
    if isinstance(event, Assign | Transfer) and event.rule:
        name, _, identifier = event.rule.rpartition("/")
        policy = policies.find(name, event.on) or policies.at(event.on)
        rule = policy.rule(identifier)
        return policy, rule if isinstance(rule, DeadlineRule) else None
    return policies.at(event.on), None


def _limit_duty(asked: Question, standing: Standing) -> Duty:
    """The one duty of a lead (or of a unit with its own day): to finish, and to report it."""
    state, calendar = asked.state, asked.calendar
    origin = _origin(state, standing)
    policy, rule = find_rule(origin, asked.policies)
    done = standing.reported
    if done is not None and done.counted_on > state.until:
        done = None  # it counts from its 登记
    met_on = (standing.kept_on or done.counted_on) if done else None
    voided = list(standing.voided)
    if (papers := standing.incomplete) is not None and papers.event.due_on is not None:
        if state.until <= papers.event.due_on:
            done, met_on = papers.report, papers.on
        else:
            voided.append(Voided(papers.report, papers.event))
    over = over_of(state, standing)
    unverified = done is not None and is_unverified(standing)
    limits = run_on(state, standing, calendar) if state.pauses else standing.limits
    running = next((limit for limit in reversed(limits) if limit.due_on), limits[-1])
    return Duty(
        subject=of_task(state.task.id),
        unit=standing.unit,
        role=standing.role,
        kind="时限",
        name=rule.name if rule else FINISH,
        policy=policy.name,
        rule=rule.id if rule else "",
        clause=policy.cite(rule) if rule else limit_ground(state, origin),
        cited=policy.ground(rule) if rule else "",
        trigger=limits[0].event,
        triggered_on=limits[0].since,
        due_on=running.due_on,
        original_due_on=standing.original_due_on,
        provisional=_still_provisional(running, limits, rule, calendar),
        met_on=met_on,
        met_by=done,
        ended_on=over.on if not done or unverified else None,
        ended_by=over.why if not done or unverified else "",
        stopped_on=None if done else over.stopped_on,
        awaiting=unverified,
        verified_on=standing.verified.on if standing.verified else None,
        voided=tuple(voided),
        limits=tuple(limits),
        period=rule.period if rule else None,
        discretionary=rule is not None and rule.discretionary is YesNo.YES,
        finishes=True,
        applied_on=pending.event.counted_on
        if (pending := state.pending(standing.unit)) and not done
        else None,
    )


VERIFY = "核验"


def _verify_duties(asked: Question) -> Iterator[Duty]:
    """The office's own: to verify each report within the policy's 核验期限 (酌定), or to send it back."""
    state = asked.state
    statuses = [status for _, status in state.history]
    for (on, status), before in zip(state.history, [None, *statuses], strict=False):
        if status is not Status.REPORTED or before is Status.SUSPENDED:
            continue
        report = [each for each in state.reports if each.on <= on][-1]
        began = report.counted_on
        policy = asked.policies.at(began)
        within = policy.settings.verify_within
        if within is None or began > state.until:
            continue
        period = Period(count=within, unit=PeriodUnit.WORKDAYS)
        due = period_due(began, period, asked.calendar)
        met = next(
            (each for each in state.journal if _settles(each) and _comes_after(state, each, report)), None
        )
        over = over_of(state) if state.status in {Status.WITHDRAWN, Status.SUSPENDED} else Over()
        yield Duty(
            subject=of_task(state.task.id),
            unit=OFFICE,
            role=_OFFICE,
            kind="时限",
            name=VERIFY,
            policy=policy.name,
            rule="",
            clause=f"{policy.title} 核验期限",
            trigger=report,
            triggered_on=began,
            due_on=due.on,
            original_due_on=due.on,
            provisional=due.provisional,
            met_on=met.counted_on if met else None,
            met_by=met,
            ended_on=None if met else over.on,
            ended_by="" if met else over.why,
            stopped_on=None if met else over.stopped_on,
            limits=(Limit(began, due.on, report),),
            period=period,
            discretionary=True,
        )


def _settles(event: Event) -> bool:
    return event.action in {Action.VERIFY, Action.RETURN}


def _comes_after(state: TaskState, event: Event, report: Event) -> bool:
    return event.counted_on <= state.until and state.journal.index(event) > state.journal.index(report)


def _origin(state: TaskState, standing: Standing) -> Event:
    """The event that gave this unit its clock, and with it rule and clause: the last 交办, 转办 or 重启 of its own.

    A 转办 that set no day carries the day of the task's 交办 on.
    """
    starts = (limit.event for limit in reversed(standing.limits))
    origin = next((event for event in starts if isinstance(event, Assign | Transfer | Reopen)), None)
    if origin is None or (isinstance(origin, Transfer) and origin.due_on is None):
        return next((e for e in state.journal if isinstance(e, Assign) and e.unit is None), standing.assigned)
    return origin


def limit_ground(state: TaskState, origin: Event | None) -> str:
    """What a due day rests on that no rule gave: the source's own words, or a leader's."""
    by_leader = isinstance(origin, Transfer | Reopen) or (
        isinstance(origin, Assign) and origin.basis in {Basis.LEADER, None} and origin.due_on is not None
    )
    if isinstance(origin, Assign | Transfer | Reopen) and by_leader:
        return f"领导确定（{origin.approved_by}）" if origin.approved_by else "领导确定"
    if isinstance(origin, Assign) and origin.due_on is None:
        return "未定时限"
    if isinstance(origin, Assign) and origin.rule:
        return origin.rule
    source = state.task.sources[0] if state.task.sources else None
    words = [x for x in (source.doc_no or source.name, source.clause) if x] if source else []
    return " ".join(["来源规定", *words])


def _still_provisional(
    running: Limit, limits: list[Limit], rule: DeadlineRule | None, calendar: WorkCalendar
) -> bool:
    """A day told as provisional (暂定) stays so until the years it was counted through are published."""
    event, due_on = running.event, running.due_on
    if isinstance(event, Resume) and due_on is not None:
        counted = event.due_on is None or event.provisional is YesNo.YES
        return counted and calendar.is_provisional(event.on + _DAY, due_on)
    for limit in limits:
        event = limit.event
        if limit.due_on == due_on and getattr(event, "provisional", None) is YesNo.YES:
            return rule is None or period_due(event.on, rule.period, calendar).provisional
    return False


def _rule_duties(asked: Question, rule: DeadlineRule, policy: Policy, own: list[Duty]) -> Iterator[Duty]:
    """The duties of a rule whose clock an event of this task started, other than the limit told at 交办."""
    state, calendar = asked.state, asked.calendar
    for trigger, on, unit in TRIGGERS[rule.start](asked, rule, own):
        if asked.policies.at(on) is not policy or not rule.in_force(on):
            continue
        office = rule.bearer is _OFFICE
        told = _source_day(state, unit, on) if rule.source_prevails is YesNo.YES else None
        due = DueDay(told, provisional=False) if told else period_due(on, rule.period, calendar)
        first = Limit(on, due.on, trigger or state.journal[0])
        limits = () if office else through_pauses(state, first, calendar, rule.period.unit)
        due_on = next((limit.due_on for limit in reversed(limits) if limit.due_on), due.on)
        met = meeting(asked, rule, (trigger, on, None if office else unit))
        over = _over_of_rule(state, rule, on)
        yield Duty(
            subject=of_task(state.task.id),
            unit=OFFICE if office else unit or (state.leads[0] if state.leads else OFFICE),
            role=rule.bearer,
            kind="时限",
            name=rule.name,
            policy=policy.name,
            rule=rule.id,
            clause=policy.cite(rule),
            cited=policy.ground(rule),
            trigger=trigger,
            triggered_on=on,
            due_on=due_on,
            original_due_on=due.on,
            provisional=due.provisional or (due_on > due.on and calendar.is_provisional(due.on, due_on)),
            met_on=met.counted_on if met else None,
            met_by=met,
            ended_on=None if met else over.on,
            ended_by="" if met else over.why,
            stopped_on=None if met else over.stopped_on,
            limits=limits,
            period=None if told else rule.period,
            discretionary=rule.discretionary is YesNo.YES or (rule.period.count == 0 and due.on != on),
        )


def _source_day(state: TaskState, unit: str | None, on: date) -> date | None:
    """The day in force for a lead on `on`, where its source set it (来源规定); None where a rule or a leader did."""
    for standing in (*state.former, *state.lead_standings()):
        if standing.unit == unit and standing.role is _LEAD:
            held = [limit.due_on for limit in standing.limits if limit.due_on and limit.since <= on]
            origin = _origin(state, standing)
            if held and isinstance(origin, Assign) and origin.basis is Basis.SOURCE:
                return held[-1]
    return None


def _over_of_rule(state: TaskState, rule: DeadlineRule, started: date) -> Over:
    """A unit's duty ends with its round; of the office's only what is not 回访 ends, and only by 撤销."""
    if rule.bearer is not _OFFICE:
        closed = next((on for on, status in state.history if status is Status.CLOSED and on > started), None)
        return Over(closed, str(Action.CLOSE)) if closed else over_of(state)
    if state.status is Status.WITHDRAWN and Action.REVISIT not in rule.met_by:
        return over_of(state)
    return Over()
