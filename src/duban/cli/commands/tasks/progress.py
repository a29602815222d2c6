"""The commands by which units say how far they are: progress, explain, coordinate, done.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import flag, option
from duban.cli.framework.prompts import ask, can_ask
from duban.cli.options.name_lookup import (
    actuals_of,
    milestone_of,
    named_unit,
    past_unit,
    read_actual,
    unit_of_task,
    units_of_task,
)
from duban.cli.options.task_options import (
    Approval,
    Choice,
    ReasonText,
    Remark,
    Slips,
    UnitNames,
    offer_units,
    one_line,
    together,
)
from duban.cli.workflow.actions import evidence_of, given
from duban.cli.workflow.event_command import Said, need, record
from duban.core.model.events import (
    Attribute,
    Coordinate,
    Done,
    Event,
    Explain,
    Interpret,
    InterpretReport,
    Progress,
    Receive,
    Study,
    Submit,
)
from duban.core.model.terms import Cause, Slip, Term
from duban.errors import misuse
from duban.plan import Plan


class Step(Term):
    """The intake of a superior's document, step by step."""

    RECEIVE = "收文"
    SUBMIT = "呈批"
    STUDY = "研究"
    INTERPRET = "解读"
    INTERPRET_REPORT = "解读报告"


STEPS: dict[Step, tuple[type[Event], str | None]] = {
    Step.RECEIVE: (Receive, None),
    Step.SUBMIT: (Submit, "sent_to"),
    Step.STUDY: (Study, "opinion"),
    Step.INTERPRET: (Interpret, None),
    Step.INTERPRET_REPORT: (InterpretReport, "sent_to"),
}
"""The event of each step, and the one option it takes besides unit and note."""

Sent = Annotated[list[str] | None, option("--sent-to", "单位", "报送给谁")]
Opinion = Annotated[str | None, option("--opinion", "文字", "意见")]
Finished = Annotated[date | None, option("--done-on", "日期", "办结日期")]
Evidences = Annotated[list[Path] | None, option("--evidence", "文件", "证据，复制到 附件/")]
Actuals = Annotated[list[str] | None, option("--actual", "名称=实绩", "量化指标的实绩，如 改造户数=120")]


def progress(
    context: Writing,
    choice: Choice,
    *,
    percent: Annotated[
        int | None, option("--percent", "0-100", "完成百分之几，如 60 或 60%", min=0, max=100)
    ] = None,
    done: Annotated[str | None, option("--done", "文字", "进展")] = None,
    issues: Annotated[str | None, option("--issues", "文字", "存在的问题")] = None,
    next_steps: Annotated[str | None, option("--next", "文字", "下一步打算")] = None,
    milestone: Annotated[
        str | None, option("--milestone", "节点", "哪个节点；不写进度和日期就是当天完成")
    ] = None,
    needs: Annotated[str | None, option("--needs", "文字", "需要协调的")] = None,
    sent_to: Sent = None,
    done_on: Finished = None,
    unit: UnitNames = None,
    step: Annotated[Step | None, option("--step", "环节", "来文办理的一步，不是单位的反馈")] = None,
    opinion: Opinion = None,
    lead: Annotated[
        list[str] | None,
        option("--lead", "单位", "研究定下的牵头单位", autocompletion=offer_units),
    ] = None,
    support: Annotated[
        list[str] | None,
        option("--support", "单位", "研究定下的配合单位", autocompletion=offer_units),
    ] = None,
    standing: Annotated[
        str | None, option("--standing", "规则", "记一项不属于任何事项的履职，写规则标识")
    ] = None,
    period: Annotated[
        str | None, option("--period", "期", "哪一期的报告或履职，如 2026Q3、2026-09、上月")
    ] = None,
    subject: Annotated[
        str | None, option("--subject", "文字", "和 --standing 一起：退文退的是哪一份", parser=one_line)
    ] = None,
    slip: Slips = None,
    note: Remark = None,
) -> int:
    """反馈：单位报告办理进展；也记来文办理的每一步（--step）和不属于任何事项的履职（--standing）。"""
    said = given(percent=percent, done=done, issues=issues, next=next_steps, needs=needs)
    said |= given(sent_to=together(sent_to), milestone=milestone, done_on=done_on)
    if standing is not None or subject is not None or slip:
        others = bool(choice or said or step or lead or support)
        told = (standing, period, unit, note) if not others else None
        return _perform(context, told, subject, tuple(slip or ()))
    _refuse_of_study(step, opinion, lead or support)
    if step is not None:
        kind, takes = STEPS[step]
        said |= given(opinion=opinion, period=period)
        _refuse_others(step, said, takes)
        said |= {"unit": units_of_task(named_unit, unit, context.on), "note": note}
        if step is Step.STUDY:
            return _study(context, choice, {"opinion": None, **said}, lead, support)
        return record(context, choice, kind, said)
    if not said:
        said = need(context, Progress, {"done": None}, {"done": "进展"})
    said |= given(period=period)
    if milestone is not None and percent is None and done_on is None:
        said["done_on"] = context.on

    def find_units(plan: Plan, identifier: str) -> tuple[str | None, ...]:
        names = units_of_task(unit_of_task, unit, context.on)(plan, identifier)
        if milestone is not None:
            _note_repeated(plan, identifier, milestone_of(plan, identifier, milestone))
        for name in names:
            _note_falling(plan, identifier, name, percent)
        return names

    return record(context, choice, Progress, {**said, "unit": find_units, "note": note})


