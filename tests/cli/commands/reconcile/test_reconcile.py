"""`reconcile` typed in: which period, what it shows, closing and reopening, and what a closed period refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.outside import git, survives, typed

pytestmark = pytest.mark.usefixtures("ledgers")
LATE = ("--late", "--reason", "漏记")
FORCED = ("--force", "--reason", "没有对账单")
"""Nobody has signed: with the units' statements a closing needs no force (test_statements)."""


Words = tuple[str, ...]


def answer(*words: str) -> Any:  # noqa: ANN401 - JSON
    said = typed("reconcile", *words, "--json")
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def close(label: str, today: str) -> None:
    said = typed("reconcile", label, "--close", *FORCED, "--today", today)
    assert said.returncode == 0, said.stderr


PERIODS = [
    (("2026Q3",), "2026-09-28", "2026Q3"),
    (("２０２６Ｑ３",), "2026-09-28", "2026Q3"),
    (("2026q3",), "2026-09-28", "2026Q3"),
    ((), "2026-09-28", "2026Q2"),
    (("--quarter",), "2026-10-01", "2026Q3"),
    (("--half",), "2026-10-01", "2026H1"),
    (("--year",), "2026-10-01", "2025"),
    (("--month",), "2026-10-01", "2026-09"),
    (("--week",), "2026-10-01", "2026-W39"),
    (("--week", "2026-W40"), "2026-10-01", "2026-W40"),
    (("--half", "2026H2"), "2026-10-01", "2026H2"),
    (("2026-09",), "2026-10-01", "2026-09"),
    (("2026",), "2026-10-01", "2026"),
]


@pytest.mark.parametrize(("words", "today", "label"), PERIODS)
def test_the_period_that_is_meant(words: tuple[str, ...], today: str, label: str) -> None:
    assert answer(*words, "--today", today)["period"] == label


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026Q5",), "“2026Q5”不是一期。"),
        (("下下季",), "“下下季”不是一期。"),
        (("2026-09上半月",), "不是一期。"),
        (("--quarter", "2026-09"), "2026-09 是一月，不是一季。"),
        (("--quarter", "--year"), "--quarter、--year 只能写一个。"),
        (("2027Q1",), "2027Q1 从 2027-01-01 才开始。"),
        (("2026Q3", "--close", "--reopen"), "--close、--reopen 一次只做一步。"),
        (("2026Q3", "--reopen"), "重开要写明原因。"),
    ],
)
def test_a_wrong_command_line_is_explained(words: tuple[str, ...], said: str) -> None:
    refused = typed("reconcile", *words, "--today", "2026-10-10")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert said in refused.stderr


def test_bare_it_shows_and_writes_nothing() -> None:
    before = git("rev-parse", "HEAD")
    said = typed("reconcile", "2026Q3", "--today", "2026-10-10")
    assert said.stdout.startswith(
        "季度对账 2026Q3（2026-07-01 至 2026-09-30）\n\n期初在办 0 件，期末在办 3 件。\n"
    )
    assert git("rev-parse", "HEAD") == before
    assert git("status", "--porcelain") == ""


def test_a_closing_is_one_commit_of_its_own_files() -> None:
    close("2026Q3", "2026-10-10")
    assert git("log", "-1", "--format=%s") == "结账 2026Q3"
    assert git("-c", "core.quotepath=off", "show", "--name-only", "--format=", "HEAD").splitlines() == [
        "对账/2026Q3/结账.yaml",
        "对账/2026Q3/账页.yaml",
    ]
    assert git("status", "--porcelain") == ""
    again = typed("reconcile", "2026Q3", "--close", "--today", "2026-10-11")
    assert again.returncode == 1
    assert "2026Q3 已在 2026-10-10 结账（经办 王五）" in again.stderr


def test_closings_chain_and_late_entries_show_in_the_next() -> None:
    close("2026Q3", "2026-10-10")
    words: Words = ("progress", "PS-1", "--done", "进场", "--on", "2026-09-29", "--today", "2026-10-12")
    refused = typed(*words)
    assert refused.returncode == 1
    assert "反馈的业务日期 2026-09-29 在 2026Q3 以内；2026Q3 已在 2026-10-10 结账" in refused.stderr
    assert "--late --reason" in refused.stderr
    assert typed(*words, *LATE).returncode == 0
    assert "补登: 漏记" in Path("领导批示/2026/PS-2026-0001.yaml").read_text("utf-8")
    add: Words = ("add", "--ledger", "领导批示", "--title", "漏登的一件", "--lead", "县水务局")
    add = (
        *add,
        "--source-kind",
        "领导批示",
        "--instruction",
        "刘县长=2026-09-28=请抓紧",
        "--source-name",
        "第3号",
        "--owner",
        "张三",
        "--requirements",
        "办",
    )
    add += ("--urgency", "急件")
    dated = ("--on", "2026-09-20", "--today", "2026-10-12")
    assert "立项的业务日期 2026-09-20" in typed(*add, *dated).stderr
    assert typed(*add, *dated, *LATE).returncode == 0
    frozen = answer("2026Q3", "--today", "2026-12-01")
    assert (frozen["total"]["registered"], frozen["total"]["ending"]) == (3, 3)
    later = answer("2026Q4", "--today", "2026-12-01")
    total = later["total"]
    assert (total["opening"], total["prior_adjustment"], total["ending"]) == (3, 1, 4)
    assert later["opening_from"]["period"] == "2026Q3"
    assert [each["task"] for each in later["prior"]] == ["PS-2026-0003"]


