"""One commit as an audit sees it: what it says of itself, and what it changed in files with a journal.

Reads blobs into records and compares them; judges nothing but whether they can be read.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import msgspec

from duban.core.audit.findings import RULES, Finding
from duban.core.engine.journal import NUMBER, put
from duban.core.engine.kind import Kind
from duban.core.model.case_file import JOURNAL, CaseFile
from duban.core.model.events import Amend, Transfer
from duban.core.model.record import digest, raw_record, read_record
from duban.core.model.task import Task
from duban.core.model.unit_register import Register
from duban.core.state.leads import head_after
from duban.files.git.log import Commit
from duban.files.git.walk import Changed, Step
from duban.replay.past import Past, Rules
from duban.replay.witness import code_at

BEIJING = timezone(timedelta(hours=8))


@dataclass(slots=True)
class Commits:
    """What is known of the commits so far: each by its name, and which entries were taken back."""

    steps: dict[str, Step]
    below: str
    taken_back: set[tuple[str, str]] = field(default_factory=set)


@dataclass(slots=True)
class Made:
    """One commit: the workspace after it, its changes against the first parent, the moment noted before it."""

    commit: Commit
    past: Past
    changes: dict[str, Changed]
    before: datetime | None
    now: datetime
    rules: Rules
    last: str = ""
    """The commit before it that wrote into the workspace."""
    below: str = ""
    """The folder of the workspace, as git names it, with a stroke behind."""
    release: str = ""
    """The newest release that wrote before it."""
    entries: int = 0

    @property
    def action(self) -> str:
        """The command that the commit names."""
        return (*self.commit.trailer("Duban-Action"), "")[0]

    @property
    def moment(self) -> datetime:
        """When the command ran, by its own word."""
        return self.commit.recorded_at or self.commit.committed_at

    @property
    def today(self) -> date:
        """The day that the command took for today."""
        said = read_day((*self.commit.trailer("Duban-Today"), "")[0])
        return said or self.moment.astimezone(BEIJING).date()

    @property
    def code_before(self) -> str | None:
        """The 账目校验码 of the first parent."""
        first = (*self.commit.parents, "")[0]
        return code_at(self.past.objects.repository, self.below.rstrip("/"), first) if first else None

    def found(self, code: str, path: str, what: str, before: str = "", after: str = "") -> Finding:
        """A finding in this commit."""
        commit = self.commit
        who = (*commit.trailer("Duban-Actor"), commit.author)[0]
        return Finding(
            RULES[code], path, what, commit.sha, who, commit.committed_at, self.action, before, after
        )


@dataclass(slots=True)
class Change:
    """A file with a journal that a commit changed: before and after, and what was added, changed and lost."""

    label: str
    kind: Kind
    old: CaseFile | None
    new: CaseFile | None
    raw: bytes | None
    """The bytes before."""
    data: bytes | None
    """The bytes after."""
    moved_from: str | None = None
    added: tuple[tuple[int, Any], ...] = ()
    lost: tuple[Any, ...] = ()
    head: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """The keys of the head that changed: before and after."""

    @property
    def name(self) -> str:
        """How it is called."""
        file = self.new or self.old
        return getattr(file, "id", self.label)

    @property
    def source(self) -> CaseFile | None:
        """The file that entries are added to: the one before, or a new one without entries; None for one that went."""
        if self.old is not None or self.new is None:
            return self.old
        return msgspec.structs.replace(self.new, journal=())


def release_of(text: str) -> tuple[int, ...]:
    """A release as it is ordered; () for what is none."""
    return (
        tuple(map(int, text.split(".")))
        if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}", text, re.ASCII)
        else ()
    )


def read_day(text: str) -> date | None:
    """A day as ISO has it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_changes(made: Made) -> tuple[list[Change], list[Finding]]:
    """The files with journals among the changes, moved ones paired, and what cannot be read."""
    changes: list[Change] = []
    findings: list[Finding] = []
    objects = made.past.objects
    for label, each in made.changes.items():
        if not each.is_regular:
            findings.append(made.found("no-file", label, f"{label} 成了链接或子仓库"))
            continue
        kind = made.past.kind(label)
        if kind is None:
            continue
        old = objects.record(each.before, kind.record) if each.before else None
        new = objects.record(each.after, kind.record) if each.after else None
        if each.after and new is None:
            findings.append(made.found("unreadable", label, f"{label} 不成其为{kind}的文件"))
            continue
        raw = objects.data(each.before) if each.before else None
        data = objects.data(each.after) if each.after else None
        changes.append(Change(label, kind, old, new, raw, data))
    return [_compared(each) for each in _paired(changes)], findings


