"""`inspect days`: on how many days of a month the office was on site, against the policy's number.

Opens the books, calls the view, shows its answer.
"""

from typing import Annotated

from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.option_types import option
from duban.cli.framework.output import emit
from duban.core.books.need import PRESENT
from duban.core.model.terms import Every
from duban.core.periods.spans import Span, read_span, span_of
from duban.errors import misuse
from duban.views.footnotes import unread_files
from duban.views.queries.cases.site_days import days_record, days_sheet, site_days_of


def days(
    context: Context,
    *,
    month: Annotated[
        str | None, option("--month", "月", "哪个月，如 2026-03，默认本月；也可以是一季、一年")
    ] = None,
) -> int:
    """现场天数：一月里有几天到了现场（同一天去几处算一天），各次督查、各人几天，和制度要的天数比。"""
    books = open_books(context, PRESENT)
    seen = site_days_of(books, _span(context, month))
    emit(days_record(books, seen) if context.as_json else days_sheet(books, seen), context)
    return int(bool(unread_files(books.unread)))


def _span(context: Context, word: str | None) -> Span:
    if word is None:
        return span_of(Every.MONTH, context.today)
    span = read_span(word, context.today)
    if span is None:
        raise misuse("usage-period", f"“{word}”不是一期。", "写成 2026-03")
    return span
