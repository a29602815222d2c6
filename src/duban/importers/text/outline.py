"""From paragraphs to the tree of numbered items, also where a whole document stands in one long line.

Builds the tree only: what an item says is read by text/item.py, which items are tasks is decided in
text/select_tasks.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from duban.importers.formats.blocks import Paragraph
from duban.importers.grammar.numbering import RANK, Mark, find_marks
from duban.importers.text.labelled_cards import listed_values

_SENTENCE_END = frozenset("。；;：:！!？?）)〕】]”」\u3000 \t")
_REFERS = frozenset("第述按照和至及至到款项条的附见表图、，,－-—~")
_LONGEST_HEADING = 45
_LONGEST_TITLE = 60
_CLOSES = re.compile("[。；，：]")
_ANNEX = re.compile(r"(?:附\s*件|附\s*表|附\s*录)\s*(?:[一二三四五六七八九十\d０-９]{1,3})?\s*[:：]?")
_ANNEX_LIST = re.compile(r"(?:附\s*件|附\s*表)\s*[:：]\s*(.*)")
_ANNEX_NAMED = re.compile(r"(?:附\s*件|附\s*表)\s*[\d０-９一二三四五六七八九十]{1,3}\s+(?=\S)")
_HEADING_RANK = 5
_UNCLOSED = re.compile(r"《[^《》。]*$|[（(〔][^（(〔）)〕。；]*$")
_MOST_LINES, _LONGEST_TORN = 5, 400
_BULLET = re.compile(r"[-*+•●◆■□▪·➢]\s+(?=\S)")


@dataclass(slots=True)
class Item:
    """A node of the outline: its number, the texts directly under it, and its children in order.

    The first text directly follows the number; `late` are those that follow a child. `region` is the part of the
    document (0 the body, 1 the first annex); `cover`: it belongs to a covering notice.
    """

    number: str = ""
    style: str = ""
    value: int = 0
    rank: int = 0
    place: str = ""
    region: int = 0
    cover: bool = False
    parent: "Item | None" = None
    texts: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    children: "list[Item]" = field(default_factory=list)
    late: list[int] = field(default_factory=list)

    @property
    def first(self) -> str:
        """The text right after the number."""
        return self.texts[0] if self.texts else ""

    def path(self) -> "list[Item]":
        """The items above this one, the uppermost first, without the root."""
        found: list[Item] = []
        above = self.parent
        while above is not None and above.parent is not None:
            found.insert(0, above)
            above = above.parent
        return found

    def walk(self) -> "Iterator[Item]":
        """This item and all below it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()

    def add(self, text: str, place: str) -> None:
        """One more text directly under this item."""
        if text := text.strip():
            if self.children:
                self.late.append(len(self.texts))
            self.texts.append(text)
            self.places.append(place)


@dataclass(slots=True)
class _Builder:
    root: Item = field(default_factory=Item)
    stack: list[Item] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    region: int = 0
    listing: bool = False
    cover: bool = False

    @property
    def top(self) -> Item:
        return self.stack[-1] if self.stack else self.root

    def restart(self) -> None:
        self.stack.clear()
        self.last.clear()

    def open(self, mark: Mark, rank: int, place: str) -> None:
        while self.stack and self.stack[-1].rank >= rank:
            self.stack.pop()
        parent = self.top
        item = Item(mark.number, mark.style, mark.value, rank, place, self.region, self.cover, parent, [], [])
        parent.children.append(item)
        self.stack.append(item)
        self.last[mark.style] = mark.value

    def expects(self, mark: Mark, text: str) -> bool:
        """Whether a number within a line goes on in its sequence, or begins one where a heading or a sentence ends."""
        before = text[mark.start - 1]
        if mark.style == "measure":
            return before in _SENTENCE_END and bool(self.stack)
        if before in _REFERS or not text[mark.end :].strip():
            return False
        ended = before in _SENTENCE_END or self._after_title(text, mark)
        open_same = next((item.value for item in self.stack if item.style == mark.style), None)
        if open_same is not None:
            follows = mark.value == open_same + 1
        else:
            follows = mark.value in {1, self.last.get(mark.style, 0) + 1}
        heading = (
            (mark.value == 1 or open_same is None)
            and self.stack != []
            and not self.top.texts
            and self._heading_so_far(text, mark)
        )
        if mark.style in {"named", "half_paren", "dotted"}:
            return follows and ended
        return follows and (
            ended or (heading and mark.style in {"cn_paren", "arabic_paren", "circled", "arabic"})
        )

    def _after_title(self, text: str, mark: Mark) -> bool:
        """Whether the first number of all follows a title that no mark closes: …任务清单一、经济发展."""
        fresh = not self.stack and not self.root.texts and not self.root.children
        if not fresh or mark.value != 1 or mark.style != "cn" or mark.start > _LONGEST_TITLE:
            return False
        return _CLOSES.search(text, 0, mark.start) is None

    def _heading_so_far(self, text: str, mark: Mark) -> bool:
        """Whether what stands since the last number is short and no sentence: a heading that no mark closes."""
        return mark.start - self.since <= _LONGEST_HEADING and "。" not in text[self.since : mark.start]

    since: int = 0


