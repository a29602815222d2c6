"""The commands that move a task's clock: extend, suspend, resume.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from functools import partial
from typing import Annotated

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option, switch
from duban.cli.options.name_lookup import milestone_of, named_unit, units_of_task
from duban.cli.options.task_options import Approval, Choice, NewDay, OnlyUnits, ReasonText, Remark, one_line
from duban.cli.workflow.event_command import Said, need, record
from duban.cli.workflow.registration import refuse_odd_number
from duban.core.documents.numbers import as_official
from duban.core.model.events import Apply, Deny, Extend, Resume, Suspend
from duban.core.model.terms import YesNo
from duban.errors import misuse


def extend(
    context: Writing,
    choice: Choice,
    *,
    due_on: NewDay = None,
    reason: ReasonText = None,
    approval: Approval,
    organ: Annotated[
        str | None, option("--organ", "机关", "来源规定的时限：哪个机关同意改的", parser=one_line)
    ] = None,
    doc_no: Annotated[str | None, option("--doc-no", "文号", "那个机关的文号", parser=one_line)] = None,
    apply: Annotated[bool, switch("--apply", "记单位的延期申请，还没有批")] = False,
    deny: Annotated[bool, switch("--deny", "不批单位的延期申请")] = False,
    calendar: Annotated[bool, switch("--calendar", "日历调整：时限那天改放假了，顺延到下一个工作日")] = False,
    milestone: Annotated[str | None, option("--milestone", "节点", "只改这个节点")] = None,
    unit: OnlyUnits = None,
    note: Remark = None,
) -> int:
    """延期（或提前）：改时限，须经批准；原来的时限一直看得见，已经逾期的日子不会抹掉。

    单位来申请的，先用 --apply 记下：到期以前申请、后来批准的，不算逾期。来源规定的时限只有发文机关
    能改，要写 --organ 和 --doc-no；没有的，只作内部安排。例：

    duban extend PS-1 --apply --due-on 2026-10-16 --reason 连日降雨

    duban extend PS-1 --due-on 2026-10-16 --approved-by 刘建国 --reason 同意申请
    """
    said: Said = {"reason": reason, "note": note}
    if apply or deny:
        if apply and deny:
            raise misuse("usage", "--apply 和 --deny 只能写一个。", "先记申请，再记批不批")
        if milestone is not None or organ is not None or doc_no is not None:
            raise misuse("usage", "--apply、--deny 不和 --milestone、--organ、--doc-no 一起写。", "分两次记")
        said["unit"] = units_of_task(named_unit, unit, context.on)
        if deny:
            if due_on is not None:
                raise misuse("usage", "--deny 不写新的时限。", "去掉 --due-on")
            asked = {"reason": "不批的原因", "approved_by": "谁定的"}
            return record(context, choice, Deny, said | approval.said, ask=asked)
        if approval.approved_by is not None:
            raise misuse("usage", "--apply 只记申请，还没有人批。", "批准了的，去掉 --apply")
        return record(
            context, choice, Apply, said | {"due_on": due_on}, ask={"due_on": "申请延到", "reason": "原因"}
        )
    if calendar:
        if (
            due_on is not None
            or milestone is not None
            or organ is not None
            or approval.approved_by is not None
        ):
            raise misuse("usage", "--calendar 只写编号，日子自己推算，不用批准。", "去掉别的选项")
        said |= {"due_on": context.on, "calendar": YesNo.YES, "reason": reason or "放假安排调整"}
        said["unit"] = units_of_task(named_unit, unit, context.on)
        return record(context, choice, Extend, said)
    refuse_odd_number(doc_no, name="")
    said |= {"due_on": due_on, **approval.said, "organ": organ}
    said["doc_no"] = as_official(doc_no) if doc_no else None
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
