"""The reader of spreadsheets: bytes of an .xlsx or a text table in, drafts and problems out.

Pure: no disk, no clock, no ledger; openpyxl is imported only for a workbook.
"""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from duban.core.grammar.typed import years_in
from duban.errors import Level, Problem
from duban.importers.drafts.draft import Draft, Imported, drafts_json
from duban.importers.formats.delimited import read_text
from duban.importers.formats.detect import OLE, ZIP
from duban.importers.formats.grid import Grid, Row, refuse, some_of
from duban.importers.grammar.deadlines import Clock, common_deadline, parse_deadline
from duban.importers.grammar.headings import fold_heading, read_map
from duban.importers.tables.column_roles import lay_out
from duban.importers.tables.draft_rows import Table, draft_of, year_beside
from duban.importers.tables.header import Header, find_tables, find_title, says_first_leads, year_told
from duban.importers.tables.rows import data_rows, gather

__all__ = ["drafts_json", "open_grids", "read_table"]

_LISTED = 12


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What one sheet gave."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    title: str
    year: int | None
    headings: dict[str, str]


def read_table(  # noqa: PLR0913 -- each is an option of the command
    data: bytes,
    name: str,
    *,
    columns: Mapping[str, str] | None = None,
    year: int | None = None,
    first_leads: bool = False,
    hidden: bool = False,
    clock: Clock | None = None,
) -> Imported:
    """Read the tasks of a spreadsheet; `name` is the file's name, for messages only.

    `columns` maps headings to fields (Python name or official term; 忽略 leaves a column out) and wins over
    the table. `year` is taken for deadlines without one, else the year of the titles. With `first_leads` the
    first of several units without a marked lead becomes the lead; `hidden` reads hidden sheets too; `clock` has
    the day of receipt and the calendar for 收到后5个工作日内. Nothing is raised
    for bad data: every trouble is a problem, and one of level error means that the import must not go on.
    """
    known, trouble = read_map(columns or {})
    grids, problems = open_grids(data, name, known, hidden=hidden)
    if not grids:
        refused = any(problem.level is Level.ERROR for problem in problems)
        return Imported(problems=(*trouble, *problems, *(() if refused else (_nothing(name),))))
    found = [pair for grid in grids for pair in find_tables(grid, known)]
    headed = [(grid, header) for grid, header in found if header is not None]
    trouble = (*trouble, *problems, *_unmatched(columns or {}, [header for _, header in headed]))
    if not headed:
        return Imported(problems=(*trouble, _no_header(grids)))
    tables = [(grid, header) for grid, header in headed if header.lists_tasks] or headed
    trouble += tuple(
        _passed_over(grid, header)
        for grid, header in found
        if (grid, header) not in tables and any(grid.titled())
    )
    lines = (cell.text for grid in grids for row in grid.rows for _, cell in row.own())
    first_leads = first_leads or says_first_leads(lines)
    years = {told for grid, header in tables if (told := year_told(grid, header)) is not None}
    else_year = years.pop() if len(years) == 1 else None
    sheets = [
        read_sheet(grid, header, year, first_leads=first_leads, else_year=else_year, clock=clock)
        for grid, header in tables
    ]
    headings: dict[str, str] = {}
    for sheet in sheets:
        headings |= sheet.headings
    title = next((sheet.title for sheet in sheets if sheet.title), "")
    drafts = tuple(
        replace(draft, source_name=sheet.title) if sheet.title != title and not draft.source_name else draft
        for sheet in sheets
        for draft in sheet.drafts
    )
    trouble += tuple(problem for sheet in sheets for problem in sheet.problems)
    if not drafts and not any(problem.level is Level.ERROR for problem in trouble):
        message = "找到了表头，但下面没有一行是任务。"
        trouble += (refuse(name, "no-tasks", message, "请看表头是否认对了，必要时用 --map 列名=字段 指明。"),)
    return Imported(
        drafts=drafts,
        problems=trouble,
        title=title,
        year=next((sheet.year for sheet in sheets if sheet.year is not None), year),
        headings=headings,
    )


