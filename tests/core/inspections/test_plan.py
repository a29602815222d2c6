"""Plans of inspections: what stands in them as approved and changed, what may, and how a period looks on a day."""

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest
from tests.builders import CALENDAR, day, make_book, make_policy, make_register
from tests.inspected import approval, entry, inspection, journal_to, state_of

from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.cases.inspection import INSPECTION_PLAN
from duban.core.engine.decide import Decided, decide
from duban.core.inspections.outlook import Planned, doubled, outlook
from duban.core.inspections.plan import plan_faults, plan_of, planned
from duban.core.model.inspection import ApprovePlan, Inspection, InspectionPlan
from duban.core.model.people import Roll
from duban.core.model.record import read_record
from duban.core.model.workspace import Leader
from duban.core.periods.spans import parse_span
from duban.errors import DubanError
from duban.files.workspace.policies import load_policy

ONE, TWO, THREE = (f"DX-2026-000{number}" for number in (1, 2, 3))
UNITS = make_register({"全称": "甲局"}, {"全称": "乙局"})
RULES = load_policy("default", None)[0]
assert RULES is not None
BOOK = make_book(RULES)


def ground(*files: Inspection, today: str = "2026-03-31", leaders: tuple[Leader, ...] = ()) -> Ground:
    states = [state_of(file, today, UNITS) for file in files]
    base = Ground(BOOK, CALENDAR, UNITS, None, day(today), roll=Roll(leaders))
    return msgspec.structs.replace(base, elsewhere=Elsewhere(inspections=lambda: states))


def plan(*journal: ApprovePlan) -> InspectionPlan:
    return InspectionPlan(year="2026", journal=journal)


# --- what stands in a plan

FIRST = approval("2026-01-05", "2026", ONE, TWO)
MARCH = approval("2026-03-02", "2026-03", ONE)
CHANGED = approval("2026-02-02", "2026", THREE, dropped=[TWO], reason="省里要查")


@pytest.mark.parametrize(
    ("today", "year", "where"),
    [
        ("2026-01-04", set(), None),
        ("2026-01-05", {ONE, TWO}, "2026"),
        ("2026-02-02", {ONE, THREE}, "2026"),
        ("2026-03-02", {ONE, THREE}, "2026-03"),
    ],
)
def test_a_plan_is_what_was_approved_by_a_day(today: str, year: set[str], where: str | None) -> None:
    plans = planned((FIRST, MARCH, CHANGED), day(today))
    assert set(plans.get("2026", {})) == year
    held = plan_of(plans, ONE)
    assert (held and held[0]) == where


# --- what may stand in it


def approved(entry_: ApprovePlan, *before: ApprovePlan, on: Ground) -> Decided:
    return decide(INSPECTION_PLAN, plan(*before), entry_, on)


