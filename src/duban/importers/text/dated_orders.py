"""Sentences that say who does something by a day, wherever they stand: in aims, safeguards, closing words, reports.

Finds sentences only: whether a whole item is a task is decided in text/select_tasks.py.
"""

import re
from collections.abc import Iterator, Sequence

from duban.core.model.folding import simplified
from duban.importers.grammar.acting_units import read_sentence
from duban.importers.grammar.deadlines import Clock, find_dues
from duban.importers.grammar.unit_names import can_lead
from duban.importers.grammar.unit_phrases import Phrase
from duban.importers.text.item import ItemText, without_due

# That a report is due is no task: 落实情况年底前报国务院, 请报送联系人.
_REPORTS = re.compile(
    r"(?:情况|报告|名单|结果|进展|总结)[^。；]{0,24}(?:报|报送|上报|报告|反馈|函告|送)[^。；]{0,16}"
    r"(?:国务院|政府|办公厅|办公室|督查室|党委|省委|市委|县委|区委|我办|我局|部|厅|局|委)"
    r"|(?:报|上报|报送)[^。；]{0,30}(?:情况|名单|联系方式|人员)|联系人|联系电话"
)
_PRODUCES = re.compile(r"制定|出台|编制|修订|建立|拟定|拟订|起草|研究提出")
_LONGEST = 400

Order = tuple[ItemText, Phrase, str]


def sets_day(said: ItemText, clock: Clock) -> bool:
    """Whether an item sets a day for work, not for a report."""
    return any(
        due.kind in {"day", "relative", "span"}
        for sentence in said.sentences()
        if not _REPORTS.search(simplified(sentence))
        for due in find_dues(sentence, clock)
    )


def find_orders(said: ItemText, clock: Clock) -> Iterator[Order]:
    """The sentences of an item that say who does something by a day."""
    for text in said.texts:
        yield from ((said, who, sentence) for sentence, who in _dated(text, clock))


def find_last_orders(items: Sequence[ItemText], clock: Clock, *, report: bool) -> Iterator[Order]:
    """The orders in closing words: somebody must produce something by a day (制定实施办法，于年底前报送).

    In a report only sentences that ask units by name count: 请市交通局于5月底前完成….
    """
    if report:
        orders = (order for said in items for order in find_orders(said, clock))
        yield from (order for order in orders if _asks_by_name(order[1]))
        return
    for said in items:
        for text in said.closing:
            for sentence, who in _dated(text, clock):
                if _PRODUCES.search(simplified(sentence)):
                    yield said, who, sentence


# What must be done by a day, whoever does it: 须在2008年9月30日前办理完毕.
_MUST_BY = re.compile(r"(?:必须|务必|应当|须|应|要)(?:于|在|赶在|力争)$")


def due_order(sentence: str, clock: Clock) -> Phrase | None:
    """Who must do something by a day or within days, in a sentence; no units where it only says what must be done."""
    if len(sentence) > _LONGEST or _REPORTS.search(simplified(sentence)):
        return None
    dues = [due for due in find_dues(sentence, clock) if due.kind in {"day", "relative"}]
    if not dues:
        return None
    who = read_sentence(without_due(sentence))
    if who is not None and _announces(who, sentence):
        return None
    if who is not None and not who.basis.startswith("请"):
        return who
    told = any(_MUST_BY.search(simplified(sentence[: due.start])) for due in dues)
    return Phrase() if told else None


def _announces(who: Phrase, sentence: str) -> bool:
    """Whether somebody says what it will do itself (市政务公开办将于11月开展测评): nobody is told to do anything."""
    return any(f"{unit}将" in sentence for unit in who.units)


def _asks_by_name(who: Phrase) -> bool:
    return who.basis.startswith("请") and all(map(can_lead, who.units))


def _dated(text: str, clock: Clock) -> Iterator[tuple[str, Phrase]]:
    for sentence in re.split(r"(?<=[。；！])", text):
        if not sentence.strip() or len(sentence) > _LONGEST or _REPORTS.search(simplified(sentence)):
            continue
        if not any(due.kind == "day" and due.on is not None for due in find_dues(sentence, clock)):
            continue
        if (who := read_sentence(without_due(sentence))) is not None:
            yield sentence.strip(), who
