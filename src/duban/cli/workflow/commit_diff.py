"""What a commit entered that has a business date: events, 履职, changes of the register of units.

Compares two states of one file; writes nothing and decides nothing: `undo` does.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath

from duban.core.books.selection import FULL_ID
from duban.core.cases.kinds import kind_of
from duban.core.cases.performance import PERFORMANCE
from duban.core.cases.task import TASK
from duban.core.engine.edit import compare
from duban.core.engine.journal import target_of
from duban.core.model.events import Event, Register
from duban.core.model.task import Task
from duban.core.model.workspace import Config, StandingJournal
from duban.core.periods.closings import days_of
from duban.core.state.positions import former_ids
from duban.files.workspace.records import read_if_sound
from duban.files.workspace.workspace import CONFIG

Entered = tuple[date, str, str]
"""The business date, what was entered, and how that may be put right instead of taken back."""


def entries_between(label: str, old: bytes | None, new: bytes | None) -> Iterator[Entered]:
    """What `new` has entered that `old` does not hold; a file that cannot be read enters nothing."""
    path = PurePosixPath(label)
    if FULL_ID.fullmatch(path.stem):
        yield from _events(label, old, new)
    elif path.parts[0] == PERFORMANCE.folder:
        before, after = (read_if_sound(data, label, StandingJournal) for data in (old, new))
        held = before.journal if before else ()
        for entry in after.journal if after else ():
            if entry not in held:
                yield entry.on, f"履职 {entry.rule} {entry.period}", "另记一笔说明，写进备注"
    elif label == CONFIG:
        yield from _units(label, old, new)


def former_state(label: str, new: bytes | None, moved: Mapping[str, bytes]) -> bytes | None:
    """What the file of a task held under the id that it bore before, where it moved to another ledger."""
    task = read_if_sound(new, label, Task) if moved and FULL_ID.fullmatch(PurePosixPath(label).stem) else None
    return next((moved[name] for name in former_ids(task) if name in moved), None) if task else None


def _events(label: str, old: bytes | None, new: bytes | None) -> Iterator[Entered]:
    kind = kind_of(label) or TASK
    before, after = (read_if_sound(data, label, kind.record) for data in (old, new))
    if after is None:
        return
    added = after.journal
    if before is not None:
        added = tuple(event for _, event in compare(before, after).added)
    for event in added:
        yield min(days_of(event)), str(event.action), _remedy(PurePosixPath(label).stem, event)


def _remedy(name: str, event: Event) -> str:
    if isinstance(event, Register):
        return f"duban withdraw {name} --reason 误立"
    return f"用更正作废：duban amend {name} --event {target_of(event).digest} --void --reason 原因"


def _units(label: str, old: bytes | None, new: bytes | None) -> Iterator[Entered]:
    before, after = (read_if_sound(data, label, Config) for data in (old, new))
    held = (
        {(unit.name, day) for unit in before.units for day in (unit.merged_on, unit.renamed_on)}
        if before
        else set()
    )
    for unit in after.units if after else ():
        for day, what in ((unit.merged_on, "单位合并"), (unit.renamed_on, "单位更名")):
            if day is not None and (unit.name, day) not in held:
                yield day, f"{what} {unit.name}", "名册有误的，改 duban.yaml 后 duban commit 入账"
