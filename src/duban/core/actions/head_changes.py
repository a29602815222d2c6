"""What a change of a head may do, and what belongs to another action: lead and limits move by events of their own.

Looks at one task's standing and the changed values; decides for `amend` and for hand edits alike.
"""

from collections.abc import Mapping
from typing import Any

from duban.core.model.folding import plain_values
from duban.core.model.record import raw_record
from duban.core.model.terms import Status
from duban.core.model.unit_register import Register
from duban.core.state.leads import units_of
from duban.core.state.task_state import TaskState
from duban.errors import Level, Problem

LIFELONG = {"编号", "流水"}


def refuse_changes(state: TaskState, changes: Mapping[str, Any]) -> list[Problem]:
    """Why these changes (official key → new raw value) may not be made to the head, with the command that may.

    Once a task is assigned, its lead changes by 转办 and its days by 延期: both stay visible for ever.
    """
    problems = [
        _error("lifelong", f"{state.task.id} 的“{key}”终身不变，不能改", f"duban show {state.task.id}")
        for key in LIFELONG & set(changes)
    ]
    if state.status is Status.REGISTERED:
        return problems
    raw = raw_record(state.task)
    return [*problems, *_moved_lead(state, raw, changes), *_moved_days(state, raw, changes)]


def notice_changes(state: TaskState, changes: Mapping[str, Any]) -> list[Problem]:
    """What the writer should know of a change that is allowed."""
    if "缓急" in changes and state.status is not Status.REGISTERED and state.open and state.due_on:
        text = f"{state.task.id} 已经交办，改了缓急，告知过的时限 {state.due_on} 不变"
        advice = f"要改时限：duban extend {state.task.id} --due-on … --approved-by … --reason …"
        return [Problem(Level.NOTICE, "due-stays", text, advice)]
    return []


def without_new_leads(
    raw: Mapping[str, Any], changes: Mapping[str, Any], register: Register
) -> dict[str, Any]:
    """The changes, and the supporting units less those that now lead."""
    if "配合单位" in changes or "牵头单位" not in changes:
        return dict(changes)
    support = units_of(raw.get("配合单位"))
    left = [unit for unit in support if register.once([unit], besides=units_of(changes["牵头单位"]))]
    return dict(changes) if len(left) == len(support) else dict(changes) | {"配合单位": left or None}


def _moved_lead(state: TaskState, raw: Mapping[str, Any], changes: Mapping[str, Any]) -> list[Problem]:
    if "牵头单位" not in changes:
        return []
    old, told = (plain_values(units_of(lead)) for lead in (raw.get("牵头单位"), changes["牵头单位"]))
    if old == told:
        return []
    new = (*units_of(changes["牵头单位"]), "…")[0]
    text = f"{state.task.id} 已经交办（现在是“{state.status}”），牵头单位不能直接改，要转办"
    return [_error("lead-after-assign", text, f"duban transfer {state.task.id} --new-lead {new} --reason …")]


def _moved_days(state: TaskState, raw: Mapping[str, Any], changes: Mapping[str, Any]) -> list[Problem]:
    found = []
    name = state.task.id
    if "完成时限" in changes:
        old, new = _day(raw.get("完成时限")), _day(changes["完成时限"])
        if old != new:
            text = f"{name} 已经交办（现在是“{state.status}”），完成日期不能直接改，要延期（提前也是）"
            advice = f"duban extend {name} --due-on {new or '…'} --approved-by … --reason …"
            found.append(_error("due-after-assign", text, advice))
    if "时序进度" in changes:
        held = list(raw.get("时序进度") or ())
        new_days = {node["节点"]: node["时限"] for node in changes["时序进度"] or ()}
        renamed = [day for node, day in new_days.items() if node not in {each["节点"] for each in held}]
        for node in held:
            day = new_days.get(node["节点"])
            if day is None and node["时限"] in renamed:
                renamed.remove(node["时限"])
            elif day is None:
                text = f"{name} 已经交办，节点“{node['节点']}”不能删去，没有做的就是误点"
                advice = (
                    f"要改日子用 duban extend {name} --milestone {node['节点']} --due-on … --approved-by …"
                )
                found.append(_error("node-after-assign", text, advice))
            elif day != node["时限"]:
                text = f"{name} 已经交办，节点“{node['节点']}”的时限不能直接改，要延期"
                advice = f"duban extend {name} --milestone {node['节点']} --due-on {day} --approved-by … --reason …"
                found.append(_error("due-after-assign", text, advice))
    return found


def _day(deadline: object) -> object:
    return deadline.get("日期") if isinstance(deadline, Mapping) else None


def _error(code: str, text: str, advice: str) -> Problem:
    return Problem(Level.ERROR, code, text, advice)
