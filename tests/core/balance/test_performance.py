"""How units did in a period: each figure from a journal that shows why."""

from typing import Any

import pytest
from tests.accounts import POLICY, quarter, task
from tests.builders import (
    assigned,
    cadence_rule,
    day,
    event,
    events_to,
    limit_rule,
    make_policy,
    make_register,
    registered,
)

from duban.core.balance.performance import (
    BAND_NAMES,
    Performance,
    Trace,
    band_of,
    delays,
    ever_late,
    performances,
    total_performance,
)
from duban.core.balance.standing import standings
from duban.core.model.events import Event
from duban.core.model.terms import Status

OPEN = events_to(Status.IN_PROGRESS)
MONTHLY = make_policy(limit_rule(5), cadence_rule("月"))


def of(*journal: Event, unit: str = "A", head: dict[str, Any] | None = None, **asked: Any) -> Performance:  # noqa: ANN401 - whatever quarter takes
    return performances(quarter(task(*journal, **(head or {})), **asked)).get(unit) or Performance()


DUTIES: dict[str, tuple[tuple[Event, ...], dict[str, int]]] = {
    "met on its day": ((*OPEN, event("报结", "2026-09-30", unit="A")), {"due": 1, "pending": 1}),
    "met, and verified": (
        (
            *OPEN,
            event("报结", "2026-09-29", unit="A"),
            event("核验", "2026-09-30", method="现场", result="通过"),
        ),
        {"due": 1, "met": 1},
    ),
    "met before": ((*OPEN, event("报结", "2026-09-10", unit="A")), {"due": 1, "pending": 1}),
    "met, but not so": (
        (
            *OPEN,
            event("报结", "2026-09-10", unit="A"),
            event("核验", "2026-09-20", method="现场", result="不通过"),
        ),
        {"due": 1, "unmet": 1},
    ),
    "still open": (OPEN, {"due": 1, "unmet": 1}),
    "moved into the next quarter": (
        (*OPEN, event("延期", "2026-09-20", due_on="2026-10-20", reason="等批复", approved_by="林")),
        {},
    ),
    "moved, but late before": (
        (
            *events_to(Status.ASSIGNED)[:1],
            assigned("2026-09-01", "2026-09-10"),
            event("签收", "2026-09-02", unit="A"),
            event("延期", "2026-09-20", due_on="2026-09-25", reason="等批复", approved_by="林"),
        ),
        {"due": 1, "unmet": 1},
    ),
    "met late": (
        (
            registered(),
            assigned("2026-09-01", "2026-09-10"),
            event("签收", "2026-09-02", unit="A"),
            event("报结", "2026-09-20", unit="A"),
        ),
        {"due": 1, "met_late": 1},
    ),
    "suspended before its day": ((*OPEN, event("中止", "2026-09-14", reason="等批复")), {}),
    "suspended after its day": (
        (
            registered(),
            assigned("2026-09-01", "2026-09-10"),
            event("签收", "2026-09-02", unit="A"),
            event("中止", "2026-09-20", reason="等批复"),
        ),
        {"due": 1, "unmet": 1},
    ),
    "withdrawn before its day": (events_to(Status.WITHDRAWN), {}),
    "due in another quarter": ((registered(), assigned("2026-09-01", "2026-10-10")), {}),
}


@pytest.mark.parametrize(("journal", "expected"), DUTIES.values(), ids=list(DUTIES))
def test_duties_that_fell_due(journal: tuple[Event, ...], expected: dict[str, int]) -> None:
    assert {name: count for name, count in of(*journal).counts().items() if count} == expected


def test_a_duty_due_today_and_not_yet_met_is_not_yet_due() -> None:
    journal = (registered(), assigned("2026-09-01", "2026-09-20"))
    assert of(*journal, today="2026-09-20").due == []
    assert of(*journal, today="2026-09-21").counts()["unmet"] == 1
    met = (*OPEN[:1], assigned("2026-09-01", "2026-09-20"), event("报结", "2026-09-20", unit="A"))
    assert of(*met, today="2026-09-20").counts()["pending"] == 1


def test_on_the_last_day_of_a_period_it_is_not_over() -> None:
    """What is due on it may still come that day: asked on the next, it did not."""
    journal = (registered(), assigned("2026-09-01", "2026-09-30"))
    assert of(*journal, today="2026-09-30", last="2026-09-30").due == []
    assert of(*journal, today="2026-09-30", last="2026-10-01").counts()["unmet"] == 1


