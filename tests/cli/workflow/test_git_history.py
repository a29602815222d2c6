"""What git can hold: odd commits, merged branches, several commands in a second, parts of a history; told, never a defect."""

import json
import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.outside import defect, git, survives, typed

NAMED = "author 王五 <w@example.org> 1700000000 +0800"
TIMED = "committer 王五 <w@example.org> 1700000000 +0800"


def steps(*words: str) -> list[dict[str, Any]]:
    answer = typed("log", *words, "--json")
    assert answer.returncode == 0, defect(answer.stderr)
    told: list[dict[str, Any]] = json.loads(answer.stdout)
    return told


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def raw_commit(author: bytes, committer: bytes, message: bytes, label: bytes = b"", parents: int = 1) -> str:
    """A commit object as no git would write it, with the files as they stand; HEAD moves there."""
    git("add", "-A")
    head = [f"tree {git('write-tree')}".encode(), *[f"parent {git('rev-parse', 'HEAD')}".encode()] * parents]
    lines = [*head, author, committer, label]
    data = b"\n".join(line for line in lines if line) + b"\n\n" + message
    words = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    name = subprocess.run(words, input=data, capture_output=True, check=True).stdout.decode().strip()
    Path(".git/refs/heads/main").write_text(f"{name}\n")
    return name


def touched() -> None:
    """A change by hand in the first task."""
    edited(Path("领导批示/2026/PS-2026-0001.yaml"), "张三", "李四")


ODD = {
    "a zone that is none": (NAMED, TIMED.replace("+0800", "+9959"), "甲"),
    "a year beyond the calendar": (NAMED, TIMED.replace("1700000000", "999999999999999"), "甲"),
    "far more digits": (NAMED, TIMED.replace("1700000000", "9" * 40), "甲"),
    "the year one": (NAMED, TIMED.replace("1700000000", "-62135596800"), "甲"),
    "before 1970": (NAMED, TIMED.replace("1700000000", "-1"), "甲"),
    "no date": (NAMED, "committer 王五 <w@example.org>", "甲"),
    "words for a date": (NAMED, "committer 王五 <w@example.org> 昨天", "甲"),
    "no zone": (NAMED, "committer 王五 <w@example.org> 1700000000", "甲"),
    "no author": ("", TIMED, "甲"),
    "no committer": (NAMED, "", "甲"),
    "an empty name": ("author  <> 1700000000 +0800", "committer  <> 1700000000 +0800", "甲"),
    "brackets astray": ("author 甲 > < <x> > 1700000000 +0800", TIMED, "甲"),
    "no message": (NAMED, TIMED, ""),
    "only blanks": (NAMED, TIMED, "\n\n \n"),
    "signs of control": (NAMED, TIMED, "甲\0乙\x1b[31m\u202e"),
    "a long message": (NAMED, TIMED, "长" * 3_000_000),
    "a 登记 that is none": (NAMED, TIMED, "甲\n\nDuban-Action: done\nDuban-Recorded: garbage\n"),
    "a 登记 without zone": (NAMED, TIMED, "甲\n\nDuban-Action: done\nDuban-Recorded: 2026-09-28T09:00:00\n"),
    "a 登记 in the year one": (NAMED, TIMED, "甲\n\nDuban-Action: done\nDuban-Recorded: 0001-01-01T00:00:00+14:00\n"),
    "a 登记 in the last year": (NAMED, TIMED, "甲\n\nDuban-Action: done\nDuban-Recorded: 9999-12-31T23:59:59-14:00\n"),
    "an action that is none": (NAMED, TIMED, "甲\n\nDuban-Action: \x1b]0;x\x07\nDuban-Task: PS-2026-0001\n"),
    "a period that is none": (NAMED, TIMED, "甲\n\nDuban-Action: close_period\nDuban-Period: 二〇二六\n"),
}  # fmt: skip