def _paired(changes: list[Change]) -> list[Change]:
    """A file that went and one that came, whose last change of number says that it was it, are one."""
    gone = {each.name: each for each in changes if each.new is None}
    found = []
    for each in changes:
        entries = each.new.journal if each.old is None and each.new is not None else ()
        formers = [str(entry.old) for entry in entries if isinstance(entry, Amend) and entry.field == NUMBER]
        source = next((gone.pop(former) for former in reversed(formers) if former in gone), None)
        if source is not None:
            each = replace(each, old=source.old, raw=source.raw, moved_from=source.label)  # noqa: PLW2901 - the pair
        found.append(each)
    return [each for each in found if each.new is not None or each.name in gone]


def _compared(change: Change) -> Change:
    """With what was added, and lost."""
    before = change.old.journal if change.old else ()
    after = change.new.journal if change.new else ()
    if after[: len(before)] == before:
        new = tuple(enumerate(after[len(before) :], len(before)))
        return replace(change, added=new, head=_turned_keys(change))
    held = Counter(digest(entry) for entry in before)
    added = []
    for place, entry in enumerate(after):
        name = digest(entry)
        if held[name]:
            held[name] -= 1
        else:
            added.append((place, entry))
    lost = []
    for entry in before:
        if held[digest(entry)]:
            held[digest(entry)] -= 1
            lost.append(entry)
    return replace(change, added=tuple(added), lost=tuple(lost), head=_turned_keys(change))


def _turned_keys(change: Change) -> dict[str, tuple[Any, Any]]:
    if change.old is None or change.new is None:
        return {}
    if msgspec.structs.replace(change.old, journal=change.new.journal) == change.new:
        return {}
    before, after = raw_head(change.old), raw_head(change.new)
    if before == after:
        return {}
    return {
        key: (before.get(key), after.get(key))
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    }


def raw_head(file: CaseFile) -> dict[str, Any]:
    """The head as the file has it, by official key."""
    raw = raw_record(msgspec.structs.replace(file, journal=()))
    raw.pop(JOURNAL, None)
    return raw


def told(entry: Any) -> str:  # noqa: ANN401 - an entry of any kind
    """An entry in words."""
    raw = raw_record(entry)
    rest = [f"{key} {value}" for key, value in raw.items() if key not in ("日期", "动作", "登记", "经办")]
    return f"{entry.on} {getattr(entry, 'action', '')} {entry.by} {' '.join(rest)}".strip()


def difference(change: Change) -> str:
    """What was changed in a file, in words."""
    words = [f"要素 {'、'.join(change.head)}"] if change.old and change.new and change.head else []
    words += [f"改动或删去 {len(change.lost)} 笔"] if change.lost else []
    words += [f"添 {len(change.added)} 笔"] if change.added else []
    if change.new is None:
        return "文件删去了"
    return "；".join(words) or "只改了写法"


def sides_of(change: Change) -> tuple[str, str]:
    """What was lost and what was added, in words."""
    lost = "；".join(map(told, change.lost))
    return lost, "；".join(told(entry) for _, entry in change.added)


def turned(change: Change, file: CaseFile, entry: Any, register: Register) -> CaseFile:  # noqa: ANN401 - an entry of any kind
    """A file with one entry more, and what that makes of its head."""
    longer = msgspec.structs.replace(file, journal=(*file.journal, entry))
    turns = change.kind.life.turns
    if type(entry) not in turns:
        return longer
    raw = raw_record(longer)
    if isinstance(entry, Transfer) and isinstance(file, Task):
        for key, value in head_after(file, entry, register).items():
            put(raw, key, value)
    else:
        turns[type(entry)].redo(raw, entry)
    try:
        return read_record(raw, type(file))
    except msgspec.ValidationError:
        return longer
