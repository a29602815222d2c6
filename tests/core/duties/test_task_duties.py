"""Who must do what by when: limits, nodes, follow-up duties, suspensions, lateness."""

from datetime import datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    CALENDAR,
    assigned,
    day,
    deadline_rule,
    event,
    events_to,
    limit_rule,
    make_book,
    make_ground,
    make_policy,
    make_register,
    make_task,
    registered,
)
from tests.strategies import journals, moments

from duban.core.calendar.holidays import parse_holiday_file
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.cases.task import decide
from duban.core.duties.duty import OFFICE, Duty, late_spans, lateness, shifted
from duban.core.duties.task_duties import duties, find_rule, limit_ground, live_duties
from duban.core.model.events import Event, Resume, Suspend
from duban.core.model.terms import (
    Action,
    Horizon,
    LedgerKind,
    PeriodUnit,
    Reporting,
    Role,
    SourceKind,
    Status,
    Urgency,
)
from duban.core.policy.rules import Applies, Policy, PolicyBook
from duban.core.state.task_state import Pause
from duban.core.state.transitions import fold
from duban.core.verdicts.verdict import Verdict, judge
from duban.files.workspace.policies import load_policy

BUILT_IN = ("anshan-2015", "liupanshui-2016", "ledong-2019", "guizhou-2020", "shiwei", "default")
PLAIN = make_policy(limit_rule(5))
CLOSED = events_to(Status.CLOSED)
STARTED = (registered(), assigned(), event("签收", "2026-09-02", unit="A"))


@cache
def built_in(name: str) -> Policy:
    policy, problems = load_policy(name, None)
    assert problems == ()
    assert policy is not None
    return policy


def owed(
    *journal: Event,
    policy: Policy | PolicyBook = PLAIN,
    until: str = "2026-12-31",
    calendar: WorkCalendar = CALENDAR,
    **head: object,
) -> tuple[Duty, ...]:
    state = fold(make_task(*journal, **head), day(until))
    assert state.faults == []
    book = make_book(policy) if isinstance(policy, Policy) else policy
    return duties(state, book, calendar, LedgerKind.DOCUMENT)


def of_rule(found: tuple[Duty, ...], rule: str) -> list[Duty]:
    return [duty for duty in found if duty.rule == rule]


def due_by_policy(policy: Policy, on: str, urgency: str) -> Duty:
    """What a task of this class that is assigned on this day owes, told by `decide`."""
    task = make_task(event("立项", on), urgency=urgency, sources=None)
    ground = make_ground(policy, "2026-12-31")
    told = decide(task, event("交办", on), ground).event
    (duty,) = [d for d in owed(event("立项", on), told, policy=policy, urgency=urgency) if d.kind == "时限"][
        :1
    ]
    return duty


# --- the figures of the documents ----------------------------------------


@pytest.mark.parametrize(
    ("urgency", "on", "due_on", "rule"),
    [
        ("急件", "2026-09-28", "2026-10-08", "urgent"),
        ("非急件", "2026-02-12", "2026-02-26", "normal"),
        ("难度较大", "2026-04-28", "2026-05-14", "hard"),
    ],
)
def test_anshan_three_five_ten_working_days(urgency: str, on: str, due_on: str, rule: str) -> None:
    duty = due_by_policy(built_in("anshan-2015"), on, urgency)
    assert (duty.due_on, duty.rule, duty.provisional) == (day(due_on), rule, False)
    assert duty.clause == "鞍政办发〔2015〕18号 三.2"
    assert (duty.triggered_on, duty.period and duty.period.unit) == (day(on), PeriodUnit.WORKDAYS)


def test_anshan_revisit_within_ten_days_of_the_report_moved_over_the_holiday() -> None:
    report = event("报结", "2026-09-21", unit="A")
    found = owed(*STARTED, report, policy=built_in("anshan-2015"), tags=["群众切身利益"], until="2026-10-08")
    (revisit,) = of_rule(found, "revisit")
    assert (revisit.unit, revisit.role, revisit.due_on) == (OFFICE, Role.OFFICE, day("2026-10-08"))
    assert (revisit.trigger, revisit.late_on(day("2026-10-08")), revisit.late_on(day("2026-10-09"))) == (
        report,
        False,
        True,
    )
    assert not of_rule(owed(*STARTED, report, policy=built_in("anshan-2015"), tags=["其他"]), "revisit")


def test_a_report_counts_on_the_day_it_came_whatever_day_of_completion_it_names() -> None:
    journal = (registered(), assigned(), event("报结", "2026-10-09", unit="A", done_on="2026-09-30"))
    anshan = owed(*journal, policy=built_in("anshan-2015"))[0]
    guizhou = owed(*journal, policy=built_in("guizhou-2020"))[0]
    assert (anshan.met_on, guizhou.met_on) == (day("2026-10-09"), day("2026-10-09"))


def test_guizhou_feedback_within_five_working_days_after_completion() -> None:
    report = event("报结", "2026-10-19", unit="A", done_on="2026-09-28")
    (feedback,) = of_rule(owed(*STARTED, report, policy=built_in("guizhou-2020")), "feedback")
    assert (feedback.triggered_on, feedback.due_on) == (day("2026-09-28"), day("2026-10-10"))
    assert (feedback.met_by, feedback.met_on) == (report, day("2026-10-19"))


@pytest.mark.parametrize(
    ("head", "moved", "done_on", "on", "due_on"),
    [
        ({"basis": "来源规定"}, None, "2026-02-26", "2026-03-05", "2026-02-27"),
        ({"basis": "来源规定"}, None, "2026-02-02", "2026-02-27", "2026-02-27"),
        ({"basis": "来源规定"}, None, "2026-03-02", "2026-03-05", "2026-02-27"),
        ({"basis": "来源规定"}, "2026-03-10", "2026-03-02", "2026-03-05", "2026-03-10"),
        ({"basis": "领导确定", "approved_by": "李县长"}, None, "2026-02-26", "2026-03-05", "2026-03-04"),
        ({"basis": "领导确定", "approved_by": "李县长"}, None, "2026-02-02", "2026-02-27", "2026-02-09"),
    ],
)
def test_guizhou_the_day_of_a_superior_prevails_over_the_five_working_days(
    head: dict[str, str], moved: str | None, done_on: str, on: str, due_on: str
) -> None:
    journal = [registered("2026-01-05"), assigned("2026-01-05", "2026-02-27", None, **head)]
    if moved:
        journal.append(event("延期", "2026-02-20", due_on=moved, reason="上级改期", approved_by="李县长"))
    journal.append(event("报结", on, unit="A", done_on=done_on))
    found = owed(*journal, policy=built_in("guizhou-2020"), until="2026-03-31")
    (feedback,) = of_rule(found, "feedback")
    assert (feedback.due_on, feedback.met_on) == (day(due_on), day(on))


