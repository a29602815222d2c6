"""Figures as people write them: 1,200个, １２００户, 3万人次, 不少于5场, 60%～70%, 1200余亩; and two of them compared.

A figure keeps its number and its unit as written; only comparing turns units into each other (万, 亿, 公里 and 米).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from duban.core.model.folding import fold

_LONGEST = 80
DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d{1,9})?|\d{1,15}(?:\.\d{1,9})?"
"""A number with or without thousands marks, of a text that need not be folded."""
_DIGITS = r"\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d{1,9})?|\d{1,15}(?:\.\d{1,9})?"
_SCALE = r"(?:[十百千]?[万亿]|[百千](?![瓦米克]))?"
MEASURE = (
    _SCALE + r"(?:亿元|元|人次|[个台人件户处项批]\([套次件个处户项批]\)|k?m[23²³]?(?![A-Za-z])|"
    r"平方公里|平方千米|平方米|立方米|公里|千米|公顷|千瓦时|千瓦|兆瓦|个百分点|百分点|公斤|千克|斤|"
    r"[个座所处项家套户人名条场辆台件吨亩栋间株次米张部盏块名位只头口批支篇册期年月天日]|%|‰)(?!工作日|月|星期|小时|学时)"
)
"""Units that may stand before what they count: 320个村级服务站."""
_NUMBER = (
    rf"(?:(?<![A-Za-z\d.,/])[+-]?(?:{_DIGITS})(?![A-Z](?![A-Za-z])|\d|/\d)"
    rf"|百分之(?:[零一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?|\d+(?:\.\d+)?)"
    rf"|(?<![\d零一二两三四五六七八九十百千第数几每])(?!一[批期些系]|[零一二两三四五六七八九十]+位数)[零一二两三四五六七八九十百千]+(?=[余多]?{_SCALE}{MEASURE}))"
)
_LEAST = "不少于|不低于|不小于|大于等于|至少|超过|超|达到|达|突破|≥|>=|>|以上"
_MOST = "不超过|不高于|不多于|不大于|小于等于|至多|最多|控制在|低于|小于|降至|降到|≤|<=|<|以下|以内|之内|内"
_ABOUT = "约|近|大约|将近|余|多|左右|上下"
_ROUND = "(?:[余多]|左右|上下|及?以上|及?以下|以内|之内|内)*"
_FIGURE = re.compile(
    rf"(?P<ahead>(?:{_LEAST}|{_MOST}|{_ABOUT})*)(?P<number>{_NUMBER})(?P<more>[余多])?"
    rf"(?:(?P<first>{MEASURE}|[万亿])?(?:-+|—+|–|~|至|到)(?P<upto>{_DIGITS})(?P<most>[余多])?)?"
    rf"(?:(?P<unit>[\u4e00-\u9fffA-Za-z]{{1,4}}/(?:立方米|平方米|公里|[\u4e00-\u9fffA-Za-z]{{1,2}})|{MEASURE}(?![A-Za-z/每]))"
    rf"(?P<behind>{_ROUND})(?P<what>[\u4e00-\u9fff]{{0,14}})"
    rf"|(?P<other>[^\d\s=,。、;:()余多]{{0,10}}?)(?P<round>{_ROUND}))$"
)
_TORN = re.compile(r"[\d零一二两三四五六七八九十百千万亿点/.]$")
_QUALIFIES = re.compile("以上|以下|以内|级|年")
_PLACE = re.compile(_NUMBER)
_SIGNS = "零一二两三四五六七八九"
# 1亿2千万, 三万五千, 五点五: one number in several words, written in digits before anything else is read.
_COMPOUND = re.compile(
    rf"(?<![\d.,/{_SIGNS}十百千万亿第数几点])"
    rf"(?:(?:\d+|[{_SIGNS}]+|十)[十百千]?[万亿]?(?<=[十百千万亿])){{2,}}"
    rf"(?:零?[{_SIGNS}])?"
    rf"(?=[余多]?(?:{MEASURE}|$|[,、;]))"
)
_SCALED = re.compile(rf"[{_SIGNS}十百千]+[万亿]?")  # 十二万 is 12万
_POINTED = re.compile(
    rf"(?<![\d.第数几{_SIGNS}十百千])[{_SIGNS}十百]+点[{_SIGNS}]+(?=[余多]?(?:{MEASURE}|[万亿]$))"
)
_SPAN = re.compile(
    rf"(?<![\d第数几{_SIGNS}十百千])([{_SIGNS}十百]+)(?:至|到|-+|—+|~)([{_SIGNS}十百]+)(?={MEASURE})"
)
_SCALE_AND_MORE = re.compile(rf"(?<=\d)([十百千万亿]+)([余多])(?={MEASURE})")  # 1.5万余户 is 1.5余万户
_ASIDE = re.compile(r"(?<=[^(])\([^()]*\d[^()]*\)$")
_CEILINGS = frozenset(_MOST.split("|"))
# The longer word first: 不低于 holds 低于, and 不超过 超过.
_BOUND = re.compile("|".join(sorted({*_LEAST.split("|"), *_CEILINGS}, key=len, reverse=True)))
_OTHER = re.compile(rf"[余多]?{MEASURE}[\u4e00-\u9fff]{{0,8}}(?=[、;,，]|\d)")
_SEVERAL = re.compile(r"[、;；,，和及与或]")
_SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4,
    "千": 10**3, "百": 10**2,
}  # fmt: skip
_UNITS: dict[str, tuple[str, str]] = {
    "公里": ("米", "1000"), "千米": ("米", "1000"), "km": ("米", "1000"), "m": ("米", "1"), "厘米": ("米", "0.01"),
    "平方公里": ("亩", "1500"), "平方千米": ("亩", "1500"), "公顷": ("亩", "15"), "平方米": ("亩", "0.0015"),
    "平米": ("亩", "0.0015"), "㎡": ("亩", "0.0015"), "km²": ("亩", "1500"), "m³": ("立方米", "1"),
    "吨": ("公斤", "1000"), "千克": ("公斤", "1"), "kg": ("公斤", "1"), "斤": ("公斤", "0.5"),
    "块": ("元", "1"), "元人民币": ("元", "1"), "人民币": ("元", "1"),
}  # fmt: skip
"""Units that are so many of a base unit; any other unit is its own base."""
_ONES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SHOWN = {"m2": "㎡", "km2": "km²", "m3": "m³"}
_WIDE = str.maketrans("()", "（）")
_BESIDES = re.compile(r"[(（].[)）]$")  # 台(套) is 台
Number = int | float


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit as written; `upto` is the other end of a range.

    `most`: the number is the highest allowed (不超过30), not the least asked; `loose`: 余, 约, 以上, a range.
    """

    number: Number
    unit: str = ""
    upto: Number | None = None
    most: bool = False
    loose: bool = False


