"""A number of results (TB, FM, JL, RC) is asked as any other: list, show, log, why, export, check, undo, by the shell."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.cli.commands.inspect.conftest import asked, done, run
from tests.cli.commands.results.conftest import tell

from duban.cli.options.task_options import offer_numbers, offer_results

pytestmark = pytest.mark.usefixtures("office")
END = "2026-04-14"
KINDS = {"TB": "circular", "FM": "negative", "JL": "award", "RC": "exemption"}
STATUS = {"TB": "revoked", "FM": "removed", "JL": "awarded", "RC": "exempted"}
STEPS = {
    "TB": ["circulate", "serve_result", "serve_result", "revoke_result"],
    "FM": ["supply", "enlist", "delist"],
    "JL": ["award"],
    "RC": ["ask_exemption", "examine", "decide_exemption"],
}


@pytest.fixture
def story(office: Path) -> str:
    assert office == Path.cwd()
    return tell("circulate revoke")


@pytest.mark.parametrize("prefix", KINDS)
def test_show_list_log_why_and_export_know_it(story: str, prefix: str) -> None:
    number = f"{prefix}-2026-0001"
    shown = asked(story, f"show {prefix}-1")
    assert (shown["kind"], shown["status"], shown["id"]) == (KINDS[prefix], STATUS[prefix], number)
    assert [each["action"] for each in shown["journal"]] == STEPS[prefix]
    assert shown["path"] == "结果/2026.yaml"
    listed = [each for each in asked(story, "list") if each["task"] == number]
    assert [(each["kind"], each["status"]) for each in listed] == [(KINDS[prefix], STATUS[prefix])]
    assert [each["task"] for each in asked(story, f"list {number} JB-1")] == ["JB-2026-0001", number]
    trail = asked(story, f"log {prefix}-1")
    assert [each["action"] for each in trail] == STEPS[prefix]
    assert all(each["commit"] for each in trail)
    assert not any(each["by_hand"] for each in trail)
    done(story, f"why {number}")
    rows = asked(story, "export --table events")
    assert [row["action"] for row in rows if row["task"] == number] == STEPS[prefix]


def test_list_of_a_number_is_what_show_says(story: str) -> None:
    assert done(story, "negative list FM-1") == done(story, "show FM-1")
    assert asked(story, "circulate list TB-1") == asked(story, "show TB-1")


def test_a_page_tells_its_grounds_in_both_directions(story: str) -> None:
    facts = {
        name: {each["number"] for each in asked(story, f"show {name}")["facts"]}
        for name in ("TB-1", "FM-1", "RC-1")
    }
    assert facts == {
        "TB-1": {"JB-2026-0001", "ZG-2026-0001"},
        "FM-1": {"TB-2026-0001", "RC-2026-0001"},
        "RC-1": {"FM-2026-0001"},
    }


def test_a_page_is_of_the_day_that_is_asked() -> None:
    tell("circulate revoke")
    assert asked("2026-04-03", "show FM-1")["stage"] == "listed"
    assert "没有编号为" in run("2026-03-29", "show TB-1").stderr


def test_open_are_those_that_stand_or_wait(story: str) -> None:
    assert [each["task"] for each in asked(story, "list --open") if each["task"][:2] in KINDS] == [
        "JL-2026-0001"
    ]


@pytest.mark.usefixtures("story")
def test_the_shell_offers_them() -> None:
    half_typed: Any = SimpleNamespace(params={})
    assert [name for name, _ in offer_numbers(half_typed, "T")] == ["TB-2026-0001"]
    assert [name for name, _ in offer_numbers(half_typed, "")][-4:] == [f"{each}-2026-0001" for each in KINDS]
    assert offer_results(half_typed, "fm") == [("FM-2026-0001", "拒不整改")]


def test_what_a_hand_wrote_is_told_in_the_log(story: str) -> None:
    path = Path("结果/2026.yaml")
    text = path.read_text("utf-8")
    entry = (
        "  - {日期: 2026-04-14, 登记: 2026-04-14T23:00:00+08:00, 动作: 结果送达, 经办: 王五, 编号: JL-2026-0001, "
        "送达对象: 本单位, 文书: 清单}\n"
    )
    path.write_text(text + entry, "utf-8")
    done(story, "commit --reason 手记")
    trail = asked(story, "log JL-1")
    assert {(each["action"], bool(each["commit"])) for each in trail} == {
        ("award", True),
        ("serve_result", True),
    }
    assert [each["action"] for each in asked(story, "log TB-1")] == STEPS["TB"]


def test_evidence_that_is_gone_is_found_at_its_own_line() -> None:
    today = tell("circulate serve TB-1 --to 组织人事")
    Path("x.txt").write_text("x", "utf-8")
    done(
        today,
        "negative supply --inflow 部门提供 --supplier 督查室 --unit 县财政局 --fact 错 --evidence x.txt",
    )
    (proof,) = Path("附件").rglob("x.txt")
    proof.unlink()
    answer = run(today, "check")
    told = answer.stdout + answer.stderr
    line = next(
        n
        for n, each in enumerate(Path("结果/2026.yaml").read_text("utf-8").splitlines(), 1)
        if "x.txt" in each
    )
    assert re.search(rf"结果/2026.yaml:{line - 1}\b.*证据文件不在", told, re.DOTALL), told


@pytest.mark.parametrize("command", ["accept TB-1", "doc 督办通知单 TB-1"])
def test_what_is_of_tasks_alone_says_where_a_result_belongs(command: str) -> None:
    today = tell("circulate add")
    assert "是结果的编号" in run(today, command).stderr