def test_guizhou_a_unit_that_says_it_has_finished_owes_its_report_from_that_day() -> None:
    said = event("反馈", "2026-10-09", unit="A", done_on="2026-09-28")
    found = owed(*STARTED, said, policy=built_in("guizhou-2020"), until="2026-10-12")
    (feedback,) = of_rule(found, "feedback")
    assert (feedback.trigger, feedback.due_on, feedback.late_on(day("2026-10-12"))) == (
        said,
        day("2026-10-10"),
        True,
    )
    node = event("反馈", "2026-10-09", unit="A", milestone="摸底", done_on="2026-09-28")
    assert not of_rule(owed(*STARTED, node, policy=built_in("guizhou-2020")), "feedback")


def test_ledong_intake_same_day_and_three_calendar_days() -> None:
    received = event("收文", "2026-09-30")
    found = owed(received, registered("2026-09-30"), policy=built_in("ledong-2019"), until="2026-10-12")
    (submit,), (study,) = of_rule(found, "submit"), of_rule(found, "study")
    assert (submit.due_on, study.due_on) == (day("2026-09-30"), day("2026-10-08"))
    assert (submit.unit, submit.trigger) == (OFFICE, received)
    sent = owed(
        received, registered("2026-09-30"), event("呈批", "2026-09-30"), policy=built_in("ledong-2019")
    )
    assert of_rule(sent, "submit")[0].met_on == day("2026-09-30")


def test_liupanshui_interpretation_and_its_report_in_working_days() -> None:
    journal = (event("收文", "2026-09-21"), registered("2026-09-21"), event("解读", "2026-09-28"))
    source = [{"类别": "重要文件", "名称": "某意见"}]
    found = owed(*journal, policy=built_in("liupanshui-2016"), sources=source)
    (interpret,), (report,) = of_rule(found, "interpret"), of_rule(found, "interpret-report")
    assert (interpret.due_on, interpret.met_on, interpret.unit) == (day("2026-09-29"), day("2026-09-28"), "A")
    assert (report.triggered_on, report.due_on) == (day("2026-09-28"), day("2026-09-30"))
    nobody = owed(*journal, policy=built_in("liupanshui-2016"), sources=source, lead=None)
    assert of_rule(nobody, "interpret")[0].unit == OFFICE


# --- the limit told at 交办 ----------------------------------------


def test_the_due_day_itself_is_not_late() -> None:
    (duty,) = owed(*STARTED)
    assert [duty.late_on(day(text)) for text in ("2026-09-29", "2026-09-30", "2026-10-01")] == [
        False,
        False,
        True,
    ]
    assert lateness(duty, day("2026-09-30"), CALENDAR) == lateness(duty, day("2026-09-01"), CALENDAR)
    late = lateness(duty, day("2026-10-09"), CALENDAR)
    assert (late.workdays, late.days) == (2, 9)


def test_a_limit_without_a_day_is_never_late() -> None:
    source = [{"类别": "会议议定", "名称": "第三次常务会"}]
    (duty,) = owed(registered(), assigned("2026-09-01", None, basis="来源规定"), sources=source)
    assert (duty.due_on, duty.clause, duty.late_on(day("2030-01-01"))) == (None, "未定时限", False)
    assert (late_spans(duty, day("2026-12-31")), lateness(duty, day("2026-12-31"), CALENDAR).days) == ((), 0)


@pytest.mark.parametrize(
    ("fields", "clause"),
    [
        ({"basis": "领导确定", "approved_by": "赵六"}, "领导确定（赵六）"),
        ({"basis": "领导确定"}, "领导确定"),
        ({}, "领导确定"),
        ({"basis": "来源规定"}, "来源规定 某政发〔2026〕7号 三（二）"),
        ({"basis": "规则", "rule": "gone/urgent"}, "gone/urgent"),
        ({"basis": "规则", "rule": "test/rule-1"}, "test 制度 第1条"),
    ],
)
def test_every_due_day_says_what_it_rests_on(fields: dict[str, str], clause: str) -> None:
    source = [{"类别": "重要文件", "名称": "意见", "文号": "某政发〔2026〕7号", "条款": "三（二）"}]
    (duty,) = owed(registered(), assigned("2026-09-01", "2026-09-30", **fields), sources=source)
    assert duty.clause == clause


def test_a_source_without_words_and_no_source_at_all_are_still_named() -> None:
    told = assigned("2026-09-01", "2026-09-30", basis="来源规定")
    assert owed(registered(), told)[0].clause == "来源规定"
    assert owed(registered(), told, sources=[{"类别": "其他"}])[0].clause == "来源规定"


def test_joint_leads_each_owe_the_deadline() -> None:
    journal = (*STARTED, event("报结", "2026-09-20", unit="A"))
    found = owed(*journal, lead=["A", "B"])
    assert [(duty.unit, duty.met_on) for duty in found] == [("A", day("2026-09-20")), ("B", None)]


def test_a_unit_with_its_own_day_owes_it() -> None:
    found = owed(*STARTED, event("交办", "2026-09-03", unit="B", due_on="2026-09-20", approved_by="赵六"))
    assert [(duty.unit, duty.role, duty.due_on) for duty in found] == [
        ("A", Role.LEAD, day("2026-09-30")),
        ("B", Role.SUPPORT, day("2026-09-20")),
    ]
    assert found[1].clause == "领导确定（赵六）"


@pytest.mark.parametrize("status", [Status.CLOSED, Status.WITHDRAWN])
def test_no_unit_duty_of_a_task_that_is_over_is_overdue(status: Status) -> None:
    rules = (limit_rule(5), deadline_rule("逾期", "说明", 5), deadline_rule("交办", "反馈", 1))
    late = (registered("2026-08-01"), assigned("2026-08-01", "2026-08-10"))
    rest = [each for each in events_to(status)[2:] if each.action is not Action.PROGRESS]
    found = owed(
        *late, *rest, policy=make_policy(*rules), milestones=[{"节点": "摸底", "时限": "2026-08-05"}]
    )
    assert len(found) >= 4
    assert not any(duty.late_on(day("2027-06-30")) for duty in found)


