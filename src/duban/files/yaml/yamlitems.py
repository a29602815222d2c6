"""Changes one item of a block list inside a YAML file as text: a unit of the register, with its comments kept.

Writes no file: text in, text out; the result is parsed again and refused if anything else moved.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from duban.errors import refusal
from duban.files.yaml.edit import DELETE, Delete, edit_head
from duban.files.yaml.places import compose
from duban.files.yaml.writer import render_inline

if TYPE_CHECKING:
    from ruamel.yaml.nodes import MappingNode, Node

_LINES = re.compile(r"[^\n]*\n|[^\n]+\Z")


def edit_item(
    text: str, key: str, index: int, changes: Mapping[str, object | Delete], order: Sequence[str] = ()
) -> str:
    """The text with fields of the `index`-th mapping (from 0) under the top-level `key` changed.

    A value that is `DELETE` is taken out; new keys go to their place in `order`. Raises DubanError where the
    item cannot be found or the result would differ from what was asked.
    """
    node = _item(text, key, index)
    changed = _in_flow(text, node, changes) if node.flow_style else _in_block(text, node, changes, order)
    _compare(text, changed, key, index, changes)
    return changed


def _item(text: str, key: str, index: int) -> "MappingNode":
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    top = compose(text)
    pairs: list[tuple[Node, Node]] = top.value if isinstance(top, MappingNode) else []
    found = next((value for name, value in pairs if name.value == key), None)
    items: list[Node] = found.value if isinstance(found, SequenceNode) else []
    item = items[index] if 0 <= index < len(items) else None
    if not isinstance(item, MappingNode):
        raise _refused(key)
    return item


def _in_flow(text: str, node: "MappingNode", changes: Mapping[str, object | Delete]) -> str:
    """A mapping in braces is written anew in braces; it has no room for comments inside."""
    from ryaml import loads

    raw: dict[str, object] = loads(text[node.start_mark.index : node.end_mark.index])
    merged = {name: value for name, value in (raw | dict(changes)).items() if value is not DELETE}
    return text[: node.start_mark.index] + render_inline(merged) + text[node.end_mark.index :]


def _in_block(
    text: str, node: "MappingNode", changes: Mapping[str, object | Delete], order: Sequence[str]
) -> str:
    """A mapping over several lines is cut out, edited as a file of its own, and put back."""
    column = node.start_mark.column
    start = node.start_mark.index
    lines = _LINES.findall(text[start:])
    count = 1
    while count < len(lines) and (not lines[count].strip() or lines[count].startswith(" " * column)):
        count += 1
    while count > 1 and not lines[count - 1].strip():
        count -= 1
    own = lines[:count]
    indent = " " * column
    bare = "".join([own[0], *(line.removeprefix(indent) for line in own[1:])])
    edited = _LINES.findall(edit_head(bare, changes, order))
    put_back: str = edited[0] + "".join(indent + line if line.strip() else line for line in edited[1:])
    return text[:start] + put_back + "".join(lines[count:])


def _compare(before: str, after: str, key: str, index: int, changes: Mapping[str, object | Delete]) -> None:
    from ryaml import loads

    wanted = loads(before)
    item = wanted[key][index]
    for name, value in changes.items():
        item.pop(name, None)
        if value is not DELETE:
            item[name] = _plain(value)
    try:
        got = loads(after)
    except ValueError:
        raise _refused(key) from None
    if got != wanted or list(got) != list(wanted):
        raise _refused(key)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _refused(key: str) -> Exception:
    return refusal(
        "yaml-edit",
        f"没有把握只改“{key}”里的这一项，文件没有改动。",
        "请直接在文件里改，再运行 duban commit。",
    )
