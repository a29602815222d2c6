"""今天: what waits, with the command that does it, on one screen."""

from datetime import date
from pathlib import Path

import pytest
from tests.builders import assigned, day, event, make_task, registered
from tests.views.reports.test_reports import make_books

from duban.core.books.books import Books
from duban.core.model.events import Event
from duban.files.workspace.workspace import open_workspace
from duban.render.text import plain
from duban.views.queries.overdue import DutyFilter
from duban.views.reports.today import KINDS, MOST_ROWS, today_records, today_sheet, waiting

LEDGERS = Path(__file__).parents[3] / "ledgers"
SIGNED = event("签收", "2026-09-02", unit="A")
DONE = (SIGNED, event("报结", "2026-11-18", unit="A"))


def found(*journal: Event, **head: object) -> list[tuple[str, str, str]]:
    books = make_books([make_task(registered(), *journal, **head)])
    return [(each.kind, each.what, each.command) for each in waiting(books, books.items, DutyFilter())]


@pytest.mark.parametrize(
    ("journal", "told"),
    [
        ((), ("assign", "9月1日立项", "duban assign WJ-2026-0001")),
        ((assigned("2026-11-13", "2026-12-31"),), ("unsigned", "交办5个工作日", "duban urge WJ-2026-0001")),
        (
            (assigned("2026-11-13", "2026-12-31"), event("退件", "2026-11-16", unit="A", reason="不归我管")),
            (
                "contested",
                "A退件：不归我管",
                "duban transfer WJ-2026-0001 --old-lead A --new-lead …",
            ),
        ),
        ((assigned(), SIGNED), ("late", "逾期33个工作日", "duban urge WJ-2026-0001")),
        (
            (assigned(), SIGNED, event("中止", "2026-10-12", reason="等批复")),
            ("late", "逾期4个工作日", "duban resume WJ-2026-0001"),
        ),
        ((assigned("2026-09-01", "2026-11-20"), SIGNED), ("due", "今天到期", "duban urge WJ-2026-0001")),
        ((assigned("2026-09-01", "2026-11-23"), SIGNED), ("due", "明天到期", "duban urge WJ-2026-0001")),
        (
            (assigned("2026-09-01", "2026-12-31"), *DONE),
            ("verify", "报结2个工作日", "duban verify WJ-2026-0001 --method 现场 --result 通过"),
        ),
        (
            (assigned("2026-09-01", "2026-12-31"), *DONE, event("核验", "2026-11-19", method="现场", result="通过")),
            ("close", "核验通过1个工作日", "duban close WJ-2026-0001"),
        ),
        (
            (
                assigned("2026-09-01", "2026-12-31"),
                SIGNED,
                event("反馈", "2026-11-12", unit="A", needs="请市里出面"),
                event("协调", "2026-11-11", rung=1, dispute="资金"),
            ),
            ("coordinate", "需协调：请市里出面", "duban coordinate WJ-2026-0001 --rung 2"),
        ),
    ],
)  # fmt: skip
def test_what_a_task_waits_for(journal: tuple[Event, ...], told: tuple[str, str, str]) -> None:
    assert found(*sorted(journal, key=lambda each: each.recorded_at)) == [told]


def test_what_bars_a_closing_comes_before_it() -> None:
    """What is proposed is not refused when it is typed."""
    verified = (
        assigned("2026-09-01", "2026-12-31"),
        *DONE,
        event("核验", "2026-11-19", method="现场", result="通过"),
    )
    helped = event("交办", "2026-09-03", unit="B", due_on="2026-09-09")
    owed = found(helped, *verified, support=["B"])
    assert owed == [("close", "欠按期办结并报告", "duban urge WJ-2026-0001 --unit B")]
    said_no = event("回访", "2026-11-20", method="现场", genuine="否")
    assert found(*verified, said_no) == [("close", "回访有“否”", "duban revisit WJ-2026-0001")]


def test_nothing_waits_for_a_task_that_is_going_well_or_over() -> None:
    assert found(assigned("2026-09-01", "2026-12-31"), SIGNED) == []
    closed = (*DONE, event("核验", "2026-11-19", method="现场", result="通过"), event("销号", "2026-11-20"))
    assert found(assigned("2026-09-01", "2026-12-31"), *closed) == []


@pytest.fixture(scope="module")
def books() -> Books:
    return open_workspace(LEDGERS).books(date(2026, 11, 20))


def test_the_screen_has_24_lines_of_80_columns_and_the_rest_is_counted(books: Books) -> None:
    told = waiting(books, books.items, DutyFilter())
    text = plain.render(today_sheet(books, told), 80)
    assert len(text.splitlines()) <= 24
    sheet = today_sheet(books, told)
    rows = sheet.tables[0].rows
    assert len(told) > len(rows) == MOST_ROWS
    words = [str(row[0].value) for row in rows]
    assert set(words) == {KINDS[each.kind] for each in told}
    counts = today_records(books, told)["counts"]
    assert sum(counts.values()) == len(told)
    assert f"逾期 {counts['late']}" in sheet.paragraphs[0]
    assert f"逾期 {counts['late'] - words.count('逾期')}（duban overdue）" in sheet.notes[0]


def test_the_late_ones_are_those_of_every_other_output(books: Books) -> None:
    told = {each.task for each in waiting(books, books.items, DutyFilter()) if each.kind == "late"}
    assert told == {item.task.id for item in books.items if books.is_overdue(item)}


def test_an_empty_day_says_so() -> None:
    books = make_books([make_task(registered(), assigned("2026-09-01", "2026-12-31"), SIGNED)])
    assert today_sheet(books, ()).paragraphs == ("没有要办的事。",)
    assert books.today == day("2026-11-20")