def test_closed_after_a_report_in_time_is_met_and_never_late() -> None:
    (duty,) = owed(*events_to(Status.CLOSED))
    assert (duty.met_on, duty.ended_on, duty.live) == (day("2026-09-10"), None, False)


def test_of_the_office_only_revisiting_outlives_a_withdrawn_task() -> None:
    rules = (
        deadline_rule("报结", "回访", 10, "日", 义务人="督查室"),
        deadline_rule("收文", "研究", 3, "日", 义务人="督查室"),
    )
    opened = (event("收文", "2026-09-01"), *events_to(Status.REPORTED))
    gone = event("撤销", "2026-09-11", reason="重复")
    live = [duty.rule for duty in owed(*opened, gone, policy=make_policy(*rules)) if duty.live]
    assert live == ["rule-1"]
    closed = (event("核验", "2026-09-11", method="现场", result="通过"), event("销号", "2026-09-12"))
    still = [duty.rule for duty in owed(*opened, *closed, policy=make_policy(*rules)) if duty.live]
    assert still == ["rule-1", "rule-2"]


# --- extensions, returns, transfers, rounds ----------------------------------------

LATE_EXTENSION = event("延期", "2026-10-12", due_on="2026-10-30", reason="等", approved_by="赵六")


def test_an_extension_given_late_ends_the_lateness_on_its_own_day_and_cures_no_day_before() -> None:
    (duty,) = owed(*STARTED, LATE_EXTENSION)
    assert (duty.due_on, duty.original_due_on) == (day("2026-10-30"), day("2026-09-30"))
    assert late_spans(duty, day("2026-10-20")) == ((day("2026-10-01"), day("2026-10-12")),)
    assert late_spans(duty, day("2026-11-02"))[1] == (day("2026-10-31"), day("2026-11-02"))


def test_a_day_moved_forward_counts_from_the_day_it_was_told() -> None:
    (duty,) = owed(
        *STARTED, event("延期", "2026-09-20", due_on="2026-09-15", reason="提前", approved_by="赵六")
    )
    assert late_spans(duty, day("2026-09-22")) == ((day("2026-09-20"), day("2026-09-22")),)


def test_lateness_that_goes_on_under_another_day_is_one_lateness() -> None:
    (duty,) = owed(
        *STARTED, event("延期", "2026-10-12", due_on="2026-10-09", reason="等", approved_by="赵六")
    )
    assert late_spans(duty, day("2026-10-20")) == ((day("2026-10-01"), day("2026-10-20")),)


def test_a_duty_met_late_was_late_up_to_the_day_it_was_met() -> None:
    (duty,) = owed(*STARTED, event("报结", "2026-10-09", unit="A"))
    assert late_spans(duty, day("2026-12-31")) == ((day("2026-10-01"), day("2026-10-09")),)
    (just,) = owed(*STARTED, event("报结", "2026-10-01", unit="A"))
    assert late_spans(just, day("2026-12-31")) == ((day("2026-10-01"), day("2026-10-01")),)
    (timely,) = owed(*STARTED, event("报结", "2026-09-30", unit="A"))
    assert late_spans(timely, day("2026-12-31")) == ()


def test_a_returned_report_never_counted() -> None:
    journal = (*STARTED, event("报结", "2026-09-29", unit="A"), event("退回", "2026-10-12", missing="缺表"))
    (duty,) = owed(*journal, until="2026-10-12")
    assert (duty.due_on, duty.met_on, duty.late_on(day("2026-10-12"))) == (day("2026-09-30"), None, True)
    assert late_spans(duty, day("2026-10-14")) == ((day("2026-10-01"), day("2026-10-14")),)
    (waiting,) = owed(*journal, until="2026-10-11")
    assert not waiting.late_on(day("2026-10-11"))
    again = event("退回", "2026-10-12", missing="缺表", due_on="2026-10-20")
    own, redo = owed(*journal[:4], again, until="2026-10-20")
    assert (own.due_on, late_spans(own, day("2026-10-20"))[0][0]) == (day("2026-09-30"), day("2026-10-01"))
    assert (redo.name, redo.trigger, redo.due_on, redo.live) == ("限期整改", again, day("2026-10-20"), True)
    own, redo = owed(*journal[:4], again, event("报结", "2026-10-19", unit="A"))
    assert (redo.met_on, own.met_on, len(own.voided)) == (day("2026-10-19"), day("2026-10-19"), 1)


def test_lateness_so_far_stays_with_the_old_lead() -> None:
    moved = event("转办", "2026-10-12", old_lead="A", new_lead="C", due_on="2026-10-30", approved_by="赵六")
    old, new = owed(*STARTED, moved, lead="C")
    assert (old.unit, old.ended_on, old.live) == ("A", day("2026-10-12"), False)
    assert late_spans(old, day("2026-12-31")) == ((day("2026-10-01"), day("2026-10-12")),)
    assert (new.unit, new.triggered_on, new.due_on, new.original_due_on) == (
        "C",
        day("2026-10-12"),
        day("2026-10-30"),
        day("2026-10-30"),
    )
    assert (new.clause, late_spans(new, day("2026-10-31"))) == (
        "领导确定（赵六）",
        ((day("2026-10-31"), day("2026-10-31")),),
    )


def test_a_transfer_without_a_day_carries_rule_and_day_on() -> None:
    told = assigned("2026-09-01", "2026-09-30", basis="规则", rule="test/rule-1")
    moved = event("转办", "2026-09-10", old_lead="A", new_lead="C")
    new = owed(registered(), told, moved, lead="C")[1]
    assert (new.due_on, new.rule) == (day("2026-09-30"), "rule-1")
    by_rule = event("转办", "2026-09-10", old_lead="A", new_lead="C", due_on="2026-09-17", rule="test/rule-1")
    again = owed(registered(), assigned(), by_rule, lead="C")[1]
    assert (again.due_on, again.rule, again.clause) == (day("2026-09-17"), "rule-1", "test 制度 第1条")


def test_a_new_round_owes_anew() -> None:
    again = event("重启", "2026-10-15", reason="反弹", due_on="2026-11-30", approved_by="赵六")
    first, second = owed(*events_to(Status.CLOSED), again)
    assert (first.met_on, first.due_on) == (day("2026-09-10"), day("2026-09-30"))
    assert (second.met_on, second.due_on, second.clause, second.live) == (
        None,
        day("2026-11-30"),
        "领导确定（赵六）",
        True,
    )


