"""The inspections that a policy asks for in each period: met by a conclusion, by nothing else new."""

import pytest
from tests.builders import CALENDAR, day, make_book, moment
from tests.inspected import entry, inspection, journal_to, state_of
from tests.inspections import inspection as story
from tests.inspections import told, upto

from duban.core.duties.standing_duties import (
    Inspected,
    Observed,
    Performed,
    planned_months,
    standing_slots,
)
from duban.core.inspections.owed import named_duty, performed
from duban.core.model.inspection import AnyEntry, InspectionPlan
from duban.core.model.record import read_record
from duban.core.model.workspace import StandingEntry
from duban.core.policy.rules import Cycle, PolicyBook
from duban.errors import DubanError
from duban.files.workspace.policies import load_policy

HALF, QUARTER = "anshan-2015/office-half", "anshan-2015/office-quarter"


def book(edition: int | None = None) -> PolicyBook:
    policy, problems = load_policy("anshan-2015", None, edition)
    assert policy is not None
    assert problems == ()
    return make_book(("2026-01-01", policy))


# 2026-07-20 is a Monday.
CONCLUDED = journal_to("督查结论", "2026-07-20")
CHANGED = (
    *journal_to("结论送达", "2026-07-20"),
    entry("申请复核", "2026-07-22", unit="甲局", reason="数字不对"),
    entry(
        "复核决定",
        "2026-08-03",
        unit="甲局",
        ruling="撤销",
        reviewers=["丁"],
        reason="证据不足",
        approved_by="县长",
    ),
)


@pytest.mark.parametrize(
    ("journal", "named", "met"),
    [
        (CONCLUDED, {"rule": HALF, "period": "2026H1"}, Inspected(HALF, "2026H1", day("2026-07-20"))),
        (CHANGED, {"rule": HALF, "period": "2026H1"}, Inspected(HALF, "2026H1", day("2026-07-20"))),
        (CONCLUDED, {}, None),
        (journal_to("督查报告", "2026-07-20"), {"rule": HALF, "period": "2026H1"}, None),
    ],
    ids=["concluded", "revoked by a review", "names no duty", "only reported up"],
)
def test_a_conclusion_meets_the_duty_that_the_head_names(
    journal: tuple[AnyEntry, ...], named: dict[str, str], met: Inspected | None
) -> None:
    found = performed(state_of(inspection(1, *journal, **named), "2026-12-31"))
    assert list(found) == ([met] if met is not None else [])


def test_the_first_day_of_a_delegate_on_site_is_seen() -> None:
    team = [{"姓名": "李主任", "身份": "组长"}, {"姓名": "周代表", "身份": "特邀", "界别": "人大代表"}]
    days = [
        told("现场", 日期=f"2026-03-{at}", 人员=names)
        for at, names in ((10, ["李主任"]), (11, None), (13, ["周代表", "李主任"]), (12, ["周代表"]))
    ]
    state = state_of(story(*upto("实施"), *days, 督查组=team), "2026-12-31")
    assert list(performed(state)) == [Observed(Cycle.INVITED, day("2026-03-12"), day("2026-03-12"))]
    without = state_of(story(*upto("实施"), *days), "2026-12-31")
    assert list(performed(without)) == []


def test_the_first_approval_of_a_month_is_its_plan() -> None:
    entries = [
        {
            "日期": on,
            "登记": f"{on}T09:00:00+08:00",
            "经办": "王五",
            "期": label,
            "列入": [f"DX-2026-000{n}"],
            "批准人": "甲",
        }
        for n, (on, label) in enumerate(
            (("2026-01-05", "2026"), ("2026-03-09", "2026-03"), ("2026-03-02", "2026-03")), 1
        )
    ]
    plan = read_record({"年度": "2026", "流水": entries}, InspectionPlan)
    assert list(planned_months(plan)) == [Observed(Cycle.PLANNED, day("2026-03-01"), day("2026-03-02"))]


@pytest.mark.parametrize(
    ("cycle", "rule", "about", "on", "met"),
    [
        (Cycle.PLANNED, "month-plan", "2026-03-01", "2026-02-27", {"2026-03": "2026-02-27"}),
        (Cycle.PLANNED, "month-plan", "2026-03-01", "2026-04-09", {"2026-03": "2026-04-09"}),
        (Cycle.INVITED, "month-plan", "2026-03-01", "2026-03-02", {}),
    ],
)
def test_what_is_observed_meets_the_period_that_it_is_of(
    cycle: Cycle, rule: str, about: str, on: str, met: dict[str, str]
) -> None:
    held = Performed(observed=(Observed(cycle, day(about), day(on)),))
    slots = standing_slots(book(), CALENDAR, held, day("2026-12-31"))
    found = {s.span.label: s.met_on.isoformat() for _, r, _, s in slots if r.id == rule and s.met_on}
    assert found == met


def made(performed: Performed, edition: int | None = None) -> dict[str, str | None]:
    slots = standing_slots(book(edition), CALENDAR, performed, day("2026-12-31"))
    return {
        f"{rule.id} {slot.span.label}": slot.met_on.isoformat() if slot.met_on else None
        for _, rule, _, slot in slots
        if rule.id.startswith("office")
    }


def noted(rule: str, period: str, on: str) -> StandingEntry:
    return StandingEntry(on=day(on), recorded_at=moment(on), rule=rule, period=period, by="王五")


@pytest.mark.parametrize("edition", [1, None])
def test_what_was_entered_as_performed_keeps_counting(edition: int | None) -> None:
    held = Performed(entries=(noted(HALF, "2026H1", "2026-07-09"),))
    assert made(held, edition)["office-half 2026H1"] == "2026-07-09"


def test_an_inspection_meets_the_period_that_it_names_alone() -> None:
    held = Performed(
        inspected=(
            Inspected(HALF, "2026H1", day("2026-07-20")),
            Inspected(HALF, "2026H1", day("2026-07-10")),
            Inspected("anshan-2015/self-check", "2026H1", day("2026-07-10")),
        )
    )
    met = {period: on for period, on in made(held).items() if on}
    assert met == {"office-half 2026H1": "2026-07-10"}


def test_under_the_first_edition_an_inspection_met_nothing() -> None:
    held = Performed(inspected=(Inspected(HALF, "2026H1", day("2026-07-10")),))
    assert made(held, 1)["office-half 2026H1"] is None


@pytest.mark.parametrize(
    ("rule", "period"),
    [("office-half", "2026H1"), (HALF, "2026H1"), ("office-half", "2026年上半年"), (QUARTER, "2026Q3")],
)
def test_words_mean_a_duty(rule: str, period: str) -> None:
    named, label = named_duty(book(), rule, period, day("2026-03-02"))
    assert named == (QUARTER if "Q" in period else HALF)
    assert label == ("2026Q3" if "Q" in period else "2026H1")


@pytest.mark.parametrize(
    ("rule", "period", "code"),
    [
        ("office-half", "2026Q1", "wrong-period"),
        ("office-half", "哪天", "bad-period"),
        ("self-check", "2026H1", "not-an-inspection"),
        ("office-hall", "2026H1", "unknown-rule"),
        ("default/office-half", "2026H1", "wrong-policy"),
    ],
)
def test_what_is_no_duty_is_refused(rule: str, period: str, code: str) -> None:
    with pytest.raises(DubanError) as caught:
        named_duty(book(), rule, period, day("2026-03-02"))
    assert [problem.code for problem in caught.value.problems] == [code]
