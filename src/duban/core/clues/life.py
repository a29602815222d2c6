"""The life of a clue: which entry is legal in which status, and what it does to the state.

What an entry needs besides its place in the journal, gates.py asks.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from duban.core.engine.fold import WHOLE, CaseState, Judged, Life
from duban.core.model.clues.records import (
    AnswerGiver,
    AssessClue,
    Clue,
    ReceiveClue,
    ReportClue,
    SampleClue,
    SendClue,
    VerifyClue,
)
from duban.core.model.clues.terms import Check, ClueAction, ClueStatus, Route
from duban.core.model.inspection import Entry
from duban.core.model.terms import Action, ApprovedVia, Term

_S, _A = ClueStatus, ClueAction


class Sending(msgspec.Struct):
    """A unit that a clue was sent to, and its last report."""

    sent: SendClue
    report: ReportClue | None = None
    reopened: VerifyClue | None = None
    """The check after which it has to report anew."""


class Assessed(msgspec.Struct):
    """Where the office said that it goes, and the first entry that took it there."""

    said: AssessClue
    done: Entry | None = None


class ClueState(CaseState):
    """Where a clue stands on a day."""

    assessed: list[Assessed] = msgspec.field(default_factory=list)
    sendings: list[Sending] = msgspec.field(default_factory=list)
    routed: Any = None
    reports: list[ReportClue] = msgspec.field(default_factory=list)
    sampled: SampleClue | None = None
    verified: VerifyClue | None = None
    answers: list[AnswerGiver] = msgspec.field(default_factory=list)
    received: ReceiveClue | None = None
    closed: Any = None

    @property
    def head(self) -> Clue:
        """The head as of that day."""
        found: Clue = self.file
        return found

    @property
    def route(self) -> Route | None:
        """Where it goes; None before that is said."""
        return self.assessed[-1].said.route if self.assessed else None

    @property
    def waiting(self) -> list[Sending]:
        """The units that still have to report."""
        return [each for each in self.sendings if each.report is None]

    @property
    def units(self) -> tuple[str, ...]:
        """The units it was sent to."""
        return self.register.once(each.sent.unit or "" for each in self.sendings)

    @property
    def unverified(self) -> bool:
        """Whether it was drawn and nobody has looked."""
        return self.sampled is not None and self.verified is None

    @property
    def answered(self) -> bool:
        """Whether its giver was told what came of it: after what it was last taken to, or the last report."""
        last = max((each.on for each in (self.routed, *self.reports) if each is not None), default=None)
        return any(last is None or each.on >= last for each in self.answers)

    @property
    def awaiting_paper(self) -> list[Any]:
        """What was approved by telephone and whose paper has not come (待补批件)."""
        return [each for each in self.journal if getattr(each, "approved_via", None) is ApprovedVia.PHONE]

    def is_about(self, unit: str) -> bool:
        """Whether a unit is complained of, itself, as one of a group, or one that it is above of (上级)."""
        about = self.register.expanded(self.head.about)
        seen: set[str] = set()
        name: str | None = unit
        while name is not None and name not in seen:
            if any(self.register.same(name, each) for each in about):
                return True
            seen.add(name)
            held = self.register.find(name)
            name = held.superior if held is not None else None
        return False

    def sending(self, unit: str | None) -> Sending | None:
        """What was last sent to a unit and is not answered."""
        found = (each for each in self.waiting if self.register.answers_for(unit or "", each.sent.unit or ""))
        return next(found, None)


TAKEN: Mapping[Term, Route] = {
    _A.SEND_CLUE: Route.SEND,
    _A.CHECK_CLUE: Route.CHECK,
    _A.HAND_OVER_CLUE: Route.HAND_OVER,
    _A.REFER_PETITION: Route.PETITION,
    _A.JOIN_CLUE: Route.JOIN,
    _A.DECLINE_CLUE: Route.DECLINE,
}
"""By which entry a clue goes which way."""
MORE, LAST = 1, 2
_EVERYWHERE = tuple(_S)
_TOLD = (_S.HANDED, _S.PETITIONED, _S.DECLINED, _S.REPORTED)
_IN_REACH = (_S.REPORTED, _S.CLOSED)
"""What is closed is drawn from too: else whoever closes first is never looked at."""
_BUSY = (_S.SENT, _S.CHECKING, _S.HANDED, _S.PETITIONED)

ROWS: tuple[tuple[Term, Any, tuple[Term, ...], Term | None], ...] = (
    (_A.ENTER_CLUE, WHOLE, (_S.ENTERED,), None),
    (_A.ASSESS_CLUE, WHOLE, (_S.ENTERED, _S.ASSESSED, _S.REPORTED), _S.ASSESSED),
    (_A.SEND_CLUE, WHOLE, (_S.ASSESSED, _S.SENT), _S.SENT),
    (_A.CHECK_CLUE, WHOLE, (_S.ASSESSED, _S.CHECKING), _S.CHECKING),
    (_A.HAND_OVER_CLUE, WHOLE, (_S.ASSESSED,), _S.HANDED),
    (_A.RECEIVE_CLUE, WHOLE, (_S.HANDED, _S.PETITIONED), None),
    (_A.REFER_PETITION, WHOLE, (_S.ASSESSED,), _S.PETITIONED),
    (_A.JOIN_CLUE, WHOLE, (_S.ASSESSED,), _S.JOINED),
    (_A.DECLINE_CLUE, WHOLE, (_S.ASSESSED,), _S.DECLINED),
    (_A.REPORT_CLUE, MORE, (_S.SENT,), None),
    (_A.REPORT_CLUE, LAST, _BUSY, _S.REPORTED),
    (_A.SAMPLE_CLUE, WHOLE, _IN_REACH, None),
    (_A.VERIFY_CLUE, Check.HOLDS, _IN_REACH, None),
    (_A.VERIFY_CLUE, Check.FALSE, _IN_REACH, _S.SENT),
    (_A.ANSWER_GIVER, WHOLE, (*_BUSY, _S.DECLINED, _S.REPORTED, _S.CLOSED, _S.JOINED), None),
    (_A.CLOSE_CLUE, WHOLE, _TOLD, _S.CLOSED),
    *((action, WHOLE, _EVERYWHERE, None) for action in (Action.ISSUE, Action.AMEND, Action.CORRECT)),
)


def _taking(state: ClueState, entry: Entry) -> Judged:
    if TAKEN[entry.action] is not state.route:
        return f"研判的去向是{state.route}"
    if isinstance(entry, SendClue):
        if entry.unit is None:
            return "没有写转给哪个单位"
        if state.sending(entry.unit) is not None:
            return f"已经转给{entry.unit}，还没有反馈"
    return WHOLE


def _receiving(state: ClueState, _entry: ReceiveClue) -> Judged:
    return "已经签收" if state.received is not None else WHOLE


def _reporting(state: ClueState, entry: ReportClue) -> Judged:
    if state.status is not _S.SENT:
        return LAST
    held = state.sending(entry.unit)
    if held is None:
        return f"没有转给{entry.unit}，或者它已经反馈" if entry.unit else "没有写是哪个单位的反馈"
    return LAST if len(state.waiting) == 1 else MORE


def _sampling(state: ClueState, _entry: SampleClue) -> Judged:
    if state.sampled is not None:
        return "已经抽中过"
    return WHOLE if state.sendings else "没有转办过，不在抽查的范围"


def _verifying(state: ClueState, entry: VerifyClue) -> Judged:
    if not state.unverified:
        return "没有抽中，或者已经核查"
    if entry.unit is not None and not any(state.register.same(entry.unit, unit) for unit in state.units):
        return f"没有转给{entry.unit}"
    return entry.check


JUDGES: Mapping[Any, Callable[[Any, Any], Judged]] = {
    **dict.fromkeys(TAKEN, _taking),
    _A.RECEIVE_CLUE: _receiving,
    _A.REPORT_CLUE: _reporting,
    _A.SAMPLE_CLUE: _sampling,
    _A.VERIFY_CLUE: _verifying,
}


def _on_assess(state: ClueState, entry: AssessClue) -> None:
    state.assessed.append(Assessed(entry))


def _on_taking(state: ClueState, entry: Entry) -> None:
    state.routed, state.received = entry, None
    last = state.assessed[-1]
    last.done = last.done or entry
    if isinstance(entry, SendClue):
        state.sendings.append(Sending(entry))


def _on_receipt(state: ClueState, entry: ReceiveClue) -> None:
    state.received = entry


def _on_report(state: ClueState, entry: ReportClue) -> None:
    state.reports.append(entry)
    held = state.sending(entry.unit)
    if held is not None:
        held.report = entry


def _on_sample(state: ClueState, entry: SampleClue) -> None:
    state.sampled = entry


def _on_verify(state: ClueState, entry: VerifyClue) -> None:
    """A report that was untrue is no report: its units (the one that is named, or all) report anew."""
    state.verified = entry
    if entry.check is Check.FALSE:
        state.closed = None
        for each in state.sendings:
            if entry.unit is None or state.register.answers_for(entry.unit, each.sent.unit or ""):
                each.report, each.reopened = None, entry


def _on_answer(state: ClueState, entry: AnswerGiver) -> None:
    state.answers.append(entry)


def _on_close(state: ClueState, entry: Entry) -> None:
    state.closed = entry


EFFECTS: Mapping[Any, Callable[[Any, Any], None]] = {
    _A.ASSESS_CLUE: _on_assess,
    **dict.fromkeys(TAKEN, _on_taking),
    _A.RECEIVE_CLUE: _on_receipt,
    _A.REPORT_CLUE: _on_report,
    _A.SAMPLE_CLUE: _on_sample,
    _A.VERIFY_CLUE: _on_verify,
    _A.ANSWER_GIVER: _on_answer,
    _A.CLOSE_CLUE: _on_close,
}
ENDED = frozenset({_S.CLOSED, _S.JOINED})

LIFE = Life(
    first=_S.ENTERED,
    ended=ENDED,
    rows=ROWS,
    enters=_A.ENTER_CLUE,
    unentered="还没有登记线索",
    judges=JUDGES,
    effects=EFFECTS,
    state=ClueState,
)
