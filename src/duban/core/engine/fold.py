"""One loop for every journal: `fold` reads it into a state, by the life (`Life`) of its kind.

Total: an entry that is illegal where it stands is skipped and reported, never raised. Policies are not known here:
what a policy allows, core/actions/decide.py asks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec

from duban.core.engine.journal import AMENDS, Placed, Turns, head_as_of, visible_events
from duban.core.model.case_file import JOURNAL, CaseFile
from duban.core.model.record import Fault
from duban.core.model.terms import ApprovedVia, Term
from duban.core.model.unit_register import NO_REGISTER, Register


class CaseState(msgspec.Struct):
    """What a journal says on `until`, as far as was known at `known`: status, history, the entries that count.

    `status` is None for a kind whose entries merely stand; `registered_on` is the day on which it entered the books.
    """

    file: Any
    life: "Life"
    until: date
    known: datetime | None
    register: Register
    status: Any = None
    registered_on: date | None = None
    history: list[tuple[date, Any]] = []
    journal: list[Any] = []
    faults: list[Fault] = []

    @property
    def open(self) -> bool:
        """Whether its life goes on."""
        return self.status not in self.life.ended

    @property
    def due_on(self) -> date | None:
        """The due day in force, for kinds that have one."""
        return None

    @property
    def suspended(self) -> list[tuple[date, date | None]]:
        """(from, until) of each suspension, for kinds that have them."""
        return []

    @property
    def awaiting_paper(self) -> list[Any]:
        """What was approved by telephone and whose paper has not come (待补批件)."""
        return [each for each in self.journal if getattr(each, "approved_via", None) is ApprovedVia.PHONE]


Outcome = Any
Judged = Any
"""What an entry means where it stands (an outcome of the kind's own), or in plain words why it is illegal."""
WHOLE = 0
"""The outcome of an action that has but one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Life:
    """How the journals of a kind are folded.

    `rows` says which action is legal in which status and what follows: (action, outcome, statuses, status after; None:
    the same). Without rows every entry stands. `enters` is the action that puts it in the books; before that only
    those of `before_entry` are legal. `judges` give the outcome of an action that has several, or say why it is
    illegal; `effects` are what an entry does to the state; `implies` does what an entry takes for granted and says
    whether it did; `back` are actions whose status after comes from the state. `turns` are the events that turn the
    head; `prepare` completes the `state` before the first entry.
    """

    first: Term | None = None
    ended: frozenset[Term] = frozenset()
    rows: tuple[tuple[Term, Outcome, tuple[Term, ...], Term | None], ...] = ()
    enters: Term | None = None
    before_entry: frozenset[Term] = frozenset()
    unentered: str = "还没有登记"
    judges: Mapping[Any, Callable[[Any, Any], Judged]] = field(default_factory=dict)
    effects: Mapping[Any, Callable[[Any, Any], None]] = field(default_factory=dict)
    implies: Callable[[Any, Any], bool] | None = None
    back: Mapping[Any, Callable[[Any], Term]] = field(default_factory=dict)
    state: type[CaseState] = CaseState
    turns: Turns = field(default_factory=lambda: AMENDS)
    prepare: Callable[[Any, Sequence[Placed]], None] | None = None
    legal: Mapping[tuple[Term, Term], Mapping[Outcome, Term]] = field(init=False)
    """(status, action) → outcome → status after; what is not here is illegal."""

    def __post_init__(self) -> None:
        legal: dict[tuple[Term, Term], dict[Outcome, Term]] = {}
        for action, outcome, before, after in self.rows:
            for status in before:
                legal.setdefault((status, action), {})[outcome] = after or status
        object.__setattr__(self, "legal", legal)


def fold(
    life: Life,
    file: CaseFile,
    until: date,
    known: datetime | None = None,
    register: Register = NO_REGISTER,
) -> CaseState:
    """The state of `file` on `until`, as far as was written down by `known`.

    Each entry is read by the register of its own day: units that were merged later were two.
    """
    shown, faults = visible_events(file.journal, until, known)
    head = head_as_of(file, shown, life.turns)
    state = life.state(head, life, until, known, register, life.first, faults=faults)
    if life.prepare is not None:
        life.prepare(state, shown)
    if not life.rows:
        state.journal = [entry for _, entry in shown]
        return state
    for place, entry in shown:
        state.register = register.until(entry.on)
        message = _step(life, state, entry)
        if message is None:
            state.journal.append(entry)
        else:
            fault = Fault((JOURNAL, place), "illegal-event", f"这条{entry.action}不成立：{message}")
            state.faults.append(fault)
    state.register = register.until(until)
    return state


def _step(life: Life, state: Any, entry: Any) -> str | None:  # noqa: ANN401 - each kind has a state of its own
    """Apply one entry, or say why it is illegal here."""
    action, status = entry.action, state.status
    if state.registered_on is None and action is not life.enters and action not in life.before_entry:
        return life.unentered
    legal = life.legal.get((status, action))
    if legal is None:
        return f"现在是“{status}”"
    judge = life.judges.get(action)
    outcome = judge(state, entry) if judge is not None else WHOLE
    if isinstance(outcome, str) and not isinstance(outcome, Term):
        return outcome
    if life.implies is not None and life.implies(state, entry):
        legal = life.legal[state.status, action]
    back = life.back.get(action)
    after = legal.get(outcome) if back is None else back(state)
    if after is None:
        return f"现在是“{status}”"
    if action is life.enters:
        state.registered_on = entry.on
    effect = life.effects.get(action)
    if effect is not None:
        effect(state, entry)
    if after is not status or not state.history:
        move(state, entry.on, after)
    return None


def move(state: CaseState, on: date, status: Term) -> None:
    """The case stands at `status` from `on`."""
    if status is not state.status or not state.history:
        state.history.append((on, status))
        state.status = status