def read_figure(text: str) -> Figure | None:
    """The one figure or range of a phrase (1200个, 新建5G基站800座); None for words, and for several figures."""
    found = read_target(text)
    return found[1] if found else None


def read_target(text: str) -> tuple[str, Figure] | None:
    """The words before the one figure of a phrase, and the figure: 新增学位480个 is 新增学位 and 480个."""
    bare = _in_digits(fold(text[:_LONGEST]).rstrip("。;,、"))
    whole, found = bare, _figures(_ASIDE.sub("", bare))
    if found:  # 40个(80%): the aside says the same in another way
        bare = _ASIDE.sub("", bare)
    else:
        found = _figures(bare)
    if not found or (
        len(found) > 1 and _SEVERAL.search(bare, found[0].end("number"), found[-1].start("number"))
    ):
        return None
    last = found[-1]
    before = bare[found[-2].end("number") if len(found) > 1 else 0 : last.start()]
    if _TORN.search(before) or (len(found) > 1 and not _QUALIFIES.search(before)):
        return None  # 1亿2千万, 5个乡镇32个村: no one figure
    number = _number(last["number"])
    if number is None:
        return None
    percent = last["number"].startswith("百分之")
    unit = "%" if percent else last["unit"] or last["other"] or last["first"] or ""
    unit = _SHOWN.get(unit, unit.translate(_WIDE))
    words = f"{last['ahead']}{last['more'] or ''}{last['behind'] or ''}{last['round'] or ''}"
    upto = _number(last["upto"]) if last["upto"] else None
    most = any(word in _CEILINGS for word in _BOUND.findall(words))
    name = bare[: last.start()].strip("=:")
    return f"{name}{last['what'] or ''}", Figure(
        number, unit, upto, most, loose=bool(words) or upto is not None or bare != whole
    )


def _in_digits(text: str) -> str:
    """A text with the numbers of several words in digits: 三万五千亩 is 35000亩, 五点五亿元 5.5亿元."""
    text = _SCALE_AND_MORE.sub(r"\2\1", text)
    text = _SPAN.sub(lambda found: f"{_number(found[1])}至{_number(found[2])}", text)
    text = _POINTED.sub(lambda found: f"{_number(found[0])}", text)
    return _COMPOUND.sub(
        lambda found: found[0] if _SCALED.fullmatch(found[0]) else str(_counted(found[0])), text
    )


def _counted(words: str) -> int:
    """The whole number that words and digits say together: 1亿2千万, 三万五千."""
    total = section = 0
    number: int | None = None
    for sign in re.findall(r"\d+|.", words):
        if sign in {"万", "亿"}:
            total, section, number = total + (section + (number or 0)) * _SCALES[sign], 0, None
        elif sign in _TENS:
            section, number = section + (1 if number is None else number) * _TENS[sign], None
        else:
            number = int(sign) if sign.isdecimal() else _ONES[sign]
    return total + section + (number or 0)


