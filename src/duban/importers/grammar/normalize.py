"""How texts of documents are made comparable: width, spaces, traditional characters, Chinese numerals.

Text in, text out. Only texts to be compared are folded, never texts that are shown or stored.
"""

import re
import unicodedata
from itertools import accumulate

from duban.core.model.plain_characters import plain

UNREADABLE = "\ufffd"
"""Stands for a printed character that the file does not identify."""
# Characters of headings and deadlines; one for one, so that places in the text stay the same.
_TRADITIONAL = str.maketrans(
    "來備傳優內別劃動務區協參問啓啟單嚴堅報場塊實審專對導屆崗帥廳後態應戰掛據數時書會條業構標機決況準濟牽狀"
    "獨當發監確稱節細終結絡給統經網緊編緩縣總續聯職與舉處號規計記設話說議負責質蹤轉辦進達鄉銷錄鎮長門開間難"
    "電項預領頭題額類饋驗點黨註臺帳賬隨適貫徹歲訖約現從個組織須週歷盡貳參",
    "来备传优内别划动务区协参问启启单严坚报场块实审专对导届岗帅厅后态应战挂据数时书会条业构标机决况准济牵状"
    "独当发监确称节细终结络给统经网紧编缓县总续联职与举处号规计记设话说议负责质踪转办进达乡销录镇长门开间难"
    "电项预领头题额类馈验点党注台账账随适贯彻岁讫约现从个组织须周历尽二参",
)
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_CIRCLED = re.compile("[\u2460-\u24ff\u2776-\u2793]")
_NUMERAL = re.compile(r"[〇零○一二三四五六七八九十]{1,5}(?=年|月|日|号|季度)")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
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


def fold(text: str) -> str:
    """Half-width, simplified, without spaces except between two digits; list marks ①② become 、."""
    text = unicodedata.normalize("NFKC", _CIRCLED.sub("、", text)).translate(_TRADITIONAL)
    return _SPACES.sub(_between_digits, text)


def _between_digits(match: re.Match[str]) -> str:
    before, after = _neighbours(match)
    return " " if before.isdecimal() and after.isdecimal() else ""


def arabic(text: str) -> str:
    """Chinese numerals before 年, 月, 日, 号 and 季度 as digits: 二〇二六年十二月 becomes 2026年12月."""
    return _NUMERAL.sub(lambda match: arabic_number(match[0]), text)


def arabic_number(numeral: str) -> str:
    """A Chinese numeral as digits: 十二 is 12, 二〇二六 is 2026; as it is where it is none."""
    if "十" not in numeral:
        return "".join(str(_DIGITS[character]) for character in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numeral
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))


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
