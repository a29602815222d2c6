"""Characters that only look like the ones they stand for: radicals and compatibility forms as plain ideographs.

One for one, so that places in a text stay the same; width, blanks and traditional characters are left as they are.
"""

import re
import unicodedata

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
