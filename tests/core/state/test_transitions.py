"""The table over the full product, and what `fold` makes of journals, legal and not."""

from collections.abc import Sized
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import assigned, day, event, events_to, make_register, make_task, moment, registered
from tests.strategies import journals, moments

from duban.core.model.events import Amend, Event
from duban.core.model.record import Fault
from duban.core.model.terms import Action, Role, Status
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import TRANSITIONS, Outcome, fold

COLUMNS = [
    Status.REGISTERED,
    Status.ASSIGNED,
    Status.IN_PROGRESS,
    Status.REPORTED,
    Status.VERIFIED,
    Status.CLOSED,
    Status.SUSPENDED,
    Status.WITHDRAWN,
]

# 待交办 待签收 办理中 待核验 待销号 已销号 已中止 已撤销; · is illegal, = changes nothing
TABLE = """
立项     WHOLE    =      ·      ·      ·      ·      ·      ·      ·
收文     WHOLE    =      =      =      =      =      ·      ·      ·
呈批     WHOLE    =      =      =      =      =      ·      ·      ·
研究     WHOLE    =      =      =      =      =      ·      ·      ·
解读     WHOLE    =      =      =      =      =      ·      ·      ·
解读报告 WHOLE    =      =      =      =      =      ·      ·      ·
交办     WHOLE    待签收 待签收 ·      ·      ·      ·      ·      ·
交办     PARTIAL  ·      =      =      ·      ·      ·      ·      ·
推进计划 WHOLE    ·      办理中 办理中 ·      ·      ·      ·      ·
签收     WHOLE    ·      办理中 ·      ·      ·      ·      ·      ·
签收     PARTIAL  ·      =      =      =      =      ·      ·      ·
退件     WHOLE    ·      =      ·      ·      ·      ·      ·      ·
退件     PARTIAL  ·      =      =      ·      ·      ·      ·      ·
反馈     WHOLE    ·      ·      =      =      =      ·      ·      ·
反馈     PARTIAL  ·      =      =      =      =      ·      ·      ·
预警     WHOLE    ·      =      =      ·      ·      ·      ·      ·
催办     WHOLE    ·      =      =      ·      ·      ·      ·      ·
说明     WHOLE    ·      =      =      =      =      =      ·      ·
归因     WHOLE    ·      =      =      =      =      =      =      =
协调     WHOLE    =      =      =      ·      ·      ·      ·      ·
申请延期 WHOLE    ·      =      =      ·      ·      ·      ·      ·
延期     WHOLE    ·      =      =      ·      ·      ·      ·      ·
不批延期 WHOLE    ·      =      =      ·      ·      ·      ·      ·
转办     WHOLE    ·      待签收 待签收 ·      ·      ·      ·      ·
转办     PARTIAL  ·      ·      =      ·      ·      ·      ·      ·
中止     WHOLE    已中止 已中止 已中止 已中止 已中止 ·      ·      ·
撤销     WHOLE    已撤销 已撤销 已撤销 已撤销 已撤销 ·      已撤销 ·
报结     WHOLE    ·      ·      待核验 ·      ·      ·      ·      ·
报结     PARTIAL  ·      =      =      =      =      ·      ·      ·
退回     WHOLE    ·      ·      ·      办理中 办理中 ·      ·      ·
退回     PARTIAL  ·      =      =      =      =      ·      ·      ·
核验     PASS     ·      ·      ·      待销号 ·      ·      ·      ·
核验     FAIL     ·      ·      ·      办理中 ·      ·      ·      ·
核验     PARTIAL  ·      ·      =      ·      ·      ·      ·      ·
销号     WHOLE    ·      ·      ·      ·      已销号 ·      ·      ·
重启     WHOLE    ·      ·      ·      ·      ·      办理中 ·      ·
回访     WHOLE    ·      =      =      =      =      =      =      =
公示     WHOLE    ·      ·      ·      ·      =      =      ·      ·
整改不力 WHOLE    ·      =      =      ·      ·      ·      ·      ·
发文     WHOLE    =      =      =      =      =      =      =      =
变更     WHOLE    =      =      =      =      =      =      =      =
更正     WHOLE    =      =      =      =      =      =      =      =
"""


def _read_table(text: str) -> dict[tuple[Status, Action, Outcome], Status]:
    found = {}
    for line in text.split("\n"):
        if not line.strip():
            continue
        action, outcome, *cells = line.split()
        for status, cell in zip(COLUMNS, cells, strict=True):
            if cell != "·":
                found[status, Action(action), Outcome[outcome]] = status if cell == "=" else Status(cell)
    return found


EXPECTED = _read_table(TABLE)


@pytest.mark.parametrize(
    "triple", list(product(Status, Action, Outcome)), ids=lambda t: "-".join(map(str, t))
)
def test_every_triple_of_the_table(triple: tuple[Status, Action, Outcome]) -> None:
    assert TRANSITIONS.get(triple) == EXPECTED.get(triple)


