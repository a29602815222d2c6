"""An interview (约谈), numbered YT, in 约谈/<year>.

Says only what belongs together; the rules stand in core/interviews.
"""

from collections.abc import Iterable
from typing import Any

from duban.core.engine.kind import Column, Kind, by_action, numbered_levels
from duban.core.interviews.life import LIFE, InterviewState
from duban.core.model.interviews.records import AnyInterviewEntry, Interview
from duban.core.model.record import Fault
from duban.errors import Problem

FOLDER, PREFIX = "约谈", "YT"
_ENTRIES = by_action(*AnyInterviewEntry.__args__)


# What only a command that writes asks is imported when it does: every question imports this module.


def _complete(now: InterviewState, entry: Any, ground: Any, notices: list[Problem]) -> Any:  # noqa: ANN401 - any entry
    from duban.core.interviews.changes import complete

    return complete(now, entry, ground, notices)


def _bars(file: Any, now: InterviewState, entry: Any, ground: Any) -> None:  # noqa: ANN401 - any entry
    from duban.core.interviews.changes import refuse_untimely

    refuse_untimely(file, now, entry, ground)


def _objections(file: Any, ground: Any) -> Iterable[Fault]:  # noqa: ANN401 - as the kind asks for it
    from duban.core.interviews.changes import objections

    return objections(file, ground)


def _duties(state: InterviewState, policies: Any, calendar: Any) -> Iterable[Any]:  # noqa: ANN401 - as the kind asks for it
    from duban.core.interviews.duties import interview_duties

    return interview_duties(state, policies, calendar)


def _advice(file: Any, now: InterviewState, ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    from duban.core.interviews.steps import advice

    return advice(file, now, ground)


def _held_on(state: Any) -> Any:  # noqa: ANN401 - as a column asks for it
    held = getattr(state, "held", None)
    return held.on if held is not None else None


INTERVIEW = Kind(
    name="约谈",
    english="interview",
    record=Interview,
    life=LIFE,
    levels=numbered_levels(FOLDER),
    prefix=PREFIX,
    command="interview",
    discreet=True,
    entries=_ENTRIES,
    completes=dict.fromkeys(_ENTRIES, _complete),
    bars=_bars,
    objections=_objections,
    advice=_advice,
    duties=_duties,
    columns=(
        Column("person", "被约谈人", lambda state: state.file.person.name),
        Column("unit", "单位", lambda state: state.file.person.unit),
        Column("tier", "层级", lambda state: state.file.tier),
        Column("held_on", "约谈日期", _held_on),
    ),
)
