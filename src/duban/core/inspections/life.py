"""The life of an inspection: which entry is legal in which status, and what it does to the state.

What an entry needs besides its place in the journal, core/inspections/gates.py asks.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import dropwhile
from typing import Any

import msgspec

from duban.core.engine.fold import WHOLE, CaseState, Judged, Life
from duban.core.engine.journal import in_writing_order
from duban.core.model.events import Amend, Evidence
from duban.core.model.inspection import (
    AnswerFinding,
    AskReview,
    ConcludeInspection,
    Consult,
    Declare,
    Dispose,
    Draw,
    Entry,
    File,
    Find,
    Inspection,
    Member,
    Merge,
    Propose,
    Receipt,
    ReportUp,
    Review,
    Scheme,
    Serve,
    SetOut,
    Settle,
    SiteDay,
)
from duban.core.model.inspection_terms import (
    DrawnOf,
    InspectionAction,
    InspectionName,
    InspectionStatus,
    Outcome,
    Ruling,
)
from duban.core.model.terms import Action, Term, YesNo

_S, _A = InspectionStatus, InspectionAction


class Finding(msgspec.Struct):
    """A problem found, and what became of it."""

    found: Find
    consulted: Consult | None = None
    answer: AnswerFinding | None = None
    settles: list[Settle] = []
    disposals: list[Dispose] = []
    receipts: list[Receipt] = []
    given_up: Settle | Dispose | None = None
    """By which word the office does not hold to it (不予认定), where that is the last one."""
    given_ups: list[Settle | Dispose] = []
    """Each word by which it came to be so."""
    is_told: bool = True
    """Whether the conclusion, once there is one, tells it."""
    disputed: bool = False
    """Whether its unit does not agree and the office has not answered that."""

    @property
    def place(self) -> int:
        """Its number within the inspection."""
        return self.found.place

    @property
    def unit(self) -> str:
        """Whose it is."""
        return self.found.unit or ""

    @property
    def settled(self) -> Settle | None:
        """What the office held of it last."""
        return self.settles[-1] if self.settles else None

    @property
    def fact(self) -> str:
        """What was found, in the last wording."""
        return next((each.fact for each in reversed(self.settles) if each.fact), self.found.fact)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What proves it, whenever it was added."""
        return (*self.found.evidence, *(proof for each in self.settles for proof in each.evidence))

    @property
    def holds(self) -> bool:
        """Whether it stands: the office has not given it up."""
        return self.given_up is None

    @property
    def handed(self) -> list[Dispose]:
        """To whom it was handed over."""
        return [each for each in self.disposals if each.outcome is Outcome.HAND_OVER and each.to]

    @property
    def unsigned(self) -> list[str]:
        """The organs that it was handed over to and that have not signed for it."""
        signed = {each.organ for each in self.receipts}
        return [each.to for each in self.handed if each.to and each.to not in signed]

    def give_up(self, entry: Settle | Dispose) -> None:
        """It stands no more."""
        if self.holds:
            self.given_ups.append(entry)
        self.given_up = entry


class Reviewed(msgspec.Struct):
    """An application for a review, and what came of it."""

    asked: AskReview
    decided: Review | None = None
    moot: Review | None = None
    """What took away the conclusion that it is against, before it was decided: there is nothing left to decide."""


