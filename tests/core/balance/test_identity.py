"""The books of a period, case by case: which row a task counts in, and why."""

from typing import Any

import pytest
from tests.accounts import POLICY, books, closed, counts, quarter, task
from tests.builders import (
    assigned,
    day,
    event,
    events_to,
    limit_rule,
    make_book,
    make_policy,
    make_register,
    make_task,
    moment,
    registered,
)

from duban.core.balance.closing_page import policy_hashes
from duban.core.balance.identity import books_digest, ids_of, reconcile
from duban.core.engine.journal import target_of
from duban.core.model.events import Event
from duban.core.model.terms import Status
from duban.core.model.unit_register import NO_REGISTER
from duban.core.periods.closings import Figures, PeriodClose
from duban.core.periods.spans import parse_span
from duban.core.state.positions import Cell, track

CLOSED = events_to(Status.CLOSED)

LIVES: dict[str, tuple[tuple[Any, ...], dict[str, int]]] = {
    "registered": ((registered("2026-07-01"),), {"registered": 1, "ending": 1}),
    "registered before": ((registered("2026-06-30"),), {"opening": 1, "ending": 1}),
    "registered on the last day": ((registered("2026-09-30"),), {"registered": 1, "ending": 1}),
    "registered after": ((registered("2026-10-01"),), {}),
    "closed": (CLOSED, {"registered": 1, "written_off": 1}),
    "withdrawn": (events_to(Status.WITHDRAWN), {"registered": 1, "withdrawn": 1}),
    "suspended stays open": (events_to(Status.SUSPENDED), {"registered": 1, "ending": 1}),
    "withdrawn while suspended": (
        (*events_to(Status.SUSPENDED), event("撤销", "2026-09-20", reason="重复")),
        {"registered": 1, "withdrawn": 1},
    ),
    "reopened": (
        (*CLOSED, event("重启", "2026-09-20", reason="反弹", due_on="2026-12-31", approved_by="林县长")),
        {"registered": 1, "written_off": 1, "reopened": 1, "ending": 1},
    ),
    "closed after the period": (
        (*CLOSED[:-1], event("销号", "2026-10-08")),
        {"registered": 1, "ending": 1},
    ),
    "a closing that is not allowed counts for nothing": (
        (*events_to(Status.IN_PROGRESS), event("销号", "2026-09-20")),
        {"registered": 1, "ending": 1},
    ),
    "entered late, counted on its day": (
        (event("立项", "2026-06-30", "2026-08-01"),),
        {"opening": 1, "ending": 1},
    ),
}


@pytest.mark.parametrize(("journal", "expected"), LIVES.values(), ids=list(LIVES))
def test_a_life_in_the_books(journal: tuple[Any, ...], expected: dict[str, int]) -> None:
    found = quarter(task(*journal))
    assert counts(found.total) == expected
    assert found.total.figures.balanced
    assert {name: counts(row) for name, row in found.units.items()} == ({"A": expected} if expected else {})
    assert {name: counts(row) for name, row in found.ledgers.items()} == (
        {"WJ": expected} if expected else {}
    )


def test_a_transfer_moves_a_task_out_and_in() -> None:
    moved = event("转办", "2026-09-15", old_lead="A", new_lead="B")
    found = quarter(task(*events_to(Status.IN_PROGRESS), moved, lead="B"))
    assert counts(found.units["A"]) == {"registered": 1, "moved_out": 1}
    assert counts(found.units["B"]) == {"moved_in": 1, "ending": 1}
    assert counts(found.total) == {"registered": 1, "ending": 1}
    later = quarter(task(*events_to(Status.IN_PROGRESS), moved, lead="B"), label="2026Q4", today="2026-11-20")
    assert {name: counts(row) for name, row in later.units.items()} == {"B": {"opening": 1, "ending": 1}}