@pytest.mark.forges
@pytest.mark.usefixtures("ledgers")
@pytest.mark.parametrize(("author", "committer", "message"), ODD.values(), ids=ODD)
def test_no_commit_stops_a_command(author: str, committer: str, message: str) -> None:
    touched()
    raw_commit(author.encode(), committer.encode(), message.encode())
    others = (("log", "--json"), ("doctor",), ("undo", "--dry-run"))
    for words in (("log",), ("check",), others[len(author + committer + message) % len(others)]):
        survives(*words)
    assert typed("accept", "PS-1").returncode == 0
    assert steps("PS-1")[-1]["action"] == "accept"


@pytest.mark.usefixtures("ledgers")
def test_a_date_that_is_none_is_quoted() -> None:
    at = datetime.fromisoformat(steps("PS-1")[-1]["recorded_at"])
    touched()
    raw_commit(
        NAMED.encode(),
        TIMED.replace("1700000000", "9" * 15).encode(),
        "甲\n\nDuban-Task: PS-2026-0001\n".encode(),
    )
    (odd,) = [step for step in steps("PS-1") if step["odd_date"]]
    assert (odd["odd_date"], odd["by_hand"]) == ("999999999999999 +0800", True)
    assert datetime.fromisoformat(odd["recorded_at"]) >= at
    os.environ["COLUMNS"] = "200"
    assert "甲（提交的日期不是日期：999999999999999 +0800）" in typed("log", "PS-1").stdout


ENCODED = {
    "labelled GBK": (b"encoding gbk", "整治积水点".encode("gbk"), "整治积水点"),
    "labelled GB18030": (b"encoding GB18030", "鎔䶮".encode("gb18030"), "鎔䶮"),
    "labelled latin1": (b"encoding ISO-8859-1", "caf\xe9".encode("latin1"), "café"),
    "without a label": (b"", "整治".encode(), "整治"),
    "bytes that are no UTF-8": (b"", b"caf\xe9", "caf\ufffd"),
    "a label that is none": (b"encoding klingon", "整治".encode(), "整治"),
    "a label with a path": (b"encoding ../../x", "整治".encode(), "整治"),
    "a codec that is no text": (b"encoding hex", "整治".encode(), "整治"),
}


@pytest.mark.usefixtures("ledgers")
@pytest.mark.parametrize(("label", "message", "read"), ENCODED.values(), ids=ENCODED)
def test_a_message_is_read_as_it_is_labelled(label: bytes, message: bytes, read: str) -> None:
    touched()
    raw_commit(NAMED.encode(), TIMED.encode(), message + b"\n", label)
    (hand,) = [step for step in steps("PS-1") if step["by_hand"]]
    assert hand["text"] == read


@pytest.mark.forges
@pytest.mark.usefixtures("ledgers")
def test_what_duban_wrote_is_read_whatever_its_label_says() -> None:
    touched()
    body = "签收 PS-2026-0001：甲\n\nDuban-Action: accept\nDuban-Task: PS-2026-0001\nDuban-Actor: 王五\n"
    raw_commit(NAMED.encode(), TIMED.encode(), body.encode(), b"encoding gbk")
    last = next(step for step in steps("PS-1") if step["text"].startswith("签收"))
    assert (last["text"], last["by"]) == ("签收 PS-2026-0001：甲", "王五")


@pytest.mark.usefixtures("ledgers")
def test_an_octopus_is_read() -> None:
    raw_commit(NAMED.encode(), TIMED.encode(), "八爪\n".encode(), parents=5)
    for words in (("log",), ("check",), ("undo", "--dry-run")):
        survives(*words)


@pytest.mark.forges
@pytest.mark.usefixtures("ledgers")
def test_what_a_merged_branch_did_is_not_lost() -> None:
    git("switch", "-q", "-c", "旁支")
    assert typed("accept", "PS-1").returncode == 0
    side = git("rev-parse", "HEAD")
    git("switch", "-q", "main")
    assert typed("accept", "PS-2").returncode == 0
    git("merge", "-q", "-s", "ours", "-m", "只要这边的", "旁支")
    for words in (("PS-1",), ()):
        assert [step["action"] for step in steps(*words) if step["commit"] == side] == ["accept"]
    assert "（流水里已没有这一笔）" in "".join(typed("log", "PS-1").stdout.split())


