"""延期: who may move a day, what an application does, and what is refused."""

from typing import Any

import msgspec
import pytest
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

from duban.core.actions.due_dates import Ground
from duban.core.calendar.holidays import HolidayDay, HolidayFile
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.cases.task import decide
from duban.core.duties.duty import late_spans
from duban.core.duties.task_duties import dated_duties
from duban.core.model.events import Event, Extend
from duban.core.model.people import Roll
from duban.core.model.task import Task
from duban.core.model.terms import YesNo
from duban.core.model.workspace import Leader
from duban.core.state.transitions import fold
from duban.core.verdicts.verdict import judge
from duban.errors import DubanError

ROLL = Roll(
    Leader(name=name, title=title, rank=rank)
    for name, title, rank in (
        ("刘建国", "县长", 1),
        ("陈志远", "副县长", 2),
        ("王东升", "副县长", 3),
        ("老李", "门卫", None),
    )
)
POLICY = make_policy(limit_rule(20), deadline_rule("逾期", "说明", 5))


def ground(today: str = "2026-12-31") -> Ground:
    return msgspec.structs.replace(make_ground(POLICY, today), roll=ROLL)


def given(basis: str, **fields: object) -> tuple[Event, ...]:
    """A task that is due on 2026-09-30, by this basis."""
    return (
        registered(),
        assigned("2026-09-01", "2026-09-30", None, basis=basis, **fields),
        event("签收", "2026-09-02", unit="A"),
    )


def extended(on: str = "2026-09-20", **fields: object) -> Event:
    return event("延期", on, **({"due_on": "2026-10-30", "reason": "雨", "approved_by": "陈志远"} | fields))


def outcome(task: Task, what: Event, then: Ground | None = None) -> str:
    """The code of the refusal, else of the first notice, else whether the extension is internal."""
    try:
        made = decide(task, what, then or ground())
    except DubanError as error:
        return error.problems[0].code
    if isinstance(made.event, Extend) and made.event.internal is YesNo.YES:
        return "internal"
    return next((each.code for each in made.notices), "entered")


SOURCE = {"basis": "来源规定"}
HEAD: dict[str, dict[str, Any]] = {
    "document": {"sources": [{"类别": "重要文件", "文号": "某政发〔2026〕7号"}]},
    "issued": {"sources": [{"类别": "重要文件", "文号": "某政发〔2026〕7号", "机关": "省人民政府"}]},
    "word": {"sources": [{"类别": "领导批示"}], "instructions": [{"领导": "陈志远", "内容": "9月底前办完"}]},
    "charge": {"leader_in_charge": "陈志远"},
    "bare": {},
}


@pytest.mark.parametrize(
    ("head", "basis", "fields", "what"),
    [
        # a source's day: its issuer, by a paper or by telephone or in session
        ("document", "来源规定", {}, "internal"),
        ("document", "来源规定", {"organ": "某省政府"}, "internal"),
        ("document", "来源规定", {"organ": "某省政府", "doc_no": "某政函〔2026〕9号"}, "entered"),
        ("document", "来源规定", {"organ": "某省政府", "approved_via": "电话"}, "awaiting-paper"),
        ("document", "来源规定", {"due_on": "2026-09-25"}, "entered"),
        ("issued", "来源规定", {"organ": "某县教育局", "doc_no": "某教函〔2026〕9号"}, "organ-other"),
        ("issued", "来源规定", {"organ": "省人民政府办公厅", "doc_no": "某政办函〔2026〕9号"}, "entered"),
        # a leader's own word is that leader's, or a higher one's
        ("word", "来源规定", {}, "entered"),
        ("word", "来源规定", {"approved_by": "刘建国"}, "entered"),
        ("word", "来源规定", {"approved_by": "王东升"}, "internal"),
        # a leader's day
        ("bare", "领导确定", {}, "entered"),
        ("bare", "领导确定", {"approved_by": "刘建国"}, "entered"),
        ("bare", "领导确定", {"approved_by": "王东升"}, "approver-lower"),
        ("bare", "领导确定", {"approved_by": "王东升", "due_on": "2026-09-25"}, "entered"),
        ("bare", "领导确定", {"approved_by": "老李"}, "approver-lower"),  # on the roll without a rank
        # a rule's day: the leader in charge, where one is named
        ("charge", "规则", {"approved_by": "王东升"}, "approver-lower"),
        ("charge", "规则", {}, "entered"),
        ("bare", "规则", {"approved_by": "王东升"}, "entered"),
        # refused as such
        ("bare", "领导确定", {"approved_by": None}, "approver-missing"),
        ("bare", "领导确定", {"due_on": "2026-09-30"}, "same-due"),
        ("bare", "领导确定", {"due_on": "2026-09-20"}, "advance-early"),
        ("bare", "领导确定", {"due_on": "2026-09-21"}, "entered"),
        ("bare", "领导确定", {"milestone": "没有的"}, "unknown-milestone"),
    ],
)
def test_who_may_move_a_day(head: str, basis: str, fields: dict[str, Any], what: str) -> None:
    more = {"rule": "test/rule-1"} if basis == "规则" else {}
    if basis == "领导确定":
        more = {"approved_by": "陈志远"}
    task = make_task(*given(basis, **more), **HEAD[head])
    assert outcome(task, extended(**fields)) == what


