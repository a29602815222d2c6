"""The chain of closings: each closing and reopening names the one before it, so that none can be taken from between.

Pure. Entries that were written before there was a chain name none, and stay valid.
"""

import hashlib
from collections.abc import Iterator

import msgspec

from duban.core.periods.closings import Closings, PeriodClose, PeriodReopen
from duban.core.periods.spans import Span

Link = PeriodClose | PeriodReopen


def name_of(entry: Link) -> str:
    """The digest by which the next entry names this one: SHA-256 of its canonical JSON."""
    return hashlib.sha256(msgspec.json.encode(entry, order="sorted")).hexdigest()


def last_link(closings: Closings) -> str | None:
    """What the next entry has to name; None where nothing was ever closed."""
    last = max((entry for _, entry in _links(closings)), key=lambda each: each.recorded_at, default=None)
    return None if last is None else name_of(last)


def find_breaks(closings: Closings) -> Iterator[tuple[Span, Link, str]]:
    """Entries that name one which is not there, or none although the chain had begun; and in words which."""
    links = sorted(_links(closings), key=lambda each: each[1].recorded_at)
    seen: set[str] = set()
    begun = False
    for span, entry in links:
        if entry.before is None and begun:
            yield span, entry, "没有写前一笔的摘要"
        elif entry.before is not None and entry.before not in seen:
            yield span, entry, f"前一笔（摘要 {entry.before[:8]}）不在账上，或者改过了"
        begun = begun or entry.before is not None or getattr(entry, "code", None) is not None
        seen.add(name_of(entry))


def _links(closings: Closings) -> Iterator[tuple[Span, Link]]:
    for period in closings.periods:
        for entry in period.journal:
            yield period.span, entry
