"""Punctuation slips of people who type YAML with a Chinese input method, each recognised within one line.

Knows nothing of files and tasks: one line of text in, a hint or nothing out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_LOOK_AT_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Hint:
    """A slip in a line: where, what is wrong, what to type."""

    column: int
    width: int
    code: str
    message: str
    advice: str


def _conflict(line: str) -> Hint | None:
    """A conflict marker that git leaves in a file it could not merge."""
    found = re.match(r"(<{7}|={7}|>{7})(?: |$)", line)
    if found is None:
        return None
    return Hint(
        0,
        len(found.group(1)),
        "git-conflict",
        "这是 git 合并冲突的记号：两边改了同一处，还没有合好。",
        "流水两边都留下，要素选定一个，删去 <<<<<<<、=======、>>>>>>> 三行；或放弃合并：git merge --abort",
    )


def look_at_indent(line: str) -> Hint | None:
    """A tab or a wide space where YAML wants plain spaces."""
    found = re.match(r" *([\t\u3000\xa0\u2000-\u200a]+)", line)
    if found is None:
        return None
    name = "制表符（Tab）" if "\t" in found.group(1) else "全角空格"
    return Hint(
        found.start(1),
        len(found.group(1)),
        "yaml-indent",
        f"行首的缩进用了{name}。",
        "缩进只用半角空格，每级 2 个。",
    )


def look_at_dash(line: str) -> Hint | None:
    """A full-width or long dash before a list item."""
    found = re.match(r"\s*([－﹣–—])\s*", line)
    if found is None:
        return None
    return Hint(
        found.start(1),
        1,
        "yaml-fullwidth",
        f"列表的横线打成了“{found.group(1)}”。",
        "改成半角横线加一个空格：“- ”。",
    )


def look_at_key_colon(line: str) -> Hint | None:
    """A full-width colon behind the key that a line begins with."""
    found = re.match(r"\s*(?:- +)?([^\s：:\"'“”{}\[\]#][^：:\"'“”{}\[\]#]{0,30})(：)\s*(.{0,20})", line)
    if found is None:
        return None
    return Hint(
        found.start(2),
        1,
        "yaml-fullwidth",
        "键后面的冒号打成了全角“：”。",
        f"改成半角冒号加一个空格：“{found.group(1).strip()}: {found.group(3).strip()}”。",
    )


def _bracket(line: str) -> Hint | None:
    found = re.search(r"(?:: |- |[\[{,] ?)([［｛])|([］｝])\s*(?:#.*)?$", line)
    if found is None:
        return None
    group = 1 if found.group(1) else 2
    sign = found.group(group)
    narrow = {"［": "[", "｛": "{", "］": "]", "｝": "}"}[sign]
    return Hint(
        found.start(group),
        1,
        "yaml-fullwidth",
        f"括号打成了全角“{sign}”。",
        f"改成半角“{narrow}”；如果这本来就是文字，给整段加上英文引号。",
    )


def _inner_colon(line: str) -> Hint | None:
    found = re.search(r"[{,]\s*([^\s：:,，{}\[\]\"']{1,20})(：)", line)
    if found is None:
        return None
    return Hint(
        found.start(2),
        1,
        "yaml-fullwidth",
        "键后面的冒号打成了全角“：”。",
        f"改成半角冒号加一个空格：“{found.group(1)}: ”。",
    )


def _inner_comma(line: str) -> Hint | None:
    found = re.search(r"(，)\s*[^\s：:,，{}\[\]]{1,20}:", line)
    if found is None or "{" not in line[: found.start()]:
        return None
    return Hint(
        found.start(1),
        1,
        "yaml-fullwidth",
        "分隔各项的逗号打成了全角“，”。",
        "改成半角逗号加一个空格：“, ”。",
    )


def _quotes(line: str) -> Hint | None:
    found = re.search(r"(?:: +|- +)([“”‘’＂＇])(.{0,40})", line)
    if found is None:
        return None
    return Hint(
        found.start(1),
        1,
        "yaml-fullwidth",
        f"引号打成了全角“{found.group(1)}”，YAML 不认得它。",
        '把整段放进英文双引号里：键: "……"（里面的全角引号可以保留）。',
    )


def _narrow_colon(line: str) -> Hint | None:
    found = re.match(r"\s*(?:- +)?([^\s:：\"'{}\[\]#]{1,20})(:)([^\s:/].{0,20})", line)
    if found is None:
        return None
    return Hint(
        found.start(2),
        1,
        "yaml-colon",
        "冒号后面少一个空格。",
        f"写成：“{found.group(1)}: {found.group(3).strip()}”。",
    )


_HINTS: tuple[Callable[[str], Hint | None], ...] = (
    _conflict,
    look_at_indent,
    look_at_dash,
    _inner_comma,
    _inner_colon,
    look_at_key_colon,
    _bracket,
    _quotes,
    _narrow_colon,
)


def find_slip(line: str) -> Hint | None:
    """The most likely slip in a line at which a parser failed."""
    content = line[:_LOOK_AT_CHARS]
    return next((hint for hint in (look(content) for look in _HINTS) if hint is not None), None)
