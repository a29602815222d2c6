"""On which day an entry counts that is written down later than it happened."""

import msgspec
import pytest
from tests.builders import day, event, limit_rule, make_ground, make_policy, make_task

from duban.core.actions.late_days import count_day, is_late, limit_start
from duban.core.cases.task import decide
from duban.core.engine.journal import target_of
from duban.core.model.events import Assign, Event, Evidence
from duban.errors import DubanError, Problem

POLICY = make_policy(limit_rule(5), 设置={"登账期限": 3})
PROOF = (Evidence(path="附件/WJ-2026-0001/回执.pdf", sha256="0" * 64),)


@pytest.mark.parametrize(
    ("action", "recorded", "proof", "counts_from"),
    [
        ("报结", "2026-09-01", False, None),
        ("报结", "2026-09-04", False, None),  # three working days
        ("报结", "2026-09-07", False, "2026-09-07"),  # four
        ("报结", "2026-09-07", True, None),
        ("反馈", "2026-09-07", False, "2026-09-07"),
        ("说明", "2026-09-07", False, "2026-09-07"),
        ("呈批", "2026-09-07", False, "2026-09-07"),
        # what is decided in a unit's favour has no grace
        ("延期", "2026-09-02", False, "2026-09-02"),
        ("延期", "2026-09-02", True, None),
        ("延期", "2026-09-01", False, None),
        ("申请延期", "2026-09-02", False, "2026-09-02"),
        ("中止", "2026-09-02", False, "2026-09-02"),
        ("转办", "2026-09-02", False, "2026-09-02"),
        ("撤销", "2026-09-02", False, "2026-09-02"),
        # what meets no duty, begins something, or is about the books
        ("签收", "2026-09-20", False, None),
        ("催办", "2026-09-20", False, None),
        ("收文", "2026-09-20", False, None),
        ("立项", "2026-09-20", False, None),
        ("变更", "2026-09-20", False, None),
    ],
)
def test_the_day_from_which_an_entry_counts(
    action: str, recorded: str, counts_from: str | None, *, proof: bool
) -> None:
    more: dict[str, dict[str, object]] = {
        "说明": {"reason": "雨"},
        "延期": {"due_on": "2026-10-30", "reason": "雨"},
        "申请延期": {"due_on": "2026-10-30", "reason": "雨"},
        "中止": {"reason": "等"},
        "转办": {"old_lead": "A", "new_lead": "B"},
        "撤销": {"reason": "重复"},
        "变更": {"field": "备注", "reason": "补"},
    }
    entry: Event = event(action, "2026-09-01", f"{recorded}T09:00:00+08:00", **more.get(action, {}))
    entry = msgspec.structs.replace(entry, proof=PROOF if proof else ())
    told: list[Problem] = []
    made = count_day(entry, make_ground(POLICY, "2026-12-31"), told)
    assert (str(made.counts_from) if made.counts_from else None) == counts_from
    assert str(made.counted_on) == (counts_from or "2026-09-01")
    assert [each.code for each in told] == (["counted-from"] if counts_from else [])


def test_a_day_taken_for_today_is_the_latest_that_counts() -> None:
    entry: Event = event("报结", "2026-09-01", "2026-11-30T09:00:00+08:00")
    assert count_day(entry, make_ground(POLICY, "2026-09-02"), []).counts_from is None
    assert is_late(entry, make_ground(POLICY, "2026-09-02")) is False
    assert is_late(entry, make_ground(POLICY, "2026-11-30")) is True


def test_a_policy_without_a_limit_of_entry_counts_every_report_on_its_day() -> None:
    entry: Event = event("报结", "2026-09-01", "2026-11-30T09:00:00+08:00")
    ground = make_ground(make_policy(limit_rule(5)), "2026-12-31")
    assert count_day(entry, ground, []).counts_from is None


def test_a_limit_runs_from_the_entry_of_its_assignment_unless_the_day_is_proven() -> None:
    given = event("交办", "2026-09-01", "2026-09-08T09:00:00+08:00")
    assert isinstance(given, Assign)
    ground = make_ground(POLICY, "2026-12-31")
    assert limit_start(given, ground) == day("2026-09-08")
    assert limit_start(msgspec.structs.replace(given, proof=PROOF), ground) == day("2026-09-01")


# --- 更正 ----------------------------------------

