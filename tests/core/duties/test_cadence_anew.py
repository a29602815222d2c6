"""Cadences as counted since format 3: the first report, the last day, weeks without work, days of our own."""

from datetime import date

import pytest
from tests.builders import (
    CALENDAR,
    assigned,
    cadence_rule,
    day,
    event,
    make_book,
    make_policy,
    make_task,
    moment,
    registered,
)

from duban.core.duties.cadence import (
    bearings,
    cadences_borne,
    first_owed,
    period_of_report,
    slots_due,
    task_cadences,
)
from duban.core.duties.duty import Duty
from duban.core.duties.slots import Counting
from duban.core.model.events import Assign, Event
from duban.core.model.terms import LedgerKind
from duban.core.policy.rules import CadenceRule, Policy
from duban.core.state.transitions import fold
from duban.core.verdicts.verdict import Verdict, judge

COUNTING = Counting(CALENDAR)


def rule(every: str, **fields: object) -> CadenceRule:
    (found,) = make_policy(cadence_rule(every, **fields)).rules_of(CadenceRule)
    return found


@pytest.mark.parametrize(
    ("every", "on", "due_on", "label", "first"),
    [
        # at least half of the working days remain; 2026-01-31 is a Saturday
        ("月", "2026-01-05", "2026-12-31", "2026-01", "2026-02-02"),
        ("月", "2026-09-11", "2026-12-31", "2026-09", "2026-09-30"),  # 14 of 23
        ("月", "2026-09-18", "2026-12-31", "2026-10", "2026-11-02"),  # 9 of 23
        ("周", "2026-09-08", "2026-12-31", "2026-W37", "2026-09-14"),  # 3 of 5; its Sunday is off
        ("周", "2026-09-09", "2026-12-31", "2026-W38", "2026-09-20"),  # 2 of 5; a Sunday of work
        ("半月", "2026-09-07", "2026-12-31", "2026-09上半月", "2026-09-15"),  # 6 of 11
        ("半月", "2026-09-08", "2026-12-31", "2026-09下半月", "2026-09-30"),  # 5 of 11
        ("季", "2026-01-05", "2026-06-25", "2026Q1", "2026-03-31"),
        ("季", "2026-02-25", "2026-07-30", "2026Q2", "2026-06-30"),
        ("年", "2026-01-05", None, "2026", "2026-12-31"),
        # no task that runs longer than one period is without a report
        ("季", "2026-02-25", "2026-06-25", "2026Q1", "2026-03-31"),
        ("月", "2026-09-24", "2026-10-30", "2026-09", "2026-09-30"),
        ("月", "2026-09-24", "2026-10-20", "2026-10", "2026-11-02"),  # shorter than one: 报结 is its report
        ("月", "2026-09-30", "2026-10-31", "2026-10", "2026-11-02"),  # the day itself has come
    ],
)
def test_the_first_report(every: str, on: str, due_on: str | None, label: str, first: str) -> None:
    slot = first_owed(rule(every), day(on), day(due_on) if due_on else None, COUNTING)
    assert (slot.span.label, str(slot.due.on)) == (label, first)


@pytest.mark.parametrize(
    ("fields", "on", "label", "first"),
    [
        ({"日": 25}, "2026-01-05", "2026-01", "2026-01-25"),  # a Sunday: a named day does not move
        ({"日": 25}, "2026-01-24", "2026-01", "2026-01-25"),
        ({"日": 25}, "2026-01-25", "2026-02", "2026-02-25"),
        ({"期满后": {"数": 5, "单位": "日"}}, "2026-09-02", "2026-09", "2026-10-08"),
        ({"期满后": {"数": 5, "单位": "日"}}, "2026-09-22", "2026-10", "2026-11-05"),
    ],
)
def test_a_named_day_is_owed_if_it_is_still_to_come(
    fields: dict[str, object], on: str, label: str, first: str
) -> None:
    slot = first_owed(rule("月", **fields), day(on), day("2026-12-31"), COUNTING)
    assert (slot.span.label, str(slot.due.on)) == (label, first)


MONTHLY = make_policy(cadence_rule("月"))
WEEKLY = make_policy(cadence_rule("周"))


