"""延期, 申请延期, 不批延期: who may move a day, and what an application does.

A day of a source is moved by its issuer alone, one that a leader set by that leader or a higher one, one of a rule by
the leader in charge. Raises errors.DubanError to refuse.
"""

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.calendar.counting import next_workday, same_day
from duban.core.calendar.work_calendar import Source
from duban.core.duties.task_duties import live_duties
from duban.core.engine.journal import first_after
from duban.core.model.events import Apply, Assign, Deny, Event, Extend, Reopen, Transfer
from duban.core.model.task import Task
from duban.core.model.terms import Basis, SourceKind, YesNo
from duban.core.state.task_state import Standing, TaskState
from duban.errors import Level, Problem, refusal


def complete_extension(now: TaskState, event: Extend, ground: Ground) -> tuple[Extend, list[Problem]]:
    """The 延期 as it may be entered, with what to say of it; one that its issuer did not grant is internal (内部)."""
    if event.calendar is YesNo.YES:
        return _to_workday(now, event, ground), []
    if event.milestone is not None and event.milestone not in {m.name for m in now.task.milestones}:
        named = "、".join(m.name for m in now.task.milestones) or "（没有节点）"
        raise refusal("unknown-milestone", f"{now.task.id} 没有节点“{event.milestone}”", f"现有节点：{named}")
    whole = event.milestone is None and event.unit is None
    if whole and all(s.due_on == event.due_on for s in now.lead_standings()):
        raise refusal("same-due", f"{now.task.id} 的时限本来就是 {event.due_on}", "写一个不同的日期")
    if event.milestone is not None:
        return event, []
    moved = moved_by(now, event)
    if all(each.running_due_on and event.due_on < each.running_due_on for each in moved):
        _refuse_too_early(now, event, ground)
        return event, _nodes_left(now, event, ground) if whole else []  # 提前
    granted = event.organ is not None and (event.doc_no is not None or event.approved_via is not None)
    if not granted and any(_is_of_source(now.task, each) for each in moved) and not _own(now, event, ground):
        text = (
            f"{now.task.id} 的时限是来源规定的，只有发文机关能改：这次延到 {event.due_on} 只作内部安排，"
            f"是否逾期仍看 {max(each.running_due_on or event.due_on for each in moved)}"
        )
        advice = "发文机关同意了的，加 --organ 机关 --doc-no 文号"
        internal = msgspec.structs.replace(event, internal=YesNo.YES)
        return internal, [Problem(Level.NOTICE, "extend-internal", text, advice)]
    if granted:
        _refuse_other_organ(now.task, event)
    else:
        for each in moved:
            _refuse_lower(now, each, event, ground)
    return event, _nodes_left(now, event, ground) if whole else []


def _to_workday(now: TaskState, event: Extend, ground: Ground) -> Extend:
    """A told day that became a day off moves to the next working day. Raises DubanError for any other."""
    days = [day for each in moved_by(now, event) if (day := each.running_due_on)]
    due_on = max(days, default=None)
    if any(_is_of_source(now.task, each) for each in moved_by(now, event)):
        text = f"{now.task.id} 的时限 {due_on} 是来源写明的，放假也不顺延"
        raise refusal("calendar-same", text, "要改的，由发文机关同意：--organ 机关 --doc-no 文号")
    if due_on is None or ground.calendar.is_workday(due_on) or due_on.weekday() >= _SATURDAY:
        text = f"{now.task.id} 的时限 {due_on or '没有定'}，不是因为放假调整才成了休息日，不能顺延"
        raise refusal("calendar-same", text, f"duban why {now.task.id} 查看；要改的须经批准")
    if ground.calendar.day(due_on).source is Source.LOCAL:
        text = f"{now.task.id} 的时限 {due_on} 是本地日历上放假的，顺延须经批准"
        later = same_day(due_on, ground.calendar).on
        command = f"duban extend {now.task.id} --due-on {later} --approved-by … --reason 放假安排调整"
        raise refusal("calendar-local", text, command)
    return msgspec.structs.replace(event, due_on=same_day(due_on, ground.calendar).on)


_SATURDAY = 5


def _refuse_other_organ(task: Task, event: Extend) -> None:
    """Raises DubanError where another organ than the source's own is named."""
    issuers = [source.issuer for source in task.sources if source.issuer]
    if issuers and event.organ and not any(organ in event.organ or event.organ in organ for organ in issuers):
        text = f"{task.id} 的来源是{'、'.join(issuers)}发的，{event.organ}不能改它的时限"
        raise refusal("organ-other", text, f"--organ {issuers[0]} --doc-no 文号")


def _refuse_too_early(now: TaskState, event: Extend, ground: Ground) -> None:
    """Raises DubanError for a day moved before the working day after the unit was told of it: 提前 binds from then."""
    earliest = next_workday(event.on, ground.calendar).on
    if event.due_on < earliest:
        text = f"{now.task.id} 的时限提前到 {event.due_on}，单位来不及知道：最早提前到 {earliest}"
        advice = f"duban extend {now.task.id} --due-on {earliest} --approved-by … --reason …"
        raise refusal("advance-early", text, advice)


def moved_by(now: TaskState, event: Extend | Apply | Deny) -> list[Standing]:
    """The standings whose day an extension moves: that of its unit, else those of the leads."""
    unit = now.unit_of(event.unit) if event.unit else None
    return [now.units[unit]] if unit else now.lead_standings()


