"""A journal on a day, as far as was known at a moment: order, corrections, heads of earlier days."""

from typing import Any

import msgspec
import pytest
from tests.builders import (
    CALENDAR,
    assigned,
    day,
    event,
    events_to,
    limit_rule,
    make_book,
    make_policy,
    make_task,
    moment,
    registered,
)

from duban.core.duties.duty import Duty, lateness
from duban.core.duties.task_duties import duties
from duban.core.engine.journal import (
    called,
    corrected_event,
    head_as_of,
    target_of,
    visible_events,
)
from duban.core.model.events import Correct, Event
from duban.core.model.record import digest
from duban.core.model.task import Task
from duban.core.model.terms import Action, Status
from duban.core.state.leads import lead_before, units_of
from duban.core.state.transitions import fold

END = day("2027-12-31")


def seen(*journal: Event, until: str = "2027-12-31", known: str | None = None) -> list[Event]:
    found, faults = visible_events(journal, day(until), moment(known) if known else None)
    assert faults == []
    return [each for _, each in found]


def correction(wrong: Event, at: str = "2026-10-20", **fields: object) -> Correct:
    target = target_of(wrong)
    raw = {"日期": target.on, "动作": target.action, "单位": target.unit, "摘要": target.digest}
    named = {key: value for key, value in raw.items() if value is not None}
    built = event("更正", at[:10], at, target=named, reason="记错了", **fields)
    assert isinstance(built, Correct)
    return built


# --- order ----------------------------------------


def test_order_is_by_business_date_then_moment_of_writing_then_place() -> None:
    late = event("催办", "2026-09-02", "2026-09-05")
    first = event("催办", "2026-09-02", "2026-09-03")
    second = event("预警", "2026-09-02", "2026-09-03", level="黄")
    before = event("催办", "2026-09-01", "2026-09-09")
    assert seen(late, first, second, before) == [before, first, second, late]


def test_an_event_booked_later_stands_on_its_own_day() -> None:
    task = make_task(*events_to(Status.REPORTED), event("退回", "2026-09-12", missing="缺表"))
    between = event("反馈", "2026-09-05", "2026-10-01", unit="A", percent=30)
    state = fold(make_task(*task.journal, between), END)
    assert [each.action for each in state.journal][3:] == [Action.PROGRESS, Action.DONE, Action.RETURN]


def test_the_moment_of_writing_is_compared_across_zones() -> None:
    utc = event("催办", "2026-09-02", "2026-09-02T02:00:00+00:00")
    beijing = event("催办", "2026-09-02", "2026-09-02T09:59:00+08:00")
    assert seen(utc, beijing) == [beijing, utc]


def test_only_what_was_written_down_by_then_is_known() -> None:
    first = event("催办", "2026-09-02", "2026-09-03")
    late = event("催办", "2026-09-01", "2026-09-09")
    assert seen(first, late, known="2026-09-08") == [first]
    assert seen(first, late, until="2026-09-01") == [late]


# --- corrections ----------------------------------------

WRONG = event("反馈", "2026-09-05", unit="A", percent=30, note="见附件")


def test_a_correction_replaces_in_place_for_every_day_asked_about() -> None:
    other = event("反馈", "2026-09-05", "2026-09-06", unit="A", percent=40)
    right = correction(WRONG, value={"进度": 35})
    assert seen(WRONG, other, right)[0] == corrected_event(WRONG, right)
    early: list[Any] = seen(WRONG, other, right, until="2026-09-05")
    assert [each.percent for each in early] == [35, 40]


def test_before_it_was_written_down_a_correction_is_not_known() -> None:
    right = correction(WRONG, value={"进度": 35})
    assert seen(WRONG, right, known="2026-10-19") == [WRONG]


