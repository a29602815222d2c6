"""The half-year inspection (半年查账): what an inspector must look at, and the conclusions that were drawn.

Pure; the list is computed from the books, only conclusions are kept (对账/<half>/查账.yaml).
"""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from msgspec import field as key

from duban.core.books.books import Books, Item
from duban.core.books.selection import id_order
from duban.core.duties.planning import gates_passed
from duban.core.engine.journal import entries_as_of
from duban.core.model.case_file import CaseFile
from duban.core.model.task import Line, Text
from duban.core.model.terms import BookAction, Status, Term
from duban.core.periods.closings import PeriodEntry
from duban.core.periods.spans import Span
from duban.core.policy.required_fields import barring_fields


class FindingKind(Term):
    """Why a task is on the inspector's list."""

    AGED = "超半年"
    PROVISIONAL = "暂定"
    UNVERIFIED = "未核验"
    INCOMPLETE = "缺要素"


class Conclusion(PeriodEntry, frozen=True, kw_only=True):
    """What the inspector concluded on one point of the list, and what the point said then."""

    action = BookAction.CONCLUDE
    number: Line = key(name="项")
    what: Text = key(name="情况")
    result: Text = key(name="结论")


class InspectionJournal(CaseFile, frozen=True, kw_only=True):
    """对账/<half>/查账.yaml: the conclusions of one half year; only grows, of several on one point the last holds."""

    period: Line = key(name="期")
    journal: tuple[Conclusion, ...] = key(name="流水", default=())


class InspectionPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered point of the list: which task, what is the matter, since when."""

    item: Item
    kind: FindingKind
    what: str
    since: date

    @property
    def number(self) -> str:
        """The number by which it is concluded: WJ-2026-0001-超半年."""
        return f"{self.item.task.id}-{self.kind}"


def inspection_points(books: Books, span: Span) -> list[InspectionPoint]:
    """The whole list of a half year, by task, as of the day of the books; closed and withdrawn tasks are none."""
    points = [
        point for item in books.items if item.state.open for point in _points_of(books, item, span.start)
    ]
    return sorted(points, key=lambda point: id_order(point.item.task.id))


def _points_of(books: Books, item: Item, first: date) -> Iterator[InspectionPoint]:
    """The points of one open task, in the order of the kinds."""
    state = item.state
    began = state.registered_on or books.today
    if began < first:
        what = f"{(books.today - began).days} 天，{state.status}"
        yield InspectionPoint(item=item, kind=FindingKind.AGED, what=what, since=began)
    unsure = [duty for duty in books.live_duties_of(item) if duty.provisional]
    if unsure:
        told = "；".join(f"{duty.name} {duty.due_on}（暂定）" for duty in unsure)
        since = min(duty.triggered_on for duty in unsure)
        yield InspectionPoint(item=item, kind=FindingKind.PROVISIONAL, what=told, since=since)
    if state.status is Status.REPORTED:
        since = state.history[-1][0]
        told = "报结以后没有核验"
        yield InspectionPoint(item=item, kind=FindingKind.UNVERIFIED, what=told, since=since)
    policy = books.policies.at(began)
    lacking = barring_fields(item.task, policy, item.ledger.kind, gates_passed(state))
    if lacking:
        told = "；".join(missing.message for missing in lacking)
        yield InspectionPoint(item=item, kind=FindingKind.INCOMPLETE, what=told, since=began)


def conclusions_as_of(
    journal: InspectionJournal | None, today: date, known: datetime | None
) -> dict[str, list[Conclusion]]:
    """By number, in the order in which they were written down, as a question of that day and moment sees them."""
    found: dict[str, list[Conclusion]] = {}
    for each in entries_as_of(journal.journal if journal else (), today, known):
        found.setdefault(each.number, []).append(each)
    return found
