"""Fetches what git knows of tasks, for the trail: the commits that touched their files, by duban or by hand.

Only reads and translates; what it means, views/trail.py tells.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from duban.core.books import Item
from duban.core.model import TASK_ID
from duban.core.movements import former_ids
from duban.core.selection import FULL_ID
from duban.errors import DubanError
from duban.files.workspace import Workspace
from duban.views.trail import Commit


def read_commits(workspace: Workspace, items: Sequence[Item] | None) -> list[Commit]:
    """The commits that touched these tasks (None: any), newest first; none where the workspace is in no repository."""
    from duban.files.git import find_repository

    try:
        repository = find_repository(workspace.root)
    except DubanError:
        return []
    under = repository.relative(workspace.root)
    wanted = [under] if items is None else list(_paths(workspace, under, items))
    known = {ledger.head.prefix for ledger in workspace.ledgers}
    return [
        Commit(
            sha=each.sha,
            at=each.committed_at,
            actor=next(iter(each.trailer("Duban-Actor")), each.author),
            subject=each.subject,
            tasks=each.trailer("Duban-Task") or tuple(_ids(each.paths, known)),
            action=next(iter(each.trailer("Duban-Action")), None),
            recorded_at=_moment(each.trailer("Duban-Recorded")),
        )
        for each in repository.log(wanted)
    ]


def _paths(workspace: Workspace, under: str, items: Sequence[Item]) -> Iterator[str]:
    """The files of tasks, those from before a move to another ledger included."""
    for item in items:
        yield _joined(under, item.path)
        for name in former_ids(item.task):
            path = workspace.task_path(name) if FULL_ID.fullmatch(name) else None
            if path is not None:
                yield _joined(under, workspace.label(path))


def _joined(folder: str, path: str) -> str:
    return path if folder in ("", ".") else f"{folder}/{path}"


def _ids(paths: Iterable[str], prefixes: set[str]) -> list[str]:
    """The tasks whose files a commit touched: the file name is the id."""
    stems = (PurePosixPath(path).stem for path in paths if path.endswith(".yaml"))
    return [stem for stem in stems if re.match(TASK_ID, stem) and stem.partition("-")[0] in prefixes]


def _moment(values: Sequence[str]) -> datetime | None:
    try:
        return datetime.fromisoformat(values[0]) if values else None
    except ValueError:
        return None
