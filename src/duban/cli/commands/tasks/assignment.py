"""The commands by which a task changes hands or leaves them: assign, accept, contest, transfer, withdraw.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from datetime import date
from typing import Annotated

import typer

from duban.act import Plan
from duban.cli.framework.context import Writing
from duban.cli.framework.prompts import Form
from duban.cli.options.head_options import spread
from duban.cli.options.name_lookup import registered_unit, unit_of_task
from duban.cli.options.task_options import (
    Approval,
    Choice,
    NewDay,
    ReasonText,
    Remark,
    UnitName,
    offer_tasks,
    offer_units,
)
from duban.cli.workflow.actions import act_on, amending, common, given
from duban.core.books.selection import NO_FILTERS, select
from duban.core.model.events import Accept, Assign, Contest, Event, Transfer, Withdraw
from duban.core.model.record import raw_record
from duban.core.model.terms import Action, Basis, Status, Term
from duban.core.state.leads import units_of
from duban.errors import misuse, refusal


class SetBasis(Term):
    """What a due day rests on that somebody types."""

    SOURCE = "来源规定"
    LEADER = "领导确定"


@spread
def assign(
    context: Writing,
    choice: Choice,
    *,
    due_on: NewDay = None,
    basis: Annotated[
        SetBasis | None, typer.Option("--basis", metavar="依据", help="--due-on 的依据，默认领导确定")
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            metavar="单位",
            help="只给这一个单位定时限（可以是新的配合单位）",
            autocompletion=offer_units,
        ),
    ] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """交办：把事项交给牵头单位和配合单位。不写时限的，按来源规定或缓急推算；要素不全的不能交办。"""
    if unit is not None:
        form = Form(context)
        due_on = form.need(due_on, "--due-on", "这个单位的时限", date)
        form.close()
    if basis is not None and due_on is None:
        raise misuse("usage-basis", "--basis 只说明 --due-on 的依据。", "写 --due-on 日期，不写就按规则推算")
    rests_on = Basis(basis) if basis else None
    said = given(due_on=due_on, basis=rests_on, **approval.said, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        if unit is not None:
            name = _given_unit(plan, context, identifier, unit)
            return Assign(**common(plan, context), unit=name, **({"basis": Basis.LEADER} | said))
        if due_on is not None and approval.approved_by is None and rests_on is not Basis.SOURCE:
            plan.note("approver-missing", f"{identifier} 的时限由领导确定，没有写批准人")
        return Assign(**common(plan, context), **said)

    return act_on(context, Action.ASSIGN, choice, make)


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
    name = registered_unit(plan, unit)
    old = units_of(raw_record(state.task).get("配合单位"))

    plan.amend(identifier, {"配合单位": [*old, name]}, amending(plan, context, reason="交办时加入"))
    return name


@spread
def accept(
    context: Writing,
    choice: Choice,
    *,
    unit: UnitName = None,
    note: Remark = None,
) -> int:
    """签收：单位签字确认收到交办的事项。"""

    def make(plan: Plan, identifier: str) -> Event:
        name = unit_of_task(plan, identifier, unit, context.on)
        return Accept(**common(plan, context), unit=name, note=note)

    return act_on(context, Action.ACCEPT, choice, make)


@spread
def contest(
    context: Writing,
    choice: Choice,
    *,
    reason: ReasonText = None,
    unit: UnitName = None,
    note: Remark = None,
) -> int:
    """退件：单位认为事项不归自己，写明原因退回督查室，由督查室决定转办还是重新交办。"""
    form = Form(context)
    said = form.need(reason, "--reason", "退件原因", str)
    form.close()

    def make(plan: Plan, identifier: str) -> Event:
        name = unit_of_task(plan, identifier, unit, context.on)
        return Contest(**common(plan, context), unit=name, reason=said, note=note)

    return act_on(context, Action.CONTEST, choice, make)


@spread
def transfer(
    context: Writing,
    choice: Choice,
    *,
    new_lead: Annotated[
        str | None,
        typer.Option("--new-lead", "--to", metavar="单位", help="新的牵头单位", autocompletion=offer_units),
    ] = None,
    old_lead: Annotated[
        str | None,
        typer.Option(
            "--old-lead", metavar="单位", help="原牵头单位；联合牵头时才要写", autocompletion=offer_units
        ),
    ] = None,
    due_on: NewDay = None,
    reason: ReasonText = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """转办：换一个牵头单位，从待签收重新开始，时限另算；此前的逾期仍记在原牵头单位。"""
    form = Form(context)
    wanted = form.need(new_lead, "--new-lead", "新的牵头单位", str)
    said = form.need(reason, "--reason", "转办原因", str)
    form.close()
    rest = given(due_on=due_on, **approval.said, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        state = plan.state(identifier, context.on)
        old = _old_lead(plan, context, identifier, old_lead)
        new = state.unit_of(wanted) or registered_unit(plan, wanted)
        return Transfer(**common(plan, context), old_lead=old, new_lead=new, reason=said, **rest)

    return act_on(context, Action.TRANSFER, choice, make)


def _old_lead(plan: Plan, context: Writing, identifier: str, name: str | None) -> str:
    leads = plan.state(identifier, context.on).leads
    if name is None and len(leads) > 1:
        choices = " 或 ".join(f"--old-lead {lead}" for lead in leads)
        raise refusal("which-unit", f"{identifier} 有{len(leads)}个牵头单位，要写明把哪一个转出", choices)
    found = unit_of_task(plan, identifier, name, context.on)
    if found is None:
        raise refusal(
            "not-allowed", f"不能转办：{identifier} 还没有牵头单位", f"duban amend {identifier} --lead …"
        )
    return found


@spread
def withdraw(
    context: Writing,
    choice: Choice,
    *,
    reason: ReasonText = None,
    approval: Approval,
    merged_into: Annotated[
        str | None,
        typer.Option(
            "--merged-into",
            "--into",
            metavar="编号",
            help="并入哪件事项（重复的）",
            autocompletion=offer_tasks,
        ),
    ] = None,
    note: Remark = None,
) -> int:
    """撤销：不再督办。重复的事项写明并入哪一件，来源随之并过去。"""
    form = Form(context)
    why = form.need(reason, "--reason", "撤销原因", str)
    form.close()
    said = given(**approval.said, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        survivor = _survivor(plan, identifier, merged_into) if merged_into else None
        event = Withdraw(**common(plan, context), reason=why, merged_into=survivor, **said)
        if survivor is not None:
            _hand_sources(plan, context, identifier, survivor)
        return event

    return act_on(context, Action.WITHDRAW, choice, make)


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


def _hand_sources(plan: Plan, context: Writing, identifier: str, survivor: str) -> None:
    """Let the sources of the withdrawn task join the survivor's, each once."""
    old = raw_record(plan.open_task(survivor).task).get("来源", [])
    more = raw_record(plan.open_task(identifier).task).get("来源", [])
    joined = [*old, *(source for source in more if source not in old)]

    reason = f"{identifier} 并入本事项"
    plan.amend(survivor, {"来源": joined}, amending(plan, context, reason=reason))