def opened(on: str, first: str | None = None, due_on: str = "2027-12-31") -> tuple[Event, ...]:
    begun = assigned(on, due_on)
    assert isinstance(begun, Assign)
    if first is not None:
        begun = Assign(
            on=day(on), recorded_at=moment(on), by="王五", due_on=day(due_on), first_report=day(first)
        )
    return (registered(on), begun, event("签收", on, unit="A"))


def said(on: str, **fields: object) -> Event:
    return event("反馈", on, **({"unit": "A", "done": "有进展"} | fields))


def owed(
    *journal: Event,
    policy: Policy = MONTHLY,
    until: str,
    ahead: str | None = None,
    anew: date = date.min,
    **head: object,
) -> list[Duty]:
    state = fold(make_task(*journal, **head), day(until))
    assert state.faults == []
    book = make_book(policy, anew=anew)
    return task_cadences(state, book, CALENDAR, LedgerKind.DOCUMENT, day(ahead) if ahead else None)


def labels(found: list[Duty]) -> list[tuple[str, str, int]]:
    return [(duty.name[3:], str(duty.due_on), duty.missed) for duty in found]


def test_the_month_of_assignment_is_owed_and_missed() -> None:
    journal = opened("2026-09-01", "2026-09-30")
    assert labels(owed(*journal, until="2026-09-30")) == [("（2026-09）", "2026-09-30", 0)]
    assert labels(owed(*journal, until="2026-10-01")) == [
        ("（2026-09）", "2026-09-30", 1),
        ("（2026-10）", "2026-11-02", 0),
    ]


def test_the_told_day_holds_where_the_rule_would_say_another() -> None:
    later = opened("2026-09-01", "2026-11-02")
    assert labels(owed(*later, until="2026-09-30")) == []
    assert labels(owed(*later, until="2026-10-12")) == [("（2026-10）", "2026-11-02", 0)]
    earlier = opened("2026-09-24", "2026-09-30")
    assert labels(owed(*earlier, until="2026-09-28")) == [("（2026-09）", "2026-09-30", 0)]


def test_a_told_day_stands_for_its_period_though_the_calendar_moved_it() -> None:
    told = opened("2026-10-09", "2026-10-31")  # told when the Saturday was thought a working day
    assert labels(owed(*told, until="2026-10-20")) == [("（2026-10）", "2026-11-02", 0)]


def test_a_told_day_is_that_of_the_finest_cadence() -> None:
    both = make_policy(cadence_rule("季"), cadence_rule("月"))
    found = owed(*opened("2026-09-01", "2026-09-30"), policy=both, until="2026-09-20")
    assert labels(found) == [("（2026-09）", "2026-09-30", 0)]  # of Q3 less than half is left


def test_what_began_before_the_format_keeps_the_older_rules() -> None:
    journal = opened("2026-09-01")
    before = owed(*journal, until="2026-12-10", anew=day("2026-12-01"))
    assert labels(before) == [
        ("（2026-10）（连续缺报2期）", "2026-10-30", 2),
        ("（2026-12）", "2026-12-31", 0),
    ]
    assert labels(owed(*journal, until="2026-09-20", anew=day("2026-12-01"))) == []


def test_a_report_on_the_last_calendar_day_is_in_time() -> None:
    state = fold(make_task(*opened("2026-10-08"), said("2026-10-31")), day("2026-11-10"))
    (each,) = bearings(make_book(MONTHLY), state, CALENDAR, LedgerKind.DOCUMENT)
    slots = list(slots_due(each, state, (day("2026-10-01"), day("2026-11-30"))))
    assert [(slot.span.label, str(slot.due.on), slot.met_on) for slot in slots] == [
        ("2026-10", "2026-11-02", day("2026-10-31")),
        ("2026-11", "2026-11-30", None),
    ]
    (duty,) = owed(*opened("2026-10-08"), until="2026-11-02")[:1]
    assert judge(duty, day("2026-11-02")).verdict is Verdict.RUNNING
    assert judge(duty, day("2026-11-03")).verdict is Verdict.OVERDUE


def test_a_week_without_a_working_day_merges_into_the_next() -> None:
    journal = opened("2026-02-02", due_on="2026-12-31")
    found = owed(*journal, said("2026-02-06"), said("2026-02-13"), policy=WEEKLY, until="2026-02-20")
    assert labels(found) == [("（2026-W09）", "2026-03-02", 0)]
    during = (*journal, said("2026-02-06"), said("2026-02-13"), said("2026-02-18", period="2026-W08"))
    assert labels(owed(*during, policy=WEEKLY, until="2026-02-27")) == []


