"""Which items of a document are tasks: by what names who does it, by days, by the company they stand in.

Chooses only; what the chosen say is worded as drafts elsewhere.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from duban.importers.actors import read_sentence
from duban.importers.dated import find_last_orders, find_orders, sets_day
from duban.importers.front import Front
from duban.importers.outline import Item
from duban.importers.parting import bracketed_paragraphs, bracketed_parts, cards, piece_of
from duban.importers.reading import Said, asked_in, merged, read_item, subject_of, without_due
from duban.importers.sections import kind_of
from duban.importers.unitform import is_strong, is_unit
from duban.importers.units import split_units
from duban.importers.when import Clock, find_dues
from duban.importers.who import Phrase, find_brackets

_YOU = re.compile(r"(?:你|贵)(?:局|委|办|单位|部|厅|县|市|区|公司|院|校|中心|镇|乡|街道)")
_EVERYBODY = re.compile(r"各|有关|相关|所有|全体")
_FEW = 3
_PATTERN = 2
_LONGEST_STEP = 400


@dataclass(frozen=True, slots=True)
class Chosen:
    """A task: the item it is read from, who does it; `sentence` where only one sentence of the item is the task.

    `alone`: what stands under the item belongs to it; `part`: it is one of several tasks under one number.
    """

    said: Said
    who: Phrase | None = None
    sentence: str = ""
    inherited: bool = False
    alone: bool = True
    part: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The tasks of a document, and in one sentence why there are none."""

    tasks: tuple[Chosen, ...]
    first_leads: bool = False
    why_none: str = ""


@dataclass(slots=True)
class _Judge:
    said: Mapping[int, Said]
    front: Front
    clock: Clock
    first_leads: bool

    def of(self, item: Item) -> Said:
        return self.said[id(item)]

    def explicit(self, item: Item) -> bool:
        return self.of(item).explicit


def choose(root: Item, said: Mapping[int, Said], front: Front, clock: Clock) -> Choice:
    """The tasks under `root`, in the order of the document."""
    first_leads = any(phrase.first_leads for each in said.values() for phrase in each.phrases)
    judge = _Judge(said, front, clock, first_leads)
    for item in root.walk():
        _lift_last_bracket(item, judge)
        _share_last_line(item, judge)
    marked = [item for item in root.walk() if item.parent is not None and judge.explicit(item)]
    found: dict[int, list[Chosen]] = {}
    for item in (root, *root.children):
        found[id(item)] = _marked(item, judge) if item is not root else list(_loose(root, judge))
    many = len(marked) >= _FEW
    for section in root.children:
        if not found[id(section)]:
            found[id(section)] = list(_unmarked(section, judge, many=many))
    _add_plain_sections(root, judge, found, many=many)
    tasks = [task for item in (root, *root.children) for task in found[id(item)] if _has_words(task, judge)]
    rest = [judge.of(item) for item in root.walk() if item is not root or front.report]
    orders = find_last_orders(rest, clock, report=front.report)
    tasks += [Chosen(said, who, sentence) for said, who, sentence in orders]
    return Choice(tuple(tasks), first_leads, "" if tasks else _why_none(root, judge))


def _has_words(task: Chosen, judge: _Judge) -> bool:
    """Whether a task says anything: a number after which the text was cut off does not."""
    below = (judge.of(each) for kid in task.said.item.children for each in kid.walk())
    return bool(task.sentence or task.said.texts) or any(said.texts for said in below)


def _add_plain_sections(root: Item, judge: _Judge, found: dict[int, list[Chosen]], *, many: bool) -> None:
    """In a document without brackets, of whose lists most hold tasks, the remaining lists hold tasks too."""
    if many or judge.front.report:
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
                found[id(section)] = [_weak(kid, judge, None) for kid in kids if _may_be_task(kid, judge)]


def _plain_sections(root: Item, judge: _Judge) -> list[Item]:
    """The sections that are neither aims nor safeguards nor a covering notice."""
    return [section for section in root.children if not _is_set_apart(section, judge) and not section.cover]


