"""What a repository lacks or hides: shallow and partial clones, replacements, files flagged as unchanged.

Finds and words it, with the command that helps; the caller decides what it means for the answer.
"""

import re
from collections.abc import Iterator, Mapping

from duban.errors import Problem
from duban.files.git.log import clean
from duban.files.git.refusals import PARTIAL
from duban.files.git.repository import Repository, run, said

_SHALLOW = "这份克隆只有一部分历史（浅克隆），更早的提交不在这里"
_UNSHALLOW = "取全历史：git fetch --unshallow"
_FORGED = re.compile("mismatch|corrupt|^missing |unable to (?:read|unpack|parse)|^broken link")
_YES = {"true", "yes", "on", "1", ""}


def history_gap(repository: Repository) -> Problem | None:
    """Why the history here is incomplete; None where it is complete."""
    if repository.cut_off():
        return Problem.notice("history-shallow", _SHALLOW, _UNSHALLOW)
    return _partial(repository.settings)


def find_gaps(repository: Repository) -> Iterator[Problem]:
    """What the history lacks, and replacements that duban ignores: each with the command that helps."""
    gap = history_gap(repository)
    if gap is not None:
        yield gap
    if _is_replaced(repository):
        text = (
            "仓库里有替换记录（git replace）：git 看到的历史和真正的不同；duban 不理会替换，按真正的提交回答"
        )
        yield Problem.notice("git-replaced", text, "查看：git replace -l；去掉：git replace -d 提交")
    grafts = repository.common / "info" / "grafts"
    if grafts.is_file() and grafts.stat().st_size:
        text = (
            "仓库里有嫁接（.git/info/grafts）：git 看到的历史和真正的不同；duban 不理会嫁接，按真正的提交回答"
        )
        yield Problem.notice("git-grafted", text, "核实后删去 .git/info/grafts")


def find_hidden(repository: Repository) -> Iterator[Problem]:
    """The problems for files that the checkout leaves out and files that git has been told to ignore changes of."""
    if is_sparse(repository):
        text = "这份检出只有一部分文件（sparse-checkout），没有检出的事项不在答案里"
        yield Problem.notice("git-sparse", text, "取全文件：git sparse-checkout disable")
        return
    marked = repository.overlooked
    if marked:
        text = f"git 看不到 {len(marked)} 个文件的改动（assume-unchanged 或 skip-worktree），如 {marked[0]}"
        fix = "去掉：git update-index --no-assume-unchanged --no-skip-worktree 文件"
        yield Problem.notice("git-hidden", text, fix)


def find_forged_objects(repository: Repository) -> list[str]:
    """Objects whose bytes are not what their names say, or that are missing, in git's words.

    Git reads an object by its name without counting its digest again: only fsck does.
    """
    asked = ("fsck", "--full", "--no-dangling", "--no-reflogs", "--no-progress", "HEAD")
    lines = said(repository.root, *asked).decode("utf-8", "replace").splitlines()
    return [clean(line) for line in lines if _FORGED.search(line)]


def _is_replaced(repository: Repository) -> bool:
    """Whether there are replacements; git is asked only where references are not kept in files."""
    if "extensions.refstorage" in repository.settings:
        return bool(run(repository.root, "for-each-ref", "--count=1", "refs/replace/").strip())
    packed = repository.common / "packed-refs"
    if packed.is_file() and b" refs/replace/" in packed.read_bytes():
        return True
    return any(each.is_file() for each in (repository.common / "refs" / "replace").glob("**/*"))


def is_sparse(repository: Repository) -> bool:
    """Whether the checkout is sparse: only some of the files are on disk."""
    return repository.settings.get("core.sparsecheckout", "false").lower() in _YES


def _partial(settings: Mapping[str, str]) -> Problem | None:
    for name, value in settings.items():
        promised = name.startswith("remote.") and name.endswith(".promisor") and value.lower() in _YES
        if promised or name == "extensions.partialclone":
            return Problem.notice("history-partial", *PARTIAL)
    return None
