"""Which duty is which, from one day to the next: a name that an extension, a new title or a rename does not change.

Only names duties, for calendars that are imported again and for messages that must not go out twice; judges none.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable

from duban.core.books.books import Books, Item
from duban.core.duties.duty import Duty
from duban.core.model.unit_register import Register
from duban.core.policy.rules import DeadlineRule

KEY_CHARS = 32


def keyed_duties(books: Books, item: Item) -> list[tuple[str, Duty]]:
    """Every duty of a task with its key, in the order of `duties`."""
    return _keyed(books, books.duties_of(item))


def duty_key(books: Books, duty: Duty, item: Item | None) -> str:
    """The key of one duty that `duties` gives; a duty of no task is told by its rule, unit and period."""
    duties = keyed_duties(books, item) if item is not None else ()
    return next((key for key, each in duties if each == duty), None) or _keyed(books, [duty])[0][0]


def cadence_key(books: Books, task: str | None, rule: str, unit: str, began_on: str) -> str:
    """The key of the report that a unit owes for the period that began on a day (ISO)."""
    return _digest(
        books.config.code, task or "", "周期", rule, began_on, first_name(unit, books.register), "0"
    )


def first_name(unit: str, register: Register) -> str:
    """The oldest name of a unit: it stays when the unit is renamed."""
    entry = register.find(unit)
    return entry.former_names[0] if entry and entry.former_names else entry.name if entry else unit


def _keyed(books: Books, duties: Iterable[Duty]) -> list[tuple[str, Duty]]:
    """Two duties of one rule and unit (a second round, a second document) are told apart by their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for duty in duties:
        if duty.kind in {"周期", "定额"}:
            began_on = duty.triggered_on.isoformat()
            found.append((cadence_key(books, duty.task, duty.rule, duty.unit, began_on), duty))
            continue
        what = duty.node if duty.node is not None else "" if _is_limit(books, duty) else duty.rule
        name = (duty.kind, what, "", first_name(duty.unit, books.register))
        found.append((_digest(books.config.code, duty.task or "", *name, str(seen[name])), duty))
        seen[name] += 1
    return found


def _is_limit(books: Books, duty: Duty) -> bool:
    """Whether this is the limit told at 交办: one for each unit and round, whatever rule gave the day."""
    policy = books.policies.find(duty.policy, duty.triggered_on)
    rule = policy.rule(duty.rule) if policy and duty.rule else None
    return not isinstance(rule, DeadlineRule) or rule.is_limit


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:KEY_CHARS]
