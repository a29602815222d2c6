"""`visit`, `meeting`, `quota`: entered, counted, taken back, undone, as people and programs read it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.outside import Answer, git, typed

SET_UP = (
    "unit leader 方县长 --title 县长 --post 行政首长",
    "unit leader 钱局长 --title 县水务局局长 --post 部门主要负责人 --from 2026-06-01",
    "visit register 甲公司 --kind 企业 --level 县级 --person 方县长 --from 2026-01-01",
)


@pytest.fixture(autouse=True)
def _office(ledgers: Path) -> Iterator[None]:
    for line in SET_UP:
        done("2026-09-28", line)
    yield
    assert ledgers.is_dir()


def run(today: str, line: str) -> Answer:
    return typed(*line.split(), "--today", today)


def done(today: str, line: str) -> str:
    answer = run(today, line)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def asked(today: str, line: str) -> Any:  # noqa: ANN401 - what a command answers
    return json.loads(done(today, f"{line} --json"))


def journal(ledgers: Path) -> str:
    return (ledgers / "履职" / "2026.yaml").read_text("utf-8")


DAY = (
    "visit day --person 方县长 --place 城关镇 --subject 看水库 --issues 渠漏水 --handled 派工 --on 2026-10-23"
)


def test_a_day_is_counted_and_taken_back(ledgers: Path) -> None:
    said = asked("2026-10-23", DAY)
    (entry,) = said["entries"]
    assert (entry["persons"], entry["place"], entry["handling"]) == (["方县长"], "城关镇", "派工")
    (found,) = asked("2026-10-23", "quota 方县长")["quotas"]
    keys = ("rule", "whose", "counts", "scores", "done", "state", "months_left")
    assert [found[key] for key in keys] == [
        "front-line-leaders",
        "方县长",
        "front_line",
        True,
        1,
        "running",
        3,
    ]
    assert found["needed"] - found["done"] == found["lacking"]
    (counted,) = found["entries"]
    assert (counted["counts"], counted["why"], counted["digest"]) == (True, None, entry["digest"])
    answer = run("2026-10-24", f"visit void {entry['digest']} --reason 记错 --by 赵六")
    assert (answer.returncode, "批准人" in answer.stderr) == (1, True)
    done("2026-10-24", f"visit void {entry['digest']} --reason 记错 --approved-by 方县长")
    (found,) = asked("2026-10-24", "quota 方县长")["quotas"]
    assert (found["done"], found["entries"]) == (0, [])
    assert journal(ledgers).count("冲销: ") == 1
    done("2026-10-24", "undo")
    (found,) = asked("2026-10-24", "quota 方县长")["quotas"]
    assert (found["done"], journal(ledgers).count("冲销: ")) == (1, 0)
    assert done("2026-10-24", "check") != ""


def test_one_commit_for_several_and_its_trailers() -> None:
    done("2026-10-23", DAY.replace("--person 方县长", "--person 方县长、钱局长"))
    subject = git("log", "-1", "--format=%s%n%(trailers:key=Duban-Action,valueonly)").split("\n")
    assert subject[:2] == ["一线办公 2026-10-23 方县长、钱局长", "standing"]
    rules = [each["rule"] for each in asked("2026-10-23", "quota 方县长 钱局长")["quotas"]]
    assert sorted(rules) == ["front-line-departments", "front-line-leaders"]


def test_a_dry_run_writes_nothing(ledgers: Path) -> None:
    assert "试运行" in done("2026-10-23", f"{DAY} --dry-run")
    assert not (ledgers / "履职" / "2026.yaml").exists()


def test_who_is_responsible_changes_and_leaves() -> None:
    answer = run("2026-10-23", "visit register 甲公司")
    assert (answer.returncode, "已在包保名单里" in answer.stderr) == (1, True)
    done("2026-10-23", "visit register 甲公司 --person 钱局长")
    assert [each["person"] for each in asked("2026-10-22", "visit list")] == ["方县长"]
    assert [each["person"] for each in asked("2026-10-23", "visit list")] == ["钱局长"]
    answer = run("2026-10-24", "visit register 甲公司 --until 2026-10-21")
    assert (answer.returncode, "从 2026-10-23 起包保" in answer.stderr) == (1, True)
    done("2026-10-30", "visit register 甲公司 --until 2026-10-30")
    assert asked("2026-11-02", "visit list") == []
    done("2026-11-09", "visit register 甲公司 --person 方县长")
    assert [each["since"] for each in asked("2026-11-09", "visit list")] == ["2026-11-09"]
    assert "没有" not in done("2026-11-09", "check")


def test_a_visit_is_told_by_the_register() -> None:
    done("2026-10-23", "visit add 甲 --person 方县长 --subject 用电")
    (ward,) = asked("2026-10-30", "visit list")
    assert (ward["last_visit"], ward["this_quarter"], ward["kind"]) == ("2026-10-23", 1, "enterprise")
    (ward,) = asked("2027-01-04", "visit list")
    assert ward["this_quarter"] == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("quota 戊", "定额里没有“戊”"),
        ("quota --period 甲", "不是一期"),
        ("visit day --person 方县长 --subject 看水库", "缺 --place"),
        ("visit add 甲公司 --person 方县长", "缺 --subject"),
        ("visit register 乙公司 --person 方县长", "还缺2项"),
        (
            "visit register 乙公司 --kind 企业 --level 县级 --person 方县长 --from 2026-10-23 --until 2026-10-22",
            "颠倒",
        ),
        ("visit void 00000000 --reason x", "没有摘要"),
        ("meeting add --rule x --subject y", "没有要求开会"),
        ("progress --standing week --subject 甲 --unit 县水务局", "不计退文"),
        ("progress PS-1 --subject 甲", "没有进度"),
        ("progress --subject 甲", "只和 --standing 一起用"),
    ],
)
def test_a_wrong_order_is_told_with_its_remedy(line: str, told: str) -> None:
    before = git("rev-parse", "HEAD")
    answer = run("2026-10-23", line)
    assert (answer.returncode in {1, 2}, told in answer.stderr) == (True, True), answer.stderr
    assert "可以这样做：" in answer.stderr
    assert git("rev-parse", "HEAD") == before


def test_an_older_workspace_is_told_to_be_upgraded(ledgers: Path) -> None:
    path = ledgers / "duban.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("版本: 5", "版本: 4"), "utf-8")
    for line in (DAY, "visit register 乙公司 --kind 企业 --level 县级 --person 方县长"):
        answer = run("2026-10-23", line)
        assert (answer.returncode, "duban upgrade" in answer.stderr) == (1, True)
    assert asked("2026-10-23", "quota")["quotas"] == []


def test_the_year_as_a_calendar() -> None:
    found = asked("2026-10-23", "quota --calendar")
    days = [each["due_on"] for each in found["dated"]]
    assert days == sorted(days)
    assert {each["rule"] for each in found["dated"] if each["due_on"] == "2026-12-31"} >= {"ward-visit"}
    assert {each["rule"] for each in found["often"]} == {"week", "month"}


def test_what_is_late_stands_in_today_and_overdue() -> None:
    (found,) = asked("2027-01-04", "overdue --rule ward-visit")
    assert (found["unit"], found["due_on"], found["rule"], found["task"]) == (
        "甲公司",
        "2026-12-31",
        "ward-visit",
        None,
    )
    waits = [each for each in asked("2027-01-04", "today")["waiting"] if each["kind"] == "habit"]
    assert "duban quota --behind" in {each["command"] for each in waits}
    (behind,) = asked("2027-01-04", "quota --behind --rule ward-visit --period 2026Q4")["quotas"]
    assert behind["state"] == "missed"
