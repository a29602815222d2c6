"""While a write is under way or lies cut short, every answer is that of before it, or of after it, and says so."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.test_crash import COMMANDS, contents, names_left
from tests.outside import git, killed_at, typed

from duban.files.disk.regular_files import digest
from duban.files.write.transaction import FAULT_POINTS

ANSWERS = (
    ("list", "--json"),
    ("unit", "list", "--json"),
    ("show", "PS-1", "--json"),
)
MOVE = ("amend", "PS-1", "--new-ledger", "重要文件", "--reason", "记错台账")
HALFWAY = ("replaced-first", "committed")  # tests/cli/test_crash.py has them all
WRITES = COMMANDS | {"a move": MOVE, "a rename": ("unit", "rename", "县水务局", "县水利局")}
CUTS = (
    *(("several files", point) for point in FAULT_POINTS),
    *((name, point) for name in WRITES for point in HALFWAY if name != "several files"),
)
PENDING, STANDS = "还没有做完", "已经入账，只差收尾"


def answers() -> list[str]:
    return [typed(*words).stdout for words in ANSWERS]


@pytest.mark.parametrize(("name", "point"), CUTS)
def test_a_write_cut_short_is_not_half_seen(name: str, point: str, ledgers: Path) -> None:
    before = answers()
    killed_at(point, *WRITES[name])
    done = point in {"committed", "intent-removed"}
    seen = answers()
    assert (seen == before) == (not done)
    told = {"committed": STANDS, "intent-removed": ""}.get(point, PENDING)
    for words in (("list",), ("check",), ("doctor",), ("reconcile", "--quarter", "2026Q3")):
        answer = typed(*words)
        said = (answer.stdout + answer.stderr).replace("\n", "")
        assert [mark for mark in (PENDING, STANDS) if mark in said] == [mark for mark in (told,) if mark], (
            said
        )
        assert answer.returncode == 0 or words[0] == "doctor", answer
    files, head = contents(ledgers), git("rev-parse", "HEAD")
    dry = typed("progress", "WJ-1", "--unit", "县水务局", "--done", "开工", "--dry-run")
    assert (dry.returncode, told in dry.stdout + dry.stderr) == (0, True), dry
    assert (contents(ledgers), git("rev-parse", "HEAD")) == (files, head)
    assert answers() == seen
    assert typed("progress", "WJ-1", "--unit", "县水务局", "--done", "开工").returncode == 0
    assert names_left(ledgers) == []


def test_what_stands_beside_the_tasks_is_not_half_seen_either(ledgers: Path, tmp_path: Path) -> None:
    """A unit's books that a return writes, evidence that an undo takes away."""
    proof = tmp_path / "证明.txt"
    proof.write_text("办完了", "utf-8")
    assert typed("reconcile", "2026Q3", "--statements", str(tmp_path / "单")).returncode == 0
    sheet = next((tmp_path / "单").glob("*县水务局*"))
    assert typed("done", "PS-1", "--done", "办完", "--evidence", str(proof)).returncode == 0
    asked = (("check", "--json"), ("reconcile", "2026Q3", "--json"))
    for words in (("undo",), ("reconcile", "2026Q3", "--against", str(sheet))):
        before = [unpending(typed(*each).stdout) for each in asked]
        killed_at("replaced-all", *words)
        assert [unpending(typed(*each).stdout) for each in asked] == before
        assert typed("progress", "WJ-1", "--unit", "县水务局", "--done", "开工").returncode == 0
        assert names_left(ledgers) == []


def unpending(answer: str) -> object:
    """An answer less what it says of the write that is pending."""
    data = json.loads(answer)
    for key in ("problems", "notices"):
        if key in data:
            data[key] = [each for each in data[key] if each["code"] != "write-pending"]
    return data


