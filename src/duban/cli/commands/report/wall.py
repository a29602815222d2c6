"""`report wall`: the wall chart, written to one HTML file.

Opens the books, calls the view, writes what the renderer gives; decides nothing. Exits 1 where files are missing.
"""

from pathlib import Path

from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.output import emit, say, show_problems
from duban.cli.framework.output_file import write_file
from duban.core.books.selection import NO_FILTERS, Filters, unknown_people
from duban.errors import Level, Problem, misuse
from duban.views.footnotes import unread_files
from duban.views.wall.record import board_record
from duban.views.wall.wall import wall

SUFFIXES = (".html", ".htm")
EXAMPLE = "duban report wall -o 挂图.html"


def write_wall(
    context: Context,
    path: Path | None,
    filters: Filters = NO_FILTERS,
    *,
    public: bool = False,
    force: bool = False,
) -> int:
    """Write the wall to `path`; with --json its figures and lines to standard output instead.

    Raises UsageError for a path that is no HTML file, DubanError where it cannot be written or the extra is missing.
    """
    if not context.as_json:
        path = checked_page(path, "挂图", EXAMPLE)
    if public and filters.leader is not None:
        text = "公开的挂图里没有领导姓名，不能按 --leader 筛选。"
        raise misuse("usage-public", text, "去掉 --leader，或者去掉 --public")
    books = open_books(context)
    show_problems(unknown_people(books, filters.leader, None))
    board = wall(books, filters, public=public)
    files = unread_files(books.unread)
    if context.as_json or path is None:
        emit(board_record(board), context)
    else:
        from duban.render.html.wall import render

        write_file(path, render(board).encode(), force=force)
        kind = "公开的挂图" if public else "挂图"
        say(f"已写入 {path}：{kind}，{len(board.lines)} 件事项。")
        if public and not board.lines:
            advice = "duban amend 编号 --public 是 --reason 原因"
            show_problems(
                [Problem(Level.NOTICE, "none-public", "没有一件事项标明公开，挂图是空的。", advice)]
            )
    show_problems(
        Problem(Level.ERROR, "unread-files", f"有 {len(files)} 个文件读不了，没有画进去。", "duban check")
        for _ in files[:1]
    )
    return int(bool(files))


def checked_page(path: Path | None, called: str, example: str) -> Path:
    """Where a web page is to go. Raises UsageError without one, and for a name that is no page's."""
    if path is None:
        raise misuse("usage-output", f"{called}是一个网页文件，要写明写到哪里。", example)
    if path.suffix.lower() not in SUFFIXES:
        raise misuse("usage-output", f"{called}只能写成网页（.html），不能写成“{path.name}”。", example)
    return path
