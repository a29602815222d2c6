"""What the public may not read (B-15, E-10): names of persons, telephone numbers, addresses of mail, 批示.

Pure. The public wall shows no field that is meant for a person; the veil also takes a name out of what is shown, where
somebody wrote one into a title. It covers what the books know, and no name that stands in no register and no field.
"""

import re
from collections.abc import Callable, Iterator

from duban.core.books import Books
from duban.core.duty import OFFICE
from duban.core.events import Amend
from duban.core.model import Task

Veil = Callable[[str], str]
"""Gives a text without what must not be shown."""
MASK = "某某"
_SHORTEST = 2
_PERSONS = frozenset({"牵头领导", "分管领导", "责任人", "承办人", "督办人"})


def no_veil(text: str) -> str:
    """The text as it is."""
    return text


def veil_of(books: Books) -> Veil:
    """The veil over everything that the books call a person, a telephone number, an address or a 批示."""
    hidden = secrets_of(books)
    if not hidden:
        return no_veil
    pattern = re.compile("|".join(re.escape(word) for word in sorted(hidden, key=len, reverse=True)))
    return lambda text: pattern.sub(MASK, text)


def secrets_of(books: Books) -> frozenset[str]:
    """Every such word; the name of a unit is none, also where a unit stands as 经办."""
    units = {name for unit in books.register.units for name in unit.names}
    units.update(name for item in books.items for name in (*item.task.leads, *item.task.support))
    found = {word.strip() for word in _words(books) if word}
    return frozenset(word for word in found - units - {OFFICE} if len(word) >= _SHORTEST)


def _words(books: Books) -> Iterator[str | None]:
    config = books.config
    for unit in config.units:
        yield from (unit.principal, unit.deputy)
        if unit.liaison is not None:
            yield unit.liaison.name
            yield None if unit.liaison.phone is None else str(unit.liaison.phone)
    for leader in config.leaders:
        yield from (leader.name, leader.secretary)
    for person in config.people:
        yield from (person.name, person.email)
    yield from (entry.by for entry in books.standing)
    for task in (*(item.task for item in books.items), *(entry.task for entry in books.later)):
        yield from _of_task(task)


def _of_task(task: Task) -> Iterator[str | None]:
    yield from (task.lead_leader, task.leader_in_charge, task.owner, task.handler, task.clerk)
    yield from (node.owner for node in task.milestones)
    for written in task.instructions:
        yield from (written.leader, written.text)
    for event in task.journal:
        yield event.by
        yield getattr(event, "approved_by", None)
        if isinstance(event, Amend) and event.field in _PERSONS:
            yield from (name for name in (event.old, event.new) if isinstance(name, str))
