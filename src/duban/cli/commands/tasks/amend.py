"""`amend`: changes heads with a trace (变更), also into another ledger; or puts a wrong event right (更正).

Words to changes; what a change may do, core/actions/head_changes.py and core/actions/corrections.py say.
"""

import functools
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

from duban.cli.commands.undo import keep_numbers
from duban.cli.framework.context import Writing
from duban.cli.framework.option_types import flag, option, switch
from duban.cli.framework.prompts import ask, can_ask
from duban.cli.options.filter_options import read_words
from duban.cli.options.head_options import HeadOptions
from duban.cli.options.head_values import head_of, settled
from duban.cli.options.task_options import Choice
from duban.cli.workflow.actions import SUBJECT_COLUMNS, act, amending, chosen, common, message, tell
from duban.cli.workflow.corrected_values import read_assignments
from duban.cli.workflow.findings import dispose_finding, refuse_disposed
from duban.cli.workflow.registration import (
    check_head,
    expand_groups,
    find_ledger,
    name_head,
    name_others,
    note_lacking,
    note_people,
    refuse_strange_leads,
)
from duban.core.actions.corrections import correction, find_event
from duban.core.actions.head_changes import notice_changes, refuse_changes, without_new_leads
from duban.core.cases.task import TASK
from duban.core.duties.planning import owed_plan
from duban.core.model.events import Correct, Event
from duban.core.model.record import official_keys, raw_record
from duban.core.model.terms import Action, LedgerKind, Status
from duban.errors import DubanError, Problem, misuse, refusal
from duban.files.git.log import Message
from duban.files.workspace.workspace import Ledger
from duban.plan import Plan

FILLED = "补全要素"
UNSTATED = "未写明"
FOUND_IN = "发现"
PLANNED = {"岗位", "责任人", "承办人", "时序进度", "量化指标", "工作措施", "工作标准"}
_LEADERS = {"牵头领导", "分管领导", "批示"}
_APPROVAL = {"approved_by", "approved_via"}


def amend(
    context: Writing,
    choice: Choice,
    head: HeadOptions,
    reason: Annotated[str | None, option("--reason", "原因", "为什么改；不写则记为“未写明”")] = None,
    new_ledger: Annotated[
        str | None, option("--new-ledger", "台账", "转到另一本台账：换新编号，旧编号写进曾用编号；一次一件")
    ] = None,
    event: Annotated[
        str | None, option("--event", "动作|摘要", "更正流水里的一笔，而不是改要素", "更正")
    ] = None,
    assignments: Annotated[
        list[str] | None, option("--set", "字段=值", "这一笔的新值；值空着就是去掉", "更正")
    ] = None,
    void: Annotated[bool, switch("--void", "这一笔作废", "更正")] = False,
    allowed_by: Annotated[
        str | None, option("--allowed-by", "领导", "更正会抹去逾期的，由哪位领导批准", "更正")
    ] = None,
) -> int:
    """改要素留痕（变更），或更正流水里记错的一笔（更正）。一次可改许多件，同一次提交。

    改要素：duban amend WJ-12 --owner 李四 --reason 分工调整；一批：duban amend --where 责任人=张三 --owner 李四
    --reason 张三调离。值写成 "" 就是去掉。更正：duban amend WJ-12 --event 反馈 --set 进度=40 --reason 录入有误。
    """
    if not choice:
        raise misuse("usage-tasks", "没有写改哪一件。", "写上编号，或用 --where 字段=值 筛选")
    if event is None and (assignments or void or allowed_by):
        raise misuse(
            "usage-event", "--set、--void、--allowed-by 只用于更正。", "加上 --event 动作 或 --event 摘要"
        )
    if new_ledger is not None:
        if event is not None or void or assignments or not _given(head).keys() <= _APPROVAL:
            raise misuse("usage-event", "转台账时不改别的。", "先转台账，再改要素或更正")

        return relocate(context, choice, head, reason, new_ledger)
    if event is None and _given(head).keys() <= _APPROVAL:
        raise misuse("usage-nothing", "没有写改什么。", "例如 --owner 李四 --reason 分工调整")
    if reason is None and can_ask(context):
        reason = ask("为什么改", optional=event is None) or None
    if event is not None:
        said = _Correction(reason, allowed_by, event, tuple(assignments or ()), void=void)
        return _correct(context, choice, head, said)
    return _amend(context, choice, head, reason)


