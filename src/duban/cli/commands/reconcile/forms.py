"""What `reconcile` shows of a period: its identity, and the form of its kind beside it.

Chooses and gathers; what stands in a form, views say.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from duban.cli.framework.context import Balancing
from duban.cli.framework.open_workspace import open_workspace
from duban.cli.framework.output import emit, show_problems
from duban.cli.workflow.period_books import read_balance
from duban.core.balance.handover import Carry, carried, carries_as_of
from duban.core.balance.inspection import Conclusion, conclusions_as_of
from duban.core.books.selection import unknown_people
from duban.core.cases.carry_over import CARRY_OVER
from duban.core.cases.conclusion import CONCLUSION
from duban.core.model.terms import Every
from duban.core.periods.closings import option
from duban.core.periods.spans import Span, span_of
from duban.core.statements.unit_journal import read_reply
from duban.files.workspace.period_files import read_handover, read_journal, read_journals
from duban.files.workspace.workspace import Workspace
from duban.views.footnotes import unread_files
from duban.views.model.sheet import Sheet
from duban.views.period.balance import View, balance_records, narrow_to, narrowed
from duban.views.period.balance_sheets import balance_sheets, ended, with_book_notes


class Form(NamedTuple):
    """What stands beside the identity: what --json gains by it, and the sheets in their order."""

    records: dict[str, Any]
    sheets: list[Sheet]


class Asked(NamedTuple):
    """What a form is made from."""

    context: Balancing
    workspace: Workspace
    view: View
    detail: bool
    summary: bool


def _dispatch(asked: Asked) -> Form:
    from duban.views.period.weekly_review import dispatch_records, dispatch_sheet

    view = asked.view
    sheet = with_book_notes(dispatch_sheet(view), view)
    return Form({"dispatch": dispatch_records(view)}, [sheet, *_detailed(asked)])


def _self_check(asked: Asked) -> Form:
    from duban.views.period.self_check import self_check_records, self_check_sheet

    view = asked.view
    sheet = with_book_notes(self_check_sheet(view), view)
    return Form({"self_check": self_check_records(view)}, [sheet, *_detailed(asked)])


def _detailed(asked: Asked) -> list[Sheet]:
    return balance_sheets(asked.view, detail=True) if asked.detail else []


def _quarter(asked: Asked) -> Form:
    sheets = balance_sheets(asked.view, detail=asked.detail)
    if not asked.summary:
        hint = f"与上季、去年同季比：duban reconcile {option(asked.view.found.span)} --summary"
        return Form({"summary": None}, [*sheets[:-1], replace(sheets[-1], notes=(*sheets[-1].notes, hint))])
    from duban.views.period.quarter_summary import summary_records, summary_sheet

    before, year_ago = (_other(asked, span) for span in _compared(asked.view.found.span))
    sheet = summary_sheet(asked.view, before, year_ago)
    return Form({"summary": summary_records(asked.view, before, year_ago)}, [*sheets, sheet])


def _compared(span: Span) -> tuple[Span, Span]:
    """The quarter before, and the same quarter of last year."""
    return span.previous(), span_of(span.kind, span.start.replace(year=span.start.year - 1))


def _other(asked: Asked, span: Span) -> View:
    view = asked.view
    found = read_balance(asked.context, asked.workspace, span)
    return narrow_to(found, view.units, view.ledgers, view.leader)


def _half(asked: Asked) -> Form:
    from duban.views.period.inspection import findings, findings_records, findings_sheet

    view = asked.view
    found = findings(view, read_conclusions(asked.context, asked.workspace, view.found.span))
    sheets = [*_identity(asked), findings_sheet(view, found)]
    return Form({"findings": findings_records(view, found)}, sheets)


def _identity(asked: Asked) -> list[Sheet]:
    """The identity alone; with --detail also how the units did, and all that opens into tasks."""
    sheets = balance_sheets(asked.view, detail=asked.detail)
    return sheets if asked.detail else sheets[:1]


def _year(asked: Asked) -> Form:
    from duban.views.period.handover import (
        carried_records,
        carried_sheet,
        carried_shown,
        handover_record,
        handover_sheet,
    )

    view, workspace = asked.view, asked.workspace
    span, closing = view.found.span, view.found.closing
    given = read_carries(asked.context, workspace, span)
    shown = carried_shown(view, carried(view.found.books, span, given))
    record = read_handover(workspace, span) if closing else None
    if record is not None and closing is not None and record.closed_at != closing.recorded_at:
        record = None
    last = carried_sheet(view, shown) if record is None else handover_sheet(view, record)
    records = {"carried": carried_records(shown), "handover": handover_record(record)}
    return Form(records, [*_identity(asked), last])


_FORMS: dict[Every, Callable[[Asked], Form]] = {
    Every.WEEK: _dispatch,
    Every.MONTH: _self_check,
    Every.QUARTER: _quarter,
    Every.HALF: _half,
    Every.YEAR: _year,
}


def read_conclusions(context: Balancing, workspace: Workspace, span: Span) -> dict[str, list[Conclusion]]:
    """The conclusions of a half year, by number, as the question sees them. Raises DubanError for a broken file."""
    journal = read_journal(workspace, span, CONCLUSION)
    return conclusions_as_of(journal, context.today, context.known)


def read_carries(context: Balancing, workspace: Workspace, span: Span) -> dict[str, Carry]:
    """The reasons given for a year, by task, as the question sees them. Raises DubanError for a broken file."""
    journal = read_journal(workspace, span, CARRY_OVER)
    return carries_as_of(journal, context.today, context.known)


Narrow = tuple[Sequence[str], Sequence[str], str | None]


def show_balance(
    context: Balancing, span: Span, narrow: Narrow, *, detail: bool, summary: bool = False
) -> int:
    """Show the books of a period with the form of its kind; a closed one as of its closing."""
    from duban.cli.framework.output import emit_sheets

    workspace = open_workspace(context)
    found = read_balance(context, workspace, span)
    units, ledgers, leader = narrow
    show_problems(unknown_people(found.books, leader, None))
    journals = read_journals(workspace, span, found.until)
    held = [read_reply(each, name, context.today, context.known) for name, each in journals.items()]
    replies = [each for each in held if each.answered or each.signed]
    view = narrowed(found, tuple(units), tuple(ledgers), leader, replies)
    form = _FORMS[view.found.span.kind](Asked(context, workspace, view, detail, summary))
    if context.as_json:
        emit(balance_records(view) | form.records, context)
    else:
        emit_sheets(ended(form.sheets, view), context)
    return int(bool(unread_files(found.books.unread)))
