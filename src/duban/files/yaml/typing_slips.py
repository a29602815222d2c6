"""Punctuation slips of people who type YAML with a Chinese input method, each recognised within one line.

Knows nothing of files and tasks: one line of text in, a hint or nothing out.
"""

import re
from dataclasses import dataclass

_LOOK_AT_CHARS = 1000
_NARROW = str.maketrans("［｛］｝", "[{]}")


@dataclass(frozen=True, slots=True)
class Hint:
    """A slip in a line: where, what is wrong, what to type."""

    column: int
    width: int
    code: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Slip:
    """One kind of slip: the pattern, whose group `at` is the wrong text, and the words, which may name its groups.

    Beside the groups there are `blank`, what kind of blank stands `at`, and `narrow`, the half-width bracket for it.
    `behind` is a character that must stand somewhere before.
    """

    code: str
    pattern: str
    message: str
    advice: str
    behind: str = ""

    def find(self, line: str) -> Hint | None:
        """The slip in this line; only the first place that looks like it counts."""
        found = re.search(self.pattern, line)
        if found is None or self.behind not in line[: found.start()]:
            return None
        at = found["at"]
        words = {name: text.strip() for name, text in found.groupdict().items()}
        words["blank"] = "制表符（Tab）" if "\t" in at else "全角空格"
        words["narrow"] = at.translate(_NARROW)
        message, advice = self.message.format_map(words), self.advice.format_map(words)
        return Hint(found.start("at"), len(at), self.code, message, advice)


CONFLICT_CODE = "git-conflict"
_CONFLICT = Slip(
    CONFLICT_CODE,
    r"^(?P<at><{7}|={7}|>{7})(?: |$)",
    "这是 git 合并冲突的记号：两边改了同一处，还没有合好。",
    "流水两边都留下，要素选定一个，删去 <<<<<<<、=======、>>>>>>> 三行；或放弃合并：git merge --abort",
)
INDENT = Slip(
    "yaml-indent",
    r"^ *(?P<at>[\t\u3000\xa0\u2000-\u200a]+)",
    "行首的缩进用了{blank}。",
    "缩进只用半角空格，每级 2 个。",
)
DASH = Slip(
    "yaml-fullwidth",
    r"^\s*(?P<at>[－﹣–—])\s*",
    "列表的横线打成了“{at}”。",
    "改成半角横线加一个空格：“- ”。",
)
KEY_COLON = Slip(
    "yaml-fullwidth",
    r"^\s*(?:- +)?(?P<key>[^\s：:\"'“”{}\[\]#][^：:\"'“”{}\[\]#]{0,30})(?P<at>：)\s*(?P<value>.{0,20})",
    "键后面的冒号打成了全角“：”。",
    "改成半角冒号加一个空格：“{key}: {value}”。",
)
_BRACKET = Slip(
    "yaml-fullwidth",
    r"(?:(?:: |- |[\[{,] ?)(?=[［｛])|(?=[］｝]\s*(?:#.*)?$))(?P<at>[［｛］｝])",
    "括号打成了全角“{at}”。",
    "改成半角“{narrow}”；如果这本来就是文字，给整段加上英文引号。",
)
_INNER_COLON = Slip(
    "yaml-fullwidth",
    r"[{,]\s*(?P<key>[^\s：:,，{}\[\]\"']{1,20})(?P<at>：)",
    "键后面的冒号打成了全角“：”。",
    "改成半角冒号加一个空格：“{key}: ”。",
)
_INNER_COMMA = Slip(
    "yaml-fullwidth",
    r"(?P<at>，)\s*[^\s：:,，{}\[\]]{1,20}:",
    "分隔各项的逗号打成了全角“，”。",
    "改成半角逗号加一个空格：“, ”。",
    behind="{",
)
_QUOTES = Slip(
    "yaml-fullwidth",
    r"(?:: +|- +)(?P<at>[“”‘’＂＇])",
    "引号打成了全角“{at}”，YAML 不认得它。",
    '把整段放进英文双引号里：键: "……"（里面的全角引号可以保留）。',
)
_NARROW_COLON = Slip(
    "yaml-colon",
    r"^\s*(?:- +)?(?P<key>[^\s:：\"'{}\[\]#]{1,20})(?P<at>:)(?P<value>[^\s:/].{0,20})",
    "冒号后面少一个空格。",
    "写成：“{key}: {value}”。",
)
_SLIPS = (_CONFLICT, INDENT, DASH, _INNER_COMMA, _INNER_COLON, KEY_COLON, _BRACKET, _QUOTES, _NARROW_COLON)


def find_slip(line: str) -> Hint | None:
    """The most likely slip in a line at which a parser failed."""
    found = (slip.find(line[:_LOOK_AT_CHARS]) for slip in _SLIPS)
    return next((hint for hint in found if hint is not None), None)
