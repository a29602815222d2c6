"""`report`: one view, laid out as the user wants it: on the screen, or in a file of the form its suffix names.

Words, formats and files only: what a report says, its view decides.
"""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
import typer

from duban.cli.framework.context import Context
from duban.cli.framework.open_workspace import open_workspace
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, emit_sheets, say, show_problems, to_json
from duban.cli.framework.output_file import write_file
from duban.cli.options.filter_options import LeaderOption, LedgerOption, UnitOption
from duban.cli.options.task_options import together
from duban.cli.workflow.period_books import read_balance
from duban.core.balance.identity import Reconciliation, reconcile
from duban.core.books.selection import Filters, unknown_people
from duban.core.documents.template import REPORTING, too_long
from duban.core.model.suggest import nearest
from duban.core.model.terms import Every
from duban.core.periods.spans import Span, read_span, span_of
from duban.core.policy.citation import length_ground
from duban.errors import Problem, misuse
from duban.files.workspace.templates import read_template
from duban.files.workspace.workspace import Workspace
from duban.render.text.width import pad
from duban.replay.witness import code_now, foot_of
from duban.views.footnotes import unread_files
from duban.views.model.official_document import body_characters, sheet_parts
from duban.views.model.sheet import Sheet, Table, is_total
from duban.views.reports.registry import REPORTS, Report, report_record, view_of
from duban.views.reports.request import ReportRequest, first_day

_YEARS = (1950, 2200)
LIST, WALL, PAGE, REGISTER = "list", "wall", "page", "register"
PUBLIC = frozenset({REGISTER, "interviews", "results", "office", "scores", "ranking"})
"""The reports that have a public version."""
WALL_TITLE, WALL_LINE = (
    "挂图作战",
    "一个网页文件：逐件的红黄蓝绿、节点、趋势，可以查、可以印；--public 公开版",
)
PAGE_TITLE, PAGE_LINE = "领导页", "给一位领导手机上看的网页：等他定的、逾期在前的事项、本周到期"
WITNESSED = frozenset({REGISTER, "bulletin"})
"""The reports that go out: in a file each bears the 账目校验码."""
ONLY = "只用于某些报告"


class Format(StrEnum):
    """The form of a report; each is also the suffix of its files."""

    TEXT = "text"
    MARKDOWN = "md"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    DOCX = "docx"
    HTML = "html"


_SUFFIXES = {".txt": Format.TEXT, ".markdown": Format.MARKDOWN, ".htm": Format.HTML} | {
    f".{form}": form for form in Format
}
PAPER = {Format.DOCX, Format.HTML, Format.MARKDOWN}
"""The forms in which a report is handed out as it is."""
_BINARY = {Format.XLSX, Format.DOCX}
Sheets = tuple[Sheet, ...]
P = TypeVar("P", str, bytes)


