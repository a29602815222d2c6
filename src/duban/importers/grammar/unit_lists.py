"""The units of a cell, and the persons beside them: 县水务局、县住建局; A牵头，B配合; 县水利局（张三）.

Splits the list and assigns parts; names stay as written, never expanded, corrected or looked up.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from duban.core.model.people import names_people
from duban.importers.grammar.headings import UNIT_FIELDS, field_of
from duban.importers.grammar.normalize import bracket_depths, clean, one_line, says_nothing
from duban.importers.grammar.unit_names import is_unit

_SEPARATORS = frozenset("、，,；;\n")
_BLANKS = frozenset(" \t\u3000")
_CLAUSE_ENDS = frozenset("；;\n")
_LIST_MARK = re.compile(
    r"(?:(?<=[\s、，,；;])|^)(?:[（(]?\d{1,2}(?:[）)][、.．]?|[、.．])\s*(?=\D)|[①-⑳]\s*)"
)
_LABEL = re.compile(r"([\u4e00-\u9fff]{2,8})[:：]")
_LEADS = re.compile(
    r"(?P<lead>.+?)(?:(?:共同|联合|分别)?(?:牵头|主办|主抓)(?:负责|抓总|抓好|组织|实施|落实|推进)*(?=[，,、。\s会（(]|$)|(?=会同))"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_CHIEF = re.compile(
    r"(?P<lead>.+?)(?:具体|主要|总体|总)?(?:负责|主责|抓总|为主|指导)(?:组织|落实|实施|推进)*[，,](?P<rest>.+?(?:配合|参与|参加|协助|协同|协办)[。\s]*)",
    re.DOTALL,
)
# 生态环境部指导，试点城市政府负责落实: who only guides supports.
_GUIDED = re.compile(
    r"(?P<rest>[^，,]+?)(?:共同|统筹|监督|业务)?指导[，,](?:由)?(?P<lead>.+?)(?:具体)?(?:牵头|负责|组织|落实|实施)+[。\s]*",
    re.DOTALL,
)
_GUIDES = re.compile(r"指导[。\s]*$")
_SUPPORTS = re.compile(r".*(?:配合|参与|参加|协助|协同|协办|指导)[。\s]*", re.DOTALL)
_MARK = re.compile(r"(.+?)[（(](牵头|主办|主责|配合|协办|协同)(?:单位|部门)?[）)]")
# A role in brackets ends a name, also where no mark follows: A局（牵头）B局.
_MARKED = re.compile(
    r"([（(](?:牵头|主办|主责|配合|协办|协同)(?:单位|部门)?[）)])[ \u3000]*(?=[\u4e00-\u9fff])"
)
# Who supports stands in brackets after the one that leads: 县城管局（配合：东关街道、县住建局）.
_BESIDE_IN = re.compile(r"\s*[（(](配合|协办|协同|协助|参与)(?:单位|部门)?[:：]\s*([^（()）]+)[）)]")
# Who supports stands behind the only comma: 市住建局，市公积金中心配合.
_BESIDE_AFTER = re.compile(r"(?P<own>[^，,]+)[，,](?P<rest>[^，,]+(?:配合|参与|参加|协助|协同|协办)[。\s]*)")
_DUTIES = re.compile(r"[（(][^（()）]{0,6}按[^（()）]{0,6}职责[^（()）]{0,8}[)）]$")
_HEAD = re.compile(r"^(?:由|会同|[,，、。；;])+")
_TAIL = re.compile(
    r"(?:等?(?:按(?:照)?(?:各自)?(?:职责|任务|职能|行业|领域|辖区|条线|业务|权限)?(?:分工)?)|分别|具体|共同|分头|负责|组织|抓好|落实|实施|推进|配合|参与|参加|"
    r"协助|协同|协办|抓总|(?:(?:业务|监督|跟踪)?指导)|[。.])+$"
)
_OTHERS = re.compile(r"(?<![高中初上下同平优劣对])等(?=[^等]{0,8}(?:有关|相关|各|行业|主管)[^等]*$)")
_ET_CETERA = re.compile(r"(?<![高中初上下同平优劣对])等(?:部门单位|部门和单位|部门|单位|方面)?$")
_AND_ALL = re.compile(
    r"(?:以及|及|和|与)(?=(?:各|有关|相关|其他|所属|属地)|[\u4e00-\u9fff]{1,5}(?:相关|有关|各)(?:部门|单位|处室|科室))|"
    r"(?<=[区县市镇])(?:和|与|及)(?=[\u4e00-\u9fff]{2,6}[区县市镇村]$)|"
    r"(?:(?<=[局委办部厅署院府站会司心行社团处科队门])|(?<=企业))(?:以及|及|和|与)(?=[^和及与]{2,14}[局委办部厅署院府站会司心行社团处科队位门镇乡道关](?:等|$))"
)
_PLACE_KIND = (
    "行署|省|自治区|直辖市|自治州|州|市|县级市|县市|县区|县|区|旗|盟|"
    "乡镇|乡|镇|街道|开发区|园区|新区|地区|自治县"
)
_BODY = r"(?:级?(?:人民政府|政府|管委会|办事处))?(?:[（(][\u4e00-\u9fff]{1,8}[)）])?"
# One collective whose list marks are part of its name: 各市、州、县人民政府.
_COLLECTIVE = re.compile(
    rf"各(?:有关|相关)?(?:{_PLACE_KIND})(?:"
    rf"(?:[、，,](?:{_PLACE_KIND}))+[、，,](?:{_PLACE_KIND})(?![直级])[\u4e00-\u9fff]{{1,6}}(?:局|部门|委)"
    rf"|(?:[、，,](?:{_PLACE_KIND}))*[、，,](?:{_PLACE_KIND}){_BODY})"
    r"(?=[、，,；;。\n)）]|及|和|以|按|等|负|牵|配|参|分|组|落|要|应|须|将|依|$)"
    r"|党委[、，,](?:人民)?政府|各[市县区州](?:[（(][市区县、]+[)）])?委[、，,][市县区州]?(?:人民)?政府|(?<=[关直属各])部门[、，,]单位(?=[、，,；;。\n)）]|及|和|按|负|配|$)"
)
_HELD = str.maketrans("、，,", "\ue000\ue001\ue002")
_FREED = str.maketrans("\ue000\ue001\ue002", "、，,")
_UNSETTLED = "待定"
_LONGEST_NAME = 200
_SPACED_UNIT = 3  # shorter pieces between spaces are the letters of one spaced-out name


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a cell by the part it gives them: leading, supporting, or only listed."""

    lead: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    support: tuple[str, ...] = ()


