"""A file that a person asked for outside the books: written whole or not at all, never over another by accident.

Not the write path of the ledger: commits nothing.
"""

import os
import tempfile
from pathlib import Path

from duban.errors import refusal


def write_outfile(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write `data` to `path`. Raises DubanError where a file stands there (unless `force`) or it cannot be written."""
    if path.is_dir():
        raise refusal("output-folder", f"{path} 是文件夹，不能当文件写", f"-o {path / '文件名'}")
    if not force and (path.exists() or path.is_symlink()):
        raise refusal("output-exists", f"文件 {path} 已经有了，没有覆盖", "换一个文件名，或加 --force 覆盖")
    try:
        _write(path, data, force=force)
    except FileExistsError:
        raise refusal(
            "output-exists", f"文件 {path} 已经有了，没有覆盖", "换一个文件名，或加 --force 覆盖"
        ) from None
    except FileNotFoundError:
        raise refusal("output-folder", f"没有文件夹 {path.parent}", "先建好文件夹，或写到别处") from None
    except OSError as error:
        raise refusal(
            "output-failed", f"{path} 写不了：{os.strerror(error.errno or 0)}", "换一个位置再试"
        ) from None


def _write(path: Path, data: bytes, *, force: bool) -> None:
    """Through a temporary file beside it; without `force` a link, which never replaces."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        if force:
            temporary.replace(path)
            return
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            with path.open("xb") as file:
                file.write(data)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    held = os.umask(0)
    os.umask(held)
    return held
