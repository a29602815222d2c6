"""A whole inspection by the commands, on real git; and the commands that answer about it."""

import json
from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import STORY, asked, commits, done, run, tell
from tests.outside import git, typed

pytestmark = pytest.mark.usefixtures("office")
ID = "DX-2026-0001"
FILE = f"督查/2026/{ID}.yaml"


def test_a_whole_life() -> None:
    before = commits()
    statuses = []
    for today, line in STORY:
        done(today, line)
        statuses.append(asked(today, "show DX-1")["status"])
    assert statuses == [
        *("opened", "approved", "approved", "approved", "on_site", "on_site", "on_site", "on_site"),
        *("consulting", "consulting", "consulting", "consulting", "consulting", "concluded"),
        *("followed", "followed", "followed", "followed", "archived"),
    ]
    assert commits() == before + len(STORY), "one command, one commit"
    assert git("status", "--porcelain", "--untracked-files=no") == ""
    page = asked("2026-04-21", "show DX-1")
    assert [(each["finding"], each["unit"], each["fact"], each["outcomes"]) for each in page["findings"]] == [
        (1, "甲镇", "压级压价", ["clue"]),
        (2, "乙镇", "三户未付", ["clue"]),
    ]
    assert [(each["unit"], each["received_on"], each["review_until"]) for each in page["served"]] == [
        ("甲镇", "2026-03-19", "2026-04-20"),  # the thirtieth day, 18 April, is a Saturday
        ("乙镇", "2026-03-19", "2026-04-20"),
    ]
    assert (page["site_days"], page["next"]) == (["2026-03-10"], [])
    assert done("2026-04-21", "check").endswith("0 个错误，0 个提示\n")


def test_the_file_is_what_the_commands_said(office: Path) -> None:
    tell("find")
    text = (office / FILE).read_text("utf-8")
    head, _, journal = text.partition("流水:\n")
    assert head == (
        "编号: DX-2026-0001\n"
        "督查事项: 秋粮收购督查\n"
        "依据:\n"
        "  - {类别: 行政首长批示, 领导: 方县长, 日期: 2026-03-01}\n"
        "督查内容: [行政效能]\n"
        "督查对象: [甲镇, 乙镇]\n"
        "范围: 收购点\n"
        "起: 2026-03-09\n"
        "止: 2026-03-20\n"
        "督查组:\n"
        "  - {姓名: 李主任, 身份: 组长}\n"
        "  - {姓名: 赵六}\n"
        "组长指定人: 方县长\n"
    )
    last = journal.partition("动作: 发现")[2]
    assert last.startswith(
        "\n    经办: 王五\n    单位: 甲镇\n    序号: 1\n    事实: 压级压价\n    类别: 不落实\n    证据:\n      - {路径: "
    )
    assert (office / "附件" / ID / "照片.jpg").is_file()
    subject = git("log", "-1", "--format=%s")
    assert subject.strip() == "发现 DX-2026-0001：秋粮收购督查"
    assert "Duban-Action: find" in git("log", "-1", "--format=%B")


def test_the_page() -> None:
    tell("conclude")
    page = done("2026-03-18", "show DX-1")
    lines = [line.split() for line in page.splitlines()]
    assert "2026-03-18（周三）：督查项目，待送达。" in page
    assert ["李主任", "组长", "2026-03-04", "无回避情形"] in lines
    assert ["依据", "行政首长批示", "方县长", "2026-03-01"] in lines
    heads = [
        line
        for line in page.splitlines()
        if line in {"督查组", "发现的问题", "结论送达", "下一步", "时限义务", "流水"}
    ]
    assert heads == ["督查组", "发现的问题", "结论送达", "时限义务", "下一步", "流水"]
    assert "现场（1 天）" in page
    first, *_ = asked("2026-03-18", "show DX-1")["next"]
    assert first["how"] == "duban inspect serve DX-2026-0001 --unit 甲镇、乙镇"


def test_the_list() -> None:
    tell("find")
    (row,) = asked("2026-03-10", "list DX-1")
    assert row == {
        "task": ID,
        "kind": "inspection",
        "title": "秋粮收购督查",
        "status": "on_site",
        "objects": ["甲镇", "乙镇"],
        "starts_on": "2026-03-09",
        "ends_on": "2026-03-20",
        "findings": 1,
    }
    assert "甲镇、乙镇" in done("2026-03-10", "list")


