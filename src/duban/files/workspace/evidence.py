"""Takes evidence into the workspace: reads a file once, names its copy and its SHA-256.

Plans only: files/write/transaction.py writes the copy, together with the event that names it.
"""

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from duban.errors import reason_of, refusal
from duban.files.disk.safe_paths import check_name, inside

EVIDENCE_FOLDER = "附件"
MAX_EVIDENCE_BYTES = 50 * 1024 * 1024
"""Larger files are refused: git keeps every version for ever."""

_WITHOUT_WAITING: int = getattr(os, "O_NONBLOCK", 0)  # should a pipe have taken the file's place
_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file to be kept: its path in the workspace, its SHA-256 (hex), and its bytes if they must still be written."""

    path: PurePosixPath
    sha256: str
    data: bytes | None


def copy_evidence(root: Path, task: str, source: Path, planned: Sequence[Evidence] = ()) -> Evidence:
    """The evidence that `source` becomes for `task`; without bytes where the same file is kept already.

    Other content under a name in use gets a number (`甲-2.pdf`). `planned` is what the same command will write too.
    Raises DubanError for an unsafe name, for anything but a non-empty regular file, and for over 50 MB.
    """
    check_name(source.name)
    check_name(task)
    data = _read(source)
    digest = hashlib.sha256(data).hexdigest()
    number = 1
    while True:
        name = source.name if number == 1 else f"{source.stem}-{number}{source.suffix}"
        path = PurePosixPath(EVIDENCE_FOLDER, task, name)
        kept = inside(root, path)
        twin = next((other for other in planned if other.path == path), None)
        if twin is not None and twin.sha256 == digest:
            return Evidence(path, digest, None)
        if twin is None and not kept.exists():
            return Evidence(path, digest, data)
        if twin is None and kept.is_file() and digest_of(kept) == digest:
            return Evidence(path, digest, None)
        number += 1


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex; "" for one larger than evidence may be. Raises OSError."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > MAX_EVIDENCE_BYTES:
            return ""
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(source: Path) -> bytes:
    try:
        status = source.stat()
        if not stat.S_ISREG(status.st_mode):
            raise refusal(
                "evidence-kind", f"这不是一个普通文件：{source.name}", "一次给一个文件；文件夹先打成压缩包。"
            )
        if status.st_size > MAX_EVIDENCE_BYTES:
            size = status.st_size / 1048576
            raise refusal(
                "evidence-size",
                f"文件太大：{source.name}（{size:.1f} MB，上限 50 MB）。",
                "压缩或拆分后再试。",
            )
        with os.fdopen(os.open(source, os.O_RDONLY | _WITHOUT_WAITING | _BINARY), "rb") as file:
            data = file.read(MAX_EVIDENCE_BYTES + 1)
    except FileNotFoundError:
        raise refusal("evidence-missing", f"没有这个文件：{source}", "检查路径和文件名。") from None
    except OSError as failure:
        reason = reason_of(failure)
        raise refusal(
            "evidence-read", f"读不了文件：{source.name}（{reason}）。", "检查路径和权限。"
        ) from failure
    if not data:
        raise refusal("evidence-empty", f"文件是空的：{source.name}", "换成有内容的文件。")
    return data
