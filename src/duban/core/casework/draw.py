"""Drawing by lot so that anybody can draw again: the order of SHA-256 over seed and name decides.

`printf '%s %s' SEED NAME | sha256sum` gives the lot of one name; the smallest lots are drawn.
"""

import hashlib
from collections.abc import Sequence


def lot(seed: str, name: str) -> str:
    """The lot of a name: 64 hex digits."""
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


def draw(frame: Sequence[str], count: int, seed: str) -> tuple[str, ...]:
    """The `count` names of the list that are drawn, in the order of the list; the list's own order changes nothing."""
    chosen = set(sorted(frame, key=lambda name: (lot(seed, name), name))[:count])
    return tuple(name for name in frame if name in chosen)