# A lead A, a supporting unit B that has reported, another, D, of which nothing was heard.
PROBES: dict[tuple[Action, Outcome], dict[str, Any]] = {
    (Action.RECEIVE, Outcome.WHOLE): {},
    (Action.SUBMIT, Outcome.WHOLE): {},
    (Action.STUDY, Outcome.WHOLE): {},
    (Action.INTERPRET, Outcome.WHOLE): {},
    (Action.INTERPRET_REPORT, Outcome.WHOLE): {},
    (Action.ASSIGN, Outcome.WHOLE): {"due_on": "2026-10-30"},
    (Action.ASSIGN, Outcome.PARTIAL): {"unit": "E", "due_on": "2026-10-30"},
    (Action.PLAN, Outcome.WHOLE): {"unit": "A"},
    (Action.ACCEPT, Outcome.WHOLE): {"unit": "A"},
    (Action.ACCEPT, Outcome.PARTIAL): {"unit": "D"},
    (Action.CONTEST, Outcome.WHOLE): {"unit": "A", "reason": "不归我管"},
    (Action.CONTEST, Outcome.PARTIAL): {"unit": "D", "reason": "不归我管"},
    (Action.PROGRESS, Outcome.WHOLE): {"unit": "A"},
    (Action.PROGRESS, Outcome.PARTIAL): {"unit": "D"},
    (Action.WARN, Outcome.WHOLE): {"level": "黄"},
    (Action.URGE, Outcome.WHOLE): {},
    (Action.EXPLAIN, Outcome.WHOLE): {"unit": "A", "reason": "人手不足"},
    (Action.ATTRIBUTE, Outcome.WHOLE): {"unit": "A", "cause": "客观", "reason": "洪水"},
    (Action.COORDINATE, Outcome.WHOLE): {"rung": 1},
    (Action.APPLY, Outcome.WHOLE): {"due_on": "2026-10-30", "reason": "等批复"},
    (Action.EXTEND, Outcome.WHOLE): {"due_on": "2026-10-30", "reason": "等批复"},
    (Action.DENY, Outcome.WHOLE): {"reason": "条件具备"},
    (Action.TRANSFER, Outcome.WHOLE): {"old_lead": "A", "new_lead": "C"},
    (Action.SUSPEND, Outcome.WHOLE): {"reason": "等批复"},
    (Action.WITHDRAW, Outcome.WHOLE): {"reason": "重复"},
    (Action.DONE, Outcome.WHOLE): {"unit": "A"},
    (Action.DONE, Outcome.PARTIAL): {"unit": "D"},
    (Action.RETURN, Outcome.WHOLE): {"missing": "缺验收单"},
    (Action.RETURN, Outcome.PARTIAL): {"unit": "B", "missing": "缺验收单"},
    (Action.VERIFY, Outcome.PASS): {"method": "现场", "result": "通过"},
    (Action.VERIFY, Outcome.FAIL): {"method": "现场", "result": "不通过"},
    (Action.CLOSE, Outcome.WHOLE): {},
    (Action.REOPEN, Outcome.WHOLE): {"reason": "反弹", "due_on": "2026-12-31", "approved_by": "赵六"},
    (Action.REVISIT, Outcome.WHOLE): {},
    (Action.PUBLICIZE, Outcome.WHOLE): {"channel": "政府网站"},
    (Action.ESCALATE, Outcome.WHOLE): {"via": "加密督查", "reason": "两次督办没有进展"},
    (Action.ISSUE, Outcome.WHOLE): {"kind": "督办通知单"},
    (Action.AMEND, Outcome.WHOLE): {"field": "备注", "new": "新", "reason": "补充"},
}
# 反馈 and 报结 of a lead that has not signed imply 签收 (design.md section 4).
IMPLIED = {
    (Status.ASSIGNED, Action.PROGRESS, Outcome.WHOLE): Status.IN_PROGRESS,
    (Status.ASSIGNED, Action.DONE, Outcome.WHOLE): Status.REPORTED,
}


def _probed(status: Status) -> list[Event]:
    journal: list[Event] = list(events_to(status))
    if status is not Status.REGISTERED:
        journal.insert(2, event("报结", "2026-09-01", "2026-09-01T10:00:00+08:00", unit="B"))
    return journal


@pytest.mark.parametrize("status", COLUMNS)
@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe[0]}-{probe[1].name}")
def test_each_action_on_a_task_in_each_status(status: Status, probe: tuple[Action, Outcome]) -> None:
    action, outcome = probe
    journal = [*_probed(status), event(action, "2026-09-20", **PROBES[probe])]
    state = fold(make_task(*journal, support=["B", "D"]), day("2026-09-30"))
    triple = (status, action, outcome)
    wanted = IMPLIED.get(triple) or EXPECTED.get(triple)
    if wanted is None:
        assert (state.status, _codes(state)) == (status, ["illegal-event"])
        assert state.faults[0].keys == ("流水", len(journal) - 1)
    else:
        assert (state.status, state.faults) == (wanted, [])


