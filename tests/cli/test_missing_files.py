"""What git has and the folder has not, or hides: named by every answer, never written over, no number used twice."""

import json
import shutil
from pathlib import Path

import pytest
from tests.outside import git, typed

TASK = "领导批示/2026/PS-2026-0001.yaml"
LAST = "领导批示/2026/PS-2026-0002.yaml"
ADD = (
    *(
        "add",
        "--ledger",
        "领导批示",
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--urgency",
        "急件",
        "--source-name",
        "批示",
    ),
    *("--lead", "县水务局", "--owner", "张三", "--requirements", "清到底", "--assign", "--title"),
)
READERS = (
    ("list",),
    ("overdue",),
    ("due",),
    ("show", "WJ-1"),
    ("reconcile", "--quarter", "2026Q3"),
    ("check",),
)


def problems() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in json.loads(typed("check", "--json").stdout)["problems"]:
        if each["level"] == "error":
            found.setdefault(each["code"], []).append(each["path"])
    return found


def sparse() -> None:
    git("update-index", "-q", "--refresh")
    git("sparse-checkout", "set", "--no-cone", "/*", "!领导批示/2026/")


def skipped() -> None:
    git("update-index", "--skip-worktree", TASK, LAST)
    deleted()


def deleted() -> None:
    for path in (TASK, LAST):
        Path(path).unlink()


def staged() -> None:
    git("rm", "-q", TASK, LAST)


WAYS = {"sparse": sparse, "skip-worktree": skipped, "by hand": deleted, "git rm, not committed": staged}


@pytest.mark.parametrize("way", WAYS)
def test_every_answer_names_what_is_missing(ledgers: Path, way: str) -> None:
    WAYS[way]()
    assert not (ledgers / TASK).exists()
    for words in READERS:
        answer = typed(*words)
        if words[0] != "show":  # looks at one ledger, which is whole
            assert (answer.returncode, TASK in answer.stdout + answer.stderr) == (1, True), (words, answer)
    assert problems()["file-deleted"] == [TASK, LAST]
    closing = typed("reconcile", "--quarter", "2026Q3", "--close", "--today", "2026-10-09")
    assert (closing.returncode, TASK in closing.stderr) == (1, True), closing


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_written_over_what_is_missing(ledgers: Path, way: str) -> None:
    before = git("rev-parse", f"HEAD:{TASK}")
    WAYS[way]()
    for title in ("一", "二"):
        answer = typed(*ADD, title, "--json")
        assert answer.returncode == 0 or "sparse" in answer.stderr, answer
    assert git("rev-parse", f"HEAD:{TASK}") == before
    assert git("rev-parse", f"HEAD:{LAST}")
    new = [path.name for path in (ledgers / "领导批示/2026").glob("*.yaml")]
    assert new in ([], ["PS-2026-0003.yaml", "PS-2026-0004.yaml"], ["PS-2026-0004.yaml", "PS-2026-0003.yaml"])


@pytest.mark.usefixtures("ledgers")
def test_what_is_missing_comes_back_by_the_advice() -> None:
    sparse()
    git("sparse-checkout", "disable")
    assert (problems(), typed("list").returncode) == ({}, 0)
    deleted()
    git("checkout", "HEAD", "--", TASK)
    git("checkout", "HEAD", "--", LAST)
    assert (problems(), typed("list").returncode) == ({}, 0)


@pytest.mark.forges
@pytest.mark.usefixtures("ledgers")
@pytest.mark.parametrize("used", ["never", "by a file", "in a merge"])
def test_a_number_is_never_given_twice(used: str) -> None:
    """After the newest task is gone from the commits, its number stays used, whatever was committed since."""
    if used == "in a merge":
        git("checkout", "-q", "-b", "side")
        assert typed(*ADD, "旁支").returncode == 0
        git("checkout", "-q", "main")
        assert typed("progress", "PS-1", "--unit", "县水务局", "--done", "开工").returncode == 0
        git("merge", "-q", "-s", "ours", "--no-edit", "side")
    else:
        assert typed(*ADD, "新").returncode == 0
        git("rm", "-q", "领导批示/2026/PS-2026-0003.yaml")
        git("commit", "-q", "-m", "删")
    if used == "by a file":
        assert typed("progress", "PS-1", "--unit", "县水务局", "--done", "开工").returncode == 0
    answer = typed(*ADD, "再一件", "--json")
    assert json.loads(answer.stdout)["task"] == "PS-2026-0004", answer
    assert problems() == {"task-lost": ["领导批示/2026/PS-2026-0003.yaml"]}


def clone(ledgers: Path, name: str) -> Path:
    """A clone that can be pulled from."""
    folder = ledgers.parent / name
    git("clone", "-q", str(ledgers), str(folder))
    return folder


