"""A rectification and the finding of an inspection that it puts right (发现): one way for every command.

What fits together says core/inspections/conclusions.py; here it is looked up, told, and the 处理 written with it.
"""

from typing import Any, cast

from duban.cli.framework.context import Writing
from duban.cli.workflow.actions import common
from duban.core.cases.inspection import INSPECTION
from duban.core.engine.fold import fold
from duban.core.engine.journal import target_of
from duban.core.inspections.conclusions import about_rectification
from duban.core.inspections.life import Finding, InspectionState
from duban.core.model.inspection import Dispose
from duban.core.model.inspection_terms import InspectionStatus, Outcome
from duban.core.model.terms import LedgerKind, Status
from duban.errors import refusal
from duban.files.workspace.workspace import Workspace
from duban.plan import Plan


def finding_of(workspace: Workspace, found_in: str, context: Writing) -> Finding | None:
    """What an inspection of these books found under this number; None for an inspection that they do not hold.

    Raises DubanError where the inspection has no such finding.
    """
    number, _, place = found_in.partition("/")
    found = workspace.find_case(number)
    file = workspace.held(*found)[0] if found is not None and found[0] is INSPECTION else None
    if file is None:
        return None
    state = cast("InspectionState", fold(INSPECTION.life, file, context.today, register=workspace.register))
    return _finding(state, place)


def _finding(state: InspectionState, place: str) -> Finding:
    number = state.head.id
    finding = state.findings.get(int(place)) if place.isdecimal() else None
    if finding is None:
        raise refusal("no-finding", f"{number} 没有第{place}个问题", f"duban show {number} 查看问题")
    return finding


def dispose_finding(plan: Plan, context: Writing, identifier: str) -> None:
    """Tell the inspection whose finding a rectification puts right: its 处理 is written in the same commit.

    Before the conclusion there is no 处理 yet; an inspection that is not in the books (another office's) is told.
    Raises DubanError where it has no such finding, or the task may not put it right.
    """
    touched = plan.open_task(identifier)
    found_in = touched.task.found_in
    if found_in is None:
        return
    if touched.ledger.head.kind is not LedgerKind.RECTIFICATION:
        text = f"{identifier} 不在整改台账，不能作 {found_in} 的整改"
        way = f"另立一件：duban rectify add --from {found_in} …；或者先转到整改台账：duban amend … --new-ledger 整改"
        raise refusal("not-rectification", text, way)
    number, _, place = found_in.partition("/")
    if plan.workspace.find_case(number) is None:
        text = f"账上没有督查项目 {number}，第{place}个问题没有核对"
        plan.note("finding-unknown", text, "编号写错了的，duban amend … --found-in；别处的督查不用管")
        return
    held = plan.open_case(number)
    state = cast("InspectionState", plan.state(number))
    finding = _finding(state, place)
    if not finding.holds:
        text = f"{number} 第{place}个问题不予认定，不用整改"
        raise refusal("not-held", text, f"duban show {number} 查看")
    held_by = [each.task for each in finding.disposals if each.outcome is Outcome.RECTIFY and each.task]
    running = [name for name in held_by if plan.state(name).status is not Status.WITHDRAWN]
    linked = [each.task.id for each in plan.workspace.read().entries if each.task.found_in == found_in]
    linked = [name for name in linked if plan.state(name).status is not Status.WITHDRAWN]
    twins = [name for name in dict.fromkeys((*running, *linked)) if name != identifier]
    if twins and identifier not in running:
        text = f"{found_in} 已经由 {'、'.join(twins)} 整改，{identifier} 是又一件"
        plan.note("finding-twice", text, f"重了的：duban undo；要算进处理：duban inspect dispose {number} …")
    others = dict.fromkeys(str(each.outcome) for each in finding.disposals if each.task is None)
    if others:
        text = f"{found_in} 已经处理过：{'、'.join(others)}，{identifier} 又交整改"
        plan.note("finding-disposed", text, "不该整改的：duban undo")
    concluded = state.open and state.status in {InspectionStatus.CONCLUDED, InspectionStatus.FOLLOWED}
    if concluded and not running:
        said = common(plan, context) | {"place": int(place), "outcome": Outcome.RECTIFY, "task": identifier}
        plan.append(held, Dispose(**said))
        return
    plan.notices += about_rectification(state, int(place), identifier, plan.ground(held))
    if running:
        return
    if not state.open:
        plan.note("finding-ended", f"{number} {state.status}，第{place}个问题的处理不再记", "")
        return
    text = f"{number} 还没有结论，第{place}个问题的处理以后再记"
    way = f"结论以后：duban inspect dispose {number} --finding {place} --outcome 整改 --task {identifier}"
    plan.note("disposal-later", text, way)


def refuse_disposed(plan: Plan, identifier: str, what: str) -> None:
    """Raises DubanError where an inspection says that this task puts its finding right: first that 处理 is voided."""
    number, _, place = (plan.open_task(identifier).task.found_in or "").partition("/")
    if not place or plan.workspace.find_case(number) is None:
        return
    plan.open_case(number)
    finding = cast("InspectionState", plan.state(number)).findings.get(int(place))
    disposals: list[Any] = finding.disposals if finding is not None else []
    for each in disposals:
        if each.task == identifier:
            text = f"{number} 第{place}个问题的处理写的是 {identifier}，不能{what}"
            event = target_of(each).digest
            way = f"先作废那一笔：duban inspect amend {number} --event {event} --void --approved-by 领导 --reason …"
            raise refusal("disposal-stands", text, way)
