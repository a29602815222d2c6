"""What every step of a reconciliation does alike: is the period still open, add to a journal of it, word the commit.

Fills a plan; everything is written by act.py.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from duban.act import Written
from duban.cli.framework.context import Balancing
from duban.cli.workflow.actions import commit_message, outcome
from duban.core.cases.closing import CLOSING
from duban.core.cases.unit_statement import UNIT_STATEMENT
from duban.core.engine.kind import Kind
from duban.core.model.record import Record, raw_record
from duban.core.model.terms import BookAction
from duban.core.periods.closings import Closings, option, refuse_closed
from duban.core.periods.spans import Span
from duban.core.statements.unit_journal import Answered, Sent, Settled, Signed, UnitPeriod
from duban.errors import refusal, refuse_errors
from duban.files.git.log import Message
from duban.files.workspace.period_files import journal_path, unit_path
from duban.files.yaml.writer import render_document
from duban.plan import Plan


def open_period(context: Balancing, plan: Plan, span: Span, what: str) -> None:
    """Raises DubanError where the period is closed, where its files cannot tell, or for a business date to come."""
    if context.on > context.today:
        text = f"业务日期 {context.on} 在今天（{context.today}）之后"
        raise refusal("future-date", text, "--on 写今天或以前的日期")
    closings, problems = plan.workspace.closings, plan.workspace.problems
    refuse_errors(each for each in problems if each.place and each.place.path.startswith(CLOSING.folder))
    refuse_closed(closings, span, what)


def refuse_settled(closings: Closings, span: Span, what: str) -> None:
    """Raises DubanError where the period is closed: then nothing of it moves with a unit."""
    closing = closings.closing(span)
    if closing is not None:
        advice = f"确要改动，先重开：duban reconcile {option(span)} --reopen --reason …"
        raise refusal("period-closed", f"{span.label} 已在 {closing.on} 结账，不能再{what}", advice)


def append(plan: Plan, span: Span, kind: Kind, *entries: Any) -> None:  # noqa: ANN401 - each kind has entries of its own
    """Add entries to the journal that a period has of a kind. Raises DubanError for what may not be written."""
    path = journal_path(plan.workspace, span, kind)
    touched = plan.open_journal(kind, path, kind.record(period=span.label))
    for entry in entries:
        plan.append(touched, entry, span.label)


def append_of_unit(plan: Plan, span: Span, unit: str, entry: Sent | Answered | Settled | Signed) -> None:
    """Add an entry to the journal of a unit, a new one where it has none. Raises as append."""
    if entry.on > plan.hand.today:
        text = f"日期 {entry.on} 在今天（{plan.hand.today}）之后"
        raise refusal("future-date", text, "--on 写今天或以前的日期")
    path = unit_path(plan.workspace, span, unit)
    touched = plan.open_journal(UNIT_STATEMENT, path, UnitPeriod(period=span.label, unit=unit))
    plan.append(touched, entry, unit)


def period_message(
    plan: Plan,
    action: BookAction,
    subject: str,
    span: Span,
    *,
    tasks: Iterable[str] = (),
    units: Iterable[str] = (),
) -> Message:
    """The commit message of a step, with trailers an audit can read; `tasks` are those that it speaks of."""
    written = (name for name, touched in plan.touched.items() if touched.events)
    named = (("Duban-Period", span.label), *(("Duban-Unit", unit) for unit in units))
    return commit_message(plan.hand, action.english, subject, dict.fromkeys((*tasks, *written)), *named)


def step_data(context: Balancing, span: Span, written: Written) -> dict[str, Any]:
    """What every step of a reconciliation says to programs."""
    return {"period": span.label, **outcome(context, written)}


def put_record(plan: Plan, path: Path, record: Record) -> None:
    """Write a file that is one record whole, over whatever stands there."""
    old = path.read_bytes() if path.is_file() else None
    plan.put(path, render_document(raw_record(record)).encode(), old)
