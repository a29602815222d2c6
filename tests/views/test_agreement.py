"""What is late is late everywhere: the figures of all outputs stand side by side and agree, to the item."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from duban.core.balance.identity import reconcile
from duban.core.balance.performance import ever_late, performances, total_performance
from duban.core.balance.quality import FAILING, Wanting
from duban.core.books.books import Books
from duban.core.books.selection import NO_FILTERS, Filters, find_matching
from duban.core.model.terms import Failure, Role
from duban.core.periods.spans import Span, parse_span
from duban.files.workspace.workspace import open_workspace
from duban.render.text import plain
from duban.views.export.tables import Subject, export
from duban.views.period.balance import balance_records, narrowed
from duban.views.period.quarter_summary import summary
from duban.views.queries.overdue import overdue
from duban.views.queries.task_list import Sort, chosen_items, register_records, register_sheet
from duban.views.queries.task_page import task_sheet
from duban.views.queries.why import reason_record
from duban.views.reports.bulletin import bulletin
from duban.views.reports.overview import overview
from duban.views.reports.quality import quality, quality_lines
from duban.views.reports.register import ledger
from duban.views.reports.request import ReportRequest, first_day
from duban.views.reports.tallies import units
from duban.views.wall.wall import wall

LEDGERS = Path(__file__).parents[2] / "ledgers"
DAYS = ("2025-12-31", "2026-06-30", "2026-09-30", "2026-11-20", "2026-11-27")


@pytest.fixture(scope="module", params=DAYS)
def books(request: pytest.FixtureRequest) -> Books:
    return open_workspace(LEDGERS).books(date.fromisoformat(request.param))


def whole(books: Books) -> ReportRequest:
    span = Span(None, first_day(books), books.today)
    return ReportRequest(found=reconcile(books, span), whole=True, number=1)


def late_tasks(books: Books) -> set[str]:
    return {item.task.id for item in books.items if books.is_overdue(item)}


def test_the_tasks_that_are_late_are_the_same_in_every_output(books: Books) -> None:
    late, asked = late_tasks(books), whole(books)
    items = chosen_items(books, (), NO_FILTERS, Sort.ID)
    listed = register_sheet(books, items)
    told = {
        "overdue": {
            each.duty.task for each in overdue(books) if each.duty.finishes and each.duty.role is Role.LEAD
        },
        "list": {str(row[0].value) for row in listed.tables[0].rows if "逾期" in str(row[3].value)},
        "show": {
            item.task.id
            for item in books.items
            if "已逾期" in task_sheet(books, item, books.duties_of(item)).paragraphs[0]
        },
        "why": {
            item.task.id
            for item in books.items
            if any(
                duty["verdict"] in {"overdue", "stopped_overdue"}
                and duty["finishes"]
                and duty["role"] == "lead"
                for duty in reason_record(books, item)["duties"]
            )
        },
        "reports": {matter.id for matter in asked.matters if matter.overdue},
    }
    assert told == dict.fromkeys(told, late)


def test_the_counts_of_tasks_that_are_late_are_the_same(books: Books) -> None:
    count, asked = len(late_tasks(books)), whole(books)
    figures = {figure.name: figure.value for figure in wall(books).figures}
    assert figures["late"] == count
    texts = [plain.render(sheet, 200) for sheet in (*overview(asked), *ledger(asked))]
    assert [f"其中逾期 {count} 件" in text for text in texts] == [True, True]
    assert f"逾期 {count} 件。" in plain.render(register_sheet(books, books.items), 200)
    tasks = export(books, Subject.TASKS, NO_FILTERS)
    place = [column.name for column in tasks.columns].index("late_workdays")
    assert sum(bool(row[place]) for row in tasks.rows) == count
    behind = " ".join(plain.render(sheet, 400) for sheet in bulletin(asked))
    assert (
        f"过了时限 {count} 项" in behind
        or (count == 0 and "过了时限 0 项" in behind)
        or "没有欠进度" in behind
    )


@pytest.mark.parametrize("label", ["2025Q4", "2026Q2", "2026Q3", "2026-10"])
def test_the_duties_of_a_period_are_counted_alike(label: str) -> None:
    span = parse_span(label)
    assert span is not None
    found = reconcile(open_workspace(LEDGERS).books(span.end), span)
    done = total_performance(performances(found))
    counts = done.counts()
    assert counts["due"] == sum(counts.values()) - counts["due"]
    asked = ReportRequest(found=found, number=1)
    (sheet,) = units(asked)
    last = sheet.tables[0].rows[-1]
    names = [column.name for column in sheet.tables[0].columns]
    assert {name: last[names.index(name)].value for name in counts} == counts
    view = narrowed(found, (), (), None)
    side = summary(view, view, view).total.this
    assert (side.due, side.met, side.pending, side.late) == (
        counts["due"],
        counts["met"],
        counts["pending"],
        counts["met_late"] + counts["unmet"],
    )


FOUND_BY = {
    **{f"失实类型={failure}": [Wanting(str(failure))] for failure in Failure},
    "核验结论=不通过": list(FAILING),
    "退件": [Wanting.CONTESTED],
    "退回": [Wanting.RETURNED],
    "预警": [Wanting.WARNED],
    "协调": [Wanting.COORDINATED],
    "回访=没有解决": [Wanting.UNRESOLVED],
}
"""What a filter finds, and what reports count of the same events."""


def test_what_was_found_wanting_is_the_same_in_lists_and_reports(books: Books) -> None:
    asked = whole(books)
    told = {
        text: {each.task for each in asked.wanting if each.kind in kinds} for text, kinds in FOUND_BY.items()
    }
    found = {
        text: {item.task.id for item in find_matching(books, Filters(where=(text,)))} for text in FOUND_BY
    }
    assert found == told
    listed = {item.task.id for item in find_matching(books, Filters(where=("挂牌",), open_only=True))}
    assert listed == {each.task for each in asked.wanting if each.kind is Wanting.LISTED}
    board = wall(books)
    assert listed == {
        line.task for line in board.lines if line.listed and line.status not in {"已销号", "已撤销"}
    }
    assert {figure.name: figure.value for figure in board.figures}["listed"] == len(listed)
    facets = Counter(
        name
        for record in register_records(books, books.items)
        for name in record["facets"]
        if name in {"failures", "contests"}
    )
    assert facets["contests"] == len(told["退件"])
    assert facets["failures"] == len(set().union(*(told[f"失实类型={failure}"] for failure in Failure)))


@pytest.mark.parametrize("label", ["2025Q4", "2026Q2", "2026Q3", "2026-10"])
def test_what_was_found_wanting_is_told_alike_in_every_report(label: str) -> None:
    span = parse_span(label)
    assert span is not None
    found = reconcile(open_workspace(LEDGERS).books(span.end), span)
    asked = ReportRequest(found=found, number=1)
    lines = quality_lines(asked)
    texts = {
        view.__name__: [text for sheet in view(asked) for text in sheet.paragraphs]
        for view in (overview, bulletin, quality)
    }
    assert all(set(lines) <= set(said) for said in texts.values())
    by_name = {
        table.name: table for view in (units, quality) for sheet in view(asked) for table in sheet.tables
    }
    counted = sum(
        cells[-1].value
        for name in ("failures_by_unit", "others_by_unit")
        for cells in by_name[name].rows[-1:]
        if isinstance(cells[-1].value, int)
    )
    assert counted == len(asked.wanting) == len(list(by_name["findings"].all_rows()))
    counts = Counter(each.kind for each in asked.wanting)
    returned = total_performance(performances(found)).returned
    assert len(returned) == counts[Wanting.RETURNED] + sum(counts[kind] for kind in FAILING)


def test_late_in_the_period_is_a_figure_of_its_own_and_holds_those_that_are_late_now(books: Books) -> None:
    asked = whole(books)
    ever = set(ever_late(asked.found))
    assert late_tasks(books) <= ever == {item.task.id for item in books.items if not books.in_time(item)}
    (text,) = (plain.render(sheet, 200) for sheet in overview(asked))
    assert f"其中逾期 {len(late_tasks(books))} 件。期内曾逾期 {len(ever)} 件。" in text
    assert balance_records(narrowed(asked.found, (), (), None))["total"]["ever_late"] == len(ever)
