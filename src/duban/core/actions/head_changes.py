"""What a change of a head may do, and what belongs to another action: lead and limits move by events of their own.

Looks at one task's standing and the changed values; decides for `amend` and for hand edits alike.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from duban.core.model.events import Assign, Issue
from duban.core.model.folding import plain_values
from duban.core.model.record import raw_record
from duban.core.model.terms import LedgerKind, Status, YesNo
from duban.core.model.unit_register import Register
from duban.core.policy.required_fields import option_of
from duban.core.state.leads import units_of
from duban.core.state.task_state import TaskState
from duban.errors import Level, Problem

LIFELONG = {"编号", "流水"}


TOLD = ("完成时限", "缓急", "性质", "报告类别", "报送周期", "标签", "配合单位", "时序进度")
"""What a unit is told at 交办 and its duties rest on: after that a leader approves each change of it."""
LOOSENS = ("整改类型", "公开")
"""What 销号 of a rectification waits for: after 交办 a leader approves a change of it; to show more needs nobody."""
IN_CHARGE = ("牵头领导", "分管领导")
"""Who may move the day that a rule gave: after 交办 a leader approves a change of it, too."""


def refuse_changes(
    state: TaskState,
    changes: Mapping[str, Any],
    today: date,
    approved_by: str | None = None,
    ledger: LedgerKind | None = None,
) -> list[Problem]:
    """Why these changes (official key → new raw value) may not be made to the head, with the command that may.

    Once a task is assigned, its lead changes by 转办 and its days by 延期: both stay visible for ever. What else its
    duties rest on changes with an approver.
    """
    problems = [
        _error("lifelong", f"{state.task.id} 的“{key}”终身不变，不能改", f"duban show {state.task.id}")
        for key in LIFELONG & set(changes)
    ]
    if ledger is LedgerKind.RECTIFICATION and changes.get("问题", "") is None:
        text = f"{state.task.id} 是整改，“问题”不能去掉"
        problems.append(
            _error("problem-missing", text, f"duban amend {state.task.id} --problem … --reason …")
        )
    if state.status is Status.REGISTERED:
        return problems
    raw = raw_record(state.task)
    problems += [*_moved_lead(state, raw, changes), *_moved_days(state, raw, changes)]
    if problems or approved_by is not None:
        return problems
    found = (unapproved_change(state, key, raw.get(key), new, today) for key, new in changes.items())
    return [problem for problem in found if problem is not None]


def unapproved_change(state: TaskState, key: str, old: object, new: object, today: date) -> Problem | None:
    """Why the change of a head key needs an approver; None where it needs none.

    A schedule that is given for the first time is the lead's own plan. The clerk's own slip is put right on the day
    of 交办, before any paper has gone out.
    """
    if (
        key not in (*TOLD, *LOOSENS, *IN_CHARGE)
        or state.status is Status.REGISTERED
        or _is_slip(state, today)
    ):
        return None
    if key == "公开" and (old != YesNo.YES or not state.task.problem):
        return None
    if key == "时序进度" and (not old or _days_of(old) == _days_of(new)):
        return None
    why = "会动谁能批准延期" if key in IN_CHARGE else "会动它怎样销号" if key in LOOSENS else "会动它的义务"
    text = f"{state.task.id} 已经交办（现在是“{state.status}”），改“{key}”{why}，须经批准"
    advice = f"duban amend {state.task.id} {option_of(key)} … --approved-by 领导 --reason …"
    return _error("approver-missing", text, advice)


def _is_slip(state: TaskState, today: date) -> bool:
    given = next((event for event in state.journal if isinstance(event, Assign)), None)
    papers = any(isinstance(event, Issue) for event in state.journal)
    return given is not None and given.recorded_at.date() == today and not papers


def _days_of(schedule: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a raw value of the file
    """The nodes of a schedule with their days; whose they are may change."""
    return [(str(node["节点"]), str(node["时限"])) for node in schedule or ()]


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
