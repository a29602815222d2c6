"""An inspection (督查项目), numbered DX, in 督查/<year>; and 计划.yaml beside them, the plans of that year.

Says only what belongs together; the rules stand in core/inspections.
"""

import re

from duban.core.engine.kind import Column, Keeping, Kind, by_action, numbered_levels
from duban.core.inspections.duties import inspection_duties
from duban.core.inspections.gates import GATES
from duban.core.inspections.life import LIFE
from duban.core.inspections.owed import performed
from duban.core.inspections.steps import advice, bars
from duban.core.model.inspection import AnyEntry, ApprovePlan, Inspection, InspectionPlan

FOLDER, PREFIX = "督查", "DX"

INSPECTION = Kind(
    name="督查项目",
    english="inspection",
    record=Inspection,
    life=LIFE,
    levels=numbered_levels(FOLDER),
    prefix=PREFIX,
    command="inspect",
    entries=by_action(*AnyEntry.__args__),
    completes=GATES,
    bars=bars,
    advice=advice,
    duties=inspection_duties,
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
    keeping=Keeping("plan-deleted", "督查计划不能删去", "已审定的一笔计划被改动或删去了", ordered=True),
)