def with_whole_brackets(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs, joined where a line break falls within brackets or 《》."""
    held: Paragraph | None = None
    lines = 0
    for paragraph in paragraphs:
        if (
            held is not None
            and not paragraph.level
            and lines < _MOST_LINES
            and not _opens_item(paragraph.text)
        ):
            held, lines = replace(held, text=held.text + paragraph.text), lines + 1
        else:
            if held is not None:
                yield held
            held, lines = paragraph, 1
        if not _UNCLOSED.search(held.text[-_LONGEST_TORN:]):
            yield held
            held = None
    if held is not None:
        yield held


def _opens_item(text: str) -> bool:
    first = next(find_marks(text), None)
    return first is not None and first.start == 0


def build_outline(paragraphs: Iterable[Paragraph], cover: int = 0) -> Item:
    """The tree of all numbered items; the root holds unnumbered texts, the first `cover` paragraphs are a notice."""
    builder = _Builder()
    paragraphs = tuple(paragraphs)
    listed = listed_values([paragraph.text for paragraph in paragraphs])
    for position, paragraph in enumerate(paragraphs):
        if builder.cover and position >= cover:
            builder.restart()
        builder.cover = position < cover
        if position in listed:
            builder.top.add(paragraph.text, paragraph.place)
        else:
            _take(builder, paragraph)
    return builder.root


def _take(builder: _Builder, paragraph: Paragraph) -> None:
    text, level = paragraph.text, paragraph.level
    text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
    if _begins_annex(builder, text):
        return
    if builder.listing and _is_annex_name(text):
        return
    builder.listing = False
    if _ANNEX_LIST.fullmatch(text) is not None:
        builder.listing = True
        return
    marks = list(find_marks(text))
    first = marks[0] if marks and not text[: marks[0].start].strip("　 ") else None
    if level and first is None:
        heading = Mark(f"h{level}", builder.last.get(f"h{level}", 0) + 1, "", 0, 0)
        builder.open(heading, _HEADING_RANK + level - 1 if level < _HEADING_RANK else 9, paragraph.place)
        builder.top.add(text, paragraph.place)
        return
    _split(builder, text, marks, first, paragraph.place)


def _begins_annex(builder: _Builder, text: str) -> bool:
    """Whether an annex begins: 附件1 alone on its line, or before a title."""
    alone = _ANNEX.fullmatch(text) is not None and not text.rstrip().endswith((":", "："))
    short = len(text) <= _LONGEST_HEADING and "。" not in text
    if alone or (short and builder.region == 0 and _ANNEX_NAMED.match(text)):
        builder.region += 1
        builder.restart()
    builder.listing = builder.listing and not alone
    return alone


def _is_annex_name(text: str) -> bool:
    marks = list(find_marks(text))
    return (
        bool(marks)
        and marks[0].style == "arabic"
        and marks[0].start == 0
        and len(text) <= _LONGEST_HEADING + 20
        and "。" not in text
    )


def _split(builder: _Builder, text: str, marks: list[Mark], first: Mark | None, place: str) -> None:
    """Cut a paragraph at the numbers that open items."""
    start = 0
    builder.since = 0
    where = place
    for mark in marks:
        if mark.start < start:
            continue
        if mark is not first and not builder.expects(mark, text):
            continue
        builder.top.add(text[start : mark.start], where)
        where = place if mark is first or mark.start == 0 else f"{place}第{mark.start + 1}字"
        builder.open(mark, RANK[mark.style], where)
        start = builder.since = mark.end
    builder.top.add(text[start:], where)
