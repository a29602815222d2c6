import os
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.errors import DubanError
from duban.files.git.log import Change, Message
from duban.files.git.refusals import explain
from duban.files.git.repository import Identity, Repository, find_repository, init

pytestmark = pytest.mark.usefixtures("git_settings")

Git = Callable[..., str]
MESSAGE = Message(
    "登账 WJ-2026-0001：甲", "两行\n说明", (("Duban-Action", "register"), ("Duban-Task", "WJ-2026-0001"))
)


def code_of(error: pytest.ExceptionInfo[DubanError]) -> str:
    (problem,) = error.value.problems
    assert problem.advice
    return problem.code


def write(repository: Repository, name: str, text: str = "甲: 1\n") -> str:
    path = repository.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return name


def test_a_repository_is_found_from_a_folder_inside_it(repository: Repository) -> None:
    inner = repository.root / "甲" / "乙"
    inner.mkdir(parents=True)
    assert find_repository(inner / "还没有" / "的文件.yaml") == repository
    assert repository.git_dir == repository.root / ".git"
    assert repository.notes == repository.root / ".git" / "duban"
    assert repository.relative(inner / "丙.yaml") == "甲/乙/丙.yaml"
    with pytest.raises(DubanError) as error:
        repository.relative(Path("/etc/passwd"))
    assert code_of(error) == "git-outside"


