"""The books of a period narrowed to what is asked for, and as programs read them.

Pure; every figure is the length of a list of tasks. As people read them: balance_sheets.py.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from duban.core.balance.identity import Account, Reconciliation, Trail, ids_of
from duban.core.balance.late_entries import Entered, proven_late, taken_up
from duban.core.balance.performance import (
    BAND_NAMES,
    Performance,
    delays,
    ever_late,
    performances,
    total_performance,
)
from duban.core.books.books import Item
from duban.core.books.selection import known_units, ledger_prefixes
from duban.core.books.tied_leaders import is_tied
from duban.core.periods.closings import PeriodClose, PeriodReopen
from duban.core.state.positions import NO_LEAD, Cell
from duban.core.statements.unit_journal import Reply
from duban.views.model.fields import record_of
from duban.views.period.differences import difference_records, reply_records


class View(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The books of a period narrowed to units, ledgers, a leader (empty: all)."""

    found: Reconciliation
    units: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()
    leader: str | None = None
    replies: tuple[Reply, ...] = ()

    def shows(self, cell: Cell) -> bool:
        """Whether a task counts here while it stands in this cell."""
        return (not self.units or cell.unit in self.units) and (
            not self.ledgers or cell.ledger in self.ledgers
        )

    def wants(self, item: Item) -> bool:
        """Whether the ledgers and the leader leave a task; of units one asks as it counts."""
        return (not self.ledgers or item.task.prefix in self.ledgers) and is_tied(item, self.leader)

    @property
    def total(self) -> Account:
        """All that is shown, as one."""
        return self.found.account(lambda _, cell: "" if self.shows(cell) else None)

    @property
    def by_ledger(self) -> dict[str, Account]:
        """By prefix, in the order of the ledgers, those without a task included."""
        rows = self.found.accounts(lambda _, cell: cell.ledger if self.shows(cell) else None)
        held = [head.prefix for head in self.found.books.ledgers]
        wanted = [prefix for prefix in held if not self.ledgers or prefix in self.ledgers]
        return {name: rows.get(name) or Account() for name in dict.fromkeys([*wanted, *sorted(rows)])}

    @property
    def by_unit(self) -> dict[str, Account]:
        """By unit, in the order of the register."""
        rows = self.found.units
        if self.ledgers:
            joint = {name: account.joint for name, account in rows.items()}
            rows = self.found.accounts(lambda _, cell: cell.unit if self.shows(cell) else None)
            for name, ids in joint.items():
                kept = [each for each in ids if each.partition("-")[0] in self.ledgers]
                if kept:
                    rows.setdefault(name, Account()).joint = kept
        names = [unit for unit in rows if not self.units or unit in self.units]
        return {name: rows[name] for name in sorted(names, key=unit_order(self.found))}

    @property
    def performances(self) -> dict[str, Performance]:
        """How each unit did, in the order of the register; reports of no task count where all tasks are asked for."""
        rows = performances(self.found, standing=not self.ledgers and self.leader is None)
        names = [unit for unit in rows if not self.units or unit in self.units]
        return {name: rows[name] for name in sorted(names, key=unit_order(self.found))}


def unit_order(found: Reconciliation) -> Callable[[str], tuple[int, str]]:
    """What units are sorted by: their place in the register, those it does not know by name, no lead last."""
    places = {unit.name: place for place, unit in enumerate(found.books.register.units)}
    return lambda name: (places.get(name, len(places) + (name == NO_LEAD)), name)


def narrowed(
    found: Reconciliation,
    units: Sequence[str],
    ledgers: Sequence[str],
    leader: str | None,
    replies: Iterable[Reply] = (),
) -> View:
    """The view that filters leave. Raises DubanError for an unknown unit or ledger."""
    books = found.books
    names, prefixes = known_units(units, books), ledger_prefixes(ledgers, books)
    return narrow_to(found, names, prefixes, leader, replies)


def narrow_to(
    found: Reconciliation,
    units: tuple[str, ...],
    prefixes: tuple[str, ...],
    leader: str | None,
    replies: Iterable[Reply] = (),
) -> View:
    """The view of these units and ledgers, known to the books or not: another period may not know them yet."""
    trails: tuple[Trail, ...] = found.trails
    if leader is not None:
        trails = tuple(each for each in trails if each.item is not None and is_tied(each.item, leader))
    if prefixes:
        trails = tuple(each for each in trails if _touches(each, prefixes))
    return View(
        found=msgspec.structs.replace(found, trails=trails),
        units=units,
        ledgers=prefixes,
        leader=leader,
        replies=tuple(reply for reply in replies if not units or reply.unit in units),
    )


