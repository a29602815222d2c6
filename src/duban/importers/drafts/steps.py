"""The dated steps (节点) of a task, from its sentences or its columns of stages.

Cuts texts at the days in them only: which day is the deadline is decided by `owed` in grammar/sentence_deadlines.py.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date

from duban.importers.drafts.draft import Node
from duban.importers.grammar.sentence_deadlines import Clock, find_dues, owed

LONGEST_NODE = 60
_NUMBER = re.compile(r"^\s*(?:\d{1,2}[.．、](?!\d)|[（(][\d一二三四五六七八九十]{1,3}[）)]|[①-⑳])\s*")
_EDGES = re.compile(r"^[，,、\s]+|[，,、\s]+$|原则上于|(?:于|在|到)(?=[，,]|$)")


def find_nodes(texts: Iterable[str], clock: Clock) -> tuple[Node, ...]:
    """The dated steps in these texts: for each clause that sets a day, what is to be done by then."""
    nodes = []
    for text in texts:
        for part in re.split(r"[。；;！]", text):
            clause = _NUMBER.sub("", part)
            mentions = find_dues(clause, clock)
            days = owed(mentions)
            start = 0
            for position, due in enumerate(days):
                end = min((each.start for each in mentions if each.start >= due.end), default=len(clause))
                words = (
                    (clause[start : due.start] + clause[due.end : end])
                    if position == 0
                    else clause[due.end : end]
                )
                name = _EDGES.sub("", words).strip("，,、 ")
                if due.on is not None and name:
                    nodes.append(Node(name[:LONGEST_NODE], due.on, due.text))
                start = end
    return tuple(nodes)


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
