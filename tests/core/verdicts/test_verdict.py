"""The one verdict on a duty: each case of the table, and that lateness never washes off."""

from datetime import UTC, date, datetime, time, timedelta

import hypothesis
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    CALENDAR,
    assigned,
    day,
    deadline_rule,
    event,
    limit_rule,
    make_book,
    make_ground,
    make_policy,
    make_task,
    registered,
)

from duban.core.actions.late_days import count_day
from duban.core.duties.duty import Duty, Lateness, lateness
from duban.core.duties.task_duties import dated_duties
from duban.core.model.events import Event
from duban.core.model.terms import Action, Status
from duban.core.state.transitions import TRANSITIONS, fold
from duban.core.verdicts.verdict import Judgement, Verdict, judge

BOOK = make_book(make_policy(limit_rule(5), deadline_rule("逾期", "说明", 5), 设置={"核验期限": 10}))
STARTED = (registered(), assigned(), event("签收", "2026-09-02", unit="A"))
"""Due on 2026-09-30."""
IN_TIME = event("报结", "2026-09-29", unit="A")
TOO_LATE = event("报结", "2026-10-09", unit="A")
PASSED = event("核验", "2026-10-12", method="现场", result="通过")
FAILED = event("核验", "2026-10-12", method="现场", result="不通过", failure="假落实", due_on="2026-10-16")
RETURNED = event("退回", "2026-10-12", missing="缺验收单", due_on="2026-10-16")


def extended(on: str, due_on: str) -> Event:
    return event("延期", on, due_on=due_on, reason="汛情", approved_by="林县长")


FORMAL = event("退回", "2026-10-12", missing="缺章", kind="补正", due_on="2026-10-15")
PASSED_LATER = event("核验", "2026-10-19", method="现场", result="通过")
APPLIED = event("申请延期", "2026-09-28", due_on="2026-10-16", reason="雨")


def transferred(on: str) -> Event:
    return event("转办", on, old_lead="A", new_lead="B", due_on="2026-11-30", reason="职责")


def owned(*journal: Event, until: str = "2026-10-20", name: str = "按期办结并报告", unit: str = "A") -> Duty:
    """What a unit owes under this name."""
    state = fold(
        make_task(*journal, lead="B" if any(e.action is Action.TRANSFER for e in journal) else "A"),
        day(until),
    )
    assert state.faults == []
    return next(
        each for each in dated_duties(state, BOOK, CALENDAR, None) if each.name == name and each.unit == unit
    )


def judged(*journal: Event, until: str = "2026-10-20") -> Judgement:
    return judge(owned(*journal, until=until), day(until))


