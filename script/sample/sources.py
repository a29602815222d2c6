"""Where the sample's duties come from: documents, meetings, leaders' words, in one line each.

Only short ways to write a 来源; which task has which, the ledgers say.
"""

from datetime import date

from duban.core.model.task import Indicator, Instruction, Milestone, Source
from duban.core.model.terms import SourceKind


def day_of(text: str | None) -> date | None:
    """A day written as 2026-03-02."""
    return date.fromisoformat(text) if text else None


def document(name: str, doc_no: str, clause: str | None = None, issued: str | None = None) -> Source:
    """A document of a superior or of the county."""
    return Source(kind=SourceKind.DOCUMENT, name=name, doc_no=doc_no, clause=clause, issued_on=day_of(issued))


def meeting(name: str, session: str, held: str, clause: str | None = None) -> Source:
    """A meeting and the item of its minutes."""
    return Source(kind=SourceKind.MEETING, name=name, session=session, held_on=day_of(held), clause=clause)


def source(kind: SourceKind, name: str, issued: str | None = None, clause: str | None = None) -> Source:
    """Any other source."""
    return Source(kind=kind, name=name, issued_on=day_of(issued), clause=clause)


def words(leader: str, on: str, text: str) -> Instruction:
    """What a leader wrote on a paper."""
    return Instruction(leader=leader, on=day_of(on), text=text)


def node(name: str, due: str, owner: str | None = None) -> Milestone:
    """A dated step of a schedule."""
    return Milestone(name=name, due_on=date.fromisoformat(due), owner=owner)


def target(name: str, wanted: float | str, measure: str | None = None) -> Indicator:
    """A quantified target."""
    return Indicator(name=name, target=wanted, measure=measure)
