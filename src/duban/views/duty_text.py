"""How one duty is told: its record for JSON, its standing in words, the day it is due.

Pure; which duties are shown, and where, the views decide.
"""

from typing import Any

from duban.core.books.books import Books
from duban.core.calendar.counting import workdays_between
from duban.core.duties.duty import Duty, DutyKind, lateness
from duban.core.model.task import Period
from duban.core.model.terms import PeriodUnit
from duban.core.verdicts.verdict import Verdict
from duban.views.model.fields import record_of
from duban.views.model.sheet import Cell, Mark

SOON_WORKDAYS = 1


_FIELDS = (
    "unit role kind duty=name rule=named_rule policy clause ground trigger=trigger.action triggered_on due_on "
    "original_due_on provisional finishes met_on met_by=met_by.action"
)


def duty_record(duty: Duty, books: Books) -> dict[str, Any]:
    """A duty with English names; `trigger` and `met_by` are actions, lateness is as of the books' day."""
    found = books.verdict_of(duty)
    record = record_of(duty, _FIELDS) | {"kind": KINDS[duty.kind], "met_late": found.verdict.is_done_late}
    record |= record_of(duty, "ended_on ended_by=named_end stopped_on applied_on") | {
        "verdict": found.verdict.english
    }
    late = lateness(duty, books.today, books.calendar)
    return (
        record
        | record_of(late, "late_workdays=workdays late_days=days")
        | record_of(duty, "missed milestone=node")
    )


KINDS: dict[DutyKind, str] = {"时限": "deadline", "节点": "milestone", "周期": "cadence", "定额": "quota"}


def due_cell(duty: Duty) -> Cell:
    """The due day, and from which day it is late where that had passed already."""
    if duty.due_on is None:
        return Cell("未定")
    if duty.counted_from is not None:
        return Cell(f"{duty.due_on}（{_from(duty)}）", Mark.PROVISIONAL if duty.provisional else None)
    return Cell(duty.due_on, Mark.PROVISIONAL if duty.provisional else None)


def _from(duty: Duty) -> str:
    return f"逾期从 {duty.counted_from} 计"


def original_cell(duty: Duty) -> Cell:
    """The day first told, where it is another now: an extension never hides it."""
    return Cell(duty.original_due_on if duty.original_due_on != duty.due_on else None, Mark.MUTED)


def due_text(duty: Duty) -> str:
    """The due day in words, with the original one and whether it is provisional."""
    marks = [f"原定 {duty.original_due_on}"] if original_cell(duty).value else []
    marks += ["暂定"] if duty.provisional else []
    marks += [_from(duty)] if duty.counted_from is not None else []
    return f"{duty.due_on or '未定'}" + (f"（{'，'.join(marks)}）" if marks else "")


def length_text(period: Period, gap: str = "") -> str:
    """A length of time in words, with `gap` between number and unit."""
    if period.count is None:
        return str(period.unit)
    return f"{period.count}{gap}{'' if period.unit is PeriodUnit.DAYS else '个'}{period.unit}"


_MET = {True: "报结，待核验", False: "完成"}


def _over_text(duty: Duty, late: int) -> str:
    """A duty that runs no longer: met, ended or stopped, and how many working days it was late."""
    if duty.met_on is not None:
        return f"{duty.met_on} {'报结，待核验' if duty.awaiting else '完成'}" + (
            f"，迟 {late} 个工作日" if late else ""
        )
    if duty.ended_on is not None:
        before = f"逾期 {late} 个工作日后，" if late else ""
        return f"{before}{duty.ended_on} 起不再计（{duty.ended_by}）"
    if duty.stopped_on is not None:
        return f"{duty.stopped_on} 起中止" + (f"，中止前逾期 {late} 个工作日" if late else "")
    return ""


def standing_cell(duty: Duty, books: Books) -> Cell:
    """Met, late, running or ended, in words."""
    found = books.verdict_of(duty)
    verdict, workdays = found.verdict, found.workdays(books.calendar)
    if over := _over_text(duty, workdays if verdict.is_late else 0):
        good = Mark.GOOD if verdict is Verdict.MET else Mark.MUTED if duty.met_on is None else None
        return Cell(over, Mark.LATE if verdict.is_late else good)
    if duty.due_on is None:
        return Cell("没有时限")
    if verdict is Verdict.OVERDUE:
        now = lateness(duty, books.today, books.calendar)
        return Cell(f"逾期 {now.workdays} 个工作日（{now.days} 日）", Mark.LATE)
    if verdict is Verdict.EXTENDED:
        return Cell(f"曾逾期 {workdays} 个工作日，已延期到 {duty.due_on}", Mark.LATE)
    left = workdays_between(books.today, duty.due_on, books.calendar)
    if duty.due_on == books.today:
        return Cell("今天到期", Mark.SOON)
    return Cell(f"还剩 {left} 个工作日", Mark.SOON if left <= SOON_WORKDAYS else None)
