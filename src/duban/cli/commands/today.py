"""`duban today`: what waits for the office on one screen.

Opens the books, calls the view, shows its answer.
"""

from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.output import emit, show_problems
from duban.cli.options.filter_options import ClerkOption, LeaderOption, UnitOption
from duban.cli.options.task_options import together
from duban.core.books.need import PRESENT
from duban.core.books.selection import Filters, find_matching, unknown_people
from duban.views.footnotes import closing_problems, unread_files
from duban.views.queries.overdue import DutyFilter
from duban.views.reports.today import today_records, today_sheet, waiting


def today(
    context: Context,
    *,
    unit: UnitOption = None,
    leader: LeaderOption = None,
    clerk: ClerkOption = None,
) -> int:
    """今天要办的：逾期和到期、待签收、待核验、待销号、待批件、退件和要协调的、督查、没有音讯的、本室自己的，一屏看完，每件写着命令。"""
    books = open_books(context, PRESENT)
    units, who, whose = tuple(unit or ()), together(leader), together(clerk)
    show_problems(unknown_people(books, who, whose))
    filters = Filters(units=units, leader=who, clerk=whose, open_only=True)
    wanted = DutyFilter(units=units, leader=who, clerk=whose)
    found = waiting(books, find_matching(books, filters), wanted)
    emit(today_records(books, found) if context.as_json else today_sheet(books, found), context)
    if context.as_json:
        show_problems(closing_problems(books))
    return int(bool(unread_files(books.unread)))
