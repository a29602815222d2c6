"""How texts of documents are made comparable: width, spaces, traditional characters, Chinese numerals.

Text in, text out. Only texts to be compared are folded, never texts that are shown or stored.
"""

import re
from itertools import accumulate

from duban.core.model.folding import fold, plain

UNREADABLE = "\ufffd"
"""Stands for a printed character that the file does not identify."""
_PINYIN = re.compile(
    r"(?<=[\u4e00-\u9fff])[(（](?=[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńň])[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňü]{1,6}[)）]"
)
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_OPEN, _CLOSE = "(（[［【〔", ")）]］】〕"
# How forms are filled where there is nothing to say: 无, （无）, —, /, N/A.
_NOTHING = re.compile(
    r"[-‐-―−─━ー~_/∕⁄⧸╱\\╲|]*|(?:暂|尚|均|皆|都|并)?无|(?:暂时|目前)?没有|(?:此项|本项)?空(?:白|缺)?|无此项|不涉及|不适用|n[/.]?a\.?|nil|none|null"
)
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """A cell as people see it: no control or invisible characters, one kind of line end, no blanks at the ends.

    Signs that begin a formula in spreadsheets (`=`, `+`, `-`, `@`) stay: here they are text.
    """
    text = plain(text).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return _INVISIBLE.sub("", text).strip()


def says_nothing(text: str) -> bool:
    """Whether a cell is filled in but empty in meaning: "", 无, （无）, —, /, N/A."""
    bare = fold(text).casefold().strip("。.,，;；、:：!！")
    while len(bare) > 1 and bare[0] in _OPEN and bare[-1] in _CLOSE:
        bare = bare[1:-1].strip("。.,，;；、")
    return _NOTHING.fullmatch(bare) is not None


def one_line(text: str) -> str:
    """The text on one line: breaks beside Chinese characters vanish, others become a space."""
    return _SPACES.sub(_join, text).strip()


def _neighbours(match: re.Match[str]) -> tuple[str, str]:
    start, end = match.span()
    return match.string[max(start - 1, 0) : start], match.string[end : end + 1]


def _join(match: re.Match[str]) -> str:
    if "\n" not in match[0]:
        return match[0]
    before, after = _neighbours(match)
    return " " if before.isascii() and after.isascii() else ""


def bracket_depths(text: str) -> tuple[int, ...]:
    """For each character how many brackets enclose it; a bracket that never closes does not count."""
    opened: dict[str, list[int]] = {}
    change = [0] * (len(text) + 1)
    for position, character in enumerate(text):
        if character in _CLOSING_OF:
            opened.setdefault(_CLOSING_OF[character], []).append(position)
        elif opened.get(closing := _SAME.get(character, "")):
            change[opened[closing].pop()] += 1
            change[position + 1] -= 1
    return tuple(accumulate(change[:-1]))


_CLOSING_OF = dict(zip("（(〔[［【“「『《<", "))]]]]”」」》>", strict=True))
_SAME = dict(zip("）)〕]］】”」』》>", "))]]]]”」」》>", strict=True))


def first_sentence(text: str) -> str:
    """The text up to its first full stop outside brackets, without end marks."""
    depths = bracket_depths(text)
    ends = (place for place, mark in enumerate(text) if mark in "。！？" and depths[place] == 0)
    return text[: next(ends, len(text))].rstrip("。；;，,、 ")


def without_pinyin(text: str) -> str:
    """Without the pinyin that web pages leave behind characters when converted: 發(fā)展 becomes 發展."""
    return _PINYIN.sub("", text)
