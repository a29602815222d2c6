"""Which tasks somebody means: full ids, short forms, filters. One answer for every command.

Pure look-ups over books; reads no file. Raises errors.DubanError for a word that means nothing or too much.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Protocol

import msgspec

from duban.core.books.books import Books, Item
from duban.core.books.conditions import (
    SHORT_ID,
    fold_text,
    holds,
    is_short_for,
    names_person,
    read_condition,
    texts_of,
)
from duban.core.books.need import EVERYTHING, Need
from duban.core.books.tied_leaders import is_tied, leaders_of
from duban.core.documents.numbers import as_official
from duban.core.model.folding import plain
from duban.core.model.suggest import ask_whether, guess, nearest
from duban.core.model.terms import LedgerKind, Status
from duban.core.model.unit_register import Register
from duban.core.model.word_lists import ENUMERATION, split_words
from duban.errors import DubanError, Level, Problem

FULL_ID = re.compile(r"[A-Z]{1,6}-[0-9]{4}-[0-9]{4,}")
DASHES = ("-", "－", "—", "–", "―")
"""What an option may have been meant to begin with: a Chinese keyboard writes — for --."""
MOST_SHOWN = 8
MOST_COMPARED = 5000


class Bookcase(Protocol):
    """Where books come from: a workspace."""

    def books(self, today: date, known: datetime | None = None, need: Need = EVERYTHING) -> Books:
        """The books as a question on `today` sees them."""

    def holds(self, identifier: str) -> bool:
        """Whether a task has this id now."""


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What chosen tasks must have in common; every filter that is given must hold, a list asks for one of it."""

    where: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    units: tuple[str, ...] = ()
    leader: str | None = None
    clerk: str | None = None
    text: str | None = None
    open_only: bool = False

    def __bool__(self) -> bool:
        return self != NO_FILTERS


NO_FILTERS = Filters()


def select(source: Bookcase, words: Sequence[str], filters: Filters, today: date) -> list[str]:
    """The ids meant by `words`, by `filters`, or by both; empty when neither says anything.

    Full ids alone are taken as they are, without opening the books unless one is that of no task. Raises DubanError
    for a word that names no task or several.
    """
    typed = [fold_text(word).upper() for word in words]
    if not filters and all(FULL_ID.fullmatch(word) for word in typed):
        if all(map(source.holds, typed)):
            return list(dict.fromkeys(typed))
        former = source.books(today).former_ids
        return list(dict.fromkeys(former.get(word, word) for word in typed))
    books = source.books(today)
    if not words:
        return [item.task.id for item in find_matching(books, filters)]
    items = find_items(books, words, books.items)
    if filters:
        allowed = {item.task.id for item in find_matching(books, filters)}
        items = tuple(item for item in items if item.task.id in allowed)
    return [item.task.id for item in items]


def find_items(books: Books, words: Sequence[str], among: Sequence[Item] | None = None) -> tuple[Item, ...]:
    """The tasks, and cases of other kinds, that `words` name (`among` some), each once, in the order named.

    Raises DubanError with every word that fails.
    """
    by_id = {item.task.id: item for item in (books.all_items if among is None else among)}
    titles = {name: item.task.title for name, item in by_id.items()}
    found: dict[str, Item] = {}
    problems: list[Problem] = []
    for word in words:
        unread = _unread_file(word, books)
        if unread and fold_text(word).upper() not in titles:
            problems += unread
            continue
        try:
            identifier = resolve_id(word, titles, books.former_ids)
        except DubanError as error:
            problems += error.problems
        else:
            found[identifier] = by_id[identifier]
    if problems:
        raise DubanError(*problems)
    return tuple(found.values())


def former_words(books: Books, words: Sequence[str]) -> list[Problem]:
    """A notice for each of `words` that is an id from before a move to another ledger: which id it has now."""
    found = []
    for word in words:
        typed = fold_text(word).upper()
        new = books.former_ids.get(typed)
        if new is not None:
            text = f"{typed} 已转到别的台账，现在的编号是 {new}"
            found.append(Problem(Level.NOTICE, "renumbered", text, f"以后写 {new}"))
    return found


