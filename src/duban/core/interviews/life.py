"""The life of an interview: which entry is legal in which status, and what it does to the state.

What an entry needs besides its place in the journal, core/interviews/gates.py asks.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from duban.core.engine.fold import WHOLE, CaseState, Judged, Life
from duban.core.model.interviews.records import (
    Admonish,
    ApproveInterview,
    CloseInterview,
    Confer,
    HoldInterview,
    Interview,
    Interviewee,
    ProposeInterview,
    ReportRemedy,
    Summon,
)
from duban.core.model.interviews.terms import Effect, InterviewAction, InterviewStatus
from duban.core.model.terms import Action, Term

_S, _A = InterviewStatus, InterviewAction


class InterviewState(CaseState):
    """Where an interview stands on a day."""

    conferred: Confer | None = None
    proposed: ProposeInterview | None = None
    approved: ApproveInterview | None = None
    summoned: Summon | None = None
    held: HoldInterview | None = None
    reports: list[ReportRemedy] = msgspec.field(default_factory=list)
    admonished: list[Admonish] = msgspec.field(default_factory=list)
    closed: CloseInterview | None = None

    @property
    def head(self) -> Interview:
        """The head as of that day."""
        found: Interview = self.file
        return found

    @property
    def person(self) -> Interviewee:
        """Who is interviewed."""
        return self.head.person

    @property
    def reported(self) -> ReportRemedy | None:
        """The first report: a later one adds to it, and is in time where the first was."""
        return self.reports[0] if self.reports else None


_EVERYWHERE = tuple(_S)
_BEFORE = (_S.ENTERED, _S.CONFERRED, _S.PROPOSED, _S.APPROVED, _S.SUMMONED)
_AFTER = (_S.HELD, _S.REPORTED, _S.CLOSED)

ROWS: tuple[tuple[Term, Any, tuple[Term, ...], Term | None], ...] = (
    (_A.ENTER_INTERVIEW, WHOLE, (_S.ENTERED,), None),
    (_A.CONFER, WHOLE, (_S.ENTERED, _S.CONFERRED), _S.CONFERRED),
    (_A.PROPOSE_INTERVIEW, WHOLE, (_S.ENTERED, _S.CONFERRED), _S.PROPOSED),
    (_A.APPROVE_INTERVIEW, WHOLE, (_S.PROPOSED,), _S.APPROVED),
    (_A.SUMMON, WHOLE, (_S.APPROVED, _S.SUMMONED), _S.SUMMONED),
    (_A.HOLD_INTERVIEW, WHOLE, (_S.SUMMONED,), _S.HELD),
    (_A.REPORT_REMEDY, WHOLE, (_S.HELD, _S.REPORTED), _S.REPORTED),
    (_A.ADMONISH, WHOLE, _AFTER, None),
    (_A.CLOSE_INTERVIEW, Effect.SEEN, (_S.REPORTED,), _S.CLOSED),
    (_A.CLOSE_INTERVIEW, Effect.NONE, (_S.HELD, _S.REPORTED), _S.CLOSED),
    (_A.CANCEL_INTERVIEW, WHOLE, _BEFORE, _S.CANCELLED),
    *((action, WHOLE, _EVERYWHERE, None) for action in (Action.ISSUE, Action.AMEND, Action.CORRECT)),
)


def _closing(state: InterviewState, entry: CloseInterview) -> Judged:
    if entry.effect is Effect.SEEN and state.reported is None:
        return "整改报告还没有收到，不能认定已见效"
    return entry.effect


def _set(name: str) -> Callable[[InterviewState, Any], None]:
    def effect(state: InterviewState, entry: Any) -> None:  # noqa: ANN401 - any kind of entry
        setattr(state, name, entry)

    return effect


def _add(name: str) -> Callable[[InterviewState, Any], None]:
    def effect(state: InterviewState, entry: Any) -> None:  # noqa: ANN401 - any kind of entry
        getattr(state, name).append(entry)

    return effect


EFFECTS: Mapping[Any, Callable[[Any, Any], None]] = {
    _A.CONFER: _set("conferred"),
    _A.PROPOSE_INTERVIEW: _set("proposed"),
    _A.APPROVE_INTERVIEW: _set("approved"),
    _A.SUMMON: _set("summoned"),
    _A.HOLD_INTERVIEW: _set("held"),
    _A.REPORT_REMEDY: _add("reports"),
    _A.ADMONISH: _add("admonished"),
    _A.CLOSE_INTERVIEW: _set("closed"),
}

UNTOLD = frozenset({"备注"})
"""Head fields on which nothing rests."""

PUBLISHED = frozenset({"公开"})
"""Head fields that are decided after the end too."""

LIFE = Life(
    first=_S.ENTERED,
    ended=frozenset({_S.CLOSED, _S.CANCELLED}),
    rows=ROWS,
    enters=_A.ENTER_INTERVIEW,
    unentered="还没有约谈立项",
    judges={_A.CLOSE_INTERVIEW: _closing},
    effects=EFFECTS,
    state=InterviewState,
)
