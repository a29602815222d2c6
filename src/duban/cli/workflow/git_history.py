"""Fetches what git knows of tasks, for the trail: the commits that touched their files, and who wrote which event.

Only reads and translates; what it means, views/queries/log.py tells.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from duban.core.audit.authorship import Authorship, Version, find_authorship
from duban.core.books.books import CaseItem, Item
from duban.core.books.selection import FULL_ID
from duban.core.cases.kinds import NUMBERED
from duban.core.model.case_file import CaseFile
from duban.core.model.record import digest
from duban.core.model.task import TASK_ID, Task
from duban.core.state.positions import former_ids
from duban.errors import DubanError, Problem
from duban.files.git.log import RELEASE
from duban.files.workspace.records import read_data
from duban.files.workspace.workspace import Workspace
from duban.files.yaml.reader import parse_yaml
from duban.views.queries.log import Commit

if TYPE_CHECKING:
    from duban.files.git.log import Commit as Made
    from duban.files.git.log import Touch
    from duban.files.git.repository import Repository

JOURNAL = b"\n\xe6\xb5\x81\xe6\xb0\xb4:\n"
"""The line 流水: of a file."""
_ANY_FILE = frozenset({"commit", "undo"})
"""Actions of commits that may hold more than their `Duban-Task` says."""
_LINE = re.compile(rb"  - \{.*\}")


@dataclass(frozen=True, slots=True)
class Found:
    """What git told: commits, newest first; who wrote the events of some tasks; what it lacks; what failed."""

    commits: list[Commit] = field(default_factory=list)
    authors: Mapping[str, Authorship] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_history(workspace: Workspace, items: Sequence[Item], *, everything: bool) -> Found:
    """The commits that touched these tasks, or `everything` in the workspace; problems where git cannot be asked."""
    from duban.files.git.incomplete import find_gaps

    try:
        repository = workspace.repository
        under = repository.relative(workspace.root)
        made = repository.log([under] if everything else list(paths_of(workspace, under, items)))
        gaps = tuple(f"{gap.message}。{gap.advice}" for gap in find_gaps(repository))
        known = {ledger.head.prefix for ledger in workspace.ledgers} | {shelf.prefix for shelf in NUMBERED}
        authors = _authors(repository, items, made, under)
        return Found([_translated(each, known) for each in made], authors, gaps)
    except DubanError as error:
        told = "；".join(problem.message.rstrip("。") for problem in error.problems)
        without = all(problem.code == "no-repository" for problem in error.problems)
        gaps = (f"看不到提交，这里只是文件里写着的：{told}。",)
        return Found(gaps=gaps, problems=() if without else error.problems)


def _translated(made: "Made", prefixes: set[str]) -> Commit:
    said = dict(reversed(made.trailers))  # of several the first counts
    action = said.get("Duban-Action")
    return Commit(
        sha=made.sha,
        at=made.committed_at,
        actor=said.get("Duban-Actor") or made.author,
        subject=made.subject,
        tasks=made.trailer("Duban-Task") or tuple(_ids(made.paths, prefixes)),
        action=action,
        recorded_at=made.recorded_at if action else None,
        undoes=said.get("Duban-Undoes"),
        release=said.get(RELEASE),
        odd_date=made.odd_date,
    )


def _authors(
    repository: "Repository", items: Sequence[Item], made: Sequence["Made"], under: str
) -> dict[str, Authorship]:
    """Who wrote the events of the tasks whose commits do not tell it beyond doubt by themselves."""
    written = _written(items, made, under)
    unsure = [item for item in items if not _is_plain(item, [each for each, _ in written[item.task.id]])]
    blobs = {
        name: item.kind.record if isinstance(item, CaseItem) else Task
        for item in unsure
        for _, touches in written[item.task.id]
        for touch in touches
        for name in (*touch.before, touch.after)
    }
    known: dict[bytes, str] = {}
    objects = repository.objects(blobs.keys() - {""})
    held = {name: _events_of(data, blobs[name], known) for name, data in objects.items()} | {"": ()}
    found = {}
    for item in unsure:
        name, events = item.task.id, [(digest(event), event.recorded_at) for event in item.task.journal]
        digests = [each for each, _ in events]
        own = set(digests) if isinstance(item, CaseItem) and item.places else None
        found[name] = find_authorship(_versions(written[name], held, own), digests)
        for end in (
            each for each, _ in written[name] if not each.touches
        ):  # a shallow clone ends here: only its word
            for event, moment in events:
                if moment == end.recorded_at and not found[name].writers[event]:
                    found[name].writers[event] = (end.sha,)
    return found


def _written(
    items: Sequence[Item], made: Sequence["Made"], under: str
) -> "dict[str, list[tuple[Made, list[Touch]]]]":
    """By task the commits that touched it, oldest first, each with what it did to the file."""
    owners = _owners(items)
    shared: dict[str, list[str]] = defaultdict(list)  # results: a file holds those of a year
    for item in items:
        if isinstance(item, CaseItem) and item.places:
            shared[_joined(under, item.path)].append(item.task.id)
    written: dict[str, list[tuple[Made, list[Touch]]]] = defaultdict(list)
    for each in reversed(made):
        touched: dict[str, list[Touch]] = {
            task: [] for name in each.trailer("Duban-Task") for task in owners.get(name, ())
        }
        says_all = bool({*each.trailer("Duban-Action")} - _ANY_FILE)
        for touch in each.touches:
            if touch.path in shared:
                meant = [name for name in shared[touch.path] if name in touched or not says_all]
            else:
                meant = owners.get(_stem(touch.path), [])
            for task in meant:
                touched.setdefault(task, []).append(touch)
        for task, touches in touched.items():
            written[task].append((each, touches))
    return written


def _owners(items: Sequence[Item]) -> dict[str, list[str]]:
    """Who bears a number, or bore it: one that two clones gave is the former number of one of them."""
    owners: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for name in (item.task.id, *former_ids(item.task)):
            owners[name].append(item.task.id)
    return owners


def _is_plain(item: Item, commits: Sequence["Made"]) -> bool:
    """Whether each commit is duban's and alone in its second, and the seconds are those of the events."""
    moments = {each.recorded_at for each in commits if each.trailer("Duban-Action") and not each.is_merge}
    return len(moments) == len(commits) and moments == {event.recorded_at for event in item.task.journal}