def test_values_not_named_stay_and_a_null_takes_one_away() -> None:
    right: Any = corrected_event(WRONG, correction(WRONG, value={"进度": 35}))
    assert (right.percent, right.note, right.recorded_at) == (35, "见附件", WRONG.recorded_at)
    bare: Any = corrected_event(WRONG, correction(WRONG, value={"备注": None}))
    assert bare.note is None


def test_a_void_event_is_gone_and_the_rest_of_its_kind_is_not() -> None:
    other = event("反馈", "2026-09-05", "2026-09-06", unit="A", percent=40)
    void = correction(WRONG, void="是")
    assert seen(WRONG, other, void) == [other, void]


def test_identical_events_are_one_event_to_a_correction() -> None:
    void = correction(WRONG, void="是")
    assert seen(WRONG, WRONG, void) == [void]


def test_the_last_correction_wins_by_moment_of_writing_then_place() -> None:
    early = correction(WRONG, "2026-10-20", value={"进度": 35})
    late = correction(WRONG, "2026-10-21", value={"进度": 45})
    tie = correction(WRONG, "2026-10-21", value={"进度": 55})
    for journal, percent in (((WRONG, late, early), 45), ((WRONG, late, tie), 55), ((WRONG, tie, late), 45)):
        first: Any = seen(*journal)[0]
        assert first.percent == percent


def test_a_correction_without_values_restores_what_was_written() -> None:
    void = correction(WRONG, "2026-10-20", void="是")
    back = correction(WRONG, "2026-10-21")
    assert seen(WRONG, void, back)[0] == WRONG


def test_a_correction_may_move_an_event_to_another_day() -> None:
    later = event("催办", "2026-09-07")
    moved = correction(WRONG, value={"日期": "2026-09-08"})
    assert [each.action for each in seen(WRONG, later, moved)] == [
        Action.URGE,
        Action.PROGRESS,
        Action.CORRECT,
    ]
    assert seen(WRONG, later, moved, until="2026-09-07") == [later]


@pytest.mark.parametrize(
    "value",
    [
        {"进度": 130},
        {"没有": 1},
        {"动作": "报结"},
        {"登记": "2026-09-01T09:00:00+08:00"},
        {"日期": None},
    ],
)
def test_new_values_that_make_no_event_are_reported_and_the_event_stays(value: dict[str, object]) -> None:
    wrong = correction(WRONG, value=value)
    found, (fault,) = visible_events([WRONG, wrong], END)
    assert [each for _, each in found] == [WRONG, wrong]
    assert (fault.code, fault.keys) == ("bad-correction", ("流水", 1, "新值"))


def test_naming_the_unchanged_action_and_moment_is_no_fault() -> None:
    same = {"动作": "反馈", "登记": "2026-09-05T09:00:00+08:00", "进度": 35}
    first: Any = seen(WRONG, correction(WRONG, value=same))[0]
    assert first.percent == 35


def test_a_correction_of_nothing_is_reported() -> None:
    stray = correction(event("反馈", "2026-09-05", unit="B"), void="是")
    found, (fault,) = visible_events([WRONG, stray], END)
    assert [each for _, each in found] == [WRONG, stray]
    assert (fault.code, fault.keys) == ("correction-without-target", ("流水", 1, "更正对象"))
    assert "2026-09-05 反馈" in fault.message


def test_a_correction_is_not_corrected_but_followed_by_another() -> None:
    right = correction(WRONG, value={"进度": 35})
    again = correction(right, "2026-10-21", void="是")
    found, (fault,) = visible_events([WRONG, right, again], END)
    assert [each for _, each in found][1:] == [right, again]
    assert fault.code == "correction-without-target"


def test_target_names_day_action_unit_and_digest() -> None:
    target = target_of(WRONG)
    assert (target.on, target.action, target.unit) == (day("2026-09-05"), Action.PROGRESS, "A")
    assert target.digest == digest(WRONG)
    assert len(target.digest) == 8


# --- heads of earlier days ----------------------------------------


def changed(on: str, field: str, old: object, new: object, at: str | None = None) -> Event:
    return event("变更", on, at, field=field, old=old, new=new, reason="调整")


