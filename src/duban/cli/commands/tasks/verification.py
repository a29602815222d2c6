"""The commands by which the office checks and writes off: verify, return, close, reopen, revisit.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from duban.cli.commands.tasks.progress import Actuals, Evidences
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option, switch
from duban.cli.options.name_lookup import (
    actuals_of,
    inspection_named,
    named_unit,
    read_actual,
    unit_of_task,
    units_of_task,
)
from duban.cli.options.task_options import Approval, Choice, NewDay, OnlyUnits, ReasonText, Remark, Slips
from duban.cli.workflow.actions import evidence_of
from duban.cli.workflow.event_command import Said, need, record
from duban.core.model.events import QUESTIONS, Close, Reopen, Reply, Return, Revisit, Verify
from duban.core.model.terms import Failure, Method, Relapse, Result, Returned, YesNo
from duban.errors import misuse

ASKED = "回访要答的"
VisitedBy = Annotated[str | None, option("--inspection", "编号", "在哪次回访督查里看的，如 DX-2026-0002")]
VerifyMethod = Annotated[Method | None, option("--method", "方式", "怎样核实的")]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a 回访 found, or a 核验 that is one too; which questions must be answered, the policy says."""

    genuine: Annotated[YesNo | None, option("--genuine", None, "反映的情况是否真实", ASKED)] = None
    implemented: Annotated[YesNo | None, option("--implemented", None, "政策是否落实", ASKED)] = None
    rectified: Annotated[YesNo | None, option("--rectified", None, "整改是否到位", ASKED)] = None
    resolved: Annotated[YesNo | None, option("--resolved", None, "问题是否解决", ASKED)] = None
    satisfied: Annotated[YesNo | None, option("--satisfied", None, "群众是否满意", ASKED)] = None
    answer: Annotated[
        list[str] | None, option("--answer", "问=答", "本地制度另外问的，如 资金到位=是", ASKED)
    ] = None

    @property
    def five(self) -> dict[str, YesNo | None]:
        """The answers to the questions that have an option of their own, by its name."""
        return {name: getattr(self, name) for name in QUESTIONS}

    @property
    def others(self) -> tuple[Reply, ...]:
        """The answers to questions that a local policy asks. Raises UsageError for what is none."""
        return tuple(map(_read_reply, self.answer or ()))

    @property
    def replies(self) -> tuple[Reply, ...]:
        """All answers as a 核验 takes them."""
        told = ((QUESTIONS[name], answer) for name, answer in self.five.items() if answer)
        return (*(Reply(question=asked, answer=answer) for asked, answer in told), *self.others)


def _read_reply(word: str) -> Reply:
    question, sign, answer = word.replace("＝", "=", 1).partition("=")
    if not sign or not question.strip() or answer.strip() not in set(YesNo):
        raise misuse("usage-value", f"--answer：“{word}”不是 问=是 或 问=否。", "例如 --answer 资金到位=是")
    return Reply(question=question.strip(), answer=YesNo(answer.strip()))


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
    answers: Answers,
    unit: OnlyUnits = None,
    note: Remark = None,
) -> int:
    """核验：督查室核实报结的情况。通过的待销号；不通过的回到办理中，报结作废，可以另定时限。

    联合牵头的，不通过要写明是哪一家（--unit），另几家的报结照样算数。

    核验时把回访要问的逐项答了（--genuine 是 …），这次核验就是回访。
    """
    said: Said = {"method": method, "result": result, "failure": failure, "due_on": due_on, "note": note}
    said = need(context, Verify, said, {"method": "核验方式", "result": "核验结论"})
    if said["result"] is Result.PASS and (failure is not None or due_on is not None):
        raise misuse(
            "usage", "--failure 和 --due-on 只用于不通过的核验。", "去掉它们，或改成 --result 不通过"
        )
    said["actuals"] = partial(actuals_of, actuals=[read_actual(word) for word in actual or ()])
    said["evidence"] = partial(evidence_of, sources=evidence or ())
    said["replies"] = answers.replies
    if unit:
        said["unit"] = units_of_task(unit_of_task, unit, context.on)
    return record(context, choice, Verify, said)


def return_report(
    context: Writing,
    choice: Choice,
    *,
    missing: Annotated[str | None, option("--missing", "文字", "缺项：具体缺什么")] = None,
    formal: Annotated[
        bool, switch("--formal", "退回补正：只缺附件、签章、格式，三个工作日内补齐的仍按原来报结那天算")
    ] = False,
    slip: Slips = None,
    due_on: NewDay = None,
    unit: OnlyUnits = None,
    note: Remark = None,
) -> int:
    """退回：写明缺什么。退回重办的，报结作废，从原时限照算；只缺附件、签章、格式的写 --formal，退回补正，每轮一次。"""
    said: Said = {
        "kind": Returned.FORMAL if formal else None,
        "missing": missing,
        "slips": tuple(slip or ()),
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
    finding: Annotated[
        Relapse | None,
        option("--finding", "情形", "失实：原来的报结不实，那一轮不算按期；反弹：办成以后又坏了"),
    ] = None,
    reason: ReasonText = None,
    due_on: NewDay = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """重启：已销号的事项重新办理，须经批准并定新的时限，写明是失实还是反弹；以前的报结和核验不再算数。"""
    said: Said = {"finding": finding, "reason": reason, "due_on": due_on, **approval.said, "note": note}
    ask = {"finding": "失实还是反弹", "reason": "重启原因", "due_on": "新的时限", "approved_by": "批准人"}
    return record(context, choice, Reopen, said, ask=ask)


def revisit(
    context: Writing,
    choice: Choice,
    *,
    method: VerifyMethod = None,
    answers: Answers,
    inspection: VisitedBy = None,
    note: Remark = None,
) -> int:
    """回访：收到报告后再去看一次。制度要问的逐项回答，一项都不能少；答“否”的整改以前不能销号。

    回访督查里看的，写上是哪一个督查项目：每一件都回访了，它才能作结论。
    """
    said: Said = {"method": method, **answers.five, "replies": answers.others}
    said |= {"inspection": inspection_named(inspection), "note": note}
    return record(context, choice, Revisit, said)
