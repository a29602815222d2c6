import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import ryaml

from duban import __version__
from duban.errors import DubanError, Problem
from duban.files.disk.regular_files import digest
from duban.files.git import repository as git_module
from duban.files.git.log import Message
from duban.files.git.refusals import explain
from duban.files.git.repository import Repository
from duban.files.write import transaction
from duban.files.write.transaction import FAULT_POINTS, recover, write_files

pytestmark = pytest.mark.usefixtures("git_settings")

Git = Callable[..., str]
MESSAGE = Message("销号 WJ-2026-0001：甲", "", (("Duban-Action", "close"),))
TRAILERS = (*MESSAGE.trailers, ("Duban-Release", __version__))
OLD, NEW = "状态: 旧\n".encode(), "状态: 新\n".encode()
KILLED = """
import os, signal, sys
from pathlib import Path
from duban.files.git import repository as git_module
from duban.files.write import transaction
from duban.files.git.repository import find_repository
from duban.files.git.log import Message
from duban.files.write.transaction import digest, write_files

point, root = sys.argv[1], Path(sys.argv[2])

def kill(name):
    if name == point:
        os.kill(os.getpid(), signal.SIGKILL)

transaction.fault = kill
old, new = "状态: 旧\\n".encode(), "状态: 新\\n".encode()
writes = {root / "甲.yaml": new, root / "新" / "乙.yaml": new, root / "删.yaml": None}
expected = {root / "甲.yaml": digest(old), root / "新" / "乙.yaml": None, root / "删.yaml": digest(old)}
write_files(find_repository(root), writes, expected, Message("销号 WJ-2026-0001：甲", "", (("Duban-Action", "close"),)))
"""


@pytest.fixture
def books(repository: Repository) -> Repository:
    """A repository with two committed files, and something else staged."""
    for name in ("甲.yaml", "删.yaml"):
        (repository.root / name).write_bytes(OLD)
    repository.commit(["甲.yaml", "删.yaml"], Message("起"))
    (repository.root / "别的.txt").write_text("x")
    subprocess.run(["git", "add", "别的.txt"], cwd=repository.root, check=True)
    return repository


def write_all(books: Repository) -> str:
    root = books.root
    writes = {root / "甲.yaml": NEW, root / "新" / "乙.yaml": NEW, root / "删.yaml": None}
    return write_files(
        books,
        writes,
        {root / "甲.yaml": digest(OLD), root / "新" / "乙.yaml": None, root / "删.yaml": digest(OLD)},
        MESSAGE,
    )


def content(repository: Repository) -> dict[str, bytes]:
    """Every file in the working tree, but not git's own."""
    files = (
        path for path in sorted(repository.root.rglob("*")) if path.is_file() and ".git" not in path.parts
    )
    return {path.relative_to(repository.root).as_posix(): path.read_bytes() for path in files}


BEFORE = {"别的.txt": b"x", "删.yaml": OLD, "甲.yaml": OLD}
AFTER = {"别的.txt": b"x", "新/乙.yaml": NEW, "甲.yaml": NEW}


def codes(error: pytest.ExceptionInfo[DubanError]) -> list[str]:
    assert all(problem.advice for problem in error.value.problems)
    return [problem.code for problem in error.value.problems]


def is_as_before(books: Repository) -> bool:
    kept = not (books.notes / "intent.json").exists() and not (books.root / "新").exists()
    return (
        kept
        and content(books) == BEFORE
        and [change.path for change in books.changed_paths()] == ["别的.txt"]
    )


def test_files_are_written_and_exactly_they_are_committed(books: Repository) -> None:
    passed: list[str] = []
    transaction.fault = passed.append
    try:
        commit = write_all(books)
    finally:
        transaction.fault = transaction.no_fault
    assert tuple(passed) == FAULT_POINTS
    assert content(books) == AFTER
    (newest, _) = books.log()
    assert (newest.sha, newest.subject, newest.trailers) == (commit, MESSAGE.subject, TRAILERS)
    assert set(newest.paths) == {"甲.yaml", "新/乙.yaml", "删.yaml"}
    assert [(change.path, change.is_staged) for change in books.changed_paths()] == [("别的.txt", True)]
    assert recover(books) is None


def test_file_modes_are_kept(books: Repository) -> None:
    path = books.root / "甲.yaml"
    path.chmod(0o640)
    write_files(books, {path: NEW}, {path: digest(OLD)}, MESSAGE)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("point", FAULT_POINTS)
