"""What a closing leaves behind: the page of figures opened down to the tasks, and the policies that held.

Pure; the records stand in periods/closings.py, the counting in balance/identity.py and balance/performance.py.
"""

import hashlib

import msgspec

from duban.core.balance.identity import Account, Reconciliation, ids_of
from duban.core.balance.performance import Performance, performances
from duban.core.periods.closings import (
    ClosingPage,
    Holding,
    LedgerFigures,
    Movement,
    PeriodClose,
    PolicyHash,
    UnitFigures,
)
from duban.core.periods.spans import Span
from duban.core.policy.rules import PolicyBook
from duban.core.state.positions import Flow


def policy_hashes(book: PolicyBook, span: Span) -> tuple[PolicyHash, ...]:
    """The policies in force in a period, each with the SHA-256 of all that it says, what it inherits included."""
    first = book.at(span.start)
    held = [first, *(policy for since, policy in book.entries if span.start < since <= span.end)]
    return tuple(
        PolicyHash(
            name=policy.name, sha256=hashlib.sha256(msgspec.json.encode(policy, order="sorted")).hexdigest()
        )
        for policy in {id(policy): policy for policy in held}.values()
    )


def page_of(found: Reconciliation, closing: PeriodClose) -> ClosingPage:
    """The page that a closing leaves: every figure, and the tasks behind them."""
    total, units = found.total, found.units
    done = performances(found)
    cells: dict[tuple[str, str], list[str]] = {}
    for trail in found.trails:
        if trail.end is not None:
            cells.setdefault(trail.end, []).append(trail.id)
    flows = {flow: getattr(total, flow.english) for flow in Flow}
    return ClosingPage(
        period=found.span.label,
        closed_at=closing.recorded_at,
        total=total.figures,
        ledgers=tuple(
            LedgerFigures(ledger=name, **account.counts()) for name, account in sorted(found.ledgers.items())
        ),
        units=tuple(
            UnitFigures(
                unit=name,
                **((units.get(name) or Account()).counts()),
                **((done.get(name) or Performance()).counts()),
            )
            for name in sorted({*units, *done})
        ),
        movements=tuple(Movement(flow=flow, ids=ids_of(names)) for flow, names in flows.items() if names),
        ending=tuple(
            Holding(ledger=ledger, unit=unit, ids=ids_of(names))
            for (ledger, unit), names in sorted(cells.items())
        ),
    )
