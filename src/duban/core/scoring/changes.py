"""What may still be changed of an appraisal: its head before the first result, an entry that is wrong.

What holds for every kind, core/casework/changes.py says; here is what is of appraisals alone.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.casework import changes
from duban.core.casework.changes import Gates, Notices, Ways
from duban.core.casework.steps import refuse_wrong_status
from duban.core.model.appraisals.records import Appraisal
from duban.core.model.appraisals.terms import AppraisalAction, AppraisalStatus
from duban.core.model.events import Amend, Correct
from duban.core.model.record import Fault
from duban.core.model.terms import Action
from duban.core.scoring.gates import GATES, refuse_head
from duban.core.scoring.life import LIFE, AppraisalState
from duban.core.scoring.steps import advice
from duban.errors import refusal

UNTOLD = frozenset({"备注", "公开"})
"""Head fields on which no result rests."""
_WAYS = Ways(
    command="score amend",
    life=LIFE,
    gates=GATES,
    ends={
        AppraisalStatus.USED: AppraisalAction.USE_SCORES,
        AppraisalStatus.CANCELLED: AppraisalAction.CANCEL_APPRAISAL,
    },
    ended_code="appraisal-ended",
)


def refuse_untimely(_file: Any, now: AppraisalState, entry: Any, ground: Ground) -> None:  # noqa: ANN401 - any kind of entry
    """Raises DubanError for an entry that has no place where it stands, or in a file that has ended since."""
    refuse_wrong_status(now, entry.action, lambda: advice(now.head, now, ground))
    if entry.action is not AppraisalAction.USE_SCORES:  # what a result is used for comes in over years
        changes.refuse_untimely(_WAYS, now, entry, ground)


def _amend(now: AppraisalState, entry: Amend, ground: Ground, _notices: Notices) -> Amend:
    """Once there is a first result nothing changes on which it rests: it is cancelled and made anew."""
    if entry.field in UNTOLD:
        return entry
    held: AppraisalState = changes.as_written(now, ground)
    if held.draft is not None:
        text = f"{now.head.id} 已经初评，不能再改“{entry.field}”"
        raise refusal(
            "drafted-already", text, f"先取消，重新立项：duban score cancel {now.head.id} --reason 原因"
        )
    if entry.approved_by is None:
        text = f"改 {now.head.id} 的“{entry.field}”要经批准"
        raise refusal("approver-missing", text, "写上 --approved-by 领导")
    head: Appraisal = changes.newest(msgspec.structs.replace(held.head, journal=(*held.head.journal, entry)))
    refuse_head(head, ground.register)
    return entry


def _correct(now: AppraisalState, entry: Correct, ground: Ground, _notices: Notices) -> Correct:
    return changes.correct(_WAYS, now, entry, ground)


def objections(file: Appraisal, ground: Ground) -> Iterator[Fault]:
    """What the gates would say today of each entry, had only those before it been written."""
    return changes.objections(_WAYS, file, ground)


DECIDES: Gates = {**GATES, Action.AMEND: _amend, Action.CORRECT: _correct}
"""By action: an entry completed, or refused."""
complete = changes.completing(_WAYS, DECIDES)
