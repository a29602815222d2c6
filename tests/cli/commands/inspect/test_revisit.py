"""回访督查 as an inspection (Liupanshui 五（一）, Ledong 第35条): it sees each of its tasks before it concludes."""

from pathlib import Path

import pytest
from docx import Document
from tests.cli.commands.inspect.conftest import BASIS, SCHEME, asked, done, run

pytestmark = pytest.mark.usefixtures("looking")
TASK = (
    "add --ledger 重大督查 --source-kind 督查活动 --source-name 县级督查 --due-text 4月底前 --due-on 2026-04-30 "
    "--requirements 办成 --owner 张三 --lead"
)
ADD = f"inspect add --revisit 是 --title 粮款兑付回访 {BASIS} {SCHEME}"
SEEN = "--method 现场 --genuine 是 --implemented 是 --rectified 是 --resolved 是 --satisfied 是"


@pytest.fixture
def looking(office: Path) -> Path:
    """Three tasks that an inspection looks at again: two of it, one of nobody's."""
    for unit, title in (("甲镇", "兑付粮款"), ("乙镇", "退还扣款"), ("丙镇", "修仓库")):
        done("2026-02-10", f"{TASK} {unit} --title {title} --assign")
        done("2026-02-11", f"accept DC-{'甲乙丙'.index(unit[0]) + 1}")
    return office


def on_site() -> None:
    done("2026-03-02", f"{ADD} --task DC-1、DC-2")
    done("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")
    done("2026-03-04", "inspect declare DX-1 李主任、赵六")
    done("2026-03-05", "inspect announce DX-1")
    done("2026-03-09", "inspect start DX-1")


def on_that_day(today: str) -> None:
    done(today, "inspect day DX-1 --place 收购点 --member 李主任")


def test_it_names_what_it_looks_at_again() -> None:
    done("2026-03-02", ADD)
    answer = run("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")
    assert (answer.returncode, "回访的事项（--task）" in answer.stderr) == (1, True)
    done("2026-03-03", "inspect amend DX-1 --task DC-1 --reason 补上")
    done("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")


def test_each_task_is_seen_before_the_conclusion() -> None:
    on_site()
    conclude = "inspect conclude DX-1 --opinion 都已兑付 --approved-by 方县长"
    answer = run("2026-03-11", conclude)
    assert (answer.returncode, "还没有记 DC-2026-0001 回访的结果" in answer.stderr) == (1, True)
    assert "duban revisit DC-2026-0001 --inspection DX-2026-0001" in answer.stderr
    visit = f"revisit DC-1 --inspection DX-1 {SEEN}"
    told = run("2026-03-10", visit)
    assert (told.returncode, "DX-2026-0001 没有记 2026-03-10 的现场" in told.stderr) == (1, True)
    on_that_day("2026-03-10")
    done("2026-03-10", visit)
    done("2026-03-10", "revisit DC-2 --method 书面 --note 问过一次")  # one that is none of it
    (step, *_) = asked("2026-03-11", "show DX-1")["next"][1:]
    assert step == {
        "step": "还没有记 DC-2026-0002 回访的结果",
        "how": "duban revisit DC-2026-0002 --inspection DX-2026-0001 --method 现场 …",
    }
    assert run("2026-03-11", conclude).returncode == 1
    on_that_day("2026-03-11")
    done("2026-03-11", f"revisit DC-2 --inspection DX-2026-0001 {SEEN}")
    done("2026-03-11", conclude)
    told = asked("2026-03-12", "show DX-1")
    assert [(each["task"], each["on"]) for each in told["visits"]] == [
        ("DC-2026-0001", "2026-03-10"),
        ("DC-2026-0002", "2026-03-11"),
    ]
    page = done("2026-03-12", "show DX-1")
    assert "2026-03-10 现场，DX-2026-0001" in " ".join(page.split())
    assert "DX-2026-0001" in done("2026-03-12", "log DC-1")
    done("2026-03-12", "doc 督查报告 DX-1 --leader 方县长 --draft -o ../报告.docx")
    paper = "\n".join(each.text for each in Document("../报告.docx").paragraphs)
    assert "回访情况" in paper
    assert "兑付粮款（DC-2026-0001）：2026年3月10日现场，DX-2026-0001：情况真实是" in paper
    assert run("2026-03-12", "check").returncode == 0


def test_what_was_withdrawn_is_not_seen() -> None:
    on_site()
    done("2026-03-10", "withdraw DC-1、DC-2 --reason 不用办了 --approved-by 方县长")
    done("2026-03-11", "inspect conclude DX-1 --opinion 都已兑付 --approved-by 方县长")