def test_a_task_moved_there_and_back_in_a_period_shows_both_ways() -> None:
    there = event("转办", "2026-09-15", old_lead="A", new_lead="B")
    back = event("转办", "2026-09-20", old_lead="B", new_lead="A")
    found = quarter(task(*events_to(Status.IN_PROGRESS), there, back, lead="A"))
    assert counts(found.units["A"]) == {"registered": 1, "moved_out": 1, "moved_in": 1, "ending": 1}
    assert counts(found.units["B"]) == {"moved_in": 1, "moved_out": 1}


def test_a_task_without_lead_has_a_row_of_its_own() -> None:
    named = event("变更", "2026-09-10", field="牵头单位", old=None, new="B", reason="定了牵头")
    found = quarter(task(registered("2026-09-01"), named, lead="B"), task(registered(), number=2, lead=None))
    assert counts(found.units[""]) == {"registered": 2, "moved_out": 1, "ending": 1}
    assert counts(found.units["B"]) == {"moved_in": 1, "ending": 1}


def test_joint_leads_count_at_the_first_and_stand_beside_at_the_others() -> None:
    found = quarter(task(registered(), lead=["A", "B"]))
    assert counts(found.units["A"]) == {"registered": 1, "ending": 1}
    assert counts(found.units["B"]) == {}
    assert found.units["B"].joint == ["WJ-2026-0001"]
    assert found.units["A"].joint == []


def test_a_merger_moves_what_the_unit_led_on_its_day() -> None:
    register = make_register(
        {"全称": "A"}, {"全称": "B", "简称": "乙", "并入": "A", "并入日期": "2026-08-01"}
    )
    found = quarter(task(registered("2026-06-01"), lead="乙"), register=register)
    assert counts(found.units["B"]) == {"opening": 1, "moved_out": 1}
    assert counts(found.units["A"]) == {"moved_in": 1, "ending": 1}
    before = quarter(task(registered("2026-06-01"), lead="乙"), label="2026Q2", register=register)
    assert {name: counts(row) for name, row in before.units.items()} == {"B": {"registered": 1, "ending": 1}}


def test_another_name_of_a_unit_moves_nothing() -> None:
    register = make_register({"全称": "甲局", "简称": "A", "曾用名": ["老甲局"]})
    renamed = event("变更", "2026-09-10", field="牵头单位", old="老甲局", new="甲局", reason="更名")
    found = quarter(task(registered("2026-06-01"), renamed, lead="甲局"), register=register)
    assert {name: counts(row) for name, row in found.units.items()} == {"甲局": {"opening": 1, "ending": 1}}


def test_another_ledger_moves_a_task_out_and_in() -> None:
    moved = event(
        "变更", "2026-09-10", field="编号", old="WJ-2026-0001", new="PS-2026-0004", reason="应属批示"
    )
    held = task(registered("2026-06-01"), moved, id="PS-2026-0004")
    found = quarter(held)
    assert counts(found.ledgers["WJ"]) == {"opening": 1, "moved_out": 1}
    assert counts(found.ledgers["PS"]) == {"moved_in": 1, "ending": 1}
    assert counts(found.total) == {"opening": 1, "ending": 1}
    (before,) = quarter(held, label="2026Q2").trails
    assert before.end == Cell("WJ", "A")


def test_files_count_once_and_parents_stand_beside() -> None:
    child = task(registered(), number=2, parent="WJ-2026-0001")
    found = quarter(task(registered()), child)
    assert counts(found.total) == {"registered": 2, "ending": 2}
    assert found.total.parents == ["WJ-2026-0001"]


def test_a_period_that_still_runs_is_counted_up_to_today() -> None:
    found = quarter(task(*CLOSED), label="2026Q3", today="2026-09-11")
    assert counts(found.total) == {"registered": 1, "ending": 1}
    assert found.until == day("2026-09-11")


