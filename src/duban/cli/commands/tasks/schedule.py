"""The commands that move a task's clock: extend, suspend, resume.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from functools import partial
from typing import Annotated

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.options.name_lookup import milestone_of, named_unit, units_of_task
from duban.cli.options.task_options import Approval, Choice, NewDay, OnlyUnits, ReasonText, Remark
from duban.cli.workflow.event_command import Said, need, record
from duban.core.model.events import Extend, Resume, Suspend
from duban.errors import misuse


def extend(
    context: Writing,
    choice: Choice,
    *,
    due_on: NewDay = None,
    reason: ReasonText = None,
    approval: Approval,
    milestone: Annotated[str | None, option("--milestone", "节点", "只改这个节点")] = None,
    unit: OnlyUnits = None,
    note: Remark = None,
) -> int:
    """延期（或提前）：改时限，须经批准；原来的时限一直看得见，已经逾期的日子不会抹掉。"""
    said: Said = {"due_on": due_on, "reason": reason, **approval.said, "note": note}
    said = need(context, Extend, said, {"due_on": "新的时限", "reason": "原因", "approved_by": "批准人"})
    if milestone is not None and unit:
        raise misuse("usage", "--milestone 和 --unit 只能写一个。", "节点和单位的时限分两次改")
    said["unit"] = units_of_task(named_unit, unit, context.on)
    said["milestone"] = partial(milestone_of, name=milestone) if milestone else None
    return record(context, choice, Extend, said)


def suspend(
    context: Writing, choice: Choice, *, reason: ReasonText = None, approval: Approval, note: Remark = None
) -> int:
    """中止：停下期限的计算；事项仍在各张清单里。"""
    said: Said = {"reason": reason, **approval.said, "note": note}
    return record(context, choice, Suspend, said, ask={"reason": "中止原因"})


def resume(
    context: Writing, choice: Choice, *, due_on: NewDay = None, approval: Approval, note: Remark = None
) -> int:
    """恢复：回到中止前的状态。不写时限的，按中止时剩余的工作日顺延，并说明顺延到哪天。"""
    return record(context, choice, Resume, {"due_on": due_on, **approval.said, "note": note})
