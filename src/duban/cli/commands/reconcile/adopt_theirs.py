"""Puts our books right where the unit's are (对方): one event for a difference, marked 补登 with its reason.

Fills the plan; which event is allowed decides core. Raises errors.DubanError, with the command that leads on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from duban.cli.framework.context import Balancing
from duban.cli.options.name_lookup import registered_unit
from duban.cli.workflow.actions import common
from duban.cli.workflow.registration import check_units, enter, find_ledger
from duban.core.actions.corrections import correction
from duban.core.cases.task import TASK
from duban.core.model.events import (
    Accept,
    Correct,
    Done,
    Event,
    Extend,
    Progress,
    Resume,
    Return,
    Suspend,
    Transfer,
    Withdraw,
)
from duban.core.model.terms import SourceKind, Status
from duban.core.periods.closings import option
from duban.core.periods.spans import Span
from duban.core.statements.unit_journal import Answer, Case, DifferenceKind, SettleAs, TheirTask
from duban.errors import DubanError, Level, Problem, refusal
from duban.plan import Plan

_LONGEST = 500
_BEFORE_REPORT = {Status.ASSIGNED, Status.IN_PROGRESS}


@dataclass(frozen=True, slots=True)
class Ruling:
    """How the differences named on the command line were settled."""

    settled_as: SettleAs
    reason: str
    approved_by: str | None = None
    ledger: str | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """One difference that is settled for the other side: all that the event may need."""

    plan: Plan
    context: Balancing
    span: Span
    case: Case
    answer: Answer | None
    other: TheirTask | None
    ruling: Ruling

    @property
    def number(self) -> str:
        """The number of the difference."""
        return self.case.difference.number

    @property
    def task(self) -> str:
        """Our id."""
        return self.case.difference.task or ""

    @property
    def late(self) -> str:
        """Why the event was entered afterwards (补登)."""
        return f"{self.span.label} 对账 {self.number}：{self.ruling.reason}"[:_LONGEST]

    @property
    def done_on(self) -> date | None:
        """Their day of completion."""
        return self.answer.done_on if self.answer else None

    def day(self, done_on: date | None = None) -> date:
        """The business date: as told, else of the completion, else the period's last day (today while it runs)."""
        last = min(self.span.end, self.context.today)
        return self.context.asked_on or done_on or last

    def said(self, done_on: date | None = None) -> dict[str, Any]:
        """What every event carries."""
        return common(self.plan, self.context) | {"on": self.day(done_on), "late": self.late}

    def ruled(self) -> dict[str, Any]:
        """The same, with why it was so settled and who approved."""
        return self.said() | {"reason": self.ruling.reason, "approved_by": self.ruling.approved_by}

    def unit(self) -> str:
        """What the task calls the unit."""
        state = self.plan.state(self.task)
        return state.unit_of(self.case.unit) or self.case.unit

    @property
    def again(self) -> str:
        """What settles the difference once our books are right."""
        return f"duban reconcile {option(self.span)} --settle {self.number} --settle-as 双方 --reason …"

    def refuse(self, text: str, command: str) -> DubanError:
        """What cannot be written from here, and the command that does it."""
        return refusal("settle-elsewhere", f"{self.number}：{text}", f"先 {command}，再 {self.again}")


def put_right(bench: Bench) -> tuple[str, ...]:
    """Write the event of a difference into the plan; what it was, in a line."""
    plan, number = bench.plan, bench.number
    hand = plan.hand
    plan.hand = replace(hand, late=bench.late)
    try:
        return _recorded(bench)
    except DubanError as error:
        if any(problem.code == "settle-elsewhere" for problem in error.problems):
            raise
        text = f"{number} 不能照对方的值直接改账，这次什么也没有写"
        advice = Problem(Level.NOTICE, "settle-elsewhere", text, f"先把账改好，再 {bench.again}")
        raise DubanError(*error.problems, advice) from None
    finally:
        plan.hand = hand


def _recorded(bench: Bench) -> tuple[str, ...]:
    if bench.case.difference.kind is DifferenceKind.THEIRS_ONLY:
        return (_register(bench),)
    event = bench.plan.record(bench.task, _MAKERS[bench.case.difference.kind](bench))
    return (f"{bench.task} {event.action} {event.on}",)


def _register(bench: Bench) -> str:
    """A new task of ours for one that only they have."""
    other = bench.other
    if bench.ruling.ledger is None:
        raise refusal("ledger-missing", f"{bench.number}：要登账，没有写记入哪本台账", "--ledger 台账")
    if other is None:
        raise refusal("nothing-to-enter", f"{bench.number}：来单里没有这件事项了", "请单位重新来单")
    ledger = find_ledger(bench.plan.workspace, bench.ruling.ledger)
    raw: dict[str, Any] = {"事项": other.title, "牵头单位": bench.case.unit}
    if other.source:
        raw["来源"] = [{"类别": str(SourceKind.OTHER), "名称": other.source}]
    if other.due_on:
        raw["完成时限"] = {"日期": other.due_on.isoformat()}
    check_units(bench.plan, [bench.case.unit])
    on = bench.day()
    touched = enter(bench.plan, replace(bench.context, on=on), ledger, raw, {"late": bench.late})
    bench.plan.note("assign-next", f"{touched.task.id} 已登账，还没有交办", f"duban assign {touched.task.id}")
    return f"{touched.task.id} 立项 {on}"