@pytest.mark.forges
@pytest.mark.parametrize("strategy", [("-X", "ours"), ("-s", "ours")])
def test_a_merge_that_drops_a_task_is_told(ledgers: Path, strategy: tuple[str, str]) -> None:
    other = clone(ledgers, "另一份")
    assert typed(*ADD, "他们的一件", "-C", str(other)).returncode == 0
    assert typed(*ADD, "我们的一件").returncode == 0
    git("pull", "-q", "--no-rebase", "--no-edit", *strategy, str(other), "main")
    answer = typed("check")
    assert (answer.returncode, "“他们的一件”" in answer.stderr) == (1, True), answer
    theirs = git("-C", str(other), "rev-parse", "HEAD")
    assert f"git show {theirs[:8]}:" in answer.stderr
    assert problems() == {"task-lost": ["领导批示/2026/PS-2026-0003.yaml"]}
    lost = git("show", f"{theirs}:领导批示/2026/PS-2026-0003.yaml")
    assert typed(*ADD, "占一个号").returncode == 0
    moved = ledgers / "领导批示/2026/PS-2026-0005.yaml"
    moved.write_text(lost.replace("PS-2026-0003", "PS-2026-0005") + "\n", "utf-8")
    assert typed("commit", "-m", "取回").returncode == 0
    assert problems() == {}


def test_what_was_taken_back_or_moved_is_not_lost(ledgers: Path) -> None:
    assert typed(*ADD, "记错的").returncode == 0
    assert typed("undo").returncode == 0
    assert typed("amend", "PS-1", "--new-ledger", "重要文件", "--reason", "记错台账").returncode == 0
    (ledgers / "说明.txt").write_text("别的", "utf-8")
    git("add", "说明.txt")
    git("commit", "-q", "-m", "别的")
    assert problems() == {}
    nest = ledgers.parent / "外"
    nest.mkdir()
    git("-C", str(nest), "init", "-q")
    shutil.copytree(ledgers / "领导批示", nest / "里" / "领导批示")
    shutil.copy(ledgers / "duban.yaml", nest / "里")
    git("-C", str(nest), "add", "里")
    git("-C", str(nest), "commit", "-q", "-m", "起")
    git("-C", str(nest), "rm", "-q", f"里/{LAST}")
    git("-C", str(nest), "commit", "-q", "-m", "删")
    told = json.loads(typed("check", "--json", "-C", str(nest / "里")).stdout)["problems"]
    assert [each["path"] for each in told if each["code"] == "task-lost"] == [LAST]
    assert all("里/里" not in each["advice"] for each in told)


@pytest.mark.parametrize("mark", ["--assume-unchanged", "--skip-worktree"])
def test_an_edit_that_git_overlooks_does_not_ride_along(ledgers: Path, mark: str) -> None:
    git("update-index", mark, TASK)
    path = ledgers / TASK
    path.write_text(path.read_text("utf-8").replace("责任人: 张三", "责任人: 李四"), "utf-8")
    assert git("status", "--porcelain") == ""
    answer = typed("progress", "PS-1", "--unit", "县水务局", "--done", "开工")
    assert (answer.returncode, f"{TASK} 有手工改动还没有入账" in answer.stderr) == (1, True), answer
    assert "责任人: 张三" in git("show", f"HEAD:{TASK}")
    assert problems() == {"overlooked": [TASK]}
    git("update-index", f"--no-{mark.removeprefix('--')}", "--", TASK)
    git("checkout", "--", TASK)
    assert problems() == {}
    git("update-index", mark, TASK)
    answer = typed("progress", "PS-1", "--unit", "县水务局", "--done", "开工")
    assert answer.returncode == int(mark == "--skip-worktree"), answer
    if answer.returncode:
        assert "git update-index --no-skip-worktree" in answer.stderr
    assert (problems(), git("status", "--porcelain")) == ({}, "")


def test_a_clone_with_windows_line_ends_is_no_hand_edit(ledgers: Path) -> None:
    git("rm", "-q", ".gitattributes")
    git("commit", "-q", "-m", "如升级以前")
    git("clone", "-q", "-c", "core.autocrlf=true", str(ledgers), str(ledgers.parent / "w"))
    place = ledgers.parent / "w"
    assert b"\r\n" in (place / TASK).read_bytes()
    answer = typed("progress", "PS-1", "--unit", "县水务局", "--done", "开工", "-C", str(place))
    assert answer.returncode == 0, answer
    assert b"\r" not in (git("-C", str(place), "show", f"HEAD:{TASK}")).encode()
    path = place / LAST
    path.write_bytes(path.read_bytes().replace("张三".encode(), "李四".encode()))
    answer = typed("progress", "PS-2", "--unit", "县财政局", "--done", "开工", "-C", str(place))
    assert "有手工改动还没有入账" in answer.stderr


def test_names_that_only_look_like_numbers_count_for_nothing(ledgers: Path) -> None:
    for name in ("PS-2026-²².yaml", "PS-2026-０００９.yaml", "PS-2026-x.yaml", "PS-2026-0008.yml"):
        (ledgers / "领导批示/2026" / name).write_text("编号: 无\n", "utf-8")
    assert json.loads(typed(*ADD, "新", "--json").stdout)["task"] == "PS-2026-0003"
    assert typed("undo").returncode == 0
    assert json.loads(typed(*ADD, "又", "--json").stdout)["task"] == "PS-2026-0004"
