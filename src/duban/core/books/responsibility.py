"""The six levels of responsibility for a task (六级负责制; Liupanshui 二（一）): who answers to whom, for each lead.

Pure; what the books do not say stays open, nobody is guessed.
"""

from collections.abc import Iterator

import msgspec

from duban.core.books.books import Books, Item
from duban.core.model.terms import PostKind


class Link(msgspec.Struct, frozen=True):
    """One level of the chain: what it is, and who stands there (None: the books do not say)."""

    level: str
    person: str | None


def chain_of(books: Books, item: Item, lead: str) -> tuple[Link, ...]:
    """The chain of a task for one of its leads, from who works on it to whom the government answers to."""
    task = item.task
    unit = books.register.find(lead)
    links = (
        ("工作人员", task.handler),
        ("科（股）室负责人", task.owner),
        ("部门分管负责同志", unit.deputy if unit else None),
        ("部门主要负责同志", unit.principal if unit else None),
        ("政府分管领导", task.leader_in_charge or task.lead_leader),
        ("政府主要领导", _holders(books, PostKind.HEAD_OF_GOVERNMENT)),
        ("同级党委和上级政府", _holders(books, PostKind.PARTY_SECRETARY)),
    )
    return tuple(Link(level, person or None) for level, person in links)


def chains_of(books: Books, item: Item) -> Iterator[tuple[str, tuple[Link, ...]]]:
    """The chain for each lead."""
    return ((lead, chain_of(books, item, lead)) for lead in item.leads)


def _holders(books: Books, kind: PostKind) -> str:
    return "、".join(books.roll.holders(kind, books.today))
