import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.outside import SETTINGS

from duban.files.git.repository import Repository, init

Git = Callable[..., str]


@pytest.fixture
def git_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see no git settings of this machine, only their own."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (home / ".gitconfig").write_text(SETTINGS, "utf-8")


@pytest.fixture
def repository(tmp_path: Path, git_settings: None) -> Repository:
    """An empty repository in a folder with a Chinese name and a space."""
    assert git_settings is None
    folder = tmp_path / "督查 台账"
    folder.mkdir()
    made = init(folder)
    for name in ("hooks", "info"):  # as git's own template has them
        (made.git_dir / name).mkdir(exist_ok=True)
    return made


@pytest.fixture
def git(repository: Repository) -> Git:
    """Runs git in the repository, past duban."""

    def run(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=repository.root, capture_output=True, check=True, text=True
        )
        return done.stdout

    return run
