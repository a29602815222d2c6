"""A backup: the whole git repository of a workspace in one package, and the way back, each step counted anew.

Writes where it is told; what is not committed is no part of it, and the caller says so.
"""

import shutil
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from duban.errors import DubanError, error_in
from duban.files.git.bundle import Heads, check_out, read_heads, size_of, unpack_bundle, write_bundle
from duban.files.git.repository import Repository, run
from duban.files.package.manifest import MANIFEST, Digests
from duban.files.package.reader import PIECE, Package, broken, is_inside
from duban.files.package.writer import PackageWriter

CONFIG = "duban.yaml"
FORM = "duban-backup"
CALLED = "备份"
BUNDLE, README = "账本.bundle", "说明.txt"
_PLENTY = 1 << 30
_MOST_RATIO = 1_000


class BackupFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself: whose books, where in the repository, which commit, how much."""

    name: str
    code: str
    folder: str
    format: int
    branch: str | None
    head: str
    refs: dict[str, str]
    commits: int
    files: int
    bytes: int
    books_code: str | None

    @property
    def heads(self) -> Heads:
        """Its commit and references."""
        return Heads(self.head, self.refs)


class Owner(NamedTuple):
    """Whose books they are: name and number of the workspace, its folder below the repository, its format."""

    name: str
    code: str
    folder: str
    format: int


def bundle_facts(repository: Repository, bundle: Path, owner: Owner) -> BackupFacts:
    """Writes the bundle, and says what it holds; the code of the books is left to the caller. Raises DubanError."""
    heads, branch = write_bundle(repository, bundle)
    size = size_of(repository, heads.head)
    return BackupFacts(
        **owner._asdict(),
        branch=branch,
        head=heads.head,
        refs=heads.refs,
        commits=count_commits(repository, heads.head),
        files=size.files,
        bytes=size.bytes,
        books_code=None,
    )


def count_commits(repository: Repository, head: str) -> int:
    """How many commits led to this one, itself included."""
    return int(run(repository.root, "rev-list", "--count", head, "--"))


def write_backup(path: Path, bundle: Path, facts: BackupFacts, release: str, made_at: datetime) -> None:
    """Writes the package. Raises OSError."""
    with PackageWriter(path, made_at) as package:
        package.add(README, _readme(facts, release, made_at).encode("utf-8-sig"))
        package.add(BUNDLE, bundle, packed=True)
        package.end(FORM, release, facts)


def unpack_backup(package: Package, folder: Path, work: Path) -> tuple[Repository, list[str]]:
    """Restores a backup into an empty folder, by way of `work`, and holds it against what the list says.

    Returns the repository, and the links that became texts. Raises DubanError where anything is other than the list
    says, where git counts another digest, and where there is no room.
    """
    facts = package.about(BackupFacts)
    package.check()
    _refuse_full(package.path, work, package.members[BUNDLE].size if BUNDLE in package.members else 0)
    bundle = work / BUNDLE
    package.extract(BUNDLE, bundle)
    if facts.folder != "." and not is_inside(facts.folder):
        raise broken(package.path, f"{MANIFEST} 说账目在仓库外面")
    if read_heads(bundle) != facts.heads:
        raise broken(package.path, f"{BUNDLE} 里的分支和 {MANIFEST} 写的不一样")
    repository = unpack_bundle(bundle, folder, facts.branch)
    size = size_of(repository)
    if (size.files, size.bytes) != (facts.files, facts.bytes):
        raise broken(package.path, f"{BUNDLE} 里的文件和 {MANIFEST} 写的不一样多")
    if size.bytes > max(_PLENTY, _MOST_RATIO * bundle.stat().st_size):
        text = f"展开有 {size.bytes >> 20} MB，不像一份台账（压缩炸弹），没有展开"
        raise DubanError(error_in(str(package.path), "package-unsafe", text, "问清来处，换一份"))
    _refuse_full(package.path, folder, size.bytes)
    links = check_out(repository)
    if not (folder / facts.folder / CONFIG).is_file() or facts.commits != count_commits(
        repository, facts.head
    ):
        raise broken(package.path, f"{BUNDLE} 里不是 {MANIFEST} 说的账目")
    bundle.unlink()
    return repository, links


def digest_of(path: Path) -> str:
    """The SHA-256 of a package as a whole, to be noted outside. Raises OSError."""
    digests = Digests()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digests.update(piece)
    return digests.member("").sha256


def _refuse_full(path: Path, folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        text = f"恢复要 {size >> 20} MB，{folder} 那块盘上只剩 {free >> 20} MB"
        raise DubanError(error_in(str(path), "disk-full", text, "清出空间，或恢复到别的盘上"))


def _readme(facts: BackupFacts, release: str, made_at: datetime) -> str:
    place = "" if facts.folder in ("", ".") else f"（账目在里面的 {facts.folder} 文件夹）"
    return f"""{facts.name} 账目备份
{made_at:%Y-%m-%d %H:%M} 由 duban {release} 做成

{BUNDLE}  整个 git 仓库{place}：{facts.heads.branches} 个分支、{facts.heads.tags} 个标签，{facts.commits} 次提交
{MANIFEST}    每个文件的大小和 SHA-256（能算的也有 SM3）

最后一次提交：{facts.head}
账目校验码：{facts.books_code or "没有"}

恢复：duban restore 这个压缩包 新文件夹
没有 duban 的电脑：解开压缩包，git clone {BUNDLE} 新文件夹

里面有不公开的内容（反映人、电话、批示），照账本一样保管，不要外传。
"""
