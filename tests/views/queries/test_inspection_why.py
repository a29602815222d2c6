"""`why` of an inspection's duties: last days are counted back from the first, answers and reviews on from the asking."""

import pytest
from tests.inspected import books_of, entry, inspection, journal_to

from duban.core.model.inspection import AnyEntry
from duban.views.queries.cases.case_page import case_sheet
from duban.views.queries.overdue import DutyFilter, overdue, overdue_sheet
from duban.views.queries.why import reason_record, reason_sheets

OPENED = (entry("督查立项", "2026-03-02"),)
NAMED = {"机关": "县政府", "日期": "2026-01-01", "范围": "全县", "职责": "查", "期限": "2026-12-31"}
FOUND = journal_to("发现", "2026-03-03")
SERVED = journal_to("结论送达", "2026-03-03")

CASES: dict[str, tuple[tuple[AnyEntry, ...], dict[str, object], str, tuple[str, ...], int]] = {
    # Monday 20 April is not counted: 17, 16, 15, 14, 13, 10; the walk passes 19, 18, 12, 11.
    "备案": (
        OPENED,
        {"name": "部门", "organizer": "乙局", "starts_on": "2026-04-20"},
        "督查备案",
        (
            "起算：2026-04-20（周一） 计划开始，往前数",
            "期限：提前 6 个工作日，起算日不计入，到 2026-04-10（周五）",
        ),
        10,
    ),
    "计划报审": (
        OPENED,
        {"organizer": "乙局", "designation": NAMED, "starts_on": "2026-05-31"},
        "报督查计划",
        (
            "起算：2026-05-31（周日） 计划开始，往前数",
            "期限：提前 1 个月，起算日不计入，到 2026-04-30（周四）",
        ),
        0,
    ),
    # Tuesday 3 March: 4 to 6, 9 to 13, 16, 17 are ten working days; 7, 8, 14, 15 are days off.
    "征求意见": (
        (*FOUND, entry("征求意见", "2026-03-03", unit="甲局", due_on="2026-03-17")),
        {},
        "反馈对督查发现的意见",
        ("起算：2026-03-03（周二） 发出征求意见", "期限：10 个工作日，起算日不计入，到 2026-03-17（周二）"),
        14,
    ),
    "征求意见, a day named": (
        (*FOUND, entry("征求意见", "2026-03-03", unit="甲局", due_on="2026-03-13")),
        {},
        "反馈对督查发现的意见",
        ("期限：直接定到 2026-03-13，不用推算",),
        0,
    ),
    # Thursday 5 March + 30 days: Saturday 4 April, in Qingming (4 to 6); Tuesday 7 April.
    "复核决定": (
        (*SERVED, entry("申请复核", "2026-03-05", unit="甲局", reason="数字不对")),
        {},
        "甲局申请的复核决定",
        ("起算：2026-03-05（周四） 收到复核申请", "期限：30 日，起算日不计入，到 2026-04-07（周二）"),
        -1,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_count_is_told(case: str) -> None:
    journal, head, name, lines, steps = CASES[case]
    books = books_of(inspection(1, *journal, **head), today="2026-03-10")
    (item,) = books.cases
    sheet = next(each for each in reason_sheets(books, item) if each.title.endswith(name))
    for line in lines:
        assert line in sheet.paragraphs[0], sheet.paragraphs[0]
    told = next(each for each in reason_record(books, item)["duties"] if each["duty"] == name)
    assert steps < 0 or len(told["days"]) == steps


def test_a_day_that_had_passed_before_there_was_anything_to_file() -> None:
    """Friday 13 March is late itself: 13, 16 to 20, 23 to 27, 30 to 2 April are fifteen; each answer says from when."""
    head = {"name": "部门", "organizer": "乙局", "starts_on": "2026-02-24"}
    books = books_of(inspection(1, entry("督查立项", "2026-03-13"), **head), today="2026-04-02")
    (item,) = books.cases
    (owed,) = overdue(books, DutyFilter(units=("乙局",)))
    told = f"{owed.due_on}（逾期从 2026-03-13 计）"
    assert (owed.late.workdays, owed.due_on < owed.duty.triggered_on) == (15, True)
    sheet = overdue_sheet(books, [owed])
    (row,) = sheet.tables[0].groups[0].rows
    assert [cell.value for cell in row if "计）" in str(cell.value)] == [told]
    assert "自时限次日起算，时限旁写了日子的从那天计；" in sheet.notes[0]
    page = next(each for each in reason_sheets(books, item) if each.title.endswith("督查备案")).paragraphs[0]
    assert f"时限：{told}　逾期 15 个工作日" in page
    assert "逾期的日子：2026-03-13 至 2026-04-02" in page
    tables = case_sheet(books, item).tables
    assert told in [cell.value for table in tables for row in table.rows for cell in row]
