"""What became of a write that did not end: finds its commit, or restores everything as it was.

Asks commits for what they hold, never the index; decides nothing about tasks. The caller holds the lock.
"""

import secrets

from duban.errors import refusal
from duban.files.disk.regular_files import as_recorded, digest_now, remove_quietly, write_through
from duban.files.git.log import clean
from duban.files.git.repository import Repository
from duban.files.write.intent import INTENT, Intent, Step

_MOST_SHOWN = 5


def find_standing(repository: Repository, intent: Intent) -> str | None:
    """The commit of a write: HEAD, or one made since it began; None where it was not made.

    It holds the bytes to be written; or, if a hook changed these, it has the trailers and all files of the write.
    """
    head = repository.head()
    if head is None or head == intent.head:
        return None
    since = repository.commits_since(intent.head)
    held = next((each for each in since if _holds(repository, each, intent)), None)
    return held or next((each for each in since if _bears(repository, each, intent)), None)


def _bears(repository: Repository, commit: str, intent: Intent) -> bool:
    trailers = {(name, clean(value)) for name, value in intent.trailers if clean(value)}
    found = repository.read_commit(commit)
    return bool(trailers) and trailers <= set(found.trailers) and set(intent.paths) <= set(found.paths)


def _holds(repository: Repository, commit: str, intent: Intent) -> bool:
    wanted = {step.path: step.new for step in intent.steps}
    found = repository.files_at(commit, ".", wanted.__contains__)
    for path, new in wanted.items():
        data = found.get(path)
        if data is None or new is None:
            if data is not None or new is not None:
                return False
        elif as_recorded(data, new) is None:
            return False
    return True


def is_all_new(repository: Repository, intent: Intent) -> bool:
    """Whether every file on disk has the content that was to be written."""
    return all(digest_now(repository.root / step.path) == step.new for step in intent.steps)


def take_back(repository: Repository, intent: Intent) -> str:
    """Restores everything as before the write, the index too; returns in words what was left alone ("": nothing).

    Raises DubanError or OSError where that cannot be done now: then the note stays, and a later command does it.
    """
    foreign = _undo(repository, intent)
    clear(repository, intent)
    repository.align(step.path for step in intent.steps if step.old is None)
    forget(repository)
    some = "、".join(foreign[:_MOST_SHOWN]) + (
        f" 等{len(foreign)}个文件" if len(foreign) > _MOST_SHOWN else ""
    )
    return f"{some} 后来被别处改过，没有动它" if foreign else ""


def _undo(repository: Repository, intent: Intent) -> list[str]:
    """Restores the old bytes where the new ones are; returns the paths left alone because they hold something else."""
    foreign: list[str] = []
    made = {step.path: None for step in intent.steps if step.old is None}
    registered = repository.differing("HEAD" if repository.head() else "", made)
    for step in intent.steps:
        path = repository.root / step.path
        now = digest_now(path)
        if now == step.old:
            continue
        if now != step.new:
            foreign.append(step.path)
        elif step.old is not None:
            _bring_back(repository, step)
        elif step.path in registered:
            foreign.append(step.path)  # registered: never deleted on the word of a note
        else:
            path.unlink()
    return foreign


def _bring_back(repository: Repository, step: Step) -> None:
    """Puts back the old bytes of one file: those kept beside it, or else those of HEAD."""
    path = repository.root / step.path
    kept = None if step.kept is None else repository.root / step.kept
    if kept is not None and digest_now(kept) == step.old:
        kept.replace(path)
        return
    data = repository.show("HEAD", step.path)
    right = None if data is None or step.old is None else as_recorded(data, step.old)
    if right is None:
        raise refusal(
            "old-bytes-gone",
            f"{step.path} 原来的内容找不到了：旁边没有留下，上一次提交里也不是它。",
            f"看 git log -- {step.path}，取回要的一份，再删去 {repository.notes / INTENT}。",
        )
    spare = path.with_name(f".duban-{secrets.token_hex(4)}-0.tmp")
    write_through(spare, right)
    spare.replace(path)


def settle(repository: Repository, intent: Intent) -> None:
    """After the commit: sets the index to the commit, and removes temporary files."""
    repository.align(intent.paths)
    clear(repository, intent)
    forget(repository)


def clear(repository: Repository, intent: Intent) -> None:
    """Removes temporary files of the write, and folders it made that are empty."""
    for step in intent.steps:
        for name in (step.temp, step.kept):
            if name is not None:
                remove_quietly(repository.root / name)
    for name in sorted(intent.made_folders, key=len, reverse=True):
        folder = repository.root / name
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()


def forget(repository: Repository) -> None:
    """Removes the note of the write: nothing is pending any more."""
    (repository.notes / INTENT).unlink(missing_ok=True)
