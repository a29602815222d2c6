"""One action, one commit, all or nothing: writes files and commits them so that a crash at any point can be repaired.

Decides nothing about tasks and reads no environment; the caller holds the lock.
"""

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from duban import __version__
from duban.errors import DubanError, Level, Problem, reason_of, refusal
from duban.files.git import Repository
from duban.files.gitlog import RELEASE, Message
from duban.files.paths import inside

FAULT_POINTS = (
    "intent-written",
    "temp-written",
    "replaced-first",
    "replaced-all",
    "committed",
    "intent-removed",
)
"""Where a test may kill the process: `fault` is called with each name in turn."""

_INTENT = "intent.json"
_WORDS = {
    errno.ENOSPC: ("disk-full", "磁盘满了，没有写成。", "清出空间再试。"),
    errno.EDQUOT: ("disk-full", "磁盘配额用完了，没有写成。", "清出空间再试。"),
    errno.EROFS: ("read-only", "磁盘是只读的，不能写入。", "换到可以写的文件夹，或请管理员重新挂载。"),
    errno.EACCES: ("read-only", "没有写入的权限。", "检查文件夹和文件的主人和权限。"),
    errno.EPERM: ("read-only", "没有写入的权限。", "检查文件夹和文件的主人和权限。"),
}


def no_fault(_point: str) -> None:
    """Nothing happens at a fault point."""


fault: Callable[[str], None] = no_fault


@dataclass(frozen=True, slots=True)
class _Step:
    """One file of a write: path from the repository's root, SHA-256 before and after (None: no file).

    `temp` is where the new bytes wait, `kept` where the old ones are kept (a hard link: needs no space to come back).
    """

    path: str
    old: str | None
    new: str | None
    temp: str | None
    kept: str | None


@dataclass(frozen=True, slots=True)
class _Intent:
    """What is about to be written, noted down first."""

    head: str | None
    subject: str
    body: str
    trailers: tuple[tuple[str, str], ...]
    made_folders: tuple[str, ...]
    steps: tuple[_Step, ...]

    def message(self) -> Message:
        return Message(self.subject, self.body, self.trailers)


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, in hex: what `expected` of `write_files` is made of."""
    return hashlib.sha256(data).hexdigest()


def write_files(
    repository: Repository,
    writes: Mapping[Path, bytes | None],
    expected: Mapping[Path, str | None],
    message: Message,
    by_hand: Collection[Path] = (),
) -> str:
    """Writes (or, for None, deletes) files and commits exactly them; the new commit's id.

    `expected` gives for every path that is written, and for any other that the decision rests on, the digest it had
    when it was read (None: it did not exist). `by_hand` are files of `writes` that somebody has changed already:
    they are committed also where nothing is left to write. Raises DubanError, with every file and the index as
    before, if a file changed meanwhile, the disk refuses, or git or a hook of the user does. The caller holds the lock.
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
        return _carry_out(repository, intent, data_of)
    except OSError as failure:
        raise _explain(failure) from failure


def recover(repository: Repository) -> str | None:
    """Finishes or takes back a write that a crash cut short; a sentence that says which, or None if there was none.

    Called under the lock before anything is read. Raises DubanError where the note of the write cannot be read, or
    another git holds the index.
    """
    _remove_quietly(_intent_path(repository).with_suffix(".tmp"))
    intent = _load_intent(repository)
    if intent is None:
        return None
    name = f"“{intent.message().text().splitlines()[0]}”"
    try:
        if not _is_all_new(repository, intent):
            return _take_back(repository, intent, name)
        if not _is_committed(repository, intent):
            try:
                repository.check_ready()
                repository.commit([step.path for step in intent.steps], intent.message())
            except DubanError as refused:
                if any(problem.code == "git-locked" for problem in refused.problems):
                    raise
                if not _is_committed(
                    repository, intent
                ):  # the git of the dead command may have finished meanwhile
                    return _take_back(repository, intent, name)
        _tidy(repository, intent)
    except OSError as failure:
        raise _explain(failure) from failure
    return f"上次的操作{name}中途断了，现在已经补完并提交。"


def _carry_out(repository: Repository, intent: _Intent, data_of: Mapping[str, bytes]) -> str:
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
        commit = repository.commit([step.path for step in intent.steps], intent.message())
        fault("committed")
    except BaseException:
        if not _is_committed(repository, intent):
            _undo(repository, intent)
        _tidy(repository, intent)
        raise
    _tidy(repository, intent)
    fault("intent-removed")
    return commit


def _target(repository: Repository, path: Path) -> Path:
    """The checked absolute path of a file to write; symbolic links are not written through."""
    whole = path if path.is_absolute() else repository.root / path
    if whole.is_symlink():
        raise refusal("path-link", f"这是一个链接，不能写入：{path}", "换成真正的文件。")
    return inside(repository.root, repository.relative(whole))


def _refuse_changed(repository: Repository, path: Path, old: str | None) -> None:
    if _digest_now(path) != old:
        raise refusal(
            "changed-meanwhile",
            f"文件在读取之后被别处改动过，没有写入：{repository.relative(path)}",
            "再运行一次这条命令；正在编辑器里改的，先保存并 duban commit。",
        )


