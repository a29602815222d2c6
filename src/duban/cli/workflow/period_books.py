"""The books of a period: read as of its last day or its closing, with the opening that the closing before left.

Opens nothing but what it is handed; shows and writes nothing.
"""

from datetime import datetime

from msgspec.structs import replace

from duban.cli.framework.context import Context
from duban.core.balance.identity import Reconciliation, reconcile
from duban.core.books.need import since
from duban.core.periods.spans import Span
from duban.files.workspace.period_files import read_opening
from duban.files.workspace.workspace import Workspace


def read_balance(
    context: Context, workspace: Workspace, span: Span, known: datetime | None = None
) -> Reconciliation:
    """The books of a period, of its last day or today; as known at `known`, when asked for, or at its closing."""
    closings = workspace.closings.as_of(context.today, context.known)
    closing = closings.closing(span)
    moment = known or context.known or (closing.recorded_at if closing else None)
    books = workspace.books(min(span.end, context.today), moment, since(span.start))
    held = closings.as_of(context.today, closing.recorded_at) if closing else closings
    found = reconcile(books, span, read_opening(workspace, held.before(span)), closing)
    period = closings.by_label.get(span.label)
    return replace(found, history=period.journal if period else ())
