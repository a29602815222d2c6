"""The 推进计划 as a duty, and how fine a schedule must be: by the built-in policies, day by day."""

from datetime import date

import pytest
from tests.builders import CALENDAR, assigned, day, event, make_book, make_ground, make_task, registered
from tests.core.duties.test_task_duties import built_in

from duban.core.cases.task import decide
from duban.core.duties.duty import Duty
from duban.core.duties.milestones import days_of_parts, find_gaps
from duban.core.duties.task_duties import duties
from duban.core.model.events import Event
from duban.core.model.task import Task
from duban.core.model.terms import Every, LedgerKind
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold
from duban.core.verdicts.verdict import judge
from duban.errors import DubanError, Problem

LIUPANSHUI = built_in("liupanshui-2016")
HEAD = {
    "requirements": "办成",
    "deadline": {"日期": "2026-12-31", "原文": "2026-12-31前"},
    "sources": [{"类别": "领导交办", "名称": "县长办公会"}],
}
WHOLE = {
    "post": "规划股",
    "owner": "李四",
    "measures": "包片",
    "indicators": [{"名称": "户数", "目标": 120}],
    "milestones": [{"节点": "摸底", "时限": "2026-03-20"}],
}
TOLD = assigned("2026-01-05", "2026-12-31", plan_due_on="2026-01-12")
SIGNED = event("签收", "2026-01-06", unit="A")


def told(task: Task, on: str, name: str = "liupanshui-2016", **fields: object) -> Event:
    ground = make_ground(built_in(name), on, ledger=LedgerKind.ASSIGNMENT)
    decided: Event = decide(task, event("交办", on, **fields), ground).event
    return decided


def refused(task: Task, new: Event, children: tuple[TaskState, ...] = (), name: str = "") -> Problem:
    ground = make_ground(built_in(name or "liupanshui-2016"), str(new.on), children=children)
    with pytest.raises(DubanError) as caught:
        decide(task, new, ground)
    return caught.value.problems[0]


def plan_on(task: Task, today: str, name: str = "liupanshui-2016") -> Duty | None:
    """The duty to send the plan, as of a day."""
    state = fold(task, day(today))
    found = duties(state, make_book(built_in(name)), CALENDAR, LedgerKind.ASSIGNMENT)
    return next((duty for duty in found if "计划" in duty.name), None)


@pytest.mark.parametrize(
    ("head", "name", "due_on"),
    [
        ({}, "liupanshui-2016", "2026-01-12"),
        (WHOLE, "liupanshui-2016", None),
        (WHOLE | {"measures": None}, "liupanshui-2016", "2026-01-12"),
        (
            {"deadline": {"日期": "2026-01-08", "原文": "2026-01-08前"}},
            "liupanshui-2016",
            "2026-01-08",
        ),  # never after the task's own day
        ({"deadline": {"日期": "2025-12-31", "原文": "2025-12-31前"}}, "liupanshui-2016", "2026-01-12"),
        ({}, "shiwei", "2026-01-12"),
        ({}, "default", "2026-01-12"),
        ({"owner": "李四"}, "default", None),  # default asks for no more than who answers for it
        ({"owner": "李四", "horizon": "中长期"}, "default", "2026-01-12"),
        ({}, "ledong-2019", None),
        ({"tags": ["原则性"]}, "ledong-2019", "2026-01-12"),
        ({}, "guizhou-2020", None),
        ({}, "anshan-2015", None),
    ],
)
def test_a_day_is_told_where_the_lead_still_owes_something(
    head: dict[str, object], name: str, due_on: str | None
) -> None:
    task = make_task(registered("2026-01-05"), **(HEAD | head))
    found = told(task, "2026-01-05", name)
    assert str(getattr(found, "plan_due_on", "")) == str(due_on)


VERDICTS = [
    ("2026-01-12", (), "running"),
    ("2026-01-13", (), "overdue"),
    ("2026-01-13", (event("推进计划", "2026-01-12", unit="A"),), "met"),
    ("2026-01-20", (event("推进计划", "2026-01-15", unit="A"),), "met_late"),
    ("2026-01-20", (event("报结", "2026-01-09", unit="A"),), "ended"),  # who has finished plans no more
    ("2026-01-20", (event("报结", "2026-01-15", unit="A"),), "ended_overdue"),
    (
        "2026-01-20",
        (event("报结", "2026-01-09", unit="A"), event("退回", "2026-01-10", missing="验收单")),
        "overdue",
    ),
    ("2026-01-20", (event("中止", "2026-01-08", reason="等"),), "stopped"),
    ("2026-01-20", (event("转办", "2026-01-08", old_lead="A", new_lead="B"),), "ended"),
    ("2026-01-20", (event("转办", "2026-01-15", old_lead="A", new_lead="B"),), "ended_overdue"),
    ("2026-01-20", (event("撤销", "2026-01-15", reason="重复"),), "ended_overdue"),
]