class InspectionState(CaseState):
    """Where an inspection stands on a day."""

    scheme: Scheme | None = None
    filed: File | None = None
    proposals: list[Propose] = msgspec.field(default_factory=list)
    started: SetOut | None = None
    days: list[SiteDay] = msgspec.field(default_factory=list)
    declared: dict[str, Declare] = msgspec.field(default_factory=dict)
    draws: list[Draw] = msgspec.field(default_factory=list)
    findings: dict[int, Finding] = msgspec.field(default_factory=dict)
    consults: list[Consult] = msgspec.field(default_factory=list)
    concluded: ConcludeInspection | None = None
    served: list[Serve] = msgspec.field(default_factory=list)
    reviews: list[Reviewed] = msgspec.field(default_factory=list)
    reports: list[ReportUp] = msgspec.field(default_factory=list)
    merged_into: str | None = None

    @property
    def head(self) -> Inspection:
        """The head as of that day."""
        found: Inspection = self.file
        return found

    @property
    def objects(self) -> tuple[str, ...]:
        """The units inspected: those of the head, or those of them that were drawn by lot."""
        drawn = [draw.drawn for draw in self.draws if draw.of is DrawnOf.OBJECTS]
        return drawn[-1] if drawn else self.head.objects

    @property
    def concerned(self) -> tuple[str, ...]:
        """The units that the conclusion goes to (国令第733号 art. 16): the objects, and those of findings."""
        found = (each.unit for each in self.told)
        return self.register.once(dict.fromkeys((*self.objects, *found)))

    @property
    def met(self) -> tuple[str, ...]:
        """The units that it met with: the objects, and those of findings and of days on site that are none."""
        found = (each.unit for each in self.findings.values())
        seen = (day.unit for day in self.days if day.unit)
        return self.register.once(dict.fromkeys((*self.register.expanded(self.objects), *found, *seen)))

    def has_met(self, unit: str) -> bool:
        """Whether a unit is one of them."""
        return any(self.register.same(unit, each) for each in self.met)

    @property
    def told(self) -> list[Finding]:
        """The findings of the conclusion in force, or of the one to come: what is given up after it was told in it."""
        found = self.findings.values()
        return [each for each in found if (each.is_told if self.concluded else each.holds)]

    @property
    def changed_after(self) -> list[Amend]:
        """Changes of the head that were written down after a conclusion, whatever day they bear."""
        journal: Any = self.head.journal
        after = dropwhile(lambda each: not isinstance(each, ConcludeInspection), in_writing_order(journal))
        changes = (each for each in after if isinstance(each, Amend) and each.field not in UNTOLD)
        return [each for each in changes if each in self.journal]

    @property
    def unserved(self) -> tuple[str, ...]:
        """Those of them that have not received it."""
        return tuple(unit for unit in self.concerned if self.serving(unit) is None)

    def serving(self, unit: str) -> Serve | None:
        """How a unit received the conclusion in force."""
        meant = self.party(unit)
        return next((each for each in self.served if self.is_by(each, meant)), None)

    def party(self, unit: str) -> str:
        """What the inspection calls a unit: itself, or the one of its units that it took over."""
        parties = self.concerned
        full = self.register.full(unit)
        own = (each for each in parties if self.register.full(each) == full)
        return next(own, None) or next((each for each in parties if self.register.same(each, unit)), unit)

    def is_by(self, entry: Entry, unit: str) -> bool:
        """Whether an entry is `unit`'s own, or of one that had taken it over by its day."""
        return self.register.answers_for(entry.unit or "", unit, entry.on)

    @property
    def delegates(self) -> list[Member]:
        """Delegates and members (党代表, 人大代表, 政协委员) in the group."""
        return [
            each
            for each in self.head.team
            if each.capacity and ("代表" in each.capacity or "委员" in each.capacity)
        ]

    @property
    def delegate_days(self) -> set[date]:
        """The days on which one of them was on site; a day that names nobody proves nothing."""
        names = {guest.name for guest in self.delegates}
        return {day.on for day in self.days if not names.isdisjoint(day.members)}

    def pending_review(self, unit: str | None) -> Reviewed | None:
        """The application of a unit (of any) that is not decided, before one that is moot."""
        meant = self.party(unit) if unit is not None else None
        for each in sorted(self.reviews, key=lambda each: each.moot is not None):
            if each.decided is None and (meant is None or self.is_by(each.asked, meant)):
                return each
        return None

    @property
    def awaited_reviews(self) -> list[Reviewed]:
        """The applications that the government still has to decide."""
        return [each for each in self.reviews if each.decided is None and each.moot is None]

    @property
    def unsigned(self) -> list[tuple[int, str]]:
        """The findings that were handed over and to which organ, where it has not signed for them."""
        found = self.findings.values()
        return [(each.place, organ) for each in found if each.holds for organ in each.unsigned]

    def of_unit(self, unit: str, on: date | None = None) -> list[Finding]:
        """The findings at a unit, and at those that it has taken over (by `on`)."""
        return [each for each in self.findings.values() if self.register.answers_for(unit, each.unit, on)]

    @property
    def proposed_on(self) -> date | None:
        """The day on which a department handed in its plan; what set out before that was entered counts from 立项."""
        if self.proposals:
            return self.proposals[0].on
        return self.registered_on if self.started is not None else None

    @property
    def is_proposed(self) -> bool:
        """Whether a department makes it in the government's name: its plan is handed in, and settled, first."""
        return self.head.organizer is not None and self.head.name is InspectionName.GOVERNMENT

    @property
    def is_own(self) -> bool:
        """Whether the office makes it, and no department."""
        return self.head.organizer is None

    def is_object(self, unit: str) -> bool:
        """Whether a unit is inspected."""
        return any(self.register.same(unit, each) for each in self.register.expanded(self.objects))


MORE, LAST = 1, 2

_EVERYWHERE = tuple(_S)
_BUSY = (_S.ON_SITE, _S.CONSULTING)
_TOLD = (_S.CONCLUDED, _S.FOLLOWED)

