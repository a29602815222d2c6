"""Reads, makes and removes regular files only: follows no link, waits for no pipe, explains what the disk refuses.

Knows nothing of what the files mean.
"""

import errno
import os
import stat
from pathlib import Path

from duban.errors import DubanError, Problem, reason_of, refusal

_WORDS = {
    errno.ENOSPC: ("disk-full", "磁盘满了，没有写成。", "清出空间再试。"),
    errno.EDQUOT: ("disk-full", "磁盘配额用完了，没有写成。", "清出空间再试。"),
    errno.EROFS: ("read-only", "磁盘是只读的，不能写入。", "换到可以写的文件夹，或请管理员重新挂载。"),
    errno.EACCES: ("read-only", "没有写入的权限。", "检查文件夹和文件的主人和权限。"),
    errno.EPERM: ("read-only", "没有写入的权限。", "检查文件夹和文件的主人和权限。"),
}


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, in hex: the form of `expected` in `write_files`."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def as_recorded(data: bytes, sha256: str) -> bytes | None:
    """`data` with the line ends that give this SHA-256: as it is, with LF, or with CR LF; None where none does."""
    plain = data.replace(b"\r\n", b"\n")
    return next(
        (each for each in (data, plain, plain.replace(b"\n", b"\r\n")) if digest(each) == sha256), None
    )


def read_plain(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes. Raises OSError for any other, and for a link.

    A pipe or a device is neither waited for nor read: what lies in a folder of git may have been put there.
    """
    handle = open_plain(path, os.O_RDONLY)
    with os.fdopen(handle, "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


def open_plain(path: Path, flags: int) -> int:
    """Opens a regular file that has a single hard link, following no link. Raises OSError for anything else."""
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        handle = os.open(path, flags | careful | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as failure:
        if failure.errno == errno.ELOOP:
            raise OSError(errno.EINVAL, "这是一个链接", str(path)) from failure
        raise
    status = os.fstat(handle)
    shared = status.st_nlink > 1 and flags & (os.O_WRONLY | os.O_RDWR)
    if shared or not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "这不是一个普通文件", str(path))
    return handle


def digest_now(path: Path) -> str | None:
    """The digest of a file; None where there is none, "" for what is no plain file."""
    import hashlib

    try:
        with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as failure:
        if failure.errno == errno.EINVAL:
            return ""
        raise explain(failure) from failure


def write_through(path: Path, data: bytes) -> None:
    """Makes a new file and waits until its bytes are on the disk. Raises OSError, also where there is one already."""
    with os.fdopen(open_plain(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Makes renames in a folder survive a power cut, where the system can open folders (Windows cannot)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_quietly(path: Path) -> None:
    """Removes a file if that can be done."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def explain(failure: OSError) -> DubanError:
    """The problem for an OSError: what the disk refused, and what to do."""
    code, message, advice = _WORDS.get(
        failure.errno or 0,
        ("write-failed", f"写入没有成功：{reason_of(failure)}。", "检查磁盘和权限后再试。"),
    )
    place = f"（{failure.filename}）" if failure.filename else ""
    return refusal(code, message.rstrip("。") + place + "。", advice)


def gone_from_disk(label: str, text: str = "这个文件已经入账，现在却不在磁盘上") -> Problem:
    """The problem for a file of the last commit that is not on disk: deleted, or left out by a sparse checkout."""
    advice = f"取回：git checkout HEAD -- {label}；设过稀疏检出的：git sparse-checkout disable"
    return Problem.error("file-deleted", text, advice, label)
