"""`quota`: who is behind with what a rule asks for so many times a period, by which clause; the year as a calendar.

Opens the books, calls the view, shows its answer.
"""

from typing import Annotated

import typer

from duban.cli.commands.quotas.meeting import PeriodWord, read_period
from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit
from duban.core.books.need import PRESENT
from duban.views.footnotes import unread_files
from duban.views.queries.cases.quotas import Wanted, quota_record, quota_sheet
from duban.views.queries.cases.standing_log import calendar_record, calendar_sheet


def quota(
    context: Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="谁", help="领导、企业、项目、单位，列出逐笔；不写看全部"),
    ] = None,
    *,
    period: PeriodWord = None,
    rule: Annotated[list[str] | None, option("--rule", "规则", "只看这条规则的")] = None,
    behind: Annotated[bool, switch("--behind", "只看期满没有完成的、慢于平均进度的、缺期的")] = False,
    calendar: Annotated[bool, switch("--calendar", "一年的义务按月排：哪天到期、谁的、办了没有")] = False,
) -> int:
    """定额：一线办公多少天、走访几次、会议开了几期，依据哪一条，计了哪几笔，还差多少。哪一天都可以问（--today）。

    定额到期满那天才知道完成没有；没有到期的，说还差多少、每月还要多少。例：duban quota 赵刚；duban quota --behind
    """
    books = open_books(context, PRESENT)
    span = read_period(context, period)
    if calendar:
        emit(calendar_record(books, span) if context.as_json else calendar_sheet(books, span), context)
    else:
        wanted = Wanted(span, tuple(names or ()), tuple(rule or ()), behind)
        emit(quota_record(books, wanted) if context.as_json else quota_sheet(books, wanted), context)
    return int(bool(unread_files(books.unread)))
