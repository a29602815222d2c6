"""The stages of an appraisal that only record what happened: plan, marks, posts, service, appeal, review, use.

Thin: words become entries; what is allowed decides core, what is written act.py.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from duban.cli.commands.score.opening import DESK, Number
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.framework.prompts import Form
from duban.cli.options.name_lookup import registered_unit
from duban.cli.options.task_options import Approval, Remark, offer_units
from duban.cli.workflow.appraisals import outcome_of
from duban.cli.workflow.event_command import Said
from duban.core.books.selection import NO_FILTERS, select
from duban.core.model.appraisals.records import (
    AppealScore,
    CancelAppraisal,
    HandInPaper,
    ListAppraisal,
    MarkUnits,
    NamePrincipal,
    PublishScores,
    ReviewScore,
    ServeScores,
    UnitMark,
    UseScores,
)
from duban.core.model.appraisals.terms import ReviewResult, ScoreUse
from duban.core.model.word_lists import split_words
from duban.core.scoring.life import AppraisalState
from duban.core.scoring.outcome import refuse_unknown_marks
from duban.errors import misuse
from duban.plan import Plan

DocNo = Annotated[str | None, option("--doc-no", "文号", "文号")]
UnitName = Annotated[str | None, option("--unit", "单位", "哪个单位", autocompletion=offer_units)]


def list_appraisal(
    context: Writing,
    number: Number,
    *,
    plan: Annotated[str | None, option("--plan", "计划", "哪个考核计划，如 2026年度督查检查考核计划")] = None,
    doc_no: DocNo = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """列入考核计划：经批准的年度督查检查考核计划里有这一项；没有列入的只能内部测算，不排名。"""
    said: Said = {"plan": plan, "doc_no": doc_no, **approval.said, "note": note}
    return DESK.record(context, number, ListAppraisal, said, ask={"plan": "哪个考核计划"})


def mark(
    context: Writing,
    number: Number,
    *,
    item: Annotated[str | None, option("--item", "项目", "方案里评议的项目")] = None,
    judge: Annotated[str | None, option("--judge", "姓名", "谁打的分")] = None,
    unit: Annotated[
        list[str] | None,
        option("--unit", "单位=分", "一个单位几分，可以写几个", autocompletion=offer_units),
    ] = None,
    note: Remark = None,
) -> int:
    """评议的分：一位评议人、一个项目，逐个单位。打分表附上：--proof 文件。例：

    duban score mark KH-1 --item 综合评议 --judge 林县长 --unit 县水务局=92 --unit 县住建局=88.5
    """
    form = Form(context)
    words = unit or [form.need(None, "--unit", "单位=分", str)]
    form.close()
    pairs = [_pair(word) for word in words]

    def marks(plan: Plan, _: AppraisalState) -> Sequence[UnitMark]:
        return tuple(
            UnitMark(unit=registered_unit(plan, name, context.on), marks=given) for name, given in pairs
        )

    said: Said = {"item": item, "judge": judge, "marks": marks, "note": note}
    return DESK.record(context, number, MarkUnits, said, ask={"item": "哪个项目", "judge": "谁打的分"})


def _pair(word: str) -> tuple[str, int | float]:
    name, sign, given = word.replace("＝", "=", 1).rpartition("=")
    try:
        number = float(given)
    except ValueError:
        number = float("nan")
    if not (sign and name.strip()) or not -1000 <= number <= 1000:  # noqa: PLR2004 - what a mark may be at all
        raise misuse("usage-value", f"--unit：“{word}”不是 单位=分。", "例如 --unit 县水务局=92")
    return name.strip(), int(number) if number.is_integer() else number


def principal(
    context: Writing,
    number: Number,
    *,
    unit: UnitName = None,
    person: Annotated[str | None, option("--person", "姓名", "主要负责人")] = None,
    since: Annotated[date | None, option("--since", "日期", "从哪天起任职（含）")] = None,
    until: Annotated[date | None, option("--until", "日期", "到哪天（含）")] = None,
    note: Remark = None,
) -> int:
    """主要负责人的任职：按在任的日子各算各的分；任职不满方案规定天数的不排名。"""
    said: Said = {"unit": unit, "person": person, "since": since, "until": until, "note": note}
    asked = {"unit": "哪个单位", "person": "姓名", "since": "从哪天起", "until": "到哪天"}
    return DESK.record(context, number, NamePrincipal, said, ask=asked)


def serve(
    context: Writing,
    number: Number,
    *,
    unit: Annotated[
        list[str] | None,
        option("--unit", "单位", "送到哪个单位，可以写几个", autocompletion=offer_units),
    ] = None,
    receiver: Annotated[str | None, option("--receiver", "姓名", "谁签收的")] = None,
    paper: Annotated[str | None, option("--paper", "文书", "送的什么，如 成绩单的文号")] = None,
    note: Remark = None,
) -> int:
    """成绩单送达：哪天收到的写 --on，申诉的期限从收到那天起算。成绩单：duban doc 考核成绩单 KH-1 --unit 单位。"""
    form = Form(context)
    words = unit or [form.need(None, "--unit", "送到哪个单位", str)]
    form.close()

    def units(plan: Plan, _: AppraisalState) -> Sequence[str]:
        return tuple(dict.fromkeys(registered_unit(plan, name, context.on) for name in split_words(words)))

    said: Said = {"unit": units, "receiver": receiver, "paper": paper, "note": note}
    return DESK.record(context, number, ServeScores, said, ask={"receiver": "谁签收的"}, several="unit")


def _known(context: Writing, unit: str | None, words: list[str] | None) -> object:
    """The points that were typed, once they are found on the sheet of the unit."""
    marks = split_words(words or ())

    def points(plan: Plan, state: AppraisalState) -> Sequence[str]:
        if marks and unit is not None:
            outcome, _ = outcome_of(plan.workspace, state)
            refuse_unknown_marks(state, outcome, registered_unit(plan, unit, context.on), marks)
        return marks

    return points


def appeal(
    context: Writing,
    number: Number,
    *,
    unit: UnitName = None,
    point: Annotated[list[str] | None, option("--point", "记分", "对哪几分，成绩单上的八位记号")] = None,
    reason: Annotated[str | None, option("--reason", "理由", "为什么")] = None,
    note: Remark = None,
) -> int:
    """单位申诉：从收到成绩单起算的期限以内；要指明对哪一分。"""
    said: Said = {"unit": unit, "points": _known(context, unit, point), "reason": reason, "note": note}
    return DESK.record(context, number, AppealScore, said, ask={"unit": "哪个单位", "reason": "为什么"})


def review(
    context: Writing,
    number: Number,
    *,
    unit: UnitName = None,
    reviewer: Annotated[
        list[str] | None, option("--reviewer", "姓名", "谁复核，可以写几位；打分和初评的人回避")
    ] = None,
    result: Annotated[ReviewResult | None, option("--result", "结论", "维持或改变")] = None,
    strike: Annotated[list[str] | None, option("--strike", "记分", "撤销哪几分，成绩单上的八位记号")] = None,
    reason: Annotated[str | None, option("--reason", "理由", "为什么")] = None,
    note: Remark = None,
) -> int:
    """申诉复核：维持，或改变，改变的写撤销哪几分；账本身错了的，先更正账，再写改变。"""
    form = Form(context)
    words = reviewer or [form.need(None, "--reviewer", "谁复核", str)]
    form.close()
    said: Said = {"unit": unit, "reviewers": split_words(words), "result": result}
    said |= {"struck": _known(context, unit, strike), "reason": reason, "note": note}
    asked = {"unit": "哪个单位", "result": "维持还是改变", "reason": "为什么"}
    return DESK.record(context, number, ReviewScore, said, ask=asked)


def publish(
    context: Writing,
    number: Number,
    *,
    doc_no: DocNo = None,
    scope: Annotated[str | None, option("--scope", "范围", "通报到哪里")] = None,
    note: Remark = None,
) -> int:
    """通报审定的结果；内部测算的不通报。通报稿：duban doc 考核通报 KH-1。"""
    said: Said = {"doc_no": doc_no, "scope": scope, "note": note}
    return DESK.record(context, number, PublishScores, said, ask={"doc_no": "文号", "scope": "通报到哪里"})


def use(
    context: Writing,
    number: Number,
    *,
    unit: UnitName = None,
    use: Annotated[
        ScoreUse | None, option("--use", "用途", "绩效工资、财政奖补、干部使用、书面检查……")
    ] = None,
    person: Annotated[str | None, option("--person", "姓名", "用到哪个人")] = None,
    organ: Annotated[str | None, option("--organ", "机关", "哪个机关用的、定的")] = None,
    measure: Annotated[str | None, option("--measure", "内容", "怎样用的")] = None,
    rectification: Annotated[
        str | None, option("--rectification", "编号", "帮促整改的，整改事项的编号")
    ] = None,
    due_on: Annotated[date | None, option("--due-on", "日期", "书面检查哪天以前报来")] = None,
    note: Remark = None,
) -> int:
    """结果运用：哪个机关把哪个单位的结果用到了哪里。可以用到哪里：duban score show KH-1。"""

    def task(plan: Plan, _: AppraisalState) -> str:
        return select(plan.workspace, [rectification or ""], NO_FILTERS, plan.hand.today)[0]

    said: Said = {"unit": unit, "use": use, "person": person, "organ": organ, "measure": measure}
    said |= {"rectification": task if rectification else None, "due_on": due_on, "note": note}
    asked = {"unit": "哪个单位", "use": "用到哪里", "organ": "哪个机关", "measure": "怎样用的"}
    return DESK.record(context, number, UseScores, said, ask=asked)


def hand_in(
    context: Writing,
    number: Number,
    *,
    unit: UnitName = None,
    person: Annotated[str | None, option("--person", "姓名", "要的是哪个人的")] = None,
    paper: Annotated[str | None, option("--paper", "文书", "报来的是哪一份：文号，或标题")] = None,
    note: Remark = None,
) -> int:
    """书面检查报来了。要过、写了时限的才记；没有报来的，今天要办的、逾期里都有。"""
    said: Said = {"unit": unit, "person": person, "paper": paper, "note": note}
    return DESK.record(
        context, number, HandInPaper, said, ask={"unit": "哪个单位", "paper": "报来的是哪一份"}
    )


def cancel(
    context: Writing,
    number: Number,
    *,
    reason: Annotated[str | None, option("--reason", "原因", "为什么取消")] = None,
    approval: Approval,
    note: Remark = None,
) -> int:
    """取消考核，须经批准；审定以后不能取消。"""
    said: Said = {"reason": reason, **approval.said, "note": note}
    return DESK.record(context, number, CancelAppraisal, said, ask={"reason": "为什么取消"})
