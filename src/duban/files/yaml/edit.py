"""Changes a YAML file as text, so that what a person wrote stays: appends to a list, changes a head or an entry.

Writes no file: text in, text out; every result is parsed again and refused if anything else changed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Final

from duban.errors import DubanError, refusal
from duban.files.yaml.places import compose
from duban.files.yaml.writer import fits_inline, item_lines, render_entry, render_inline, render_item

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node


class Delete(Enum):
    """The type of `DELETE`."""

    DELETE = "delete"


DELETE: Final = Delete.DELETE
"""In place of a value: remove the key."""

_MARK = "\ufeff"  # a byte order mark is kept, but hidden from the parsers: they miscount behind it
_SPACE = " \t\r\n"  # what YAML takes for empty: a wide space is text
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_BLANK = re.compile(r"[ \t]*(?:#.*)?\Z")
_EMPTY_VALUE = re.compile(r"(?P<head>[^:]*:)(?:[ \t]*(?:\[[ \t]*\]|null|~))?(?P<rest>[ \t]*(?:#.*)?)\Z")


def append_to_list(text: str, key: str, items: Sequence[str]) -> str:
    """The text with `items` at the end of the block list under the top-level `key`; no other byte changes.

    Items are rendered without their dash (`render_event`). A missing key is added at the end of the file.
    The line ends of the file (LF or CRLF) are kept. Raises DubanError where the list cannot be found or the
    result would differ.
    """
    if not items:
        return text
    if text.startswith(_MARK):
        return _MARK + append_to_list(text.removeprefix(_MARK), key, items)
    wanted = _with_items(text, key, items)
    for lines, index, new_lines in _candidates(text, key, items):
        candidate = _insert(lines, index, new_lines)
        if _reads_as(candidate, wanted):
            return candidate
    advice = f"把“{key}”写成每行一项、以“- ”开头的列表，再试一次。"
    if not text.endswith(("\n", "\r")):
        advice = "在文件末尾补一个换行，再试一次。"
    raise refusal("yaml-append", f"没有把握把新的一项加到“{key}”的末尾，文件没有改动。", advice)


def edit_head(text: str, changes: Mapping[str, object], order: Sequence[str] = ()) -> str:
    """The text with top-level fields changed, added or (`DELETE`) taken out; all other lines keep every byte.

    A new key goes to its place in `order` (before the first key that follows it there), else to the end.
    Raises DubanError where the file is not a plain block mapping or the result would differ.
    """
    if text.startswith(_MARK):
        return _MARK + edit_head(text.removeprefix(_MARK), changes, order)
    changed = text
    for key, value in changes.items():
        changed = _edit_one(changed, key, value, order)
    before, after = _parsed(text), _parsed(changed)
    kept = {key: value for key, value in before.items() if key not in changes}
    wanted = {key: _plain(value) for key, value in changes.items() if value is not DELETE}
    if repr(_sorted(after)) != repr(_sorted({**kept, **wanted})) or [
        key for key in after if key in kept
    ] != list(kept):
        raise refusal(
            "yaml-edit",
            "没有把握只改这几项，文件没有改动。",
            f"请直接在文件里改 {'、'.join(changes)}，再运行 duban commit。",
        )
    return changed


def _sorted(mapping: Mapping[str, object]) -> list[tuple[str, object]]:
    return sorted(mapping.items(), key=lambda pair: str(pair[0]))


def _plain(value: object) -> object:
    """A value as a parser returns it: tuples become lists, subclasses of str become str."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


def _with_items(text: str, key: str, items: Sequence[str]) -> dict[str, object]:
    from ryaml import loads

    document = _parsed(text)
    old = document.get(key)
    if old is not None and not isinstance(old, list):
        raise refusal(
            "yaml-append", f"“{key}”不是列表，不能在后面追加。", f"把“{key}”改成列表，每项一行，以“- ”开头。"
        )
    new: list[object] = [loads("\n".join([*item_lines(item), ""]))[0] for item in items]
    return {**document, key: [*(old or []), *new]}


