"""Units and the persons that stand beside them in one cell: 县水利局（张三）, 县水利局 张三, 县水利局：张三.

For columns whose heading asks for persons too; elsewhere only a bracket that says so (联系人：张三) is taken off.
"""

import re

from duban.importers.grammar.unit_lists import unique
from duban.importers.grammar.unit_names import is_unit

_BRACKET = re.compile(r"[（(]([^（()）]{2,30})[)）]")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[、，,\s][\u4e00-\u9fff]{2,4})*")
_POST = re.compile(
    r"(?:党委|党组|副)?(?:局长|主任|书记|院长|校长|镇长|乡长|县长|区长|市长|经理|科长|处长|主席|队长|所长|站长)"
)
_SAID = re.compile(r"(?:责任人|负责人|联系人|联络员|分管领导|责任领导|主要领导)(?:[:：]|为)?\s*")
_BESIDE = re.compile(r"(?<=[\u4e00-\u9fff)）])[\s:：/—-]+(?=[\u4e00-\u9fff]{2,4}(?:[\s、，,；;\n]|$))")
_ROLE = re.compile(r"牵头|主办|主责|配合|协办|协同")
_MARKS = re.compile(r"([、，,；;\n]+)")
_EMPTY = re.compile(r"^[、，,；;\s]+|[、，,；;\s]+(?=[、，,；;\n]|$)")


def part_persons(text: str, *, asked: bool) -> tuple[str, tuple[str, ...]]:
    """A cell without its persons, and these; `asked`: the heading of the column asks for them."""
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
    """Whether a text has the form of a person's name, or of several, and not of a unit; a post may stand beside."""
    bare = _POST.sub("", text).strip()
    return _NAME.fullmatch(bare) is not None and not is_unit(bare) and _ROLE.search(bare) is None


def _without_name(piece: str, persons: list[str]) -> str:
    """One name of a list without the person behind it; a piece that is a person alone vanishes."""
    words = [word for word in _BESIDE.split(piece) if word]
    if len(words) > 1 and is_person(words[-1]) and is_unit("".join(words[:-1])):
        persons.append(words[-1])
        return piece[: piece.rindex(words[-1])].rstrip(" :：/—-")
    if len(words) == 1 and is_person(words[0].strip()):
        persons.append(words[0].strip())
        return ""
    return piece
