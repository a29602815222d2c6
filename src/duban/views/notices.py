"""Which messages are to go out now: to each recipient what presses and was not told today.

Pure; sends nothing. A duty is told once a day at one address, whoever reads there.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from duban.core.books import Books
from duban.core.duty import OFFICE
from duban.core.dutykeys import duty_key
from duban.core.model import Recipient
from duban.core.recipients import addressee, is_told
from duban.core.record import english
from duban.views.messages import Message, messages, pressing_duties, subject, text
from duban.views.overdue import Owed

Told = tuple[str, str]
"""(variable, key of the duty): what went where."""


class Delivery(msgspec.Struct, frozen=True):
    """One message to one recipient, and the keys of the duties in it."""

    recipient: Recipient
    message: Message
    keys: tuple[str, ...]
    body: str

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks it speaks of."""
        return tuple(dict.fromkeys(owed.duty.task for owed in self.message.owed if owed.duty.task))


class Outbox(msgspec.Struct, frozen=True):
    """What is to be sent; how many duties were told before today; units that nobody is set down for."""

    deliveries: tuple[Delivery, ...]
    repeated: int
    silent: tuple[str, ...]


def outbox(books: Books, within: int, told: Collection[Told], units: Sequence[str] = ()) -> Outbox:
    """The messages of the moment; `units` narrows them to the recipients that are these units."""
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
            deliveries.append(_delivery(books, recipient, fresh))
    return Outbox(tuple(deliveries), repeated, _silent(books, within, units))


def _is_one_of(books: Books, recipient: Recipient, units: Sequence[str]) -> bool:
    return recipient.unit is not None and any(books.register.same(recipient.unit, unit) for unit in units)


def _delivery(books: Books, recipient: Recipient, fresh: Sequence[tuple[str, Owed]]) -> Delivery:
    message = Message(addressee(recipient), tuple(owed for _, owed in fresh))
    body = text(books, message, with_units=recipient.leader is not None)
    return Delivery(recipient, message, tuple(key for key, _ in fresh), body)


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
    recipient = delivery.recipient
    return {
        "unit": recipient.unit,
        "leader": recipient.leader,
        "channel": english(recipient.channel),
        "variable": recipient.variable,
        "subject": subject(delivery.message),
        "text": delivery.body,
        "tasks": list(delivery.tasks),
        "duties": list(delivery.keys),
        "outcome": outcome,
        "error": error,
    }
