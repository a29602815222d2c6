"""A repository goes into one file and comes out the same, or is refused: real git throughout."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.errors import DubanError
from duban.files.git import bundle
from duban.files.git.bundle import Heads, check_out, read_heads, size_of, unpack_bundle, write_bundle
from duban.files.git.refusals import explain
from duban.files.git.repository import Repository, run

Git = Callable[..., str]
CRLF = b"\xe7\x94\xb2\r\n\xe4\xb9\x99\n"


@pytest.fixture
def history(repository: Repository, git: Git) -> Repository:
    """Two branches, two tags (one with words), a file in git's own storage of line ends, a link."""
    (repository.root / "甲 '\"*.yaml").write_text("甲: 1\n", "utf-8")
    (repository.root / ".gitattributes").write_text("*.txt text eol=crlf\n*.odd filter=evil\n", "utf-8")
    (repository.root / "a.odd").write_text("x\n", "utf-8")
    git("add", ".")
    git("commit", "-q", "-m", "一")
    git("tag", "v1")
    git("tag", "-a", "v2", "-m", "二")
    git("branch", "别的")
    (repository.root / "b.yaml").write_bytes(CRLF)
    git("-c", "core.autocrlf=false", "add", "b.yaml")
    git("commit", "-q", "-m", "二")
    return repository


def refused(error: pytest.ExceptionInfo[DubanError]) -> str:
    (problem,) = error.value.problems
    assert problem.advice
    return problem.code


def unpacked(path: Path, folder: Path, branch: str | None = "main") -> Repository:
    folder.mkdir()
    return unpack_bundle(path, folder, branch)


def test_every_branch_and_tag_comes_back_with_its_history(
    history: Repository, git: Git, tmp_path: Path
) -> None:
    heads, branch = write_bundle(history, tmp_path / "本.bundle")
    assert (heads.branches, heads.tags, branch) == (2, 2, "main")
    assert heads.head == history.head()
    again = unpacked(tmp_path / "本.bundle", tmp_path / "again")
    assert check_out(again) == []
    there = subprocess.run(["git", "show-ref"], cwd=again.root, capture_output=True, check=True, text=True)
    assert there.stdout == git("show-ref")
    assert [each.sha for each in again.log()] == [each.sha for each in history.log()]
    for path, _, _ in history.tree("HEAD"):
        assert (again.root / path).read_bytes() == history.show("HEAD", path)
    assert again.changed_paths() == ()
    assert size_of(again) == (
        4,
        sum(len((again.root / path).read_bytes()) for path, _, _ in again.tree("HEAD")),
    )
    assert not (again.git_dir / "info" / "attributes").exists()


