"""Whether a text names who gave a clue (反映人): his name, one of several, his telephone however it is written.

Pure. What is told of a clue is never who gave it (国令第733号 art. 26): a text that names him is refused, not veiled.
"""

import re
from collections.abc import Iterator

from duban.core.model.clues.records import GIVER, SEALED, Clue, Giver
from duban.core.model.folding import half_width
from duban.core.model.record import Fault, raw_record
from duban.core.validation.forbidden_text import texts_in
from duban.errors import refusal

ART = "国令第733号"
_PERSONS = frozenset({"经办", "批准人", "单位", "人员", "督查组", "登记", "日期", "动作", GIVER})
"""Keys that hold others than the giver, though they may bear the same name."""
_NOBODY = frozenset(
    (
        *("反映人", "举报人", "投诉人", "来电人", "来信人", "来访人", "当事人"),
        *("群众", "市民", "村民", "居民", "网民", "网友", "匿名", "保密"),
    )
)
"""What a giver is called who is not named."""
_SHORTEST, _SHORTEST_REACH = 2, 4
_BETWEEN = re.compile(r"[\s\-‐-―·•.]")
"""What stands between the parts of a name or a number and changes neither."""
_ASIDE = re.compile(r"[(（][^)）]*[)）]")
_APART = re.compile(r"[、，,;；/|]")
_REACHED = re.compile(r"[a-z0-9_+@]{5,}")
"""A number or an address within a 联系方式: 微信同号13800001111."""


def giver_texts(giver: Giver | None) -> frozenset[str]:
    """What no text may hold: each name, the 联系方式 as a whole, and each number or address in it; bare."""
    if giver is None or giver == SEALED:
        return frozenset()
    told = [giver.name, *_APART.split(_ASIDE.sub("", half_width(giver.name)))]
    names = {bare for name in told if len(bare := _bare(name)) >= _SHORTEST}
    reach = _bare(giver.contact or "")
    whole = {reach} if len(reach) >= _SHORTEST_REACH else set[str]()
    return frozenset({*names, *whole, *_REACHED.findall(reach)} - _NOBODY)


def _naming(raw: object, giver: Giver | None) -> Iterator[tuple[str | int, ...]]:
    names = giver_texts(giver)
    for keys, text in texts_in(raw) if names else ():
        if _PERSONS.isdisjoint(keys) and any(name in _bare(text) for name in names):
            yield keys


def _key(keys: tuple[str | int, ...]) -> str:
    return next((each for each in reversed(keys) if isinstance(each, str)), "")


def giver_faults(file: Clue) -> Iterator[Fault]:
    """Texts of a clue that name him; each is told by its place, not by what it says."""
    for keys in _naming(raw_record(file), file.giver):
        text = f"“{_key(keys)}”里有反映人的姓名或者联系方式，会跟着线索传出去"
        advice = "改成“反映人”：git 手工改回，或 duban clue amend；已经提交的，历史里还有"
        yield Fault(keys, "giver-named", text, advice, f"{ART} 第26条")


def refuse_named(number: str, raw: object, giver: Giver | None) -> None:
    """Raises DubanError for a text that names the giver."""
    for keys in _naming(raw, giver):
        told = f"{number} 的“{_key(keys)}”里有反映人的姓名或者联系方式，会跟着线索传出去"
        raise refusal("giver-named", told, "改成“反映人”再写；姓名只写在 --giver", f"{ART} 第26条")


def _bare(text: str) -> str:
    return _BETWEEN.sub("", half_width(text)).casefold()
