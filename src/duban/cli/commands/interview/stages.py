"""The stages of an interview after its entry: conferring, proposal, approval, notice, the talk, report, end.

Thin: words become entries; what is allowed decides core, what is written act.py.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from duban.cli.commands.interview.entering import DESK, Number
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.prompts import Form
from duban.cli.options.task_options import Approval, Remark, offer_units
from duban.cli.workflow.actions import evidence_of
from duban.cli.workflow.event_command import Said
from duban.core.interviews.life import InterviewState
from duban.core.model.interviews.records import (
    Admonish,
    ApproveInterview,
    CancelInterview,
    CloseInterview,
    Confer,
    HoldInterview,
    ProposeInterview,
    ReportRemedy,
    Summon,
)
from duban.core.model.interviews.terms import Effect
from duban.core.model.people import Roll
from duban.core.model.terms import YesNo
from duban.core.model.word_lists import split_words
from duban.plan import Plan

DocNo = Annotated[str | None, option("--doc-no", "文号", "文号")]
Place = Annotated[str | None, option("--place", "地点", "在哪里")]
Interviewers = Annotated[
    list[str] | None, option("--interviewer", "领导", "谁来约谈，领导名册上的，可以写几位")
]
Names = Callable[[Plan, InterviewState], tuple[str, ...]]


def _leaders(words: Sequence[str] | None, on: date) -> Names:
    """The leaders that words name, by their names on the roll; without words those of the notice."""

    def names(plan: Plan, state: InterviewState) -> tuple[str, ...]:
        if not words and state.summoned is not None:
            return state.summoned.interviewers
        return Roll(plan.workspace.config.leaders).named("、".join(words or ()), on)

    return names


def confer(
    context: Writing,
    number: Number,
    *,
    party: Annotated[
        list[str] | None,
        option("--party", "单位", "参加会商的，可以写几家", autocompletion=offer_units),
    ] = None,
    agreed: Annotated[YesNo, option("--agreed", "是|否", "一致不一致，默认是")] = YesNo.YES,
    opinion: Annotated[str | None, option("--opinion", "意见", "不一致的，写明意见")] = None,
    note: Remark = None,
) -> int:
    """约谈会商：因进展缓慢约谈的，几家先商定再建议。例：duban interview confer YT-1 --party 县委办、县政府办"""
    form = Form(context)
    words = party or [form.need(None, "--party", "哪几家会商", str)]
    form.close()
    said: Said = {"parties": split_words(words), "agreed": agreed, "opinion": opinion, "note": note}
    return DESK.record(context, number, Confer, said)


def propose(
    context: Writing,
    number: Number,
    *,
    to: Annotated[str | None, option("--to", "领导", "报哪位领导批准")] = None,
    doc_no: DocNo = None,
    note: Remark = None,
) -> int:
    """约谈建议：报领导批准。"""
    said: Said = {"to": to, "doc_no": doc_no, "note": note}
    return DESK.record(context, number, ProposeInterview, said, ask={"to": "报哪位领导"})


def approve(context: Writing, number: Number, *, approval: Approval, note: Remark = None) -> int:
    """约谈批准：由谁批准，制度说了算；电话批准的待补批件。"""
    return DESK.record(context, number, ApproveInterview, {**approval.said, "note": note})


def summon(
    context: Writing,
    number: Number,
    *,
    at: Annotated[date | None, option("--at", "日期", "哪天约谈")] = None,
    place: Place = None,
    interviewer: Interviewers = None,
    doc_no: DocNo = None,
    note: Remark = None,
) -> int:
    """约谈通知：通知被约谈人；改期的再通知一次。通知书：duban doc 约谈通知书 YT-1。"""
    form = Form(context)
    day = form.need(at, "--at", "哪天约谈", date)
    words = interviewer or [form.need(None, "--interviewer", "谁来约谈", str)]
    form.close()
    said: Said = {"at": day, "place": place, "interviewers": _leaders(words, day), "doc_no": doc_no}
    return DESK.record(context, number, Summon, said | {"note": note})


def hold(
    context: Writing,
    number: Number,
    *,
    faults: Annotated[str | None, option("--faults", "问题", "指出的问题")] = None,
    statement: Annotated[str | None, option("--statement", "说明", "被约谈人的说明")] = None,
    pledge: Annotated[str | None, option("--pledge", "表态", "被约谈人的表态")] = None,
    demands: Annotated[str | None, option("--demands", "要求", "提出的要求")] = None,
    due_on: Annotated[date | None, option("--due-on", "日期", "整改报告哪天前报；不写按制度推算")] = None,
    place: Place = None,
    interviewer: Interviewers = None,
    present: Annotated[list[str] | None, option("--present", "姓名", "还有谁在场")] = None,
    note: Remark = None,
) -> int:
    """约谈：谈了什么，要求什么，整改报告哪天前报。约谈人不写就是通知里的。纪要：duban doc 约谈纪要 YT-1。"""
    said: Said = {"place": place, "interviewers": _leaders(interviewer, context.on)}
    said |= {"present": split_words(present or ()), "faults": faults, "statement": statement}
    said |= {"pledge": pledge, "demands": demands, "due_on": due_on, "note": note}
    return DESK.record(
        context, number, HoldInterview, said, ask={"faults": "指出的问题", "demands": "提出的要求"}
    )


def report(
    context: Writing,
    number: Number,
    *,
    reason: Annotated[str | None, option("--reason", "原因", "为什么落后")] = None,
    remedy: Annotated[str | None, option("--remedy", "措施", "怎样整改")] = None,
    doc_no: DocNo = None,
    sources: Annotated[
        list[Path] | None, option("--evidence", "文件", "报告原件，复制进 附件/，记下 SHA-256")
    ] = None,
    note: Remark = None,
) -> int:
    """整改报告：单位报来的原因和措施；按期不按期看收到那天（--on）。"""
    said: Said = {
        "reason": reason,
        "remedy": remedy,
        "doc_no": doc_no,
        "evidence": lambda plan, state: evidence_of(plan, state.head.id, sources or ()),
        "note": note,
    }
    return DESK.record(context, number, ReportRemedy, said, ask={"reason": "原因", "remedy": "措施"})


def admonish(
    context: Writing,
    number: Number,
    *,
    organ: Annotated[str | None, option("--organ", "机关", "哪个机关决定的")] = None,
    decided_on: Annotated[date | None, option("--decided-on", "日期", "哪天决定的")] = None,
    doc_no: DocNo = None,
    note: Remark = None,
) -> int:
    """诫勉：纪检、组织部门决定的，这里只记机关、日子、文号，不作决定。"""
    said: Said = {"organ": organ, "decided_on": decided_on, "doc_no": doc_no, "note": note}
    ask = {"organ": "哪个机关决定的", "decided_on": "哪天决定的"}
    return DESK.record(context, number, Admonish, said, ask=ask)


def close(
    context: Writing,
    number: Number,
    *,
    effect: Annotated[Effect | None, option("--effect", "成效", "已见效、未见效")] = None,
    reason: Annotated[str | None, option("--reason", "理由", "凭什么这样认定")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """约谈办结：收到整改报告，看成效；一级未见效的可以进到二级。"""
    said: Said = {"effect": effect, "reason": reason, **approval.said, "note": note}
    return DESK.record(context, number, CloseInterview, said, ask={"effect": "成效", "reason": "理由"})


def cancel(
    context: Writing,
    number: Number,
    *,
    reason: Annotated[str | None, option("--reason", "原因", "为什么取消")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """约谈取消：不约谈了，须经批准；约谈过的不能取消。"""
    said: Said = {"reason": reason, **approval.said, "note": note}
    return DESK.record(context, number, CancelInterview, said, ask={"reason": "为什么取消"})