def test_every_row_of_the_table_is_probed_or_has_its_own_test() -> None:
    own_test = {
        (Action.REGISTER, Outcome.WHOLE),
        (Action.TRANSFER, Outcome.PARTIAL),
        (Action.VERIFY, Outcome.PARTIAL),
        (Action.CORRECT, Outcome.WHOLE),
    }
    assert {(action, outcome) for _, action, outcome in EXPECTED} == PROBES.keys() | own_test


def _codes(state: TaskState) -> list[str]:
    return [fault.code for fault in state.faults]


def _messages(*journal: Event, until: str = "2026-12-31", **head: object) -> list[str]:
    return [fault.message for fault in fold(make_task(*journal, **head), day(until)).faults]


def _state(*journal: Event, until: str = "2026-12-31", **head: object) -> TaskState:
    state = fold(make_task(*journal, **head), day(until))
    assert state.faults == []
    return state


STARTED = (registered(), assigned(), event("签收", "2026-09-02", unit="A"))


# --- registration ----------------------------------------


def test_an_illegal_event_is_skipped_and_said_in_plain_words() -> None:
    state = fold(make_task(registered(), event("销号", "2026-09-02")), day("2026-09-30"))
    assert state.status is Status.REGISTERED
    assert state.faults == [Fault(("流水", 1), "illegal-event", "这条销号不成立：现在是“待交办”")]
    assert [each.action for each in state.journal] == [Action.REGISTER]


def test_a_second_registration_is_reported() -> None:
    assert _messages(registered(), event("立项", "2026-09-02")) == ["这条立项不成立：已经立过项"]


def test_intake_may_come_before_registration_but_nothing_else() -> None:
    journal = (
        event("收文", "2026-08-28"),
        event("呈批", "2026-08-28"),
        assigned("2026-08-30"),
        registered(),
    )
    state = fold(make_task(*journal), day("2026-12-31"))
    assert [fault.message for fault in state.faults] == ["这条交办不成立：还没有立项"]
    assert (state.status, state.registered_on) == (Status.REGISTERED, day("2026-09-01"))


def test_what_is_dated_after_the_day_asked_about_does_not_exist() -> None:
    task = make_task(*events_to(Status.CLOSED))
    seen = {
        text: fold(task, day(text)).status
        for text in ("2026-08-31", "2026-09-01", "2026-09-10", "2026-09-12")
    }
    assert seen == {
        "2026-08-31": Status.REGISTERED,
        "2026-09-01": Status.ASSIGNED,
        "2026-09-10": Status.REPORTED,
        "2026-09-12": Status.CLOSED,
    }
    assert fold(task, day("2026-08-31")).registered_on is None


def test_the_history_tells_each_change_of_status() -> None:
    state = _state(*events_to(Status.CLOSED))
    assert state.history == [
        (day("2026-09-01"), Status.REGISTERED),
        (day("2026-09-01"), Status.ASSIGNED),
        (day("2026-09-02"), Status.IN_PROGRESS),
        (day("2026-09-10"), Status.REPORTED),
        (day("2026-09-11"), Status.VERIFIED),
        (day("2026-09-12"), Status.CLOSED),
    ]
    assert state.closed_on == day("2026-09-12")


# --- assignment, units ----------------------------------------


def test_no_assignment_without_a_lead() -> None:
    assert _messages(registered(), assigned(), lead=None) == ["这条交办不成立：还没有牵头单位"]


def test_an_assignment_may_name_the_only_lead() -> None:
    assert _state(registered(), assigned(unit="A")).status is Status.ASSIGNED
    assert _messages(registered(), assigned(unit="B"), support=["B"]) == [
        "这条交办不成立：还没有交办给牵头单位"
    ]


def test_a_repeated_assignment_may_set_another_day() -> None:
    state = _state(
        registered(), assigned(), assigned("2026-09-03", "2026-10-15"), assigned("2026-09-04", None)
    )
    assert (state.due_on, state.original_due_on) == (day("2026-10-15"), day("2026-09-30"))


def test_a_unit_gets_a_day_of_its_own_and_a_new_one_becomes_a_supporting_unit() -> None:
    state = _state(*STARTED, event("交办", "2026-09-03", unit="B", due_on="2026-09-20"))
    assert (state.support, state.units["B"].due_on, state.units["B"].role) == (
        ("B",),
        day("2026-09-20"),
        Role.SUPPORT,
    )
    assert state.due_on == day("2026-09-30")
    later = _state(
        *STARTED,
        event("交办", "2026-09-03", unit="B"),
        event("交办", "2026-09-04", unit="A", due_on="2026-09-25"),
    )
    assert later.units["B"].limits == []
    assert later.due_on == day("2026-09-25")


