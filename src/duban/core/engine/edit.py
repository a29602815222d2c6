"""What changed between two states of one file: the head, entries added, recorded entries lost.

Compares records only; whether it may, core/cases/hand_edits.py says.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import msgspec

from duban.core.model.case_file import JOURNAL, CaseFile
from duban.core.model.record import raw_record


@dataclass(frozen=True, slots=True)
class Edit:
    """The difference: head fields (old, new), entries added (place in the file), recorded entries lost."""

    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    added: tuple[tuple[int, Any], ...] = ()
    lost: tuple[Any, ...] = ()


def compare(old: CaseFile, new: CaseFile) -> Edit:
    """The difference between two states of a file; the order of recorded entries does not matter."""
    before, after = raw_record(old), raw_record(new)
    keys = [key for key in {**before, **after} if key != JOURNAL and before.get(key) != after.get(key)]
    held = Counter(map(_identity, old.journal))
    added = []
    for place, entry in enumerate(new.journal):
        if held[_identity(entry)]:
            held[_identity(entry)] -= 1
        else:
            added.append((place, entry))
    lost = []
    for entry in old.journal:
        if held[_identity(entry)]:
            held[_identity(entry)] -= 1
            lost.append(entry)
    return Edit({key: (before.get(key), after.get(key)) for key in keys}, tuple(added), tuple(lost))


def _identity(entry: Any) -> bytes:  # noqa: ANN401 - each kind has entries of its own
    return msgspec.json.encode(entry, order="sorted")
