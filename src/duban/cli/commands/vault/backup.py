"""`backup`: the whole repository in one file, which has its name only once it was restored and compared.

Reads the books; writes only the file. What is not committed is refused, or told.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from duban import __version__
from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_unremembered
from duban.cli.framework.option_types import switch
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.framework.output_file import refuse_existing, write_made
from duban.errors import DubanError, Place, Problem, refusal
from duban.files.disk.safe_paths import safe_stem
from duban.files.git.bundle import left_out
from duban.files.git.incomplete import find_gaps
from duban.files.git.repository import Repository
from duban.files.package.backup import (
    CALLED,
    FORM,
    BackupFacts,
    Owner,
    bundle_facts,
    digest_of,
    unpack_backup,
    write_backup,
)
from duban.files.package.reader import Package, broken, open_package
from duban.files.workspace.workspace import Workspace
from duban.replay.disk import find_differing
from duban.replay.witness import NAME, code_at

_SHORT = 8
_MOST_NAMES = 5
_MEGA = 1 << 20


def backup(
    context: Context,
    target: Annotated[
        Path | None,
        typer.Argument(metavar="放到哪里", help="文件夹，或 .zip 文件名；默认放在账本文件夹的旁边"),
    ] = None,
    *,
    committed: Annotated[bool, switch("--committed", "有改动还没有入账也备份，只备份已经入账的")] = False,
    force: Annotated[bool, switch("--force", "文件已经有了也覆盖")] = False,
) -> int:
    """备份：整个账本连同全部历史存成一个文件，当场恢复一次，逐字节对过才算数。

    还有改动没有入账的不备份；--committed 只备份已经入账的。电脑上的设置（git 的姓名、钥匙、远程仓库）不在里面。
    """
    workspace = open_unremembered(context)
    repository = workspace.repository
    path = place_for(context, workspace, target, "备份")
    refuse_existing(path, force=force)
    beside = _uncommitted(workspace, repository, committed=committed)
    show_problems(
        [*(each for each in find_gaps(repository) if each.code.startswith("git-")), *_aside(repository)]
    )
    with tempfile.TemporaryDirectory(prefix="duban-") as name:
        work = Path(name)
        facts = _facts(workspace, repository, work / "made.bundle")
        made_at = context.now()

        def make(file: Path) -> str:
            write_backup(file, work / "made.bundle", facts, __version__, made_at)
            (work / "made.bundle").unlink()
            with proving(path):
                _prove(file, work)
            return digest_of(file)

        digest = write_made(path, make, force=force)
    size = path.stat().st_size
    if context.as_json:
        emit(_record(path, facts, digest, size, beside), context)
        return 0
    say(*_told(path, facts, digest, size))
    if path.parent.stat().st_dev == workspace.root.stat().st_dev:
        say("  它和账本在同一块盘上，盘坏了一起没有：再拷一份到别的盘上，放到别的楼里")
    return 0


@contextmanager
def proving(path: Path) -> Iterator[None]:
    """What is found in a file that was only just written is told of the name that it was to have."""
    try:
        yield
    except DubanError as error:
        found, place = error.problems[0], Place(str(path))
        if found.code == "disk-full":
            raise DubanError(replace(found, place=place)) from error
        text = f"刚写的这一份验不过，没有留下：{found.message}"
        advice = "再做一次；还是这样，检查那块盘，再检查账本：git fsck"
        raise refusal("package-unproved", text, advice, place=place) from error


def _prove(file: Path, work: Path) -> None:
    """Restores a package that was just written, from the disk, and throws the copy away. Raises DubanError."""
    folder = work / "proof"
    folder.mkdir()
    with open_package(file, FORM, CALLED) as package:
        bring_back(package, folder, work)


def bring_back(package: Package, folder: Path, work: Path) -> list[str]:
    """Restores into an empty folder by way of `work`; the links that became texts.

    Raises DubanError where anything is not what was backed up, down to the code of the books.
    """
    repository, links = unpack_backup(package, folder, work)
    facts = package.about(BackupFacts)
    if code_at(repository, facts.folder) != facts.books_code:
        raise broken(package.path, f"恢复出来的{NAME}和备份时的不一样")
    return links


def _facts(workspace: Workspace, repository: Repository, bundle: Path) -> BackupFacts:
    config = workspace.config
    folder = repository.relative(workspace.root.resolve())
    owner = Owner(config.name, config.code, folder, config.format)
    facts = bundle_facts(repository, bundle, owner)
    return msgspec.structs.replace(facts, books_code=code_at(repository, folder, facts.head))


def place_for(context: Context, workspace: Workspace, target: Path | None, stem: str) -> Path:
    """The file to write: beside the repository, in the folder that is named, or the file itself.

    Raises DubanError where it would stand inside the repository that it is to outlive.
    """
    repository = workspace.repository
    name = f"{safe_stem(workspace.config.name)}-{safe_stem(stem)}-{context.now():%Y%m%d-%H%M%S}.zip"
    place = repository.root.parent if target is None else target
    path = place / name if place.is_dir() else place
    if path.suffix.lower() != ".zip":
        text = f"{path} 不是文件夹，也不是 .zip 文件"
        raise refusal("package-target", text, f"写文件夹，文件夹要先建好；或写文件名，如 {path}.zip")
    for inner in (repository.root, repository.common):
        if path.parent.resolve().is_relative_to(inner.resolve()):
            text = f"{path} 在账本里面：账本没有了，它也就没有了"
            raise refusal("package-inside", text, "放到账本外面，最好是别的盘")
    return path


def _uncommitted(workspace: Workspace, repository: Repository, *, committed: bool) -> list[str]:
    """The files whose present state will not be in it. Raises DubanError where they are of the books, unless asked."""
    of_books = [finding.path for finding in find_differing(workspace)] if repository.head() else []
    folder = repository.relative(workspace.root.resolve())
    under = "" if folder in ("", ".") else f"{folder}/"
    others = [each.path for each in repository.changed_paths()] if repository.head() else []
    beside = [path for path in others if path.removeprefix(under) not in of_books]
    if of_books and not committed:
        text = f"有 {len(of_books)} 个文件和最后一次提交不一样，备份里不会有：{_some(of_books)}"
        advice = "先入账：duban commit；附件补提交用 git add；或加 --committed，只备份已经入账的"
        raise refusal("backup-uncommitted", text, advice)
    problems = []
    if of_books:
        text = f"{len(of_books)} 个文件还没有入账的改动不在备份里：{_some(of_books)}"
        problems.append(Problem.notice("backup-uncommitted", text, "入账以后再备份一次：duban commit"))
    if beside:
        text = f"{len(beside)} 个不属于账目的文件没有提交，不在备份里：{_some(beside)}"
        problems.append(Problem.notice("backup-beside", text, "要留的另外拷，或用 git 提交以后再备份"))
    show_problems(problems)
    return sorted({*(f"{under}{each}" for each in of_books), *beside})


def _aside(repository: Repository) -> list[Problem]:
    """What git keeps beside branches and tags, if anything."""
    names = left_out(repository)
    text = f"git 另外存着的不在备份里：{_some(names)}"
    advice = "git stash 存起来的，先取出来入账：git stash pop；没有用的不用管"
    return [Problem.notice("backup-beside", text, advice)] if names else []


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_MOST_NAMES]) + ("等" if len(names) > _MOST_NAMES else "")


def told_size(size: int) -> str:
    """Bytes as a clerk says them."""
    return f"{size // _MEGA} MB" if size >= _MEGA else "不到 1 MB"


def told_heads(facts: BackupFacts) -> str:
    """What it holds, in one line."""
    tags = f"、{facts.heads.tags} 个标签" if facts.heads.tags else ""
    code = facts.books_code or "没有"
    return f"{facts.heads.branches} 个分支{tags}，{facts.commits} 次提交，{facts.files} 个文件；{NAME} {code}"


def _told(path: Path, facts: BackupFacts, digest: str, size: int) -> list[str]:
    return [
        f"已备份：{path}，{told_size(size)}",
        f"  {told_heads(facts)}",
        f"  验过：从这个文件恢复了一次，最后一次提交是 {facts.head[:_SHORT]}，文件逐字节和提交里的一样",
        f"  SHA-256：{digest}",
    ]


def _record(path: Path, facts: BackupFacts, digest: str, size: int, beside: Sequence[str]) -> dict[str, Any]:
    return {"file": path, "size": size, "sha256": digest} | facts_record(facts) | {"left_out": beside}


def facts_record(facts: BackupFacts) -> dict[str, Any]:
    """What `--json` says of what a backup holds."""
    told = msgspec.structs.asdict(facts)
    refs = told.pop("refs")
    return told | {"branches": facts.heads.branches, "tags": len(refs) - facts.heads.branches}