def _lift_last_bracket(item: Item, judge: _Judge) -> None:
    """One bracket after the last of several sub-items, none of the others having one, speaks for the item above."""
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


def _share_last_line(item: Item, judge: _Judge) -> None:
    """A line of units under the last of several items that only semicolons part speaks for all of these."""
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


def _marked(item: Item, judge: _Judge) -> list[Chosen]:
    """The tasks among an item and those below it that a bracket or a labelled line marks, with their plain brothers."""
    below = [(kid, _marked(kid, judge)) for kid in item.children]
    said = judge.of(item)
    some = any(tasks for _, tasks in below)
    if said.explicit and not said.texts and not item.children:
        return []
    if said.explicit:
        own = Chosen(said, _who(said, judge), alone=not some)
        if not some:
            split = _several(said, judge)
            return split or [own]
        return [own, *(task for _, tasks in below for task in tasks)]
    if not some:
        return []
    direct = sum(1 for kid, tasks in below if tasks and tasks[0].said.item is kid)
    found: list[Chosen] = []
    for kid, tasks in below:
        if tasks:
            found += tasks
        elif _may_be_task(kid, judge) and (
            (direct * 2 >= len(below) and direct > 1) or asked_in(judge.of(kid)) is not None
        ):
            found.append(_plain(kid, judge))
        elif not tasks and kid.children and direct == 0 and not _is_set_apart(kid, judge):
            found += _dated(kid, judge)
    return found


def _may_be_task(item: Item, judge: _Judge) -> bool:
    return bool(judge.of(item).texts) and not _is_set_apart(item, judge)


def _several(said: Said, judge: _Judge) -> list[Chosen]:
    """Several tasks in one item: paragraphs, or parts of one, each of which has a bracket of its own."""
    texts = list(said.item.texts)
    with_bracket = [text for text in texts if any(True for _ in find_brackets(text))]
    if len(with_bracket) < 2 or len(with_bracket) < len(said.phrases) or said.item.children:  # noqa: PLR2004 -- two make a list
        return [Chosen(one, _who(one, judge), part=True) for one in bracketed_parts(said, judge.clock)]
    return [Chosen(one, _who(one, judge)) for one in bracketed_paragraphs(said.item, texts, judge.clock)]


def _loose(root: Item, judge: _Judge) -> Iterator[Chosen]:
    """Unnumbered paragraphs that end with a bracket of units, are followed by labelled lines, or ask somebody."""
    found = (*bracketed_paragraphs(root, root.texts, judge.clock), *cards(root, judge.clock))
    yield from (Chosen(one, _who(one, judge) or asked_in(one)) for one in found)
    if not judge.front.report and not judge.front.cover:
        yield from _asked_paragraphs(root, judge)


def _asked_paragraphs(root: Item, judge: _Judge) -> Iterator[Chosen]:
    """Unnumbered paragraphs that ask somebody for something: 请你局会同市财政局…, 由县水务局牵头…."""
    recipient = judge.front.recipients
    for text, place in zip(root.texts, root.places, strict=True):
        if any(True for _ in find_brackets(text)) or len(text) > _LONGEST_STEP:
            continue
        named = _YOU.sub(recipient, text) if is_unit(recipient) else text
        one = read_item(piece_of([named], [place], root), judge.clock)
        for sentence in one.sentences():
            who = read_sentence(without_due(sentence))
            dated = any(due.kind != "recurring" for due in find_dues(sentence, judge.clock))
            if who is None or who.basis == "主语" or not dated or all(map(_EVERYBODY.match, who.units)):
                continue
            yield Chosen(one, asked_in(one) or who)
            break


def _plain(item: Item, judge: _Judge) -> Chosen:
    said = judge.of(item)
    return Chosen(said, asked_in(said) or subject_of(said))


def _who(said: Said, judge: _Judge) -> Phrase | None:
    phrases = [phrase for phrase in said.phrases if phrase.units]
    return merged(phrases, first_leads=judge.first_leads) if phrases else None


