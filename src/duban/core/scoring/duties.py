"""What is owed in an appraisal: the office's review of each appeal, and a new approval where one changed a result.

Pure functions of a state and the calendar; the days are those of the scheme.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import OFFICE, Duty, Subject, period_due
from duban.core.model.appraisals.records import HandInPaper, UseScores
from duban.core.model.task import Period
from duban.core.model.terms import Role, YesNo
from duban.core.scoring.life import AppraisalState


class _Owed(NamedTuple):
    """One thing the office owes: what, since when, within which time, when it was done."""

    name: str
    since: date
    period: Period
    met: date | None


def appraisal_duties(state: AppraisalState, _policies: Any, calendar: Any) -> Iterator[Duty]:  # noqa: ANN401 - as the kind asks for it
    """Every duty of an appraisal, met, unmet or ended."""
    for owed in _owed(state):
        yield _duty(state, owed, calendar)
    for asked, came in state.criticisms:
        yield _criticism(state, asked, came)


def _owed(state: AppraisalState) -> Iterator[_Owed]:
    terms = state.scheme.terms
    for each in state.appeals:
        met = each.review.on if each.review is not None else None
        yield _Owed(f"复核{each.entry.unit}的申诉", each.entry.on, terms.decide, met)
    if state.changed and terms.approve is not None:
        since = max(each.on for each in state.changed)
        yield _Owed(
            "复核改变结果，再审定", since, terms.approve, state.approved.on if state.approved else None
        )


def _criticism(state: AppraisalState, asked: UseScores, came: HandInPaper | None) -> Duty:
    """A unit owes a written self-criticism by the day that it was told (Guizhou 三（五）)."""
    return Duty(
        subject=Subject("appraisal", state.head.id),
        unit=asked.unit or "",
        role=Role.LEAD,
        kind="时限",
        name=f"{asked.person or ''}书面检查，报{asked.organ}",
        policy="",
        rule="",
        clause="要书面检查时定的时限",
        trigger=None,
        triggered_on=asked.on,
        due_on=asked.due_on,
        original_due_on=asked.due_on,
        met_on=came.on if came is not None else None,
    )


def _duty(state: AppraisalState, owed: _Owed, calendar: WorkCalendar) -> Duty:
    due = period_due(owed.since, owed.period, calendar)
    terms = state.scheme.terms
    ended = owed.met is None and not state.open
    return Duty(
        subject=Subject("appraisal", state.head.id),
        unit=OFFICE,
        role=Role.OFFICE,
        kind="时限",
        name=owed.name,
        policy="",
        rule="",
        clause=f"{state.scheme.title} {terms.clause}",
        trigger=None,
        triggered_on=owed.since,
        due_on=due.on,
        original_due_on=due.on,
        provisional=due.provisional,
        met_on=owed.met,
        ended_on=state.history[-1][0] if ended else None,
        ended_by=str(state.status) if ended else "",
        period=owed.period,
        discretionary=terms.discretionary is YesNo.YES,
    )
