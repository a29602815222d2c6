"""From the paragraphs and tables of a document to drafts: all readers of formats end here.

Pure: blocks in, drafts and problems out; no format, no disk, no clock.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from duban.importers.drafts.confidence import LONGEST_TITLE, Signs, judge_text_draft
from duban.importers.drafts.draft import Draft, Node, Unused
from duban.importers.drafts.steps import LONGEST_NODE, find_measures, find_steps
from duban.importers.formats.blocks import Document
from duban.importers.grammar.acting_units import read_sentence
from duban.importers.grammar.deadlines import Clock, Due, find_dues, owed, parse_deadline
from duban.importers.grammar.headings import UNIT_FIELDS
from duban.importers.grammar.normalize import first_sentence, one_line, without_pinyin
from duban.importers.grammar.quantities import find_targets
from duban.importers.grammar.unit_names import can_lead
from duban.importers.grammar.unit_phrases import LABEL_FIELDS
from duban.importers.text.candidates import Candidate, Choice, FirstLeads
from duban.importers.text.demands import actor_of
from duban.importers.text.front_matter import Front, body_of, read_front
from duban.importers.text.item import ItemText, merged, read_item, without_due
from duban.importers.text.labelled_cards import unboxed
from duban.importers.text.outline import Item, build_outline, with_whole_brackets
from duban.importers.text.select_tasks import choose


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The user's options: the year, whether the first listed unit leads, how deep to split, hidden sheets."""

    year: int | None = None
    first_leads: bool = False
    depth: int = 1
    clock: Clock = field(default_factory=Clock)
    hidden: bool = False


class TextReading(NamedTuple):
    """What running text gave: front matter, drafts, what may be more of them, the first-leads rule, what was left."""

    front: Front
    drafts: tuple[Draft, ...]
    suggested: tuple[Draft, ...]
    choice: Choice
    unused: tuple[Unused, ...]


def read_items(document: Document, wanted: ReadOptions) -> TextReading:
    """The drafts of the running text of a document, and what else was read of it."""
    paragraphs = tuple(
        replace(paragraph, text=unboxed(without_pinyin(paragraph.text)))
        for paragraph in document.paragraphs()
    )
    paragraphs = tuple(with_whole_brackets(paragraphs))
    margins = document.properties.get("margins", "").split("\n")
    front = read_front(paragraphs, document.properties.get("title", ""), margins)
    clock = clock_of(front, wanted)
    body, cover = body_of(paragraphs, front)
    root = build_outline(body, cover)
    said = {id(item): read_item(item, clock) for item in root.walk()}
    choice = choose(root, said, front, clock)
    if wanted.first_leads:
        choice = replace(choice, first_leads=FirstLeads(said=True))
    drafts = tuple(
        draft
        for chosen in choice.tasks
        for draft in _drafts(chosen, said, clock, wanted, first_leads=choice.first_leads)
    )
    suggested = tuple(
        _draft(chosen, said, clock, first_leads=choice.first_leads.holds(chosen.said.item))
        for chosen in choice.suggested
    )
    return TextReading(front, drafts, suggested, choice, tuple(_unused(root, drafts, front, clock)))


def _unused(root: Item, drafts: Iterable[Draft], front: Front, clock: Clock) -> Iterator[Unused]:
    """The pieces of the outline that no draft came from, in the order of the document; not its title."""
    used = {place for draft in drafts for place in draft.places}
    for item in root.walk():
        for text, place in zip(item.texts, item.places, strict=True):
            if place not in used and text != front.title:
                said = read_item(Item(texts=[text], places=[place], parent=Item()), clock)
                sentences = [*said.sentences()]
                unit = bool(said.phrases) or any(read_sentence(without_due(each)) for each in sentences)
                day = any(due.kind != "recurring" for each in sentences for due in find_dues(each, clock))
                yield Unused(
                    place, f"{item.number}{_mark(item)}{text}" if text is item.first else text, unit, day
                )


def read_card(lines: tuple[str, ...], place: str, front: Front, wanted: ReadOptions) -> tuple[Draft, ...]:
    """The draft of a group of labelled lines, as in a table of labels and values."""
    clock = clock_of(front, wanted)
    item = Item(
        style="card", rank=99, place=place, parent=Item(), texts=list(lines), places=[place] * len(lines)
    )
    said = read_item(item, clock)
    if not said.texts or not (said.explicit or said.fields):
        return ()
    phrases = [phrase for phrase in said.phrases if phrase.units]
    who = merged(phrases, first_leads=wanted.first_leads) if phrases else None
    return (_draft(Candidate(said, who), {id(item): said}, clock, first_leads=wanted.first_leads),)


