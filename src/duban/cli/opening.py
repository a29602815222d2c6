"""Opens what a command asks about: the workspace with its read cache, and the books of the day.

Only opens; answers are the views' work.
"""

from collections.abc import Iterable

from duban import __version__
from duban.cli.context import Context
from duban.core.books import Books
from duban.files.gitfolder import find_git_folder
from duban.files.index import Index
from duban.files.pending import Watch
from duban.files.workspace import Workspace, find_root
from duban.files.workspace import open_workspace as open_at

INDEX = "duban/index"


def open_workspace(context: Context) -> Workspace:
    """The workspace of the command, with the read cache where it lies in a repository.

    Raises DubanError where there is none or its duban.yaml is broken.
    """
    root = find_root(context.root)
    git_folder = find_git_folder(root)
    usable = git_folder is not None and not (git_folder / INDEX).parent.is_symlink()
    index = Index(git_folder / INDEX, root, __version__) if git_folder and usable else None
    return open_at(root, index, Watch(root))


def open_books(context: Context, prefixes: Iterable[str] | None = None) -> Books:
    """The books as of the command's day and moment; `prefixes` names the ledgers that are enough for the answer."""
    return open_workspace(context).books(context.today, context.known, prefixes)