def is_blank(text: str) -> bool:
    """Whether a cell of units names none: it is empty in meaning, or says 待定."""
    return len(text) <= _LONGEST_NAME and (says_nothing(text) or text.strip() == _UNSETTLED)


def unique(units: Iterable[str]) -> tuple[str, ...]:
    """The units without repetition, in the order given."""
    return tuple(dict.fromkeys(unit for unit in units if unit))


def split_units(text: str) -> tuple[str, ...]:
    """The names in a list of units; separators inside brackets belong to a name: 各县(市、区)政府."""
    if is_blank(text):
        return ()
    text = _LIST_MARK.sub("", _unwrap(clean(text)))
    text = _COLLECTIVE.sub(lambda match: match[0].translate(_HELD), text)
    pieces = (part for piece in _split(text, _SEPARATORS) for part in _split_spaces(piece))
    return unique(name.translate(_FREED) for piece in pieces for name in _names(piece))


@lru_cache(maxsize=1024)
def read_units(text: str) -> Units:
    """The units of a cell by their part, as labels, 牵头, 配合 or （牵头） give it."""
    text = _MARKED.sub(r"\1、", _LIST_MARK.sub("", _unwrap(clean(text))))
    text = _BESIDE_IN.sub(r"；\2配合；", text)
    if (labelled := _labelled(text)) is not None:
        return labelled
    lead: list[str] = []
    listed: list[str] = []
    support: list[str] = []
    for clause in _split(text, _CLAUSE_ENDS):
        told = (form.fullmatch(clause) for form in (_LEADS, _CHIEF, _GUIDED))
        match = next((match for match in told if match and not is_blank(match["lead"])), None)
        if match is not None:
            lead.extend(split_units(_HEAD.sub("", match["lead"])))
            support.extend(split_units(_HEAD.sub("", match["rest"].strip())))
            continue
        if (parted := _BESIDE_AFTER.fullmatch(clause)) is not None:
            listed.extend(split_units(_HEAD.sub("", parted["own"])))
            support.extend(split_units(parted["rest"]))
            continue
        target = support if _SUPPORTS.fullmatch(clause) else listed
        for unit in split_units(_HEAD.sub("", clause)):
            if (marked := _MARK.fullmatch(unit)) is None:
                target.append(unit)
            elif marked[2] in {"牵头", "主办", "主责"}:
                lead.append(marked[1])
            else:
                support.append(marked[1])
    if lead:
        return Units(lead=unique(lead), support=unique([*listed, *support]))
    if len(support) == 1 and not listed and _GUIDES.search(text):  # whoever alone guides has it in hand
        listed, support = support, []
    return Units(listed=unique(listed), support=unique(support))