HELD = (inspection(1, starts_on="2026-03-10"), inspection(2, title="营商环境", starts_on="2026-05-06"))
REFUSED: dict[str, tuple[ApprovePlan, tuple[ApprovePlan, ...], str]] = {
    "nothing": (approval("2026-03-02", "2026-03"), (), "plan-empty"),
    "another year": (approval("2026-03-02", "2027", ONE), (), "wrong-year"),
    "a number of nothing": (approval("2026-03-02", "2026-03", THREE), (), "no-inspection"),
    "twice": (approval("2026-03-02", "2026", ONE, reason="补"), (FIRST,), "already-planned"),
    "a change without a reason": (
        approval("2026-03-02", "2026", TWO),
        (approval("2026-01-05", "2026", ONE),),
        "reason-missing",
    ),
    "taken out without a reason": (approval("2026-03-02", "2026", dropped=[ONE]), (FIRST,), "reason-missing"),
    "taken out though not in": (
        approval("2026-03-02", "2026-03", dropped=[ONE], reason="不查了"),
        (FIRST,),
        "not-planned",
    ),
    "in and out at once": (
        approval("2026-03-02", "2026", ONE, dropped=[ONE], reason="改"),
        (approval("2026-01-05", "2026", TWO),),
        "plan-twice",
    ),
    "one number twice": (approval("2026-03-02", "2026-03", ONE, ONE), (), "plan-twice"),
    "before it was entered": (approval("2026-01-01", "2026", ONE), (), "plan-before-entry"),
    "before the plan's newest change": (
        approval("2026-01-20", "2026", TWO, reason="补"),
        (
            approval("2026-01-05", "2026", ONE),
            approval("2026-02-02", "2026", dropped=[ONE], reason="省里要查"),
        ),
        "plan-order",
    ),
    "in another month": (
        approval("2026-03-02", "2026-04", ONE),
        (approval("2026-02-02", "2026-03", ONE),),
        "planned-elsewhere",
    ),
    "in another month until a later day": (
        approval("2026-03-02", "2026-04", ONE),
        (
            approval("2026-02-02", "2026-03", ONE),
            approval("2026-03-09", "2026-03", dropped=[ONE], reason="改期"),
        ),
        "planned-elsewhere",
    ),
    "ahead of its day": (approval("2026-04-01", "2026-03", ONE), (), "future-date"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_not_be_planned_is_refused(case: str) -> None:
    wanted, before, code = REFUSED[case]
    with pytest.raises(DubanError) as caught:
        approved(wanted, *before, on=ground(*HELD))
    assert [problem.code for problem in caught.value.problems] == [code]


LEADERS = tuple(
    read_record({"姓名": name, "职务": title} | more, Leader)
    for name, title, more in (
        ("方明", "县长", {"职务类别": "行政首长"}),
        ("孙明", "秘书长", {"职务类别": "秘书长"}),
        ("旧明", "县长", {"职务类别": "行政首长", "至": "2026-02-28"}),
    )
)
OWN_RULE = {"种类": "督查", "环节": "计划审定", "审定": "秘书长"}


@pytest.mark.parametrize(
    ("by", "via", "dropped", "code"),
    [
        ("方明", "书面", [], None),
        ("孙明", "书面", [], "wrong-post"),
        ("孙明", "会议", [], None),  # a meeting of the government
        ("孙明", None, [TWO], "wrong-post"),
        ("旧明", None, [], "not-in-office"),
        ("旧明", "会议", [], "not-in-office"),
        ("门卫", None, [], "unknown-approver"),
    ],
)
def test_a_plan_is_approved_by_whom_the_policy_asks(
    by: str, via: str | None, dropped: list[str], code: str | None
) -> None:
    said = {"approved_by": by, "approved_via": via, "dropped": dropped or None, "reason": "补"}
    wanted = approval("2026-03-02", "2026", *(() if dropped else (ONE,)), **said)
    before = approval("2026-02-02", "2026", TWO, approved_by="旧明")
    held = ground(*HELD, leaders=LEADERS)
    if code is None:
        assert approved(wanted, before, on=held).event == wanted
        return
    with pytest.raises(DubanError) as caught:
        approved(wanted, before, on=held)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_another_policy_has_another_approve_its_plans() -> None:
    base = ground(*HELD, leaders=LEADERS)
    own = msgspec.structs.replace(base, policies=make_book(make_policy(OWN_RULE)))
    assert (
        approved(approval("2026-03-02", "2026-03", ONE, approved_by="孙明"), on=own).event.approved_by
        == "孙明"
    )
    with pytest.raises(DubanError) as caught:
        approved(approval("2026-03-02", "2026-03", ONE, approved_by="方明"), on=own)
    assert "秘书长（孙明）" in caught.value.problems[0].message


STARTED = inspection(
    1, entry("督查立项", "2026-02-02"), entry("方案审定", "2026-02-03"), entry("实施", "2026-02-09")
)
ENDED = inspection(
    1, entry("督查立项", "2026-02-02"), entry("取消", "2026-02-03", reason="不查", approved_by="县长")
)


@pytest.mark.parametrize(
    ("file", "on", "code"),
    [
        (ENDED, "2026-03-02", "inspection-ended"),
        (STARTED, "2026-02-10", "already-started"),
        (STARTED, "2026-02-09", None),
    ],
    ids=["ended", "begun before it was approved", "approved that morning"],
)
def test_what_has_begun_or_ended_is_no_longer_planned(file: Inspection, on: str, code: str | None) -> None:
    wanted = approval(on, "2026-02", ONE)
    if code is None:
        assert approved(wanted, on=ground(file)).event == wanted
        return
    with pytest.raises(DubanError) as caught:
        approved(wanted, on=ground(file))
    assert [problem.code for problem in caught.value.problems] == [code]


OTHER_YEAR = {
    "2025": {ONE: approval("2025-12-30", "2025", ONE)},
    "2025-12": {TWO: approval("2025-12-30", "2025-12", TWO)},
}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (approval("2026-01-05", "2026", ONE), "planned-elsewhere"),
        (approval("2026-01-05", "2026-03", ONE), None),
        (approval("2026-01-05", "2026-03", TWO), "planned-elsewhere"),
        (approval("2026-01-05", "2026", TWO), None),
    ],
    ids=["two years", "a year and a month", "two months", "a month and a year"],
)
def test_an_inspection_stands_in_one_year_and_one_month(wanted: ApprovePlan, code: str | None) -> None:
    base = ground(*HELD)
    held = msgspec.structs.replace(base, elsewhere=base.elsewhere._replace(plans=lambda: OTHER_YEAR))
    if code is None:
        assert approved(wanted, on=held).event == wanted
        return
    with pytest.raises(DubanError) as caught:
        approved(wanted, on=held)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert "duban inspect plan 2025" in caught.value.problems[0].advice