def open_grids(
    data: bytes, name: str, known: Iterable[str], *, hidden: bool = False
) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The tables of a file, told by its first bytes and not by its name."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        return (), (_nothing(name),)
    if data.startswith(ZIP):
        from duban.importers.formats.excel import read_workbook

        return read_workbook(data, name, hidden=hidden)
    if (problem := _not_a_table(data, name)) is not None:
        return (), (problem,)
    return read_text(data, name, known)


def _not_a_table(data: bytes, name: str) -> Problem | None:
    again = "请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            advice = "请在 Excel 中去掉密码，另存后再导入。"
            return refuse(name, "encrypted", "工作簿加了密码，读不出来。", advice)
        return refuse(name, "wrong-format", "这是旧的 .xls（或 .doc）格式。", again)
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    kinds = (
        ((b"%pdf",), "这是 PDF 文件，不是表格。", "请把表格复制到 Excel，另存为 .xlsx。"),
        ((b"{\\rtf",), "这是 RTF 文档，不是表格。", "请把表格复制到 Excel，另存为 .xlsx。"),
        (
            (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta"),
            "这是网页格式（有些系统导出的 .xls 其实是网页）。",
            again,
        ),
    )
    for starts, message, advice in kinds:
        if head.startswith(starts):
            return refuse(name, "wrong-format", message, advice)
    return None


def _nothing(name: str) -> Problem:
    return refuse(name, "file-empty", "文件里没有可读的内容。", "请看是不是选错了文件，或工作表都隐藏了。")


def _no_header(grids: tuple[Grid, ...]) -> Problem:
    """The problem where no sheet has a known header: shows the first row and how to name its columns."""
    grid = next((grid for grid in grids if any(grid.titled())), None)
    if grid is None:
        return _nothing(grids[0].path)
    row = next(row for _, row in grid.titled())
    message = "找不到表头：没有一行里有两个以上认得的列名。"
    advice = (
        "认得的列名如：序号、工作任务、牵头单位、配合单位、责任单位、完成时限；"
        "别的列名用 --map 列名=字段 指明，如 --map 内容=事项。"
    )
    return grid.error("header-missing", message, advice, row)


def _passed_over(grid: Grid, header: Header | None) -> Problem:
    where = f"工作表“{grid.sheet}”" if grid.sheet else "表格"
    if header is None:
        message = f"{where}里找不到表头，没有导入。"
        row = None
    else:
        row = grid.rows[header.last]
        message = f"{where}第{row.number}行起的一张表没有写要办什么、由谁办或什么时候办，没有导入。"
    return grid.notice("sheet-skipped", message, "如果里面有任务，请补上表头或用 --map 指明列名。", row)


def _unmatched(columns: Mapping[str, str], headers: list[Header]) -> tuple[Problem, ...]:
    """The column names of --map that no header has, each with the nearest one that is there."""
    names = [part for header in headers for heading in header.headings for part in heading.text.split("/")]
    folded = {fold_heading(name) for name in names}
    problems = []
    for column in columns:
        if headers and fold_heading(column) not in folded:
            near = difflib.get_close_matches(column, names, n=1, cutoff=0.2)
            advice = f"最接近的列名是“{near[0]}”。" if near else f"表里的列名：{'、'.join(names[:_LISTED])}。"
            message = f"--map 里的列名“{column}”不在表头里。"
            problems.append(Problem.error("map-heading-missing", message, advice))
    return tuple(problems)


def read_sheet(  # noqa: PLR0913 -- what the user says and what the document around it says
    grid: Grid,
    header: Header,
    year: int | None,
    *,
    first_leads: bool,
    else_year: int | None = None,
    clock: Clock | None = None,
    around: Iterable[str] = (),
) -> SheetRead:
    """The tasks of one table; `else_year` is the year of the document around it, for a table without one.

    Days counted from issue or receipt (收到后5个工作日内) are computed with the `clock`. `around` are the paragraphs of
    the document that the table stands in.
    """
    rows = data_rows(grid, header)
    layout = lay_out(header, rows)
    title = find_title(grid, header)
    named = {heading.text: heading.field or "" for heading in header.headings}
    told = year if year is not None else year_told(grid, header) or else_year
    if layout is None:
        message = "表头里没有一列说明要办什么事。"
        advice = f"请用 --map 列名=事项 指明；表里的列名：{'、'.join(list(named)[:_LISTED])}。"
        problem = grid.error("title-column-missing", message, advice, grid.rows[header.last])
        return SheetRead((), (problem,), title, told, named)
    gathered = gather(rows, layout)
    inferred = year_beside(gathered.entries, layout) if told is None else None
    lines = [cell.text for row in (*grid.rows[: header.last + 1], *gathered.notes) for _, cell in row.own()]
    clock = clock or Clock()
    common = common_deadline([*around, *lines], replace(clock, year=told or inferred))
    leads = first_leads or says_first_leads(lines)
    table = Table(grid, layout, told or inferred, leads, clock, common)
    read = [draft_of(entry, table) for entry in gathered.entries]
    drafts = tuple(draft for draft, _ in read if draft is not None)
    problems = [problem for _, found in read for problem in found]
    problems += year_problems(grid, drafts, told, inferred)
    problems += unmapped_problems(grid, drafts, (layout.name(column) for column in layout.deadline))
    problems += repeated_problems(grid, header)
    problems += hidden_problems(grid, (row for entry in gathered.entries for row in entry.rows))
    problems += left_out_problems(grid, gathered.notes)
    return SheetRead(drafts, tuple(problems), title, told, named | layout.meanings())


def year_problems(
    grid: Grid, drafts: Iterable[Draft], year: int | None, inferred: int | None
) -> Iterator[Problem]:
    """One error where deadlines name no year and neither argument nor title tells it: asked, not guessed.

    A notice where the table's other deadlines told it (`inferred`).
    """
    if year is not None:
        return
    undated = [each for each in drafts if each.due_text and (inferred or each.due_on is None)]
    needing = [each for each in undated if parse_deadline(each.due_text or "", None).needs_year]
    if not needing:
        return
    first = needing[0]
    said = f"{len(needing)} 个时限没有写年份（{first.place}“{first.due_text}”等）"
    if inferred is not None:
        message = f"{said}，同一张表里别的时限都是 {inferred} 年，也读作 {inferred} 年。"
        yield grid.notice("year-inferred", message, "不对的话，请加上年份，如 --year 2026。")
    else:
        message = f"{said}，标题里也看不出是哪一年。"
        named = years_in(grid.path)
        hint = f"（文件名里有 {named[0]}）" if named else ""
        example = named[0] if named else 2026
        yield grid.error("year-missing", message, f"请加上年份{hint}，如 --year {example}。")


def unmapped_problems(grid: Grid, drafts: Iterable[Draft], known: Iterable[str]) -> Iterator[Problem]:
    """One notice that names the columns whose text is kept but not read as any field."""
    names = dict.fromkeys(name for draft in drafts for name in draft.other if name not in set(known))
    if names:
        message = f"这些列没有对应的字段，内容原样写进备注：{'、'.join(names)}。"
        yield grid.notice(
            "columns-unmapped",
            message,
            "要读成某个字段，请用 --map 列名=字段；加 --save-map，就记进台账的“导入列”。",
        )


def repeated_problems(grid: Grid, header: Header) -> Iterator[Problem]:
    """One notice that names headings which stand over several columns without being merged."""
    places = dict.fromkeys((heading.text, heading.anchor) for heading in header.headings)
    repeated = [text for text, count in Counter(text for text, _ in places).items() if count > 1]
    if repeated:
        message = f"列名重复：{'、'.join(repeated)}；同一字段的内容已合在一起，其余的编了号。"
        yield grid.notice("headings-repeated", message, "请核对，必要时改列名再导入。")


def hidden_problems(grid: Grid, rows: Iterable[Row]) -> Iterator[Problem]:
    """One notice that names the hidden rows; they are read like the others."""
    hidden = [str(row.number) for row in rows if row.hidden]
    if hidden:
        message = f"第 {some_of(hidden)} 行是隐藏的，也一并读入了。"
        yield grid.notice("hidden-rows", message, "不要的话，请删去这些行再导入。")


def left_out_problems(grid: Grid, notes: Iterable[Row]) -> Iterator[Problem]:
    """One notice that shows the rows that are no tasks: totals, notes, signatures."""
    shown = [f"第{row.number}行“{row.excerpt()}”" for row in notes]
    if shown:
        message = f"这些行不是任务，没有读入：{some_of(shown)}。"
        yield grid.notice("rows-left-out", message, "如果其中有任务，请补上序号或单位再导入。")
