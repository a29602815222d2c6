"""Texts that hold several tasks, or a task without a number: cut so that each can be read as an item.

Cuts only, at brackets of units and at labelled lines: who does it is read by text/item.py, whether it is a task is
decided in text/select_tasks.py.
"""

import re
from collections.abc import Iterator, Sequence

from duban.importers.grammar.acting_units import read_statement
from duban.importers.grammar.deadlines import Clock
from duban.importers.grammar.unit_phrases import Phrase, find_brackets
from duban.importers.text.item import ItemText, read_item
from duban.importers.text.labelled_cards import find_cards
from duban.importers.text.outline import Item

_SHORTEST_PART = 10
_FEWEST_RUNS, _LONGEST_HEADING = 3, 20
_COUNTED = re.compile(r"(?P<number>[一二三四五六七八九十])(?:是|要)(?P<text>.+)", re.DOTALL)
_STOPS = re.compile("[，。；：,;:]")


def piece_of(texts: list[str], places: list[str], above: Item, number: str = "") -> Item:
    """Paragraphs, or a part of one, as an item of their own under `above`."""
    return Item(
        number=number,
        style="paragraph",
        rank=99,
        place=places[0],
        region=above.region,
        cover=above.cover,
        parent=above,
        texts=texts,
        places=places,
    )


def bracketed_paragraphs(item: Item, texts: Sequence[str], clock: Clock) -> Iterator[ItemText]:
    """The unnumbered paragraphs under an item that name units in a bracket; the first keeps the item's number."""
    for position, text in enumerate(texts):
        if not any(True for _ in find_brackets(text)):
            continue
        place = item.places[item.texts.index(text)]
        number = item.number if position == 0 else ""
        one = read_item(piece_of([text], [place], item.parent or item, number), clock)
        if one.texts and one.explicit:
            yield one


def bracketed_parts(said: ItemText, clock: Clock) -> tuple[ItemText, ...]:
    """The parts of a paragraph that each end with a bracket of units: …。（A负责）…。（B负责）; () for fewer than two.

    All have the item's number. The first keeps the heading, each later one begins with its own sentence.
    """
    item = said.item
    bracketed = [place for place, text in enumerate(item.texts) if any(True for _ in find_brackets(text))]
    if len(bracketed) != 1 or item.children or item.parent is None:
        return ()
    where = bracketed[0]
    text = item.texts[where]
    ends = [phrase.end for phrase in find_brackets(text) if phrase.units and _closes_a_part(text, phrase)]
    starts = [0, *ends][: len(ends)]
    parts = [text[start:end].lstrip("。；;，, ") for start, end in zip(starts, ends, strict=True)]
    if len(parts) < 2 or any(len(part) < _SHORTEST_PART for part in _told(parts)):  # noqa: PLR2004 -- one is whole
        return ()
    above, places = item.parent, item.places
    pieces = [([*item.texts[:where], parts[0]], places[: where + 1])]
    pieces += [([part], [places[where]]) for part in parts[1:]]
    read = [read_item(piece_of(texts, at, above, item.number), clock) for texts, at in pieces]
    return tuple(one for one in read if one.texts and one.explicit)


def _closes_a_part(text: str, phrase: Phrase) -> bool:
    """Whether a bracket stands after a sentence or a clause, not within one."""
    before, after = text[: phrase.start].rstrip(), text[phrase.end :].lstrip()
    return before.endswith(("。", "；", ";", "！", "”")) or after[:1] in {"。", "；", ";", ""}


def _told(parts: Sequence[str]) -> Iterator[str]:
    """The text of each part before its bracket."""
    for part in parts:
        last = max((phrase.start for phrase in find_brackets(part)), default=len(part))
        yield part[:last]


def stated_runs(root: Item, clock: Clock) -> Iterator[ItemText]:
    """Groups of unnumbered lines, each ended by a line of units: a heading, what to do, A、B按职责分工负责."""
    ends = [place for place, text in enumerate(root.texts) if read_statement(text) is not None]
    if len(ends) < _FEWEST_RUNS or root.children:
        return
    for first, end in zip([0, *(place + 1 for place in ends)], ends, strict=False):
        start = _heading_of(root.texts[first:end]) + first
        if start < end:
            one = read_item(piece_of(root.texts[start : end + 1], root.places[start : end + 1], root), clock)
            if one.texts and one.explicit:
                yield one


def counted(root: Item, clock: Clock) -> Iterator[ItemText]:
    """Paragraphs counted in words instead of numbers: 一是加强热源保障。…, 二是…."""
    found = [
        (match, place)
        for text, place in zip(root.texts, root.places, strict=True)
        if (match := _COUNTED.match(text))
    ]
    for match, place in found if len(found) > 1 else ():
        yield read_item(piece_of([match["text"]], [place], root, match["number"]), clock)


def _heading_of(lines: Sequence[str]) -> int:
    """The position of the heading of a group: the last short line before the first long one, or before the end."""
    short = [len(line) <= _LONGEST_HEADING and _STOPS.search(line) is None for line in lines]
    long = next((place for place, is_short in enumerate(short) if not is_short and place), len(lines) - 1)
    return max(long - 1, 0)


def cards(root: Item, clock: Clock) -> Iterator[ItemText]:
    """Groups of labelled lines without a number, one task each; the label that began the first begins the next."""
    for texts, places in find_cards(root.texts, root.places):
        one = read_item(piece_of(list(texts), list(places), root), clock)
        if one.texts and (one.explicit or one.fields):
            yield one
