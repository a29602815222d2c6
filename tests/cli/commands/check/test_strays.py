"""What stands in a workspace where no answer looks is named with its remedy, and tasks are never dropped in silence."""

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from tests.outside import git, typed

from duban.cli.framework import context

TASK = "重要文件/2026/WJ-2026-0001.yaml"
HEAD = "名称: 专项台账\n种类: 重大督查\n字头: ZX\n"


def found(*codes: str) -> list[tuple[str, str, str]]:
    """Level, code and path of the problems of these codes that `check` tells."""
    problems = json.loads(typed("check", "--json").stdout)["problems"]
    return [(each["level"], each["code"], each["path"]) for each in problems if each["code"] in codes]


def write(ledgers: Path, name: str, text: str = "甲: 乙\n") -> None:
    path = ledgers / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("name", "level", "code", "path"),
    [
        ("报表/十月.xlsx", "notice", "unknown-folder", "报表"),
        ("新台账/说明.txt", "notice", "unknown-folder", "新台账"),
        ("下属/duban.yaml", "notice", "unknown-folder", "下属"),
        ("线索/说明.txt", "notice", "stray", "线索/说明.txt"),
        ("考核/方案/2026.txt", "notice", "stray", "考核/方案/2026.txt"),
        ("duban.yml", "notice", "stray", "duban.yml"),
        ("台账.yaml", "error", "nested-ledger", "台账.yaml"),
        ("重要文件/台账.yml", "notice", "stray", "重要文件/台账.yml"),
        ("重要文件/2026年/说明.txt", "notice", "stray", "重要文件/2026年"),
        ("重要文件/２０２６/说明.txt", "notice", "stray", "重要文件/２０２６"),
        ("重要文件/2026/来文.docx", "notice", "stray", "重要文件/2026/来文.docx"),
        ("重要文件/2026/WJ-2026-0001.yaml.bak", "notice", "stray", "重要文件/2026/WJ-2026-0001.yaml.bak"),
        ("重要文件/2026/旧/说明.txt", "notice", "stray", "重要文件/2026/旧"),
        ("重要文件/2026/WJ-2026-0009.YAML", "error", "astray", "重要文件/2026/WJ-2026-0009.YAML"),
        ("重要文件/2026/旧/WJ-2026-0009.yaml", "error", "astray", "重要文件/2026/旧/WJ-2026-0009.yaml"),
        ("重要文件/子账/台账.yaml", "error", "nested-ledger", "重要文件/子账/台账.yaml"),
    ],
)
def test_it_is_named(ledgers: Path, name: str, level: str, code: str, path: str) -> None:
    write(ledgers, name)
    assert (level, code, path) in found(code)
    assert level == "error" or typed("overdue").returncode == 0


@pytest.mark.parametrize(
    ("name", "code", "path"),
    [
        ("市级/专项/台账.yaml", "nested-ledger", "市级"),
        ("旧账/2026/WJ-2026-0009.yaml", "ledger-unread", "旧账"),
        ("专项/台账.yml", "ledger-unread", "专项/台账.yml"),
        ("专项/台账.YAML", "ledger-unread", "专项/台账.YAML"),
        ("专项/台账．yaml", "ledger-unread", "专项/台账．yaml"),
        ("附件/台账.yaml", "reserved-ledger", "附件"),
        ("对账/台账.yaml", "reserved-ledger", "对账"),
        ("制度/台账.yaml", "reserved-ledger", "制度"),
        ("\uf9df职/2026.yaml", "other-writing", "\uf9df职"),
        ("附件 /WJ-2026-0001/图.txt", "other-writing", "附件 "),
    ],
)
def test_where_tasks_or_entries_would_be_missed_every_answer_says_so(
    ledgers: Path, name: str, code: str, path: str
) -> None:
    write(ledgers, name, HEAD)
    assert ("error", code, path) in found(code)
    for words in (("overdue",), ("list",), ("report", "overview"), ("list", "--json")):
        answer = typed(*words)
        assert answer.returncode == 1
        assert f"没有计入：{path.strip()}" in answer.stdout + answer.stderr


