"""The half-year inspection: what is on the list, and which conclusion holds."""

from datetime import date
from typing import Any

import pytest
from tests.builders import (
    CALENDAR,
    assigned,
    day,
    event,
    events_to,
    limit_rule,
    make_book,
    make_policy,
    make_task,
    moment,
    registered,
)

from duban.core.balance.inspection import (
    Conclusion,
    FindingKind,
    InspectionJournal,
    conclusions_as_of,
    inspection_points,
)
from duban.core.books.books import Books, Entry, open_books
from duban.core.model.events import Event
from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind, Status
from duban.core.model.unit_register import NO_REGISTER
from duban.core.model.workspace import Config, LedgerHead
from duban.core.periods.spans import parse_span

POLICY = make_policy(
    limit_rule(5, 适用={"缓急": ["非急件"]}),
    {"种类": "要素", "字段": ["责任人"]},
    {"种类": "要素", "字段": ["承办人"], "级别": "提示"},
)
HEAD = LedgerHead(name="重要文件台账", kind=LedgerKind.DOCUMENT, prefix="WJ")
SPAN = parse_span("2026H2")


def books_of(*tasks: Task, today: str = "2026-12-31") -> Books:
    raw = {"名称": "某室", "工作区号": "x", "制度": [{"自": date(2020, 1, 1), "名称": "test"}]}
    return open_books(
        read_record(raw, Config),
        (HEAD,),
        [Entry(task, HEAD, f"重要文件/2026/{task.id}.yaml") for task in tasks],
        policies=make_book(POLICY),
        calendar=CALENDAR,
        register=NO_REGISTER,
        today=day(today),
    )


def points(task: Task, today: str = "2026-12-31") -> list[tuple[str, str, str]]:
    assert SPAN is not None
    found = inspection_points(books_of(task, today=today), SPAN)
    return [(point.number, point.what, str(point.since)) for point in found]


OWNED: dict[str, Any] = {"owner": "张三"}


@pytest.mark.parametrize(
    ("began", "listed"),
    [("2026-06-30", True), ("2026-07-01", False)],
)
def test_a_task_is_old_when_it_was_registered_before_the_first_day(began: str, listed: bool) -> None:
    found = points(make_task(registered(began), **OWNED))
    expected = ("WJ-2026-0001-超半年", "184 天，待交办", "2026-06-30")
    assert found == ([expected] if listed else [])


def test_a_provisional_day_is_listed_from_the_day_its_clock_began() -> None:
    told = assigned("2026-12-29", "2027-01-06", basis="规则", rule="test/rule-1", provisional="是")
    found = points(make_task(registered("2026-12-28"), told, urgency="非急件", **OWNED))
    assert found == [("WJ-2026-0001-暂定", "规则1 2027-01-06（暂定）", "2026-12-29")]


def test_a_report_that_nobody_verified_is_listed_from_the_day_it_came() -> None:
    found = points(make_task(*events_to(Status.REPORTED), **OWNED))
    assert found == [("WJ-2026-0001-未核验", "报结以后没有核验", "2026-09-10")]


def test_required_fields_are_listed_in_one_point_those_only_noticed_are_not() -> None:
    found = points(make_task(registered("2026-09-01"), lead=None))
    assert found == [("WJ-2026-0001-缺要素", "缺“责任人”；牵头待定", "2026-09-01")]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.WITHDRAWN])
def test_what_is_no_longer_open_is_not_looked_at(status: Status) -> None:
    assert points(make_task(*events_to(status))) == []


def test_a_task_may_be_on_the_list_for_several_reasons_in_order() -> None:
    old: tuple[Event, ...] = (registered("2026-03-02"), *events_to(Status.REPORTED)[1:])
    kinds = [number.rpartition("-")[2] for number, _, _ in points(make_task(*old))]
    assert kinds == [FindingKind.AGED, FindingKind.UNVERIFIED, FindingKind.INCOMPLETE]


def test_a_journal_without_a_beginning_is_looked_at_as_of_today() -> None:
    found = points(make_task(event("签收", "2026-03-02", unit="A")))
    assert [(number, since) for number, _, since in found] == [("WJ-2026-0001-缺要素", "2026-12-31")]


def conclusion(on: str, at: str, result: str) -> Conclusion:
    return Conclusion(
        on=day(on), recorded_at=moment(at), by="王五", number="WJ-2026-0001-超半年", what="x", result=result
    )


def test_of_several_conclusions_the_one_written_down_last_holds_as_far_as_is_known() -> None:
    journal = InspectionJournal(
        period="2026H2",
        journal=(conclusion("2027-01-05", "2027-01-06", "后"), conclusion("2027-01-05", "2027-01-05", "先")),
    )

    def seen(today: str, known: str | None = None) -> list[str]:
        found = conclusions_as_of(journal, day(today), moment(known) if known else None)
        return [each.result for made in found.values() for each in made]

    assert seen("2027-01-06") == ["先", "后"]
    assert seen("2027-01-06", "2027-01-05") == ["先"]
    assert seen("2027-01-04") == []
    assert conclusions_as_of(None, day("2027-01-06"), None) == {}
