"""An inspection (督查项目), numbered DX, in 督查/<year>; and 计划.yaml beside them, the plans of that year.

Says only what belongs together; the rules stand in core/inspections.
"""

import re
from collections.abc import Iterable
from typing import Any

from duban.core.engine.kind import Column, Keeping, Kind, by_action, numbered_levels
from duban.core.inspections.life import LIFE, InspectionState
from duban.core.inspections.owed import performed
from duban.core.inspections.plan import approve
from duban.core.model.inspection import AnyEntry, ApprovePlan, Inspection, InspectionPlan
from duban.core.model.inspection_terms import PlanAction
from duban.core.model.record import Fault
from duban.errors import Problem

FOLDER, PREFIX = "督查", "DX"
_ENTRIES = by_action(*AnyEntry.__args__)


# What only a command that writes asks is imported when it does: every question imports this module.


def _complete(now: InspectionState, entry: Any, ground: Any, notices: list[Problem]) -> Any:  # noqa: ANN401 - any entry
    from duban.core.inspections.changes import complete

    return complete(now, entry, ground, notices)


def _bars(file: Any, now: InspectionState, entry: Any, ground: Any) -> None:  # noqa: ANN401 - any entry
    from duban.core.inspections.changes import refuse_untimely

    refuse_untimely(file, now, entry, ground)


def _objections(file: Any, ground: Any) -> Iterable[Fault]:  # noqa: ANN401 - as the kind asks for it
    from duban.core.inspections.changes import objections

    return objections(file, ground)


def _duties(state: InspectionState, policies: Any, calendar: Any) -> Iterable[Any]:  # noqa: ANN401 - as the kind asks for it
    from duban.core.inspections.duties import inspection_duties

    return inspection_duties(state, policies, calendar)


def _advice(file: Any, now: InspectionState, ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    from duban.core.inspections.steps import advice

    return advice(file, now, ground)


def _remedy(now: InspectionState, wrong: Any) -> str:  # noqa: ANN401 - any entry
    from duban.core.inspections.steps import remedy

    return remedy(now, wrong)


INSPECTION = Kind(
    name="督查项目",
    english="inspection",
    record=Inspection,
    life=LIFE,
    levels=numbered_levels(FOLDER),
    prefix=PREFIX,
    command="inspect",
    entries=_ENTRIES,
    completes=dict.fromkeys(_ENTRIES, _complete),
    bars=_bars,
    objections=_objections,
    advice=_advice,
    remedy=_remedy,
    duties=_duties,
    performed=performed,
    columns=(
        Column("objects", "督查对象", lambda state: getattr(state, "objects", ())),
        Column("starts_on", "起", lambda state: state.file.starts_on),
        Column("ends_on", "止", lambda state: state.file.ends_on),
        Column("findings", "问题", lambda state: len(getattr(state, "findings", ()))),
    ),
)

INSPECTION_PLAN = Kind(
    name="督查计划",
    english="inspection-plan",
    record=InspectionPlan,
    levels=(FOLDER, re.compile("[0-9]{4}"), "计划.yaml"),
    keyed_by="year",
    entries=by_action(ApprovePlan),
    completes={PlanAction.APPROVE_PLAN: approve},
    keeping=Keeping("plan-deleted", "督查计划不能删去", "已审定的一笔计划被改动或删去了", ordered=True),
)