def test_killed_anywhere_the_next_command_finishes_or_undoes(books: Repository, point: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, point, books.root], check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL
    for name, data in content(books).items():
        if name.endswith(".yaml"):
            assert data in (OLD, NEW)
            assert isinstance(ryaml.loads(data.decode()), dict)
    said = recover(books)
    if point in ("replaced-all", "committed", "intent-removed"):
        assert content(books) == AFTER
        assert books.log()[0].subject == MESSAGE.subject
        assert books.log()[0].trailers == TRAILERS
        assert len(books.log()) == 2
        assert [change.path for change in books.changed_paths()] == ["别的.txt"]
    else:
        assert is_as_before(books)
        assert len(books.log()) == 1
    if point == "intent-removed":
        assert said is None
    else:
        assert said is not None
        assert MESSAGE.subject in said
        assert ("补完" in said) == (point in ("replaced-all", "committed"))
    assert recover(books) is None
    if is_as_before(books):
        write_all(books)
        assert content(books) == AFTER


@pytest.mark.parametrize("point", FAULT_POINTS[:4])
@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (OSError(errno.EROFS, "Read-only file system", "/w/甲.yaml"), "read-only"),
        (OSError(errno.EACCES, "Permission denied"), "read-only"),
        (OSError(errno.EIO, "Input/output error"), "write-failed"),
        (KeyboardInterrupt(), ""),
    ],
)
def test_a_failure_leaves_everything_as_it_was(
    books: Repository, point: str, failure: BaseException, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str) -> None:
        if name == point:
            raise failure

    monkeypatch.setattr(transaction, "fault", fail)
    with pytest.raises(DubanError if code else KeyboardInterrupt) as error:
        write_all(books)
    if isinstance(error.value, DubanError):
        assert [problem.code for problem in error.value.problems] == [code]
    assert is_as_before(books)


def test_an_interrupt_after_the_commit_takes_nothing_back(
    books: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(name: str) -> None:
        if name == "committed":
            raise KeyboardInterrupt

    monkeypatch.setattr(transaction, "fault", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_all(books)
    assert content(books) == AFTER
    assert recover(books) is None


def test_a_refusing_hook_leaves_everything_as_it_was(books: Repository) -> None:
    hook = books.git_dir / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho 不行 >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error) == ["git-hook"]
    assert is_as_before(books)


def test_an_ignored_path_leaves_everything_as_it_was(books: Repository) -> None:
    (books.git_dir / "info" / "exclude").write_text("新/\n")
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error) == ["git-ignored"]
    assert is_as_before(books)


@pytest.mark.parametrize("name", ["甲.yaml", "新/乙.yaml", "删.yaml"])
def test_a_file_that_changed_since_it_was_read_is_not_overwritten(books: Repository, name: str) -> None:
    path = books.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"edited: 1\n")
    before = content(books)
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error) == ["changed-meanwhile"]
    assert content(books) == before


def test_a_file_that_changes_during_the_write_is_not_overwritten(
    books: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(name: str) -> None:
        if name == "replaced-first":
            (books.root / "甲.yaml").write_bytes(b"edited: 1\n")

    monkeypatch.setattr(transaction, "fault", edit)
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error) == ["changed-meanwhile", "left-alone"]
    assert content(books) == BEFORE | {"甲.yaml": b"edited: 1\n"}


def test_what_a_decision_rests_on_is_checked_too(books: Repository) -> None:
    path, other = books.root / "甲.yaml", books.root / "删.yaml"
    with pytest.raises(DubanError) as error:
        write_files(books, {path: NEW}, {path: digest(OLD), other: digest(NEW)}, MESSAGE)
    assert codes(error) == ["changed-meanwhile"]
    with pytest.raises(ValueError, match="no expected digest"):
        write_files(books, {path: NEW}, {}, MESSAGE)


def test_writing_what_is_there_is_no_commit(books: Repository) -> None:
    path = books.root / "甲.yaml"
    with pytest.raises(DubanError) as error:
        write_files(books, {path: OLD}, {path: digest(OLD)}, MESSAGE)
    assert codes(error) == ["nothing-to-write"]