def test_a_ledger_that_lost_its_head_does_not_drop_out_in_silence(ledgers: Path) -> None:
    (ledgers / "重要文件/台账.yaml").unlink()
    answer = typed("list")
    assert answer.returncode == 1
    assert "没有计入：重要文件、重要文件/台账.yaml。看详情：duban check" in answer.stdout
    said = typed("check").stderr
    assert (
        "错误：重要文件\n“重要文件”里有事项（2026/WJ-2026-0001.yaml），却没有 台账.yaml，没有计入\n"
        "可以这样做：取回：git checkout -- 重要文件/台账.yaml；不是台账的，把事项移到它的台账里\n" in said
    )
    assert "unknown-folder" not in typed("check", "--json").stdout


@pytest.mark.parametrize("broken", ["名称: [\n", "名称: 甲\n"])
def test_a_head_that_cannot_be_read_is_told(ledgers: Path, broken: str) -> None:
    write(ledgers, "重要文件/台账.yaml", broken)
    answer = typed("overdue")
    assert answer.returncode == 1
    assert "没有计入：重要文件/台账.yaml" in answer.stdout


def test_a_ledger_in_a_folder_that_is_kept_for_later_still_counts(ledgers: Path) -> None:
    config = ledgers / "duban.yaml"
    config.write_text(config.read_text("utf-8").replace("版本: 5", "版本: 4"), "utf-8")
    write(ledgers, "线索/台账.yaml", HEAD)
    shutil.copy(ledgers / TASK, ledgers / "线索")
    assert typed("overdue").returncode == 0
    assert found("reserved-folder") == [("notice", "reserved-folder", "线索")]
    said = typed("check").stderr
    assert "文件夹名“线索”是 duban 留着以后用的，现在是一本台账，照常计入，以后要改名" in said
    assert "git mv 线索 新名字" in said


def test_a_ledger_in_a_folder_that_is_ours_now_is_told_everywhere(ledgers: Path) -> None:
    write(ledgers, "督查/台账.yaml", HEAD)
    assert found("reserved-ledger", "reserved-folder") == [("error", "reserved-ledger", "督查")]
    answer = typed("overdue")
    assert answer.returncode == 1
    assert "没有计入：督查" in answer.stdout


def test_its_remedy_works(ledgers: Path) -> None:
    write(ledgers, "线索/台账.yaml", HEAD)
    assert typed("commit", "--reason", "新台账").returncode == 0
    git("mv", "线索", "整改督查")
    git("commit", "--quiet", "-m", "文件夹改名")
    assert found("reserved-folder", "unknown-folder") == []
    assert typed("list").returncode == 0


def test_two_ledgers_with_one_prefix(ledgers: Path) -> None:
    write(ledgers, "领导批示二/台账.yaml", HEAD.replace("ZX", "PS"))
    assert found("twin-prefix") == [("error", "twin-prefix", "领导批示二/台账.yaml")]
    said = typed("check").stderr
    assert "错误：领导批示二/台账.yaml:3\n  3 │ 字头: PS\n" in said
    assert "字头 PS 已经是台账“领导批示”的，两本会编出同样的编号" in said


