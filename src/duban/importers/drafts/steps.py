"""The dated steps (节点) of a task, from its sentences or its columns of stages.

Cuts texts at the days in them only: which day is the deadline is decided by `owed` in grammar/deadlines.py.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from duban.importers.drafts.draft import Node
from duban.importers.grammar.deadlines import Clock, find_dues, owed

LONGEST_NODE = 60
_NUMBER = re.compile(
    r"^\s*(?:\d{1,2}[.．、](?!\d{1,3}(?!\d))|[（(][\d一二三四五六七八九十]{1,3}[）)]|[①-⑳])\s*"
)
_EDGES = re.compile(r"^(?:其中[:：]?)?[，,、\s]*|[，,、\s]+$|原则上于|(?:于|在|到)(?=[，,]|$)")


def find_nodes(texts: Iterable[str], clock: Clock) -> tuple[Node, ...]:
    """The dated steps in these texts: for each clause that sets a day, what is to be done by then."""
    nodes: list[Node] = []
    for text in texts:
        for part in re.split(r"[。；;！]", text):
            for clause in _clauses(without_number(part), clock):
                nodes += _nodes(clause, clock)
    return tuple(nodes)


def without_number(text: str) -> str:
    """A measure without the number before it: 1.…, （二）…."""
    return _NUMBER.sub("", text)


def _clauses(clause: str, clock: Clock) -> Iterator[str]:
    """A clause without the asides that have days of their own (其中：一期10月底前), and these; an aim is none."""
    asides = []
    for aside in reversed(list(_ASIDE.finditer(clause))):
        mentions = find_dues(aside[1], clock)
        rest = aside[1]
        for due in reversed(mentions):
            rest = rest[: due.start] + rest[due.end :]
        if mentions and rest.strip():
            clause = clause[: aside.start()] + clause[aside.end() :]
            asides.append("" if _AIM.search(aside[1]) else aside[1])
    yield clause
    yield from reversed(asides)


def _nodes(clause: str, clock: Clock) -> Iterator[Node]:
    mentions = find_dues(clause, clock)
    start = 0
    for position, due in enumerate(owed(mentions)):
        end = min((each.start for each in mentions if each.start >= due.end), default=len(clause))
        words = clause[due.end : end]
        if position == 0:
            words = clause[start : due.start] + words
        name = _EDGES.sub("", _EMPTY.sub("", words)).strip("，,、 ")
        if due.on is not None and _NAMES.search(name):
            yield Node(name[:LONGEST_NODE], due.on, due.text)
        start = end


_EMPTY = re.compile(r"[（(]\s*[）)]")
_ASIDE = re.compile(r"[（(]([^（）()]*)[）)]")
_AIM = re.compile("力争|争取|延期|延长|延至|顺延|调整|原定")
_NAMES = re.compile("[\u4e00-\u9fffA-Za-z]")


def find_measures(texts: Iterable[str], days: Collection[date], clock: Clock) -> tuple[Node, ...]:
    """The measures against a problem that have days of their own, be it one alone.

    None where one is after `days`, or where the only one merely says the deadline again.
    """
    nodes = find_nodes(texts, clock)
    if len(nodes) == 1 and nodes[0].due_on in days:
        return ()
    return nodes if all(node.due_on <= max(days, default=date.max) for node in nodes) else ()


def find_steps(
    days: Collection[date], told: Iterable[str], texts: Iterable[str], clock: Clock
) -> tuple[Node, ...]:
    """The dated steps of a task: from the texts `told` with its deadlines if these are several, else from `texts`.

    Steps from `texts` count only where there are two or more and none is later than the deadline.
    """
    if len(days) > 1:
        return find_nodes(told, clock)
    nodes = find_nodes(texts, clock)
    steps = {node.due_on for node in nodes}
    return nodes if days and len(steps) > 1 and max(steps) <= max(days) else ()
