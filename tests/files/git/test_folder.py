"""The git directory is found without starting git."""

import subprocess
from pathlib import Path

import pytest

from duban.files.git.folder import find_git_folder
from duban.files.git.repository import Repository


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
