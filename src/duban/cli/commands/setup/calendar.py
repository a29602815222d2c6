"""`calendar`: a month as a grid, a period counted aloud, a holiday file checked and taken in.

`show` and `due` need no workspace, but use its 日历 when there is one; only `import` writes, through act.py.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from msgspec.structs import replace

from duban.cli.framework.command_table import Entry
from duban.cli.framework.context import Context, Writing
from duban.cli.framework.open_workspace import find_workspace, open_files
from duban.cli.framework.option_types import option, switch
from duban.cli.framework.output import emit, say, show_problems
from duban.core.calendar.counting import explain_calendar_days, explain_workdays
from duban.core.calendar.holidays import HolidayFile, parse_holiday_file
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.grammar.typed import read_period
from duban.core.model.terms import Every
from duban.errors import DubanError, Level, Problem, error_in, misuse
from duban.files.disk.sandbox import confined
from duban.files.workspace.workspace import CALENDARS, LOCAL, Workspace
from duban.files.yaml.reader import read_bytes_limited
from duban.views.queries.calendar import day_record, due_record, due_sheet, month_grid, month_sheet
from duban.views.queries.calendar_changes import Moved, moved_duties, moves_records, moves_sheet

COMMANDS = (
    Entry("show", "duban.cli.commands.setup.calendar:show", "印出一个月：工作日、放假、调休上班"),
    Entry("due", "duban.cli.commands.setup.calendar:due", "逐日推算一个期限到哪一天"),
    Entry("import", "duban.cli.commands.setup.calendar:import_file", "导入一年的放假安排，或本地日历"),
)
_Parsed = tuple[HolidayFile | None, tuple[Problem, ...]]

LocalOption = Annotated[
    Path | None,
    option("--local", "文件", "这一次把这个本地日历文件铺在上面"),
]
KnownUntilOption = Annotated[
    int | None,
    option("--known-until", "年份", "这一次当作只知道到这一年的放假安排", min=1, max=9999),
]


def show(
    context: Context,
    month: Annotated[
        str | None, typer.Argument(metavar="月份", help="例如 2026-09，默认今天所在的月")
    ] = None,
    local: LocalOption = None,
    known_until: KnownUntilOption = None,
) -> int:
    """印出一个月的日历：哪些是工作日，哪些放假，哪些调休上班，哪些还没有公布（暂定）。"""
    year, number = read_month(month) if month else (context.today.year, context.today.month)
    calendar = _calendar(context, local, known_until)
    if context.as_json:
        grid = month_grid(year, number, calendar)
        days = [day_record(info) for week in grid for info in week if info is not None]
        emit({"month": f"{year:04d}-{number:02d}", "days": days}, context)
    else:
        emit(month_sheet(year, number, calendar), context)
    return 0


def due(
    context: Context,
    start: Annotated[date, typer.Argument(metavar="起算日", help="从哪一天起算，当天不计入")],
    workdays: Annotated[int | None, option("--workdays", "天数", "多少个工作日，0 是当日", min=0)] = None,
    days: Annotated[
        int | None, option("--days", "天数", "多少日；最后一天是休息日的，顺延到下一个工作日", min=0)
    ] = None,
    local: LocalOption = None,
    known_until: KnownUntilOption = None,
) -> int:
    """逐日推算一个期限到哪一天，每一天计入还是跳过、为什么，都说出来。"""
    if (workdays is None) == (days is None):
        text = "要写 --workdays 或 --days，只写一个。"
        raise misuse("usage-period", text, "例如 duban calendar due 今天 --workdays 3")
    calendar = _calendar(context, local, known_until)
    if workdays is not None:
        found, length = explain_workdays(start, workdays, calendar), f"{workdays}个工作日"
    else:
        found, length = explain_calendar_days(start, days or 0, calendar), f"{days}日"
    sheet = due_sheet(f"自 {start} 起{length}", start, found)
    emit(due_record(start, found) if context.as_json else sheet, context)
    return 0


def import_file(
    context: Writing,
    file: Annotated[Path, typer.Argument(metavar="文件", help="JSON 文件，格式同 holiday-cn")],
    local: Annotated[bool, switch("--local", "这是本地日历：本地放假、取消的调休，存入 日历/本地")] = False,
) -> int:
    """导入一年的放假安排。先核对格式、星期和天数，没有差错才存入；时限因此变动的在办事项逐件列出。"""
    from duban.cli.workflow.actions import act, commit_message, tell_commit, trial
    from duban.files.git.log import Message
    from duban.plan import Plan

    data = _json_bytes(file)
    before = open_files(context)

    def read() -> _Parsed:
        return parse_holiday_file(
            _parse(data, str(file)),
            path=str(file),
            national=not local,
            this_year=context.today.year,
            is_workday=WorkCalendar(before.national_files).is_workday,
        )

    parsed, problems = confined(read, _Parsed, str(file))
    if parsed is None:
        raise DubanError(*problems)
    show_problems(problems)
    moves = _moves(before, context, parsed, local=local)

    def prepare(plan: Plan) -> Message | None:
        target = plan.workspace.root / CALENDARS / (LOCAL if local else "") / f"{parsed.year}.json"
        old = target.read_bytes() if target.is_file() else None
        if old == data:
            return None
        plan.put(target, data, old)
        kind = "本地日历" if local else "日历"
        return commit_message(plan.hand, "calendar", f"导入{parsed.year}年{kind}")

    written = act(context, prepare)
    if context.as_json:
        record = {"year": parsed.year, "local": local, "path": next(iter(written.paths), None)}
        emit(record | {"commit": written.commit, "moved": moves_records(moves)}, context)
        return 0
    if not written.paths:
        say(f"{parsed.year} 年的这份日历早已导入，没有改动。")
        return 0
    say(f"已导入 {parsed.year} 年{'本地' if local else ''}日历，{len(parsed.days)} 天{trial(context)}", "")
    emit(moves_sheet(parsed.year, moves), context)
    if written.commit:
        say("")
        tell_commit(written)
    return 0


def read_month(text: str) -> tuple[int, int]:
    """Year and month of 2026-09, 2026年9月, 202609. Raises UsageError for anything else."""
    found = read_period(text)
    if found is None or found[0] is not Every.MONTH:
        raise misuse("usage-month", f"“{text}”不是月份。", "写成 2026-09、2026年9月")
    return found[1].year, found[1].month


def _calendar(context: Context, local: Path | None, known_until: int | None) -> WorkCalendar:
    """The workspace's calendar where there is one, with what this question lays over it or forgets."""
    national: dict[int, HolidayFile] = {}
    over: dict[int, HolidayFile] = {}
    workspace = find_workspace(context)
    if workspace is not None:
        national, over = workspace.national_files, dict(workspace.local_files)
        if any(problem.level is Level.ERROR for problem in workspace.problems):
            raise DubanError(*workspace.problems)
    if local is not None:
        file = _local_file(local, WorkCalendar(national).is_workday)
        over[file.year] = file
    return WorkCalendar(national, over, known_until)


