"""Cadences as counted before format 3: what is owed first, what pauses them, what is missed.

What holds since, test_cadence_anew.py shows.
"""

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
    registered,
)

from duban.core.duties.cadence import (
    Bearing,
    bearings,
    cadences_borne,
    period_of_report,
    slots_due,
    status_on,
    task_cadences,
)
from duban.core.duties.duty import Duty, late_spans, lateness
from duban.core.model.events import Event
from duban.core.model.terms import LedgerKind, Role, Status
from duban.core.policy.rules import Policy, PolicyBook
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold

MONTHLY = make_policy(cadence_rule("月"))
GRACE = make_policy(cadence_rule("月", 期满后={"数": 5, "单位": "日"}))


def rows(
    *journal: Event, policy: Policy | PolicyBook = MONTHLY, until: str, **head: object
) -> list[tuple[str, str, int]]:
    """(name, due day, periods missed) of what is owed; the name without the rule's."""
    return [
        (duty.name.removeprefix("规则1"), str(duty.due_on), duty.missed)
        for duty in cadences(*journal, policy=policy, until=until, **head)
    ]


def cadences(
    *journal: Event, policy: Policy | PolicyBook = MONTHLY, until: str, **head: object
) -> list[Duty]:
    state = fold(make_task(*journal, **head), day(until))
    assert state.faults == []
    book = make_book(policy, anew=date.max) if isinstance(policy, Policy) else policy
    return task_cadences(state, book, CALENDAR, LedgerKind.DOCUMENT)


def borne(state: TaskState, policy: Policy = MONTHLY) -> Bearing:
    """The one cadence of a task, counted as before format 3."""
    (found,) = bearings(make_book(policy, anew=date.max), state, CALENDAR, LedgerKind.DOCUMENT)
    return found


def opened(on: str) -> tuple[Event, ...]:
    return (registered(on), assigned(on, "2027-12-31"), event("签收", on, unit="A"))


def said(on: str, **fields: object) -> Event:
    return event("反馈", on, **({"unit": "A"} | fields))


# --- the first that is owed ----------------------------------------


@pytest.mark.parametrize(
    ("every", "on", "until", "owed"),
    [
        ("周", "2026-09-02", "2026-09-07", ("（2026-W37）", "2026-09-11")),
        ("周", "2026-09-09", "2026-09-14", ("（2026-W38）", "2026-09-20")),
        ("半月", "2026-09-09", "2026-09-16", ("（2026-09下半月）", "2026-09-30")),
        ("月", "2026-09-09", "2026-10-01", ("（2026-10）", "2026-10-30")),
        ("月", "2026-10-01", "2026-11-01", ("（2026-11）", "2026-11-30")),
        ("月", "2026-09-30", "2026-10-01", ("（2026-10）", "2026-10-30")),
        ("季", "2026-05-20", "2026-07-01", ("（2026Q3）", "2026-09-30")),
        ("半年", "2026-05-20", "2026-07-01", ("（2026H2）", "2026-12-31")),
        ("年", "2025-05-20", "2026-01-01", ("（2026）", "2026-12-31")),
    ],
)
def test_the_first_report_is_for_the_first_period_that_begins_after_assignment(
    every: str, on: str, until: str, owed: tuple[str, str]
) -> None:
    policy = make_policy(cadence_rule(every))
    assert rows(*opened(on), policy=policy, until=until) == [(*owed, 0)]
    assert rows(*opened(on), policy=policy, until=on) == []


def test_the_report_is_due_on_the_last_working_day_and_late_after_it() -> None:
    (duty,) = cadences(*opened("2026-09-09"), until="2026-10-30")
    assert (duty.due_on, duty.late_on(day("2026-10-30")), duty.late_on(day("2026-10-31"))) == (
        day("2026-10-30"),
        False,
        True,
    )
    assert (duty.unit, duty.role, duty.kind, duty.triggered_on) == ("A", Role.LEAD, "周期", day("2026-10-01"))


# --- met and missed ----------------------------------------


def test_a_report_answers_its_period_and_the_next_comes() -> None:
    journal = (*opened("2026-08-09"), said("2026-09-20"))
    assert rows(*journal, until="2026-09-20") == []
    assert rows(*journal, until="2026-10-09") == [("（2026-10）", "2026-10-30", 0)]


def test_missed_reports_are_one_row_with_their_number() -> None:
    owed = rows(*opened("2026-05-09"), until="2026-09-10")
    assert owed == [("（2026-06）（连续缺报3期）", "2026-06-30", 3), ("（2026-09）", "2026-09-30", 0)]
    (row, _) = cadences(*opened("2026-05-09"), until="2026-09-10")
    assert lateness(row, day("2026-09-10"), CALENDAR).days == 72
    assert late_spans(row, day("2026-09-10")) == ((day("2026-07-01"), day("2026-09-10")),)
    one = rows(*opened("2026-07-09"), until="2026-09-10")
    assert one == [("（2026-08）", "2026-08-31", 1), ("（2026-09）", "2026-09-30", 0)]