CASES: dict[str, tuple[tuple[Event, ...], str, Verdict, int]] = {
    "to come": ((), "2026-09-30", Verdict.RUNNING, 0),
    "past": ((), "2026-10-01", Verdict.OVERDUE, 1),
    "stopped before its day": ((event("中止", "2026-09-22", reason="等"),), "2026-10-20", Verdict.STOPPED, 0),
    "stopped on its day": ((event("中止", "2026-09-30", reason="等"),), "2026-10-20", Verdict.STOPPED, 0),
    "stopped after it": ((event("中止", "2026-10-09", reason="等"),), "2026-10-20", Verdict.STOPPED_OVERDUE, 9),
    "transferred before": ((transferred("2026-09-22"),), "2026-10-20", Verdict.ENDED, 0),
    "transferred after": ((transferred("2026-10-09"),), "2026-10-20", Verdict.ENDED_OVERDUE, 9),
    "withdrawn before": ((event("撤销", "2026-09-22", reason="重复"),), "2026-10-20", Verdict.ENDED, 0),
    "withdrawn after": ((event("撤销", "2026-10-01", reason="重复"),), "2026-10-20", Verdict.ENDED_OVERDUE, 1),
    "reported in time": ((IN_TIME,), "2026-10-20", Verdict.REPORTED, 0),
    "reported late": ((TOO_LATE,), "2026-10-20", Verdict.REPORTED_OVERDUE, 9),
    "applied for in time, not yet answered": ((APPLIED,), "2026-10-08", Verdict.OVERDUE, 8),
    "applied for in time, granted later": (
        (APPLIED, extended("2026-10-09", "2026-10-16")),
        "2026-10-12",
        Verdict.RUNNING,
        0,
    ),
    "applied for in time, granted, late again": (
        (APPLIED, extended("2026-10-09", "2026-10-16")),
        "2026-10-20",
        Verdict.OVERDUE,
        4,
    ),
    "applied for too late": (
        (
            event("申请延期", "2026-10-01", due_on="2026-10-30", reason="雨"),
            extended("2026-10-09", "2026-10-30"),
        ),
        "2026-10-20",
        Verdict.EXTENDED,
        9,
    ),
    "applied for in vain": (
        (APPLIED, event("不批延期", "2026-10-09", reason="不急")),
        "2026-10-20",
        Verdict.OVERDUE,
        20,
    ),
    "extended within the office": (
        (event("延期", "2026-09-22", due_on="2026-10-30", reason="雨", internal="是"),),
        "2026-10-20",
        Verdict.OVERDUE,
        20,
    ),
    "extended in time, entered late without a paper": (
        (
            event(
                "延期", "2026-09-22", "2026-10-09T09:00:00+08:00",
                due_on="2026-10-30", reason="雨", counts_from="2026-10-09",
            ),
        ),
        "2026-10-20",
        Verdict.EXTENDED,
        9,
    ),
    "reported in time, entered late without a proof": (
        (event("报结", "2026-09-29", "2026-10-09T09:00:00+08:00", unit="A", counts_from="2026-10-09"),),
        "2026-10-20",
        Verdict.REPORTED_OVERDUE,
        9,
    ),
    "the same, asked about a day before its entry": (
        (event("报结", "2026-09-29", "2026-10-09T09:00:00+08:00", unit="A", counts_from="2026-10-09"),),
        "2026-09-30",
        Verdict.RUNNING,
        0,
    ),
    "withdrawn in time, entered late without a paper": (
        (event("撤销", "2026-09-22", "2026-10-09T09:00:00+08:00", reason="重复", counts_from="2026-10-09"),),
        "2026-10-20",
        Verdict.ENDED_OVERDUE,
        9,
    ),
    "stopped in time, entered late without a paper": (
        (event("中止", "2026-09-22", "2026-10-09T09:00:00+08:00", reason="等", counts_from="2026-10-09"),),
        "2026-10-20",
        Verdict.STOPPED_OVERDUE,
        9,
    ),
    "verified, in time": ((IN_TIME, PASSED), "2026-10-20", Verdict.MET, 0),
    "verified, late": ((TOO_LATE, PASSED), "2026-10-20", Verdict.MET_LATE, 9),
    "failed": ((IN_TIME, FAILED), "2026-10-20", Verdict.OVERDUE, 20),
    "failed and redone by the new day": (
        (IN_TIME, FAILED, event("报结", "2026-10-15", unit="A")), "2026-10-20", Verdict.REPORTED_OVERDUE, 15,
    ),
    "failed, redone and verified": (
        (
            IN_TIME,
            FAILED,
            event("报结", "2026-10-15", unit="A"),
            event("核验", "2026-10-19", method="现场", result="通过"),
        ),
        "2026-10-20",
        Verdict.MET_LATE,
        15,
    ),
    "returned": ((IN_TIME, RETURNED), "2026-10-20", Verdict.OVERDUE, 20),
    "returned and redone before its day": (
        (
            event("报结", "2026-09-10", unit="A"),
            event("退回", "2026-09-11", missing="缺"),
            event("报结", "2026-09-28", unit="A"),
            PASSED,
        ),
        "2026-10-20",
        Verdict.MET,
        0,
    ),
    "sent back for its papers": ((IN_TIME, FORMAL), "2026-10-14", Verdict.REPORTED, 0),
    "sent back for its papers, nothing came": ((IN_TIME, FORMAL), "2026-10-16", Verdict.OVERDUE, 16),
    "its papers put right in time": (
        (IN_TIME, FORMAL, event("报结", "2026-10-14", unit="A"), PASSED_LATER),
        "2026-10-20",
        Verdict.MET,
        0,
    ),
    "its papers put right too late": (
        (IN_TIME, FORMAL, event("报结", "2026-10-16", unit="A"), PASSED_LATER),
        "2026-10-20",
        Verdict.MET_LATE,
        16,
    ),
    "its papers put right, then done again": (
        (IN_TIME, FORMAL, event("报结", "2026-10-14", unit="A"), event("退回", "2026-10-16", missing="缺")),
        "2026-10-20",
        Verdict.OVERDUE,
        20,
    ),
    "late, its papers put right in time": (
        (TOO_LATE, FORMAL, event("报结", "2026-10-14", unit="A"), PASSED_LATER),
        "2026-10-20",
        Verdict.MET_LATE,
        9,
    ),
    "extended before its day": ((extended("2026-09-22", "2026-10-30"),), "2026-10-20", Verdict.RUNNING, 0),
    "extended on the day after": ((extended("2026-10-01", "2026-10-30"),), "2026-10-20", Verdict.EXTENDED, 1),
    "extended late": ((extended("2026-10-09", "2026-10-30"),), "2026-10-20", Verdict.EXTENDED, 9),
    "extended late, met by the new day": (
        (extended("2026-10-09", "2026-10-30"), event("报结", "2026-10-19", unit="A"),
         event("核验", "2026-10-20", method="现场", result="通过")),
        "2026-10-20",
        Verdict.MET_LATE,
        9,
    ),
    "extended late, late again": ((extended("2026-10-09", "2026-10-15"),), "2026-10-20", Verdict.OVERDUE, 14),
    "moved forward": ((extended("2026-09-10", "2026-09-20"), event("报结", "2026-09-18", unit="A"), PASSED), "2026-10-20", Verdict.MET, 0),
}  # fmt: skip


