"""What approvals owe: papers of telephone calls in working days, 补签 by the end of the month; what is none."""

from typing import Any

import pytest
from tests.accounts import CONFIG
from tests.builders import CALENDAR, day, event, events_to, make_book, make_policy, make_task

from duban.core.books.approvals import owed_countersigns, owed_papers
from duban.core.books.books import Books, Entry, open_books
from duban.core.model.events import Event
from duban.core.model.terms import LedgerKind, Status
from duban.core.model.unit_register import NO_REGISTER
from duban.core.model.workspace import LedgerHead

CALLED = event("延期", "2026-09-14", due_on="2026-10-20", reason="雨", approved_by="甲", approved_via="电话")
OPEN = (*events_to(Status.IN_PROGRESS), CALLED)
CHECKED = events_to(Status.VERIFIED)


def books(settings: dict[str, Any], *journal: Event, until: str = "2026-10-20") -> Books:
    head = LedgerHead(name="重要文件", kind=LedgerKind.DOCUMENT, prefix="WJ")
    task = make_task(*journal)
    policies = make_book(make_policy(设置=settings))
    entries = [Entry(task, head, "WJ-2026-0001.yaml")]
    return open_books(
        CONFIG, (head,), entries, policies=policies, calendar=CALENDAR, register=NO_REGISTER, today=day(until)
    )


@pytest.mark.parametrize(
    ("settings", "until", "expected"),
    [
        ({}, "2026-10-20", "2026-09-14 的延期由甲电话批准，待补批件"),
        ({"批件期限": 5}, "2026-09-19", "2026-09-14 的延期由甲电话批准，待补批件，2026-09-20 前补到"),
        (
            {"批件期限": 5},
            "2026-09-24",
            "2026-09-14 的延期由甲电话批准，待补批件，2026-09-20 前补到，已过 4 个工作日",
        ),
    ],
    ids=["no time", "in time", "late"],
)
def test_the_paper_of_a_call_is_owed(settings: dict[str, Any], until: str, expected: str) -> None:
    (owed,) = owed_papers(books(settings, *OPEN, until=until))
    assert owed.text == expected
    assert "--event 延期 --approved-via 书面 --reason 批件已补" in owed.advice
    assert "没有批准的：duban amend WJ-2026-0001 --event 延期 --void --reason 没有批准" in owed.advice


@pytest.mark.parametrize(
    ("settings", "approved_by", "due"),
    [
        ({}, None, None),
        ({"分离": "整改"}, "王五", None),
        ({"分离": "全部"}, "王五", None),
        ({"分离": "补签"}, None, "2026-09-30"),
        ({"分离": "补签"}, "王五", "2026-09-30"),
        ({"分离": "补签"}, "李县长", None),
        ({"分离": "补签"}, "王五、李县长", None),
    ],
)
def test_who_checked_and_wrote_off_is_countersigned(
    settings: dict[str, Any], approved_by: str | None, due: str | None
) -> None:
    closing = event("销号", "2026-09-12", approved_by=approved_by)
    owed = list(owed_countersigns(books(settings, *CHECKED, closing)))
    assert [each.due and each.due.on for each in owed] == ([] if due is None else [day(due)])
    for each in owed:
        assert "待补签，2026-09-30 前补到" in each.text
        assert "--set 批准人=" in each.advice
