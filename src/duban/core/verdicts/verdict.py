"""The one verdict on a duty: in time, late, or neither; and each day that led to it.

Pure. Timeliness only: whether what was done is worth anything, 核验 says. Once late stays late, whatever comes after:
an extension, a stopped clock, the end of the task.
"""

from datetime import date, timedelta

import msgspec

from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.duties.duty import Duty, late_spans, length_of
from duban.core.model.events import Reopen, Verify
from duban.core.model.terms import Term

_DAY = timedelta(days=1)


class Verdict(Term):
    """How a duty stands on a day; every duty has exactly one."""

    RUNNING = "未到期"
    MET = "按期"
    MET_LATE = "逾期办结"
    REPORTED_LATE = "迟报"
    REPORTED = "已报待核"
    REPORTED_OVERDUE = "逾期（已报待核）"
    OVERDUE = "逾期未办结"
    EXTENDED = "逾期（已延期）"
    STOPPED = "计时中止"
    STOPPED_OVERDUE = "逾期（已中止）"
    ENDED = "不计"
    ENDED_OVERDUE = "逾期终止"

    @property
    def is_late(self) -> bool:
        """Whether it counts as late in every figure."""
        return self in _LATE

    @property
    def is_overdue(self) -> bool:
        """Whether it is late now (当前逾期): past the day in force and still to be done."""
        return self in {Verdict.OVERDUE, Verdict.STOPPED_OVERDUE}

    @property
    def is_done_late(self) -> bool:
        """Whether it was done, but late; a report that is still to be verified included."""
        return self in {Verdict.MET_LATE, Verdict.REPORTED_LATE, Verdict.REPORTED_OVERDUE}


_LATE = frozenset(
    {
        Verdict.MET_LATE,
        Verdict.REPORTED_LATE,
        Verdict.REPORTED_OVERDUE,
        Verdict.OVERDUE,
        Verdict.EXTENDED,
        Verdict.STOPPED_OVERDUE,
        Verdict.ENDED_OVERDUE,
    }
)


class Judgement(msgspec.Struct, frozen=True):
    """A verdict and what it rests on: the stretches of late days, and of them those that the office held a report.

    `why` is what ended a duty that does not count.
    """

    verdict: Verdict
    spans: tuple[tuple[date, date], ...] = ()
    held: tuple[tuple[date, date], ...] = ()
    why: str = ""

    @property
    def late_since(self) -> date | None:
        """The first late day."""
        return self.spans[0][0] if self.spans else None

    @property
    def days(self) -> int:
        """Late days, every one."""
        return _days(self.spans)

    @property
    def own_days(self) -> int:
        """Late days less those on which the office held the report."""
        return self.days - _days(self.held)

    def workdays(self, calendar: WorkCalendar) -> int:
        """Late working days, every one."""
        return length_of(self.spans, calendar).workdays


def judge(duty: Duty, on: date) -> Judgement:
    """The verdict on a duty as it stands on `on`, the day its books were folded for; the first case that fits wins."""
    spans = late_spans(duty, on)
    verdict = _verdict(duty, on, late=bool(spans))
    why = duty.ended_by if verdict in {Verdict.ENDED, Verdict.ENDED_OVERDUE} else ""
    return Judgement(verdict, spans, tuple(_held(duty, spans)) if duty.voided else (), why)


def _verdict(duty: Duty, on: date, *, late: bool) -> Verdict:
    if duty.ended_on is not None and (duty.met_on is None or duty.awaiting):
        return Verdict.ENDED_OVERDUE if late else Verdict.ENDED
    if duty.met_on is not None:
        if duty.awaiting:
            return Verdict.REPORTED_OVERDUE if late else Verdict.REPORTED
        if late:
            return Verdict.REPORTED_LATE if duty.kind == "周期" else Verdict.MET_LATE
        return Verdict.MET
    if duty.stopped_on is not None:
        return Verdict.STOPPED_OVERDUE if late else Verdict.STOPPED
    if duty.due_on is not None and duty.due_on < on:
        return Verdict.OVERDUE
    return Verdict.EXTENDED if late else Verdict.RUNNING


def _held(duty: Duty, spans: tuple[tuple[date, date], ...]) -> list[tuple[date, date]]:
    """The late days on which the office had a report that it took back; where it was untrue (失实), none."""
    found = []
    for voided in duty.voided:
        event = voided.event
        if isinstance(event, Reopen) or (isinstance(event, Verify) and event.failure is not None):
            continue
        first, last = voided.report.counted_on + _DAY, event.on
        found += [(max(first, a), min(last, b)) for a, b in spans if max(first, a) <= min(last, b)]
    return found


def _days(spans: tuple[tuple[date, date], ...]) -> int:
    return sum((last - first).days + 1 for first, last in spans)
