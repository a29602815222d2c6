"""Tasks without brackets and labels: recognised by days, by who acts, by the items beside them, by their words.

From the strongest evidence to the weakest; the drafts get less confidence.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from duban.core.model.folding import simplified
from duban.importers.grammar.acting_units import read_sentence
from duban.importers.grammar.deadlines import Clock, find_dues
from duban.importers.grammar.unit_lists import split_units
from duban.importers.grammar.unit_names import is_strong
from duban.importers.grammar.unit_phrases import Phrase
from duban.importers.text.candidates import Candidate, Judge, is_continued
from duban.importers.text.dated_orders import due_order, find_orders, sets_day
from duban.importers.text.demands import actor_of, find_demands, find_duties, is_demand, is_roster
from duban.importers.text.document_kinds import directs
from duban.importers.text.item import ItemText, asked_in, read_item, subject_of, without_due
from duban.importers.text.outline import Item
from duban.importers.text.pieces import counted, piece_of

_LIST_STYLES = frozenset({"arabic", "arabic_paren", "half_paren", "circled"})
_CLAUSE = re.compile("[，,；：:]")
# What a meeting decided follows: 会议就有关事项明确如下：
_DECIDED = re.compile(r"(?:明确|议定|决定|确定|商定)(?:如下|(?:如下|以下)[^，。；：]{0,8})[:：]$")
_FEW = 3
_PATTERN = 2


def unmarked(section: Item, judge: Judge, *, many: bool) -> Iterator[Candidate]:
    """The tasks of a section without units in brackets: by days, by who acts, by the sentence before the list."""
    if judge.front.report or section.cover:
        return
    if judge.apart(section):
        duties = () if judge.undirected is not None else tuple(find_duties(section, judge.of))
        yield from (Candidate(said, who, inherited=inherited) for said, who, inherited in duties)
        yield from () if duties else dated(section, judge)
        return
    if is_roster(section):
        return
    if judge.undirected is not None and not judge.undirected.may_order(judge.of(section).title):
        yield from dated(section, judge)
        return
    if section.children:
        yield from _brothers(section, judge, many=many)
    elif _evidence(section, judge, many=many):
        yield _weak(section, judge, None)


def _brothers(section: Item, judge: Judge, *, many: bool) -> Iterator[Candidate]:
    actor = _actor_of_lead_in(judge.of(section).texts)
    kids = section.children
    if not actor and not any(_evidence(kid, judge, many=many) for kid in kids):
        decided = any(_DECIDED.search(simplified(text.strip())) for text in judge.of(section).texts[-1:])
        for kid in kids:
            if decided and judge.may_be_task(kid):
                yield Candidate(judge.of(kid), actor_of(judge.of(kid)))
            else:
                yield from dated(kid, judge)
        return
    if many and not actor:
        kids = [kid for kid in kids if _evidence(kid, judge, many=True)]
    for kid in kids:
        if judge.apart(kid):
            yield from dated(kid, judge)
        else:
            yield _weak(kid, judge, actor)


def _actor_of_lead_in(texts: list[str]) -> Phrase | None:
    """Who acts according to the sentence before a list (试点地区要做好以下工作：), or the heading if it is a unit."""
    heading = split_units(texts[0].rstrip("：:")) if texts else ()
    if heading and all(map(is_strong, heading)):
        return Phrase((), heading, (), "主语", texts[0])
    for text in reversed(texts):
        if "以下" in text or "下列" in text or text.rstrip().endswith(("：", ":")):
            for sentence in re.split(r"(?<=[。；])", text):
                if (phrase := read_sentence(without_due(sentence), subject_only=True)) is not None:
                    return phrase
    return None


def _evidence(item: Item, judge: Judge, *, many: bool) -> bool:
    said = judge.of(item)
    if judge.apart(item) or _is_bare(said, item):
        return False
    if any(sets_day(judge.of(below), judge.clock) for below in item.walk()) or asked_in(said) is not None:
        return True
    return not many and subject_of(said) is not None


def _is_bare(said: ItemText, item: Item) -> bool:
    """Whether an item is only a name, perhaps with a day, as in a schedule: 预赛阶段（4月）."""
    alone = len(said.texts) == 1 and said.title == said.body.rstrip("。；; ") and not item.children
    return (
        alone and not is_demand(said.title) and _CLAUSE.search(said.title) is None and actor_of(said) is None
    )


def _weak(item: Item, judge: Judge, actor: Phrase | None) -> Candidate:
    said = judge.of(item)
    own = asked_in(said) or subject_of(said)
    if own is None and item.children:
        own = _actor_of_lead_in(said.texts)
    if own is None and actor is not None:
        return Candidate(said, replace(actor, basis="主语（上文）"), inherited=True)
    return Candidate(said, own)


def plain(item: Item, judge: Judge) -> Candidate:
    """A task from an item whose siblings are tasks, with the unit that is asked or acts in it, if any."""
    said = judge.of(item)
    return Candidate(said, asked_in(said) or subject_of(said))


def dated(item: Item, judge: Judge) -> list[Candidate]:
    """The sentences of an item and below it that say who does something by a day; the item itself is no task."""
    if judge.front.report:
        return []
    orders = (order for below in item.walk() for order in find_orders(judge.of(below), judge.clock))
    return [Candidate(said, who, sentence) for said, who, sentence in orders]


def add_plain_brothers(root: Item, judge: Judge, found: dict[int, list[Candidate]]) -> None:
    """In a list 1. 2. 3. without sections of which most items are marked, make the others tasks too."""
    for region in {item.region for item in root.children}:
        within = [item for item in root.children if item.region == region]
        items = [item for item in within if item.style in _LIST_STYLES and not item.cover]
        told = sum(1 for item in items if found[id(item)])
        for item in items if told >= _PATTERN and told * 2 > len(within) else ():
            if not found[id(item)] and judge.may_be_task(item):
                found[id(item)] = [plain(item, judge)]


def add_plain_sections(root: Item, judge: Judge, found: dict[int, list[Candidate]], *, many: bool) -> None:
    """In a document without brackets, if most lists hold tasks, make tasks of the remaining lists too."""
    if many or judge.front.report or judge.undirected is not None:
        return
    kinds: dict[tuple[int, bool], list[Item]] = {}
    for section in _plain_sections(root, judge):
        kinds.setdefault((section.region, bool(section.children)), []).append(section)
    for alike in kinds.values():
        told = [section for section in alike if found[id(section)]]
        if len(told) < _PATTERN or len(told) * 2 <= len(alike):
            continue
        for section in alike:
            if not found[id(section)]:
                kids = section.children or [section]
                found[id(section)] = [
                    Candidate(judge.of(kid), actor_of(judge.of(kid))) for kid in kids if _asks(kid, judge)
                ]


def add_continued(root: Item, judge: Judge, found: dict[int, list[Candidate]]) -> None:
    """A section set apart whose items go on with the numbers of the tasks before, if a unit leads in one of them."""
    for before, section in pairwise(root.children):
        tasks = found[id(before)]
        kids = section.children
        if not kids or not before.children or judge.front.report or judge.undirected is not None:
            continue
        whole = tasks and all(any(task.said.item is kid for task in tasks) for kid in before.children)
        if not whole or not is_continued(before.children[-1]) or not judge.apart(section):
            continue
        who = [actor_of(judge.of(kid)) for kid in kids]
        held = [next((task for task in found[id(section)] if task.said.item is kid), None) for kid in kids]
        if len(found[id(section)]) == len(list(filter(None, held))) and any(
            each and each.lead for each in who
        ):
            found[id(section)] = [
                task or Candidate(judge.of(kid), each)
                for task, kid, each in zip(held, kids, who, strict=True)
            ]


def _plain_sections(root: Item, judge: Judge) -> list[Item]:
    """The sections except aims, safeguards and covering notices."""
    return [section for section in root.children if not judge.apart(section) and not section.cover]


def _asks(item: Item, judge: Judge) -> bool:
    """Whether an item asks for something: it is a demand, has sub-items, or somebody acts in it."""
    said = judge.of(item)
    told = is_demand(said.title) or bool(item.children) or actor_of(said) is not None
    return told and judge.may_be_task(item)


def add_named_sections(root: Item, judge: Judge, found: dict[int, list[Candidate]]) -> None:
    """If a section without a list is a task, make tasks of the other such sections in which a unit acts."""
    plain = [section for section in _plain_sections(root, judge) if not section.children and section.number]
    if not any(found[id(section)] for section in plain) or judge.undirected is not None or judge.front.report:
        return
    for section in plain:
        if not found[id(section)] and (who := actor_of(judge.of(section))) is not None:
            found[id(section)] = [Candidate(judge.of(section), who)]


def add_plain_demands(root: Item, judge: Judge, found: dict[int, list[Candidate]]) -> None:
    """If nothing is marked: add the demands of a document that gives orders.

    If days made some items tasks, only demands in the same lists.
    """
    if judge.front.report or judge.undirected is not None or not directs(judge.front.title, root.texts):
        return
    for item in root.walk():
        _drop_closing(item, judge)
    tasks = [task for each in found.values() for task in each]
    taken = {id(item) for task in tasks for item in (*task.said.item.walk(), *task.said.item.path())}
    lists = {id(task.said.item.parent) for task in tasks}
    dated_ones = any(task.said.dues for task in tasks)
    place = {id(item): at for at, item in enumerate(root.walk())}
    for said, who, inherited in find_demands(root, judge.of, judge.apart, alone=not tasks):
        if id(said.item) not in taken and (not dated_ones or id(said.item.parent) in lists):
            section = (*said.item.path(), said.item)[0]
            found[id(section)].append(Candidate(said, who, inherited=inherited))
    for each in found.values():
        each.sort(key=lambda task: place.get(id(task.said.item), 0))
    if not tasks and not root.children:
        found[id(root)] += [Candidate(said, actor_of(said)) for said in counted(root, judge.clock)]


def _drop_closing(item: Item, judge: Judge) -> None:
    """Move to `closing` the paragraphs that only the last of several items has: they close the section."""
    if len(item.children) < _FEW:
        return
    *others, last = (judge.of(kid) for kid in item.children)
    most = max(len(said.texts) for said in others)
    if not last.item.children and len(last.texts) > most:
        last.closing += last.texts[most:]
        last.texts = last.texts[:most]


def find_requests(root: Item, judge: Judge) -> Iterator[Candidate]:
    """In a letter without numbers, or a short notice: what all recipients are asked to do by a day."""
    if root.children or judge.front.report or judge.front.cover or judge.undirected is not None:
        return
    for text, place in zip(root.texts, root.places, strict=True):
        said = read_item(piece_of([text], [place], root), judge.clock)
        for sentence in said.sentences():
            who = read_sentence(without_due(sentence)) if sets_one(sentence, judge.clock) else None
            if who is not None and who.basis.startswith("请"):
                yield Candidate(said, who, sentence.strip())


def find_narrative(root: Item, judge: Judge) -> Iterator[Candidate]:
    """The sentences of unnumbered paragraphs that say who must do something by a day, or what must be done by one."""
    if judge.front.report or judge.front.cover or judge.undirected is not None:
        return
    for text, place in zip(root.texts, root.places, strict=True):
        said = read_item(piece_of([text], [place], root), judge.clock)
        for sentence in re.split(r"(?<=[。；;！])", text):
            who = due_order(sentence, judge.clock)
            if who is not None:
                yield Candidate(said, who if who.units else None, sentence.strip())


def find_counted(root: Item, judge: Judge) -> Iterator[Candidate]:
    """Paragraphs counted in words (一要…, 二要…) in a document that has no other items."""
    if judge.front.report or judge.undirected is not None:
        return
    yield from (Candidate(said, actor_of(said)) for said in counted(root, judge.clock))


def find_assignments(root: Item, judge: Judge) -> Iterator[Candidate]:
    """Unnumbered paragraphs nearly all of which begin with a unit of their own, most with 负责: 区财政局负责…."""
    if root.children or judge.front.report or judge.front.cover or judge.undirected is not None:
        return
    lines = [
        (text, place)
        for text, place in zip(root.texts, root.places, strict=True)
        if text != judge.front.title and not text.rstrip().endswith(("：", ":"))
    ]
    read = [read_item(piece_of([text], [place], root), judge.clock) for text, place in lines]
    told = [(said, who) for said in read if (who := read_sentence(without_due(said.title))) is not None]
    acting = {who.units for _, who in told}
    charged = sum(1 for _, who in told if who.basis in {"负责", "牵头"})
    if _FEW <= len(acting) == len(told) <= charged * 2 and len(told) * 4 >= len(read) * 3:
        yield from (Candidate(said, who) for said, who in told)


def sets_one(sentence: str, clock: Clock) -> bool:
    """Whether a sentence sets a day or a period, and not only a cadence."""
    return any(due.kind != "recurring" for due in find_dues(sentence, clock))
