"""Texts made comparable: look-alike characters, width, traditional characters, blanks, Chinese numerals of days.

Only texts to be compared are folded, never texts that are shown or stored; `plain` alone, one for one, may be stored.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

LOOKALIKE = re.compile("[\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f\ue5e5]")
# U+2E81 to U+2EF3 by Equivalent_Unified_Ideograph of the Unicode database (EquivalentUnifiedIdeograph.txt, 14.0); no
# character is assigned to U+2E9A. The radicals of Kangxi and the compatibility ideographs have their equivalents in
# NFKC. U+E5E5 is the blank of GBK texts (0xA3A0) as Python decodes it; the Encoding Standard reads U+3000.
_SUPPLEMENT = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵\u2e9a"
    "旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角"
    "𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_TABLE = dict(enumerate(_SUPPLEMENT, 0x2E81)) | {0xE5E5: "\u3000"}


def plain(text: str) -> str:
    """The text with every look-alike replaced by the character it looks like: 县⽔务局 (U+2F54) is 县水务局."""
    return text if text.isascii() else LOOKALIKE.sub(_replaced, text)


def half_width(text: str) -> str:
    """Plain characters, and signs of one width: （２０２６） is (2026). Blanks and traditional characters stay."""
    return text if text.isascii() else unicodedata.normalize("NFKC", plain(text))


def plain_values(value: object) -> object:
    """A raw value (texts, lists, mappings) with every text in it in plain characters."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: plain_values(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_values(inner) for inner in value]
    return value


def find_lookalike(text: str) -> str | None:
    """The first character that only looks like another."""
    return next((found for found in LOOKALIKE.findall(text) if plain(found) != found), None)


def _replaced(match: re.Match[str]) -> str:
    sign = match[0]
    equivalent = sign.translate(_TABLE)
    return equivalent if equivalent != sign else unicodedata.normalize("NFKC", sign)


_CJK = re.compile("[\u4e00-\u9fff]")
_CIRCLED = re.compile("[\u2460-\u24ff\u2776-\u2793]")
_BLANK = re.compile(r"\s+")
_MARKS = re.compile(r"[\s\W_]+")
_NUMERAL = (
    r"[〇零○一二两三四五六七八九十廿卅百]{1,5}(?=年|月|日|号|季度|个?工作日|个月|周|天|个?星期|个半?年)"
    r"|(?<![\d万亿千百十美欧日单公])元(?=月)"
    r"|(?<=[日号午])[零一二两三四五六七八九十]{1,3}(?=[时点])"
)
# Glyphs of PDFs split numbers: 9月3 0日.
_TORN = r"(?<=[年月]\d) (?=\d[月日号])"
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
}


class _Folding(dict[int, str]):
    """A table for str.translate that works out each character when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = "、" if _CIRCLED.match(character) else unicodedata.normalize("NFKC", plain(character))
        self[code] = "".join(_simple(each) for each in folded)
        return self[code]


class _Simplifying(dict[int, str]):
    """The same, of traditional characters only, one for one."""

    def __missing__(self, code: int) -> str:
        self[code] = _simple(chr(code))
        return self[code]


_FOLDING, _SIMPLIFYING = _Folding(), _Simplifying()


class Folded(NamedTuple):
    """A folded text; `origin[i]` is where its character i stands in `source`."""

    text: str
    source: str
    origin: tuple[int, ...]

    def original(self, start: int, end: int) -> str:
        """The part of the source that this span of the folded text comes from."""
        if start >= end:
            return ""
        return self.source[self.origin[start] : self.origin[end - 1] + 1]


def simplified(text: str) -> str:
    """The text in simplified characters, one for one; as it is where nothing in it is traditional."""
    return text if text.isascii() else text.translate(_SIMPLIFYING)


def fold(text: str) -> str:
    """Plain characters, half-width, simplified, without blanks except between two digits; list marks ①② become 、."""
    return _BLANK.sub(_between_digits, text.translate(_FOLDING))


def normal(text: str) -> str:
    """A text as units and titles are compared: folded, without blanks and marks."""
    return _MARKS.sub("", fold(text))


def arabic(text: str) -> str:
    """Chinese numerals of days and periods as digits: 二〇二六年十二月 becomes 2026年12月."""
    return _numeral().sub(lambda found: arabic_number(found[0]), text)


def arabic_number(numeral: str) -> str:
    """A Chinese numeral below a thousand, or a row of digits, as digits: 十二 is 12, 二〇二六 is 2026.

    As it is where it is none.
    """
    if numeral == "元":
        return "1"  # 元月
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if not re.search("[十百]", numeral):
        return "".join(str(_DIGITS[character]) for character in numeral)
    hundreds, sign, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    ones = ones.removeprefix("零")
    if max(len(hundreds), len(tens), len(ones)) > 1 or (sign and not hundreds):
        return numeral
    value = _DIGITS.get(hundreds, 0) * 100 + (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
    return str(value)


@lru_cache(maxsize=512)
def fold_with_origin(text: str) -> Folded:
    """A text folded, its numerals of days as digits, and where each character comes from."""
    characters: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        for folded in _FOLDING[ord(character)]:
            if not folded.isspace():
                characters.append(folded)
                origin.append(position)
            elif characters and characters[-1] != " " and characters[-1].isdecimal():
                characters.append(" ")
                origin.append(position)
    kept = "".join(characters)
    pieces: list[str] = []
    places: list[int] = []
    position = 0
    for found in _numeral_or_blank().finditer(kept):
        start, end = found.span()
        pieces.append(kept[position:start])
        places.extend(origin[position:start])
        if found[0] != " ":
            digits = arabic_number(found[0])
            pieces.append(digits)
            places.extend([origin[start]] * (len(digits) - 1) + [origin[end - 1]])
        position = end
    pieces.append(kept[position:])
    places.extend(origin[position:])
    return Folded("".join(pieces), text, tuple(places))


# Most commands fold no numerals: these patterns are compiled when they are needed.
@cache
def _numeral() -> re.Pattern[str]:
    return re.compile(_NUMERAL)


@cache
def _numeral_or_blank() -> re.Pattern[str]:
    return re.compile(rf"{_NUMERAL}| (?!\d)|{_TORN}")


def _between_digits(found: re.Match[str]) -> str:
    start, end = found.span()
    before, after = found.string[max(start - 1, 0) : start], found.string[end : end + 1]
    return " " if before.isdecimal() and after.isdecimal() else ""


@lru_cache(maxsize=8192)
def _rare(character: str) -> bool:
    """Whether a character is Chinese but none of the everyday simplified characters; 後 is, but stands for 后."""
    if character == "後":
        return True
    if _CJK.match(character) is None:
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _simple(character: str) -> str:
    if not _rare(character):
        return character
    converted = str(_converter().convert(character))
    return converted if len(converted) == 1 else character


@lru_cache(maxsize=1)
def _converter() -> Any:  # noqa: ANN401 -- opencc carries no types
    from opencc import OpenCC

    return OpenCC("t2s")
