"""`check` on what git knows and the books do not show: tasks that were registered and are gone.

Walks every commit, side branches too, for a merge can drop a task without a trace in its own file. Mends nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from duban.core.books.books import Books
from duban.core.books.selection import FULL_ID
from duban.core.model.events import Amend, Register
from duban.core.model.task import Task
from duban.errors import Problem, error_in
from duban.files.git.history import Turn, last_commit_of, turns
from duban.files.git.repository import Repository
from duban.files.workspace.at_commit import folder_in
from duban.files.workspace.records import read_if_sound
from duban.files.workspace.workspace import Workspace

BY_DUBAN = {"undo", "amend", "renumber"}
"""Who takes the file of a task away: 撤回, a move to another ledger, another number."""
Sign = tuple[datetime, str]


def check_lost(
    repository: Repository, workspace: Workspace, books: Books, told: Collection[str]
) -> Iterator[Problem]:
    """Tasks that a commit registered and that are no longer there, nor taken back; those in `told` are told already."""
    folder = folder_in(repository, workspace)
    by_label: dict[str, list[Turn]] = defaultdict(list)
    years = {(one.folder.name, one.head.prefix) for one in workspace.ledgers}
    for turn in turns(repository, folder):
        parts = turn.path.split("/")
        name = parts[-1].removesuffix(".yaml")
        if len(parts) == 3 and FULL_ID.fullmatch(name) and (parts[0], name.partition("-")[0]) in years:  # noqa: PLR2004 - ledger, year, file
            by_label[turn.path].append(turn)
    tasks = [*(item.task for item in books.items), *(entry.task for entry in books.later)]
    held = {sign for task in tasks for sign in _signs(task)}
    for label, its in by_label.items():
        here = (workspace.root / label).is_file()
        added = [turn for turn in its if turn.added]
        taken = [turn for turn in its if not turn.added and turn.action in BY_DUBAN]
        if label in told or (here and len(added) == 1) or (not here and its[0] in taken):
            continue
        undone = {turn.undoes for turn in taken}
        for turn in added:
            if turn.commit in undone:
                continue
            path = label if folder == "." else f"{folder}/{label}"
            data = repository.show(turn.commit, path)
            task = read_if_sound(data, label, Task)
            if task is not None and held.isdisjoint(_signs(task)):
                yield _lost(repository, path, label, task, turn, here=here)


def _signs(task: Task) -> Iterator[Sign]:
    """What a task is known again by, also under another number: when it was registered, and as what."""
    renamed = [event for event in task.journal if isinstance(event, Amend) and event.field == "事项"]
    first = min(renamed, key=lambda event: event.recorded_at, default=None)
    title = task.title if first is None else str(first.old)
    yield from ((event.recorded_at, title) for event in task.journal if isinstance(event, Register))


def _lost(repository: Repository, path: str, label: str, task: Task, turn: Turn, *, here: bool) -> Problem:
    named = f"{task.id}“{task.title}”在提交 {turn.commit[:8]} 立项"
    if here:
        text = f"{named}，现在不在账上了：它的编号下是另一件（多半是合并时丢掉的）"
        fix = f"看原来的一份：git show {turn.commit[:8]}:{path}；用 duban add 重新登账，取下一个编号"
    else:
        last = last_commit_of(repository, path) or turn.commit
        text = f"{named}，现在不在账上了，也没有撤回过"
        fix = f"取回：git checkout {last[:8]} -- {label}，再 duban commit"
    return error_in(label, "task-lost", text, fix)
