"""The year's hand-over: why each open task is carried over, in which order reasons count."""

import pytest
from tests.builders import assigned, day, event, events_to, make_task, moment, registered
from tests.core.balance.test_inspection import books_of

from duban.core.balance.handover import Carried, Carry, CarryGround, CarryJournal, carried, carries_as_of
from duban.core.model.events import AnyEvent
from duban.core.model.terms import Status
from duban.core.periods.spans import parse_span

SPAN = parse_span("2026")
EXPLAINED = event("说明", "2026-10-09", unit="A", reason="汛期")
NEXT_YEAR = event("延期", "2026-09-20", due_on="2027-03-31", approved_by="林县长", reason="汛期")
WORKING = events_to(Status.IN_PROGRESS)


def carry(
    on: str = "2026-12-30", reason: str = "资金未到", due_on: str | None = None, at: str | None = None
) -> Carry:
    return Carry(
        on=day(on),
        recorded_at=moment(at or on),
        by="王五",
        task="WJ-2026-0001",
        reason=reason,
        due_on=day(due_on) if due_on else None,
    )


def one(*journal: AnyEvent, said: Carry | None = None) -> Carried:
    assert SPAN is not None
    (found,) = carried(books_of(make_task(*journal)), SPAN, {"WJ-2026-0001": said} if said else {})
    return found


@pytest.mark.parametrize(
    ("journal", "ground", "reason"),
    [
        ((registered(),), None, None),
        (WORKING, None, None),
        ((*WORKING, EXPLAINED), CarryGround.EXPLAINED, "2026-10-09 说明：汛期"),
        ((*WORKING, NEXT_YEAR), CarryGround.SCHEDULED, "2026 年以后才到期"),
        ((*WORKING, NEXT_YEAR, EXPLAINED), CarryGround.SCHEDULED, "2026 年以后才到期"),
        (events_to(Status.SUSPENDED), CarryGround.SUSPENDED, "2026-09-14 中止：等批复"),
        (events_to(Status.REPORTED), CarryGround.AWAITING, "2026-09-10 起待核验"),
        (events_to(Status.VERIFIED), CarryGround.AWAITING, "2026-09-11 起待销号"),
    ],
)
def test_reasons_that_the_books_tell_need_not_be_given(
    journal: tuple[AnyEvent, ...], ground: CarryGround | None, reason: str | None
) -> None:
    found = one(*journal)
    assert (found.ground, found.reason) == (ground, reason)


def test_a_reason_given_comes_before_what_the_books_tell_and_brings_its_day() -> None:
    found = one(*WORKING, EXPLAINED, said=carry(due_on="2027-02-01"))
    assert (found.ground, found.reason, str(found.due_on)) == (CarryGround.RECORDED, "资金未到", "2027-02-01")
    assert str(one(*WORKING, said=carry()).due_on) == "2026-09-30"


def test_a_new_day_is_not_called_provisional_for_the_old_one() -> None:
    told = assigned("2026-12-29", "2027-01-06", basis="规则", rule="test/rule-1", provisional="是")
    journal = (registered("2026-12-28"), told)
    assert one(*journal).provisional
    assert not one(*journal, said=carry(due_on="2027-02-01")).provisional


def test_closed_tasks_are_not_carried_and_a_task_without_a_lead_has_no_unit() -> None:
    assert SPAN is not None
    assert carried(books_of(make_task(*events_to(Status.CLOSED))), SPAN, {}) == []
    (found,) = carried(books_of(make_task(registered(), lead=None)), SPAN, {})
    assert (found.unit, found.record.unit) == (None, None)


def test_the_record_keeps_the_task_as_it_was_handed_over() -> None:
    record = one(*WORKING, said=carry()).record
    assert (record.task, record.title, record.unit, record.status) == (
        "WJ-2026-0001",
        "制定方案",
        "A",
        Status.IN_PROGRESS,
    )


def test_of_several_reasons_the_one_written_down_last_holds_as_far_as_is_known() -> None:
    journal = CarryJournal(
        period="2026",
        journal=(carry(reason="后", at="2027-01-06"), carry(reason="先"), carry("2027-01-09", "明天")),
    )

    def seen(today: str, known: str | None = None) -> str | None:
        found = carries_as_of(journal, day(today), moment(known) if known else None)
        return found["WJ-2026-0001"].reason if found else None

    assert seen("2027-01-08") == "后"
    assert seen("2027-01-08", "2027-01-05") == "先"
    assert seen("2027-01-09") == "明天"
    assert seen("2026-12-29") is None
    assert carries_as_of(None, day("2027-01-08"), None) == {}
