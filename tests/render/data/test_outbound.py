"""What leaves for programs: calendars and tables are parsed again by those who read them."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from duban.render.data.csvfile import FORMULA_STARTS
from duban.render.data.flat_table import render_csv, render_parquet
from duban.render.data.icsfile import render
from duban.views.model.flat_table import Agenda, Appointment, Field, FlatTable, Type

STAMP = datetime.fromisoformat("2026-10-12T09:30:00+08:00")
MODIFIED = datetime.fromisoformat("2026-09-28T09:10:22+08:00")
HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "[red]红[/red]",
    "\x1b[31m红",
    "甲\nEND:VEVENT\nBEGIN:VEVENT",
    "甲\r\nATTACH:file:///etc/passwd",
    "甲;乙,丙:丁\\n",
    "長" * 200,
    "镕喆堃𠮷",
    "\u202e倒",
)
COLUMNS = (
    Field("task"),
    Field("lead", Type.TEXTS),
    Field("rounds", Type.INT),
    Field("due_on", Type.DAY),
    Field("recorded_at", Type.MOMENT),
    Field("public", Type.YES),
)


def appointment(summary: str = "按期办结：制定方案", **changes: object) -> Appointment:
    values = {
        "uid": "WJ-2026-0001-0123@x",
        "on": date(2026, 10, 16),
        "summary": summary,
        "lines": (f"事项：{summary}", "依据：时序进度"),
        "category": "督办时限",
        "remind_on": date(2026, 10, 13),
        "sequence": 2,
        "modified_at": MODIFIED,
    }
    return Appointment(**(values | changes))  # type: ignore[arg-type] # a table of changes


def read_back(*appointments: Appointment, name: str = "督办 县水务局") -> Calendar:
    data = render(Agenda(name, appointments), STAMP)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar = Calendar.from_ical(data)
    assert isinstance(calendar, Calendar)
    return calendar


def test_a_calendar_is_read_again() -> None:
    calendar = read_back(appointment())
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], calendar["VERSION"], calendar["X-WR-CALNAME"]) == (
        "PUBLISH",
        "2.0",
        "督办 县水务局",
    )
    assert event.decoded("dtstart") == date(2026, 10, 16)
    assert event.decoded("dtend") == date(2026, 10, 17)
    assert event.decoded("dtstamp") == STAMP.astimezone(UTC)
    assert event.decoded("last-modified") == MODIFIED.astimezone(UTC)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("WJ-2026-0001-0123@x", 2, "CONFIRMED")
    assert event["SUMMARY"] == "按期办结：制定方案"
    assert event["SUMMARY"].params["LANGUAGE"] == "zh-CN"
    assert event["DESCRIPTION"] == "事项：按期办结：制定方案\n依据：时序进度"
    (alarm,) = event.walk("VALARM")
    assert event.decoded("dtstart") == date(2026, 10, 16)
    assert alarm.decoded("trigger") == timedelta(days=-3, hours=9)


def test_a_cancelled_day_reminds_nobody() -> None:
    (event,) = read_back(appointment(cancelled=True, remind_on=None)).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    assert event.walk("VALARM") == []


def test_a_day_without_a_journal_bears_the_moment_of_writing() -> None:
    (event,) = read_back(appointment(modified_at=None)).walk("VEVENT")
    assert event.decoded("last-modified") == STAMP.astimezone(UTC)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_title_breaks_out_of_its_event(text: str) -> None:
    calendar = read_back(appointment(text), appointment("下一个", uid="b@x"), name=text)
    assert [event["UID"] for event in calendar.walk("VEVENT")] == ["WJ-2026-0001-0123@x", "b@x"]
    event = calendar.walk("VEVENT")[0]
    assert "ATTACH" not in event
    assert set(str(event["SUMMARY"])).isdisjoint("\r\n\x1b\u202e")
    if text.isprintable():
        assert event["SUMMARY"] == text


@settings(max_examples=80)
@given(st.text(max_size=300))
def test_any_text_can_stand_in_a_calendar(text: str) -> None:
    (event,) = read_back(appointment(f"甲{text}")).walk("VEVENT")
    assert len(event) == len(read_back(appointment()).walk("VEVENT")[0])


def table(*rows: tuple[object, ...]) -> FlatTable:
    return FlatTable(COLUMNS, rows)  # type: ignore[arg-type] # rows of a test


ROW = ("WJ-2026-0001", ("县水务局", "县财政局"), 2, date(2026, 10, 16), MODIFIED, True)
EMPTY = (None, (), None, None, None, None)


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_for_programs() -> None:
    text = render_csv(table(ROW, EMPTY))
    assert text == (
        "task,lead,rounds,due_on,recorded_at,public\r\n"
        "WJ-2026-0001,县水务局;县财政局,2,2026-10-16,2026-09-28T09:10:22+08:00,true\r\n"
        ",,,,,\r\n"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_runs(text: str) -> None:
    rows = read_csv(render_csv(table((text, (text, text), 1, None, None, False))))
    assert len(rows) == 2
    for cell in rows[1][:2]:
        assert not cell.lstrip().startswith(FORMULA_STARTS)
        assert "\x1b" not in cell
    if text.isprintable():
        assert rows[1][0].removeprefix("'") == text


def test_parquet_has_types_and_the_exact_text() -> None:
    data = render_parquet(table(ROW, EMPTY, *((text, (text,), 0, None, None, False) for text in HOSTILE)))
    read = pq.read_table(io.BytesIO(data))
    assert [str(field.type) for field in read.schema] == [
        "string",
        "list<element: string>",
        "int64",
        "date32[day]",
        "timestamp[ms, tz=UTC]",
        "bool",
    ]
    rows = read.to_pylist()
    assert rows[0] == {
        "task": "WJ-2026-0001",
        "lead": ["县水务局", "县财政局"],
        "rounds": 2,
        "due_on": date(2026, 10, 16),
        "recorded_at": MODIFIED,
        "public": True,
    }
    assert rows[1] == dict.fromkeys(rows[0], None) | {"lead": []}
    assert [row["task"] for row in rows[2:]] == list(HOSTILE)


def test_parquet_without_rows_still_has_its_columns() -> None:
    assert pq.read_table(io.BytesIO(render_parquet(table()))).column_names == [each.name for each in COLUMNS]
