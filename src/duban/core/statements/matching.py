"""A unit's whole side against ours: which task is which, and every difference, numbered.

Pure: what differs in one task, differences.py says. A likeness of source and title is only a proposal. Raises
errors.DubanError for a confirmed match that means nothing.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from duban.core.balance.identity import ids_of
from duban.core.books.books import Books, Item
from duban.core.books.conditions import fold_text
from duban.core.documents.numbers import as_official
from duban.core.model.terms import Status
from duban.core.statements.differences import Found, compare
from duban.core.statements.sides import (
    ABSENT,
    Stand,
    UnitRow,
    alike,
    answered_stand,
    led_by_others,
    our_stand,
    row_of,
    source_words,
    their_stand,
    upstream_tasks,
)
from duban.core.statements.unit_journal import Answer, Difference, DifferenceKind, Match, TheirTask
from duban.errors import refusal

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
T = TypeVar("T")


class Ours(msgspec.Struct, frozen=True):
    """Our side of a unit: its rows of the period, and the books they stand in."""

    unit: str
    rows: tuple[UnitRow, ...]
    books: Books


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What comparing with one unit gave: rows compared, rows left empty, and all that is to be kept of it."""

    rows: int
    empty: int = 0
    answers: tuple[Answer, ...] = ()
    others: tuple[TheirTask, ...] = ()
    differences: tuple[Difference, ...] = ()
    matches: tuple[Match, ...] = ()
    doubled: tuple[str, ...] = ()


def code_of(their_id: str | None, source: str | None, title: str) -> str:
    """What names a task of theirs in a number: its own id, else eight hex digits of source and title."""
    if their_id and _CODE.fullmatch(their_id):
        return their_id
    words = "\n".join((fold_text(their_id or ""), fold_text(source or ""), fold_text(title)))
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def compare_statement(
    side: Ours, answers: Mapping[str, Answer], others: Sequence[TheirTask], matches: Mapping[str, str]
) -> Compared:
    """A returned statement against our books; `matches` are the clerk's: their id (or 代号) → our id.

    What it answers of tasks that have left the unit's rows since it was sent is compared all the same.
    """
    rows, books = side.rows, side.books
    paired = _pairs(matches, {name: each for each in others for name in (each.code, each.their_id) if name})
    given = dict(answers)
    beyond: list[Difference] = []
    in_scope = {row.id for row in rows}
    for other, name in paired:
        answer = Answer(
            id=name,
            status=other.status,
            due_on=other.due_on,
            note=other.note,
        )
        _refuse_answered(given.get(name), other)
        _our_item(books, name)
        given[name] = answer
    for name in ids_of(given.keys() - in_scope):
        item = books.find(name)
        if item is not None:
            beyond += _beyond(side, item, given[name])
    used = {other.code for other, _ in paired}
    fresh = [other for other in others if other.code not in used]
    guesses = {other.code: _guess(other, rows, given, books) for other in fresh}
    theirs_of = {
        guess: other.their_id or other.code for other in fresh if (guess := guesses[other.code]) is not None
    }
    differences = list(beyond)
    for row in rows:
        ours = our_stand(row, books)
        theirs = answered_stand(given.get(row.id), ours)
        differences += _numbered(ours, compare(ours, theirs, books.register), None, theirs_of.get(row.id))
    differences += [_theirs_only(other, guesses[other.code]) for other in fresh]
    return Compared(
        rows=len(rows),
        empty=sum(row.id not in given for row in rows),
        answers=tuple(given[name] for name in ids_of(given)),
        others=tuple(others),
        differences=tuple(differences),
        matches=tuple(Match(their_id=other.their_id or other.code, task=name) for other, name in paired),
    )


def _refuse_answered(held: Answer | None, other: TheirTask) -> None:
    """A match may stand in for an empty row or one that was said not to exist, not for an answer."""
    if held is not None and held.status != ABSENT:
        text = f"{held.id} 那一行已经填了，不能再认作“{other.title}”"
        raise refusal("match-answered", text, "去掉这个 --match，或请单位改好对账单重新交回")