def test_what_was_owed_in_a_closed_round_does_not_come_back_with_the_next() -> None:
    policy = make_policy(limit_rule(5), deadline_rule("逾期", "说明", 5))
    late = [assigned("2026-09-01", "2026-09-08") if e.action is Action.ASSIGN else e for e in CLOSED]
    again = event("重启", "2026-10-15", reason="反弹", due_on="2026-10-20", approved_by="赵六")
    old, new = of_rule(owed(*late, again, policy=policy, until="2026-11-20"), "rule-2")
    assert (old.triggered_on, old.live) == (day("2026-09-08"), False)
    assert (new.triggered_on, new.live) == (day("2026-10-20"), True)


def test_a_repeated_assignment_after_a_contest_rests_on_its_own_rule() -> None:
    contested = (registered(), assigned(), event("退件", "2026-09-02", unit="A", reason="不归我管"))
    again = assigned("2026-09-03", "2026-09-10", basis="规则", rule="test/rule-1")
    (duty,) = owed(*contested, again)
    assert (duty.due_on, duty.rule) == (day("2026-09-10"), "rule-1")


# --- suspension ----------------------------------------

STOPPED = event("中止", "2026-09-22", reason="等批复")
RESUMED = event("恢复", "2026-10-20", due_on="2026-10-28")


def test_suspended_days_are_not_late() -> None:
    (duty,) = owed(*STARTED, STOPPED, RESUMED)
    assert (duty.due_on, late_spans(duty, day("2026-10-28"))) == (day("2026-10-28"), ())
    (resting,) = owed(*STARTED, STOPPED)
    assert (resting.due_on, resting.stopped_on, resting.running) == (
        day("2026-09-30"),
        day("2026-09-22"),
        False,
    )
    assert not resting.late_on(day("2026-12-31"))


def test_lateness_before_a_suspension_is_remembered() -> None:
    (duty,) = owed(*STARTED, event("中止", "2026-10-12", reason="等批复"))
    assert (duty.running, late_spans(duty, day("2026-12-31"))) == (
        False,
        ((day("2026-10-01"), day("2026-10-12")),),
    )
    assert duty.late_on(day("2026-12-31"))
    assert lateness(duty, day("2026-12-31"), CALENDAR) == lateness(duty, day("2026-10-12"), CALENDAR)


def test_a_suspended_task_shows_the_day_that_was_in_force() -> None:
    moved = event("延期", "2026-09-10", due_on="2026-10-30", reason="等", approved_by="赵六")
    (duty,) = owed(*STARTED, moved, STOPPED)
    assert (duty.due_on, duty.original_due_on) == (day("2026-10-30"), day("2026-09-30"))


def test_a_unit_with_its_own_day_gets_the_days_of_the_suspension_back() -> None:
    given = event("交办", "2026-09-03", unit="B", due_on="2026-09-25")
    late = event("交办", "2026-09-03", unit="C", due_on="2026-09-11")
    found = {duty.unit: duty for duty in owed(*STARTED, given, late, STOPPED, RESUMED)}
    assert (found["B"].due_on, found["C"].due_on) == (day("2026-10-22"), day("2026-09-11"))
    assert late_spans(found["C"], day("2026-10-21")) == (
        (day("2026-09-12"), day("2026-09-22")),
        (day("2026-10-20"), day("2026-10-21")),
    )
    again = event("中止", "2026-10-21", reason="等批复")
    twice = owed(*STARTED, given, STOPPED, RESUMED, again, event("恢复", "2026-10-22", due_on="2026-11-20"))
    assert {duty.unit: duty.due_on for duty in twice}["B"] == day("2026-10-23")


def test_resuming_without_a_day_moves_the_old_one_on() -> None:
    (duty,) = owed(*STARTED, STOPPED, event("恢复", "2026-10-20"))
    assert duty.due_on == day("2026-10-27")
    (words,) = owed(registered(), assigned("2026-09-01", None), STOPPED, event("恢复", "2026-10-20"))
    assert words.due_on is None


def test_shifting_counts_working_days_or_days_as_the_period_does() -> None:
    stop, resume = STOPPED, event("恢复", "2026-10-20")
    assert isinstance(stop, Suspend)
    assert isinstance(resume, Resume)
    pause = Pause(day("2026-09-22"), day("2026-10-20"), stop, resume)
    assert shifted(day("2026-09-25"), pause, CALENDAR) == day("2026-10-22")
    assert shifted(day("2026-09-25"), pause, CALENDAR, PeriodUnit.DAYS) == day("2026-10-23")
    assert shifted(day("2026-09-27"), pause, CALENDAR, PeriodUnit.DAYS) == day("2026-10-26")
    assert shifted(day("2026-09-21"), pause, CALENDAR) == day("2026-09-21")
    assert shifted(day("2026-09-25"), pause._replace(ended=None), CALENDAR) == day("2026-09-25")
    assert shifted(day("2026-09-25"), pause._replace(ended=pause.began), CALENDAR) == day("2026-09-25")


def test_follow_up_duties_of_a_unit_stop_too_and_those_of_the_office_do_not() -> None:
    rules = (
        limit_rule(5),
        deadline_rule("逾期", "说明", 5),
        deadline_rule("滞后", "回访", 5, 义务人="督查室"),
    )
    journal = (
        registered(),
        assigned("2026-09-01", "2026-09-15"),
        event("中止", "2026-09-18", reason="等批复"),
    )
    back = event("恢复", "2026-09-28", due_on="2026-10-15")
    found = owed(*journal, back, policy=make_policy(*rules), until="2026-10-10")
    (explain,), (revisit,) = of_rule(found, "rule-2"), of_rule(found, "rule-3")
    assert (explain.due_on, explain.original_due_on) == (day("2026-09-30"), day("2026-09-21"))
    assert (revisit.due_on, revisit.original_due_on) == (day("2026-09-21"), day("2026-09-21"))
    resting = of_rule(owed(*journal, policy=make_policy(*rules)), "rule-2")[0]
    assert (resting.due_on, resting.running) == (day("2026-09-21"), False)


# --- duties that lateness starts ----------------------------------------

EXPLAIN = make_policy(limit_rule(5), deadline_rule("逾期", "说明", 5))


def test_lateness_starts_the_duty_to_explain_counted_from_the_due_day() -> None:
    assert not of_rule(owed(*STARTED, policy=EXPLAIN, until="2026-09-30"), "rule-2")
    (explain,) = of_rule(owed(*STARTED, policy=EXPLAIN, until="2026-10-01"), "rule-2")
    assert (explain.unit, explain.triggered_on, explain.due_on) == ("A", day("2026-09-30"), day("2026-10-13"))
    said = event("说明", "2026-10-09", unit="A", reason="等")
    (met,) = of_rule(owed(*STARTED, said, policy=EXPLAIN), "rule-2")
    assert (met.met_by, met.met_on) == (said, day("2026-10-09"))
    late_report = event("报结", "2026-10-01", unit="A")
    assert of_rule(owed(*STARTED, late_report, policy=EXPLAIN), "rule-2")[0].live


