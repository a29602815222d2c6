"""One action, one commit, all or nothing: writes files and commits them so that a crash at any point can be repaired.

Decides nothing about tasks and reads no environment; the caller holds the lock.
"""

import errno
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from duban import __version__
from duban.errors import DubanError, Level, Problem, refusal
from duban.files.disk.regular_files import (
    digest,
    digest_now,
    explain,
    remove_quietly,
    sync_folder,
    write_through,
)
from duban.files.disk.safe_paths import inside, refuse_odd_name
from duban.files.git.log import RELEASE, Message
from duban.files.git.repository import Repository
from duban.files.write.intent import INTENT, Intent, Step, encode_intent, load_intent
from duban.files.write.recovery import clear, find_standing, forget, is_all_new, settle, take_back

FAULT_POINTS = (
    "intent-written",
    "temp-written",
    "replaced-first",
    "replaced-all",
    "committed",
    "intent-removed",
)
"""The points at which a test may kill the process: `fault` is called with each name in turn."""

_PASSING = {"git-locked", "disk-full", "read-only"}
"""Refusals whose cause passes (git is busy, the disk is full): the write is finished later, not undone."""


_LOOK_AT = "duban check 看是哪些；要留的 duban commit 入账，不要的删去"


def no_fault(_point: str) -> None:
    """The `fault` of real commands: does nothing."""


fault: Callable[[str], None] = no_fault


def write_files(  # noqa: PLR0913, PLR0917 - what, from what, in which words, and whom to tell
    repository: Repository,
    writes: Mapping[Path, bytes | None],
    expected: Mapping[Path, str | None],
    message: Message,
    by_hand: Collection[Path] = (),
    notices: list[Problem] | None = None,
) -> str:
    """Writes (or, for None, deletes) files and commits exactly them; the new commit's id.

    `expected` gives the digest, when it was read, of every path that is written and of any other that the decision
    rests on (None: it did not exist). `by_hand` are files of `writes` that somebody has changed already: they are
    committed even if nothing is left to write. Raises DubanError, with every file and the index as before, if a file
    changed meanwhile, or the disk, git or a hook of the user refuses. Where git complains but its commit exists, the
    write is done, and `notices` gets the complaint. The caller holds the lock.
    """
    head = repository.check_ready().head
    targets = {_target(repository, path): data for path, data in writes.items()}
    known = {_target(repository, path): old for path, old in expected.items()}
    unread = [path for path in targets if path not in known]
    if unread:
        raise ValueError(f"no expected digest for {unread}")
    for path, old in known.items():
        _refuse_changed(repository, path, old)
    kept = {_target(repository, path) for path in by_hand}
    try:
        intent, data_of = _plan(repository, targets, message, head, kept)
        if not intent.steps:
            raise refusal("nothing-to-write", "没有需要写入的改动。", "内容和现在的文件一样。")
        return _carry_out(repository, intent, data_of, [] if notices is None else notices)
    except OSError as failure:
        raise explain(failure) from failure


def recover(repository: Repository, *, in_workspace: bool = False) -> str | None:
    """Finishes or undoes a write that a crash cut short; a sentence that says which, or None if there was none.

    Called under the lock before anything is read. HEAD decides what was committed, never the index. Raises DubanError
    where the note of the write is not valid (with `in_workspace` also where it leaves the workspace), or another git
    holds the index.
    """
    remove_quietly(_intent_path(repository).with_suffix(".tmp"))
    intent = load_intent(repository.notes, repository.root, in_workspace=in_workspace)
    if intent is None:
        return None
    commit = find_standing(repository, intent)
    try:
        if commit is None and is_all_new(repository, intent):
            commit = _finish(repository, intent)
        if commit is None:
            left = take_back(repository, intent)
            kept = f"（{left}）" if left else ""
            return f"上次的操作{intent.name}中途断了，没有完成，已经撤回，文件恢复原样{kept}。"
        settle(repository, intent)
    except OSError as failure:
        raise explain(failure) from failure
    except DubanError as error:
        error.problems = (*error.problems, _unfinished(intent, commit))
        raise
    return f"上次的操作{intent.name}中途断了，现在已经补完并提交。"