def test_it_is_moved_to_another_month_by_a_change_that_says_so() -> None:
    out = approval("2026-03-02", "2026-03", dropped=[ONE], reason="改期")
    moved = approval("2026-03-02", "2026-04", ONE)
    held = (approval("2026-02-02", "2026-03", ONE), approval("2026-02-02", "2026", ONE))
    assert approved(out, *held, on=ground(*HELD)).event == out
    assert approved(moved, *held, out, on=ground(*HELD)).event == moved


@pytest.mark.parametrize(("file", "code"), [("begun", "already-started"), ("cancelled", None)])
def test_what_was_made_is_not_taken_out(file: str, code: str | None) -> None:
    held = ground({"begun": STARTED, "cancelled": ENDED}[file])
    wanted = approval("2026-03-02", "2026", dropped=[ONE], reason="不查了")
    before = approval("2026-02-02", "2026", ONE)
    if code is None:
        assert approved(wanted, before, on=held).event == wanted
        return
    with pytest.raises(DubanError) as caught:
        approved(wanted, before, on=held)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_only_a_leader_approves() -> None:
    known = (Leader(name="刘建国", title="县长"),)
    wanted = approval("2026-03-02", "2026", ONE, approved_by="刘建国")
    assert approved(wanted, on=ground(*HELD, leaders=known)).event == wanted
    with pytest.raises(DubanError) as caught:
        approved(approval("2026-03-02", "2026", ONE, approved_by="门卫"), on=ground(*HELD, leaders=known))
    assert [problem.code for problem in caught.value.problems] == ["unknown-approver"]


@pytest.mark.parametrize(
    ("files", "period", "told"),
    [
        (HELD[:1], "2026-03", []),
        (HELD[:1], "2026-04", ["plan-other-period"]),
        ((inspection(1),), "2026-03", ["plan-without-day"]),
        (
            (inspection(1, starts_on="2026-03-10"), inspection(2, starts_on="2026-05-06")),
            "2026-03",
            ["overlap"],
        ),
    ],
    ids=["fits", "begins in another month", "has no day", "the same matter in two months"],
)
def test_what_is_odd_in_a_plan_is_told(files: tuple[Inspection, ...], period: str, told: list[str]) -> None:
    decided = approved(approval("2026-03-02", period, ONE), on=ground(*files))
    assert [notice.code for notice in decided.notices] == told


def test_the_file_of_a_year_names_only_what_is_in_the_books() -> None:
    broken = plan(
        FIRST, approval("2025-12-30", "2025-12", ONE), approval("2026-03-02", "2026-03", dropped=[THREE])
    )
    found = [(place, fault.code, fault.keys) for place, fault in plan_faults(broken, [ONE, TWO])]
    assert found == [
        (1, "wrong-year", ("流水", 1, "期")),
        (2, "no-inspection", ("流水", 2, "移出", 0)),
    ]


# --- how a period looks

SITE = {"starts_on": "2026-03-10", "ends_on": "2026-03-12"}
OWN = {"name": "部门", "organizer": "乙局", "title": "食品安全", "objects": ["乙局"]}


def seen(
    *files: Inspection, period: str = "2026-03", today: str = "2026-03-05", plans: Sequence[ApprovePlan] = ()
) -> list[Planned]:
    span = parse_span(period)
    assert span is not None
    base = ground(*files, today=today)
    return outlook(base.elsewhere.inspections(), planned(plans, day(today)), span, base)


CANCELLED = entry("取消", "2026-03-02", reason="不查", approved_by="县长")
MERGED = entry("并入", "2026-03-02", into=TWO, reason="重复")
BASIS = [{"类别": "行政首长批示", "领导": "县长", "日期": "2026-03-01"}]
UNPLANNED = (
    entry("督查立项", "2026-03-02"),
    entry("方案审定", "2026-03-02"),
    entry("实施", "2026-03-03", unplanned="突发", approved_by="县长"),
)


