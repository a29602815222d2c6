"""What is owed in an inspection: the answers of units, the decision of a review, filing and proposing in time.

Pure functions of a state, the policies and a calendar.
"""

from collections.abc import Iterator
from datetime import date

from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import OFFICE, Duty, Subject, period_due
from duban.core.inspections.life import ENDED, InspectionState
from duban.core.inspections.limits import last_filing, step_rule
from duban.core.model.inspection import AnswerFinding, ConcludeInspection, Consult
from duban.core.model.inspection_terms import InspectionName
from duban.core.model.terms import Role, YesNo
from duban.core.policy.case_steps import InspectionStep
from duban.core.policy.rules import InspectionRule, PolicyBook


def inspection_duties(state: InspectionState, policies: PolicyBook, calendar: WorkCalendar) -> Iterator[Duty]:
    """Every duty of an inspection, met, unmet or ended."""
    yield from _filing(state, policies, calendar)
    for consult in state.consults:
        yield _answering(state, consult, policies)
    yield from _reviews(state, policies, calendar)


def _over(state: InspectionState) -> tuple[date | None, str]:
    return (state.history[-1][0], str(state.status)) if state.status in ENDED else (None, "")


def _rule(policies: PolicyBook, step: InspectionStep, on: date) -> tuple[str, InspectionRule] | None:
    policy = policies.at(on)
    found = step_rule(policy, step, on)
    return (policy.name, found) if found is not None else None


def _duty(  # noqa: PLR0913 - a duty says this much, each named
    state: InspectionState,
    policies: PolicyBook,
    step: InspectionStep,
    name: str,
    *,
    unit: str,
    role: Role,
    started: date,
    due_on: date | None,
    met_on: date | None,
    ended: tuple[date | None, str] = (None, ""),
) -> Duty:
    held = _rule(policies, step, started)
    policy = policies.at(started)
    return Duty(
        subject=Subject("inspection", state.head.id),
        unit=unit,
        role=role,
        kind="时限",
        name=name,
        policy=held[0] if held else "",
        rule=held[1].id if held else "",
        clause=policy.cite(held[1]) if held else "",
        cited=policy.ground(held[1]) if held else "",
        trigger=None,
        triggered_on=started,
        due_on=due_on,
        original_due_on=due_on,
        met_on=met_on,
        ended_on=None if met_on else ended[0],
        ended_by="" if met_on else ended[1],
        period=held[1].period if held else None,
        discretionary=held is not None and held[1].discretionary is YesNo.YES,
    )


def _filing(state: InspectionState, policies: PolicyBook, calendar: WorkCalendar) -> Iterator[Duty]:
    """A department files its own inspection, or proposes one in the government's name, so long before it starts."""
    head, began = state.head, state.registered_on
    if head.organizer is None or began is None:
        return
    last = last_filing(state, policies, calendar, began)
    if last is None:
        return
    own = head.name is InspectionName.DEPARTMENT
    ended = _over(state)
    if ended[0] is None and state.started is not None:
        ended = state.started.on, str(state.started.action)
    yield _duty(
        state,
        policies,
        InspectionStep.FILE if own else InspectionStep.PROPOSE,
        "督查备案" if own else "报督查计划",
        unit=head.organizer,
        role=Role.LEAD,
        started=began,
        due_on=last,
        met_on=(state.filed.on if state.filed else None) if own else state.proposed_on,
        ended=ended,
    )


def _answering(state: InspectionState, consult: Consult, policies: PolicyBook) -> Duty:
    unit = consult.unit or ""
    asked = [each.place for each in state.of_unit(unit, consult.on) if each.found.on <= consult.on]
    said = [e for e in state.journal if isinstance(e, AnswerFinding) and e.on >= consult.on]
    said = [e for e in said if state.register.answers_for(e.unit or "", unit, e.on)]
    answers = [min((e.on for e in said if e.place in {None, place}), default=None) for place in asked]
    days = [day for day in answers if day is not None]
    met = max(days) if days and len(days) == len(asked) else None
    made = [e for e in state.journal if isinstance(e, ConcludeInspection) and e.on >= consult.on]
    over = (made[0].on, str(made[0].action)) if made else _over(state)
    return _duty(
        state,
        policies,
        InspectionStep.CONSULT,
        "反馈对督查发现的意见",
        unit=unit,
        role=Role.LEAD,
        started=consult.on,
        due_on=consult.due_on,
        met_on=met,
        ended=over,
    )


def _reviews(state: InspectionState, policies: PolicyBook, calendar: WorkCalendar) -> Iterator[Duty]:
    for each in state.reviews:
        held = _rule(policies, InspectionStep.REVIEW, each.asked.on)
        if held is None or held[1].period is None:
            continue
        yield _duty(
            state,
            policies,
            InspectionStep.REVIEW,
            f"{each.asked.unit}申请的复核决定",
            unit=OFFICE,
            role=Role.OFFICE,
            started=each.asked.on,
            due_on=period_due(each.asked.on, held[1].period, calendar).on,
            met_on=each.decided.on if each.decided else None,
            ended=(each.moot.on, f"结论{each.moot.ruling}") if each.moot else _over(state),
        )