@pytest.mark.parametrize(("journal", "until", "verdict", "days"), CASES.values(), ids=list(CASES))
def test_the_verdict(journal: tuple[Event, ...], until: str, verdict: Verdict, days: int) -> None:
    found = judged(*STARTED, *journal, until=until)
    assert (found.verdict, found.days) == (verdict, days)
    assert verdict.is_late is (days > 0)


def test_a_closed_task_is_judged_by_its_reports() -> None:
    closed = event("销号", "2026-10-13")
    assert judged(*STARTED, IN_TIME, PASSED, closed).verdict is Verdict.MET
    assert judged(*STARTED, TOO_LATE, PASSED, closed).verdict is Verdict.MET_LATE


DONE_EARLY = (
    event("报结", "2026-09-10", unit="A"),
    event("核验", "2026-09-11", method="现场", result="通过"),
)


@pytest.mark.parametrize(
    ("done", "closed_on", "finding", "verdict", "days"),
    [
        ((IN_TIME, PASSED), "2026-10-13", "反弹", Verdict.MET, 0),
        ((IN_TIME, PASSED), "2026-10-13", None, Verdict.MET, 0),
        ((IN_TIME, PASSED), "2026-10-13", "失实", Verdict.ENDED_OVERDUE, 25),
        ((TOO_LATE, PASSED), "2026-10-13", "反弹", Verdict.MET_LATE, 9),
        ((TOO_LATE, PASSED), "2026-10-13", "失实", Verdict.ENDED_OVERDUE, 25),
        (DONE_EARLY, "2026-09-14", "失实", Verdict.ENDED_OVERDUE, 25),
        (DONE_EARLY, "2026-09-14", "反弹", Verdict.MET, 0),
    ],
)
def test_an_untrue_report_was_never_in_time(
    done: tuple[Event, ...], closed_on: str, finding: str | None, verdict: Verdict, days: int
) -> None:
    again = event(
        "重启", "2026-10-25", reason="暗访", due_on="2026-11-30", approved_by="林县长", finding=finding
    )
    journal = (*STARTED, *done, event("销号", closed_on), again)
    state = fold(make_task(*journal), day("2026-11-02"))
    first, second = (duty for duty in dated_duties(state, BOOK, CALENDAR, None) if duty.finishes)
    found = judge(first, day("2026-11-02"))
    assert (found.verdict, found.days, found.held) == (verdict, days, ())
    assert found.why == ("失实重启" if finding == "失实" else "")
    assert (second.due_on, judge(second, day("2026-11-02")).verdict) == (day("2026-11-30"), Verdict.RUNNING)


