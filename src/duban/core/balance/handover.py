"""The year's hand-over (年底交账): which open tasks are carried over, why, by when; who handed over and received.

Pure; reasons that somebody gave are kept (结转.yaml), those that the books already tell are derived.
"""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from msgspec import field as key

from duban.core.books.books import Books, Item
from duban.core.books.selection import id_order
from duban.core.engine.journal import entries_as_of
from duban.core.model.case_file import CaseFile
from duban.core.model.record import Record
from duban.core.model.task import Line, TaskId, Text
from duban.core.model.terms import BookAction, Status, Term
from duban.core.periods.closings import Count, Moment, PeriodEntry, PolicyHash
from duban.core.periods.spans import Span


class CarryGround(Term):
    """What the reason of a carried task rests on."""

    RECORDED = "结转"
    SCHEDULED = "时限在以后"
    SUSPENDED = "已中止"
    AWAITING = "已报结"
    EXPLAINED = "说明"


class Carry(PeriodEntry, frozen=True, kw_only=True):
    """Why one open task is carried into the next year, and its new day where one was set."""

    action = BookAction.CARRY
    task: TaskId = key(name="编号")
    reason: Text = key(name="原因")
    due_on: date | None = key(name="时限", default=None)
    approved_by: Line | None = key(name="批准人", default=None)


class CarryJournal(CaseFile, frozen=True, kw_only=True):
    """对账/<year>/结转.yaml: the reasons given for one year; only grows, of several on one task the last holds."""

    period: Line = key(name="期")
    journal: tuple[Carry, ...] = key(name="流水", default=())


class CarriedTask(Record, frozen=True, kw_only=True):
    """One task of the carried list as it was handed over."""

    task: TaskId = key(name="编号")
    title: Line = key(name="事项")
    unit: Line | None = key(name="单位", default=None)
    status: Status = key(name="状态")
    ground: CarryGround | None = key(name="依据", default=None)
    reason: Text | None = key(name="原因", default=None)
    due_on: date | None = key(name="时限", default=None)


class HandOver(Record, frozen=True, kw_only=True):
    """对账/<year>/交账.yaml: what was handed over when the year was closed, by whom and to whom."""

    period: Line = key(name="期")
    closed_at: Moment = key(name="结账")
    on: date = key(name="日期")
    ending: Count = key(name="期末在办")
    carried: tuple[CarriedTask, ...] = key(name="结转", default=())
    handed_by: Line | None = key(name="移交人", default=None)
    received_by: Line | None = key(name="接收人", default=None)
    witness: Line | None = key(name="监交人", default=None)
    policies: tuple[PolicyHash, ...] = key(name="制度", default=())


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """One open task at the end of the year: why it is carried over and by when; no ground: somebody must say why."""

    item: Item
    unit: str | None
    ground: CarryGround | None
    reason: str | None
    due_on: date | None
    provisional: bool = False

    @property
    def record(self) -> CarriedTask:
        """As the hand-over record keeps it."""
        return CarriedTask(
            task=self.item.task.id,
            title=self.item.task.title,
            unit=self.unit,
            status=self.item.state.status,
            ground=self.ground,
            reason=self.reason,
            due_on=self.due_on,
        )


def carried(books: Books, span: Span, given: dict[str, Carry]) -> list[Carried]:
    """Every task open on the day of the books, by its id, with its reason: the one given, else one the books tell."""
    found = [_carried(books, item, span, given) for item in books.items if item.state.open]
    return sorted(found, key=lambda each: id_order(each.item.task.id))


def _carried(books: Books, item: Item, span: Span, given: dict[str, Carry]) -> Carried:
    said, state = given.get(item.task.id), item.state
    ground, reason = (CarryGround.RECORDED, said.reason) if said else next(_told(item, span), (None, None))
    due_on = said.due_on if said and said.due_on else state.due_on
    return Carried(
        item=item,
        unit=books.register.current(item.leads[0], books.today) if item.leads else None,
        ground=ground,
        reason=reason,
        due_on=due_on,
        provisional=due_on == state.due_on and books.is_provisional(item),
    )


def _told(item: Item, span: Span) -> Iterator[tuple[CarryGround, str]]:
    """The reasons that the books themselves give, the plainest first."""
    state = item.state
    if state.status is Status.SUSPENDED and state.pauses:
        pause = state.pauses[-1]
        yield CarryGround.SUSPENDED, f"{pause.began} 中止：{pause.suspend.reason}"
    if state.status in {Status.REPORTED, Status.VERIFIED}:
        yield CarryGround.AWAITING, f"{state.history[-1][0]} 起{state.status}"
    if state.due_on is not None and state.due_on > span.end:
        yield CarryGround.SCHEDULED, f"{span.label} 年以后才到期"
    if state.explanations:
        last = state.explanations[-1]
        yield CarryGround.EXPLAINED, f"{last.on} 说明：{last.reason}"


def carries_as_of(journal: CarryJournal | None, today: date, known: datetime | None) -> dict[str, Carry]:
    """By task, the last that was written down, as a question of that day and moment sees it."""
    return {each.task: each for each in entries_as_of(journal.journal if journal else (), today, known)}