def test_a_later_report_ends_the_row_but_not_the_figure() -> None:
    journal = (*opened("2026-05-09"), said("2026-08-10"))
    assert rows(*journal, until="2026-09-10") == [("（2026-09）", "2026-09-30", 0)]
    state = fold(make_task(*journal), day("2026-09-10"))
    each = borne(state)
    slots = list(slots_due(each, state, (day("2026-01-01"), day("2026-09-30"))))
    assert [(slot.span.label, str(slot.met_on)) for slot in slots] == [
        ("2026-06", "None"),
        ("2026-07", "None"),
        ("2026-08", "2026-08-10"),
        ("2026-09", "None"),
    ]
    since = list(slots_due(each, state, (day("2026-08-10"), day("2026-08-31"))))
    assert [slot.span.label for slot in since] == ["2026-08"]
    state.units["A"].left_on = day("2026-08-31")
    assert list(slots_due(each, state, (day("2026-08-10"), day("2026-08-31")))) == []


def test_a_late_report_is_of_its_own_period_and_pays_for_no_other() -> None:
    late = said("2026-11-03", period="2026-10", done="十月情况")
    assert rows(*opened("2026-09-14"), late, until="2026-11-10") == [("（2026-11）", "2026-11-30", 0)]
    other = said("2026-11-20", period="2026-11", done="十一月情况")
    assert rows(*opened("2026-09-14"), other, until="2026-11-25")[0] == ("（2026-10）", "2026-10-30", 1)
    state = fold(make_task(*opened("2026-09-14"), late), day("2026-12-10"))
    slots = slots_due(borne(state), state, (day("2026-10-01"), day("2026-11-30")))
    assert [(slot.span.label, slot.met_on) for slot in slots] == [
        ("2026-10", day("2026-11-03")),
        ("2026-11", None),
    ]


def test_a_report_of_a_month_is_one_of_its_quarter_too() -> None:
    both = make_policy(cadence_rule("月"), cadence_rule("季"))
    monthly = said("2026-12-20", period="2026-12", done="十二月情况")
    found = rows(*opened("2026-09-14"), monthly, policy=both, until="2026-12-28")
    assert [name for name, _, missed in found if not missed] == []


@pytest.mark.parametrize(
    ("before", "on", "label"),
    [
        ((), "2026-10-20", "2026-10"),
        ((), "2026-11-03", "2026-10"),
        ((), "2026-11-20", "2026-11"),
        ((("2026-10-20", "2026-10"),), "2026-11-03", "2026-11"),
        ((), "2026-09-20", None),
    ],
)
def test_which_period_a_report_is_of(before: tuple[tuple[str, str], ...], on: str, label: str | None) -> None:
    told = [said(when, period=named, done="x") for when, named in before]
    state = fold(make_task(*opened("2026-09-14"), *told), day(on))
    (each,) = cadences_borne([borne(state)], "A", day(on))
    slot = period_of_report(each, state, day(on))
    assert (slot.span.label if slot else None) == label


def test_a_report_on_a_day_off_after_the_due_day_ends_the_row() -> None:
    journal = (*opened("2026-09-09"), said("2026-10-31"))
    assert rows(*journal, until="2026-10-31") == []
    assert rows(*journal, until="2026-11-02") == [("（2026-11）", "2026-11-30", 0)]


def test_a_report_before_the_first_period_answers_none() -> None:
    assert rows(*opened("2026-09-09"), said("2026-09-20"), until="2026-10-09") == [
        ("（2026-10）", "2026-10-30", 0)
    ]


def test_reporting_completion_is_a_report_too() -> None:
    journal = (
        *opened("2026-08-09"),
        event("报结", "2026-09-20", unit="A"),
        event("退回", "2026-10-09", missing="缺表"),
    )
    assert rows(*journal, until="2026-10-12") == [("（2026-10）", "2026-10-30", 0)]


def test_each_joint_lead_reports_for_itself_and_other_units_do_not_count() -> None:
    journal = (*opened("2026-09-09"), said("2026-10-09"), event("反馈", "2026-10-09", unit="C"))
    found = cadences(*journal, until="2026-10-12", lead=["A", "B"], support=["C"])
    assert [duty.unit for duty in found] == ["B"]


def test_supporting_units_report_where_the_rule_says_so() -> None:
    policy = make_policy(cadence_rule("月", 义务人="配合单位"))
    found = cadences(*opened("2026-09-09"), policy=policy, until="2026-10-12", support=["C"])
    assert [(duty.unit, duty.role) for duty in found] == [("C", Role.SUPPORT)]


