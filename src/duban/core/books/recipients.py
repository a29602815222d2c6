"""Whom `notify` tells (通知 of duban.yaml): what is wrong in the list, which duties are whose.

Pure. Where a message goes is no matter of the books: they only name an environment variable.
"""

from collections.abc import Iterator

from duban.core.books.books import Books, Item
from duban.core.books.tied_leaders import is_tied
from duban.core.duties.duty import OFFICE, Duty
from duban.core.model.record import Fault
from duban.core.model.suggest import nearest
from duban.core.model.workspace import Recipient

LIST = "通知"


def recipient_faults(books: Books) -> Iterator[Fault]:
    """Recipients that are nobody, two at once, or unknown to the registers (an empty register knows everybody)."""
    leaders = [leader.name for leader in books.config.leaders]
    roll = books.roll
    for place, recipient in enumerate(books.config.recipients):
        unit, leader = recipient.unit, recipient.leader
        if (unit is None) == (leader is None):
            text = f"通知第{place + 1}项{'没有写' if unit is None else '同时写了'}单位和领导"
            yield Fault((LIST, place), "bad-recipient", text, "写一个单位，或者写一位领导")
        elif unit is not None and unit != OFFICE and books.register and books.register.find(unit) is None:
            near = books.register.nearest(unit)
            advice = f"最接近的是“{near}”" if near else f"先登记：duban unit add {unit}"
            yield Fault((LIST, place, "单位"), "unknown-unit", f"没有单位“{unit}”", advice)
        elif (
            leader is not None
            and leaders
            and any(name not in roll for name in roll.named(leader, books.today))
        ):
            near = nearest(leader, leaders)
            advice = f"最接近的是“{near}”" if near else "先写进“领导”名册"
            yield Fault((LIST, place, "领导"), "unknown-leader", f"领导名册里没有“{leader}”", advice)


def absent_recipients(books: Books) -> Iterator[Fault]:
    """Leaders who are set down and hold no post today: they are told nothing."""
    for place, recipient in enumerate(books.config.recipients):
        for name, held, remedy in books.roll.absent(recipient.leader or "", books.today):
            text = f"通知里的领导“{name}”{held}，{books.today} 不在任，不再发给他"
            yield Fault((LIST, place, "领导"), "not-in-office", text, f"换成在任的，或者删去；{remedy}")


def is_told(books: Books, recipient: Recipient, duty: Duty, item: Item | None) -> bool:
    """Whether a duty is this recipient's to know: a unit's own, a leader's in office where the task is tied to them."""
    if recipient.unit is not None:
        return books.register.same(duty.unit, recipient.unit)
    if item is None or duty.unit == OFFICE or any(books.roll.absent(recipient.leader or "", books.today)):
        return False
    return is_tied(item, recipient.leader)


def addressee(recipient: Recipient) -> str:
    """To whom."""
    return recipient.unit or recipient.leader or ""
