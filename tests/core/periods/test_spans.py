"""Weeks, half-months, months, quarters, half-years, years: bounds, names, neighbours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import day

from duban.core.model.terms import Every
from duban.core.periods.spans import Span, months_of, parse_span, read_span, span_of

CASES = [
    (Every.WEEK, "2026-09-14", "2026-09-20", "2026-W38"),
    (Every.WEEK, "2025-12-29", "2026-01-04", "2026-W01"),
    (Every.WEEK, "2026-12-28", "2027-01-03", "2026-W53"),
    (Every.HALF_MONTH, "2026-09-01", "2026-09-15", "2026-09上半月"),
    (Every.HALF_MONTH, "2026-09-16", "2026-09-30", "2026-09下半月"),
    (Every.MONTH, "2024-02-01", "2024-02-29", "2024-02"),
    (Every.MONTH, "2026-12-01", "2026-12-31", "2026-12"),
    (Every.QUARTER, "2026-07-01", "2026-09-30", "2026Q3"),
    (Every.QUARTER, "2026-10-01", "2026-12-31", "2026Q4"),
    (Every.HALF, "2026-01-01", "2026-06-30", "2026H1"),
    (Every.HALF, "2026-07-01", "2026-12-31", "2026H2"),
    (Every.YEAR, "2026-01-01", "2026-12-31", "2026"),
]


@pytest.mark.parametrize(("every", "start", "end", "label"), CASES)
def test_bounds_and_names(every: Every, start: str, end: str, label: str) -> None:
    for text in (start, end):
        span = span_of(every, day(text))
        assert (span.start, span.end, span.label) == (day(start), day(end), label)
    assert parse_span(f" {label} ") == span_of(every, day(start))


@pytest.mark.parametrize(
    "text", ["", "2026-W54", "2026-13", "2026Q5", "2026H3", "26", "2026-9", "二〇二六", "0000"]
)
def test_what_is_no_period(text: str) -> None:
    assert parse_span(text) is None


DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


@given(st.sampled_from(Every), DAYS)
def test_periods_follow_each_other_without_gap_and_know_their_names(every: Every, on: date) -> None:
    span = span_of(every, on)
    assert span.start <= on <= span.end
    assert span.next().start == span.end + timedelta(days=1)
    assert span.next().previous() == span
    assert parse_span(span.label) == span


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-07-01..2026-09-15", "2026-07-01", "2026-09-15"),
        (" 2026-07-01 至 2026-07-01 ", "2026-07-01", "2026-07-01"),
        ("2026-07-01~2026-07-02", "2026-07-01", "2026-07-02"),
    ],
)
def test_a_free_range(text: str, start: str, end: str) -> None:
    span = read_span(text)
    assert span == Span(None, day(start), day(end))
    assert span is not None
    assert read_span(span.label) == span
    assert span.next().previous() == span
    assert span.previous().end + timedelta(days=1) == span.start
    assert parse_span(span.label) is None


@pytest.mark.parametrize(
    "text", ["2026-09-15..2026-07-01", "2026-02-30..2026-03-01", "2026-07..2026-08", "", "a..b"]
)
def test_no_range(text: str) -> None:
    assert read_span(text) is None


def test_the_months_of_a_span_are_cut_to_it() -> None:
    months = months_of(Span(None, day("2026-07-10"), day("2026-09-15")))
    assert [(each.label, each.start, each.end) for each in months] == [
        ("2026-07", day("2026-07-10"), day("2026-07-31")),
        ("2026-08", day("2026-08-01"), day("2026-08-31")),
        ("2026-09", day("2026-09-01"), day("2026-09-15")),
    ]
