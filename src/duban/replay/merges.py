"""Judges a merge: what either side had is there, and nothing comes that neither side had.

An entry that one side took back by `undo` need not be there.
"""

from collections.abc import Iterator

from duban.core.audit.findings import Finding
from duban.core.model.record import digest
from duban.files.git.walk import Changed
from duban.replay.changes import Commits, Made, told


def judge_merge(made: Made, sides: list[dict[str, Changed]], commits: Commits) -> list[Finding]:
    """What a merge lost or brought in; `sides` are its changes against each parent."""
    labels = {label for side in sides for label in side}
    return [finding for label in sorted(labels) for finding in _judge_file(made, label, sides, commits)]


def _judge_file(
    made: Made, label: str, sides: list[dict[str, Changed]], commits: Commits
) -> Iterator[Finding]:
    now = made.past.blobs.get(label, "")
    before = [side[label].before if label in side else now for side in sides]
    kind = made.past.kind(label)
    if kind is None:
        if now not in before and now:
            yield made.found("merge-added", label, f"{label} 和哪一边都不同")
        return
    objects = made.past.objects
    files = [objects.record(name, kind.record) if name else None for name in before]
    merged = objects.record(now, kind.record) if now else None
    if now and merged is None:
        yield made.found("unreadable", label, f"{label} 读不了")
        return
    held = {digest(entry): entry for file in files if file is not None for entry in file.journal}
    there = {digest(entry): entry for entry in (merged.journal if merged is not None else ())}
    for name, entry in held.items():
        if name not in there and (label, name) not in commits.taken_back:
            yield made.found("merge-lost", label, f"{label}：{told(entry)}", before=told(entry))
    for name, entry in there.items():
        if name not in held:
            yield made.found("merge-added", label, f"{label}：{told(entry)}", after=told(entry))
    if merged is not None and now not in before:
        yield from _heads(made, label, files, merged)


def _heads(made: Made, label: str, files: list[object], merged: object) -> Iterator[Finding]:
    from duban.core.model.case_file import JOURNAL
    from duban.core.model.record import raw_record

    raws = [raw_record(file) for file in files if file is not None]  # type: ignore[arg-type] # records, as read
    after = raw_record(merged)  # type: ignore[arg-type] # a record, as read
    for key in {key for raw in (*raws, after) for key in raw} - {JOURNAL}:
        if all(raw.get(key) != after.get(key) for raw in raws):
            yield made.found(
                "merge-added", label, f"{label} 的“{key}”和哪一边都不同", after=str(after.get(key))
            )
