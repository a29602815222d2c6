"""The new values of an entry as `amend --set` types them, for every kind that has corrections.

Words to raw values; what a correction may do, core/actions/corrections.py and the gates of the kind say.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, get_args

import msgspec

from duban.cli.framework.context import Context
from duban.core.actions.corrections import key_of, read_value
from duban.core.model.events import Event
from duban.errors import misuse


def read_assignments(event: Event, assignments: Iterable[str], context: Context) -> dict[str, Any]:
    """Official key → raw value for each `字段=值`; an empty value takes one away. Raises DubanError."""
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, sign, text = assignment.replace("＝", "=", 1).partition("=")
        if not sign:
            raise misuse("usage-value", f"--set：“{assignment}”没有写全。", "写成 字段=值，如 --set 进度=40")
        key = key_of(event, name)
        values[key] = _read(event, key, text, context)
    return values


def _read(event: Event, key: str, text: str, context: Context) -> object:
    """A typed value; days may be typed as everywhere on the command line."""
    kind = next(item.type for item in msgspec.structs.fields(type(event)) if item.encode_name == key)
    if text.strip() and date in (kind, *get_args(kind)):
        return context.days.read(text, key).isoformat()
    return read_value(type(event), key, text)
