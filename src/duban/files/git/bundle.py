"""A whole repository in one file, and back: a bundle of every branch and tag, unpacked without any transport.

Nothing is fetched, no hook or filter runs, no setting of the bundle's maker comes with it.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from duban.errors import DubanError, refusal
from duban.files.git.committed_files import entries
from duban.files.git.content_hash import LINK, MODULE, blob_name
from duban.files.git.incomplete import history_gap
from duban.files.git.repository import Repository, init, run

_BRANCH, _TAG = "refs/heads/", "refs/tags/"
_RAW = "* -text -filter -ident -working-tree-encoding\n"
"""For info/attributes, where it wins: files come out with the bytes that were committed."""
_SHA1_SIGNS = 40
_TRIES = 5
_OUTSIDE = frozenset(
    {
        *("git-owner", "git-hanging", "git-locked", "git-old", "git-start", "no-git", "no-folder"),
        *("disk-full", "read-only"),
    }
)
"""What git refuses because of this machine, not because of what it was given."""


class Heads(NamedTuple):
    """What a bundle holds: the commit of HEAD, and branches and tags by their full names."""

    head: str
    refs: dict[str, str]

    @property
    def branches(self) -> int:
        """How many branches."""
        return sum(name.startswith(_BRANCH) for name in self.refs)

    @property
    def tags(self) -> int:
        """How many tags."""
        return len(self.refs) - self.branches


class Size(NamedTuple):
    """How many files a commit has, and how many bytes they are together."""

    files: int
    bytes: int


def write_bundle(repository: Repository, path: Path) -> tuple[Heads, str | None]:
    """Writes every branch and tag, and HEAD, with their whole history; returns them and the branch of HEAD.

    Raises DubanError where there is no commit yet, and where the history here is cut: such a copy restores to nothing.
    """
    if repository.head() is None:
        raise refusal("git-unborn", "仓库里还没有任何提交，没有可以备份的。", "先登记一件事项。")
    gap = history_gap(repository)
    if gap is not None:
        raise refusal(gap.code, f"{gap.message}，这样的备份恢复不出历史。", gap.advice)
    for _ in range(_TRIES):
        run(repository.root, "bundle", "create", "--quiet", str(path), "--branches", "--tags", "HEAD")
        heads, branch = read_heads(path), repository.state().branch
        if branch is None or heads.refs.get(f"{_BRANCH}{branch}") == heads.head:
            return heads, branch
    # git reads HEAD and the branches one after the other; somebody else commits all the time
    raise refusal("git-locked", "别人一直在往这个仓库里写，没有取到一个时刻的样子。", "等一会儿再试。")


def read_heads(path: Path) -> Heads:
    """What a bundle says it holds. Raises DubanError for what is no bundle, and for one without HEAD."""
    try:
        lines = os.fsdecode(run(path.parent, "bundle", "list-heads", str(path))).splitlines()
    except DubanError as error:
        refuse_outside(error)
        raise _broken(path, "读不出里面有哪些分支") from error
    found = {name: sha for sha, _, name in (line.partition(" ") for line in lines)}
    head = found.pop("HEAD", "")
    if not head or not all(name.startswith((_BRANCH, _TAG)) for name in found):
        raise _broken(path, "里面不只是分支和标签，或者没有 HEAD")
    return Heads(head, found)


def unpack_bundle(path: Path, folder: Path, branch: str | None) -> Repository:
    """Makes a repository in an empty folder and unpacks a bundle into it: objects, references, then the files of HEAD.

    `branch` is the one that HEAD stands on (None: on none). Git counts each object's digest anew, and every object that
    the references reach must be there. Raises DubanError for anything else; what was made then stays for the caller.
    """
    heads = read_heads(path)
    if branch is not None and heads.refs.get(f"{_BRANCH}{branch}") != heads.head:
        raise _broken(path, f"HEAD 不是分支 {branch} 的最后一次提交")
    repository = init(folder, f"--object-format={'sha1' if len(heads.head) == _SHA1_SIGNS else 'sha256'}")
    try:
        run(folder, "bundle", "verify", "--quiet", str(path))
        run(folder, "bundle", "unbundle", str(path))
        lines = (f"create {name}\0{sha}\0" for name, sha in heads.refs.items())
        run(folder, "update-ref", "-z", "--stdin", given=os.fsencode("".join(lines)))
        if branch is None:
            run(folder, "update-ref", "--no-deref", "HEAD", heads.head)
        else:
            run(folder, "symbolic-ref", "HEAD", f"{_BRANCH}{branch}")
        run(folder, "rev-list", "--quiet", "--objects", "--all", "HEAD")
    except DubanError as error:
        refuse_outside(error)
        raise _broken(path, error.problems[0].message) from error
    return repository


def size_of(repository: Repository, commit: str = "HEAD") -> Size:
    """How much the files of a commit are, before they are written."""
    listed = entries(run(repository.root, "ls-tree", "-r", "-l", "-z", "--full-tree", commit))
    counts = [facts[-1] for facts, _ in listed]
    return Size(len(counts), sum(int(count) for count in counts if count.isdigit()))


def check_out(repository: Repository) -> list[str]:
    """Writes the files of HEAD as they were committed; a link becomes a text that says where it led. Those links.

    Raises DubanError where git refuses a path, and where a written file is not, byte for byte, what was committed.
    """
    tree = repository.tree("HEAD")
    links = [path for path, mode, _ in tree if mode == LINK]
    if links:
        run(repository.root, "config", "core.symlinks", "false")
    attributes = repository.common / "info" / "attributes"
    attributes.parent.mkdir(exist_ok=True)
    held = attributes.read_bytes() if attributes.exists() else None
    attributes.write_text(_RAW, "ascii")
    try:
        run(repository.root, "reset", "--quiet", "--hard")
    finally:
        if held is None:
            attributes.unlink()
        else:
            attributes.write_bytes(held)
    other = next(_differing(repository.root, tree), None)
    if other is not None:
        text = f"写出来的文件和提交里的不一样：{other}"
        raise refusal("restore-differs", text, "检查磁盘，换一个地方再恢复一次")
    return links


def _differing(root: Path, tree: list[tuple[str, bytes, str]]) -> Iterator[str]:
    """The paths whose bytes on the disk are not those of their blobs; of another repository nothing is known."""
    for path, mode, name in tree:
        file = root / path
        try:
            if mode != MODULE and (file.is_symlink() or blob_name(file.read_bytes(), name) != name):
                yield path
        except OSError:
            yield path


def left_out(repository: Repository) -> list[str]:
    """The references that a bundle does not take: what was stashed, notes; those that remotes had are the remotes'."""
    kept = (_BRANCH, _TAG, "refs/remotes/")
    listed = repository.names("for-each-ref", "--format=%(refname)")
    return [name for name in listed if not name.startswith(kept)]


def refuse_outside(error: DubanError) -> None:
    """Raises the error again where it says something of this machine: the file that was read is not to blame."""
    if error.problems[0].code in _OUTSIDE:
        raise error


def _broken(path: Path, why: str) -> DubanError:
    text = f"{path.name} 里的 git 仓库恢复不出来：{why.rstrip('。')}"
    return refusal("bundle-broken", text, "这一份坏了或者不全：换一份备份")