def head(until: str, *journal: Event, known: str | None = None, **fields: object) -> Task:
    return fold(make_task(*journal, **fields), day(until), moment(known) if known else None).task


def test_a_change_is_undone_for_a_question_about_an_earlier_day() -> None:
    journal = (
        registered(),
        changed("2026-09-10", "责任人", "张三", "李四"),
        changed("2026-09-20", "责任人", "李四", "钱七"),
    )
    named = {
        text: head(text, *journal, owner="钱七").owner for text in ("2026-09-09", "2026-09-10", "2026-09-20")
    }
    assert named == {"2026-09-09": "张三", "2026-09-10": "李四", "2026-09-20": "钱七"}


def test_a_value_that_was_added_is_not_there_before() -> None:
    journal = (registered(), changed("2026-09-10", "备注", None, "急"))
    assert head("2026-09-09", *journal, note="急").note is None
    journal = (registered(), changed("2026-09-10", "备注", "急", None))
    assert head("2026-09-09", *journal).note == "急"


def test_a_change_written_down_later_is_not_known_before() -> None:
    journal = (registered(), changed("2026-09-10", "责任人", "张三", "李四", at="2026-10-01"))
    assert head("2026-09-30", *journal, known="2026-09-30", owner="李四").owner == "张三"
    assert head("2026-09-30", *journal, known="2026-10-01", owner="李四").owner == "李四"


def test_changes_are_undone_in_the_order_of_writing() -> None:
    first = changed("2026-09-10", "责任人", "张三", "李四", at="2026-09-10")
    backdated = changed("2026-09-05", "责任人", "李四", "钱七", at="2026-09-12")
    journal = (registered(), first, backdated)
    assert head("2026-09-01", *journal, owner="钱七").owner == "张三"
    assert head("2026-09-06", *journal, owner="钱七").owner == "钱七"


def test_a_transfer_is_undone_for_a_question_about_an_earlier_day() -> None:
    moved = event("转办", "2026-09-10", old_lead="A", new_lead="C")
    journal = (registered(), assigned(), moved)
    assert head("2026-09-09", *journal, lead="C").lead == "A"
    assert head("2026-09-10", *journal, lead="C").lead == "C"
    joint = head("2026-09-09", *journal, lead=["C", "B"])
    assert joint.leads == ("A", "B")
    assert fold(make_task(*journal, lead=["C", "B"]), day("2026-09-09")).leads == ("A", "B")


def test_each_field_is_undone_for_itself() -> None:
    named = changed("2026-09-10", "责任人", "张三", "李四")
    noted = changed("2026-09-20", "备注", None, "急")
    early = head("2026-09-15", registered(), named, noted, owner="李四", note="急")
    assert (early.owner, early.note) == ("李四", None)


def test_a_transfer_that_is_seen_stays_when_a_later_one_is_undone() -> None:
    first = event("转办", "2026-09-10", old_lead="A", new_lead="C")
    second = event("转办", "2026-09-20", old_lead="C", new_lead="D")
    journal = (registered(), assigned(), first, second)
    leads = {text: head(text, *journal, lead="D").lead for text in ("2026-09-09", "2026-09-15", "2026-09-20")}
    assert leads == {"2026-09-09": "A", "2026-09-15": "C", "2026-09-20": "D"}


def test_a_corrected_change_shows_what_it_should_have_said() -> None:
    wrong = changed("2026-09-10", "责任人", "张三", "李四")
    right = correction(wrong, value={"新值": "李思"})
    assert head("2026-09-30", registered(), wrong, right, owner="李四").owner == "李思"
    void = correction(wrong, void="是")
    assert head("2026-09-30", registered(), wrong, void, owner="李四").owner == "张三"


def test_a_head_that_cannot_be_undone_stays() -> None:
    task = make_task(registered(), changed("2026-09-10", "缓急", "没有这一级", "急件"), urgency="急件")
    assert head_as_of(task, [(0, task.journal[0])]) is task


