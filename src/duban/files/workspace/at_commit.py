"""A workspace as of a commit, rebuilt in a temporary folder: closed books are recomputed from git alone.

Reads git and writes only into that temporary folder; evidence is left out.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from duban.core.cases.closing import CLOSING
from duban.core.periods.closings import PeriodClose
from duban.core.periods.spans import Span
from duban.files.git.log import Commit
from duban.files.git.repository import Repository
from duban.files.workspace.period_files import journal_path
from duban.files.workspace.workspace import EVIDENCE, Workspace, open_workspace

_KINDS = {".yaml", ".yml", ".json"}


def folder_in(repository: Repository, workspace: Workspace) -> str:
    """The folder of a workspace as git names it."""
    return repository.relative(workspace.root.resolve())


@contextmanager
def rebuilt(repository: Repository, workspace: Workspace, commit: str) -> Iterator[Workspace]:
    """The workspace as it was in a commit. Raises DubanError where its duban.yaml cannot be read."""
    under = PurePosixPath(folder_in(repository, workspace))

    def wanted(path: str) -> bool:
        inner = PurePosixPath(path).relative_to(under)
        return inner.suffix in _KINDS and inner.parts[0] != EVIDENCE

    files = repository.files_at(commit, under.as_posix(), wanted)
    with tempfile.TemporaryDirectory(prefix="duban-") as name:
        root = Path(name).resolve()
        for path, data in files.items():
            target = root / PurePosixPath(path).relative_to(under)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        yield open_workspace(root)


def closing_commits(repository: Repository, workspace: Workspace) -> list[Commit]:
    """The commits that closed or reopened periods of this workspace, newest first."""
    folder = repository.relative(workspace.root.resolve() / CLOSING.folder)
    actions = {("close_period",), ("reopen_period",)}
    return [each for each in repository.log([folder]) if each.trailer("Duban-Action") in actions]


def closing_commit(
    repository: Repository, workspace: Workspace, span: Span, closing: PeriodClose
) -> Commit | None:
    """The commit that made a closing; None where git does not have it, or no longer."""
    path = repository.relative(
        workspace.root.resolve() / journal_path(workspace, span, CLOSING).relative_to(workspace.root)
    )
    made = (each for each in repository.log([path]) if is_of(each, span, closing))
    return next(made, None)


def is_of(commit: Commit, span: Span, closing: PeriodClose) -> bool:
    """Whether a commit says that it made this closing."""
    return (
        commit.trailer("Duban-Action") == ("close_period",)
        and commit.trailer("Duban-Period") == (span.label,)
        and commit.trailer("Duban-Recorded") == (closing.recorded_at.isoformat(),)
    )
