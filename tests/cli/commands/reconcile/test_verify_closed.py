"""A closed period gives the same figures for ever: from git alone, and from the files after many commits."""

import json
from pathlib import Path
from typing import Any

import pytest
from bench.closed import write_on
from tests.cli.closed import AFTER, type_right
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("books")
COMMITS = 60  # bench/closed.py makes hundreds


def verified(period: str, today: str) -> dict[str, Any]:
    answer = typed("reconcile", period, "--verify", "--json", "--today", today)
    assert answer.returncode in {0, 1}, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    assert answer.returncode == int(not found["same"])
    return found


def test_after_sixty_commits_it_is_the_same(books: Path) -> None:
    today, kinds = write_on(COMMITS, seed=3)
    assert len(kinds) >= 18, kinds
    assert (kinds["unit"], kinds["reconcile"]) == (4, 1)
    assert "转台账 " in git("log", "--format=%s")
    for path in sorted(books.glob("*/2026/*.yaml"))[:3]:
        path.write_text(path.read_text("utf-8").replace("要求:", "要求:", 1) + "# 手写的注\n", "utf-8")
    type_right("commit", "--reason", "加注", "--today", today)
    for period in ("2026-09", "2026-10"):
        found = verified(period, today)
        assert found["from_git"]["same"], found
        assert found["from_files"]["same"], found
        assert found["same"]
        assert found["reasons"] == []
    problems = json.loads(typed("check", "--json", "--today", today).stdout)["problems"]
    assert not [each for each in problems if each["code"].startswith(("closed", "closing", "page"))]


def test_a_renamed_unit_is_the_same_unit() -> None:
    type_right("unit", "rename", "县水务局", "县水利局", *AFTER)
    assert verified("2026-09", AFTER[1])["same"]
    found = json.loads(type_right("reconcile", "2026-10", "--json", *AFTER))
    assert found["prior"] == []
    assert {unit["unit"]: unit["prior_adjustment"] for unit in found["units"]} == {
        "县水利局": 0,
        "县住房和城乡建设局": 0,
    }


def test_a_merger_that_was_entered_late_is_told() -> None:
    late = ("--on", "2026-09-29", "--late", "--reason", "文件晚到")
    type_right("unit", "merge", "县水务局", "--into", "县财政局", *late, *AFTER)
    found = verified("2026-09", AFTER[1])
    assert found["from_git"]["same"]
    assert not found["from_files"]["same"]
    assert [(each["code"], each["path"]) for each in found["reasons"]] == [("units-changed", "duban.yaml")]
    assert {
        "row": "unit",
        "name": "县财政局",
        "figure": "ending",
        "stored": 0,
        "found": 6,
        "missing": [],
        "extra": [],
    } in found["from_files"]["differences"]
    answer = typed("reconcile", "2026-09", "--verify", *AFTER)
    assert answer.returncode == 1
    assert answer.stdout.startswith("复算 2026-09：不一致\n")
    assert "一致，每个数字、每一件都相同" in answer.stdout
    assert "单位名册改过" in answer.stdout


LOCAL = '{"year": 2026, "papers": [], "days": [{"name": "本地假", "date": "2026-09-30", "isOffDay": true}]}'


def test_what_all_tasks_rest_on_is_named_only_where_it_matters(books: Path) -> None:
    (books / "日历/本地").mkdir(parents=True, exist_ok=True)
    (books / "日历/本地/2026.json").write_text(LOCAL, "utf-8")
    (books / "制度").mkdir(exist_ok=True)
    (books / "制度/本县.yaml").write_text("名称: 本县\n全称: 本县办法\n继承: default\n", "utf-8")
    config = (books / "duban.yaml").read_text("utf-8")
    (books / "duban.yaml").write_text(config.replace("名称: default", "名称: 本县"), "utf-8")
    found = verified("2026-09", AFTER[1])
    assert found["from_git"]["same"]
    assert not found["policies_same"]
    assert found["from_files"] == found["from_git"]
    assert found["reasons"] == []
    path = books / "领导批示/2026/PS-2026-0001.yaml"
    path.write_text(path.read_text("utf-8").replace("责任人: 张三", "责任人: 李四"), "utf-8")
    found = verified("2026-09", AFTER[1])
    assert [each["code"] for each in found["reasons"]] == [
        "head-changed",
        "calendar-changed",
        "policy-changed",
    ]
    shown = typed("reconcile", "2026-09", "--verify", *AFTER).stdout.replace("\n", "")
    assert "制度和结账时的不同；数字一致的，这一处不算不一致。" in shown
    assert "数字相同，事项的内容和结账时不同" in shown