def test_each_unit_has_a_standing_of_its_own() -> None:
    state = _state(
        *STARTED,
        event("反馈", "2026-09-05", unit="A", percent=40),
        event("反馈", "2026-09-06", unit="B", percent=80),
        event("报结", "2026-09-07", unit="B"),
        support=["B", "C"],
    )
    a, b, c = (state.units[unit] for unit in "ABC")
    assert (a.signed_on, a.heard_on, a.percent, a.reported) == (
        day("2026-09-02"),
        day("2026-09-05"),
        40,
        None,
    )
    assert (b.signed_on, b.heard_on, b.percent) == (day("2026-09-06"), day("2026-09-07"), 80)
    assert b.reported is state.reports[0]
    assert (c.signed_on, c.heard_on, c.reported) == (None, None, None)
    assert (state.status, state.percent) == (Status.IN_PROGRESS, 40)


def test_a_first_answer_implies_signing_and_a_later_signature_is_no_contradiction() -> None:
    state = _state(
        registered(), assigned(), event("反馈", "2026-09-03", unit="A"), event("签收", "2026-09-04", unit="A")
    )
    assert (state.status, state.units["A"].signed_on) == (Status.IN_PROGRESS, day("2026-09-03"))
    done = _state(registered(), assigned(), event("报结", "2026-09-03", unit="A"))
    assert (done.status, done.units["A"].signed_on) == (Status.REPORTED, day("2026-09-03"))
    assert (day("2026-09-03"), Status.IN_PROGRESS) in done.history


@pytest.mark.parametrize(
    ("late", "message"),
    [
        (event("签收", "2026-09-03", unit="A"), "“A”已经签收"),
        (event("退件", "2026-09-03", unit="A", reason="不归我管"), "现在是“办理中”"),
        (event("签收", "2026-09-03", unit="Z"), "“Z”不是本事项的牵头或配合单位"),
        (event("退件", "2026-09-03", unit="Z", reason="不归我管"), "“Z”不是本事项的牵头或配合单位"),
        (event("反馈", "2026-09-03", unit="Z"), "“Z”不是本事项的牵头或配合单位"),
        (event("报结", "2026-09-03", unit="Z"), "“Z”不是本事项的牵头或配合单位"),
        (event("退回", "2026-09-03", unit="Z", missing="缺"), "“Z”不是本事项的牵头或配合单位"),
        (event("退回", "2026-09-03", unit="A", missing="缺"), "“A”没有报结，无可退回"),
        (
            event("延期", "2026-09-03", unit="Z", due_on="2026-10-01", reason="等"),
            "“Z”不是本事项的牵头或配合单位",
        ),
        (event("转办", "2026-09-03", old_lead="Z", new_lead="C"), "“Z”不是现在的牵头单位"),
        (event("转办", "2026-09-03", old_lead="A", new_lead="A"), "“A”已经是牵头单位"),
        (event("恢复", "2026-09-03"), "现在是“办理中”"),
    ],
)
def test_what_does_not_fit_where_it_stands(late: Event, message: str) -> None:
    if late.action is Action.CONTEST and late.unit == "A":
        message = "“A”已经签收，不能再退件"
    assert _messages(*STARTED, late) == [f"这条{late.action}不成立：{message}"]


def test_a_unit_that_reported_must_be_returned_before_it_reports_again() -> None:
    first = event("报结", "2026-09-03", unit="B")
    again = event("报结", "2026-09-04", unit="B")
    assert _messages(*STARTED, first, again, support=["B"]) == ["这条报结不成立：“B”已经报结，要重报须先退回"]
    back = event("退回", "2026-09-03", "2026-09-03T10:00:00+08:00", unit="B", missing="缺附件")
    state = _state(*STARTED, first, back, again, support=["B"])
    assert state.units["B"].reported is again
    assert state.units["B"].first_reported is first


def test_without_a_name_the_only_lead_is_meant_and_of_several_none() -> None:
    assert _state(registered(), assigned(), event("签收", "2026-09-02")).status is Status.IN_PROGRESS
    signing = event("签收", "2026-09-02")
    assert _messages(registered(), assigned(), signing, lead=["A", "B"]) == ["这条签收不成立：没有写明单位"]


def test_a_contested_assignment_waits_until_the_office_decides() -> None:
    contested = (registered(), assigned(), event("退件", "2026-09-02", unit="A", reason="不归我管"))
    state = _state(*contested)
    assert (state.status, state.units["A"].contested) == (Status.ASSIGNED, contested[2])
    assert _state(*contested, assigned("2026-09-03")).units["A"].contested is None
    assert _state(*contested, event("签收", "2026-09-03", unit="A")).units["A"].contested is None


def test_after_a_contest_another_lead_starts_afresh() -> None:
    moved = event("变更", "2026-09-03", field="牵头单位", old="A", new="C", reason="A 退件")
    state = _state(
        registered(),
        assigned(),
        event("退件", "2026-09-02", unit="A", reason="不归我管"),
        moved,
        assigned("2026-09-03", "2026-10-10", "2026-09-03T10:00:00+08:00"),
        lead="C",
    )
    assert [standing.unit for standing in state.former] == ["A"]
    assert state.former[0].left_on == day("2026-09-03")
    assert (state.leads, state.units["C"].assigned, state.due_on) == (("C",), moved, day("2026-10-10"))


