"""One number of results as a case of its own: its entries out of the year's journal, and its life by itself.

The table is life.py's. What is written goes into the year's journal and is decided there; here it is only looked at.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

import msgspec

from duban.core.engine.fold import WHOLE, CaseState, Life, fold
from duban.core.engine.journal import as_corrected, is_named_by
from duban.core.model.results.records import CorrectResult, DecideExemption, OneResult, ResultBook
from duban.core.model.results.terms import PREFIXES, Mercy, ResultKind, ResultStage
from duban.core.model.terms import Action
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.results.life import OPENS, TABLE, Matter, Results, title_of

_ENDED = frozenset(
    {
        *(ResultStage.DECLINED, ResultStage.REMOVED, ResultStage.REVOKED),
        *(ResultStage.EXEMPTED, ResultStage.REFUSED),
    }
)


class NumberState(CaseState):
    """One result by its number, and the exemption that was granted for it."""

    exempted_by: str | None = None

    @property
    def matter(self) -> Matter:
        """The result itself."""
        opened, *steps = [entry for entry in self.journal if hasattr(entry, "number")]
        return Matter(self.file.id, opened, self.status, steps)


class Numbered(NamedTuple):
    """The entries of a number, and where each stands in the journal of its year."""

    kind: ResultKind
    file: OneResult
    year: str
    places: tuple[int, ...]


def _judge(_state: NumberState, entry: DecideExemption) -> Mercy | int:
    return Mercy.NONE if entry.mercy is Mercy.NONE else WHOLE


def _life(kind: ResultKind) -> Life:
    """The rows of the table that a result of this kind can come to."""
    reached: set[ResultStage | None] = {None, ResultStage.REFUSED} if kind is ResultKind.EXEMPTION else {None}
    rows: list[Any] = []
    for _ in ResultStage:
        for (stage, action), after in TABLE.items():
            if stage in reached and OPENS.get(action, kind) is kind:  # type: ignore[call-overload] # any action may be asked
                reached.add(after)
    for (stage, action), after in TABLE.items():
        if stage in reached and OPENS.get(action, kind) is kind:  # type: ignore[call-overload] # any action may be asked
            rows.append((action, WHOLE, (stage,), after))
    if kind is ResultKind.EXEMPTION:
        decided = DecideExemption.action
        rows.append((decided, Mercy.NONE, (ResultStage.EXAMINED,), ResultStage.REFUSED))
    rows += [(Action.CORRECT, WHOLE, (stage,), None) for stage in reached]
    return Life(
        ended=_ENDED,
        rows=tuple(rows),
        enters=next(action for action, opened in OPENS.items() if opened is kind),
        before_entry=frozenset({Action.CORRECT}),
        judges={DecideExemption.action: _judge},
        state=NumberState,
    )


LIVES = {kind: _life(kind) for kind in ResultKind}
"""The life of a number of each kind."""
_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}


def kind_of_number(number: str) -> ResultKind | None:
    """What a number of results is of; None for any other number."""
    return _KINDS.get(number.partition("-")[0])


def own_entries(journal: Sequence[Any], number: str) -> list[tuple[int, Any]]:
    """The entries of a number as it was put right, with the corrections of them, and their places in the journal."""
    placed = list(enumerate(journal))
    now = [getattr(each, "number", "") for each in as_corrected(journal)]
    own = [(place, each) for place, each in placed if now[place] == number]
    righted = [
        (place, each)
        for place, each in placed
        if isinstance(each, CorrectResult) and any(is_named_by(one, each.target) for _, one in own)
    ]
    return sorted(own + righted, key=lambda each: each[0])


def numbers_of(books: Iterable[ResultBook]) -> list[Numbered]:
    """Every number that the years' journals open, kind by kind."""
    found = []
    for book in books:
        numbers = dict.fromkeys(
            each.number
            for each in as_corrected(book.journal)
            if each.action in OPENS and hasattr(each, "number")
        )
        for number in numbers:
            own = own_entries(book.journal, number)
            opened = next(each for _, each in own if each.action in OPENS)
            file = OneResult(id=number, title=title_of(opened), journal=tuple(each for _, each in own))
            kind = OPENS[opened.action]
            found.append(Numbered(kind, file, book.year, tuple(place for place, _ in own)))
    order = list(ResultKind)
    return sorted(found, key=lambda each: (order.index(each.kind), each.file.id))


def standing(
    one: Numbered,
    results: Results,
    today: date,
    known: datetime | None = None,
    register: Register = NO_REGISTER,
) -> NumberState:
    """How a number stands on a day; its title is that of the entry as it counts."""
    state = cast("NumberState", fold(LIVES[one.kind], one.file, today, known, register))
    if state.status is not None:
        matter = state.matter
        state.file = msgspec.structs.replace(one.file, title=title_of(matter.opened))
        mercy = results.exempted.get(one.file.id)
        state.exempted_by = mercy.number if mercy else None
    return state
