"""A small workspace to type in: made once by the commands themselves, copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.closed import TABLE, close_september
from tests.honesty import find_dishonest
from tests.outside import SETTINGS, at_home, pack, set_up


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with nothing in it but git's settings."""
    folder = tmp_path_factory.mktemp("家")
    (folder / ".gitconfig").write_text(SETTINGS, "utf-8")
    return folder


@pytest.fixture(scope="session")
def template(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace as the commands leave it."""
    with at_home(home):
        return set_up(tmp_path_factory.mktemp("样本") / "督查台账")


@pytest.fixture
def ledgers(template: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the small workspace, and the current folder."""
    folder = tmp_path / "台账 副本"
    shutil.copytree(template, folder)
    monkeypatch.chdir(folder)
    with at_home(home):
        yield folder


@pytest.fixture(scope="session")
def closed(template: Path, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace with a task in every standing, and its September closed."""
    folder = tmp_path_factory.mktemp("结账") / "台账"
    shutil.copytree(template, folder)
    with at_home(home), pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        close_september()
        pack(folder)
    (folder / "来表.csv").write_text(TABLE, "utf-8")
    return folder


@pytest.fixture
def books(closed: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the workspace whose September is closed, and the current folder."""
    folder = tmp_path / "台账"
    shutil.copytree(closed, folder)
    monkeypatch.chdir(folder)
    with at_home(home):
        yield folder


@pytest.fixture(autouse=True)
def honest(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test wrote only through duban, an audit finds nothing in; a test of forgeries is left alone."""
    yield
    if request.node.get_closest_marker("forges") is None:
        for folder in tmp_path.glob("*/.git"):
            assert find_dishonest(folder.parent) == []