def _finish(repository: Repository, intent: Intent) -> str | None:
    """Commits the files that are complete on disk; None where git now refuses. Raises DubanError where git is busy."""
    try:
        repository.check_ready()
        return repository.commit(intent.paths, intent.message())
    except DubanError as refused:
        if any(problem.code in _PASSING for problem in refused.problems):
            raise
        return find_standing(repository, intent)  # the git of the dead command may have finished meanwhile


def _unfinished(intent: Intent, commit: str | None) -> Problem:
    """The notice beside a failure: how far the earlier write has come."""
    if commit is not None:
        text = f"上次的操作{intent.name}已经入账（提交 {commit[:8]}），只是收尾没有做完；不用再记一次"
    else:
        text = f"上次的操作{intent.name}中途断了，还没有入账，也还没有撤回"
    return Problem.notice("write-pending", text, "照上面说的做好，再运行任何一条要写入的命令，就会收尾")


def _carry_out(
    repository: Repository, intent: Intent, data_of: Mapping[str, bytes], notices: list[Problem]
) -> str:
    _save_intent(repository, intent)
    try:
        fault("intent-written")
        for step in intent.steps:
            _prepare(repository.root, step, data_of)
        fault("temp-written")
        for number, step in enumerate(intent.steps):
            _refuse_changed(repository, repository.root / step.path, step.old)
            _put_in_place(repository, step)
            if number == 0:
                fault("replaced-first")
        _sync_folders(repository, intent)
        fault("replaced-all")
        commit = repository.commit(intent.paths, intent.message())
        fault("committed")
    except BaseException as failure:  # noqa: BLE001 - raised again there, unless the commit stands
        return _after(repository, intent, failure, notices)
    clear(repository, intent)
    forget(repository)
    fault("intent-removed")
    return commit


def _after(repository: Repository, intent: Intent, failure: BaseException, notices: list[Problem]) -> str:
    """After a failure: the commit's id if there is a commit all the same, else everything is restored and it is raised.

    What cannot be restored now (the disk is full) stays noted for the next command.
    """
    commit = find_standing(repository, intent)
    try:
        if commit is None:
            left = take_back(repository, intent)
            if left and isinstance(failure, DubanError):
                told = Problem.notice("left-alone", f"没有写成，已经撤回；但{left}", _LOOK_AT)
                failure.problems = (*failure.problems, told)
        else:
            settle(repository, intent)
    except (DubanError, OSError) as another:
        told = _unfinished(intent, commit)
        if isinstance(failure, DubanError):
            failure.problems = (*failure.problems, told)
        elif commit is None:
            problems = [*_problems_of(failure), *_problems_of(another), told]
            raise DubanError(*problems) from failure
    if commit is not None and isinstance(failure, DubanError):
        notices += [_despite(each, commit) for each in failure.problems]
        return commit
    if commit is not None and isinstance(failure, KeyboardInterrupt):
        text = f"这次的操作{intent.name}已经入账（提交 {commit[:8]}），没有撤回。"
        raise KeyboardInterrupt(text) from failure
    raise failure


def _problems_of(failure: BaseException) -> tuple[Problem, ...]:
    if isinstance(failure, DubanError):
        return failure.problems
    return explain(failure).problems if isinstance(failure, OSError) else ()


def _despite(problem: Problem, commit: str) -> Problem:
    """The notice for what git complained of although its commit exists."""
    if problem.level is not Level.ERROR:
        return problem
    text = f"已经入账（提交 {commit[:8]}），不用再记；但收尾时出了错：{problem.message}"
    return Problem.notice(problem.code, text, "查一查原因，免得下次再出；这一次不用重做")


