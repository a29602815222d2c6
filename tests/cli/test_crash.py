"""A command killed at any point of a write, or refused by git: every file is old or new, and the next command sets it right."""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.outside import at_home, git, killed_at, typed

from duban.files.write.transaction import FAULT_POINTS
from duban.files.yaml.reader import parse_yaml

NEW = (
    *(
        "add",
        "--ledger",
        "领导批示",
        "--title",
        "清理河道",
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--urgency",
        "急件",
    ),
    *(
        "--source-name",
        "第9号批示",
        "--lead",
        "县水务局",
        "--owner",
        "张三",
        "--requirements",
        "清完",
        "--assign",
    ),
)
OLD = ("progress", "PS-1", "--unit", "县水务局", "--percent", "40", "--done", "完成摸底")
MANY = ("amend", "--where", "责任人=张三", "--owner", "李四", "--reason", "张三调离")
COMMANDS = {"one new file": NEW, "one old file": OLD, "several files": MANY}
NEXT = ("progress", "WJ-1", "--unit", "县水务局", "--done", "开工")
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")
FINISHED, TAKEN_BACK = "现在已经补完并提交", "已经撤回，文件恢复原样"


def contents(ledgers: Path) -> dict[str, bytes]:
    """Every file of the workspace that is not git's."""
    return {
        path.relative_to(ledgers).as_posix(): path.read_bytes()
        for path in sorted(ledgers.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(ledgers).parts
    }


def names_left(ledgers: Path) -> list[str]:
    """What a write leaves only while it lasts: spare files, its note, git's locks."""
    spare = [path.name for path in ledgers.rglob(".duban-*")]
    notes = [path.name for path in (ledgers / ".git" / "duban").glob("intent*")]
    return spare + notes + [path.name for path in (ledgers / ".git").glob("*.lock")]


@pytest.fixture(scope="module")
def after(
    template: Path, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, bytes]]:
    """What each command writes when nothing kills it."""
    found = {}
    for name, words in COMMANDS.items():
        folder = tmp_path_factory.mktemp("done") / "w"
        shutil.copytree(template, folder)
        with at_home(home):
            answer = typed(*words, "-C", str(folder))
        assert answer.returncode == 0, answer
        found[name] = timeless(contents(folder))
    return found


