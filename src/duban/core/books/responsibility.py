"""The six levels of responsibility for a task (六级负责制; Liupanshui 二（一）): who answers to whom, for each lead.

Pure; what the books do not say stays open, nobody is guessed.
"""

from collections.abc import Iterator
from datetime import date

import msgspec

from duban.core.books.books import Books, Item
from duban.core.model.people import Roll
from duban.core.model.task import Task
from duban.core.model.terms import PostKind
from duban.core.model.unit_register import Register


class Link(msgspec.Struct, frozen=True):
    """One level of the chain: what it is, and who stands there (None: the books do not say)."""

    level: str
    person: str | None


SHORT = ("承办人", "科室负责人", "部门分管", "部门主要", "政府分管", "政府主要", "党委")
"""The levels as they are typed, in the order of the chain."""


def chain_of(task: Task, lead: str, register: Register, roll: Roll, on: date) -> tuple[Link, ...]:
    """The chain of a task for one of its leads on a day, from who works on it to whom the government answers to."""
    unit = register.find(lead)
    links = (
        ("工作人员", task.handler),
        ("科（股）室负责人", task.owner),
        ("部门分管负责同志", unit.deputy if unit else None),
        ("部门主要负责同志", unit.principal if unit else None),
        ("政府分管领导", task.leader_in_charge or task.lead_leader),
        ("政府主要领导", "、".join(roll.holders(PostKind.HEAD_OF_GOVERNMENT, on))),
        ("同级党委和上级政府", "、".join(roll.holders(PostKind.PARTY_SECRETARY, on))),
    )
    return tuple(Link(level, person or None) for level, person in links)


def chains_of(books: Books, item: Item) -> Iterator[tuple[str, tuple[Link, ...]]]:
    """The chain for each lead."""
    task, register, roll = item.task, books.register, books.roll
    return ((lead, chain_of(task, lead, register, roll, books.today)) for lead in item.leads)
