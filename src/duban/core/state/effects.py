"""What each legal event does to a standing: units, due days, reports, rounds.

Whether an event is legal where it stands, transitions.py has judged before; nothing is refused here.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from duban.core.model.events import (
    Accept,
    Amend,
    Apply,
    Assign,
    Close,
    Contest,
    Deny,
    Done,
    Event,
    Extend,
    LeadPlan,
    Progress,
    Reopen,
    Resume,
    Return,
    Suspend,
    Transfer,
    Verify,
    Withdraw,
)
from duban.core.model.terms import Action, Relapse, Result, Returned, Role, Status, YesNo
from duban.core.state.leads import units_of
from duban.core.state.task_state import (
    Application,
    Formal,
    LeadChange,
    Limit,
    Pause,
    Standing,
    TaskState,
    Voided,
)


def _of_unit(state: TaskState, event: Event) -> Standing:
    return state.units[state.unit_of(event.unit) or ""]


def _new_standing(state: TaskState, unit: str, role: Role, event: Event) -> Standing:
    standing = state.units[unit] = Standing(unit, role, event, round=state.rounds)
    return standing


def _leave(state: TaskState, unit: str, event: Event, on: date | None = None) -> Standing:
    """The unit's standing ends with an event, or on a day before it; what it owed until then stays its own."""
    standing = state.units.pop(unit)
    standing.left_on, standing.left_by = on or event.on, event
    state.former.append(standing)
    return standing


def _on_assign(state: TaskState, event: Assign) -> None:
    if event.unit is not None and state.status is not Status.REGISTERED:
        _assign_one(state, event, event.unit)
        return
    for unit in state.leads:
        standing = state.units.get(unit) or _new_standing(state, unit, Role.LEAD, event)
        standing.contested = None
        if event.due_on is not None or not standing.limits:
            standing.limits.append(Limit(event.on, event.due_on, event))
    _seat_support(state, event)


def _assign_one(state: TaskState, event: Assign, name: str) -> None:
    unit = state.unit_of(name)
    if unit is None:
        unit = name
        state.support = (*state.support, unit)
        _new_standing(state, unit, Role.SUPPORT, event)
    standing = state.units[unit]
    standing.contested = None
    if event.due_on is not None:
        standing.limits.append(Limit(event.on, event.due_on, event))


def _seat_support(state: TaskState, event: Event) -> None:
    for unit in state.support:
        if state.unit_of(unit) is None:
            _new_standing(state, unit, Role.SUPPORT, event)


def _on_accept(state: TaskState, event: Accept) -> None:
    standing = _of_unit(state, event)
    standing.accepted = event
    _sign(standing, event)


def _sign(standing: Standing, event: Event) -> None:
    """Signed, by a 签收 or by a first answer; the earlier day stays."""
    if standing.signed_on is None:
        standing.signed_on = event.on
    standing.contested = None


def _on_contest(state: TaskState, event: Contest) -> None:
    _of_unit(state, event).contested = event


def _on_progress(state: TaskState, event: Progress) -> None:
    standing = _of_unit(state, event)
    _sign(standing, event)
    standing.heard_on = event.on
    state.feedback.append(event)
    if event.percent is not None:
        standing.percent = event.percent
    if event.milestone is not None and event.done_on is not None and standing.role is Role.LEAD:
        state.nodes_met.setdefault(event.milestone, event)


def _on_plan(state: TaskState, event: LeadPlan) -> None:
    standing = _of_unit(state, event)
    _sign(standing, event)
    standing.heard_on = event.on


def _on_done(state: TaskState, event: Done) -> None:
    standing = _of_unit(state, event)
    _sign(standing, event)
    standing.heard_on = event.on
    incomplete, standing.kept_on = standing.incomplete, None
    if incomplete is not None and incomplete.event.due_on is not None:
        incomplete.answer = event
        if event.counted_on <= incomplete.event.due_on:
            standing.kept_on = incomplete.on
        else:
            standing.voided.append(Voided(incomplete.report, incomplete.event))
    standing.reported = event
    standing.first_reported = standing.first_reported or event
    state.reports.append(event)


