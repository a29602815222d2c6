"""Which periods may be closed and opened again, which days are closed, and what may still be entered."""

from datetime import date, datetime

import pytest
from tests.builders import day, event, moment

from duban.core.periods.closings import (
    NO_CLOSINGS,
    ClosingJournal,
    Closings,
    Figures,
    PeriodClose,
    PeriodReopen,
    admit,
    read_closings,
    refuse_closing,
    refuse_reopening,
)
from duban.core.periods.spans import Span, parse_span
from duban.errors import DubanError


def span(label: str) -> Span:
    found = parse_span(label)
    assert found is not None
    return found


def entry(step: str) -> tuple[str, PeriodClose | PeriodReopen]:
    """`2026Q1 2026-04-10` is closed on that day, with `重开` behind it opened again."""
    label, on, *more = step.split()
    at = moment(on)
    if more:
        return label, PeriodReopen(on=day(on), recorded_at=at, by="王五", reason="漏了一件")
    return label, PeriodClose(on=day(on), recorded_at=at, by="王五", total=Figures(), digest="0" * 64)


def closings(*steps: str) -> Closings:
    journals: dict[str, list[PeriodClose | PeriodReopen]] = {}
    for step in steps:
        label, made = entry(step)
        journals.setdefault(label, []).append(made)
    return read_closings(
        ClosingJournal(period=label, journal=tuple(each)) for label, each in journals.items()
    )


Q1, Q2, Q3 = "2026Q1 2026-04-10", "2026Q2 2026-07-10", "2026Q3 2026-10-10"


@pytest.mark.parametrize(
    ("steps", "label", "today", "code", "text", "advice"),
    [
        (
            (),
            "2026Q3",
            "2026-09-30",
            "period-running",
            "2026Q3 到 2026-09-30 才结束",
            "2026-09-30 以后再结账",
        ),
        (
            (Q1,),
            "2026Q1",
            "2026-04-11",
            "closed-already",
            "2026Q1 已在 2026-04-10 结账（经办 王五）",
            "duban reconcile --quarter 2026Q1 --reopen",
        ),
        (
            (Q2,),
            "2026Q1",
            "2026-07-11",
            "later-closed",
            "后面的 2026Q2 已经结账，它的期初不能再变，2026Q1 不能补结",
            "duban reconcile 2026Q2 --reopen",
        ),
        (
            (Q1,),
            "2026Q3",
            "2026-10-09",
            "previous-open",
            "上一期 2026Q2 还没有结账，2026Q3 的期初接不上",
            "duban reconcile --quarter 2026Q2 --close",
        ),
        (
            (Q1, Q2, "2026Q2 2026-07-20 重开"),
            "2026Q3",
            "2026-10-09",
            "previous-open",
            "上一期 2026Q2 还没有结账",
            "duban reconcile --quarter 2026Q2 --close",
        ),
    ],
)
def test_what_may_not_be_closed(
    steps: tuple[str, ...], label: str, today: str, code: str, text: str, advice: str
) -> None:
    with pytest.raises(DubanError) as error:
        refuse_closing(closings(*steps), span(label), day(today))
    (problem,) = error.value.problems
    assert problem.code == code
    assert text in problem.message
    assert advice in problem.advice


@pytest.mark.parametrize(
    ("steps", "label", "today"),
    [
        ((), "2026Q3", "2026-10-01"),
        ((Q1,), "2026Q2", "2026-07-01"),
        ((Q1, "2026Q1 2026-04-20 重开"), "2026Q1", "2026-04-21"),
        (("2026-09 2026-10-02",), "2026Q3", "2026-10-02"),
        ((Q1,), "2026H1", "2026-07-01"),
    ],
)
def test_what_may_be_closed(steps: tuple[str, ...], label: str, today: str) -> None:
    refuse_closing(closings(*steps), span(label), day(today))


