"""履职 as it counts: without what was taken back (冲销), by rule; and who was responsible for an enterprise on a day.

Pure; how many are owed, tally.py says.
"""

from collections.abc import Iterable
from datetime import date

from duban.core.model.record import digest
from duban.core.model.workspace import StandingEntry, Ward


def standing_now(entries: Iterable[StandingEntry]) -> tuple[StandingEntry, ...]:
    """The entries that stand: neither taken back nor taking back."""
    held = tuple(entries)
    voided = {entry.voids for entry in held if entry.voids}
    if not voided:
        return held
    return tuple(entry for entry in held if entry.voids is None and digest(entry) not in voided)


def ward_on(wards: Iterable[Ward], name: str, on: date) -> Ward | None:
    """The entry of the register that holds for an enterprise or project on a day."""
    return next((ward for ward in wards if ward.name == name and ward.holds(on)), None)


def rule_key(policy: str, rule: str) -> str:
    """How an entry names its rule."""
    return f"{policy}/{rule}"