@pytest.mark.parametrize(
    ("today", "line", "said"),
    [
        ("2026-03-10", f"revisit DC-1 --inspection DX-9 {SEEN}", "没有编号为“DX-9”的督查项目"),
        ("2026-03-10", f"revisit DC-3 --inspection DX-1 {SEEN}", "DX-2026-0001 回访的不是 DC-2026-0003"),
        ("2026-03-10", f"revisit DC-1 --inspection DX-2 {SEEN}", "DX-2026-0002 不是回访督查"),
        ("2026-03-10", f"revisit DC-1 --inspection DC-2 {SEEN}", "没有编号为“DC-2”的督查项目"),
        (
            "2026-03-10",
            f"revisit DC-1 --inspection DX-1 --on 2026-03-06 {SEEN}",
            "还没有开展（2026-03-09 才出发）",
        ),
        ("2026-04-10", f"revisit DC-1 --inspection DX-1 {SEEN}", "2026-03-12 已经作了结论"),
        ("2026-04-10", f"revisit DC-1 --inspection DX-1 --on 2026-03-11 {SEEN}", "2026-03-12 已经作了结论"),
        ("2026-04-10", f"revisit DC-1 --inspection DX-1 --on 2026-03-12 {SEEN}", "2026-03-12 已经作了结论"),
    ],
)
def test_a_visit_that_is_none_of_it(today: str, line: str, said: str) -> None:
    on_site()
    done("2026-03-09", f"inspect add --title 仓库督查 {BASIS} {SCHEME}")
    if today > "2026-04":
        on_that_day("2026-03-11")
        for task in ("DC-1", "DC-2"):
            done("2026-03-11", f"revisit {task} --inspection DX-1 {SEEN}")
        done("2026-03-12", "inspect conclude DX-1 --opinion 都已兑付 --approved-by 方县长")
    answer = run(today, line)
    assert (answer.returncode, said in answer.stderr) == (1, True), answer.stderr


def test_a_denial_bars_the_write_off_and_reopens() -> None:
    """What the group saw is a 回访 as any other: a 否 keeps a task from its 销号."""
    on_site()
    done("2026-03-09", "done DC-1 --done 已兑付")
    on_that_day("2026-03-10")
    done("2026-03-10", f"revisit DC-1 --inspection DX-1 {SEEN.replace('--rectified 是', '--rectified 否')}")
    done("2026-03-11", "verify DC-1 --result 通过 --method 现场")
    answer = run("2026-03-12", "close DC-1 --approved-by 方县长")
    assert (answer.returncode, "整改到位" in answer.stderr) == (1, True), answer.stderr


def test_a_visit_is_corrected_after_the_conclusion() -> None:
    """What was seen before the conclusion is put right as ever; it does not come into another inspection by that."""
    on_site()
    on_that_day("2026-03-10")
    for task in ("DC-1", "DC-2"):
        done("2026-03-10", f"revisit {task} --inspection DX-1 {SEEN}")
    done("2026-03-12", "inspect conclude DX-1 --opinion 都已兑付 --approved-by 方县长")
    fix = "amend DC-1 --event 回访 --reason 录入有误"
    done("2026-03-13", f"{fix} --set 备注=看了两户")
    moved = run("2026-03-13", f"{fix} --set 日期=2026-03-11")
    assert (moved.returncode, "已经作了结论" in moved.stderr) == (1, True), moved.stderr


def test_what_nobody_accepted_is_not_looked_at_again() -> None:
    done("2026-03-02", f"{TASK} 甲镇 --title 还没签收 --assign")
    done("2026-03-02", f"{ADD} --task DC-4")
    done("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")
    done("2026-03-09", "inspect start DX-1")
    on_that_day("2026-03-10")
    visit = f"revisit DC-4 --inspection DX-1 {SEEN}"
    refused = run("2026-03-10", visit)
    assert (refused.returncode, "DC-2026-0004 还没有签收，没有什么可以回访" in refused.stderr) == (1, True)
    done("2026-03-10", "accept DC-4")
    done("2026-03-10", visit)


def test_the_leads_of_its_tasks_are_its_objects() -> None:
    strange = "DX-2026-0001 回访的事项由丙镇牵头，不是它的督查对象"
    told = run("2026-03-02", f"{ADD} --task DC-1、DC-3")
    assert (told.returncode, strange in told.stderr) == (0, True), told.stderr
    scheme = "inspect scheme DX-1 --approved-by 方县长"
    refused = run("2026-03-03", scheme)
    assert (refused.returncode, strange in refused.stderr) == (1, True)
    done("2026-03-03", "inspect amend DX-1 --task DC-1、DC-2 --reason 丙镇下次看")
    done("2026-03-03", scheme)
    amend = "inspect amend DX-1 --approved-by 方县长 --reason 加一件"
    refused = run("2026-03-04", f"{amend} --task DC-1、DC-2、DC-3")
    assert (refused.returncode, strange in refused.stderr) == (1, True)
    done("2026-03-04", f"{amend} --task DC-1、DC-2、DC-3 --object 甲镇、乙镇、丙镇")
    narrowed = run("2026-03-04", f"{amend} --object 甲镇、丙镇")
    assert "回访的事项由乙镇牵头" in narrowed.stderr


