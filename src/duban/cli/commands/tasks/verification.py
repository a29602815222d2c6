"""The commands by which the office checks and writes off: verify, return, close, reopen, revisit.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from functools import partial
from typing import Annotated

from duban.cli.commands.tasks.progress import Actuals, Evidences
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option, switch
from duban.cli.options.name_lookup import actuals_of, named_unit, read_actual, units_of_task
from duban.cli.options.task_options import Approval, Choice, NewDay, OnlyUnits, ReasonText, Remark
from duban.cli.workflow.actions import evidence_of
from duban.cli.workflow.event_command import Said, need, record
from duban.core.model.events import Close, Reopen, Return, Revisit, Verify
from duban.core.model.terms import Failure, Method, Result, Returned, YesNo
from duban.errors import misuse
from duban.plan import Plan

VerifyMethod = Annotated[Method | None, option("--method", "方式", "怎样核实的")]
QUESTIONS = {
    "genuine": "情况真实",
    "implemented": "政策落实",
    "rectified": "整改到位",
    "resolved": "问题解决",
    "satisfied": "群众满意",
}


def verify(
    context: Writing,
    choice: Choice,
    *,
    method: VerifyMethod = None,
    result: Annotated[Result | None, option("--result", "结论", "核验结论")] = None,
    failure: Annotated[Failure | None, option("--failure", "失实", "不通过时：哪一种失实")] = None,
    due_on: NewDay = None,
    actual: Actuals = None,
    evidence: Evidences = None,
    note: Remark = None,
) -> int:
    """核验：督查室核实报结的情况。通过的待销号；不通过的回到办理中，报结作废，可以另定时限。"""
    said: Said = {"method": method, "result": result, "failure": failure, "due_on": due_on, "note": note}
    said = need(context, Verify, said, {"method": "核验方式", "result": "核验结论"})
    if said["result"] is Result.PASS and (failure is not None or due_on is not None):
        raise misuse(
            "usage", "--failure 和 --due-on 只用于不通过的核验。", "去掉它们，或改成 --result 不通过"
        )
    said["actuals"] = partial(actuals_of, actuals=[read_actual(word) for word in actual or ()])
    said["evidence"] = partial(evidence_of, sources=evidence or ())
    return record(context, choice, Verify, said)


def return_report(
    context: Writing,
    choice: Choice,
    *,
    missing: Annotated[str | None, option("--missing", "文字", "缺项：具体缺什么")] = None,
    formal: Annotated[
        bool, switch("--formal", "退回补正：只缺附件、签章、格式，三个工作日内补齐的仍按原来报结那天算")
    ] = False,
    due_on: NewDay = None,
    unit: OnlyUnits = None,
    note: Remark = None,
) -> int:
    """退回：写明缺什么。退回重办的，报结作废，从原时限照算；只缺附件、签章、格式的写 --formal，退回补正，每轮一次。"""
    said: Said = {
        "kind": Returned.FORMAL if formal else None,
        "missing": missing,
        "due_on": due_on,
        "note": note,
    }
    said["unit"] = units_of_task(named_unit, unit, context.on)
    return record(context, choice, Return, said, ask={"missing": "缺什么"})


def close(
    context: Writing,
    choice: Choice,
    *,
    waive: Annotated[
        str | None, option("--waive", "原因", "还欠着的说明、报告不用再做的原因，须经批准")
    ] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """销号：核验通过的事项从台账上销去；还欠着说明的先补上，或者经领导批准免除（--waive）。"""
    return record(context, choice, Close, {"waived": waive, **approval.said, "note": note})


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
    said: Said = {"reason": reason, "due_on": due_on, **approval.said, "note": note}
    ask = {"reason": "重启原因", "due_on": "新的时限", "approved_by": "批准人"}
    return record(context, choice, Reopen, said, ask=ask)


def revisit(
    context: Writing,
    choice: Choice,
    *,
    method: VerifyMethod = None,
    genuine: Annotated[YesNo | None, option("--genuine", None, "反映的情况是否真实")] = None,
    implemented: Annotated[YesNo | None, option("--implemented", None, "政策是否落实")] = None,
    rectified: Annotated[YesNo | None, option("--rectified", None, "整改是否到位")] = None,
    resolved: Annotated[YesNo | None, option("--resolved", None, "问题是否解决")] = None,
    satisfied: Annotated[YesNo | None, option("--satisfied", None, "群众是否满意")] = None,
    note: Remark = None,
) -> int:
    """回访：收到报告后再去看一次，逐项回答五问。"""
    said: Said = dict(zip(QUESTIONS, (genuine, implemented, rectified, resolved, satisfied), strict=True))
    if not any(said.values()):
        said = need(context, Revisit, said, QUESTIONS)
    unanswered = "、".join(QUESTIONS[name] for name, answer in said.items() if answer is None)
    failed = [QUESTIONS[name] for name, answer in said.items() if answer is YesNo.NO]

    def tell_answers(plan: Plan, identifier: str) -> None:
        if unanswered:
            plan.note("unanswered", f"{identifier} 的回访没有回答：{unanswered}")
        if failed:
            text = f"{identifier} 回访有 {len(failed)} 项答“否”：{'、'.join(failed)}"
            ways = f"duban return {identifier}、duban reopen {identifier} 或 duban warn {identifier}"
            plan.note("revisit-failed", text, f"按情况：{ways}")

    return record(context, choice, Revisit, {"method": method, **said, "note": note}, first=tell_answers)
