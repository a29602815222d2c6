"""Speaks to git: the only module that runs the git program, so that the user's hooks, signing and settings hold.

Knows nothing of tasks; commits exactly the paths it is given, never more; every failure becomes words and a remedy.
The environment is not read for meaning here, only handed on to git without the variables that would mislead it.
"""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from duban.errors import DubanError, reason_of, refusal
from duban.files.committed import align, chunks, differing
from duban.files.ending import outcome
from duban.files.gitlog import FORMAT, Change, Commit, Message, read_changes, read_log
from duban.files.gitwords import explain, hanging, in_progress, no_identity

_MISLEADING = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_EXTERNAL_DIFF",
    "GIT_TRACE",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "LANGUAGE",
]
_SETTINGS = (
    *("-c", "core.quotepath=off"),
    *("-c", "user.useConfigOnly=true"),
    *("-c", "color.ui=false"),
    *("-c", "log.showSignature=false"),
    "--literal-pathspecs",
    "--no-pager",
)
_STATUS = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
_PLAIN = {b"100644", b"100755"}
"""The modes of files, as git lists them; links and modules have others."""
LONGEST_SECONDS = 600.0
"""No git runs longer: past that a hook or a signing program hangs, and the lock with it."""
_MOST_SINCE = 200
_LOCK_TRIES = 60
_LOCK_PAUSE_SECONDS = 0.05
_MARKS = {
    "MERGE_HEAD": "合并",
    "CHERRY_PICK_HEAD": "拣选（cherry-pick）",
    "REVERT_HEAD": "回退（revert）",
    "rebase-merge": "变基（rebase）",
    "rebase-apply": "变基（rebase）或打补丁（am）",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who git says is committing."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class State:
    """What a repository is in the middle of: its branch (None when detached); what is in progress ("" if nothing)."""

    branch: str | None
    head: str | None
    in_progress: str

    @property
    def is_unborn(self) -> bool:
        """Whether there is no commit yet."""
        return self.head is None


@dataclass(frozen=True, slots=True)
class Repository:
    """One git working tree; paths are relative to `root`, with forward slashes."""

    root: Path
    git_dir: Path
    notes: Path  # where duban keeps its own files; not resolved, so that a link in its place is seen

    def relative(self, path: Path) -> str:
        """A path as git names it. Raises DubanError for a path outside the working tree."""
        whole = path if path.is_relative_to(self.root) else path.parent.resolve() / path.name
        if not whole.is_relative_to(self.root):
            raise refusal("git-outside", f"文件不在 git 仓库里：{path}", "把工作区放进一个 git 仓库。")
        return whole.relative_to(self.root).as_posix()

    def head(self) -> str | None:
        """The commit that HEAD stands on; None before the first commit."""
        answer = self._try("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
        return None if answer is None else answer.decode().strip()

    def identity(self) -> Identity | None:
        """The author git would write, or None where name or address is not configured."""
        answer = self._try("var", "GIT_AUTHOR_IDENT")
        found = (
            None
            if answer is None
            else re.match(r"(.+) <(.*)> \d+ \S+$", answer.decode(errors="replace").strip())
        )
        return Identity(found.group(1), found.group(2)) if found is not None else None

    def state(self) -> State:
        """Branch, and what is in progress."""
        branch = self._try("symbolic-ref", "--quiet", "--short", "HEAD")
        marks = (words for name, words in _MARKS.items() if (self.git_dir / name).exists())
        return State(branch.decode().strip() if branch else None, self.head(), next(marks, ""))

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
        if self.identity() is None:
            raise no_identity()
        return state

    def commit(self, paths: Iterable[str], message: Message) -> str:
        """Commits exactly `paths` (new, changed or deleted) as they are on disk; the new commit's id.

        What else is staged stays staged. Raises DubanError if git or a hook refuses: then the index is as it was,
        unless the disk has no room even for that; `align` brings it back later.
        """
        listed = sorted(set(paths))
        added = self._untracked(listed)
        with tempfile.TemporaryDirectory(prefix="duban-") as folder:
            try:
                if added:
                    self._run("add", "--intent-to-add", *_listed(folder, "added", added))
                self._run(
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
        """Makes the index hold of these paths what the last commit holds; everything else in it stays.

        Raises DubanError where another git holds the index, or it cannot be written.
        """
        align(self._run, self.git_dir, "" if self.head() is None else "HEAD", paths)

    def differing(self, commit: str, files: Mapping[str, bytes | None]) -> dict[str, str | None]:
        """Those of `files` that a commit does not hold with this content, and what it holds instead (None: nothing).

        The index is not asked, so that no mark in it (assume-unchanged, skip-worktree) hides a change. Line ends and
        filters count as the user has set them. No commit is "".
        """
        return differing(self._run, commit, files)

    def changed_paths(self, under: str = ".") -> tuple[Change, ...]:
        """What differs from the last commit below a folder: changed by hand, new, deleted, in conflict."""
        return read_changes(self._run(*_STATUS, "--", under))

    def overlooked(self, under: str = ".") -> list[str]:
        """The files below a folder that the index is told not to look at (assume-unchanged, skip-worktree)."""
        listed = self.names("ls-files", "-v", "-z", "--", under)
        return [entry[2:] for entry in listed if entry[0].islower() or entry[0] == "S"]

    def is_clean(self, paths: Sequence[str]) -> bool:
        """Whether these paths are all as in the last commit, whatever the index says."""
        return self.head() is not None and not self.differing("HEAD", self._on_disk(paths))

    def show(self, commit: str, path: str) -> bytes | None:
        """A file as it was in a commit, as it would stand on disk; None if it was not there."""
        return self._try("cat-file", "--filters", f"{commit}:{path}")

    def files_at(self, commit: str, under: str, wanted: Callable[[str], bool]) -> dict[str, bytes]:
        """The files of a commit below a folder, each as git keeps it; only those that `wanted` asks for, no links."""
        below = () if under in ("", ".") else ("--", under)
        listed = self._run("ls-tree", "-r", "-z", "--full-tree", commit, *below)
        names: list[tuple[str, bytes]] = []
        for entry in listed.split(b"\0")[:-1]:
            facts, _, name = entry.partition(b"\t")
            mode, _, sha = facts.split(b" ")
            path = os.fsdecode(name)
            if mode in _PLAIN and wanted(path):
                names.append((path, sha))
        answer = self._run("cat-file", "--batch", given=b"".join(sha + b"\n" for _, sha in names))
        found: dict[str, bytes] = {}
        start = 0
        for path, _ in names:
            begun = answer.index(b"\n", start) + 1
            ended = begun + int(answer[start:begun].split(b" ")[2])
            found[path] = answer[begun:ended]
            start = ended + 1
        return found

    def log(self, paths: Iterable[str] | None = None, since: str | None = None) -> list[Commit]:
        """The commits of HEAD, newest first: all, or those that touched `paths`; only those after commit `since`."""
        if self.head() is None:
            return []
        wanted = f"{since}..HEAD" if since else "HEAD"
        options = (
            "-z",
            f"--format={FORMAT}",
            "--name-only",
            "--no-renames",
            "--no-ext-diff",
            "--no-color",
            "--full-diff",
        )
        return read_log(self._run("log", *options, wanted, "--", *(paths or ())))

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
        """What takes a commit back: its paths, each with its bytes before that commit (None: it did not exist).

        Raises DubanError where a reverse commit would be wrong: pushed, a merge, or a file changed since.
        """
        found = self._run(
            "log", "-1", "-z", f"--format={FORMAT}", "--name-only", "--no-renames", commit, "--"
        )
        (entry,) = read_log(found)
        if len(entry.parents) > 1:
            raise refusal("undo-merge", "这是一次合并，不能整个撤回。", "用 duban amend 逐件更正。")
        if self.is_pushed(commit):
            raise refusal(
                "undo-pushed", "这次提交已经推送出去，不能撤回。", "用更正改正：duban amend 编号 --event …"
            )
        if self.differing(commit, self._on_disk(entry.paths)):
            raise refusal(
                "undo-changed",
                "这次提交写的文件后来又改过，不能整个撤回。",
                "用更正改正：duban amend 编号 --event …",
            )
        parent = entry.parents[0] if entry.parents else None
        return {path: self.show(parent, path) if parent else None for path in entry.paths}

    def _untracked(self, paths: Sequence[str]) -> list[str]:
        """Those of `paths` that stand on disk and that git does not know yet.

        Raises DubanError for a path that git was told to keep off the disk: it would not commit it.
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

    def _on_disk(self, paths: Iterable[str]) -> dict[str, bytes | None]:
        return {path: file.read_bytes() if (file := self.root / path).is_file() else None for path in paths}

    def _run(self, *arguments: str, given: bytes = b"", index: Path | None = None) -> bytes:
        return run(self.root, *arguments, given=given, index=index)

    def _try(self, *arguments: str) -> bytes | None:
        """What git answers, or None if it says no (exit 1 or 128)."""
        finished = _start(self.root, arguments, b"")
        return finished.stdout if finished.returncode == 0 else None


def find_repository(path: Path) -> Repository:
    """The repository that `path` (or its nearest existing parent) lies in.

    Raises DubanError: git is not installed, no repository, a bare one, or one that belongs to someone else.
    """
    folder = path if path.is_dir() else path.parent
    while not folder.is_dir():
        folder = folder.parent
    questions = ("--show-toplevel", "--absolute-git-dir")
    answer = run(folder, "rev-parse", "--path-format=absolute", *questions)
    lines = os.fsdecode(answer).rstrip("\n").split("\n")
    if len(lines) != len(questions):
        raise refusal("git-path", "git 仓库的路径里有换行，不能使用。", "给文件夹改个名字。")
    return Repository(Path(lines[0]), Path(lines[1]), Path(lines[1], "duban"))


def init(path: Path) -> Repository:
    """Makes a repository in `path` (a folder that exists), or finds the one that begins there."""
    run(path, "init", "--quiet")
    return find_repository(path)


def run(folder: Path, *arguments: str, given: bytes = b"", index: Path | None = None) -> bytes:
    """What git answers to `arguments` in `folder`; waits up to 3 s while another git holds the index.

    `index` is a file to read instead of git's own index. Raises DubanError with git's own words and a remedy.
    """
    finished = _start(folder, arguments, given, index)
    tries = 0
    while finished.returncode and b"index.lock': File exists" in finished.stderr and tries < _LOCK_TRIES:
        time.sleep(_LOCK_PAUSE_SECONDS)
        tries += 1
        finished = _start(folder, arguments, given, index)
    if finished.returncode:
        words = (finished.stderr + b"\n" + finished.stdout).decode(errors="replace")
        raise explain(arguments[0], words, folder)
    return finished.stdout


def _start(
    folder: Path, arguments: Sequence[str], given: bytes, index: Path | None = None
) -> "subprocess.CompletedProcess[bytes]":
    passed_on = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    environment = passed_on | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    if index is not None:
        environment["GIT_INDEX_FILE"] = str(index)
    try:
        process = subprocess.Popen(
            ["git", *_SETTINGS, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
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


def _listed(folder: str, name: str, paths: Sequence[str]) -> tuple[str, str]:
    """Options that hand git a list of paths of any length."""
    file = Path(folder, name)
    file.write_bytes(b"".join(os.fsencode(path) + b"\0" for path in paths))
    return f"--pathspec-from-file={file}", "--pathspec-file-nul"
