"""The life of results: which entry may follow which, as a table, and how a year's journal is folded by number.

Total, as every fold: what is illegal where it stands is reported, never raised. What is allowed besides: gates.py.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, cast

import msgspec

from duban.core.engine.fold import WHOLE, CaseState, Life, fold
from duban.core.engine.journal import target_of
from duban.core.model.record import Fault
from duban.core.model.results.records import (
    AskExemption,
    DecideExemption,
    IssueResult,
    Opening,
    ResultBook,
    ServeResult,
    is_blame,
)
from duban.core.model.results.terms import PREFIXES, Mercy, Receiver, ResultAction, ResultKind, ResultStage
from duban.core.model.terms import Action, Term
from duban.core.model.unit_register import NO_REGISTER, Register

A, S = ResultAction, ResultStage

OPENS = {
    A.CIRCULATE: ResultKind.CIRCULAR,
    A.SUPPLY: ResultKind.NEGATIVE,
    A.AWARD: ResultKind.AWARD,
    A.ASK_EXEMPTION: ResultKind.EXEMPTION,
}
"""The entries that open a result, each with a number of its own."""

TOLD = ServeResult | IssueResult
"""The entries by which a result goes out: they change nothing of it."""
_OUT = (S.CIRCULATED, S.LISTED, S.REMOVED, S.AWARDED, S.REVOKED, S.EXEMPTED, S.REFUSED)
TABLE: dict[tuple[ResultStage | None, Term], ResultStage] = {
    (None, A.CIRCULATE): S.CIRCULATED,
    (None, A.SUPPLY): S.SUPPLIED,
    (None, A.AWARD): S.AWARDED,
    (None, A.ASK_EXEMPTION): S.ASKED,
    (S.SUPPLIED, A.ENLIST): S.LISTED,
    (S.SUPPLIED, A.DECLINE): S.DECLINED,
    (S.LISTED, A.DELIST): S.REMOVED,
    (S.CIRCULATED, A.REVOKE_RESULT): S.REVOKED,
    (S.AWARDED, A.REVOKE_RESULT): S.REVOKED,
    (S.ASKED, A.EXAMINE): S.EXAMINED,
    (S.EXAMINED, A.DECIDE_EXEMPTION): S.EXEMPTED,
    **{(stage, action): stage for stage in _OUT for action in (A.SERVE_RESULT, Action.ISSUE)},
}
"""(stage, action) → stage after; what is not here is illegal. 不予认定 leads to 未认定 in place of 已认定."""

STANDING = frozenset({S.CIRCULATED, S.LISTED, S.AWARDED})
"""Where a result counts."""


class BookStatus(Term):
    """A year's results have no life of their own: only their numbers have."""

    KEPT = "在册"


class Matter(msgspec.Struct):
    """One result: its number, the entry that opened it, how it stands, what followed, to whom it went."""

    number: str
    opened: Opening
    stage: ResultStage
    steps: list[Any] = []

    @property
    def kind(self) -> ResultKind:
        """What it is."""
        return OPENS[self.opened.action]

    @property
    def title(self) -> str:
        """What it is about."""
        return title_of(self.opened)

    @property
    def persons(self) -> tuple[str, ...]:
        """Whom it names besides, or in place of, the unit."""
        return () if isinstance(self.opened, AskExemption) else self.opened.persons

    @property
    def target(self) -> str:
        """Of an exemption: what it is asked for."""
        return self.opened.of if isinstance(self.opened, AskExemption) else ""

    @property
    def served(self) -> list[ServeResult]:
        """To whom it went."""
        return [each for each in self.steps if isinstance(each, ServeResult)]

    @property
    def issued(self) -> list[IssueResult]:
        """The papers that were made of it."""
        return [each for each in self.steps if isinstance(each, IssueResult)]

    @property
    def changed(self) -> Any:  # noqa: ANN401 - any entry
        """The entry that brought it where it stands."""
        return next((each for each in reversed(self.steps) if not isinstance(each, TOLD)), self.opened)


def title_of(opened: Opening) -> str:
    """What a result is about, by the entry that opened it."""
    return opened.reason if isinstance(opened, AskExemption) else opened.fact


class BookState(CaseState):
    """A year's results by number."""

    matters: dict[str, Matter] = msgspec.field(default_factory=dict)


