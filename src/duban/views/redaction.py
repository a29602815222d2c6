"""What the public may read (B-15, E-10): which tasks and columns, and no name, telephone number, address or 批示.

Pure. The public wall and register show no field that is meant for a person; the veil also takes a name out of what is
shown, where somebody wrote one into a title. It covers the names and words that the books know, and every telephone
number, address of mail and identity number by its form; no name that stands in no register and no field.
"""

import re
from collections.abc import Callable, Iterator
from typing import cast

from duban.core.books.books import Books, Item
from duban.core.duties.duty import OFFICE
from duban.core.model.appraisals.records import Appraisal
from duban.core.model.events import Amend
from duban.core.model.interviews.records import Interview
from duban.core.model.people import split_people
from duban.core.model.task import Task
from duban.core.model.terms import YesNo

PUBLIC_COLUMNS = frozenset(
    {
        "number", "task", "ledger", "title", "lead", "support", "urgency", "assigned_on", "due_on",
        "original_due_on", "late_workdays", "percent", "closed_on", "parent", "listed", "status",
    }
)  # fmt: skip
"""The columns of the register that may go out, by their English names: no persons, no words of a journal or 批示."""
Veil = Callable[[str], str]
"""Gives a text without what must not be shown."""
MASK = "某某"
_SHORTEST = 2
_LONGEST_NAME = 4
"""Characters of a name that may stand apart, as 张　三 in a signature."""
_BETWEEN = re.compile(r"[、，,；;/\s]+|（[^）]*）|\([^)]*\)")
"""What separates several persons in one field, and what is said of them in brackets."""
_NUMBERS = re.compile(
    r"""
      (?<!\d) [1１][3-9３-９]\d [ -]? \d{4} [ -]? \d{4} (?![\d万亿元])    # a mobile telephone
    | (?<!\d) [（(]? [0０]\d{2,3} [)）]? [ －—-]? \d{7,8} (?![\d万亿元])    # a fixed one with its area
    | (?<=电话) [:：\s]* \d{7,8} (?!\d)
    | (?<!\d) \d{17} [\dXx] (?!\d)                                      # an identity number
    | [A-Za-z0-9_.+-]+ @ [A-Za-z0-9-]+ (?:\.[A-Za-z0-9-]+)+
    """,
    re.VERBOSE,
)
_PERSONS = frozenset({"牵头领导", "分管领导", "责任人", "承办人", "督办人"})


def is_public(item: Item) -> bool:
    """Whether it may be shown to everybody: marked 公开 (B-15), and no classified matter behind it."""
    return item.task.public is YesNo.YES and item.task.classified_ref is None


def no_veil(text: str) -> str:
    """The text as it is."""
    return text


def veil_of(books: Books) -> Veil:
    """The veil over everything that the books call a person, a telephone number, an address or a 批示."""
    words = sorted(secrets_of(books), key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, words)) or "(?!)")
    apart = re.compile("|".join(r"\s*".join(word) for word in words if _is_name(word)) or "(?!)")

    def veil(text: str) -> str:
        text = known.sub(MASK, text)
        if any(char.isspace() for char in text):  # one pattern for both would be a thousand times slower
            text = apart.sub(MASK, text)
        return _NUMBERS.sub(MASK, text)

    return veil


def _is_name(word: str) -> bool:
    return len(word) <= _LONGEST_NAME and word.isalpha() and not word.isascii()


def secrets_of(books: Books) -> frozenset[str]:
    """Every such word; the name of a unit is none, also where a unit stands as 经办."""
    units = {name for unit in books.register.units for name in unit.names}
    units.update(name for item in books.items for name in (*item.task.leads, *item.task.support))
    found = {word.strip() for word in _texts(books) if word}
    for field in _persons(books):
        found.update([field.strip(), *_BETWEEN.split(field), *split_people(field)] if field else [])
    return frozenset(word for word in found - units - {OFFICE} if len(word) >= _SHORTEST)


def _texts(books: Books) -> Iterator[str | None]:
    """What was written by a leader, telephones and addresses of mail: hidden as a whole."""
    for unit in books.config.units:
        yield str(unit.liaison.phone) if unit.liaison and unit.liaison.phone is not None else None
    yield from (person.email for person in books.config.people)
    yield from (written.text for task in _tasks(books) for written in task.instructions)


def _tasks(books: Books) -> Iterator[Task]:
    yield from (item.task for item in books.items)
    yield from (entry.task for entry in books.later)


def _persons(books: Books) -> Iterator[str | None]:
    """Every field that is meant for a person, or for several."""
    config = books.config
    for unit in config.units:
        yield from (unit.principal, unit.deputy)
        yield unit.liaison.name if unit.liaison else None
    for leader in config.leaders:
        yield from (leader.name, leader.secretary)
    yield from (person.name for person in config.people)
    yield from (entry.by for entry in books.standing)
    for entry in (entry for book in books.result_books for entry in book.journal):
        yield from (entry.by, getattr(entry, "approved_by", None), *getattr(entry, "persons", ()))
    for task in _tasks(books):
        yield from _of_task(task)
    for case in books.cases:
        if isinstance(head := cast("object", case.task), Interview):
            yield head.person.name
            yield from (name for entry in head.journal for name in getattr(entry, "present", ()))
        if isinstance(head := cast("object", case.task), Appraisal):
            for entry in head.journal:
                yield from (getattr(entry, name, None) for name in ("person", "judge", "receiver"))
                yield from getattr(entry, "reviewers", ())


def _of_task(task: Task) -> Iterator[str | None]:
    yield from (task.lead_leader, task.leader_in_charge, task.owner, task.handler, task.clerk)
    yield from (node.owner for node in task.milestones)
    yield from (written.leader for written in task.instructions)
    for event in task.journal:
        yield event.by
        yield getattr(event, "approved_by", None)
        if isinstance(event, Amend) and event.field in _PERSONS:
            yield from (name for name in (event.old, event.new) if isinstance(name, str))