def test_a_note_that_cannot_be_read_is_told_by_readers(ledgers: Path) -> None:
    (ledgers / ".git/duban/intent.json").write_bytes(b"{}")
    for words in (("list",), ("check",), ("doctor",), ("progress", "PS-1", "--done", "x", "--dry-run")):
        answer = typed(*words)
        assert (answer.returncode, "intent.json" in answer.stdout + answer.stderr) == (1, True), answer


def test_a_note_hides_nothing_that_is_registered(ledgers: Path) -> None:
    task = "领导批示/2026/PS-2026-0001.yaml"
    before = answers()
    step = {
        "path": task,
        "old": None,
        "new": digest((ledgers / task).read_bytes()),
        "temp": "领导批示/2026/.duban-00000000-0.tmp",
        "kept": None,
    }
    note = {
        "head": git("rev-parse", "HEAD"),
        "subject": "立项",
        "body": "",
        "trailers": [],
        "made_folders": [],
    }
    (ledgers / ".git/duban/intent.json").write_text(json.dumps(note | {"steps": [step]}), "utf-8")
    assert answers() == before
    assert typed("progress", "PS-1", "--unit", "县水务局", "--done", "开工").returncode == 0
    assert (ledgers / task).exists()


def test_a_link_in_the_place_of_the_folder_beside_git_is_not_followed(ledgers: Path) -> None:
    shutil.rmtree(ledgers / ".git/duban")
    outside = ledgers.parent / "别处"
    outside.mkdir()
    (ledgers / ".git/duban").symlink_to(outside)
    assert typed("list").returncode == 0
    answer = typed("progress", "PS-1", "--unit", "县水务局", "--done", "开工")
    assert (answer.returncode, "是一个链接" in answer.stderr) == (1, True), answer
    assert list(outside.iterdir()) == []


def test_who_reads_while_a_hook_thinks_and_then_refuses_sees_nothing_of_it(ledgers: Path) -> None:
    hook = ledgers / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch .git/thinks\nsleep 1\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    before, told = answers(), 0
    command = [sys.executable, "-m", "duban", *COMMANDS["several files"]]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as writer:
        while writer.poll() is None:
            assert answers() == before
            told += PENDING in typed("list").stdout
    assert (writer.returncode, answers(), told > 0) == (1, before, True)
    assert (git("status", "--porcelain"), names_left(ledgers)) == ("", [])


def test_ctrl_c_while_a_hook_hangs_takes_everything_back(ledgers: Path) -> None:
    hook = ledgers / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho $$ > .git/thinks\nsleep 300\n", "utf-8")
    hook.chmod(0o755)
    before = contents(ledgers)
    command = [sys.executable, "-m", "duban", *COMMANDS["several files"]]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as writer:
        deadline = time.monotonic() + 30
        while not (ledgers / ".git/thinks").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.2)
        os.kill(writer.pid, signal.SIGINT)
        said = writer.communicate(timeout=30)[1]
    assert (writer.returncode, "已中断" in said) == (130, True), said
    assert (contents(ledgers), git("status", "--porcelain"), names_left(ledgers)) == (before, "", [])
    hook.unlink()
    assert typed(*COMMANDS["several files"]).returncode == 0


def test_who_repeats_a_command_that_was_finished_enters_nothing_twice(ledgers: Path) -> None:
    for words in COMMANDS.values():
        killed_at("committed", *words)
        head = git("rev-parse", "HEAD")
        files = {path: data for path, data in contents(ledgers).items() if "/.duban-" not in path}
        answer = typed(*words)
        assert (answer.returncode, "补完并提交" in answer.stderr) == (1, True), answer
        assert ("本次没有再写一遍" in answer.stderr) == ("--where" not in words), (
            answer
        )  # whom it chose is no longer so
        assert (git("rev-parse", "HEAD"), contents(ledgers)) == (head, files)
    another = ("progress", "PS-1", "--unit", "县水务局", "--percent", "60", "--done", "完成摸底")
    killed_at("committed", *COMMANDS["one old file"])
    assert typed(*another).returncode == 0
    assert json.loads(typed("check", "--json").stdout)["problems"] == []
