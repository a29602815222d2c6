"""The commands that move a task's clock: extend, suspend, resume.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from datetime import date
from typing import Annotated

import typer

from duban.act import Plan
from duban.cli.framework.context import Writing
from duban.cli.framework.prompts import Form
from duban.cli.options.head_options import spread
from duban.cli.options.name_lookup import milestone_of, unit_of_task
from duban.cli.options.task_options import (
    Approval,
    Choice,
    NewDay,
    OneUnit,
    ReasonText,
    Remark,
)
from duban.cli.workflow.actions import act_on, common, given
from duban.core.model.events import Event, Extend, Resume, Suspend
from duban.core.model.terms import Action
from duban.errors import misuse


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