def test_a_second_lateness_is_explained_again() -> None:
    said = event("说明", "2026-10-09", unit="A", reason="等")
    found = of_rule(owed(*STARTED, said, LATE_EXTENSION, policy=EXPLAIN, until="2026-11-02"), "rule-2")
    assert [(duty.triggered_on, duty.met_on) for duty in found] == [
        (day("2026-09-30"), day("2026-10-09")),
        (day("2026-10-30"), None),
    ]


FAILED = make_policy(limit_rule(5), deadline_rule("核验不通过", "说明", 5))


@pytest.mark.parametrize(
    ("reported", "failed", "more", "days"),
    [
        # 09-23 is a Wednesday: 24, 28, 29, 30 and 10-08; 25 to 27 and 10-01 to 07 are holidays
        ("2026-09-21", "2026-09-23", (), [("2026-10-08", None)]),
        ("2026-09-21", "2026-09-23", (("说明", "2026-09-24"),), [("2026-10-08", "2026-09-24")]),
        ("2026-09-21", "2026-09-30", (), [("2026-10-13", None)]),  # on the day itself nothing is late
        ("2026-09-21", "2026-10-08", (), []),  # late since 10-01: that is explained
        ("2026-10-08", "2026-10-09", (), []),
        # two failures, two explanations; what is said before the second does not meet it
        (
            "2026-09-21",
            "2026-09-22",
            (("说明", "2026-09-22"), ("报结", "2026-09-23"), ("核验", "2026-09-24")),
            [("2026-09-30", "2026-09-22"), ("2026-10-09", None)],
        ),
    ],
)
def test_a_failed_verification_starts_the_duty_to_explain_where_nothing_is_late(
    reported: str, failed: str, more: tuple[tuple[str, str], ...], days: list[tuple[str, str | None]]
) -> None:
    kinds = {
        "核验": {"method": "书面", "result": "不通过"},
        "说明": {"unit": "A", "reason": "等", "remedy": "增人"},
        "报结": {"unit": "A"},
    }
    happened = (("报结", reported), ("核验", failed), *more)
    journal = [event(action, on, **kinds[action]) for action, on in happened]
    found = of_rule(owed(*STARTED, *journal, policy=FAILED), "rule-2")
    assert [(duty.unit, str(duty.due_on), duty.met_on and str(duty.met_on)) for duty in found] == [
        ("A", *each) for each in days
    ]


def test_the_old_lead_still_explains_its_own_lateness() -> None:
    moved = event("转办", "2026-10-12", old_lead="A", new_lead="C", due_on="2026-12-31")
    (explain,) = of_rule(owed(*STARTED, moved, policy=EXPLAIN, lead="C"), "rule-2")
    assert (explain.unit, explain.live) == ("A", True)
    said = event("说明", "2026-10-15", unit="A", reason="等")
    (met,) = of_rule(owed(*STARTED, moved, said, policy=EXPLAIN, lead="C"), "rule-2")
    assert met.met_by is said
    other = event("说明", "2026-10-15", unit="C", reason="等")
    assert of_rule(owed(*STARTED, moved, other, policy=EXPLAIN, lead="C"), "rule-2")[0].live


def test_only_the_bearer_of_the_rule_explains() -> None:
    given = event("交办", "2026-09-03", unit="B", due_on="2026-09-11")
    found = of_rule(owed(*STARTED, given, policy=EXPLAIN), "rule-2")
    assert [duty.unit for duty in found] == ["A"]


def test_lagging_work_is_revisited_once_from_the_first_slip() -> None:
    policy = make_policy(limit_rule(5), deadline_rule("滞后", "回访", 10, 义务人="督查室"))
    nodes = [{"节点": "摸底", "时限": "2026-09-10"}, {"节点": "方案", "时限": "2026-09-20"}]
    (revisit,) = of_rule(owed(*STARTED, policy=policy, milestones=nodes, until="2026-10-20"), "rule-2")
    assert (revisit.unit, revisit.triggered_on, revisit.trigger) == (OFFICE, day("2026-09-10"), None)
    assert not of_rule(owed(*STARTED, policy=policy, milestones=nodes, until="2026-09-10"), "rule-2")


# --- other starts ----------------------------------------


def test_a_first_report_is_owed_by_each_lead_from_its_own_assignment() -> None:
    policy = make_policy(limit_rule(5), deadline_rule("交办", "反馈", 1))
    found = of_rule(
        owed(*STARTED, event("反馈", "2026-09-02", unit="A"), policy=policy, lead=["A", "B"]), "rule-2"
    )
    assert [(duty.unit, duty.due_on, duty.met_on) for duty in found] == [
        ("A", day("2026-09-02"), day("2026-09-02")),
        ("B", day("2026-09-02"), None),
    ]


def test_rules_may_bind_supporting_units_and_the_office() -> None:
    policy = make_policy(
        deadline_rule("交办", "反馈", 3, 义务人="配合单位"), deadline_rule("交办", "发文", 2, 义务人="督查室")
    )
    found = owed(*STARTED, policy=policy, support=["B"])
    assert [(duty.unit, duty.rule, duty.due_on) for duty in found[1:]] == [
        ("B", "rule-1", day("2026-09-04")),
        (OFFICE, "rule-2", day("2026-09-03")),
    ]


def test_a_voided_report_meets_nothing() -> None:
    policy = make_policy(
        deadline_rule("办结", "报结", 5), deadline_rule("报结", "回访", 10, "日", 义务人="督查室")
    )
    first = event("报结", "2026-09-10", unit="A", done_on="2026-09-09")
    back = event("退回", "2026-09-12", missing="缺表")
    found = owed(*STARTED, first, back, policy=policy)
    assert of_rule(found, "rule-1") == []
    assert of_rule(found, "rule-2") == []
    said = event("反馈", "2026-09-14", unit="A", done_on="2026-09-09")
    (told,) = of_rule(owed(*STARTED, first, back, said, policy=policy), "rule-1")
    assert (told.trigger, told.met_by) == (said, None)
    second = event("报结", "2026-09-20", unit="A", done_on="2026-09-18")
    again = owed(*STARTED, first, back, second, policy=policy)
    assert [(duty.triggered_on, duty.met_by) for duty in of_rule(again, "rule-1")] == [
        (day("2026-09-18"), second)
    ]
    assert [duty.triggered_on for duty in of_rule(again, "rule-2")] == [day("2026-09-20")]


