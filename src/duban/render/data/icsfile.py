"""An agenda as an iCalendar file (RFC 5545): whole-day events with a reminder, text in Chinese.

The format only: views/export/agenda.py chooses the days. `stamp` is the moment of writing. Writes no file.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from duban.render.text.escape import visible
from duban.views.model.flat_table import Agenda, Appointment

if TYPE_CHECKING:
    from icalendar import Alarm, Event

PRODUCT = "-//duban//duban//ZH"
CHINESE = {"LANGUAGE": "zh-CN"}
MORNING = time(9)
"""When a reminder rings, in the time zone of the calendar's owner."""


def render(agenda: Agenda, stamp: datetime) -> bytes:
    """The whole file. A calendar that had an event under the same UID replaces it."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", visible(agenda.name))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for appointment in agenda.appointments:
        calendar.add_component(_event(appointment, stamp))
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, stamp: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("last-modified", (appointment.modified_at or stamp).astimezone(UTC))
    event.add("sequence", appointment.sequence)
    event.add("dtstart", appointment.on)
    event.add("dtend", appointment.on + timedelta(days=1))
    event.add("summary", visible(appointment.summary), parameters=CHINESE)
    event.add("description", "\n".join(map(visible, appointment.lines)), parameters=CHINESE)
    event.add("categories", [appointment.category])
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if appointment.remind_on is not None:
        event.add_component(_alarm(appointment.summary, appointment.on, appointment.remind_on))
    return event


def _alarm(summary: str, on: date, remind_on: date) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", visible(summary), parameters=CHINESE)
    alarm.add("trigger", datetime.combine(remind_on, MORNING) - datetime.combine(on, time()))
    return alarm
