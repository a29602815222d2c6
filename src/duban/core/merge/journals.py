"""The union of two journals of one task, so that both copies stand the same whichever is merged into which.

Pure: looks at events only; files and git, the merge command will bring. An event is its content, so identical
events fall together, and nothing else is ever dropped.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import msgspec

from duban.core.model.events import Event
from duban.core.model.terms import Action

_PLACES = {action: place for place, action in enumerate(Action)}


def merge_journals(ours: Sequence[Event], theirs: Sequence[Event]) -> tuple[Event, ...]:
    """Every event of either side once, by the moment of writing (登记).

    Events written down in the same moment keep the order they have on each side; where the sides leave it open,
    or contradict each other, the order of the actions and then the content decides. Neither side is preferred.
    """
    one, other = _by_moment(ours), _by_moment(theirs)
    return tuple(
        event
        for moment in sorted(one.keys() | other.keys())
        for event in _together(one.get(moment, {}), other.get(moment, {}))
    )


def _by_moment(journal: Iterable[Event]) -> dict[datetime, dict[bytes, Event]]:
    """For each moment its events by content, in file order."""
    moments: dict[datetime, dict[bytes, Event]] = {}
    for event in journal:
        moments.setdefault(event.recorded_at, {}).setdefault(_content(event), event)
    return moments


def _content(event: Event) -> bytes:
    return msgspec.json.encode(event, order="sorted")


def _together(one: dict[bytes, Event], other: dict[bytes, Event]) -> list[Event]:
    """The events of one moment, each after those that stand before it on either side."""
    found = one | other
    if len(found) == len(one) == len(other) == 1:
        return list(found.values())
    sorter: TopologicalSorter[bytes] = TopologicalSorter(dict.fromkeys(found, ()))
    for side in (list(one), list(other)):
        for before, after in pairwise(side):
            sorter.add(after, before)

    def rank(content: bytes) -> tuple[int, bytes]:
        return _PLACES[found[content].action], content

    try:
        sorter.prepare()
    except CycleError:
        return [found[content] for content in sorted(found, key=rank)]
    ordered: list[Event] = []
    ready: list[bytes] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=rank)
        first = ready.pop(0)
        ordered.append(found[first])
        sorter.done(first)
    return ordered
