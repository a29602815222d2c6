"""An appraisal (考核), numbered KH, in 考核/<year>.

Says only what belongs together; the rules stand in core/scoring.
"""

from collections.abc import Iterable
from typing import Any

from duban.core.engine.kind import Column, Kind, by_action, numbered_levels
from duban.core.model.appraisals.records import AnyAppraisalEntry, Appraisal
from duban.core.model.record import Fault
from duban.core.scoring.life import LIFE, AppraisalState
from duban.errors import Problem

FOLDER, PREFIX = "考核", "KH"
_ENTRIES = by_action(*AnyAppraisalEntry.__args__)


# What only a command that writes asks is imported when it does: every question imports this module.


def _complete(now: AppraisalState, entry: Any, ground: Any, notices: list[Problem]) -> Any:  # noqa: ANN401 - any entry
    from duban.core.scoring.changes import complete

    return complete(now, entry, ground, notices)


def _bars(file: Any, now: AppraisalState, entry: Any, ground: Any) -> None:  # noqa: ANN401 - any entry
    from duban.core.scoring.changes import refuse_untimely

    refuse_untimely(file, now, entry, ground)


def _objections(file: Any, ground: Any) -> Iterable[Fault]:  # noqa: ANN401 - as the kind asks for it
    from duban.core.scoring.changes import objections

    return objections(file, ground)


def _duties(state: AppraisalState, policies: Any, calendar: Any) -> Iterable[Any]:  # noqa: ANN401 - as the kind asks for it
    from duban.core.scoring.duties import appraisal_duties

    return appraisal_duties(state, policies, calendar)


def _advice(file: Any, now: AppraisalState, ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    from duban.core.scoring.steps import advice

    return advice(file, now, ground)


def _approved_on(state: Any) -> Any:  # noqa: ANN401 - as a column asks for it
    approved = getattr(state, "approved", None)
    return approved.on if approved is not None else None


APPRAISAL = Kind(
    name="考核",
    english="appraisal",
    record=Appraisal,
    life=LIFE,
    levels=numbered_levels(FOLDER),
    prefix=PREFIX,
    command="score",
    entries=_ENTRIES,
    completes=dict.fromkeys(_ENTRIES, _complete),
    bars=_bars,
    objections=_objections,
    advice=_advice,
    duties=_duties,
    columns=(
        Column("period", "考核期", lambda state: state.file.period),
        Column("scheme", "方案", lambda state: state.file.scheme.name),
        Column("units", "对象数", lambda state: len(state.file.units)),
        Column("approved_on", "审定日期", _approved_on),
    ),
)
