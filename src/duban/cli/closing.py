"""结账 and 重开: closes the books of a period for the whole workspace, or opens a closed one again.

Gathers what the closing keeps; whether it may be made says core/closing.py, everything is written by act.py.
"""

from typing import Any

from duban.act import JOURNAL, Plan, Written
from duban.cli.acting import act, tell
from duban.cli.balance import read_balance
from duban.cli.context import Balancing
from duban.core.closing import (
    ClosingJournal,
    ClosingPage,
    PeriodClose,
    PeriodReopen,
    option,
    refuse_closing,
    refuse_reopening,
)
from duban.core.page import page_of, policy_hashes
from duban.core.periods import Span
from duban.core.reconcile import books_digest
from duban.core.record import raw_record
from duban.errors import DubanError, Level, misuse
from duban.files.gitlog import Message
from duban.files.reconciliations import closing_path, page_path
from duban.files.records import read_data
from duban.files.yamledit import append_to_list
from duban.files.yamltext import render_document, render_item

CLOSED, REOPENED = "结账", "重开"


def close_period(context: Balancing, span: Span, forced: str | None) -> int:
    """Close the books of a period. Raises DubanError while something stands against it and no reason is given."""
    made: list[PeriodClose] = []

    def prepare(plan: Plan) -> Message:
        workspace = plan.workspace
        refuse_closing(workspace.closings, span, context.today)
        found = read_balance(context, workspace, span, plan.hand.moment)
        broken = [problem for problem in found.books.unread if problem.level is Level.ERROR]
        if broken:
            raise DubanError(*broken)
        event = PeriodClose(
            on=context.today,
            recorded_at=plan.hand.moment,
            by=plan.hand.actor,
            total=found.total.figures,
            digest=books_digest(found.books),
            policies=policy_hashes(found.books.policies, span),
            forced=forced,
        )
        made.append(event)
        _append(plan, span, event)
        _put_page(plan, span, page_of(found, event))
        return _message(plan, CLOSED, "close_period", span)

    written = act(context, prepare)
    data = _data(context, span, written) | {"closing": made[0]}
    return tell(context, f"{CLOSED} {span.label}：期末在办 {made[0].total.ending} 件", written, data)


def reopen_period(context: Balancing, span: Span, reason: str | None) -> int:
    """Open a closed period again; the closing stays in its journal for ever. Raises DubanError where it may not be."""
    if reason is None or not reason.strip():
        raise misuse(
            "usage-reason", "重开要写明原因。", f"duban reconcile {option(span)} --reopen --reason …"
        )
    why = reason.strip()

    def prepare(plan: Plan) -> Message:
        refuse_reopening(plan.workspace.closings, span)
        plan.check_texts({"原因": why}, REOPENED)
        _append(
            plan,
            span,
            PeriodReopen(on=context.today, recorded_at=plan.hand.moment, by=plan.hand.actor, reason=why),
        )
        return _message(plan, REOPENED, "reopen_period", span)

    written = act(context, prepare)
    data = _data(context, span, written)
    return tell(context, f"{REOPENED} {span.label}", written, data)


def _data(context: Balancing, span: Span, written: Written) -> dict[str, Any]:
    """What every step of a reconciliation says to programs."""
    return {
        "period": span.label,
        "commit": written.commit,
        "dry_run": context.dry_run,
        "paths": written.paths,
    }


def _append(plan: Plan, span: Span, event: PeriodClose | PeriodReopen) -> None:
    path = closing_path(plan.workspace, span)
    old = path.read_bytes() if path.is_file() else None
    if old is None:
        raw = raw_record(ClosingJournal(period=span.label, journal=(event,)))
        new = render_document(raw)
    else:
        raw = raw_record(ClosingJournal(period=span.label, journal=(event,)))[JOURNAL][0]
        new = append_to_list(old.decode(), JOURNAL, [render_item(raw)])
    record, problems = read_data(new.encode(), plan.workspace.label(path), ClosingJournal)
    if record is None:
        raise DubanError(*problems)
    plan.put(path, new.encode(), old)


def _put_page(plan: Plan, span: Span, page: ClosingPage) -> None:
    path = page_path(plan.workspace, span)
    old = path.read_bytes() if path.is_file() else None
    plan.put(path, render_document(raw_record(page)).encode(), old)


def _message(plan: Plan, word: str, action: str, span: Span) -> Message:
    trailers = (
        ("Duban-Action", action),
        ("Duban-Period", span.label),
        ("Duban-Actor", plan.hand.actor),
        ("Duban-Recorded", plan.hand.moment.isoformat()),
    )
    return Message(f"{word} {span.label}", trailers=trailers)