def _digest_now(path: Path) -> str | None:
    try:
        return digest(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as failure:
        raise _explain(failure) from failure


def _plan(
    repository: Repository,
    targets: Mapping[Path, bytes | None],
    message: Message,
    head: str | None,
    by_hand: Collection[Path],
) -> tuple[_Intent, dict[str, bytes]]:
    token = secrets.token_hex(4)
    steps: list[_Step] = []
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
        steps.append(_Step(name, old, None if data is None else digest(data), temp, kept))
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
    intent = _Intent(head, message.subject, message.body, trailers, tuple(made), tuple(steps))
    return intent, data_of


def _missing_folders(repository: Repository, name: str) -> Iterator[str]:
    folder = (repository.root / name).parent
    while not folder.exists():
        yield repository.relative(folder)
        folder = folder.parent


def _intent_path(repository: Repository) -> Path:
    return repository.notes / _INTENT


def _save_intent(repository: Repository, intent: _Intent) -> None:
    path = _intent_path(repository)
    path.parent.mkdir(parents=True, exist_ok=True)
    temp = path.with_suffix(".tmp")
    try:
        _write_through(temp, json.dumps(asdict(intent), ensure_ascii=True).encode())
        temp.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        _remove_quietly(temp)
        _remove_quietly(path)
        raise


def _load_intent(repository: Repository) -> _Intent | None:
    path = _intent_path(repository)
    try:
        noted = json.loads(path.read_bytes())
        steps = tuple(_Step(**step) for step in noted.pop("steps"))
        trailers = tuple((name, value) for name, value in noted.pop("trailers"))
        return _Intent(
            **noted | {"steps": steps, "trailers": trailers, "made_folders": tuple(noted["made_folders"])}
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as failure:
        raise refusal(
            "intent-unreadable",
            f"上次操作的记录读不懂：{path}",
            "用 git status 看看工作区，确认无误后删去这个文件再试。",
        ) from failure


def _prepare(root: Path, step: _Step, data_of: Mapping[str, bytes]) -> None:
    """Writes the new bytes beside the file and keeps the old ones: from here on nothing needs space."""
    path = root / step.path
    if step.kept is not None:
        try:
            (root / step.kept).hardlink_to(path)
        except OSError:  # a file system without hard links
            _write_through(root / step.kept, path.read_bytes())
    if step.temp is not None:
        temp = root / step.temp
        temp.parent.mkdir(parents=True, exist_ok=True)
        _write_through(temp, data_of[step.path])
        if step.kept is not None:
            temp.chmod(path.stat().st_mode & 0o7777)


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(repository: Repository, step: _Step) -> None:
    path = repository.root / step.path
    if step.temp is None:
        path.unlink(missing_ok=True)
    else:
        (repository.root / step.temp).replace(path)


def _sync_folders(repository: Repository, intent: _Intent) -> None:
    for folder in sorted({(repository.root / step.path).parent for step in intent.steps}):
        if folder.is_dir():
            _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Makes renames in a folder survive a power cut, where the system can open folders (Windows cannot)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_quietly(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _is_all_new(repository: Repository, intent: _Intent) -> bool:
    return all(_digest_now(repository.root / step.path) == step.new for step in intent.steps)


def _is_committed(repository: Repository, intent: _Intent) -> bool:
    """Whether the commit was made: HEAD moved, and the files stand in it as they were to be."""
    if repository.head() == intent.head or not _is_all_new(repository, intent):
        return False
    return repository.is_clean([step.path for step in intent.steps])


def _take_back(repository: Repository, intent: _Intent, name: str) -> str:
    foreign = _undo(repository, intent)
    repository.forget([step.path for step in intent.steps if step.old is None and step.path not in foreign])
    _tidy(repository, intent)
    kept = f"（{'、'.join(foreign)} 后来被别处改过，没有动它）" if foreign else ""
    return f"上次的操作{name}中途断了，没有完成，已经撤回，文件恢复原样{kept}。"


def _undo(repository: Repository, intent: _Intent) -> list[str]:
    """Brings the old bytes back where the new ones stand; the paths that hold something else and were left alone."""
    foreign: list[str] = []
    for step in intent.steps:
        path = repository.root / step.path
        now = _digest_now(path)
        if now == step.old:
            continue
        if now != step.new:
            foreign.append(step.path)
        elif step.kept is None:
            path.unlink()
        else:
            (repository.root / step.kept).replace(path)
    return foreign


def _tidy(repository: Repository, intent: _Intent) -> None:
    """Removes what the write left beside the files, the folders it made in vain, and last its note."""
    for step in intent.steps:
        for name in (step.temp, step.kept):
            if name is not None:
                _remove_quietly(repository.root / name)
    for name in sorted(intent.made_folders, key=len, reverse=True):
        folder = repository.root / name
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    _intent_path(repository).unlink(missing_ok=True)


def _explain(failure: OSError) -> DubanError:
    code, message, advice = _WORDS.get(
        failure.errno or 0,
        ("write-failed", f"写入没有成功：{reason_of(failure)}。", "检查磁盘和权限后再试。"),
    )
    place = f"（{failure.filename}）" if failure.filename else ""
    return DubanError(Problem(Level.ERROR, code, message.rstrip("。") + place + "。", advice))
