"""What every writing command does alike: choose the tasks, act under the lock, word the commit, say what was written.

Words and options only; what is allowed decides core, what is written act.py.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from duban.act import Written, perform
from duban.cli.framework.context import Writing
from duban.cli.framework.open_workspace import open_files
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.options.filter_options import read_words
from duban.core.books.selection import FULL_ID, NO_FILTERS, Filters, former_words, select
from duban.core.engine.fold import CaseState
from duban.core.model.events import (
    Amend,
    Escalate,
    Event,
    Evidence,
    Extend,
    Publicize,
    Return,
    Verify,
    raw_event,
)
from duban.core.model.record import english, raw_record
from duban.core.model.terms import Action, ApprovedVia, Term, YesNo
from duban.core.state.task_state import TaskState
from duban.errors import Level, Problem, refusal
from duban.files.git.log import Message
from duban.files.git.repository import Repository
from duban.files.workspace.workspace import Workspace, find_root
from duban.files.yaml.writer import render_document, render_event
from duban.plan import Hand, Plan

SUBJECT_COLUMNS = 60
_PLANNED = "收到推进计划"


def act(context: Writing, prepare: Callable[[Plan], Message | None]) -> Written:
    """Open the workspace and run one command under its lock."""

    def hand(repository: Repository) -> Hand:
        return Hand(actor_of(context, repository), context.now(), context.today, context.late, context.proof)

    def opened() -> Workspace:
        return open_files(context)

    def prepared(plan: Plan) -> Message | None:
        made = prepare(plan)
        for told in context.days.told.values():
            plan.note("day-read", told)
        return made

    return perform(opened, find_root(context.root), hand, prepared, dry_run=context.dry_run)


def actor_of(context: Writing, repository: Repository) -> str:
    """Who records: --by, DUBAN_ACTOR, else the name git knows. Raises DubanError when nobody is named."""
    if context.actor:
        return context.actor
    identity = repository.identity
    if identity is None:
        advice = 'git config --global user.name "姓名"；git config --global user.email "邮箱"'
        raise refusal("no-actor", "不知道经办人是谁：git 里没有姓名和邮箱", advice)
    return identity.name


def common(plan: Plan, context: Writing) -> dict[str, Any]:
    """What every event carries: business date, moment of recording, who records."""
    return {"on": context.on, "recorded_at": plan.hand.moment, "by": plan.hand.actor}


def given(**values: object) -> dict[str, Any]:
    """The options that were given; an option left out says nothing."""
    return {name: value for name, value in values.items() if value is not None}


def amending(
    plan: Plan,
    context: Writing,
    reason: str,
    approved_by: str | None = None,
    approved_via: ApprovedVia | None = None,
) -> Callable[[str, object, object], Amend]:
    """How a change of a head value is written down."""

    def amend(field: str, old: object, new: object) -> Amend:
        said = {"reason": reason, "approved_by": approved_by, "approved_via": approved_via}
        return Amend(**(common(plan, context) | said), field=field, old=old, new=new)

    return amend


def chosen(plan: Plan, words: Iterable[str], filters: Filters = NO_FILTERS) -> list[str]:
    """The ids that the words of the command and its filters mean. Raises DubanError where they mean none.

    A filter that names no status means open tasks: what is closed is history, and is changed only when asked for.
    """
    if filters and not filters.statuses:
        filters = replace(filters, open_only=True)
    typed = read_words(list(words))
    identifiers = select(plan.workspace, typed, filters, plan.hand.today)
    if any(FULL_ID.fullmatch(word) and word not in identifiers for word in typed):
        plan.notices += former_words(plan.workspace.books(plan.hand.today), typed)
    if not identifiers:
        advice = "写上编号，或用 --where、--ledger、--status 筛选；已销号、已撤销的要写明 --status 才会选中"
        raise refusal("nothing-chosen", "没有选中任何事项", advice)
    return identifiers


def message(plan: Plan, action: Term | str, identifiers: Iterable[str]) -> Message:
    """The commit message: `销号 WJ-2026-0001：…` (of what is sealed no title), with trailers an audit can read."""
    names = list(identifiers)
    word = str(action)
    alone = plan.touched.get(names[0]) if len(names) == 1 else None
    if alone is not None and alone.kind.seals is None and not is_discreet(plan, names):
        subject = f"{word} {names[0]}：{alone.file.title}"
    elif names:
        subject = f"{word} {len(names)}件：{names[0]} 等" if len(names) > 1 else f"{word} {names[0]}"
    else:
        subject = word
    english_name = action.english if isinstance(action, Term) else word
    others = [name for name, touched in plan.touched.items() if touched.events and name not in names]
    return commit_message(plan.hand, english_name, subject, (*names, *others))


def is_discreet(plan: Plan, names: Iterable[str]) -> bool:
    """Whether one of them is of a kind of which the log of git tells the number only."""
    return any(plan.touched[name].kind.discreet for name in names if name in plan.touched)


def commit_message(
    hand: Hand, action: str, subject: str, tasks: Iterable[str] = (), *more: tuple[str, str]
) -> Message:
    """A commit message with trailers an audit can read: the action, `more`, the tasks, who recorded it and when."""
    trailers = (
        ("Duban-Action", action),
        *more,
        *(("Duban-Task", name) for name in tasks),
        ("Duban-Actor", hand.actor),
        ("Duban-Recorded", hand.moment.isoformat()),
        *((("Duban-Today", hand.today.isoformat()),) if hand.today != hand.moment.date() else ()),
    )
    return Message(subject[:SUBJECT_COLUMNS], trailers=trailers)


def _would_write(written: Written, state: CaseState, events: Sequence[Event]) -> list[str]:
    """The lines that a dry run did not write: the whole file of a single new task, else its events."""
    if len(written.states) == 1 and any(event.action is state.life.enters for event in events):
        raw = raw_record(state.file) | {"流水": [raw_event(event) for event in events]}
        return render_document(raw).splitlines()
    return [line for event in events for line in render_event(raw_event(event)).splitlines()]


def tell(
    context: Writing, action: Term | str, written: Written, data: Mapping[str, Any] | None = None
) -> int:
    """Say what was written (or would be): to people a line a task, to programs one object."""
    show_problems(written.notices)
    if written.recovered:
        show_problems([Problem(Level.NOTICE, "recovered", written.recovered)])
    if context.as_json:
        emit(dict(data) if data is not None else summary(context, action, written), context)
        return 0
    would = trial(context)
    events: dict[str, list[Event]] = defaultdict(list)
    for name, event in written.events:
        events[name].append(event)
    for state in written.states:
        sure = "（暂定）" if state.file.id in written.provisional else ""
        due = f"，时限 {state.due_on}{sure}" if state.due_on and state.open else ""
        its = events[state.file.id]
        due += "".join(f"，首报 {day}" for event in its if (day := getattr(event, "first_report", None)))
        plans = [told for event in its if (told := getattr(event, "plan_due_on", None))]
        due += f"，推进计划 {plans[-1]} 前报" if plans else ""
        redo = [event.due_on for event in its if isinstance(event, Return | Verify) and event.due_on]
        due += f"，限期整改 {redo[-1]}" if redo else ""
        words = dict.fromkeys(_word(event, state) for event in its)
        said = _PLANNED if str(Action.PLAN) in words else "、".join(words) or str(action)
        whose = _whose(state, its)
        done = "已" if isinstance(state, TaskState) else "已记"  # entries of other kinds are called by nouns
        say(f"{done}{said} {state.file.id}：{state.file.title}（{whose}现在是“{state.status}”{due}）{would}")
        if context.dry_run:
            say(*(f"  {line}" for line in _would_write(written, state, its)))
    if not written.states:
        say(f"已{action}{would}" if written.paths else "没有需要写入的改动")
    tell_commit(written)
    return 0


def _word(event: Event, state: CaseState) -> str:
    """What an event is called in the reply: 提前 and 日历调整 are no 延期."""
    if isinstance(event, Escalate):
        return f"记第{event.nth}次整改不力"
    if isinstance(event, Publicize) and event.objection is not None:
        return f"记公示结果（{'有' if event.objection is YesNo.YES else '没有'}异议）"
    if not isinstance(event, Extend) or not isinstance(state, TaskState):
        return str(event.action)
    if event.calendar is YesNo.YES:
        return "顺延"
    return "提前" if event in state.extensions and event not in state.delays() else str(event.action)


def _whose(state: CaseState, events: Sequence[Event]) -> str:
    """The units whose events these are, for the reply; the only lead of a task goes without saying."""
    units = tuple(dict.fromkeys(event.unit for event in events if event.unit))
    leads = state.leads if isinstance(state, TaskState) else ()
    goes_without_saying = not units or (len(units) == 1 and units == leads)
    return "" if goes_without_saying else f"{'、'.join(units)}，"


def trial(context: Writing) -> str:
    """What a line says after what it tells, on a dry run."""
    return "（试运行，没有写入）" if context.dry_run else ""


def tell_commit(written: Written) -> None:
    """Say which commit holds what was written; nothing without one."""
    if written.commit:
        say(f"提交 {written.commit[:8]}，{len(written.paths)} 个文件")


def event_records(events: Iterable[tuple[str, Event]]) -> list[dict[str, Any]]:
    """Written events as JSON shows them: the task, the action, then the fields of each."""
    return [{"task": task, "action": event.action.english, **english(event)} for task, event in events]


def summary(context: Writing, action: Term | str, written: Written) -> dict[str, Any]:
    """The JSON of a writing command: action, commit, each task's standing, events, notices."""
    return {
        "action": action.english if isinstance(action, Term) else str(action),
        **outcome(context, written),
        "tasks": [
            {
                "task": s.file.id,
                "title": s.file.title,
                "status": s.status.english,
                "due_on": english(s.due_on),
                "provisional": s.file.id in written.provisional,
            }
            for s in written.states
        ],
        "events": event_records(written.events),
        "notices": notice_records(written),
    }


def outcome(context: Writing, written: Written) -> dict[str, Any]:
    """What every writing command says to programs of its commit."""
    return {"commit": written.commit, "dry_run": context.dry_run, "paths": written.paths}


def notice_records(written: Written) -> list[dict[str, str]]:
    """The notices as JSON shows them."""
    return [{"code": each.code, "message": each.message} for each in written.notices]


def evidence_of(plan: Plan, identifier: str, sources: Iterable[Path]) -> tuple[Evidence, ...]:
    """Copy evidence files into 附件/ID/ within the plan; what the event records of them."""
    return plan.keep(identifier, sources)
