"""The plans of inspections (督查计划): which inspection stands in which plan, as approved and changed.

Pure; a plan is a list of approvals (计划审定), each of which adds and takes out.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from duban.core.engine.journal import entries_as_of
from duban.core.model.inspection import ApprovePlan


def planned(
    entries: Iterable[ApprovePlan], today: date | None = None, known: datetime | None = None
) -> Mapping[str, Mapping[str, ApprovePlan]]:
    """Period (2026 or 2026-03) → number → the approval that put it in, as of a day and a moment."""
    plans: dict[str, dict[str, ApprovePlan]] = {}
    for entry in entries_as_of(entries, today, known):
        plan = plans.setdefault(entry.period, {})
        for number in entry.dropped:
            plan.pop(number, None)
        plan.update(dict.fromkeys(entry.added, entry))
    return plans


def plan_of(plans: Mapping[str, Mapping[str, ApprovePlan]], number: str) -> tuple[str, ApprovePlan] | None:
    """The plan in which an inspection stands, that of the month before that of the year, and its approval."""
    found = [(period, plan[number]) for period, plan in plans.items() if number in plan]
    return max(found, key=lambda each: (len(each[0]), each[0]), default=None)
