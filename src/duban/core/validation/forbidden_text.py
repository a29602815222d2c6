"""What may not stand in a text: marks of secrecy, and characters that steer a terminal.

Looks at raw values (as a YAML parser gives them) and says where; refuses nothing itself.
"""

import re
from collections.abc import Iterator

import msgspec

from duban.core.model.folding import LOOKALIKE, find_lookalike, plain
from duban.core.model.record import Fault, Record

_LEVELS = ("绝密", "机密", "秘密")
_LEVEL = f"(?:{'|'.join(_LEVELS)})"
_SECRET = re.compile(
    rf"{_LEVEL}\s*★"  # 机密★10年
    rf"|^\s*{_LEVEL}(?:级|件)?\s*$"  # a value that is nothing but a mark
    rf"|[（(【〔［\[]\s*{_LEVEL}(?:级|件)?\s*[）)】〕］\]]"  # （秘密）
)
_MENTION = re.compile(_LEVEL)
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_SIGNS = re.compile(rf"[\\\\{_STEERING.pattern[1:-1]}{LOOKALIKE.pattern[1:-1]}]")
"""Any sign of the two patterns, in JSON, where the backslash stands before those that it escapes."""
_CLASSIFIED = "涉密登记"
SHOWN = 30
CLASSIFIED_ADVICE = "涉密事项不进台账：只写 涉密登记: {登记号: …, 保管: …}"
"""Of a task, whose head has that key (`--classified-ref`)."""
_ELSEWHERE = "涉密的内容不进台账：改写成不涉密的，原件按保密规定另存"


def texts_in(value: object, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text inside a raw value, with where it stands."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_in(inner, (*keys, str(key)))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from texts_in(inner, (*keys, index))


def is_harmless(record: Record) -> bool:
    """Whether no finder of this module finds anything in a record: one look at all its texts together."""
    text = msgspec.json.encode(record).decode()
    return not any(level in text for level in _LEVELS) and _SIGNS.search(text) is None


def find_secrets(raw: object, *, of_task: bool = False) -> list[Fault]:
    """Marks of secrecy that must not be in the books: with ★, as a whole value, or in brackets."""
    advice = CLASSIFIED_ADVICE if of_task else _ELSEWHERE
    return [
        Fault(keys, "secret", f"这里有密级标志：“{_short(text)}”", advice)
        for keys, text in texts_in(raw)
        if _CLASSIFIED not in keys and _SECRET.search(text)
    ]


def find_mentions(raw: object) -> list[Fault]:
    """Words such as 商业秘密 that only look like a mark: worth a look, no more."""
    return [
        Fault(keys, "secret-word", f"文字里有“{found[0]}”，请确认不涉密：“{_short(text)}”")
        for keys, text in texts_in(raw)
        if _CLASSIFIED not in keys and not _SECRET.search(text) and (found := _MENTION.search(text))
    ]


def find_controls(raw: object) -> list[Fault]:
    """Control characters and direction marks: invisible, and able to make a screen lie."""
    return [
        Fault(
            keys,
            "control-character",
            f"文字里有看不见的控制字符 U+{ord(found[0]):04X}（第{found.start() + 1}个字）",
            "删去后重新输入；从别处粘贴的文字常带有它们",
        )
        for keys, text in texts_in(raw)
        if (found := _STEERING.search(text))
    ]


def find_lookalikes(raw: object) -> list[Fault]:
    """Radicals and compatibility forms in place of the characters they look like: a search by hand misses them."""
    return [
        Fault(
            keys,
            "lookalike",
            f"文字里有形似字“{found}”（U+{ord(found):04X}），不是“{plain(found)}”（U+{ord(plain(found)):04X}）："
            f"“{_short(text)}”",
            "查询时仍按普通的字算；要改正，把这一项重新写一遍",
        )
        for keys, text in texts_in(raw)
        if (found := find_lookalike(text))
    ]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"