def offer_reports(_ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Reports whose name begins like this."""
    names = [*((each.name, each.title) for each in REPORTS), (WALL, WALL_TITLE), (PAGE, PAGE_TITLE)]
    return [each for each in names if each[0].startswith(incomplete)]


def report(
    context: Context,
    name: Annotated[
        str, typer.Argument(metavar="报告", help="哪份报告；list 列出全部", autocompletion=offer_reports)
    ],
    period: Annotated[
        str | None,
        typer.Argument(
            metavar="期",
            help="2026-W38、2026-09、2026Q3、2026H1、2026，或 2026-07-01..2026-09-15",
        ),
    ] = None,
    form: Annotated[Format | None, option("--format", "格式", "默认看 -o 的后缀，没有 -o 就在屏幕上")] = None,
    output: Annotated[Path | None, option("--output -o", "文件", "写进这个文件，后缀定格式")] = None,
    force: Annotated[bool, switch("--force", "文件已经有了也覆盖")] = False,
    unit: UnitOption = None,
    ledger: LedgerOption = None,
    leaders: LeaderOption = None,
    number: Annotated[int | None, option("--number", "期号", "通报、简报、专报第几期", ONLY, min=1)] = None,
    where: Annotated[
        list[str] | None,
        option("--where", "字段=值", "台账只列符合的，写法同 list，例如 失实类型=假落实、退件", ONLY),
    ] = None,
    columns: Annotated[list[str] | None, option("--columns", "栏,栏", "台账要哪些栏，逗号隔开", ONLY)] = None,
    public: Annotated[
        bool,
        switch("--public", "挂图、台账、约谈、考核只列公开的，不写姓名、电话和批示；结果只列有效的", ONLY),
    ] = False,
    digits: Annotated[int, option("--digits", "位数", "百分比保留几位小数，四舍五入", min=0, max=2)] = 1,
) -> int:
    """出一份报告：总体情况、台账、通报、简报、专报、月报等；duban report list 列出全部。

    一次只答一期；不写期时，各报告有各自默认的一期，见 duban report list。
    """
    if name == LIST:
        return _list(context)
    leader = together(leaders)
    if name in {WALL, WALL_TITLE}:
        from duban.cli.commands.report.wall import write_wall

        filters = Filters(units=tuple(unit or ()), ledgers=tuple(ledger or ()), leader=leader)
        dated = _of_one_day(context, WALL_TITLE, period, form)
        return write_wall(dated, output, filters, public=public, force=force)
    if name in {PAGE, PAGE_TITLE}:
        from duban.cli.commands.report.page import write_page

        for given, words in ((unit, "--unit"), (ledger, "--ledger"), (public, "--public")):
            if given:
                raise misuse("usage-page", "领导页写一位领导的全部事项，不再筛选。", f"去掉 {words}")
        return write_page(_of_one_day(context, PAGE_TITLE, period, form), output, leader, force=force)
    chosen = find_report(name)
    _refuse_options(chosen, columns, where, number, public=public)
    form = read_format(context, form, output)
    workspace = open_workspace(context)
    found, whole = read_period(context, workspace, chosen, period)
    if public and leader is not None:
        text = "公开的台账里没有领导姓名，不能按 --leader 筛选。"
        raise misuse("usage-public", text, "去掉 --leader，或者去掉 --public")
    if leader is not None:
        show_problems(unknown_people(found.books, leader, None))
    asked = ReportRequest(
        found=found,
        units=tuple(unit or ()),
        ledgers=tuple(ledger or ()),
        leader=leader,
        where=tuple(where or ()),
        public=public,
        whole=whole,
        number=number,
        digits=digits,
        columns=tuple(name for word in columns or () for name in re.split("[,，、]", word) if word),
    )
    sheets = view_of(chosen)(asked)
    if form is not Format.JSON:
        sheets = tuple(
            msgspec.structs.replace(each, tables=tuple(filter(_filled, each.tables))) for each in sheets
        )
    witnessed = output is not None and chosen.name in WITNESSED
    code = code_now(workspace) if witnessed else None
    record = report_record(chosen, asked, sheets) | ({"books_code": code} if witnessed else {})
    made = to_json(record) if form is Format.JSON else None
    if form in PAPER:
        show_problems(_too_long(workspace, chosen, sheets))
    foot = foot_of(code) if witnessed else None
    write_sheets(context, sheets, form, output, force=force, made=made, foot=foot)
    return int(bool(unread_files(found.books.unread)))


def write_sheets(
    context: Context,
    sheets: Sheets,
    form: Format,
    output: Path | None,
    *,
    force: bool,
    made: str | None = None,
    foot: str | None = None,
) -> None:
    """Show sheets, or write them to a file in a format; `made` is what is written in their place.

    `foot` is a line that ends a file.
    """
    if foot is not None:
        sheets = (*sheets[:-1], msgspec.structs.replace(sheets[-1], notes=(*sheets[-1].notes, foot)))
    if form is Format.TEXT and output is None:
        emit_sheets(sheets, context)
        return
    rendered = _RENDERERS[form](sheets) if made is None else made
    if foot is not None and form is Format.CSV and isinstance(rendered, str):
        rendered = f"{rendered}\r\n{foot}\r\n"
    content = rendered if isinstance(rendered, bytes) else rendered.encode()
    if output is None:
        sys.stdout.write(content.decode())
    else:
        write_file(output, content, force=force)
        say(f"已写入 {output}")


def _refuse_options(
    chosen: Report,
    columns: Sequence[str] | None,
    where: Sequence[str] | None,
    number: int | None,
    *,
    public: bool,
) -> None:
    """What a report has no use for. Raises UsageError."""
    if public and chosen.name not in PUBLIC:
        text = "--public 只用于挂图、台账、约谈情况、考核情况、考核排名、通报和结果运用。"
        raise misuse("usage-public", text, "duban report register --public -o 台账.xlsx")
    if public and where:
        raise misuse("usage-public", "公开的台账不按要素筛选。", "去掉 --where，或者去掉 --public")
    if columns and chosen.name != REGISTER:
        example = f"duban report {REGISTER} --columns {','.join(columns)}"
        raise misuse("usage-columns", "--columns 只用于台账。", example)
    if where and chosen.name != REGISTER:
        raise misuse("usage-where", "--where 只用于台账。", f"duban report {REGISTER} --where {where[0]}")
    if number is not None and chosen.name not in {"bulletin", "brief", "special"}:
        raise misuse("usage-number", "--number 只用于通报、简报、专报。", "去掉 --number")


def _too_long(workspace: Workspace, chosen: Report, sheets: Sequence[Sheet]) -> list[Problem]:
    """The notice of a report that is also a paper (通报, 简报, 专报), as `doc` gives it; the annex does not count."""
    kind = next((each for each in REPORTING if each == chosen.title), None)
    if kind is None:
        return []
    parts = tuple(part for sheet in sheets for part in sheet_parts(sheet))
    template, _ = read_template(workspace.root, kind)
    return too_long(body_characters(parts), template, length_ground(workspace.config.own_document))


def _of_one_day(context: Context, called: str, period: str | None, form: Format | None) -> Context:
    """How a web page of one day is asked for. Raises UsageError for a period or another format."""
    if period is not None:
        raise misuse("usage-period", f"{called}写的是一天的情况，不写期。", "换一天看：--today 日期")
    if form not in {None, Format.HTML, Format.JSON}:
        raise misuse("usage-format", f"{called}是网页，不能写成 {form}。", f"-o {called}.html")
    return replace(context, as_json=True) if form is Format.JSON else context


def find_report(word: str) -> Report:
    """The report so called, by name or title. Raises UsageError, naming the nearest."""
    for each in REPORTS:
        if word in {each.name, each.title}:
            return each
    if word in {"audit", "审计", "账目审计"}:
        way = "duban audit -o 账目审计.docx"
        raise misuse("usage-report", "审计查的是历史，不是一期的账，另有命令。", way)
    near = nearest(word, [*(each.name for each in REPORTS), *(each.title for each in REPORTS)])
    hint = f"最接近的是 {near}；" if near else ""
    raise misuse("usage-report", f"没有叫“{word}”的报告。", f"{hint}duban report list 列出全部")


_DEFAULTS = {Every.MONTH: "本月", Every.QUARTER: "本季", Every.YEAR: "今年"}


def _list(context: Context) -> int:
    pages = ((WALL, WALL_TITLE, WALL_LINE), (PAGE, PAGE_TITLE, PAGE_LINE))
    if context.as_json:
        told = [*((each.name, each.title, each.line) for each in REPORTS), *pages]
        emit([{"report": name, "title": title, "about": line} for name, title, line in told], context)
    else:
        say(*(f"{pad(e.name, 10)}  {pad(e.title, 20)}  {_default(e)}  {e.line}" for e in REPORTS))
        say(*(f"{pad(name, 10)}  {pad(title, 20)}  {pad('今天', 4)}  {line}" for name, title, line in pages))
    return 0


def _default(each: Report) -> str:
    return pad(_DEFAULTS[each.every] if each.every else "全部", 4)


def read_format(context: Context, form: Format | None, out: Path | None) -> Format:
    """The format that is meant. Raises UsageError where option and suffix say two things, or nothing can be told."""
    suffix = _SUFFIXES.get(out.suffix.lower()) if out is not None else None
    named = Format.JSON if context.as_json else form
    if form is not None and context.as_json and form is not Format.JSON:
        raise misuse("usage-format", f"--json 和 --format {form} 说的不是一种。", "只写一个")
    if out is not None and suffix is None and named is None:
        known = "、".join(f".{each}" for each in Format if each is not Format.TEXT)
        text = f"{out} 的后缀看不出是什么格式。"
        raise misuse("usage-format", text, f"可以是 .txt、{known}，或写 --format")
    if named is not None and suffix is not None and named is not suffix:
        text = f"格式 {named} 和文件 {out} 的后缀不一样。"
        raise misuse("usage-format", text, "后缀和 --format 写成一种，或只写 -o")
    found = named or suffix or Format.TEXT
    if out is None and found in _BINARY:
        raise misuse("usage-format", f"{found} 不能显示在屏幕上，要写进文件。", f"-o 报告.{found}")
    return found


def read_period(
    context: Context, workspace: Workspace, chosen: Report, period: str | None
) -> tuple[Reconciliation, bool]:
    """The books of the period that is named, or is meant by a report, and whether no period bounds them."""
    if period is not None:
        return read_balance(context, workspace, parse_period(period, context.today)), False
    if chosen.every is not None:
        return read_balance(context, workspace, span_of(chosen.every, context.today)), False
    books = workspace.books(context.today, context.known)
    return reconcile(books, Span(None, first_day(books), books.today)), True


def parse_period(text: str, today: date) -> Span:
    """The period that is meant, or a free range. Raises UsageError for nonsense and for what has not begun."""
    span = read_span(text, today)
    turned = "..".join(part.strip() for part in reversed(text.split("..")))
    if span is None and read_span(turned) is not None:
        raise misuse("usage-period", f"“{text}”的起日在止日之后。", f"写成 {turned}")
    if span is None or not (_YEARS[0] <= span.start.year and span.end.year <= _YEARS[1]):
        advice = "写成 2026-W38、2026-09、2026Q3（2026年三季度）、2026H1、2026 或 2026-07-01..2026-09-15"
        raise misuse("usage-period", f"“{text}”不是一期。", advice)
    if span.start > today:
        raise misuse("usage-period", f"{span.label} 从 {span.start} 才开始。", "写已经开始的一期")
    return span


def _filled(table: Table) -> bool:
    """Whether a table has any row beside its sum: people are not shown a header over nothing, the text says 0."""
    return any(not is_total(cells) for cells in table.all_rows())


def _text(sheets: Sheets) -> str:
    from duban.render.text import plain

    return "\n".join(plain.render(sheet, 100) for sheet in sheets)


def _markdown(sheets: Sheets) -> str:
    from duban.render.text import markdown

    return "\n".join(markdown.render(sheet, 2 if place else 1) for place, sheet in enumerate(sheets))


def _csv(sheets: Sheets) -> str:
    from duban.render.data import csvfile

    return csvfile.render(*sheets, titled=sum(len(sheet.tables) for sheet in sheets) > 1)


def _xlsx(sheets: Sheets) -> bytes:
    from duban.render.xlsx import workbook as xlsx

    return xlsx.render(*sheets, report=True)


def _docx(sheets: Sheets) -> bytes:
    from duban.render.charts import trend
    from duban.render.docx import report as docx_sheet

    noted, picture = _pictured(sheets, trend.draw_png)
    return docx_sheet.render(*noted, picture=picture)


def _html(sheets: Sheets) -> str:
    from duban.render.charts import trend
    from duban.render.html import page as html

    noted, picture = _pictured(sheets, trend.draw_svg)
    return html.render(*noted, picture=picture)


def _pictured(sheets: Sheets, draw: Callable[[Table], P | None]) -> tuple[Sheets, P | None]:
    """The picture of the trend that the sheets tell of; where it cannot be drawn, they say so."""
    from duban.render.charts import trend

    table = trend.trend_of(sheets)
    picture = draw(table) if table else None
    if not table or picture is not None:
        return sheets, picture
    return (
        *sheets[:-1],
        msgspec.structs.replace(sheets[-1], notes=(*sheets[-1].notes, trend.NO_CHARTS)),
    ), None


_RENDERERS: dict[Format, Callable[[Sheets], str | bytes]] = {
    Format.TEXT: _text,
    Format.MARKDOWN: _markdown,
    Format.CSV: _csv,
    Format.XLSX: _xlsx,
    Format.DOCX: _docx,
    Format.HTML: _html,
}
