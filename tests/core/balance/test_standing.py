"""How units stand in a period: the grade, and each thing that speaks against them."""

from typing import Any

import pytest
from tests.accounts import quarter, task
from tests.builders import (
    assigned,
    cadence_rule,
    day,
    deadline_rule,
    event,
    limit_rule,
    make_book,
    make_policy,
    registered,
)

from duban.core.balance.standing import Grade, Standing, standings
from duban.core.model.events import Event

RULES = (limit_rule(5), deadline_rule("逾期", "说明", 5))
POLICY = make_policy(*RULES)
PASSED = event("核验", "2026-09-12", method="现场", result="通过")


def open_task(due_on: str = "2026-09-20") -> tuple[Event, ...]:
    return registered(), assigned("2026-09-01", due_on), event("签收", "2026-09-02", unit="A")


GOOD = (*open_task(), event("报结", "2026-09-10", unit="A"), PASSED, event("销号", "2026-09-13"))


def found(*journals: tuple[Event, ...], unit: str = "A", policy: Any = POLICY, **asked: Any) -> Standing:  # noqa: ANN401 - whatever quarter takes
    tasks = [task(*journal, id=f"WJ-2026-{place:04}") for place, journal in enumerate(journals, 1)]
    return standings(quarter(*tasks, policy=policy, **asked))[unit]


def test_a_unit_without_any_fault_stands_well() -> None:
    assert found(GOOD, GOOD, GOOD) == Standing(Grade.GOOD, 3)


def test_two_duties_are_too_few_to_judge_by() -> None:
    standing = found(GOOD, GOOD)
    assert (standing.grade, standing.counted) == (Grade.NONE, 2)


FAULTS: dict[str, tuple[tuple[Event, ...], str, bool]] = {
    "met late": (
        (*open_task("2026-09-08"), event("报结", "2026-09-10", unit="A"), PASSED),
        "按期办结并报告：补办",
        False,
    ),
    "late now": ((*open_task(), event("说明", "2026-09-22", unit="A", reason="雨")), "按期办结并报告：逾期未办结", True),
    "late, then extended past the period": (
        (
            *open_task(),
            event("说明", "2026-09-22", unit="A", reason="雨"),
            event("延期", "2026-09-28", due_on="2026-10-30", reason="雨", approved_by="林县长"),
        ),
        "按期办结并报告：曾逾期，已延期到 2026-10-30",
        False,
    ),
    "untrue": (
        (
            *open_task("2026-12-20"),
            event("报结", "2026-09-10", unit="A"),
            event("核验", "2026-09-12", method="现场", result="不通过", failure="假落实"),
        ),
        "2026-09-12 核验不通过（假落实）",
        True,
    ),
    "returned": (
        (*open_task("2026-12-20"), event("报结", "2026-09-10", unit="A"), event("退回", "2026-09-12", missing="照片")),
        "2026-09-12 退回（缺照片）",
        False,
    ),
    "not resolved": ((*GOOD, event("回访", "2026-09-20", method="现场", resolved="否")), "2026-09-20 回访有问题没有解决", True),
    "unsigned": ((registered(), assigned("2026-09-01", "2026-12-20")), "21个工作日没有签收", False),
}  # fmt: skip


@pytest.mark.parametrize(("journal", "what", "bars"), FAULTS.values(), ids=list(FAULTS))
def test_what_speaks_against_a_unit(journal: tuple[Event, ...], what: str, bars: bool) -> None:
    standing = found(*[GOOD] * 20, journal)
    assert (what, bars) in [
        (each.what, each.bars) for each in standing.reasons if each.task == "WJ-2026-0021"
    ]
    assert standing.grade is (Grade.FAIR if any(each.bars for each in standing.reasons) else Grade.GOOD)