def test_a_path_through_a_link_is_still_inside(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(repository.root)
    assert repository.relative(tmp_path / "link" / "甲.yaml") == "甲.yaml"


def test_exactly_the_given_paths_are_committed(repository: Repository, git: Git) -> None:
    first = repository.commit(
        [write(repository, "甲 '\"*?[x].yaml"), write(repository, "-乙/:(glob)*.yaml")], MESSAGE
    )
    write(repository, "甲 '\"*?[x].yaml", "改\n")
    write(repository, "staged.txt")
    write(repository, "untracked.txt")
    git("add", "staged.txt")
    (repository.root / "-乙/:(glob)*.yaml").unlink()
    second = repository.commit(["-乙/:(glob)*.yaml", "甲 '\"*?[x].yaml"], Message("改"))
    assert second == repository.head() != first
    assert set(git("show", "--format=", "--name-status", "-z", "HEAD").split("\0")) >= {
        "甲 '\"*?[x].yaml",
        "-乙/:(glob)*.yaml",
        "D",
        "M",
    }
    assert repository.changed_paths() == (
        Change("staged.txt", "modified", is_staged=True),
        Change("untracked.txt", "untracked", is_staged=False),
    )


def test_the_message_is_made_harmless(repository: Repository, git: Git) -> None:
    hostile = Message(
        "# 甲\n\n乙\x1b[31m\u202e" + "很" * 200,
        "# 井号\n$(rm)",
        (("Duban-Task", "A\nDuban-Task: B"), ("Duban-Actor", "")),
    )
    repository.commit([write(repository, "a")], hostile)
    lines = git("log", "-1", "--format=%B").splitlines()
    assert lines[0].startswith("# 甲 乙 [31m 很很")
    assert len(lines[0]) == 120
    assert lines[1:5] == ["", "# 井号", "$(rm)", ""]
    (commit,) = repository.log()
    assert commit.trailers == (("Duban-Task", "A Duban-Task: B"),)


def test_the_log_tells_who_did_what_when(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert repository.log() == []
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-09-28T09:10:22+08:00")
    first = repository.commit([write(repository, "甲/a\n\tb.yaml"), write(repository, "c")], MESSAGE)
    second = repository.commit([write(repository, "c", "2\n")], Message("二"))
    newest, oldest = repository.log()
    assert (newest.sha, newest.parents, newest.paths, newest.trailers) == (second, (first,), ("c",), ())
    assert (oldest.sha, oldest.author, oldest.email, oldest.subject) == (
        first,
        "王五",
        "wang@example.org",
        MESSAGE.subject,
    )
    assert oldest.at.isoformat() == "2026-09-28T09:10:22+08:00"
    assert oldest.committed_at.tzinfo is not None
    assert set(oldest.paths) == {"甲/a\n\tb.yaml", "c"}
    assert oldest.trailer("duban-task") == ("WJ-2026-0001",)
    assert [commit.sha for commit in repository.log(since=first)] == [second]
    assert [commit.sha for commit in repository.log(["甲/a\n\tb.yaml"])] == [first]
    assert set(repository.log(["甲/a\n\tb.yaml"])[0].paths) == {"甲/a\n\tb.yaml", "c"}


def test_a_merge_and_an_empty_commit_are_read(repository: Repository, git: Git) -> None:
    repository.commit([write(repository, "a")], Message("一"))
    git("switch", "-q", "-c", "side")
    repository.commit([write(repository, "b")], Message("二"))
    git("switch", "-q", "main")
    repository.commit([write(repository, "c")], Message("三"))
    git("merge", "-q", "--no-ff", "-m", "合并", "side")
    git("commit", "-q", "--allow-empty", "-m", "空")
    log = repository.log()
    assert {commit.subject: len(commit.parents) for commit in log} == {
        "空": 1,
        "合并": 2,
        "三": 1,
        "二": 1,
        "一": 0,
    }
    assert {commit.subject: commit.paths for commit in log if commit.paths} == {
        "三": ("c",),
        "二": ("b",),
        "一": ("a",),
    }
    with pytest.raises(DubanError) as error:
        repository.before(git("rev-parse", "HEAD~1").strip())
    assert code_of(error) == "undo-merge"


def test_an_old_version_can_be_shown(repository: Repository) -> None:
    first = repository.commit([write(repository, "甲.yaml", "一\n")], MESSAGE)
    repository.commit([write(repository, "甲.yaml", "二\n")], MESSAGE)
    assert repository.show(first, "甲.yaml") == "一\n".encode()
    assert repository.show("HEAD", "甲.yaml") == "二\n".encode()
    assert repository.show(first, "乙.yaml") is None


def test_changes_by_hand_are_listed(repository: Repository, git: Git) -> None:
    repository.commit(
        [write(repository, "w/甲"), write(repository, "w/乙"), write(repository, "丙")], MESSAGE
    )
    write(repository, "w/甲", "改")
    (repository.root / "w/乙").unlink()
    write(repository, "w/新/丁")
    write(repository, "丙", "改")
    kinds = {change.path: change.kind for change in repository.changed_paths("w")}
    assert kinds == {"w/甲": "modified", "w/乙": "deleted", "w/新/丁": "untracked"}
    git("checkout", "-q", "-b", "side", "HEAD")
    git("commit", "-qam", "side")
    git("switch", "-q", "main")
    repository.commit([write(repository, "丙", "另改")], Message("x"))
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "side")
    assert Change("丙", "conflict", is_staged=True) in repository.changed_paths()
    with pytest.raises(DubanError) as error:
        repository.check_ready()
    assert code_of(error) == "git-in-progress"


def test_clean_means_committed_as_it_stands(repository: Repository) -> None:
    assert not repository.is_clean(["a"])
    repository.commit([write(repository, "a")], MESSAGE)
    assert repository.is_clean(["a", "never-existed"])
    write(repository, "b")
    assert not repository.is_clean(["a", "b"])
    write(repository, "a", "改\n")
    assert not repository.is_clean(["a"])


def test_taking_back_gives_the_bytes_before(repository: Repository, git: Git, tmp_path: Path) -> None:
    first = repository.commit([write(repository, "a", "一\n"), write(repository, "gone", "x")], Message("一"))
    (repository.root / "gone").unlink()
    second = repository.commit(
        [write(repository, "a", "二\n"), write(repository, "b"), "gone"], Message("二")
    )
    assert repository.before(second) == {"a": "一\n".encode(), "b": None, "gone": b"x"}
    write(repository, "b", "后来")
    with pytest.raises(DubanError) as error:
        repository.before(second)
    assert code_of(error) == "undo-changed"
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "far"], check=True)
    git("push", "-q", str(tmp_path / "far"), "main")
    assert not repository.is_pushed(second)
    git("remote", "add", "origin", str(tmp_path / "far"))
    git("fetch", "-q", "origin")
    assert repository.is_pushed(first)
    assert repository.is_pushed(second)
    with pytest.raises(DubanError) as error:
        repository.before(second)
    assert code_of(error) == "undo-pushed"


def test_the_first_commit_can_be_taken_back(repository: Repository) -> None:
    first = repository.commit([write(repository, "a")], MESSAGE)
    assert repository.before(first) == {"a": None}


def test_who_commits(repository: Repository, git: Git) -> None:
    assert repository.identity == Identity("王五", "wang@example.org")
    git("config", "user.name", "李 <四>")
    assert find_repository(repository.root).identity == Identity("李 四", "wang@example.org")