@dataclass(frozen=True, slots=True)
class _Correction:
    """What a 更正 says: why, who allowed it, which event, its new values or that it is void."""

    reason: str | None
    allowed_by: str | None
    event: str
    assignments: tuple[str, ...] = ()
    void: bool = False


def _given(head: HeadOptions) -> dict[str, Any]:
    """The options that were given, by their names."""
    found = {item.name: getattr(head, item.name) for item in fields(head)}
    return {name: value for name, value in found.items() if value not in (None, ())}


def _amend(context: Writing, choice: Choice, head: HeadOptions, reason: str | None) -> int:
    words = read_words(choice.tasks or ())

    def prepare(plan: Plan) -> Message | None:
        identifiers = chosen(plan, words, choice.filters)
        problems: list[Problem] = []
        changed = []
        for identifier in identifiers:
            try:
                if amend_one(plan, context, identifier, head, reason):
                    changed.append(identifier)
            except DubanError as error:
                problems += error.problems
        if problems:
            raise DubanError(*dict.fromkeys(problems))
        return message(plan, Action.AMEND, changed) if changed else None

    return tell(context, Action.AMEND, act(context, prepare))


def amend_one(plan: Plan, context: Writing, identifier: str, head: HeadOptions, reason: str | None) -> int:
    """Change the head of one task as the options say; how many values changed. Raises DubanError."""
    touched = plan.open_task(identifier)
    raw = raw_record(touched.task)
    wanted = name_head(plan, raw, head_of(head, raw, context.days, plan.workspace.register), context.on)
    wanted = expand_groups(plan, wanted)
    wanted = without_new_leads(raw, wanted, plan.workspace.register)
    name_others(plan.workspace, wanted, context.today)
    changes = settled(raw, wanted, identifier)
    if not changes:
        return 0
    check_head(plan, identifier, changes, context.on, touched.task.tags)
    refuse_strange_leads(plan, touched.ledger.head.kind, changes)
    if FOUND_IN in changes:
        refuse_disposed(plan, identifier, "改指别的问题")
    state = plan.state(identifier)
    ledger = touched.ledger.head.kind
    problems = refuse_changes(state, changes, context.today, head.approved_by, ledger)
    if problems:
        raise DubanError(*problems)
    plan.notices += notice_changes(state, changes)
    fills = all(raw.get(key) is None for key in changes)
    if reason is None and not fills:
        plan.note("reason-missing", "没有写改动的原因，流水里记为“未写明”", "下次加上 --reason 原因")
    why = reason or (FILLED if fills else UNSTATED)
    made = amending(plan, context, why, head.approved_by, head.approved_via)
    count = plan.amend(identifier, changes, made)
    if FOUND_IN in changes:
        dispose_finding(plan, context, identifier)
    owing = owed_plan(state)
    if owing is not None and not PLANNED.isdisjoint(changes):
        text = f"{identifier} 的推进计划“{owing.unit}”还没有报，改要素不算报"
        plan.note("plan-owed", text, f"是单位报来的：duban plan {identifier}")
    if not _LEADERS.isdisjoint(changes):
        note_people(plan, [identifier], context.on)
    return count


