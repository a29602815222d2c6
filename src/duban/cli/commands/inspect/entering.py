"""`inspect add`, `inspect amend`: an inspection enters the books, its head changes, a wrong entry is put right.

Gathers the head from options or, at a terminal, from answers; what is allowed decides core.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from duban.cli.commands.inspect.head import InspectionOptions, changes_of, checked, head_of
from duban.cli.commands.inspect.recording import Number, coming, finish, state_of
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.prompts import Form, ask, can_ask
from duban.cli.options.head_values import NO_ID
from duban.cli.options.name_lookup import case_called
from duban.cli.options.task_options import Approval
from duban.cli.workflow.actions import amending, common, message
from duban.cli.workflow.corrected_values import read_assignments
from duban.core.actions.corrections import correction, find_event
from duban.core.cases.inspection import INSPECTION
from duban.core.model.inspection import CorrectEntry, Inspect, InspectionTarget
from duban.core.model.record import raw_record, read_record
from duban.core.model.terms import Action
from duban.errors import misuse, refusal
from duban.files.git.log import Message
from duban.plan import Plan

FIXING = "更正"


def add(context: Writing, head: InspectionOptions) -> int:
    """督查立项：一次督查记入账，编号 DX-年份-序号接续。方案要写的可以以后补，审定方案以前要全。例：

    duban inspect add --title 秋粮收购督查 --object 甲镇、乙镇 --basis 行政首长批示 --basis-by 方县长
    --basis-on 2026-03-02 --starts-on 2026-03-09 --ends-on 2026-03-13 --team 李主任:组长、赵六 --named-by 方县长

    暗访：--manner 暗访 --announced 否 --accompanied 否。部门自己的：--name 部门 --organizer 县水务局。
    """
    head = _answered(context, head)
    told: list[str] = []

    def prepare(plan: Plan) -> Message:
        if context.on > context.today:
            text = f"立项日期 {context.on} 在今天（{context.today}）之后"
            raise refusal("future-date", text, "改用今天或以前的日期")
        raw = {key: value for key, value in head_of(plan, head, {}).items() if value is not None}
        checked({"编号": NO_ID, **raw}, "新督查")

        def made(number: str) -> Any:  # noqa: ANN401 - as the plan asks for it
            return checked({"编号": number, **raw}, number)

        identifier = plan.register_case(INSPECTION, made, Inspect(**common(plan, context))).file.id
        told.extend(coming(plan, identifier))
        return message(plan, Inspect.action, [identifier])

    return finish(context, Inspect.action, prepare, told)


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
    if event is None and (assignments or void):
        raise misuse("usage-event", "--set、--void 只用于更正。", "加上 --event 动作 或 --event 摘要")
    if event is not None and head.given:
        raise misuse("usage-event", "更正一笔和改要素不能同时写。", "更正的新值用 --set 字段=值")
    if event is None and not head.given:
        raise misuse("usage-nothing", "没有写改什么。", "例如 --ends-on 2026-03-20 --reason 增加两个点")
    form = Form(context)
    why = form.need(reason, "--reason", "为什么改", str)
    form.close()
    if event is not None:
        return _correct(context, number, event, assignments or (), why, approval, void=void)
    told: list[str] = []

    def prepare(plan: Plan) -> Message | None:
        identifier = case_called(plan.workspace, number)
        touched = plan.open_case(identifier)
        changes = changes_of(plan, head, state_of(plan, identifier).head)
        plan.amend(identifier, changes, amending(plan, context, why, **approval.said))
        told.extend(coming(plan, identifier))
        return message(plan, Action.AMEND, [identifier]) if touched.is_changed else None

    return finish(context, Action.AMEND, prepare, told)


def _correct(
    context: Writing,
    number: str,
    word: str,
    assignments: Sequence[str],
    reason: str,
    approval: Approval,
    *,
    void: bool,
) -> int:
    if void and assignments:
        raise misuse("usage-event", "作废和新值不能同时写。", "只写 --void，或只写 --set")
    if not void and not assignments:
        raise misuse("usage-nothing", "没有写更正成什么。", "--set 字段=值，或 --void 作废")
    told: list[str] = []

    def prepare(plan: Plan) -> Message:
        identifier = case_called(plan.workspace, number)
        touched = plan.open_case(identifier)
        entry = find_event(INSPECTION, touched.file, word)
        values = read_assignments(entry, assignments, context)
        make = partial(_correction, **common(plan, context), reason=reason, **approval.said)
        plan.append(touched, correction(INSPECTION, touched.file, entry, values, make, void=void))
        told.extend(coming(plan, identifier))
        return message(plan, Action.CORRECT, [identifier])

    return finish(context, Action.CORRECT, prepare, told)


def _correction(*, target: Any, **said: Any) -> CorrectEntry:  # noqa: ANN401 - the target of any kind of entry
    return CorrectEntry(target=read_record(raw_record(target), InspectionTarget), **said)
