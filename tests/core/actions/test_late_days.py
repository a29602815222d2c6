"""On which day an entry counts that is written down later than it happened."""

import msgspec
import pytest
from tests.builders import day, event, limit_rule, make_ground, make_policy

from duban.core.actions.late_days import count_day, is_late, limit_start
from duban.core.model.events import Assign, Event, Evidence
from duban.errors import Problem

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