def _figures(text: str) -> list[re.Match[str]]:
    """Every place with a number that may be an amount: no year, no day, no part of a name."""
    found: list[re.Match[str]] = []
    for place in _PLACE.finditer(text):
        if found and place.start() < found[-1].end("upto"):
            continue  # the other end of a range
        begin = max((start for start in _aheads(text, place.start())), default=place.start())
        match = _FIGURE.match(text, begin) or _FIGURE.match(text, place.start())
        follows = text[place.end() :]
        other = _OTHER.match(follows) if match is None else None
        if other is not None:
            match = _FIGURE.match(text[: place.end() + other.end()], place.start())
        if match is not None and not _is_time(match):
            found.append(match)
    return found


def _aheads(text: str, end: int) -> Iterator[int]:
    """Where the words of bounds that stand right before a number begin."""
    found = re.search(rf"(?:{_LEAST}|{_MOST}|{_ABOUT})+$", text[:end])
    if found is not None:
        yield found.start()


def _is_time(found: re.Match[str]) -> bool:
    """2026年底, 9月, 第3季度 are no amounts."""
    return (
        bool(re.match(r"[年月日号]|季度|点|时(?!间)", found["unit"] or found["other"] or ""))
        and not found["ahead"]
    )


def _number(words: str) -> Number | None:
    words = words.removeprefix("百分之")
    if "点" in words:
        whole, _, rest = words.partition("点")
        return float(f"{_number(whole)}.{''.join(str(_ONES[sign]) for sign in rest)}")
    if words[-1].isdecimal():
        plain = words.replace(",", "").replace(" ", "")
        return float(plain) if "." in plain else int(plain)
    total, digit = 0, 0
    for sign in words:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _ONES[sign]
    return total + digit


def as_amount(text: str) -> tuple[Number | str, str]:
    """A target or 实绩 as the books hold it: number and unit where the text is just that, else the text, and ""."""
    found = read_target(text)
    if found is None or found[0] or found[1].loose:
        return text.strip(), ""
    return found[1].number, found[1].unit


def amount_words(value: Number | str, unit: str | None) -> str:
    """An amount in words: its unit behind it, unless it bears one of its own."""
    own = read_figure(value) if isinstance(value, str) else None
    if own is not None and own.unit in _SCALES:  # 9亿, where the unit is 亿元
        return f"{value}{_unscaled(unit or '')[0]}"
    return f"{value}" if isinstance(value, str) and (own is None or own.unit) else f"{value}{unit or ''}"


def figure_of(value: Number | str, unit: str | None) -> Figure | None:
    """The figure of an amount of the books; a text without a unit of its own takes `unit`."""
    own = read_figure(str(value))
    if own is None:
        return None
    return own if own.unit else Figure(own.number, unit or "", own.upto, own.most, own.loose)


def converted(figure: Figure, unit: str) -> Number | None:
    """The number of a figure in another unit; None where the two cannot be turned into each other.

    9亿 is of whatever unit the other has.
    """
    one, other = _scaled(figure.unit or unit), _scaled(unit)
    if one[0] and other[0] and one[0] != other[0]:
        return None
    if not unit:
        one = other
    number = Decimal(str(figure.number)) * one[1] / other[1]
    return int(number) if number == number.to_integral_value() else float(number)


def _scaled(unit: str) -> tuple[str, Decimal]:
    """A unit without 万 and 亿, in its base (公里 is 1000 米), and how many of these it is."""
    unit, scale = _unscaled(unit)
    unit = _SHOWN.get(fold(unit), unit)
    unit = unit if unit in _UNITS else _BESIDES.sub("", unit)
    base, times = _UNITS.get(unit, (unit, "1"))
    return base, scale * Decimal(times)


def _unscaled(unit: str) -> tuple[str, Decimal]:
    for sign, value in _SCALES.items():
        if unit.startswith(sign):
            return unit.removeprefix(sign), Decimal(value)
    return unit, Decimal(1)


def falls_short(reached: Figure, target: Figure) -> bool | None:
    """Whether a figure misses its target: below the least, above the most; None where the units cannot be compared."""
    number = converted(reached, target.unit)
    if number is None:
        return None
    return number > target.number if target.most else number < target.number


def exceeds(reached: Figure, target: Figure) -> bool:
    """Whether a figure is better than its target: above the least, below the most; never where it is not to compare."""
    number = converted(reached, target.unit)
    if number is None:
        return False
    return number < target.number if target.most else number > target.number


def whole_number(text: str) -> int | None:
    """The whole number that a word is, with thousands marks or full width; None for anything else."""
    figure = read_figure(text)
    one = figure is not None and not figure.unit and not figure.loose and isinstance(figure.number, int)
    return int(figure.number) if figure is not None and one else None