SERVED = Roll(
    (
        Leader(name="陈志远", title="副县长", rank=3, until=day("2026-09-10")),
        Leader(name="陈志远", title="县长", rank=1, since=day("2026-09-11")),
        Leader(name="王东升", title="副县长", rank=2),
        Leader(name="赵敏", title="县长", rank=1, until=day("2026-09-10")),
        Leader(name="孙立", title="副县长", rank=4),
    )
)


@pytest.mark.parametrize(
    ("head", "by", "on", "approver", "what"),
    [
        # who set the day ranks by the post of that day, whatever became of him
        ({}, "陈志远", "2026-09-20", "王东升", "entered"),
        ({}, "陈志远", "2026-09-20", "孙立", "approver-lower"),
        ({}, "陈志远", "2026-09-20", "陈志远", "entered"),
        ({}, "赵敏", "2026-09-20", "王东升", "approver-lower"),
        ({}, "赵敏", "2026-09-20", "陈志远", "entered"),  # 县长 after her
        # who is in charge ranks by the post of the day on which it is moved
        ({"leader_in_charge": "陈志远"}, None, "2026-09-05", "王东升", "entered"),
        ({"leader_in_charge": "陈志远"}, None, "2026-09-20", "王东升", "approver-lower"),
        ({"leader_in_charge": "赵敏"}, None, "2026-09-20", "王东升", "approver-lower"),
    ],
)
def test_leaders_rank_by_the_post_they_held(
    head: dict[str, Any], by: str | None, on: str, approver: str, what: str
) -> None:
    said = {"approved_by": by} if by else {"rule": "test/rule-1"}
    task = make_task(*given("领导确定" if by else "规则", **said), **head)
    then = msgspec.structs.replace(ground(), roll=SERVED)
    assert outcome(task, extended(on, approved_by=approver), then) == what


def test_a_word_of_a_leader_is_moved_by_rank_of_the_day_it_was_written() -> None:
    written = [{"领导": "陈志远", "日期": "2026-09-01", "内容": "9月底前办完"}]
    task = make_task(*given("来源规定"), sources=[{"类别": "领导批示"}], instructions=written)
    then = msgspec.structs.replace(ground(), roll=SERVED)
    assert outcome(task, extended(approved_by="王东升"), then) == "entered"
    assert outcome(task, extended(approved_by="孙立"), then) == "internal"


def test_the_remedy_names_nobody_who_has_left() -> None:
    then = msgspec.structs.replace(ground(), roll=SERVED)
    for head, advice in (
        (
            "赵敏",
            "赵敏已不在任，由排序在前的领导批准：duban extend WJ-2026-0001 --due-on 2026-10-30 --approved-by … --reason …",
        ),
        (
            "赵敏、王东升",
            "由王东升或排序在前的领导批准：duban extend WJ-2026-0001 --due-on 2026-10-30 --approved-by 王东升 --reason …",
        ),
    ):
        task = make_task(*given("规则", rule="test/rule-1"), leader_in_charge=head)
        with pytest.raises(DubanError) as caught:
            decide(task, extended(approved_by="孙立"), then)
        assert caught.value.problems[0].advice == advice


def test_an_internal_day_moves_nothing_and_is_told() -> None:
    task = make_task(*given("来源规定"), **HEAD["document"])
    made = decide(task, extended(), ground())
    (told,) = made.notices
    assert "是否逾期仍看 2026-09-30" in told.message
    after = make_task(*given("来源规定"), made.event, **HEAD["document"])
    state = fold(after, day("2026-10-20"))
    assert (state.due_on, state.internal_due("A")) == (day("2026-09-30"), day("2026-10-30"))


def test_what_the_issuer_moved_once_only_the_issuer_moves_again() -> None:
    granted = extended(organ="某省政府", doc_no="某政函〔2026〕9号")
    task = make_task(*given("来源规定"), granted, **HEAD["document"])
    assert outcome(task, extended("2026-09-22", due_on="2026-11-30")) == "internal"


def test_an_extension_moves_no_node_and_says_so() -> None:
    nodes = [{"节点": "摸底", "时限": "2026-09-30"}]
    task = make_task(*given("领导确定", approved_by="陈志远"), milestones=nodes)
    assert outcome(task, extended()) == "nodes-left"