def test_another_action_may_be_the_report() -> None:
    policy = make_policy(cadence_rule("月", 完成=["协调"]))
    journal = (*opened("2026-08-09"), said("2026-09-20"))
    assert rows(*journal, policy=policy, until="2026-09-21") == [("（2026-09）", "2026-09-30", 0)]
    assert rows(*journal, event("协调", "2026-09-22", rung=1), policy=policy, until="2026-09-22") == []


# --- due some days after the period (每月5日前) ----------------------------------------


def test_a_report_may_be_due_some_days_after_its_period() -> None:
    assert rows(*opened("2026-08-09"), policy=GRACE, until="2026-10-01") == [
        ("（2026-09）", "2026-10-08", 0),
    ]
    assert rows(*opened("2026-08-09"), policy=GRACE, until="2026-10-09") == [
        ("（2026-09）", "2026-10-08", 1),
        ("（2026-10）", "2026-11-05", 0),
    ]


def test_a_report_counts_for_the_first_period_whose_due_day_has_not_passed() -> None:
    journal = (*opened("2026-08-09"), said("2026-10-08"))
    assert rows(*journal, policy=GRACE, until="2026-11-01") == [("（2026-10）", "2026-11-05", 0)]
    both = (*journal, said("2026-10-09"))
    assert rows(*both, policy=GRACE, until="2026-11-01") == [("（2026-11）", "2026-12-07", 0)]
    within = (*opened("2026-08-09"), said("2026-09-20"))
    assert rows(*within, policy=GRACE, until="2026-10-30") == [("（2026-10）", "2026-11-05", 0)]


def test_a_long_grace_looks_back_over_several_periods() -> None:
    policy = make_policy(cadence_rule("周", 期满后={"数": 20, "单位": "日"}))
    journal = (*opened("2026-08-05"), said("2026-09-04"))
    names = [name for name, _, _ in rows(*journal, policy=policy, until="2026-09-04")]
    assert names == ["（2026-W34）"]


# --- pauses ----------------------------------------


def test_nothing_is_owed_while_verification_closing_or_resuming_is_waited_for() -> None:
    done = event("报结", "2026-09-20", unit="A")
    passed = event("核验", "2026-10-09", method="现场", result="通过")
    stopped = event("中止", "2026-09-20", reason="等批复")
    for last in ((done,), (done, passed), (stopped,)):
        assert cadences(*opened("2026-08-09"), *last, until="2026-12-31") == []
    assert cadences(registered(), until="2026-12-31") == []


def test_a_period_on_whose_due_day_the_task_rested_is_not_owed() -> None:
    journal = (
        *opened("2026-08-09"),
        event("中止", "2026-09-20", reason="等批复"),
        event("恢复", "2026-11-10", due_on="2027-12-31"),
    )
    assert rows(*journal, until="2026-12-01") == [
        ("（2026-11）", "2026-11-30", 1),
        ("（2026-12）", "2026-12-31", 0),
    ]


def test_the_status_at_the_end_of_a_day() -> None:
    state = fold(make_task(*opened("2026-09-09")), day("2026-12-31"))
    assert [status_on(state, day(text)) for text in ("2026-09-08", "2026-09-09", "2026-12-31")] == [
        Status.REGISTERED,
        Status.IN_PROGRESS,
        Status.IN_PROGRESS,
    ]


# --- policies and rules over time ----------------------------------------


def test_a_period_follows_the_policy_in_force_when_it_begins() -> None:
    weekly = make_policy(cadence_rule("周"), name="weekly")
    book = make_book(("2026-01-01", MONTHLY), ("2026-09-15", weekly), anew=date.max)
    found = cadences(*opened("2026-08-09"), policy=book, until="2026-09-22")
    assert [(duty.policy, duty.name) for duty in found] == [
        ("test", "规则1（2026-09）"),
        ("weekly", "规则1（2026-W39）"),
    ]
    assert [duty.policy for duty in cadences(*opened("2026-09-20"), policy=book, until="2026-09-22")] == [
        "weekly"
    ]
    before = cadences(*opened("2026-08-09"), policy=book, until="2026-09-10")
    assert [duty.policy for duty in before] == ["test"]


def test_before_the_first_entry_the_first_policy_holds() -> None:
    book = make_book(("2027-01-01", MONTHLY), anew=date.max)
    assert rows(*opened("2026-08-09"), policy=book, until="2026-09-10") == [("（2026-09）", "2026-09-30", 0)]