def test_what_is_due_later_does_not_count_though_it_is_met() -> None:
    """Else the rate of a running period would take in what was done early, and nothing that is still open."""
    met = (*OPEN[:1], assigned("2026-09-01", "2026-09-20"), event("报结", "2026-09-10", unit="A"))
    assert of(*met, today="2026-09-19").due == []
    assert of(*met, today="2026-09-20").counts()["pending"] == 1


def test_lateness_before_a_transfer_stays_with_the_unit_that_was_late() -> None:
    journal = (
        registered(),
        assigned("2026-09-01", "2026-09-10"),
        event("签收", "2026-09-02", unit="A"),
        event("转办", "2026-09-20", old_lead="A", new_lead="B", due_on="2026-09-28"),
    )
    rows = performances(quarter(task(*journal, lead="B")))
    assert rows["A"].unmet == [Trace("WJ-2026-0001", "按期办结并报告", day("2026-09-10"))]
    assert rows["B"].counts()["unmet"] == 1
    assert total_performance(rows).counts()["due"] == 2


def test_milestones_are_duties_and_missed_ones_stand_beside() -> None:
    nodes = [{"节点": "摸底", "时限": "2026-09-10"}, {"节点": "方案", "时限": "2026-09-20"}]
    met = event("反馈", "2026-09-10", unit="A", milestone="摸底", done_on="2026-09-10")
    done = of(*OPEN, met, head={"milestones": nodes})
    assert done.counts() == {"due": 3, "met": 1, "met_late": 0, "unmet": 2, "pending": 0}
    assert [trace.what for trace in done.milestones_missed] == ["节点：方案"]


def test_each_period_of_a_cadence_is_owed_once() -> None:
    journal = (
        event("立项", "2026-05-20"),
        assigned("2026-05-20", "2026-12-31"),
        event("签收", "2026-05-21", unit="A"),
        event("反馈", "2026-07-15", unit="A", done="x"),
        event("反馈", "2026-09-15", unit="A", done="x"),
    )
    done = of(*journal, policy=MONTHLY)
    assert [trace.what for trace in done.reports_owed] == [
        "规则2（2026-07）",
        "规则2（2026-08）",
        "规则2（2026-09）",
    ]
    assert [trace.what for trace in done.reports_received] == ["规则2（2026-07）", "规则2（2026-09）"]
    running = of(*journal, policy=MONTHLY, today="2026-08-20")
    assert [trace.what for trace in running.reports_owed] == ["规则2（2026-07）"]
    early = of(*journal, policy=MONTHLY, today="2026-07-30")
    assert early.reports_owed == early.reports_received == []


def test_reports_of_a_unit_that_left_are_owed_until_it_left() -> None:
    journal = (
        event("立项", "2026-05-20"),
        assigned("2026-05-20", "2026-12-31"),
        event("签收", "2026-05-21", unit="A"),
        event("转办", "2026-08-10", old_lead="A", new_lead="B", due_on="2026-12-31"),
        event("签收", "2026-08-11", unit="B"),
    )
    rows = performances(quarter(task(*journal, lead="B"), policy=MONTHLY))
    assert [trace.what for trace in rows["A"].reports_owed] == ["规则2（2026-07）"]
    assert [trace.what for trace in rows["B"].reports_owed] == ["规则2（2026-08）", "规则2（2026-09）"]


def test_reports_that_belong_to_no_task_count_for_every_unit() -> None:
    policy = make_policy(limit_rule(5), cadence_rule("季", 范围="单位"))
    register = make_register({"全称": "A"}, {"全称": "B"})
    rows = performances(quarter(task(registered()), policy=policy, register=register))
    assert {name: len(done.reports_owed) for name, done in rows.items()} == {"A": 1, "B": 1}
    assert all(done.reports_received == [] for done in rows.values())
    some = performances(quarter(task(registered()), policy=policy, register=register), standing=False)
    assert {name: len(done.reports_owed) for name, done in some.items()} == {"A": 0}


