"""Circulars, the negative list, awards, exemptions: the story of one matter, what is refused, corrected, taken back.

`refusals.txt` holds the refusals: a line `# how far the story was told: the command`, then what is said.
"""

import re
from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import asked, commits, done, run
from tests.cli.commands.results.conftest import STORY, tell
from tests.outside import git

pytestmark = pytest.mark.usefixtures("office")
TEXT = (Path(__file__).parent / "refusals.txt").read_text("utf-8")
CASES = [
    (*re.fullmatch(r"([^:]+): duban (.+)", head).groups(), said)  # type: ignore[union-attr] # or no case at all
    for head, _, said in (part.partition("\n") for part in re.split(r"^# ", TEXT, flags=re.MULTILINE)[1:])
]


@pytest.mark.parametrize(("upto", "line", "said"), CASES, ids=[f"{upto}: {line}" for upto, line, _ in CASES])
def test_it_is_refused_and_nothing_is_written(upto: str, line: str, said: str) -> None:
    today = tell(upto)
    before = commits()
    answer = run(today, line)
    assert re.sub(r"摘要 [0-9a-f]{8}", "摘要 ▒", answer.stderr) == said.rstrip("\n") + "\n"
    assert (answer.returncode in {1, 2}, answer.stdout) == (True, "")
    assert commits() == before
    assert git("status", "--porcelain") == ""


def test_every_case_is_read() -> None:
    assert len({case[:2] for case in CASES}) == len(re.findall("^# ", TEXT, re.MULTILINE)) > 30


def test_the_story_of_one_matter() -> None:
    tell("circulate add")
    (blame,) = asked("2026-03-30", "circulate list")
    assert blame | {"said": ""} == {
        "number": "TB-2026-0001",
        "kind": "circular",
        "on": "2026-03-30",
        "unit": "县水务局",
        "title": "三次催办仍未办结",
        "said": "",
        "stage": "circulated",
        "since": "2026-03-30",
        "exempted_by": None,
        "persons": ["张三"],
        "unserved": ["unit", "personnel", "appraisal", "discipline"],
    }
    task = asked("2026-03-30", "show ZG-1")
    assert (task["due_on"], task["title"]) == ("2026-04-30", "三次催办仍未办结")
    assert done("2026-03-30", "check")


def test_what_stands_at_the_end() -> None:
    tell("circulate revoke")
    today = "2026-04-14"
    assert [each["stage"] for each in asked(today, "circulate list")] == ["revoked"]
    assert asked(today, "circulate list --standing") == []
    (listed,) = asked(today, "negative list")
    assert (listed["stage"], listed["exempted_by"]) == ("removed", "RC-2026-0001")
    assert "已移出（容错：不作负面评价，RC-2026-0001）" in re.sub(
        r"\s", "", done(today, "negative list FM-1")
    )
    entries = asked(today, "circulate list TB-1")["entries"]
    assert [each["action"] for each in entries] == [
        "circulate",
        "serve_result",
        "serve_result",
        "revoke_result",
    ]
    assert asked(today, "award list")[0]["said"] == "县，资金：以奖代补20万元，2026H1 亮点"
    assert asked(today, "negative list --unit 县财政局") == []
    before = asked("2026-04-06", "negative list")
    assert before[0]["stage"] == "listed"
    assert done(today, "check")
    assert re.search(r"TB-2026-0001", git("log", "--format=%s"))
    assert "县水务局" not in git("log", "-1", "--format=%s")


def test_the_public_sees_no_person() -> None:
    tell("circulate add")
    done(
        "2026-03-30",
        "circulate add --tone 表扬 --unit 县财政局 --person 钱七 --fact 钱七当日拨付 --scope 全县 "
        "--basis JB-1 --approved-by 方县长",
    )
    public = done("2026-03-30", "circulate list --public")
    assert "张三" not in public
    assert "钱七" not in public
    assert "县财政局" in re.sub(r"\s", "", public)
    assert "persons" not in asked("2026-03-30", "circulate list --public")[0]


def test_several_units_have_a_number_each_in_one_commit() -> None:
    tell("add")
    before = commits()
    done(
        "2026-03-30",
        "circulate add --tone 表扬 --unit 县水务局、县财政局 --fact 快 --scope 全县 --basis JB-1 --approved-by 方县长",
    )
    assert commits() == before + 1
    listed = asked("2026-03-30", "circulate list")
    assert [(each["number"], each["unit"]) for each in listed] == [
        ("TB-2026-0001", "县水务局"),
        ("TB-2026-0002", "县财政局"),
    ]


def test_the_slip_of_the_day_and_what_has_gone_out() -> None:
    tell("circulate add")
    done("2026-03-30", "circulate amend TB-1 --event 通报 --set 范围=全市 --reason 记错")
    assert asked("2026-03-30", "circulate list TB-1")["entries"][0]["scope"] == "全市"
    done("2026-03-31", "circulate serve TB-1 --to 本单位 --paper 5号")
    assert (
        "没有写批准人"
        in run("2026-03-31", "circulate amend TB-1 --event 通报 --set 范围=全县 --reason 记错").stderr
    )
    done("2026-03-31", "circulate amend TB-1 --event 通报 --set 范围=全县 --reason 记错 --approved-by 方县长")
    done("2026-03-31", "circulate amend TB-1 --event 结果送达 --void --reason 没有送 --approved-by 方县长")
    (blame,) = asked("2026-03-31", "circulate list")
    assert blame["unserved"][0] == "unit"


def test_undo_takes_back_the_circular_with_its_rectification() -> None:
    tell("circulate add")
    done("2026-03-30", "undo")
    assert asked("2026-03-30", "circulate list") == []
    assert run("2026-03-30", "show ZG-1").returncode == 1


def test_a_hand_may_write_what_a_command_may() -> None:
    today = tell("negative supply")
    path = Path("结果/2026.yaml")
    text = path.read_text("utf-8")
    entry = "  - 日期: 2026-04-02\n    登记: {}\n    动作: {}\n    经办: 王五\n    编号: FM-2026-0001\n    机关: 县监察局\n{}"
    moment = re.findall(r"登记: ([^,\s]+)", text)[-1]
    path.write_text(text + entry.format(moment, "移出", "    理由: 已改\n"), "utf-8")
    assert "待纳入" in run(today, "commit --reason 手记").stderr
    path.write_text(text + entry.format(moment, "纳入", ""), "utf-8")
    done(today, "commit --reason 手记")
    assert asked(today, "negative list")[0]["stage"] == "listed"
    path.write_text(text, "utf-8")
    assert "被改动或删去了" in run(today, "commit --reason 删掉").stderr


def test_check_finds_what_cannot_stand() -> None:
    today = tell("negative supply")
    path = Path("结果/2026.yaml")
    text = path.read_text("utf-8")
    path.write_text(text.replace("编号: FM-2026-0001", "编号: FM-2025-0001"), "utf-8")
    answer = run(today, "check")
    assert answer.returncode == 1
    assert "FM-2026-…" in answer.stdout + answer.stderr


def test_an_award_for_a_unit_on_the_list_is_told() -> None:
    today = tell("negative enlist")
    line = "award add --unit 县水务局 --fact 快 --basis JB-1 --level 县 --benefit 表彰 --measure 通令 --approved-by 方县长"
    assert "在负面清单上（FM-2026-0001" in run(today, line).stderr


def test_the_story_is_whole() -> None:
    assert len({line.split()[0] for _, line in STORY}) == 6