def test_links_and_git_itself_are_not_written(books: Repository, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (books.root / "link").symlink_to(tmp_path / "outside")
    (books.root / "file").symlink_to(books.root / "甲.yaml")
    for name, code in (
        ("link/x", "path-outside"),
        ("file", "path-link"),
        (".git/config", "path-outside"),
        ("../x", "path-outside"),
    ):
        with pytest.raises(DubanError) as error:
            write_files(books, {Path(name): NEW}, {Path(name): None}, MESSAGE)
        assert codes(error) == [code]
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_detached_head_is_refused_before_anything_is_written(books: Repository, git: Git) -> None:
    git("checkout", "-q", "--detach")
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error) == ["git-detached"]
    assert content(books) == BEFORE


def test_without_hard_links_the_old_bytes_come_back_too(
    books: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_self: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    def fail(name: str) -> None:
        if name == "replaced-all":
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    monkeypatch.setattr(transaction, "fault", fail)
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error) == ["disk-full"]
    assert is_as_before(books)


def kill_at(books: Repository, point: str) -> None:
    subprocess.run([sys.executable, "-c", KILLED, point, books.root], check=False, env=os.environ)


def test_recovery_leaves_alone_what_a_person_changed_since(books: Repository) -> None:
    kill_at(books, "replaced-all")
    (books.root / "甲.yaml").write_bytes(b"edited: 1\n")
    said = recover(books)
    assert said is not None
    assert "甲.yaml" in said
    assert content(books) == BEFORE | {"甲.yaml": b"edited: 1\n"}


def test_recovery_undoes_what_git_now_refuses(books: Repository, git: Git) -> None:
    kill_at(books, "replaced-all")
    git("checkout", "-q", "--detach")
    said = recover(books)
    assert said is not None
    assert "撤回" in said
    assert content(books) == BEFORE


def test_recovery_waits_for_another_git(books: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    kill_at(books, "replaced-all")
    monkeypatch.setattr("duban.files.git.repository._LOCK_TRIES", 1)
    held = books.git_dir / "index.lock"
    held.touch()
    with pytest.raises(DubanError) as error:
        recover(books)
    assert codes(error) == ["git-locked", "write-pending"]
    held.unlink()
    assert "补完" in (recover(books) or "")
    assert content(books) == AFTER


def test_recovery_forgets_what_git_was_told_of_new_files(books: Repository, git: Git) -> None:
    kill_at(books, "replaced-all")
    git("add", "--intent-to-add", "新/乙.yaml")
    (books.root / "甲.yaml").write_bytes(OLD)
    recover(books)
    assert is_as_before(books)


def test_a_commit_that_was_made_by_hand_after_the_crash_counts(books: Repository, git: Git) -> None:
    kill_at(books, "replaced-all")
    git("add", "-A")
    git("commit", "-qm", "手工")
    assert "补完" in (recover(books) or "")
    assert books.log()[0].subject == "手工"


def test_a_note_that_cannot_be_read_stops_everything(books: Repository) -> None:
    books.notes.mkdir()
    (books.notes / "intent.json").write_text("{")
    (books.notes / "intent.tmp").write_text("half")
    with pytest.raises(DubanError) as error:
        recover(books)
    assert codes(error) == ["intent-unreadable"]
    assert not (books.notes / "intent.tmp").exists()


def test_a_read_only_folder_is_refused_and_left_as_it_was(books: Repository) -> None:
    if os.geteuid() == 0:
        # root may write anywhere: the refusal is met where even root meets it, a folder's place taken by a file
        (books.root / "挡").write_text("x")
        target, code = books.root / "挡" / "乙.yaml", "write-failed"
    else:
        (books.root / "封").mkdir(mode=0o500)
        target, code = books.root / "封" / "乙.yaml", "read-only"
    with pytest.raises(DubanError) as error:
        write_files(
            books,
            {books.root / "甲.yaml": NEW, target: NEW},
            {books.root / "甲.yaml": digest(OLD), target: None},
            MESSAGE,
        )
    assert codes(error) == [code]
    assert (books.root / "甲.yaml").read_bytes() == OLD
    assert not (books.notes / "intent.json").exists()


def test_a_note_that_cannot_be_made_stops_the_write(books: Repository) -> None:
    books.notes.write_text("x")
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error) == ["write-failed"]
    assert content(books) == BEFORE


def test_a_folder_in_the_place_of_a_file_is_explained(books: Repository) -> None:
    (books.root / "夹").mkdir()
    with pytest.raises(DubanError) as error:
        write_files(books, {Path("夹"): NEW}, {Path("夹"): None}, MESSAGE)
    assert codes(error) == ["write-failed"]


