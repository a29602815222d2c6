"""The panels of the wall hold what the reports hold, of this year, and name nobody whom they should not."""

from datetime import date
from pathlib import Path

import pytest

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books
from duban.core.books.selection import NO_FILTERS, Filters
from duban.core.model.terms import Every
from duban.core.periods.spans import span_of
from duban.files.workspace.workspace import open_workspace
from duban.views.model.sheet import Sheet, Table
from duban.views.queries.cases.interview_page import interviews_of
from duban.views.queries.cases.quotas import Wanted, tallies_of
from duban.views.reports.registry import REPORTS, view_of
from duban.views.reports.request import ReportRequest
from duban.views.wall.panels import NEWEST, panels
from duban.views.wall.record import board_record
from duban.views.wall.wall import wall

LEDGERS = Path(__file__).parents[3] / "ledgers"
ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def books() -> Books:
    return open_workspace(LEDGERS).books(ON)


@pytest.fixture(scope="module")
def shown(books: Books) -> dict[str, Table]:
    return {table.name or "": table for table in panels(books, NO_FILTERS, public=False)}


def report(books: Books, name: str, *, public: bool = False) -> Sheet:
    asked = ReportRequest(found=reconcile(books, span_of(Every.YEAR, ON)), public=public)
    return view_of(next(each for each in REPORTS if each.name == name))(asked)[0]


def column(table: Table, name: str) -> list[object]:
    at = next(place for place, each in enumerate(table.columns) if each.name == name)
    return [cells[at].value for cells in table.rows]


def test_the_figures_are_those_of_the_office(books: Books, shown: dict[str, Table]) -> None:
    (table,) = report(books, "office").tables
    told = dict(zip(column(table, "what"), column(table, "count"), strict=True))
    assert {what: count for what, count in told.items() if count} == dict(
        zip(column(shown["office"], "what"), column(shown["office"], "count"), strict=True)
    )


@pytest.mark.parametrize("name", ["circulars", "negative", "awards", "exemptions"])
def test_the_newest_results_stand_first(books: Books, shown: dict[str, Table], name: str) -> None:
    table = next(each for each in report(books, "results").tables if each.name == name)
    days = column(shown[name], "on")
    assert days == sorted(column(table, "on"), key=str, reverse=True)[:NEWEST]
    assert set(column(shown[name], "number")) <= set(column(table, "number"))
    assert {each.name for each in shown[name].columns}.isdisjoint({"persons", "unserved"})


def test_interviews_are_told_by_unit_and_not_by_person(books: Books, shown: dict[str, Table]) -> None:
    table = next(each for each in report(books, "interviews").tables if each.name == "units")
    assert column(shown["interviews"], "unit") == column(table, "unit")
    names = {state.person.name for state in interviews_of(books)}
    assert names
    said = {str(cell.value) for row in shown["interviews"].rows for cell in row}
    assert names.isdisjoint(said)


def test_the_places_are_those_of_the_appraisal_that_was_settled_last(
    books: Books, shown: dict[str, Table]
) -> None:
    (table,) = report(books, "ranking").tables
    last = column(table, "task")[-1]
    wanted = [
        unit for task, unit in zip(column(table, "task"), column(table, "unit"), strict=True) if task == last
    ]
    assert column(shown["ranking"], "unit") == wanted


def test_who_lags_is_on_the_wall(books: Books, shown: dict[str, Table]) -> None:
    slow = tallies_of(books, Wanted(span_of(Every.YEAR, ON), behind=True))
    assert slow
    assert len(list(shown["quotas"].all_rows())) == len(slow)


def test_the_public_reads_what_the_public_reports_have(books: Books) -> None:
    found = {table.name: table for table in panels(books, NO_FILTERS, public=True)}
    assert not {"office", "quotas"} & set(found)
    for name in ("circulars", "negative", "awards", "exemptions"):
        table = next(each for each in report(books, "results", public=True).tables if each.name == name)
        assert set(column(found[name], "number") if name in found else ()) == set(column(table, "number"))


@pytest.mark.parametrize("filters", [Filters(ledgers=("领导批示",)), Filters(leader="陆平")])
def test_a_wall_of_some_tasks_has_no_panels(books: Books, filters: Filters) -> None:
    assert panels(books, filters, public=False) == ()


def test_a_wall_of_a_unit_has_that_units(books: Books) -> None:
    found = {table.name: table for table in panels(books, Filters(units=("云溪县卫生健康局",)), public=False)}
    assert set(column(found["awards"], "unit")) == {"云溪县卫生健康局"}
    assert "quotas" not in found


def test_programs_read_them_by_name(books: Books, shown: dict[str, Table]) -> None:
    record = board_record(wall(books))
    told = record["panels"]
    assert isinstance(told, dict)
    assert set(told) == set(shown)
    assert told["office"][0] == {"what": "督查立项", "count": column(shown["office"], "count")[0]}
