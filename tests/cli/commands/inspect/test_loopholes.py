"""What a fresh reader got past the gates: each by the commands, on real git."""

from collections.abc import Sequence

import pytest
from tests.cli.commands.inspect.conftest import asked, commits, done, run, tell
from tests.outside import git

pytestmark = pytest.mark.usefixtures("office")
DX3 = "inspect add --title 秋粮收购督查二 --object 甲镇、乙镇 --scope 收购点 --content 行政效能 --team 李主任:组长、赵六 --named-by 方县长"


@pytest.mark.parametrize(
    ("upto", "first", "line", "said"),
    [
        # a fact worded anew is not what the unit agreed to
        (
            "answer",
            [
                "inspect answer DX-1 --finding 2 --agreed 是",
                "inspect settle DX-1 --finding 1 --fact 压价三成 --reason 核对",
            ],
            "inspect conclude DX-1 --opinion 属实",
            "第1个问题还没有征求甲镇的意见",
        ),
        ("ask-review", [], "inspect review DX-1 --ruling 维持 --reviewer 钱七 --reason 查过 --approved-by 方县长", "方县长"),
        ("ask-review", [], "inspect review DX-1 --ruling 维持 --reviewer 李主任（督查室） --reason 查过 --approved-by 孙明", "李主任"),
        ("find", [], "inspect cancel DX-1 --reason 不查了 --approved-by 方县长", "已经查出问题，不能取消"),
        (
            "start",
            ["inspect declare DX-1 赵六 --aside 是 --reason 亲属在甲镇"],
            "inspect day DX-1 --place 甲镇粮站 --member 赵六",
            "赵六声明要回避",
        ),
        ("scheme", [], "inspect amend DX-1 --subject 别的事 --reason 绕开", "改“主题”要经批准"),
        ("serve", [], "inspect dispose DX-1 --finding 1 --outcome 整改 --task ZG-2026-0099", "没有编号"),
        # neither a lot nor a day on site makes an object of another unit (art. 15)
        ("scheme", [], "inspect draw DX-1 --of 对象 --count 1 --seed 1 --unit 县水务局", "县水务局不是 DX-2026-0001 的督查对象"),
        ("find", [], "inspect draw DX-1 --of 对象 --count 1 --seed 1 --unit 乙镇", "甲镇已经抽中或者查出问题"),
        ("start", [], "inspect day DX-1 --place 丙镇粮站 --unit 丙镇", "丙镇人民政府不是 DX-2026-0001 的督查对象"),
        ("day", [], "inspect day DX-1 --place 甲镇粮站 --member 赵六 --unit 甲镇 --found 又一次", "在甲镇粮站的现场已经记过"),
    ],
)  # fmt: skip
def test_it_is_refused(upto: str, first: Sequence[str], line: str, said: str) -> None:
    day = tell(upto)
    for each in first:
        done(day, each)
    answer = run(day, line)
    assert (answer.returncode, said in answer.stderr) == (1, True), answer.stderr


def test_a_settled_scheme_changes_hands_with_a_new_designation() -> None:
    """Another 主办 is designated as the first was (art. 7), by whom the scheme needs; one command tells both."""
    by = "--designated-by 县政府 --designated-scope 全县 --designated-duties 督查 --designated-until 2026-12-31"
    named = f"--organizer 县水务局 {by} --designated-on 2026-02-02"
    done("2026-02-03", f"{DX3} --starts-on 2026-03-09 --ends-on 2026-03-20 {named}")
    done("2026-02-03", "inspect scheme DX-1 --approved-by 孙明")
    amend = "inspect amend DX-1 --organizer 县财政局 --reason 换主办 --approved-by 孙明"
    refused = run("2026-03-02", amend)
    assert (refused.returncode, "要有政府新的指定：原来指定的是县水务局" in refused.stderr) == (1, True)
    done("2026-03-02", f"{amend} --designated-on 2026-03-01")
    told = run("2026-03-10", "inspect amend DX-1 --starts-on 2026-03-08 --reason 早了 --approved-by 孙明")
    assert "DX-2026-0001 的起 2026-03-08在变更那天（2026-03-10）以前" in told.stderr