def test_several_commands_in_a_second(ledgers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from duban.cli.framework import context

    moment = context.current_moment() + timedelta(days=1)
    monkeypatch.setattr(context, "current_moment", lambda: moment)
    task = ledgers / "领导批示/2026/PS-2026-0001.yaml"
    shas = {}
    assert typed("accept", "PS-1").returncode == 0
    shas["undone"] = git("rev-parse", "HEAD")
    assert typed("undo").returncode == 0
    shas["undo"] = git("rev-parse", "HEAD")
    assert typed("accept", "PS-1").returncode == 0
    shas["accept"] = git("rev-parse", "HEAD")
    edited(task, "责任人: 张三", "责任人: 李四")
    assert typed("commit", "-m", "换人").returncode == 0
    shas["commit"] = git("rev-parse", "HEAD")
    edited(task, "责任人: 李四", "责任人:   李四")
    assert typed("commit", "-m", "只改写法").returncode == 0
    shas["written anew"] = git("rev-parse", "HEAD")
    told = [(step["action"], step["commit"]) for step in steps("PS-1") if step["commit"] in shas.values()]
    assert sorted(told, key=lambda each: list(shas.values()).index(each[1])) == [
        ("accept", shas["undone"]),
        ("undo", shas["undo"]),
        ("accept", shas["accept"]),
        ("amend", shas["commit"]),
        ("commit", shas["written anew"]),
    ]
    shown = "".join(typed("log", "PS-1").stdout.split())
    assert "流水里已没有这一笔" not in shown
    assert shown.count("（已撤回）") == 1


def test_an_event_put_in_by_hand_belongs_to_the_hand(ledgers: Path) -> None:
    task = ledgers / "领导批示/2026/PS-2026-0001.yaml"
    assert typed("accept", "PS-1").returncode == 0
    made = git("rev-parse", "HEAD")
    line = next(line for line in task.read_text("utf-8").splitlines() if "签收" in line)
    edited(task, line, f"{line}\n{line.replace('签收', '反馈').replace('}', ', 进度: 40, 进展: 甲}')}")
    git("commit", "-qam", "补一笔")
    hand = git("rev-parse", "HEAD")
    told = {step["action"]: step["commit"] for step in steps("PS-1")}
    assert (told["accept"], told["progress"], told["hand_edit"]) == (made, hand, hand)


def test_a_journal_written_otherwise_keeps_its_writers(ledgers: Path) -> None:
    task = ledgers / "领导批示/2026/PS-2026-0001.yaml"
    before = {step["digest"]: step["commit"] for step in steps("PS-1")}
    lines = task.read_text("utf-8").splitlines(keepends=True)
    where = next(n for n, line in enumerate(lines) if "动作: 立项" in line)
    pairs = lines[where].strip().removeprefix("- {").removesuffix("}").split(", ")
    lines[where] = "".join(f"  {'-' if n == 0 else ' '} {pair}\n" for n, pair in enumerate(pairs))
    task.write_text("".join(lines), "utf-8")
    git("commit", "-qam", "换一种写法")
    assert {step["digest"]: step["commit"] for step in steps("PS-1") if step["digest"]} == before


def cloned(ledgers: Path, *how: str) -> Path:
    git("config", "uploadpack.allowFilter", "true")
    place = ledgers.parent / "克隆"
    git("clone", "-q", *how, f"file://{ledgers}", str(place))
    os.chdir(place)
    return place


def test_a_shallow_clone_says_what_it_lacks(books: Path) -> None:
    assert (
        typed("progress", "PS-1", "--percent", "50", "--done", "甲", "--today", "2026-10-20").returncode == 0
    )
    cloned(books, "--depth", "1")
    verified = typed("reconcile", "2026-09", "--verify", "--today", "2026-10-20")
    assert (verified.returncode, verified.stdout) == (1, "")
    assert "只有一部分历史" in verified.stderr
    assert "git fetch --unshallow" in verified.stderr
    shown = typed("log", "PS-1", "--today", "2026-10-20")
    assert shown.returncode == 0
    assert "git fetch --unshallow" in " ".join(shown.stdout.split())
    assert "手工写进文件" not in shown.stdout
    told = [step["commit"] for step in steps("PS-1", "--today", "2026-10-20") if step["action"] == "progress"]
    assert told == [git("rev-parse", "HEAD")]
    assert "git fetch --unshallow" in typed("doctor").stdout
    assert "history-shallow" in typed("check", "--json", "--today", "2026-10-20").stdout
    git("fetch", "-q", "--unshallow")
    whole = typed("reconcile", "2026-09", "--verify", "--today", "2026-10-20")
    assert (whole.returncode, "一致" in whole.stdout) == (0, True)
    assert "unshallow" not in typed("log", "PS-1").stdout


def test_a_partial_clone_fetches_nothing_and_says_so(books: Path) -> None:
    cloned(books, "--filter=blob:none")
    books.rename(books.with_name("不在了"))
    for words in (("check",), ("log",), ("log", "PS-1"), ("doctor",)):
        answer = survives(*words, "--today", "2026-10-20")
        assert "部分克隆" in answer.stdout + answer.stderr, words
    verified = survives("reconcile", "2026-09", "--verify", "--today", "2026-10-20")
    assert "部分克隆" in verified.stderr or "一致" in verified.stdout


def test_a_sparse_checkout_is_told(ledgers: Path) -> None:
    git("update-index", "-q", "--refresh")
    git("sparse-checkout", "set", "--no-cone", "/*", "!领导批示/2026/")
    assert not (ledgers / "领导批示/2026/PS-2026-0001.yaml").exists()
    answer = typed("check")
    assert answer.returncode == 1
    assert "这个文件已经入账，现在却不在磁盘上" in answer.stderr
    assert "git sparse-checkout disable" in typed("doctor").stdout


@pytest.mark.parametrize("mark", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_overlooks_is_seen(ledgers: Path, mark: str) -> None:
    task = "领导批示/2026/PS-2026-0001.yaml"
    git("update-index", mark, task)
    edited(ledgers / task, "责任人: 张三", "责任人: 李四")
    answer = typed("check")
    assert (answer.returncode, "这个文件有改动没有入账，而 git 被设成不看它" in answer.stderr) == (1, True)
    assert "--no-assume-unchanged" in answer.stderr
    assert "1 个文件" in typed("doctor").stdout


def test_a_replaced_commit_is_told_and_not_heeded(ledgers: Path) -> None:
    before = steps()
    git("replace", "--graft", "HEAD")
    os.environ["GIT_REPLACE_REF_BASE"] = "refs/elsewhere/"
    assert steps() == before
    for answer in (typed("log").stdout, typed("check").stderr, typed("doctor").stdout):
        assert "git replace" in answer
    assert ledgers.is_dir()


def test_a_graft_is_told_and_not_heeded(ledgers: Path) -> None:
    before = steps()
    (ledgers / ".git/info").mkdir(exist_ok=True)
    (ledgers / ".git/info/grafts").write_text(git("rev-parse", "HEAD") + "\n")
    assert steps() == before
    for answer in (typed("log").stdout, typed("check").stderr, typed("doctor").stdout):
        assert ".git/info/grafts" in answer


@pytest.mark.usefixtures("ledgers")
def test_without_git_the_log_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = typed("log", "PS-1")
    assert answer.returncode == 1
    assert "没有找到 git 程序" in answer.stdout
    assert "没有找到 git 程序" in answer.stderr
    assert "手工写进文件" not in answer.stdout


@pytest.mark.parametrize("inside", [False, True])
def test_a_workspace_reached_through_a_link(
    ledgers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, inside: bool
) -> None:
    link = ledgers / ".git" / "链接" if inside else tmp_path / "链接"
    link.symlink_to(ledgers)
    monkeypatch.setenv("DUBAN_ROOT", str(link))
    monkeypatch.chdir(tmp_path)
    assert typed("accept", "PS-1").returncode == 0
    (ledgers / "便条.txt").write_text("甲", "utf-8")
    checked = typed("check")
    assert (checked.returncode, "便条.txt" in checked.stderr) == (0, True)
    assert [step["commit"] is None for step in steps("PS-1")] == [False] * 3
    assert typed("doctor").returncode == 0
    assert typed("commit", "--dry-run").returncode == 0
    assert typed("undo").returncode == 0


def test_a_folder_whose_name_is_no_utf8(
    template: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.outside import at_home

    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb6\xbd\xb0\xec"))
    shutil.copytree(template, folder)
    monkeypatch.chdir(folder)
    with at_home(home):
        assert typed("accept", "PS-1").returncode == 0
        for words in (
            ("check",),
            ("log",),
            ("log", "PS-1", "--json"),
            ("doctor",),
            ("doctor", "--json"),
            ("list",),
        ):
            assert survives(*words).returncode == 0, words
        assert typed("undo").returncode == 0


def test_a_repository_with_long_names_takes_the_main_walk(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.cli.closed import close_september
    from tests.outside import at_home, set_up

    folder = tmp_path / "台账"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with at_home(home):
        git("init", "-q", "--object-format=sha256")
        set_up(folder)
        close_september()
        assert len(git("rev-parse", "HEAD")) == 64
        assert typed("reconcile", "2026-09", "--verify", "--today", "2026-10-20").returncode == 0
        assert (
            typed("progress", "PS-1", "--percent", "60", "--done", "甲", "--today", "2026-10-20").returncode
            == 0
        )
        assert all(len(step["commit"]) == 64 for step in steps())
        assert "撤回" in typed("undo", "--today", "2026-10-20").stdout
        checked = typed("check", "--today", "2026-10-20")
        assert checked.returncode == 0, checked.stderr
        edited(folder / "领导批示/2026/PS-2026-0001.yaml", "责任人: 张三", "责任人: 李四")
        assert typed("commit", "-m", "换人", "--today", "2026-10-20").returncode == 0


UNFINISHED = {
    "merge": ("git merge --continue", ("merge", "旁支")),
    "rebase": ("git rebase --continue", ("rebase", "旁支")),
    "rebase by patches": ("git rebase --continue", ("rebase", "--apply", "旁支")),
    "cherry-pick": ("git cherry-pick --continue", ("cherry-pick", "旁支")),
    "revert": ("git revert --continue", ("revert", "--no-edit", "HEAD~1")),
    "bisect": ("git bisect reset", ("bisect", "start", "HEAD", "HEAD~2")),
    "am": ("git am --continue", ("am", "../旁支.patch")),
}


@pytest.mark.parametrize(("advice", "words"), UNFINISHED.values(), ids=UNFINISHED)
def test_what_is_unfinished_is_named_with_its_command(
    ledgers: Path, advice: str, words: tuple[str, ...]
) -> None:
    task = ledgers / "领导批示/2026/PS-2026-0001.yaml"
    git("switch", "-q", "-c", "旁支")
    edited(task, "张三", "李四")
    git("commit", "-qam", "旁支")
    (ledgers.parent / "旁支.patch").write_text(git("format-patch", "-1", "--stdout") + "\n", "utf-8")
    git("switch", "-q", "main")
    for name in ("赵六", "钱七"):
        text = task.read_text("utf-8")
        task.write_text(
            text.replace("责任人: 张三", f"责任人: {name}").replace("责任人: 赵六", f"责任人: {name}"),
            "utf-8",
        )
        git("commit", "-qam", name)
    subprocess.run(["git", *words], capture_output=True, check=False)
    answer = typed("accept", "PS-2")
    assert answer.returncode == 1
    assert advice in answer.stderr, answer.stderr
    assert advice in typed("doctor").stdout
