"""What each action needs before it may be written: filled in where policy and calendar give it, refused where not.

Looks at the standing just before the event; whether the journal stays legal, decide.py asks afterwards.
Raises errors.DubanError to refuse.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from duban.core.actions.approval import note_approval, refuse_same_hands
from duban.core.actions.assigning import (
    founded,
    refuse_beyond_class,
    refuse_beyond_lead,
    refuse_endless,
    refuse_incomplete,
    refuse_moving,
    refuse_strangers,
    tell_first_report,
    with_new_limit,
)
from duban.core.actions.corrections import is_slip, refuse_unallowed
from duban.core.actions.due_dates import (
    Ground,
    day_of,
    limit_for,
    propose_resume,
    refuse_beyond_parent,
)
from duban.core.actions.extensions import complete_application, complete_extension, refuse_idle_denial
from duban.core.actions.late_days import count_day, limit_start
from duban.core.actions.periodic_reports import tell_period
from duban.core.actions.planning import judge_plan, refuse_coarse, tell_plan
from duban.core.actions.revisiting import (
    refuse_revisit,
    refuse_unvisited,
)
from duban.core.actions.steps import (
    complete_attribution,
    complete_coordination,
    complete_escalation,
    complete_explanation,
    complete_interpret_report,
    complete_publicity,
    complete_study,
    late_units,
    refuse_debts,
    tell_untold,
)
from duban.core.actions.verification import (
    complete_papers,
    judge_verification,
    refuse_method,
    refuse_opened,
    refuse_wrong_papers,
)
from duban.core.engine.decide import refuse_future
from duban.core.engine.journal import corrected_event, target_of
from duban.core.model.events import (
    Apply,
    Assign,
    Close,
    Correct,
    Deny,
    Done,
    Event,
    Extend,
    LeadPlan,
    Progress,
    Reopen,
    Resume,
    Return,
    Revisit,
    Suspend,
    Transfer,
    Urge,
    Verify,
    Withdraw,
)
from duban.core.model.task import Task
from duban.core.model.terms import Action, Basis, Returned, Role, Status, YesNo
from duban.core.policy.required_fields import option_of
from duban.core.state.task_state import TaskState
from duban.core.state.transitions import fold
from duban.errors import Level, Problem, refusal

Notices = list[Problem]


def _assign(now: TaskState, event: Assign, ground: Ground, _notices: Notices) -> Event:
    refuse_moving(now, event)
    if event.unit is not None and now.status is not Status.REGISTERED:
        refuse_beyond_lead(now, event)
        return founded(now, event, ground)
    anew = any(s.assigned.action is Action.AMEND for s in now.lead_standings())
    given = _with_limit(now, event, ground, anew=anew)
    if now.status is not Status.REGISTERED and not anew:
        return given
    refuse_coarse(now, ground.policies.at(event.on), given, ground)
    return tell_plan(now, given, ground)


def _with_limit(now: TaskState, event: Assign, ground: Ground, *, anew: bool) -> Assign:
    """A 交办 with the day that it tells; raises DubanError where an element is missing, or nobody may set that day."""
    task, policy = now.task, ground.policies.at(event.on)
    refuse_incomplete(now, policy, event, ground)
    if now.status is Status.REGISTERED:
        refuse_strangers(task, ground.register)
    if len(task.leads) > 1 and policy.settings.joint_leads is not YesNo.YES:
        raise refusal(
            "joint-leads",
            f"{task.id} 有{len(task.leads)}个牵头单位，制度“{policy.name}”不允许联合牵头",
            f"duban amend {task.id} {option_of('牵头单位')} … 只留一个，其余改为配合单位",
        )
    if event.due_on is not None:
        told = founded(now, event, ground)
        if told.basis is not Basis.RULE:  # founded has counted that one
            refuse_beyond_class(task, told, ground)
        return tell_first_report(task, told, ground)
    if now.status is not Status.REGISTERED and not anew:
        return event
    due, basis, rule = limit_for(task, limit_start(event, ground), ground)
    if due is None:
        refuse_endless(task, event, ground)
    told = founded(
        now,
        msgspec.structs.replace(
            event,
            due_on=due.on if due else None,
            basis=basis,
            rule=rule,
            provisional=_yes(due and due.provisional),
        ),
        ground,
    )
    if basis is not Basis.RULE:
        refuse_beyond_class(task, told, ground)
    return tell_first_report(task, told, ground)


def _transfer(now: TaskState, event: Transfer, ground: Ground, notices: Notices) -> Event:
    full = ground.register.full
    if members := ground.register.members(event.new_lead):
        text = f"“{event.new_lead}”是一组单位，不能接办：{'、'.join(members)}"
        raise refusal("group-as-lead", text, "写其中一个单位；要各家都办，用 duban split")
    if full(event.new_lead) in {full(unit) for unit in now.leads}:
        raise refusal("same-lead", f"“{event.new_lead}”已经是 {now.task.id} 的牵头单位", "写另一个单位")
    note_approval(event, notices, now, _late_now(now, event, ground))
    return tell_plan(now, with_new_limit(now, event, ground), ground)


def _resume(now: TaskState, event: Resume, ground: Ground, notices: Notices) -> Event:
    if now.status is not Status.SUSPENDED:
        return event
    due = propose_resume(now, event.on, ground.calendar)
    if event.due_on is not None:
        if event.approved_by is None and (due is None or event.due_on > due.on):
            left = f"按中止时剩余的工作日只到 {due.on}" if due else "中止时已经逾期，恢复不给新的日子"
            text = f"{now.task.id} {left}，写到 {event.due_on} 就是延期，须经批准"
            raise refusal(
                "approver-missing",
                text,
                f"duban resume {now.task.id} --due-on {event.due_on} --approved-by …",
            )
        return event
    if due is None:
        return event
    mark = "（暂定）" if due.provisional else ""
    text = f"{now.task.id} 恢复后的时限按中止时剩余的工作日顺延为 {due.on}{mark}"
    notices.append(_notice("resume-due", text))
    return msgspec.structs.replace(event, due_on=due.on, provisional=_yes(due.provisional))


def _urge(now: TaskState, event: Urge, _ground: Ground, _notices: Notices) -> Event:
    same = [urge for urge in now.urges if now.unit_of(urge.unit) == now.unit_of(event.unit)]
    if any(urge.on == event.on for urge in same):
        raise refusal(
            "urged-today",
            f"{now.task.id} 在 {event.on} 已经催办过{event.unit or '牵头单位'}，同一天不重复催办",
            "改日再催，或用 duban warn 预警",
        )
    return msgspec.structs.replace(event, nth=len(same) + 1)


def _progress(now: TaskState, event: Progress, ground: Ground, notices: Notices) -> Event:
    _refuse_late_completion(now.task, event)
    tell_untold(now, event, ground, notices)
    return tell_period(now, event, ground, notices)


def _done(now: TaskState, event: Done, ground: Ground, notices: Notices) -> Event:
    _refuse_late_completion(now.task, event)
    if now.unit_of(event.unit) in now.leads:
        _refuse_open_children(now.task, event, ground)
        again = any(s.first_reported is not None for s in now.lead_standings())
        silent = [s.unit for s in now.units.values() if s.role is Role.SUPPORT and s.reported is None]
        if silent and not again:
            notices.append(
                _notice("support-silent", f"{now.task.id} 的配合单位还没有报结：{'、'.join(silent)}")
            )
    return event if event.done_on else msgspec.structs.replace(event, done_on=event.on)


def _refuse_late_completion(task: Task, event: Progress | Done) -> None:
    if event.done_on is not None and event.done_on > event.on:
        raise refusal(
            "done-after-report",
            f"{task.id} 的办结日期 {event.done_on} 晚于{event.action}日期 {event.on}",
            f"办结日期应在{event.action}当日或以前",
        )


def _refuse_open_children(task: Task, event: Done, ground: Ground) -> None:
    """A child counts as it stood on the day of the report."""
    states = (fold(child.task, event.on, register=ground.register) for child in ground.children)
    names = [state.task.id for state in states if state.open and state.registered_on is not None]
    if names:
        raise refusal(
            "open-children",
            f"不能报结：{task.id} 还有{len(names)}件分解任务未办结（{'、'.join(names[:5])}）",
            f"duban list --where 上级任务={task.id}",
        )


def _return(now: TaskState, event: Return, ground: Ground, _notices: Notices) -> Event:
    return complete_papers(now, event, ground) if event.kind is Returned.FORMAL else event


def _verify(now: TaskState, event: Verify, ground: Ground, notices: Notices) -> Event:
    notices += judge_verification(now, event, ground)
    if event.replies:
        notices += refuse_revisit(now, event, ground)
    return event


def _revisit(now: TaskState, event: Revisit, ground: Ground, notices: Notices) -> Event:
    if now.status is not Status.REGISTERED:  # there the table says what is missing
        notices += refuse_revisit(now, event, ground)
    return event


def _extend(now: TaskState, event: Extend, ground: Ground, notices: Notices) -> Event:
    if event.calendar is YesNo.YES:
        return complete_extension(now, event, ground)[0]
    _refuse_unapproved(now.task, event)
    event, told = complete_extension(now, event, ground)
    note_approval(event, notices, now)
    notices += told
    if event.milestone is None and event.unit is None:
        notices += _children_left(now, event, ground)
    return event


def _children_left(now: TaskState, event: Extend, ground: Ground) -> Notices:
    """A limit moved forward moves no part of the task."""
    days = {child.task.id: day for child in ground.children if child.open and (day := day_of(child))}
    left = {name: day for name, day in days.items() if day > event.due_on}
    if not left:
        return []
    told = "、".join(f"{name}（{day}）" for name, day in left.items())
    text = f"{now.task.id} 的时限改到 {event.due_on}，分解任务没有跟着改：{told}"
    advice = f"duban extend {' '.join(left)} --due-on {event.due_on} --approved-by … --reason …"
    return [Problem(Level.NOTICE, "children-left", text, advice)]


def _apply(now: TaskState, event: Apply, _ground: Ground, notices: Notices) -> Event:
    event, told = complete_application(now, event)
    notices += told
    return event


def _deny(now: TaskState, event: Deny, _ground: Ground, _notices: Notices) -> Event:
    refuse_idle_denial(now, event)
    return event


def _close(now: TaskState, event: Close, ground: Ground, notices: Notices) -> Event:
    refuse_debts(now, event, ground)
    if now.status is Status.VERIFIED:
        notices += refuse_same_hands(now, event, now.verification, ground)
    return event


def _plan(now: TaskState, event: LeadPlan, ground: Ground, _notices: Notices) -> Event:
    judge_plan(now, event, ground)
    return event


def _reopen(now: TaskState, event: Reopen, ground: Ground, notices: Notices) -> Event:
    refuse_opened(now, event, ground)
    _refuse_unapproved(now.task, event)
    note_approval(event, notices, now)
    return event


def _refuse_unapproved(task: Task, event: Extend | Reopen) -> None:
    if event.approved_by is None:
        finding = " --finding …" if isinstance(event, Reopen) else ""
        raise refusal(
            "approver-missing",
            f"{event.action}须写明批准人：{task.id}",
            f"duban {event.action.english} {task.id}{finding} --due-on {event.due_on} --approved-by … --reason …",
        )


def _late_now(now: TaskState, event: Event, ground: Ground) -> set[str]:
    """The units that are or were late by their limit on the day of an event."""
    then = msgspec.structs.replace(ground, today=event.on)
    return {unit for unit, name in late_units(now, then) if not name}


def _approved(now: TaskState, event: Suspend, ground: Ground, notices: Notices) -> Event:
    note_approval(event, notices, now, _late_now(now, event, ground))
    return event


def _withdraw(now: TaskState, event: Withdraw, ground: Ground, notices: Notices) -> Event:
    if event.merged_into == now.task.id:
        raise refusal("merged-into-itself", f"{now.task.id} 不能并入自己", "写接替它的那一件的编号")
    note_approval(event, notices, now, _late_now(now, event, ground))
    return event


def _correct(now: TaskState, event: Correct, ground: Ground, _notices: Notices) -> Event:
    """What could not have been written cannot be written by way of a correction."""
    wrong = next((each for each in now.task.journal if target_of(each) == event.target), None)
    if wrong is None:
        return event
    if isinstance(wrong, Close):
        refuse_opened(now, event, ground)
    if event.void is YesNo.YES:
        _refuse_washing(now, event, wrong, ground)
        return event
    try:
        right = corrected_event(wrong, event)
    except msgspec.ValidationError:
        return event  # the fold reports it as a bad correction, and decide refuses it there
    refuse_future(right, ground)
    refuse_unallowed(now, event, wrong, right, ground)
    _refuse_washing(now, event, wrong, ground)
    _refuse_unwritable(now, wrong, right, set(event.value or ()), ground)
    return event


def _refuse_unwritable(now: TaskState, wrong: Event, right: Event, keys: set[str], ground: Ground) -> None:
    """Raises DubanError where the event as it is corrected could not have been entered; `keys` are what changes."""
    if isinstance(right, Verify):
        refuse_method(now.task, right, ground)
    if isinstance(right, Verify | Revisit):
        refuse_unvisited(now, right, ground, wrong)
    if isinstance(right, Verify):
        closing = next((each for each in reversed(now.journal) if isinstance(each, Close)), None)
        refuse_same_hands(now, closing, right, ground)
    elif isinstance(right, Close):
        refuse_same_hands(now, right, now.verification, ground)
    elif isinstance(right, Assign) and keys & _FOUNDING:
        founded(now, right, ground)
    elif isinstance(right, Extend | Reopen):
        _refuse_unapproved(now.task, right)
    elif isinstance(right, Return) and isinstance(wrong, Return):
        refuse_wrong_papers(now, wrong, right, ground)
    elif isinstance(right, Progress | Done):
        _refuse_late_completion(now.task, right)
        if isinstance(right, Progress) and "期" in keys:
            tell_period(now, right, ground, [])


_FOUNDING = frozenset({"时限", "依据", "规则", "批准人"})
"""What a 交办 says of its day."""


def _refuse_washing(now: TaskState, event: Correct, wrong: Event, ground: Ground) -> None:
    """Raises DubanError for a 更正 of another day that makes something late no longer late, without an approver.

    The slip of the day itself needs none.
    """
    if event.approved_by is not None or is_slip(now, wrong, event):
        return
    corrected = msgspec.structs.replace(now.task, journal=(*now.task.journal, event))
    states = [fold(task, ground.today, register=ground.register) for task in (now.task, corrected)]
    before, after = (late_units(state, ground) for state in states)
    if before <= after:
        return
    units = "、".join(sorted({unit for unit, _ in before - after}))
    text = f"{now.task.id} 的这笔更正会抹去{units}的逾期，须经批准"
    advice = f"duban amend {now.task.id} --event {event.target.digest} … --allowed-by 领导 --reason …"
    raise refusal("approver-missing", text, advice)


def _notice(code: str, message: str, advice: str = "") -> Problem:
    return Problem(Level.NOTICE, code, message, advice)


def _yes(value: object) -> YesNo:
    return YesNo.YES if value else YesNo.NO


Complete = Callable[[TaskState, Any, Ground, Notices], Event]


def _within_parent(complete: Complete) -> Complete:
    """`complete`, and what it makes refused where the day lies after that of the parent task.

    A day that is moved forward is not, though it may have been beyond before.
    """

    def completed(now: TaskState, event: Any, ground: Ground, notices: Notices) -> Event:  # noqa: ANN401 - one of several kinds
        made = complete(now, event, ground, notices)
        on, held, parent = getattr(made, "due_on", None), day_of(now), ground.parent
        if parent is None or (isinstance(made, Extend) and held is not None and made.due_on <= held):
            return made
        assigns = made.action is Action.ASSIGN
        remedy = f"duban assign {now.task.id} --due-on {day_of(parent)} --approved-by …" if assigns else ""
        refuse_beyond_parent(parent, on, f"{now.task.id} 的时限", remedy)
        return made

    return completed


def _counted(complete: Complete | None) -> Complete:
    """`complete`, then the day from which the entry counts."""

    def counted(now: TaskState, event: Event, ground: Ground, notices: Notices) -> Event:
        made = complete(now, event, ground, notices) if complete is not None else event
        return count_day(made, ground, notices)

    return counted


_OWN: dict[Action, Complete] = {
    Action.ASSIGN: _within_parent(_assign),
    Action.PLAN: _plan,
    Action.TRANSFER: _within_parent(_transfer),
    Action.RESUME: _within_parent(_resume),
    Action.URGE: _urge,
    Action.PROGRESS: _progress,
    Action.DONE: _done,
    Action.RETURN: _return,
    Action.VERIFY: _verify,
    Action.APPLY: _apply,
    Action.EXTEND: _within_parent(_extend),
    Action.DENY: _deny,
    Action.REOPEN: _within_parent(_reopen),
    Action.SUSPEND: _approved,
    Action.WITHDRAW: _withdraw,
    Action.CORRECT: _correct,
    Action.CLOSE: _close,
    Action.REVISIT: _revisit,
    Action.EXPLAIN: complete_explanation,
    Action.ATTRIBUTE: complete_attribution,
    Action.STUDY: complete_study,
    Action.INTERPRET_REPORT: complete_interpret_report,
    Action.COORDINATE: complete_coordination,
    Action.PUBLICIZE: complete_publicity,
    Action.ESCALATE: complete_escalation,
}
COMPLETE: dict[Action, Complete] = {action: _counted(_OWN.get(action)) for action in Action}
"""Actions that are not here are written as they were given."""