@pytest.mark.parametrize(("counted", "owed"), [("是", 1), ("否", 0)])
def test_what_is_not_counted_is_in_no_figure_and_no_standing(counted: str, owed: int) -> None:
    policy = make_policy(limit_rule(5), cadence_rule("季", 范围="单位", 计入评价=counted))
    register = make_register({"全称": "A"}, {"全称": "B"})
    asked = quarter(task(registered()), policy=policy, register=register, today="2026-10-09")
    assert {len(done.reports_owed) for name, done in performances(asked).items() if name in "AB"} <= {owed}
    reasons = [reason.what for each in standings(asked).values() for reason in each.reasons]
    assert any(what.startswith("规则2") for what in reasons) is bool(owed)
    assert {duty.unit for duty in asked.books.standing_duties() if duty.missed} == {"A", "B"}


def test_extensions_and_returned_reports_count_for_the_lead_of_their_day() -> None:
    journal = (
        *OPEN,
        event("延期", "2026-09-05", due_on="2026-10-30", reason="等批复", approved_by="林"),
        event("报结", "2026-09-08", unit="A"),
        event("退回", "2026-09-09", missing="缺表"),
        event("报结", "2026-09-10", unit="A"),
        event("核验", "2026-09-11", method="现场", result="不通过"),
        event("转办", "2026-09-15", old_lead="A", new_lead="B", due_on="2026-10-30"),
        event("延期", "2026-09-16", due_on="2026-11-30", reason="等批复", approved_by="林"),
    )
    rows = performances(quarter(task(*journal, lead="B")))
    assert (len(rows["A"].extensions), len(rows["A"].returned)) == (1, 2)
    assert (len(rows["B"].extensions), len(rows["B"].returned)) == (1, 0)


def test_the_average_counts_working_days_from_assignment_to_writing_off() -> None:
    done = of(*events_to(Status.CLOSED))
    assert done.closing_workdays == [8]  # from 2026-09-01 to 09-12, a Saturday
    assert done.average_workdays == 8
    assert Performance().average_workdays is None


def test_open_tasks_by_age_and_year() -> None:
    tasks = [
        task(registered("2026-09-30")),
        task(registered("2026-08-31"), number=2),
        task(registered("2026-08-30"), number=3),
        task(event("立项", "2025-12-31"), number=4),
        task(*events_to(Status.CLOSED), number=5),
    ]
    (done,) = performances(quarter(*tasks)).values()
    assert {band: len(names) for band, names in done.ages.items()} == {
        "up_to_30": 2,
        "31_to_90": 1,
        "over_180": 1,
    }
    assert {year: len(names) for year, names in done.cohorts.items()} == {2026: 3, 2025: 1}
    assert done.oldest is not None
    assert done.oldest.task == "WJ-2026-0004"


@pytest.mark.parametrize(
    ("days", "place"), [(0, 0), (30, 0), (31, 1), (90, 1), (91, 2), (180, 2), (181, 3), (9000, 3)]
)
def test_the_bands_meet_without_gap(days: int, place: int) -> None:
    assert band_of(days) == BAND_NAMES[place]


def test_late_recording_is_counted_by_clerk_and_ledger() -> None:
    policy = make_policy(limit_rule(5), 设置={"登账期限": 3})
    journal = (
        registered(),
        event("交办", "2026-09-01", "2026-09-04", due_on="2026-09-30"),
        event("签收", "2026-09-02", "2026-09-08", unit="A", by="李四"),
        event("反馈", "2026-10-09", "2026-10-30", unit="A"),
    )
    rows = delays(quarter(task(*journal), policy=policy))
    assert {key: (each.recorded, len(each.late), each.longest) for key, each in rows.items()} == {
        ("王五", "WJ"): (2, 0, 0),
        ("李四", "WJ"): (1, 1, 4),
    }
    assert not any(each.late for each in delays(quarter(task(*journal), policy=POLICY)).values())


def test_reports_that_the_source_asks_for_are_counted() -> None:
    journal = (
        event("立项", "2026-05-20"),
        assigned("2026-05-20", "2026-12-31"),
        event("签收", "2026-05-21", unit="A"),
        event("反馈", "2026-06-28", unit="A", done="x"),
    )
    done = of(*journal, policy=make_policy(), head={"cadence": {"每": "月", "日": 5}})
    assert [(trace.what, str(trace.on)) for trace in done.reports_owed] == [
        ("按来源报送（2026-07）", "2026-07-05"),
        ("按来源报送（2026-08）", "2026-08-05"),
        ("按来源报送（2026-09）", "2026-09-05"),
    ]
    assert [trace.what for trace in done.reports_received] == ["按来源报送（2026-07）"]


