"""The identity of a period: what was open at its beginning, what came, what went, what is open at its end.

Pure: counted from folded journals and from the page of the closing before; every figure is the length of a list of ids.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from duban.core.books.books import Books, Item
from duban.core.books.selection import id_order
from duban.core.model.events import Assign, raw_event
from duban.core.model.record import raw_record
from duban.core.model.workspace import StandingEntry
from duban.core.periods.closings import MENDED, ClosingPage, Figures, PeriodClose, PeriodReopen
from duban.core.periods.spans import Span
from duban.core.state.positions import Cell, Flow, Move, track

Key = Callable[[str, Cell], str | None]
"""The row in which a task counts while it stands in a cell; None: in none of the rows asked for."""


class Opening(msgspec.Struct, frozen=True):
    """What the closing before left: where each open task counted then."""

    span: Span
    closing: PeriodClose
    cells: Mapping[str, Cell]


class Trail(msgspec.Struct, frozen=True):
    """One task in the period.

    `stored` is where the closing before left it, `start` where it stood then as is known now: where they differ, the
    difference is a prior adjustment. Without a closing before they are the same.
    """

    id: str
    stored: Cell | None
    start: Cell | None
    moves: tuple[Move, ...]
    end: Cell | None
    joint: tuple[str, ...] = ()
    is_parent: bool = False
    item: Item | None = None


class Account(msgspec.Struct):
    """One row of the books: each figure as the list of the tasks behind it, in order of their ids."""

    opening: list[str] = []
    registered: list[str] = []
    reopened: list[str] = []
    moved_in: list[str] = []
    written_off: list[str] = []
    withdrawn: list[str] = []
    moved_out: list[str] = []
    prior_in: list[str] = []
    prior_out: list[str] = []
    ending: list[str] = []
    parents: list[str] = []
    joint: list[str] = []

    @property
    def figures(self) -> Figures:
        """The counts."""
        return Figures(**self.counts())

    def counts(self) -> dict[str, int]:
        """The counts by their English names."""
        found: dict[str, Any] = {name: len(getattr(self, name)) for name in FLOWS}
        found["prior_adjustment"] = len(self.prior_in) - len(self.prior_out)
        return found

    @property
    def empty(self) -> bool:
        """Whether nothing at all stands behind the row."""
        return not any(getattr(self, name) for name in self.__struct_fields__)


FLOWS = (
    "opening", "registered", "reopened", "moved_in", "written_off", "withdrawn", "moved_out", "ending",
)  # fmt: skip


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The books of one period.

    `until` is its last day, or today while it runs; `known` the moment as of which the books are read: of its closing,
    where it is closed; `history` its closings and reopenings.
    """

    span: Span
    until: date
    known: datetime | None
    closing: PeriodClose | None
    opening: Opening | None
    trails: tuple[Trail, ...]
    books: Books
    history: tuple[PeriodClose | PeriodReopen, ...] = ()

    def account(self, key: Key) -> Account:
        """All tasks for which `key` gives a row, as one."""
        return self.accounts(lambda name, cell: None if key(name, cell) is None else "").get("") or Account()

    def accounts(self, key: Key) -> dict[str, Account]:
        """The rows that `key` sorts the tasks into."""
        rows: dict[str | None, Account] = {}
        for trail in self.trails:
            _enter(rows, trail, key)
        return {label: account for label, account in rows.items() if label is not None}

    @property
    def total(self) -> Account:
        """The whole."""
        return self.account(lambda _name, _cell: "")

    @property
    def ledgers(self) -> dict[str, Account]:
        """By the prefix of the ledger."""
        return self.accounts(lambda _name, cell: cell.ledger)

    @property
    def units(self) -> dict[str, Account]:
        """By lead unit; with joint leads a task counts at the first, and beside the identity (联合) at the others."""
        rows = self.accounts(lambda _name, cell: cell.unit)
        for trail in self.trails:
            if trail.end is not None:
                for unit in trail.joint:
                    rows.setdefault(unit, Account()).joint.append(trail.id)
        return rows


def reconcile(
    books: Books, span: Span, opening: Opening | None = None, closing: PeriodClose | None = None
) -> Reconciliation:
    """The books of `span`; `books` are those of its last day, or of today while it runs."""
    former = books.former_ids
    parents = {former.get(name, name) for item in books.items if (name := item.task.parent)}
    stored = (
        {former.get(name, name): _today(cell, books) for name, cell in opening.cells.items()}
        if opening
        else {}
    )
    trails = []
    for item in books.items:
        trail = _trail(item, books, span, stored if opening else None, parents)
        if trail is not None:
            mends = closing is None or closing.method >= MENDED
            trails.append(mended(trail, item) if mends else trail)
    present = {item.task.id for item in books.items}
    trails += [Trail(name, cell, None, (), None) for name, cell in stored.items() if name not in present]
    return Reconciliation(
        span=span,
        until=books.today,
        known=books.known,
        closing=closing,
        opening=opening,
        trails=tuple(trails),
        books=books,
    )