def _candidates(text: str, key: str, items: Sequence[str]) -> Iterator[tuple[list[str], int, list[str]]]:
    """Ways to insert: the lines of the file, the index to insert at, the new lines; most natural first."""
    lines = _LINES.findall(text)
    end = "\r\n" if "\r\n" in text else "\n"
    opening = re.compile(rf"(?P<quote>[\"']?){re.escape(key)}(?P=quote)[ \t]*:(?=\s|\Z)")
    tops = [number for number, line in enumerate(lines) if opening.match(line)]
    for top in tops:
        bottom, dash = _list_below(lines, top)
        if dash is None:
            emptied = _EMPTY_VALUE.match(lines[top].rstrip("\r\n"))
            if emptied is not None:
                head = emptied["head"] + emptied["rest"] + end
                yield [*lines[:top], head, *lines[top + 1 :]], top + 1, _rendered(items, 2, end)
            continue
        for index in _ends(lines, top, bottom, dash):
            yield lines, index, _rendered(items, dash, end)
    if not tops:
        closing = next(
            (n for n, line in enumerate(lines) if n and re.match(r"\.\.\.(?:\s|\Z)", line)), len(lines)
        )
        yield lines, closing, [f"{key}:{end}", *_rendered(items, 2, end)]


def _list_below(lines: Sequence[str], top: int) -> tuple[int, int | None]:
    """Where the lines below a top-level key end, and the column of the dash if a block list stands there."""
    dash: int | None = None
    bottom = len(lines)
    for number in range(top + 1, len(lines)):
        line = lines[number].rstrip("\r\n")
        item = re.match(r"( *)-(?:\s|\Z)", line)
        if not _BLANK.match(line):
            if dash is None and item is None:
                return number, None
            if not line.startswith((" ", "\t")) and item is None:
                bottom = number
                break
            if dash is None and item is not None:
                dash = len(item.group(1))
    return bottom, dash


def _ends(lines: Sequence[str], top: int, bottom: int, dash: int) -> list[int]:
    """Possible ends of the list: after its last content (or inner comment), else after all its lines."""
    content = top
    for number in range(top + 1, bottom):
        line = lines[number].rstrip("\r\n")
        column = len(line) - len(line.lstrip(" \t"))
        if line.strip(_SPACE) and not (line.lstrip(_SPACE).startswith("#") and column <= dash):
            content = number
    blank_after = content + 1
    while blank_after < bottom and not lines[blank_after].strip(_SPACE):
        blank_after += 1
    return list(dict.fromkeys([content + 1, blank_after, bottom]))


def _rendered(items: Sequence[str], indent: int, end: str) -> list[str]:
    lines = [line for item in items for line in item_lines(item)]
    return [f"{' ' * indent}{line}{end}" if line else end for line in lines]


def _insert(lines: list[str], index: int, new_lines: list[str]) -> str:
    before = lines[:index]
    if before and not before[-1].endswith(("\n", "\r")):
        before[-1] += "\r\n" if new_lines[0].endswith("\r\n") else "\n"
    return "".join([*before, *new_lines, *lines[index:]])


def _reads_as(text: str, wanted: Mapping[str, object]) -> bool:
    try:
        return repr(_parsed(text)) == repr(wanted)
    except DubanError:
        return False


def _parsed(text: str) -> dict[str, object]:
    from ryaml import loads

    try:
        document = loads(text)
    except ValueError as failure:
        raise refusal(
            "yaml-syntax", "文件不合 YAML 的写法，没有改动。", "先运行 duban check，改好这个文件。"
        ) from failure
    if not isinstance(document, dict):
        raise refusal("yaml-top", "文件的最外层应当是一组“键: 值”。", "每行一个键，例如：编号: WJ-2026-0001")
    return document


def _edit_one(text: str, key: str, value: object, order: Sequence[str]) -> str:
    from ruamel.yaml.nodes import MappingNode

    top = compose(text)
    if not isinstance(top, MappingNode) or top.flow_style:
        raise refusal(
            "yaml-edit", "这个文件不是逐行的“键: 值”，不能自动修改。", "把最外层改成每行一个键，再试一次。"
        )
    pairs: list[tuple[Node, Node]] = top.value
    names = [name.value for name, _ in pairs]
    if key not in names:
        return text if value is DELETE else _add(text, pairs, key, value, order)
    at = names.index(key)
    start = pairs[at][0].start_mark.index
    end = _content_end(text, start, pairs[at + 1][0].start_mark.index if at + 1 < len(pairs) else len(text))
    if value is DELETE:
        return text[:start] + text[end:]
    node = pairs[at][1]
    if fits_inline(value):
        if node.start_mark.index == node.end_mark.index:  # no value yet: behind the colon
            colon = text.index(":", pairs[at][0].end_mark.index) + 1
            return f"{text[:colon]} {_styled(node, value)}{text[colon:]}"
        if _is_inline(node):
            return text[: node.start_mark.index] + _styled(node, value) + text[node.end_mark.index :]
    return text[:start] + _kept_items(text, node, key, value, end) + text[end:]


