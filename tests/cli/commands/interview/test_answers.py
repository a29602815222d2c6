"""What answers tell of interviews: the page, today, overdue, the report with its public version, the papers."""

import re
import zipfile
from pathlib import Path

import pytest
from tests.cli.commands.interview.conftest import STORY, asked, done, tell
from tests.outside import git

pytestmark = pytest.mark.usefixtures("office")


def waits(today: str) -> list[tuple[str | None, str, str]]:
    found = asked(today, "today")["waiting"]
    return [(each["task"], each["what"], each["command"]) for each in found if each["kind"] == "interview"]


ONE, TWO = "YT-2026-0001", "YT-2026-0002"


@pytest.mark.parametrize(
    ("upto", "today", "found"),
    [
        ("add", "2026-03-02", [(ONE, "待建议", f"duban interview confer {ONE}")]),
        ("confer", "2026-03-03", [(ONE, "待建议", f"duban interview propose {ONE}")]),
        ("propose", "2026-03-04", [(ONE, "待批准", f"duban interview approve {ONE}")]),
        ("approve", "2026-03-05", [(ONE, "待通知", f"duban interview summon {ONE}")]),
        ("summon", "2026-03-09", []),
        ("summon", "2026-03-10", [(ONE, "今天约谈", f"duban interview hold {ONE}")]),
        ("summon", "2026-03-11", [(ONE, "3月10日该约谈", f"duban interview hold {ONE}")]),
        ("hold", "2026-04-07", []),
        ("hold", "2026-04-08", [(ONE, "整改报告4月9日到期", f"duban interview report {ONE}")]),
        ("hold", "2026-04-10", [(ONE, "整改报告逾期", f"duban interview report {ONE}")]),
        ("report", "2026-04-07", [(ONE, "看成效待办结", f"duban interview close {ONE}")]),
        ("close", "2026-04-10", []),
    ],
)
def test_what_waits_today(upto: str, today: str, found: list[tuple[str, str, str]]) -> None:
    tell(upto)
    assert waits(today) == found


@pytest.mark.parametrize("upto", ["add", "confer", "propose", "approve", "summon"])
def test_one_that_was_cancelled_waits_for_nothing(upto: str) -> None:
    today = tell(upto)
    done(today, "interview cancel YT-1 --reason 不约谈了 --approved-by 林书记")
    assert waits("2026-03-11") == []


def test_a_candidate_is_told_and_nothing_is_entered(office: Path) -> None:
    for today, line in STORY[:13]:
        done(today, line)
    assert waits("2026-04-20") == [(TWO, "2次：调整岗位候选", "duban report interviews")]
    assert "候选（调整岗位）：县水务局周正，一年内被约谈 2 次" in done("2026-04-20", "report interviews 2026")
    assert "候选" not in "".join(path.read_text("utf-8") for path in (office / "约谈").rglob("*.yaml"))
    for today, line in STORY[13:]:
        done(today, line)
    assert waits("2026-06-30") == []


def test_what_is_overdue() -> None:
    tell("hold")
    assert ONE not in done("2026-04-09", "overdue")
    assert ONE in done("2026-04-10", "overdue --unit 水务")
    assert "30 日" in done("2026-04-10", "why YT-1")


def test_the_page() -> None:
    for today, line in STORY:
        done(today, line)
    page = asked("2026-06-30", "show YT-2")
    assert [(each["number"], each["stands"]) for each in page["facts"]] == [
        (ONE, "2026-03-10 约谈，未见效"),
        ("JB-2026-0001", "待签收，时限 2026-03-31，逾期61个工作日"),
        ("DX-2026-0001/1", "还没有处理"),
    ]
    assert (page["held_on"], page["interviewers"], page["report_due_on"]) == (
        "2026-04-20",
        ["方县长"],
        "2026-05-20",
    )
    assert (page["reported_on"], page["effect"], page["times"], page["next"]) == ("2026-05-22", "seen", 2, [])
    assert [each["organ"] for each in page["admonished"]] == ["县纪委监委"]
    text = done("2026-06-30", "show YT-2")
    assert "到 2026-06-30 在这个单位第 2 次" in text
    assert "诫勉（别的机关决定）" in text
    early = asked("2026-03-20", "show YT-1")
    assert next(each["stands"] for each in early["facts"]) == "待签收，时限 2026-03-31", (
        "as it stood on that day"
    )


def test_the_public_version() -> None:
    for today, line in STORY[:13]:
        done(today, line)
    done("2026-04-20", "interview amend YT-2 --title 再约谈周正同志 --reason 写清 --approved-by 林书记")
    for today, line in STORY[13:]:
        done(today, line)
    bare = done("2026-06-30", "report interviews 2026 --public")
    assert "期内约谈 0 次" in bare
    done("2026-06-30", "interview amend YT-2 --public 是 --reason 公开 --approved-by 林书记")
    shown = done("2026-06-30", "report interviews 2026 --public")
    assert "期内约谈 1 次（一级 0，二级 1）" in shown
    assert "再约谈某某同志" in shown
    assert not [
        name
        for name in ("周正", "方县长", "何部长", "候选", "诫勉")
        if name in shown.partition("约谈是提醒")[0]
    ]
    full = asked("2026-06-30", "report interviews 2026")["tables"]
    assert [(row["person"], row["first"], row["second"], row["candidate"]) for row in full["persons"]] == [
        ("周正", 1, 1, "调整岗位")
    ]
    assert [(row["task"], row["effect"]) for row in full["interviews"]] == [(ONE, "未见效"), (TWO, "已见效")]
    none = asked("2026-06-30", "report interviews 2025")["tables"]
    assert (none["persons"], none["interviews"]) == ([], [])
    one = asked("2026-06-30", "report interviews 2026Q1")["tables"]
    assert [row["held"] for row in one["persons"]] == [1]


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as paper:
        text = paper.read("word/document.xml").decode()
    return re.sub(r"<[^>]*>", "", text.replace("<w:noBreakHyphen/>", "-").replace("</w:p>", "\n"))


def test_the_papers(office: Path) -> None:
    today = tell("summon")
    done(today, "doc 约谈通知书 YT-1 -o 通知.docx")
    assert "：" not in git("log", "-1", "--format=%s"), "who is summoned is not for the log of git"
    notice = text_of(office / "通知.docx")
    for said in (
        "关于约谈周正同志的通知",
        "因工作进展缓慢、经督查仍无明显进展，经批准，决定对你单位局长周正同志进行约谈。",
        "1.供水管网改造（JB-2026-0001），到2026年3月6日待签收，时限2026年3月31日。",
        "3.水务：工地停工（DX-2026-0001/1），到2026年3月6日还没有处理。",
        "2026年3月10日在县委三楼会议室。",
        "何部长（县委常委、组织部部长）。",
    ):
        assert said in notice
    done("2026-03-10", STORY[5][1])
    done("2026-03-10", "doc 约谈纪要 YT-1 -o 纪要.docx")
    record = text_of(office / "纪要.docx")
    for said in (
        "停工一个月。",
        "资金没到。",
        "月底复工。",
        "三十日内复工。",
        "请于2026年4月9日前报送整改报告",
    ):
        assert said in record
    events = [each["action"] for each in asked("2026-03-10", "show YT-1")["journal"]]
    assert events[-3:] == ["issue", "hold_interview", "issue"]