@pytest.mark.parametrize(
    ("file", "plans", "standing"),
    [
        (inspection(1, **SITE), (MARCH,), "planned"),
        (inspection(1, **SITE), (FIRST,), "planned"),
        (inspection(1, **SITE), (), "proposed"),
        (inspection(1, **SITE, **OWN), (), "filed"),
        (inspection(1, *UNPLANNED, **SITE), (), "unplanned"),
        (inspection(1, *UNPLANNED, **SITE), (MARCH,), "unplanned"),
        (inspection(1, *UNPLANNED[:2], entry("实施", "2026-03-03"), **SITE), (), "unplanned"),
        (inspection(1, *UNPLANNED[:2], entry("实施", "2026-03-03"), warrants=BASIS, **SITE), (), "warranted"),
        (inspection(1, *UNPLANNED[:2], warrants=BASIS, **SITE), (), "proposed"),
        (inspection(1, UNPLANNED[0], CANCELLED, **SITE), (), "gone"),
        (inspection(1, UNPLANNED[0], CANCELLED, **SITE), (MARCH,), "planned"),
        (inspection(1, UNPLANNED[0], CANCELLED, **SITE, **OWN), (), "gone"),
        (inspection(1, UNPLANNED[0], MERGED, **SITE), (), "gone"),
        (inspection(1, *journal_to("归档", "2026-03-02"), warrants=BASIS, **SITE), (), "warranted"),
        (inspection(1, starts_on="2026-05-06"), (MARCH,), "planned"),
        (inspection(1, starts_on="2026-05-06"), (), None),
        (inspection(1, entry("督查立项", "2026-03-04")), (), "proposed"),
        (inspection(1, entry("督查立项", "2026-02-04")), (), None),
    ],
)
def test_each_inspection_of_a_month_stands_to_its_plan(
    file: Inspection, plans: tuple[ApprovePlan, ...], standing: str | None
) -> None:
    rows = seen(file, plans=plans)
    assert [each.standing.english for each in rows] == ([standing] if standing else [])


def test_a_year_holds_the_plans_of_its_months() -> None:
    held = seen(inspection(1, starts_on="2027-01-04"), period="2026", plans=(MARCH, FIRST))
    assert [[period for period, _ in each.plans] for each in held] == [["2026", "2026-03"]]


LAST_DAYS: dict[str, tuple[Inspection, str]] = {
    # Monday 2026-04-20 is not counted: Fri 17, Thu 16, Wed 15, Tue 14, Mon 13, Fri 10 (the sixth).
    "six working days": (inspection(1, **OWN, starts_on="2026-04-20"), "2026-04-10"),
    # Thursday 2026-04-09: Wed 8, Tue 7; 4 to 6 April is Qingming; Fri 3, Thu 2, Wed 1, Tue 31 March (the sixth).
    "over a holiday": (inspection(1, **OWN, starts_on="2026-04-09"), "2026-03-31"),
    # a month before 31 March there is no 31 February: the last of the month.
    "a month": (
        inspection(
            1,
            name="政府",
            organizer="乙局",
            starts_on="2026-03-31",
            designation={
                "机关": "县政府",
                "日期": "2026-01-01",
                "范围": "全县",
                "职责": "查",
                "期限": "2026-12-31",
            },
        ),
        "2026-02-28",
    ),
}


@pytest.mark.parametrize("case", LAST_DAYS)
def test_the_last_day_is_counted_back(case: str) -> None:
    file, last = LAST_DAYS[case]
    (row,) = seen(file, period="2026")
    assert row.last_on == date.fromisoformat(last)


def test_what_ought_to_have_begun_is_behind() -> None:
    assert [each.behind for each in seen(inspection(1, **SITE), today="2026-03-10")] == [False]
    assert [each.behind for each in seen(inspection(1, **SITE), today="2026-03-11")] == [True]
    assert [each.behind for each in seen(STARTED, period="2026", today="2026-03-11")] == [False]


@pytest.mark.parametrize(
    ("second", "pairs"),
    [
        (
            {"starts_on": "2026-06-10"},
            [(TWO, ONE)],
        ),  # three months before it the first still ran, to 12 March
        ({"starts_on": "2026-06-12"}, [(TWO, ONE)]),  # three months to the day: a warning too many is cheaper
        ({"starts_on": "2026-06-13"}, []),
        ({"starts_on": "2026-04-10", "objects": ["乙局"]}, []),
        ({"starts_on": "2026-04-10", "title": "汛前检查"}, []),
        ({"starts_on": "2026-04-10", "title": "汛前检查", "subject": "防汛准备"}, [(TWO, ONE)]),
    ],
)
def test_one_matter_is_inspected_once_in_three_months(
    second: dict[str, object], pairs: list[tuple[str, str]]
) -> None:
    files = (inspection(1, **SITE), inspection(2, entry("督查立项", "2026-01-03"), **second))
    base = ground(*files)
    rows = seen(*files, period="2026")
    found = doubled(base.elsewhere.inspections(), rows, base)
    assert [(each.later.head.id, each.earlier.head.id) for each in found] == pairs