def test_no_program_named_in_the_bundle_or_in_settings_runs(
    history: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{ran}'\n")
        (hooks / name).chmod(0o755)
    settings = tmp_path / "settings"
    text = Path(os.environ["HOME"], ".gitconfig").read_text("utf-8")
    text += (
        f'[core]\n\thooksPath = {hooks}\n[filter "evil"]\n\tsmudge = touch {ran}; cat\n\trequired = true\n'
    )
    settings.write_text(text, "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    write_bundle(history, tmp_path / "b")
    check_out(unpacked(tmp_path / "b", tmp_path / "again"))
    assert not ran.exists()


def test_a_head_on_no_branch_comes_back_so(history: Repository, git: Git, tmp_path: Path) -> None:
    git("checkout", "-q", "--detach", "HEAD~1")
    write_bundle(history, tmp_path / "b")
    again = unpacked(tmp_path / "b", tmp_path / "again", None)
    assert again.head() == history.head()
    assert again.state().branch is None


def test_a_link_becomes_a_text_that_says_where_it_led(history: Repository, git: Git, tmp_path: Path) -> None:
    (history.root / "link").symlink_to("/etc/passwd")
    git("add", "link")
    git("commit", "-q", "-m", "link")
    write_bundle(history, tmp_path / "b")
    again = unpacked(tmp_path / "b", tmp_path / "again")
    assert check_out(again) == ["link"]
    assert not (again.root / "link").is_symlink()
    assert (again.root / "link").read_text() == "/etc/passwd"


def test_a_repository_of_sha256_comes_back(tmp_path: Path, git_settings: None) -> None:
    assert git_settings is None
    folder = tmp_path / "long"
    for words in (("init", "-q", "--object-format=sha256", str(folder)),):
        subprocess.run(["git", *words], check=True)
    (folder / "a").write_text("a")
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    subprocess.run(["git", "commit", "-q", "-m", "a"], cwd=folder, check=True)
    made = Repository(folder, folder / ".git", folder / ".git" / "duban", folder / ".git")
    heads, _ = write_bundle(made, tmp_path / "b")
    assert len(heads.head) == 64
    assert unpacked(tmp_path / "b", tmp_path / "again").head() == heads.head


def test_a_cut_history_is_refused(history: Repository, tmp_path: Path, git: Git) -> None:
    git("clone", "-q", "--depth", "1", f"file://{history.root}", str(tmp_path / "cut"))
    cut = Repository(tmp_path / "cut", tmp_path / "cut" / ".git", tmp_path / "x", tmp_path / "cut" / ".git")
    with pytest.raises(DubanError) as error:
        write_bundle(cut, tmp_path / "b")
    assert refused(error) == "history-shallow"
    assert not (tmp_path / "b").exists()


def test_without_a_commit_there_is_nothing_to_write(repository: Repository, tmp_path: Path) -> None:
    with pytest.raises(DubanError) as error:
        write_bundle(repository, tmp_path / "b")
    assert refused(error) == "git-unborn"


@pytest.mark.usefixtures("history")
def test_a_bundle_that_needs_more_than_it_holds_is_refused(git: Git, tmp_path: Path) -> None:
    git("bundle", "create", "-q", str(tmp_path / "b"), "HEAD~1..HEAD", "main")
    with pytest.raises(DubanError) as error:
        unpacked(tmp_path / "b", tmp_path / "again")
    assert refused(error) == "bundle-broken"
    git("bundle", "create", "-q", str(tmp_path / "c"), "^HEAD~1", "main", "HEAD")
    with pytest.raises(DubanError) as error:
        unpacked(tmp_path / "c", tmp_path / "more")
    assert refused(error) == "bundle-broken"


@pytest.mark.usefixtures("history")
def test_a_reference_of_another_kind_is_refused(git: Git, tmp_path: Path) -> None:
    git("update-ref", "refs/replace/x", "HEAD")
    git("bundle", "create", "-q", str(tmp_path / "b"), "--all", "HEAD")
    with pytest.raises(DubanError) as error:
        read_heads(tmp_path / "b")
    assert refused(error) == "bundle-broken"


@pytest.mark.parametrize("branch", ["没有", "../../x", "别的"])
def test_a_branch_that_is_not_at_head_is_refused(history: Repository, tmp_path: Path, branch: str) -> None:
    write_bundle(history, tmp_path / "b")
    with pytest.raises(DubanError) as error:
        unpacked(tmp_path / "b", tmp_path / "again", branch)
    assert refused(error) == "bundle-broken"


def test_no_byte_of_a_bundle_can_be_changed(history: Repository, tmp_path: Path) -> None:
    write_bundle(history, tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    for place in range(0, len(whole), 97):
        spoilt = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        (tmp_path / "c").write_bytes(spoilt)
        folder = tmp_path / f"again {place}"
        codes = {"bundle-broken"}
        try:
            again = unpacked(tmp_path / "c", folder)
            check_out(again)
            assert again.head() == history.head()  # a letter of the name of a reference
        except DubanError as error:
            codes = {each.code for each in error.problems}
        assert codes == {"bundle-broken"}


def test_a_file_that_the_disk_kept_otherwise_is_noticed(
    history: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bundle(history, tmp_path / "b")
    again = unpacked(tmp_path / "b", tmp_path / "again")
    monkeypatch.setattr("duban.files.git.bundle.blob_name", lambda data, name: name if data != CRLF else "")
    with pytest.raises(DubanError) as error:
        check_out(again)
    assert refused(error) == "restore-differs"
    assert "b.yaml" in error.value.problems[0].message


def test_head_and_its_branch_are_of_one_moment(
    history: Repository, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody commits between git's reading of HEAD and of the branches: it is read again, and again, then refused."""
    real, seen = bundle.read_heads, []

    def torn(path: Path) -> Heads:
        heads = real(path)
        seen.append(path)
        return heads if len(seen) > worse else heads._replace(head="0" * 40)

    monkeypatch.setattr(bundle, "read_heads", torn)
    worse = 2
    assert write_bundle(history, tmp_path / "b")[0].head == git("rev-parse", "HEAD").strip()
    assert len(seen) == 3
    worse = 99
    with pytest.raises(DubanError) as error:
        write_bundle(history, tmp_path / "b")
    assert refused(error) == "git-locked"


def test_what_this_machine_refuses_is_not_blamed_on_the_file(
    history: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bundle(history, tmp_path / "b")
    real = run

    def full(folder: Path, *words: str, given: bytes = b"") -> bytes:
        if words[0] == "update-ref":
            raise explain("update-ref", "fatal: No space left on device", folder)
        return real(folder, *words, given=given)

    monkeypatch.setattr(bundle, "run", full)
    with pytest.raises(DubanError) as error:
        unpacked(tmp_path / "b", tmp_path / "again")
    assert refused(error) == "disk-full"


def test_what_is_neither_branch_nor_tag_is_named(history: Repository, git: Git) -> None:
    assert bundle.left_out(history) == []
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    (history.root / "b.yaml").write_text("改", "utf-8")
    git("stash", "-q")
    assert bundle.left_out(history) == ["refs/stash"]