# --- joint leads ----------------------------------------

JOINT = (registered(), assigned(), event("签收", "2026-09-02", unit="A"))


def test_joint_leads_are_done_when_each_has_reported() -> None:
    one = (*JOINT, event("报结", "2026-09-10", unit="A"))
    state = _state(*one, lead=["A", "B"])
    assert (state.status, len(state.lead_standings())) == (Status.IN_PROGRESS, 2)
    both = _state(*one, event("报结", "2026-09-12", unit="B"), lead=["A", "B"])
    assert (both.status, both.percent) == (Status.REPORTED, 100)


def test_a_joint_lead_that_reports_first_implies_its_signature_only() -> None:
    state = _state(registered(), assigned(), event("报结", "2026-09-03", unit="A"), lead=["A", "B"])
    assert (state.status, state.units["A"].signed_on, state.units["B"].signed_on) == (
        Status.IN_PROGRESS,
        day("2026-09-03"),
        None,
    )


def test_the_other_joint_lead_may_still_contest() -> None:
    state = _state(*JOINT, event("退件", "2026-09-03", unit="B", reason="不归我管"), lead=["A", "B"])
    assert (state.status, state.units["B"].contested is not None) == (Status.IN_PROGRESS, True)


def test_one_joint_lead_s_report_goes_back_alone() -> None:
    reports = (*JOINT, event("报结", "2026-09-10", unit="A"), event("报结", "2026-09-12", unit="B"))
    state = _state(*reports, event("退回", "2026-09-14", unit="B", missing="缺表"), lead=["A", "B"])
    assert (state.status, state.units["B"].reported) == (Status.IN_PROGRESS, None)
    assert state.units["A"].reported is not None
    both = _state(*reports, event("退回", "2026-09-14", missing="缺表"), lead=["A", "B"])
    assert all(standing.reported is None for standing in both.lead_standings())
    early = _state(*reports[:4], event("退回", "2026-09-14", unit="A", missing="缺表"), lead=["A", "B"])
    assert (early.status, early.units["A"].reported) == (Status.IN_PROGRESS, None)


def failing(on: str, unit: str) -> Event:
    return event("核验", on, unit=unit, method="现场", result="不通过", failure="假落实")


def test_one_joint_lead_fails_alone() -> None:
    reports = (*JOINT, event("报结", "2026-09-10", unit="A"), event("报结", "2026-09-12", unit="B"))
    state = _state(*reports, failing("2026-09-14", "B"), lead=["A", "B"])
    assert (state.status, state.units["B"].reported) == (Status.IN_PROGRESS, None)
    assert state.units["A"].reported is reports[-2]
    both = _state(*reports, failing("2026-09-14", "B"), failing("2026-09-15", "A"), lead=["A", "B"])
    assert (both.faults, both.status) == ([], Status.IN_PROGRESS)
    assert all(standing.reported is None for standing in both.lead_standings())
    early = _state(*reports[:4], failing("2026-09-14", "A"), lead=["A", "B"])
    assert (early.faults, early.status, early.units["A"].reported) == ([], Status.IN_PROGRESS, None)
    again = (event("报结", "2026-09-20", unit="B"), event("核验", "2026-09-21", method="现场", result="通过"))
    done = _state(*reports, failing("2026-09-14", "B"), *again, lead=["A", "B"])
    assert done.status is Status.VERIFIED
    assert [standing.verified for standing in done.lead_standings()] == [again[1]] * 2


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("Z", "这条核验不成立：“Z”不是本事项的牵头或配合单位"),
        ("D", "这条核验不成立：“D”不是牵头单位"),
        ("B", "这条核验不成立：“B”没有报结，无可核验"),
    ],
)
def test_only_a_lead_that_reported_fails(unit: str, told: str) -> None:
    reported = (*JOINT, event("报结", "2026-09-10", unit="A"))
    assert _messages(*reported, failing("2026-09-14", unit), lead=["A", "B"], support=["D"]) == [told]


def test_one_joint_lead_may_get_a_day_of_its_own() -> None:
    state = _state(
        *JOINT, event("延期", "2026-09-10", unit="B", due_on="2026-10-20", reason="等"), lead=["A", "B"]
    )
    assert (state.units["A"].due_on, state.units["B"].due_on) == (day("2026-09-30"), day("2026-10-20"))
    assert (state.due_on, state.original_due_on) == (day("2026-10-20"), day("2026-09-30"))


