"""A text normalised for matching, with positions in the original: half-width, simplified, Arabic numerals in days.

Text in, text out; what is cut out by `original` is as written.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from duban.importers.grammar.normalize import arabic_number, fold

_NUMERAL = re.compile(
    r"[〇零○一二三四五六七八九十]{1,5}(?=年|月|日|号|季度|个工作日|个月|周|天|个星期|工作日)"
)
_TWO = re.compile(r"两(?=个工作日|个月|个星期|周|天)")
_CJK = re.compile("[\u4e00-\u9fff]")
_PINYIN = re.compile(
    r"(?<=[\u4e00-\u9fff])[(（](?=[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńň])[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňü]{1,6}[)）]"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `origin[i]` is where its character i stands in `source`."""

    text: str
    source: str
    origin: tuple[int, ...]

    def original(self, start: int, end: int) -> str:
        """The part of the source that this span of the folded text comes from."""
        if start >= end:
            return ""
        return self.source[self.origin[start] : self.origin[end - 1] + 1]


def without_pinyin(text: str) -> str:
    """Without the pinyin that web pages leave behind characters when converted: 發(fā)展 becomes 發展."""
    return _PINYIN.sub("", text)


def simplified(text: str) -> str:
    """The text in simplified characters, one for one; as it is where nothing in it is traditional."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        if not any(_rare(character) for character in set(text)):
            return text
        converted = "".join(_simple(character) for character in text)
        return converted if len(converted) == len(text) else text
    return text


@lru_cache(maxsize=8192)
def _rare(character: str) -> bool:
    """Whether a character is Chinese but none of the everyday simplified characters."""
    if _CJK.match(character) is None:
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@lru_cache(maxsize=8192)
def _simple(character: str) -> str:
    if not _rare(character):
        return character
    converted = str(_converter().convert(character))
    return converted if len(converted) == 1 else character


@lru_cache(maxsize=1)
def _converter() -> Any:  # noqa: ANN401 -- opencc carries no types
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=8192)
def _folded_character(character: str) -> str:
    return fold(character) if not character.isspace() else ""


@lru_cache(maxsize=512)
def fold_with_origin(text: str) -> Folded:
    """Fold a text and remember where each character comes from; spaces vanish, numerals of days become digits."""
    characters: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(simplified(text)):
        if "\u4e00" <= character <= "\u9fff":
            characters.append(character)
            origin.append(position)
            continue
        for folded in _folded_character(character):
            characters.append(folded)
            origin.append(position)
    plain = _TWO.sub("二", "".join(characters))
    if _NUMERAL.search(plain) is None:
        return Folded(plain, text, tuple(origin))
    pieces: list[str] = []
    places: list[int] = []
    position = 0
    for match in _NUMERAL.finditer(plain):
        pieces.append(plain[position : match.start()])
        places.extend(origin[position : match.start()])
        digits = arabic_number(match[0])
        pieces.append(digits)
        first, last = origin[match.start()], origin[match.end() - 1]
        places.extend([first] * (len(digits) - 1) + [last])
        position = match.end()
    pieces.append(plain[position:])
    places.extend(origin[position:])
    return Folded("".join(pieces), text, tuple(places))


def normal(text: str) -> str:
    """A text as units and titles are compared: simplified, half-width, without spaces and marks."""
    return re.sub(r"[\s\W_]+", "", fold(simplified(text)))
