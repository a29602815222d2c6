"""What may be done to a task: refusals that need better words than the table of transitions has, and what to do next.

core/engine/decide.py asks them; nothing is written here. Raises errors.DubanError to refuse.
"""

from duban.core.actions.due_dates import Ground
from duban.core.actions.steps import bars_closing, refuse_other_ledgers
from duban.core.actions.verification import verification_rules
from duban.core.duties.intake import pending_step
from duban.core.model.events import Close, Contest, Escalate, Event, LeadPlan, Publicize, Verify
from duban.core.model.task import Task
from duban.core.model.terms import Action, LedgerKind, Result, Status
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import LIFE, fold
from duban.errors import refusal

_NEXT = {
    Status.REGISTERED: "duban assign {id}",
    Status.ASSIGNED: "duban accept {id}",
    Status.IN_PROGRESS: "duban done {id} --done-on …",
    Status.REPORTED: "duban verify {id} --method {method} --result 通过",
    Status.VERIFIED: "duban close {id}",
    Status.CLOSED: "duban reopen {id} --finding … --due-on … --approved-by … --reason …",
    Status.SUSPENDED: "duban resume {id}",
    Status.WITHDRAWN: "duban show {id}",
}


def advice_for(task: Task, status: Status, ground: Ground) -> str:
    """The command that is due next for a task in this status."""
    if status is Status.REGISTERED:
        state = fold(task, ground.today, register=ground.register)
        pending = pending_step(state, ground.policies, ground.calendar, ground.ledger)
        if pending is not None:
            return pending.command
    if status is Status.VERIFIED:
        now = fold(task, ground.today, register=ground.register)
        bar = bars_closing(now, ground.today, ground) if now.status is status else None
        if bar is not None:
            ahead = bar.since is not None and bar.since > ground.today
            return f"{bar.since} 起：{bar.command}" if ahead else bar.command
        if ground.ledger is LedgerKind.RECTIFICATION:
            return f"duban close {task.id} --approved-by …"
    rules, _ = verification_rules(task, ground, ground.today)
    method = next((str(rule.methods[0]) for rule in rules if rule.methods), "现场")
    return _NEXT[status].format(id=task.id, method=method)


def _wrong_day(task: Task, now: TaskState, ground: Ground) -> str:
    """Where the task has moved on since the business date: that date is what to look at, not the next command."""
    today = fold(task, ground.today, register=ground.register)
    if (today.registered_on, today.status) == (now.registered_on, now.status):
        return ""
    was = f"那天是“{now.status}”" if now.registered_on else "那天还没有立项"
    return f"业务日期（--on）写的是 {now.until}，{was}，今天是“{today.status}”；请核对日期"


_OF_UNITS = frozenset(
    {
        *(Action.ACCEPT, Action.CONTEST, Action.PLAN, Action.PROGRESS, Action.DONE, Action.RETURN),
        *(Action.APPLY, Action.EXTEND, Action.DENY),
    }
)
"""What is entered of a unit that has the task."""
_VERBS = {Action.PLAN: "报推进计划", Action.DENY: "记不批延期"}


def _refuse_too_early(task: Task, now: TaskState, event: Event, ground: Ground) -> None:
    """Raises DubanError for an event of a day on which the task, or its unit, had not come so far.

    Before it is completed: what a completion lacks then is not what is wrong.
    """
    entered = now.registered_on is not None or event.action in {LIFE.enters, *LIFE.before_entry}
    given = now.status is not Status.REGISTERED or (now.status, event.action) in LIFE.legal
    unit = event.unit if event.action in _OF_UNITS and now.unit_of(event.unit) is None else None
    if entered and given and unit is None:
        return
    today = fold(task, ground.today, register=ground.register)
    why, advice = None, advice_instead(task, now, ground)
    if not entered:
        on = today.registered_on
        why = f"在 {event.on} 还没有立项，{on} 才立项" if on else LIFE.unentered
    elif not given:
        on = next((day for day, status in today.history if status is Status.ASSIGNED), None)
        why = f"在 {event.on} 还没有交办，{on} 才交办" if on else f"现在是“{now.status}”"
    elif (joined := today.units.get(today.unit_of(unit) or "")) is not None:
        by = joined.assigned
        why = f"“{unit}”从 {by.on} {by.action}起才办这件事，这里写的是 {event.on}"
        advice = "请核对日期（--on）和单位"
    if why is not None:
        verb = _VERBS.get(event.action, event.action)
        raise refusal("not-allowed", f"不能{verb}：{task.id} {why}", advice)


_BEFORE_REPORT = {Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS}


def refuse_wrong_status(task: Task, now: TaskState, event: Event, ground: Ground) -> None:
    """The refusals whose reason deserves better words than the table has."""
    if isinstance(event, Publicize | Escalate):
        refuse_other_ledgers(now, event, ground)
    if isinstance(event, Close) and not _verified(now):
        rules, policy = verification_rules(task, ground, event.on)
        reported = any(standing.reported for standing in now.lead_standings())
        lacking = "还没有通过核验" if reported else "还没有报结，更没有通过核验"
        raise refusal(
            "close-before-verify",
            f"不能销号：{task.id} {lacking}（现在是“{now.status}”）",
            _wrong_day(task, now, ground) or advice_for(task, now.status, ground),
            policy.ground(rules[0]) if rules else "",
        )
    if isinstance(event, Verify) and now.status in _BEFORE_REPORT and not _has_reported(now, event.unit):
        raise refusal(
            "verify-before-done",
            f"不能核验：{task.id} 还没有报结（现在是“{now.status}”）",
            _wrong_day(task, now, ground) or f"duban done {task.id} --done-on …",
        )
    _refuse_too_early(task, now, event, ground)
    if isinstance(event, LeadPlan) and now.status not in {Status.ASSIGNED, Status.IN_PROGRESS}:
        text = f"不能报推进计划：{task.id} 现在是“{now.status}”"
        raise refusal("not-allowed", text, advice_instead(task, now, ground))

    if isinstance(event, Contest):
        unit = now.unit_of(event.unit) if event.unit else next(iter(now.leads), None)
        if unit in now.units and now.units[unit].signed_on and now.status in _BEFORE_REPORT:
            raise refusal(
                "not-allowed",
                f"不能退件：{task.id} “{unit}”已经签收，不能再退件",
                f"确实不归它管的要转办：duban transfer {task.id} --new-lead … --approved-by … --reason …",
            )


def _has_reported(now: TaskState, unit: str | None) -> bool:
    """Whether one of joint leads has reported before the others."""
    standing = now.units.get(now.unit_of(unit) or "") if unit is not None else None
    return standing is not None and standing.reported is not None


def _verified(now: TaskState) -> bool:
    """Whether a passed 核验 stands in this round, wherever the task is now."""
    passed = now.verification is not None and now.verification.result is Result.PASS
    return passed and all(standing.reported for standing in now.lead_standings())


def advice_instead(task: Task, now: TaskState, ground: Ground) -> str:
    """What to do instead of an event that the table does not allow."""
    return _wrong_day(task, now, ground) or advice_for(task, now.status, ground)
