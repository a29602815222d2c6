"""The rules of the built-in policies at work: who owes what by when, with days counted by hand."""

from datetime import date
from typing import Any

import pytest
from tests.builders import (
    CALENDAR,
    assigned,
    day,
    event,
    make_book,
    make_register,
    make_task,
    moment,
    registered,
)

from duban.core.duties.duty import OFFICE, Duty
from duban.core.duties.standing_duties import Led, Performed, standing_duties, standing_slots
from duban.core.duties.task_duties import duties
from duban.core.model.events import Event
from duban.core.model.terms import LedgerKind
from duban.core.periods.closings import ClosingJournal, Figures, PeriodClose, read_closings
from duban.core.policy.required_fields import barring_fields, missing_fields
from duban.core.policy.rules import Policy
from duban.core.state.transitions import fold
from duban.files.workspace.policies import load_policy

UNIT = "甲局"
UNITS = make_register({"全称": UNIT})


def read(name: str, edition: int | None = None) -> Policy:
    policy, problems = load_policy(name, None, edition)
    assert problems == ()
    assert policy is not None
    return policy


# --- what belongs to no task: under a policy in force since 2026-01-01; a period is due on its last day, or the next working day


@pytest.mark.parametrize(
    ("policy", "rule", "unit", "period", "due_on"),
    [
        ("anshan-2015", "quarterly-overall", UNIT, "2026Q1", "2026-03-31"),
        ("anshan-2015", "self-check", UNIT, "2026H1", "2026-06-30"),
        ("anshan-2015", "dispatch-long", OFFICE, "2026-01", "2026-02-02"),
        ("anshan-2015", "office-quarter", OFFICE, "2026Q1", "2026-04-15"),
        ("anshan-2015", "office-half", OFFICE, "2026H1", "2026-07-14"),
        ("liupanshui-2016", "meeting-week", UNIT, "2026-W01", "2026-01-04"),
        ("liupanshui-2016", "meeting-month", UNIT, "2026-01", "2026-02-02"),
        ("liupanshui-2016", "meeting-quarter", UNIT, "2026Q1", "2026-03-31"),
        ("liupanshui-2016", "circulate", OFFICE, "2026Q1", "2026-04-15"),
        ("liupanshui-2016", "negative-list", OFFICE, "2026H1", "2026-07-14"),
        ("liupanshui-2016", "appraisal", OFFICE, "2026", "2027-01-15"),
        ("liupanshui-2016", "delegates", OFFICE, "2026H1", "2026-06-30"),
        ("ledong-2019", "year-begin", OFFICE, "2026", "2026-02-02"),
        ("ledong-2019", "year-middle", OFFICE, "2026", "2026-07-31"),
        ("ledong-2019", "year-end", OFFICE, "2026", "2026-12-31"),
        ("ledong-2019", "yearly-study", UNIT, "2026", "2026-12-31"),
        ("shiwei", "weekly-standing-committee", OFFICE, "2026-W01", "2026-01-04"),
        ("shiwei", "half-monthly-township", OFFICE, "2026-01上半月", "2026-01-15"),
    ],
)
def test_who_owes_what_that_belongs_to_no_task(
    policy: str, rule: str, unit: str, period: str, due_on: str
) -> None:
    book = make_book(("2026-01-01", read(policy)))
    state = fold(
        make_task(registered("2026-01-01"), assigned("2026-01-01", None), lead=[UNIT]), day("2026-12-31")
    )
    led = {UNIT: tuple(Led(state, standing) for standing in state.lead_standings())}
    found = standing_slots(book, CALENDAR, Performed(register=UNITS, led=led), day("2026-12-31"))
    mine = [(who or OFFICE, slot.span.label, slot.due.on) for _, each, who, slot in found if each.id == rule]
    assert mine[0] == (unit, period, day(due_on))
    assert {who for who, _, _ in mine} == {unit}


def test_a_unit_owes_no_weekly_report_for_the_summary_that_the_office_makes() -> None:
    found = owed("shiwei", registered("2026-01-05"), assigned("2026-01-05"), tags=["常委工作", "镇街工作"])
    assert {duty.rule for duty in found if duty.kind == "周期"} == {"report"}
    old = owed(read("shiwei", 1), registered("2026-01-05"), assigned("2026-01-05"), tags=["常委工作"])
    assert {duty.rule for duty in old if duty.kind == "周期"} == {"weekly-standing-committee"}


def test_closing_a_half_year_is_no_inspection() -> None:
    raw: dict[str, Any] = {"on": day("2026-07-02"), "recorded_at": moment("2026-07-02"), "by": "王五"}
    closing = PeriodClose(**raw, total=Figures(), digest="x")
    closings = read_closings([ClosingJournal(period="2026H1", journal=(closing,))])
    book = make_book(("2026-01-01", read("anshan-2015")))
    found = standing_duties(book, CALENDAR, Performed(closings=closings, register=UNITS), day("2026-07-15"))
    (inspection,) = [duty for duty in found if duty.rule == "office-half" and duty.missed]
    assert inspection.name == "年中、年末各督查一次年度目标（2026H1）"


