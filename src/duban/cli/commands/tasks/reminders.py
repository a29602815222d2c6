"""The commands by which the office presses a unit: urge, warn.

Thin: words become one event for each task; what is allowed decides core, what is written act.py.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option, switch
from duban.cli.options.name_lookup import any_unit, units_of_task
from duban.cli.options.task_options import Choice, ReasonText, Remark, UnitNames, one_line, together
from duban.cli.workflow.event_command import Said, record
from duban.core.books.responsibility import SHORT, chain_of
from duban.core.model.events import Urge, Warn
from duban.core.model.terms import Action, Light, Status, UrgeVia
from duban.errors import misuse, refusal
from duban.plan import Plan

_TELLS_UP = 2
"""From this urge on the next of the chain is named (酌定: no source says after how many)."""
AT_REST = {Status.CLOSED, Status.WITHDRAWN, Status.SUSPENDED}
"""Where nobody owes anything, so that nobody may be pressed."""


def urge(
    context: Writing,
    choice: Choice,
    *,
    via: Annotated[UrgeVia | None, option("--via", "方式", "怎样催的")] = None,
    unit: UnitNames = None,
    note: Remark = None,
    draft: Annotated[bool, switch("--draft", "只起草给各单位的话，不记账")] = False,
    within: Annotated[int | None, option("--within", "天数", "起草时往后看几个工作日，默认 5", min=0)] = None,
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
        return show_draft(context, choice, unit or (), within)
    if within is not None:
        raise misuse("usage-within", "--within 只和 --draft 一起用。", "去掉 --within，或加上 --draft")

    said: Said = {"via": via, "unit": units_of_task(any_unit, unit, context.on), "note": note}
    return record(context, choice, Urge, said, first=partial(_press, context.on))


def _press(on: date, plan: Plan, identifier: str) -> None:
    """Who is pressed again and again is told of to the next of the chain (Liupanshui 二（一）): who that is."""
    _refuse_at_rest(plan, identifier, Action.URGE, on)
    state = plan.state(identifier, on)
    times = len([each for each in state.journal if isinstance(each, Urge)]) + 1
    if times < _TELLS_UP:
        return
    place = min(times, len(SHORT)) - 1
    for lead in state.leads:
        chain = chain_of(state.task, lead, plan.workspace.register, plan.roll, on)
        known = [(short, link) for short, link in zip(SHORT, chain, strict=True) if link.person]
        above = next(((short, link) for short, link in known if SHORT.index(short) >= place), None)
        if above is not None:
            text = (
                f"{identifier} 这是第{times}次催办，可以提到责任链的上一级：{above[1].level}{above[1].person}"
            )
            plan.note("urged-again", text, f"duban warn {identifier} --level 黄 --whom {above[0]}")


def _addressed(words: Sequence[str], on: date, plan: Plan, identifier: str) -> str | None:
    """Who is warned, a level of the chain by its person. Raises DubanError where the books do not say who that is."""
    found: list[str] = []
    for word in words:
        if word not in SHORT:
            found.append(word)
            continue
        place, state = SHORT.index(word), plan.state(identifier, on)
        for lead in state.leads:
            link = chain_of(state.task, lead, plan.workspace.register, plan.roll, on)[place]
            if link.person is None:
                text = f"{identifier} {lead}的{link.level}账上没有写"
                raise refusal("no-link", text, f"duban show {identifier} --chain 查看；写上姓名也可以")
            found.append(link.person)
    return together(found)


def warn(
    context: Writing,
    choice: Choice,
    *,
    level: Annotated[Light | None, option("--level", "级别", "预警级别")] = None,
    whom: Annotated[
        list[str] | None,
        option(
            "--whom", "对象", f"向谁预警：姓名、单位，或责任链上的一级（{'、'.join(SHORT)}）", parser=one_line
        ),
    ] = None,
    reason: ReasonText = None,
    forecast: Annotated[str | None, option("--forecast", "文字", "研判：照此下去会怎样")] = None,
    unit: UnitNames = None,
    note: Remark = None,
) -> int:
    """预警：向承办单位或领导发出蓝、黄、红预警。"""
    said: Said = {
        "level": level,
        "whom": partial(_addressed, whom or (), context.on),
        "reason": reason,
        "forecast": forecast,
        "note": note,
    }
    said["unit"] = units_of_task(any_unit, unit, context.on)
    awake = partial(_refuse_at_rest, action=Action.WARN, on=context.on)
    return record(context, choice, Warn, said, ask={"level": "预警级别"}, first=awake)


def _refuse_at_rest(plan: Plan, identifier: str, action: Action, on: date) -> None:
    """Pressing a task that rests is a mistake of the list, better told so than by the table."""
    now = plan.state(identifier, on).status
    if now in AT_REST:
        raise refusal(
            "at-rest",
            f"不能{action}：{identifier} {now}，没有单位欠着什么",
            f"从这次的编号里去掉 {identifier}；筛选时可以加 --status 待签收 --status 办理中",
        )
