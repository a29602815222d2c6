"""The thorough judge: every fault of a document at once, in words, where msgspec stops at the first.

Called only when a document was refused or a person asks for all that is wrong; reads no file.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from duban.core.model.record import Fault, Record, official_keys, read_record
from duban.core.model.suggest import ask_whether, nearest_term
from duban.core.model.terms import Action
from duban.core.validation.diagnosis import Diagnosis, diagnose, shown, what
from duban.core.validation.type_forms import is_record, is_sequence, item_of, members, tag_of

MOST_KEYS_SHOWN = 8

Keys = tuple[str | int, ...]


def judge(raw: object, kind: type[Record]) -> tuple[Fault, ...]:
    """What keeps `raw` (official keys, as YAML gives them) from being a `kind`: 100 faults at most."""
    try:
        read_record(raw, kind)
    except msgspec.ValidationError as refusal:
        return find_faults(raw, kind) or (_plain_fault(refusal),)
    return ()


def find_faults(raw: object, kind: type[Record]) -> tuple[Fault, ...]:
    """What the generated models say of `raw`, in words."""
    from pydantic import ValidationError

    from duban.core.validation.pydantic_models import MOST_FAULTS, model_of

    try:
        model_of(kind).model_validate(raw)
    except ValidationError as refusal:
        errors = refusal.errors(include_url=False)[:MOST_FAULTS]
        return tuple(_fault(error, kind) for error in errors)
    return ()


def _plain_fault(refusal: msgspec.ValidationError) -> Fault:
    return Fault((), "bad-value", f"内容不合格式：{refusal}")


def _fault(error: Mapping[str, Any], kind: type[Record]) -> Fault:
    """One error of pydantic as a fault: its path without the names of branches, its meaning in words."""
    from duban.core.validation.pydantic_models import MARK

    path: Sequence[str | int] = error["loc"]
    keys = tuple(step for step in path if not (isinstance(step, str) and step.startswith(MARK)))
    value: object = error["input"]
    match error["type"]:
        case "value":
            found = Diagnosis(**error["ctx"])
        case "missing":
            return _missing(keys)
        case "extra_forbidden" | "invalid_key":
            return _unknown(keys, _record_at(kind, path[:-1], MARK))
        case "union_tag_not_found":
            return _untagged(keys, _types_at(kind, path, MARK), value)
        case "too_short":
            found = Diagnosis("empty-value", "至少要有一项", "写上内容。")
        case _:
            at = _types_at(kind, path, MARK) or (kind,)
            found = diagnose(value, at[0], error["msg"])
    return Fault(keys, found.code, f"{_name(keys)}{found.message}。", found.advice)


def _name(keys: Keys) -> str:
    """The key a fault is about, as a sentence begins: “缓急”, “配合单位”第2项."""
    word = next((key for key in reversed(keys) if isinstance(key, str)), None)
    if word is None:
        return "整个文件" if not keys else f"第{int(keys[-1]) + 1}项"
    last = keys[-1]
    return f"“{shown(word)}”第{last + 1}项" if isinstance(last, int) else f"“{shown(word)}”"


def _missing(keys: Keys) -> Fault:
    key = keys[-1]
    where = f"{_name(keys[:-1])}里" if keys[:-1] else ""
    return Fault(keys, "missing-key", f"{where}缺少“{key}”。", f"补上：{key}: …")


def _unknown(keys: Keys, kind: type[Record] | None) -> Fault:
    key = keys[-1]
    known = official_keys(kind) if kind else {}
    if kind and (tag := tag_of(kind)):
        known = {"action" if tag[0] == "动作" else "kind": tag[0], **known}
    near = nearest_term(str(key), known)
    listed = list(known.values())
    choices = "、".join(listed[:MOST_KEYS_SHOWN]) + (" 等" if len(listed) > MOST_KEYS_SHOWN else "")
    where = f"{_name(keys[:-1])}里" if keys[:-1] else ""
    advice = ask_whether(near, f"可以写：{choices}。")
    return Fault(keys, "unknown-key", f"{where}没有“{shown(key)}”这个键。", advice)


def _untagged(keys: Keys, kinds: tuple[object, ...], value: object) -> Fault:
    """A journal entry or rule that does not say which one it is."""
    tags = [tag for kind in kinds if is_record(kind) and (tag := tag_of(kind))]
    field = tags[0][0]
    if not isinstance(value, Mapping):
        message = f"{_name(keys)}应当是一组“键: 值”，这里是{what(value)}。"
        return Fault(keys, "wrong-type", message, f"写成 {{{field}: …}}。")
    if field not in value:
        choices = "、".join(word for _, word in tags)
        return Fault((*keys, field), "missing-key", f"{_name(keys)}缺少“{field}”。", f"可以写：{choices}。")
    given = value[field]
    near = nearest_term(given, dict(_english_tags(kinds))) if isinstance(given, str) else None
    word = f"“{shown(given)}”" if isinstance(given, str) else what(given)
    message = f"“{field}”不能写{word}。" if given is not None else f"“{field}”是空的。"
    choices = "、".join(word for _, word in tags)
    return Fault((*keys, field), "bad-value", message, f"{ask_whether(near)}可以写：{choices}。")


def _english_tags(kinds: tuple[object, ...]) -> list[tuple[str, str]]:
    """English name and official value of each tag: the name of its action, or of its record."""
    named = []
    for kind in filter(is_record, kinds):
        action = getattr(kind, "action", None)
        name = action.english if isinstance(action, Action) else kind.__name__.removesuffix("Rule").lower()
        named += [(name, word) for _, word in filter(None, [tag_of(kind)])]
    return named


def _types_at(kind: type[Record], path: Sequence[str | int], mark: str) -> tuple[object, ...]:
    """The types that may stand at `path`; a branch's name has chosen among them."""
    types: tuple[object, ...] = (kind,)
    for step in path:
        if isinstance(step, int):
            types = tuple(part for each in types if is_sequence(each) for part in members(item_of(each))[0])
        elif step.startswith(mark):
            word = step.removeprefix(mark)
            types = tuple(
                each for each in types if is_record(each) and (tag := tag_of(each)) and tag[1] == word
            )
        else:
            types = tuple(part for each in types if is_record(each) for part in _field_types(each, step))
    return types


def _field_types(kind: type[Record], key: str) -> tuple[object, ...]:
    return next((members(f.type)[0] for f in msgspec.structs.fields(kind) if f.encode_name == key), ())


def _record_at(kind: type[Record], path: Sequence[str | int], mark: str) -> type[Record] | None:
    return next((each for each in _types_at(kind, path, mark) if is_record(each)), None)
