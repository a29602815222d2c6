"""A paper between 收文 and 交办: laid before the leader, studied, its lead named; which of these comes next (Ledong 2).

Pure: a standing, the policies and a calendar → a step, its duty, the command that records it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import Duty
from duban.core.duties.task_duties import live_duties
from duban.core.model.terms import Action, LedgerKind, Status
from duban.core.policy.rules import DeadlineRule, PolicyBook
from duban.core.state.task_state import TaskState

_STEPS = (Action.SUBMIT, Action.STUDY)
"""In the order in which the source names them: laid before the principal the same day, then studied."""


class Pending(NamedTuple):
    """The next step of a paper; `duty`: the policy asks it by a day, None where only the lead is still to be named."""

    step: Action
    duty: Duty | None
    command: str


def is_paper(state: TaskState) -> bool:
    """Whether a task is a paper that came in and was not handed over yet."""
    return state.status is Status.REGISTERED and any(e.action is Action.RECEIVE for e in state.journal)


def pending_step(
    state: TaskState, policies: PolicyBook, calendar: WorkCalendar, ledger: LedgerKind | None
) -> Pending | None:
    """What a paper waits for before it can be handed over; None for everything else."""
    if not is_paper(state):
        return None
    owed: dict[Action, Duty] = {}
    for duty in live_duties(state, policies, calendar, ledger):
        policy = policies.find(duty.policy, duty.triggered_on)
        rule = policy.rule(duty.rule) if policy and duty.rule else None
        if isinstance(rule, DeadlineRule):
            owed |= {step: duty for step in rule.met_by if step in _STEPS and step not in owed}
    for step in _STEPS:
        if step in owed or (step is Action.STUDY and not state.leads):
            return Pending(step, owed.get(step), _command(state, step))
    return None


def commands_for(waiting: Sequence[tuple[str, Pending]]) -> list[str]:
    """What records the next steps of several papers: all that are to be laid before the leader at once."""
    laid = [name for name, pending in waiting if pending.step is Action.SUBMIT]
    together = [f"duban progress {' '.join(laid)} --step {Action.SUBMIT}"] if laid else []
    return together + [pending.command for _, pending in waiting if pending.step is not Action.SUBMIT]


def _command(state: TaskState, step: Action) -> str:
    command = f"duban progress {state.task.id} --step {step}"
    if step is Action.STUDY:
        command += " --opinion …" if state.leads else " --opinion … --lead …"
    return command
