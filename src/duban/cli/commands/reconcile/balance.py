"""The books of a period for the commands that need them: read as of its last day, with the opening that a closing left.

Opens and shows; writes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from duban.cli.framework.context import Balancing, Context
from duban.cli.framework.open_workspace import open_workspace
from duban.cli.framework.output import emit, show_problems
from duban.core.balance.identity import Reconciliation, reconcile
from duban.core.books.selection import unknown_people
from duban.core.periods.spans import Span
from duban.core.statements.unit_journal import read_reply
from duban.files.workspace.period_files import read_journals, read_opening
from duban.files.workspace.workspace import Workspace
from duban.views.footnotes import unread_files
from duban.views.period.balance import balance_records, narrowed
from duban.views.period.balance_sheets import ended

Narrow = tuple[Sequence[str], Sequence[str], str | None]


def show_balance(
    context: Balancing, span: Span, narrow: Narrow, *, detail: bool, summary: bool = False
) -> int:
    """Show the books of a period with the form of its kind; a closed one as of its closing."""
    from duban.cli.commands.queries import emit_sheets
    from duban.cli.commands.reconcile.forms import Asked, form_of

    workspace = open_workspace(context)
    found = read_balance(context, workspace, span)
    units, ledgers, leader = narrow
    show_problems(unknown_people(found.books, leader, None))
    journals = read_journals(workspace, span, found.until)
    replies = [read_reply(held, name, context.today, context.known) for name, held in journals.items()]
    view = narrowed(found, tuple(units), tuple(ledgers), leader, replies)
    form = form_of(Asked(context, workspace, view, detail, summary))
    if context.as_json:
        emit(balance_records(view) | form.records, context)
    else:
        emit_sheets(ended(form.sheets, view), context)
    return int(bool(unread_files(found.books.unread)))


def read_balance(
    context: Context, workspace: Workspace, span: Span, known: datetime | None = None
) -> Reconciliation:
    """The books of a period, of its last day or today; as known at `known`, when asked for, or at its closing."""
    closings = workspace.closings.as_of(context.today, context.known)
    closing = closings.closing(span)
    moment = known or context.known or (closing.recorded_at if closing else None)
    books = workspace.books(min(span.end, context.today), moment)
    held = closings.as_of(context.today, closing.recorded_at) if closing else closings
    found = reconcile(books, span, read_opening(workspace, held.before(span)), closing)
    period = closings.by_label.get(span.label)
    return replace(found, history=period.journal if period else ())
