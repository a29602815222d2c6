"""How one duty is told: its record for JSON, its standing in words, the day it is due.

Pure; which duties are shown, and where, the views decide.
"""

from typing import Any

from duban.core.books.books import Books
from duban.core.calendar.counting import workdays_between
from duban.core.duties.duty import Duty, DutyKind, lateness
from duban.core.model.task import Period
from duban.core.model.terms import PeriodUnit
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Mark

SOON_WORKDAYS = 1


_FIELDS = (
    "unit role kind duty=name rule=named_rule policy clause trigger=trigger.action triggered_on due_on original_due_on "
    "provisional met_on met_by=met_by.action met_late ended_on"
)


def duty_record(duty: Duty, books: Books) -> dict[str, Any]:
    """A duty with English names; `trigger` and `met_by` are actions, lateness is as of the books' day."""
    record = record_of(duty, _FIELDS) | {"kind": KINDS[duty.kind]}
    late = lateness(duty, books.today, books.calendar)
    return (
        record
        | record_of(late, "late_workdays=workdays late_days=days")
        | record_of(duty, "missed milestone=node")
    )


KINDS: dict[DutyKind, str] = {"时限": "deadline", "节点": "milestone", "周期": "cadence"}


def due_cell(duty: Duty) -> Cell:
    """The due day."""
    if duty.due_on is None:
        return Cell("未定")
    return Cell(duty.due_on, Mark.PROVISIONAL if duty.provisional else None)


def original_cell(duty: Duty) -> Cell:
    """The day first told, where it is another now: an extension never hides it."""
    return Cell(duty.original_due_on if duty.original_due_on != duty.due_on else None, Mark.MUTED)


def due_text(duty: Duty) -> str:
    """The due day in words, with the original one and whether it is provisional."""
    marks = [f"原定 {duty.original_due_on}"] if original_cell(duty).value else []
    marks += ["暂定"] if duty.provisional else []
    return f"{duty.due_on or '未定'}" + (f"（{'，'.join(marks)}）" if marks else "")


def length_text(period: Period, gap: str = "") -> str:
    """A length of time in words, with `gap` between number and unit."""
    if period.unit not in {PeriodUnit.WORKDAYS, PeriodUnit.DAYS}:
        return str(period.unit)
    return f"{period.count}{gap}{'个' if period.unit is PeriodUnit.WORKDAYS else ''}{period.unit}"


def standing_cell(duty: Duty, books: Books) -> Cell:
    """Met, late, running or ended, in words."""
    if duty.met_on is not None:
        if duty.met_late and duty.due_on is not None:
            late = workdays_between(duty.due_on, duty.met_on, books.calendar)
            return Cell(f"{duty.met_on} 完成，迟 {late} 个工作日", Mark.LATE)
        return Cell(f"{duty.met_on} 完成", Mark.GOOD)
    if duty.ended_on is not None:
        return Cell(f"{duty.ended_on} 起不再计", Mark.MUTED)
    if duty.due_on is None:
        return Cell("没有时限")
    late_on = lateness(duty, books.today, books.calendar)
    if late_on.days:
        return Cell(f"逾期 {late_on.workdays} 个工作日（{late_on.days} 日）", Mark.LATE)
    left = workdays_between(books.today, duty.due_on, books.calendar)
    if duty.due_on == books.today:
        return Cell("今天到期", Mark.SOON)
    return Cell(f"还剩 {left} 个工作日", Mark.SOON if left <= SOON_WORKDAYS else None)