def _is_set_apart(item: Item, judge: _Judge) -> bool:
    """Whether an item speaks of aims, principles or how the work is secured."""
    return kind_of(judge.of(item).title, (judge.of(each).title for each in item.path())) != "main"


def _unmarked(section: Item, judge: _Judge, *, many: bool) -> Iterator[Chosen]:
    """The tasks of a section in which no bracket names a unit: told by days, by who acts, by the words above."""
    if judge.front.report:
        return
    if section.cover:
        return
    if _is_set_apart(section, judge):
        yield from _dated(section, judge)
        return
    if section.children:
        yield from _brothers(section, judge, many=many)
    elif _evidence(section, judge, many=many):
        yield _weak(section, judge, None)


def _brothers(section: Item, judge: _Judge, *, many: bool) -> Iterator[Chosen]:
    actor = _actor_of_lead_in(judge.of(section).texts)
    kids = section.children
    if not actor and not any(_evidence(kid, judge, many=many) for kid in kids):
        for kid in kids:
            yield from _dated(kid, judge)
        return
    if many and not actor:
        kids = [kid for kid in kids if _evidence(kid, judge, many=True)]
    for kid in kids:
        if _is_set_apart(kid, judge):
            yield from _dated(kid, judge)
        else:
            yield _weak(kid, judge, actor)


def _actor_of_lead_in(texts: list[str]) -> Phrase | None:
    """Who acts in the words between a heading and its list (试点地区要做好以下工作：), or is the heading itself."""
    heading = split_units(texts[0].rstrip("：:")) if texts else ()
    if heading and all(map(is_strong, heading)):
        return Phrase((), heading, (), "主语", texts[0])
    for text in reversed(texts):
        if "以下" in text or "下列" in text or text.rstrip().endswith(("：", ":")):
            for sentence in re.split(r"(?<=[。；])", text):
                if (phrase := read_sentence(without_due(sentence), subject_only=True)) is not None:
                    return phrase
    return None


def _evidence(item: Item, judge: _Judge, *, many: bool) -> bool:
    said = judge.of(item)
    if _is_set_apart(item, judge):
        return False
    if any(sets_day(judge.of(below), judge.clock) for below in item.walk()) or asked_in(said) is not None:
        return True
    return not many and subject_of(said) is not None


def _weak(item: Item, judge: _Judge, actor: Phrase | None) -> Chosen:
    said = judge.of(item)
    own = asked_in(said) or subject_of(said)
    if own is None and item.children:
        own = _actor_of_lead_in(said.texts)
    if own is not None:
        return Chosen(said, own)
    if actor is not None:
        return Chosen(said, replace(actor, basis="主语（上文）"), inherited=True)
    return Chosen(said, None)


def _dated(item: Item, judge: _Judge) -> list[Chosen]:
    """Sentences that say who does something by a day, in an item that is no task itself."""
    if judge.front.report:
        return []
    orders = (order for below in item.walk() for order in find_orders(judge.of(below), judge.clock))
    return [Chosen(said, who, sentence) for said, who, sentence in orders]


def _why_none(root: Item, judge: _Judge) -> str:
    """Why a document gave no task, in words for a clerk."""
    if judge.front.report:
        return "它是通报、报告一类的文件，讲的是已经做了什么，没有写由谁在什么时候办什么"
    if any("INSERT INTO" in text for item in root.walk() for text in item.texts):
        return "它是数据库导出的语句，不是公文；请从原系统导出 Excel 或 CSV"
    numbered = sum(1 for item in root.walk() if item.number)
    if judge.front.cover and numbered:
        return "它是转发、印发通知的正文，分工方案在附件里，附件不在这个文件中"
    if numbered:
        return f"有 {numbered} 处编号，但没有一处写明由哪个单位办、什么时候办完"
    return "里面没有编号的事项，没有写明单位的括号或行，也没有认得的表头"
