"""Runs git: the only module that starts it, with the settings and the environment of git/settings.py.

Knows nothing of tasks; commits exactly the paths it is given, never more; every failure becomes words and a remedy.
Calls that read run no program named in the folder; git/content_hash.py hashes files, git is not asked about them.
"""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from duban.errors import DubanError, reason_of, refusal
from duban.files.disk.listing import names_in
from duban.files.disk.process_timeout import outcome
from duban.files.git.committed_files import align, chunks, differing, entries
from duban.files.git.content_hash import differs, find_changes, has_other_bytes
from duban.files.git.folder import find_git_folder, read_head
from duban.files.git.log import Change, Commit, Message, read_commits, read_touches
from duban.files.git.refusals import (
    NO_REPOSITORY,
    PROGRESS,
    damaged,
    explain,
    hanging,
    in_progress,
    no_identity,
    unknown,
)
from duban.files.git.settings import environment, filters_among, identity_among

_PLAIN = {b"100644", b"100755"}
"""The modes of regular files, as git lists them; links and submodules have others."""
LONGEST_SECONDS = 600.0
"""The longest a git call may run: beyond that a hook or a signing program hangs, and holds the lock."""
_MOST_SINCE = 200
_LOCK_TRIES = 60
_LOCK_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Identity:
    """The name and address that git commits with."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class State:
    """The branch (None when detached), the last commit, and the operation in progress ("" for none).

    The latter is a key of PROGRESS in git/refusals.py.
    """

    branch: str | None
    head: str | None
    in_progress: str


@dataclass(frozen=True)
class Repository:
    """One git working tree; paths are relative to `root`, with forward slashes.

    Settings and identity are asked once: a command does not change them.
    """

    root: Path
    git_dir: Path
    notes: Path  # where duban keeps its own files; not resolved, so that a link in its place is seen
    common: Path  # what all working trees of the repository share: `git rev-parse --git-common-dir`

    def relative(self, path: Path) -> str:
        """A path as git names it; links to folders are resolved. Raises DubanError for one outside."""
        if path.is_dir():
            whole = path.resolve()
        else:
            whole = path if path.is_relative_to(self.root) else path.parent.resolve() / path.name
        if not whole.is_relative_to(self.root):
            raise refusal("git-outside", f"文件不在 git 仓库里：{path}", "把工作区放进一个 git 仓库。")
        return whole.relative_to(self.root).as_posix()

    def head(self) -> str | None:
        """The commit of HEAD; None before the first commit.

        Raises DubanError where there is one that cannot be read: such books are damaged, not new.
        """
        known = read_head(self.git_dir, self.common)
        if known is not None:
            return known[1]
        answer = self._try("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
        if answer is not None:
            return answer.decode().strip()
        branch = self._try("symbolic-ref", "--quiet", "HEAD")
        listed = ("for-each-ref", "--format=%(refname)", os.fsdecode(branch or b"HEAD").strip())
        told = _start(self.root, listed, b"", environment(os.environ))
        if branch is None or told.stdout or told.stderr or told.returncode:
            raise damaged(told.stderr.decode(errors="replace"))
        return None

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """Every setting that holds here, by its name."""
        listed = self._run("config", "--list", "-z").decode("utf-8", "surrogateescape")
        pairs = (entry.partition("\n") for entry in listed.split("\0") if entry)
        return {name: value for name, _, value in pairs}

    @property
    def overlooked(self) -> list[str]:
        """The files whose changes git was told to ignore (assume-unchanged, skip-worktree)."""
        return [path for (mark, *_), path in self._index if mark.islower() or mark == "S"]

    @cached_property
    def identity(self) -> Identity | None:
        """The author git would write, or None where name or address is not configured."""
        named = identity_among(self.settings, os.environ)
        if named is not None:
            return Identity(*named)
        answer = self._try("var", "GIT_AUTHOR_IDENT")
        found = re.match(r"(.+) <(.*)> \d+ \S+$", (answer or b"").decode(errors="replace").strip())
        return Identity(found[1], found[2]) if found is not None else None

    def state(self) -> State:
        """The branch, the last commit, and the operation in progress."""
        mark = next((mark for mark in PROGRESS if (self.git_dir / mark).exists()), "")
        known = read_head(self.git_dir, self.common)
        if known is not None:
            return State(*known, mark)
        branch = self._try("symbolic-ref", "--quiet", "--short", "HEAD")
        return State(os.fsdecode(branch).strip() if branch else None, self.head(), mark)

    def check_ready(self) -> State:
        """The state, if a commit may be made now. Raises DubanError: detached HEAD, merge in progress, no identity."""
        state = self.state()
        if state.in_progress:
            raise in_progress(state.in_progress)
        if state.branch is None:
            raise refusal(
                "git-detached",
                "git 现在不在任何分支上（detached HEAD），这时写入的提交容易丢失。",
                "回到分支：git switch 分支名；或从这里新建分支：git switch -c 分支名",
            )
        if self.identity is None:
            raise no_identity()
        return state

    def commit(self, paths: Iterable[str], message: Message) -> str:
        """Commits exactly `paths` (new, changed or deleted) as they are on disk; returns the new commit's id.

        Other staged changes stay staged. Raises DubanError if git or a hook refuses: then the index is as before,
        unless the disk has no room even for that; `align` restores it later.
        """
        from tempfile import TemporaryDirectory  # costs 5 ms, and most commands only ask

        listed = sorted(set(paths))
        added = self._untracked(listed)
        with TemporaryDirectory(prefix="duban-") as folder:
            try:
                if added:
                    self._write("add", "--intent-to-add", *_listed(folder, "added", added))
                self._write(
                    *("commit", "--quiet", "--only", "--no-status", "--cleanup=whitespace", "--file=-"),
                    *_listed(folder, "paths", listed),
                    given=message.text().encode(),
                )
            except BaseException:
                with suppress(DubanError):
                    self.align(added)
                raise
        return self.head() or ""

    def align(self, paths: Iterable[str]) -> None:
        """Sets the index entries of these paths to those of the last commit; all other entries stay.

        Raises DubanError where another git holds the index, or it cannot be written.
        """
        align(self._run, self._write, self.git_dir, "" if self.head() is None else "HEAD", paths)

    def differing(self, commit: str, files: Mapping[str, bytes | None]) -> dict[str, str | None]:
        """Those of `files` whose content differs from a commit's, and what the commit holds (None: no such file).

        The index is not asked, so that no flag in it (assume-unchanged, skip-worktree) hides a change; Windows line
        ends in every line are no difference. No commit is "".
        """
        return differing(self._run, commit, files)

    def changed_paths(self, under: str = ".") -> tuple[Change, ...]:
        """What differs from the last commit below a folder: changed by hand, new, deleted, in conflict.

        Found by hashing the files, whatever git has been told to overlook (assume-unchanged, skip-worktree).
        """
        held = self.tree("HEAD", under) if self.head() else []
        below = "" if under in ("", ".") else f"{under}/"
        asked = ("ls-files", "--others", "--exclude-standard", "-z", *(("--", under) if below else ()))
        others = _paths(self._run(*asked))
        self.__dict__.pop("_index", None)
        staged: dict[str, str] = {}
        conflicts: set[str] = set()
        for (_, _, name, stage), path in self._index:
            if not path.startswith(below):
                continue
            if stage == "0":
                staged[path] = name
            else:
                conflicts.add(path)
        return find_changes(self.root, held, staged, conflicts, others)

    @cached_property
    def _index(self) -> list[tuple[list[str], str]]:
        """The entries of the index: mark, mode, blob, stage; path. As of the last look for changes."""
        return list(entries(self._run("ls-files", "-v", "--stage", "-z")))

    def rewritten(self, under: str) -> list[str]:
        """The files below a folder whose bytes differ from the last commit's, even if only by line ends."""
        held = self.tree("HEAD", under)
        return [
            path for path, mode, name in held if mode in _PLAIN and has_other_bytes(self.root / path, name)
        ]

    def look_again(self, paths: Sequence[str]) -> None:
        """Refreshes git's index for files that are again as committed: by their size git took them for changed."""
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="duban-") as folder:
            self._run("add", *_listed(folder, "paths", paths))

    def is_ignored(self, path: str) -> bool:
        """Whether git ignores this folder (.gitignore, info/exclude)."""
        asked = ("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
        return f"{path}/" in os.fsdecode(self._run(*asked, "--", path)).split("\0")

    def is_clean(self, paths: Iterable[str]) -> bool:
        """Whether these paths are all as in the last commit, whatever the index says."""
        on_disk = {
            path: file.read_bytes() if (file := self.root / path).is_file() else None for path in paths
        }
        return self.head() is not None and not self.differing("HEAD", on_disk)

    def show(self, commit: str, path: str) -> bytes | None:
        """A file as a commit holds it; None if it was not there."""
        return self._try("cat-file", "blob", f"{commit}:{path}")

    def tree(self, commit: str, *under: str) -> list[tuple[str, bytes, str]]:
        """The files of a commit below some folders (or these very files): path, mode, blob id."""
        below = () if set(under) <= {"", "."} else ("--", *under)
        listed = self._run("ls-tree", "-r", "-z", "--full-tree", commit, *below)
        return [(path, mode.encode(), name) for (mode, _, name), path in entries(listed)]

    def files_at(self, commit: str, under: str, wanted: Callable[[str], bool]) -> dict[str, bytes]:
        """The files of a commit below a folder that `wanted` accepts, as git stores them; links are left out."""
        tree = [
            (path, name) for path, mode, name in self.tree(commit, under) if mode in _PLAIN and wanted(path)
        ]
        held = self.objects(name for _, name in tree)
        return {path: held[name] for path, name in tree}

    def objects(self, names: Iterable[str]) -> dict[str, bytes]:
        """The objects with these full ids, byte for byte. Raises DubanError where one is missing."""
        listed = list(dict.fromkeys(names))
        if not listed:
            return {}
        answer = self._run("cat-file", "--batch", given="".join(f"{name}\n" for name in listed).encode())
        found: dict[str, bytes] = {}
        start = 0
        for name in listed:
            begun = answer.index(b"\n", start) + 1
            facts = answer[start:begun].split()
            if len(facts) != len(("name", "kind", "size")):
                raise explain("cat-file", f"bad object {name}", self.root)
            ended = begun + int(facts[2])
            found[name] = answer[begun:ended]
            start = ended + 1
        return found

    def log(
        self, paths: Iterable[str] | None = None, since: str | None = None, most: int | None = None
    ) -> list[Commit]:
        """The commits of HEAD, children before parents: all, or those that touched `paths`, on every merged branch.

        Only those after commit `since`, only the latest `most`. Replacements and grafts are not heeded.
        """
        if self.head() is None:
            return []
        order = ("--topo-order",) if most is None else (f"--max-count={most}",)
        wanted, below = f"{since}..HEAD" if since else "HEAD", list(paths or ())
        whole = most is None and below == ["."]
        listed = self._run("rev-list", *order, "--full-history", wanted, "--", *(() if whole else below))
        found = self._commits(listed.decode().split())
        cut = self.cut_off()
        return [each for each in found if each.touches or each.sha in cut] if whole else found

    def read_commit(self, name: str) -> Commit:
        """One commit, with the files that it changed."""
        return self._commits([name])[0]

    def _commits(self, names: Sequence[str]) -> list[Commit]:
        held = self.objects(names)
        options = ("--stdin", "-r", "--root", "-c", "--raw", "-z", "--no-renames", "--no-ext-diff")
        given = "".join(f"{name}\n" for name in names).encode()
        touched = read_touches(self._run("diff-tree", *options, given=given)) if names else {}
        cut = self.cut_off()  # what such a commit changed is not known
        return read_commits(
            (name, held[name], () if name in cut else touched.get(name, ())) for name in names
        )

    def cut_off(self) -> frozenset[str]:
        """The commits at which a shallow clone ends; none in a complete one."""
        try:
            return frozenset((self.common / "shallow").read_text("ascii", "replace").split())
        except OSError:
            return frozenset()

    def names(self, *arguments: str) -> list[str]:
        """What git lists with `-z`: paths or commits."""
        return os.fsdecode(self._run(*arguments)).replace("\n", "\0").split("\0")[:-1]

    def commits_since(self, head: str | None) -> list[str]:
        """The newest commits of HEAD that `head` (None: no commit) does not have, newest first, HEAD at least."""
        options = ("rev-list", f"--max-count={_MOST_SINCE}", "HEAD")
        answer = self._try(*options, f"^{head}", "--") if head else self._try(*options, "--")
        if answer is None:  # a commit that git no longer has
            answer = self._run("rev-list", "--max-count=1", "HEAD", "--")
        return answer.decode().split()

    def is_pushed(self, commit: str) -> bool:
        """Whether some remote-tracking branch contains the commit."""
        return bool(self._run("for-each-ref", "--count=1", f"--contains={commit}", "refs/remotes").strip())

    def before(self, commit: str) -> Mapping[str, bytes | None]:
        """What reverting a commit writes: its paths, each with its bytes before the commit (None: no such file).

        Raises DubanError where a revert would be wrong: pushed, a merge, or a file changed since.
        """
        entry = self.read_commit(commit)
        if len(entry.parents) > 1:
            raise refusal("undo-merge", "这是一次合并，不能整个撤回。", "用 duban amend 逐件更正。")
        if self.is_pushed(commit):
            raise refusal(
                "undo-pushed", "这次提交已经推送出去，不能撤回。", "用更正改正：duban amend 编号 --event …"
            )
        held = {path: (mode, name) for path, mode, name in self._files(commit, entry.paths)}
        if any(_is_changed(self.root / path, held.get(path)) for path in entry.paths):
            raise refusal(
                "undo-changed",
                "这次提交写的文件后来又改过，不能整个撤回。",
                "用更正改正：duban amend 编号 --event …",
            )
        before = (
            {path: name for path, _, name in self._files(f"{commit}^", entry.paths)} if entry.parents else {}
        )
        data = self.objects(before.values())
        return {path: data[before[path]] if path in before else None for path in entry.paths}

    def _files(self, commit: str, paths: Sequence[str]) -> Iterator[tuple[str, bytes, str]]:
        for some in chunks(paths):
            yield from self.tree(commit, *some)

    def _untracked(self, paths: Sequence[str]) -> list[str]:
        """Those of `paths` that are on disk and not yet tracked.

        Raises DubanError for a path outside a sparse checkout: git would not commit it.
        """
        known: set[str] = set()
        for some in chunks(paths):
            for entry in os.fsdecode(self._run("ls-files", "--cached", "-t", "-z", "--", *some)).split("\0"):
                known.add(entry[2:])
                if entry.startswith("S"):
                    raise refusal(
                        "git-sparse",
                        f"git 被设成不管这个文件（sparse-checkout 或 skip-worktree），不会提交它：{entry[2:]}",
                        f"git sparse-checkout disable；或 git update-index --no-skip-worktree {entry[2:]}",
                    )
        return [path for path in paths if path not in known and (self.root / path).exists()]

    def _run(self, *arguments: str, given: bytes = b"", index: Path | None = None) -> bytes:
        return run(self.root, *arguments, given=given, index=index)

    def _write(self, *arguments: str, given: bytes = b"") -> bytes:
        """Runs git with the user's hooks and signing, but without filters from settings."""
        filters = filters_among(self.settings)
        return run(self.root, *arguments, given=given, filters=filters)

    def _try(self, *arguments: str) -> bytes | None:
        finished = _start(self.root, arguments, b"", environment(os.environ))
        return finished.stdout if finished.returncode == 0 else None


def find_repository(path: Path) -> Repository:
    """The repository that `path` (or its nearest existing parent) lies in.

    Raises DubanError: git is not installed, no repository, a bare one, one that belongs to someone else, or one whose
    setting core.worktree names another folder.
    """
    folder = path if path.is_dir() else path.parent
    while not folder.is_dir():
        folder = folder.parent
    questions = ("--show-toplevel", "--absolute-git-dir", "--git-common-dir")
    try:
        answer = run(folder, "rev-parse", "--path-format=absolute", *questions)
    except DubanError as error:
        there = find_git_folder(folder)
        if there is not None and names_in(there) and error.problems[0].code == NO_REPOSITORY:
            # Git takes one that it may not read, or that is damaged, for none.
            raise unknown(there) from error
        raise
    lines = os.fsdecode(answer).rstrip("\n").split("\n")
    if len(lines) != len(questions):
        raise refusal("git-path", "git 仓库的路径里有换行，不能使用。", "给文件夹改个名字。")
    root, git_dir, common = map(Path, lines)
    own = find_git_folder(root)
    if own is None or own.resolve() != git_dir.resolve():
        text = f"{git_dir} 的设置（core.worktree）说工作文件夹在别处：{root}，不能使用。"
        raise refusal("git-worktree", text, "去掉这项设置：git config --unset core.worktree")
    return Repository(root, git_dir, git_dir / "duban", common)


def init(path: Path, *options: str) -> Repository:
    """Makes a repository in `path` (a folder that exists), or finds the one that begins there."""
    run(path, "init", "--quiet", *options, filters=())
    return find_repository(path)


def run(
    folder: Path,
    *arguments: str,
    given: bytes = b"",
    filters: Iterable[str] | None = None,
    index: Path | None = None,
) -> bytes:
    """Runs git with `arguments` in `folder` and returns its output; waits up to 3 s while another git holds the index.

    `filters` marks a call that writes: the user's hooks and signing run, the named filters do not. `index` is a file
    to read instead of git's own index. Raises DubanError with git's own words and a remedy.
    """
    settings = environment(os.environ, writing=filters is not None, filters=filters or ())
    if index is not None:
        settings["GIT_INDEX_FILE"] = str(index)
    finished = _start(folder, arguments, given, settings)
    tries = 0
    while finished.returncode and b"index.lock': File exists" in finished.stderr and tries < _LOCK_TRIES:
        time.sleep(_LOCK_PAUSE_SECONDS)
        tries += 1
        finished = _start(folder, arguments, given, settings)
    if finished.returncode:
        words = (finished.stderr + b"\n" + finished.stdout).decode(errors="replace")
        raise explain(arguments[0], words, folder)
    return finished.stdout


def said(folder: Path, *arguments: str) -> bytes:
    """All that git says to a question, whatever its exit code. Raises DubanError where it cannot be started."""
    finished = _start(folder, arguments, b"", environment(os.environ))
    return finished.stdout + finished.stderr


def _start(
    folder: Path, arguments: Sequence[str], given: bytes, settings: Mapping[str, str]
) -> "subprocess.CompletedProcess[bytes]":
    try:
        process = subprocess.Popen(
            ["git", "--no-pager", *arguments],
            cwd=folder,
            env=settings,
            stdin=subprocess.PIPE if given else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        said = outcome(process, given, LONGEST_SECONDS, subprocess.TimeoutExpired)
    except FileNotFoundError as failure:
        if not folder.is_dir():
            raise refusal("no-folder", f"文件夹不存在：{folder}", "检查路径。") from failure
        raise refusal(
            "no-git", "没有找到 git 程序。", "安装 git：sudo apt install git（Debian、Ubuntu）"
        ) from failure
    except OSError as failure:
        raise refusal("git-start", f"git 启动不了：{reason_of(failure)}。", "检查 git 的安装。") from failure
    if said is None:
        raise hanging(arguments[0], LONGEST_SECONDS)
    return subprocess.CompletedProcess(arguments, process.returncode, *said)


def _paths(answer: bytes) -> list[str]:
    """The entries of an answer that ends each with a NUL."""
    return os.fsdecode(answer).split("\0")[:-1]


def _is_changed(path: Path, held: tuple[bytes, str] | None) -> bool:
    """Whether a file no longer has the content that a commit left: this blob, or no file."""
    return os.path.lexists(path) if held is None else differs(path, *held) is not False


def _listed(folder: str, name: str, paths: Sequence[str]) -> tuple[str, str]:
    """Options that hand git a list of paths of any length."""
    file = Path(folder, name)
    file.write_bytes(b"".join(os.fsencode(path) + b"\0" for path in paths))
    return f"--pathspec-from-file={file}", "--pathspec-file-nul"
