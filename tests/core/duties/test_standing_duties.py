"""What belongs to no task: the office's own cycle, each unit's report and self-check."""

from datetime import date
from typing import Any

import pytest
from tests.builders import (
    CALENDAR,
    assigned,
    cadence_rule,
    day,
    event,
    make_book,
    make_policy,
    make_register,
    make_task,
    moment,
    registered,
)

from duban.core.duties.duty import OFFICE
from duban.core.duties.standing_duties import Answer, Led, Performed, standing_duties, standing_slots
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.model.workspace import StandingEntry
from duban.core.periods.closings import (
    NO_CLOSINGS,
    ClosingJournal,
    Closings,
    Figures,
    PeriodClose,
    PeriodReopen,
    read_closings,
)
from duban.core.policy.rules import Policy, PolicyBook
from duban.core.state.transitions import fold
from duban.files.workspace.policies import load_policy

# --- what belongs to no task ----------------------------------------

OFFICE_AND_UNITS = make_policy(
    cadence_rule("季", 范围="督查室", 义务人="督查室"), cadence_rule("季", 范围="单位")
)
UNITS = make_register(
    {"全称": "甲局"},
    {"全称": "乙局", "曾用名": ["乙委"]},
    {"全称": "丙局", "并入": "乙局", "并入日期": "2026-08-01"},
)


def entry(rule: str, period: str, unit: str | None = None, on: str = "2026-04-02") -> StandingEntry:
    values: dict[str, Any] = {
        "on": day(on),
        "recorded_at": moment(on),
        "rule": rule,
        "period": period,
        "by": "王五",
    }
    return StandingEntry(**values, unit=unit)


def owed_by_all(
    *entries: StandingEntry,
    until: str,
    policy: Policy | PolicyBook = OFFICE_AND_UNITS,
    register: Register = NO_REGISTER,
) -> list[tuple[str, str, int]]:
    book = make_book(("2026-01-01", policy), anew=date.max) if isinstance(policy, Policy) else policy
    found = standing_duties(book, CALENDAR, Performed(tuple(entries), register=register), day(until))
    return [(duty.unit, duty.name[3:], duty.missed) for duty in found]


def test_the_office_and_each_unit_owe_the_first_period_that_begins_under_the_policy() -> None:
    assert owed_by_all(until="2026-02-01", register=make_register({"全称": "甲局"})) == [
        (OFFICE, "（2026Q1）", 0),
        ("甲局", "（2026Q1）", 0),
    ]
    late = make_book(("2026-01-02", OFFICE_AND_UNITS), anew=date.max)
    assert owed_by_all(until="2026-02-01", policy=late) == []
    assert owed_by_all(until="2026-04-01", policy=late) == [(OFFICE, "（2026Q2）", 0)]


def test_a_recorded_period_is_met_under_either_name_of_its_rule() -> None:
    for name in ("rule-1", "test/rule-1"):
        assert owed_by_all(entry(name, "2026Q1"), until="2026-04-10") == [(OFFICE, "（2026Q2）", 0)]
    assert owed_by_all(entry("rule-1", "2026Q1", on="2026-04-11"), until="2026-04-10")[0][2] == 1


def test_a_missed_period_stays_open_until_it_is_recorded_and_runs_are_one_row() -> None:
    assert owed_by_all(entry("rule-1", "2026Q2"), until="2026-10-09") == [
        (OFFICE, "（2026Q1）", 1),
        (OFFICE, "（2026Q3）", 1),
        (OFFICE, "（2026Q4）", 0),
    ]
    assert owed_by_all(until="2026-10-09") == [
        (OFFICE, "（2026Q1）（连续缺报3期）", 3),
        (OFFICE, "（2026Q4）", 0),
    ]


def test_units_are_known_by_any_name_and_merged_ones_owe_no_more() -> None:
    done = (
        entry("rule-2", "2026Q1", "甲局"),
        entry("rule-2", "2026Q1", "乙委"),
        entry("rule-2", "2026Q1", "丙局"),
    )
    office = (entry("rule-1", "2026Q1"), entry("rule-1", "2026Q2"))
    before = owed_by_all(*done, *office, until="2026-07-31", register=UNITS)
    assert [(unit, name) for unit, name, missed in before if missed] == [
        ("甲局", "（2026Q2）"),
        ("乙局", "（2026Q2）"),
        ("丙局", "（2026Q2）"),
    ]
    after = owed_by_all(*done, *office, until="2026-08-01", register=UNITS)
    assert {unit for unit, _, missed in after if missed} == {"甲局", "乙局"}


def test_a_merger_without_a_day_has_happened() -> None:
    register = make_register({"全称": "甲局"}, {"全称": "丁局", "并入": "甲局"})
    found = owed_by_all(until="2026-02-01", register=register)
    assert [unit for unit, _, _ in found] == [OFFICE, "甲局"]
    assert register.current("丁局", day("2026-01-01")) == "甲局"


