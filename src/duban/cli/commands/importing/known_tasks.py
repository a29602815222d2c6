"""What of a document is in the ledger already: this very file, a renamed or converted one, a revised one.

Compares only; nothing is written, nothing is decided about what stands in the ledger.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from duban.core.books.books import Entry
from duban.core.documents.numbers import as_official
from duban.core.duties.cadence_text import cadence_text
from duban.core.model.folding import normal
from duban.core.model.task import Source, Task
from duban.importers.drafts.draft import Draft
from duban.importers.drafts.finished_rows import finished_words

_ALIKE = 0.85
_MOST_OF = 0.6
_LEAST_TITLE = 6
_FEW = 2
# Texts that are compared where the ledger has them: what it has not, may have been left out on purpose.
_KEYS = {"工作要求": "requirements", "问题": "problem", "整改目标": "goal"}
Head = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One value in which a draft differs from the task in the ledger: what, old, new."""

    task: str
    title: str
    field: str
    old: str
    new: str

    def renames(self, current: Callable[[str], str]) -> bool:
        """Whether both values are the same units, one by a short or former name; `current` tells their names."""
        units = ([current(name) for name in told.split("、")] for told in (self.old, self.new))
        return self.field in {"牵头单位", "配合单位"} and next(units) == next(units)


@dataclass(slots=True)
class Compared:
    """A document against the ledger: new drafts, titles held, what changed, tasks the document no longer has.

    Each new draft comes with its head. `twins` are the numbers of tasks that came in some other way and are what a
    draft says.
    """

    fresh: list[tuple[Draft, Head]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    gone: list[Task] = field(default_factory=list)
    twins: list[str] = field(default_factory=list)
    earlier: str = ""


def compare(
    entries: Iterable[Entry],
    drafts: Sequence[Draft],
    heads: Sequence[Head],
    digest: str,
    *,
    corrected: bool,
    numbered: Mapping[str, Task],
) -> Compared:
    """Hold the drafts (with the heads they would get) against the tasks of a ledger, and against those they number.

    The same SHA-256 is the same document; only suggestions and rows that call themselves done may have been left out.
    One of the same title or number, or most of whose tasks came in with one earlier document, is that document again,
    whatever its name and format. A `corrected` list of drafts may hold some of the document's tasks only: those that
    came in before are told by their titles, and none is missed. Whatever the document, a draft that bears the number of
    a task in the books (a register that was written out) is that task, and so is one of the same title, lead and day.
    """
    found = Compared()
    groups: dict[str, list[tuple[Task, Source]]] = defaultdict(list)
    titled: dict[str, dict[str, Task]] = defaultdict(dict)
    for entry in entries:
        titled[normal(entry.task.title)][entry.task.id] = entry.task
        for source in entry.task.sources:
            groups[source.sha256 or f"{source.name}"].append((entry.task, source))
    if digest in groups and not corrected:
        known = {normal(task.title) for task, _ in groups[digest]}
        found.fresh = [each for each in zip(drafts, heads, strict=True) if _was_left_out(each[0], known)]
        found.held = [draft.title for draft in drafts if not _was_left_out(draft, known)]
        return found
    group = groups[digest] if corrected and digest in groups else _same_document(groups, heads)
    tasks = [task for task, _ in group]
    found.earlier = next((source.file for _, source in group if source.file), "") or ""
    by_name: dict[tuple[str, str | None], list[Task]] = defaultdict(list)
    for held in groups.values():
        for task, source in held:
            by_name[task.title, source.name].append(task)
    left: list[tuple[Draft, Head]] = []
    for draft, head in zip(drafts, heads, strict=True):
        named = by_name[head["事项"], head["来源"][0].get("名称")]
        same = _same_title(head, tasks) or (named[0] if named else None)
        if same is None:
            left.append((draft, head))
            continue
        titled[normal(same.title)].pop(same.id, None)
        tasks = [task for task in tasks if task is not same]
        named[:] = [task for task in named if task is not same]
        found.held.append(draft.title)
        found.changed += _changes(same, head)
    left = [each for each in left if not _is_known(found, *each, numbered, titled)]
    found.gone = _reworded(found, left, tasks) if group else []
    if not group:
        found.fresh = left
    if corrected:
        found.gone = []
    return found


def _was_left_out(draft: Draft, known: Container[str]) -> bool:
    return (draft.suggested or bool(finished_words(draft))) and normal(draft.title) not in known


def _same_title(head: Head, tasks: Iterable[Task]) -> Task | None:
    return next((task for task in tasks if normal(task.title) == normal(head["事项"])), None)


def _is_known(
    found: Compared,
    draft: Draft,
    head: Head,
    numbered: Mapping[str, Task],
    titled: dict[str, dict[str, Task]],
) -> bool:
    """Whether a draft numbers a task, or has its title, lead and day; the task is then taken out of `titled`."""
    leads, day = _listed(head.get("牵头单位")), (head.get("完成时限") or {}).get("日期")
    alike = titled[normal(head["事项"])]
    twin = numbered.get(draft.number) or next(
        (task for task in alike.values() if leads == [*task.leads] != [] and day in _days(task)), None
    )
    if twin is None:
        return False
    alike.pop(twin.id, None)
    found.held.append(draft.title)
    found.twins.append(twin.id)
    return True


def _days(task: Task) -> set[str]:
    """The days by which a task was to be done, by its source or by an entry of its journal."""
    days = (
        task.deadline.on if task.deadline else None,
        *(getattr(each, "due_on", None) for each in task.journal),
    )
    return {day.isoformat() for day in days if day is not None}


def _reworded(found: Compared, left: Iterable[tuple[Draft, Head]], tasks: list[Task]) -> list[Task]:
    """Sort what no title matched into reworded tasks and new ones; the tasks that nothing matches are gone."""
    for draft, head in left:
        near = max(tasks, key=lambda task: _likeness(task.title, head["事项"]), default=None)
        if near is None or _likeness(near.title, head["事项"]) < _ALIKE:
            found.fresh.append((draft, head))
            continue
        tasks = [task for task in tasks if task is not near]
        found.held.append(draft.title)
        found.changed += [
            Change(near.id, near.title, "事项", near.title, head["事项"]),
            *_changes(near, head),
        ]
    return tasks


def _same_document(
    groups: Mapping[str, list[tuple[Task, Source]]], heads: Sequence[Head]
) -> list[tuple[Task, Source]]:
    """The tasks that came in with an earlier version of this document, the one that shares most with it."""
    if not heads:
        return []
    titles = {normal(head["事项"]) for head in heads}
    source = heads[0]["来源"][0]
    best: list[tuple[Task, Source]] = []
    most = 0
    for group in groups.values():
        if not any(each.sha256 for _, each in group):
            continue
        shared = len({normal(task.title) for task, _ in group} & titles)
        first = group[0][1]
        called = (
            normal(first.name or "") == normal(source.get("名称") or "")
            and len(normal(first.name or "")) >= _LEAST_TITLE
        )
        number = normal(as_official(first.doc_no or ""))
        numbered = bool(number) and number == normal(as_official(source.get("文号") or ""))
        likely = shared >= _FEW and shared >= _MOST_OF * min(len(titles), len(group))
        likely = likely or (shared == len(titles) == len(group) and _all_alike(group, heads))
        if (likely or (shared and (called or numbered))) and shared > most:
            best, most = group, shared
    return best


def _all_alike(group: Sequence[tuple[Task, Source]], heads: Sequence[Head]) -> bool:
    """Whether every task of a document has its draft, with the same units and the same words for its day."""
    held = {normal(task.title): task for task, _ in group}
    return all(
        (task := held.get(normal(head["事项"]))) is not None
        and [*task.leads] == _listed(head.get("牵头单位"))
        and [*task.support] == _listed(head.get("配合单位"))
        and (task.deadline.text if task.deadline else None) == (head.get("完成时限") or {}).get("原文")
        for head in heads
    ) and any(task.leads or task.support for task in held.values())


def _listed(units: str | Sequence[str] | None) -> list[str]:
    return [units] if isinstance(units, str) else list(units or ())


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, normal(one), normal(other), autojunk=False).ratio()


def _changes(task: Task, head: Head) -> list[Change]:
    """Where the document now says something else than the ledger; what it does not say is no change."""
    deadline = head.get("完成时限") or {}
    new_lead = head.get("牵头单位") or []
    pairs = (
        ("牵头单位", "、".join(task.leads), new_lead if isinstance(new_lead, str) else "、".join(new_lead)),
        ("配合单位", "、".join(task.support), "、".join(head.get("配合单位") or ())),
        (
            "完成时限",
            str(task.deadline.on) if task.deadline and task.deadline.on else "",
            deadline.get("日期") or "",
        ),
        (
            "报送周期",
            (task.cadence.text or cadence_text(task.cadence)) if task.cadence else "",
            (head.get("报送周期") or {}).get("原文") or "",
        ),
        *((name, getattr(task, _KEYS[name]) or "", head.get(name) or "") for name in _KEYS),
    )
    return [
        Change(task.id, task.title, name, old, new)
        for name, old, new in pairs
        if new
        and normal(old) != normal(new)
        and (old or name not in _KEYS)
        and not (name == "完成时限" and new in _days(task))
    ]