def clock_of(front: Front, wanted: ReadOptions) -> Clock:
    """What the days of a document are counted from: as the user says, else as the document says."""
    return replace(
        wanted.clock,
        year=wanted.year if wanted.year is not None else front.year,
        issued_on=wanted.clock.issued_on or front.issued_on,
    )


def _drafts(
    chosen: Candidate,
    said: dict[int, ItemText],
    clock: Clock,
    wanted: ReadOptions,
    *,
    first_leads: FirstLeads,
) -> Iterable[Draft]:
    parent = _draft(chosen, said, clock, first_leads=first_leads.holds(chosen.said.item))
    below = chosen.said.item.children if chosen.alone and not chosen.sentence else []
    if wanted.depth < 2 or not below:  # noqa: PLR2004 -- the second level
        yield parent
        return
    yield replace(parent, requirements="\n".join(chosen.said.texts[1:]))
    for kid in below:
        own = actor_of(said[id(kid)])
        named = own is not None and any(map(can_lead, own.units))
        one = Candidate(said[id(kid)], own if named else chosen.who, inherited=not named)
        for draft in _drafts(
            one, said, clock, replace(wanted, depth=wanted.depth - 1), first_leads=first_leads
        ):
            yield replace(draft, group="/".join(filter(None, (draft.group, parent.title))))


def _draft(chosen: Candidate, said: dict[int, ItemText], clock: Clock, *, first_leads: bool) -> Draft:
    one = chosen.said
    item = one.item
    title, requirements = _words(chosen, said)
    texts = [chosen.sentence] if chosen.sentence else _texts(one, said, alone=chosen.alone)
    of_problem = "problem" in one.fields and not chosen.sentence
    timed = (
        [one.fields.get("measures", "")] if of_problem else texts
    )  # the days of a problem are when it came about
    mentions, due_text = _mentions(one, timed, clock, sentence=bool(chosen.sentence))
    if not mentions and not due_text and chosen.until:
        mentions = list(find_dues(chosen.until, clock))
    days = owed(mentions)
    last = max(days, key=lambda due: due.on or date.min) if days else None
    words = last.text if last else due_text or next((due.text for due in mentions), "")
    lead, proposed, support, basis = _units(chosen, first_leads=first_leads)
    fields: dict[str, Any] = {
        name: value for name, value in one.fields.items() if name in _DRAFT_FIELDS and name != "requirements"
    }
    wanted_text = "\n".join(filter(None, (one.fields.get("requirements", ""), requirements)))
    draft = Draft(
        title=title,
        place=item.place,
        number=item.number,
        lead=lead,
        proposed_lead=proposed,
        support=support,
        due_on=last.on if last else None,
        due_text=words or None,
        dues=tuple(due.on for due in days if due.on is not None),
        due_texts=tuple(due.text for due in days),
        basis=basis,
        requirements=wanted_text,
        group="/".join(_heading(above, said) for above in item.path() if _heading(above, said)),
        clause="".join(above.number for above in (*item.path(), item) if above.number),
        nodes=_nodes(
            one, timed, {due.on for due in days if due.on is not None}, clock, of_problem=of_problem
        ),
        targets=() if of_problem else find_targets("。".join(texts)),
        text=_own_words(chosen),
        places=tuple(dict.fromkeys(place for each in _own_items(chosen) for place in each.places)),
        cadence=next((due.text for due in mentions if due.kind == "recurring"), ""),
        why=chosen.why,
        **fields,
    )
    signs = Signs(
        likely=chosen.likely,
        inherited=chosen.inherited,
        brackets=sum(1 for phrase in one.phrases if phrase.units and phrase.end)
        if not chosen.sentence
        else 1,
        part=chosen.part,
    )
    return judge_text_draft(draft, signs, mentions, last)


def _nodes(
    one: ItemText, texts: list[str], days: set[date], clock: Clock, *, of_problem: bool
) -> tuple[Node, ...]:
    fields = filter(None, map(one.fields.get, _STEPS_IN))
    if of_problem:
        return find_steps(days, texts, fields, clock) or find_measures(texts, days, clock)
    return find_steps(days, texts, (*texts, *fields), clock)


_STEPS_IN = ("requirements", "measures")
_DRAFT_FIELDS = LABEL_FIELDS - UNIT_FIELDS - {"deadline", "title", "group"}