def test_only_leads_owe_what_follows_completion() -> None:
    policy = make_policy(deadline_rule("办结", "报结", 5))
    given = event("交办", "2026-09-03", unit="B", due_on="2026-09-20")
    done = event("报结", "2026-09-10", unit="B")
    assert of_rule(owed(*STARTED, given, done, policy=policy), "rule-1") == []


def test_saying_that_it_is_finished_may_itself_be_the_feedback() -> None:
    policy = make_policy(deadline_rule("办结", "反馈", 5))
    said = event("反馈", "2026-09-14", unit="A", done_on="2026-09-09")
    (duty,) = of_rule(owed(*STARTED, said, policy=policy), "rule-1")
    assert (duty.met_by, duty.met_on) == (said, day("2026-09-14"))


def test_several_actions_may_meet_a_rule_whichever_comes_first() -> None:
    policy = make_policy(deadline_rule("交办", "反馈", 3, 完成=["反馈", "报结"]))
    journal = (*STARTED, event("报结", "2026-09-03", unit="A"), event("反馈", "2026-09-04", unit="A"))
    (duty,) = of_rule(owed(*journal, policy=policy), "rule-1")
    assert duty.met_on == day("2026-09-03")


def test_joint_reports_start_the_revisit_when_the_last_has_come() -> None:
    policy = make_policy(deadline_rule("报结", "回访", 10, "日", 义务人="督查室"))
    one = (*STARTED, event("报结", "2026-09-10", unit="A"))
    assert of_rule(owed(*one, policy=policy, lead=["A", "B"]), "rule-1") == []
    both = (*one, event("报结", "2026-09-14", unit="B"))
    assert [d.triggered_on for d in of_rule(owed(*both, policy=policy, lead=["A", "B"]), "rule-1")] == [
        day("2026-09-14")
    ]


def test_each_round_is_revisited() -> None:
    policy = make_policy(deadline_rule("报结", "回访", 10, "日", 义务人="督查室"))
    again = event("重启", "2026-10-15", reason="反弹", due_on="2026-11-30", approved_by="赵六")
    found = of_rule(
        owed(*events_to(Status.CLOSED), again, event("报结", "2026-11-20", unit="A"), policy=policy), "rule-1"
    )
    assert [duty.triggered_on for duty in found] == [day("2026-09-10"), day("2026-11-20")]


# --- nodes ----------------------------------------

NODES = [{"节点": "摸底", "时限": "2026-09-20"}, {"节点": "方案", "时限": "2026-10-30"}]


def nodes_of(
    *journal: Event, until: str = "2026-12-31", policy: Policy = PLAIN, **head: object
) -> dict[str, Duty]:
    state = fold(make_task(*journal, milestones=NODES, **head), day(until))
    assert state.faults == []
    found = duties(state, make_book(policy), CALENDAR, LedgerKind.DOCUMENT)
    return {f"{duty.unit}{duty.node}": duty for duty in found if duty.node}


def test_each_dated_node_is_a_duty_met_on_the_day_it_was_reported() -> None:
    met = event("反馈", "2026-09-25", unit="A", milestone="摸底", done_on="2026-09-18")
    found = nodes_of(*STARTED, met)
    assert (found["A摸底"].met_on, found["A方案"].due_on) == (day("2026-09-25"), day("2026-10-30"))
    assert nodes_of(*STARTED, until="2026-09-21")["A摸底"].late_on(day("2026-09-21"))
    assert (found["A摸底"].clause, found["A摸底"].rule) == ("时序进度", "")
    assert nodes_of(registered()) == {}


def test_a_node_of_a_kind_of_task_cites_the_rule_on_schedules() -> None:
    rule = {"种类": "节点", "粒度": "季", "适用": {"性质": ["年度"]}}
    duty = nodes_of(*STARTED, policy=make_policy(rule), horizon="年度")["A摸底"]
    assert (duty.rule, duty.clause) == ("rule-1", "test 制度 第1条")


def test_the_report_of_the_task_meets_every_node() -> None:
    found = nodes_of(*STARTED, event("报结", "2026-09-28", unit="A", done_on="2026-09-19"))
    assert [duty.met_on for duty in found.values()] == [day("2026-09-28")] * 2


def test_extension_moves_one_node_only() -> None:
    moved = event(
        "延期", "2026-09-25", milestone="摸底", due_on="2026-10-12", reason="等", approved_by="赵六"
    )
    found = nodes_of(*STARTED, moved)
    assert (found["A摸底"].due_on, found["A摸底"].original_due_on) == (day("2026-10-12"), day("2026-09-20"))
    assert late_spans(found["A摸底"], day("2026-10-12")) == ((day("2026-09-21"), day("2026-09-25")),)
    assert found["A方案"].due_on == day("2026-10-30")


def test_suspended_days_do_not_count_for_nodes() -> None:
    found = nodes_of(*STARTED, STOPPED, RESUMED)
    assert (found["A摸底"].due_on, found["A方案"].due_on) == (day("2026-09-20"), day("2026-11-20"))
    assert late_spans(found["A摸底"], day("2026-10-20")) == (
        (day("2026-09-21"), day("2026-09-22")),
        (day("2026-10-20"), day("2026-10-20")),
    )
    moved = event(
        "延期", "2026-10-21", milestone="方案", due_on="2026-12-01", reason="等", approved_by="赵六"
    )
    assert nodes_of(*STARTED, STOPPED, RESUMED, moved)["A方案"].due_on == day("2026-12-01")
    resting = nodes_of(*STARTED, STOPPED)["A方案"]
    assert (resting.due_on, resting.running) == (day("2026-10-30"), False)
    early = (registered(), event("中止", "2026-09-02", reason="等"), event("恢复", "2026-09-08"))
    assert nodes_of(*early, assigned("2026-09-09"))["A方案"].due_on == day("2026-10-30")


def test_a_node_shifted_into_an_unpublished_year_is_provisional() -> None:
    back = event("恢复", "2026-12-25", due_on="2027-02-01")
    duty = nodes_of(*STARTED, STOPPED, back)["A方案"]
    assert (duty.due_on is not None and duty.due_on.year, duty.provisional) == (2027, True)


