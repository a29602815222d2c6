"""Where the sides of a merge went since they parted: which files each of them touched, and as what.

Counts on the commits that are at hand; asks git for those that are not. Judges nothing.
"""

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duban.files.git.repository import Repository
from duban.files.git.walk import Step, walk


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a merge since it parted from the others: by path the blob that stood there when it parted."""

    touched: Mapping[str, str]


class Forks:
    """The sides of merges, found among the commits of one walk."""

    def __init__(self, repository: Repository, steps: Mapping[str, Step]) -> None:
        self._repository = repository
        self._steps = steps
        self._places = {name: place for place, name in enumerate(steps)}

    def sides(self, parents: Sequence[str]) -> list[Side]:
        """What each parent has touched that not all of them have."""
        own = self._own(parents)
        if own is None:
            return [self._asked(each, parents) for each in parents]
        return [_side([self._steps[name] for name in names]) for names in own]

    def _own(self, parents: Sequence[str]) -> list[list[str]] | None:
        """The commits of each parent that not all have, parents first; None where one is not at hand."""
        everyone = (1 << len(parents)) - 1
        seen: dict[str, int] = defaultdict(int)
        for number, name in enumerate(parents):
            seen[name] |= 1 << number
        heap = [(-self._places.get(name, -1), name) for name in seen]
        heapq.heapify(heap)
        open_ones = sum(mask != everyone for mask in seen.values())
        own: list[list[str]] = [[] for _ in parents]
        while open_ones:
            _, name = heapq.heappop(heap)
            step = self._steps.get(name)
            if step is None:
                return None
            mask = seen[name]
            if mask != everyone:
                open_ones -= 1
                for number in range(len(parents)):
                    if mask >> number & 1:
                        own[number].append(name)
            for parent in step.commit.parents:
                before = seen.get(parent)
                if before is None:
                    heapq.heappush(heap, (-self._places.get(parent, -1), parent))
                    open_ones += mask != everyone
                elif before != everyone and before | mask == everyone:
                    open_ones -= 1
                seen[parent] |= mask
        return [names[::-1] for names in own]

    def _asked(self, parent: str, parents: Sequence[str]) -> Side:
        others = [each for each in parents if each != parent]
        return _side(list(walk(self._repository, (parent, *(f"^{each}" for each in others)))))


def _side(steps: Sequence[Step]) -> Side:
    """A merge on the side touches only what is none of its parents': the rest its commits did, or all have."""
    touched: dict[str, str] = {}
    for step in steps:
        others = [{each.path for each in side} for side in step.sides[1:]]
        for each in step.sides[0]:
            if all(each.path in other for other in others):
                touched.setdefault(each.path, each.before)
    return Side(touched)