def _judge(state: BookState, entry: Any) -> str | int:  # noqa: ANN401 - any entry
    matter = state.matters.get(entry.number)
    if entry.action in OPENS:
        kind = OPENS[entry.action]
        if matter is not None:
            return f"{entry.number} 已经有了"
        if not entry.number.startswith(f"{PREFIXES[kind]}-{state.file.year}-"):
            return f"{state.file.year} 年的{kind}编号是 {PREFIXES[kind]}-{state.file.year}-…，这里是 {entry.number}"
        return WHOLE
    if matter is None:
        return f"那天还没有 {entry.number}"
    if (matter.stage, entry.action) not in TABLE:
        return f"{entry.number} 现在是“{matter.stage}”"
    return WHOLE


def _apply(state: BookState, entry: Any) -> None:  # noqa: ANN401 - any entry
    matter = state.matters.get(entry.number)
    if matter is None:
        state.matters[entry.number] = Matter(entry.number, entry, TABLE[None, entry.action])
        return
    matter.stage = TABLE[matter.stage, entry.action]
    if isinstance(entry, DecideExemption) and entry.mercy is Mercy.NONE:
        matter.stage = ResultStage.REFUSED
    matter.steps.append(entry)


_ALL = (*ResultAction, Action.ISSUE, Action.CORRECT)
LIFE = Life(
    first=BookStatus.KEPT,
    rows=tuple((action, WHOLE, (BookStatus.KEPT,), None) for action in _ALL),
    before_entry=frozenset(_ALL),
    judges=dict.fromkeys((*ResultAction, Action.ISSUE), _judge),
    effects=dict.fromkeys((*ResultAction, Action.ISSUE), _apply),
    state=BookState,
)


class Results(msgspec.Struct, frozen=True):
    """All results as of a day, over the years; `exempted`: number → the exemption that was granted for it."""

    matters: dict[str, Matter]
    exempted: dict[str, Matter]
    faults: tuple[tuple[str, Fault], ...] = ()

    def of(self, *kinds: ResultKind) -> Iterator[Matter]:
        """Those of some kinds, by day and number."""
        found = [each for each in self.matters.values() if each.kind in kinds]
        return iter(sorted(found, key=lambda each: (each.opened.on, each.number)))

    def stage(self, matter: Matter) -> str:
        """How it stands in words: an exemption is told beside it, and the entry stays."""
        mercy = self.exempted.get(matter.number)
        decided = mercy.changed if mercy else None
        told = f"{decided.mercy}，{mercy.number}" if mercy and isinstance(decided, DecideExemption) else ""
        cleared = getattr(matter.changed, "cleared", None)
        told = f"容错：{told}" if told else f"{cleared}澄清正名" if cleared else ""
        return f"{matter.stage}（{told}）" if told else str(matter.stage)

    def unserved(self, matter: Matter) -> tuple[Any, ...]:
        """Who has not got a result as it stands: what changed is told anew, what was revoked to whom had it."""
        if matter.stage not in STANDING | {ResultStage.REMOVED, ResultStage.REVOKED, ResultStage.EXEMPTED}:
            return ()
        since = len(matter.steps) - next(
            (at for at, each in enumerate(reversed(matter.steps)) if not isinstance(each, TOLD)),
            len(matter.steps),
        )
        got, had = (
            {each.receiver for each in steps if isinstance(each, ServeResult)}
            for steps in (matter.steps[since:], matter.steps)
        )
        told = had if matter.stage is ResultStage.REVOKED else set(Receiver)
        return tuple(each for each in Receiver if each in told and each not in got)


def results_of(
    books: Iterable[ResultBook],
    today: date,
    known: datetime | None = None,
    register: Register = NO_REGISTER,
) -> Results:
    """The results of all years together."""
    matters: dict[str, Matter] = {}
    faults: list[tuple[str, Fault]] = []
    for book in books:
        state = cast("BookState", fold(LIFE, book, today, known, register))
        matters |= state.matters
        faults += [(book.year, _explained(book, fault)) for fault in state.faults]
    exempted = {each.target: each for each in matters.values() if each.stage is ResultStage.EXEMPTED}
    return Results(matters, exempted, tuple(faults))


def _explained(book: ResultBook, fault: Fault) -> Fault:
    """The fault, with the way out where two merged copies gave one number."""
    wrong: Any = book.journal[int(fault.keys[1])]
    if fault.code != "illegal-event" or wrong.action not in OPENS:
        return fault
    way = f"duban renumber {wrong.number} --event {target_of(wrong).digest} --reason 编号撞上"
    return msgspec.structs.replace(fault, advice=way)


def can_be_exempted(matter: Matter) -> bool:
    """Whether a result speaks against its unit and counts."""
    return is_blame(matter.opened) and matter.stage in STANDING
