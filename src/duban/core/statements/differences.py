"""What differs in one task between our books and a unit's: one difference for each thing that does not agree.

Pure: sides come from sides.py, whole units are compared in matching.py.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from duban.core.model.terms import Status
from duban.core.model.unit_register import Register
from duban.core.statements.sides import ABSENT, FINISHED, Stand
from duban.core.statements.unit_journal import NONE, DifferenceKind

_DONE = {FINISHED, Status.VERIFIED, Status.CLOSED}
_PASSED = {Status.VERIFIED, Status.CLOSED}
_REPORTED = {Status.REPORTED, *_PASSED}


class Found(NamedTuple):
    """A kind of difference with the values of both sides."""

    kind: DifferenceKind
    ours: str
    theirs: str


def compare(ours: Stand, theirs: Stand, register: Register, *, workspace: bool = False) -> Iterator[Found]:
    """Everything in which a unit's side of one task differs; what it does not state it does not dispute.

    In a workspace the unit's own hand-overs and earlier days of its own are its management, no difference.
    """
    if not theirs.answered:
        return
    if theirs.status == ABSENT:
        if ours.status != Status.WITHDRAWN:
            yield Found(DifferenceKind.OURS_ONLY, _text(ours.status), ABSENT)
        return
    other_lead = any(not any(register.same(name, lead) for lead in ours.leads) for name in theirs.leads)
    if not (workspace and _waits(ours, theirs, other_lead=other_lead)):
        yield from _status(ours, theirs, workspace=workspace)
    due_on = _disputed_day(ours, theirs) if workspace else theirs.due_on
    if due_on is not None and due_on != ours.due_on:
        yield Found(DifferenceKind.DUE_ON, _text(ours.due_on), _text(due_on))
    if other_lead:
        yield Found(DifferenceKind.LEAD, "、".join(ours.leads) or NONE, "、".join(theirs.leads))
    if _percent_counts(ours, theirs) and theirs.percent not in {None, ours.percent}:
        yield Found(DifferenceKind.PERCENT, _text(ours.percent), _text(theirs.percent))
    if ours.done_on and theirs.done_on and ours.done_on != theirs.done_on:
        yield Found(DifferenceKind.DONE_ON, _text(ours.done_on), _text(theirs.done_on))


def _waits(ours: Stand, theirs: Stand, *, other_lead: bool) -> bool:
    """Whether their 待签收 only says that somebody else has got the task there, a section or the lead in dispute."""
    if theirs.status not in {Status.REGISTERED, Status.ASSIGNED}:
        return False
    return other_lead or (theirs.handed_on and ours.status in {Status.ASSIGNED, Status.IN_PROGRESS})


def _status(ours: Stand, theirs: Stand, *, workspace: bool) -> Iterator[Found]:
    word = theirs.status
    if word is None and theirs.done_on is not None and ours.done_on is None:
        word = FINISHED  # a day of completion says so without the word
    if workspace and word == Status.REGISTERED:
        word = Status.ASSIGNED  # entered in its books and nobody at work yet
    if word is None:
        return
    reported = workspace and word == Status.REPORTED and ours.status != Status.REPORTED
    if word in _DONE or reported:
        if ours.status not in _PASSED:
            on = f"（{theirs.done_on}）" if theirs.done_on else ""
            yield Found(DifferenceKind.UNVERIFIED, _text(ours.status), f"{word}{on}")
    elif word != ours.status:
        yield Found(DifferenceKind.STATUS, _text(ours.status), str(word))


def _percent_counts(ours: Stand, theirs: Stand) -> bool:
    """Progress is compared while neither side has finished; against a finished task only where nothing else is said."""
    if theirs.status is None:
        return theirs.done_on is None
    return ours.status not in _REPORTED and theirs.status not in {*_DONE, Status.REPORTED}


def _disputed_day(ours: Stand, theirs: Stand) -> date | None:
    """The day of a workspace that is not ours.

    Its head must bear a day that we told; the day in force may be earlier by its own 交办, but not later, and not one
    that we have since moved.
    """
    told = {*ours.days, *([ours.due_on] if ours.due_on else [])}
    if theirs.told_on is not None and theirs.told_on not in told:
        return theirs.told_on
    due_on = theirs.due_on or theirs.told_on
    if due_on is None or due_on == ours.due_on or (theirs.due_on is None and ours.due_on is None):
        return None
    stale = due_on in told and theirs.told_on != ours.due_on
    later = ours.due_on is None or due_on > ours.due_on
    return due_on if later or stale or theirs.told_on is None else None


def _text(value: str | int | date | None) -> str:
    if value is None:
        return NONE
    return f"{value}%" if isinstance(value, int) else str(value)