def timeless(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with every moment of recording taken out."""
    return {name: MOMENT.sub(b"-", data) for name, data in files.items()}


@pytest.mark.parametrize("point", FAULT_POINTS)
@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_a_point_the_next_command_sets_it_right(
    name: str,
    point: str,
    ledgers: Path,
    after: dict[str, dict[str, bytes]],
) -> None:
    old, new, commits = timeless(contents(ledgers)), after[name], int(git("rev-list", "--count", "HEAD"))
    killed_at(point, *COMMANDS[name])

    for path, data in timeless(contents(ledgers)).items():
        if path.endswith(".yaml"):
            assert data in (old.get(path), new.get(path)), path
            assert parse_yaml(data, path)[0] is not None
    git("fsck", "--strict")
    listed = json.loads(typed("list", "--json").stdout)
    assert len(listed) in {3, 4}

    replaced = point in {"replaced-all", "committed"} or (
        point == "replaced-first" and len(changed(old, new)) == 1
    )
    told = {"intent-removed": ""}.get(point, FINISHED if replaced else TAKEN_BACK)
    done = point == "intent-removed" or replaced
    following = typed(*NEXT)
    assert following.returncode == 0, following
    said = following.stdout + following.stderr
    assert [words for words in (FINISHED, TAKEN_BACK) if words in said] == [word for word in [told] if word]

    wanted = new if done else old
    assert {path: data for path, data in timeless(contents(ledgers)).items() if "WJ-" not in path} == {
        path: data for path, data in wanted.items() if "WJ-" not in path
    }
    assert names_left(ledgers) == []
    assert git("status", "--porcelain") == ""
    assert int(git("rev-list", "--count", "HEAD")) == commits + 1 + done
    checked = typed("check", "--json")
    assert (checked.returncode, json.loads(checked.stdout)["problems"]) == (0, []), checked


def changed(old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    return [path for path in new if new[path] != old.get(path)]


def test_what_a_dead_command_left_besides_blocks_nobody(ledgers: Path) -> None:
    notes = ledgers / ".git" / "duban"
    (notes / "lock").write_text("进程号 999999，duban", "utf-8")
    (notes / "index.999999").write_bytes(b"\x00half an index")
    (notes / "intent.tmp").write_bytes(b'{"head": nu')
    (notes / "index").write_bytes(b"\x93\x01")
    answer = typed(*OLD)
    assert (answer.returncode, typed("check").returncode) == (0, 0), answer
    assert names_left(ledgers) == []


def test_a_note_that_cannot_be_read_is_told_and_left_alone(ledgers: Path) -> None:
    intent = ledgers / ".git" / "duban" / "intent.json"
    intent.write_bytes(b"\x00\xff")
    before = contents(ledgers)
    answer = typed(*OLD)
    assert (answer.returncode, "上次操作的记录读不懂" in answer.stderr) == (1, True), answer
    assert (contents(ledgers), intent.read_bytes()) == (before, b"\x00\xff")
    intent.unlink()
    assert typed(*OLD).returncode == 0


def test_a_lock_that_git_left_is_named_and_nothing_is_written(
    ledgers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duban.files.git.repository._LOCK_TRIES", 1)
    lock = ledgers / ".git" / "index.lock"
    lock.touch()
    before = contents(ledgers)
    for words in (NEW, OLD, MANY):
        answer = typed(*words)
        assert (answer.returncode, "index.lock" in answer.stderr) == (1, True), answer
        assert contents(ledgers) == before
    lock.unlink()
    assert names_left(ledgers) == []
    assert typed(*NEW).returncode == 0
    assert typed("check").returncode == 0


@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "prepare-commit-msg"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_hook_that_refuses_brings_the_old_bytes_back(name: str, hook: str, ledgers: Path) -> None:
    script = ledgers / ".git" / "hooks" / hook
    script.parent.mkdir(exist_ok=True)
    script.write_text("#!/bin/sh\necho '本机规定：先找科长' >&2\nexit 1\n", "utf-8")
    script.chmod(0o755)
    before, head = contents(ledgers), git("rev-parse", "HEAD")
    answer = typed(*COMMANDS[name])
    assert (answer.returncode, "本机规定：先找科长" in answer.stderr) == (1, True), answer
    assert "hint" not in answer.stderr  # git's advice on settings of duban's own
    assert (contents(ledgers), git("rev-parse", "HEAD")) == (before, head)
    assert (git("status", "--porcelain"), names_left(ledgers)) == ("", [])
    script.unlink()
    again = typed(*COMMANDS[name])
    assert again.returncode == 0, again
    assert "中途断了" not in again.stdout + again.stderr
    assert typed("check").returncode == 0


def test_killed_while_git_works_on_the_next_command_waits_and_agrees(ledgers: Path) -> None:
    """The command dies, its git lives on and commits: what it wrote must stand, whoever comes first."""
    script = ledgers / ".git" / "hooks" / "pre-commit"
    script.parent.mkdir(exist_ok=True)
    script.write_text("#!/bin/sh\ntouch .git/hook-runs\nrm .git/hooks/pre-commit\nsleep 1\n", "utf-8")
    script.chmod(0o755)
    commits = int(git("rev-list", "--count", "HEAD"))
    with subprocess.Popen([sys.executable, "-m", "duban", *OLD], stdout=subprocess.DEVNULL) as writer:
        deadline = time.monotonic() + 20
        while not (ledgers / ".git" / "hook-runs").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        writer.kill()
    answer = typed(*NEXT)
    assert answer.returncode == 0, answer
    assert FINISHED in answer.stdout + answer.stderr
    assert git("status", "--porcelain") == ""
    assert int(git("rev-list", "--count", "HEAD")) == commits + 2
    assert "进展: 完成摸底" in (ledgers / "领导批示/2026/PS-2026-0001.yaml").read_text("utf-8")
    assert (typed("check").returncode, names_left(ledgers)) == (0, [])
