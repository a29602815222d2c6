"""What may still be changed of a clue: its head, an entry that is wrong; and that nothing names who gave it.

What holds for every kind, core/casework/changes.py says; here is what is of clues alone.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.casework import changes
from duban.core.casework.changes import Gates, Notices, Ways
from duban.core.casework.steps import refuse_wrong_status
from duban.core.clues.gates import GATES, with_joined
from duban.core.clues.life import LIFE, ClueState
from duban.core.clues.steps import advice
from duban.core.engine.fold import fold
from duban.core.model.clues.records import GIVER, Clue, Giver, SampleClue
from duban.core.model.clues.terms import ClueAction, ClueStatus
from duban.core.model.events import Amend, Correct
from duban.core.model.record import Fault, raw_record, read_record
from duban.core.model.terms import Action
from duban.core.validation.givers import ART, refuse_named
from duban.errors import refusal

_WAYS = Ways(
    command="clue amend",
    life=LIFE,
    gates=GATES,
    ends={ClueStatus.CLOSED: ClueAction.CLOSE_CLUE, ClueStatus.JOINED: ClueAction.JOIN_CLUE},
    ended_code="clue-ended",
)
_UNTOLD = frozenset({"备注", GIVER})
"""Head fields on which nothing rests: who gave it may be known late."""


def refuse_untimely(_file: Any, now: ClueState, entry: Any, ground: Ground) -> None:  # noqa: ANN401 - any kind of entry
    """Raises DubanError for an entry that has no place where it stands, or in a file that has ended since."""
    refuse_wrong_status(now, entry.action, lambda: advice(now.head, now, ground))
    if entry.action is not ClueAction.ANSWER_GIVER:  # its giver may be told after the end too
        changes.refuse_untimely(_WAYS, now, entry, ground)


def _amend(now: ClueState, entry: Amend, ground: Ground, _notices: Notices) -> Amend:
    """A new value; of the giver the journal says only that it changed."""
    held: ClueState = changes.as_written(now, ground)
    if entry.field not in _UNTOLD:
        changes.refuse_ended(_WAYS, held, f"不能再改“{entry.field}”")
    if entry.field == GIVER:
        given = read_record(entry.new, Giver) if entry.new is not None else None
        changed = msgspec.structs.replace(entry, old=None, new=None)
        for giver in (given, held.head.giver):
            refuse_named(held.head.id, raw_record(changed), giver)
        refuse_named(held.head.id, raw_record(held.head), given)
        return changed
    if entry.field == "被反映单位" and entry.approved_by is None:
        _refuse_other_complaint(held, tuple(entry.new or ()))
    return entry


def _refuse_other_complaint(held: ClueState, about: tuple[str, ...]) -> None:
    """Raises DubanError where it would be of a unit that deals with it, or, once assessed, of one no more."""
    other: Any = fold(
        held.life, msgspec.structs.replace(held.head, about=about), held.until, register=held.register
    )
    sent = [unit for unit in held.units if other.is_about(unit)]
    if sent:
        text = f"{held.head.id} 已经转给{'、'.join(sent)}，改成反映它要经批准"
        raise refusal("own-complaint", text, "写上 --approved-by 领导", f"{ART} 第26条")
    gone = [unit for unit in held.register.expanded(held.head.about) if not other.is_about(unit)]
    if gone and held.status is not ClueStatus.ENTERED:
        text = f"{held.head.id} 已经研判，改成不再反映{'、'.join(gone)}要经批准"
        raise refusal("approver-missing", text, "写上 --approved-by 领导", f"{ART} 第26条")


def _correct(now: ClueState, entry: Correct, ground: Ground, _notices: Notices) -> Correct:
    """A lot that was drawn stays drawn."""
    if isinstance(changes.wrong_entry(now, entry), SampleClue):
        text = f"{now.head.id} 抽取的名单、种子和抽中的都已经留下，不能更正"
        raise refusal("draw-fixed", text, "抽中了就要核查")
    return changes.correct(_WAYS, now, entry, ground)


def objections(file: Clue, ground: Ground) -> Iterator[Fault]:
    """What the gates would say today of each entry, had only those before it been written."""
    return changes.objections(_WAYS, file, ground)


DECIDES: Gates = {**GATES, Action.AMEND: _amend, Action.CORRECT: _correct}
"""By action: an entry completed, or refused."""
_completed = changes.completing(_WAYS, DECIDES)


def complete(now: ClueState, entry: Any, ground: Ground, notices: Notices) -> Any:  # noqa: ANN401 - any kind of entry
    """An entry as its gate completes it; none may name the giver, nor who gave a clue that it took over."""
    if entry.action is not Action.AMEND or entry.field != GIVER:
        for each in with_joined(now, ground):
            refuse_named(now.head.id, raw_record(entry), each.head.giver)
    return _completed(now, entry, ground, notices)