def test_of_joint_leads_the_one_that_failed_is_late_and_the_other_s_verdict_stands() -> None:
    reports = (event("报结", "2026-09-28", unit="A"), event("报结", "2026-09-29", unit="B"))
    failed = event("核验", "2026-10-12", unit="B", method="现场", result="不通过")
    redone = (
        event("报结", "2026-10-15", unit="B"),
        event("核验", "2026-10-16", method="现场", result="通过"),
    )

    def verdicts(*journal: Event) -> dict[str, Verdict]:
        task = make_task(registered(), assigned(), *journal, lead=["A", "B"])
        found = dated_duties(fold(task, day("2026-10-20")), BOOK, CALENDAR, None)
        return {duty.unit: judge(duty, day("2026-10-20")).verdict for duty in found if duty.finishes}

    assert verdicts(*reports, failed) == {"A": Verdict.REPORTED, "B": Verdict.OVERDUE}
    assert verdicts(*reports, failed, *redone) == {"A": Verdict.MET, "B": Verdict.MET_LATE}


def test_a_round_found_untrue_before_its_day_does_not_count() -> None:
    again = event(
        "重启", "2026-09-20", reason="暗访", due_on="2026-09-30", approved_by="林县长", finding="失实"
    )
    journal = (*STARTED, *DONE_EARLY, event("销号", "2026-09-14"), again)
    state = fold(make_task(*journal), day("2026-10-12"))
    first, second = (duty for duty in dated_duties(state, BOOK, CALENDAR, None) if duty.finishes)
    verdicts = [judge(duty, day("2026-10-12")).verdict for duty in (first, second)]
    assert verdicts == [Verdict.ENDED, Verdict.OVERDUE]


def test_why_a_duty_does_not_count() -> None:
    assert judged(*STARTED, transferred("2026-09-22")).why == "转办"
    gone = event("撤销", "2026-09-22", reason="重复", merged_into="WJ-2026-0009")
    assert judged(*STARTED, gone).why == "并入 WJ-2026-0009"
    assert judged(*STARTED, IN_TIME, PASSED).why == ""


@pytest.mark.parametrize(("back", "held"), [(RETURNED, 12), (FAILED, 0)])
def test_the_days_on_which_the_office_had_the_report_are_told_apart_unless_it_was_untrue(
    back: Event, held: int
) -> None:
    found = judged(*STARTED, IN_TIME, back)
    assert (found.days, found.days - found.own_days) == (20, held)
    assert found.late_since == day("2026-10-01")
    assert found.workdays(CALENDAR) == 10


def test_the_day_set_for_doing_it_again_is_a_duty_of_its_own() -> None:
    redo = owned(*STARTED, IN_TIME, FAILED, name="限期整改")
    assert (redo.due_on, judge(redo, day("2026-10-20")).verdict) == (day("2026-10-16"), Verdict.OVERDUE)
    again = (*STARTED, IN_TIME, FAILED, event("报结", "2026-10-16", unit="A"))
    assert judge(owned(*again, name="限期整改"), day("2026-10-20")).verdict is Verdict.REPORTED
    passed = event("核验", "2026-10-19", method="现场", result="通过")
    assert judge(owned(*again, passed, name="限期整改"), day("2026-10-20")).verdict is Verdict.MET
    false = event("核验", "2026-10-19", method="现场", result="不通过", due_on="2026-10-30")
    assert judge(owned(*again, false, name="限期整改"), day("2026-10-20")).verdict is Verdict.OVERDUE


def test_the_clock_of_a_day_set_for_doing_it_again_stops_too() -> None:
    stopped = event("中止", "2026-10-14", reason="等")
    redo = owned(*STARTED, IN_TIME, FAILED, stopped, until="2026-10-27", name="限期整改")
    assert judge(redo, day("2026-10-27")).verdict is Verdict.STOPPED
    back = event("恢复", "2026-10-20")
    redo = owned(*STARTED, IN_TIME, FAILED, stopped, back, until="2026-10-27", name="限期整改")
    assert redo.due_on == day("2026-10-22")