def _today(cell: Cell, books: Books) -> Cell:
    """A cell that was written down before a unit was renamed, under the unit's present name."""
    return Cell(cell.ledger, books.register.full(cell.unit)) if cell.unit else cell


def _trail(
    item: Item, books: Books, span: Span, stored: Mapping[str, Cell] | None, parents: set[str]
) -> Trail | None:
    """What the period saw of one task; None where it saw nothing."""
    name = item.task.id
    found = track(item.state, books.register)
    start = found.cell_before(span.start)
    moves = tuple(move for move in found.moves if move.on >= span.start)
    before = start if stored is None else stored.get(name)
    if before is None and start is None and not moves:
        return None
    joint = tuple(books.register.current(unit, books.today) for unit in item.state.leads[1:])
    return Trail(name, before, start, moves, found.cell, joint, name in parents, item)


def mended(trail: Trail, item: Item) -> Trail:
    """The same, without the units under which the task only stood by a slip.

    What was registered in the period and put right by 变更 before its 交办 counts as registered with the right lead;
    to name a first lead is no slip.
    """
    journal = item.state.journal
    given = next((place for place, event in enumerate(journal) if isinstance(event, Assign)), len(journal))
    slips = [
        change.event.on
        for change in item.state.lead_changes
        if change.before and journal.index(change.event) < given
    ]
    moves = trail.moves
    while (
        slips
        and len(moves) > 1
        and moves[0].flow is Flow.REGISTERED
        and moves[1].flow is None
        and moves[1].on == slips[0]
        and _same_ledger(moves[1])
    ):
        moves = (moves[0]._replace(after=moves[1].after), *moves[2:])
        slips.pop(0)
    return msgspec.structs.replace(trail, moves=moves)


def _same_ledger(move: Move) -> bool:
    return move.before is not None and move.after is not None and move.before.ledger == move.after.ledger


def _enter(rows: dict[str | None, Account], trail: Trail, key: Key) -> None:
    """Write one task into the rows that it passed through; what lies outside them is the row None."""
    name = trail.id

    def row(cell: Cell | None) -> Account:
        return rows.setdefault(None if cell is None else key(name, cell), Account())

    stored, start, end = row(trail.stored), row(trail.start), row(trail.end)
    stored.opening.append(name)
    if stored is not start:
        stored.prior_out.append(name)
        start.prior_in.append(name)
    for move in trail.moves:
        before, after = row(move.before), row(move.after)
        if before is not after:
            if move.before is not None:
                getattr(before, _GOING[move.flow]).append(name)
            if move.after is not None:
                getattr(after, _COMING[move.flow]).append(name)
    end.ending.append(name)
    if trail.is_parent:
        end.parents.append(name)


_GOING = {None: "moved_out", Flow.WRITTEN_OFF: "written_off", Flow.WITHDRAWN: "withdrawn"}
_COMING = {None: "moved_in", Flow.REGISTERED: "registered", Flow.REOPENED: "reopened"}


def fingerprint(item: Item) -> str:
    """The SHA-256 of all that the books say of one task: head and events as the question sees them.

    配合单位 stays out: 转办 takes the new lead out of it without a word, so that no later question can undo it.
    """
    head = raw_record(item.task)
    for key in _NOT_OF_THE_PERIOD:
        head.pop(key, None)
    said = [head, list(item.state.leads), [raw_event(event) for event in item.state.journal]]
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


_NOT_OF_THE_PERIOD = ("编号", "曾用编号", "配合单位", "流水")


def books_digest(books: Books) -> str:
    """The SHA-256 of all that the books say of every registered task, whatever its id is today, and of 履职."""
    registered = (item for item in books.items if item.state.registered_on is not None)
    said = [*sorted(map(fingerprint, registered)), *sorted(map(standing_mark, standing_of(books)))]
    return hashlib.sha256("".join(said).encode()).hexdigest()


def standing_of(books: Books) -> list[StandingEntry]:
    """The entries of 履职 up to the day of the question."""
    return [entry for entry in books.standing if entry.on <= books.today]


def standing_mark(entry: StandingEntry) -> str:
    """The SHA-256 of an entry of 履职."""
    return hashlib.sha256(msgspec.json.encode(raw_record(entry), order="sorted")).hexdigest()


def opening_of(span: Span, closing: PeriodClose, page: ClosingPage) -> Opening:
    """What a closed period leaves to the next."""
    return Opening(span, closing, page.cells)


def ids_of(names: Iterable[str]) -> tuple[str, ...]:
    """Ids in their own order: ledger, year, number."""
    return tuple(sorted(names, key=id_order))