def _is_inline(node: "Node") -> bool:
    """Whether a value is on the line of its key, and on one line only."""
    return node.start_mark.line == node.end_mark.line and getattr(node, "style", None) not in ("|", ">")


def _styled(node: "Node", value: object) -> str:
    """A value on one line, in the quoting style of the old one."""
    rendered = render_inline(value)
    quote = getattr(node, "style", None)
    if quote in ("'", '"') and isinstance(value, str) and rendered == value:
        return f"{quote}{value}{quote}"
    return rendered


def _kept_items(text: str, node: "Node", key: str, value: object, end: int) -> str:
    """The new lines of an entry; items of a block list that do not change keep their lines as typed."""
    from ruamel.yaml.nodes import SequenceNode

    line_end = "\r\n" if "\r\n" in text else "\n"
    rendered = "".join(f"{line}{line_end}" for line in render_entry(key, value))
    if not isinstance(node, SequenceNode) or node.flow_style or not isinstance(value, list | tuple):
        return rendered
    old = _parsed(text)[key]
    same = 0
    while (
        isinstance(old, list)
        and same < min(len(old), len(value))
        and repr(old[same]) == repr(_plain(value[same]))
    ):
        same += 1
    if not same:
        return rendered
    key_start = text.rfind(key, 0, node.start_mark.index)
    start = text.rfind("\n", 0, key_start) + 1
    if same < len(node.value):
        kept = text[start : text.rfind("\n", 0, node.value[same].start_mark.index) + 1]
    else:
        kept = text[start:end]
    if not kept.endswith(("\n", "\r")):
        kept += line_end
    new = [render_item(inner) for inner in value[same:]]
    return kept + "".join(_rendered(new, node.start_mark.column, line_end))


def _add(text: str, pairs: "list[tuple[Node, Node]]", key: str, value: object, order: Sequence[str]) -> str:
    line_end = "\r\n" if "\r\n" in text else "\n"
    entry = "".join(f"{line}{line_end}" for line in render_entry(key, value))
    following = set(order[list(order).index(key) + 1 :]) if key in order else set()
    at = next((number for number, (name, _) in enumerate(pairs) if name.value in following), None)
    if at == 0:
        index = pairs[0][0].start_mark.index
        return text[:index] + entry + text[index:]
    if at is not None:
        begun = pairs[at - 1][0].start_mark.index
        index = _content_end(text, begun, pairs[at][0].start_mark.index)
        return text[:index] + entry + text[index:]
    index = _content_end(text, pairs[-1][0].start_mark.index, len(text)) if pairs else len(text)
    before = text[:index]
    return before + ("" if before.endswith(("\n", "\r")) or not before else line_end) + entry + text[index:]


def _content_end(text: str, start: int, limit: int) -> int:
    """Where an entry ends that starts at `start`.

    Comments and blank lines before the next key do not belong to it; a comment that is indented does.
    """
    end = start
    index = start
    for line in re.findall(r"[^\n]*\n|[^\n]+\Z", text[start:limit]):
        index += len(line)
        if index - len(line) == start or not (line.strip(_SPACE) == "" or line.startswith(("#", "..."))):
            end = index
    return end


if TYPE_CHECKING:
    from ruamel.yaml.nodes import MappingNode, Node


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
    """A mapping in braces, written anew in braces; comments inside it are not possible."""
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


def _refused(key: str) -> Exception:
    return refusal(
        "yaml-edit",
        f"没有把握只改“{key}”里的这一项，文件没有改动。",
        "请直接在文件里改，再运行 duban commit。",
    )