def _perform(
    context: Writing,
    told: tuple[str | None, str | None, list[str] | None, str | None] | None,
    subject: str | None,
    slips: tuple[Slip, ...],
) -> int:
    """Enter what belongs to no task; `told` None: there is something besides that only tasks have."""
    from duban.cli.commands.tasks.standing_duties import perform_standing

    if told is None:
        text = "履职不属于任何事项，也没有进度。"
        raise misuse("usage", text, "只写 --standing 规则 --period 期，必要时 --unit 单位")
    standing, period, unit, note = told
    if standing is None:
        raise misuse("usage", "--subject、--error 只和 --standing 一起用。", "退回单位的报结写 duban return")
    if subject is not None or slips:
        from duban.cli.commands.quotas.papers import return_paper

        return return_paper(context, standing, (unit, subject, note), slips)
    return perform_standing(context, standing, period, unit, note)


def _refuse_of_study(step: Step | None, opinion: str | None, units: list[str] | None) -> None:
    """Raises UsageError for what only 研究 says, said of something else."""
    if step is None and opinion is not None:
        raise misuse("usage", "--opinion 只和 --step 研究 一起用。", "进展写 --done，问题写 --issues")
    if step is not Step.STUDY and units:
        text = "--lead、--support 只和 --step 研究 一起用。"
        raise misuse("usage", text, "改牵头单位用 duban amend；已经交办的用 duban transfer")


def _study(
    context: Writing, choice: Choice, said: Said, lead: list[str] | None, support: list[str] | None
) -> int:
    """研究: the opinion, and in the same commit the units that carry it out."""
    from duban.cli.commands.tasks.amend import amend_one
    from duban.cli.options.head_options import HeadOptions

    said = need(context, Study, said, {"opinion": "意见"})
    if not lead and can_ask(context):
        lead = list(filter(None, [ask("牵头单位（已经定了的不用填）", optional=True)]))
    head = HeadOptions(lead=lead or None, support=support)

    def name_units(plan: Plan, identifier: str) -> None:
        if lead or support:
            amend_one(plan, context, identifier, head, "研究确定")

    return record(context, choice, Study, said, first=name_units)


def _refuse_others(step: Step, said: Said, only: str | None) -> None:
    """Raises UsageError for what the step does not take; it takes `only` one option."""
    wrong = "、".join(flag(name) for name in said if name != only)
    if wrong:
        takes = f"只写 {flag(only)}" if only else "不写别的"
        raise misuse("usage", f"{step}不带 {wrong}。", f"--step {step} 除了 --unit、--note {takes}")