def test_an_owed_explanation_bars() -> None:
    standing = found(*[GOOD] * 20, open_task("2026-09-10"))
    told = {each.what: each.bars for each in standing.reasons}
    assert told == {"按期办结并报告：逾期未办结": True, "规则2：逾期未办结": True}
    assert standing.grade is Grade.FAIR


def test_what_a_leader_put_down_to_somebody_else_is_told_and_does_not_count() -> None:
    late = (*open_task("2026-09-15"), event("说明", "2026-09-18", unit="A", reason="洪水"))
    judged = {"unit": "A", "reason": "洪水", "approved_by": "林县长"}
    excused = event("归因", "2026-09-20", cause="客观", **judged)
    standing = found(*[GOOD] * 20, (*late, excused))
    assert (standing.grade, standing.reasons) == (Grade.GOOD, ())
    assert [each.what for each in standing.excused] == [
        "按期办结并报告：逾期未办结（归因：客观，林县长批准，不计）"
    ]
    own = event("归因", "2026-09-25", cause="本单位", **judged)
    assert found(*[GOOD] * 20, (*late, excused, own)).grade is Grade.FAIR
    failed = (
        *open_task("2026-12-20"),
        event("报结", "2026-09-10", unit="A"),
        event("核验", "2026-09-12", method="现场", result="不通过", failure="假落实"),
        event("归因", "2026-09-20", cause="客观", **judged),
    )
    assert [each.what for each in found(*[GOOD] * 20, failed).reasons] == ["2026-09-12 核验不通过（假落实）"]


def test_many_faults_are_lagging() -> None:
    standing = found(GOOD, GOOD, open_task("2026-09-15"), open_task("2026-09-16"))
    assert standing.grade is Grade.BEHIND
    assert {each.task for each in standing.reasons} == {"WJ-2026-0003", "WJ-2026-0004"}


def test_a_missed_report_is_told_once() -> None:
    monthly = make_policy(limit_rule(5), cadence_rule("月"))
    journal = (
        registered("2026-06-01"),
        assigned("2026-06-01", "2026-12-20"),
        event("签收", "2026-06-02", unit="A"),
    )
    standing = found(journal, policy=monthly)
    assert [each.what for each in standing.reasons] == list(
        dict.fromkeys(each.what for each in standing.reasons)
    )
    assert any("缺报" in each.what or "逾期" in each.what for each in standing.reasons)


def test_the_scale_is_the_policy_s_own() -> None:
    rule = {"种类": "评价", "至少": 1, "较好": 0, "滞后": 90, "未签": 30}
    strict = make_policy(*RULES, rule)
    assert found(GOOD, policy=strict).grade is Grade.GOOD
    assert found(GOOD, (registered(), assigned("2026-09-01", "2026-12-20")), policy=strict).reasons == ()


def test_the_unit_that_led_then_answers_for_what_was_found_then() -> None:
    journal = (
        *open_task("2026-12-20"),
        event("报结", "2026-09-10", unit="A"),
        event("核验", "2026-09-12", method="现场", result="不通过", failure="假落实"),
        event("转办", "2026-09-15", old_lead="A", new_lead="B", due_on="2026-12-25", reason="职责"),
        event("签收", "2026-09-16", unit="B"),
    )
    rows = standings(quarter(task(*journal, lead="B"), policy=POLICY))
    assert [each.what for each in rows["A"].reasons] == ["2026-09-12 核验不通过（假落实）"]
    assert "B" not in rows or rows["B"].reasons == ()


def test_what_was_before_the_period_is_not_its_own() -> None:
    journal = (
        registered("2026-03-01"),
        assigned("2026-03-01", "2026-12-20"),
        event("签收", "2026-03-02", unit="A"),
        event("报结", "2026-03-10", unit="A"),
        event("退回", "2026-03-12", missing="照片"),
    )
    assert all("退回" not in each.what for each in found(journal, GOOD, GOOD, GOOD).reasons)
    assert make_book(POLICY).at(day("2026-09-01")) is POLICY