def test_a_lead_that_came_later_owes_no_node_that_was_due_before() -> None:
    moved = event("转办", "2026-10-12", old_lead="A", new_lead="C", due_on="2026-12-31")
    found = nodes_of(*STARTED, moved, lead="C")
    assert list(found) == ["A摸底", "C方案"]
    assert (found["A摸底"].ended_on, found["A摸底"].live) == (day("2026-10-12"), False)
    assert late_spans(found["A摸底"], day("2026-12-31")) == ((day("2026-09-21"), day("2026-10-12")),)
    assert found["C方案"].triggered_on == day("2026-10-12")


def test_a_node_that_is_put_off_falls_to_the_lead_of_that_day() -> None:
    moved = event("转办", "2026-10-12", old_lead="A", new_lead="C", due_on="2026-12-31")
    later = event(
        "延期", "2026-10-15", milestone="摸底", due_on="2026-11-15", reason="等", approved_by="赵六"
    )
    found = nodes_of(*STARTED, moved, later, lead="C")
    assert list(found) == ["A摸底", "C摸底", "C方案"]
    assert (found["C摸底"].triggered_on, found["C摸底"].due_on) == (day("2026-10-15"), day("2026-11-15"))
    done = event("反馈", "2026-11-16", unit="C", milestone="摸底", done_on="2026-11-10")
    met = nodes_of(*STARTED, moved, later, done, lead="C")
    assert (met["A摸底"].met_on, met["C摸底"].met_on) == (None, day("2026-11-16"))


def test_a_new_round_owes_the_nodes_that_are_still_to_come() -> None:
    again = event("重启", "2026-10-15", reason="反弹", due_on="2026-11-30", approved_by="赵六")
    task = make_task(*events_to(Status.CLOSED), again, milestones=NODES)
    state = fold(task, day("2026-12-31"))
    found = [duty for duty in duties(state, make_book(PLAIN), CALENDAR, None) if duty.node]
    assert [(duty.node, duty.met_on) for duty in found] == [("方案", None)]


# --- policies over time, calendars ----------------------------------------


def test_a_duty_follows_the_policy_in_force_when_its_clock_started() -> None:
    old = make_policy(limit_rule(5), deadline_rule("报结", "回访", 10, "日", 义务人="督查室"), name="old")
    new = make_policy(limit_rule(5), deadline_rule("报结", "回访", 5, 义务人="督查室"), name="new")
    book = make_book(("2026-01-01", old), ("2026-09-15", new))
    before = owed(*STARTED, event("报结", "2026-09-14", unit="A"), policy=book)
    after = owed(*STARTED, event("报结", "2026-09-15", unit="A"), policy=book)
    assert [(d.policy, d.due_on) for d in of_rule(before, "rule-2")] == [("old", day("2026-09-24"))]
    assert [(d.policy, d.due_on) for d in of_rule(after, "rule-2")] == [("new", day("2026-09-21"))]


def test_a_policy_that_comes_back_makes_no_duty_twice() -> None:
    policy = make_policy(deadline_rule("报结", "回访", 10, "日", 义务人="督查室"))
    other = make_policy(name="other")
    book = make_book(("2026-01-01", policy), ("2026-09-03", other), ("2026-09-05", policy))
    assert len(of_rule(owed(*STARTED, event("报结", "2026-09-14", unit="A"), policy=book), "rule-1")) == 1


def test_a_rule_binds_only_clocks_that_start_between_its_days() -> None:
    rule = deadline_rule("报结", "回访", 5, 义务人="督查室", 施行="2026-09-10", 废止="2026-09-20")
    policy = make_policy(rule)
    bound = [
        text
        for text in ("2026-09-09", "2026-09-10", "2026-09-19", "2026-09-20")
        if of_rule(owed(*STARTED, event("报结", text, unit="A"), policy=policy), "rule-1")
    ]
    assert bound == ["2026-09-10", "2026-09-19"]


def test_a_told_day_stands_when_the_calendar_changes() -> None:
    told = assigned("2026-12-29", "2027-01-06", basis="规则", rule="test/rule-1", provisional="是")
    journal = (registered("2026-12-29"), told)
    (before,) = owed(*journal, until="2027-01-31")
    assert (before.due_on, before.provisional) == (day("2027-01-06"), True)
    days = [{"name": "元旦", "date": f"2027-01-0{number}", "isOffDay": True} for number in (1, 2, 3, 4, 5)]
    raw = {"year": 2027, "papers": ["https://example.org/notice"], "days": days}
    published, _ = parse_holiday_file(raw, path="2027.json", national=True)
    assert published is not None
    calendar = WorkCalendar(national={2027: published}, known_until=2027)
    (after,) = owed(*journal, until="2027-01-31", calendar=calendar)
    assert (after.due_on, after.provisional) == (day("2027-01-06"), False)


def test_a_provisional_day_without_a_rule_stays_so_and_a_moved_day_is_told_anew() -> None:
    told = assigned("2026-12-29", "2027-01-06", provisional="是")
    assert owed(registered("2026-12-29"), told, until="2027-01-31")[0].provisional
    moved = event("延期", "2026-12-30", due_on="2027-01-20", reason="等", approved_by="赵六")
    assert not owed(registered("2026-12-29"), told, moved, until="2027-01-31")[0].provisional


def test_a_day_counted_at_resuming_is_provisional_until_its_year_is_published() -> None:
    stopped = (*STARTED, STOPPED)
    told = event("恢复", "2026-12-28", due_on="2027-01-06", provisional="是")
    assert owed(*stopped, told, until="2027-01-31")[0].provisional
    assert owed(*stopped, event("恢复", "2026-12-28"), until="2027-01-31")[0].provisional
    by_leader = event("恢复", "2026-12-28", due_on="2027-01-06")
    assert not owed(*stopped, by_leader, until="2027-01-31")[0].provisional


def test_follow_up_duties_into_an_unpublished_year_are_provisional() -> None:
    policy = make_policy(deadline_rule("报结", "回访", 10, "日", 义务人="督查室"))
    (revisit,) = of_rule(
        owed(*STARTED, event("报结", "2026-12-28", unit="A"), policy=policy, until="2027-01-31"), "rule-1"
    )
    assert (revisit.due_on, revisit.provisional) == (day("2027-01-07"), True)


# --- look-ups ----------------------------------------


def test_the_rule_of_an_assignment_is_found_under_its_policy() -> None:
    book = make_book(PLAIN)
    named = assigned("2026-09-01", "2026-09-08", rule="test/rule-1")
    assert find_rule(named, book)[1] is PLAIN.rules[0]
    assert find_rule(assigned("2026-09-01", "2026-09-08", rule="other/rule-1"), book)[1] is PLAIN.rules[0]
    schedule = make_policy({"种类": "节点", "粒度": "季"})
    assert find_rule(named, make_book(schedule)) == (schedule, None)
    assert find_rule(registered(), book) == (PLAIN, None)


