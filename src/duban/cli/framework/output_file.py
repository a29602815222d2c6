"""Writes an answer that goes to a file of the user's own: whole or not at all, and never over one that is there.

Knows nothing of what it writes. The files of the workspace are act.py's, not written here, except back to what the last
commit holds.
"""

import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from duban.errors import DubanError, reason_of, refusal
from duban.files.workspace.format_gate import refuse_newer, written_format
from duban.files.workspace.workspace import CONFIG, find_root

_READABLE = 0o644
T = TypeVar("T")


def write_file(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write `content` to `path`. Raises DubanError where a file is there already (without `force`) or none can be."""
    refuse_existing(path, force=force)
    try:
        _place(path, content, force=force)
    except FileExistsError:
        raise refusal(
            "out-exists", f"{path} 已经有了，没有写", "换一个文件名，或者加 --force 覆盖它"
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from None


def write_made(path: Path, make: Callable[[Path], T], *, force: bool = False) -> T:
    """Have `make` write a file beside `path`, readable by its owner alone; only when it returns it bears that name.

    For what is large, and for what must be proved before it has a name. Raises as write_file, and what `make` raises.
    """
    refuse_existing(path, force=force)
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".duban-")
        os.close(handle)
        made = make(Path(name))
        with Path(name).open("rb") as file:
            os.fsync(file.fileno())
        taken = _take(path, force=force)
        try:
            Path(name).replace(path)
        except OSError:
            if taken:
                path.unlink(missing_ok=True)
            raise
    except FileExistsError:
        raise refusal(
            "out-exists", f"{path} 已经有了，没有写", "换一个文件名，或者加 --force 覆盖它"
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        if name:
            Path(name).unlink(missing_ok=True)
    return made


def refuse_existing(path: Path, *, force: bool = False) -> None:
    """Raises DubanError where a file is there already (without `force`), or a folder, or no folder for it.

    Also where it would stand in a workspace that this release must not write.
    """
    if path.is_dir():
        raise refusal(
            "out-folder", f"{path} 是文件夹，不能写成文件", f"写上文件名，如 {path / '报告'}{path.suffix}"
        )
    if not force and os.path.lexists(path):
        raise refusal("out-exists", f"{path} 已经有了，没有写", "换一个文件名，或者加 --force 覆盖它")
    if not path.parent.is_dir():
        raise refusal("out-parent", f"文件夹 {path.parent} 不存在", f"先建文件夹：mkdir -p {path.parent}")
    folder = path.parent.resolve()
    try:
        root = find_root(folder)
    except DubanError:
        return
    if folder.is_relative_to(root):
        refuse_newer(root / CONFIG, written_format(root / CONFIG))


def _place(path: Path, content: bytes, *, force: bool) -> None:
    """The name is taken first, so that nobody else's file is replaced; then the whole content moves to it at once."""
    taken = _take(path, force=force)
    name = ""
    try:
        mode = stat.S_IMODE(path.lstat().st_mode) if not path.is_symlink() else _READABLE
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".duban-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError:
        for left in (*((name,) if name else ()), *((path,) if taken else ())):
            Path(left).unlink(missing_ok=True)
        raise


def _take(path: Path, *, force: bool) -> bool:
    """Make an empty file of that name; False where there is one and it may be replaced."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileExistsError:
        if not force:
            raise
        return False
    return True


def _unwritable(path: Path, error: OSError) -> DubanError:
    return refusal(
        "out-unwritable", f"{path} 写不了：{reason_of(error)}", "检查这个文件夹能不能写、磁盘是否已满"
    )
