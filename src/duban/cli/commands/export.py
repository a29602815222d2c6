"""`export`: flat tables for programs (CSV, JSON, Parquet), due days for calendars (iCalendar).

Thin: filters in, a table or an agenda out, in the form that was asked for. Writes only the file of -o.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from duban.cli.framework.context import Context
from duban.cli.framework.extras import need_extra
from duban.cli.framework.open_workspace import open_books
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import show_problems, to_json
from duban.cli.framework.output_file import write_file
from duban.cli.options.filter_options import FILTER, LeaderOption, LedgerOption, UnitOption
from duban.cli.options.task_options import together
from duban.core.books.books import Books
from duban.core.books.selection import Filters, unknown_people
from duban.core.model.terms import Status
from duban.errors import misuse
from duban.render.text.escape import visible
from duban.views.export.agenda import agenda
from duban.views.export.tables import Subject
from duban.views.export.tables import export as export_table
from duban.views.footnotes import closing_problems, unread_files

AHEAD = 3
"""Working days before a due day on which a calendar reminds, unless told otherwise."""
FORM = "格式"


class Form(StrEnum):
    """What is written."""

    ICS = "ics"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def export(
    context: Context,
    ics: Annotated[bool, switch("--ics", "日历：时限、节点、定期报告，带提醒", FORM)] = False,
    csv: Annotated[bool, switch("--csv", "CSV，供程序读取", FORM)] = False,
    parquet: Annotated[bool, switch("--parquet", "Parquet，供统计软件读取", FORM)] = False,
    table: Annotated[
        Subject | None,
        option(
            "--table",
            "表",
            "tasks 事项（默认）、events 流水、duties 时限义务、cases 督查约谈等、scores 考核成绩",
            FORM,
        ),
    ] = None,
    ahead: Annotated[
        int | None, option("--ahead", "天数", "日历提前几个工作日提醒，默认 3", FORM, min=0, max=250)
    ] = None,
    output: Annotated[
        Path | None, option("--output -o", "文件", "写进这个文件，后缀定格式；不写就输出到屏幕")
    ] = None,
    force: Annotated[bool, switch("--force", "文件已经有了也覆盖")] = False,
    unit: UnitOption = None,
    leader: LeaderOption = None,
    ledger: LedgerOption = None,
    status: Annotated[list[Status] | None, option("--status", "状态", "只要这种状态的", FILTER)] = None,
) -> int:
    """导出：--ics 给日历软件，--csv、--json、--parquet 给程序。

    表里的列名和各类用词是英文，每一列的意思见 docs/export.md。给人看的表用 duban list。
    """
    asked = {Form.ICS: ics, Form.CSV: csv, Form.JSON: context.as_json, Form.PARQUET: parquet}
    form = _form([each for each, given in asked.items() if given], output)
    if form is Form.ICS and table is not None:
        raise misuse("usage-table", "--ics 没有 --table：日历里只有日子。", "去掉 --table，或改用 --csv")
    if form is not Form.ICS and ahead is not None:
        raise misuse("usage-ahead", "--ahead 只和 --ics 一起用。", "去掉 --ahead，或改用 --ics")
    if form is Form.PARQUET:
        need_extra("pyarrow", "parquet", "写 Parquet ")
        if output is None and sys.stdout.isatty():
            raise misuse("usage-binary", "Parquet 不是文字，不能显示在屏幕上。", "-o 文件.parquet")
    filters = Filters(
        units=tuple(unit or ()),
        leader=together(leader),
        ledgers=tuple(ledger or ()),
        statuses=tuple(status or ()),
    )
    books = open_books(context)
    show_problems(unknown_people(books, filters.leader, None))
    if form is Form.ICS:
        from duban.render.data.icsfile import render

        days = agenda(books, AHEAD if ahead is None else ahead, filters)
        data, count = render(days, context.now()), f"{len(days.appointments)} 个日子"
    else:
        data, count = _table_bytes(books, form, table or Subject.TASKS, filters)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        write_file(output, data, force=force)
        sys.stderr.write(f"{visible(f'已写入 {output}：{count}')}\n")
    return _closed(books)


def _closed(books: Books) -> int:
    """1 when files are missing from the answer: they are named on standard error, for the answer is for programs."""
    show_problems(closing_problems(books))
    return int(bool(unread_files(books.unread)))


def _form(named: list[Form], output: Path | None) -> Form:
    """The one form that was asked for, by an option or by the suffix of the file."""
    by_suffix = {f".{each}": each for each in Form}
    suffix = output.suffix.lower() if output else ""
    if not named and suffix in by_suffix:
        named = [by_suffix[suffix]]
    if len(named) == 1:
        if named[0] is not by_suffix.get(suffix, named[0]):
            said = f"格式 {named[0]} 和文件 {output} 的后缀不一样。"
            raise misuse("usage-form", said, f"后缀和 --{named[0]} 写成一种，或只写 -o")
        return named[0]
    said = "一次只能导出一种格式。" if named else "没有写导出成什么。"
    raise misuse(
        "usage-form", said, "--ics、--csv、--json、--parquet 里选一个，或用 -o 的后缀，如 -o 台账.csv"
    )


def _table_bytes(books: Books, form: Form, subject: Subject, filters: Filters) -> tuple[bytes, str]:
    from duban.render.data.flat_table import render_csv, render_parquet

    table = export_table(books, subject, filters)
    match form:
        case Form.CSV:
            data = render_csv(table).encode()
        case Form.PARQUET:
            data = render_parquet(table)
        case _:
            data = to_json(table.records()).encode()
    return data, f"{len(table.rows)} 行"