def test_a_day_without_any_assignment_is_called_the_source_s() -> None:
    state = fold(make_task(registered()), day("2026-12-31"))
    assert limit_ground(state, None) == "来源规定"


def test_rules_apply_by_every_word_of_the_head() -> None:
    task = make_task(
        urgency="急件", reporting="重要", horizon="年度", tags=["甲"], sources=[{"类别": "改革"}]
    )
    fitting = [
        Applies(ledgers=(LedgerKind.DOCUMENT,)),
        Applies(urgencies=(Urgency.URGENT,)),
        Applies(reportings=(Reporting.IMPORTANT,)),
        Applies(horizons=(Horizon.ANNUAL,)),
        Applies(sources=(SourceKind.REFORM,)),
        Applies(tags=("乙", "甲")),
        Applies(without_tags=("乙",)),
    ]
    assert all(applies.to(task, LedgerKind.DOCUMENT) and applies.narrowness == 1 for applies in fitting)
    foreign = make_task()
    assert not any(applies.to(foreign, LedgerKind.DOCUMENT) for applies in fitting[1:6])
    assert not Applies(ledgers=(LedgerKind.MEETING,)).to(task, LedgerKind.DOCUMENT)
    assert not Applies(without_tags=("甲",)).to(task, None)


# --- the office's own verification ----------------------------------------


@pytest.mark.parametrize(
    ("journal", "until", "due_on", "verdict"),
    [
        (
            (),
            "2026-09-20",
            "2026-09-23",
            Verdict.RUNNING,
        ),  # +10: 11 14 15 16 17 18 20 21 22 23, reported on 09-10
        ((), "2026-09-24", "2026-09-23", Verdict.OVERDUE),
        (
            (event("核验", "2026-09-22", method="现场", result="通过"),),
            "2026-09-30",
            "2026-09-23",
            Verdict.MET,
        ),
        ((event("退回", "2026-09-22", missing="缺表"),), "2026-09-30", "2026-09-23", Verdict.MET),
        (
            (event("核验", "2026-09-28", method="现场", result="通过"),),
            "2026-09-30",
            "2026-09-23",
            Verdict.MET_LATE,
        ),
        ((event("撤销", "2026-09-15", reason="重复"),), "2026-09-30", "2026-09-23", Verdict.ENDED),
    ],
)
def test_the_office_owes_the_verification(
    journal: tuple[Event, ...], until: str, due_on: str, verdict: Verdict
) -> None:
    policy = make_policy(设置={"核验期限": 10})
    reported = (registered(), assigned("2026-09-01", "2026-09-30"), event("报结", "2026-09-10", unit="A"))
    state = fold(make_task(*reported, *journal), day(until))
    (duty,) = [each for each in duties(state, make_book(policy), CALENDAR, None) if each.name == "核验"]
    assert (duty.unit, str(duty.due_on), duty.discretionary) == (OFFICE, due_on, True)
    assert judge(duty, day(until)).verdict is verdict
    bare = duties(state, make_book(make_policy()), CALENDAR, None)
    assert [each for each in bare if each.name == "核验"] == []


# --- properties ----------------------------------------


@given(journals(), moments(), st.sampled_from(BUILT_IN))
def test_duties_are_total_and_the_live_ones_are_the_live_ones(
    journal: list[Event], until: datetime, name: str
) -> None:
    book = make_book(built_in(name))
    head = {"milestones": NODES, "tags": ["群众切身利益", "重点工作"], "reporting": "重要", "urgency": "急件"}
    state = fold(make_task(*journal, support=["B"], **head), until.date())
    found = duties(state, book, CALENDAR, LedgerKind.DOCUMENT)
    assert live_duties(state, book, CALENDAR, LedgerKind.DOCUMENT) == tuple(
        duty for duty in found if duty.live
    )
    for duty in found:
        spans = late_spans(duty, until.date())
        assert all(first <= last <= until.date() for first, last in spans)
        assert not duty.late_on(until.date()) or spans[-1][1] == until.date()
    if state.status in {Status.CLOSED, Status.SUSPENDED, Status.WITHDRAWN}:
        assert all(duty.unit == OFFICE or not duty.running for duty in found)


def test_live_duties_of_a_closed_task_still_look_at_lateness_where_the_office_owes_it() -> None:
    policy = make_policy(limit_rule(5), deadline_rule("滞后", "回访", 10, 义务人="督查室"))
    late = (registered("2026-08-01"), assigned("2026-08-01", "2026-08-10"), *events_to(Status.CLOSED)[2:])
    state = fold(make_task(*late), day("2026-12-31"))
    (revisit,) = live_duties(state, make_book(policy), CALENDAR, None)
    assert (revisit.rule, revisit.unit) == ("rule-2", OFFICE)


def test_live_duties_of_a_closed_task_are_the_office_s() -> None:
    policy = make_policy(limit_rule(5), deadline_rule("报结", "回访", 10, "日", 义务人="督查室"))
    state = fold(make_task(*events_to(Status.CLOSED)), day("2026-12-31"))
    assert [duty.unit for duty in live_duties(state, make_book(policy), CALENDAR, None)] == [OFFICE]
    assert live_duties(state, make_book(PLAIN), CALENDAR, None) == ()


def test_a_suspension_that_was_over_before_a_clock_started_does_not_move_it() -> None:
    early = (registered(), event("中止", "2026-09-02", reason="等"), event("恢复", "2026-09-08"))
    found = owed(*early, assigned("2026-09-09", "2026-09-15"), policy=EXPLAIN, until="2026-09-18")
    (explain,) = of_rule(found, "rule-2")
    assert (explain.due_on, explain.limits) == (day("2026-09-21"), ())


def test_a_renamed_unit_answers_for_its_old_name() -> None:
    register = make_register({"全称": "市住房城乡建设局", "曾用名": ["市建委"]})
    said = event("反馈", "2026-09-02", unit="市住房城乡建设局")
    state = fold(
        make_task(registered(), assigned(), said, lead="市建委"), day("2026-12-31"), register=register
    )
    policy = make_policy(deadline_rule("交办", "反馈", 3))
    (duty,) = [d for d in duties(state, make_book(policy), CALENDAR, None) if d.rule]
    assert (duty.unit, duty.met_by) == ("市建委", said)
