"""The commands that move a task's clock or take it out: extend, suspend, resume, withdraw.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from datetime import date
from typing import Annotated

import typer

from duban.act import Plan
from duban.cli.framework.asking import Form
from duban.cli.framework.context import Writing
from duban.cli.options.head_options import spread
from duban.cli.options.name_lookup import milestone_of, unit_of_task
from duban.cli.options.task_options import (
    Approval,
    Choice,
    NewDay,
    OneUnit,
    ReasonText,
    Remark,
    offer_tasks,
)
from duban.cli.workflow.actions import act_on, amending, common, given
from duban.core.books.selection import NO_FILTERS, select
from duban.core.model.events import Event, Extend, Resume, Suspend, Withdraw
from duban.core.model.record import raw_record
from duban.core.model.terms import Action
from duban.errors import misuse, refusal


@spread
def extend(
    context: Writing,
    choice: Choice,
    *,
    due_on: NewDay = None,
    reason: ReasonText = None,
    approval: Approval,
    milestone: Annotated[str | None, typer.Option("--milestone", metavar="节点", help="只改这个节点")] = None,
    unit: OneUnit = None,
    note: Remark = None,
) -> int:
    """延期（或提前）：改时限，须经批准；原来的时限一直看得见，已经逾期的日子不会抹掉。"""
    form = Form(context)
    day = form.need(due_on, "--due-on", "新的时限", date)
    why = form.need(reason, "--reason", "原因", str)
    approver = form.need(approval.approved_by, "--approved-by", "批准人", str)
    form.close()
    if milestone is not None and unit is not None:
        raise misuse("usage", "--milestone 和 --unit 只能写一个。", "节点和单位的时限分两次改")
    said = given(due_on=day, reason=why, approved_by=approver, approved_via=approval.approved_via, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        name = unit_of_task(plan, identifier, unit, context.on) if unit else None
        node = milestone_of(plan, identifier, milestone) if milestone else None
        return Extend(**common(plan, context), unit=name, milestone=node, **said)

    return act_on(context, Action.EXTEND, choice, make)


@spread
def suspend(
    context: Writing,
    choice: Choice,
    *,
    reason: ReasonText = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """中止：停下期限的计算；事项仍在各张清单里。"""
    form = Form(context)
    why = form.need(reason, "--reason", "中止原因", str)
    form.close()
    said = given(**approval.said, note=note)

    def make(plan: Plan, _identifier: str) -> Event:
        return Suspend(**common(plan, context), reason=why, **said)

    return act_on(context, Action.SUSPEND, choice, make)


@spread
def resume(
    context: Writing,
    choice: Choice,
    *,
    due_on: NewDay = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """恢复：回到中止前的状态。不写时限的，按中止时剩余的工作日顺延，并说明顺延到哪天。"""
    said = given(due_on=due_on, **approval.said, note=note)

    def make(plan: Plan, _identifier: str) -> Event:
        return Resume(**common(plan, context), **said)

    return act_on(context, Action.RESUME, choice, make)


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
