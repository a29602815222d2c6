"""Cuts running text into pieces that may be tasks: items, paragraphs, bracketed parts, sentences, labelled lines.

Cuts and reads only: who does it is read by text/item.py; which pieces are tasks is decided in text/select_tasks.py
and text/gate.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from duban.importers.grammar.acting_units import read_sentence, read_statement
from duban.importers.grammar.deadlines import Clock
from duban.importers.grammar.normalize import bracket_depths
from duban.importers.grammar.unit_phrases import Phrase, find_brackets
from duban.importers.text.candidates import Candidate, Judge, named_in
from duban.importers.text.item import ItemText, asked_in, read_item, subject_of, without_due
from duban.importers.text.labelled_cards import find_cards
from duban.importers.text.outline import Item

_SHORTEST_PART = 10
_FEWEST_RUNS, _LONGEST_HEADING = 3, 20
_COUNTED = re.compile(r"(?P<number>[一二三四五六七八九十])(?:是|要)(?P<text>.+)", re.DOTALL)
_STOPS = re.compile("[，。；：,;:]")
_ENDS = "。；;！"
_FEWEST_SIGNS = 6


@dataclass(slots=True)
class Piece:
    """A piece of text with who acts in it, the piece it stands in, and the pieces within it.

    `kind` is item, paragraph, part (up to a bracket of units) or sentence; `place` counts the sentences of a
    paragraph, 0 the first.
    """

    said: ItemText
    kind: str
    who: Phrase | None
    above: "Piece | None" = None
    place: int = 0
    within: "list[Piece]" = field(default_factory=list)
    signs: dict[str, float] = field(default_factory=dict)

    def walk(self) -> "Iterator[Piece]":
        """This piece and all within it, in the order of the document."""
        yield self
        for piece in self.within:
            yield from piece.walk()

    def over(self) -> "Iterator[Piece]":
        """The pieces it stands in, the nearest first."""
        if self.above is not None:
            yield self.above
            yield from self.above.over()

    @property
    def text(self) -> str:
        """All its own words."""
        return " ".join(self.said.item.texts)

    def candidate(self) -> Candidate:
        """The piece as a task."""
        sentence = self.text.strip() if self.kind == "sentence" and not self.said.explicit else ""
        over = next((each.said.title for each in self.over() if each.kind == "item"), "")
        return Candidate(self.said, self.who, sentence, part=self.kind in {"part", "sentence"}, until=over)


def find_pieces(root: Item, judge: Judge) -> list[Piece]:
    """The pieces of a document, nested."""
    top = Piece(judge.of(root), "root", None)
    _blocks(top, root, judge)
    top.within += (_item(kid, judge, top) for kid in root.children)
    return top.within


def _item(item: Item, judge: Judge, above: Piece) -> Piece:
    said = judge.of(item)
    piece = Piece(said, "item", _who(said, judge), above)
    if item.texts:
        _sentences(piece, item.texts[0], item.places[0], judge)
    _paragraphs(piece, item, judge, skip=1)
    piece.within += (_item(kid, judge, piece) for kid in item.children)
    return piece


def _blocks(top: Piece, root: Item, judge: Judge) -> None:
    """The unnumbered texts of a document: lines that belong together as one piece, the others one by one."""
    blocks: dict[str, ItemText] = {}
    for said in (*stated_runs(root, judge.clock), *cards(root, judge.clock)):
        blocks |= dict.fromkeys(said.item.places, said)
    told: set[int] = set()
    for text, place in zip(root.texts, root.places, strict=True):
        block = blocks.get(place)
        if block is None:
            _paragraph(top, root, text, place, judge)
        elif id(block) not in told:
            told.add(id(block))
            top.within.append(Piece(block, "item", _who(block, judge), top))


def _paragraphs(above: Piece, item: Item, judge: Judge, *, skip: int) -> None:
    for text, place in list(zip(item.texts, item.places, strict=True))[skip:]:
        _paragraph(above, item, text, place, judge)


def _paragraph(above: Piece, item: Item, text: str, place: str, judge: Judge) -> None:
    if len(text.strip("。；;！ ")) < _FEWEST_SIGNS:
        return
    counted = _COUNTED.match(text)
    number, words = (counted["number"], counted["text"]) if counted else ("", text)
    said = read_item(piece_of([words], [place], item, number), judge.clock)
    piece = Piece(said, "paragraph", _who(said, judge), above)
    _sentences(piece, text, place, judge)
    above.within.append(piece)


def _sentences(piece: Piece, text: str, place: str, judge: Judge) -> None:
    item = piece.said.item
    own = (
        piece.said
        if len(item.texts) == 1
        else ItemText(piece_of([text], [place], item.parent or item, item.number))
    )
    if len(parts := bracketed_parts(own, judge.clock)) > 1:
        piece.within += (Piece(said, "part", _who(said, judge), piece, at) for at, said in enumerate(parts))
        return
    cut = [each for each in sentences_of(text) if len(each.strip("。；;！ ")) >= _FEWEST_SIGNS]
    if len(cut) < 2:  # noqa: PLR2004 -- one is the paragraph
        return
    for at, sentence in enumerate(cut):
        said = read_item(piece_of([sentence], [place], item.parent or item, item.number), judge.clock)
        who = named_in(said, judge) or read_sentence(without_due(sentence))
        piece.within.append(Piece(said, "sentence", who, piece, at))


def sentences_of(text: str) -> Iterator[str]:
    """The sentences and clauses of a text, brackets left whole; a bracket of units goes with what stands before it."""
    depths = bracket_depths(text)
    marks = [at + 1 for at, sign in enumerate(text) if sign in _ENDS and not depths[at]]
    ends = {phrase.start: phrase.end for phrase in find_brackets(text) if phrase.units} if marks else {}
    start = 0
    for mark in sorted({*(ends.get(mark, mark) for mark in marks), len(text)}):
        end = mark + 1 if text[mark : mark + 1] and text[mark] in _ENDS and mark in ends.values() else mark
        if text[start:end].strip():
            yield text[start:end]
        start = end


def _who(said: ItemText, judge: Judge) -> Phrase | None:
    return named_in(said, judge) or asked_in(said) or subject_of(said)


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
