"""The life of an appraisal: which entry is legal in which status, and what it does to the state.

What an entry needs besides its place in the journal, core/scoring/gates.py asks.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from duban.core.engine.fold import WHOLE, CaseState, Life
from duban.core.model.appraisals.records import (
    AppealScore,
    Appraisal,
    ApproveScores,
    DraftScores,
    FrozenScore,
    HandInPaper,
    ListAppraisal,
    MarkUnits,
    NamePrincipal,
    PublishScores,
    ReviewScore,
    ServeScores,
    UseScores,
)
from duban.core.model.appraisals.scheme import ScoreScheme
from duban.core.model.appraisals.terms import AppraisalAction, AppraisalStatus, ReviewResult, ScoreUse
from duban.core.model.terms import Action, Term
from duban.core.periods.spans import Span, parse_span

_S, _A = AppraisalStatus, AppraisalAction


class Appeal(msgspec.Struct):
    """An appeal of a unit, and what became of it."""

    entry: AppealScore
    review: ReviewScore | None = None


class AppraisalState(CaseState):
    """Where an appraisal stands on a day. `served`: unit → the day on which it got the result that stands."""

    listed: ListAppraisal | None = None
    marks: list[MarkUnits] = msgspec.field(default_factory=list)
    principals: list[NamePrincipal] = msgspec.field(default_factory=list)
    drafts: list[DraftScores] = msgspec.field(default_factory=list)
    served: dict[str, ServeScores] = msgspec.field(default_factory=dict)
    told: list[ServeScores] = msgspec.field(default_factory=list)
    appeals: list[Appeal] = msgspec.field(default_factory=list)
    approved: ApproveScores | None = None
    published: PublishScores | None = None
    uses: list[UseScores] = msgspec.field(default_factory=list)
    handed: list[HandInPaper] = msgspec.field(default_factory=list)

    @property
    def head(self) -> Appraisal:
        """The head as of that day."""
        found: Appraisal = self.file
        return found

    @property
    def scheme(self) -> ScoreScheme:
        """The scheme it is made by."""
        return self.head.scheme

    @property
    def span(self) -> Span:
        """The days that are appraised; a period that is none would have been refused when it was entered."""
        found = parse_span(self.head.period)
        if found is None:
            raise ValueError(f"{self.head.period} is no period")
        return found

    @property
    def draft(self) -> DraftScores | None:
        """The last first result."""
        return self.drafts[-1] if self.drafts else None

    @property
    def frozen(self) -> ApproveScores | DraftScores | None:
        """The result that stands: settled, else the first."""
        return self.approved or self.draft

    @property
    def waiting(self) -> list[Appeal]:
        """Appeals that nobody has decided."""
        return [each for each in self.appeals if each.review is None]

    @property
    def changed(self) -> list[ReviewScore]:
        """Reviews that changed a result, of the draft that stands or of one before it."""
        reviews = (each.review for each in self.appeals)
        return [each for each in reviews if each is not None and each.result is ReviewResult.CHANGED]

    @property
    def struck(self) -> dict[str, str]:
        """摘要 of a point → the review by which it counts no more."""
        return {mark: f"{each.on} 复核撤销：{each.reason}" for each in self.changed for mark in each.struck}

    @property
    def criticisms(self) -> list[tuple[UseScores, HandInPaper | None]]:
        """The written self-criticisms that were asked for by a day, each with what came; in the order asked."""
        came = list(self.handed)
        found: list[tuple[UseScores, HandInPaper | None]] = []
        for asked in self.uses:
            if asked.use is ScoreUse.SELF_CRITICISM and asked.due_on is not None:
                mine = next((each for each in came if self.answers(each, asked)), None)
                if mine is not None:
                    came.remove(mine)
                found.append((asked, mine))
        return found

    @property
    def awaited(self) -> list[UseScores]:
        """Those that were asked for by a day and have not come."""
        return [asked for asked, came in self.criticisms if came is None]

    def answers(self, came: HandInPaper, asked: UseScores) -> bool:
        """Whether a paper is the one that was asked for: of that unit, of that person where one was named."""
        same = self.register.same(came.unit or "", asked.unit or "")
        return same and came.person == asked.person and came.on >= asked.on

    def unit_named(self, name: str | None) -> str | None:
        """The unit of the appraisal that a name means."""
        return next((each for each in self.head.units if name and self.register.same(each, name)), None)

    def group_of(self, unit: str) -> str:
        """The group of a unit."""
        return next((each.name for each in self.head.groups if unit in each.units), "")

    def score_of(self, unit: str) -> FrozenScore | None:
        """The result of a unit that stands."""
        scores = self.frozen.scores if self.frozen else ()
        return next((each for each in scores if each.unit == unit and each.person is None), None)

    def unserved(self) -> tuple[str, ...]:
        """The units that have not got the result that stands."""
        return tuple(unit for unit in self.head.units if unit not in self.served)

    @property
    def internal(self) -> str:
        """Why nobody is ranked (内部测算); empty where the result may be ranked."""
        document, span = self.scheme.document, self.span
        if document is None:
            return "方案没有自己的文号"
        if document.issued_on >= span.start:
            return f"方案 {document.issued_on} 才印发，不在考核期开始（{span.start}）以前"
        if self.listed is None:
            return "没有列入经批准的考核计划"
        if self.listed.on > span.end:
            return f"{self.listed.on} 才列入考核计划，考核期 {span.end} 已经结束"
        return ""


_EVERYWHERE = tuple(_S)
_BEFORE = (_S.OPENED, _S.DRAFTED, _S.FED)
_GOING = (_S.DRAFTED, _S.FED)

ROWS: tuple[tuple[Term, Any, tuple[Term, ...], Term | None], ...] = (
    (_A.OPEN_APPRAISAL, WHOLE, (_S.OPENED,), None),
    (_A.LIST_APPRAISAL, WHOLE, _BEFORE, None),
    (_A.MARK_UNITS, WHOLE, _BEFORE, None),
    (_A.NAME_PRINCIPAL, WHOLE, _BEFORE, None),
    (_A.DRAFT_SCORES, WHOLE, _BEFORE, _S.DRAFTED),
    (_A.SERVE_SCORES, WHOLE, _GOING, _S.FED),
    (_A.SERVE_SCORES, WHOLE, (_S.APPROVED, _S.PUBLISHED, _S.USED), None),
    (_A.APPEAL_SCORE, WHOLE, _GOING, None),
    (_A.REVIEW_SCORE, WHOLE, _GOING, None),
    (_A.APPROVE_SCORES, WHOLE, _GOING, _S.APPROVED),
    (_A.PUBLISH_SCORES, WHOLE, (_S.APPROVED,), _S.PUBLISHED),
    (_A.USE_SCORES, WHOLE, (_S.PUBLISHED, _S.USED), _S.USED),
    (_A.HAND_IN_PAPER, WHOLE, (_S.USED,), None),
    (_A.CANCEL_APPRAISAL, WHOLE, _BEFORE, _S.CANCELLED),
    *((action, WHOLE, _EVERYWHERE, None) for action in (Action.ISSUE, Action.AMEND, Action.CORRECT)),
)


def _set(name: str) -> Callable[[AppraisalState, Any], None]:
    def effect(state: AppraisalState, entry: Any) -> None:  # noqa: ANN401 - any kind of entry
        setattr(state, name, entry)

    return effect


def _add(name: str) -> Callable[[AppraisalState, Any], None]:
    def effect(state: AppraisalState, entry: Any) -> None:  # noqa: ANN401 - any kind of entry
        getattr(state, name).append(entry)

    return effect


def _draft(state: AppraisalState, entry: DraftScores) -> None:
    """A new result has to be served to whom it changed; who had the same one has it still."""
    before = {each.unit: each for each in state.draft.scores if each.person is None} if state.draft else {}
    for each in entry.scores:
        if each.person is None and before.get(each.unit) != each:
            state.served.pop(each.unit, None)
    state.drafts.append(entry)


def _serve(state: AppraisalState, entry: ServeScores) -> None:
    unit = state.unit_named(entry.unit)
    if unit is not None:
        state.served.setdefault(unit, entry)
        state.told.append(entry)


def _appeal(state: AppraisalState, entry: AppealScore) -> None:
    state.appeals.append(Appeal(entry))


def _review(state: AppraisalState, entry: ReviewScore) -> None:
    for each in state.appeals:
        if each.review is None and state.register.same(each.entry.unit or "", entry.unit or ""):
            each.review = entry
            return


EFFECTS: Mapping[Any, Callable[[Any, Any], None]] = {
    _A.LIST_APPRAISAL: _set("listed"),
    _A.MARK_UNITS: _add("marks"),
    _A.NAME_PRINCIPAL: _add("principals"),
    _A.DRAFT_SCORES: _draft,
    _A.SERVE_SCORES: _serve,
    _A.APPEAL_SCORE: _appeal,
    _A.REVIEW_SCORE: _review,
    _A.APPROVE_SCORES: _set("approved"),
    _A.PUBLISH_SCORES: _set("published"),
    _A.USE_SCORES: _add("uses"),
    _A.HAND_IN_PAPER: _add("handed"),
}

LIFE = Life(
    first=_S.OPENED,
    ended=frozenset({_S.USED, _S.CANCELLED}),
    rows=ROWS,
    enters=_A.OPEN_APPRAISAL,
    unentered="还没有考核立项",
    effects=EFFECTS,
    state=AppraisalState,
)
