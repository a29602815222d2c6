"""`inspect add`, `inspect amend`: an inspection enters the books, its head changes, a wrong entry is put right.

Gathers the head from options or, at a terminal, from answers; what is allowed decides core.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from duban.cli.commands.inspect.head import InspectionOptions, changes_of, checked, head_of
from duban.cli.commands.inspect.recording import DESK, Number
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.prompts import Form, ask, can_ask
from duban.cli.options.head_values import NO_ID
from duban.cli.options.task_options import Approval
from duban.cli.workflow.cases import refuse_mixed
from duban.core.model.inspection import Inspect
from duban.errors import misuse
from duban.plan import Plan

FIXING = "更正"


def add(context: Writing, head: InspectionOptions) -> int:
    """督查立项：一次督查记入账，编号 DX-年份-序号接续。方案要写的可以以后补，审定方案以前要全。例：

    duban inspect add --title 秋粮收购督查 --object 甲镇、乙镇 --basis 行政首长批示 --basis-by 方县长
    --basis-on 2026-03-02 --starts-on 2026-03-09 --ends-on 2026-03-13 --team 李主任:组长、赵六 --named-by 方县长

    暗访：--manner 暗访 --announced 否 --accompanied 否。部门自己的：--name 部门 --organizer 县水务局。
    """
    head = _answered(context, head)

    def make(plan: Plan) -> Callable[[str], Any]:
        raw = {key: value for key, value in head_of(plan, head, {}).items() if value is not None}
        checked({"编号": NO_ID, **raw}, "新督查")
        return lambda number: checked({"编号": number, **raw}, number)

    return DESK.register(context, make, Inspect)


def _answered(context: Writing, head: InspectionOptions) -> InspectionOptions:
    """The head with answers to what is left open: the matter must be said, the rest may wait for the scheme."""
    asks = can_ask(context)
    form = Form(context)
    answers: dict[str, Any] = {"title": form.need(head.title, "--title", "督查事项", str)}
    form.close()
    if asks and not head.object:
        answers["object"] = [ask("督查对象（多个用顿号隔开）", optional=True)]
    for name, label in (("starts_on", "从哪天起"), ("ends_on", "到哪天止")):
        if asks and getattr(head, name) is None and (word := ask(label, optional=True)):
            answers[name] = context.days.read(word, label)
    if asks and not head.team:
        answers["team"] = [ask("督查组，如 李主任:组长、赵六", optional=True)]
    return replace(head, **answers)


def amend(
    context: Writing,
    number: Number,
    head: InspectionOptions,
    *,
    reason: Annotated[str | None, option("--reason", "原因", "为什么改")] = None,
    event: Annotated[
        str | None, option("--event", "动作|摘要", "更正流水里的一笔，而不是改要素", FIXING)
    ] = None,
    assignments: Annotated[
        list[str] | None, option("--set", "字段=值", "这一笔的新值；值空着就是去掉", FIXING)
    ] = None,
    void: Annotated[bool, switch("--void", "这一笔作废", FIXING)] = False,
    approval: Approval,
) -> int:
    """改督查的要素（变更），方案审定以后改的要经批准；或更正流水里记错的一笔（更正）。

    改要素：duban inspect amend DX-1 --ends-on 2026-03-20 --approved-by 方县长 --reason 增加两个点。单位、
    督查组这样的名单写全，写的是改过以后的。更正：duban inspect amend DX-1 --event 发现 --set 事实=… --reason 录入有误。
    """
    refuse_mixed(event, head.given, assignments, void=void)
    if event is None and not head.given:
        raise misuse("usage-nothing", "没有写改什么。", "例如 --ends-on 2026-03-20 --reason 增加两个点")
    form = Form(context)
    why = form.need(reason, "--reason", "为什么改", str)
    form.close()
    if event is not None:
        sets = assignments or ()
        return DESK.put_right(context, number, event, sets, reason=why, approval=approval, void=void)
    return DESK.change(context, number, lambda plan, now: changes_of(plan, head, now.head), why, approval)