def test_a_report_that_was_never_verified_ends_with_the_task() -> None:
    gone = event("撤销", "2026-10-10", reason="重复")
    assert judged(*STARTED, IN_TIME, gone).verdict is Verdict.ENDED
    assert judged(*STARTED, TOO_LATE, gone).verdict is Verdict.ENDED_OVERDUE


def test_a_task_that_was_late_and_extended_stays_late_while_it_is_stopped() -> None:
    duty = owned(*STARTED, extended("2026-10-09", "2026-11-30"), event("中止", "2026-10-12", reason="等"))
    found = judge(duty, day("2026-10-20"))
    assert (found.verdict, found.days, duty.late_on(day("2026-10-20"))) == (Verdict.STOPPED_OVERDUE, 9, True)
    assert lateness(duty, day("2026-10-20"), CALENDAR) == Lateness(found.workdays(CALENDAR), found.days)


def test_stopping_and_resuming_gives_a_late_task_no_new_day() -> None:
    stopped, back = event("中止", "2026-10-09", reason="等"), event("恢复", "2026-10-12")
    found = judged(*STARTED, stopped, back)
    assert (found.verdict, found.late_since) == (Verdict.OVERDUE, day("2026-10-01"))
    assert found.spans[1][0] == day("2026-10-12")


def test_every_verdict_is_reached_and_has_a_name_for_programs() -> None:
    reached = {verdict for _, _, verdict, _ in CASES.values()}
    assert set(Verdict) - reached == {Verdict.REPORTED_LATE}  # of periodic reports
    assert Verdict.ENDED_OVERDUE.english == "ended_overdue"


# --- once late, always late ----------------------------------------

FIRST, LAST = date(2026, 9, 1), date(2027, 1, 10)


STEPS: dict[str, dict[str, object]] = {
    "签收": {},
    "退件": {"reason": "不归我"},
    "反馈": {"done": "过半"},
    "报结": {},
    "退回": {"missing": "缺"},
    "核验": {"method": "现场"},
    "申请延期": {"reason": "雨"},
    "不批延期": {"reason": "不急", "approved_by": "李县长"},
    "延期": {"reason": "等", "approved_by": "林县长"},
    "转办": {"reason": "职责"},
    "中止": {"reason": "等"},
    "恢复": {},
    "销号": {},
    "重启": {"reason": "反弹"},
    "交办": {},
    "说明": {"reason": "雨"},
    "推进计划": {},
}
OF_UNIT = {"签收", "退件", "反馈", "报结", "说明", "推进计划"}
WITH_DAY = {"申请延期", "延期", "转办", "重启", "交办"}
WITH_DAY_SOMETIMES = {"退回", "核验", "恢复"}


def allowed_in(status: Status) -> list[str]:
    """The steps that a status allows, those that end a task last, for they are drawn seldom."""
    allowed = {action for before, action, _ in TRANSITIONS if before is status}
    allowed |= {Action.RESUME} if status is Status.SUSPENDED else set()
    return [name for name in STEPS if Action(name) in allowed] * 2 + ["撤销"]


@st.composite
def legal_histories(draw: st.DrawFn) -> list[Event]:
    """A history in which every step is legal where it stands, each written down on its own day; nothing is corrected."""
    on = FIRST
    limit, planned = (str(FIRST + timedelta(days=draw(st.integers(1, 40)))) for _ in range(2))
    told = {"plan_due_on": planned} if draw(st.booleans()) else {}
    written: list[Event] = [registered(), assigned(str(FIRST), limit, **told)]
    for _ in range(draw(st.integers(0, 14))):
        on += timedelta(days=draw(st.integers(0, 9)))
        state = fold(make_task(*written, lead="A"), on)
        name = draw(st.sampled_from(allowed_in(state.status)))
        more = dict(STEPS.get(name, {"reason": "重复"}))
        lead = state.leads[0]
        if name in OF_UNIT:
            more["unit"] = lead
        if name in WITH_DAY or (name in WITH_DAY_SOMETIMES and draw(st.booleans())):
            more["due_on"] = str(on + timedelta(days=draw(st.integers(-10, 40))))
        if name == "重启":
            more["finding"] = draw(st.sampled_from(["失实", "反弹", None]))
        if name == "退回" and "due_on" not in more and draw(st.booleans()):
            more |= {"kind": "补正", "due_on": str(on + timedelta(days=4))}
        if name == "转办":
            more |= {"old_lead": lead, "new_lead": draw(st.sampled_from("ABC"))}
            more |= {"plan_due_on": str(on + timedelta(days=3))} if draw(st.booleans()) else {}
        if name == "核验":
            passed = draw(st.booleans())
            more["result"] = "通过" if passed else "不通过"
            more |= {} if passed else {"failure": draw(st.sampled_from(["假落实", None]))}
        step = event(name, str(on), f"{on}T{9 + len(written) // 4:02}:{len(written):02}:00+08:00", **more)
        if not fold(make_task(*written, step, lead="A"), on).faults:
            written.append(step)
    return written


