"""What `reconcile` shows of each kind of period beside its identity: the cycle's own forms, and the steps they add.

Chooses and gathers; what stands in a form, views say.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, NamedTuple

import typer

from duban.cli.commands.reconcile.balance import read_balance
from duban.cli.framework.context import Balancing
from duban.cli.options.task_options import offer_tasks
from duban.core.balance.handover import Carry, CarryJournal, HandOver, carried, carries_as_of
from duban.core.balance.inspection import Conclusion, InspectionJournal, conclusions_as_of
from duban.core.model.terms import Every
from duban.core.periods.closings import option
from duban.core.periods.spans import Span, span_of
from duban.errors import misuse
from duban.files.workspace.period_files import CARRIES, HANDOVER, INSPECTION, read_form
from duban.files.workspace.workspace import Workspace
from duban.views.model.sheet import Sheet
from duban.views.period.balance import View, narrow_to
from duban.views.period.balance_sheets import balance_sheets, with_book_notes

INSPECTING, HANDING_OVER = "半年查账", "年底交账"


@dataclass(frozen=True, kw_only=True)
class CycleOptions:
    """The options of `reconcile` that belong to one kind of period only."""

    summary: Annotated[bool, typer.Option("--summary", help="季汇总：与上季、去年同季比")] = False
    conclude: Annotated[
        list[str] | None,
        typer.Option("--conclude", metavar="项", rich_help_panel=INSPECTING, help="给清单上的这一项写结论"),
    ] = None
    result: Annotated[
        str | None, typer.Option("--result", metavar="结论", rich_help_panel=INSPECTING, help="结论是什么")
    ] = None
    carry: Annotated[
        list[str] | None,
        typer.Option(
            "--carry",
            metavar="编号",
            rich_help_panel=HANDING_OVER,
            help="这件结转下年，写 --reason",
            autocompletion=offer_tasks,
        ),
    ] = None
    due_on: Annotated[
        date | None,
        typer.Option("--due-on", metavar="日期", rich_help_panel=HANDING_OVER, help="结转的新时限，记作延期"),
    ] = None
    handed_by: Annotated[
        str | None,
        typer.Option("--handed-by", metavar="姓名", rich_help_panel=HANDING_OVER, help="结账时：移交人"),
    ] = None
    received_by: Annotated[
        str | None,
        typer.Option("--received-by", metavar="姓名", rich_help_panel=HANDING_OVER, help="结账时：接收人"),
    ] = None
    witness: Annotated[
        str | None,
        typer.Option("--witness", metavar="姓名", rich_help_panel=HANDING_OVER, help="结账时：监交人"),
    ] = None

    @property
    def steps(self) -> dict[str, bool]:
        """The steps that these options ask for, by the word of the command line."""
        return {"--conclude": bool(self.conclude), "--carry": bool(self.carry)}


_WANTED = (
    ("--summary", "summary", "", Every.QUARTER),
    ("--conclude", "conclude", "", Every.HALF),
    ("--result", "result", "--conclude", Every.HALF),
    ("--carry", "carry", "", Every.YEAR),
    ("--due-on", "due_on", "--carry", Every.YEAR),
    ("--handed-by", "handed_by", "--close", Every.YEAR),
    ("--received-by", "received_by", "--close", Every.YEAR),
    ("--witness", "witness", "--close", Every.YEAR),
)
"""Each option, its name, the step that it belongs to, the kind of period that it is for."""


def refuse_stray(options: CycleOptions, span: Span, step: str, today: date) -> None:
    """Raises UsageError for an option that means nothing here: of another kind of period, or of another step."""
    for word, name, wanted, every in _WANTED:
        if not getattr(options, name):
            continue
        if span.every is not every:
            example = option(span_of(every, today).previous())
            raise misuse(
                "usage-kind",
                f"{word} 是{_NAMES[every]}用的，{span.label} 不是。",
                f"duban reconcile {example} {word} …",
            )
        if wanted and step != wanted:
            raise misuse(
                "usage-steps",
                f"{word} 和 {wanted} 一起用。",
                f"duban reconcile {option(span)} {wanted} … {word} …",
            )


_NAMES = {Every.QUARTER: "季度对账", Every.HALF: "半年查账", Every.YEAR: "年底交账"}


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


def form_of(asked: Asked) -> Form:
    """The form of this kind of period."""
    return _FORMS[asked.view.found.span.kind](asked)


def _dispatch(asked: Asked) -> Form:
    from duban.views.period.weekly_review import dispatch_records, dispatch_sheet

    view = asked.view
    return Form(
        {"dispatch": dispatch_records(view)}, [with_book_notes(dispatch_sheet(view), view), *_detailed(asked)]
    )


def _self_check(asked: Asked) -> Form:
    from duban.views.period.self_check import self_check_records, self_check_sheet

    view = asked.view
    return Form(
        {"self_check": self_check_records(view)},
        [with_book_notes(self_check_sheet(view), view), *_detailed(asked)],
    )


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
    record = read_form(workspace, span, HANDOVER, HandOver) if closing else None
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
    journal = read_form(workspace, span, INSPECTION, InspectionJournal)
    return conclusions_as_of(journal, context.today, context.known)


def read_carries(context: Balancing, workspace: Workspace, span: Span) -> dict[str, Carry]:
    """The reasons given for a year, by task, as the question sees them. Raises DubanError for a broken file."""
    journal = read_form(workspace, span, CARRIES, CarryJournal)
    return carries_as_of(journal, context.today, context.known)
