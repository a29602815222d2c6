"""The signs by which a piece of running text looks like a task or like none: its words, what stands around it.

Tells signs only. What each weighs, and its name for people, stands in data/gate.yaml.
"""

import re
from collections.abc import Mapping, Sequence

from duban.core.model.folding import simplified
from duban.importers.grammar.deadlines import find_dues
from duban.importers.text.candidates import Judge
from duban.importers.text.demands import WORDS, is_demand
from duban.importers.text.document_kinds import kind_of
from duban.importers.text.pieces import Piece

_FEW = 3
_EARLY, _SHORT, _LONG, _HEADING = 40, 12, 150, 16
_MUST = re.compile(
    r"(?<![主重需必只摘纪简次首概])要(?![求素点件闻领害道塞])|应(?![急用对])|应当|必须|务必|须|不得|严禁|一律|确保"
)
_VERB = re.compile(WORDS["work"])
_FIGURE = re.compile(r"\d")
_STOP = re.compile("[，,。；;：:]")
_TASKS = re.compile("任务|举措|措施|职责|分工|议定|明确|要求|重点|事项|安排|步骤|项目")
_PLEDGE = re.compile("责任[书状]")
_BEGINS_WITH_UNIT = re.compile(
    r"^(?:由|请|责成)?[^，。；：]{0,24}?(?:局|委|委员会|办|办公室|部门|单位|厅|部|院|科|中心|公司|乡镇|街道|政府|大队|机构|企业|学校|区）)"
    r"(?=[要应须牵负会对将于做按在组制完开落分、：:—-]|同步|指导|联合|具体|抓|全面|进一步|统筹|加|保|汇|起|每)"
)
_SECTIONS = frozenset({"cn", "chapter", "named", "h1", "h2", "h3", "h4"})
_CUT = frozenset({"part", "sentence"})
_SHARED = ("bracket", "day", "verb-first", "figure", "actor")

Signs = dict[str, float]


def tell_signs(pieces: Sequence[Piece], judge: Judge) -> None:
    """Fill in the signs of all pieces: 1 where a sign holds, or the share of the pieces beside it that bear it."""
    everything = [piece for top in pieces for piece in top.walk()]
    items = [piece for piece in everything if piece.kind == "item"]
    marked = sum(piece.said.explicit for piece in items)
    acting = sum(piece.who is not None for piece in everything if piece.kind not in _CUT)
    title = simplified(judge.front.title)
    document = _held(
        {
            "in-report": judge.front.report,
            "in-minutes": "纪要" in title[-12:],
            "in-pledge": _PLEDGE.search(title) is not None,
            "in-marked": marked >= _FEW,
            "in-unmarked": not marked,
            "in-acting": acting >= _FEW,
            "in-unnumbered": not items,
        }
    )
    for piece in everything:
        piece.signs = _own(piece, judge, title) | document
    _beside(pieces)
    for piece in everything:
        piece.signs |= _around(piece)
        _beside(piece.within)
    for piece in everything:
        piece.signs |= _together(piece.signs)


def _held(signs: Mapping[str, bool]) -> Signs:
    return {name: 1.0 for name, held in signs.items() if held}


def _own(piece: Piece, judge: Judge, document: str) -> Signs:
    """What its own words, its number and the headings above it say."""
    said, item, text = piece.said, piece.said.item, simplified(piece.text)
    title = simplified(said.title) or text
    path = [judge.of(each).title for each in item.path() if id(each) in judge.said]
    kinds = {kind_of(each, path[:at]) for at, each in enumerate(path)}
    numbered = piece.kind == "item"
    dues = [due.kind for each in said.texts for due in find_dues(each, judge.clock)]
    return _held(
        {
            "bracket": said.explicit,
            "actor": piece.who is not None,
            "subject": piece.who is not None and piece.who.basis == "主语",
            "unit-first": _BEGINS_WITH_UNIT.search(title) is not None,
            "day": bool(said.due_text) or not {"day", "relative"}.isdisjoint(dues),
            "must": _MUST.search(text) is not None,
            "verb-first": is_demand(title),
            "verb-early": _VERB.search(title[:_EARLY]) is not None,
            "figure": _FIGURE.search(text) is not None,
            "name-only": numbered
            and len(item.texts) == 1
            and not item.children
            and _STOP.search(title) is None,
            "short": len(text.strip("。；;！ ")) < _SHORT and not item.children,
            "long": len(text) > _LONG,
            "title": text.strip() == document,
            "cover": item.cover,
            "support": kind_of(title, path) == "support",
            "under-aim": "aim" in kinds,
            "under-support": "support" in kinds,
            "under-tasks": any(_TASKS.search(simplified(each)[:_HEADING]) for each in path),
            "sentence": piece.kind == "sentence",
            "paragraph": piece.kind == "paragraph",
            "section": numbered and item.style in _SECTIONS,
            "numbered": numbered and bool(item.number),
            "leaf": numbered and not item.children,
        }
    )


def _around(piece: Piece) -> Signs:
    """What stands within it and above it."""
    cut = [each for each in piece.within if each.kind in _CUT]
    above = piece.above
    return _held(
        {
            "has-items": len(cut) < len(piece.within),
            "has-parts": any(each.kind == "part" for each in cut),
            "has-sentences": any(each.kind == "sentence" for each in cut),
            "has-actors": sum(each.who is not None for each in cut) > 1,
            "above-bracket": above is not None and "bracket" in above.signs,
            "above-number": above is not None and "numbered" in above.signs and piece.kind != "item",
        }
    )


def _beside(pieces: Sequence[Piece]) -> None:
    """How many of the pieces of its kind beside it bear a sign."""
    groups: dict[str, list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(piece.kind, []).append(piece)
    for group in groups.values():
        others = len(group) - 1
        for name in _SHARED if others else ():
            bearing = sum(name in each.signs for each in group)
            for piece in group:
                piece.signs[f"beside-{name}"] = (bearing - (name in piece.signs)) / others
        for piece in group if others > 1 else ():
            piece.signs["series"] = 1.0
        group[-1].signs |= {"last": 1.0} if others else {}


_PAIRS = (
    ("subject", "day"),
    ("unit-first", "day"),
    ("verb-first", "in-unmarked"),
    ("verb-first", "leaf"),
    ("verb-first", "sentence"),
    ("subject", "paragraph"),
    ("leaf", "in-pledge"),
    ("has-items", "numbered"),
    ("has-items", "section"),
    ("nobody", "in-marked"),
    ("nobody", "leaf"),
)


def _together(signs: Mapping[str, float]) -> Signs:
    """Signs that count only together: nobody and no day is named; two at once."""
    nobody = {"bracket", "day", "actor"}.isdisjoint(signs)
    held = {*signs, "nobody"} if nobody else {*signs}
    pairs = {f"{one}+{other}": one in held and other in held for one, other in _PAIRS}
    return _held({"nobody": nobody, **pairs})
