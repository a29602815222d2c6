"""The books of a period made of a few tasks, as tests of core and views read them."""

from tests.builders import CALENDAR, day, limit_rule, make_book, make_policy, make_task, moment

from duban.core.balance.closing_page import page_of
from duban.core.balance.identity import (
    Account,
    Opening,
    Reconciliation,
    books_digest,
    opening_of,
    reconcile,
)
from duban.core.books.books import LAST_DAY, Books, Entry, open_books
from duban.core.model.events import Event
from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.core.model.terms import LedgerKind
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.model.workspace import Config, LedgerHead
from duban.core.periods.closings import ClosingPage, PeriodClose
from duban.core.periods.spans import parse_span
from duban.core.policy.rules import Policy

POLICY = make_policy(limit_rule(5))
HEADS = {
    "WJ": LedgerHead(name="重要文件", kind=LedgerKind.DOCUMENT, prefix="WJ"),
    "PS": LedgerHead(name="领导批示", kind=LedgerKind.INSTRUCTION, prefix="PS"),
}
CONFIG = read_record(
    {"名称": "督查室", "工作区号": "t", "制度": [{"自": "2020-01-01", "名称": "test"}]}, Config
)


def books(
    *tasks: Task,
    today: str = "2026-09-30",
    known: str | None = None,
    register: Register = NO_REGISTER,
    policy: Policy = POLICY,
    last: str | None = None,
) -> Books:
    entries = [Entry(task, HEADS[task.prefix], f"{task.id}.yaml") for task in tasks]
    return open_books(
        CONFIG,
        tuple(HEADS.values()),
        entries,
        policies=make_book(policy),
        calendar=CALENDAR,
        register=register,
        today=day(today),
        known=moment(known) if known else None,
        last=day(last) if last else LAST_DAY,
    )


def quarter(
    *tasks: Task,
    label: str = "2026Q3",
    opening: Opening | None = None,
    today: str | None = None,
    known: str | None = None,
    register: Register = NO_REGISTER,
    policy: Policy = POLICY,
    last: str | None = None,
) -> Reconciliation:
    span = parse_span(label)
    assert span is not None
    held = books(
        *tasks,
        today=today or span.end.isoformat(),
        known=known,
        register=register,
        policy=policy,
        last=last,
    )
    return reconcile(held, span, opening)


def closed(found: Reconciliation, at: str) -> tuple[Opening, ClosingPage]:
    """The period closed at a moment, and the opening it leaves."""
    closing = PeriodClose(
        on=day(at),
        recorded_at=moment(at),
        by="王五",
        total=found.total.figures,
        digest=books_digest(found.books),
    )
    page = page_of(found, closing)
    return opening_of(found.span, closing, page), page


def counts(account: Account) -> dict[str, int]:
    """The figures that are not zero."""
    return {name: count for name, count in account.counts().items() if count}


def task(*journal: Event, number: int = 1, **head: object) -> Task:
    return make_task(*journal, **({"id": f"WJ-2026-{number:04d}"} | head))