def test_another_policy_takes_over_with_the_periods_that_begin_under_it() -> None:
    other = make_policy(cadence_rule("月", 范围="督查室", 义务人="督查室"), name="other")
    book = make_book(("2026-01-01", OFFICE_AND_UNITS), ("2026-06-15", other), anew=date.max)
    assert owed_by_all(until="2026-07-10", policy=book) == [
        (OFFICE, "（2026Q1）（连续缺报2期）", 2),
        (OFFICE, "（2026-07）", 0),
    ]


def test_a_rule_of_the_office_may_have_days_of_its_own() -> None:
    policy = make_policy(cadence_rule("季", 范围="督查室", 义务人="督查室", 施行="2026-04-01"))
    assert owed_by_all(until="2026-04-10", policy=policy) == [(OFFICE, "（2026Q2）", 0)]
    task_only = make_book(make_policy(cadence_rule("月")))
    assert standing_duties(task_only, CALENDAR, Performed(register=UNITS), day("2026-12-31")) == []


CYCLE_QUARTER = cadence_rule(
    "季", 范围="督查室", 义务人="督查室", 环节="季度对账", 期满后={"数": 10, "单位": "工作日"}
)
CYCLE = make_policy(
    CYCLE_QUARTER,
    cadence_rule("季", 范围="督查室", 义务人="督查室", 环节="季汇总", 期满后={"数": 10, "单位": "工作日"}),
    cadence_rule("月", 范围="单位", 环节="月自查", 期满后={"数": 5, "单位": "工作日"}),
    cadence_rule("季", 范围="单位"),
    cadence_rule("季", 范围="督查室", 义务人="督查室"),
)


def closed(label: str, *journal: tuple[str, str]) -> Closings:
    """A period with closings (结) and reopenings (开) on these days."""
    events = []
    for kind, on in journal:
        common: dict[str, Any] = {"on": day(on), "recorded_at": moment(on), "by": "王五"}
        made = PeriodClose(**common, total=Figures(), digest="x")
        events.append(made if kind == "结" else PeriodReopen(**common, reason="补记"))
    return read_closings([ClosingJournal(period=label, journal=tuple(events))])


def met_slots(until: str, closings: Closings = NO_CLOSINGS, *answers: Answer) -> dict[tuple[str, str], str]:
    """(rule, period) → the day on which it was met, of everything that was."""
    performed = Performed(closings=closings, answers=answers, register=make_register({"全称": "甲局"}))
    book = make_book(("2026-01-01", CYCLE), anew=date.max)
    found = standing_slots(book, CALENDAR, performed, day(until))
    return {(rule.id, slot.span.label): str(slot.met_on) for _, rule, _, slot in found if slot.met_on}


@pytest.mark.parametrize(
    ("closings", "met"),
    [
        (closed("2026Q1", ("结", "2026-04-08")), {"rule-1": "2026-04-08", "rule-2": "2026-04-08"}),
        (closed("2026Q1", ("结", "2026-04-08"), ("开", "2026-04-10")), {}),
        (
            closed("2026Q1", ("结", "2026-04-08"), ("开", "2026-04-10"), ("结", "2026-05-20")),
            {"rule-1": "2026-04-08", "rule-2": "2026-04-08"},
        ),
        (closed("2026H1", ("结", "2026-07-08")), {}),
        (closed("2026Q1", ("结", "2026-10-08")), {}),
    ],
)
def test_closing_a_period_meets_the_steps_of_the_office(closings: Closings, met: dict[str, str]) -> None:
    found = met_slots("2026-07-10", closings)
    assert found == {(rule, "2026Q1"): on for rule, on in met.items()}


@pytest.mark.parametrize(
    ("rule", "period", "closings"),
    [
        ("office-half", "2026H1", closed("2026H1", ("结", "2026-07-08"))),
        ("office-quarter", "2026Q1", closed("2026Q1", ("结", "2026-04-08"))),
    ],
)
def test_under_anshan_a_closing_is_no_inspection_but_an_entry_is(
    rule: str, period: str, closings: Closings
) -> None:
    policy, _ = load_policy("anshan-2015", None)
    assert policy is not None
    book = make_book(("2026-01-01", policy))
    entry = StandingEntry(
        on=day("2026-07-10"),
        recorded_at=moment("2026-07-10"),
        by="王五",
        rule=f"anshan-2015/{rule}",
        period=period,
    )

    def met(*entries: StandingEntry) -> list[str]:
        performed = Performed(entries=entries, closings=closings, register=make_register({"全称": "甲局"}))
        found = standing_slots(book, CALENDAR, performed, day("2026-07-20"))
        return [slot.span.label for _, each, _, slot in found if each.id == rule and slot.met_on]

    assert met() == []
    assert met(entry) == [period]


def test_a_returned_self_check_meets_the_unit_s_and_the_first_return_counts() -> None:
    answers = (
        Answer("2026-02", "甲局", day("2026-03-05")),
        Answer("2026-02", "甲局", day("2026-03-03")),
        Answer("2026-03", "乙局", day("2026-04-03")),
        Answer("2026-04", "甲局", day("2026-09-03")),
    )
    assert met_slots("2026-07-10", NO_CLOSINGS, *answers) == {("rule-3", "2026-02"): "2026-03-03"}


