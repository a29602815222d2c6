"""Judges an `undo`: what was taken back is as it was before, and might be taken back at all.

A ledger keeps the numbers that it gave.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import msgspec

from duban.core.audit.findings import Finding
from duban.core.cases.closing import CLOSING
from duban.core.cases.footprints import FINAL
from duban.core.model.case_file import CaseFile
from duban.core.model.inspection_terms import InspectionAction
from duban.core.model.record import digest
from duban.core.model.workspace import LedgerHead
from duban.files.git.history import numbers_in
from duban.files.git.walk import Changed, Step
from duban.files.workspace.workspace import LEDGER
from duban.replay.changes import Commits, Made
from duban.replay.plain import used_faults


def _final(made: Made, step: Step) -> Iterator[Finding]:
    """What undo refuses: some commands, what was entered on an earlier day, closings and lots."""
    action = (*step.commit.trailer("Duban-Action"), "")[0]
    entered = step.commit.recorded_at
    if action in FINAL or not action:
        yield made.found("not-undone", "", f"{action or '不是 duban 做的提交'} 不能撤回")
    if step.commit.trailer("Duban-Task") and entered is not None and entered.date() < made.moment.date():
        yield made.found("not-undone", "", f"{entered.date()} 记的，隔天撤回")


def _numbers_kept(made: Made, label: str, each: Changed, before: str) -> Iterator[Finding]:
    """The head of a ledger is as it was before, but for the numbers that stay used."""
    objects = made.past.objects
    was, now = (objects.record(name, LedgerHead) if name else None for name in (before, each.after))
    if was is None or now is None or msgspec.structs.replace(was, used=now.used) != now:
        yield made.found("not-undone", label, f"{label} 没有恢复原样")
        return
    taken = dict(was.used)
    for gone, change in made.changes.items():
        folder, _, name = gone.rpartition("/")
        if not change.after and f"{folder.rpartition('/')[0]}/{LEDGER}" == label:
            given = (
                numbers_in([PurePosixPath(name)], was.prefix, int(folder[-4:]))
                if folder[-4:].isdecimal()
                else ()
            )
            taken[folder[-4:]] = max([taken.get(folder[-4:], 0), *given])
    yield from used_faults(made, label, msgspec.structs.replace(was, used=taken), now)


def judge_undo(made: Made, commits: Commits) -> Iterator[Finding]:
    """What was taken back is as it was before the commit that is named; a ledger keeps the numbers it gave."""
    name = (*made.commit.trailer("Duban-Undoes"), "")[0]
    step = commits.steps.get(name)
    if step is None or made.last != name:
        yield made.found("not-undone", "", f"撤回的不是上一次提交：{name[:8] or '没有写'}")
        return
    before = {
        each.path.removeprefix(commits.below): each.before
        for each in step.sides[0]
        if each.path.startswith(commits.below)
    }
    yield from _final(made, step)
    for label, each in made.changes.items():
        if label.endswith(f"/{LEDGER}") and before.get(label, each.before):
            yield from _numbers_kept(made, label, each, before.get(label, each.before))
            continue
        if label not in before or each.after != before[label]:
            yield made.found("not-undone", label, f"{label} 没有恢复成 {name[:8]} 之前的样子")
    for label, blob in before.items():
        if label not in made.changes and not (label.endswith(f"/{LEDGER}") and blob):
            yield made.found("not-undone", label, f"{label} 没有撤回")
    for label, each in made.changes.items():
        kind = made.past.kind(label)
        if kind is None or not each.before:
            continue
        old = made.past.objects.record(each.before, kind.record)
        new = made.past.objects.record(each.after, kind.record) if each.after else None
        if kind is CLOSING or any(entry.action is InspectionAction.DRAW for entry in _gone(old, new)):
            yield made.found("not-undone", label, f"{label}：结账、重开和抽取要留痕，不能撤回")
        commits.taken_back |= {(label, digest(entry)) for entry in (old.journal if old is not None else ())}


def _gone(old: CaseFile | None, new: CaseFile | None) -> list[Any]:
    kept = [digest(entry) for entry in (new.journal if new is not None else ())]
    return [entry for entry in (old.journal if old is not None else ()) if digest(entry) not in kept]
