"""The inspections that a policy asks for in each period: met by a conclusion, by nothing else new."""

import pytest
from tests.builders import CALENDAR, day, make_book, moment
from tests.inspected import entry, inspection, journal_to, state_of

from duban.core.duties.standing_duties import Inspected, Performed, standing_slots
from duban.core.inspections.owed import named_duty, performed
from duban.core.model.inspection import AnyEntry
from duban.core.model.workspace import StandingEntry
from duban.core.policy.rules import PolicyBook
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
    assert performed(state_of(inspection(1, *journal, **named), "2026-12-31")) == met


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
