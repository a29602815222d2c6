"""What every record of the files shares: strict shape, two names for each field, a canonical form.

Knows nothing of tasks or policies; reads no file.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from duban.core.model.terms import Term, YesNo


class Record(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """A mapping in a file. Field names are English, `field(name=…)` gives the official key."""


R = TypeVar("R", bound=Record)


class Fault(msgspec.Struct, frozen=True):
    """What is wrong inside one document: where in it, and what to do. The files room adds the line."""

    keys: tuple[str | int, ...]
    code: str
    message: str
    advice: str = ""
    clause: str = ""


SEALED_KEYS = frozenset({"反映人"})
"""Keys whose values no message may quote (国令第733号 art. 26: who gave a clue)."""
SEALED_FOLDERS = frozenset({"线索"})
"""Folders at the top of a workspace whose files hold such keys: no message shows a line of them."""


def is_sealed(label: str) -> bool:
    """Whether no line of the file at this path of the workspace may be shown."""
    return label.partition("/")[0] in SEALED_FOLDERS


def unquoted(fault: Fault) -> Fault:
    """The fault as it may be told: of a sealed key only that it is wrong."""
    key = next((key for key in fault.keys if key in SEALED_KEYS), None)
    if key is None:
        return fault
    text = f"“{key}”写得不对（{fault.code}），内容不显示"
    return Fault(
        fault.keys, fault.code, text, "写成 {姓名: …, 联系方式: …}，都是一行文字；电话加引号", fault.clause
    )


def read_record(raw: object, kind: type[R]) -> R:
    """`raw` (official keys, as a YAML parser gives them) as a `kind`; msgspec.ValidationError at the first fault."""
    return msgspec.convert(raw, kind)


def raw_record(record: Record) -> dict[str, Any]:
    """The record with official keys and values as a YAML parser gives them (ISO texts, lists), defaults left out."""
    return cast("dict[str, Any]", _listed(msgspec.to_builtins(record)))


def _listed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _listed(item) if isinstance(item, _HOLDERS) else item for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value


_HOLDERS = (dict, list, tuple)


def digest(record: Record) -> str:
    """First 8 hex digits of the SHA-256 of the canonical JSON (official keys, sorted, defaults left out)."""
    import hashlib

    return hashlib.sha256(msgspec.json.encode(record, order="sorted")).hexdigest()[:8]


def english(value: object) -> Any:  # noqa: ANN401 - what JSON can hold has no narrower type
    """The value as JSON shows it: English field names and terms, ISO days, lists.

    Open mappings (新值 of a correction, say) keep their official keys: they quote the file.
    """
    match value:
        case YesNo():
            return value is YesNo.YES
        case Term():
            return value.english
        case datetime() | date():
            return value.isoformat()
        case msgspec.Struct():
            return {name: english(getattr(value, name)) for name in value.__struct_fields__}
        case Mapping():
            return {str(key): english(item) for key, item in value.items()}
        case list() | tuple() | frozenset() | set():
            return [english(item) for item in value]
        case _:
            return value


@cache
def official_keys(kind: type[Record]) -> dict[str, str]:
    """Python field name → official key, in the order of the model."""
    return {item.name: item.encode_name for item in msgspec.structs.fields(kind)}
