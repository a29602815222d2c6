"""Units written at one item that belong to others: a bracket after the last sub-item, a heading that is a unit.

Moves what was read to the items it belongs to; chooses no tasks.
"""

import re
from collections.abc import Iterator

from duban.importers.grammar.deadlines import Clock
from duban.importers.grammar.headings import field_of
from duban.importers.grammar.unit_lists import split_units
from duban.importers.grammar.unit_names import is_unit
from duban.importers.grammar.unit_phrases import Phrase
from duban.importers.text.candidates import Judge
from duban.importers.text.demands import is_demand
from duban.importers.text.item import ItemText, asked_in, read_item
from duban.importers.text.outline import Item
from duban.importers.text.pieces import piece_of

_HEADED = re.compile(r"([^。：:；，,]{2,60})(?P<mark>[。：:])\s*(?=.{4})")
_FEW = 3


def lift_last_bracket(item: Item, judge: Judge) -> None:
    """Move the only bracket of several sub-items, if the last one has it, to the item above."""
    kids = item.children
    if len(kids) < 2 or item.parent is None or judge.explicit(item):  # noqa: PLR2004 -- two make a list
        return
    last = judge.of(kids[-1])
    others = any(judge.explicit(each) for kid in kids[:-1] for each in kid.walk())
    deeper = any(judge.explicit(each) for each in kids[-1].walk() if each is not kids[-1])
    own_line = bool(last.phrases) and last.phrases[-1].start == 0
    asked = any(asked_in(judge.of(kid)) is not None for kid in kids[:-1])
    listed = all(kid.texts and kid.texts[-1].rstrip().endswith(("；", ";")) for kid in kids[:-1])
    if others or deeper or not last.explicit or not (own_line or listed or (len(kids) >= _FEW and not asked)):
        return
    above = judge.of(item)
    above.phrases, last.phrases = last.phrases, []
    above.due_text, last.due_text = last.due_text, ""
    above.fields |= last.fields
    last.fields = {}


def lift_unit_headings(item: Item, judge: Judge) -> None:
    """In a list whose headings are units, make these the units of their items: 3.市场监管所。负责走访商铺."""
    if any(judge.apart(above) for above in (*item.path(), item)):
        return
    named = [(judge.of(kid), _unit_heading(judge.of(kid))) for kid in item.children if not kid.children]
    if sum(1 for _, units in named if units) * 2 <= len(item.children):
        return
    for said, units in named:
        if units and not said.phrases:
            said.phrases = [_told(units, said)]


def unit_lines(root: Item, clock: Clock) -> Iterator[tuple[ItemText, Phrase]]:
    """Unnumbered lines that begin with units (财务科：整理账册), if most of them say what to do."""
    if root.children:
        return
    found = []
    for text, place in zip(root.texts, root.places, strict=True):
        said = read_item(piece_of([text], [place], root), clock)
        if units := _unit_heading(said):
            found.append((said, _told(units, said)))
    if len(found) >= _FEW and sum(1 for said, _ in found if is_demand(said.title)) * 2 >= len(found):
        yield from found


def _told(units: tuple[str, ...], said: ItemText) -> Phrase:
    """The units of a heading as a phrase, as a bracket would give it.

    A heading with a colon is cut off the text; one that ends with a full stop is kept, with a colon.
    """
    phrase = Phrase((), units, (), "单列" if len(units) == 1 else "并列", said.texts[0])
    said.texts[0] = _HEADED.sub(
        lambda match: f"{match[1]}：" if match["mark"] == "。" else "", said.texts[0], count=1
    )
    return phrase


def _unit_heading(said: ItemText) -> tuple[str, ...]:
    """The units of a heading that names nothing else and has text after it; a label (责任单位：…) does not count."""
    heading = _HEADED.match(said.texts[0]) if said.texts else None
    units = split_units(heading[1]) if heading else ()
    alone = units and all(map(is_unit, units)) and not any(map(field_of, units))
    return units if alone else ()


def share_last_line(item: Item, judge: Judge) -> None:
    """Copy the line of units under the last of several items to those before it that end with semicolons."""
    shared: list[Phrase] = []
    for kid in reversed(item.children):
        said = judge.of(kid)
        if judge.explicit(kid) or kid.children:
            lines = [phrase for phrase in said.phrases if phrase.start == 0 and phrase.units]
            shared = lines if len(kid.texts) > 1 else []
        elif shared and kid.texts and kid.texts[-1].rstrip().endswith(("；", ";")):
            said.phrases = list(shared)
        else:
            shared = []
