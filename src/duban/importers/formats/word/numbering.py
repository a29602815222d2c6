"""The numbers that Word prints before paragraphs but does not store in them: 一、 （一） 1. from its list definitions.

Counts as Word counts; what a number means is not asked.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from duban.importers.formats.word.text import Element, W, value_of

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LONGEST_NUMBER = 6
_CHINESE = "零一二三四五六七八九"
_FORMATS = """
chineseCounting chineseCountingThousand chineseLegalSimplified ideographDigital japaneseCounting
japaneseDigitalTenThousand taiwaneseCounting taiwaneseCountingThousand koreanCounting
"""
_CHINESE_FORMATS = frozenset(_FORMATS.split())
_LEVELS = 9


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
    if form in {"ideographTraditional", "ideographZodiac"}:
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[value - 1] if 1 <= value <= len(signs) else str(value)
    if form == "decimalZero":
        return f"{value:02d}"
    return str(value)


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how its counter is written, the text around it, where it starts, what restarts it."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restarts: bool = True
    style: str = ""


_Levels = dict[int, _Level]
_List = tuple[str, int | None]


class Numbering:
    """The list definitions of a document, and the current count of each list.

    Lists of one definition continue counting together, unless one says where it starts itself.
    """

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self.levels: dict[str, _Levels] = {}
        self.links: dict[str, str] = {}
        self.abstract: dict[str, str] = {}
        self.overrides: dict[str, dict[int, int]] = {}
        self.begun: set[str] = set()
        self.counters: dict[str, list[int | None]] = defaultdict(lambda: [None] * _LEVELS)
        self.styles: dict[str, _List] = {}
        self.parents: dict[str, str] = {}
        self.headings: dict[str, int] = {}
        self.contents: set[str] = set()
        if numbering is not None:
            self._define(numbering)
        if styles is not None:
            self._style(styles)

    def _define(self, numbering: Element) -> None:
        for definition in numbering.findall(f"{W}abstractNum"):
            identifier = definition.get(f"{W}abstractNumId", "")
            self.links[identifier] = value_of(definition.find(f"{W}numStyleLink"))
            self.levels[identifier] = {
                depth: _Level(
                    value_of(level.find(f"{W}numFmt")) or "decimal",
                    value_of(level.find(f"{W}lvlText")),
                    _number(level.find(f"{W}start"), 1),
                    value_of(level.find(f"{W}lvlRestart")) != "0",
                    value_of(level.find(f"{W}pStyle")),
                )
                for level in definition.findall(f"{W}lvl")
                if (depth := _depth(level.get(f"{W}ilvl", "0"))) is not None
            }
        for number in numbering.findall(f"{W}num"):
            identifier = number.get(f"{W}numId", "")
            self.abstract[identifier] = value_of(number.find(f"{W}abstractNumId"))
            self.overrides[identifier] = {
                depth: _number(override.find(f"{W}startOverride"), 1)
                for override in number.findall(f"{W}lvlOverride")
                if override.find(f"{W}startOverride") is not None
                and (depth := _depth(override.get(f"{W}ilvl", "0"))) is not None
            }

    def _style(self, styles: Element) -> None:
        for style in styles.findall(f"{W}style"):
            identifier = style.get(f"{W}styleId", "")
            name = value_of(style.find(f"{W}name")).lower()
            self.parents[identifier] = value_of(style.find(f"{W}basedOn"))
            properties = style.find(f"{W}pPr")
            if properties is not None and (found := _list_of(properties)) is not None:
                self.styles[identifier] = found
            digits = name.removeprefix("heading ").removeprefix("标题 ")
            if digits != name and digits.isdecimal() and len(digits) == 1:
                self.headings[identifier] = int(digits)
            if name.startswith("toc ") and name[4:].isdecimal():
                self.contents.add(identifier)

    def is_contents(self, paragraph: Element) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        return value_of(paragraph.find(f"{W}pPr/{W}pStyle")) in self.contents

    def of(self, paragraph: Element) -> tuple[str, int]:
        """The number Word prints before a paragraph ("" for none), and the level of a heading (0 for none)."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        style = value_of(properties.find(f"{W}pStyle"))
        chain = list(self._chain(style))
        heading = next((self.headings[each] for each in chain if each in self.headings), 0)
        own = _list_of(properties)
        listed = next(((self.styles[each], each) for each in chain if each in self.styles), None)
        found, named = (own, style) if own is not None else listed or (None, "")
        if found is None or found[0] == "0":
            return "", heading
        return self._next(found, named), heading

    def _chain(self, style: str) -> Iterator[str]:
        """A style and those it is based on."""
        seen: set[str] = set()
        while style and style not in seen:
            yield style
            seen.add(style)
            style = self.parents.get(style, "")

    def _next(self, found: _List, style: str) -> str:
        number_id, said = found
        key = self._definition(number_id)
        levels = self.levels.get(key, {})
        depth = (
            said if said is not None else next((at for at, each in levels.items() if each.style == style), 0)
        )
        if depth not in levels:
            return ""
        counters, starts = self.counters[key], self.overrides.get(number_id, {})
        if number_id not in self.begun:
            self.begun.add(number_id)
            for at in starts:
                counters[at] = None
        last = counters[depth]
        counters[depth] = starts.get(depth, levels[depth].start) if last is None else last + 1
        for deeper in range(depth + 1, _LEVELS):
            if deeper not in levels or levels[deeper].restarts:
                counters[deeper] = None
        text = levels[depth].text
        if levels[depth].form in {"bullet", "none"}:
            return ""
        for level in range(depth + 1):
            own, counted = levels.get(level, _Level()), counters[level]
            text = text.replace(f"%{level + 1}", written(own.start if counted is None else counted, own.form))
        return text if not text or text[-1] in "、.．）)：:" else f"{text} "

    def _definition(self, number_id: str) -> str:
        """The definition of a list, also where it only names the style that holds it."""
        key = self.abstract.get(number_id, "")
        linked = self.styles.get(self.links.get(key, ""))
        return self.abstract.get(linked[0], key) if linked and linked[0] != number_id else key


def _number(element: Element | None, otherwise: int) -> int:
    text = value_of(element)
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else otherwise


def _depth(depth: str) -> int | None:
    return int(depth) if depth.isdecimal() and len(depth) == 1 and int(depth) < _LEVELS else None


def _list_of(properties: Element) -> _List | None:
    """The list and level that paragraph properties name; None for a level that only the list itself gives."""
    found = properties.find(f"{W}numPr")
    if found is None:
        return None
    number_id = value_of(found.find(f"{W}numId"))
    return (number_id, _depth(value_of(found.find(f"{W}ilvl")))) if number_id else None
