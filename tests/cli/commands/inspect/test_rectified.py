"""A rectification and the finding it puts right: linked by `rectify add`, `amend`, `inspect dispose`, one way for all."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.cli.commands.inspect.conftest import asked, commits, done, run, tell

pytestmark = pytest.mark.usefixtures("office")
HEAD = (
    "--lead-leader 方县长 --owner 张三 --due-on 2026-06-30 --approved-by 方县长 --requirements 逐户结清 "
    "--source-name 秋粮督查"
)
FROM = f"rectify add {HEAD} --from DX-2026-0001/{{}}"
ALONE = f"rectify add {HEAD} --lead 乙镇 --problem 欠农户粮款"
PROBLEM = "三户未付"
"""The fact of the second finding as it was settled: not as it was first found."""


def disposals(day: str) -> list[tuple[int, str]]:
    journal = asked(day, "show DX-1")["journal"]
    made = [each for each in journal if each["action"] == "dispose" and not each["void"] and each["task"]]
    return [(each["place"], each["task"]) for each in made]


@pytest.mark.parametrize(
    ("words", "problem", "lead"),
    [
        ("", PROBLEM, "乙镇"),
        (" --problem 欠两户", "欠两户", "乙镇"),
        (" --lead 县财政局", PROBLEM, "县财政局"),
        (" --problem 欠两户 --lead 县财政局", "欠两户", "县财政局"),
    ],
)
def test_what_is_not_typed_the_finding_says(words: str, problem: str, lead: str) -> None:
    day = tell("serve")
    answer = run(day, FROM.format(2) + words)
    assert answer.returncode == 0, answer.stderr
    page = asked(day, "show ZG-1")
    assert (page["problem"], page["lead"], page["title"]) == (problem, [lead], problem)
    told = f"DX-2026-0001/2 是乙镇的问题，整改 ZG-2026-0001 由{lead}牵头" in answer.stderr
    assert told is (lead != "乙镇")
    assert disposals(day) == [(2, "ZG-2026-0001")]


@pytest.mark.parametrize(
    "line",
    [
        f"rectify add --title 清欠 {HEAD} --lead 乙镇",
        f"add --ledger 整改 --title 清欠 --source-kind 督查活动 {HEAD} --lead 乙镇",
        f"rectify add --title 清欠 {HEAD} --lead 乙镇 --from DX-2026-0009/1",
    ],
)
def test_without_a_problem_there_is_none(line: str) -> None:
    day = tell("add")
    before = commits()
    answer = run(day, line)
    assert (answer.returncode, commits()) == (1, before)
    assert "错误：没有写整改什么“问题”\n可以这样做：--problem …\n" in answer.stderr


def test_a_problem_is_asked_before_it_is_handed_over_and_stays(office: Path) -> None:
    """A list that was imported, and a task moved into the ledger, may come without."""
    done("2026-03-02", f"add --ledger 重大督查 --title 清欠 --source-kind 督查活动 {HEAD} --lead 乙镇")
    answer = run("2026-03-02", "amend DC-1 --new-ledger 整改 --reason 是整改")
    assert "ZG-2026-0001 要素不全：没有写整改什么“问题”" in answer.stderr
    refused = run("2026-03-02", "assign ZG-1").stderr
    way = "duban amend ZG-2026-0001 --problem … --approved-by …"
    assert f"ZG-2026-0001 要素不全，不能交办：没有写整改什么“问题”\n可以这样做：{way}\n" in refused
    done("2026-03-02", "amend ZG-1 --problem 欠款 --approved-by 方县长")
    done("2026-03-02", "assign ZG-1")
    told = "错误：ZG-2026-0001 是整改，“问题”不能去掉\n"
    assert told in run("2026-03-02", 'amend ZG-1 --problem "" --reason 不写了 --approved-by 方县长').stderr
    assert "问题: 欠款" in (office / "整改/2026/ZG-2026-0001.yaml").read_text("utf-8")


def test_amend_writes_the_disposal_as_add_does() -> None:
    day = tell("serve")
    done(day, ALONE)
    before = commits()
    done(day, "amend ZG-1 --found-in DX-2026-0001/2 --reason 补登")
    assert (commits(), disposals(day)) == (before + 1, [(2, "ZG-2026-0001")])
    assert done(day, "check").endswith("0 个错误，0 个提示\n")
    done(day, "undo")
    assert disposals(day) == []


@pytest.mark.parametrize(
    ("upto", "first", "found_in", "code", "said"),
    [
        ("serve", [], "DX-2026-0001/9", 1, "DX-2026-0001 没有第9个问题"),
        ("serve", [], "DX-2026-0009/1", 0, "账上没有督查项目 DX-2026-0009"),
        ("serve", [], "DX-2026-0001/1", 0, "DX-2026-0001/1 是甲镇的问题，整改 ZG-2026-0001 由乙镇牵头"),
        ("answer", [], "DX-2026-0001/1", 0, "由乙镇牵头"),
        ("answer", [], "DX-2026-0001/1", 0, "还没有结论，第1个问题的处理以后再记"),
        (
            "serve",
            ["inspect dispose DX-1 --finding 2 --outcome 线索 --approved-by 方县长"],
            "DX-2026-0001/2",
            0,
            "DX-2026-0001/2 已经处理过：线索，ZG-2026-0001 又交整改",
        ),
        ("answer", [FROM.format(2)], "DX-2026-0001/2", 0, "已经由 ZG-2026-0002 整改，ZG-2026-0001 是又一件"),
        ("serve", [FROM.format(2)], "DX-2026-0001/2", 0, "已经由 ZG-2026-0002 整改，ZG-2026-0001 是又一件"),
        (
            "find",
            ["inspect settle DX-1 --finding 1 --holds 否 --reason 查无此事 --approved-by 方县长"],
            "DX-2026-0001/1",
            1,
            "DX-2026-0001 第1个问题不予认定，不用整改",
        ),
    ],
)
def test_amend_looks_at_the_finding(
    upto: str, first: Sequence[str], found_in: str, code: int, said: str
) -> None:
    day = tell(upto)
    done(day, ALONE)
    for line in first:
        done(day, line)
    before = disposals(day)
    answer = run(day, f"amend ZG-1 --found-in {found_in} --reason 补登")
    assert (answer.returncode, said in answer.stderr) == (code, True), answer.stderr
    if code:
        assert (disposals(day), asked(day, "show ZG-1")["found_in"]) == (before, None)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("amend ZG-1 --found-in DX-2026-0001/1 --reason 写错", "改指别的问题"),
        ('amend ZG-1 --found-in "" --reason 写错', "改指别的问题"),
        ("amend ZG-1 --new-ledger JB --reason 转 --approved-by 方县长", "换编号"),
    ],
)
def test_what_an_inspection_says_is_voided_there_first(line: str, what: str) -> None:
    day = tell("serve")
    done(day, FROM.format(2))
    refused = run(day, line)
    assert f"DX-2026-0001 第2个问题的处理写的是 ZG-2026-0001，不能{what}" in refused.stderr
    remedy = re.search(
        r"duban (inspect amend DX-2026-0001 --event \w+ --void) --approved-by 领导", refused.stderr
    )
    assert remedy
    done(day, f"{remedy[1]} --approved-by 方县长 --reason 指错了")
    done(day, line)
    moved = what == "改指别的问题" and "/1" in line
    assert disposals(day) == ([(1, "ZG-2026-0001")] if moved else [])


@pytest.mark.parametrize(
    "line",
    [
        "inspect dispose DX-1 --finding 2 --outcome 整改 --task DC-1",
        "amend DC-1 --found-in DX-2026-0001/2 --reason 补登",
        f"add --ledger 重大督查 --title 又一件 --source-kind 督查活动 {HEAD} --lead 乙镇 --found-in DX-2026-0001/2",
    ],
)
def test_a_task_of_another_ledger_puts_no_finding_right(line: str) -> None:
    day = tell("serve")
    done(day, f"add --ledger 重大督查 --title 清欠 --source-kind 督查活动 {HEAD} --lead 乙镇")
    before = commits()
    answer = run(day, line)
    assert (answer.returncode, commits()) == (1, before)
    assert "不在整改台账，不能作 DX-2026-0001/2 的整改" in answer.stderr


@pytest.mark.parametrize(
    ("assigned", "way"),
    [
        (False, "duban amend ZG-2026-0001 --lead 甲镇 --reason …"),
        (True, "duban transfer ZG-2026-0001 --new-lead 甲镇 --reason …"),
    ],
)
def test_another_lead_is_told_when_it_is_disposed_of(assigned: bool, way: str) -> None:
    day = tell("serve")
    done(day, ALONE + " --assign" * assigned)
    answer = run(day, "inspect dispose DX-1 --finding 1 --outcome 整改 --task ZG-1")
    assert answer.returncode == 0, answer.stderr
    assert "DX-2026-0001/1 是甲镇的问题，整改 ZG-2026-0001 由乙镇牵头\n" in answer.stderr
    assert way in answer.stderr
