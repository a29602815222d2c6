"""Which messages are to go out now: to each recipient what presses and was not told today.

Pure; sends nothing. A duty is told once a day at one address, whoever reads there.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from duban.core.books.books import Books
from duban.core.books.duty_keys import duty_key
from duban.core.books.recipients import addressee, is_told
from duban.core.duties.duty import OFFICE
from duban.core.model.terms import Channel
from duban.core.model.workspace import Recipient
from duban.views.messages.text import Message, fitted, messages, pressing_duties, subject
from duban.views.model.fields import record_of
from duban.views.queries.overdue import Owed

BETWEEN = "\r\n"
"""Between subject and body, where a channel knows no subject."""
Told = tuple[str, str]
"""(variable, key of the duty): what went where."""


class Delivery(msgspec.Struct, frozen=True):
    """One message to one recipient, the keys of the duties in it, and how many items it only counts."""

    recipient: Recipient
    message: Message
    keys: tuple[str, ...]
    body: str
    left_out: int = 0

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks it speaks of."""
        return tuple(dict.fromkeys(owed.duty.task for owed in self.message.owed if owed.duty.task))


class Outbox(msgspec.Struct, frozen=True):
    """What is to be sent; how many duties were told before today; units that nobody is set down for."""

    deliveries: tuple[Delivery, ...]
    repeated: int
    silent: tuple[str, ...]


def outbox(
    books: Books,
    within: int,
    told: Collection[Told],
    units: Sequence[str] = (),
    rooms: Mapping[Channel, int] | None = None,
) -> Outbox:
    """The messages of the moment; `units` narrows them to the recipients that are these units.

    `rooms` says how many bytes (UTF-8) of subject and body together a channel takes in one message.
    """
    pressing = [
        (duty_key(books, owed.duty, owed.item), owed)
        for owed in pressing_duties(books, within, lambda _: True)
    ]
    seen = set(told)
    deliveries = []
    repeated = 0
    for recipient in books.config.recipients:
        if units and not _is_one_of(books, recipient, units):
            continue
        mine = [(key, owed) for key, owed in pressing if is_told(books, recipient, owed.duty, owed.item)]
        fresh = [(key, owed) for key, owed in mine if (recipient.variable, key) not in seen]
        repeated += len(mine) - len(fresh)
        seen |= {(recipient.variable, key) for key, _ in fresh}
        if fresh:
            deliveries.append(_delivery(books, recipient, fresh, (rooms or {}).get(recipient.channel)))
    return Outbox(tuple(deliveries), repeated, _silent(books, within, units))


def _is_one_of(books: Books, recipient: Recipient, units: Sequence[str]) -> bool:
    return recipient.unit is not None and any(books.register.same(recipient.unit, unit) for unit in units)


def _delivery(
    books: Books, recipient: Recipient, fresh: Sequence[tuple[str, Owed]], room: int | None
) -> Delivery:
    message = Message(addressee(recipient), tuple(owed for _, owed in fresh))
    if room is not None:
        room -= len(subject(message).encode()) + len(BETWEEN)
    body, left_out = fitted(books, message, room, with_units=recipient.leader is not None)
    return Delivery(recipient, message, tuple(key for key, _ in fresh), body, left_out)


def _silent(books: Books, within: int, units: Sequence[str]) -> tuple[str, ...]:
    set_down = [
        recipient.unit for recipient in books.config.recipients if recipient.unit not in {None, OFFICE}
    ]
    return tuple(
        message.addressee
        for message in messages(books, within, units=units)
        if not any(unit and books.register.same(unit, message.addressee) for unit in set_down)
    )


def delivery_record(delivery: Delivery, outcome: str, error: str | None) -> Mapping[str, object]:
    """A delivery for JSON; `outcome` is sent, failed or dry_run."""
    return {
        **record_of(delivery.recipient, "unit leader channel variable"),
        "subject": subject(delivery.message),
        **record_of(delivery, "text=body left_out tasks duties=keys"),
        "outcome": outcome,
        "error": error,
    }
