"""Which messages are to go out, and that none goes out twice in a day."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.core.books.books import Books
from duban.core.books.recipients import absent_recipients, recipient_faults
from duban.core.checks import run_checks
from duban.core.model.terms import Channel
from duban.core.model.workspace import Leader, Recipient, Unit
from duban.errors import Level
from duban.views.messages.outbox import Delivery, delivery_record, outbox

MakeBooks = Callable[..., Books]
LATE = """\
编号: PS-2026-0001
事项: 整治城东积水点
牵头单位: 县水务局
分管领导: 刘建国
流水:
  - {日期: 2026-09-28, 登记: 2026-09-28T09:00:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-28, 登记: 2026-09-28T09:00:01+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-08, 依据: 来源规定}
"""
OTHER = (
    LATE.replace("PS-2026-0001", "PS-2026-0002")
    .replace("县水务局", "县教育局")
    .replace("分管领导: 刘建国\n", "")
)
UNITS = (Unit(name="县水务局", former_names=("县水利局",)), Unit(name="县教育局"))
Listed = tuple[str | None, str | None, str]


def set_down(books: Books, *listed: Listed) -> Books:
    """The same books with these recipients: (unit, leader, variable)."""
    recipients = tuple(
        Recipient(unit=unit, leader=leader, channel=Channel.WECOM, variable=f"DUBAN_{name}")
        for unit, leader, name in listed
    )
    config = msgspec.structs.replace(books.config, recipients=recipients, leaders=(Leader(name="刘建国"),))
    return msgspec.structs.replace(books, config=config)


@pytest.fixture
def books(make_books: MakeBooks) -> Books:
    return make_books(LATE, OTHER, today="2026-10-12", units=UNITS)


def sent(found: tuple[Delivery, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.recipient.variable, each.tasks) for each in found]


def test_a_unit_is_told_its_own_and_a_leader_theirs(books: Books) -> None:
    found = outbox(set_down(books, ("县水利局", None, "A"), (None, "刘建国", "B")), 0, set())
    assert sent(found.deliveries) == [("DUBAN_A", ("PS-2026-0001",)), ("DUBAN_B", ("PS-2026-0001",))]
    assert found.deliveries[0].body.startswith("县水利局：\n")
    assert "   单位：县水务局" in found.deliveries[1].body.splitlines()
    assert found.silent == ("县教育局",)


def test_what_was_told_today_is_left_out(books: Books) -> None:
    listed = set_down(books, ("县水务局", None, "A"), ("县教育局", None, "B"))
    first = outbox(listed, 0, set())
    (key,) = first.deliveries[0].keys
    second = outbox(listed, 0, {("DUBAN_A", key)})
    assert sent(second.deliveries) == [("DUBAN_B", ("PS-2026-0002",))]
    assert second.repeated == 1


def test_one_address_hears_a_duty_once_whoever_reads_there(books: Books) -> None:
    found = outbox(set_down(books, ("县水务局", None, "A"), (None, "刘建国", "A")), 0, set())
    assert sent(found.deliveries) == [("DUBAN_A", ("PS-2026-0001",))]


def test_a_unit_of_choice(books: Books) -> None:
    listed = set_down(books, ("县水务局", None, "A"), ("县教育局", None, "B"), (None, "刘建国", "C"))
    found = outbox(listed, 0, set(), ["县教育局"])
    assert sent(found.deliveries) == [("DUBAN_B", ("PS-2026-0002",))]
    assert found.silent == ()


def test_the_office_itself_can_be_told(make_books: MakeBooks) -> None:
    books = set_down(make_books(today="2026-10-12", policy="default"), ("督查室", None, "A"))
    (delivery,) = outbox(books, 0, set()).deliveries
    assert all(owed.duty.unit == "督查室" for owed in delivery.message.owed)
    assert delivery.tasks == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    listed=st.lists(
        st.tuples(st.sampled_from(["县水务局", "县教育局", None]), st.sampled_from("ABC")),
        min_size=1,
        max_size=6,
    ),
    fails=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_whatever_fails_each_address_hears_each_duty_once(
    books: Books, listed: list[tuple[str | None, str]], fails: list[bool]
) -> None:
    """However often it is tried again: all is told in the end, and nothing twice."""
    asked = set_down(books, *((unit, None if unit else "刘建国", name) for unit, name in listed))
    wanted = {
        (delivery.recipient.variable, key)
        for delivery in outbox(asked, 0, set()).deliveries
        for key in delivery.keys
    }
    told: list[tuple[str, str]] = []
    for attempt in (fails, [False] * 6):
        for delivery, failed in zip(outbox(asked, 0, set(told)).deliveries, attempt, strict=False):
            told += [] if failed else [(delivery.recipient.variable, key) for key in delivery.keys]
    assert sorted(told) == sorted(wanted)
    assert outbox(asked, 0, set(told)).deliveries == ()


@pytest.mark.parametrize(
    ("listed", "keys", "message", "advice"),
    [
        ((None, None, "A"), ("通知", 0), "通知第1项没有写单位和领导", "写一个单位，或者写一位领导"),
        (
            ("县水务局", "刘建国", "A"),
            ("通知", 0),
            "通知第1项同时写了单位和领导",
            "写一个单位，或者写一位领导",
        ),
        (("县水物局", None, "A"), ("通知", 0, "单位"), "没有单位“县水物局”", "最接近的是“县水务局”"),
        (
            ("省电视台", None, "A"),
            ("通知", 0, "单位"),
            "没有单位“省电视台”",
            "先登记：duban unit add 省电视台",
        ),
        ((None, "刘建民", "A"), ("通知", 0, "领导"), "领导名册里没有“刘建民”", "最接近的是“刘建国”"),
        ((None, "赵", "A"), ("通知", 0, "领导"), "领导名册里没有“赵”", "先写进“领导”名册"),
    ],
)
def test_a_recipient_who_is_nobody(
    books: Books, listed: Listed, keys: tuple[str | int, ...], message: str, advice: str
) -> None:
    (fault,) = recipient_faults(set_down(books, listed))
    assert (fault.keys, fault.message, fault.advice) == (keys, message, advice)
    found = [each for each in run_checks(set_down(books, listed)) if each.path == "duban.yaml"]
    assert [each.fault for each in found] == [fault]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (
            {"until": date(2026, 10, 11)},
            "通知里的领导“刘建国”任县长至 2026-10-11，2026-10-12 不在任，不再发给他",
        ),
        (
            {"since": date(2026, 10, 13)},
            "通知里的领导“刘建国”任县长自 2026-10-13，2026-10-12 不在任，不再发给他",
        ),
        ({"until": date(2026, 10, 12)}, None),
    ],
)
def test_a_leader_who_has_left_is_told_nothing(books: Books, days: dict[str, date], told: str | None) -> None:
    listed = set_down(books, (None, "刘建国", "A"), ("县水务局", None, "B"))
    post = msgspec.structs.replace(Leader(name="刘建国", title="县长"), **days)
    config = msgspec.structs.replace(listed.config, leaders=(post,))
    listed = msgspec.structs.replace(listed, config=config)
    addressed = [variable for variable, _ in sent(outbox(listed, 0, set()).deliveries)]
    assert addressed == (["DUBAN_B"] if told else ["DUBAN_A", "DUBAN_B"])
    faults = list(absent_recipients(listed))
    assert [fault.message for fault in faults] == ([told] if told else [])
    found = [each for each in run_checks(listed) if each.path == "duban.yaml"]
    assert [(each.level, each.fault) for each in found] == [(Level.NOTICE, fault) for fault in faults]
    assert list(recipient_faults(listed)) == []


def test_right_recipients_are_no_fault(make_books: MakeBooks, books: Books) -> None:
    assert (
        list(
            recipient_faults(
                set_down(books, ("县水利局", None, "A"), ("督查室", None, "B"), (None, "刘建国", "C"))
            )
        )
        == []
    )
    assert list(recipient_faults(set_down(make_books(LATE), ("谁都行", None, "A")))) == []


def test_the_record(books: Books) -> None:
    (delivery,) = outbox(set_down(books, ("县水务局", None, "A")), 0, set()).deliveries
    assert delivery_record(delivery, "failed", "没有回音") == {
        "unit": "县水务局",
        "leader": None,
        "channel": "wecom",
        "variable": "DUBAN_A",
        "subject": "督办提醒：1项逾期",
        "text": delivery.body,
        "left_out": 0,
        "tasks": ("PS-2026-0001",),
        "duties": delivery.keys,
        "outcome": "failed",
        "error": "没有回音",
    }