ROWS: tuple[tuple[Term, Any, tuple[Term, ...], Term | None], ...] = (
    (_A.INSPECT, WHOLE, (_S.OPENED,), None),
    (_A.FILE, WHOLE, (_S.OPENED, _S.APPROVED), None),
    (_A.PROPOSE, WHOLE, (_S.OPENED, _S.APPROVED), None),
    (_A.SCHEME, WHOLE, (_S.OPENED,), _S.APPROVED),
    (_A.DECLARE, WHOLE, (_S.OPENED, _S.APPROVED, _S.ON_SITE), None),
    (_A.DRAW, WHOLE, (_S.OPENED, _S.APPROVED, _S.ON_SITE), None),
    (_A.ANNOUNCE, WHOLE, (_S.APPROVED, _S.ON_SITE), None),
    (_A.START, WHOLE, (_S.APPROVED,), _S.ON_SITE),
    (_A.SITE_DAY, WHOLE, (*_BUSY, _S.FOLLOWED), None),
    (_A.FIND, WHOLE, _BUSY, None),
    (_A.CONSULT, WHOLE, _BUSY, _S.CONSULTING),
    (_A.ANSWER, WHOLE, (_S.CONSULTING,), None),
    (_A.SETTLE, WHOLE, _BUSY, None),
    (_A.REPORT_UP, WHOLE, (*_BUSY, *_TOLD), None),
    (_A.CONCLUDE_INSPECTION, WHOLE, _BUSY, _S.CONCLUDED),
    (_A.SERVE, MORE, _TOLD, None),
    (_A.SERVE, LAST, _TOLD, _S.FOLLOWED),
    (_A.ASK_REVIEW, WHOLE, _TOLD, None),
    (_A.REVIEW, Ruling.UPHELD, (*_TOLD, _S.CONSULTING), None),
    (_A.REVIEW, Ruling.CHANGED, (*_TOLD, _S.CONSULTING), _S.CONSULTING),
    (_A.REVIEW, Ruling.REVOKED, (*_TOLD, _S.CONSULTING), _S.CONSULTING),
    (_A.DISPOSE, WHOLE, _TOLD, None),
    (_A.RECEIPT, WHOLE, (*_TOLD, _S.ARCHIVED), None),
    (_A.ARCHIVE, WHOLE, (_S.FOLLOWED,), _S.ARCHIVED),
    (_A.CANCEL, WHOLE, (_S.OPENED, _S.APPROVED, _S.ON_SITE), _S.CANCELLED),
    (_A.MERGE, WHOLE, (_S.OPENED, _S.APPROVED), _S.MERGED),
    *((action, WHOLE, _EVERYWHERE, None) for action in (Action.ISSUE, Action.AMEND, Action.CORRECT)),
)


def _new_place(state: InspectionState, entry: Find) -> Judged:
    if entry.place in state.findings:
        return f"第{entry.place}个问题已经记过"
    return WHOLE if entry.unit else "没有写是哪个单位的问题"


def _known_place(state: InspectionState, entry: AnswerFinding | Settle | Dispose | Receipt) -> Judged:
    if entry.place is None or entry.place in state.findings:
        return WHOLE
    return f"没有第{entry.place}个问题"


def _signing(state: InspectionState, entry: Receipt) -> Judged:
    known = _known_place(state, entry)
    if known is not WHOLE:
        return known
    finding = state.findings[entry.place]
    if all(each.to != entry.organ for each in finding.handed):
        return f"第{entry.place}个问题没有移送给{entry.organ}"
    if entry.receiver is None and entry.outcome is None:
        return "没有写谁签收，也没有写办理情况"
    if entry.receiver and any(each.receiver and each.organ == entry.organ for each in finding.receipts):
        return f"第{entry.place}个问题{entry.organ}已经签收"
    return WHOLE


def _serving(state: InspectionState, entry: Serve) -> Judged:
    if entry.unit is None:
        return "没有写送达哪个单位"
    unserved = state.unserved
    left = [unit for unit in unserved if not state.register.answers_for(entry.unit, unit)]
    if len(left) == len(unserved) and state.serving(entry.unit) is not None:
        return f"{entry.unit}已经收到结论"
    return MORE if left else LAST


def _asking(state: InspectionState, entry: AskReview) -> Judged:
    if entry.unit is None or state.serving(entry.unit) is None:
        return f"{entry.unit or '单位'}还没有收到结论"
    pending = state.pending_review(entry.unit)
    if pending is not None and pending.moot is None:
        return f"{entry.unit}已经申请，还没有决定"
    return WHOLE


def _reviewing(state: InspectionState, entry: Review) -> Judged:
    if entry.unit is None or state.pending_review(entry.unit) is None:
        return f"{entry.unit or '单位'}没有待决定的复核申请"
    return entry.ruling


