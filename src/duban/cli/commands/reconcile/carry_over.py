"""年底交账, the steps: `reconcile --year --carry` says why a task is carried over, `--close` adds the hand-over record.

Words to entries of 对账/<year>/; which tasks need a reason, core/balance/handover.py says.
"""

from collections.abc import Iterable, Iterator, Sequence

from duban.cli.commands.reconcile.closing import Hooks
from duban.cli.commands.reconcile.forms import read_carries
from duban.cli.commands.reconcile.inspection import note_unconcluded
from duban.cli.commands.reconcile.options import CycleOptions
from duban.cli.commands.reconcile.period_journal import (
    append,
    open_period,
    period_message,
    put_record,
    step_data,
)
from duban.cli.framework.context import Balancing
from duban.cli.framework.output import say
from duban.cli.options.filter_options import read_words
from duban.cli.workflow.actions import act, common, tell
from duban.cli.workflow.period_books import read_balance
from duban.core.balance.handover import Carried, Carry, HandOver, carried
from duban.core.balance.identity import Reconciliation
from duban.core.books.selection import NO_FILTERS, select
from duban.core.cases.carry_over import CARRY_OVER
from duban.core.model.events import Extend
from duban.core.model.record import raw_record
from duban.core.model.terms import BookAction, Every
from duban.core.periods.closings import PeriodClose, option
from duban.core.periods.spans import Span
from duban.errors import DubanError, Level, Problem, misuse
from duban.files.git.log import Message
from duban.files.workspace.period_files import handover_path
from duban.plan import Plan

MOST_NAMED = 5
WORD = "结转"


def hooks_of(span: Span, options: CycleOptions) -> Hooks:
    """The hooks of the closing of this kind of period."""
    if span.every is Every.HALF:
        return Hooks((note_unconcluded,))
    if span.every is not Every.YEAR:
        return Hooks()

    def bar(context: Balancing, plan: Plan, found: Reconciliation) -> Iterator[Problem]:
        yield from _without_reason(context, plan, found)
        yield from _without_names(options, span)

    def extra(context: Balancing, plan: Plan, found: Reconciliation, event: PeriodClose) -> None:
        given = read_carries(context, plan.workspace, span)
        _put_handover(plan, span, event, carried(found.books, span, given), options)

    return Hooks((bar,), (extra,))


def carry(
    context: Balancing, span: Span, options: CycleOptions, reason: str | None, approved_by: str | None
) -> int:
    """Write down why each task named is carried over; with a new day also its 延期. Raises DubanError."""
    words = read_words(options.carry or ())
    if reason is None or not reason.strip():
        command = f"duban reconcile {option(span)} --carry {' '.join(words)} --reason …"
        raise misuse("usage-reason", "结转要写明原因。", command)
    if options.due_on is not None and not (approved_by or "").strip():
        text = "定新时限就是延期，要写明谁批准的。"
        raise misuse("usage-approver", text, f"--due-on {options.due_on} --approved-by 姓名")
    if options.due_on is not None and options.due_on <= span.end:
        text = f"结转的新时限 {options.due_on} 还在 {span.label} 年以内。"
        raise misuse("usage-due-on", text, f"写 {span.end} 以后的日期")
    made: list[Carry] = []

    def prepare(plan: Plan) -> Message:
        open_period(context, plan, span, "写结转")
        for name in _open_tasks(context, plan, span, words):
            said = common(plan, context) | {"reason": reason.strip(), "approved_by": approved_by}
            made.append(Carry(**said, task=name, due_on=options.due_on))
            if options.due_on is not None:
                plan.record(name, Extend(**said, due_on=options.due_on))
        append(plan, span, CARRY_OVER, *made)
        tasks = [each.task for each in made]
        return period_message(plan, BookAction.CARRY, f"{WORD} {span.label}", span, tasks=tasks)

    written = act(context, prepare)
    data = step_data(context, span, written) | {"carried": made}
    told = f"{WORD} {span.label}：{'、'.join(each.task for each in made)}"
    if written.states and not context.as_json:
        say(f"已{told}")
    return tell(context, told, written, data)


def _open_tasks(context: Balancing, plan: Plan, span: Span, words: Sequence[str]) -> list[str]:
    """The ids that the words mean. Raises DubanError with every task that was not open at the end of the year."""
    names = select(plan.workspace, words, NO_FILTERS, context.today)
    found = read_balance(context, plan.workspace, span)
    held = {item.task.id for item in found.books.items if item.state.open}
    gone = [name for name in names if name not in held]
    if gone:
        advice = f"看结转清单：duban reconcile {option(span)}"
        text = f"截至 {found.until} 不在办，不用结转"
        raise DubanError(*(Problem(Level.ERROR, "not-carried", f"{name} {text}", advice) for name in gone))
    return names


def _without_reason(context: Balancing, plan: Plan, found: Reconciliation) -> Iterator[Problem]:
    given = read_carries(context, plan.workspace, found.span)
    lacking = [each.item.task.id for each in carried(found.books, found.span, given) if each.ground is None]
    if lacking:
        named = "、".join(lacking[:MOST_NAMED]) + ("等" if len(lacking) > MOST_NAMED else "")
        text = f"{len(lacking)} 件在办的事项没有结转原因：{named}"
        advice = f"duban reconcile {option(found.span)} --carry {lacking[0]} --reason …"
        yield Problem(Level.ERROR, "no-carry-reason", text, advice)


def _without_names(options: CycleOptions, span: Span) -> Iterator[Problem]:
    wanted = (("--handed-by", "移交人", options.handed_by), ("--received-by", "接收人", options.received_by))
    lacking = [(word, who) for word, who, name in wanted if not (name or "").strip()]
    if lacking:
        text = f"年底交账要写明{'和'.join(who for _, who in lacking)}"
        asked = " ".join(f"{word} 姓名" for word, _ in lacking)
        yield Problem(
            Level.ERROR, "no-handover-names", text, f"duban reconcile {option(span)} --close {asked}"
        )


def _put_handover(
    plan: Plan, span: Span, event: PeriodClose, tasks: Iterable[Carried], options: CycleOptions
) -> None:
    """Write 交账.yaml: what is handed over, by whom and to whom."""
    record = HandOver(
        period=span.label,
        closed_at=event.recorded_at,
        on=event.on,
        ending=event.total.ending,
        carried=tuple(each.record for each in tasks),
        policies=event.policies,
        handed_by=_name(options.handed_by),
        received_by=_name(options.received_by),
        witness=_name(options.witness),
    )
    raw = raw_record(record)
    plan.check_texts({key: raw[key] for key in ("移交人", "接收人", "监交人") if key in raw}, "交账")
    put_record(plan, handover_path(plan.workspace, span), record)


def _name(typed: str | None) -> str | None:
    return " ".join(typed.split()) or None if typed else None