def resolve_id(
    word: str, titles: Mapping[str, str], former: Mapping[str, str] | None = None, called: str = "事项"
) -> str:
    """The id among `titles` that `word` means: WJ-2026-0012, WJ-2026-12, WJ-12, 2026-12 or 12.

    `former` are ids that tasks bore before: one of them means its task, where no present id is meant. `called` is what
    messages call what bears these ids.
    Raises DubanError where it means none (the nearest is named) or several (they are listed).
    """
    typed = fold_text(word).upper().removesuffix(".YAML").rpartition("/")[2]
    if typed in titles:
        return typed
    is_short = SHORT_ID.fullmatch(typed) is not None
    found = [name for name in titles if is_short_for(typed, name)] if is_short else []
    if len(found) == 1:
        return found[0]
    moved = {
        (former or {})[name]
        for name in former or {}
        if typed == name or (is_short and is_short_for(typed, name))
    }
    if not found and len(moved) == 1:
        return moved.pop()
    if found:
        shown = "；".join(f"{name} {titles[name]}" for name in found[:MOST_SHOWN])
        more = f"；等{len(found)}件" if len(found) > MOST_SHOWN else ""
        text = f"“{word}”有{len(found)}件{called}符合：{shown}{more}"
        raise DubanError(Problem(Level.ERROR, "ambiguous-task", text, "把编号写完整"))
    advice = (
        "选项前面是两个半角的 -，如 --unit"
        if word[:1] in DASHES and word[1:]
        else _hint(typed, titles, called)
    )
    raise DubanError(Problem(Level.ERROR, "unknown-task", f"没有编号为“{word}”的{called}", advice))


def find_matching(books: Books, filters: Filters) -> tuple[Item, ...]:
    """The tasks for which every filter holds, in the order of the books. Raises DubanError for an unknown word."""
    tests = list(_tests(books, filters))
    return tuple(item for item in books.items if all(test(item) for test in tests))


def _tests(books: Books, filters: Filters) -> Iterator[Callable[[Item], bool]]:
    """One test for each filter that was given, the cheap ones first."""
    if filters.ledgers:
        prefixes = set(ledger_prefixes(filters.ledgers, books))
        yield lambda item: item.ledger.prefix in prefixes
    if filters.statuses:
        yield lambda item: item.state.status in filters.statuses
    if filters.open_only:
        yield lambda item: item.state.open
    if filters.clerk is not None:
        clerk = filters.clerk
        yield lambda item: names_person(item, item.task.clerk, clerk)
    if filters.leader is not None:
        yield lambda item: is_tied(item, filters.leader)
    if filters.units:
        units = known_units(filters.units, books)
        yield lambda item: any(_has_unit(item, unit, books) for unit in units)
    for text in filters.where:
        yield partial(holds, read_condition(text), books=books)
    if filters.text is not None:
        words = filters.text
        yield lambda item: mentions(item, words)


def unknown_people(books: Books, leader: str | None, clerk: str | None) -> list[Problem]:
    """A notice for a leader or clerk whom no task and no register names: an empty answer may be a slip of the pen."""
    named = partial(books.roll.named, on=books.today)
    leaders = {each.name for each in books.config.leaders}.union(*map(leaders_of, books.items))
    clerks = {each.name for each in books.config.people}
    clerks.update(name for item in books.items if item.task.clerk for name in named(item.task.clerk))
    asked = (("领导", leader, leaders), ("督办人", clerk, clerks))
    found = []
    for role, name, known in asked:
        for each in (named(name) or (name,)) if name is not None else ():
            if each not in known:
                advice = ask_whether(nearest(each, sorted(known)), "核对姓名")
                if role == "领导" and any(each == leader.secretary for leader in books.config.leaders):
                    advice = f"是联系秘书长的，用 duban list --where 联系秘书长={each}"
                text = f"没有哪件事项写着{role}“{each}”"
                found.append(Problem(Level.NOTICE, "unknown-person", text, advice))
    return found


def units_of(item: Item) -> tuple[str, ...]:
    """The lead and supporting units, as the task has them today."""
    return (*item.leads, *item.support)


_BRACKETS = str.maketrans({**dict.fromkeys("〔[【﹝", "("), **dict.fromkeys("〕]】﹞", ")")})


def mentions(item: Item, text: str) -> bool:
    """Whether every word of `text` stands somewhere in the task, head or journal; brackets and widths are one."""
    wanted = fold_text(as_official(text)).translate(_BRACKETS).split()
    if not wanted:
        return True
    everything = fold_text("\n".join(texts_of(item.task))).translate(_BRACKETS)
    return all(word in everything for word in wanted)


