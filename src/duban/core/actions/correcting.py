"""What a 更正 needs a leader for: days and grounds that were told, and days that nobody can prove.

Raises errors.DubanError to refuse; core/actions/prepare.py asks.
"""

import msgspec

from duban.core.actions.due_dates import Ground
from duban.core.actions.late_days import count_day
from duban.core.model.events import Correct, Event, Issue
from duban.core.model.terms import Action
from duban.core.state.task_state import TaskState
from duban.errors import refusal

TOLD = frozenset(
    {
        "时限",
        "依据",
        "规则",
        "批准人",
        "批准机关",
        "文号",
        "内部",
        "日历调整",
        "首报日",
        "计划时限",
        "并入",
        "新牵头",
        "原牵头",
    }
)
"""What a unit was told, or what a day rests on."""
DECIDED = frozenset(
    {
        Action.ASSIGN,
        Action.EXTEND,
        Action.TRANSFER,
        Action.SUSPEND,
        Action.RESUME,
        Action.WITHDRAW,
        Action.REOPEN,
    }
)
COUNTED = "计自"


def is_slip(now: TaskState, wrong: Event, event: Correct) -> bool:
    """The clerk's own slip: put right on the day it was written down, before any paper has gone out since."""
    papers = any(
        isinstance(each, Issue) and each.recorded_at >= wrong.recorded_at for each in now.task.journal
    )
    return wrong.recorded_at.date() == event.recorded_at.date() and not papers


def refuse_unallowed(now: TaskState, event: Correct, wrong: Event, right: Event, ground: Ground) -> None:
    """Raises DubanError for a 更正 that sets from when an entry counts, moves what was told, or dates it back unproven.

    An approver allows the second and the third; the first nobody does: a proof does (凭据).
    """
    command = f"duban amend {now.task.id} --event {event.target.digest} … --allowed-by 领导 --reason …"
    values = event.value or {}
    if COUNTED in values and right.counts_from != wrong.counts_from:
        text = f"{now.task.id} 的“计自”由登记的日子推算，不能更正"
        advice = "有当天凭据的，作废这一笔，带 --late --proof 重记"
        raise refusal("counted-fixed", text, advice)
    if event.approved_by is not None or right == wrong:
        return
    if wrong.action in DECIDED and not TOLD.isdisjoint(values) and not is_slip(now, wrong, event):
        named = "、".join(sorted(TOLD & values.keys()))
        text = f"{now.task.id} 的{wrong.action}已经告知，更正“{named}”须经批准"
        raise refusal("approver-missing", text, command)
    if right.on >= wrong.on:
        return
    recounted = count_day(msgspec.structs.replace(right, counts_from=None), ground, [])
    if recounted.counts_from is not None:
        text = (
            f"{now.task.id} 的{wrong.action}在 {wrong.recorded_at.date()} 登记，"
            f"更正到 {right.on} 没有当天的凭据，须经批准"
        )
        raise refusal("approver-missing", text, command)
