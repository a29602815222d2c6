"""What is advised can be typed: short numbers, a mark of secrecy, a filing that came late; today and the page agree."""

import json
import re
from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import BASIS, asked, done, run, tell
from tests.cli.commands.results.conftest import ADD
from tests.outside import git, typed

SAMPLE = Path(__file__).parents[4] / "ledgers"
TALK = "interview add --title 甲 --cause 落实不力 --person 乙 --unit 县水务局 --post 局长"
RIGHTS = "--lead-leader 方县长 --owner 张三 --requirements 办成 --due-on 2026-12-31 --approved-by 方县长 --lead 甲镇"
BLAME = "circulate add --tone 表扬 --unit 甲镇 --fact 主动 --scope 全县 --approved-by 方县长"
SHORT = {
    "rectify add --from": f"rectify add --from DX-1/1 {RIGHTS}",
    "add --found-in": f"add --ledger 整改 --title 甲 --problem 甲 --found-in DX-1/1 --source-kind 督查活动 --source-name 甲 {RIGHTS}",
    "amend --found-in": "amend ZG-1 --found-in DX-1/2 --reason 写错了 --approved-by 方县长",
    "inspect add --task": f"inspect add --title 乙 {BASIS} --task JB-1",
    "inspect amend --task": "inspect amend DX-2 --task JB-1 --reason 补",
    "inspect dispose --task": "inspect dispose DX-1 --finding 1 --outcome 整改 --task ZG-1",
    "inspect merge --into": "inspect merge DX-2 --into DX-1 --reason 同一事项 --approved-by 方县长",
    "inspect plan --approve": "inspect plan 2026-04 --approve DX-2 --approved-by 方县长",
    "interview add --task": f"{TALK} --task JB-1",
    "interview add --inspection": f"{TALK} --inspection DX-1",
    "interview add --finding": f"{TALK} --finding DX-1/2",
    "circulate add --basis": f"{BLAME} --basis JB-1、DX-1/1",
    "negative supply --basis": (
        "negative supply --inflow 部门提供 --supplier 督查室 --unit 甲镇 --fact 甲 --basis DX-1/1"
    ),
    "award add --basis": (
        "award add --unit 甲镇 --fact 甲 --basis JB-1 --level 县 --benefit 表彰 --measure 甲 --approved-by 方县长"
    ),
    "rectify add --parent": f"rectify add --parent JB-1 --problem 甲 {RIGHTS}",
    "add --parent": ADD.replace("清淤", "甲") + " --parent JB-1",
    "rectify escalate --inspection": "rectify escalate ZG-1 --via 驻点督查 --inspection DX-2 --reason 慢",
}
"""Every option for a number, with a short one."""
REFUSED = {"inspect merge --into", "rectify escalate --inspection"}
"""Refused here for another reason, told with the whole number."""
MARK = "（机密）"
MARKED = (
    f"inspect add --title 甲{MARK} {BASIS}",
    f"{TALK} --note {MARK}",
    f"{BLAME} --basis JB-1 --doc-no 某督字〔2026〕5号{MARK}",
)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("name", SHORT)
def test_a_number_may_be_short(name: str) -> None:
    done("2026-03-02", ADD)
    tell("serve")
    done(
        "2026-03-20",
        f"inspect add --title 别的督查 --object 丙镇 --starts-on 2026-04-10 --ends-on 2026-04-20 {BASIS}",
    )
    if "ZG-1" in SHORT[name]:
        done(
            "2026-03-20",
            "rectify add --problem 甲 --source-name 督查 --source-kind 督查活动 --assign " + RIGHTS,
        )
    answer = run("2026-03-30", SHORT[name])
    refused = re.search("编号|没有.*事项", answer.stderr) if answer.returncode else None
    assert refused is None, answer.stderr
    assert answer.returncode == 0 or (name in REFUSED and "DX-2026-000" in answer.stderr), answer.stderr


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("line", MARKED)
def test_a_mark_of_secrecy_is_told_what_the_kind_has(line: str) -> None:
    done("2026-03-02", ADD)
    before = git("rev-parse", "HEAD")
    refused = run("2026-03-30", line)
    assert refused.returncode == 1
    assert "密级标志" in refused.stderr
    assert "涉密登记" not in refused.stderr
    assert git("rev-parse", "HEAD") == before


@pytest.mark.usefixtures("office")
def test_what_today_says_of_a_late_filing_is_accepted() -> None:
    head = "--name 部门 --organizer 县水务局 --object 甲镇 --starts-on 2026-03-09 --ends-on 2026-03-20 --team 李主任:组长"
    scheme = "--scope 全镇 --content 行政效能 --named-by 方县长"
    done("2026-03-04", f"inspect add --title 自查 {head} {scheme} --announced 否")
    done("2026-03-05", "inspect file DX-1")
    done("2026-03-05", "inspect scheme DX-1")
    done("2026-03-06", "inspect declare DX-1 李主任")
    (told,) = [
        each["command"] for each in asked("2026-03-09", "today")["waiting"] if each["task"] == "DX-2026-0001"
    ]
    assert told in [each["how"] for each in asked("2026-03-09", "show DX-1")["next"]]
    assert run("2026-03-09", "inspect start DX-1").returncode == 1
    done("2026-03-09", told.removeprefix("duban ").replace("--approved-by 领导", "--approved-by 方县长"))


@pytest.mark.parametrize("day", [f"2026-{month:02}-{on}" for month in range(3, 12) for on in (11, 26)])
def test_today_and_the_page_tell_one_step(day: str) -> None:
    where = ("--json", "--today", day, "-C", str(SAMPLE))
    waiting = json.loads(typed("today", *where).stdout)["waiting"]
    for each in waiting:
        verb = re.match(r"duban inspect ([a-z-]+) (DX-\S+)", each["command"])
        if verb and each["task"] == verb[2]:
            shown = json.loads(typed("show", verb[2], *where).stdout)["next"]
            assert any(verb[0] in step["how"] for step in shown), (each, shown)
