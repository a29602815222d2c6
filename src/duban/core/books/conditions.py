"""Conditions on a task's fields (字段=值) and the words a task holds: what filters compare.

Knows the names of fields, official and English; chooses no tasks itself: selection.py does.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import msgspec

from duban.core.books.books import Item
from duban.core.model.folding import half_width
from duban.core.model.record import Record, official_keys
from duban.core.model.suggest import nearest
from duban.core.model.task import Task
from duban.core.model.terms import Term
from duban.core.model.unit_register import Register
from duban.core.validation.type_forms import bare, is_record, is_sequence, item_of, members
from duban.errors import misuse

SHORT_ID = re.compile(r"(?:([A-Z]{1,6})-?)?(?:([0-9]{4})-)?([0-9]{1,9})")
EQUALS = ("=", "＝")
COMPUTED = {"状态": "status", "台账": "ledger"}
UNIT_FIELDS = {"lead", "support"}
PERSON_FIELDS = {"lead_leader", "leader_in_charge", "owner", "handler", "clerk"}


class Condition(msgspec.Struct, frozen=True):
    """字段=值: the path of a field in English names, and the value as typed, folded."""

    path: tuple[str, ...]
    value: str
    typed: str


def fold_text(text: str) -> str:
    """Text as it is compared: full-width and half-width forms are one, letters lower case, no outer blanks."""
    return half_width(text).casefold().strip()


def read_condition(text: str) -> Condition:
    """`责任人=张三`, `来源.类别=领导批示`, `owner=` (nobody). Raises UsageError for what is no known field."""
    at = min((text.index(sign) for sign in EQUALS if sign in text), default=-1)
    if at < 1:
        raise misuse("usage-where", f"“{text}”不是条件。", "写成 字段=值，例如 --where 责任人=张三")
    typed = text[at + 1 :].strip()
    return Condition(_path(text[:at].strip()), fold_text(typed), typed)


def holds(condition: Condition, item: Item, register: Register) -> bool:
    """Whether a task fulfils the condition; a list does when one of its items does, an empty value when it is empty."""
    first = condition.path[0]
    if first == "status":
        return condition.value in _forms(item.state.status)
    if first == "ledger":
        head = item.ledger
        return condition.value in {*_forms(head.kind), fold_text(head.prefix), fold_text(head.name)}
    values = list(_leaves(getattr(item.task, first), condition.path[1:]))
    if not condition.value:
        return not values
    if first == "parent":
        return any(is_short_for(condition.value.upper(), str(value)) for value in values)
    if first in UNIT_FIELDS and any(register.same(str(value), condition.typed) for value in values):
        return True
    if first in PERSON_FIELDS or condition.path == ("instructions", "leader"):
        return any(names_person(item, str(value), condition.typed) for value in values)
    return any(condition.value in _forms(value) for value in values)


def names_person(item: Item, text: str | None, name: str) -> bool:
    """Whether a field of a task names the person that somebody typed, alone or among others."""
    if text is None:
        return False
    return fold_text(text) == fold_text(name) or not set(item.roll.named(name)).isdisjoint(
        item.roll.named(text)
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
    names = [*keys, *(official_keys(kind) if kind else ()), *(COMPUTED if kind is Task else ())]
    near = nearest(word, names)
    advice = (
        f"最接近的是“{near}”" if near else f"可用的字段：{'、'.join(keys)}" if keys else "只写到上一级字段"
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
    """How a plain value may be typed: a term by either name, a day in ISO form."""
    if isinstance(value, Term):
        return {fold_text(value), value.english}
    return {value.isoformat() if isinstance(value, date) else fold_text(str(value))}