def _target(repository: Repository, path: Path) -> Path:
    """The checked absolute path of a file to write; a symbolic link is refused."""
    whole = path if path.is_absolute() else repository.root / path
    if whole.is_symlink():
        raise refusal("path-link", f"这是一个链接，不能写入：{path}", "换成真正的文件。")
    name = repository.relative(whole)
    refuse_odd_name(name)
    return inside(repository.root, name)


def _refuse_changed(repository: Repository, path: Path, old: str | None) -> None:
    now = digest_now(path)
    if now == "":
        raise explain(OSError(errno.EINVAL, "这不是一个普通文件", str(path)))
    if now != old:
        raise refusal(
            "changed-meanwhile",
            f"文件在读取之后被别处改动过，没有写入：{repository.relative(path)}",
            "再运行一次这条命令；正在编辑器里改的，先保存并 duban commit。",
        )


def _plan(
    repository: Repository,
    targets: Mapping[Path, bytes | None],
    message: Message,
    head: str | None,
    by_hand: Collection[Path],
) -> tuple[Intent, dict[str, bytes]]:
    token = secrets.token_hex(4)
    steps: list[Step] = []
    data_of: dict[str, bytes] = {}
    for number, (path, data) in enumerate(sorted(targets.items())):
        old_data = path.read_bytes() if path.exists() else None
        if old_data == data and path not in by_hand:
            continue
        name = repository.relative(path)
        spare = repository.relative(path.parent / f".duban-{token}-{number}")
        temp = None if data is None else f"{spare}.tmp"
        kept = None if old_data is None else f"{spare}.old"
        old = None if old_data is None else digest(old_data)
        steps.append(Step(name, old, None if data is None else digest(data), temp, kept))
        if data is not None:
            data_of[name] = data
    made = sorted(
        {
            folder
            for step in steps
            if step.new is not None
            for folder in _missing_folders(repository, step.path)
        }
    )
    trailers = (*message.trailers, (RELEASE, __version__))
    intent = Intent(head, message.subject, message.body, trailers, tuple(made), tuple(steps))
    return intent, data_of


def _missing_folders(repository: Repository, name: str) -> Iterator[str]:
    folder = (repository.root / name).parent
    while not folder.exists():
        yield repository.relative(folder)
        folder = folder.parent


def _intent_path(repository: Repository) -> Path:
    return repository.notes / INTENT


def _save_intent(repository: Repository, intent: Intent) -> None:
    path = _intent_path(repository)
    path.parent.mkdir(parents=True, exist_ok=True)
    temp = path.with_suffix(".tmp")
    try:
        write_through(temp, encode_intent(intent))
        temp.replace(path)
        sync_folder(path.parent)
    except BaseException:
        remove_quietly(temp)
        remove_quietly(path)
        raise


def _prepare(root: Path, step: Step, data_of: Mapping[str, bytes]) -> None:
    """Writes the new bytes beside the file and keeps the old ones: after this no step needs more disk space."""
    path = root / step.path
    if step.kept is not None:
        try:
            (root / step.kept).hardlink_to(path)
        except OSError:  # a file system without hard links
            write_through(root / step.kept, path.read_bytes())
    if step.temp is not None:
        temp = root / step.temp
        temp.parent.mkdir(parents=True, exist_ok=True)
        write_through(temp, data_of[step.path])
        if step.kept is not None:
            temp.chmod(path.stat().st_mode & 0o7777)


def _put_in_place(repository: Repository, step: Step) -> None:
    path = repository.root / step.path
    if step.temp is None:
        path.unlink(missing_ok=True)
    else:
        (repository.root / step.temp).replace(path)


def _sync_folders(repository: Repository, intent: Intent) -> None:
    for folder in sorted({(repository.root / step.path).parent for step in intent.steps}):
        if folder.is_dir():
            sync_folder(folder)