def test_what_is_owed() -> None:
    """Asked on Thursday 12 March, five working days: Thursday the 19th."""
    tell("consult")
    due = asked("2026-03-19", "due")
    assert {(each["unit"], each["duty"], each["due_on"]) for each in due if each["task"] == ID} == {
        ("甲镇", "反馈对督查发现的意见", "2026-03-19"),
        ("乙镇", "反馈对督查发现的意见", "2026-03-19"),
    }
    assert len([each for each in asked("2026-03-20", "overdue") if each["task"] == ID]) == 2
    assert "参照：本县督查规则 第3条" in done("2026-03-20", "why DX-1")


def test_the_trail_and_the_tables() -> None:
    tell("serve")
    steps = asked("2026-03-19", "log DX-1")
    assert [step["action"] for step in steps][:5] == ["inspect", "scheme", "declare", "declare", "announce"]
    assert all(step["commit"] for step in steps)
    shown = done("2026-03-19", "log DX-1")
    assert all(word in shown for word in ("督查立项", "方案审定", "回避声明", "征求意见", "结论送达"))
    events = [row for row in asked("2026-03-19", "export --table events") if row["task"] == ID]
    assert [row["action"] for row in events][-2:] == ["serve", "serve"]
    assert "督查事项" in typed("schema", "inspection").stdout


def test_undo_takes_back_one_command(office: Path) -> None:
    today = tell("declare")
    done(today, "undo")
    assert len(asked(today, "show DX-1")["journal"]) == 2
    done(today, "inspect add --title 又一次")
    done(today, "undo")
    assert run(today, "show DX-2").returncode == 1
    done(today, "inspect add --title 又一次")
    assert (office / "督查/2026/DX-2026-0003.yaml").is_file(), "a number is given once"


def test_a_dry_run_shows_the_file_and_writes_nothing(office: Path) -> None:
    before = commits()
    shown = done("2026-03-02", "inspect add --title 秋粮收购督查 --object 甲镇 --dry-run")
    assert "（试运行，没有写入）" in shown
    assert "  督查对象: [甲镇]" in shown
    assert (commits(), (office / "督查").exists()) == (before, False)


def test_json_of_a_command() -> None:
    tell("start")
    said = asked("2026-03-10", "inspect find DX-1 --unit 甲镇 --fact 压级压价")
    assert (said["action"], said["tasks"][0]["task"], said["tasks"][0]["status"]) == ("find", ID, "on_site")
    assert (said["events"][0]["place"], said["events"][0]["unit"]) == (1, "甲镇")


def test_a_number_goes_to_no_other_problem() -> None:
    tell("find")
    done("2026-03-10", "inspect amend DX-1 --event 发现 --void --reason 记错 --approved-by 方县长")
    shown = done("2026-03-10", "inspect find DX-1 --unit 甲镇、乙镇 --fact 排长队")
    assert "第2个问题：甲镇" in shown
    assert "第3个问题：乙镇" in shown
    assert [each["finding"] for each in asked("2026-03-10", "show DX-1")["findings"]] == [2, 3]


def test_evidence_of_an_inspection_is_kept(office: Path) -> None:
    today = tell("find")
    (office / "附件" / ID / "照片.jpg").write_bytes(b"another")
    found = run(today, "check --json")
    assert "evidence-changed" in {each["code"] for each in json.loads(found.stdout)["problems"]}
    refused = run(today, "commit --reason 换照片")
    assert refused.returncode == 1
    assert "证据已经入账，不能改动、不能删去" in refused.stderr


def test_a_head_changed_by_hand_is_refused(office: Path) -> None:
    today = tell("scheme")
    file = office / FILE
    file.write_text(file.read_text("utf-8").replace("范围: 收购点", "范围: 全县"), "utf-8")
    refused = run(today, "commit --reason 改范围")
    assert refused.returncode == 1
    assert "督查项目的要素不能手工改动：范围" in refused.stderr
    assert "duban inspect amend" in refused.stderr


