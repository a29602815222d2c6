"""Judges a merge: each file is what the one side made of it that changed it, or what both made of it, and no more.

An entry that one side took back by `undo` need not be there, if nothing was built on it. A file that one side moved to
another number or ledger must hold, there, what the others wrote into the old one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from duban.core.audit.findings import Finding
from duban.core.cases.closing import CLOSING
from duban.core.engine.kind import Kind
from duban.core.model.case_file import CaseFile
from duban.core.model.record import digest, raw_record
from duban.core.model.workspace import Config, LedgerHead
from duban.core.periods.closings import PeriodClose
from duban.core.periods.spans import parse_span
from duban.files.git.walk import Changed
from duban.files.workspace.workspace import CONFIG, EVIDENCE, LEDGER
from duban.replay.changes import Commits, Made, raw_head, told
from duban.replay.forks import Side

_SEVERAL = 2
_DAY = timedelta(days=1)
_NAMES = ("全称", "姓名", "自", "日期")
"""By the first of these that all have, elements of a list are told apart."""


def judge_merge(
    made: Made, changes: Sequence[dict[str, Changed]], commits: Commits, sides: Sequence[Side]
) -> list[Finding]:
    """What a merge lost or brought in; `changes` are those against each parent, `sides` what each had touched."""
    labels = sorted({label for side in changes for label in side})
    turns = {label: _turns(made, label, changes, commits, sides) for label in labels}
    moved = _moved(made, turns)
    return [
        *(
            finding
            for label in labels
            if label not in moved.values()
            for finding in _judge_file(
                made, label, [each.get(label) for each in changes], _changed(turns, label, moved), commits
            )
        ),
        *_beside_closings(made, labels, changes),
    ]


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one side of a merge made of a file: its blob where the sides parted, and at the tip."""

    base: str
    tip: str


def _turns(
    made: Made, label: str, changes: Sequence[dict[str, Changed]], commits: Commits, sides: Sequence[Side]
) -> list[_Turn | None]:
    """By side what it made of a file, None where it left it as it was."""
    now = made.past.blobs.get(label, "")
    turns: list[_Turn | None] = []
    for side, change in zip(sides, changes, strict=True):
        base = side.touched.get(commits.below + label)
        tip = now if (held := change.get(label)) is None else held.before
        turns.append(None if base is None or base == tip else _Turn(base, tip))
    return turns


def _moved(made: Made, turns: Mapping[str, list[_Turn | None]]) -> dict[str, str]:
    """By its new label the old one of each file that one side moved while another wrote into it.

    The old one is gone, and what it held where the sides parted begins the new one's journal.
    """
    blobs = made.past.blobs
    gone = [
        (label, place, turn.base)
        for label, each in turns.items()
        if label not in blobs and made.past.kind(label) is not None and sum(map(bool, each)) >= _SEVERAL
        for place, turn in enumerate(each)
        if turn is not None and not turn.tip
    ]
    moved: dict[str, str] = {}
    for old, place, base in gone:
        kind = made.past.kind(old)
        for new, each in turns.items():
            turn = each[place]
            if kind is None or turn is None or turn.base or not turn.tip or made.past.kind(new) is not kind:
                continue
            before, after = (_names_of(made, kind, name) for name in (base, turn.tip))
            if before and after[: len(before)] == before:
                moved.setdefault(new, old)
    return moved


def _beside_closings(
    made: Made, labels: Sequence[str], changes: Sequence[dict[str, Changed]]
) -> Iterator[Finding]:
    """Entries of one side, of a day in a period that the other side had closed meanwhile: its figures lack them."""
    past = made.past
    tips = {
        label: [past.blobs.get(label, "") if each is None else each.before for each in held]
        for label in labels
        if (held := [side.get(label) for side in changes]) and past.kind(label) is not None
    }
    closed = [
        (place, span, entry)
        for label, names in tips.items()
        if past.kind(label) is CLOSING
        for place, journal in enumerate(_journals(made, CLOSING, names))
        for entry in journal.values()
        if isinstance(entry, PeriodClose) and (span := parse_span(label.split("/")[1])) is not None
    ]
    for label, names in tips.items():
        kind = past.kind(label)
        if kind is None or kind is CLOSING:
            continue
        journals = _journals(made, kind, names)
        for place, span, closing in closed:
            others = {name: entry for journal in journals for name, entry in journal.items()}
            for name, entry in others.items():
                within = span.start <= getattr(entry, "on", span.start - _DAY) <= span.end
                if within and name not in journals[place] and entry.recorded_at <= closing.recorded_at:
                    text = f"{label}：{told(entry)}，{span.label} 已经在另一边结账"
                    yield made.found("beside-closing", label, text, after=told(entry))


def _journals(made: Made, kind: Kind, names: Sequence[str]) -> list[dict[str, Any]]:
    """The entries of a file on each side, by digest."""
    files = [made.past.objects.record(name, kind.record) if name else None for name in names]
    return [{digest(entry): entry for entry in file.journal} if file is not None else {} for file in files]


def _names_of(made: Made, kind: Kind, name: str) -> list[str]:
    return list(_journals(made, kind, [name])[0])


def _changed(turns: Mapping[str, list[_Turn | None]], label: str, moved: Mapping[str, str]) -> dict[str, str]:
    """By each blob that a side made of a file the one it made it of; of a moved file both labels count."""
    changed = {turn.tip: turn.base for turn in turns[label] if turn is not None}
    if label not in moved:
        return changed
    old = {turn.tip: turn.base for turn in turns[moved[label]] if turn is not None}
    return dict.fromkeys([*changed, *filter(None, old)], next(iter(old.values())))