def test_transfer_of_one_joint_lead_leaves_the_other_at_work() -> None:
    moved = event("转办", "2026-09-10", old_lead="B", new_lead="C", due_on="2026-10-20")
    state = _state(*JOINT, moved, event("反馈", "2026-09-11", unit="A"), lead=["A", "C"])
    assert (state.status, state.leads) == (Status.IN_PROGRESS, ("A", "C"))
    assert _messages(*JOINT, event("转办", "2026-09-10", old_lead="B", new_lead="A"), lead=["A", "B"]) == [
        "这条转办不成立：“A”已经是牵头单位"
    ]


# --- transfer ----------------------------------------


def test_transfer_waits_for_a_signature_again_and_leaves_the_past_with_the_old_lead() -> None:
    moved = event("转办", "2026-10-10", old_lead="A", new_lead="C", due_on="2026-10-30")
    state = _state(*STARTED, moved, lead="C", support=["B"])
    assert (state.status, state.leads, state.due_on) == (Status.ASSIGNED, ("C",), day("2026-10-30"))
    (old,) = state.former
    assert (old.unit, old.left_on, old.due_on) == ("A", day("2026-10-10"), day("2026-09-30"))
    assert (state.units["C"].signed_on, state.original_due_on) == (None, day("2026-10-30"))


def test_transfer_without_a_day_keeps_the_one_in_force() -> None:
    state = _state(*STARTED, event("转办", "2026-09-10", old_lead="A", new_lead="C"), lead="C")
    assert state.due_on == day("2026-09-30")


def test_a_supporting_unit_may_become_the_lead() -> None:
    given = event("交办", "2026-09-03", unit="B", due_on="2026-09-20")
    state = _state(*STARTED, given, event("转办", "2026-09-10", old_lead="A", new_lead="B"), lead="B")
    assert (state.leads, state.support, state.units["B"].role) == (("B",), (), Role.LEAD)
    assert [standing.unit for standing in state.former] == ["A", "B"]


# --- extension, return, verification ----------------------------------------


def test_extension_moves_the_day_and_keeps_the_first_in_sight() -> None:
    state = _state(*STARTED, event("延期", "2026-09-20", due_on="2026-10-20", reason="等"))
    assert (state.due_on, state.original_due_on, len(state.extensions)) == (
        day("2026-10-20"),
        day("2026-09-30"),
        1,
    )
    earlier = _state(*STARTED, event("延期", "2026-09-10", due_on="2026-09-20", reason="提前"))
    assert earlier.due_on == day("2026-09-20")


def test_extension_of_one_node_moves_no_task() -> None:
    state = _state(*STARTED, event("延期", "2026-09-20", milestone="摸底", due_on="2026-10-20", reason="等"))
    assert (state.due_on, [e.due_on for e in state.node_limits["摸底"]]) == (
        day("2026-09-30"),
        [day("2026-10-20")],
    )


@pytest.mark.parametrize(
    "back",
    [
        event("退回", "2026-09-20", missing="缺验收单"),
        event("核验", "2026-09-20", method="现场", result="不通过", failure="慢落实"),
    ],
)
def test_what_comes_back_is_not_reported_any_more(back: Event) -> None:
    state = _state(*events_to(Status.REPORTED), back)
    assert (state.status, state.units["A"].reported, state.due_on) == (
        Status.IN_PROGRESS,
        None,
        day("2026-09-30"),
    )
    assert state.units["A"].first_reported is state.reports[0]
    again = _state(*events_to(Status.REPORTED), back, event("报结", "2026-09-25", unit="A"))
    assert again.status is Status.REPORTED


def test_a_new_day_for_what_comes_back_moves_no_limit() -> None:
    back = event("退回", "2026-09-20", missing="缺", due_on="2026-10-20")
    state = _state(*events_to(Status.REPORTED), back)
    assert state.due_on == day("2026-09-30")
    ((report, by),) = state.units["A"].voided
    assert (report, by) == (state.reports[0], back)


# --- reopening ----------------------------------------


def test_reopening_starts_a_round_in_which_nothing_is_reported_or_verified() -> None:
    again = event("重启", "2026-10-15", reason="反弹", due_on="2026-11-30", approved_by="赵六")
    state = _state(*events_to(Status.CLOSED), again, support=["B"])
    assert (state.status, state.rounds, state.verification, state.closed_on) == (
        Status.IN_PROGRESS,
        2,
        None,
        None,
    )
    assert (state.due_on, state.original_due_on) == (day("2026-11-30"), day("2026-11-30"))
    assert (state.units["A"].reported, state.units["A"].round, state.units["B"].limits) == (None, 2, [])
    assert [(standing.unit, standing.left_on) for standing in state.former] == [
        ("A", day("2026-09-12")),
        ("B", day("2026-09-12")),
    ]
    early_close = event("销号", "2026-10-16")
    assert _messages(*events_to(Status.CLOSED), again, early_close) == ["这条销号不成立：现在是“办理中”"]


# --- suspension ----------------------------------------


@pytest.mark.parametrize("status", COLUMNS[:5])
def test_resuming_returns_to_the_status_before(status: Status) -> None:
    journal = (*events_to(status), event("中止", "2026-09-20", reason="等批复"))
    assert _state(*journal).status is Status.SUSPENDED
    state = _state(*journal, event("恢复", "2026-10-20", due_on="2026-11-20"))
    assert state.status is status
    assert state.suspended == [(day("2026-09-20"), day("2026-10-20"))]