def test_a_rule_asks_only_for_periods_that_begin_between_its_days() -> None:
    policy = make_policy(cadence_rule("月", 施行="2026-09-01", 废止="2026-11-01"))
    assert rows(*opened("2026-06-09"), policy=policy, until="2026-12-10") == [
        ("（2026-09）（连续缺报2期）", "2026-09-30", 2)
    ]


def test_a_cadence_is_for_the_tasks_it_names() -> None:
    policy = make_policy(cadence_rule("月", 适用={"报告类别": ["重要"]}))
    assert cadences(*opened("2026-08-09"), policy=policy, until="2026-09-10") == []
    assert len(cadences(*opened("2026-08-09"), policy=policy, until="2026-09-10", reporting="重要")) == 1


def test_a_due_day_in_an_unpublished_year_is_provisional() -> None:
    (_, row) = cadences(*opened("2026-11-09"), until="2027-01-10")
    assert (row.due_on, row.provisional) == (day("2027-01-29"), True)


# --- what the source itself asks for -------------------------------


BARE = make_policy(name="bare")


@pytest.mark.parametrize(
    ("cadence", "on", "until", "owed"),
    [
        ({"每": "月", "日": 25}, "2026-09-09", "2026-10-01", ("（2026-10）", "2026-10-25")),
        ({"每": "月", "日": 31}, "2026-10-09", "2026-11-01", ("（2026-11）", "2026-11-30")),
        (
            {"每": "月", "期满后": {"数": 5, "单位": "日"}},
            "2026-09-09",
            "2026-10-01",
            ("（2026-10）", "2026-11-05"),
        ),
        ({"每": "季", "日": 20}, "2026-05-20", "2026-07-01", ("（2026Q3）", "2026-09-20")),
        ({"每": "季", "月": 1, "日": 10}, "2026-05-20", "2026-07-01", ("（2026Q3）", "2026-07-10")),
        ({"每": "季", "月": 2}, "2026-05-20", "2026-07-01", ("（2026Q3）", "2026-08-31")),
        ({"每": "年", "月": 2}, "2026-05-20", "2027-01-04", ("（2027）", "2027-02-26")),
        ({"每": "周", "日": 5}, "2026-09-02", "2026-09-07", ("（2026-W37）", "2026-09-11")),
        ({"每": "周", "月": 3, "日": 9}, "2026-09-02", "2026-09-07", ("（2026-W37）", "2026-09-13")),
        ({"每": "半月", "月": 9}, "2026-09-09", "2026-09-16", ("（2026-09下半月）", "2026-09-30")),
    ],
)
def test_the_source_asks_for_reports(
    cadence: dict[str, object], on: str, until: str, owed: tuple[str, str]
) -> None:
    (duty,) = cadences(*opened(on), policy=BARE, until=until, cadence=cadence)
    assert (duty.name.removeprefix("按来源报送"), str(duty.due_on)) == owed
    assert (duty.rule, duty.unit, duty.kind) == ("", "A", "周期")


def test_a_report_between_two_named_days_meets_the_second() -> None:
    cadence = {"每": "月", "日": 5, "原文": "每月5日前"}
    early = (*opened("2026-09-09"), said("2026-09-28"))
    assert [
        (duty.name, str(duty.due_on))
        for duty in cadences(*early, policy=BARE, until="2026-10-02", cadence=cadence)
    ] == []
    later = cadences(*early, policy=BARE, until="2026-11-10", cadence=cadence)
    assert [(duty.name, str(duty.due_on), duty.missed) for duty in later] == [
        ("按来源报送（2026-11）", "2026-11-05", 1)
    ]


def test_both_policy_and_source_may_ask() -> None:
    owed = rows(*opened("2026-09-09"), until="2026-10-01", cadence={"每": "季"})
    assert owed == [("（2026-10）", "2026-10-30", 0), ("按来源报送（2026Q4）", "2026-12-31", 0)]


@pytest.mark.parametrize(
    ("source", "clause"),
    [
        ([], "来源规定 每月报送"),
        (
            [{"类别": "重要文件", "文号": "某政发〔2026〕7号", "条款": "三（二）"}],
            "来源规定 某政发〔2026〕7号 三（二） 每月报送",
        ),
    ],
)
def test_a_cadence_cites_its_source(source: list[dict[str, str]], clause: str) -> None:
    (duty,) = cadences(
        *opened("2026-09-09"), policy=BARE, until="2026-10-01", cadence={"每": "月"}, sources=source
    )
    assert duty.clause == clause


def test_a_named_day_before_the_days_asked_about_is_not_among_them() -> None:
    state = fold(make_task(*opened("2026-08-09"), cadence={"每": "月", "日": 5}), day("2026-12-01"))
    slots = slots_due(borne(state, BARE), state, (day("2026-10-10"), day("2026-11-30")))
    assert [str(slot.due.on) for slot in slots] == ["2026-11-05"]
