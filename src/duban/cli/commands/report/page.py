"""`report page`: the page of one leader, written to one HTML file that a phone opens.

Opens the books, calls the view, writes what the renderer gives; decides nothing. Exits 1 where files are missing.
"""

from pathlib import Path

from duban.cli.commands.report.wall import checked_page
from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.framework.output_file import write_file
from duban.core.books.selection import unknown_people
from duban.views.footnotes import closing_problems, unread_files
from duban.views.reports.leader_page import EXAMPLE, FOLDED, leader_page, one_leader, page_record


def write_page(context: Context, path: Path | None, leader: str | None, *, force: bool = False) -> int:
    """Write the page to `path`; with --json what it holds to standard output instead.

    Raises UsageError for a path that is no HTML file and for none or several leaders, DubanError where it cannot be
    written.
    """
    if not context.as_json:
        path = checked_page(path, "领导页", EXAMPLE)
    books = open_books(context)
    name = one_leader(books, leader)
    show_problems(unknown_people(books, name, None))
    sheet = leader_page(books, name)
    if context.as_json or path is None:
        emit(page_record(books, name, sheet), context)
    else:
        from duban.render.html.cards import render

        write_file(path, render(sheet, FOLDED).encode(), force=force)
        total = sheet.tables[0].rows[0][-1].value
        say(f"已写入 {path}：{name}的领导页，{total} 件事项。")
    show_problems(closing_problems(books))
    return int(bool(unread_files(books.unread)))
