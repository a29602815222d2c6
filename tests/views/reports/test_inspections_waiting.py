"""What `today` says of inspections: the first thing each waits for, on the day it is time, with its command."""

from typing import Any

import pytest
from tests.inspected import books_of, entry, inspection, journal_to

from duban.core.cases.inspection import INSPECTION
from duban.core.inspections.steps import next_steps
from duban.core.model.inspection import AnyEntry, Inspection, Member
from duban.core.model.inspection_terms import Seat
from duban.views.queries.overdue import DutyFilter
from duban.views.reports.today import Waiting, today_records, today_sheet, waiting

LED: dict[str, object] = {"team": (Member(name="李主任", seat=Seat.HEAD), Member(name="赵六"))}
TERM: dict[str, object] = {"starts_on": "2026-03-10", "ends_on": "2026-03-12", **LED}
OWN: dict[str, object] = {"name": "部门", "organizer": "乙局"}
OPENED, READY = journal_to("督查立项"), journal_to("方案审定")
OUT, FOUND = journal_to("现场", "2026-03-10"), journal_to("发现", "2026-03-10")
ASKED = (*FOUND, entry("征求意见", "2026-03-11", unit="甲局", due_on="2026-03-25"))
SAID = (*ASKED, entry("意见反馈", "2026-03-12", unit="甲局", agreed="是"))
DISPUTED = (*ASKED, entry("意见反馈", "2026-03-12", unit="甲局", agreed="否", opinion="数字不对"))
TOLD = journal_to("督查结论", "2026-03-12")
SERVED = journal_to("结论送达", "2026-03-12")
REVIEW = (*SERVED, entry("申请复核", "2026-03-16", unit="甲局", reason="数字不对"))
SETTLED = journal_to("处理", "2026-03-12")


def of(file: Inspection, today: str, wanted: DutyFilter = DutyFilter()) -> list[Waiting]:  # noqa: B008 - frozen
    return [each for each in waiting(books_of(file, today=today), (), wanted) if each.task]


UNPLANNED = "start DX-2026-0001 --unplanned 原因 --approved-by 行政首长"
"""Neither plan nor basis carries it: what would be refused is not advised."""
DECISION = {"类别": "政府决定", "文号": "某政发〔2026〕7号", "日期": "2026-03-01"}
BARE = ("第1个问题没有证据，不能作结论", "settle DX-2026-0001 --finding 1 --evidence 文件 --reason …")
# Working days of March 2026: Monday 2 to Friday 6, 9 to 13, 16 to 20, 23 to 27, Monday 30, Tuesday 31.
CASES: dict[str, tuple[tuple[AnyEntry, ...], dict[str, object], str, str, str]] = {
    "six working days ahead of its first day": (OPENED, TERM, "2026-03-02", "", ""),
    "five": (OPENED, TERM, "2026-03-03", "方案待审定", "scheme DX-2026-0001 --approved-by 领导"),
    "without a day": (OPENED, {}, "2026-03-02", "方案待审定", "scheme DX-2026-0001 --approved-by 领导"),
    "ready, the day before": (READY, TERM, "2026-03-09", "", ""),
    "ready and planned, on the day": (
        READY,
        {**TERM, "warrants": [DECISION]},
        "2026-03-10",
        "今天开始",
        "start DX-2026-0001",
    ),
    "ready, on the day": (READY, TERM, "2026-03-10", "今天开始", UNPLANNED),
    "ready, after it": (READY, TERM, "2026-03-11", "3月10日该开始", UNPLANNED),
    # of Friday 20 March: 19, 18, 17, 16, 13, 12 (the sixth); the working day before is Wednesday 11.
    "a department's own, in time": (OPENED, {**OWN, "starts_on": "2026-03-20"}, "2026-03-10", "", ""),
    "a department's own, tomorrow": (
        OPENED,
        {**OWN, "starts_on": "2026-03-20"},
        "2026-03-11",
        "3月12日前备案",
        "file DX-2026-0001",
    ),
    "a department's own, too late": (
        OPENED,
        {**OWN, "starts_on": "2026-03-20"},
        "2026-03-13",
        "过了备案日",
        "file DX-2026-0001",
    ),
    "led by nobody": (
        OUT,
        {**TERM, "team": ()},
        "2026-03-11",
        "督查组没有组长",
        "amend DX-2026-0001 --team …",
    ),
    "its head stands aside": (
        (*OUT, entry("回避声明", "2026-03-11", member="李主任", aside="是", reason="亲属")),
        TERM,
        "2026-03-11",
        "有人回避，督查组要换人",
        "amend DX-2026-0001 --team …",
    ),
    "who stands aside has left": (
        (*OUT, entry("回避声明", "2026-03-11", member="钱七", aside="是", reason="亲属")),
        TERM,
        "2026-03-11",
        "",
        "",
    ),
    "out, within its days": (OUT, TERM, "2026-03-12", "", ""),
    "out, past them, nothing found": (
        OUT,
        TERM,
        "2026-03-13",
        "待作结论",
        "conclude DX-2026-0001 --approved-by 领导",
    ),
    "out, past them, not asked": (FOUND, TERM, "2026-03-13", "1个问题要征求意见", "consult DX-2026-0001"),
    "asked, with time left": (ASKED, TERM, "2026-03-23", "", ""),
    "asked, due tomorrow": (ASKED, TERM, "2026-03-24", "3月25日反馈意见", "answer DX-2026-0001 --unit 甲局"),
    "asked, never answered": (ASKED, TERM, "2026-03-26", *BARE),
    "asked, never answered, still on site": (
        ASKED,
        {**TERM, "ends_on": "2026-04-10"},
        "2026-03-26",
        "意见没有反馈",
        "answer DX-2026-0001 --unit 甲局",
    ),
    "answered": (SAID, TERM, "2026-03-13", *BARE),
    "disputed": (DISPUTED, TERM, "2026-03-13", "异议待认定", "settle DX-2026-0001 --finding 1"),
    "concluded": (TOLD, TERM, "2026-03-13", "结论待送达1家", "serve DX-2026-0001 --unit 甲局"),
    "served": (SERVED, TERM, "2026-03-13", "1个问题没有处理", "dispose DX-2026-0001 --finding 1"),
    # 16 March + 30 days is Wednesday 15 April.
    "a review": (REVIEW, TERM, "2026-03-17", "复核4月15日前决定", "review DX-2026-0001 --unit 甲局"),
    "a review, too late": (REVIEW, TERM, "2026-04-16", "复核逾期", "review DX-2026-0001 --unit 甲局"),
    # 12 March + 30 days is Saturday 11 April, so Monday 13: until then a review may be asked for.
    "settled, a review may be asked": (SETTLED, TERM, "2026-04-13", "", ""),
    "settled, its time is over": (SETTLED, TERM, "2026-04-14", "可以归档", "archive DX-2026-0001"),
    "settled, never reported": (
        tuple(each for each in SETTLED if str(each.action) != "督查报告"),
        TERM,
        "2026-04-14",
        "还没有报告领导",
        "report DX-2026-0001",
    ),
    "archived": (journal_to("归档", "2026-04-14"), TERM, "2026-04-15", "", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_an_inspection_waits_for_one_thing(case: str) -> None:
    journal, head, today, what, command = CASES[case]
    found = of(inspection(1, *journal, **head), today)
    assert [(each.what, each.command) for each in found] == (
        [(what, f"duban inspect {command}")] if what else []
    )
    assert {each.kind for each in found} <= {"inspect"}


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (DutyFilter(units=("甲局",)), 1),
        (DutyFilter(units=("乙局",)), 0),
        (DutyFilter(leader="县长"), 0),
        (DutyFilter(clerk="王五"), 0),
    ],
)
def test_it_concerns_the_units_that_it_inspects(wanted: DutyFilter, shown: int) -> None:
    assert len(of(inspection(1, *OPENED), "2026-03-02", wanted)) == shown


