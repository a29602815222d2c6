"""What every record shares: two names, a canonical form, the English that JSON shows."""

from datetime import date

import msgspec
import pytest
from tests.builders import day, event, make_task, registered

from duban.core.model.events import raw_event
from duban.core.model.record import digest, english, official_keys, raw_record, read_record
from duban.core.model.task import Milestone, Task
from duban.core.model.terms import Action, Status, YesNo


def test_english_names_terms_days_and_lists() -> None:
    task = make_task(
        registered(), urgency="急件", milestones=[{"节点": "摸底", "时限": "2026-09-30"}], public="是"
    )
    shown = english(task)
    assert (shown["urgency"], shown["public"], shown["listed"]) == ("urgent", True, False)
    assert shown["milestones"] == [{"name": "摸底", "due_on": "2026-09-30", "owner": None}]
    assert shown["journal"][0]["on"] == "2026-09-01"
    assert english({1: {Status.CLOSED}, "x": frozenset({YesNo.NO})}) == {"1": ["closed"], "x": [False]}
    assert (english(None), english(3), english(day("2026-09-01"))) == (None, 3, "2026-09-01")


def test_official_keys_are_those_of_the_files() -> None:
    assert official_keys(Milestone) == {"name": "节点", "due_on": "时限", "owner": "责任人"}


def test_a_record_is_read_strictly_and_written_without_its_defaults() -> None:
    raw = {"编号": "WJ-2026-0001", "事项": "方案", "牵头单位": ["A", "B"]}
    assert raw_record(read_record(raw, Task)) == raw
    with pytest.raises(msgspec.ValidationError):
        read_record(raw | {"牵头": "A"}, Task)


def test_the_digest_is_of_the_content_alone() -> None:
    one = event("反馈", "2026-09-05", unit="A", percent=30)
    assert digest(one) == digest(event("反馈", "2026-09-05", percent=30, unit="A"))
    assert digest(one) != digest(event("反馈", "2026-09-05", unit="A", percent=31))


def test_an_event_is_written_with_its_common_keys_first_and_the_remark_last() -> None:
    raw = raw_event(event("反馈", "2026-09-05", note="见附件", unit="A", percent=30))
    assert list(raw) == ["日期", "登记", "动作", "经办", "单位", "进度", "备注"]
    assert "备注" not in raw_event(registered())


def test_terms_have_an_english_name() -> None:
    assert (Action.INTERPRET_REPORT.english, date(2026, 9, 1).isoformat()) == (
        "interpret_report",
        "2026-09-01",
    )