@pytest.mark.parametrize(("today", "more", "verdict"), VERDICTS)
def test_the_plan_is_a_duty_like_any_other(today: str, more: tuple[Event, ...], verdict: str) -> None:
    found = plan_on(make_task(registered("2026-01-05"), TOLD, SIGNED, *more, **HEAD), today)
    assert found is not None
    assert (found.unit, found.discretionary, found.clause) == ("A", True, "六盘水府发〔2016〕7号 二（三）")
    assert judge(found, day(today)).verdict.english == verdict


def test_a_task_whose_assignment_told_no_day_owes_no_plan() -> None:
    """The rule holds from the day it came: what was handed over before is not late all at once."""
    old = make_task(registered("2026-01-05"), assigned("2026-01-05", "2026-12-31"), SIGNED, **HEAD)
    assert plan_on(old, "2026-06-01") is None


@pytest.mark.parametrize(
    ("today", "verdict"), [("2026-01-08", "running"), ("2026-01-09", "ended"), ("2026-02-01", "ended")]
)
def test_a_plan_due_on_the_day_of_the_task_is_not_late_beside_it(today: str, verdict: str) -> None:
    told = assigned("2026-01-05", "2026-01-08", plan_due_on="2026-01-08")
    found = plan_on(make_task(registered("2026-01-05"), told, SIGNED, **HEAD), today)
    assert found is not None
    assert judge(found, day(today)).verdict.english == verdict
    done = make_task(registered("2026-01-05"), told, SIGNED, event("报结", "2026-01-20", unit="A"), **HEAD)
    late = plan_on(done, "2026-02-01")  # the report is late, and that is all
    assert late is not None
    assert judge(late, day("2026-02-01")).verdict.english == "ended"


def test_what_was_told_stays_owed_where_the_policy_has_no_such_rule() -> None:
    found = plan_on(make_task(registered("2026-01-05"), TOLD, SIGNED, **HEAD), "2026-02-01", "anshan-2015")
    assert found is not None
    assert (found.name, found.rule, found.due_on) == ("推进计划", "", date(2026, 1, 12))


def test_a_suspension_moves_the_plan_like_any_duty() -> None:
    stopped = (event("中止", "2026-01-08", reason="等"), event("恢复", "2026-01-15", due_on="2026-12-31"))
    found = plan_on(make_task(registered("2026-01-05"), TOLD, SIGNED, *stopped, **HEAD), "2026-01-16")
    assert found is not None
    assert (found.original_due_on, found.due_on) == (date(2026, 1, 12), date(2026, 1, 19))


def test_a_new_lead_owes_a_plan_of_its_own() -> None:
    task = make_task(registered("2026-01-05"), TOLD, SIGNED, **(HEAD | WHOLE))
    ground = make_ground(LIUPANSHUI, "2026-02-02")
    made = decide(
        task, event("转办", "2026-02-02", old_lead="A", new_lead="B", approved_by="甲"), ground
    ).event
    assert str(made.plan_due_on) == "2026-02-09"
    again = make_task(*task.journal, made, **(HEAD | WHOLE | {"lead": "B"}))
    owed = [
        (duty.unit, duty.due_on)
        for duty in duties(fold(again, day("2026-02-03")), make_book(LIUPANSHUI), CALENDAR, None)
        if duty.rule == "plan"
    ]
    assert owed == [("A", date(2026, 1, 12)), ("B", date(2026, 2, 9))]


@pytest.mark.parametrize(
    ("head", "new", "code", "words"),
    [
        ({}, {"unit": "A"}, "plan-incomplete", "缺 时序进度、岗位、责任人、量化指标、工作措施"),
        (WHOLE | {"post": None}, {"unit": "A"}, "plan-incomplete", "缺 岗位"),
        (
            WHOLE | {"horizon": "年度"},
            {"unit": "A"},
            "coarse-schedule",
            "应分解到季，2026Q2、2026Q3 没有节点",
        ),
        (WHOLE | {"support": ["B"]}, {"unit": "B"}, "not-allowed", "“B”不是牵头单位"),
        (WHOLE, {"unit": "C"}, "not-allowed", "“C”不是本事项的牵头或配合单位"),
    ],
)
def test_a_plan_that_does_not_hold_is_refused(
    head: dict[str, object], new: dict[str, object], code: str, words: str
) -> None:
    task = make_task(registered("2026-01-05"), TOLD, SIGNED, **(HEAD | head))
    problem = refused(task, event("推进计划", "2026-01-08", **new))
    assert (problem.code, words in problem.message) == (code, True)


