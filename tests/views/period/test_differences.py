"""The differences of a period for people and programs: grouped by unit, with what to do about open ones."""

from typing import Any

from tests.builders import day, moment

from duban.core.periods.spans import Span, parse_span
from duban.core.statements.unit_journal import (
    Answered,
    Case,
    Difference,
    DifferenceKind,
    Reply,
    ReturnForm,
    SettleAs,
    Settled,
    Signed,
)
from duban.views.period.differences import difference_records, difference_sheet, reply_line, reply_records

SAID: dict[str, Any] = {"on": day("2026-10-12"), "recorded_at": moment("2026-10-12"), "by": "王五"}
OPEN = Difference(
    number="WJ-2026-0001-我有彼无",
    kind=DifferenceKind.OURS_ONLY,
    task="WJ-2026-0001",
    title="修渠",
    ours="办理中",
    theirs="无此事项",
    proposal="A-7",
)
DONE = Difference(
    number="WJ-2026-0002-进度不符",
    kind=DifferenceKind.PERCENT,
    task="WJ-2026-0002",
    their_id="A-8",
    title="修桥",
    ours="40%",
    theirs="60%",
)
RULED = Settled(**SAID, number=DONE.number, settled_as=SettleAs.BOTH, reason="口径不同")
CAME = Answered(**SAID, file="单.xlsx", form=ReturnForm.WORKBOOK, rows=5, empty=3, differences=(OPEN, DONE))
ONE = Reply("甲局", CAME, (Case("甲局", OPEN, None), Case("甲局", DONE, RULED)), None)
TWO = Reply(
    "乙局",
    Answered(**SAID, file="账", form=ReturnForm.WORKSPACE, rows=2),
    (),
    Signed(**SAID, signed_by="钱局长"),
)
THREE = Reply("丙局", None, (), Signed(**SAID, signed_by="孙局长"))


def quarter() -> Span:
    span = parse_span("2026Q3")
    assert span is not None
    return span


def test_as_people_read_them() -> None:
    sheet = difference_sheet(quarter(), [ONE, TWO, THREE])
    assert sheet.title == "2026Q3 与各单位的差异"
    assert sheet.paragraphs == (
        "已来单 2 个单位（甲局、乙局）；已签认 2 个单位（乙局、丙局）。",
        "甲局：工作簿 2026-10-12 来，对了 5 件，留空 3 件，差异 2 处，未核定 1 处。",
        "乙局：工作区 2026-10-12 来，对了 2 件，没有差异；2026-10-12 钱局长 签认。",
        "丙局：没有来单；2026-10-12 孙局长 签认。",
    )
    (table,) = sheet.tables
    assert [group.title for group in table.groups] == ["甲局（2 处）"]
    assert [[cell.value for cell in cells] for cells in table.all_rows()] == [
        [OPEN.number, "我有彼无", "修渠（疑似 A-7）", "办理中", "无此事项", "未核定"],
        [DONE.number, "进度不符", "修桥", "40%", "60%", "双方：口径不同"],
    ]
    assert [note.partition("：")[0] for note in sheet.notes] == ["核定", "疑似是同一件的，确认"]


def test_without_differences_there_is_no_table_and_nothing_to_do() -> None:
    sheet = difference_sheet(quarter(), [TWO])
    assert (sheet.tables, sheet.notes, len(sheet.paragraphs)) == ((), (), 1)


def test_many_units_are_not_all_named() -> None:
    many = [Reply(f"第{number}局", None, (), None) for number in range(20)]
    assert difference_sheet(quarter(), many).paragraphs[0] == "已来单 0 个单位；已签认 0 个单位。"
    signed = [Reply(each.unit, None, (), THREE.signed) for each in many]
    assert difference_sheet(quarter(), signed).paragraphs[0].endswith("第11局等）。")


def test_a_settled_one_asks_for_nothing() -> None:
    reply = Reply("甲局", CAME, (Case("甲局", DONE, RULED),), None)
    assert difference_sheet(quarter(), [reply]).notes == ()
    assert reply_line(reply).endswith("差异 1 处，未核定 0 处。")


def test_what_a_unit_said_stands_beside_what_it_disputes() -> None:
    said = Case("甲局", DONE, None, "县长同意延到10月底")
    (table,) = difference_sheet(quarter(), [Reply("甲局", CAME, (said,), None)]).tables
    assert "贵方说明" in [column.title for column in table.columns]
    assert "县长同意延到10月底" in [cell.value for cell in table.groups[0].rows[0]]


def test_as_programs_read_them() -> None:
    first, second = difference_records([ONE])
    assert first == {
        "number": OPEN.number,
        "kind": "ours_only",
        "task": "WJ-2026-0001",
        "their_id": None,
        "title": "修渠",
        "unit": "甲局",
        "ours": "办理中",
        "theirs": "无此事项",
        "note": None,
        "settled_as": None,
        "reason": None,
        "proposal": "A-7",
    }
    assert (second["settled_as"], second["reason"], second["their_id"]) == ("both", "口径不同", "A-8")
    assert [each["signed_by"] for each in reply_records([ONE, TWO, THREE])] == [None, "钱局长", "孙局长"]
    assert reply_records([ONE])[0]["open_differences"] == 1
    assert reply_records([THREE])[0]["form"] is None