def _touches(trail: Trail, prefixes: Sequence[str]) -> bool:
    cells = [trail.stored, trail.start, trail.end, *(cell for move in trail.moves for cell in move[2:])]
    return any(cell is not None and cell.ledger in prefixes for cell in cells)


def balance_records(view: View) -> dict[str, Any]:
    """What `reconcile --json` prints."""
    found = view.found
    heads = {head.prefix: head for head in found.books.ledgers}
    done = view.performances
    rows = view.by_unit
    return record_of(
        found, "period=span.label start_on=span.start end_on=span.end as_of=until known_at=known"
    ) | {
        "closed": found.closing and record_of(found.closing, _CLOSING),
        "opening_from": found.opening
        and record_of(found.opening, "period=span.label recorded_at=closing.recorded_at"),
        "history": [_history_record(event) for event in found.history],
        "total": _account_record(view.total)
        | _performance_record(total_performance(done), found)
        | {"ever_late": len(ever_late(found))},
        "ledgers": [
            record_of(heads.get(prefix), "ledger=kind")
            | {"prefix": prefix}
            | record_of(heads.get(prefix), "name")
            | _account_record(account)
            for prefix, account in view.by_ledger.items()
        ],
        "units": [
            {"unit": name or None}
            | _account_record(rows.get(name) or Account())
            | _performance_record(done.get(name) or Performance(), found)
            for name in sorted({*rows, *done}, key=unit_order(found))
        ],
        "differences": difference_records(view.replies),
        "replies": reply_records(view.replies),
        "prior": [
            {"task": each.id, "from": _cell_record(each.stored), "to": _cell_record(each.start)}
            for each in found.trails
            if each.stored != each.start
        ],
        "late_entries": [
            record_of(entry, "task what on recorded_at reason=late") for entry in late_entries_of(found)
        ],
        "proven_late": [
            record_of(entry, "task what on recorded_at reason=late")
            for entry in proven_late(found.books, found.span)
        ],
        "timeliness": [
            {"clerk": clerk, **record_of(heads.get(prefix), "ledger=kind"), "prefix": prefix}
            | {"recorded": delay.recorded, "late": len(delay.late)}
            | {"longest_workdays": delay.longest, "events": delay.late}
            for (clerk, prefix), delay in sorted(delays(found).items())
        ],
    }


_CLOSING = "closed_on=on recorded_at by forced open_differences unsigned code"


def late_entries_of(found: Reconciliation) -> tuple[Entered, ...]:
    """What was entered into the closed periods before since the closing that the opening rests on."""
    opening = found.opening
    return taken_up(found.books, opening.span, opening.closing) if opening else ()


def _history_record(event: PeriodClose | PeriodReopen) -> dict[str, Any]:
    """One closing or reopening; the reason of a closing is why it was forced."""
    action, why = (
        ("close_period", "forced") if isinstance(event, PeriodClose) else ("reopen_period", "reason")
    )
    return {"action": action, **record_of(event, f"on recorded_at by reason={why}")}


def _account_record(account: Account) -> dict[str, Any]:
    tasks = {name: ids_of(getattr(account, name)) for name in account.__struct_fields__}
    others = {"parents": len(account.parents), "joint": len(account.joint)}
    return account.counts() | others | {"tasks": tasks}


def _performance_record(done: Performance, found: Reconciliation) -> dict[str, Any]:
    oldest = done.oldest
    return {
        "duties": done.counts(),
        "reports": {
            "owed": len(done.reports_owed),
            "received": len(done.reports_received),
            "late": len(done.reports_late),
        },
        **{name: len(getattr(done, name)) for name in ("milestones_missed", "extensions", "returned")},
        "carried_over": {
            "due": len(done.carried),
            "met": len(done.carried_met),
            "late": len(done.carried_late),
        },
        "overturned": len(done.overturned),
        "average_workdays": done.average_workdays,
        "oldest": oldest
        and record_of(oldest, "task title=what registered_on=on") | {"days": (found.until - oldest.on).days},
        "ages": {name: len(done.ages.get(name, ())) for name in BAND_NAMES},
        "cohorts": {str(year): len(names) for year, names in sorted(done.cohorts.items())},
    }


def _cell_record(cell: Cell | None) -> dict[str, str | None] | None:
    return cell and {"prefix": cell.ledger, "unit": cell.unit or None}