def test_no_clock_runs_while_suspended_and_resuming_tells_the_leads_a_day() -> None:
    given = event("交办", "2026-09-03", unit="B", due_on="2026-09-25")
    stopped = (*STARTED, given, event("中止", "2026-09-20", reason="等批复"))
    state = _state(*stopped)
    assert (state.due_on, state.units["A"].running_due_on) == (None, day("2026-09-30"))
    again = _state(*stopped, event("恢复", "2026-10-20", due_on="2026-11-20"))
    assert (again.due_on, again.units["B"].due_on) == (day("2026-11-20"), day("2026-09-25"))
    silent = _state(*stopped, event("恢复", "2026-10-20"))
    assert silent.due_on == day("2026-09-30")


def test_a_suspended_task_may_be_withdrawn_and_names_its_survivor() -> None:
    state = _state(
        *events_to(Status.SUSPENDED), event("撤销", "2026-10-01", reason="重复", merged_into="WJ-2026-0002")
    )
    assert (state.status, state.open) == (Status.WITHDRAWN, False)
    assert state.withdrawal is not None
    assert state.withdrawal.merged_into == "WJ-2026-0002"


# --- changes of the head ----------------------------------------


def _amended(field: str, old: object, new: object) -> Amend:
    built = event("变更", "2026-09-10", field=field, old=old, new=new, reason="调整")
    assert isinstance(built, Amend)
    return built


def test_another_name_of_the_lead_keeps_its_standing() -> None:
    state = _state(*STARTED, _amended("牵头单位", "A", "A2"), lead="A2")
    assert (state.leads, state.units["A2"].signed_on, state.former) == (("A2",), day("2026-09-02"), [])
    assert state.units["A2"].unit == "A2"


def test_a_second_lead_owes_the_same_day_and_a_lead_that_goes_owes_no_more() -> None:
    more = _state(*STARTED, _amended("牵头单位", "A", ["A", "B"]), lead=["A", "B"], support=["B"])
    assert (more.leads, more.units["B"].due_on, more.units["B"].role) == (
        ("A", "B"),
        day("2026-09-30"),
        Role.LEAD,
    )
    assert [standing.role for standing in more.former] == [Role.SUPPORT]
    fewer = _state(*STARTED, _amended("牵头单位", ["A", "B"], "A"), lead="A")
    assert (fewer.leads, list(fewer.units), [s.unit for s in fewer.former]) == (("A",), ["A"], ["B"])
    none = _state(*STARTED, _amended("牵头单位", "A", None), lead=None)
    assert (none.leads, list(none.units)) == ((), [])


def test_supporting_units_come_and_go() -> None:
    state = _state(*STARTED, _amended("配合单位", ["B"], ["C"]), support=["C"])
    assert (state.support, list(state.units), [s.unit for s in state.former]) == (("C",), ["A", "C"], ["B"])
    before = _state(registered(), _amended("配合单位", ["B"], ["C"]), support=["C"])
    assert (before.support, before.units) == (("C",), {})
    early = _state(registered(), _amended("牵头单位", "B", "A"), assigned("2026-09-11"))
    assert list(early.units) == ["A"]


# --- names of units ----------------------------------------

REGISTER = make_register(
    {"全称": "市住房城乡建设局", "简称": "市住建局", "曾用名": ["市建委"]},
    {"全称": "市城管局", "并入": "市住房城乡建设局", "并入日期": "2026-10-01"},
    {"全称": "市财政局", "简称": "财政局"},
)


def test_short_former_and_merged_names_mean_the_same_unit() -> None:
    journal = (registered(), assigned(), event("签收", "2026-09-02", unit="市住建局"))
    task = make_task(*journal, event("反馈", "2026-10-09", unit="市住房城乡建设局"), lead="市建委")
    state = fold(task, day("2026-12-31"), register=REGISTER)
    assert (state.faults, state.status, list(state.units)) == ([], Status.IN_PROGRESS, ["市建委"])
    survivor = make_task(
        registered(), assigned(), event("签收", "2026-10-09", unit="市住建局"), lead="市城管局"
    )
    assert fold(survivor, day("2026-12-31"), register=REGISTER).faults == []
    stranger = make_task(
        registered(), assigned(), event("签收", "2026-10-09", unit="财政局"), lead="市城管局"
    )
    assert _codes(fold(stranger, day("2026-12-31"), register=REGISTER)) == ["illegal-event"]


def test_a_transfer_that_came_before_a_merger_of_the_two_stays_legal() -> None:
    moved = event("转办", "2026-09-10", old_lead="市城管局", new_lead="市住建局")
    task = make_task(registered(), assigned(), moved, lead="市住建局", support=["市住房城乡建设局"])
    state = fold(task, day("2026-12-31"), register=REGISTER)
    assert (state.faults, state.leads, state.support) == ([], ("市住建局",), ())