def test_one_answer_meets_both_consultations() -> None:
    day = tell("consult")
    again = run(day, "inspect consult DX-1 --unit 甲镇")
    assert (again.returncode, "已经就这些问题征求甲镇的意见" in again.stderr) == (1, True)
    done("2026-03-13", "inspect consult DX-1 --unit 甲镇")
    done("2026-03-13", "inspect answer DX-1 --unit 甲镇 --agreed 是")
    duties = [each for each in asked("2026-04-30", "show DX-1")["duties"] if each["unit"] == "甲镇"]
    assert [each["met_on"] for each in duties] == ["2026-03-13", "2026-03-13"]


def test_a_plan_approved_afterwards_carries_no_start_before_it() -> None:
    done("2026-03-02", f"{DX3} --starts-on 2026-03-09 --ends-on 2026-03-20")
    done("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")
    done("2026-03-12", "inspect plan 2026-03 --approve DX-1 --approved-by 方县长")
    assert "没有列入计划" in run("2026-03-12", "inspect start DX-1 --on 2026-03-10").stderr
    done("2026-03-12", "inspect start DX-1")


def test_a_basis_still_to_come_carries_no_start() -> None:
    basis = "--basis 行政首长批示 --basis-by 方县长 --basis-on 2026-03-19"
    done("2026-03-02", f"{DX3} --starts-on 2026-03-09 --ends-on 2026-03-20 {basis}")
    done("2026-03-03", "inspect scheme DX-1 --approved-by 方县长")
    assert "没有列入计划" in run("2026-03-10", "inspect start DX-1").stderr
    done("2026-03-19", "inspect start DX-1")


def test_after_a_changed_conclusion_units_are_heard_and_may_ask_again() -> None:
    tell("ask-review")
    change = "inspect review DX-1 --ruling 变更 --reviewer 钱七 --reason 两户 --approved-by 孙明"
    done("2026-04-02", change)
    again = run("2026-04-02", "inspect conclude DX-1 --opinion 只两户 --approved-by 方县长")
    assert "还没有征求" in again.stderr
    done("2026-04-03", "inspect consult DX-1")
    done("2026-04-07", "inspect answer DX-1 --unit 甲镇 --agreed 是")
    done("2026-04-07", "inspect answer DX-1 --unit 乙镇 --agreed 是")
    done("2026-04-08", "inspect conclude DX-1 --opinion 只两户 --approved-by 方县长")
    done("2026-04-09", "inspect serve DX-1 --unit 甲镇、乙镇 --received-by 办公室")
    done("2026-04-10", "inspect dispose DX-1 --finding 1、2 --outcome 线索 --approved-by 方县长")
    # 04-09 + 30 days is 05-09, a make-up working day (Saturday)
    assert "甲镇可以申请复核到 2026-05-09" in run("2026-04-20", "inspect archive DX-1").stderr


def test_a_lot_is_drawn_once() -> None:
    """Neither undo, nor a voided draw, nor a correction gives the choice of another seed."""
    day = tell("scheme")
    first, again = (f"inspect draw DX-1 --of 对象 --count 1 --seed {seed}" for seed in ("甲", "乙"))
    done(day, first)
    undone = run(day, "undo")
    assert (undone.returncode, "抽了就留下，不能撤回换一个种子" in undone.stderr) == (1, True)
    assert "用种子“甲”抽过对象" in run(day, f"{again} --note 不满意").stderr
    changed = run(day, "inspect amend DX-1 --event 抽取 --set 种子=乙 --reason 记错")
    assert "不能更正" in changed.stderr
    assert "没有写批准人" in run(day, "inspect amend DX-1 --event 抽取 --void --reason 记错").stderr
    done(day, "inspect amend DX-1 --event 抽取 --void --approved-by 方县长 --reason 名单漏了一家")
    assert "用种子“甲”抽过对象" in run(day, again).stderr
    redrawn = run(day, f"{again} --note 名单漏了一家 --approved-by 方县长")
    assert (redrawn.returncode, "（种子“甲”）留在流水里" in redrawn.stderr) == (0, True)


def test_what_is_archived_is_opened_before_it_changes() -> None:
    tell("archive")
    change = "inspect amend DX-1 --ends-on 2026-04-30 --reason 多查几天 --approved-by 方县长"
    refused = run("2026-04-22", change)
    way = "duban inspect amend DX-2026-0001 --event 归档 --void --approved-by 领导 --reason 原因"
    assert (refused.returncode, way in refused.stderr) == (1, True)
    done("2026-04-22", "inspect amend DX-1 --event 归档 --void --approved-by 方县长 --reason 止日写错")
    changed = run("2026-04-22", change)
    assert "会写明是结论以后变更的" in changed.stderr
    (shown,) = asked("2026-04-22", "show DX-1")["changed_after"]
    assert shown == {"on": "2026-04-22", "field": "止", "approved_by": "方县长", "reason": "多查几天"}
    assert "2026-04-22 止，方县长批准：多查几天" in done("2026-04-22", "show DX-1")


