"""Where a task stood in the books, day by day: under which ledger and lead it counted, and what moved it.

Only reads a folded standing; nothing is counted here: balance/identity.py does.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from duban.core.engine.journal import NUMBER
from duban.core.model.case_file import NumberedFile
from duban.core.model.events import Amend, Event
from duban.core.model.terms import Action, Term
from duban.core.model.unit_register import Register
from duban.core.state.task_state import TaskState

NO_LEAD = ""
"""The unit of a task for which no lead is named yet (牵头待定)."""


class Flow(Term):
    """What moves a task in the books within a period: the middle terms of the identity."""

    REGISTERED = "本期登账"
    REOPENED = "本期重启"
    MOVED_IN = "移入"
    WRITTEN_OFF = "本期销号"
    WITHDRAWN = "本期撤销"
    MOVED_OUT = "移出"


class Cell(NamedTuple):
    """Where an open task counts: the prefix of its ledger, and its lead (with joint leads the first)."""

    ledger: str
    unit: str


class Move(NamedTuple):
    """A change of cell on a day: `before` None is not open, `after` None no longer. `flow` None: from cell to cell."""

    on: date
    flow: Flow | None
    before: Cell | None
    after: Cell | None


class Track(msgspec.Struct, frozen=True):
    """All moves of one task in order, up to the day of its standing."""

    moves: tuple[Move, ...]

    def cell_before(self, day: date) -> Cell | None:
        """Where it counted at the end of the day before `day`."""
        cell = None
        for move in self.moves:
            if move.on >= day:
                break
            cell = move.after
        return cell

    @property
    def cell(self) -> Cell | None:
        """Where it counts at the end; None when it is not open."""
        return self.moves[-1].after if self.moves else None


_OPENING = {Action.REGISTER: Flow.REGISTERED, Action.REOPEN: Flow.REOPENED}
_ENDING = {Action.CLOSE: Flow.WRITTEN_OFF, Action.WITHDRAW: Flow.WITHDRAWN}
_FLOWING = {*_OPENING, *_ENDING}


def track(state: TaskState, register: Register) -> Track:
    """The moves of a task. A merger of its lead moves it on the day of the merger, although no event says so."""
    moves: list[Move] = []
    ledger, leads, cell = _first_ledger(state), _first_leads(state), None
    changed = {id(change.event): change.after for change in state.lead_changes}
    for event in state.journal:
        if id(event) in changed:
            leads = changed[id(event)]
        elif isinstance(event, Amend) and event.field == NUMBER:
            ledger = _prefix(event.new, ledger)
        elif event.action not in _FLOWING and not register.mergers:
            continue  # most events: they move nothing
        flow = _OPENING.get(event.action) or _ENDING.get(event.action)
        if event.action in _ENDING:
            after = None
        elif event.action in _OPENING or cell is not None:
            after = Cell(ledger, _lead(leads, event, register))
        else:
            continue
        if cell is not None:
            moves += _mergers(moves[-1], event.on, register)
            cell = moves[-1].after
        if after != cell:
            moves.append(Move(event.on, flow, cell, after))
            cell = after
    if cell is not None:
        moves += _mergers(moves[-1], state.until, register)
    return Track(tuple(moves))


def _lead(leads: tuple[str, ...], event: Event, register: Register) -> str:
    return register.current(leads[0], event.on) if leads else NO_LEAD


def _first_leads(state: TaskState) -> tuple[str, ...]:
    return state.lead_changes[0].before if state.lead_changes else state.leads


def _first_ledger(state: TaskState) -> str:
    """The ledger before any renumbering, whether the question sees it or not."""
    first = next(
        (event for event in state.task.journal if isinstance(event, Amend) and event.field == NUMBER), None
    )
    return _prefix(first.old, state.task.prefix) if first else state.task.prefix


def prefix_then(state: TaskState) -> str:
    """The prefix of the ledger under which the task stood on the day of the question, whatever its id is today."""
    if Amend not in map(type, state.task.journal):
        return state.task.prefix
    seen = [event for event in state.journal if isinstance(event, Amend) and event.field == NUMBER]
    return _prefix(seen[-1].new, state.task.prefix) if seen else _first_ledger(state)


def former_ids(task: NumberedFile) -> list[str]:
    """The ids that a task bore before, its 变更 of 编号 first, then what only its head says."""
    moved = [
        event.old
        for event in task.journal
        if isinstance(event, Amend) and event.field == NUMBER and isinstance(event.old, str)
    ]
    former: str | None = getattr(task, "former_id", None)
    return [*moved, former] if former and former not in moved else moved


def _prefix(identifier: object, otherwise: str) -> str:
    return identifier.partition("-")[0] if isinstance(identifier, str) else otherwise


def _mergers(last: Move, until: date, register: Register) -> Iterator[Move]:
    """The moves that mergers of the lead make after `last`, up to `until`."""
    cell = last.after
    if cell is None or not register.mergers:
        return
    for day in register.mergers:
        if last.on < day <= until:
            unit = register.current(cell.unit, day)
            if unit != cell.unit:
                yield Move(day, None, cell, Cell(cell.ledger, unit))
                cell = Cell(cell.ledger, unit)