def late_on(journal: list[Event], until: date, *, pending: bool = False) -> dict[tuple[object, ...], Verdict]:
    """Each duty that is late, by what it came from; without those of units that wait for an answer (待批) if `pending`."""
    state = fold(make_task(*journal, lead="A"), until)
    every = dated_duties(state, BOOK, CALENDAR, None)
    waiting = {duty.unit for duty in every if duty.applied_on} if pending else set()
    found = [duty for duty in every if duty.unit not in waiting]
    keys = {(duty.unit, duty.name, duty.trigger, duty.triggered_on, duty.kind): duty for duty in found}
    judgements = {key: judge(duty, until).verdict for key, duty in keys.items()}
    return {key: verdict for key, verdict in judgements.items() if verdict.is_late}


@given(legal_histories(), st.integers(0, 130), st.integers(0, 130))
def test_once_late_always_late(journal: list[Event], one: int, other: int) -> None:
    before, after = (FIRST + timedelta(days=days) for days in sorted((one, other)))
    then = late_on(
        journal, before, pending=True
    )  # what was applied for in time and is granted was never late
    now = late_on(journal, after)
    for action in {each.action for each in journal}:
        hypothesis.event(f"with {action}")
    for verdict in {*now.values()}:
        hypothesis.event(f"ends {verdict}")
    hypothesis.event("late then" if then else "nothing late then")
    assert then.keys() <= now.keys(), (then.keys() - now.keys(), then)


@st.composite
def entered_late(draw: st.DrawFn) -> list[Event]:
    """A legal history of which some entries were written down days later, as a command would have entered them."""
    ground = make_ground(make_policy(limit_rule(5), 设置={"登账期限": ALLOWED}), str(LAST))
    written = []
    for each in draw(legal_histories()):
        lag = timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 5, 12))))
        late = msgspec.structs.replace(each, recorded_at=each.recorded_at + lag)
        today = msgspec.structs.replace(ground, today=late.recorded_at.date())
        written.append(late if each.action is Action.ASSIGN else count_day(late, today, []))
    return written


ALLOWED = 3
"""Working days within which an entry counts on its own day."""


def late_known(journal: list[Event], on: date, known: date) -> dict[tuple[object, ...], int]:
    """Each duty that is late on `on` as far as was written down by the end of `known`, and by how many working days."""
    state = fold(make_task(*journal, lead="A"), on, datetime.combine(known, time(23, 59), UTC))
    found = [duty for duty in dated_duties(state, BOOK, CALENDAR, None) if duty.finishes]
    judgements = {(duty.unit, duty.triggered_on): judge(duty, on) for duty in found if not duty.applied_on}
    return {key: each.workdays(CALENDAR) for key, each in judgements.items() if each.verdict.is_late}


@given(entered_late(), st.integers(0, 130), st.integers(0, 30), st.integers(0, 30))
def test_what_is_written_down_later_makes_nothing_on_time(
    journal: list[Event], asked: int, one: int, other: int
) -> None:
    on = FIRST + timedelta(days=asked)
    before, after = (on + timedelta(days=days) for days in sorted((one, other)))  # known on that day or later
    then, now = late_known(journal, on, before), late_known(journal, on, after)
    counted = any(each.counts_from for each in journal)
    hypothesis.event("late then" if then else "nothing late then")
    hypothesis.event("entered too late" if counted else "all entered in time")
    washed = {key: days for key, days in then.items() if key not in now}
    assert all(days <= ALLOWED for days in washed.values()), washed
