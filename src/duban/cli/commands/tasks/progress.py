"""The commands by which units say how far they are: progress, explain, coordinate, done.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from duban.act import Plan
from duban.cli.framework.context import Writing
from duban.cli.framework.prompts import Form
from duban.cli.options.head_options import spread
from duban.cli.options.name_lookup import actuals_of, milestone_of, read_actual, unit_of_task
from duban.cli.options.task_options import (
    Choice,
    ReasonText,
    Remark,
    UnitName,
)
from duban.cli.workflow.actions import act_on, common, evidence_of, given
from duban.core.model.events import (
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
from duban.core.model.terms import Action, Term
from duban.errors import misuse


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

Sent = Annotated[str | None, typer.Option("--sent-to", metavar="单位", help="报送给谁")]
Opinion = Annotated[str | None, typer.Option("--opinion", metavar="文字", help="意见")]
Finished = Annotated[date | None, typer.Option("--done-on", metavar="日期", help="办结日期")]
Evidences = Annotated[
    list[Path] | None, typer.Option("--evidence", metavar="文件", help="证据，复制到 附件/")
]
Actuals = Annotated[
    list[str] | None, typer.Option("--actual", metavar="名称=实绩", help="量化指标的实绩，如 改造户数=120")
]


@spread
def progress(
    context: Writing,
    choice: Choice,
    *,
    percent: Annotated[
        int | None, typer.Option("--percent", min=0, max=100, metavar="0-100", help="完成百分之几")
    ] = None,
    done: Annotated[str | None, typer.Option("--done", metavar="文字", help="进展")] = None,
    issues: Annotated[str | None, typer.Option("--issues", metavar="文字", help="存在的问题")] = None,
    next_steps: Annotated[str | None, typer.Option("--next", metavar="文字", help="下一步打算")] = None,
    milestone: Annotated[
        str | None, typer.Option("--milestone", metavar="节点", help="哪个节点；不写进度和日期就是当天完成")
    ] = None,
    needs: Annotated[str | None, typer.Option("--needs", metavar="文字", help="需要协调的")] = None,
    sent_to: Sent = None,
    done_on: Finished = None,
    unit: UnitName = None,
    step: Annotated[
        Step | None, typer.Option("--step", metavar="环节", help="来文办理的一步，不是单位的反馈")
    ] = None,
    opinion: Opinion = None,
    standing: Annotated[
        str | None, typer.Option("--standing", metavar="规则", help="记一项不属于任何事项的履职，写规则标识")
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="期", help="履职的哪一期，如 2026Q3、2026-09、2026-W38")
    ] = None,
    note: Remark = None,
) -> int:
    """反馈：单位报告办理进展；也记来文办理的每一步（--step）和不属于任何事项的履职（--standing）。"""
    said = given(percent=percent, done=done, issues=issues, next=next_steps, needs=needs, sent_to=sent_to)
    said |= given(milestone=milestone, done_on=done_on)
    if standing is not None or period is not None:
        from duban.cli.commands.tasks.standing_duties import perform_standing

        if choice or said or step:
            raise misuse(
                "usage",
                "履职不属于任何事项，也没有进度。",
                "只写 --standing 规则 --period 期，必要时 --unit 单位",
            )
        return perform_standing(context, standing, period, unit, note)
    if step is not None:
        said |= given(opinion=opinion)
        return _step(context, step, said, unit, note, choice)
    if opinion is not None:
        raise misuse("usage", "--opinion 只和 --step 研究 一起用。", "进展写 --done，问题写 --issues")
    if not said:
        form = Form(context)
        said["done"] = form.need(None, "--done", "进展", str)
        form.close()
    if milestone is not None and percent is None and done_on is None:
        said["done_on"] = context.on

    def make(plan: Plan, identifier: str) -> Event:
        name = unit_of_task(plan, identifier, unit, context.on)
        if milestone is not None:
            _note_repeated(plan, identifier, milestone_of(plan, identifier, milestone))
        _note_falling(plan, identifier, name, percent)
        return Progress(**common(plan, context), unit=name, note=note, **said)

    return act_on(context, Action.PROGRESS, choice, make)


def _step(
    context: Writing,
    step: Step,
    said: dict[str, Any],
    unit: str | None,
    note: str | None,
    choice: Choice,
) -> int:
    kind, option = STEPS[step]
    wrong = [f"--{name.replace('_', '-')}" for name in said if name != option]
    if wrong:
        takes = f"只写 --{option.replace('_', '-')}" if option else "不写别的"
        raise misuse(
            "usage", f"{step}不带 {'、'.join(wrong)}。", f"--step {step} 除了 --unit、--note {takes}"
        )

    def make(plan: Plan, identifier: str) -> Event:
        name = unit_of_task(plan, identifier, unit, context.on) if unit else None
        return kind(**common(plan, context), unit=name, note=note, **said)

    return act_on(context, kind.action, choice, make)


def _note_repeated(plan: Plan, identifier: str, milestone: str) -> None:
    met = plan.state(identifier).nodes_met.get(milestone)
    if met is not None:
        plan.note("milestone-met", f"{identifier} 的节点“{milestone}”已在 {met.done_on} 完成，以第一次为准")


def _note_falling(plan: Plan, identifier: str, unit: str | None, percent: int | None) -> None:
    held = plan.state(identifier).units.get(unit or "")
    if held is not None and held.percent is not None and percent is not None and percent < held.percent:
        plan.note("percent-fell", f"{identifier} {held.unit}的进度从 {held.percent}% 降到 {percent}%")


@spread
def explain(
    context: Writing,
    choice: Choice,
    *,
    reason: ReasonText = None,
    remedy: Annotated[str | None, typer.Option("--remedy", metavar="文字", help="补救措施")] = None,
    sent_to: Sent = None,
    unit: UnitName = None,
    note: Remark = None,
) -> int:
    """说明：单位说明逾期的原因和补救措施。"""
    form = Form(context)
    why = form.need(reason, "--reason", "逾期原因", str)
    form.close()
    said = given(remedy=remedy, sent_to=sent_to, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        name = unit_of_task(plan, identifier, unit, context.on)
        return Explain(**common(plan, context), unit=name, reason=why, **said)

    return act_on(context, Action.EXPLAIN, choice, make)


@spread
def coordinate(
    context: Writing,
    choice: Choice,
    *,
    rung: Annotated[
        int | None, typer.Option("--rung", min=1, max=4, metavar="1-4", help="在第几层协调")
    ] = None,
    dispute: Annotated[str | None, typer.Option("--dispute", metavar="文字", help="争议")] = None,
    opinion: Opinion = None,
    unit: UnitName = None,
    note: Remark = None,
) -> int:
    """协调：记下单位之间的争议在哪一层协调、结果怎样。"""
    form = Form(context)
    level = form.need(rung, "--rung", "第几层（1-4）", int)
    form.close()
    said = given(dispute=dispute, opinion=opinion, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        name = unit_of_task(plan, identifier, unit, context.on) if unit else None
        return Coordinate(**common(plan, context), unit=name, rung=level, **said)

    return act_on(context, Action.COORDINATE, choice, make)


@spread
def done(
    context: Writing,
    choice: Choice,
    *,
    done_on: Finished = None,
    text: Annotated[str | None, typer.Option("--done", metavar="文字", help="进展，办成了什么")] = None,
    actual: Actuals = None,
    evidence: Evidences = None,
    unit: UnitName = None,
    note: Remark = None,
) -> int:
    """报结：单位报告办结，等候核验。办结日期不写就是业务日期。"""
    values = [read_actual(word) for word in actual or ()]
    said = given(done_on=done_on, done=text, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        return Done(
            **common(plan, context),
            unit=unit_of_task(plan, identifier, unit, context.on),
            actuals=actuals_of(plan, identifier, values),
            evidence=evidence_of(plan, identifier, evidence or ()),
            **said,
        )

    return act_on(context, Action.DONE, choice, make)