AMEND = "inspect amend DX-1 --approved-by 方县长 --reason 改"
VISITED = f"revisit DC-1 --inspection DX-1 {SEEN}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("--object 甲镇、乙镇 --task DC-1、DC-2", "--object 甲镇 --task DC-1"),
        ("--object 甲镇、乙镇 --task DC-1、DC-2", "--task DC-2 --object 乙镇"),
        ("--object 甲镇 --task DC-1", "--object 甲镇、丙镇 --task DC-1、DC-3"),
        ("--object 甲镇 --task DC-1", "--task DC-1、DC-2、DC-3 --object 甲镇、乙镇、丙镇"),
        ("--object 甲镇、乙镇 --task DC-1、DC-2", "--object 甲镇 --task DC-1 --revisit 否"),
    ],
)
def test_objects_and_tasks_change_in_one_command(before: str, after: str) -> None:
    done("2026-03-02", f"{ADD} --task DC-1、DC-2")
    done("2026-03-02", f"inspect amend DX-1 {before} --reason 定下来")
    done("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")
    done("2026-03-04", f"{AMEND} {after}")


FIX = "--approved-by 方县长 --reason 录入有误"
RESTS: dict[str, tuple[str, str | None]] = {
    "the day voided": (f"inspect amend DX-1 --event 现场 --void {FIX}", "没有记那天的现场"),
    "the day moved": (f"inspect amend DX-1 --event 现场 --set 日期=2026-03-11 {FIX}", "没有记那天的现场"),
    "the day told better": (f"inspect amend DX-1 --event 现场 --set 情况=看了两户 {FIX}", None),
}


@pytest.mark.parametrize("case", RESTS)
def test_a_day_on_which_a_visit_rests_stays(case: str) -> None:
    line, said = RESTS[case]
    on_site()
    on_that_day("2026-03-10")
    done("2026-03-10", VISITED)
    answer = run("2026-03-12", line)
    assert (answer.returncode == 0) is (said is None), answer.stderr
    assert said is None or said in answer.stderr
    if said is not None:  # the way out, or another day beside it
        done("2026-03-12", "amend DC-1 --event 回访 --void --reason 录入有误")
        done("2026-03-12", line)


def test_another_day_carries_the_visit() -> None:
    on_site()
    on_that_day("2026-03-10")
    done("2026-03-10", "inspect day DX-1 --place 粮站 --member 李主任")
    done("2026-03-10", VISITED)
    (first, _) = [
        each for each in asked("2026-03-12", "show DX-1")["journal"] if each["action"] == "site_day"
    ]
    done("2026-03-12", f"inspect amend DX-1 --event {first['digest'][:8]} --void {FIX}")


def test_a_hand_takes_no_day_from_under_a_visit(looking: Path) -> None:
    on_site()
    on_that_day("2026-03-10")
    done("2026-03-10", VISITED)
    file = looking / "督查/2026/DX-2026-0001.yaml"
    text = file.read_text("utf-8")
    file.write_text(
        "".join(line for line in text.splitlines(keepends=True) if "动作: 现场" not in line), "utf-8"
    )
    answer = run("2026-03-12", "check")
    assert (answer.returncode, "没有记那天的现场" in answer.stderr) == (1, True), answer.stderr


def test_a_lot_leaves_out_what_is_to_be_seen_again() -> None:
    done("2026-03-02", f"{ADD} --task DC-1、DC-2")
    told = run("2026-03-03", "inspect draw DX-1 --of 对象 --count 1 --seed 7")
    (won,) = (each for each in ("甲镇", "乙镇") if f"抽中 1 个：{each}" in told.stdout)
    lost, task = ("乙镇", "DC-1") if won == "甲镇" else ("甲镇", "DC-2")
    assert (told.returncode, f"回访的事项由{lost}牵头，没有抽中" in told.stderr) == (0, True), told.stderr
    refused = run("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")
    assert (refused.returncode, f"由{lost}牵头，没有抽中" in refused.stderr) == (1, True)
    done("2026-03-03", f"inspect amend DX-1 --task {task} --reason 没有抽中")
    done("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")


def test_a_lot_after_the_scheme_stops_the_start_and_the_conclusion() -> None:
    done("2026-03-02", f"{ADD} --task DC-1、DC-2")
    done("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")
    done("2026-03-03", "inspect draw DX-1 --of 对象 --count 1 --seed 7")
    refused = run("2026-03-09", "inspect start DX-1")
    assert (refused.returncode, "没有抽中" in refused.stderr) == (1, True), refused.stderr
    (lost,) = (each for each in ("甲镇", "乙镇") if f"由{each}牵头" in refused.stderr)
    done("2026-03-09", f"{AMEND} --task {'DC-1' if lost == '乙镇' else 'DC-2'}")
    done("2026-03-09", "inspect start DX-1")
