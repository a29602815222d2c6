"""Where something is in a YAML file: line, column and the text of the line.

Judges nothing and changes nothing; ruamel is imported only when a value must be found inside a file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from duban.core.model.record import is_sealed
from duban.errors import Place

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

EXCERPT_CHARS = 200
"""A longer line is cut here when shown; the column is the true one and may lie beyond the excerpt."""

COMPOSE_BYTES = 256 * 1024
"""In a larger file a place is found by reading lines, not by composing the file (ruamel needs 6 s for 1 MB)."""

LINE = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line in YAML, as libyaml counts."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)

Key = str | int
"""A step on the way to a value: a mapping's key, or a list's index from 0."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A stretch of text: 0-based line and column, and how many characters (1 if unknown or over lines)."""

    line: int
    column: int
    width: int


def decode(data: bytes) -> str:
    """The text of a file for showing, without a byte order mark; bytes that are not UTF-8 become U+FFFD."""
    return data.decode("utf-8-sig", "replace")


def place_at(text: str, index: int, path: str, width: int = 1) -> Place:
    """The place of the character at `index` (0-based) of a text."""
    line, begun = 0, 0
    for ended in LINE.finditer(text, 0, min(index, len(text))):
        line, begun = line + 1, ended.end()
    return place_on(text, path, line, max(0, index - begun), width)


def place_on(text: str, path: str, line: int, column: int, width: int = 1) -> Place:
    """The place at a 0-based line and column; without an excerpt where there is no such line, or none may be shown."""
    shown = "" if is_sealed(path) else clean_line(line_of(text, line))
    return Place(path, line + 1, column + 1, shown, width)


def line_of(text: str, line: int) -> str:
    """The text of a 0-based line, without its end; empty beyond the last line."""
    start = line_start(text, line)
    ended = LINE.search(text, start)
    return text[start : ended.start() if ended else len(text)]


def line_start(text: str, line: int) -> int:
    """The index at which a 0-based line begins; beyond the last line, the length of the text."""
    if line <= 0:
        return 0
    ends = (ended.end() for ended in LINE.finditer(text))
    return next(islice(ends, line - 1, None), len(text))


def clean_line(line: str) -> str:
    """A line that is safe to print: control and direction characters replaced, cut to 200 characters."""
    shown = line[:EXCERPT_CHARS] + ("…" if len(line) > EXCERPT_CHARS else "")
    return _UNSEEN.sub("\ufffd", shown.replace("\t", " "))


def locate(data: bytes, keys: Sequence[Key], path: str, *, key: bool = False) -> Place:
    """The place of the value addressed by `keys` (["流水", 3, "时限"]), or of its key.

    Where it is missing, the place of the nearest found ancestor. Only for files that the fast parser accepted.
    An empty address gives the first line.
    """
    text = decode(data)
    if not keys:
        spot = _Spot(0, 0, 1)
    elif len(data) > COMPOSE_BYTES:
        spot = _read_lines(text, keys)
    else:
        spot = _find_in_part(text, keys, key=key) or _find(compose(text), keys, key=key)
    return place_on(text, path, spot.line, spot.column, spot.width)


def _find_in_part(text: str, keys: Sequence[Key], *, key: bool) -> _Spot | None:
    """The same place, found by composing only the lines that hold the value; None where these cannot be parsed alone.

    Composing a whole file takes ruamel 30 ms, a line of it one.
    """
    lines = _split(text)
    top = [number for number, line in enumerate(lines) if keys and _opens(line, keys[0])]
    if len(top) != 1:
        return None
    start, rest = top[0], list(keys)
    end = _end_of(lines, start, 0, "-")
    if len(keys) > 1 and isinstance(keys[1], int):
        item = _read_item(lines, _Spot(start, 0, 1), keys[1])
        if item.line == start or any(
            line.count(mark) % 2 for line in lines[start : item.line] for mark in "\"'"
        ):
            return None  # not found, or a quoted text runs over lines
        start, rest = item.line, [0, *keys[2:]]
        end = min(end, _end_of(lines, start, item.column, ""))
    node = compose("\n".join(lines[start:end]) + ("\n" if end < len(lines) else ""))
    if node is None or not isinstance(node.value, list) or len(node.value) != 1:
        return None
    found = _find(node, rest, key=key)
    return _Spot(found.line + start, found.column, found.width)


