"""The end of a finding: what contradicts is refused, and whoever tells it tells the same."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document
from tests.cli.commands.inspect.conftest import asked, commits, done, run, tell
from tests.outside import git

from duban.core.casework.draw import draw

pytestmark = pytest.mark.usefixtures("office")
HEAD = (
    "--lead-leader 方县长 --owner 张三 --due-on 2026-06-30 --approved-by 方县长 --requirements 逐户结清 "
    "--source-name 秋粮督查"
)
RECTIFY = f"rectify add {HEAD} --from DX-2026-0001/1"
DIVERT = "inspect dispose DX-1 --finding 1 --outcome 线索 --approved-by 方县长"
REJECT = "inspect dispose DX-1 --finding 1 --outcome 不予认定 --reason 查无此事 --approved-by 方县长"
GIVE_UP = "inspect settle DX-1 --finding 1 --holds 否 --reason 查无此事 --approved-by 方县长"
(WON,) = draw(("甲镇", "乙镇"), 1, "1")
(LOST,) = {"甲镇", "乙镇"} - {WON}
WITHDRAW = "withdraw ZG-1 --reason 不予认定 --approved-by 方县长"


@pytest.mark.parametrize(
    ("upto", "first", "line", "said"),
    [
        ("serve", [DIVERT], REJECT, "第1个问题 2026-03-19 已经线索，不能又不予认定"),
        ("serve", [DIVERT], f"{REJECT} --on 2026-03-18", "已经线索，不能又不予认定"),
        ("serve", [RECTIFY], REJECT, "第1个问题的整改 ZG-2026-0001 待交办，不能又不予认定"),
        ("serve", [REJECT], DIVERT, "第1个问题不予认定，不用再处理"),
        ("serve", [REJECT], REJECT, "第1个问题不予认定，不用再处理"),
        ("serve", [REJECT], RECTIFY, "DX-2026-0001 第1个问题不予认定，不用整改"),
        ("find", [RECTIFY], GIVE_UP, "第1个问题的整改 ZG-2026-0001 待交办，不能又不予认定"),
        ("find", [GIVE_UP], RECTIFY, "DX-2026-0001 第1个问题不予认定，不用整改"),
    ],
)
def test_ends_that_contradict_are_refused(upto: str, first: Sequence[str], line: str, said: str) -> None:
    day = tell(upto)
    for each in first:
        done(day, each)
    before = commits()
    answer = run(day, line)
    assert (answer.returncode, said in answer.stderr, commits()) == (1, True, before), answer.stderr


def test_the_way_out_is_the_one_that_is_told() -> None:
    day = tell("serve")
    done(day, DIVERT)
    remedy = re.search(r"duban (inspect amend DX-2026-0001 --event \w+ --void)", run(day, REJECT).stderr)
    assert remedy
    done(day, f"{remedy[1]} --approved-by 方县长 --reason 重查")
    done(day, REJECT)
    assert asked(day, "show DX-1")["findings"][0]["outcomes"] == ["reject"]


def test_a_rectification_is_withdrawn_first() -> None:
    day = tell("find")
    done(day, RECTIFY)
    assert "先撤销整改：duban withdraw ZG-2026-0001" in run(day, GIVE_UP).stderr
    done(day, WITHDRAW)
    done(day, GIVE_UP)
    assert asked(day, "show DX-1")["findings"][0]["holds"] is False


def told(day: str) -> tuple[set[int], set[int]]:
    """How many findings have no end, and were given up: by two tables of the report of inspections, and by the page."""
    report, page = asked(day, "report inspection 2026")["tables"], asked(day, "show DX-1")["findings"]
    kinds, types = (report[name][-1] for name in ("findings_by_kind", "open_by_type"))
    left = {types["open"], kinds["open"], sum(not each["outcomes"] for each in page)}
    return left, {kinds["reject"], sum(not each["holds"] for each in page)}


@pytest.mark.parametrize(
    ("lines", "left", "rejected"),
    [
        ([], 2, 0),
        ([DIVERT], 1, 0),
        ([REJECT], 1, 1),
        ([RECTIFY], 1, 0),
        ([RECTIFY, WITHDRAW], 2, 0),
        ([RECTIFY, WITHDRAW, REJECT], 1, 1),
    ],
)
def test_report_page_and_today_tell_the_same(lines: Sequence[str], left: int, rejected: int) -> None:
    day = tell("serve")
    for line in lines:
        done(day, line)
    assert told(day) == ({left}, {rejected})
    assert (f"{left}个问题没有处理" in done(day, "today")) is (left > 0)
    done(day, "doc 督查报告 DX-1 --leader 方县长 --draft -o ../报告.docx")
    paper = "\n".join(each.text for each in Document("../报告.docx").paragraphs)
    assert (f"不予认定{rejected}个" in paper) is (rejected > 0)
    assert (f"待处理{left}个" in paper) is (left > 0)


def test_what_is_being_put_right_keeps_it_open_held_or_not() -> None:
    day = tell("serve")
    done(day, RECTIFY)
    done(day, "inspect dispose DX-1 --finding 2 --outcome 线索 --approved-by 方县长")
    assert "第1个问题的整改 ZG-2026-0001 还没有销号" in run("2026-05-30", "inspect archive DX-1").stderr
    done("2026-05-30", WITHDRAW)
    assert "第1个问题的整改撤销了，没有别的处理" in run("2026-05-30", "inspect archive DX-1").stderr
    done("2026-05-30", REJECT)
    done("2026-05-30", "inspect archive DX-1")


def test_what_nobody_was_asked_of_is_told_with_unit_and_number() -> None:
    tell("find")
    done("2026-03-12", GIVE_UP)
    done("2026-03-12", "doc 督查报告 DX-1 --leader 方县长 --draft -o ../报告.docx")
    lines = [each.text.strip() for each in Document("../报告.docx").paragraphs]
    assert "甲镇人民政府的第1个问题，经研究，不予认定：查无此事。" in lines
    given_up = lines.index("（一）不予认定的（1个）")
    assert lines[given_up + 1] == "1.甲镇人民政府：压级压价。"


@pytest.mark.parametrize(
    ("line", "old", "new", "said"),
    [
        (
            "inspect draw DX-1 --of 对象 --count 1 --seed 1",
            f"抽中: [{WON}]",
            f"抽中: [{LOST}]",
            f"按名单和种子“1”抽中的是{WON}，写的却是{LOST}",
        ),
        (RECTIFY, "整改: ZG-2026-0001}", "整改: ZG-2026-0099}", "第1个问题交整改，账上没有 ZG-2026-0099"),
        (
            "inspect dispose DX-1 --finding 1 --outcome 移送 --to 县纪委 --doc-no 某移〔2026〕1号 --approved-by 方县长",
            ", 接收机关: 县纪委, 文号: 某移〔2026〕1号",
            "",
            "第1个问题移送，没有写接收机关和移送文号",
        ),
    ],
)
def test_a_hand_edit_that_no_gate_let_in_is_found(
    office: Path, line: str, old: str, new: str, said: str
) -> None:
    day = tell("announce" if " draw " in line else "serve")
    done(day, line)
    assert said not in run(day, "check").stderr
    file = office / "督查/2026/DX-2026-0001.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1, text
    file.write_text(text.replace(old, new), "utf-8")
    answer = run(day, "check")
    assert (answer.returncode, said in answer.stderr) == (1, True), answer.stderr


FIX = "--approved-by 方县长 --reason 录入有误"
CLOSED = (
    RECTIFY,
    "assign ZG-1",
    "accept ZG-1",
    "done ZG-1 --done 已退还",
    "revisit ZG-1 --method 现场 --rectified 是",
    "verify ZG-1 --result 通过 --method 现场",
    "close ZG-1 --approved-by 孙明",
)


def circulated(unit: str, finding: int) -> str:
    """The circular in which a finding ends."""
    said = f"--unit {unit} --fact 压价 --cause 不落实 --basis DX-1/{finding} --scope 全县"
    return f"circulate add --tone 批评 {said} --approved-by 方县长"


def closed_and_archived(upto: str = "serve", *, archived: bool = True) -> None:
    day = tell(upto)
    for line in CLOSED:
        done(day, line)
    if archived:
        done(day, "inspect dispose DX-1 --finding 2 --outcome 通报 --approved-by 方县长")
        done(day, circulated("乙镇", 2))
        done(day, "inspect report DX-1 --to 方县长")
        done("2026-05-06", "inspect archive DX-1")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "amend ZG-1 --event 销号 --void --reason 录入有误",
            "DX-2026-0001 在 2026-05-06 归档，归档要它的整改",
        ),
        (f"amend ZG-1 --event 销号 --set 日期=2026-05-07 {FIX}", "归档要它的整改 ZG-2026-0001 已经销号"),
        (f"amend ZG-1 --event 销号 --set 备注=当面 {FIX}", None),
        ("reopen ZG-1 --finding 反弹 --due-on 2026-06-30 --reason 又压价 --approved-by 方县长", None),
        (
            "reopen ZG-1 --on 2026-04-01 --finding 反弹 --due-on 2026-06-30 --reason 又压价 --approved-by 方县长",
            "归档要它的整改",
        ),
    ],
)
def test_an_archive_rests_on_what_was_written_off(line: str, said: str | None) -> None:
    closed_and_archived()
    answer = run("2026-05-08", line)
    assert (answer.returncode == 0) is (said is None), answer.stderr
    assert said is None or said in answer.stderr
    assert "归档那天还没有销号" not in run("2026-05-08", "check").stderr
    if said is not None and "--on" not in line:
        done("2026-05-08", f"inspect amend DX-1 --event 归档 --void {FIX}")
        done("2026-05-08", line)


def test_a_hand_takes_no_write_off_from_under_an_archive(office: Path) -> None:
    closed_and_archived()
    file = office / "整改/2026/ZG-2026-0001.yaml"
    text = file.read_text("utf-8")
    file.write_text(
        "".join(line for line in text.splitlines(keepends=True) if "动作: 销号" not in line), "utf-8"
    )
    answer = run("2026-05-08", "check")
    assert "第1个问题的整改 ZG-2026-0001 在归档那天还没有销号" in answer.stderr


def test_what_was_put_right_before_the_conclusion_is_an_end() -> None:
    """Linked by 发现 alone: it bars 不予认定, and is what the finding came to."""
    day = tell("find")
    for line in CLOSED:
        done(day, line)
    refused = run(day, GIVE_UP)
    assert (
        refused.returncode,
        "第1个问题的整改 ZG-2026-0001 已经销号，不能又不予认定" in refused.stderr,
    ) == (1, True)


def test_a_rectification_of_nothing_is_no_end(office: Path) -> None:
    day = tell("serve")
    done(day, RECTIFY)
    file = office / "督查/2026/DX-2026-0001.yaml"
    file.write_text(file.read_text("utf-8").replace("整改: ZG-2026-0001}", "整改: ZG-2026-0099}"), "utf-8")
    git("commit", "-qam", "手工")
    assert "2个问题没有处理" in done(day, "today")
    assert "第1个问题交整改，账上没有 ZG-2026-0099" in run("2026-05-30", "inspect archive DX-1").stderr
    assert asked(day, "show DX-1")["findings"][0]["outcomes"] == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([], "doc 督查结论 DX-1 --unit 甲镇", None),
        ([], "doc 问题清单 DX-1", None),
        ([], "doc 督查报告 DX-1 --leader 方县长", None),
        (["doc 督查结论 DX-1 --unit 甲镇"], "doc 督查结论 DX-1 --unit 乙镇", None),
        (
            ["doc 督查结论 DX-1 --unit 甲镇"],
            "doc 督查结论 DX-1 --unit 甲镇",
            "原件在 附件/DX-2026-0001/督查结论",
        ),
        (
            ["doc 督查结论 DX-1 --unit 甲镇"],
            "doc 督查结论 DX-1 --unit 甲镇 --draft -o ../再.docx",
            "已归档，督查结论在 2026-03-19 发过",
        ),
    ],
)
def test_a_paper_after_the_archive(before: Sequence[str], after: str, said: str | None) -> None:
    day = tell("serve")
    for line in before:
        done(day, line)
    last = "2026-05-06"
    done(last, "inspect dispose DX-1 --finding 1、2 --outcome 通报 --approved-by 方县长")
    for line in (circulated("甲镇", 1), circulated("乙镇", 2), "inspect archive DX-1"):
        done(last, line)
    answer = run("2026-05-08", after)
    if said is not None:
        assert (answer.returncode, said in answer.stderr) == (1, True), answer.stderr
        return
    assert (answer.returncode, "归档以后补出" in answer.stderr) == (0, True), answer.stderr
    assert asked("2026-05-08", "show DX-1")["journal"][-1]["note"] == "归档以后补出"
    assert asked("2026-05-08", "show DX-1")["status"] == "archived"


def test_what_was_handed_over_is_signed_for_and_answered(tmp_path: Path) -> None:
    day = tell("serve")
    letter = tmp_path / "移送函.docx"
    assert "没有移送的问题" in run(day, f"doc 问题移送函 DX-1 --draft -o {letter}").stderr
    assert (
        "没有移送给县纪委"
        in run(day, "inspect receipt DX-1 --finding 1 --to 县纪委 --receiver 孙科长").stderr
    )
    hand = "inspect dispose DX-1 --outcome 移送 --approved-by 方县长"
    done(day, f"{hand} --finding 1、2 --to 县纪委监委 --doc-no 某移〔2026〕1号 --copies 3")
    done(day, f"{hand} --finding 1 --to 县公安局 --doc-no 某移〔2026〕2号")
    waiting = [each for each in asked(day, "today")["waiting"] if each["task"] == "DX-2026-0001"]
    assert [(each["what"], each["command"]) for each in waiting] == [
        ("移送3处没有签收", "duban inspect receipt DX-2026-0001 --finding 1 --to 县纪委监委 --receiver 姓名")
    ]
    several = run(day, f"doc 问题移送函 DX-1 --draft -o {letter}")
    assert "问题移送函一个机关一份" in several.stderr
    assert "没有写接收机关" in run(day, "inspect receipt DX-1 --finding 1 --receiver 孙科长").stderr
    done(day, f"doc 问题移送函 DX-1 --unit 县纪委监委 -o {letter}")
    text = "\n".join(each.text for each in Document(str(letter)).paragraphs)
    assert "其中发现的2个问题" in text
    assert "1.甲镇人民政府：压级压价。" in text
    assert "随函移送材料3份。" in text
    assert asked(day, "show DX-1")["journal"][-1]["doc_no"] == "某移〔2026〕1号"
    done(day, "inspect receipt DX-1 --finding 1、2 --to 县纪委监委 --receiver 孙科长")
    twice = run(day, "inspect receipt DX-1 --finding 2 --receiver 孙科长")
    assert "第2个问题县纪委监委已经签收" in twice.stderr
    done("2026-04-21", "inspect receipt DX-1 --finding 2 --outcome 已立案")
    done("2026-04-21", "inspect archive DX-1")
    done("2026-05-06", "inspect receipt DX-1 --finding 1 --to 县公安局 --receiver 李警官 --outcome 不予立案")
    told = [each for each in asked("2026-05-06", "show DX-1")["journal"] if each["action"] == "receipt"]
    assert [(each["place"], each["organ"], each["receiver"], each["outcome"]) for each in told] == [
        (1, "县纪委监委", "孙科长", None),
        (2, "县纪委监委", "孙科长", None),
        (2, "县纪委监委", None, "已立案"),
        (1, "县公安局", "李警官", "不予立案"),
    ]
    assert run("2026-05-06", "check").returncode == 0
