"""Where answers leave: a sheet for people, JSON for programs, problems for whoever must act.

Only writes: the sheets and records are made in views/, the problems where each is found.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import PurePath
from typing import TYPE_CHECKING

from duban.cli.framework.context import Context
from duban.errors import Problem
from duban.render.text import problems as problem_text
from duban.render.text.escape import visible

if TYPE_CHECKING:
    from duban.views.model.sheet import Sheet

UNSAFE_IN_JSON = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""Valid inside JSON strings, yet able to steer a terminal or not writable: always written as escapes."""


_AS_IT_IS = frozenset({bool, float, int, str, type(None)})
"""Types of nearly all values, told apart at once."""


def emit(answer: object, context: Context) -> None:
    """Write an answer to standard output: a Sheet laid out for people, anything else (or --json) as JSON."""
    if not context.as_json and not isinstance(answer, list):  # a list is data, and needs no sheets loaded
        from duban.views.model.sheet import Sheet

        if isinstance(answer, Sheet):
            sys.stdout.write(_laid_out(answer, context))
            return
    sys.stdout.write(to_json(answer))


def say(*lines: str) -> None:
    """Write plain lines to standard output, made harmless: what a command has done."""
    sys.stdout.writelines(f"{visible(line)}\n" for line in lines)


def show_problems(problems: Iterable[Problem]) -> None:
    """Write problems to standard error, so that an answer on standard output stays clean."""
    sys.stdout.flush()
    sys.stderr.write(problem_text.render(problems))


def to_json(value: object) -> str:
    """JSON text, readable Chinese, two spaces, one newline at the end; the same names everywhere."""
    text = json.dumps(plain_data(value), ensure_ascii=False, indent=2)
    return UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def plain_data(value: object) -> object:
    """What json can write: enums by their English names, days ISO, records by their field names.

    Raises TypeError for what has no such form, so that nothing is written by accident.
    """
    if type(value) in _AS_IT_IS or (isinstance(value, int | float | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {str(plain_data(key)): plain_data(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(str(plain_data(each)) for each in value)
    from duban.views.model.sheet import Cell

    if isinstance(value, Cell):
        return plain_data(value.value)
    names = _field_names(value)
    return {name: plain_data(getattr(value, name)) for name in names}


def _field_names(value: object) -> tuple[str, ...]:
    if is_dataclass(value):
        return tuple(field.name for field in fields(value))
    names: tuple[str, ...] | None = getattr(type(value), "__struct_fields__", None)
    if names is None:
        raise TypeError(f"no JSON form for {type(value).__name__}")
    return names


def _laid_out(sheet: "Sheet", context: Context) -> str:
    if context.screen.colour:
        from duban.render.text import terminal

        return terminal.render(sheet, context.screen.columns)
    from duban.render.text import plain

    return plain.render(sheet, context.screen.columns)


def emit_sheets(sheets: Sequence["Sheet"], context: Context) -> None:
    """Several sheets, an empty line between two."""
    for place, sheet in enumerate(sheets):
        if place:
            sys.stdout.write("\n")
        emit(sheet, context)
