"""A clue (线索), numbered XS, in 线索/<year>. Who gave it, no answer tells.

Says only what belongs together; the rules stand in core/clues.
"""

from collections.abc import Iterable
from typing import Any

from duban.core.clues.life import LIFE, ClueState
from duban.core.engine.kind import Column, Kind, by_action, numbered_levels
from duban.core.model.clues.records import AnyClueEntry, Clue, sealed
from duban.core.model.record import Fault
from duban.errors import Problem

FOLDER, PREFIX = "线索", "XS"
_ENTRIES = by_action(*AnyClueEntry.__args__)


# What only a command that writes asks is imported when it does: every question imports this module.


def _complete(now: ClueState, entry: Any, ground: Any, notices: list[Problem]) -> Any:  # noqa: ANN401 - any entry
    from duban.core.clues.changes import complete

    return complete(now, entry, ground, notices)


def _bars(file: Any, now: ClueState, entry: Any, ground: Any) -> None:  # noqa: ANN401 - any kind of entry
    from duban.core.clues.changes import refuse_untimely

    refuse_untimely(file, now, entry, ground)


def _objections(file: Any, ground: Any) -> Iterable[Fault]:  # noqa: ANN401 - as the kind asks for it
    from duban.core.clues.changes import objections

    return objections(file, ground)


def _tells(file: Any) -> Iterable[Fault]:  # noqa: ANN401 - as the kind asks for it
    from duban.core.validation.givers import giver_faults

    return giver_faults(file)


def _duties(state: ClueState, policies: Any, calendar: Any) -> Iterable[Any]:  # noqa: ANN401 - as the kind asks for it
    from duban.core.clues.duties import clue_duties

    return clue_duties(state, policies, calendar)


def _advice(file: Any, now: ClueState, ground: Any) -> str:  # noqa: ANN401 - as the kind asks for it
    from duban.core.clues.steps import advice

    return advice(file, now, ground)


CLUE = Kind(
    name="线索",
    english="clue",
    record=Clue,
    life=LIFE,
    levels=numbered_levels(FOLDER),
    prefix=PREFIX,
    command="clue",
    entries=_ENTRIES,
    completes=dict.fromkeys(_ENTRIES, _complete),
    bars=_bars,
    objections=_objections,
    advice=_advice,
    duties=_duties,
    seals=sealed,
    tells=_tells,
    discreet=True,
    columns=(
        Column("door", "渠道", lambda state: state.file.door),
        Column("matter", "类别", lambda state: state.file.matter),
        Column("route", "去向", lambda state: getattr(state, "route", None)),
        Column("units", "承办单位", lambda state: getattr(state, "units", ())),
    ),
)
