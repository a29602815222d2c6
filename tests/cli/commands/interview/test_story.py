"""Two tiers of an interview by the commands, on real git; and the commands that answer about them."""

import re
from pathlib import Path

import pytest
from tests.cli.commands.interview.conftest import STORY, asked, commits, done, tell
from tests.outside import git

pytestmark = pytest.mark.usefixtures("office")
FILE = "约谈/2026/YT-2026-0001.yaml"


def test_a_whole_life() -> None:
    before = commits()
    statuses = []
    for today, line in STORY:
        done(today, line)
        number = "YT-2" if "YT-2" in line or "--former" in line else "YT-1"
        statuses.append(asked(today, f"show {number}")["status"])
    assert statuses == [
        *("entered", "conferred", "proposed", "approved", "summoned", "held", "reported", "closed"),
        *("entered", "proposed", "approved", "summoned", "held", "held", "reported", "closed"),
    ]
    assert commits() == before + len(STORY), "one command, one commit"
    assert git("status", "--porcelain", "--untracked-files=no") == ""
    subjects = git("log", f"-{len(STORY)}", "--format=%s").splitlines()
    assert all(re.fullmatch(r"\S+ YT-2026-000[12]", each) for each in subjects), subjects
    duties = [asked("2026-06-30", f"show {number}")["duties"] for number in ("YT-1", "YT-2")]
    assert [(each["unit"], each["due_on"], each["verdict"]) for (each,) in duties] == [
        ("县水务局", "2026-04-09", "met"),  # thirty days after 10 March, counted from the day after
        ("县水务局", "2026-05-20", "met_late"),
    ]
    assert "：0 个错误，" in done("2026-06-30", "check"), "what it tells is of the task that is late"


def test_the_file_is_what_the_commands_said(office: Path) -> None:
    tell("hold")
    head, _, journal = (office / FILE).read_text("utf-8").partition("流水:\n")
    assert head == (
        "编号: YT-2026-0001\n"
        "约谈事项: 供水管网改造进展缓慢\n"
        "事由: 进展缓慢\n"
        "被约谈人: {姓名: 周正, 单位: 县水务局, 职务: 局长}\n"
        "事项: [JB-2026-0001]\n"
        "督查: [DX-2026-0001]\n"
        "发现: [DX-2026-0001/1]\n"
    )
    last = journal.splitlines()[-1].partition("动作: 约谈, ")[2]
    assert last == (
        "经办: 王五, 约谈人: [何部长], 问题: 停工一个月, 说明: 资金没到, 表态: 月底复工, 要求: 三十日内复工, "
        "时限: 2026-04-09}"
    )
    assert "Duban-Action: hold_interview" in git("log", "-1", "--format=%B")


@pytest.mark.parametrize(
    ("upto", "said"),
    [
        ("add", "下一步：会商要不要约谈。duban interview confer YT-2026-0001 --party 单位"),
        ("confer", "下一步：提出约谈建议。duban interview propose YT-2026-0001 --to 领导"),
        ("propose", "下一步：报领导批准。"),
        ("approve", "下一步：通知被约谈人。"),
        ("summon", "下一步：约谈。duban interview hold YT-2026-0001"),
        ("hold", "下一步：县水务局报整改报告，2026-04-09 前。"),
        ("report", "下一步：看成效，办结。"),
        (
            "close",
            "下一步：成效仍不明显，可以进到二级。duban interview add --tier 二级 --former YT-2026-0001",
        ),
    ],
)
def test_what_comes_next(upto: str, said: str) -> None:
    for today, line in STORY:
        told = done(today, line)
        if line.startswith(f"interview {upto}"):
            assert said in told
            return
    raise AssertionError(upto)


def test_undo_takes_the_last_entry_back() -> None:
    today = tell("approve")
    done(today, "undo")
    assert asked(today, "show YT-1")["status"] == "proposed"


def test_a_correction() -> None:
    tell("hold")
    done("2026-03-10", "interview amend YT-1 --event 约谈 --set 要求=四十日内复工 --reason 听错")
    page = asked("2026-03-11", "show YT-1")
    assert page["status"] == "held"
    assert "四十日内复工" in done("2026-03-11", "show YT-1")


def test_the_list() -> None:
    tell("hold")
    (row,) = asked("2026-03-10", "list YT-1")
    assert row == {
        "task": "YT-2026-0001",
        "kind": "interview",
        "title": "供水管网改造进展缓慢",
        "status": "held",
        "person": "周正",
        "unit": "县水务局",
        "tier": "first",
        "held_on": "2026-03-10",
    }
