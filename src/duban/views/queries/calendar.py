"""The calendar as people see it: a month as weeks of days, and a period counted aloud.

Pure: says nothing of colours or widths; a renderer lays the sheets out.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date

from duban.core.calendar.counting import DueDay, Step
from duban.core.calendar.holidays import WEEKDAYS
from duban.core.calendar.work_calendar import DayInfo, DayKind, Source, WorkCalendar
from duban.errors import refusal
from duban.views.model.fields import Field, record_of, table_of
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table

DAYS_OF_WEEK = 7
MONTHS_OF_YEAR = 12
SIGNS = {DayKind.WORK: "", DayKind.WEEKEND: "休", DayKind.HOLIDAY: "休", DayKind.MAKE_UP: "班"}
LEGEND = "休：周末或放假；班：调休上班；没有标注的是工作日。"
UNPUBLISHED = "标有“暂定”的日子，国务院办公厅的放假通知尚未公布，届时可能变动。"
LOCAL = "其中{days}按本地日历。"

Week = list[DayInfo | None]


def month_grid(year: int, month: int, calendar: WorkCalendar) -> list[Week]:
    """The weeks of a month, Monday first; None where a week reaches into another month.

    Raises DubanError for a year outside 1-9999 or a month outside 1-12.
    """
    if not (MINYEAR <= year <= MAXYEAR and 1 <= month <= MONTHS_OF_YEAR):
        raise refusal("month-range", f"没有这个月份：{year} 年 {month} 月。", "请写成 2026-09 这样。")
    weekday, length = monthrange(year, month)
    days = [calendar.day(date(year, month, number)) for number in range(1, length + 1)]
    after = -(weekday + length) % DAYS_OF_WEEK
    cells: Week = [None] * weekday + days + [None] * after
    return [cells[at : at + DAYS_OF_WEEK] for at in range(0, len(cells), DAYS_OF_WEEK)]


def month_sheet(year: int, month: int, calendar: WorkCalendar) -> Sheet:
    """One month as a grid: each day with its sign and the holiday's name. Raises as `month_grid`."""
    grid = month_grid(year, month, calendar)
    days = list(_days(grid))
    columns = tuple(Column(title) for title in WEEKDAYS)
    rows = tuple(tuple(_day_cell(info) for info in week) for week in grid)
    working = sum(info.working for info in days)
    notes = [LEGEND]
    if any(info.provisional for info in days):
        notes.append(UNPUBLISHED)
    if local := [f"{info.on.day}日" for info in days if info.source is Source.LOCAL]:
        notes.append(LOCAL.format(days="、".join(local)))
    return Sheet(
        title=f"{year}年{month}月",
        paragraphs=(f"工作日 {working} 天，休息 {len(days) - working} 天。",),
        tables=(Table(columns, rows),),
        notes=tuple(notes),
    )


def due_sheet(title: str, start: date, due: DueDay) -> Sheet:
    """A period counted aloud: `title` says what was asked, `due` carries its steps."""
    paragraphs = [f"到期日：{with_weekday(due.on)}{'，暂定' if due.provisional else ''}。"]
    if all(step.on != start for step in due.steps):
        paragraphs.append(f"起算日 {with_weekday(start)}不计入。")
    return Sheet(
        title=title,
        paragraphs=tuple(paragraphs),
        tables=(steps_table(due),),
        notes=(UNPUBLISHED,) if due.provisional else (),
    )


_STEPS: tuple[Field[Step], ...] = (
    Field("on", Column("日期", Kind.DATE, 0)),
    Field("", Column("星期", shrink=0), lambda step: WEEKDAYS[step.on.weekday()]),
    Field("counted", Column("计入", shrink=0), lambda step: "计入" if step.counted else "不计"),
    Field("why", Column("说明"), lambda step: Cell(step.why, None if step.counted else Mark.MUTED)),
)


def steps_table(due: DueDay) -> Table:
    """Each walked day, counted or not, with its reason."""
    return table_of(_STEPS, due.steps)


def due_record(start: date, due: DueDay) -> dict[str, object]:
    """The same for JSON: start_on, due_on, provisional, days (on, counted, why)."""
    return {"start_on": start, **record_of(due, "due_on=on provisional days=steps")}


def day_record(info: DayInfo) -> dict[str, object]:
    """One day for JSON, with English names."""
    return record_of(info, "on working kind name source provisional")


def with_weekday(on: date) -> str:
    """A day with its day of the week."""
    return f"{on}（{WEEKDAYS[on.weekday()]}）"


def _days(grid: Iterable[Week]) -> Iterable[DayInfo]:
    return (info for week in grid for info in week if info is not None)


def _day_cell(info: DayInfo | None) -> Cell:
    if info is None:
        return Cell()
    text = " ".join(part for part in (str(info.on.day), SIGNS[info.kind], info.name) if part)
    if info.provisional:
        return Cell(text, Mark.PROVISIONAL)
    return Cell(text, None if info.working else Mark.MUTED)
