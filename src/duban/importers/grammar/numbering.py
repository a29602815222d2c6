"""The numbers of official documents: 一、 （一） 1. （1） ① 第一条, at the head of a paragraph or within a long line.

Finds and values numbers only: which of them opens an item is decided in text/outline.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from duban.core.model.folding import fold

_CN = r"[一二三四五六七八九十百〇零]{1,5}"
_OPEN, _CLOSE = r"[（(]", r"[）)]"
_DIGIT_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Style:
    """One style of numbers: an example, its rank in the outline (lower is further up), its pattern."""

    name: str
    example: str
    rank: int
    pattern: str


STYLES = (
    Style("part", "第一部分", 10, rf"第(?P<part>{_CN}|\d{{1,3}})(?:部分|篇|编)[、:：．.\s]?"),
    Style("chapter", "第一章", 11, rf"第(?P<chapter>{_CN}|\d{{1,3}})章[、:：\s]?"),
    Style("article", "第一条", 30, rf"第(?P<article>{_CN}|\d{{1,3}})条(?![款例约第])[、:：\s]?"),
    Style(
        "named",
        "任务一：",
        25,
        rf"(?<![\u4e00-\u9fff])(?:任务|问题|事项|项目|措施)(?P<named>{_CN}|\d{{1,3}})[:：．.\s]",
    ),
    Style(
        "topic",
        "【议题一】",
        15,
        rf"(?<![\u4e00-\u9fff])[【\[]?议题(?P<topic>{_CN}|\d{{1,2}})[】\]:：．.、\s]",
    ),
    Style("cn", "一、", 20, rf"(?P<cn>{_CN})(?:[、．]|[.,，](?=\s*[\u4e00-\u9fff“《]))"),
    Style("cn_paren", "（一）", 40, rf"{_OPEN}(?P<cn_paren>{_CN}){_CLOSE}[、．.]?"),
    Style("measure", "具体措施：", 45, r"(?P<measure>具体措施|具體措施|主要措施)[:：]"),
    Style(
        "arabic",
        "1.",
        50,
        r"(?<![\d０-９.．])(?P<arabic>[\d０-９]{1,3})(?:[、．]|[.](?![\d０-９]|$)|[.](?=(?:19|20)\d{2}年)|[,，](?=[\u4e00-\u9fff“《]))(?![\d０-９]{1,3}[%％万亿元])",
    ),
    Style(
        "dotted",
        "1.1",
        55,
        r"(?<![\d.])(?P<dotted>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)[、\s.．](?=\s*[\u4e00-\u9fff“《])",
    ),
    Style("arabic_paren", "（1）", 60, rf"{_OPEN}(?P<arabic_paren>[\d０-９]{{1,3}}){_CLOSE}[、．.]?"),
    Style(
        "half_paren", "1）", 65, r"(?<![\d（(])(?P<half_paren>\d{1,2})[）)][、．.]?(?=\s*[\u4e00-\u9fff“《])"
    ),
    Style("circled", "①", 70, r"(?P<circled>[\u2460-\u2473])"),
)
RANK = {style.name: style.rank for style in STYLES}
_ANY = re.compile("|".join(f"(?:{style.pattern})" for style in STYLES))
_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_LETTER_UNITS = {"十": 10, "百": 100}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number in a text: its style, its value, the number as written (without 、 or .), and where it stands."""

    style: str
    value: int
    number: str
    start: int
    end: int


def chinese_value(numeral: str) -> int:
    """The value of a Chinese numeral up to 999, 0 where it is none: 二十一, 一百零三, 二〇."""
    if not any(character in _LETTER_UNITS for character in numeral):
        return int("".join(str(_VALUES.get(character, 0)) for character in numeral) or 0)
    total, digit = 0, 0
    for character in numeral:
        if character in _LETTER_UNITS:
            total += (digit or 1) * _LETTER_UNITS[character]
            digit = 0
        else:
            digit = _VALUES.get(character, 0)
    return total + digit


def find_marks(text: str) -> Iterator[Mark]:
    """Every place of a text that may be a number of an item, from left to right."""
    for match in _ANY.finditer(text):
        style = str(match.lastgroup)
        inner = match[style].translate(_DIGIT_WIDTH)
        if style == "measure":
            yield Mark(style, 1, "", match.start(), match.end())
            continue
        if style == "circled":
            value = ord(inner) - 0x245F
        elif style == "dotted":
            value = int(inner.rpartition(".")[2])
        else:
            value = int(inner) if inner.isdecimal() else chinese_value(inner)
        if value:
            number = match[0].strip().strip("【】[]").rstrip("、．.,，:： ")
            yield Mark(style, value, number, match.start(), match.end())


_ROW_NUMBER = re.compile(r"\(?\d{1,4}(?:\.\d{1,3}){0,3}\)?[、.]?")


def is_number(text: str) -> bool:
    """Whether a text is a row number: 1, １, 1.2, （3）, 12、."""
    return _ROW_NUMBER.fullmatch(fold(text)) is not None
