"""`restore`: a backup comes back into a new folder, or is only tried; says what it proved.

Needs no workspace; writes the folder whole or not at all.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.cli.commands.vault.backup import bring_back, facts_record, told_heads
from duban.cli.framework.context import JsonOption
from duban.cli.framework.option_types import switch
from duban.cli.framework.output import say, show_problems, to_json
from duban.errors import DubanError, Place, Problem, misuse, reason_of, refusal
from duban.files.disk.listing import names_in
from duban.files.git.folder import find_top
from duban.files.package.backup import CALLED, FORM, BackupFacts
from duban.files.package.reader import Package, open_package
from duban.files.workspace.workspace import CONFIG, open_workspace


@dataclass(frozen=True)
class Restored:
    """What came back: how many tasks can be read, how many files cannot, and links that are texts now."""

    facts: BackupFacts
    tasks: int
    problems: tuple[Problem, ...]
    links: tuple[str, ...]


def restore(
    file: Annotated[Path, typer.Argument(metavar="备份", help="duban backup 做的文件")],
    folder: Annotated[
        Path | None, typer.Argument(metavar="文件夹", help="恢复到哪里：还没有的，或者空的文件夹")
    ] = None,
    *,
    check: Annotated[bool, switch("--check", "只验：恢复到临时文件夹，验完就删")] = False,
    as_json: JsonOption = False,
) -> int:
    """恢复：从备份里取回整个账本，连同全部历史，逐字节对过；--check 只验一验这一份能不能恢复。

    压缩包、git 的每个对象、写出来的每个文件都对一遍，有一处不对就什么也不留下。
    """
    if check is (folder is not None):
        text = "--check 不写文件夹。" if check else "没有写恢复到哪里。"
        raise misuse("usage-restore", text, f"duban restore {file} 新文件夹；或 duban restore {file} --check")
    if folder is not None:
        _refuse_taken(folder)
    with _told_of(file), open_package(file, FORM, CALLED) as package:
        if folder is None:
            with tempfile.TemporaryDirectory(prefix="duban-") as name:
                restored = _unpack(package, Path(name))
        else:
            folder = folder.resolve()
            restored = _place(package, folder)
        show_problems(_notices(restored))
        if as_json:
            sys.stdout.write(to_json(_record(package, restored, folder)))
        else:
            say(*_lines(package, restored, file, folder))
    return int(bool(restored.problems))


@contextmanager
def _told_of(file: Path) -> Iterator[None]:
    """Every refusal names the file."""
    try:
        yield
    except DubanError as error:
        named = (replace(each, place=each.place or Place(str(file))) for each in error.problems)
        if type(error) is not DubanError:
            raise
        raise DubanError(*named) from error


def _place(package: Package, folder: Path) -> Restored:
    """Restores beside the folder, which gets its name when all is proved. Raises DubanError."""
    work = None
    try:
        work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".duban-"))
        restored = _unpack(package, work)
        if folder.is_dir():
            folder.rmdir()
        (work / "books").rename(folder)
    except OSError as error:
        text = f"{folder} 写不了：{reason_of(error)}"
        raise refusal(
            "out-unwritable", text, "换一个还没有的文件夹；检查上一级能不能写、磁盘是否已满"
        ) from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
    return restored


def _unpack(package: Package, work: Path) -> Restored:
    folder = work / "books"
    folder.mkdir()
    links = bring_back(package, folder, work)
    facts = package.about(BackupFacts)
    try:
        reading = open_workspace(folder / facts.folder).read()
    except DubanError as error:
        return Restored(facts, 0, error.problems, tuple(links))
    return Restored(facts, len(reading.entries), reading.problems, tuple(links))


def _refuse_taken(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or names_in(folder))):
        text = f"{folder} 里已经有东西，不往里恢复"
        raise refusal("restore-taken", text, "写一个还没有的文件夹；恢复好了、看过没有问题，再换下旧的")
    if not folder.parent.is_dir():
        raise refusal("out-parent", f"文件夹 {folder.parent} 不存在", f"先建文件夹：mkdir -p {folder.parent}")
    above = folder.parent.resolve()
    outer = next((each for each in (above, *above.parents) if (each / CONFIG).is_file()), find_top(above))
    if outer is not None:
        text = f"{folder} 在另一个账本或仓库 {outer} 里面"
        raise refusal("restore-nested", text, "换到它外面")


def _notices(restored: Restored) -> list[Problem]:
    found = list(restored.problems)
    if restored.links:
        text = f"{len(restored.links)} 个链接成了文本文件，写着它通到哪里：{restored.links[0]}"
        found.append(Problem.notice("restore-links", text, "账本里不该有链接；用不着的删去"))
    return found


def _lines(package: Package, restored: Restored, file: Path, folder: Path | None) -> Iterator[str]:
    facts = restored.facts
    yield f"已恢复：{folder}" if folder else f"能恢复：{file}"
    yield f"  {facts.name}，{package.made_at:%Y-%m-%d %H:%M} 由 duban {package.release} 备份"
    yield f"  {told_heads(facts)}"
    yield f"  验过：包里 {len(package.members)} 个文件的 SHA-256，git 的每个对象，写出来的每个文件"
    yield f"  {restored.tasks} 件事项读得出"
    yield "  备份里没有的：这台电脑的设置，即 git 的姓名和邮箱、签名的钥匙、远程仓库"
    if folder:
        yield f"下一步：cd {folder / facts.folder} && duban check"


def _record(package: Package, restored: Restored, folder: Path | None) -> dict[str, Any]:
    own = {"file": package.path, "folder": folder, "made_at": package.made_at, "release": package.release}
    return own | facts_record(restored.facts) | {"tasks": restored.tasks, "links": restored.links}