def _on_return(state: TaskState, event: Return) -> None:
    state.returns.append(event)
    unit = state.unit_of(event.unit) if event.unit else None
    if state.status is Status.VERIFIED and (unit is None or unit in state.leads):
        state.verification = None
    standings = [state.units[unit]] if unit else state.lead_standings()
    if event.kind is not Returned.FORMAL or event.due_on is None:
        _void(standings, event)
        return
    for standing in standings:
        if standing.reported is not None:
            day = standing.kept_on or standing.reported.counted_on
            standing.formal.append(Formal(standing.reported, event, day))
        standing.reported = standing.kept_on = standing.verified = None


def _on_verify(state: TaskState, event: Verify) -> None:
    state.verification = event
    if event.result is Result.FAIL:
        _void([_of_unit(state, event)] if event.unit is not None else state.lead_standings(), event)
        return
    for standing in state.lead_standings():
        standing.verified = event


def _void(standings: list[Standing], event: Return | Verify | Reopen) -> None:
    """The report counts for nothing, the due day goes on; one that `event` sets is a duty of its own."""
    for standing in standings:
        if standing.reported is not None:
            standing.voided.append(Voided(standing.reported, event))
        standing.reported = standing.kept_on = standing.verified = None


def _on_apply(state: TaskState, event: Apply) -> None:
    units = [_of_unit(state, event)] if event.unit is not None else state.lead_standings()
    state.applications.append(Application(event, tuple(standing.unit for standing in units)))


def _on_deny(state: TaskState, event: Deny) -> None:
    for standing in [_of_unit(state, event)] if event.unit is not None else state.lead_standings():
        _answer(state, standing, event)


def _answer(state: TaskState, standing: Standing, event: Extend | Deny) -> Application | None:
    """The application of a unit that this answers."""
    pending = state.pending(standing.unit)
    if pending is not None:
        pending.answer = event
    return pending


def _on_extend(state: TaskState, event: Extend) -> None:
    """The new day holds from 延期 on; what was applied for by the old day, from the application on.

    An internal one (内部) moves no day.
    """
    if event.calendar is YesNo.YES:
        for standing in [_of_unit(state, event)] if event.unit is not None else state.lead_standings():
            old = standing.running_due_on
            since = min(event.on, old) if old is not None else event.on
            standing.limits.append(Limit(since, event.due_on, event))
        return
    state.extensions.append(event)
    if event.milestone is not None:
        state.node_limits.setdefault(event.milestone, []).append(event)
        return
    moved = [_of_unit(state, event)] if event.unit is not None else state.lead_standings()
    answered = [(standing, _answer(state, standing, event)) for standing in moved]
    for standing, applied in answered if event.internal is YesNo.NO else ():
        since, old = event.counted_on, standing.running_due_on
        if applied is not None and old is not None and applied.event.counted_on <= old < event.due_on:
            since = min(since, applied.event.counted_on)
        standing.limits.append(Limit(since, event.due_on, event))


def _on_transfer(state: TaskState, event: Transfer) -> None:
    left = _leave(state, state.unit_of(event.old_lead) or event.old_lead, event)
    _set_leads(state, event, tuple(event.new_lead if unit == left.unit else unit for unit in state.leads))
    full = state.register.full
    for unit in [unit for unit in state.units if full(unit) == full(event.new_lead)]:
        _leave(state, unit, event)
    state.support = tuple(unit for unit in state.support if full(unit) != full(event.new_lead))
    standing = _new_standing(state, event.new_lead, Role.LEAD, event)
    standing.limits.append(Limit(event.on, event.due_on or left.due_on, event))


def _set_leads(state: TaskState, event: Event, leads: tuple[str, ...]) -> None:
    state.lead_changes.append(LeadChange(event, state.leads, leads))
    state.leads = leads


def _on_suspend(state: TaskState, event: Suspend) -> None:
    state.pauses.append(Pause(event.counted_on, None, event, None))
    for standing in _clocked(state):
        standing.limits.append(Limit(event.counted_on, None, event))


def _on_resume(state: TaskState, event: Resume) -> None:
    """The lead with the latest day gets the one 恢复 carries; another's runs again (duty.shifted moves it on).

    A lead that was late when the clock stopped stays late from its own day, unless a leader set a new one.
    """
    pause = state.pauses[-1] = state.pauses[-1]._replace(ended=event.on, resume=event)
    leads = [s for s in state.lead_standings() if (on := s.running_due_on) and on >= pause.began]
    latest = max((s.running_due_on for s in leads if s.running_due_on), default=None)
    for standing in _clocked(state):
        own = standing in leads and standing.running_due_on == latest
        own = own or (event.approved_by is not None and standing.role is Role.LEAD)
        told = event.due_on if own else None
        standing.limits.append(Limit(event.on, told or standing.running_due_on, event))


