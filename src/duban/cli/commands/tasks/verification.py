"""The commands by which the office checks and writes off: verify, return, close, reopen, revisit.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from datetime import date
from typing import Annotated, Any

import typer

from duban.act import Plan
from duban.cli.commands.tasks.progress import Actuals, Evidences
from duban.cli.framework.context import Writing
from duban.cli.framework.prompts import Form
from duban.cli.options.head_options import spread
from duban.cli.options.name_lookup import actuals_of, read_actual, unit_of_task
from duban.cli.options.task_options import (
    Approval,
    Choice,
    NewDay,
    OneUnit,
    ReasonText,
    Remark,
)
from duban.cli.workflow.actions import act_on, common, evidence_of, given
from duban.core.model.events import Close, Event, Reopen, Return, Revisit, Verify
from duban.core.model.terms import Action, Failure, Method, Result, YesNo
from duban.errors import misuse

VerifyMethod = Annotated[Method | None, typer.Option("--method", metavar="方式", help="怎样核实的")]
QUESTIONS = {
    "genuine": "情况真实",
    "implemented": "政策落实",
    "rectified": "整改到位",
    "resolved": "问题解决",
    "satisfied": "群众满意",
}


@spread
def verify(
    context: Writing,
    choice: Choice,
    *,
    method: VerifyMethod = None,
    result: Annotated[Result | None, typer.Option("--result", metavar="结论", help="核验结论")] = None,
    failure: Annotated[
        Failure | None, typer.Option("--failure", metavar="失实", help="不通过时：哪一种失实")
    ] = None,
    due_on: NewDay = None,
    actual: Actuals = None,
    evidence: Evidences = None,
    note: Remark = None,
) -> int:
    """核验：督查室核实报结的情况。通过的待销号；不通过的回到办理中，报结作废，可以另定时限。"""
    form = Form(context)
    how = form.need(method, "--method", "核验方式", Method)
    found = form.need(result, "--result", "核验结论", Result)
    form.close()
    if found is Result.PASS and (failure is not None or due_on is not None):
        raise misuse(
            "usage", "--failure 和 --due-on 只用于不通过的核验。", "去掉它们，或改成 --result 不通过"
        )
    values = [read_actual(word) for word in actual or ()]
    said = given(failure=failure, due_on=due_on, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        return Verify(
            **common(plan, context),
            method=how,
            result=found,
            actuals=actuals_of(plan, identifier, values),
            evidence=evidence_of(plan, identifier, evidence or ()),
            **said,
        )

    return act_on(context, Action.VERIFY, choice, make)


@spread
def return_report(
    context: Writing,
    choice: Choice,
    *,
    missing: Annotated[str | None, typer.Option("--missing", metavar="文字", help="缺项：具体缺什么")] = None,
    due_on: NewDay = None,
    unit: OneUnit = None,
    note: Remark = None,
) -> int:
    """退回：报结的材料不全，写明缺什么，退回补报；报结作废，原时限照算，除非另定时限。"""
    form = Form(context)
    lacking = form.need(missing, "--missing", "缺什么", str)
    form.close()
    said = given(due_on=due_on, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        name = unit_of_task(plan, identifier, unit, context.on) if unit else None
        return Return(**common(plan, context), unit=name, missing=lacking, **said)

    return act_on(context, Action.RETURN, choice, make)


@spread
def close(
    context: Writing,
    choice: Choice,
    *,
    approval: Approval,
    note: Remark = None,
) -> int:
    """销号：核验通过的事项从台账上销去。"""
    said = given(**approval.said, note=note)

    def make(plan: Plan, _identifier: str) -> Event:
        return Close(**common(plan, context), **said)

    return act_on(context, Action.CLOSE, choice, make)


@spread
def reopen(
    context: Writing,
    choice: Choice,
    *,
    reason: ReasonText = None,
    due_on: NewDay = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """重启：已销号的事项重新办理，须经批准并定新的时限；以前的报结和核验不再算数。"""
    form = Form(context)
    why = form.need(reason, "--reason", "重启原因", str)
    day = form.need(due_on, "--due-on", "新的时限", date)
    approver = form.need(approval.approved_by, "--approved-by", "批准人", str)
    form.close()
    said = given(approved_via=approval.approved_via, note=note)

    def make(plan: Plan, _identifier: str) -> Event:
        return Reopen(**common(plan, context), reason=why, due_on=day, approved_by=approver, **said)

    return act_on(context, Action.REOPEN, choice, make)


@spread
def revisit(
    context: Writing,
    choice: Choice,
    *,
    method: VerifyMethod = None,
    genuine: Annotated[YesNo | None, typer.Option("--genuine", help="反映的情况是否真实")] = None,
    implemented: Annotated[YesNo | None, typer.Option("--implemented", help="政策是否落实")] = None,
    rectified: Annotated[YesNo | None, typer.Option("--rectified", help="整改是否到位")] = None,
    resolved: Annotated[YesNo | None, typer.Option("--resolved", help="问题是否解决")] = None,
    satisfied: Annotated[YesNo | None, typer.Option("--satisfied", help="群众是否满意")] = None,
    note: Remark = None,
) -> int:
    """回访：收到报告后再去看一次，逐项回答五问。"""
    given_answers = (genuine, implemented, rectified, resolved, satisfied)
    answers: dict[str, Any] = dict(zip(QUESTIONS, given_answers, strict=True))
    if not any(given_answers):
        form = Form(context)
        answers = {name: form.need(None, f"--{name}", word, YesNo) for name, word in QUESTIONS.items()}
        form.close()
    unanswered = "、".join(QUESTIONS[name] for name, answer in answers.items() if answer is None)

    def make(plan: Plan, identifier: str) -> Event:
        if unanswered:
            plan.note("unanswered", f"{identifier} 的回访没有回答：{unanswered}")
        failed = [QUESTIONS[name] for name, answer in answers.items() if answer is YesNo.NO]
        if failed:
            advice = (
                f"按情况：duban return {identifier}、duban reopen {identifier} 或 duban warn {identifier}"
            )
            plan.note(
                "revisit-failed", f"{identifier} 回访有 {len(failed)} 项答“否”：{'、'.join(failed)}", advice
            )
        return Revisit(**common(plan, context), method=method, note=note, **answers)

    return act_on(context, Action.REVISIT, choice, make)