def _local_file(path: Path, is_workday: Callable[[date], bool]) -> HolidayFile:
    data = _json_bytes(path)

    def read() -> _Parsed:
        raw = _parse(data, str(path))
        return parse_holiday_file(raw, path=str(path), national=False, is_workday=is_workday)

    file, problems = confined(read, _Parsed, str(path))
    if file is None:
        raise DubanError(*problems)
    show_problems(problems)
    return file


def _json_bytes(path: Path) -> bytes:
    """The bytes of a JSON file in UTF-8, in whichever encoding it was saved."""
    data = read_bytes_limited(path, str(path))
    if isinstance(data, Problem):
        raise DubanError(data)
    if data.isascii():
        return data
    from duban.importers.formats.delimited import decode

    text = decode(data)
    return data if text is None else text.encode()


def _parse(data: bytes, label: str) -> Any:  # noqa: ANN401 -- whatever the JSON holds; parse_holiday_file judges it
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        text = f"这不是 JSON 文件（{error}）"
        advice = "用 holiday-cn 格式的文件：年份.json"
        raise DubanError(error_in(label, "bad-json", text, advice)) from None


def _moves(workspace: Workspace, context: Context, file: HolidayFile, *, local: bool) -> tuple[Moved, ...]:
    """What the file would move, before it is written."""
    books = workspace.books(context.today)
    national, over = dict(workspace.national_files), dict(workspace.local_files)
    (over if local else national)[file.year] = file
    return moved_duties(books, replace(books, calendar=WorkCalendar(national, over)))