def _clocked(state: TaskState) -> list[Standing]:
    return [standing for standing in state.units.values() if standing.limits]


def _on_withdraw(state: TaskState, event: Withdraw) -> None:
    state.withdrawal = event


def _on_close(state: TaskState, event: Close) -> None:
    state.closed_on = event.on


def _on_reopen(state: TaskState, event: Reopen) -> None:
    """A new round: what was reported and verified before counts for the old round only; for 失实 not even there."""
    ended = state.closed_on or event.on
    state.rounds += 1
    state.verification = None
    state.closed_on = None
    for unit in list(state.units):
        old = _leave(state, unit, event, ended)
        if event.finding is Relapse.UNTRUE and old.role is Role.LEAD:
            _void([old], event)
        fresh = _new_standing(state, unit, old.role, event)
        fresh.signed_on = event.on
        if fresh.role is Role.LEAD:
            fresh.limits.append(Limit(event.on, event.due_on, event))


def _on_amend(state: TaskState, event: Amend) -> None:
    if event.field == "配合单位":
        _change_support(state, event)
    elif event.field == "牵头单位":
        _change_leads(state, event)


def _change_support(state: TaskState, event: Amend) -> None:
    named = units_of(event.new)
    given = bool(state.units)
    kept = {state.unit_of(unit) for unit in named}
    for unit in [unit for unit, s in state.units.items() if s.role is Role.SUPPORT and unit not in kept]:
        _leave(state, unit, event)
    state.support = named
    if given:
        _seat_support(state, event)


def _change_leads(state: TaskState, event: Amend) -> None:
    """Another name for a lead keeps its standing, unless that unit had contested; more leads seat, fewer unseat.

    To move a task that somebody has taken is 转办.
    """
    old, named = state.leads, units_of(event.new)
    _set_leads(state, event, named)
    if not state.units:
        return
    due_on = max((s.due_on for s in state.units.values() if s.due_on), default=None)
    gone = [unit for unit in old if unit not in named and unit in state.units]
    come = [unit for unit in named if unit not in old]
    for unit in come:
        if unit in state.units:
            _leave(state, unit, event)
    while gone and come and state.units[gone[0]].contested is None:
        unit = come.pop(0)
        standing = state.units[unit] = state.units.pop(gone.pop(0))
        standing.unit = unit
    for unit in gone:
        _leave(state, unit, event)
    for unit in come:
        standing = _new_standing(state, unit, Role.LEAD, event)
        standing.limits.append(Limit(event.on, due_on, event))


def _collect(name: str) -> Callable[[TaskState, Any], None]:
    """An effect that only remembers the event."""

    def effect(state: TaskState, event: Event) -> None:
        getattr(state, name).append(event)

    return effect


EFFECTS: dict[Action, Callable[[TaskState, Any], None]] = {
    Action.ASSIGN: _on_assign,
    Action.ACCEPT: _on_accept,
    Action.CONTEST: _on_contest,
    Action.PROGRESS: _on_progress,
    Action.PLAN: _on_plan,
    Action.DONE: _on_done,
    Action.RETURN: _on_return,
    Action.VERIFY: _on_verify,
    Action.APPLY: _on_apply,
    Action.EXTEND: _on_extend,
    Action.DENY: _on_deny,
    Action.TRANSFER: _on_transfer,
    Action.SUSPEND: _on_suspend,
    Action.RESUME: _on_resume,
    Action.WITHDRAW: _on_withdraw,
    Action.CLOSE: _on_close,
    Action.REOPEN: _on_reopen,
    Action.AMEND: _on_amend,
    Action.URGE: _collect("urges"),
    Action.WARN: _collect("warnings"),
    Action.EXPLAIN: _collect("explanations"),
    Action.ATTRIBUTE: _collect("attributions"),
    Action.REVISIT: _collect("revisits"),
    Action.PUBLICIZE: _collect("publicities"),
    Action.ESCALATE: _collect("escalations"),
}
"""Actions that are not here only leave their trace in the journal."""