def test_a_plan_comes_once_and_only_while_the_task_is_carried_out() -> None:
    sent = event("推进计划", "2026-01-08", unit="A")
    task = make_task(registered("2026-01-05"), TOLD, SIGNED, sent, **(HEAD | WHOLE))
    assert refused(task, event("推进计划", "2026-01-09", unit="A")).code == "planned-already"
    done = make_task(*task.journal[:3], event("报结", "2026-01-07", unit="A"), **(HEAD | WHOLE))
    problem = refused(done, sent)
    assert (problem.code, "不能报推进计划" in problem.message) == ("not-allowed", True)
    early = make_task(registered("2026-01-05"), **(HEAD | WHOLE))
    assert refused(early, sent).code == "not-allowed"


def nodes(*days: str) -> list[dict[str, str]]:
    return [{"节点": on, "时限": on} for on in days]


COARSE: dict[str, tuple[str, dict[str, object], tuple[str, ...], str]] = {
    "a year by one node": ("liupanshui-2016", {"horizon": "年度"}, ("2026-12-31",), "2026Q1、2026Q2、2026Q3"),
    "the first quarter too": (
        "liupanshui-2016",
        {"horizon": "年度"},
        ("2026-06-30", "2026-09-30"),
        "2026Q1 没有节点",
    ),
    "by months": ("liupanshui-2016", {"horizon": "阶段性"}, ("2026-01-31",), "2026-02、2026-03"),
    "by weeks": ("liupanshui-2016", {"horizon": "特别重要"}, ("2026-01-09",), "2026-W03"),
    "a long task by years": (
        "ledong-2019",
        {"horizon": "中长期", "deadline": {"日期": "2028-12-31", "原文": "2028-12-31前"}},
        ("2026-12-20",),
        "2027 没有节点",
    ),
    "原则性 alone": (
        "ledong-2019",
        {"tags": ["原则性"], "deadline": {"日期": "2028-12-31", "原文": "2028-12-31前"}},
        ("2028-06-30",),
        "2026、2027 没有节点",
    ),
}


@pytest.mark.parametrize(("name", "head", "days", "words"), COARSE.values(), ids=COARSE)
def test_a_coarse_schedule_is_not_handed_over(
    name: str, head: dict[str, object], days: tuple[str, ...], words: str
) -> None:
    task = make_task(registered("2026-01-05"), **(HEAD | {"milestones": nodes(*days)} | head))
    problem = refused(task, event("交办", "2026-01-05"), name=name)
    assert (problem.code, words in problem.message) == ("coarse-schedule", True)
    assert "--milestone " in problem.advice


def test_a_schedule_that_is_fine_enough_is_handed_over() -> None:
    quarters = nodes("2026-03-31", "2026-06-30", "2026-09-30")
    task = make_task(registered("2026-01-05"), **(HEAD | {"milestones": quarters, "horizon": "年度"}))
    assert getattr(told(task, "2026-01-05"), "due_on", None) == date(2026, 12, 31)


def test_parts_of_a_task_are_steps_as_nodes_are() -> None:
    """A long task that was split into years has its yearly aims (Liupanshui 三（二）一, Ledong 18)."""

    def part(due_on: str, *more: Event) -> TaskState:
        return fold(make_task(registered(), *more, deadline={"日期": due_on}), day("2026-09-30"))

    given = part("2026-12-31", assigned("2026-09-01", "2026-11-30"))
    gone = part("2027-12-31", event("撤销", "2026-09-02", reason="重复"))
    assert days_of_parts([given, part("2027-12-31"), gone]) == [date(2026, 11, 30), date(2027, 12, 31)]
    long = HEAD | {"horizon": "中长期", "deadline": {"日期": "2028-12-31", "原文": "2028-12-31前"}}
    task = make_task(registered("2026-01-05"), **long)
    ground = make_ground(
        built_in("ledong-2019"), "2026-01-05", children=(part("2026-12-31"), part("2027-12-31"))
    )
    made = decide(task, event("交办", "2026-01-05"), ground).event
    assert made.plan_due_on is None
    assert (
        "2027 没有节点"
        in refused(task, event("交办", "2026-01-05"), (part("2026-12-31"),), "ledong-2019").message
    )


@pytest.mark.parametrize(
    ("began", "days", "due_on", "gaps"),
    [
        ("2026-01-05", [], None, []),
        ("2026-01-05", ["2026-03-31"], None, []),
        ("2026-02-11", ["2026-06-30"], "2026-09-30", ["2026Q1"]),  # 30 of its 59 working days were left
        ("2026-02-12", ["2026-06-30"], "2026-09-30", []),
        ("2026-01-05", ["2026-03-31"], "2026-05-10", []),  # the due day is a step itself
        ("2026-01-05", ["2026-03-31"], "2026-09-30", ["2026Q2"]),
    ],
)
def test_a_period_counts_if_half_of_its_working_days_are_left(
    began: str, days: list[str], due_on: str | None, gaps: list[str]
) -> None:
    found = find_gaps(Every.QUARTER, day(began), map(day, days), day(due_on) if due_on else None, CALENDAR)
    assert [gap.label for gap in found] == gaps
