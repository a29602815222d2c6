"""Days that can hardly be meant: what is told, by which code, and what may have been meant."""

import pytest
from tests.builders import assigned, day, event, make_task, registered

from duban.core.actions.unlikely_days import find_unlikely_days

TODAY = day("2026-10-12")
SOURCE = {"类别": "领导批示", "发文日期": "2026-08-01"}
INSTRUCTION = {"领导": "李县长", "日期": "2026-07-15"}


@pytest.mark.parametrize(
    ("head", "events", "told"),
    [
        (
            {"deadline": {"日期": "2016-12-31"}},
            (),
            ("due-in-past", "完成时限 2016-12-31 比立项日 2026-09-01 早一年多", "2026-12-31"),
        ),
        ({"deadline": {"日期": "2062-12-31"}}, (), ("day-unlikely", "完成时限 2062-12-31 在36年以后", "")),
        (
            {"deadline": {"日期": "2126-12-31"}},
            (),
            ("day-unlikely", "完成时限 2126-12-31 不在这个世纪", "2026-12-31"),
        ),
        ({"deadline": {"日期": "1905-07-08"}}, (), ("day-unlikely", "完成时限 1905-07-08 不在这个世纪", "")),
        ({"deadline": {"日期": "2026-07-31"}}, (), None),
        (
            {"deadline": {"日期": "2028-01-31"}, "horizon": "年度"},
            (),
            ("due-too-far", "完成时限 2028-01-31 在下一年度以后，性质却是“年度”", "2027-01-31"),
        ),
        ({"deadline": {"日期": "2027-12-31"}, "horizon": "年度"}, (), None),
        (
            {"deadline": {"日期": "2027-10-31"}, "horizon": "阶段性"},
            (),
            ("due-too-far", "完成时限 2027-10-31 在一年以后，性质却是“阶段性”", "2026-10-31"),
        ),
        ({"deadline": {"日期": "2031-12-31"}, "horizon": "中长期"}, (), None),
        (
            {"deadline": {"日期": "2026-07-31"}, "sources": [SOURCE]},
            (),
            ("due-in-past", "完成时限 2026-07-31 在来源的日期 2026-08-01 之前", "2027-07-31"),
        ),
        ({"deadline": {"日期": "2026-07-31"}, "sources": [SOURCE], "instructions": [INSTRUCTION]}, (), None),
        (
            {"sources": [SOURCE | {"发文日期": "2206-08-01"}]},
            (),
            ("day-unlikely", "发文日期 2206-08-01 不在这个世纪", ""),
        ),
        ({"sources": [SOURCE | {"发文日期": "2019-08-01"}]}, (), None),
        (
            {"sources": [SOURCE | {"发文日期": "2016-08-01"}]},
            (),
            ("day-unlikely", "发文日期 2016-08-01 在10年以前", "2026-08-01"),
        ),
        ({"sources": [SOURCE | {"发文日期": "2016-08-01", "文号": "国办发〔2016〕5号"}]}, (), None),
        ({"sources": [SOURCE | {"发文日期": "2026-01-20", "文号": "某政发〔2025〕90号"}]}, (), None),
        (
            {"sources": [SOURCE | {"发文日期": "2025-08-01", "文号": "某政发〔2026〕5号"}]},
            (),
            ("day-unlikely", "发文日期 2025-08-01 和文号里的年份 2026 对不上", "2026-08-01"),
        ),
        (
            {"sources": [SOURCE | {"发文日期": "2027-08-01"}], "deadline": {"日期": "2026-12-31"}},
            (),
            ("day-unlikely", "发文日期 2027-08-01 还没有到", "2026-08-01"),
        ),
        (
            {"sources": [SOURCE | {"发文日期": None, "会议日期": "2016-08-01"}]},
            (),
            ("day-unlikely", "会议日期 2016-08-01 在10年以前", "2026-08-01"),
        ),
        (
            {"instructions": [INSTRUCTION | {"日期": "2016-07-15"}]},
            (),
            ("day-unlikely", "批示日期 2016-07-15 在10年以前", "2026-07-15"),
        ),
        (
            {"sources": [SOURCE]},
            (event("收文", "2026-07-30"),),
            ("day-unlikely", "收文日期 2026-07-30 在发文日期 2026-08-01 之前", ""),
        ),
        ({"sources": [SOURCE]}, (event("收文", "2026-08-03"),), None),
        (
            {"instructions": [INSTRUCTION | {"日期": "1926-07-15"}]},
            (),
            ("day-unlikely", "批示日期 1926-07-15 不在这个世纪", "2026-07-15"),
        ),
        (
            {"milestones": [{"节点": "完成摸底", "时限": "2016-09-30"}]},
            (),
            ("due-in-past", "节点“完成摸底”的时限 2016-09-30 比立项日 2026-09-01 早一年多", "2026-09-30"),
        ),
        (
            {},
            (assigned("2026-09-02", "2026-08-31"),),
            ("due-in-past", "时限 2026-08-31 在交办日之前，一交办就已逾期", "2027-08-31"),
        ),
        (
            {},
            (event("延期", "2026-10-12", reason="提前", due_on="2016-12-31"),),
            ("due-in-past", "时限 2016-12-31 在延期日 2026-10-12 之前", "2026-12-31"),
        ),
        (
            {},
            (event("恢复", "2026-10-12", due_on="2062-12-31"),),
            ("day-unlikely", "时限 2062-12-31 在36年以后", ""),
        ),
        (
            {},
            (event("转办", "2026-10-12", old_lead="A", new_lead="B", reason="职能", due_on="2026-10-11"),),
            ("due-in-past", "时限 2026-10-11 在转办日 2026-10-12 之前", "2027-10-11"),
        ),
        (
            {},
            (event("报结", "2026-10-12", done_on="2016-10-10", unit="A"),),
            ("due-in-past", "办结日期 2016-10-10 比立项日 2026-09-01 早一年多", "2026-10-10"),
        ),
        ({}, (event("反馈", "2026-10-12", done_on="2026-10-10", unit="A"),), None),
    ],
)
def test_a_day_that_can_hardly_be_meant(
    head: dict[str, object], events: tuple[object, ...], told: tuple[str, str, str] | None
) -> None:
    task = make_task(registered(), *events, **head)  # type: ignore[arg-type] # events of any kind
    found = [(each.code, each.message, each.advice) for each in find_unlikely_days(task, TODAY)]
    if told is None:
        assert found == []
        return
    ((code, message, advice),) = found
    assert (code, message) == told[:2]
    assert (told[2] in advice) if told[2] else advice == "请核对年份"


def test_a_wrong_source_does_not_hide_a_wrong_limit() -> None:
    source = SOURCE | {"发文日期": "2016-08-01"}
    task = make_task(registered(), sources=[source], deadline={"日期": "2016-12-31"})
    found = [each.message for each in find_unlikely_days(task, TODAY)]
    assert found == ["发文日期 2016-08-01 在10年以前", "完成时限 2016-12-31 比立项日 2026-09-01 早一年多"]


def test_a_registration_of_another_year_is_told() -> None:
    task = make_task(registered("2016-09-01"))
    (fault,) = find_unlikely_days(task, TODAY)
    assert (fault.message, fault.advice) == (
        "立项日期 2016-09-01 在10年以前",
        "是不是 2026-09-01？不是的，不用改",
    )
