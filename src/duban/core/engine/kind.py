"""A kind of file with a life: all that reading, writing, folding, deciding and showing it need to know of it.

Only says it: core/cases has one module a kind, and core/cases/kinds.py all of them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from duban.core.engine.fold import CaseState, Life
from duban.core.model.case_file import JOURNAL, CaseFile, NumberedFile
from duban.core.model.events import raw_event
from duban.core.model.record import Fault, raw_record

NUMBERED_FILE = re.compile(r"[A-Z]{1,6}-[0-9]{4}-[0-9]{4,}\.yaml")

_FLAT = 2
"""Levels of a kind whose files lie in one folder: then the name of the file says what they are of."""


class Column(NamedTuple):
    """A column of `list`: its English name, its heading, and what stands in it."""

    name: str
    heading: str
    value: Callable[[CaseState], Any]


class Keeping(NamedTuple):
    """What `commit` says of a journal that a hand changed: it only grows.

    `gone` and `lost` are the codes and words for a file, and for entries, that are no longer there; `lost` may name the
    entry ({0}), then each is told. `remedy` is empty where git has it. `head` names a head that may not change.
    `ordered`: what is new stands last. `is_checked`: texts are looked through.
    """

    gone_code: str
    gone: str
    lost: str
    remedy: str = ""
    head: str = ""
    ordered: bool = False
    is_checked: bool = True


KEPT = Keeping("file-deleted", "入账的文件不能删去", "已入账的一笔被改动或删去了", "改回原样，另记一笔")
"""What holds for a kind that says nothing else."""


MERELY_STANDS = Life()
"""The life of a kind whose entries are folded by no rule."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """One kind. A numbered one (`prefix`: its 字头) is found, listed and shown by its number.

    `levels` are the names below the workspace, folder by folder down to the file, as they are or as patterns; those of
    tasks are the folders of ledgers, which the workspace knows. `keyed_by` is the field of the head that says in which
    folder the file stands, `is_key` what such a folder may be called.
    `discreet`: who is meant is not for the log of git; subjects of commits bear the number only.
    `command` is the group of commands that enter it.
    `completes` fill in and refuse an entry, one function an action: (state, entry, ground, notices) → entry.
    `bars` refuses first, in better words than the table has: (file, state, entry, ground). `advice` is what to do
    instead of an illegal entry: (file, state, ground). `objections` are what the gates would say today of
    what is written already, an entry may raise none: (file, ground). `remedy` is what an amend sets to put an entry
    right that cannot stand, where that is not --void: (state, entry). `duties` are what is owed:
    (state, policies, calendar); `performed` is which duty that belongs to no task it met: (state).
    `seals` is the file as every answer sees it, without what none may tell: (file) → file; `tells` are the
    texts of a file that tell it all the same, as a hand may have written them: (file) → faults.
    """

    name: str
    english: str
    record: type[CaseFile]
    life: Life = MERELY_STANDS
    levels: tuple[str | re.Pattern[str], ...] = ()
    prefix: str = ""
    command: str = ""
    discreet: bool = False
    keyed_by: str = ""
    is_key: Callable[[str], object] | None = None
    key_advice: str = "把文件移回原处"
    entries: Mapping[Any, type[Any]] = field(default_factory=dict)
    completes: Mapping[Any, Callable[..., Any]] = field(default_factory=dict)
    bars: Callable[..., None] | None = None
    advice: Callable[..., str] | None = None
    objections: Callable[..., Iterable[Fault]] | None = None
    remedy: Callable[[Any, Any], str] | None = None
    seals: Callable[[Any], Any] | None = None
    tells: Callable[[Any], Iterable[Fault]] | None = None
    duties: Callable[..., Iterable[Any]] | None = None
    performed: Callable[[Any], Any] | None = None
    columns: tuple[Column, ...] = ()
    keeping: Keeping | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def amend(self) -> str:
        """The command that changes a head, or puts an entry right."""
        return f"{self.command} amend".lstrip()

    @property
    def folder(self) -> str:
        """The folder at the top of a workspace that holds its files; none for tasks."""
        return str(self.levels[0]) if self.levels else ""

    def raw(self, entry: Any) -> dict[str, Any]:  # noqa: ANN401 - each kind has entries of its own
        """An entry as the file shows it: in a life with rules what every entry says stands first."""
        return raw_event(entry) if self.life.rows else raw_record(entry)

    def misplaced(self, record: Any, folder: str, stem: str) -> Fault | None:  # noqa: ANN401 - a record of the kind
        """Why a file may not stand in `folder` as `stem`: its head says otherwise, or no entry entered it."""
        if self.prefix:
            return self._misnumbered(record, folder, stem)
        place = folder if len(self.levels) > _FLAT else stem
        said = getattr(record, self.keyed_by) if self.keyed_by else place
        if said == place and (self.is_key is None or self.is_key(said)):
            return None
        what = "文件夹" if place is folder else "文件名"
        text = f"{what}是 {place}，里面的期却是 {said}"
        return Fault((), "period-not-folder", text, self.key_advice)

    def _misnumbered(self, file: NumberedFile, year: str, stem: str) -> Fault | None:
        if file.id != stem:
            text = f"文件名是 {stem}，里面的编号却是 {file.id}"
            return Fault(("编号",), "id-not-filename", text, "编号终身不变：改回文件名，或把文件移回原处")
        if not file.id.startswith(f"{self.prefix}-{year}-"):
            text = f"这里的{self.name}编号是 {self.prefix}-{year}-…，这个文件是 {file.id}"
            return Fault(("编号",), "wrong-folder", text, "把文件移回它的文件夹")
        enters = self.life.enters
        if enters is not None and all(entry.action is not enters for entry in file.journal):
            return Fault((JOURNAL,), "not-registered", f"流水里没有{enters}", f"补记一条 {enters}")
        return None


def by_action(*records: type[Any]) -> dict[Any, type[Any]]:
    """The entries of a kind, each under what it does."""
    return {record.action: record for record in records}


def period_levels(file: str) -> tuple[str | re.Pattern[str], ...]:
    """The levels of a journal that each period has one of."""
    return "对账", re.compile(".+"), file


def numbered_levels(folder: str) -> tuple[str | re.Pattern[str], ...]:
    """The levels of a numbered kind: its folder, years, files named by their numbers."""
    return folder, re.compile("[0-9]{4}"), NUMBERED_FILE
