"""Opens what a command asks about: the workspace with its read cache, and the books of the day.

Only opens, and says where a newer program wrote the workspace; answers are the views' work.
"""

from duban import __version__
from duban.cli.framework.context import Context
from duban.cli.framework.output import show_problems
from duban.core.books.books import Books
from duban.core.books.need import EVERYTHING, Need
from duban.errors import DubanError
from duban.files.git.folder import find_git_folder
from duban.files.workspace.format_gate import NEWER
from duban.files.workspace.pending_writes import Watch
from duban.files.workspace.read_cache import Index
from duban.files.workspace.workspace import Workspace, find_root
from duban.files.workspace.workspace import open_workspace as open_at

INDEX = "duban/index"


def open_workspace(context: Context) -> Workspace:
    """The workspace of the command; says on standard error where it is in a newer format than this release knows.

    Raises DubanError where there is none or its duban.yaml is broken.
    """
    return _told(open_quietly(context))


def find_workspace(context: Context) -> Workspace | None:
    """The same, for what can be asked anywhere; None where there is none."""
    try:
        return open_workspace(context)
    except DubanError as error:
        if all(problem.code == "no-workspace" for problem in error.problems):
            return None
        raise


def open_files(context: Context) -> Workspace:
    """The workspace without its read cache: for what is written, closed, sent out or verified."""
    return _told(open_unremembered(context))


def open_unremembered(context: Context) -> Workspace:
    """The same for who says it otherwise."""
    root = find_root(context.root)
    return open_at(root, watch=Watch(root))


def open_quietly(context: Context) -> Workspace:
    """The workspace with its read cache where it lies in a repository, for who says it otherwise."""
    root = find_root(context.root)
    git_folder = find_git_folder(root)
    usable = git_folder is not None and not (git_folder / INDEX).parent.is_symlink()
    index = Index(git_folder / INDEX, root, __version__) if git_folder and usable else None
    return open_at(root, index, Watch(root))


def _told(workspace: Workspace) -> Workspace:
    show_problems(problem for problem in workspace.problems if problem.code == NEWER)
    return workspace


def open_books(context: Context, need: Need = EVERYTHING) -> Books:
    """The books as of the command's day and moment, as far as the answer needs them."""
    return open_workspace(context).books(context.today, context.known, need, context.last())