def _set_by(standing: Standing) -> Event | None:
    """What set the day in force of a unit: an 延期 that came from above replaces the 交办."""
    kinds = (Assign, Transfer, Reopen)
    return next(
        (
            limit.event
            for limit in reversed(standing.limits)
            if isinstance(limit.event, kinds) or (isinstance(limit.event, Extend) and limit.event.organ)
        ),
        None,
    )


def _is_of_source(task: Task, standing: Standing) -> bool:
    by = _set_by(standing)
    if isinstance(by, Transfer) and by.due_on is None:
        return bool(task.deadline and task.deadline.on and task.deadline.basis is Basis.SOURCE)
    return isinstance(by, Extend) or (isinstance(by, Assign) and by.basis is Basis.SOURCE)


def _own(now: TaskState, event: Extend, ground: Ground) -> bool:
    """Whether the source is a leader's own word, and that leader (or a higher one) approved."""
    kinds = {source.kind for source in now.task.sources}
    if not kinds <= {SourceKind.INSTRUCTION, SourceKind.ASSIGNMENT} or not now.task.instructions:
        return False
    approver = event.approved_by
    return approver is not None and any(
        ground.roll.reaches(approver, each.leader, event.on, each.on) for each in now.task.instructions
    )


def _refuse_lower(now: TaskState, standing: Standing, event: Extend, ground: Ground) -> None:
    """Raises DubanError for an approver below the leader who set the day, or below the leader in charge.

    Who set it ranks by the post held then: the day goes on when its leader has left.
    """
    by, roll = _set_by(standing), ground.roll
    setter = getattr(by, "approved_by", None) if getattr(by, "rule", None) is None else None
    wanted = setter or now.task.leader_in_charge or now.task.lead_leader
    said_on = by.on if by is not None and setter else None
    if (
        wanted is None
        or event.approved_by is None
        or roll.reaches(event.approved_by, wanted, event.on, said_on)
    ):
        return
    whose = f"是{setter}定的" if setter else f"由{wanted}分管"
    text = f"{now.task.id} 的时限{whose}，{event.approved_by}不能批准延期"
    left = {name for name, _, _ in roll.absent(wanted, event.on)}
    who = "、".join(name for name in roll.named(wanted, event.on) if name not in left)
    command = f"duban extend {now.task.id} --due-on {event.due_on} --approved-by {who or '…'} --reason …"
    advice = f"由{who}或排序在前的领导批准" if who else f"{wanted}已不在任，由排序在前的领导批准"
    raise refusal("approver-lower", text, f"{advice}：{command}")


def _nodes_left(now: TaskState, event: Extend, ground: Ground) -> list[Problem]:
    """A moved limit moves no node: those that would come after it, or that stood on the day that was moved."""
    old = max((day for each in now.lead_standings() if (day := each.running_due_on)), default=None)
    found = live_duties(now, ground.policies, ground.calendar, ground.ledger)
    nodes = {duty.node: duty.due_on for duty in found if duty.node and duty.live and duty.due_on}
    left = {node: on for node, on in nodes.items() if on > event.due_on or on == old}
    if not left:
        return []
    told = "、".join(f"“{node}”（{on}）" for node, on in left.items())
    text = f"{now.task.id} 的时限改到 {event.due_on}，节点没有跟着改：{told}"
    advice = (
        f"要一起改的：duban extend {now.task.id} --milestone {next(iter(left))} --due-on … --approved-by …"
    )
    return [Problem(Level.NOTICE, "nodes-left", text, advice)]


def complete_application(now: TaskState, event: Apply) -> tuple[Apply, list[Problem]]:
    """An application as it may be entered; one that comes after the day is told to cure nothing."""
    moved = moved_by(now, event)
    days = [day for each in moved if (day := each.running_due_on)]
    if not days:
        raise refusal("no-limit", f"{now.task.id} 没有定时限，不用申请延期", f"duban show {now.task.id} 查看")
    if any(now.pending(each.unit) for each in moved):
        text = f"{now.task.id} 已经有一份延期申请待批"
        advice = (
            f"批准：duban extend {now.task.id} --due-on … --approved-by … --reason …；"
            f"不批：duban extend {now.task.id} --deny --approved-by … --reason …"
        )
        raise refusal("application-pending", text, advice)
    if event.due_on <= max(days):
        text = f"{now.task.id} 的时限是 {max(days)}，申请延到 {event.due_on} 不是延期"
        raise refusal("same-due", text, "写一个更晚的日期")
    if event.on <= min(days):
        return event, []
    text = f"{now.task.id} 的时限 {min(days)} 已经过了，批准了也照算逾期"
    return event, [Problem(Level.NOTICE, "application-late", text)]


def refuse_idle_denial(now: TaskState, event: Deny) -> None:
    """Raises DubanError where nothing was applied for, or not yet on that day."""
    if not any(now.pending(each.unit) for each in moved_by(now, event)):
        later = first_after(now.task.journal, event.on, Apply)
        if later is not None:
            text = f"{now.task.id} 在 {event.on} 还没有申请延期，{later.on} 才申请"
            raise refusal("no-application", text, "不批在申请以后，请核对日期（--on）")
        text = f"{now.task.id} 没有待批的延期申请"
        advice = f"收到申请的，先记：duban extend {now.task.id} --apply --due-on … --reason …"
        raise refusal("no-application", text, advice)
    if event.approved_by is None:
        text = f"{now.task.id} 不批延期，须写明是谁定的"
        raise refusal(
            "approver-missing", text, f"duban extend {now.task.id} --deny --approved-by … --reason …"
        )
