"""The books of one question: who is in them, and what is found in them."""

from typing import Any

from tests.builders import (
    CALENDAR,
    assigned,
    cadence_rule,
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

from duban.core.books.books import Books, Entry, open_books
from duban.core.model.record import read_record
from duban.core.model.terms import LedgerKind, Status
from duban.core.model.unit_register import NO_REGISTER
from duban.core.model.workspace import Config, LedgerHead, StandingEntry

POLICY = make_policy(limit_rule(5), cadence_rule("季", 范围="督查室", 义务人="督查室"))
HEAD = LedgerHead(name="重要文件", kind=LedgerKind.DOCUMENT, prefix="WJ")


def books(*journals: tuple[Any, ...], today: str, known: str | None = None, **fields: Any) -> Books:  # noqa: ANN401 - whatever open_books takes
    config = read_record(
        {"名称": "督查室", "工作区号": "t", "制度": [{"自": "2026-01-01", "名称": "test"}]}, Config
    )
    tasks = [
        make_task(*journal, id=f"WJ-2026-{number:04d}") for number, journal in enumerate(journals, start=1)
    ]
    entries = [Entry(task, HEAD, f"{task.id}.yaml") for task in tasks]
    return open_books(
        config,
        (HEAD,),
        entries,
        policies=make_book(("2026-01-01", POLICY)),
        calendar=CALENDAR,
        register=NO_REGISTER,
        today=day(today),
        known=moment(known) if known else None,
        **fields,
    )


def ids(found: Books) -> list[str]:
    return [item.task.id for item in found.items]


def test_a_task_is_in_the_books_from_its_registration_on() -> None:
    journal = (registered("2026-09-01"),)
    assert ids(books(journal, today="2026-08-31")) == []
    assert ids(books(journal, today="2026-09-01")) == ["WJ-2026-0001"]
    assert ids(books(journal, today="2026-09-01", known="2026-08-31")) == []


def test_a_task_that_was_never_registered_does_not_vanish() -> None:
    found = books((assigned(),), (), today="2026-09-30")
    assert ids(found) == ["WJ-2026-0001", "WJ-2026-0002"]
    assert [len(item.state.faults) for item in found.items] == [1, 0]


def test_tasks_are_found_by_id_and_by_parent() -> None:
    found = books(events_to(Status.CLOSED), today="2026-09-30")
    child = Entry(make_task(registered(), id="WJ-2026-0009", parent="WJ-2026-0001"), HEAD, "x.yaml")
    with_child = open_books(
        found.config,
        found.ledgers,
        [Entry(found.items[0].task, HEAD, "WJ-2026-0001.yaml"), child],
        policies=found.policies,
        calendar=found.calendar,
        register=found.register,
        today=found.today,
    )
    item = with_child.find("WJ-2026-0001")
    assert item is not None
    assert with_child.find("WJ-2026-0404") is None
    assert [each.task.id for each in with_child.children_of("WJ-2026-0001")] == ["WJ-2026-0009"]
    assert with_child.children_of("WJ-2026-0009") == ()
    ground = with_child.ground(item)
    assert ([state.task.id for state in ground.children], ground.ledger, ground.today) == (
        ["WJ-2026-0009"],
        LedgerKind.DOCUMENT,
        day("2026-09-30"),
    )


def test_duties_of_a_task_and_of_none() -> None:
    found = books(events_to(Status.CLOSED), today="2026-09-30")
    item = found.items[0]
    assert [duty.met_on for duty in found.duties_of(item)] == [day("2026-09-10")]
    assert found.live_duties_of(item) == ()
    assert [duty.rule for duty in found.standing_duties()] == ["rule-2", "rule-2"]


def test_standing_entries_are_known_from_the_moment_they_were_written() -> None:
    entry = StandingEntry(
        on=day("2026-03-31"), recorded_at=moment("2026-04-20"), rule="rule-2", period="2026Q1", by="王五"
    )
    early, late = (
        books(today="2026-05-01", known=text, standing=(entry,)) for text in ("2026-04-19", "2026-04-20")
    )
    assert (early.standing, late.standing) == ((), (entry,))


def test_the_head_in_the_books_is_that_of_the_day() -> None:
    changed = event("变更", "2026-09-10", field="责任人", old="张三", new="李四", reason="调整")
    task = make_task(registered(), changed, owner="李四")
    found = books(today="2026-09-09")
    early = open_books(
        found.config,
        found.ledgers,
        [Entry(task, HEAD, "x.yaml")],
        policies=found.policies,
        calendar=found.calendar,
        register=found.register,
        today=found.today,
    )
    assert early.items[0].task.owner == "张三"