def test_what_is_not_dated_into_a_closed_period_goes_on() -> None:
    close("2026Q3", "2026-10-10")
    said = typed("progress", "PS-1", "--done", "进场", "--today", "2026-10-12", *LATE)
    assert said.returncode == 0
    assert "补登" not in Path("领导批示/2026/PS-2026-0001.yaml").read_text("utf-8")


def test_late_wants_its_reason_and_reason_its_late() -> None:
    for words, told in (
        (("--late",), "--late 要写明为什么补登"),
        (("--reason", "漏"), "--reason 在这里只和 --late"),
    ):
        refused = typed("accept", "PS-1", *words)
        assert refused.returncode == 2
        assert told in refused.stderr


REFUSED = [
    ("2026Q3", "2026-09-30", "2026Q3 到 2026-09-30 才结束，还不能结账"),
    ("2027Q1", "2026-09-30", "从 2027-01-01 才开始"),
]


@pytest.mark.parametrize(("label", "today", "said"), REFUSED)
def test_a_period_that_runs_cannot_be_closed(label: str, today: str, said: str) -> None:
    refused = typed("reconcile", label, "--close", "--today", today)
    assert refused.returncode in {1, 2}
    assert said in refused.stderr


def test_periods_close_in_their_order_and_reopen_backwards() -> None:
    close("2026Q3", "2026-10-10")
    gap = typed("reconcile", "2027Q1", "--close", "--today", "2027-04-10")
    assert "上一期 2026Q4 还没有结账，2027Q1 的期初接不上" in gap.stderr
    early = typed("reconcile", "2026Q2", "--close", "--today", "2026-10-10")
    assert "后面的 2026Q3 已经结账" in early.stderr
    close("2026Q4", "2027-01-10")
    held = typed("reconcile", "2026Q3", "--reopen", "--reason", "漏了", "--today", "2027-01-11")
    assert held.returncode == 1
    assert "2026Q4 也已结账" in held.stderr
    for label in ("2026Q4", "2026Q3"):
        done = typed("reconcile", label, "--reopen", "--reason", "漏了一件", "--today", "2027-01-12")
        assert done.returncode == 0, done.stderr
    text = Path("对账/2026Q3/结账.yaml").read_text("utf-8")
    assert text.count("动作: 结账") == 1
    assert "动作: 重开" in text
    assert "原因: 漏了一件" in text
    again = typed("reconcile", "2026Q3", "--reopen", "--reason", "再来", "--today", "2027-01-12")
    assert "2026Q3 没有结账，不用重开" in again.stderr
    close("2026Q3", "2027-01-13")
    close("2026Q4", "2027-01-13")
    assert Path("对账/2026Q3/结账.yaml").read_text("utf-8").count("动作: 结账") == 2


def test_a_question_about_an_earlier_day_knows_no_later_closing() -> None:
    close("2026Q3", "2026-10-10")
    assert answer("2026Q3", "--today", "2026-10-09")["closed"] is None
    assert answer("2026Q3", "--today", "2026-10-10")["closed"]["by"] == "王五"


def test_a_file_that_cannot_be_read_bars_the_closing() -> None:
    Path("领导批示/2026/PS-2026-0001.yaml").write_text("编号: [", "utf-8")
    shown = typed("reconcile", "2026Q3", "--today", "2026-10-10")
    assert shown.returncode == 1
    assert "有 1 个文件读不了" in shown.stdout
    refused = typed("reconcile", "2026Q3", "--close", "--today", "2026-10-10")
    assert refused.returncode == 1
    assert "领导批示/2026/PS-2026-0001.yaml" in refused.stderr
    assert not Path("对账").exists()


def test_a_broken_closing_bars_every_entry() -> None:
    close("2026Q3", "2026-10-10")
    Path("对账/2026Q3/结账.yaml").write_text("期: 2026Q3\n流水: 坏了\n", "utf-8")
    refused = typed("progress", "PS-1", "--done", "进场", "--today", "2026-10-12")
    assert refused.returncode == 1
    assert "对账/2026Q3/结账.yaml:2" in refused.stderr


def test_a_dry_run_closes_nothing() -> None:
    said = typed("reconcile", "2026Q3", "--close", *FORCED, "--dry-run", "--today", "2026-10-10")
    assert said.returncode == 0
    assert "试运行" in said.stdout
    assert not Path("对账").exists()


@pytest.mark.parametrize(
    "word", ["../../x", "2026Q3;rm -rf", "[red]2026Q3", "\x1b[31m", "九月", "2026-W54", "0000"]
)
def test_hostile_periods(word: str) -> None:
    survives("reconcile", word)