def out_on(*days: str) -> Inspection:
    begun = journal_to("实施", "2026-03-02")
    return inspection(1, *begun, *(entry("现场", on, place="城关镇") for on in days), ends_on="2026-12-31")


MONTH = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10"]


@pytest.mark.parametrize(
    ("days", "today", "told"),
    [
        # Seven days by Tuesday 10 March, eight lacking; from Friday 20 on, that day included, eight working days are left.
        (MONTH, "2026-03-19", None),
        (MONTH, "2026-03-20", "还差8天"),
        ([*MONTH, "2026-03-20"], "2026-03-20", "还差7天"),
        ([*MONTH, "2026-03-20"], "2026-03-21", "还差7天"),
        (MONTH, "2026-03-31", "还差8天"),
        ([f"2026-03-{number:02d}" for number in range(2, 17)], "2026-03-31", None),
        (MONTH, "2026-04-01", None),
    ],
)
def test_the_days_of_the_month_are_told_when_every_day_is_needed(
    days: list[str], today: str, told: str | None
) -> None:
    found = waiting(books_of(out_on(*days), today=today), (), DutyFilter())
    lacking = [(each.what, each.command) for each in found if each.task is None and each.title == "现场天数"]
    assert lacking == ([(told, "duban inspect days")] if told else [])


def test_an_office_without_inspections_is_not_told_of_days() -> None:
    assert [
        each for each in waiting(books_of(today="2026-03-31"), (), DutyFilter()) if each.kind == "inspect"
    ] == []


def test_the_screen_names_them_and_counts_them() -> None:
    books = books_of(inspection(1, *OPENED), today="2026-03-02")
    found = waiting(books, (), DutyFilter())
    sheet = today_sheet(books, found)
    assert "督查 1" in sheet.paragraphs[0]
    assert [str(cells[3].value) for cells in sheet.tables[0].all_rows() if cells[0].value == "督查"] == [
        "duban inspect scheme DX-1"
    ]
    assert today_records(books, found)["counts"]["inspect"] == 1


@pytest.mark.parametrize("case", [name for name in CASES if CASES[name][3]])
def test_what_today_tells_the_case_shows(case: str) -> None:
    journal, head, today, _, command = CASES[case]
    books = books_of(inspection(1, *journal, **head), today=today)
    (found,) = (each for each in books.cases if each.kind is INSPECTION)
    state: Any = found.state
    shown = [step.way for step in next_steps(state, books.today, books.ground(found))]
    verb = " ".join(command.split()[:2])
    assert any(f"duban inspect {verb}" in way for way in shown), shown
