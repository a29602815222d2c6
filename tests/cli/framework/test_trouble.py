"""Whatever git or the disk refuses, each writing command says so and leaves every byte where it was."""

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.outside import git, typed

from duban.files.write import transaction

pytestmark = pytest.mark.usefixtures("ledgers")
WRITERS = {
    "add": (
        *(
            "add",
            "--ledger",
            "PS",
            "--title",
            "甲",
            "--source-kind",
            "领导批示",
            "--instruction",
            "刘县长=2026-09-28=请抓紧",
            "--urgency",
            "急件",
        ),
        *("--lead", "县水务局", "--owner", "甲", "--requirements", "甲"),
    ),
    "amend": ("amend", "--where", "责任人=张三", "--owner", "李四", "--reason", "x"),
    "unit": ("unit", "rename", "县水务局", "县水利局"),
    "import": ("import", "../表.csv", "--ledger", "XM"),
    "commit": ("commit", "-m", "x"),
    "undo": ("undo",),
}


def contents(ledgers: Path) -> dict[str, bytes]:
    return {
        file.relative_to(ledgers).as_posix(): file.read_bytes()
        for file in ledgers.rglob("*")
        if file.is_file() and ".git" not in file.relative_to(ledgers).parts
    }


@pytest.fixture
def ready(ledgers: Path) -> Path:
    """Something to write for every command."""
    (ledgers.parent / "表.csv").write_text("任务,牵头单位,时限\n修桥,县水务局,2026-11-30\n", "utf-8")
    edited = ledgers / "重要文件/2026/WJ-2026-0001.yaml"
    edited.write_text(edited.read_text("utf-8").replace("责任人: 张三", "责任人: 赵六"), "utf-8")
    assert typed("amend", "PS-2", "--clerk", "赵六", "--reason", "x").returncode == 0
    return ledgers


def detached(_folder: Path) -> str:
    git("checkout", "--quiet", "--detach")
    return "detached HEAD"


def merging(folder: Path) -> str:
    (folder / ".git/MERGE_HEAD").write_text(git("rev-parse", "HEAD") + "\n", "utf-8")
    return "没有做完的合并"


def hooked(folder: Path) -> str:
    hook = folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 本单位不许 >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    return "本单位不许"


def nobody(folder: Path) -> str:
    home = folder.parent / "nobody"
    home.mkdir()
    os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = str(home)
    return "git config --global user.name"


@pytest.mark.parametrize("trouble", [detached, merging, hooked, nobody])
@pytest.mark.parametrize("command", WRITERS)
def test_what_git_refuses(ready: Path, command: str, trouble: Callable[[Path], str]) -> None:
    before, said = contents(ready), trouble(ready)
    head, staged = git("rev-parse", "HEAD"), git("diff", "--cached", "--name-only")
    answer = typed(*WRITERS[command])
    assert answer.returncode == 1
    assert said in answer.stderr
    assert contents(ready) == before
    assert (git("rev-parse", "HEAD"), git("diff", "--cached", "--name-only")) == (head, staged)


@pytest.mark.parametrize(
    ("command", "number", "point", "said"),
    [
        *(
            (command, errno.ENOSPC, point, "磁盘满了")
            for command in ("add", "commit", "undo")
            for point in ("intent-written", "temp-written", "replaced-first", "replaced-all")
        ),
        ("amend", errno.EROFS, "temp-written", "磁盘是只读的"),
        ("amend", errno.EACCES, "replaced-first", "没有写入的权限"),
    ],
)
def test_what_the_disk_refuses(
    ready: Path, command: str, number: int, point: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(reached: str) -> None:
        if reached == point:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(transaction, "fault", refuse)
    before, head = contents(ready), git("rev-parse", "HEAD")
    answer = typed(*WRITERS[command])
    assert answer.returncode == 1
    assert said in answer.stderr
    assert contents(ready) == before
    assert git("rev-parse", "HEAD") == head
    monkeypatch.setattr(transaction, "fault", transaction.no_fault)
    assert typed(*WRITERS[command]).returncode == 0


@pytest.mark.parametrize("command", ["add", "commit"])
def test_a_disk_that_takes_only_a_few_bytes(ready: Path, command: str) -> None:
    before, head = contents(ready), git("rev-parse", "HEAD")
    answer = subprocess.run(
        [sys.executable, "-B", "-m", "duban", *WRITERS[command]],  # -B: no cut-off byte code is left behind
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "写" in answer.stderr
    assert contents(ready) == before
    assert git("rev-parse", "HEAD") == head


def branch_of(ledgers: Path) -> Path:
    return ledgers / ".git" / git("symbolic-ref", "HEAD")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "the branch is no commit": lambda ledgers: branch_of(ledgers).write_text("garbage\n", "utf-8"),
    "the branch is empty": lambda ledgers: branch_of(ledgers).write_text("", "utf-8"),
    "the branch names a commit that is gone": lambda ledgers: branch_of(ledgers).write_text(
        "1" * 40 + "\n", "utf-8"
    ),
    "so does a detached HEAD": lambda ledgers: (ledgers / ".git/HEAD").write_text("1" * 40 + "\n", "utf-8"),
    "the list of cut off commits is none": lambda ledgers: (ledgers / ".git/shallow").write_text(
        "garbage\n", "utf-8"
    ),
    "HEAD is no ref": lambda ledgers: (ledgers / ".git/HEAD").write_text("garbage\n", "utf-8"),
    "HEAD is gone": lambda ledgers: (ledgers / ".git/HEAD").unlink(),
    "commondir leads nowhere": lambda ledgers: (ledgers / ".git/commondir").write_text("/没有\n", "utf-8"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_repository_is_not_taken_for_a_new_one(ready: Path, damage: str) -> None:
    DAMAGE[damage](ready)
    before = contents(ready)
    for words in (("check",), ("log",), ("doctor",), ("undo",), WRITERS["add"]):
        answer = typed(*words)
        assert answer.returncode == 1, words
        assert "可能已损坏" in answer.stdout + answer.stderr, words
    assert contents(ready) == before