@pytest.mark.parametrize(
    ("basis", "due_on", "result"),
    [
        ("领导确定", "2026-10-05", "2026-10-08"),  # a Monday of the National Day week
        ("规则", "2026-10-05", "2026-10-08"),
        ("来源规定", "2026-10-05", "calendar-same"),
        ("领导确定", "2026-10-09", "calendar-same"),
        ("领导确定", "2026-10-17", "calendar-same"),  # a Saturday was off when it was told
    ],
)
def test_a_told_day_that_became_a_day_off_moves(basis: str, due_on: str, result: str) -> None:
    begun = (
        registered(),
        assigned("2026-09-01", due_on, None, basis=basis),
        event("签收", "2026-09-02", unit="A"),
    )
    moved = event("延期", "2026-10-12", due_on="2026-10-12", reason="放假", calendar="是")
    task = make_task(*begun)
    if result == "calendar-same":
        assert outcome(task, moved) == result
        return
    made = decide(task, moved, ground())
    assert str(made.event.due_on) == result
    state = fold(make_task(*begun, made.event), day("2026-10-12"))
    assert (state.extensions, state.delays()) == ([], [])
    (duty,) = [each for each in dated_duties(state, make_book(POLICY), CALENDAR, None) if each.finishes]
    assert late_spans(duty, day("2026-10-12")) == ((day("2026-10-09"), day("2026-10-12")),)


APPLIED = event("申请延期", "2026-09-20", due_on="2026-10-30", reason="雨")


@pytest.mark.parametrize(
    ("before", "what", "code"),
    [
        ((), APPLIED, "entered"),
        ((), event("申请延期", "2026-10-09", due_on="2026-10-30", reason="雨"), "application-late"),
        ((), event("申请延期", "2026-09-20", due_on="2026-09-30", reason="雨"), "same-due"),
        (
            (APPLIED,),
            event("申请延期", "2026-09-22", due_on="2026-11-30", reason="雨"),
            "application-pending",
        ),
        ((APPLIED,), event("不批延期", "2026-09-22", reason="不急", approved_by="陈志远"), "entered"),
        ((APPLIED,), event("不批延期", "2026-09-22", reason="不急"), "approver-missing"),
        ((), event("不批延期", "2026-09-22", reason="不急", approved_by="陈志远"), "no-application"),
        (
            (APPLIED, extended("2026-09-22")),
            event("不批延期", "2026-09-23", reason="不急", approved_by="陈志远"),
            "no-application",
        ),
    ],
)
def test_applications_and_answers(before: tuple[Event, ...], what: Event, code: str) -> None:
    task = make_task(*given("领导确定", approved_by="陈志远"), *before)
    assert outcome(task, what) == code


def test_nothing_to_apply_for_without_a_day() -> None:
    task = make_task(registered(), assigned("2026-09-01", None, approved_by="陈志远"))
    with pytest.raises(DubanError) as error:
        decide(task, APPLIED, ground())
    assert error.value.problems[0].code == "no-limit"


def test_an_answer_closes_the_application_of_its_unit() -> None:
    joint = {"lead": ["A", "B"]}
    of_a = event("申请延期", "2026-09-20", unit="A", due_on="2026-10-30", reason="雨")
    of_b = event("申请延期", "2026-09-20", unit="B", due_on="2026-10-30", reason="雨")
    deny = event("不批延期", "2026-09-22", unit="A", reason="不急", approved_by="陈志远")
    state = fold(make_task(*given("领导确定"), of_a, of_b, deny, **joint), day("2026-09-25"))
    assert (state.pending("A"), state.pending("B") is not None) == (None, True)


@pytest.mark.parametrize(
    ("due_on", "fields", "code"),
    [
        ("2026-09-10", {"approved_by": "刘建国"}, "entered"),
        ("2026-09-10", {}, "approver-missing"),
        ("2026-10-30", {"approved_by": "刘建国"}, "nothing-late"),
    ],
)
def test_only_what_is_late_is_put_down_to_somebody(due_on: str, fields: dict[str, Any], code: str) -> None:
    begun = (
        registered(),
        assigned("2026-09-01", due_on, None, basis="领导确定"),
        event("签收", "2026-09-02", unit="A"),
    )
    judged = event("归因", "2026-09-20", cause="上级", reason="资金未到", **fields)
    assert outcome(make_task(*begun), judged) == code


def test_a_putting_down_changes_no_verdict() -> None:
    begun = (registered(), assigned("2026-09-01", "2026-09-10", None), event("签收", "2026-09-02", unit="A"))
    judged = event("归因", "2026-09-20", unit="A", cause="上级", reason="资金未到", approved_by="刘建国")
    verdicts = [
        [
            judge(each, day("2026-09-25"))
            for each in dated_duties(
                fold(make_task(*journal), day("2026-09-25")), make_book(POLICY), CALENDAR, None
            )
        ]
        for journal in (begun, (*begun, judged))
    ]
    assert verdicts[0] == verdicts[1]


def test_a_day_off_of_the_local_calendar_needs_an_approver() -> None:
    off = HolidayFile(2026, days=(HolidayDay("停电", day("2026-10-14"), is_off_day=True),))
    local = WorkCalendar(local={2026: off}, known_until=2026)
    begun = (
        registered(),
        assigned("2026-09-01", "2026-10-14", None, basis="领导确定"),
        event("签收", "2026-09-02", unit="A"),
    )
    moved = event("延期", "2026-10-13", due_on="2026-10-13", reason="放假", calendar="是")
    with pytest.raises(DubanError) as error:
        decide(make_task(*begun), moved, msgspec.structs.replace(ground(), calendar=local))
    assert error.value.problems[0].code == "calendar-local"
