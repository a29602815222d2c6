"""`undo`: the last command is taken back by a commit of its own; its number stays used, and what may not go stays."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests.outside import git, typed

from duban.cli.framework import context

pytestmark = pytest.mark.usefixtures("ledgers")
WHOLE = (
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
    ),
    *("--urgency", "急件", "--lead", "县水务局", "--owner", "张三", "--requirements", "清到底"),
)


def contents(ledgers: Path) -> dict[str, bytes]:
    return {
        path.relative_to(ledgers).as_posix(): path.read_bytes()
        for path in ledgers.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(ledgers).parts
    }


@pytest.mark.parametrize(
    "words",
    [
        ("progress", "PS-1", "--percent", "40", "--done", "清了一半"),
        ("amend", "--where", "责任人=张三", "--owner", "李四", "--reason", "调离"),
        ("unit", "rename", "县水务局", "县水利局"),
        ("done", "PS-1", "--evidence", "证据.txt"),
    ],
)
def test_every_byte_comes_back(ledgers: Path, words: tuple[str, ...]) -> None:
    (ledgers / "证据.txt").write_text("完成", "utf-8")
    before = contents(ledgers)
    assert typed(*words).returncode == 0
    subject = git("log", "-1", "--format=%s")
    undone = git("rev-parse", "HEAD")
    answer = typed("undo")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith(f"已撤回：{subject}（提交 {undone[:8]}）\n提交 ")
    assert contents(ledgers) == before
    assert git("log", "-1", "--format=%s") == f"撤回：{subject}"
    assert git("log", "-1", "--format=%(trailers:key=Duban-Undoes,valueonly)") == undone
    assert git("-c", "core.quotepath=off", "status", "--porcelain") == "?? 证据.txt"


def test_a_number_stays_used(ledgers: Path) -> None:
    assert typed(*WHOLE).returncode == 0
    answer = typed("undo", "--json")
    assert answer.returncode == 0, answer.stderr
    data = json.loads(answer.stdout)
    assert data["undone"]["tasks"] == ["PS-2026-0003"]
    assert data["paths"] == ["领导批示/2026/PS-2026-0003.yaml", "领导批示/台账.yaml"]
    assert not (ledgers / "领导批示/2026/PS-2026-0003.yaml").exists()
    head = (ledgers / "领导批示/台账.yaml").read_text("utf-8")
    assert head == '名称: 领导批示贯彻落实台账\n种类: 领导批示\n字头: PS\n已用序号: {"2026": 3}\n'
    assert json.loads(typed(*WHOLE, "--json").stdout)["task"] == "PS-2026-0004"
    assert typed("undo").returncode == 0
    assert '已用序号: {"2026": 4}\n' in (ledgers / "领导批示/台账.yaml").read_text("utf-8")


def test_a_dry_run_writes_nothing(ledgers: Path) -> None:
    assert typed(*WHOLE).returncode == 0
    before = contents(ledgers)
    answer = typed("undo", "--dry-run")
    assert answer.returncode == 0
    assert "已撤回：立项 PS-2026-0003：清理河道" in answer.stdout
    assert "（试运行，没有写入）" in answer.stdout
    assert contents(ledgers) == before


def test_only_once() -> None:
    assert typed(*WHOLE).returncode == 0
    assert typed("undo").returncode == 0
    answer = typed("undo")
    assert answer.returncode == 1
    assert "本身就是撤回，不再往前撤" in answer.stderr


def test_not_what_somebody_else_did(ledgers: Path) -> None:
    path = ledgers / "duban.yaml"
    path.write_text(path.read_text("utf-8") + "# 注\n", "utf-8")
    git("commit", "--quiet", "--all", "-m", "手工提交")
    answer = typed("undo")
    assert answer.returncode == 1
    assert "上一次提交“手工提交”" in answer.stderr
    assert "不是 duban 做的" in answer.stderr


def test_a_commit_elsewhere_in_the_repository_does_not_matter(ledgers: Path) -> None:
    assert typed("init", "../套/ledgers").returncode == 0
    outer = ledgers.parent / "套"
    assert (outer / "ledgers/.git").is_dir()
    nest = ledgers.parent / "外"
    nest.mkdir()
    git("-C", str(nest), "init", "--quiet")
    for words in (("init", str(nest / "里")), (*WHOLE, "-C", str(nest / "里"))):
        assert typed(*words).returncode == 0
    (nest / "README.md").write_text("别的", "utf-8")
    git("-C", str(nest), "add", "README.md")
    git("-C", str(nest), "commit", "--quiet", "-m", "别的")
    answer = typed("undo", "-C", str(nest / "里"))
    assert answer.returncode == 0, answer.stderr
    assert not list((nest / "里").glob("*/2026/*"))
    assert (nest / "README.md").is_file()


def test_not_once_it_is_pushed(ledgers: Path) -> None:
    git("init", "--quiet", "--bare", str(ledgers.parent / "远.git"))
    git("remote", "add", "origin", str(ledgers.parent / "远.git"))
    assert typed(*WHOLE).returncode == 0
    git("push", "--quiet", "origin", "main")
    answer = typed("undo")
    assert answer.returncode == 1
    assert "已经推送出去，别人可能已经看到，不能撤回" in answer.stderr
    assert "duban amend 编号 --event" in answer.stderr


def test_not_over_a_later_hand_edit(ledgers: Path) -> None:
    assert typed(*WHOLE).returncode == 0
    path = ledgers / "领导批示/2026/PS-2026-0003.yaml"
    path.write_text(path.read_text("utf-8") + "# 手写\n", "utf-8")
    before = git("rev-parse", "HEAD")
    answer = typed("undo")
    assert answer.returncode == 1
    assert "后来又改过" in answer.stderr
    assert path.read_text("utf-8").endswith("# 手写\n")
    assert git("rev-parse", "HEAD") == before


def test_not_the_founding(ledgers: Path) -> None:
    assert typed("init", str(ledgers.parent / "新")).returncode == 0
    answer = typed("undo", "-C", str(ledgers.parent / "新"))
    assert answer.returncode == 1
    assert "是建账，不能撤回" in answer.stderr


def test_a_hand_edit_that_was_committed_comes_back_too(ledgers: Path) -> None:
    path = ledgers / "领导批示/2026/PS-2026-0001.yaml"
    before = path.read_bytes()
    path.write_text(path.read_text("utf-8").replace("责任人: 张三", "责任人: 李四"), "utf-8")
    assert typed("commit", "-m", "换人").returncode == 0
    assert typed("undo").returncode == 0
    assert path.read_bytes() == before


def test_what_was_entered_on_a_day_before_stays(ledgers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A delay that was recorded, looked at and taken back without a reason would be a day moved by nobody."""
    assert typed("progress", "PS-1", "--percent", "40", "--done", "清了一半").returncode == 0
    before = contents(ledgers)
    now = context.current_moment()
    monkeypatch.setattr(context, "current_moment", lambda: now + timedelta(days=1))
    answer = typed("undo")
    assert answer.returncode == 1
    assert f"是 {now.date()} 记的，隔天不能撤回" in answer.stderr
    assert "duban amend 编号 --event" in answer.stderr
    assert contents(ledgers) == before
    monkeypatch.setattr(context, "current_moment", lambda: now)
    assert typed("undo").returncode == 0
