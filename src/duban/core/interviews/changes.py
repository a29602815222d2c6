"""What may still be changed of an interview: its head, an entry that is wrong, an entry that was forgotten.

What holds for every kind, core/casework/changes.py says; here is what is of interviews alone.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.casework import changes
from duban.core.casework.changes import Gates, Notices, Ways
from duban.core.casework.steps import refuse_wrong_status
from duban.core.interviews.gates import GATES, refuse_head, refuse_unknown
from duban.core.interviews.life import LIFE, PUBLISHED, UNTOLD, InterviewState
from duban.core.interviews.steps import advice
from duban.core.model.events import Amend, Correct
from duban.core.model.interviews.records import Interview
from duban.core.model.interviews.terms import InterviewAction, InterviewStatus
from duban.core.model.record import Fault
from duban.core.model.terms import Action
from duban.errors import refusal

_WAYS = Ways(
    command="interview amend",
    life=LIFE,
    gates=GATES,
    ends={
        InterviewStatus.CLOSED: InterviewAction.CLOSE_INTERVIEW,
        InterviewStatus.CANCELLED: InterviewAction.CANCEL_INTERVIEW,
    },
    ended_code="interview-ended",
)


def refuse_untimely(_file: Any, now: InterviewState, entry: Any, ground: Ground) -> None:  # noqa: ANN401 - any kind of entry
    """Raises DubanError for an entry that has no place where it stands, or in a file that has ended since."""
    refuse_wrong_status(now, entry.action, lambda: advice(now.head, now, ground))
    if entry.action is not InterviewAction.ADMONISH:  # what is decided elsewhere has a day of its own
        changes.refuse_untimely(_WAYS, now, entry, ground)


def _amend(now: InterviewState, entry: Amend, ground: Ground, _notices: Notices) -> Amend:
    """After the approval a change says who allowed it: what was approved is this interview, of this person."""
    if entry.field in UNTOLD:
        return entry
    held: InterviewState = changes.as_written(now, ground)
    if entry.field not in PUBLISHED:
        changes.refuse_ended(_WAYS, held, f"不能再改“{entry.field}”")
    if held.approved is not None and entry.approved_by is None:
        text = f"{now.head.id} 已经批准，改“{entry.field}”要经批准"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")
    head: Interview = changes.newest(msgspec.structs.replace(held.head, journal=(*held.head.journal, entry)))
    refuse_head(head)
    refuse_unknown(head, ground)
    return entry


def _correct(now: InterviewState, entry: Correct, ground: Ground, _notices: Notices) -> Correct:
    return changes.correct(_WAYS, now, entry, ground)


def objections(file: Interview, ground: Ground) -> Iterator[Fault]:
    """What the gates would say today of each entry, had only those before it been written."""
    return changes.objections(_WAYS, file, ground)


DECIDES: Gates = {**GATES, Action.AMEND: _amend, Action.CORRECT: _correct}
"""By action: an entry completed, or refused."""
complete = changes.completing(_WAYS, DECIDES)
