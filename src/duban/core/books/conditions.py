"""Conditions on a task's fields (字段=值) and the words a task holds: what filters compare.

Knows the names of fields, official and English; chooses no tasks itself: selection.py does.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import msgspec

from duban.core.books.books import Books, Item
from duban.core.books.facets import FACET_OF, Compared
from duban.core.documents.numbers import as_official
from duban.core.model.folding import half_width
from duban.core.model.record import Record, official_keys
from duban.core.model.suggest import nearest
from duban.core.model.task import Task
from duban.core.model.terms import Term, YesNo
from duban.core.validation.type_forms import bare, is_record, is_sequence, item_of, members
from duban.errors import UsageError, misuse

SHORT_ID = re.compile(r"(?:([A-Z]{1,6})-?)?(?:([0-9]{4})-)?([0-9]{1,9})")
EQUALS = ("=", "＝")
COMPUTED = {"状态": "status", "台账": "ledger"} | {
    word: facet.name for word, facet in FACET_OF.items() if word != facet.name
}
"""What a filter knows beside the head: official names to English ones."""
EXAMPLE = "写成 字段=值，例如 --where 责任人=张三"
UNIT_FIELDS = {"lead", "support"}
PERSON_FIELDS = {"lead_leader", "leader_in_charge", "owner", "handler", "clerk"}


class Condition(msgspec.Struct, frozen=True):
    """字段=值: the path of a field in English names, and the value as typed, folded; None: whatever there is."""

    path: tuple[str, ...]
    value: str | None
    typed: str = ""


def fold_text(text: str) -> str:
    """Text as it is compared: full-width and half-width forms are one, letters lower case, no outer blanks."""
    return half_width(text).casefold().strip()


def read_condition(text: str) -> Condition:
    """`责任人=张三`, `来源.类别=领导批示`, `owner=` (nobody), `退件` (any). Raises UsageError for no known field."""
    at = min((text.index(sign) for sign in EQUALS if sign in text), default=-1)
    if at < 0:
        return _anything(text)
    if at == 0:
        raise misuse("usage-where", f"“{text}”不是条件。", EXAMPLE)
    typed = text[at + 1 :].strip()
    found = Condition(_path(text[:at].strip()), fold_text(as_official(typed)), typed)
    facet = FACET_OF.get(found.path[0])
    if facet and facet.words and found.value and not any(found.value in _forms(word) for word in facet.words):
        advice = f"可以写：{'、'.join(facet.words)}"
        raise misuse("usage-where", f"“{facet.title}”没有“{typed}”这一种。", advice)
    return found


def _anything(text: str) -> Condition:
    """A field alone: whatever it holds. Raises UsageError for what is no field: it may have been meant as a value."""
    try:
        return Condition(_path(text.strip()), None)
    except UsageError as error:
        advice = f"{EXAMPLE}；只写字段的，是有这一项的：--where 退件。{error.problems[0].advice}"
        raise misuse("usage-where", f"“{text}”不是条件。", advice) from None


def holds(condition: Condition, item: Item, books: Books) -> bool:
    """Whether a task fulfils the condition.

    A list does when one of its items does; an empty value means that there is nothing, none at all that there is
    something: of yes and no, yes.
    """
    values, compared = _values(condition.path, item, books)
    if condition.value is None:
        return any(value is not YesNo.NO for value in values)
    if not condition.value:
        return not values
    return any(_equals(condition, value, compared, item, books) for value in values)


def _values(path: tuple[str, ...], item: Item, books: Books) -> tuple[list[object], Compared]:
    """What a task has under a name: state, ledger, facet or field of its head."""
    first = path[0]
    if first == "status":
        return [item.state.status], Compared.PLAIN
    if first == "ledger":
        head = item.ledger
        return [head.kind, head.prefix, head.name], Compared.PLAIN
    if first in FACET_OF:
        facet = FACET_OF[first]
        return [told.value for told in facet.tell(books, item)], facet.compared
    values = list(_leaves(getattr(item.task, first), path[1:]))
    if first in UNIT_FIELDS:
        return values, Compared.UNIT
    people = first in PERSON_FIELDS or path == ("instructions", "leader")
    return values, Compared.PERSON if people else Compared.PLAIN


def _equals(condition: Condition, value: object, compared: Compared, item: Item, books: Books) -> bool:
    if condition.path[0] == "parent":
        return is_short_for(condition.typed.upper(), str(value))
    if compared is Compared.UNIT and books.register.same(str(value), condition.typed):
        return True
    if compared is Compared.PERSON:
        return names_person(item, str(value), condition.typed)
    return condition.value in _forms(value)


def names_person(item: Item, text: str | None, name: str) -> bool:
    """Whether a field of a task names the person that somebody typed, alone or among others."""
    if text is None:
        return False
    return fold_text(text) == fold_text(name) or not set(item.roll.named(name, item.state.until)).isdisjoint(
        item.roll.named(text, item.state.registered_on)
    )


def is_short_for(typed: str, identifier: str) -> bool:
    """Whether `typed` (upper case) is `identifier` or a short form of it: WJ-2026-12, WJ-12, 2026-12, 12."""
    parts = SHORT_ID.fullmatch(typed)
    if parts is None:
        return typed == identifier
    prefix, year, number = identifier.split("-")
    return parts[1] in (None, prefix) and parts[2] in (None, year) and int(parts[3]) == int(number)


def texts_of(value: object) -> Iterator[str]:
    """Every text a record holds, at any depth; no field names, no terms, no days."""
    if isinstance(value, str):
        if not isinstance(value, Term):
            yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_of(item)


def _path(typed: str) -> tuple[str, ...]:
    kind: type[Record] | None = Task
    path: list[str] = []
    for word in typed.replace("．", ".").split("."):
        name = _name_of(word, kind) if kind else None
        if name is None:
            raise _unknown_field(typed, word, kind)
        path.append(name)
        kind = _record_at(kind, name) if kind and name not in COMPUTED.values() else None
    return tuple(path)


def _name_of(word: str, kind: type[Record]) -> str | None:
    typed = fold_text(word).replace("-", "_")
    if kind is Task and (word in COMPUTED or typed in COMPUTED.values()):
        return COMPUTED.get(word, typed)
    return next((name for name, key in official_keys(kind).items() if typed in (name, fold_text(key))), None)


def _unknown_field(typed: str, word: str, kind: type[Record] | None) -> Exception:
    keys = list(official_keys(kind).values()) if kind else []
    extra = [*COMPUTED] if kind is Task else []
    names = [*keys, *(official_keys(kind) if kind else ()), *extra]
    near = nearest(word, names)
    advice = (
        f"最接近的是“{near}”"
        if near
        else f"可用的字段：{'、'.join(keys + extra)}"
        if keys
        else "只写到上一级字段"
    )
    where = f"“{typed}”里" if typed != word else ""
    return misuse("usage-where", f"{where}没有字段“{word}”。", advice)


@cache
def _record_at(kind: type[Record], name: str) -> type[Record] | None:
    """The record that a field holds, alone or in a list; None for plain values."""
    annotation = next(item.type for item in msgspec.structs.fields(kind) if item.name == name)
    for member in members(bare(annotation))[0]:
        inner = bare(item_of(member) if is_sequence(member) else member)
        if is_record(inner):
            return inner
    return None


def _leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[object]:
    if value is None:
        return
    if isinstance(value, tuple):
        for item in value:
            yield from _leaves(item, path)
    elif isinstance(value, msgspec.Struct):
        names = path[:1] or value.__struct_fields__
        for name in names:
            yield from _leaves(getattr(value, name), path[1:])
    else:
        yield value


def _forms(value: object) -> set[str]:
    """How a plain value may be typed: a term by either name, a day in ISO form, a 文号 with whatever brackets."""
    if isinstance(value, Term):
        return {fold_text(value), value.english}
    return {value.isoformat() if isinstance(value, date) else fold_text(as_official(str(value)))}
