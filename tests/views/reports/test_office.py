"""督查室工作数据: every figure is counted again from what its own report tells, over the sample and its months."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books
from duban.core.periods.spans import parse_span
from duban.files.workspace.workspace import open_workspace
from duban.views.model.sheet import Sheet
from duban.views.reports.registry import REPORTS, table_records, view_of
from duban.views.reports.request import ReportRequest

LEDGERS = Path(__file__).parents[3] / "ledgers"
ON = date(2026, 11, 20)
Told = dict[str, list[dict[str, object]]]


@cache
def books_of(day: date) -> Books:
    return open_workspace(LEDGERS).books(day)


def sheet(name: str, period: str) -> Sheet:
    span = parse_span(period)
    assert span is not None
    asked = ReportRequest(found=reconcile(books_of(min(span.end, ON)), span))
    return view_of(next(each for each in REPORTS if each.name == name))(asked)[0]


def tables(name: str, period: str) -> Told:
    return {table.name or "": table_records(table) for table in sheet(name, period).tables}


def figures(period: str) -> dict[str, int]:
    (table,) = sheet("office", period).tables
    return {str(each["what"]): int(str(each["count"])) for each in table_records(table)}


@pytest.mark.parametrize("period", ["2026", "2026H1", "2026Q3", "2026-10"])
def test_each_figure_is_that_of_its_report(period: str) -> None:
    told, results = figures(period), tables("results", period)
    assert told["提供负面清单"] == len(results["negative"])
    assert told["容错申请"] == len(results["exemptions"])
    assert told["通报批评"] + told["通报表扬"] <= len(results["circulars"])
    held = tables("interviews", period)["units"]
    assert told["约谈"] == sum(int(str(each["first"])) + int(str(each["second"])) for each in held)
    doors = {str(each["door"]): each for each in tables("clue", period).get("by_door", [])}
    total = doors.get("total", {"entered": 0, "closed": 0})
    assert (told["线索登记"], told["线索办结"]) == (total["entered"], total["closed"])
    routes = {each["route"]: each["clues"] for each in tables("clue", period).get("by_route", [])}
    assert told["线索移送"] == routes.get("移送", 0)
    assert told["审定的考核"] == sum(
        each["approved_on"] is not None for each in tables("scores", period)["appraisals"]
    )


def test_the_sample_by_hand() -> None:
    told = figures("2026")
    wanted = {"督查立项": 4, "通报批评": 2, "提供负面清单": 1, "激励": 1, "容错申请": 1, "约谈": 2}
    assert {name: told[name] for name in wanted} == wanted


def test_twelve_months_are_the_year() -> None:
    year = figures("2026")
    months = [figures(f"2026-{month:02d}") for month in range(1, 12)]
    for name in ("督查立项", "督查结论", "约谈", "线索登记", "线索反馈", "线索办结", "审定的考核"):
        assert sum(each[name] for each in months) == year[name]
