"""Which commit wrote each event of a journal: the one whose version of the file first holds it.

Pure: versions are handed in, oldest first, each event by its digest. Trusts no message, no clock and no order of lines.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Version:
    """What a commit left of a journal, and what each of its parents had."""

    sha: str
    before: tuple[tuple[str, ...], ...]
    after: tuple[str, ...]


@dataclass(slots=True)
class Authorship:
    """Of one journal: by digest the commits that wrote it, in the order of the events, and who wrote in vain.

    `lost` are commits that brought in an event, or took one out, which the journal does not hold now.
    """

    writers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)


def find_authorship(versions: Iterable[Version], present: Sequence[str]) -> Authorship:
    """Who wrote the events `present` (digests). An event taken out and written again is its last writer's.

    Of two branches that both brought it, the older commit wrote it. A merge writes only what no parent had.
    """
    alive: dict[str, list[str]] = defaultdict(list)
    ever: dict[str, list[str]] = defaultdict(list)
    moved: dict[str, set[str]] = defaultdict(set)
    for version in versions:
        after = Counter(version.after)
        before: Counter[str] = Counter()
        for held in version.before:
            before |= Counter(held)
        for digest, count in (after - before).items():
            alive[digest] += [version.sha] * count
            ever[digest] += [version.sha] * count
            moved[version.sha].add(digest)
        for digest, count in (before - after).items():
            del alive[digest][max(0, len(alive[digest]) - count) :]
            moved[version.sha].add(digest)
    counts = Counter(present)
    found = Authorship()
    for digest, count in counts.items():
        found.writers[digest] = tuple((alive[digest] or ever[digest])[:count])
    found.lost = {sha for sha, digests in moved.items() if not digests <= counts.keys()}
    return found