def _note_repeated(plan: Plan, identifier: str, milestone: str) -> None:
    met = plan.state(identifier).nodes_met.get(milestone)
    if met is not None:
        plan.note("milestone-met", f"{identifier} 的节点“{milestone}”已在 {met.done_on} 完成，以第一次为准")


def _note_falling(plan: Plan, identifier: str, unit: str | None, percent: int | None) -> None:
    held = plan.state(identifier).units.get(unit or "")
    if held is not None and held.percent is not None and percent is not None and percent < held.percent:
        plan.note("percent-fell", f"{identifier} {held.unit}的进度从 {held.percent}% 降到 {percent}%")


def explain(
    context: Writing,
    choice: Choice,
    *,
    reason: ReasonText = None,
    remedy: Annotated[str | None, option("--remedy", "文字", "补救措施")] = None,
    sent_to: Sent = None,
    cause: Annotated[
        Cause | None, option("--cause", "归于", "归因：逾期归于谁，须经批准；判定不变，评价时不算这家单位的")
    ] = None,
    approval: Approval,
    unit: UnitNames = None,
    note: Remark = None,
) -> int:
    """说明：单位说明逾期的原因和补救措施。加 --cause 是归因：领导认定逾期归于配合单位、上级或客观原因。"""
    if cause is not None:
        if remedy is not None or sent_to:
            raise misuse("usage", "--cause 是归因，不写 --remedy 和 --sent-to。", "单位的说明另记一笔")
        judged: Said = {"cause": cause, "reason": reason, **approval.said, "note": note}
        judged["unit"] = units_of_task(past_unit, unit, context.on)
        return record(
            context, choice, Attribute, judged, ask={"reason": "归因的理由", "approved_by": "批准人"}
        )
    if approval.approved_by is not None or approval.approved_via is not None:
        raise misuse("usage", "单位的说明不用批准。", "去掉 --approved-by；归因写 --cause")
    said: Said = {"reason": reason, "remedy": remedy, "sent_to": together(sent_to), "note": note}
    said["unit"] = units_of_task(past_unit, unit, context.on)
    return record(context, choice, Explain, said, ask={"reason": "逾期原因", "remedy": "补救措施"})


def coordinate(
    context: Writing,
    choice: Choice,
    *,
    rung: Annotated[int | None, option("--rung", "1-4", "在第几层协调", min=1, max=4)] = None,
    dispute: Annotated[str | None, option("--dispute", "文字", "争议")] = None,
    opinion: Opinion = None,
    unit: Annotated[
        str | None,
        option("--unit", "单位", "只和这一个单位有关时写", autocompletion=offer_units, parser=one_line),
    ] = None,
    note: Remark = None,
) -> int:
    """协调：记下单位之间的争议在哪一层协调、结果怎样。"""
    said: Said = {"rung": rung, "dispute": dispute, "opinion": opinion, "note": note}
    said["unit"] = partial(named_unit, name=unit, on=context.on)
    return record(context, choice, Coordinate, said, ask={"rung": "第几层（1-4）"})


def done(
    context: Writing,
    choice: Choice,
    *,
    done_on: Finished = None,
    text: Annotated[str | None, option("--done", "文字", "进展，办成了什么")] = None,
    actual: Actuals = None,
    evidence: Evidences = None,
    unit: UnitNames = None,
    note: Remark = None,
) -> int:
    """报结：单位报告办结，等候核验。办结日期不写就是业务日期。"""
    said: Said = {"done_on": done_on, "done": text, "note": note}
    said["unit"] = units_of_task(unit_of_task, unit, context.on)
    said["actuals"] = partial(actuals_of, actuals=[read_actual(word) for word in actual or ()])
    said["evidence"] = partial(evidence_of, sources=evidence or ())
    return record(context, choice, Done, said)
