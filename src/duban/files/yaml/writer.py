"""Renders plain data as YAML in the house format: text that any YAML 1.2 parser reads back to the same data.

Pure text: touches no file and keeps no state; what YAML cannot hold is refused, never altered.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from duban.errors import refusal

FLOW_WIDTH = 160
"""An event, or a nested mapping, longer than this many characters on one line is written over several lines."""

_LIST_WIDTH = 100
_MAX_KEY_CHARS = 128
_LARGEST_INT = 2**63 - 1

_ODD_SIGN = re.compile("[^\n\x20-\x7e\u3001-\ud7ff\uff01-\uffe6]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?\Z", re.ASCII)
_FIRST_SIGN = re.compile(r"[^\s\x00-\x7f]|[A-Za-z0-9_(/.+]")
_NOT_PLAIN = re.compile(r"[,\[\]{}\"'?&*!|>%@`\\\n]|:(?![0-9A-Za-z/])|(?<= )#|:\Z|\s\Z|  ")
_LOOKS_TYPED = re.compile(
    r"[-+]?[0-9.][0-9_.,:e+-]*|[-+]?0[xob][0-9a-f_]*|[-+]?\.(?:inf|nan)|[.+_/-]+|null|true|false|yes|no|on|off|y|n|nan|inf",
    re.IGNORECASE,
)
_NOT_LITERAL = re.compile(r"\A[ \n]|[ ](?:\n|\Z)|\n\n\Z|\A\Z")
_NAMED_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
_NO_CHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}


def render_event(event: Mapping[str, object]) -> str:
    """One event as an item of 流水, without its dash: a flow mapping, or `key: value` lines if it is long.

    Raises DubanError where YAML cannot carry a value (a lone surrogate, a number beyond 64 bits).
    """
    if not any(_wants_lines(value) for value in event.values()):
        line = _flow(event)
        if len(line) <= FLOW_WIDTH:
            return line
    return "\n".join(_mapping_lines(event))


def render_document(document: Mapping[str, object]) -> str:
    """A whole file in the house format: keys at the left, small inner mappings and lists on one line, LF."""
    return "".join(f"{line}\n" for line in _mapping_lines(document)) if document else "{}\n"


def render_entry(key: str, value: object) -> tuple[str, ...]:
    """The lines of one `key: value` in block style, without indentation."""
    head, *lines = _entry_lines(value)
    return (f"{_key(key)}:{head}", *lines)


def render_item(value: object) -> str:
    """An item of a block list, without its dash; further lines are to be indented below the first."""
    if isinstance(value, Mapping) and value:
        return render_event(value)
    if isinstance(value, str):
        head, *lines = _text_lines(value)
        return "\n".join([head[1:], *lines])
    return _flow(value)


def render_inline(value: object) -> str:
    """A value on one line, in flow style."""
    return _flow(value)


def fits_inline(value: object) -> bool:
    """Whether the house format writes this value behind its key, on the same line."""
    return len(_entry_lines(value)) == 1 and not _wants_lines(value)


def _mapping_lines(mapping: Mapping[str, object]) -> list[str]:
    return [line for key, value in mapping.items() for line in render_entry(key, value)]


def _entry_lines(value: object) -> list[str]:
    """What follows the colon of a key: the rest of its line, then further lines, indented."""
    if isinstance(value, str):
        return _text_lines(value)
    if isinstance(value, Mapping) and value:
        line = _flow(value)
        if len(line) <= FLOW_WIDTH and not any(_wants_lines(inner) for inner in value.values()):
            return [f" {line}"]
        return ["", *_indented(_mapping_lines(value))]
    if isinstance(value, list | tuple) and value:
        line = _flow(value)
        if len(line) <= _LIST_WIDTH and not any(
            _wants_lines(inner) or isinstance(inner, Mapping) for inner in value
        ):
            return [f" {line}"]
        return ["", *_indented(line for inner in value for line in item_lines(render_item(inner)))]
    return [f" {_flow(value)}"]


def item_lines(item: str) -> list[str]:
    """A rendered item as lines of a block list: a dash before the first, two spaces before the others."""
    first, *others = item.split("\n")
    return [f"- {first}", *_indented(others)]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _text_lines(text: str) -> list[str]:
    """A text behind its key: on the same line, or as a block (`|`) where it has several readable lines."""
    if (
        "\n" not in text
        or _NOT_LITERAL.search(text)
        or any(_is_hidden(sign) for sign in _ODD_SIGN.findall(text))
    ):
        return [f" {_scalar(text)}"]
    if text.endswith("\n"):
        return [" |", *_indented(text[:-1].split("\n"))]
    return [" |-", *_indented(text.split("\n"))]


def _wants_lines(value: object) -> bool:
    """Whether a value, or one inside it, is a text of several lines."""
    if isinstance(value, str):
        return "\n" in value
    if isinstance(value, Mapping):
        return any(_wants_lines(inner) for inner in value.values())
    return isinstance(value, list | tuple) and any(_wants_lines(inner) for inner in value)


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return _scalar(value)


def _key(key: object) -> str:
    if not isinstance(key, str) or len(key) > _MAX_KEY_CHARS:
        raise refusal("yaml-key", f"键必须是不超过 {_MAX_KEY_CHARS} 个字的文字。", "改用短一些的名称。")
    return _scalar(key)


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and -_LARGEST_INT <= value <= _LARGEST_INT:
        return str(value)
    if isinstance(value, float):
        return _number(value)
    raise refusal(
        "yaml-value", f"写不进 YAML 的值：{type(value).__name__}。", "只能写文字、数字、是否、列表和键值。"
    )


def _number(value: float) -> str:
    words = repr(value)
    if words in ("inf", "-inf", "nan"):
        return words.replace("inf", ".inf").replace("nan", ".nan")
    mantissa, exponent, power = words.partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}{exponent}{power}"


def _is_plain(text: str) -> bool:
    """Whether a text needs no quotes, anywhere in a file and in every version of YAML."""
    if _DATE.match(text):
        return True
    return (
        _FIRST_SIGN.match(text) is not None
        and _NOT_PLAIN.search(text) is None
        and _LOOKS_TYPED.fullmatch(text) is None
        and not any(_is_hidden(sign) for sign in _ODD_SIGN.findall(text))
    )


def _is_hidden(sign: str) -> bool:
    """Whether a character is invisible or changes the direction of text: it is written as an escape."""
    if sign == "\u3000":
        return False
    return unicodedata.category(sign) in _HIDDEN or _NO_CHARACTER.match(sign) is not None


def _quoted(text: str) -> str:
    return '"' + "".join(_escape(sign) for sign in text) + '"'


def _escape(sign: str) -> str:
    if sign in _NAMED_ESCAPES:
        return _NAMED_ESCAPES[sign]
    if " " <= sign <= "~" or not _is_hidden(sign):
        return sign
    if unicodedata.category(sign) == "Cs":
        raise refusal("yaml-value", "文字里有残缺的字符，写不进文件。", "重新输入这段文字。")
    return f"\\u{ord(sign):04X}" if sign <= "\uffff" else f"\\U{ord(sign):08X}"
