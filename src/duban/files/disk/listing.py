"""What stands in a folder: all names, or a refusal that says why they cannot be read.

Reads names only. `Path.glob` and `is_file` treat an unreadable folder as empty; this module raises instead.
"""

import os
from pathlib import Path

from duban.errors import DubanError, reason_of, refusal


def names_in(folder: Path, ending: str = "") -> list[str]:
    """The names in `folder` that end so, sorted; none where it does not exist.

    Raises DubanError where it cannot be read, is no folder, or is a link that leads nowhere.
    """
    try:
        with os.scandir(folder) as found:
            return sorted(entry.name for entry in found if entry.name.endswith(ending))
    except FileNotFoundError as failure:
        if folder.is_symlink():
            raise unreadable(failure) from failure
        return []
    except OSError as failure:
        raise unreadable(failure) from failure


def files_in(folder: Path, ending: str) -> list[Path]:
    """The paths of `names_in`. Raises as it does."""
    return [folder / name for name in names_in(folder, ending)]


def is_there(path: Path) -> bool:
    """Whether a file, a folder, or a dangling link has this name.

    Raises DubanError where the folder above may not be read.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as failure:
        raise unreadable(failure) from failure
    return True


def unreadable(failure: OSError) -> DubanError:
    """The refusal for a path that the system did not let us read: which path, why, and what to do."""
    path, reason = failure.filename, reason_of(failure)
    if isinstance(failure, NotADirectoryError):
        return refusal("not-folder", f"这里应当是文件夹，却不是：{path}", "移走它，换成文件夹再试。")
    if isinstance(failure, FileNotFoundError):
        return refusal("not-folder", f"这个链接通向的地方不在了：{path}", "去掉这个链接，换成真正的文件夹。")
    advice = (
        f"放开它的权限：chmod u+rwX '{path}'，或请管理员处理；换有权限的用户来敲也行。"
        if isinstance(failure, PermissionError)
        else "检查这个文件夹和磁盘。"
    )
    return refusal("folder-read", f"文件夹读不了：{path}（{reason}）", advice)