def _labelled(text: str) -> Units | None:
    """Units after labels, None without labels. 责任单位 beside 牵头单位 supports; alone its units are only listed."""
    depths = bracket_depths(text)
    labels = [
        (match, field)
        for match in _LABEL.finditer(text)
        if depths[match.start()] == 0 and (field := field_of(match[1])) in UNIT_FIELDS
    ]
    if not labels:
        return None
    found: dict[str | None, list[str]] = {"lead": [], "unit": [], "support": []}
    found["unit"].extend(split_units(text[: labels[0][0].start()]))
    ends = [match.start() for match, _ in labels[1:]] + [len(text)]
    for (match, field), end in zip(labels, ends, strict=True):
        found[field].extend(split_units(text[match.end() : end]))
    if found["lead"]:
        return Units(lead=unique(found["lead"]), support=unique(found["unit"] + found["support"]))
    return Units(listed=unique(found["unit"]), support=unique(found["support"]))


def _unwrap(text: str) -> str:
    """The text without brackets that enclose all of it."""
    while len(text) > 1 and text[0] in "（(〔[【" and min(bracket_depths(text)) > 0:
        text = text[1:-1].strip()
    return text


def _split(text: str, separators: frozenset[str]) -> list[str]:
    """The pieces between separators, brackets not cut."""
    depths = bracket_depths(text)
    pieces, start = [], 0
    for position, character in enumerate(text):
        if character in separators and depths[position] == 0:
            pieces.append(text[start:position])
            start = position + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _split_spaces(piece: str) -> list[str]:
    """Split at spaces outside brackets if every piece is long enough for a unit; else the spaces are layout."""
    words = _split(piece, _BLANKS)
    long = all(len(word) >= _SPACED_UNIT and not word.isascii() for word in words)
    return words if long else [piece]


def _names(piece: str) -> list[str]:
    """One piece of a list as names: cut at 及各地区 and 等有关部门, without verbs at the end."""
    if len(piece) > _LONGEST_NAME:
        return [piece]
    name = _ET_CETERA.sub("", _TAIL.sub("", _DUTIES.sub("", _layout(piece))))
    depths = bracket_depths(name)
    cuts = [match for match in _AND_ALL.finditer(name) if match.start() and depths[match.start()] == 0]
    cuts += [match for match in _OTHERS.finditer(name) if match.start() and depths[match.start()] == 0]
    names, start = [], 0
    for cut in sorted(cuts, key=re.Match.start):
        names.append(name[start : cut.start()])
        start = cut.end()
    names.append(name[start:])
    names = [_ET_CETERA.sub("", unit) for unit in names]
    return [unit for unit in names if not is_blank(unit)]


def _layout(piece: str) -> str:
    """A name without the spaces that only fill the line; spaces beside Latin letters stay."""
    words = one_line(piece).split()
    return "".join(
        f" {word}" if before and (before[-1].isascii() or word[0].isascii()) else word
        for before, word in zip(["", *words], words, strict=False)
    )


_BRACKET = re.compile(r"[（(]([^（()）]{2,30})[)）]")

_SAID = re.compile(r"(?:责任人|负责人|联系人|联络员|分管领导|责任领导|主要领导)(?:[:：]|为)?\s*")

_BESIDE = re.compile(r"(?<=[\u4e00-\u9fff)）])[\s:：/—-]+(?=[\u4e00-\u9fff]{2,4}(?:[\s、，,；;\n]|$))")

_ROLE = re.compile(r"牵头|主办|主责|配合|协办|协同")

_MARKS = re.compile(r"([、，,；;\n]+)")

_EMPTY = re.compile(r"^[、，,；;\s]+|[、，,；;\s]+(?=[、，,；;\n]|$)")


def part_persons(text: str, *, asked: bool) -> tuple[str, tuple[str, ...]]:
    """The cell without the names of persons, and these names; `asked`: the column's heading asks for persons."""
    persons: list[str] = []

    def take(match: re.Match[str]) -> str:
        inside = match[1].strip()
        name = _SAID.sub("", inside)
        if name != inside or (asked and is_person(name)):
            persons.append(name)
            return ""
        return match[0]

    rest = _BRACKET.sub(take, text)
    if asked:
        rest = "".join(_without_name(piece, persons) for piece in _MARKS.split(rest))
        rest = _EMPTY.sub("", rest)
    rest = rest.strip()
    return (rest, unique(persons)) if rest else (text, ())


def is_person(text: str) -> bool:
    """Whether a text has the form of one or several persons' names, with or without a post, and not of a unit."""
    return names_people(text) and not is_unit(text.strip()) and _ROLE.search(text) is None


def _without_name(piece: str, persons: list[str]) -> str:
    """A unit without the person's name after it; "" where the piece is a person alone. The name goes to `persons`."""
    words = [word for word in _BESIDE.split(piece) if word]
    if len(words) > 1 and is_person(words[-1]) and is_unit("".join(words[:-1])):
        persons.append(words[-1])
        return piece[: piece.rindex(words[-1])].rstrip(" :：/—-")
    if len(words) == 1 and is_person(words[0].strip()):
        persons.append(words[0].strip())
        return ""
    return piece
