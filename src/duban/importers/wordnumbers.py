"""The numbers that Word prints before paragraphs but does not store in them: 一、 （一） 1. from its list definitions.

Counts as Word counts; what a number means is not asked.
"""

from collections import defaultdict
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = "零一二三四五六七八九"
_CHINESE_FORMATS = frozenset(
    {
        *(
            "chineseCounting",
            "chineseCountingThousand",
            "chineseLegalSimplified",
            "ideographDigital",
            "japaneseCounting",
        ),
        *(
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "koreanCounting",
            "ideographTraditional",
            "japaneseDigitalTenThousand",
        ),
    }
)
_LEVELS = 9
_Element = Any  # lxml carries no types


def chinese(value: int) -> str:
    """A number up to 999 as documents write it: 十, 二十一, 一百零三; a larger one in Arabic numerals."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    if not 0 <= hundreds < len(_CHINESE):
        return str(value)
    last = _CHINESE[ones] if ones else ""
    if not hundreds:
        return f"{_CHINESE[tens] if tens > 1 else ''}十{last}" if tens else _CHINESE[ones]
    middle = f"{_CHINESE[tens]}十" if tens else "零" if ones else ""
    return f"{_CHINESE[hundreds]}百{middle}{last}"


def written(value: int, form: str) -> str:
    """A counter in a number format of Word; an unknown one counts in Arabic numerals."""
    if form in _CHINESE_FORMATS:
        return chinese(value)
    if form in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}:
        return chr(0x245F + value) if 1 <= value <= 20 else str(value)  # noqa: PLR2004 -- from ① to ⑳, as far as they go
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form == "decimalZero":
        return f"{value:02d}"
    return str(value)


class Numbering:
    """The list definitions of a document and how far each list has counted."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.abstract: dict[str, str] = {}
        self.counters: dict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
        self.styles: dict[str, tuple[str, int] | None] = {}
        self.headings: dict[str, int] = {}
        if numbering is not None:
            self._define(numbering)
        if styles is not None:
            self._style(styles)

    def _define(self, numbering: _Element) -> None:
        for definition in numbering.findall(f"{_W}abstractNum"):
            levels = {}
            for level in definition.findall(f"{_W}lvl"):
                depth = level.get(f"{_W}ilvl", "0")
                if not depth.isdecimal() or int(depth) >= _LEVELS:
                    continue
                start = _value(level.find(f"{_W}start")) or "1"
                levels[int(depth)] = (
                    _value(level.find(f"{_W}numFmt")) or "decimal",
                    _value(level.find(f"{_W}lvlText")),
                    int(start) if start.isdecimal() else 1,
                )
            self.levels[definition.get(f"{_W}abstractNumId", "")] = levels
        for number in numbering.findall(f"{_W}num"):
            self.abstract[number.get(f"{_W}numId", "")] = _value(number.find(f"{_W}abstractNumId"))

    def _style(self, styles: _Element) -> None:
        for style in styles.findall(f"{_W}style"):
            identifier = style.get(f"{_W}styleId", "")
            name = _value(style.find(f"{_W}name")).lower()
            properties = style.find(f"{_W}pPr")
            if properties is not None and (found := _list_of(properties)) is not None:
                self.styles[identifier] = found
            digits = name.removeprefix("heading ").removeprefix("标题 ")
            if digits != name and digits.isdecimal() and len(digits) == 1:
                self.headings[identifier] = int(digits)

    def of(self, paragraph: _Element) -> tuple[str, int]:
        """The number Word prints before a paragraph ("" for none), and the level of a heading (0 for none)."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "", 0
        style = _value(properties.find(f"{_W}pStyle"))
        heading = self.headings.get(style, 0)
        found = _list_of(properties) or self.styles.get(style)
        if found is None or found[0] == "0":
            return "", heading
        return self._next(*found), heading

    def _next(self, number_id: str, depth: int) -> str:
        key = self.abstract.get(number_id, "")
        levels = self.levels.get(key, {})
        if depth not in levels:
            return ""
        counters = self.counters[number_id]
        counters[depth] = counters[depth] + 1 if counters[depth] else levels[depth][2]
        for deeper in range(depth + 1, _LEVELS):
            counters[deeper] = 0
        form, text, _ = levels[depth]
        if form in {"bullet", "none"}:
            return ""
        for level in range(depth + 1):
            own = levels.get(level, ("decimal", "", 1))
            value = counters[level] or own[2]
            text = text.replace(f"%{level + 1}", written(value, own[0]))
        return text if not text or text[-1] in "、.．）)：:" else f"{text} "


def _value(element: _Element | None) -> str:
    return element.get(f"{_W}val", "") if element is not None else ""


def _list_of(properties: _Element) -> tuple[str, int] | None:
    found = properties.find(f"{_W}numPr")
    if found is None:
        return None
    number_id = _value(found.find(f"{_W}numId"))
    depth = _value(found.find(f"{_W}ilvl"))
    return (number_id, int(depth) if depth.isdecimal() and int(depth) < _LEVELS else 0) if number_id else None
