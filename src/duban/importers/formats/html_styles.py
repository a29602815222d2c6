"""Removes from a web page what is struck through, by a tag, an inline style or a rule of its style sheets.

Elements in, texts out. Of the style sheets only selectors of tags, classes, ids and plain attributes are understood;
rules with pseudo-classes (:hover) or siblings (+, ~) are ignored.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_STRIKING = frozenset({"s", "strike", "del"})
_LINE_THROUGH = "line-through"
_NO_LINE = re.compile(r"text-decoration(?:-line)?\s*:\s*(?:none|underline|overline|initial)")
_ONE = r"[.#][\w-]+|\[[\w-]+(?:=(?:\"[^\"\[\]]*\"|'[^'\[\]]*'|[\w-]+))?\]"
_SIMPLE = re.compile(_ONE)
_COMPOUND = re.compile(rf"(\*|[\w-]*)((?:{_ONE})*)")
_PARTS = re.compile(r"(\s*>\s*|\s+)")
# Of selectors that end in the same tag, class or name: each element is held against all of them.
_MOST_ALIKE = 20
_Element = Any  # lxml carries no types
_Compound = tuple[str, frozenset[str]]
_Selector = tuple[_Compound, tuple[tuple[str, _Compound], ...]]
"""What the element is, then what must stand above it, nearest first: anywhere above, or directly above (">")."""


def strike_out(root: _Element) -> list[str]:
    """Empty the elements that are struck through, and return their texts. Table cells keep their place."""
    rules: dict[str, list[_Selector]] = {}
    for selector in _selectors(root):
        (tag, marks), _ = selector
        alike = rules.setdefault(min(marks, default=tag), [])
        if len(alike) < _MOST_ALIKE:
            alike.append(selector)
    said: list[str] = []
    within: set[_Element] = set()
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element in within or not _is_struck(element, rules):
            continue
        within.update(element.iter())
        if text := "".join(element.itertext()).strip():
            said.append(text)
        cells = list(element.iter("td", "th"))
        for emptied in cells or [element]:
            emptied.text = None
            for child in list(emptied):
                emptied.remove(child)
    return said


def _is_struck(element: _Element, rules: dict[str, list[_Selector]]) -> bool:
    style = (element.get("style") or "").lower()
    if _LINE_THROUGH in style:
        return True
    if _NO_LINE.search(style):
        return False
    if element.tag in _STRIKING:
        return True
    keys = ("", "*", element.tag, *_marks(element)) if rules else ()
    return any(_holds(element, selector) for key in keys for selector in rules.get(key, ()))


def _holds(element: _Element, selector: _Selector) -> bool:
    last, above = selector
    if not _fits(element, last):
        return False
    for relation, wanted in above:
        element = element.getparent()
        while element is not None and not relation and not _fits(element, wanted):
            element = element.getparent()
        if element is None or not _fits(element, wanted):
            return False
    return True


def _fits(element: _Element, compound: _Compound) -> bool:
    tag, marks = compound
    return tag in ("", "*", element.tag) and (not marks or marks <= _marks(element))


@lru_cache(maxsize=512)
def _marks(element: _Element) -> frozenset[str]:
    """The classes, the name and the attributes of an element as selectors write them."""
    found = {f".{name}" for name in (element.get("class") or "").split()}
    for name, value in element.items():
        found |= {f"[{name}]", f"[{name}={value}]"}
    return frozenset(found | {f"#{element.get('id')}"})


def _selectors(root: _Element) -> Iterator[_Selector]:
    """The selectors of all style-sheet rules that strike through, as far as they are understood."""
    sheets = "\n".join(style.text or "" for style in root.iter("style"))
    first, *others = sheets.replace("<!--", "").replace("-->", "").split("/*")
    for rule in (first + "".join(each.partition("*/")[2] for each in others)).split("}"):
        heads, _, body = rule.rpartition("{")
        if _LINE_THROUGH in body.lower():
            for said in heads.rpartition("{")[2].split(","):
                if (selector := _selector(said.strip())) is not None:
                    yield selector


def _selector(said: str) -> _Selector | None:
    pieces = _PARTS.split(said)
    compounds: list[_Compound] = []
    for piece in pieces[::2]:
        match = _COMPOUND.fullmatch(piece)
        if match is None or not piece:
            return None
        marks = (mark.replace('"', "").replace("'", "") for mark in _SIMPLE.findall(match[2]))
        compounds.append((match[1].lower(), frozenset(marks)))
    relations = [piece.strip() for piece in pieces[1::2]]
    return compounds[-1], tuple(zip(reversed(relations), reversed(compounds[:-1]), strict=True))
