"""结账 and 重开: closes the books of a period for the whole workspace, or opens a closed one again.

Gathers what the closing keeps; whether it may be made says core/periods/closings.py, everything is written by act.py.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from duban.cli.commands.reconcile.period_journal import append, period_message, put_record, step_data
from duban.cli.commands.reconcile.unit_books import find_outstanding, outstanding_problems
from duban.cli.framework.context import Balancing
from duban.cli.framework.open_workspace import open_files
from duban.cli.framework.output import say
from duban.cli.workflow.actions import act, common, tell
from duban.cli.workflow.period_books import read_balance
from duban.core.balance.closing_page import page_of, policy_hashes
from duban.core.balance.identity import Reconciliation, books_digest
from duban.core.cases.closing import CLOSING
from duban.core.model.terms import BookAction
from duban.core.periods.chain import last_link
from duban.core.periods.closings import (
    METHOD,
    PeriodClose,
    PeriodReopen,
    option,
    refuse_closing,
    refuse_reopening,
)
from duban.core.periods.spans import Span
from duban.errors import DubanError, Level, Problem, misuse, refuse_errors
from duban.files.git.log import Message
from duban.files.workspace.period_files import page_path
from duban.plan import Plan
from duban.replay.witness import code_now, foot_of

CLOSED, REOPENED = "结账", "重开"

Bar = Callable[[Balancing, Plan, Reconciliation], Iterable[Problem]]
"""What stands against a closing: errors bar it, unless it is forced; notices are told."""
Extra = Callable[[Balancing, Plan, Reconciliation, PeriodClose], None]
"""What a closing writes beside its journal and its page, in the same commit."""


class Hooks(NamedTuple):
    """What closing a period of one kind asks and writes beside what every closing does."""

    bars: tuple[Bar, ...] = ()
    extras: tuple[Extra, ...] = ()


NO_HOOKS = Hooks()


def close_period(context: Balancing, span: Span, forced: str | None, hooks: Hooks = NO_HOOKS) -> int:
    """Close the books of a period. Raises DubanError while something stands against it and no reason is given."""
    made: list[PeriodClose] = []

    def prepare(plan: Plan) -> Message:
        workspace = plan.workspace
        refuse_closing(workspace.closings, span, context.today)
        found = read_balance(context, workspace, span, plan.hand.moment)
        refuse_errors(found.books.unread)
        against = find_outstanding(workspace, found)
        held = [*outstanding_problems(span, against)] if against else []
        held += [each for bar in hooks.bars for each in bar(context, plan, found)]
        _heed(plan, held, forced)
        event = PeriodClose(
            **common(plan, context) | {"on": context.today},
            total=found.total.figures,
            digest=books_digest(found.books),
            policies=policy_hashes(found.books.policies, span),
            forced=forced,
            open_differences=tuple(dict.fromkeys(case.difference.number for case in against.cases)),
            unsigned=against.unsigned,
            method=METHOD,
            code=code_now(workspace),
            before=last_link(workspace.closings),
        )
        made.append(event)
        append(plan, span, CLOSING, event)
        put_record(plan, page_path(plan.workspace, span), page_of(found, event))
        for extra in hooks.extras:
            extra(context, plan, found, event)
        return period_message(plan, BookAction.CLOSE_PERIOD, f"{CLOSED} {span.label}", span)

    written = act(context, prepare)
    code = code_now(open_files(context)) if written.commit else None
    data = step_data(context, span, written) | {"closing": made[0], "books_code": code}
    told = tell(context, f"{CLOSED} {span.label}：期末在办 {made[0].total.ending} 件", written, data)
    if written.commit and not context.as_json:
        say(foot_of(code))
    return told


def reopen_period(context: Balancing, span: Span, reason: str | None) -> int:
    """Open a closed period again; the closing stays in its journal for ever. Raises DubanError where it may not be."""
    if reason is None or not reason.strip():
        text = "重开要写明原因。"
        raise misuse("usage-reason", text, f"duban reconcile {option(span)} --reopen --reason …")
    why = reason.strip()

    def prepare(plan: Plan) -> Message:
        refuse_reopening(plan.workspace.closings, span)
        plan.check_texts({"原因": why}, REOPENED)
        said = common(plan, context) | {"on": context.today, "before": last_link(plan.workspace.closings)}
        append(plan, span, CLOSING, PeriodReopen(**said, reason=why))
        return period_message(plan, BookAction.REOPEN_PERIOD, f"{REOPENED} {span.label}", span)

    written = act(context, prepare)
    data = step_data(context, span, written)
    return tell(context, f"{REOPENED} {span.label}", written, data)


def _heed(plan: Plan, problems: Iterable[Problem], forced: str | None) -> None:
    """What stands against a closing bars it, or where it is forced is told."""
    held = list(problems)
    if forced is None and any(each.level is Level.ERROR for each in held):
        raise DubanError(*held)
    plan.notices += [replace(each, level=Level.NOTICE) for each in held]
