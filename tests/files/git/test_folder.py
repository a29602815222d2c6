"""The git directory and the last commit are found without starting git."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.files.conftest import Git

from duban.files.git.folder import find_git_folder, read_head
from duban.files.git.repository import Repository, find_repository


def test_upward_from_a_folder_inside(repository: Repository) -> None:
    inside = repository.root / "台账" / "2026"
    inside.mkdir(parents=True)
    assert find_git_folder(inside) == repository.root / ".git"
    assert find_git_folder(repository.root) == repository.root / ".git"


def test_a_worktree_has_its_own(repository: Repository, tmp_path: Path) -> None:
    (repository.root / "a").write_text("a")
    place = tmp_path / "另一份"
    for words in (["add", "a"], ["commit", "-qm", "a"], ["worktree", "add", "-q", str(place)]):
        subprocess.run(["git", *words], cwd=repository.root, check=True, capture_output=True)
    asked = subprocess.run(
        ["git", "rev-parse", "--absolute-git-dir"], cwd=place, check=True, capture_output=True, text=True
    )
    assert find_git_folder(place) == Path(asked.stdout.strip())


def test_outside_of_any_repository(tmp_path: Path) -> None:
    assert find_git_folder(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nonsense"])
def test_a_pointer_that_points_nowhere_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".git").write_bytes(content)
    assert find_git_folder(tmp_path) is None


def test_a_relative_pointer_is_followed_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / ".git").write_text("gitdir: ../real/modules/x\n")
    assert find_git_folder(tmp_path / "inside") == tmp_path / "real" / "modules" / "x"


def loose(_repository: Repository, _git: Git) -> None:
    """As a commit leaves it."""


def packed(_repository: Repository, git: Git) -> None:
    git("gc", "--quiet", "--prune=now")


def packed_references(_repository: Repository, git: Git) -> None:
    git("pack-refs", "--all")


def detached(_repository: Repository, git: Git) -> None:
    git("checkout", "--quiet", "--detach")


def another_branch(_repository: Repository, git: Git) -> None:
    git("switch", "--quiet", "-c", "分支/甲")
    git("commit", "--quiet", "--allow-empty", "-m", "乙")


def another_symbol(repository: Repository, git: Git) -> None:
    git("symbolic-ref", "refs/heads/别名", "refs/heads/main")
    (repository.git_dir / "HEAD").write_text("ref: refs/heads/别名\n", "utf-8")


@pytest.mark.parametrize(
    ("change", "is_read"),
    [
        (loose, True),
        (packed, False),
        (packed_references, False),
        (detached, False),
        (another_branch, True),
        (another_symbol, False),
    ],
)
def test_the_last_commit_is_the_one_git_names(
    repository: Repository, git: Git, change: Callable[[Repository, Git], None], is_read: bool
) -> None:
    git("commit", "--quiet", "--allow-empty", "-m", "甲")
    change(repository, git)
    assert repository.head() == git("rev-parse", "HEAD").strip()
    assert repository.state().branch == (git("branch", "--show-current").strip() or None)
    assert (read_head(repository.git_dir, repository.common) is not None) == is_read


def test_the_last_commit_of_a_worktree_is_its_own(repository: Repository, git: Git, tmp_path: Path) -> None:
    git("commit", "--quiet", "--allow-empty", "-m", "甲")
    place = tmp_path / "另一份"
    git("worktree", "add", "--quiet", "-b", "另一份", str(place))
    git("-C", str(place), "commit", "--quiet", "--allow-empty", "-m", "乙")
    other = find_repository(place)
    assert read_head(other.git_dir, other.common) == ("另一份", git("rev-parse", "另一份").strip())
    assert repository.head() != other.head()


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"ref: refs/heads/nothing\n",
        b"ref: refs/heads/../../config\n",
        b"ref: refs/heads/a\0\n",
        b"\xff" * 99,
    ],
)
def test_what_is_no_head_is_asked_of_git(repository: Repository, git: Git, head: bytes) -> None:
    git("commit", "--quiet", "--allow-empty", "-m", "甲")
    (repository.git_dir / "HEAD").write_bytes(head)
    assert read_head(repository.git_dir, repository.common) is None


def test_a_commit_that_is_damaged_is_asked_of_git(repository: Repository, git: Git) -> None:
    git("commit", "--quiet", "--allow-empty", "-m", "甲")
    name = git("rev-parse", "HEAD").strip()
    kept = repository.git_dir / "objects" / name[:2] / name[2:]
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes()[:-9])
    assert read_head(repository.git_dir, repository.common) is None