@pytest.mark.parametrize(
    ("steps", "label", "code", "text", "advice"),
    [
        ((), "2026Q3", "not-closed", "2026Q3 没有结账，不用重开", "duban reconcile --quarter 2026Q3"),
        (
            (Q1, "2026Q1 2026-04-20 重开"),
            "2026Q1",
            "not-closed",
            "2026Q1 没有结账",
            "duban reconcile --quarter 2026Q1",
        ),
        (
            (Q1, Q2),
            "2026Q1",
            "later-closed",
            "2026Q2 也已结账，接着 2026Q1，不能单独重开",
            "duban reconcile --quarter 2026Q2 --reopen --reason …",
        ),
        (
            (Q1, Q2, Q3),
            "2026Q1",
            "later-closed",
            "2026Q2、2026Q3 也已结账，连着 2026Q1，不能单独重开",
            "duban reconcile --quarter 2026Q3 --reopen --reason …",
        ),
        (
            ("2026-09 2026-10-02", Q3),
            "2026-09",
            "later-closed",
            "2026Q3 也已结账",
            "duban reconcile --quarter 2026Q3 --reopen",
        ),
    ],
)
def test_what_may_not_be_reopened(
    steps: tuple[str, ...], label: str, code: str, text: str, advice: str
) -> None:
    with pytest.raises(DubanError) as error:
        refuse_reopening(closings(*steps), span(label))
    (problem,) = error.value.problems
    assert problem.code == code
    assert text in problem.message
    assert advice in problem.advice


def test_the_last_closing_is_the_one_that_is_reopened() -> None:
    held = closings(Q1, "2026Q1 2026-04-20 重开", "2026Q1 2026-04-25", Q2, "2026Q2 2026-07-20 重开")
    assert refuse_reopening(held, span("2026Q1")).on == day("2026-04-25")


@pytest.mark.parametrize(
    ("on", "where"),
    [
        (
            "2026-06-30",
            "的业务日期 2026-06-30 在 2026Q2 以内；2026Q2 已在 2026-07-10 结账（经办 王五），不能再记",
        ),
        ("2026-04-01", "的业务日期 2026-04-01 在 2026Q2 以内"),
        ("2026-03-31", "的业务日期 2026-03-31 在 2026Q1 以内；2026Q1 已在 2026-04-10 结账"),
        ("2025-12-31", "的业务日期 2025-12-31 在 2026Q1 结束以前，会改动它的期初"),
        ("2026-07-01", None),
    ],
)
def test_a_day_up_to_the_end_of_a_closed_period_is_closed(on: str, where: str | None) -> None:
    held = closings(Q1, Q2)
    made = event("催办", on, "2026-10-12")
    if where is None:
        assert admit(held, made, None) == made
        assert admit(held, made, "漏记") == made
        return
    with pytest.raises(DubanError) as error:
        admit(held, made, None)
    assert f"催办{where}" in error.value.problems[0].message
    assert admit(held, made, "漏记").late == "漏记"


@pytest.mark.parametrize(
    "value", [{"日期": "2026-05-01"}, {"日期": "不是日子"}, {"时限": "2026-05-01"}, None]
)
def test_a_correction_counts_on_the_day_that_it_moves_to(value: dict[str, str] | None) -> None:
    target = {"日期": "2026-07-02", "动作": "催办", "摘要": "0" * 8}
    more = {"value": value} if value else {"void": "是"}
    made = event("更正", "2026-10-12", target=target, reason="写错", **more)
    assert admit(NO_CLOSINGS, made, None) == made
    if value and value.get("日期") == "2026-05-01":
        with pytest.raises(DubanError):
            admit(closings(Q2), made, None)
    else:
        assert admit(closings(Q2), made, None) == made


def test_closings_are_seen_as_of_a_day_and_a_moment() -> None:
    held = closings(Q1, "2026Q1 2026-04-20 重开", "2026Q1 2026-04-25")
    seen = {
        on: held.as_of(date.fromisoformat(on), None).closing(span("2026Q1"))
        for on in ("2026-04-09", "2026-04-19", "2026-04-24", "2026-04-30")
    }
    assert [each and each.on.day for each in seen.values()] == [None, 10, None, 25]
    known = datetime.fromisoformat("2026-04-15T00:00:00+08:00")
    closing = held.as_of(day("2026-12-31"), known).closing(span("2026Q1"))
    assert closing is not None
    assert closing.on == day("2026-04-10")