def test_what_came_after_a_closing_is_the_adjustment_of_the_next() -> None:
    known = task(registered("2026-06-01"))
    opening, _ = closed(quarter(known, label="2026Q2"), "2026-07-10")
    late = task(event("立项", "2026-06-20", "2026-08-01", late="漏登"), number=2)
    withdrawn = event("撤销", "2026-06-25", "2026-08-01", reason="重复", late="漏登")
    found = quarter(task(registered("2026-06-01"), withdrawn), late, opening=opening)
    assert counts(found.total) == {"opening": 1, "ending": 1}
    assert (found.total.prior_in, found.total.prior_out) == (["WJ-2026-0002"], ["WJ-2026-0001"])
    assert found.total.figures.balanced
    assert quarter(known, late, label="2026Q2", known="2026-07-10").total.ending == ["WJ-2026-0001"]


def test_a_correction_after_a_closing_is_an_adjustment_too() -> None:
    wrong = event("销号", "2026-06-29")
    life = (
        registered("2026-06-01"),
        assigned("2026-06-01", "2026-06-30"),
        event("签收", "2026-06-02", unit="A"),
        event("报结", "2026-06-10", unit="A"),
        event("核验", "2026-06-11", method="现场", result="通过"),
        wrong,
    )
    opening, page = closed(quarter(task(*life), label="2026Q2"), "2026-07-10")
    assert page.total.ending == 0
    correction = event(
        "更正",
        "2026-08-01",
        target={"日期": "2026-06-29", "动作": "销号", "摘要": target_of(wrong).digest},
        void="是",
        reason="记错了",
    )
    found = quarter(task(*life, correction), opening=opening)
    assert counts(found.total) == {"prior_adjustment": 1, "ending": 1}
    assert found.total.prior_in == ["WJ-2026-0001"]


def test_a_change_of_lead_entered_after_a_closing_adjusts_both_units() -> None:
    life = events_to(Status.IN_PROGRESS)
    opening, _ = closed(quarter(task(*life)), "2026-10-10")
    moved = event("转办", "2026-09-15", "2026-10-20", old_lead="A", new_lead="B", late="漏登")
    found = quarter(task(*life, moved, lead="B"), label="2026Q4", today="2026-11-20", opening=opening)
    assert counts(found.units["A"]) == {"opening": 1, "prior_adjustment": -1}
    assert counts(found.units["B"]) == {"prior_adjustment": 1, "ending": 1}
    assert counts(found.total) == {"opening": 1, "ending": 1}


def test_a_file_that_is_gone_since_the_closing_is_not_lost_from_the_books() -> None:
    opening, _ = closed(quarter(task(registered()), task(registered(), number=2)), "2026-10-10")
    found = quarter(task(registered()), label="2026Q4", today="2026-11-20", opening=opening)
    assert counts(found.total) == {"opening": 2, "prior_adjustment": -1, "ending": 1}
    assert found.total.prior_out == ["WJ-2026-0002"]


def test_a_task_renumbered_since_the_closing_is_the_same_task() -> None:
    opening, _ = closed(quarter(task(registered())), "2026-10-10")
    moved = event("变更", "2026-10-20", field="编号", old="WJ-2026-0001", new="PS-2026-0009", reason="归错了")
    held = task(registered(), moved, id="PS-2026-0009")
    found = quarter(held, label="2026Q4", today="2026-11-20", opening=opening)
    assert counts(found.total) == {"opening": 1, "ending": 1}
    assert counts(found.ledgers["WJ"]) == {"opening": 1, "moved_out": 1}


def test_the_page_opens_every_figure() -> None:
    _, page = closed(quarter(task(registered("2026-06-01")), task(*CLOSED, number=2)), "2026-10-10")
    assert page.cells == {"WJ-2026-0001": Cell("WJ", "A")}
    moved = {str(each.flow): each.ids for each in page.movements}
    assert moved == {"本期登账": ("WJ-2026-0002",), "本期销号": ("WJ-2026-0002",)}
    (unit,) = page.units
    assert (unit.unit, unit.due, unit.met) == ("A", 1, 1)