def test_what_a_person_changed_already_is_committed_as_it_stands(books: Repository) -> None:
    edited, gone = books.root / "甲.yaml", books.root / "删.yaml"
    edited.write_bytes(NEW)
    gone.unlink()
    write_files(books, {edited: NEW, gone: None}, {edited: digest(NEW), gone: None}, MESSAGE, [edited, gone])
    assert set(books.log()[0].paths) == {"甲.yaml", "删.yaml"}
    assert [change.path for change in books.changed_paths()] == ["别的.txt"]
    with pytest.raises(DubanError) as error:
        write_files(books, {edited: NEW}, {edited: digest(NEW)}, MESSAGE)
    assert codes(error) == ["nothing-to-write"]


GIT_DIES = {
    "ref written, index not": ("reference-transaction", '[ "$1" = committed ] && kill -9 {who}; exit 0'),
    "index written, hooks not": ("post-commit", "kill -9 {who}"),
    "told of the new file only": ("post-index-change", "kill -9 {who}"),
    "nothing written": ("reference-transaction", '[ "$1" = prepared ] && kill -9 {who}; exit 0'),
    "before all": ("pre-commit", "kill -9 {who}"),
    "index not to be written": (
        "reference-transaction",
        '[ "$1" = committed ] && rm -f .git/index.lock; exit 0',
    ),
}
STANDS = {"ref written, index not", "index written, hooks not", "index not to be written"}


def hook(books: Repository, name: str, body: str) -> Path:
    path = books.git_dir / "hooks" / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("point", GIT_DIES)
def test_git_dies_under_the_write(books: Repository, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the commit stands the write is done and says so; else it is taken back or, behind a lock, stays pending."""
    monkeypatch.setattr("duban.files.git.repository._LOCK_TRIES", 1)
    name, body = GIT_DIES[point]
    path = hook(books, name, body.format(who="$PPID"))
    notices: list[Problem] = []
    if point in STANDS:
        old = (books.root / "甲.yaml", books.root / "新" / "乙.yaml", books.root / "删.yaml")
        writes = dict(zip(old, (NEW, NEW, None), strict=True))
        expected = dict(zip(old, (digest(OLD), None, digest(OLD)), strict=True))
        commit = write_files(books, writes, expected, MESSAGE, notices=notices)
        assert commit == books.head()
        assert ["不用再记" in notice.message for notice in notices] == [True]
        assert (content(books), len(books.log())) == (AFTER, 2)
        assert [change.path for change in books.changed_paths()] == ["别的.txt"]
    else:
        with pytest.raises(DubanError) as error:
            write_all(books)
        assert content(books) == BEFORE
        path.unlink()
        for lock in books.git_dir.rglob("*.lock"):
            lock.unlink()
        if "write-pending" in codes(error):
            assert "撤回" in (recover(books) or "")
        assert is_as_before(books)
    assert list(books.git_dir.glob("*.lock")) == []
    assert recover(books) is None


@pytest.mark.parametrize("lock_is_removed", [True, False])
@pytest.mark.parametrize("point", [point for point in GIT_DIES if "{who}" in GIT_DIES[point][1]])
def test_both_die_under_the_write(
    books: Repository, point: str, lock_is_removed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next command tells of HEAD what stands in HEAD; a lock that holds the commit's index is put in place."""
    monkeypatch.setattr("duban.files.git.repository._LOCK_TRIES", 1)
    name, body = GIT_DIES[point]
    path = hook(books, name, body.format(who="0"))
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "never", books.root],
        check=False,
        env=os.environ,
        start_new_session=True,
    )
    assert killed.returncode == -signal.SIGKILL
    path.unlink()
    if lock_is_removed:
        for lock in books.git_dir.rglob("*.lock"):
            lock.unlink()
    elif (books.git_dir / "index.lock").exists() and point not in STANDS:
        with pytest.raises(DubanError) as error:
            recover(books)
        assert codes(error) == ["git-locked", "write-pending"]
        assert "还没有入账" in error.value.problems[1].message
        for lock in books.git_dir.rglob("*.lock"):
            lock.unlink()
    said = recover(books) or ""
    assert (MESSAGE.subject in said, "补完" in said) == (True, True), said
    assert (content(books), len(books.log())) == (AFTER, 2)
    assert [change.path for change in books.changed_paths()] == ["别的.txt"]
    assert [path.name for path in books.git_dir.rglob("*.lock")] == []
    assert recover(books) is None


REWRITES = 'for file in 甲.yaml 新/乙.yaml; do echo "# 钩子" >> "$file"; {then}; done; {end}'


