"""The commands by which the office presses a unit: urge, warn.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from typing import Annotated

import typer

from duban.act import Plan
from duban.cli.framework.context import Writing
from duban.cli.framework.prompts import Form
from duban.cli.options.head_options import spread
from duban.cli.options.name_lookup import any_unit
from duban.cli.options.task_options import (
    Choice,
    ReasonText,
    Remark,
    UnitName,
)
from duban.cli.workflow.actions import act_on, common, given
from duban.core.model.events import Event, Urge, Warn
from duban.core.model.terms import Action, Light, Status, UrgeVia
from duban.errors import misuse, refusal

AT_REST = {Status.CLOSED, Status.WITHDRAWN, Status.SUSPENDED}
"""Where nobody owes anything, so that nobody may be pressed."""


@spread
def urge(
    context: Writing,
    choice: Choice,
    *,
    via: Annotated[UrgeVia | None, typer.Option("--via", metavar="方式", help="怎样催的")] = None,
    unit: UnitName = None,
    note: Remark = None,
    draft: Annotated[bool, typer.Option("--draft", help="只起草给各单位的话，不记账")] = False,
    within: Annotated[
        int | None,
        typer.Option("--within", metavar="天数", min=0, help="起草时往后看几个工作日，默认 5"),
    ] = None,
) -> int:
    """催办：催单位办理，自动记第几次；同一天同一单位只记一次，已销号、已中止、已撤销的不能催。

    加 --draft 不记账，只写出给每家单位的话，可以直接粘贴；不写编号就是所有逾期的和快到期的。
    """
    if draft:
        from duban.cli.commands.notify.message_drafts import draft as show_draft

        if via is not None or note is not None:
            raise misuse(
                "usage-draft",
                "--draft 不记账，不用 --via 和 --note。",
                "催过以后再记：duban urge 编号 --via 方式",
            )
        return show_draft(context, choice, unit, within)
    if within is not None:
        raise misuse("usage-within", "--within 只和 --draft 一起用。", "去掉 --within，或加上 --draft")

    def make(plan: Plan, identifier: str) -> Event:
        _refuse_at_rest(plan, context, identifier, Action.URGE)
        name = any_unit(plan, identifier, unit, context.on)
        return Urge(**common(plan, context), unit=name, via=via, note=note)

    return act_on(context, Action.URGE, choice, make)


@spread
def warn(
    context: Writing,
    choice: Choice,
    *,
    level: Annotated[Light | None, typer.Option("--level", metavar="级别", help="预警级别")] = None,
    whom: Annotated[str | None, typer.Option("--whom", metavar="对象", help="向谁预警")] = None,
    reason: ReasonText = None,
    forecast: Annotated[
        str | None, typer.Option("--forecast", metavar="文字", help="研判：照此下去会怎样")
    ] = None,
    unit: UnitName = None,
    note: Remark = None,
) -> int:
    """预警：向承办单位或领导发出蓝、黄、红预警。"""
    form = Form(context)
    light = form.need(level, "--level", "预警级别", Light)
    form.close()
    said = given(whom=whom, reason=reason, forecast=forecast, note=note)

    def make(plan: Plan, identifier: str) -> Event:
        _refuse_at_rest(plan, context, identifier, Action.WARN)
        name = any_unit(plan, identifier, unit, context.on)
        return Warn(**common(plan, context), unit=name, level=light, **said)

    return act_on(context, Action.WARN, choice, make)


def _refuse_at_rest(plan: Plan, context: Writing, identifier: str, action: Action) -> None:
    """Pressing a task that rests is a mistake of the list, better told so than by the table."""
    now = plan.state(identifier, context.on).status
    if now in AT_REST:
        raise refusal(
            "at-rest",
            f"不能{action}：{identifier} {now}，没有单位欠着什么",
            f"从这次的编号里去掉 {identifier}；筛选时可以加 --status 待签收 --status 办理中",
        )