GIVEN = (
    event("立项", "2026-09-01"),
    event("交办", "2026-09-01", due_on="2026-09-10", basis="领导确定", approved_by="林县长"),
    event("签收", "2026-09-02", unit="A"),
)
LATE = event("报结", "2026-09-20", "2026-09-20T09:00:00+08:00", unit="A")
EXTENDED = event(
    "延期", "2026-09-08", "2026-09-08T09:00:00+08:00", due_on="2026-09-25", reason="雨", approved_by="林县长"
)


@pytest.mark.parametrize(
    ("wrong", "on", "value", "fields", "code"),
    [
        # the day of the report: not backwards without a proof, not even on the day it was entered
        (LATE, "2026-09-20", {"日期": "2026-09-09"}, {}, "approver-missing"),
        (LATE, "2026-09-20", {"日期": "2026-09-09"}, {"approved_by": "林县长"}, None),
        (LATE, "2026-09-20", {"备注": "改"}, {}, None),
        (LATE, "2026-09-20", {"计自": "2026-09-09"}, {"approved_by": "林县长"}, "counted-fixed"),
        # what was told: on the day itself, else by a leader
        (GIVEN[1], "2026-09-01", {"时限": "2026-12-31"}, {}, None),
        (GIVEN[1], "2026-09-05", {"时限": "2026-12-31"}, {}, "approver-missing"),
        (GIVEN[1], "2026-09-05", {"首报日": "2026-12-31"}, {}, "approver-missing"),
        (GIVEN[1], "2026-09-05", {"批准人": "张县长"}, {}, "approver-missing"),
        (EXTENDED, "2026-09-09", {"时限": "2026-12-31"}, {}, "approver-missing"),
        (EXTENDED, "2026-09-09", {"时限": "2026-12-31"}, {"approved_by": "林县长"}, None),
        (EXTENDED, "2026-09-09", {"备注": "改"}, {}, None),
    ],
)
def test_what_a_correction_needs_a_leader_for(
    wrong: Event, on: str, value: dict[str, object], fields: dict[str, object], code: str | None
) -> None:
    journal = GIVEN if wrong in GIVEN else (*GIVEN, wrong)
    right = event(
        "更正", on, f"{on}T18:00:00+08:00", target=target_of(wrong), value=value, reason="记错", **fields
    )
    try:
        decide(make_task(*journal), right, make_ground(POLICY, on))
    except DubanError as error:
        found: str | None = error.problems[0].code
    else:
        found = None
    assert found == code


def test_a_slip_is_none_once_a_paper_has_gone_out() -> None:
    paper = event("发文", "2026-09-01", "2026-09-01T12:00:00+08:00", kind="督办通知单")
    moved = event(
        "更正",
        "2026-09-01",
        "2026-09-01T18:00:00+08:00",
        target=target_of(GIVEN[1]),
        value={"时限": "2026-12-31"},
        reason="记错",
    )
    with pytest.raises(DubanError) as error:
        decide(make_task(*GIVEN, paper), moved, make_ground(POLICY, "2026-09-01"))
    assert error.value.problems[0].code == "approver-missing"


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("撤销", {"reason": "重复"}),
        ("中止", {"reason": "等"}),
        ("转办", {"old_lead": "A", "new_lead": "B"}),
    ],
)
def test_what_ends_a_lateness_a_leader_approves(action: str, fields: dict[str, object]) -> None:
    late = event(action, "2026-09-20", **fields)
    with pytest.raises(DubanError) as error:
        decide(make_task(*GIVEN), late, make_ground(POLICY, "2026-09-20"))
    assert error.value.problems[0].code == "approver-missing"
    allowed = msgspec.structs.replace(late, approved_by="林县长")
    assert decide(make_task(*GIVEN), allowed, make_ground(POLICY, "2026-09-20")).event.approved_by == "林县长"
    in_time = event(action, "2026-09-08", **fields)
    assert [
        each.code for each in decide(make_task(*GIVEN), in_time, make_ground(POLICY, "2026-09-08")).notices
    ][:1] == ["approver-missing"]


def test_a_transfer_dated_back_does_not_hand_over_a_day_that_has_passed() -> None:
    task = make_task(*GIVEN, deadline={"日期": "2026-09-10", "依据": "领导确定"})
    moved = event(
        "转办", "2026-09-08", "2026-09-20T09:00:00+08:00", old_lead="A", new_lead="B", approved_by="林县长"
    )
    with pytest.raises(DubanError) as error:
        decide(task, moved, make_ground(POLICY, "2026-09-20"))
    assert error.value.problems[0].code == "due-passed"