@pytest.mark.parametrize(
    ("before", "on", "label"),
    [
        ((), "2026-09-20", "2026-09"),
        ((), "2026-10-09", "2026-09"),
        ((), "2026-10-31", "2026-10"),
        ((("2026-09-20", "2026-09"),), "2026-10-09", "2026-10"),
        ((("2026-09-20", "2026-09"),), "2026-11-02", "2026-10"),
        ((("2026-09-20", "2026-09"), ("2026-10-20", "2026-10")), "2026-11-02", "2026-11"),
    ],
)
def test_which_period_a_report_is_of(before: tuple[tuple[str, str], ...], on: str, label: str) -> None:
    told = [said(when, period=named) for when, named in before]
    state = fold(make_task(*opened("2026-09-01"), *told), day(on))
    (each,) = bearings(make_book(MONTHLY), state, CALENDAR, LedgerKind.DOCUMENT)
    (held,) = cadences_borne([each], "A", day(on))
    slot = period_of_report(held, state, day(on))
    assert slot is not None
    assert slot.span.label == label


def test_a_bare_percentage_is_no_report() -> None:
    journal = (*opened("2026-09-01"), said("2026-09-20", done=None, percent=10))
    assert labels(owed(*journal, until="2026-10-09"))[0] == ("（2026-09）", "2026-09-30", 1)
    for field in ("done", "issues", "next"):
        told = said("2026-09-20", **({"done": None} | {field: "x"}))
        assert labels(owed(*opened("2026-09-01"), told, until="2026-09-30")) == []
    assert labels(owed(*journal, until="2026-10-09", anew=date.max)) == [("（2026-10）", "2026-10-30", 0)]


def test_a_returned_completion_was_the_report_of_its_period() -> None:
    journal = (
        *opened("2026-08-03"),
        said("2026-08-20"),
        event("报结", "2026-09-20", unit="A"),
        event("退回", "2026-09-22", missing="缺表"),
    )
    assert labels(owed(*journal, until="2026-10-12")) == [("（2026-10）", "2026-11-02", 0)]


def test_what_comes_within_days_is_told_before_its_period_begins() -> None:
    found = owed(*opened("2026-01-05"), until="2026-03-31", ahead="2026-05-06")
    assert labels(found)[-2:] == [("（2026-03）", "2026-03-31", 0), ("（2026-04）", "2026-04-30", 0)]
    near = owed(*opened("2026-01-05", due_on="2026-04-20"), until="2026-03-31", ahead="2026-05-06")
    assert labels(near)[-1] == ("（2026-03）", "2026-03-31", 0)  # the task is to be done before April's


@pytest.mark.parametrize(
    ("fields", "ours"),
    [
        ({}, True),
        ({"日": 25}, False),
        ({"期满后": {"数": 5, "单位": "日"}}, False),
        ({"酌定": "是", "日": 25}, True),
    ],
)
def test_a_day_that_no_source_gives_is_our_own(fields: dict[str, object], *, ours: bool) -> None:
    (duty,) = owed(
        *opened("2026-09-01"), policy=make_policy(cadence_rule("月", **fields)), until="2026-09-02"
    )
    assert duty.discretionary is ours


def test_a_task_without_a_class_reports_as_most_do() -> None:
    named = make_policy(
        cadence_rule("季", 适用={"报告类别": ["常规"]}),
        cadence_rule("月", 适用={"报告类别": ["重要"]}),
        设置={"报告类别": "常规"},
    )
    assert labels(owed(*opened("2026-07-01"), policy=named, until="2026-09-02")) == [
        ("（2026Q3）", "2026-09-30", 0)
    ]
    (monthly,) = owed(*opened("2026-09-01"), policy=named, until="2026-09-02", reporting="重要")
    assert monthly.name == "规则2（2026-09）"
    anew = day("2026-08-01")  # what was never told is not owed backwards
    assert labels(owed(*opened("2026-03-02"), policy=named, until="2026-09-02", anew=anew)) == []
    assert labels(owed(*opened("2026-03-02"), policy=named, until="2026-10-12", anew=anew)) == [
        ("（2026Q4）", "2026-12-31", 0)
    ]