def test_a_paper_after_a_telephone_call_is_owed() -> None:
    day = tell("add")
    called = run(day, "inspect scheme DX-1 --approved-by 方县长 --approved-via 电话")
    way = next(part for part in called.stderr.split("：") if part.startswith("duban ")).removeprefix("duban ")
    assert "由方县长电话批准，待补批件" in called.stderr
    assert "方案审定电话批准" in done(day, "today")
    assert asked(day, "show DX-1")["awaiting_paper"] == [day]
    assert "待补批件 1 件：DX-2026-0001（2026-03-02 方案审定）" in done(day, "show DX-1")
    assert (
        f"duban {way.splitlines()[0].partition(' --event')[0]} --event 方案审定" in run(day, "check").stderr
    )
    done("2026-03-06", way.splitlines()[0])
    assert "电话批准" not in done("2026-03-06", "today")
    assert "待补批件" not in run("2026-03-06", "check").stderr


def test_who_stands_aside_comes_back_by_an_approved_word() -> None:
    day = tell("declare")
    done(day, "inspect declare DX-1 赵六 --aside 是 --reason 亲属在甲镇")
    amend = "inspect amend DX-1 --reason 调整 --approved-by 方县长 --team"
    done(day, f"{amend} 李主任:组长、钱七")
    back = run(day, f"{amend} 李主任:组长、赵六")
    assert (back.returncode, "赵六声明要回避" in back.stderr) == (1, True)
    lift = "inspect declare DX-1 赵六 --aside 否"
    assert "解除要写明原因、经批准" in run(day, lift).stderr
    done(day, f"{lift} --reason 亲属已调离 --approved-by 方县长")
    done(day, f"{amend} 李主任:组长、赵六")


def test_what_takes_over_takes_the_duty_too() -> None:
    """规则 and 期, tasks: the merged inspection owed them; the survivor's conclusion meets them."""
    tell("scheme")
    duty = "--rule half-year --period 2026H1"
    done("2026-03-03", f"{DX3} {duty}")
    refused = run("2026-03-03", "inspect merge DX-2 --into DX-1 --reason 同一事项")
    assert (refused.returncode, "没有写批准人" in refused.stderr or "要经批准" in refused.stderr) == (1, True)
    before = commits()
    done("2026-03-03", "inspect merge DX-2 --into DX-1 --reason 同一事项 --approved-by 方县长")
    assert commits() == before + 1
    survivor = asked("2026-03-03", "show DX-1")
    assert (survivor["rule"], survivor["period"]) == ("本县/half-year", "2026H1")
    told = [each for each in survivor["journal"] if each["action"] == "amend"]
    assert [(each["field"], each["approved_by"]) for each in told] == [("规则", "方县长"), ("期", "方县长")]
    assert git("status", "--porcelain") == ""
    done("2026-03-03", "undo")
    assert asked("2026-03-03", "show DX-1")["rule"] is None


def test_what_is_unrelated_is_not_merged() -> None:
    tell("scheme")
    done("2026-03-03", "inspect add --title 防汛检查 --object 丙镇")
    refused = run("2026-03-03", "inspect merge DX-2 --into DX-1 --reason 省事 --approved-by 方县长")
    assert (refused.returncode, "不是同一事项，也没有相同的督查对象" in refused.stderr) == (1, True)
    done("2026-03-03", "inspect amend DX-2 --subject 秋粮收购督查 --reason 就是这件事")
    done("2026-03-03", "inspect merge DX-2 --into DX-1 --reason 同一事项 --approved-by 方县长")


@pytest.mark.parametrize(
    ("options", "way"),
    [
        ("--basis 政府决定 --basis-no x", "没有文号的不写 --basis-no，文件的名称写 --basis-name"),
        (
            "--organizer 县水务局 --designated-by 县政府 --designated-no x --designated-on 2026-03-01",
            "没有文号的不写 --designated-no",
        ),
    ],
)
def test_an_odd_number_names_its_own_option(options: str, way: str) -> None:
    refused = run("2026-03-02", f"inspect add --title 督查 {options}")
    assert (refused.returncode, way in refused.stderr, "--source-name" in refused.stderr) == (1, True, False)