def _as_status(bench: Bench) -> Event:
    """The event that brings our task to where the unit says it is."""
    status, word = bench.plan.state(bench.task).status, bench.case.difference.theirs
    reason = bench.ruling.reason
    if word == Status.IN_PROGRESS and status is Status.ASSIGNED:
        return Accept(**bench.said(), unit=bench.unit())
    if word == Status.IN_PROGRESS and status is Status.REPORTED:
        return Return(**bench.said(), missing=reason)
    if word == Status.IN_PROGRESS and status is Status.SUSPENDED:
        return Resume(**bench.said(), approved_by=bench.ruling.approved_by)
    if word == Status.REPORTED and status in _BEFORE_REPORT:
        return _done(bench)
    if word == Status.SUSPENDED:
        return Suspend(**bench.ruled())
    if word == Status.WITHDRAWN:
        return _withdraw(bench)
    if status is Status.CLOSED:
        command = f"duban reopen {bench.task} --finding … --due-on … --approved-by … --reason …"
        raise bench.refuse("我方已销号，要重启才能接着办，重启要定时限和批准人", command)
    if status is Status.VERIFIED:
        command = f"duban amend {bench.task} --event 核验 --void --reason …"
        raise bench.refuse("我方已经核验通过，要先把那次核验更正作废", command)
    if word == Status.ASSIGNED:
        command = f"duban amend {bench.task} --event 签收 --void --reason …"
        raise bench.refuse("我方已记签收，要先更正那一笔", command)
    raise bench.refuse(f"从“{status}”到“{word}”没有一步能到", f"duban show {bench.task} 看流水")


def _done(bench: Bench) -> Event:
    """Their report, on the day they finished."""
    if bench.plan.state(bench.task).status is Status.REPORTED:
        command = f"duban verify {bench.task} --method … --result 通过"
        raise bench.refuse("我方已记报结，差的是核验", command)
    done_on = bench.done_on
    on = bench.day(done_on)
    said = bench.said(done_on) | _claim(bench)
    return Done(**said, unit=bench.unit(), done_on=min(done_on or on, on))


def _progress(bench: Bench) -> Event:
    percent = bench.answer.percent if bench.answer else None
    return Progress(**(bench.said() | _claim(bench)), unit=bench.unit(), percent=percent)


def _claim(bench: Bench) -> dict[str, Any]:
    """What the unit said to the task, as a note: it may claim what was ruled against it, so no report tells it."""
    said = bench.answer.note if bench.answer else None
    return {"note": f"来单说明：{said}"} if said else {}


def _extend(bench: Bench) -> Event:
    if bench.ruling.approved_by is None:
        raise refusal("approver-missing", f"{bench.number}：改时限须经批准", "--approved-by 批准人")
    joint = len(bench.plan.state(bench.task).leads) > 1
    return Extend(
        **bench.ruled(),
        unit=bench.unit() if joint else None,
        due_on=date.fromisoformat(bench.case.difference.theirs),
    )


def _transfer(bench: Bench) -> Event:
    leads = bench.plan.state(bench.task).leads
    mine = bench.unit()
    old = mine if mine in leads else leads[0]
    new = bench.case.difference.theirs.partition("、")[0]
    return Transfer(
        **bench.ruled(), old_lead=old, new_lead=registered_unit(bench.plan, new, bench.context.on)
    )


def _withdraw(bench: Bench) -> Event:
    return Withdraw(**bench.ruled())


def _correct(bench: Bench) -> Event:
    """A 更正 of the unit's 报结, which keeps its own day."""
    task = bench.plan.open_task(bench.task).task
    standing = bench.plan.state(bench.task).units.get(bench.unit())
    reported = standing.reported if standing else None
    made = [each for each in reversed(task.journal) if isinstance(each, Done)]
    event = next((each for each in made if reported and each.recorded_at == reported.recorded_at), None)
    if event is None:
        raise bench.refuse("我方没有它的报结可以更正", f"duban log {bench.task} 看流水")
    make = partial(Correct, **bench.said(), reason=bench.ruling.reason)
    return correction(TASK, task, event, {"办结日期": bench.case.difference.theirs}, make, void=False)


_MAKERS: dict[DifferenceKind, Callable[[Bench], Event]] = {
    DifferenceKind.STATUS: _as_status,
    DifferenceKind.UNVERIFIED: _done,
    DifferenceKind.PERCENT: _progress,
    DifferenceKind.DUE_ON: _extend,
    DifferenceKind.LEAD: _transfer,
    DifferenceKind.OURS_ONLY: _withdraw,
    DifferenceKind.DONE_ON: _correct,
}
