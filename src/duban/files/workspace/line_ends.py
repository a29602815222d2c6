"""Files whose line ends git rewrote, the settings that cause it, and the bytes the files should have.

Reads disk and git, writes nothing: `upgrade` restores the right bytes, `check` reports what is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from duban.core.documents.numbers import kept_files
from duban.core.model.case_file import NumberedFile
from duban.core.model.task import Task
from duban.core.model.workspace_formats import wanted_attributes
from duban.errors import Place, Problem, refusal
from duban.files.disk.regular_files import as_recorded
from duban.files.git.attributes import ATTRIBUTES, opposing, with_lines
from duban.files.git.content_hash import MOST_BYTES
from duban.files.git.repository import Repository
from duban.files.workspace.evidence import EVIDENCE_FOLDER
from duban.files.workspace.layout import files_below


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file with other line ends than it should have: the bytes on disk, the right ones, those of the last commit."""

    path: Path
    data: bytes
    right: bytes
    committed: bytes | None


def find_rewritten(
    repository: Repository, root: Path, tasks: Iterable[Task | NumberedFile]
) -> Iterator[Rewritten]:
    """The files of a workspace that differ only by line ends from what they should be, or are committed so.

    The right bytes are those that give the SHA-256 in a task, else those of the last commit. A file with other
    changes too is left out: that is a hand edit.
    """
    top = root.resolve()
    recorded = {
        path: sha256
        for task in tasks
        for path, sha256 in _recorded(task)
        if path.parts[:1] == (EVIDENCE_FOLDER,) and ".." not in path.parts
    }
    under = repository.relative(top)
    names = {name for name in repository.rewritten(under) if (repository.root / name).is_file()}
    blobs = repository.files_at("HEAD", under, names.__contains__) if names else {}
    kept = {PurePosixPath(name).relative_to(under): blob for name, blob in blobs.items()}
    for inner in sorted({*kept, *recorded}):
        path, blob, sha256 = root / inner, kept.get(inner), recorded.get(inner)
        if not path.is_file() or path.is_symlink() or path.stat().st_size > MOST_BYTES:
            continue
        data = path.read_bytes()
        if sha256 is not None:
            right = as_recorded(data, sha256)
        else:
            right = blob if blob is not None and _plain(blob) == _plain(data) else None
        if right is not None and (right != data or blob not in (None, data)):
            yield Rewritten(path, data, right, blob)


def _recorded(task: Task | NumberedFile) -> Iterator[tuple[PurePosixPath, str]]:
    """The files whose SHA-256 a task or case holds: its sources, its evidence, the papers issued."""
    for source in getattr(task, "sources", ()):
        if source.file and source.sha256:
            yield PurePosixPath(source.file), source.sha256
    for event in task.journal:
        yield from ((PurePosixPath(proof.path), proof.sha256) for proof in kept_files(event))


def read_attributes(path: Path) -> bytes | None:
    """The bytes of a .gitattributes; None where there is none. Raises DubanError for anything but a regular file."""
    if path.exists() and not path.is_file():
        raise refusal("file-kind", f"{ATTRIBUTES} 不是文件", "移走它，再试一次", place=Place(ATTRIBUTES))
    return path.read_bytes() if path.exists() else None


def amended_attributes(held: bytes | None) -> bytes:
    """The same .gitattributes with the lines that duban wants in force."""
    return with_lines(_text(held or b""), wanted_attributes()).encode("utf-8", "surrogateescape")


def missing_attributes(data: bytes | None, wanted: Sequence[str]) -> Iterator[Problem]:
    """Whether a .gitattributes lacks the lines that keep files as they are."""
    text = _text(data or b"")
    if with_lines(text, wanted) != text:
        lines = "、".join(wanted)
        told = f"{ATTRIBUTES} 里要有 {lines}，并且不被后面的行盖过；否则 git 会改换行，证据就对不上"
        yield Problem.notice("attributes-missing", told, "duban upgrade", ATTRIBUTES)


def opposing_attributes(
    repository: Repository, root: Path, planned: Mapping[Path, bytes | None]
) -> Iterator[Problem]:
    """The lines of all attribute files that make git change the bytes of this workspace's files.

    `planned` holds what is about to be written. The files in deeper folders and in the git directory override the
    workspace's own.
    """
    own = root / ATTRIBUTES
    info = repository.git_dir / "info" / "attributes"
    deeper = [path for path in files_below(root, hidden=ATTRIBUTES) if path != own]
    for path, label in (
        (own, ATTRIBUTES),
        *((path, path.relative_to(root).as_posix()) for path in deeper),
        (info, ".git/info/attributes"),
    ):
        data = planned.get(path) or (path.read_bytes() if path.is_file() else b"")
        for number, line, acts in opposing(_text(data), wanted_attributes()):
            if path == own and not acts:
                told, advice = "这一行被后面的 * -text 盖过，不起作用", "不要了就删去这一行"
            else:
                told, advice = "这一行要 git 改动文件的字节，证据会对不上", "删去这一行"
            yield Problem.notice("attributes-opposing", f"{told}：{line}", advice, Place(label, number))


def _plain(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
