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
    before = fold(kind.life, file, ground.today, register=ground.register)
    after = fold(kind.life, longer, ground.today, register=ground.register)
    known = {(fault.keys, fault.code) for fault in before.faults}
    fresh = [fault for fault in after.faults if (fault.keys, fault.code) not in known]
    if not fresh:
        return
    name = getattr(file, "id", kind.name)
    own: Fault | None = next((f for f in fresh if f.keys[:2] == (JOURNAL, len(file.journal))), None)
    if own is not None:
        reason = own.message.partition("：")[2] or own.message
        text = f"不能{entry.action}：{name} {reason}"
    else:
        text = f"不能补记这条{entry.action}：{name} 后面已有的事件会因此不成立（{fresh[0].message}）"
    raise refusal("not-allowed", text, kind.advice(file, now, ground) if kind.advice is not None else "")