def test_policies_in_force_are_told_by_their_content() -> None:
    other = make_policy(limit_rule(3), name="other")
    span = parse_span("2026Q3")
    assert span is not None
    (one,) = policy_hashes(make_book(POLICY), span)
    assert [each.name for each in policy_hashes(make_book(POLICY, ("2026-08-01", other)), span)] == [
        "test",
        "other",
    ]
    assert [each.name for each in policy_hashes(make_book(POLICY, ("2026-10-01", other)), span)] == ["test"]
    (changed,) = policy_hashes(make_book(make_policy(limit_rule(6))), span)
    assert changed.name == one.name
    assert changed.sha256 != one.sha256


def test_the_digest_sees_what_counts_and_nothing_else() -> None:
    base = books_digest(books(task(registered(), note="甲")))
    assert books_digest(books(task(registered(), note="甲"))) == base
    assert books_digest(books(task(registered(), note="乙"))) != base
    assert books_digest(books(task(registered("2026-09-02"), note="甲"))) != base
    later = event("反馈", "2026-10-01", percent=3)
    assert books_digest(books(task(registered(), later, note="甲"))) == base


def test_ids_stand_in_their_own_order() -> None:
    names = ["WJ-2026-0010", "PS-2026-0002", "WJ-2026-10000", "WJ-2026-0009", "WJ-2025-10000"]
    assert ids_of(names) == ("PS-2026-0002", "WJ-2025-10000", "WJ-2026-0009", "WJ-2026-0010", "WJ-2026-10000")


def test_a_track_says_where_a_task_counted_before_a_day() -> None:
    state = books(task(*CLOSED)).items[0].state
    found = track(state, NO_REGISTER)
    assert found.cell is None
    assert found.cell_before(day("2026-09-01")) is None
    assert found.cell_before(day("2026-09-12")) == Cell("WJ", "A")
    assert found.cell_before(day("2026-09-13")) is None


SLIP = (
    registered("2026-09-01"),
    event("变更", "2026-09-02", field="牵头单位", old="B", new="A", reason="错字"),
)


@pytest.mark.parametrize(
    ("journal", "rows"),
    [
        (SLIP, {"A": (1, 0)}),
        ((*SLIP, assigned("2026-09-03")), {"A": (1, 0)}),
        (
            (SLIP[0], assigned("2026-09-01"), event("签收", "2026-09-01", unit="B"), SLIP[1]),
            {"B": (1, 1), "A": (0, 0)},
        ),
    ],
    ids=["before 交办", "and then given", "after 交办 it moved"],
)
def test_a_unit_under_which_a_task_stood_by_a_slip_is_no_row(
    journal: tuple[Event, ...], rows: dict[str, tuple[int, int]]
) -> None:
    found = quarter(make_task(*journal))
    told = {name: (len(row.registered), len(row.moved_out)) for name, row in found.units.items()}
    assert told == rows
    assert found.total.counts()["registered"] == found.total.counts()["ending"] == 1


def test_what_a_closing_had_counted_stays_a_row_of_it() -> None:
    """A slip that was put right in a later period, or under an older 口径, is history: closed books are not rewritten."""
    first = quarter(
        make_task(SLIP[0], event("变更", "2026-10-02", field="牵头单位", old="B", new="A", reason="错"))
    )
    assert set(first.units) == {"B"}
    old = PeriodClose(
        on=day("2026-10-09"),
        recorded_at=moment("2026-10-09"),
        by="王五",
        total=Figures(**first.total.counts()),
        digest="0" * 64,
        method=2,
    )
    books_then = books(make_task(*SLIP))
    span = parse_span("2026Q3")
    assert span is not None
    kept = reconcile(books_then, span, None, old)
    assert {name: len(row.moved_out) for name, row in kept.units.items()} == {"B": 1, "A": 0}
