"""Which items of a document are tasks: by units in brackets or labels, by days, by the items beside them.

Chooses only; text/draft_text.py makes drafts of the chosen.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from duban.core.model.folding import simplified
from duban.importers.grammar.acting_units import read_sentence
from duban.importers.grammar.deadlines import Clock
from duban.importers.grammar.unit_names import is_unit
from duban.importers.grammar.unit_phrases import Phrase, find_brackets, says_first_leads
from duban.importers.text.candidates import Candidate, Choice, FirstLeads, Judge, named_in
from duban.importers.text.dated_orders import find_last_orders
from duban.importers.text.demands import actor_of
from duban.importers.text.document_kinds import undirected
from duban.importers.text.front_matter import Front
from duban.importers.text.gate import settle
from duban.importers.text.inherited_units import (
    lift_last_bracket,
    lift_unit_headings,
    share_last_line,
    unit_lines,
)
from duban.importers.text.item import ItemText, asked_in, read_item, without_due
from duban.importers.text.outline import Item
from duban.importers.text.pieces import (
    bracketed_paragraphs,
    bracketed_parts,
    cards,
    counted,
    piece_of,
    stated_runs,
)
from duban.importers.text.unmarked_tasks import (
    add_continued,
    add_named_sections,
    add_plain_brothers,
    add_plain_demands,
    add_plain_sections,
    dated,
    find_assignments,
    find_counted,
    find_narrative,
    find_requests,
    plain,
    sets_one,
    unmarked,
)

_YOU = re.compile(r"(?:你|贵)(?:局|委|办|单位|部|厅|县|市|区|公司|院|校|中心|镇|乡|街道)")
_EVERYBODY = re.compile(r"各|有关|相关|所有|全体")
_ROLES = re.compile(r"[主承协指导办、和及与]{1,10}(?:单位|机构)")
_FEW = 3
_LONGEST_STEP = 400
_OPENING = 8
_IN_FORCE = re.compile(
    r"本(?:责任[状书]|通知|意见|方案|办法|规定|协议|计划|细则)(?:有效期)?自[^。]{2,30}(?:起|之日)"
)
_PLEDGE = re.compile("责任[书状]")
_PARTY = re.compile(r"乙\s*方[:：]\s*([^\s，。；（(]{4,30})|与([^，。；、与]{4,30}?)签订")
_STRETCH = re.compile(
    r"(?:第?[一二三四1-4]季度|[上下]半年|第[一二三四五六]阶段|\d{1,2}(?:[—-]\d{1,2})?月(?:份)?|[近中远]期)"
    r"(?:重点|主要)?(?:工作|目标)?(?:任务|安排|计划)?(?:[（(][^（()）]*[)）])?"
)
"""A heading that says when and nothing of what."""


def choose(root: Item, said: Mapping[int, ItemText], front: Front, clock: Clock) -> Choice:
    """The tasks under `root`, in the order of the document: what the rules find, then text/gate.py."""
    first_leads = _first_leads(root, said)
    judge = Judge(said, front, clock, first_leads, undirected(front.title, root))
    for item in root.walk():
        lift_unit_headings(item, judge)
        lift_last_bracket(item, judge)
        share_last_line(item, judge)
    marked = [item for item in root.walk() if item.parent is not None and judge.explicit(item)]
    found: dict[int, list[Candidate]] = {}
    for item in (root, *root.children):
        found[id(item)] = _marked(item, judge) if item is not root else list(_loose(root, judge))
    add_plain_brothers(root, judge, found)
    many = len(marked) >= _FEW
    for section in root.children:
        if not found[id(section)]:
            found[id(section)] = list(unmarked(section, judge, many=many))
    add_plain_sections(root, judge, found, many=many)
    if not marked:
        add_named_sections(root, judge, found)
        add_plain_demands(root, judge, found)
    add_continued(root, judge, found)
    tasks = [task for item in (root, *root.children) for task in found[id(item)] if _has_words(task, judge)]
    rest = [judge.of(item) for item in root.walk() if item is not root or front.report]
    orders = find_last_orders(rest, clock, report=front.report)
    tasks += [Candidate(said, who, sentence) for said, who, sentence in orders]
    tasks = list(_by_party(_by_words(_below_headings(tasks, judge), judge), root, judge))
    tasks = tasks or list(find_requests(root, judge)) or list(find_assignments(root, judge))
    tasks = tasks or list(find_counted(root, judge))
    if not found[id(root)]:
        taken = {place for task in tasks for place in task.said.item.places}
        told = (task for task in find_narrative(root, judge) if task.said.item.place not in taken)
        tasks = [*told, *tasks]
    settled = settle(tasks, root, judge)
    return Choice(
        settled.tasks, first_leads, "" if settled.tasks else _why_none(root, judge), settled.suggested
    )


def _below_headings(tasks: Sequence[Candidate], judge: Judge) -> Iterator[Candidate]:
    """The tasks, where some are no more than headings what stands numbered under them instead.

    They are where the numbers below run on from one to the next, or each heading is a stretch of time only.
    """
    groups: dict[int, list[Candidate]] = {}
    for task in tasks:
        item = task.said.item
        bare = not task.said.explicit and not task.sentence and task.who is None and len(task.said.texts) == 1
        if (
            bare
            and item.parent is not None
            and item.children
            and not any(kid.children for kid in item.children)
        ):
            groups.setdefault(id(item.parent), []).append(task)
    heads = {id(task.said.item) for group in groups.values() if _are_headings(group) for task in group}
    for task in tasks:
        if id(task.said.item) not in heads:
            yield task
            continue
        for kid in task.said.item.children:
            if judge.may_be_task(kid):
                yield replace(plain(kid, judge), until=task.said.item.first)


def _by_words(tasks: Iterable[Candidate], judge: Judge) -> Iterator[Candidate]:
    """The tasks, a section without numbers by its paragraphs that are counted in words: 一是…, 二是…, 三是…."""
    for task in tasks:
        item = task.said.item
        whole = not task.sentence and not task.said.explicit and not item.children
        pieces = tuple(counted(item, judge.clock)) if whole else ()
        if len(pieces) < _FEW:
            yield task
        else:
            yield from (Candidate(said, actor_of(said)) for said in pieces)


def _by_party(tasks: Iterable[Candidate], root: Item, judge: Judge) -> Iterator[Candidate]:
    """The tasks of a 责任书, those that name nobody with the party that signs it: 乙方：柳桥镇人民政府."""
    texts = (text for item in (root, *root.children[:1]) for text in item.texts[:_OPENING])
    found = (
        (match for text in texts for match in _PARTY.finditer(text))
        if _PLEDGE.search(judge.front.title)
        else ()
    )
    party = next((name for match in found if is_unit(name := match[1] or match[2])), None)
    for task in tasks:
        if party is None or task.who is not None or task.sentence:
            yield task
        else:
            yield replace(task, who=Phrase((party,), (), (), "乙方", party), inherited=True)


def _are_headings(group: Sequence[Candidate]) -> bool:
    numbers = [[kid.value for kid in task.said.item.children] for task in group]
    runs = [value for values in numbers for value in values]
    if len(group) > 1 and runs == list(range(1, len(runs) + 1)) and numbers[1][0] > 1:
        return True
    return all(_STRETCH.fullmatch(simplified(task.said.title)) for task in group)


def _first_leads(root: Item, said: Mapping[int, ItemText]) -> FirstLeads:
    """Whether a bracket says that the first listed unit leads; with 下同 from that paragraph on."""
    if not any(phrase.first_leads for each in said.values() for phrase in each.phrases):
        return FirstLeads()
    lines = [line for item in root.walk() for line in zip(item.places, item.texts, strict=True)]
    start = next((at for at, (_, text) in enumerate(lines) if says_first_leads(text)), 0)
    if not lines or "下同" not in lines[start][1]:
        return FirstLeads(said=True)
    since = {place for place, _ in lines[start:]}
    return FirstLeads(said=True, before=frozenset(place for place, _ in lines[:start] if place not in since))


def _has_words(task: Candidate, judge: Judge) -> bool:
    """Whether a task has any text, and not only since when the paper holds; a number cut off from its text has none."""
    if _IN_FORCE.match(task.sentence or task.said.title):
        return False
    below = (judge.of(each) for kid in task.said.item.children for each in kid.walk())
    return bool(task.sentence or task.said.texts) or any(said.texts for said in below)


def _marked(item: Item, judge: Judge) -> list[Candidate]:
    """The tasks in an item and below: those marked by a bracket or a labelled line, and unmarked ones beside them."""
    below = [(kid, _marked(kid, judge)) for kid in item.children]
    said = judge.of(item)
    some = any(tasks for _, tasks in below)
    if said.explicit and not item.children and (not said.texts or _names_roles(said)):
        return []
    if said.explicit:
        own = Candidate(said, named_in(said, judge), alone=not some)
        if not some:
            split = _several(said, judge)
            return split or [own]
        return [own, *(task for _, tasks in below for task in tasks)]
    if not some:
        return []
    direct = sum(1 for kid, tasks in below if tasks and tasks[0].said.item is kid)
    found: list[Candidate] = []
    for kid, tasks in below:
        if tasks:
            found += tasks
        elif judge.may_be_task(kid) and (
            (direct * 2 >= len(below) and direct > 1) or asked_in(judge.of(kid)) is not None
        ):
            found.append(plain(kid, judge))
        elif not tasks and kid.children and direct == 0 and not judge.apart(kid):
            found += dated(kid, judge)
    return found


def _names_roles(said: ItemText) -> bool:
    """Whether an item only assigns roles: 一、主承办单位, then their names."""
    return len(said.texts) == 1 and _ROLES.fullmatch(said.title) is not None


def _several(said: ItemText, judge: Judge) -> list[Candidate]:
    """Several tasks in one item: paragraphs, or parts of one, each with a bracket of its own."""
    if said.item.children:
        return []
    texts = list(said.item.texts)
    if sum(1 for text in texts if any(True for _ in find_brackets(text))) < 2:  # noqa: PLR2004 -- two make a list
        return [Candidate(one, named_in(one, judge), part=True) for one in bracketed_parts(said, judge.clock)]
    found = bracketed_paragraphs(said.item, texts, judge.clock)
    return [
        Candidate(one, named_in(one, judge), part=one.item is not each.item)
        for each in found
        for one in bracketed_parts(each, judge.clock) or (each,)
    ]


def _loose(root: Item, judge: Judge) -> Iterator[Candidate]:
    """Unnumbered paragraphs that are tasks: they end with a bracket of units, have labelled lines, or ask somebody."""
    runs = tuple(stated_runs(root, judge.clock))
    if lines := tuple(unit_lines(root, judge.clock)):
        yield from (Candidate(said, who) for said, who in lines)
        return
    found = runs or (*bracketed_paragraphs(root, root.texts, judge.clock), *cards(root, judge.clock))
    yield from (Candidate(one, named_in(one, judge) or asked_in(one)) for one in found)
    if not judge.front.report and not judge.front.cover:
        yield from _asked_paragraphs(root, judge)


def _asked_paragraphs(root: Item, judge: Judge) -> Iterator[Candidate]:
    """Unnumbered paragraphs that ask somebody for something: 请你局会同市财政局…, 由县水务局牵头…."""
    recipient = judge.front.recipients
    for text, place in zip(root.texts, root.places, strict=True):
        if any(True for _ in find_brackets(text)) or len(text) > _LONGEST_STEP:
            continue
        named = _YOU.sub(recipient, text) if is_unit(recipient) else text
        one = read_item(piece_of([named], [place], root), judge.clock)
        for sentence in one.sentences():
            who = read_sentence(without_due(sentence))
            dated = sets_one(sentence, judge.clock)
            if who is None or who.basis == "主语" or not dated or all(map(_EVERYBODY.match, who.units)):
                continue
            yield Candidate(one, asked_in(one) or who)
            break


def _why_none(root: Item, judge: Judge) -> str:
    """Why a document gave no task, in Chinese for a clerk."""
    if judge.front.report:
        return "它是通报、报告一类的文件，讲的是已经做了什么，没有写由谁在什么时候办什么"
    if judge.undirected is not None:
        return judge.undirected.why
    if any("INSERT INTO" in text for item in root.walk() for text in item.texts):
        return "它是数据库导出的语句，不是公文；请从原系统导出 Excel 或 CSV"
    numbered = sum(1 for item in root.walk() if item.number)
    if judge.front.cover:
        return "它是转发、印发通知的正文，分工方案在附件里，附件不在这个文件中"
    if numbered:
        return f"有 {numbered} 处编号，但没有一处写明由哪个单位办、什么时候办完"
    return "里面没有编号的事项，没有写明单位的括号或行，也没有认得的表头"
