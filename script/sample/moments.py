"""When the office wrote things down: in office hours, in order, the same each time the sample is made.

Looks at no clock: a moment follows from the day and from what was done.
"""

from datetime import date, datetime, time, timedelta, timezone
from hashlib import sha256

from duban.core.calendar.counting import WorkCalendar, add_workdays

ASKED_ON = date(2026, 11, 20)
"""The day on which the sample is meant to be looked at; nothing is recorded after it."""

BEIJING = timezone(timedelta(hours=8))
_OFFICE_OPENS = time(8, 40)
_AFTERNOON, _LUNCH_MINUTES, _MINUTES = 200, 150, 375


def moment_of(on: date, late: int, seed: str, after: datetime | None, calendar: WorkCalendar) -> datetime:
    """When something of `on` was written down: `late` working days later, in office hours, in order."""
    day = add_workdays(on, late, calendar).on if late else on
    number = int.from_bytes(sha256(seed.encode()).digest()[:4])
    minute = number % _MINUTES
    minute += _LUNCH_MINUTES if minute > _AFTERNOON else 0
    moment = datetime.combine(day, _OFFICE_OPENS, BEIJING)
    moment += timedelta(minutes=minute, seconds=number // _MINUTES % 60)
    if after is not None and moment <= after:
        moment = after + timedelta(minutes=2 + number % 9, seconds=number % 50)
    if moment.date() != day or day > ASKED_ON:
        raise ValueError(f"{seed}: written down at {moment}")
    return moment