def test_an_entry_by_hand_is_decided_as_a_command_would(office: Path) -> None:
    today = tell("scheme")
    file, kept = office / FILE, (office / FILE).read_text("utf-8")
    line = "  - {日期: 2026-03-03, 登记: 2026-03-03T10:00:00+08:00, 动作: 回避声明, 经办: 王五, 姓名: %s, 回避: 否}\n"
    file.write_text(kept + line % "外人", "utf-8")
    assert "外人不在 DX-2026-0001 的督查组里" in run(today, "commit --reason 补记").stderr
    file.write_text(kept + line % "赵六", "utf-8")
    done(today, "commit --reason 补记")


def test_a_proof_of_the_day(office: Path) -> None:
    tell("conclude")
    done("2026-03-19", "inspect serve DX-1 --unit 甲镇 --proof ../回执.jpg")
    entry = asked("2026-03-19", "show DX-1")["journal"][-1]
    assert [proof["path"] for proof in entry["proof"]] == [f"附件/{ID}/回执.jpg"]
    (office / "附件" / ID / "回执.jpg").unlink()
    assert "evidence-gone" in {
        each["code"] for each in json.loads(run("2026-03-19", "check --json").stdout)["problems"]
    }


@pytest.mark.parametrize("word", ["DX-1", "dx-2026-1", "DX-2026-0001", "2026-1", "1"])
def test_a_number_may_be_shortened(word: str) -> None:
    tell("add")
    assert ID in done("2026-03-02", f"inspect amend {word} --note 注意 --reason 补充")


def test_into_a_closed_period_only_with_a_reason() -> None:
    tell("start")
    done("2026-04-01", "reconcile 2026-03 --close --force --reason 无单位对账")
    line = "inspect day DX-1 --place 甲镇粮站 --on 2026-03-10"
    refused = run("2026-04-02", line)
    assert refused.returncode == 1
    assert "--late" in refused.stderr
    done("2026-04-02", f"{line} --late --reason 漏记")
    entry = asked("2026-04-02", "show DX-1")["journal"][-1]
    assert (entry["on"], entry["late"]) == ("2026-03-10", "漏记")
    assert "【补登：漏记】" in done("2026-04-02", "show DX-1")


RECTIFY = (
    "rectify add --problem 欠农户粮款 --from DX-2026-0001/{} --lead 乙镇 --lead-leader 方县长 --owner 张三 "
    "--due-on 2026-06-30 --approved-by 方县长 --requirements 逐户结清"
)


def disposed(day: str) -> list[str]:
    return [each["task"] for each in asked(day, "show DX-1")["journal"] if each["action"] == "dispose"]


def test_a_rectification_disposes_of_its_finding_in_one_commit() -> None:
    day = tell("serve")
    before = commits()
    done(day, RECTIFY.format(2))
    assert (commits(), disposed(day)) == (before + 1, ["ZG-2026-0001"])
    # another rectification of the same finding needs no second 处理
    done(day, RECTIFY.format(2) + " --title 结清粮款二")
    assert disposed(day) == ["ZG-2026-0001"]
    done(day, "undo")
    assert disposed(day) == ["ZG-2026-0001"]


def test_what_was_entered_with_it_is_taken_back_with_it() -> None:
    day = tell("serve")
    done(day, RECTIFY.format(2))
    done(day, "undo")
    assert disposed(day) == []


def test_a_finding_that_is_not_there_is_refused() -> None:
    day = tell("serve")
    answer = run(day, RECTIFY.format(9))
    assert (answer.returncode, "DX-2026-0001 没有第9个问题" in answer.stderr) == (1, True)
    assert not Path("整改/2026/ZG-2026-0001.yaml").exists()


def test_before_the_conclusion_the_disposal_is_left_for_later() -> None:
    day = tell("consult")
    answer = run(day, RECTIFY.format(2))
    assert answer.returncode == 0, answer.stderr
    assert "DX-2026-0001 还没有结论，第2个问题的处理以后再记" in answer.stderr
    assert disposed(day) == []


def test_an_inspection_of_somebody_else_is_told() -> None:
    answer = run("2026-03-02", RECTIFY.format(1))
    assert answer.returncode == 0, answer.stderr
    assert "账上没有督查项目 DX-2026-0001" in answer.stderr