@pytest.mark.parametrize("end", ["kill -9 $PPID", "kill -9 0"])
def test_a_commit_into_which_a_hook_wrote_something_else_stands(books: Repository, end: str) -> None:
    hook(books, "pre-commit", REWRITES.format(then='git add "$file"', end="exit 0"))
    hook(books, "post-commit", end)
    if end.endswith("0"):
        command = [sys.executable, "-c", KILLED, "never", str(books.root)]
        subprocess.run(command, check=False, env=os.environ, start_new_session=True)
        assert "补完" in (recover(books) or "")
    else:
        assert write_all(books) == books.head()
    assert (content(books)["新/乙.yaml"], len(books.log())) == (NEW + "# 钩子\n".encode(), 2)
    assert ([change.path for change in books.changed_paths()], recover(books)) == (["别的.txt"], None)


def test_what_a_hook_changed_before_it_refused_is_left_and_told(books: Repository) -> None:
    hook(books, "pre-commit", REWRITES.format(then=":", end="exit 1"))
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error) == ["git-hook", "left-alone"]
    assert "新/乙.yaml、甲.yaml" in error.value.problems[1].message
    assert (content(books)["删.yaml"], len(books.log()), recover(books)) == (OLD, 1, None)
    kinds = {change.path: (change.kind, change.is_staged) for change in books.changed_paths()}
    assert kinds["新/乙.yaml"] == ("untracked", False)


def test_an_interrupt_after_the_commit_says_that_it_stands(
    books: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(name: str) -> None:
        if name == "committed":
            raise KeyboardInterrupt

    monkeypatch.setattr(transaction, "fault", interrupt)
    with pytest.raises(KeyboardInterrupt, match="已经入账"):
        write_all(books)


def test_a_full_disk_that_lets_nothing_be_taken_back_leaves_it_to_the_next_command(
    books: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index cannot be written either: what was announced there stays noted, and goes when there is room."""
    run, full = git_module.run, [True]

    def no_room(
        folder: Path,
        *arguments: str,
        given: bytes = b"",
        filters: Iterable[str] | None = None,
        index: Path | None = None,
    ) -> bytes:
        if full[0] and arguments[0] in {"commit", "reset", "rm"}:
            raise explain(arguments[0], "fatal: unable to write index: No space left on device", folder)
        return run(folder, *arguments, given=given, filters=filters, index=index)

    monkeypatch.setattr(git_module, "run", no_room)
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error) == ["disk-full", "write-pending"]
    assert content(books) == BEFORE
    with pytest.raises(DubanError) as error:
        recover(books)
    assert codes(error) == ["disk-full", "write-pending"]
    full[0] = False
    assert "撤回" in (recover(books) or "")
    assert is_as_before(books)
    write_all(books)
    assert content(books) == AFTER


def test_old_bytes_that_are_no_longer_beside_come_from_the_last_commit(books: Repository) -> None:
    kill_at(books, "replaced-first")
    for spare in books.root.rglob(".duban-*.old"):
        spare.unlink()
    assert "撤回" in (recover(books) or "")
    assert is_as_before(books)


def runs(pid: str) -> bool:
    """Whether a process lives; one that is dead and not yet buried does not."""
    state = Path("/proc", pid, "stat")
    return state.exists() and state.read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("body", ["sleep 300", "trap '' TERM INT; sleep 300 & wait; sleep 300"])
def test_a_hook_that_hangs_is_ended_with_all_it_started(
    books: Repository, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_module, "LONGEST_SECONDS", 2.0)
    monkeypatch.setattr("duban.files.disk.process_timeout.GRACE_SECONDS", 0.5)
    path = hook(books, "pre-commit", f"echo $$ > .git/hook-pid; {body}")
    with pytest.raises(DubanError) as error:
        write_all(books)
    assert codes(error)[0] == "git-hanging"
    assert "钩子" in error.value.problems[0].advice
    assert not runs((books.git_dir / "hook-pid").read_text().strip())
    path.unlink()
    recover(books)
    assert is_as_before(books)


def test_what_a_hook_leaves_running_is_not_waited_for(books: Repository) -> None:
    path = hook(books, "post-commit", "sleep 20 & echo $! > .git/left-pid")
    began = time.monotonic()
    write_all(books)
    assert time.monotonic() - began < 15
    assert content(books) == AFTER
    os.kill(int((books.git_dir / "left-pid").read_text()), signal.SIGKILL)
    assert path.exists()
