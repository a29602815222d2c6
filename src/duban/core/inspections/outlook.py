"""The plan of a year or month as it stands on a day: planned, proposed, unplanned; last days; what is double.

Pure: states, plans, policies and a calendar → rows. Nothing here decides what may be done.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from duban.core.inspections.life import InspectionState
from duban.core.inspections.limits import last_filing, rule_of
from duban.core.inspections.overlap import overlapping
from duban.core.inspections.plan import Plans, plans_of
from duban.core.model.inspection import ApprovePlan
from duban.core.model.inspection_terms import InspectionName, InspectionStatus
from duban.core.model.terms import Term
from duban.core.periods.spans import Span
from duban.core.policy.case_steps import InspectionStep

_WAITING = {InspectionStatus.OPENED, InspectionStatus.APPROVED}
_GONE = {InspectionStatus.CANCELLED, InspectionStatus.MERGED}


class Standing(Term):
    """How an inspection stands to the plan."""

    PLANNED = "列入计划"
    PROPOSED = "还没有列入"
    FILED = "部门备案"
    WARRANTED = "另有依据"
    UNPLANNED = "计划外"
    GONE = "取消、并入"


class Planned(msgspec.Struct, frozen=True):
    """An inspection of a period: how it stands to the plan, the plans it stands in, each with its approval."""

    state: InspectionState
    standing: Standing
    last_on: date | None = None
    plans: tuple[tuple[str, ApprovePlan], ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether it is still to be carried out."""
        return self.state.status in _WAITING

    @property
    def behind(self) -> bool:
        """Whether it should have begun by the day of the question."""
        starts = self.state.head.starts_on
        return self.waiting and starts is not None and starts < self.state.until

    @property
    def unfiled(self) -> bool:
        """Whether what has a last day (备案, 计划报审) is still to be done."""
        done = self.state.filed if self.is_departments else self.state.proposed_on
        return self.last_on is not None and self.waiting and done is None

    @property
    def is_departments(self) -> bool:
        """Whether a department makes it in its own name."""
        return self.state.head.name is InspectionName.DEPARTMENT


class Doubled(msgspec.Struct, frozen=True):
    """Two inspections of the same matter at the same units; `later` is the one that may go into the other."""

    later: InspectionState
    earlier: InspectionState
    months: int
    ground: str


def outlook(states: Sequence[InspectionState], plans: Plans, span: Span, ground: Any) -> list[Planned]:  # noqa: ANN401 - books or a decision
    """The inspections that a year or month is about: planned for it, to begin in it, entered in it without a day."""
    found = []
    for state in states:
        held = plans_of(plans, state.head.id)
        if any(is_plan_of(period, span) for period, _ in held) or _begins(state, span):
            found.append(_row(state, held, ground))
    order = list(Standing)
    return sorted(
        found,
        key=lambda each: (
            order.index(each.standing),
            each.state.head.starts_on or date.max,
            each.state.head.id,
        ),
    )


def is_plan_of(period: str, span: Span) -> bool:
    """Whether a plan is that of the period, or of a month of the year."""
    return period == span.label or period.startswith(f"{span.label}-")


def _begins(state: InspectionState, span: Span) -> bool:
    on = state.head.starts_on or (state.started.on if state.started else state.registered_on)
    return on is not None and span.start <= on <= span.end


def _row(state: InspectionState, held: tuple[tuple[str, ApprovePlan], ...], ground: Any) -> Planned:  # noqa: ANN401 - as above
    last = last_filing(state, ground.policies, ground.calendar, state.registered_on or state.until)
    standing = _standing(state, planned=bool(held))
    return Planned(state, standing, last, held if standing is Standing.PLANNED else ())


def _standing(state: InspectionState, *, planned: bool) -> Standing:
    """Outside the plan is what set out without plan, filing or basis, as `report inspection` counts it too."""
    head, started = state.head, state.started
    if started is not None and started.unplanned is not None:
        return Standing.UNPLANNED
    if planned:
        return Standing.PLANNED
    if state.status in _GONE:
        return Standing.GONE
    if head.name is InspectionName.DEPARTMENT:
        return Standing.FILED
    if started is None:
        return Standing.PROPOSED
    return Standing.WARRANTED if head.warrants else Standing.UNPLANNED


def doubled(states: Sequence[InspectionState], about: Sequence[Planned], ground: Any) -> Iterator[Doubled]:  # noqa: ANN401 - as above
    """Each pair of which one is asked about, once: the one that began, or was entered, first is the one that stays."""
    seen: set[frozenset[str]] = set()
    for each in about:
        one = each.state
        held = rule_of(ground, InspectionStep.OVERLAP, one.registered_on or one.until)
        if held is None or held[1].period is None or one.status in _GONE:
            continue
        months = held[1].period.count or 0
        for other in overlapping(one.head, states, months, ground.register):
            pair = frozenset((one.head.id, other.head.id))
            if pair not in seen:
                seen.add(pair)
                earlier, later = sorted((one, other), key=_age)
                yield Doubled(later, earlier, months, held[0].ground(held[1]))


def _age(state: InspectionState) -> tuple[bool, date, str]:
    return (
        state.started is None,
        state.started.on if state.started else state.registered_on or date.max,
        state.head.id,
    )