@pytest.mark.parametrize(
    "name",
    ["王五", "李 <四>", " 赵六. ", "钱\t七", "孙\u200b八", "'周九'", "吴 十", ".", "", "\\郑", "O'Neill"],
)
@pytest.mark.parametrize("email", ["wang@example.org", "<a@b>", "", "a b@c,"])
def test_who_commits_is_whom_git_would_write(repository: Repository, git: Git, name: str, email: str) -> None:
    git("config", "user.name", name)
    git("config", "user.email", email)
    found = repository.identity
    try:
        repository.commit([write(repository, "a")], MESSAGE)
    except DubanError:
        assert found is None
    else:
        assert found is not None
        assert git("log", "-1", "--format=%an%n%ae").split("\n")[:2] == [found.name, found.email]


@pytest.mark.parametrize("setting", ["author.name", "author.email"])
def test_an_author_of_his_own_comes_before_the_user(repository: Repository, git: Git, setting: str) -> None:
    git("config", setting, "另一个")
    identity = repository.identity
    assert identity is not None
    assert "另一个" in (identity.name, identity.email)


def test_without_identity_nothing_is_committed(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (Path(os.environ["HOME"]) / ".gitconfig").unlink()
    monkeypatch.setenv("EMAIL", "root@localhost")
    assert repository.identity is None
    for attempt in (repository.check_ready, lambda: repository.commit([write(repository, "a")], MESSAGE)):
        with pytest.raises(DubanError) as error:
            attempt()
        assert code_of(error) == "git-identity"
        assert "git config --global user.name" in error.value.problems[0].advice
    assert repository.changed_paths() == (Change("a", "untracked", is_staged=False),)


def test_a_detached_head_is_refused(repository: Repository, git: Git) -> None:
    assert repository.check_ready().head is None
    repository.commit([write(repository, "a")], MESSAGE)
    assert repository.check_ready().branch == "main"
    git("checkout", "-q", "--detach")
    with pytest.raises(DubanError) as error:
        repository.check_ready()
    assert code_of(error) == "git-detached"


def test_a_refusing_hook_is_quoted_and_the_index_is_as_before(repository: Repository, git: Git) -> None:
    repository.commit([write(repository, "old")], MESSAGE)
    hook = repository.git_dir / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho '缺少批准人' >&2\nprintf 'x\\033[31m' >&2\nexit 1\n")
    hook.chmod(0o755)
    write(repository, "staged")
    git("add", "staged")
    before = git("status", "--porcelain")
    with pytest.raises(DubanError) as error:
        repository.commit([write(repository, "new"), write(repository, "old", "改")], MESSAGE)
    assert code_of(error) == "git-hook"
    assert "缺少批准人" in error.value.problems[0].message
    assert "\x1b" not in error.value.problems[0].message
    assert git("status", "--porcelain") == " M old\n" + before + "?? new\n"
    assert repository.log()[0].subject == MESSAGE.subject


def test_hooks_and_settings_of_the_user_run(repository: Repository, git: Git) -> None:
    hook = repository.git_dir / "hooks" / "commit-msg"
    hook.write_text('#!/bin/sh\necho "Checked: yes" >> "$1"\n')
    hook.chmod(0o755)
    git("config", "core.commentChar", "D")
    git("config", "commit.cleanup", "strip")
    repository.commit([write(repository, "a")], MESSAGE)
    (commit,) = repository.log()
    assert commit.subject == MESSAGE.subject
    assert commit.trailer("Checked") == ("yes",)


def test_variables_of_a_surrounding_git_do_not_mislead(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    repository.commit([write(repository, "a")], MESSAGE)
    assert repository.is_clean(["a"])


def test_an_ignored_file_is_refused(repository: Repository) -> None:
    write(repository, ".gitignore", "*.pdf\n")
    with pytest.raises(DubanError) as error:
        repository.commit([write(repository, "附件.pdf")], MESSAGE)
    assert code_of(error) == "git-ignored"


def test_no_difference_is_no_commit(repository: Repository) -> None:
    repository.commit([write(repository, "a")], MESSAGE)
    with pytest.raises(DubanError) as error:
        repository.commit(["a"], MESSAGE)
    assert code_of(error) == "git-nothing"


def test_a_lock_that_is_released_is_waited_for(repository: Repository) -> None:
    held = repository.git_dir / "index.lock"
    held.touch()

    def release() -> None:
        time.sleep(0.3)
        held.unlink()

    helper = threading.Thread(target=release)
    helper.start()
    assert repository.commit([write(repository, "a")], MESSAGE)
    helper.join()


def test_a_lock_that_stays_is_named(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duban.files.git.repository._LOCK_TRIES", 2)
    (repository.git_dir / "index.lock").touch()
    with pytest.raises(DubanError) as error:
        repository.commit([write(repository, "a")], MESSAGE)
    assert code_of(error) == "git-locked"


def test_a_submodule_is_named(repository: Repository, git: Git, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    inner = init(tmp_path / "inner")
    inner.commit([write(inner, "a")], MESSAGE)
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.root), "sub")
    with pytest.raises(DubanError) as error:
        repository.commit([write(repository, "sub/new")], MESSAGE)
    assert code_of(error) == "git-submodule"


def test_folders_without_a_working_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "plain").mkdir()
    with pytest.raises(DubanError) as error:
        find_repository(tmp_path / "plain")
    assert code_of(error) == "no-repository"
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "bare"], check=True)
    with pytest.raises(DubanError) as error:
        find_repository(tmp_path / "bare")
    assert code_of(error) == "git-bare"