def _opens(line: str, key: Key) -> bool:
    return isinstance(key, str) and line.startswith(f"{key}:") and line[len(key) + 1 :][:1] in ("", " ")


def _end_of(lines: Sequence[str], start: int, column: int, passed: str) -> int:
    """The line after a value at `start` in `column`: the next one, not beginning with `passed`, indented no further."""
    for number in range(start + 1, len(lines)):
        bare = lines[number].lstrip(" ")
        if bare and len(lines[number]) - len(bare) <= column and not (passed and bare.startswith(passed)):
            return number
    return len(lines)


def _find(node: "Node | None", keys: Sequence[Key], *, key: bool) -> _Spot:
    if node is None:
        return _Spot(0, 0, 1)
    spot = _Spot(0, 0, 1)
    for step, wanted in enumerate(keys):
        found = _child(node, wanted)
        if found is None:
            return spot
        key_node, node = found
        show_key = key_node is not None and (key or not _is_on_one_line(node) or _is_empty(node))
        last = step == len(keys) - 1
        spot = _spot(key_node if key_node is not None and (show_key or not last) else node)
    return spot


def _child(node: "Node", wanted: Key) -> "tuple[Node | None, Node] | None":
    """A mapping's (key, value) or a list's (None, item), if it is there."""
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    if isinstance(wanted, int):
        is_there = isinstance(node, SequenceNode) and -len(node.value) <= wanted < len(node.value)
        return (None, node.value[wanted]) if is_there else None
    if not isinstance(node, MappingNode):
        return None
    return next(((name, value) for name, value in node.value if name.value == wanted), None)


def _is_on_one_line(node: "Node") -> bool:
    return bool(node.start_mark.line == node.end_mark.line)


def _is_empty(node: "Node") -> bool:
    return bool(node.start_mark.index == node.end_mark.index)


def _spot(node: "Node") -> _Spot:
    start, end = node.start_mark, node.end_mark
    width = end.column - start.column if _is_on_one_line(node) else 1
    return _Spot(start.line, start.column, max(1, width))


@lru_cache(maxsize=2)
def compose(text: str) -> "Node | None":
    """The tree of nodes with their positions, by ruamel; None where ruamel cannot read the text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError, RecursionError):
        return None
    return node


def _read_lines(text: str, keys: Sequence[Key]) -> _Spot:
    """The line of a top-level key, and of the n-th item below it: for files too long to compose."""
    if not keys or not isinstance(keys[0], str):
        return _Spot(0, 0, 1)
    opening = re.compile(rf"[\"']?{re.escape(keys[0])}[\"']?\s*:(?=\s|$)")
    lines = _split(text)
    top = next((number for number, line in enumerate(lines) if opening.match(line)), None)
    if top is None:
        return _Spot(0, 0, 1)
    spot = _Spot(top, 0, len(keys[0]))
    if len(keys) == 1 or not isinstance(keys[1], int):
        return spot
    return _read_item(lines, spot, keys[1])


@lru_cache(maxsize=2)
def _split(text: str) -> list[str]:
    return LINE.split(text)


def _read_item(lines: Sequence[str], spot: _Spot, wanted: int) -> _Spot:
    """The line of the n-th item of the block list whose key is on `spot`."""
    indent: int | None = None
    seen = -1
    for number in range(spot.line + 1, len(lines)):
        line = lines[number]
        bare = line.lstrip(" ")
        if not bare or bare.startswith("#"):
            continue
        column = len(line) - len(bare)
        is_item = bare.startswith("- ") or bare == "-"
        if indent is None and is_item:
            indent = column
        if column == 0 and not is_item:
            return spot
        seen += is_item and column == indent
        if seen == wanted:
            return _Spot(number, column, max(1, len(bare)))
    return spot