def test_a_changed_page_is_opened_figure_by_figure(books: Path) -> None:
    path = books / "对账/2026-09/账页.yaml"
    path.write_text(path.read_text("utf-8").replace("WJ-2026-0001", "WJ-2026-0009"), "utf-8")
    found = verified("2026-09", AFTER[1])
    for one in (found["from_git"], found["from_files"]):
        assert [(each["row"], each["missing"], each["extra"]) for each in one["differences"]] == [
            ("movement", ["WJ-2026-0009"], ["WJ-2026-0001"]),
            ("ending", ["WJ-2026-0009"], ["WJ-2026-0001"]),
        ]
    answer = typed("reconcile", "2026-09", "--verify", *AFTER)
    assert "少 WJ-2026-0009" in answer.stdout
    assert "没有找到改动过的事项、单位、日历、制度" in answer.stdout


def test_without_its_commit_nothing_is_computed_from_git() -> None:
    git("checkout", "-q", "--orphan", "新")
    git("commit", "-qm", "只剩现在")
    found = verified("2026-09", AFTER[1])
    assert (found["from_git"], found["commit"], found["from_files"]["same"]) == (None, None, True)
    assert (
        "git 里找不到结账的提交，不能从 git 复算。"
        in typed("reconcile", "2026-09", "--verify", *AFTER).stdout
    )


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("2026-10",), 1, "2026-10 没有结账，没有可以复算的"),
        (("2026-09", "--close"), 2, "--close、--verify 一次只做一步。"),
    ],
)
def test_what_cannot_be_verified(words: tuple[str, ...], code: int, text: str) -> None:
    answer = typed("reconcile", *words, "--verify", *AFTER)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert text in answer.stderr


def test_a_page_that_is_gone_is_refused(books: Path) -> None:
    (books / "对账/2026-09/账页.yaml").unlink()
    answer = typed("reconcile", "2026-09", "--verify", *AFTER)
    assert answer.returncode == 1
    assert "取回：git checkout HEAD -- 对账/2026-09/账页.yaml" in answer.stderr


def test_a_period_whose_opening_is_gone_cannot_be_computed_from_the_files(books: Path) -> None:
    later = "2026-11-03"
    type_right("reconcile", "2026-10", "--close", "--today", later)
    assert verified("2026-10", later)["same"]
    (books / "对账/2026-09/账页.yaml").unlink()
    found = verified("2026-10", later)
    assert found["from_git"]["same"]
    assert [each["code"] for each in found["from_files"]["broken"]] == ["page-gone"]
    shown = typed("reconcile", "2026-10", "--verify", "--today", later).stdout.replace("\n", "")
    assert "从现在的文件复算（只算到结账时登记的）：不一致，2026-09 已结账，账页却不在" in shown


@pytest.mark.parametrize(
    ("one", "other"), [("县水务局", "县财政局"), ("县财政局", "县水务局"), ("县住房和城乡建设局", "县财政局")]
)
def test_a_merger_after_the_period_leaves_it_as_it_is(one: str, other: str) -> None:
    """Lead and supporting unit of one task become one unit later: not in the closed month."""
    type_right("unit", "merge", one, "--into", other, *AFTER)
    assert verified("2026-09", AFTER[1])["same"]
    type_right("progress", "PS-1", "--unit", other, "--percent", "30", *AFTER)
    assert verified("2026-09", AFTER[1])["same"]