def _guess(
    other: TheirTask, rows: Sequence[UnitRow], given: Mapping[str, Answer], books: Books
) -> str | None:
    """Our task that theirs may be: first those the unit says it does not have, then its others, then any open one.

    A unit words a source as it likes: of those it says it does not have, one of the same title is enough.
    """
    sources = frozenset({fold_text(as_official(other.source))} if other.source else ())
    absent = [row.item for row in rows if (held := given.get(row.id)) and held.status == ABSENT]
    rest = [row.item for row in rows if row.item not in absent]
    everything = [*absent, *rest, *(item for item in books.items if item.state.open)]
    both = (item for item in everything if alike(other.title, sources, item.task))
    title = (item for item in absent if alike(other.title, frozenset(), item.task))
    return next((item.task.id for item in (*both, *title)), None)


def compare_workspace(side: Ours, theirs: Books, matches: Mapping[str, str]) -> Compared:
    """A unit's own workspace against our books: its tasks name ours by 上级编号, or by a confirmed match."""
    unit, rows, books = side.unit, side.rows, side.books
    named = upstream_tasks(theirs, books.config.code)
    held = {name: list(items) for name, items in named.items() if books.find(name) is not None}
    strange = {item.task.id: item for name in named.keys() - held.keys() for item in named[name]}
    linked = {item.task.id for items in held.values() for item in items}
    loose = {item.task.id: item for item in theirs.items if item.task.id not in linked}
    paired = _pairs(matches, loose)
    for item, name in paired:
        _our_item(books, name)
        held.setdefault(name, []).append(item)
        del loose[item.task.id]
    doubled = tuple(ids_of(name for name, items in held.items() if len(items) > 1))
    likely = _by_title(loose.values())
    differences: list[Difference] = []
    answers: list[Answer] = []
    guesses: dict[str, str] = {}
    for row in rows:
        ours = our_stand(row, books)
        items = held.pop(row.id, None)
        if items:
            stand = their_stand(_primary(items), unit, books.register, theirs.register)
            answers.append(_answer(row.id, stand))
            found = compare(ours, stand, books.register, workspace=True)
            differences += _numbered(ours, found, stand.id)
            continue
        absent = msgspec.structs.replace(ours, status=ABSENT)
        missing = list(compare(ours, absent, books.register))
        alike_here = (each for each in likely.get(fold_text(ours.title), ()) if _may_be(each, row.item))
        guess = next((each.task.id for each in alike_here if each.task.id not in guesses), None)
        if missing and guess is not None:
            guesses[guess] = row.id
        differences += _numbered(ours, missing, None, guess)
    for name, items in held.items():
        item, mine = _primary(items), _our_item(books, name)
        if item.state.open:
            stand = their_stand(item, unit, books.register, theirs.register)
            answers.append(_answer(name, stand))
            differences += _outside(side, mine, our_side(side, mine), stand, workspace=True)
    alone = [
        item
        for name, item in loose.items()
        if name in guesses or (name in strange and item.state.status is not Status.WITHDRAWN)
    ]
    others = [_their_task(item) for item in alone]
    differences += [_theirs_only(other, guesses.get(other.code)) for other in others]
    return Compared(
        rows=len(rows),
        answers=tuple(answers),
        others=tuple(others),
        differences=tuple(differences),
        matches=tuple(Match(their_id=item.task.id, task=name) for item, name in paired),
        doubled=doubled,
    )


