"""`plan`: what a lead sends after 交办, its 推进计划: head values with their 变更, and one event that says it came.

Words to changes and events; what a plan must hold, core/actions/planning.py says.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import option
from duban.cli.options.head_options import HeadOptions
from duban.cli.options.head_values import head_of, settled
from duban.cli.options.name_lookup import unit_of_task, units_of_task
from duban.cli.options.task_options import Choice, Remark, UnitNames
from duban.cli.workflow.actions import common
from duban.cli.workflow.event_command import Said, record
from duban.core.actions.head_changes import refuse_changes
from duban.core.duties.planning import PLAN
from duban.core.model.events import Amend, LeadPlan
from duban.core.model.record import raw_record
from duban.errors import DubanError
from duban.plan import Plan

SCHEDULE = "时序进度"


def plan(
    context: Writing,
    choice: Choice,
    *,
    owner: Annotated[list[str] | None, option("--owner", "姓名", "责任人")] = None,
    handler: Annotated[list[str] | None, option("--handler", "姓名", "承办人")] = None,
    post: Annotated[str | None, option("--post", "岗位", "责任岗位")] = None,
    milestone: Annotated[
        list[str] | None, option("--milestone", "节点=日期", "时序进度的一步，加在已有的后面；可再加 =责任人")
    ] = None,
    indicator: Annotated[
        list[str] | None, option("--indicator", "名称=目标", "量化指标，如 新增学位=1200个")
    ] = None,
    measures: Annotated[str | None, option("--measures", "文字", "工作措施")] = None,
    standard: Annotated[str | None, option("--standard", "文字", "工作标准，办成什么样")] = None,
    unit: UnitNames = None,
    note: Remark = None,
) -> int:
    """推进计划：牵头单位接到交办以后，报来责任人、岗位、时序进度、量化指标和工作措施。

    制度要哪几项，duban why 编号 看；一项也不能少，少了就一件也不记。已经有的不用再写。例：
    duban plan WJ-12 --owner 李四 --post 规划股 --milestone 完成摸底=2026-10-30 --indicator 改造户数=120户
    --measures 包片到人
    """
    head = HeadOptions(
        owner=owner,
        handler=handler,
        post=post,
        milestone=milestone,
        indicator=indicator,
        measures=measures,
        standard=standard,
    )
    units = units_of_task(unit_of_task, unit, context.on)

    def find_units(held: Plan, identifier: str) -> tuple[str | None, ...]:
        names = units(held, identifier)
        if held.state(identifier, context.on).lead_standings():
            _fill(held, context, identifier, head, names[0] if names else None)
        return names

    said: Said = {"unit": find_units, "note": note}
    return record(context, choice, LeadPlan, said)


def _fill(plan: Plan, context: Writing, identifier: str, head: HeadOptions, unit: str | None) -> None:
    """Show in the head what the plan says, each value with a 变更 of the unit. Raises DubanError."""
    raw = raw_record(plan.open_task(identifier).task)
    given = head_of(head, raw, context.days, plan.workspace.register)
    if given.get(SCHEDULE):
        given[SCHEDULE] = _joined(raw.get(SCHEDULE) or [], given[SCHEDULE])
    changes = settled(raw, given, identifier)
    # A plan adds nodes and moves none, so that nobody need approve it.
    problems = refuse_changes(plan.state(identifier), changes, context.on, approved_by=PLAN)
    if problems:
        raise DubanError(*problems)

    def amend(field: str, old: object, new: object) -> Amend:
        return Amend(**common(plan, context), unit=unit, field=field, old=old, new=new, reason=PLAN)

    plan.amend(identifier, changes, amend)


def _joined(held: list[Mapping[str, Any]], more: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The nodes there were, as the plan has them where it names them again, then those that are new; by their days."""
    named = {node["节点"]: dict(node) for node in (*held, *more)}
    return sorted(named.values(), key=lambda node: str(node["时限"]))
