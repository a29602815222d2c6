"""What may be recorded: an entry completed and allowed, or refused with the clause and the way out.

The table of the kind and its gates decide together; nothing is written here. Raises errors.DubanError to refuse.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import msgspec

from duban.core.engine.fold import CaseState, fold
from duban.core.engine.kind import Kind
from duban.core.model.case_file import JOURNAL, CaseFile, Entry
from duban.core.model.events import Correct
from duban.core.model.record import Fault
from duban.core.model.unit_register import Register
from duban.errors import Problem, refusal


class Standpoint(Protocol):
    """What every decision looks at; the gates of a kind may ask more."""

    @property
    def today(self) -> date:
        """The day on which the entry is made."""

    @property
    def register(self) -> Register:
        """The register of units."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The entry as it will be written, and what its writer should know."""

    event: Any
    notices: tuple[Problem, ...] = ()


def decide(kind: Kind, file: CaseFile, entry: Any, ground: Standpoint) -> Decided:  # noqa: ANN401 - any kind's entry
    """`entry` completed for `file`. Raises DubanError where the table or a gate does not allow it."""
    refuse_future(entry, ground)
    now = fold(kind.life, file, entry.on, register=ground.register)
    if kind.bars is not None:
        kind.bars(file, now, entry, ground)
    notices: list[Problem] = []
    complete = kind.completes.get(entry.action)
    if complete is not None:
        entry = complete(now, entry, ground, notices)
    if kind.life.rows:
        _refuse_illegal(kind, file, entry, now, ground)
    return Decided(entry, tuple(notices))


def refuse_future(entry: Entry, ground: Standpoint) -> None:
    """Raises DubanError for a business date after today: nothing is booked before it happens."""
    if entry.on > ground.today:
        raise refusal(
            "future-date",
            f"业务日期 {entry.on} 在今天（{ground.today}）之后，不能预先记账",
            "改用 --on 今天或以前的日期",
        )


def _refuse_illegal(kind: Kind, file: CaseFile, entry: Entry, now: CaseState, ground: Standpoint) -> None:
    """The whole sorted journal must stay as legal as it was, with the entry in its place."""
    longer = msgspec.structs.replace(file, journal=(*file.journal, entry))
    known = {(fault.keys, fault.code) for fault in _faults(kind, file, ground, entry)}
    own = (JOURNAL, len(file.journal))
    found = [fault for fault in _faults(kind, longer, ground, entry) if (fault.keys, fault.code) not in known]
    if not found:
        return
    name = getattr(file, "id", kind.name)
    advice = kind.advice(file, now, ground) if kind.advice is not None else ""
    fault = next((each for each in found if each.keys[:2] == own), None)
    if fault is not None:
        reason = fault.message.partition("：")[2] or fault.message
        raise refusal("not-allowed", f"不能{entry.action}：{name} {reason}", advice)
    first = found[0]
    text = f"不能补记这条{entry.action}：{name} 后面已有的事件会因此不成立（{first.message}）"
    raise refusal("not-allowed", text, first.advice or advice)


def _faults(kind: Kind, file: CaseFile, ground: Standpoint, entry: Entry) -> list[Fault]:
    """What is wrong with the journal; gates are asked anew where something comes after the entry, or it corrects."""
    found = fold(kind.life, file, ground.today, register=ground.register).faults
    later = isinstance(entry, Correct) or any(each.on > entry.on for each in file.journal)
    return [*found, *kind.objections(file, ground)] if kind.objections is not None and later else found
