"""The commands by which a task changes hands or leaves them: assign, accept, contest, transfer, withdraw.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from datetime import date
from functools import partial
from typing import Annotated

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.options.name_lookup import listed_for, registered_unit, unit_of_task, units_of_task
from duban.cli.options.task_options import (
    Approval,
    Choice,
    NewDay,
    ReasonText,
    Remark,
    UnitNames,
    offer_tasks,
    offer_units,
)
from duban.cli.workflow.actions import amending, common
from duban.cli.workflow.event_command import Said, need, record
from duban.core.actions.due_dates import day_taken_over
from duban.core.books.selection import NO_FILTERS, select
from duban.core.model.events import Accept, Assign, Contest, Extend, Transfer, Withdraw
from duban.core.model.record import raw_record
from duban.core.model.terms import Basis, Status, Term
from duban.core.policy.source_particulars import missing_quote
from duban.core.state.leads import units_of
from duban.errors import misuse, refusal
from duban.plan import Plan


class SetBasis(Term):
    """What a due day rests on that somebody types."""

    SOURCE = "来源规定"
    LEADER = "领导确定"


def assign(
    context: Writing,
    choice: Choice,
    *,
    due_on: NewDay = None,
    basis: Annotated[SetBasis | None, option("--basis", "依据", "--due-on 的依据，默认领导确定")] = None,
    unit: Annotated[
        list[str] | None,
        option("--unit", "单位", "只给这个单位定时限（可以是新的配合单位）", autocompletion=offer_units),
    ] = None,
    first_report: Annotated[
        date | None,
        option("--first-report", "日期", "首报日：第一次定期报告哪天到期，不写就推算"),
    ] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """交办：把事项交给牵头单位和配合单位。不写时限的，按来源规定或缓急推算；要素不全的不能交办。"""
    if unit:
        due_on = need(context, Assign, {"due_on": due_on}, {"due_on": "这个单位的时限"})["due_on"]
    if basis is not None and due_on is None:
        raise misuse("usage-basis", "--basis 只说明 --due-on 的依据。", "写 --due-on 日期，不写就按规则推算")
    rests_on = Basis(basis) if basis else Basis.LEADER if unit else None

    def find_unit(plan: Plan, identifier: str) -> tuple[str | None, ...] | None:
        if unit:
            return tuple(
                _given_unit(plan, context, identifier, name)
                for name in listed_for(plan, identifier, unit, context.on)
            )
        return None

    said: Said = {"unit": find_unit, "due_on": due_on, "basis": rests_on, "first_report": first_report}

    def by_leader(plan: Plan, identifier: str) -> None:
        """A day that its source does not quote is that of the leader who is named now."""
        state = plan.state(identifier)
        if approval.approved_by and state.status is Status.REGISTERED and missing_quote(state.task):
            told = raw_record(state.task)["完成时限"] | {"依据": str(Basis.LEADER)}
            said = amending(plan, context, "交办时由领导确定", approval.approved_by)
            plan.amend(identifier, {"完成时限": told}, said)

    return record(context, choice, Assign, said | approval.said | {"note": note}, first=by_leader)


def _given_unit(plan: Plan, context: Writing, identifier: str, unit: str) -> str:
    """What the task calls this unit; one that is new to it joins its 配合单位 first."""
    state = plan.state(identifier)
    if state.status is Status.REGISTERED:
        raise refusal(
            "not-allowed", f"不能只交办一个单位：{identifier} 还没有交办", f"duban assign {identifier}"
        )
    known = state.unit_of(unit)
    if known is not None or not state.open:
        return known or unit
    name = registered_unit(plan, unit, context.on)
    old = units_of(raw_record(state.task).get("配合单位"))

    plan.amend(identifier, {"配合单位": [*old, name]}, amending(plan, context, reason="交办时加入"))
    return name


def accept(context: Writing, choice: Choice, *, unit: UnitNames = None, note: Remark = None) -> int:
    """签收：单位签字确认收到交办的事项。"""
    said: Said = {"unit": units_of_task(unit_of_task, unit, context.on), "note": note}
    return record(context, choice, Accept, said)


def contest(
    context: Writing,
    choice: Choice,
    *,
    reason: ReasonText = None,
    unit: UnitNames = None,
    note: Remark = None,
) -> int:
    """退件：单位认为事项不归自己，写明原因退回督查室，由督查室决定转办还是重新交办。"""
    said: Said = {"reason": reason, "note": note}
    said["unit"] = units_of_task(unit_of_task, unit, context.on)
    return record(context, choice, Contest, said, ask={"reason": "退件原因"})


def transfer(
    context: Writing,
    choice: Choice,
    *,
    new_lead: Annotated[
        str | None, option("--new-lead --to", "单位", "新的牵头单位", autocompletion=offer_units)
    ] = None,
    old_lead: Annotated[
        str | None,
        option("--old-lead", "单位", "原牵头单位；联合牵头时才要写", autocompletion=offer_units),
    ] = None,
    due_on: NewDay = None,
    reason: ReasonText = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """转办：换一个牵头单位，从待签收重新开始，时限另算；此前的逾期仍记在原牵头单位。"""
    said: Said = {"new_lead": new_lead, "due_on": due_on, "reason": reason, **approval.said, "note": note}
    said = need(context, Transfer, said, {"new_lead": "新的牵头单位", "reason": "转办原因"})
    said["old_lead"] = partial(_old_lead, name=old_lead, on=context.on)
    said["new_lead"] = partial(_new_lead, name=said["new_lead"], on=context.on)
    return record(context, choice, Transfer, said)


def _new_lead(plan: Plan, identifier: str, name: str, on: date) -> str:
    return plan.state(identifier, on).unit_of(name) or registered_unit(plan, name, on)


def _old_lead(plan: Plan, identifier: str, name: str | None, on: date) -> str:
    leads = plan.state(identifier, on).leads
    if name is None and len(leads) > 1:
        choices = " 或 ".join(f"--old-lead {lead}" for lead in leads)
        raise refusal("which-unit", f"{identifier} 有{len(leads)}个牵头单位，要写明把哪一个转出", choices)
    found = unit_of_task(plan, identifier, name, on)
    if found is None:
        raise refusal(
            "not-allowed", f"不能转办：{identifier} 还没有牵头单位", f"duban amend {identifier} --lead …"
        )
    return found


def withdraw(
    context: Writing,
    choice: Choice,
    *,
    reason: ReasonText = None,
    approval: Approval,
    merged_into: Annotated[
        str | None,
        option("--merged-into --into", "编号", "并入哪件事项（重复的）", autocompletion=offer_tasks),
    ] = None,
    note: Remark = None,
) -> int:
    """撤销：不再督办。重复的事项写明并入哪一件，来源随之并过去。"""
    said: Said = {"reason": reason, **approval.said, "note": note}
    if merged_into:
        said["merged_into"] = partial(_merge, context=context, word=merged_into, approval=approval)
    return record(context, choice, Withdraw, said, ask={"reason": "撤销原因"})


def _merge(plan: Plan, identifier: str, context: Writing, word: str, approval: Approval) -> str:
    """The open task that takes over, with the sources of the withdrawn one, each once, and the earlier day."""
    survivor = _survivor(plan, identifier, word)
    old, more = (raw_record(plan.open_task(name).task).get("来源", []) for name in (survivor, identifier))
    joined = [*old, *(source for source in more if source not in old)]
    plan.amend(survivor, {"来源": joined}, amending(plan, context, reason=f"{identifier} 并入本事项"))
    _take_over_day(plan, identifier, survivor, context, approval)
    return survivor


def _take_over_day(plan: Plan, identifier: str, survivor: str, context: Writing, approval: Approval) -> None:
    """The survivor is moved forward to the day of the merged task. Raises DubanError where nobody approved that."""
    state = plan.state(survivor)
    day = day_taken_over(state, plan.state(identifier), context.on)
    if day is None or state.status in {Status.REPORTED, Status.VERIFIED}:
        return
    reason = f"{identifier} 并入本事项"
    if state.status is Status.REGISTERED:
        told = {"日期": day.isoformat(), "原文": f"{reason}，取较早的时限", "依据": str(Basis.LEADER)}
        plan.amend(survivor, {"完成时限": told}, amending(plan, context, reason, **approval.said))
        return
    if approval.approved_by is None:
        raise refusal(
            "approver-missing",
            f"{survivor} 要接过 {identifier} 较早的时限 {day}，提前须经批准",
            f"duban withdraw {identifier} --into {survivor} --reason … --approved-by …",
        )
    later = [s.unit for s in state.lead_standings() if s.running_due_on is None or s.running_due_on > day]
    for unit in later if len(state.leads) > 1 else (None,):
        said = {"due_on": day, "reason": reason, **approval.said}
        plan.record(survivor, Extend(**common(plan, context), unit=unit, **said))
    plan.note("day-taken-over", f"{survivor} 的时限提前到 {day}：{identifier} 的时限较早")


def _survivor(plan: Plan, identifier: str, word: str) -> str:
    """The open task that takes over. A withdrawn one takes over nothing, so no circle can arise."""
    (survivor,) = select(plan.workspace, [word], NO_FILTERS, plan.hand.today)
    if survivor == identifier:
        raise refusal("merged-into-itself", f"{identifier} 不能并入自己", "--into 写另一件事项的编号")
    state = plan.state(survivor)
    if not state.open:
        into = state.withdrawal.merged_into if state.withdrawal else None
        advice = (
            f"它已并入 {into}，改写 --into {into}" if into and into != identifier else "并入一件还在办的事项"
        )
        raise refusal(
            "survivor-closed",
            f"不能把 {identifier} 并入 {survivor}：{survivor} 现在是“{state.status}”",
            advice,
        )
    return survivor