# --- what a period took over undecided -------------------------------

IN_SEPTEMBER = event("报结", "2026-09-29", unit="A")
PASSED_LATER = event("核验", "2026-10-12", method="现场", result="通过")
FAILED_LATER = event("核验", "2026-10-12", method="现场", result="不通过", failure="假落实")
CLOSED_LATER = event("销号", "2026-10-13")


def found_out(finding: str) -> Event:
    return event(
        "重启", "2026-11-02", reason="暗访", due_on="2027-01-15", approved_by="林县长", finding=finding
    )


CARRIED: dict[str, tuple[tuple[Event, ...], dict[str, int]]] = {
    "passed": ((IN_SEPTEMBER, PASSED_LATER), {"carried": 1, "carried_met": 1}),
    "failed": ((IN_SEPTEMBER, FAILED_LATER), {"carried": 1, "carried_late": 1}),
    "returned": ((IN_SEPTEMBER, event("退回", "2026-10-12", missing="缺")), {"carried": 1, "carried_late": 1}),
    "still to be verified": ((IN_SEPTEMBER,), {"carried": 1}),
    "final before": (
        (IN_SEPTEMBER, event("核验", "2026-09-30", method="现场", result="通过")), {},
    ),
    "late in its own period": ((event("报结", "2026-10-09", unit="A"), PASSED_LATER), {}),
    "found untrue later": (
        (
            IN_SEPTEMBER, event("核验", "2026-09-30", method="现场", result="通过"),
            event("销号", "2026-09-30", "2026-09-30T10:00:00+08:00"), found_out("失实"),
        ),
        {"overturned": 1},
    ),
    "came back later": (
        (
            IN_SEPTEMBER, event("核验", "2026-09-30", method="现场", result="通过"),
            event("销号", "2026-09-30", "2026-09-30T10:00:00+08:00"), found_out("反弹"),
        ),
        {},
    ),
    "passed and written off": ((IN_SEPTEMBER, PASSED_LATER, CLOSED_LATER), {"carried": 1, "carried_met": 1}),
    "withdrawn before": ((IN_SEPTEMBER, event("撤销", "2026-09-30", reason="重复")), {}),
}  # fmt: skip


@pytest.mark.parametrize(("journal", "wanted"), CARRIED.values(), ids=list(CARRIED))
def test_a_report_that_waited_is_scored_when_it_is_final(
    journal: tuple[Event, ...], wanted: dict[str, int]
) -> None:
    done = of(*OPEN, *journal, label="2026Q4")
    names = ("carried", "carried_met", "carried_late", "overturned")
    assert {name: count for name in names if (count := len(getattr(done, name)))} == wanted
    assert done.counts()["due"] == 0


def test_what_was_late_in_a_period_is_told_though_it_is_no_longer() -> None:
    late = (*OPEN, event("报结", "2026-10-09", unit="A"), PASSED_LATER)
    assert ever_late(quarter(task(*late), label="2026Q4")) == ["WJ-2026-0001"]
    assert ever_late(quarter(task(*late), label="2026Q3")) == []
    extended = event("延期", "2026-10-09", due_on="2026-12-30", reason="等", approved_by="林")
    found = quarter(task(*OPEN, extended), label="2026Q4", today="2026-11-20")
    assert ever_late(found) == ["WJ-2026-0001"]
    assert not any(found.books.is_overdue(item) for item in found.books.items)
    assert ever_late(quarter(task(*OPEN, extended), label="2027Q1", today="2027-01-04")) == ["WJ-2026-0001"]


def test_what_fell_due_before_a_merger_stays_under_the_old_name() -> None:
    register = make_register({"全称": "A", "并入": "B", "并入日期": "2026-10-15"}, {"全称": "B"})
    journals = (
        (registered("2026-09-01"), assigned("2026-09-01", "2026-10-09")),
        (registered("2026-09-01"), assigned("2026-09-01", "2026-11-10")),
    )
    tasks = [task(*journal, id=f"WJ-2026-000{place}") for place, journal in enumerate(journals, 1)]
    rows = performances(quarter(*tasks, register=register, label="2026Q4", today="2026-11-20"))
    assert {unit: [trace.task for trace in done.unmet] for unit, done in rows.items()} == {
        "A": ["WJ-2026-0001"],
        "B": ["WJ-2026-0002"],
    }