@pytest.mark.parametrize("ledger", ["领导批示", "领导批示二", "PS"])
@pytest.mark.parametrize("way", ["add", "import", "amend"])
def test_two_ledgers_with_one_prefix_get_no_new_number(ledgers: Path, ledger: str, way: str) -> None:
    write(ledgers, "领导批示二/台账.yaml", HEAD.replace("ZX", "PS"))
    git("add", ".")
    git("commit", "--quiet", "-m", "新台账")
    (ledgers.parent / "表.csv").write_text("事项,牵头单位,责任人\n乙,县水务局,甲\n", "utf-8")
    words = {
        "add": (
            *(
                "add",
                "--ledger",
                ledger,
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
        "import": ("import", "../表.csv", "--ledger", ledger, "--yes"),
        "amend": ("amend", "WJ-1", "--new-ledger", ledger, "--reason", "x"),
    }[way]
    before = git("rev-parse", "HEAD")
    answer = typed(*words)
    assert answer.returncode == 1
    assert "领导批示二" in answer.stderr
    assert "PS" in answer.stderr
    assert git("rev-parse", "HEAD") == before


LATER = ("2026-10-02", "2027-03-01", "2099-12-31")


@pytest.mark.parametrize("day", LATER)
def test_a_task_from_the_future_is_seen(ledgers: Path, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was entered on a day that has not come, neither by the clock nor for the question."""
    moment = datetime.fromisoformat("2026-10-01T09:00:00+08:00")
    monkeypatch.setattr(context, "current_moment", lambda: moment)
    name = f"WJ-{day[:4]}-0050"
    text = (ledgers / TASK).read_text("utf-8").partition("流水:")[0].replace(Path(TASK).stem, name)
    event = f"流水:\n  - {{日期: {day}, 登记: {day}T09:00:00+08:00, 动作: 立项, 经办: 王五}}\n"
    write(ledgers, f"重要文件/{day[:4]}/{name}.yaml", text + event)
    for asked in ((), ("--today", "2026-09-30")):
        assert name in typed("list", *asked).stdout, asked
        assert "还没有到" in typed("check", *asked).stderr, asked
    past = typed("list", "--today", "2026-09-30", "--known", "2026-09-30T12:00:00+08:00").stdout
    assert name not in past
    assert "还没有到" not in typed("check", "--today", day).stderr


def test_two_folders_that_look_alike(ledgers: Path) -> None:
    write(ledgers, "专项１/台账.yaml", HEAD)
    write(ledgers, "专项1/台账.yaml", HEAD)
    assert found("other-writing") == [("notice", "other-writing", "专项1")]
    assert typed("list").returncode == 0


@pytest.mark.parametrize(
    "name", [".vscode/settings.json", ".旧/2026/WJ-2026-0009.yaml", ".gitignore", "说明.md"]
)
def test_what_is_hidden_or_plainly_no_part_of_the_books_is_left_alone(ledgers: Path, name: str) -> None:
    write(ledgers, name, "")
    assert found("stray", "unknown-folder", "astray", "ledger-unread") == []


def test_a_folder_that_git_passes_over_is_left_alone(ledgers: Path) -> None:
    write(ledgers, "报表/十月.xlsx")
    write(ledgers, ".gitignore", "/报表/\n")
    assert found("unknown-folder") == []
    write(ledgers, "报表/2026/WJ-2026-0009.yaml")
    assert found("ledger-unread") == [("error", "ledger-unread", "报表")]


def test_a_workspace_within_is_not_looked_into(ledgers: Path) -> None:
    assert (
        subprocess.run(["cp", "-r", str(ledgers / "重要文件"), str(ledgers / "下属")], check=False).returncode
        == 0
    )
    write(ledgers, "下属/duban.yaml", (ledgers / "duban.yaml").read_text("utf-8"))
    (ledgers / "下属/台账.yaml").unlink()
    shutil.copytree(ledgers / "下属", ledgers / "单位/教育局")
    assert typed("list").returncode == 0
    assert found("astray", "unknown-folder") == [
        ("notice", "unknown-folder", name) for name in ("下属", "单位")
    ]


def test_many_strays_are_counted(ledgers: Path) -> None:
    for number in range(60):
        write(ledgers, f"重要文件/2026/扫描{number:02}.pdf")
    assert len(found("stray")) == 51
    assert "另有 10 处不属于台账的文件和文件夹" in typed("check").stderr
