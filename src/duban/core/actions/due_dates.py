"""Which due day a task gets when it is handed over or resumed, and what it rests on.

Pure arithmetic over policy and calendar; whether the action is allowed at all, decide.py says.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec

from duban.core.calendar.counting import DueDay, add_workdays, next_workday, workdays_between
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import period_due
from duban.core.model.people import NO_ROLL, Roll
from duban.core.model.task import Task
from duban.core.model.terms import Basis, LedgerKind, PeriodUnit, Status, Urgency
from duban.core.model.unit_register import Register
from duban.core.model.workspace import Config
from duban.core.policy.rules import DeadlineRule, Policy, PolicyBook
from duban.core.state.task_state import TaskState
from duban.errors import refusal


def _nothing(_number: str) -> None:
    """Where nothing else is known."""


def _none(_number: str) -> tuple[TaskState, ...]:
    """Where nothing else is known."""
    return ()


class Elsewhere(NamedTuple):
    """What a decision may ask of other files: a number, the ledger, the files of each kind, the plans of inspections.

    `config` is duban.yaml; `linked` are the tasks that say they put a finding right (DX-2026-0001/3).
    """

    find: Callable[[str], Any] = _nothing
    inspections: Callable[[], Sequence[Any]] = tuple
    plans: Callable[[], Mapping[str, Mapping[str, Any]]] = dict
    ledger: Callable[[str], LedgerKind | None] = _nothing
    results: Callable[[], Any] = lambda: None
    interviews: Callable[[], Sequence[Any]] = tuple
    clues: Callable[[], Sequence[Any]] = tuple
    linked: Callable[[str], Sequence[TaskState]] = _none
    config: Config | None = None


class Ground(msgspec.Struct, frozen=True):
    """What a decision may look at besides the task itself."""

    policies: PolicyBook
    calendar: WorkCalendar
    register: Register
    ledger: LedgerKind | None
    today: date
    children: tuple[TaskState, ...] = ()
    roll: Roll = NO_ROLL
    parent: TaskState | None = None
    elsewhere: Elsewhere = Elsewhere()


def limit_rule(task: Task, ground: Ground, on: date) -> tuple[Policy, DeadlineRule | None]:
    """The rule that gives this task's limit, the narrowest first, if the policy of `on` has one."""
    policy = ground.policies.at(on)
    fitting = [
        rule
        for rule in policy.rules_of(DeadlineRule, on)
        if rule.is_limit and rule.applies.to(task, ground.ledger)
    ]
    return policy, max(fitting, key=lambda rule: rule.applies.narrowness, default=None)


def limit_for(task: Task, on: date, ground: Ground) -> tuple[DueDay | None, Basis, str | None]:
    """(due day, basis, rule) for a task handed over on `on`; the source's own day comes before any class.

    Raises DubanError where neither the source nor a class gives a day.
    """
    if task.deadline and task.deadline.on:
        return DueDay(task.deadline.on), task.deadline.basis, None
    policy, rule = limit_rule(task, ground, on)
    if rule and rule.period.unit is PeriodUnit.LEADER:
        raise refusal(
            "leader-date-missing",
            f"{task.id} 是“{task.urgency}”，办理时限由领导确定，现在没有写",
            f"duban assign {task.id} --due-on … --approved-by …",
            policy.ground(rule),
        )
    if rule:
        return period_due(on, rule.period, ground.calendar), Basis.RULE, f"{policy.name}/{rule.id}"
    if task.deadline and task.deadline.text and task.urgency is not Urgency.SPECIAL:
        return None, task.deadline.basis, None
    raise refusal(
        "no-limit",
        f"{task.id} 没有完成时限，也没有能定出时限的缓急",
        f"duban amend {task.id} --due-on … 或 --urgency 急件/非急件/难度较大",
    )


def day_of(state: TaskState) -> date | None:
    """The day that a task has: the latest in force of its leads, or the one that was when its clock stopped.

    Before 交办 that of its head.
    """
    days = [day for standing in state.lead_standings() if (day := standing.running_due_on)]
    if days or state.task.deadline is None:
        return max(days, default=None)
    return state.task.deadline.on


def refuse_beyond_parent(parent: TaskState | None, on: date | None, named: str, remedy: str = "") -> None:
    """Raises DubanError for a day after that of the parent; `named` has it, `remedy` is another way out.

    A parent whose clock is stopped, that is over or has no day bounds nothing.
    """
    whole = day_of(parent) if parent is not None else None
    if parent is None or on is None or whole is None or on <= whole:
        return
    if not parent.open or parent.status is Status.SUSPENDED:
        return
    name = parent.task.id
    early = parent.status is Status.REGISTERED
    first = (
        f"amend {name} --due-on {on}" if early else f"extend {name} --due-on {on} --approved-by … --reason …"
    )
    raise refusal(
        "beyond-parent",
        f"{named} {on} 在上级任务 {name} 的时限 {whole} 之后",
        f"先改上级任务的时限：duban {first}" + (f"；或者 {remedy}" if remedy else ""),
    )


def day_taken_over(survivor: TaskState, gone: TaskState, on: date) -> date | None:
    """The day that a task takes over from one that is merged into it: the earlier one, if it is still to come.

    What was late already stays with the merged task.
    """
    theirs, own = day_of(gone), day_of(survivor)
    if theirs is None or theirs < on or (own is not None and own <= theirs):
        return None
    return theirs


def propose_resume(now: TaskState, on: date, calendar: WorkCalendar) -> DueDay | None:
    """The due day after a suspension: the working days that were left, counted from the day after `on`.

    Where none was left, the next working day; None where every lead was late already: its day goes on. With joint
    leads the latest of the days is moved on.
    """
    if not now.pauses:
        return None
    began = now.pauses[-1].began
    days = [day for s in now.lead_standings() if (day := s.running_due_on) and day >= began]
    if not days:
        return None
    left = workdays_between(began, max(days), calendar)
    return add_workdays(on, left, calendar) if left else next_workday(on, calendar)
