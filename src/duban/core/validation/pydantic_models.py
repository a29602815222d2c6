"""The records once more as pydantic models, generated from the msgspec Structs: they tell all faults at once.

Defines nothing of its own: keys, types and bounds are read off the Structs, and each single value is
judged by msgspec itself. Imports pydantic only when asked to build.
"""

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from operator import getitem
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional, Union, get_args, get_origin

import msgspec

from duban.core.model.record import Record
from duban.core.validation.diagnosis import diagnose
from duban.core.validation.type_forms import SEQUENCES, is_record, is_sequence, item_of, members, tag_of

if TYPE_CHECKING:
    from pydantic import BaseModel

MARK = "\0"
"""Begins the names of union branches in pydantic's paths; no YAML key can contain it."""
MOST_FAULTS = 100
LIST_BRANCH = f"{MARK}list"
VALUE_BRANCH = f"{MARK}value"


@cache
def model_of(kind: type[Record]) -> "type[BaseModel]":
    """The pydantic model of a record; unknown keys are refused, keys are the official ones."""
    from pydantic import ConfigDict, Field, create_model

    fields: dict[str, Any] = {}
    for number, item in enumerate(msgspec.structs.fields(kind)):
        default = ... if item.required else None
        fields[f"f{number}"] = (_shape(item.type), Field(alias=item.encode_name, default=default))
    if tag := tag_of(kind):
        fields["tag"] = (_leaf(_of(Literal, tag[1])), Field(alias=tag[0], default=tag[1]))
    made: type[BaseModel] = create_model(kind.__name__, __config__=ConfigDict(extra="forbid"), **fields)
    return made


def _of(form: object, *parts: object) -> object:
    """form[parts], for types that only exist at run time."""
    return getitem(form, parts if len(parts) > 1 else parts[0])  # type: ignore[call-overload]  # forms are no containers


def _shape(annotation: object) -> object:
    kinds, nullable = members(annotation)
    if not any(is_record(kind) or is_sequence(kind) for kind in kinds):
        return Any if annotation is Any else _leaf(annotation)
    first = kinds[0]
    if len(kinds) == 1:
        shape: object = model_of(first) if is_record(first) else _list(first)
    elif records := [kind for kind in kinds if is_record(kind)]:
        shape = _tagged(records)
    else:
        shape = _list_or_value(kinds)
    return _of(Optional, shape) if nullable else shape


def _leaf(annotation: object) -> object:
    """A single value: msgspec's own verdict, and words for it."""
    from pydantic import PlainValidator
    from pydantic_core import PydanticCustomError

    wanted: Any = annotation

    def check(value: object) -> object:
        try:
            msgspec.convert(value, wanted)
        except msgspec.ValidationError as refusal:
            found = diagnose(value, annotation, str(refusal))
            raise PydanticCustomError("value", "{message}", asdict(found)) from None
        return value

    return _of(Annotated, Any, PlainValidator(check))


def _list(annotation: object) -> object:
    from pydantic import BeforeValidator, Field
    from pydantic_core import PydanticCustomError

    item = item_of(annotation)

    def check(value: object) -> object:
        if isinstance(value, SEQUENCES):
            return _cut(list(value), item)
        found = diagnose(value, annotation, "")
        raise PydanticCustomError("value", "{message}", asdict(found))

    metas = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    bounds = [Field(min_length=meta.min_length, max_length=meta.max_length) for meta in metas]
    return _of(Annotated, _of(list, _shape(item)), *bounds, BeforeValidator(check))


def _cut(items: list[object], wanted: object) -> list[object]:
    """The list up to its hundredth wrong item: nobody reads on, and a flood of faults takes long to tell."""
    kind: Any = wanted
    wrong = 0
    for index, item in enumerate(items if len(items) > MOST_FAULTS else ()):
        try:
            msgspec.convert(item, kind)
        except msgspec.ValidationError:
            wrong += 1
            if wrong == MOST_FAULTS:
                return items[: index + 1]
    return items


def _tagged(kinds: list[type[Record]]) -> object:
    """One of several records, told apart by a key."""
    from pydantic import Discriminator, Tag

    tags = [tag for kind in kinds if (tag := tag_of(kind))]
    field, known = tags[0][0], {word for _, word in tags}

    def branch(value: object) -> str | None:
        tag = value.get(field) if isinstance(value, Mapping) else None
        return MARK + tag if isinstance(tag, str) and tag in known else None

    shapes = [
        _of(Annotated, model_of(kind), Tag(MARK + word)) for kind, (_, word) in zip(kinds, tags, strict=True)
    ]
    return _of(Annotated, _of(Union, *shapes), Discriminator(branch))


def _list_or_value(kinds: tuple[object, ...]) -> object:
    """One value or a list of them (joint leads)."""
    from pydantic import Discriminator, Tag

    (many,) = (kind for kind in kinds if is_sequence(kind))
    one = _of(Union, *(kind for kind in kinds if kind is not many))

    def branch(value: object) -> str:
        return LIST_BRANCH if isinstance(value, SEQUENCES) else VALUE_BRANCH

    shapes = (_of(Annotated, _list(many), Tag(LIST_BRANCH)), _of(Annotated, _leaf(one), Tag(VALUE_BRANCH)))
    return _of(Annotated, _of(Union, *shapes), Discriminator(branch))