def _by_title(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(fold_text(item.task.title), []).append(item)
    return found


def _may_be(theirs: Item, ours: Item) -> bool:
    return theirs.state.open and alike(theirs.task.title, source_words(theirs.task.sources), ours.task)


def _primary(items: Sequence[Item]) -> Item:
    """Of several tasks that name one of ours the one they were split from, else an open one, else the first."""
    ordered = sorted(
        items, key=lambda item: (item.task.parent is not None, not item.state.open, item.task.id)
    )
    return ordered[0]


def _answer(name: str, stand: Stand) -> Answer:
    return Answer(
        id=name,
        status=stand.status,
        percent=stand.percent,
        done_on=stand.done_on,
        due_on=stand.due_on or stand.told_on,
        lead="、".join(stand.leads) or None,
    )


def _their_task(item: Item) -> TheirTask:
    source = next(
        (word for each in item.task.sources for word in (each.name, each.doc_no) if word is not None), None
    )
    return TheirTask(
        code=item.task.id,
        their_id=item.task.id,
        source=source,
        title=item.task.title,
        status=item.state.status,
        due_on=item.state.due_on or (item.task.deadline.on if item.task.deadline else None),
    )


def our_side(side: Ours, item: Item) -> Stand:
    """Our side of a task outside the period's rows."""
    row = row_of(item, side.unit, side.books)
    return our_stand(row, side.books) if row else led_by_others(item, side.books)


def _beyond(side: Ours, item: Item, answer: Answer) -> list[Difference]:
    """A task outside the period's rows that the clerk says theirs is."""
    ours = our_side(side, item)
    theirs = answered_stand(answer, ours)
    theirs = msgspec.structs.replace(theirs, leads=theirs.leads or (side.unit,))
    return _outside(side, item, ours, theirs, workspace=False)


def _outside(side: Ours, item: Item, ours: Stand, theirs: Stand, *, workspace: bool) -> list[Difference]:
    """Where the unit does not lead, only who leads is compared; what it supports is no difference at all."""
    register = side.books.register
    found = list(compare(ours, theirs, register, workspace=workspace))
    if row_of(item, side.unit, side.books) is None:
        supports = any(register.same(each, side.unit) for each in item.state.support)
        found = [] if supports else [each for each in found if each.kind is DifferenceKind.LEAD]
    return _numbered(ours, found, theirs.id if workspace else None)


def _numbered(
    ours: Stand, found: Iterable[Found], their_id: str | None, proposal: str | None = None
) -> list[Difference]:
    return [
        Difference(
            number=f"{ours.id}-{each.kind}",
            kind=each.kind,
            task=ours.id,
            their_id=their_id,
            title=ours.title,
            ours=each.ours,
            theirs=each.theirs,
            proposal=proposal if each.kind is DifferenceKind.OURS_ONLY else None,
        )
        for each in found
    ]


def _theirs_only(other: TheirTask, guess: str | None) -> Difference:
    due = f"时限 {other.due_on}" if other.due_on else ""
    return Difference(
        number=f"{other.code}-{DifferenceKind.THEIRS_ONLY}",
        kind=DifferenceKind.THEIRS_ONLY,
        their_id=other.their_id,
        title=other.title,
        theirs="，".join(word for word in (other.status, due) if word) or "有",
        proposal=guess,
    )


def _our_item(books: Books, name: str) -> Item:
    item = books.find(name)
    if item is None:
        raise refusal("match-unknown", f"--match 写的 {name} 不是我方的事项", "duban list 查看编号")
    return item


def _pairs(matches: Mapping[str, str], theirs: Mapping[str, T]) -> list[tuple[T, str]]:
    """The tasks of theirs that the clerk matched, each with ours. Raises DubanError for names that mean nothing."""
    names = list(matches.values())
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise refusal("match-twice", f"--match 把两件认作同一件 {twice}", "我方的一件只能对一件")
    unknown = next((word for word in matches if word not in theirs), None)
    if unknown is not None:
        listed = "、".join(theirs) or "没有"
        raise refusal("match-unknown", f"对方没有编号“{unknown}”的事项", f"可以对的：{listed}")
    return [(theirs[word], name) for word, name in matches.items()]