def test_new_rules_are_owed_from_the_day_of_the_upgrade() -> None:
    book = make_book(("2025-01-01", read("liupanshui-2016", 1)), ("2026-03-10", read("liupanshui-2016")))
    found = list(standing_slots(book, CALENDAR, Performed(register=UNITS), day("2026-05-31")))
    firsts = {
        rule.id: slot.span.label for _, rule, _, slot in reversed(found) if rule.id.startswith("meeting")
    }
    assert firsts == {"meeting-week": "2026-W12", "meeting-month": "2026-04", "meeting-quarter": "2026Q2"}


# --- what belongs to a task


def owed(
    policy: str | Policy,
    *journal: Event,
    until: str = "2026-02-20",
    ledger: LedgerKind | None = None,
    **head: object,
) -> tuple[Duty, ...]:
    state = fold(make_task(*journal, **head), day(until))
    assert state.faults == []
    rules = read(policy) if isinstance(policy, str) else policy
    return duties(state, make_book(rules), CALENDAR, ledger or LedgerKind.DOCUMENT)


RECEIVED = event("收文", "2026-01-05")
OPENED = (registered("2026-01-05"), assigned("2026-01-05", "2026-01-08"))
SAID = event("反馈", "2026-01-12", unit="A", done="到了现场")


def source(kind: str, **more: object) -> list[dict[str, object]]:
    return [{"类别": kind} | more]


@pytest.mark.parametrize(
    ("policy", "rule", "journal", "head", "days"),
    [
        # 三.5: 01-08 is not met, five working days
        ("anshan-2015", "explain", OPENED, {}, [("2026-01-15", None)]),
        # 三（二）五: lags from 01-08 on, three working days; a warning meets it
        ("liupanshui-2016", "warning", OPENED, {}, [("2026-01-13", None)]),
        (
            "liupanshui-2016",
            "warning",
            (*OPENED, event("预警", "2026-01-12", level="黄", unit="A")),
            {},
            [("2026-01-13", "2026-01-12")],
        ),
        # 四（四）: 01-10 is a Saturday; nothing is counted where nobody says when it happened
        (
            "liupanshui-2016",
            "report-pressing",
            (event("收文", "2026-01-11"), *OPENED),
            {"reporting": "紧急", "sources": source("其他", 事发日期="2026-01-10")},
            [("2026-01-12", "2026-01-11")],
        ),
        (
            "liupanshui-2016",
            "report-pressing",
            (*OPENED, SAID),
            {"reporting": "紧急", "sources": source("其他", 事发日期="2026-01-07")},
            [("2026-01-07", "2026-01-12")],
        ),
        ("liupanshui-2016", "report-pressing", OPENED, {"reporting": "紧急"}, []),
        # 四（一）: a superior's document, not one of the office's own level
        (
            "liupanshui-2016",
            "interpret",
            (RECEIVED, *OPENED),
            {"sources": source("重要文件")},
            [("2026-01-12", None)],
        ),
        (
            "liupanshui-2016",
            "interpret",
            (RECEIVED, *OPENED),
            {"sources": source("重要文件"), "tags": ["本级文件"]},
            [],
        ),
        # 二（五）: at once, for meetings, instructions, important documents
        (
            "guizhou-2020",
            "study",
            (RECEIVED, *OPENED),
            {"sources": source("领导批示")},
            [("2026-01-05", None)],
        ),
        ("guizhou-2020", "study", (RECEIVED, *OPENED), {"sources": source("媒体反映")}, []),
        # 三（四）: January 2026 ends with a Saturday, February with one that is worked
        ("shiwei", "report", OPENED, {}, [("2026-02-02", None), ("2026-02-28", None)]),
    ],
)
def test_what_a_task_owes(
    policy: str,
    rule: str,
    journal: tuple[Event, ...],
    head: dict[str, Any],
    days: list[tuple[str, str | None]],
) -> None:
    found = [duty for duty in owed(policy, *journal, **head) if duty.rule == rule]
    assert [(duty.due_on, duty.met_on) for duty in found] == [
        (day(due_on), day(met_on) if met_on else None) for due_on, met_on in days
    ]


def test_what_a_list_of_rectifications_names() -> None:
    full: dict[str, Any] = {"requirements": "x", "measures": "x", "deadline": {"日期": date(2026, 3, 31)}}
    for ledger, lacks in ((LedgerKind.INSPECTION, True), (LedgerKind.DOCUMENT, False)):
        task = make_task(registered("2026-01-05"), **full)
        found = {
            name for each in barring_fields(task, read("liupanshui-2016"), ledger) for name in each.fields
        }
        assert ("牵头领导" in found) is lacks


def test_guizhou_asks_for_timetable_route_and_person_and_bars_nothing() -> None:
    task = make_task(registered("2026-01-05"), owner=None)
    policy = read("guizhou-2020")
    asked = [name for each in missing_fields(task, policy, LedgerKind.DOCUMENT) for name in each.fields]
    assert asked == ["时序进度", "工作措施", "责任人"]
    assert barring_fields(task, policy, LedgerKind.DOCUMENT) == []