def test_an_assignment_may_name_the_lead_by_another_name() -> None:
    task = make_task(registered(), assigned(unit="市住建局"), lead="市住房城乡建设局")
    assert fold(task, day("2026-12-31"), register=REGISTER).status is Status.ASSIGNED


def test_whose_event_it_is() -> None:
    state = fold(make_task(registered(), assigned(), lead="市建委"), day("2026-12-31"), register=REGISTER)
    assert state.is_by(event("说明", "2026-09-05", unit="市住建局", reason="等"), "市建委")
    assert state.is_by(event("说明", "2026-09-05", reason="等"), "市建委")
    assert not state.is_by(event("说明", "2026-09-05", unit="财政局", reason="等"), "市建委")
    joint = fold(make_task(registered(), assigned(), lead=["A", "B"]), day("2026-12-31"))
    assert not joint.is_by(event("说明", "2026-09-05", reason="等"), "A")


# --- small answers ----------------------------------------


def test_decisions_by_telephone_wait_for_their_paper() -> None:
    phoned = event(
        "延期", "2026-09-10", due_on="2026-10-20", reason="等", approved_by="赵六", approved_via="电话"
    )
    assert _state(*STARTED, phoned).awaiting_paper == [phoned]


def test_urges_warnings_explanations_and_revisits_are_kept() -> None:
    state = _state(
        *STARTED,
        event("催办", "2026-09-03"),
        event("预警", "2026-09-04", level="黄"),
        event("说明", "2026-10-09", reason="等"),
        event("回访", "2026-10-10"),
        event("协调", "2026-10-11", rung=2),
    )
    kept: list[Sized] = [state.urges, state.warnings, state.explanations, state.revisits, state.feedback]
    assert [len(each) for each in kept] == [1, 1, 1, 1, 0]


def test_percent_is_the_slowest_lead_s_and_unknown_before_anybody_said() -> None:
    assert _state(registered()).percent is None
    journal = (
        *JOINT,
        event("反馈", "2026-09-05", unit="A", percent=90),
        event("反馈", "2026-09-05", unit="B", percent=20),
    )
    assert _state(*journal, lead=["A", "B"]).percent == 20


def test_a_due_day_may_be_words_only() -> None:
    state = _state(registered(), assigned("2026-09-01", None), event("签收", "2026-09-02", unit="A"))
    assert (state.due_on, state.original_due_on) == (None, None)


# --- properties ----------------------------------------


@given(journals(), moments(), st.none() | moments())
def test_fold_is_total(journal: list[Event], until: datetime, known: datetime | None) -> None:
    task = make_task(*journal, support=["B"])
    state = fold(task, until.date(), known)
    told = [fault for fault in state.faults if fault.code == "illegal-event"]
    assert len(state.journal) + len(told) <= len(journal)
    if state.status not in {Status.REGISTERED, Status.SUSPENDED, Status.WITHDRAWN}:
        assert set(state.leads) <= set(state.units)


@given(journals(without=frozenset({Action.CORRECT, Action.TRANSFER})))
def test_the_legal_part_of_a_journal_folds_to_the_same_without_complaint(journal: list[Event]) -> None:
    until = day("2027-12-31")
    mixed = fold(make_task(*journal, support=["B"]), until)
    legal = fold(make_task(*mixed.journal, support=["B"]), until)
    assert legal.faults == []
    assert (legal.status, legal.history, legal.units) == (mixed.status, mixed.history, mixed.units)


@given(journals(without=frozenset({Action.CORRECT, Action.TRANSFER, Action.AMEND})), moments())
def test_a_past_day_is_what_it_was_before_the_rest_was_written(journal: list[Event], until: datetime) -> None:
    early = [each for each in journal if each.on <= until.date()]
    now, then = (fold(make_task(*each), until.date()) for each in (journal, early))
    assert (now.status, now.units, now.journal) == (then.status, then.units, then.journal)


def test_a_journal_of_200_events_folds_without_surprise() -> None:
    feedback = [
        event("反馈", f"2026-{2 + i // 28:02d}-{1 + i % 28:02d}", unit="A", percent=i // 2)
        for i in range(197)
    ]
    task = make_task(
        registered("2026-01-05"), assigned("2026-01-05"), event("签收", "2026-01-06", unit="A"), *feedback
    )
    state = fold(task, day("2026-12-31"))
    assert (state.faults, len(state.journal), state.percent) == ([], 200, 98)


def test_known_leaves_out_what_was_written_down_later() -> None:
    late = event("报结", "2026-09-10", "2026-10-20", unit="A")
    task = make_task(*STARTED, late)
    assert fold(task, day("2026-12-31"), moment("2026-10-19")).status is Status.IN_PROGRESS
    assert fold(task, day("2026-12-31"), moment("2026-10-20")).status is Status.REPORTED
