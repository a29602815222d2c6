"""The books and the state that an appraisal's result is reckoned from: of the last day of its period, as known when.

Reads only; what is counted decides core, what is shown the views.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from duban.core.books.books import Books
from duban.core.books.need import since
from duban.core.cases.appraisal import APPRAISAL
from duban.core.engine.fold import fold
from duban.core.model.appraisals.records import Appraisal
from duban.core.periods.spans import Span
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.outcome import Outcome, appraise
from duban.core.scoring.points import Point
from duban.errors import refusal
from duban.files.workspace.workspace import Workspace


def books_of(workspace: Workspace, span: Span, today: date, known: datetime | None) -> Books:
    """The books of a period: of its last day, or today while it runs; as known at a moment where one is said."""
    return workspace.books(min(span.end, today), known, since(span.start))


def state_at(
    workspace: Workspace, file: Appraisal, on: date, known: datetime | None = None
) -> AppraisalState:
    """How an appraisal stands on a day, as known at a moment."""
    state: Any = fold(APPRAISAL.life, file, on, known, workspace.register)
    found: AppraisalState = state
    return found


def outcome_of(workspace: Workspace, state: AppraisalState) -> tuple[Outcome, Books]:
    """The result that stands, with all its points: reckoned from the books as they were known when it was frozen."""
    held = state.frozen
    if held is None:
        text = f"{state.head.id} 还没有初评"
        raise refusal("no-draft", text, f"先试算：duban score try {state.head.id}")
    books = books_of(workspace, state.span, held.on, held.recorded_at)
    return appraise(state_at(workspace, state.head, held.on, held.recorded_at), books), books


def counted_in(workspace: Workspace, number: str, on: date) -> Iterator[tuple[AppraisalState, str, Point]]:
    """The frozen results that count a fact (its number): appraisal, unit or person, the point."""
    for file in workspace.usable(APPRAISAL):
        state = state_at(workspace, file, on)
        if state.frozen is None:
            continue
        outcome, _ = outcome_of(workspace, state)
        for score in (*outcome.scores, *outcome.persons):
            for point in score.points:
                if point.counts and point.number == number:
                    yield state, score.person or score.unit, point