def _words(chosen: Candidate, said: dict[int, ItemText]) -> tuple[str, str]:
    """The title, and the rest of what the item says."""
    one = chosen.said
    if chosen.sentence:
        return without_due(chosen.sentence).rstrip("。；！ ")[:LONGEST_TITLE], chosen.sentence
    texts = _texts(one, said, alone=chosen.alone)
    if not texts:
        return "", ""
    title = first_sentence(texts[0])
    rest = texts[0][len(title) :].lstrip("。；;：:！ ")
    return title[:LONGEST_TITLE], "\n".join(filter(None, (title[LONGEST_TITLE:], rest, *texts[1:])))


def _texts(one: ItemText, said: dict[int, ItemText], *, alone: bool) -> list[str]:
    """The texts of an item; with `alone` also those of its sub-items, with their numbers."""
    texts = list(one.texts)
    if alone:
        for kid in one.item.children:
            for below in kid.walk():
                own = said[id(below)].texts
                texts += [
                    f"{below.number}{_mark(below)}{text}" if not place else text
                    for place, text in enumerate(own)
                ]
    return texts


def _own_words(chosen: Candidate) -> str:
    """The text of a task as the document has it: with the brackets that name units, without closing words."""
    if chosen.sentence:
        return chosen.sentence
    return "\n".join(
        text if place else f"{each.number}{_mark(each)}{text}"
        for each in _own_items(chosen)
        for place, text in enumerate(each.texts)
        if one_line(text) not in chosen.said.closing
    )


def _own_items(chosen: Candidate) -> Iterable[Item]:
    item = chosen.said.item
    return item.walk() if chosen.alone and not chosen.sentence else (item,)


def _mark(item: Item) -> str:
    return (
        ""
        if not item.number or item.number[-1] in "）)" or item.style == "circled"
        else "．"
        if item.style == "arabic"
        else "、"
    )


def _heading(item: Item, said: dict[int, ItemText]) -> str:
    title = said[id(item)].title if id(item) in said else first_sentence(item.first)
    return f"{item.number}{_mark(item)}{title}"[:LONGEST_NODE] if title else ""


def _mentions(one: ItemText, texts: list[str], clock: Clock, *, sentence: bool) -> tuple[list[Due], str]:
    """The mentions of time that count: those of a labelled deadline, else those in the sentences."""
    if one.due_text and not sentence:
        labelled = list(find_dues(one.due_text, clock))
        if not any(due.on for due in labelled):
            read = parse_deadline(one.due_text, clock.year)
            labelled = [Due(one.due_text, on, "day", 0, 0) for on in read.dues] or labelled
            if not labelled and read.needs_year:
                labelled = [Due(one.due_text, None, "day", 0, 0, lacks="year")]
        alone = sum(due.kind in {"day", "relative"} for due in labelled) == 1 or len(labelled) == 1
        return [
            replace(due, text=one.due_text) if alone and due.kind != "continuous" else due for due in labelled
        ], one.due_text
    steps = () if sentence else filter(None, (one.fields.get("milestones"),))
    found = [(text, due) for text in (*texts, *steps) for due in find_dues(text, clock)]
    meant = [due for text, due in found if not _is_aim(text, due)]
    return meant if any(due.on for due in meant) else [due for _, due in found], ""


_AIM = re.compile(r"(?:^|[。；;，,])(?:为|为了|为确保|以确保|为保证|力争为)(?!期|止|限)[^。；;，,]*$")


def _is_aim(text: str, due: Due) -> bool:
    """Whether a day stands in a clause that says what for: 为确保基金在2021年底前退回，各单位须于…."""
    return _AIM.search(text[: due.start]) is not None


_SHOWN = {"负责": "主语", "分别负责": "分别牵头"}


def _units(
    chosen: Candidate, *, first_leads: bool
) -> tuple[tuple[str, ...], str | None, tuple[str, ...], str]:
    who = chosen.who
    if who is None:
        return (), None, (), "无"
    who = replace(who, basis=_SHOWN.get(who.basis, who.basis))
    if who.lead:
        return who.lead, None, tuple(unit for unit in who.support if unit not in who.lead), who.basis
    if len(who.listed) == 1:
        basis = who.basis if who.basis not in {"并列", "首位"} else "单列"
        return who.listed, None, who.support, basis
    if first_leads and who.listed and can_lead(who.listed[0]):
        return who.listed[:1], None, (*who.listed[1:], *who.support), "首位"
    whole = bool(who.text) and (chosen.sentence or chosen.said.title).startswith(who.text)
    if whole and len(who.listed) > 1 and who.basis == "主语" and all(map(can_lead, who.listed)):
        return who.listed, None, who.support, who.basis
    proposed = who.listed[0] if who.listed else None
    basis = who.basis if who.basis.startswith(("主语", "请")) else "并列"
    return (), proposed, (*who.listed, *who.support), basis