def _judge_file(
    made: Made, label: str, changes: list[Changed | None], changed: Mapping[str, str], commits: Commits
) -> Iterator[Finding]:
    held = next(each for each in changes if each is not None)
    if not held.is_regular:
        yield made.found("no-file", label, f"{label} 成了链接或子仓库")
        return
    now = held.after
    tips = [now if each is None else each.before for each in changes]
    if now in changed and len(changed) == 1:
        return
    if not changed and now in tips:
        return
    bases_of = list(dict.fromkeys(changed.values())) or tips[:1]
    kind = made.past.kind(label)
    if kind is not None:
        yield from _journal(made, label, kind, (bases_of, list(changed or dict.fromkeys(tips))), commits)
    elif len(changed) < _SEVERAL or label.startswith(f"{EVIDENCE}/") or not now:
        if now not in changed or len(changed) == 1:
            code = "merge-lost" if now in tips or not now else "merge-added"
            yield made.found(code, label, f"{label} 不是改过它的那一边的样子")
    else:
        yield from _plain(made, label, now, bases_of, list(changed))


def _plain(made: Made, label: str, now: str, bases: list[str], tips: list[str]) -> Iterator[Finding]:
    """A file without a journal that several sides changed."""
    record = Config if label == CONFIG else LedgerHead if label.endswith(f"/{LEDGER}") else None
    objects = made.past.objects
    if record is not None:
        read = [objects.record(name, record) if name else None for name in (now, *tips, *bases)]
        raws: list[Any] = [raw_record(each) if each is not None else {} for each in read]
    else:
        raws = [
            Counter(objects.data(name).splitlines()) if name else Counter() for name in (now, *tips, *bases)
        ]
        raws = [{line.decode("utf-8", "replace"): count for line, count in each.items()} for each in raws]
    for place in _least(raws[0], raws[1 + len(tips) :], raws[1 : 1 + len(tips)]):
        yield made.found("merge-added", label, f"{label} 的“{place}”不是合并两边得来的")


def _journal(
    made: Made, label: str, kind: Kind, names: tuple[list[str], list[str]], commits: Commits
) -> Iterator[Finding]:
    """A file with a journal; `names` are its blobs where sides parted, and on those that changed it."""
    objects = made.past.objects
    now = made.past.blobs.get(label, "")
    bases, files = ([objects.record(name, kind.record) if name else None for name in each] for each in names)
    merged = objects.record(now, kind.record) if now else None
    if now and merged is None:
        yield made.found("unreadable", label, f"{label} 读不了")
        return
    found = list(_entries(made, label, files, merged, commits))
    if merged is not None:
        heads, roots = (
            [raw_head(file) if file is not None else {} for file in each] for each in (files, bases)
        )
        now_head = raw_head(merged)
        for key in _least(now_head, roots, heads):
            text = f"{label} 的“{key}”不是合并两边得来的"
            found.append(made.found("merge-added", label, text, after=str(now_head.get(key))))
    if not found and len(names[1]) == 1:
        found.append(made.found("merge-added", label, f"{label} 不是改过它的那一边的样子"))
    yield from found


def _entries(
    made: Made, label: str, files: Sequence[CaseFile | None], merged: CaseFile | None, commits: Commits
) -> Iterator[Finding]:
    now = [(digest(entry), entry) for entry in (merged.journal if merged is not None else ())]
    there, held = Counter(name for name, _ in now), Counter[str]()
    for file in files:
        journal = [(digest(entry), entry) for entry in (file.journal if file is not None else ())]
        held |= Counter(name for name, _ in journal)
        last = max((place for place, (name, _) in enumerate(journal) if there[name]), default=-1)
        for place, (name, entry) in enumerate(journal):
            taken_back = (label, name) in commits.taken_back and place > last
            if not there[name] and not taken_back:
                yield made.found("merge-lost", label, f"{label}：{told(entry)}", before=told(entry))
        order = [name for name, _ in journal if there[name]]
        if order != [name for name, _ in now if name in set(order)]:
            yield made.found("merge-added", label, f"{label} 流水的次序和两边的不同")
    for name, entry in now:
        if there[name] > held[name]:
            yield made.found("merge-added", label, f"{label}：{told(entry)}", after=told(entry))


def _least(now: Any, bases: Sequence[Any], sides: Sequence[Any]) -> list[str]:  # noqa: ANN401 - raw values
    """What does not fit by the base that explains most: sides that were merged before parted more than once."""
    return min((list(_misfits(now, base, sides)) for base in bases), key=len)


def _misfits(now: Any, base: Any, sides: Sequence[Any], key: str = "") -> Iterator[str]:  # noqa: ANN401 - raw values
    """Where a value is not what its sides made of the one from which they parted; where several turned it, either's."""
    turned = [side for side in sides if side != base]
    if all(now == side for side in turned or [base]):
        return
    now, base, *sides = (_keyed(each) for each in (now, base, *sides))
    if isinstance(now, dict) and all(isinstance(side, dict) or side is None for side in (base, *sides)):
        for name in {name: 0 for each in (now, base, *sides) for name in each or {}}:
            values = [(each or {}).get(name) for each in (now, base, *sides)]
            yield from _misfits(values[0], values[1], values[2:], str(name))
        return
    if now not in turned:
        yield key


def _keyed(value: Any) -> Any:  # noqa: ANN401 - raw values
    """A list as a dictionary of its elements: told apart by their names, or counted."""
    if not isinstance(value, list | tuple):
        return value
    for name in _NAMES:
        found = {each.get(name): each for each in value if isinstance(each, dict)}
        if len(found) == len(value) and None not in found:
            return found
    return dict(Counter(map(str, value)))