def test_leads_before_the_first_event() -> None:
    moved = event("转办", "2026-09-10", old_lead="A", new_lead="C")
    swapped = changed("2026-09-05", "配合单位", ["B"], ["D"])
    task = make_task(registered(), swapped, moved, lead="C", support=["D"])
    assert lead_before(task, list(enumerate(task.journal))) == (("A",), ("B",))
    assert lead_before(task, []) == (("C",), ("D",))
    assert lead_before(make_task(registered(), lead=["A", "A"]), []) == (("A",), ())


def test_a_transfer_that_never_was_leaves_the_head_alone() -> None:
    stray = event("转办", "2026-09-10", old_lead="Z", new_lead="Y")
    task = make_task(registered(), stray)
    assert lead_before(task, list(enumerate(task.journal))) == (("A",), ())


def test_unit_fields_are_texts_lists_or_nothing() -> None:
    assert [units_of(value) for value in ("A", ["A", "B", "A"], ("A",), None, 7)] == [
        ("A",),
        ("A", "B"),
        ("A",),
        (),
        (),
    ]


# --- what stays true ----------------------------------------

BOOK = make_book(make_policy(limit_rule(5)))


def limit_of(*journal: Event, until: str, known: str | None = None) -> Duty:
    state = fold(make_task(*journal), day(until), moment(known) if known else None)
    return duties(state, BOOK, CALENDAR, None)[0]


def test_correcting_a_typo_later_changes_no_lateness() -> None:
    done = event("报结", "2026-09-30", unit="A", done="完成改造壹佰户")
    journal = (registered(), assigned(), event("签收", "2026-09-02", unit="A"), done)
    typo = correction(done, "2026-12-01", value={"进展": "完成改造一百户"})
    head_typo = changed("2026-12-01", "事项", "制订方案", "制定方案")
    for extra in ((), (typo,), (typo, head_typo)):
        duty = limit_of(*journal, *extra, until="2026-12-31")
        assert (duty.due_on, duty.met_on) == (day("2026-09-30"), day("2026-09-30"))


def test_a_past_day_answers_with_what_was_true_on_that_day() -> None:
    journal = (
        registered(),
        assigned(),
        event("延期", "2026-10-12", due_on="2026-10-30", reason="等", approved_by="赵六"),
        event("报结", "2026-11-02", unit="A"),
    )
    late = {}
    for text in ("2026-09-30", "2026-10-09", "2026-10-12", "2026-10-30", "2026-10-31", "2026-11-02"):
        late[text] = lateness(limit_of(*journal, until=text), day(text), CALENDAR).days
    assert late == {
        "2026-09-30": 0,
        "2026-10-09": 9,
        "2026-10-12": 0,
        "2026-10-30": 0,
        "2026-10-31": 13,
        "2026-11-02": 0,
    }


def test_what_was_booked_late_is_not_known_on_an_earlier_moment() -> None:
    booked_late = event("报结", "2026-09-29", "2026-10-15", unit="A")
    journal = (registered(), assigned(), booked_late)
    assert (
        lateness(limit_of(*journal, until="2026-10-09", known="2026-10-09"), day("2026-10-09"), CALENDAR).days
        == 9
    )
    assert limit_of(*journal, until="2026-10-09").met_on == day("2026-09-29")


def test_an_event_is_called_by_its_action_or_where_there_are_several_by_its_digest() -> None:
    first = event("延期", "2026-09-03", due_on="2026-10-08", reason="雨")
    second = event("延期", "2026-09-05", due_on="2026-10-20", reason="雨")
    assert called(first, (registered(), first)) == "延期"
    assert called(first, (registered(), first, second)) == target_of(first).digest
    changed = msgspec.structs.replace(first, reason="台风")
    assert called(changed, (registered(), first, second)) == target_of(first).digest
