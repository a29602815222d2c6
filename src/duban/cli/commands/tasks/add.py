"""`add`: one task into the books, on request assigned in the same commit.

Gathers the head from options or, at a terminal, from answers; what is allowed decides core.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Annotated, Any, cast, get_origin, get_type_hints

from duban.act import Written
from duban.cli.framework.context import Writing
from duban.cli.framework.open_workspace import open_files
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import say
from duban.cli.framework.prompts import ask, can_ask
from duban.cli.options.head_options import HeadOptions
from duban.cli.options.head_values import head_of, read_new
from duban.cli.workflow.actions import act, common, given, message, tell
from duban.cli.workflow.findings import dispose_finding
from duban.cli.workflow.registration import (
    check_head,
    enter,
    find_ledger,
    hand_over,
    heed,
    lacking,
    missing_problems,
    name_head,
    name_others,
    note_people,
    refuse_strange_leads,
    told_due,
)
from duban.core.actions.decide import advice_for
from duban.core.model.events import Assign, Receive
from duban.core.model.terms import Action, Basis, Horizon, Reporting, SourceKind, Urgency, usual_source
from duban.core.policy.required_fields import Missing, option_of
from duban.core.policy.rules import PolicyBook, Weight
from duban.core.policy.source_particulars import BASIS
from duban.core.validation.type_forms import members
from duban.errors import DubanError, UsageError
from duban.files.git.log import Message
from duban.files.workspace.workspace import Ledger, Workspace
from duban.plan import Plan

_PAIRS = {"milestone", "indicator", "instruction"}
"""Options whose words are no names: a list of them is parted here, one of names where it is read."""
UNSAID = "（没有写）"
_PAPER = {"台账", "事项"}
"""What even a paper that only came in must say."""
_CHOSEN = (SourceKind, Urgency, Reporting, Horizon)
"""The terms that a person is offered."""


@dataclass(frozen=True, slots=True)
class _Coming:
    """When the paper came in that is entered, if one did; and whether it is handed over at once."""

    on: date | None = None
    assigned: bool = False

    def may_wait(self, missing: Missing) -> bool:
        """What a day rests on is asked for by 交办; what a paper that came in does not say itself, by its study."""
        asked = missing.fields[0]
        return not self.assigned and (asked == BASIS or (self.on is not None and asked not in _PAPER))


@dataclass(frozen=True, slots=True)
class _Entered:
    """What was entered: its number, the policies that judged it, the command that comes next."""

    id: str
    policies: PolicyBook
    next: str


def add(
    context: Writing,
    head: HeadOptions,
    ledger: Annotated[str | None, option("--ledger", "台账", "记入哪本台账：种类、文件夹名或字头")] = None,
    received_on: Annotated[
        date | None,
        option("--received-on", "日期", "收到来文的日期，记一笔收文；牵头、时限可以等研究以后再定"),
    ] = None,
    assign: Annotated[bool, switch("--assign", "立项后随即交办，同一次提交")] = False,
) -> int:
    """立项：一件要办的事记入台账，编号按台账和年份接续。

    缺的要素在终端里逐项询问；不在终端里就一次列全、不写入。例：
    duban add --ledger 领导批示 --title 整治积水点 --source-kind 领导批示 --instruction 刘县长=3月2日=请抓紧
    --urgency 急件 --lead 县住建局 --owner 张三 --requirements 全部整治到位 --assign

    刚收到的来文，只凭来文就能登：duban add --received-on 今天 --title 关于防汛的通知 --doc-no 某政发〔2026〕7号
    """
    coming = _Coming(received_on, assign)
    if can_ask(context):
        head, ledger = fill_in(context, head, ledger, coming)
    entered: list[_Entered] = []

    def prepare(plan: Plan) -> Message:
        identifier = _enter(plan, context, head, ledger, coming)
        if assign:
            hand_over(plan, context, identifier, _approval(head))
        entered.append(_Entered(identifier, plan.workspace.policies, _next(plan, identifier)))
        return message(plan, Action.REGISTER, [identifier])

    return _tell(context, act(context, prepare), entered[-1])


def _next(plan: Plan, identifier: str) -> str:
    touched = plan.open_task(identifier)
    return advice_for(touched.task, plan.state(identifier).status, plan.ground(touched))


def _approval(head: HeadOptions) -> dict[str, Any]:
    return given(approved_by=head.approved_by, approved_via=head.approved_via)


def _enter(plan: Plan, context: Writing, head: HeadOptions, ledger: str | None, coming: _Coming) -> str:
    """Register the task in the plan; everything that could be wrong with it is looked at first."""
    held, raw, found = missing_now(plan.workspace, context, head, ledger, coming)
    left = [missing for missing in found if coming.may_wait(missing)]
    heed(plan, missing_problems(missing for missing in found if missing not in left))
    raw = name_head(plan, {}, raw, context.on)
    check_head(plan, None, raw, context.on)
    refuse_strange_leads(plan, cast("Ledger", held).head.kind, raw)
    deadline = raw.get("完成时限") or {}
    if raw.get("缓急") == Urgency.SPECIAL and deadline.get("依据") == Basis.SOURCE:
        text = "特殊情况的时限由领导确定；没有写是哪位领导，按来源规定的时限记"
        plan.note("leader-date", text, "领导定的，加上 --approved-by 姓名")
    identifier = enter(plan, context, cast("Ledger", held), raw, _approval(head)).task.id
    note_people(plan, [identifier], context.on)
    dispose_finding(plan, context, identifier)
    if coming.on is not None:
        plan.record(identifier, Receive(**(common(plan, context) | {"on": coming.on})))
    if coming.on is None:
        for each in left:
            advice = f"交办前补上：duban amend {identifier} {each.advice}"
            plan.note("source-unquoted", f"{identifier} 的{each.message}", advice)
    elif words := [missing.message for missing in left if missing.weight is Weight.ERROR]:
        text = f"{identifier} 只登了来文，{'；'.join(words)}"
        plan.note("paper-only", text, f"研究以后、交办以前补上：duban amend {identifier} …")
    return identifier


def register_new(plan: Plan, context: Writing, head: HeadOptions, ledger: str) -> str:
    """Register a task of which nothing may be lacking, as part of what another command writes; its number."""
    return _enter(plan, context, head, ledger, _Coming())


def _tell(context: Writing, written: Written, entered: _Entered) -> int:
    """Say the id and the due day with how it was found; to programs {task, path, due_on, commit}."""
    identifier = entered.id
    state = next(state for state in written.states if state.task.id == identifier)
    deadline = state.task.deadline
    due_on = state.due_on or (deadline.on if deadline else None)
    path = next(path for path in written.paths if path.endswith(f"/{identifier}.yaml"))
    data = {"task": identifier, "path": path, "due_on": due_on, "commit": written.commit}
    code = tell(context, Action.REGISTER, written, data)
    if context.as_json:
        return code
    assigned = [event for _, event in written.events if isinstance(event, Assign)]
    if assigned:
        say(told_due(assigned[0], entered.policies))
    else:
        say(f"下一步：{entered.next}")
    return code


def missing_now(
    workspace: Workspace,
    context: Writing,
    head: HeadOptions,
    ledger: str | None,
    coming: _Coming,
) -> tuple[Ledger | None, dict[str, Any], list[Missing]]:
    """The ledger, the head as far as it is given, and what is missing of it.

    What came in belongs to the ledger of its kind of source, and the other way round.
    """
    held = find_ledger(workspace, ledger) if ledger else _ledger_of(workspace, head) if coming.on else None
    if coming.on and held is not None and head.source_kind is None:
        head = replace(head, source_kind=usual_source(held.head.kind))
    typed = head_of(head, {}, context.days, workspace.register)
    raw = {key: value for key, value in typed.items() if value is not None}
    name_others(workspace, raw, context.today)
    found = []
    if held is None:
        known = "、".join(each.head.kind for each in workspace.ledgers)
        found.append(Missing(("台账",), "没有写记入哪本台账", f"--ledger {known}", "", Weight.ERROR))
    if "事项" not in raw:
        found.append(Missing(("事项",), "缺“事项”", "--title …", "", Weight.ERROR))
    task = read_new({"事项": UNSAID, **raw}, "新事项")
    kind = held.head.kind if held else None
    return held, raw, found + lacking(task, workspace.policies, kind, context.on)


def _ledger_of(workspace: Workspace, head: HeadOptions) -> Ledger | None:
    """The one ledger for papers of this kind of source; where none is named, that of documents."""
    kind = (head.source_kind or SourceKind.DOCUMENT).name
    meant = [ledger for ledger in workspace.ledgers if ledger.head.kind.name == kind]
    return meant[0] if len(meant) == 1 else None


def fill_in(
    context: Writing, head: HeadOptions, ledger: str | None, coming: _Coming
) -> tuple[HeadOptions, str | None]:
    """Ask for what is missing and may not wait, one question at a time, until nothing is."""
    workspace = open_files(context)
    found = missing_now(workspace, context, head, ledger, coming)[-1]
    while errors := [
        missing for missing in found if missing.weight is Weight.ERROR and not coming.may_wait(missing)
    ]:
        field = errors[0].fields[0]
        if len(errors[0].fields) > 1:
            field = ask("以下各项写一项即可，写哪一项", errors[0].fields)
            if field not in errors[0].fields:
                continue
        named, answered = ledger, head
        if field == "台账":
            named = ask("记入哪本台账", [each.head.kind for each in workspace.ledgers])
        else:
            answered = replace(head, **dict(_answers(field, head, workspace, context)))
        try:
            found = missing_now(workspace, context, answered, named, coming)[-1]
        except DubanError as error:
            _say_wrong(error)
        else:
            head, ledger = answered, named
    return head, ledger


def _answers(
    field: str, head: HeadOptions, workspace: Workspace, context: Writing
) -> Iterator[tuple[str, Any]]:
    """Option name and value for what is asked about one field."""
    if field == BASIS:
        yield from _basis_answer(head)
        return
    name = option_of(field).removeprefix("--").replace("-", "_")
    kind = members(get_type_hints(HeadOptions)[name])[0][0]
    if kind in _CHOSEN:
        yield name, _term(field, kind)
        if field == "来源":
            yield "source_name", ask("来源的名称", optional=True) or None
        return
    if field == "完成时限":
        yield from _deadline_answer(context)
        return
    if kind is date:
        yield name, _day_answer(context, field)
        return
    if field == "批示":
        yield name, [ask("批示，写成 领导=日期=内容；口头的，内容写“口头”")]
        return
    choices: list[str] = []
    if field.endswith("单位"):
        choices = [unit.name for unit in workspace.config.units if not unit.merged_into]
    elif field == "责任人":
        choices = [person.name for person in workspace.config.people]
    several = get_origin(kind) is list
    label = "来源的名称" if field == "名称" else field
    answer = ask(f"{label}（多个用顿号隔开）" if several else label, choices)
    if not several:
        yield name, answer
    else:
        yield name, answer.split("、") if name in _PAIRS else [answer]


def _say_wrong(error: DubanError) -> None:
    say(*(f"{problem.message} {problem.advice}" for problem in error.problems))


def _term(field: str, terms: type[Enum]) -> Enum:
    words: Mapping[str, Enum] = {str(term.value): term for term in terms}
    while (answer := ask(field, list(words))) not in words:
        say(f"没有“{answer}”，可以是 {'、'.join(words)}")
    return words[answer]


def _day_answer(context: Writing, label: str) -> date:
    while True:
        try:
            return context.days.read(ask(label), label)
        except UsageError as error:
            _say_wrong(error)


def _deadline_answer(context: Writing) -> Iterator[tuple[str, Any]]:
    yield "due_on", _day_answer(context, "完成日期")
    yield from _approver_answer()


def _approver_answer() -> Iterator[tuple[str, Any]]:
    if approver := ask("由哪位领导确定；来源规定的直接回车", optional=True):
        yield "approved_by", approver


def _basis_answer(head: HeadOptions) -> Iterator[tuple[str, Any]]:
    """Who set the day, or where its source says so and how."""
    answers = list(_approver_answer())
    yield from answers
    for name, label in (("clause", "来源的哪一条"), ("due_text", "时限的原文")) if not answers else ():
        if getattr(head, name) is None and (said := ask(f"{label}；没有的直接回车", optional=True)):
            yield name, said
