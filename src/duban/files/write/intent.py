"""The note of a write in progress: the files before and after, so that the next command can finish or undo it.

Kept in the git directory and always checked: a note that names what duban would not write is refused, no file
touched.
"""

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from duban.errors import DubanError, refusal
from duban.files.disk.regular_files import read_plain
from duban.files.disk.safe_paths import inside

if TYPE_CHECKING:
    from duban.files.git.log import Message

INTENT = "intent.json"
SPARE = ".duban-"
"""The prefix of temporary files that a write keeps beside its own while it lasts."""

MAX_BYTES = 64 * 1024 * 1024
"""A longer note is not read: a write of 100,000 files makes one of less than half of it."""

_HOME = "duban.yaml"  # what makes a folder a workspace
_SPARE = re.compile(r"\.duban-[0-9a-f]{8}-\d{1,9}\.(?:tmp|old)")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_DOTTED = {".gitattributes", ".gitignore"}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a write: path from the repository's root, SHA-256 before and after (None: no file).

    `temp` holds the new bytes until then, `kept` the old ones (a hard link, so that restoring needs no space).
    """

    path: str
    old: str | None
    new: str | None
    temp: str | None
    kept: str | None


class Intent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The write, noted before it begins; `head` is the commit it was decided on (None: before the first)."""

    head: str | None
    subject: str
    body: str
    trailers: tuple[tuple[str, str], ...]
    made_folders: tuple[str, ...]
    steps: tuple[Step, ...]

    def message(self) -> "Message":
        """The message of its commit."""
        from duban.files.git.log import Message

        return Message(self.subject, self.body, self.trailers)

    @property
    def name(self) -> str:
        """What the write is called in messages to people."""
        return f"“{self.message().text().splitlines()[0]}”"

    @property
    def paths(self) -> list[str]:
        """The files of the write."""
        return [step.path for step in self.steps]


def load_intent(notes: Path, root: Path, *, in_workspace: bool = False) -> Intent | None:
    """The note in duban's folder of the git directory, for the working tree at `root`; None where there is none.

    With `in_workspace` its files must lie in a workspace. Raises DubanError where it cannot be read or names what
    duban does not write: paths outside the repository or in .git, links, temporary files with other names.
    """
    path = notes / INTENT
    try:
        intent = msgspec.json.decode(read_plain(path, MAX_BYTES), type=Intent)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError, msgspec.DecodeError) as failure:
        raise _refused(path, "读不懂") from failure
    wrong = _what_is_wrong(root, intent, in_workspace=in_workspace)
    if wrong:
        raise _refused(path, f"不对（{wrong}），没有照它去做")
    return intent


def _refused(path: Path, why: str) -> DubanError:
    return refusal(
        "intent-unreadable",
        f"上次操作的记录{why}：{path}",
        "用 git status 看看工作区，确认无误后删去这个文件再试。",
    )


def _what_is_wrong(root: Path, intent: Intent, *, in_workspace: bool) -> str:
    """Why duban cannot have written this note; "" for a valid one."""
    if not intent.steps or (intent.head is not None and not _COMMIT.fullmatch(intent.head)):
        return "里面没有文件，或者提交号不成样子"
    homes = {str(PurePosixPath(step.path).parent) for step in intent.steps if Path(step.path).name == _HOME}
    parents: set[str] = set()
    for step in intent.steps:
        shown = ascii(step.path)[:80]
        if not _is_ours(root, step.path):
            return f"写着不该由 duban 写的路径 {shown}"
        above = [str(folder) for folder in PurePosixPath(step.path).parents]
        parents.update(above)
        if in_workspace and not any(one in homes or (root / one / _HOME).is_file() for one in above):
            return f"写着工作区以外的路径 {shown}"
        if not _is_step(step):
            return f"{shown} 的内容摘要或备份文件名不成样子"
    if not parents.issuperset(intent.made_folders) or "." in intent.made_folders:
        return "写着不相干的文件夹"
    return ""


def _is_ours(root: Path, name: str) -> bool:
    """Whether duban may write a file of this name: inside, not hidden, reached through no link."""
    parts = PurePosixPath(name).parts
    if name != "/".join(parts) or any(part[0] == "." and part not in _DOTTED for part in parts):
        return False
    try:
        if inside(root, name) != root.resolve().joinpath(*parts):
            return False
    except (DubanError, OSError, RuntimeError, ValueError):
        return False
    return True


def _is_step(step: Step) -> bool:
    digests = all(each is None or _DIGEST.fullmatch(each) for each in (step.old, step.new))
    spares = [each for each in (step.temp, step.kept) if each is not None]
    beside = all(
        PurePosixPath(each).parent == PurePosixPath(step.path).parent
        and _SPARE.fullmatch(PurePosixPath(each).name)
        for each in spares
    )
    told = (step.temp is None) == (step.new is None) and (step.kept is None) == (step.old is None)
    return digests and beside and told and not (step.old is None and step.new is None)


def encode_intent(intent: Intent) -> bytes:
    """The note as it is kept."""
    return msgspec.json.encode(intent)


def is_noted(notes: Path) -> bool:
    """Whether there is a note, valid or not: costs one look at the disk."""
    return os.path.lexists(notes / INTENT)