def known_units(words: Iterable[str], books: Books, *others: str) -> tuple[str, ...]:
    """The units of today that `words` mean, each word one or a list; `others` mean themselves.

    Raises DubanError for a unit that neither the register nor a task knows.
    """
    borne = cache(lambda: {plain(unit) for item in books.items for unit in units_of(item)})
    names = books.register.listed(words, besides=lambda name: plain(name) in borne())
    known = [n if n in others else _known_unit(n, books.register, borne) for n in names]
    return tuple(dict.fromkeys(each for name in known for each in (name, *books.register.members(name))))


def _known_unit(word: str, register: Register, found: Callable[[], set[str]]) -> str:
    if register.find(word) is not None:
        return register.current(word)
    borne = found()
    if plain(word) in borne:
        return word
    near = nearest(word, [*(name for unit in register.units for name in unit.names), *sorted(borne)])
    advice = f"最接近的是“{near}”" if near else "用 duban unit list 查看单位"
    raise DubanError(Problem(Level.ERROR, "unknown-unit", f"没有单位“{word}”", advice))


def _has_unit(item: Item, unit: str, books: Books) -> bool:
    return any(books.register.same(each, unit) for each in units_of(item))


def ledger_prefixes(words: Iterable[str], books: Books) -> tuple[str, ...]:
    """The prefixes of the ledgers that `words` name by kind, name, folder or prefix, each word one or a list.

    Raises DubanError for a word that names none.
    """
    folders = {item.ledger.prefix: item.path.partition("/")[0] for item in books.items}
    called: dict[str, str] = {}
    for head in books.ledgers:
        names = (head.prefix, head.kind, head.kind.english, head.name, folders.get(head.prefix, ""))
        for name in names:
            called.setdefault(fold_text(name), head.prefix)
    listed = split_words(words, lambda name: fold_text(name) in called, ENUMERATION)
    unknown = next((name for name in listed if fold_text(name) not in called), None)
    if unknown is not None:
        raise _unknown_ledger(unknown, books)
    return tuple(dict.fromkeys(called[fold_text(name)] for name in listed))


def _unknown_ledger(word: str, books: Books) -> DubanError:
    known = [*(head.kind for head in books.ledgers), *(kind.english for kind in LedgerKind)]
    listed = "、".join(f"{head.kind}（{head.prefix}）" for head in books.ledgers) or "还没有台账"
    advice = f"{guess(nearest(word, known))}现有台账：{listed}"
    return DubanError(Problem(Level.ERROR, "unknown-ledger", f"没有台账“{word}”", advice))


def _unread_file(word: str, books: Books) -> tuple[Problem, ...]:
    """What is wrong with the file that `word` may mean, in full or in short, where that could not be read.

    A short form must not fall to another task because the one that was meant is broken.
    """
    typed = fold_text(word).upper()
    return tuple(
        problem
        for problem in books.unread
        if problem.place and problem.level is Level.ERROR and _may_mean(typed, _stem(problem.place.path))
    )


def _may_mean(typed: str, name: str) -> bool:
    return typed == name or (
        SHORT_ID.fullmatch(typed) is not None
        and FULL_ID.fullmatch(name) is not None
        and is_short_for(typed, name)
    )


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml").upper()


_RESULTS = {"TB": "circulate", "FM": "negative", "JL": "award", "RC": "exempt"}
"""The commands that list what bears such a number: it is no task."""
_WHERE = {
    "事项": "用 duban list 查看全部事项",
    "督查项目": "用 duban inspect plan 查看督查项目",
    "结果": "用 duban circulate list、negative list、award list、exempt list 查看",
}


def _hint(typed: str, titles: Mapping[str, str], called: str) -> str:
    prefix, year, _ = (*typed.split("-"), "", "")[:3]
    if called == "事项" and prefix in _RESULTS:
        return f"{typed} 是结果的编号：duban {_RESULTS[prefix]} list {typed}"
    same = [name for name in titles if name.startswith(f"{prefix}-")]
    this_year = [name for name in same if name.startswith(f"{prefix}-{year}-")] or same
    close = nearest(typed, titles) if len(titles) <= MOST_COMPARED else None
    parts = [f"最接近的是 {close}" if close else ""]
    if prefix and this_year:
        ordered = sorted(this_year, key=id_order)
        upto = f" 至 {ordered[-1]}" if len(ordered) > 1 else ""
        parts.append(f"{prefix} 现有 {ordered[0]}{upto}")
    return "；".join(part for part in parts if part) or _WHERE.get(called, _WHERE["事项"])


def id_order(identifier: str) -> tuple[str, int, int]:
    """What ids are sorted by: ledger, year, number."""
    prefix, year, number = identifier.split("-")
    return prefix, int(year), int(number)