def _correct(
    context: Writing,
    choice: Choice,
    head: HeadOptions,
    said: _Correction,
) -> int:
    reason, assignments = said.reason, list(said.assignments)
    if reason is None:
        raise misuse("missing-option", "更正要写明原因。", "--reason 原因")
    if said.void and (assignments or _given(head)):
        raise misuse("usage-event", "作废和新值不能同时写。", "只写 --void，或只写 --set")
    if not said.void and not assignments and not _given(head):
        raise misuse("usage-nothing", "没有写更正成什么。", "--set 字段=值，或 --void 作废")

    words = read_words(choice.tasks or ())

    def prepare(plan: Plan) -> Message:
        identifiers = chosen(plan, words, choice.filters)
        for identifier in identifiers:
            task = plan.open_task(identifier).task
            event = find_event(TASK, task, said.event)
            values = _values(event, head, assignments, context)

            shared = common(plan, context) | {"reason": reason, "approved_by": said.allowed_by}
            make = functools.partial(Correct, **shared)
            plan.record(identifier, correction(TASK, task, event, values, make, void=said.void))
        return message(plan, Action.CORRECT, identifiers)

    return tell(context, Action.CORRECT, act(context, prepare))


def _values(event: Event, head: HeadOptions, assignments: list[str], context: Writing) -> dict[str, Any]:
    """The new values of an event: from --set, and from the options that bear the name of one of its fields."""
    values = read_assignments(event, assignments, context)
    known = official_keys(type(event))
    for name, value in _given(head).items():
        if name not in known:
            raise misuse("usage-event", f"{event.action}没有 {flag(name)} 这一项。", "更正用 --set 字段=值")
        values[known[name]] = value if isinstance(value, list) else str(value) or None
    return values


PARENT = "上级任务"


def relocate(context: Writing, choice: Choice, head: HeadOptions, reason: str | None, word: str) -> int:
    """Move one task to the ledger called `word`. Raises DubanError where it may not move."""
    if reason is None:
        raise misuse("missing-option", "转到别的台账要写明原因。", "--reason 原因")
    why = reason
    words = read_words(choice.tasks or ())

    def prepare(plan: Plan) -> Message:
        identifiers = chosen(plan, words, choice.filters)
        if len(identifiers) > 1:
            text = f"转台账一次只转一件，选中了 {len(identifiers)} 件"
            raise refusal(
                "one-at-a-time", text, f"duban amend {identifiers[0]} --new-ledger {word} --reason …"
            )
        old = identifiers[0]
        ledger = find_ledger(plan.workspace, word)
        _refuse(plan, old, ledger, head.approved_by)
        before = plan.open_task(old).path
        amend = amending(plan, context, why, head.approved_by, head.approved_via)
        children = [entry.task.id for entry in plan.workspace.read().entries if entry.task.parent == old]
        new = plan.relocate(old, ledger, amend)
        for child in children:
            plan.amend(child, {PARENT: new}, amend)
        keep_numbers(plan, [before])
        task = plan.open_task(new).task
        note_lacking(plan, task, ledger.head.kind, context.on)
        subject = f"转台账 {old} 为 {new}：{task.title}"
        return replace(message(plan, Action.AMEND, [new]), subject=subject[:SUBJECT_COLUMNS])

    return tell(context, Action.AMEND, act(context, prepare))


def _refuse(plan: Plan, identifier: str, ledger: Ledger, approved_by: str | None) -> None:
    """Raises DubanError for the ledger where it stands, and for a task that is no longer carried out.

    A rectification that was handed over leaves its ledger, and what its 销号 waits for, only with an approver.
    """
    touched = plan.open_task(identifier)
    if touched.ledger.head.prefix == ledger.head.prefix:
        text = f"{identifier} 本来就在台账“{ledger.head.name}”里"
        raise refusal("same-ledger", text, "写另一本台账的种类、名称或字头")
    state = plan.state(identifier)
    if not state.open:
        text = f"{identifier} 现在是“{state.status}”，不再转台账：它的账已经销了"
        raise refusal("not-open", text, f"duban show {identifier}")
    leaves = touched.ledger.head.kind is LedgerKind.RECTIFICATION and state.status is not Status.REGISTERED
    if leaves and approved_by is None:
        text = f"{identifier} 已经交办整改，转出整改台账须经批准"
        way = f"duban amend {identifier} --new-ledger {ledger.head.prefix} --reason … --approved-by 领导"
        raise refusal("approver-missing", text, way)
    refuse_disposed(plan, identifier, "换编号")