def test_a_missing_git_is_named(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DubanError) as error:
        repository.head()
    assert code_of(error) == "no-git"


def test_many_paths_are_committed_at_once(repository: Repository) -> None:
    names = [write(repository, f"{'很长的文件夹名' * 4}/{number}.yaml") for number in range(1500)]
    repository.commit(names, MESSAGE)
    assert repository.is_clean(names)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("fatal: detected dubious ownership in repository at '/x'", "git-owner"),
        ("fatal: Unable to create '/x/.git/index.lock': Read-only file system", "read-only"),
        ("fatal: Unable to create '/x/.git/index.lock': Permission denied", "read-only"),
        ("fatal: Unable to create '/x/.git/index.lock': No space left on device", "disk-full"),
        ("fatal: sha1 file '/x/.git/index.lock' write error. Out of diskspace", "disk-full"),
        (
            "fatal: cannot update ref 'refs/heads/main': couldn't write '/x/.git/refs/heads/main.lock'",
            "disk-full",
        ),
        ("fatal: Unable to create '/x/.git/index.lock': File exists.", "git-locked"),
        ("error: insufficient permission for adding an object", "read-only"),
        ("error: gpg failed to sign the data", "git-signing"),
        ("fatal: something else", "git-failed"),
    ],
)
def test_what_git_says_gets_a_code_and_a_remedy(words: str, code: str) -> None:
    (problem,) = explain("status", words, Path("/w")).problems
    assert (problem.code, bool(problem.advice)) == (code, True)


def test_odd_folders_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a\nb").mkdir()
    with pytest.raises(DubanError) as error:
        init(tmp_path / "a\nb")
    assert code_of(error) == "git-path"
    with pytest.raises(DubanError) as error:
        init(tmp_path / "missing")
    assert code_of(error) == "no-folder"
    (tmp_path / "bin" / "git").mkdir(parents=True)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(DubanError) as error:
        init(tmp_path)
    assert code_of(error) in ("git-start", "no-git")


def test_many_files_of_a_commit_are_read_at_once(repository: Repository, git: Git) -> None:
    names = ["台账/甲 1.yaml", "台账/乙\n二.yaml", "台账/空.yaml", "台账/图.png", "外面.yaml"]
    texts = dict(zip(names, ["甲: 1\n", "乙: 2\n\n", "", "图", "外"], strict=True))
    for name, text in texts.items():
        write(repository, name, text)
    (repository.root / "台账" / "链接.yaml").symlink_to("甲 1.yaml")
    commit = repository.commit([*names, "台账/链接.yaml"], MESSAGE)
    write(repository, names[0], "甲: 改了\n")
    git("commit", "-qam", "后来")
    found = repository.files_at(commit, "台账", lambda path: path.endswith(".yaml"))
    assert found == {name: texts[name].encode() for name in names[:3]}
    everything = repository.files_at(commit, ".", lambda _path: True)
    assert set(everything) == set(names)
    assert repository.files_at(commit, "没有", lambda _path: True) == {}
    with pytest.raises(DubanError):
        repository.files_at("0" * 40, ".", lambda _path: True)