JUDGES: Mapping[Any, Callable[[Any, Any], Judged]] = {
    _A.FIND: _new_place,
    _A.ANSWER: _known_place,
    _A.SETTLE: _known_place,
    _A.DISPOSE: _known_place,
    _A.RECEIPT: _signing,
    _A.SERVE: _serving,
    _A.ASK_REVIEW: _asking,
    _A.REVIEW: _reviewing,
}


def _on_consult(state: InspectionState, entry: Consult) -> None:
    state.consults.append(entry)
    for each in state.of_unit(entry.unit or ""):
        each.consulted = each.consulted or entry


def _on_answer(state: InspectionState, entry: AnswerFinding) -> None:
    meant = state.of_unit(entry.unit or "") if entry.place is None else [state.findings[entry.place]]
    for each in meant:
        each.answer = entry
        each.disputed = entry.agreed is YesNo.NO


def _on_settle(state: InspectionState, entry: Settle) -> None:
    """New words for a fact that the unit had agreed to are not what it agreed to: it is heard again."""
    finding = state.findings[entry.place]
    agreed = finding.answer is not None and finding.answer.agreed is YesNo.YES
    if entry.fact is not None and entry.fact != finding.fact and agreed:
        finding.consulted = finding.answer = None
    finding.settles.append(entry)
    finding.disputed = False
    if entry.holds is YesNo.NO:
        finding.give_up(entry)
    else:
        finding.given_up = None


def _on_review(state: InspectionState, entry: Review) -> None:
    """What is changed or revoked is heard and concluded anew, and received anew by everybody."""
    pending = state.pending_review(entry.unit)
    if pending is not None:
        pending.decided = entry
    if entry.ruling is not Ruling.UPHELD:
        state.concluded = None
        state.served = []
        for each in state.awaited_reviews:
            each.moot = entry
        for finding in state.findings.values():
            finding.consulted = finding.answer = None


def _on_find(state: InspectionState, entry: Find) -> None:
    state.findings[entry.place] = Finding(entry)


def _set(name: str) -> Callable[[InspectionState, Any], None]:
    def effect(state: InspectionState, entry: Entry) -> None:
        setattr(state, name, entry)

    return effect


def _add(name: str) -> Callable[[InspectionState, Any], None]:
    def effect(state: InspectionState, entry: Entry) -> None:
        getattr(state, name).append(entry)

    return effect


def _on_declare(state: InspectionState, entry: Declare) -> None:
    state.declared[entry.member] = entry


def _on_ask(state: InspectionState, entry: AskReview) -> None:
    state.reviews.append(Reviewed(entry))


def _on_conclude(state: InspectionState, entry: ConcludeInspection) -> None:
    state.concluded = entry
    for finding in state.findings.values():
        finding.is_told = finding.holds


def _on_dispose(state: InspectionState, entry: Dispose) -> None:
    finding = state.findings[entry.place]
    finding.disposals.append(entry)
    if entry.outcome is Outcome.REJECT:
        finding.give_up(entry)


def _on_receipt(state: InspectionState, entry: Receipt) -> None:
    state.findings[entry.place].receipts.append(entry)


def _on_merge(state: InspectionState, entry: Merge) -> None:
    state.merged_into = entry.into


EFFECTS: Mapping[Any, Callable[[Any, Any], None]] = {
    _A.FILE: _set("filed"),
    _A.PROPOSE: _add("proposals"),
    _A.SCHEME: _set("scheme"),
    _A.DECLARE: _on_declare,
    _A.DRAW: _add("draws"),
    _A.START: _set("started"),
    _A.SITE_DAY: _add("days"),
    _A.FIND: _on_find,
    _A.CONSULT: _on_consult,
    _A.ANSWER: _on_answer,
    _A.SETTLE: _on_settle,
    _A.REPORT_UP: _add("reports"),
    _A.CONCLUDE_INSPECTION: _on_conclude,
    _A.SERVE: _add("served"),
    _A.ASK_REVIEW: _on_ask,
    _A.REVIEW: _on_review,
    _A.DISPOSE: _on_dispose,
    _A.RECEIPT: _on_receipt,
    _A.MERGE: _on_merge,
}

UNTOLD = frozenset({"备注"})
"""Head fields that are no part of the scheme."""
ENDED = frozenset({_S.ARCHIVED, _S.CANCELLED, _S.MERGED})

LIFE = Life(
    first=_S.OPENED,
    ended=ENDED,
    rows=ROWS,
    enters=_A.INSPECT,
    unentered="还没有督查立项",
    judges=JUDGES,
    effects=EFFECTS,
    state=InspectionState,
)


def site_days(states: Iterator[InspectionState], first: date, last: date) -> list[date]:
    """The distinct days within `first`..`last` on which the office was on site (Anshan 二), in order."""
    own = (state for state in states if state.is_own)
    return sorted({day.on for state in own for day in state.days if first <= day.on <= last})
