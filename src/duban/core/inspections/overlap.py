"""One matter, one force (Ledong 34, 国令第733号 art. 15): inspections of the same matter at the same units.

Pure: two heads and a window → whether they meet.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from duban.core.calendar.counting import before_months
from duban.core.inspections.life import InspectionState
from duban.core.inspections.limits import rule_of
from duban.core.model.folding import half_width
from duban.core.model.inspection import Inspection
from duban.core.model.inspection_terms import InspectionStatus
from duban.core.model.unit_register import Register
from duban.core.policy.case_steps import InspectionStep
from duban.errors import Level, Problem

_GONE = {InspectionStatus.CANCELLED, InspectionStatus.MERGED}


def tell_overlap(one: Inspection, on: date, ground: Any, notices: list[Problem]) -> None:  # noqa: ANN401 - of a decision or of books
    """Tell of each inspection that meets the same units for the same matter within the policy's time."""
    held = rule_of(ground, InspectionStep.OVERLAP, on)
    if held is None or held[1].period is None:
        return
    months = held[1].period.count or 0
    for other in overlapping(one, ground.elsewhere.inspections(), months, ground.register):
        text = f"{one.id} 和 {other.head.id}（{other.head.title}）是同一事项、同一批单位，{months}个月内只督查一次"
        notices.append(
            Problem(Level.NOTICE, "overlap", text, way_out(one.id, other), held[0].ground(held[1]))
        )


def way_out(number: str, other: InspectionState) -> str:
    """How the same matter is inspected by one force: what has not begun goes into the other (合并, 联合, 委托)."""
    return f"合并、联合或委托：duban inspect merge {number} --into {other.head.id} --reason 同一事项 --approved-by …"


def overlapping(
    one: Inspection, others: Iterable[InspectionState], months: int, register: Register
) -> Iterator[InspectionState]:
    """The inspections that the same units meet for the same matter, `months` months apart or less."""
    for other in others:
        if other.head.id == one.id or other.status in _GONE:
            continue
        if _same_matter(one, other.head) and _meet(one, other, register) and _near(one, other, months):
            yield other


def related(one: Inspection, other: InspectionState, register: Register) -> bool:
    """Whether one may be taken over by the other: the same matter, or a unit that both name."""
    units = register.expanded(one.objects)
    return _same_matter(one, other.head) or any(other.is_object(unit) for unit in units)


def _same_matter(one: Inspection, other: Inspection) -> bool:
    """The same 主题 (where none is given, the same 督查事项), or a task that both are about."""
    return _folded(one.subject or one.title) == _folded(other.subject or other.title) or not set(
        one.tasks
    ).isdisjoint(other.tasks)


def _folded(text: str) -> str:
    return "".join(sign for sign in half_width(text) if sign.isalnum()).lower()


def _meet(one: Inspection, other: InspectionState, register: Register) -> bool:
    """Whether a unit is an object of both; where one names no objects, it may be any."""
    return (
        not one.objects
        or not other.objects
        or any(other.is_object(unit) for unit in register.expanded(one.objects))
    )


def _near(one: Inspection, other: InspectionState, months: int) -> bool:
    first, last = _span(one.starts_on, one.ends_on)
    begun, over = _span(other.head.starts_on, other.head.ends_on)
    if first is None or last is None or begun is None or over is None:
        return True  # without days nothing keeps them apart
    late, early = (first, over) if first > over else (begun, last)
    return late <= early or before_months(late, months).on <= early


def _span(first: date | None, last: date | None) -> tuple[date | None, date | None]:
    return first or last, last or first
