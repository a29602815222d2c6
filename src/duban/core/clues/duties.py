"""What is owed on a clue: the office's 研判, what it takes it to, 核查 and 答复; the reports of units.

Pure functions of a state, the policies and a calendar.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.clues.life import ENDED, Assessed, ClueState, Sending
from duban.core.clues.limits import clue_rule
from duban.core.duties.duty import OFFICE, Duty, Subject, period_due
from duban.core.model.clues.terms import ClueStatus, Route
from duban.core.model.terms import Role, YesNo
from duban.core.policy.case_steps import ClueStep
from duban.core.policy.rules import PolicyBook

_TOLD = "转办时定的时限"


class _Owed(NamedTuple):
    """A step that is owed: its name, since and (where it was told) by when, by whom, and when it was done."""

    step: ClueStep
    name: str
    since: date
    met_on: date | None
    unit: str = OFFICE
    due_on: date | None = None
    ended_on: date | None = None


def clue_duties(state: ClueState, policies: PolicyBook, calendar: WorkCalendar) -> Iterator[Duty]:
    """Every duty of a clue, met, unmet or ended; where the policy sets no time for a step there is none."""
    for owed in _owed(state):
        duty = _duty(state, owed, policies, calendar)
        if duty is not None:
            yield duty


def _owed(state: ClueState) -> Iterator[_Owed]:
    began = state.registered_on
    if began is None:
        return
    first = state.assessed[0].said.on if state.assessed else None
    yield _Owed(ClueStep.ASSESS, "研判线索", began, first)
    for place, each in enumerate(state.assessed):
        later = state.assessed[place + 1].said.on if place + 1 < len(state.assessed) else None
        yield _taking(each.said.on if place else began, each, later)
    for sending in state.sendings:
        yield _reporting(sending)
    if state.sampled is not None:
        seen = state.verified.on if state.verified else None
        yield _Owed(ClueStep.SAMPLE, "核查抽中的线索", state.sampled.on, seen)
    if state.head.giver is not None and not state.waiting and (since := _known_since(state)) is not None:
        answered = next((each.on for each in state.answers if each.on >= since), None)
        yield _Owed(ClueStep.ANSWER, "答复反映人", since, answered)


def _taking(began: date, each: Assessed, later: date | None) -> _Owed:
    """A petition leaves within its days from the entry (`began`; of what was assessed anew, from then on)."""
    done = each.done.on if each.done else None
    route = each.said.route
    if route is Route.PETITION:
        return _Owed(ClueStep.PETITION, "转信访", began, done, ended_on=later)
    return _Owed(ClueStep.ROUTE, str(route), each.said.on, done, ended_on=later)


def _reporting(sending: Sending) -> _Owed:
    sent = sending.sent
    met = sending.report.on if sending.report else None
    return _Owed(ClueStep.FEEDBACK, "反馈线索办理情况", sent.on, met, sent.unit or "", sent.due_on)


def _known_since(state: ClueState) -> date | None:
    """The day from which its giver may be told: its last report, or that it was not taken on or went elsewhere."""
    known = [state.reports[-1].on] if state.reports else []
    if state.routed is not None and state.route in {
        Route.HAND_OVER,
        Route.PETITION,
        Route.DECLINE,
        Route.JOIN,
    }:
        known.append(state.routed.on)
    return max(known, default=None)


def _outlives(owed: _Owed, state: ClueState) -> bool:
    """Who gave a clue that another took over is told so, and what was drawn is looked at, though its file has ended."""
    drawn = owed.step is ClueStep.SAMPLE and state.status is ClueStatus.CLOSED
    return drawn or (owed.step is ClueStep.ANSWER and state.status is ClueStatus.JOINED)


def _duty(state: ClueState, owed: _Owed, policies: PolicyBook, calendar: WorkCalendar) -> Duty | None:
    held = clue_rule(policies, owed.step, owed.since)
    period = held[1].period if held else None
    due: Any = owed.due_on
    if due is None and period is not None:
        due = period_due(owed.since, period, calendar).on
    if due is None:
        return None
    policy = policies.at(owed.since)
    over = state.history[-1][0] if state.status in ENDED and not _outlives(owed, state) else None
    ended = min((day for day in (owed.ended_on, over) if day is not None), default=None)
    return Duty(
        subject=Subject("clue", state.head.id),
        unit=owed.unit,
        role=Role.OFFICE if owed.unit == OFFICE else Role.LEAD,
        kind="时限",
        name=owed.name,
        policy=policy.name if held else "",
        rule=held[1].id if held else "",
        clause=policy.cite(held[1]) if held else _TOLD,
        cited=policy.ground(held[1]) if held else "",
        trigger=None,
        triggered_on=owed.since,
        due_on=due,
        original_due_on=due,
        met_on=owed.met_on,
        ended_on=None if owed.met_on else ended,
        ended_by="" if owed.met_on or ended is None else str(state.status),
        period=period,
        discretionary=held is not None and held[1].discretionary is YesNo.YES,
    )
