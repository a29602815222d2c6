"""The end of a finding: what contradicts is refused, and whoever tells it tells the same."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document
from tests.cli.commands.inspect.conftest import asked, commits, done, run, tell

from duban.core.casework.draw import draw

pytestmark = pytest.mark.usefixtures("office")
HEAD = (
    "--lead-leader 方县长 --owner 张三 --due-on 2026-06-30 --approved-by 方县长 --requirements 逐户结清 "
    "--source-name 秋粮督查"
)
RECTIFY = f"rectify add {HEAD} --from DX-2026-0001/1"
CIRCULATE = "inspect dispose DX-1 --finding 1 --outcome 通报 --approved-by 方县长"
REJECT = "inspect dispose DX-1 --finding 1 --outcome 不予认定 --reason 查无此事 --approved-by 方县长"
GIVE_UP = "inspect settle DX-1 --finding 1 --holds 否 --reason 查无此事 --approved-by 方县长"
(WON,) = draw(("甲镇", "乙镇"), 1, "1")
(LOST,) = {"甲镇", "乙镇"} - {WON}
WITHDRAW = "withdraw ZG-1 --reason 不予认定 --approved-by 方县长"


@pytest.mark.parametrize(
    ("upto", "first", "line", "said"),
    [
        ("serve", [CIRCULATE], REJECT, "第1个问题 2026-03-19 已经通报，不能又不予认定"),
        ("serve", [CIRCULATE], f"{REJECT} --on 2026-03-18", "已经通报，不能又不予认定"),
        ("serve", [RECTIFY], REJECT, "第1个问题的整改 ZG-2026-0001 待交办，不能又不予认定"),
        ("serve", [REJECT], CIRCULATE, "第1个问题不予认定，不用再处理"),
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
    done(day, CIRCULATE)
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
        ([CIRCULATE], 1, 0),
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
    done(day, "inspect dispose DX-1 --finding 2 --outcome 通报 --approved-by 方县长")
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