def test_a_quarter_is_balanced_after_it_has_ended() -> None:
    assert owed_by_all(until="2026-04-10", policy=make_policy(CYCLE_QUARTER)) == [(OFFICE, "（2026Q1）", 0)]
    assert owed_by_all(until="2026-04-16", policy=make_policy(CYCLE_QUARTER)) == [
        (OFFICE, "（2026Q1）", 1),
        (OFFICE, "（2026Q2）", 0),
    ]


# --- as counted since format 3 ----------------------------------------

CYCLE_YEAR = make_policy(
    *(
        cadence_rule(every, 范围="督查室", 义务人="督查室", 环节=step, 期满后={"数": 10, "单位": "工作日"})
        for every, step in (("年", "年底交账"), ("半年", "半年查账"), ("季", "季度对账"))
    )
)


def since(*policies: tuple[str, Policy], anew: str = "0001-01-01") -> PolicyBook:
    return make_book(*policies, anew=day(anew))


@pytest.mark.parametrize(
    ("opened", "anew", "until", "owed"),
    [
        ("2026-01-05", "0001-01-01", "2026-02-01", ["（2026）", "（2026H1）", "（2026Q1）"]),
        ("2026-12-15", "0001-01-01", "2026-12-20", ["（2026）", "（2026H2）", "（2026Q4）"]),
        (
            "2026-01-05",
            "2026-11-30",
            "2026-12-20",
            ["（2026）", "（2026H2）", "（2026Q2）（连续缺报2期）", "（2026Q4）"],
        ),
        ("2026-01-05", "9999-12-31", "2026-12-20", ["（2026H2）", "（2026Q2）（连续缺报2期）", "（2026Q4）"]),
    ],
)
def test_what_runs_when_the_workspace_opens_is_owed_if_its_day_lies_ahead(
    opened: str, anew: str, until: str, owed: list[str]
) -> None:
    found = owed_by_all(until=until, policy=since((opened, CYCLE_YEAR), anew=anew))
    assert [name for _, name, _ in found] == owed


def test_a_later_policy_owes_only_what_begins_under_it() -> None:
    book = since(("2025-01-01", make_policy(name="bare")), ("2026-01-05", CYCLE_YEAR))
    assert owed_by_all(until="2026-02-01", policy=book) == []


SELF_CHECK = make_policy(cadence_rule("月", 范围="单位", 环节="月自查", 期满后={"数": 5, "单位": "工作日"}))
REGISTER = make_register(
    {"全称": "甲局"}, {"全称": "乙局"}, {"全称": "丙局"}, {"全称": "各局", "成员": ["甲局", "乙局"]}
)


def self_checks(until: str, *, policy: Policy = SELF_CHECK) -> list[tuple[str, str]]:
    """(unit, period) of what units owe; 甲局 leads a task from 01-20 to 03-10, 乙局 supports it."""
    journal = (
        registered("2026-01-20"),
        assigned("2026-01-20", "2026-12-31"),
        event("撤销", "2026-03-10", reason="不办了", approved_by="顾县长"),
    )
    state = fold(make_task(*journal, lead=["甲局"], support=["乙局"]), day(until))
    assert state.faults == []
    led = tuple(Led(state, standing) for standing in (*state.former, *state.lead_standings()))
    performed = Performed(led={"甲局": led}, register=REGISTER)
    found = standing_duties(since(("2026-01-01", policy)), CALENDAR, performed, day(until))
    return [(duty.unit, duty.name[3:]) for duty in found]


def test_who_leads_an_open_task_when_the_month_ends_checks_itself() -> None:
    assert self_checks("2026-01-19") == []
    assert self_checks("2026-01-25") == [("甲局", "（2026-01）")]
    assert self_checks("2026-03-09") == [("甲局", "（2026-01）（连续缺报2期）"), ("甲局", "（2026-03）")]
    assert self_checks("2026-04-30") == [("甲局", "（2026-01）（连续缺报2期）")]


def test_a_group_of_units_reports_nothing_itself() -> None:
    policy = make_policy(cadence_rule("季", 范围="单位"))
    assert [unit for unit, _ in self_checks("2026-02-01", policy=policy)] == ["甲局", "乙局", "丙局"]


def test_what_comes_within_days_is_told_before_its_period_begins() -> None:
    policy = since(("2026-01-01", make_policy(cadence_rule("月", 范围="督查室", 义务人="督查室"))))
    found = standing_duties(policy, CALENDAR, Performed(), day("2026-03-31"), day("2026-05-06"))
    assert [(duty.name[3:], str(duty.due_on)) for duty in found if not duty.missed] == [
        ("（2026-03）", "2026-03-31"),
        ("（2026-04）", "2026-04-30"),
    ]
