"""现场天数, counted by hand: what a month holds, of whom, and what it is asked for."""

import pytest
from tests.inspected import approval, books_of, entry, inspection

from duban.core.model.inspection import Inspection, InspectionPlan
from duban.core.periods.spans import Span, read_span
from duban.views.queries.cases.inspection_plan import plan_record, plan_seen
from duban.views.queries.cases.site_days import DaysSeen, days_record, site_days_of


def out(number: int, *days: tuple[str, tuple[str, ...]], **head: object) -> Inspection:
    """One that set out on 2 March, with days on site and who was there."""
    sites = (entry("现场", on, place="城关镇", members=members) for on, members in days)
    begun = [entry("督查立项", "2026-03-02"), entry("方案审定", "2026-03-02"), entry("实施", "2026-03-02")]
    return inspection(number, *begun, *sites, **head)


TWO = out(
    1,
    ("2026-03-02", ("丁一",)),
    ("2026-03-02", ("王五",)),
    ("2026-03-31", ("丁一", "王五")),
    ("2026-04-01", ()),
)
ANOTHER = out(2, ("2026-03-02", ("赵六",)), ("2026-03-07", ()), ("2026-03-08", ("赵六",)), title="营商环境")
A_DEPARTMENT = out(3, ("2026-03-16", ("钱七",)), name="部门", organizer="甲局")
FOURTH = out(4, ("2026-03-20", ("孙八",)), title="安全生产")
# March, by hand: Monday 2 (two places, two inspections), Saturday 7, Sunday 8, Tuesday 31, and 20 of the fourth: five
# days. April: 1. The department's 16 is not the office's.
ALL = (TWO, ANOTHER, A_DEPARTMENT, FOURTH)


def seen(period: str, today: str = "2026-04-30", *files: Inspection) -> DaysSeen:
    return site_days_of(books_of(*(files or ALL), today=today), _span(period))


def _span(period: str) -> Span:
    span = read_span(period)
    assert span is not None
    return span


@pytest.mark.parametrize(
    ("period", "today", "days", "wanted", "lacking"),
    [
        ("2026-02", "2026-04-30", [], 15, 15),
        ("2026-03", "2026-04-30", [2, 7, 8, 20, 31], 15, 10),
        ("2026-03", "2026-03-01", [], 15, 15),
        ("2026-03", "2026-03-07", [2, 7], 15, 13),
        ("2026-03", "2026-03-30", [2, 7, 8, 20], 15, 11),
        ("2026-04", "2026-04-30", [1], 15, 14),
        ("2026Q1", "2026-04-30", [2, 7, 8, 20, 31], None, 0),
        ("2026", "2026-04-30", [2, 7, 8, 20, 31, 1], None, 0),
        ("2026-03-07..2026-03-20", "2026-04-30", [7, 8, 20], None, 0),
    ],
)
def test_a_day_counts_once_in_its_month(
    period: str, today: str, days: list[int], wanted: int | None, lacking: int
) -> None:
    found = seen(period, today)
    assert ([each.day for each in found.days], found.wanted, found.lacking) == (days, wanted, lacking)


def test_each_inspection_and_each_person_has_its_own_days() -> None:
    found = seen("2026-03")
    assert {number: [each.day for each in days] for number, (_, days) in found.by_inspection.items()} == {
        "DX-2026-0001": [2, 31],
        "DX-2026-0002": [2, 7, 8],
        "DX-2026-0004": [20],
    }
    assert {name: [each.day for each in days] for name, days in found.by_person.items()} == {
        "丁一": [2, 31],
        "王五": [2, 31],
        "赵六": [2, 8],
        "孙八": [20],
    }


def test_fifteen_days_are_enough() -> None:
    full = out(1, *((f"2026-03-{day:02d}", ()) for day in range(2, 17)))
    assert (len(seen("2026-03", "2026-04-30", full).days), seen("2026-03", "2026-04-30", full).lacking) == (
        15,
        0,
    )
    assert seen("2026-03", "2026-03-15", full).lacking == 1


def test_days_and_plan_tell_of_the_same_inspections() -> None:
    """The plan of March: the first is in it, the second set out unplanned on a decision, the third is filed."""
    basis = [{"类别": "行政首长批示", "领导": "县长", "日期": "2026-03-01"}]
    files = (TWO, out(2, ("2026-03-07", ()), title="营商环境", warrants=basis), A_DEPARTMENT)
    plan = InspectionPlan(year="2026", journal=(approval("2026-03-02", "2026-03", "DX-2026-0001"),))
    books = books_of(*files, today="2026-03-31", plans=(plan,))
    rows = plan_record(books, plan_seen(books, _span("2026-03")))["inspections"]
    assert {each["task"]: each["standing"] for each in rows} == {
        "DX-2026-0001": "planned",
        "DX-2026-0002": "warranted",
        "DX-2026-0003": "filed",
    }
    record = days_record(books, site_days_of(books, _span("2026-03")))
    assert [each["task"] for each in record["inspections"]] == ["DX-2026-0001", "DX-2026-0002"]
    assert (record["count"], record["lacking"]) == (3, 12)