def _versions(
    written: "Iterable[tuple[Made, Sequence[Touch]]]",
    held: Mapping[str, tuple[str, ...] | None],
    own: set[str] | None = None,
) -> Iterator[Version]:
    """The versions of one task, or of its `own` events in a file that others share.

    One that cannot be read, of a file broken by hand, changes nothing.
    """
    for made, touches in written:
        blobs = [(*touch.before, touch.after) for touch in touches]
        if not blobs or any(held[name] is None for each in blobs for name in each):
            continue
        sides = [
            tuple(event for name in side for event in held[name] or () if own is None or event in own)
            for side in zip(*blobs, strict=True)
        ]
        yield Version(made.sha, tuple(sides[:-1]), sides[-1])


def _events_of(data: bytes, record: type[CaseFile], known: dict[bytes, str]) -> tuple[str, ...] | None:
    """The digests of the events in a file of a task or case; None where it cannot be read.

    In house form an event is a line of its own: each line is read once, in whatever version it stands (`known`).
    """
    lines = data.partition(JOURNAL)[2].splitlines()
    if lines and all(map(_LINE.fullmatch, lines)):
        new = [line for line in dict.fromkeys(lines) if line not in known]
        events = _read_lines(new, record) if new else ()
        if len(events) == len(new):
            known.update(zip(new, map(digest, events), strict=True))
            return tuple(known[line] for line in lines)
    file, _ = read_data(data, "", record)
    return None if file is None else tuple(digest(event) for event in file.journal)


def _read_lines(lines: Iterable[bytes], record: type[CaseFile]) -> tuple[Any, ...]:
    """The events of some lines; none where one cannot be read."""
    raw, problems = parse_yaml(JOURNAL[1:] + b"\n".join(lines), "")
    if raw is None or problems:
        return ()
    entries = next(each.type for each in msgspec.structs.fields(record) if each.name == "journal")
    try:
        found: tuple[Any, ...] = msgspec.convert(raw["流水"], entries)
    except (msgspec.ValidationError, ValueError):
        return ()
    return found


def paths_of(workspace: Workspace, under: str, items: Sequence[Item]) -> Iterator[str]:
    """The files of tasks, those from before a move to another ledger included."""
    for item in items:
        yield _joined(under, item.path)
        for name in former_ids(item.task):
            if not FULL_ID.fullmatch(name):
                continue
            path = workspace.task_path(name)
            if path is not None:
                yield _joined(under, workspace.label(path))
            elif isinstance(item, CaseItem):
                yield _joined(under, item.path.replace(item.task.id, name))


def _joined(folder: str, path: str) -> str:
    return path if folder in ("", ".") else f"{folder}/{path}"


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")


def _ids(paths: Iterable[str], prefixes: set[str]) -> list[str]:
    """The tasks whose files a commit touched: the file name is the id."""
    stems = (_stem(path) for path in paths if path.endswith(".yaml"))
    return [stem for stem in stems if re.match(TASK_ID, stem) and stem.partition("-")[0] in prefixes]
