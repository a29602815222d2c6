"""The journal of a reconciliation with a unit: which difference is open, what is settled, whether it is signed."""

from typing import Any

import pytest
from tests.builders import day, moment

from duban.core.model.record import raw_record, read_record
from duban.core.model.terms import Every
from duban.core.statements.unit_journal import (
    Answered,
    Difference,
    DifferenceKind,
    Reply,
    ReturnForm,
    SettleAs,
    Settled,
    Signed,
    UnitPeriod,
    find_cases,
    must_sign,
    numbers_of,
    outstanding,
    read_reply,
)

NUMBER = "WJ-2026-0001-进度不符"


def said(on: str) -> dict[str, Any]:
    return {"on": day(on), "recorded_at": moment(on), "by": "王五"}


def difference(theirs: str = "60%", number: str = NUMBER) -> Difference:
    return Difference(
        number=number,
        kind=DifferenceKind.PERCENT,
        task="WJ-2026-0001",
        title="修渠",
        ours="40%",
        theirs=theirs,
    )


def answered(on: str, *found: Difference) -> Answered:
    return Answered(**said(on), file="单.xlsx", form=ReturnForm.WORKBOOK, rows=1, differences=found)


def settled(on: str, number: str = NUMBER) -> Settled:
    return Settled(**said(on), number=number, settled_as=SettleAs.OURS, reason="核对")


def signed(on: str) -> Signed:
    return Signed(**said(on), signed_by="局长")


def reply(*journal: Answered | Settled | Signed, **seen: Any) -> Reply:  # noqa: ANN401 - today and known
    return read_reply(UnitPeriod(period="2026Q3", unit="水务局", journal=journal), "水务局", **seen)


FIRST, SECOND, THIRD, FOURTH = "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-11"


@pytest.mark.parametrize(
    ("journal", "still", "is_signed"),
    [
        ((), [], False),
        ((answered(FIRST),), [], False),
        ((answered(FIRST, difference()),), [NUMBER], False),
        ((answered(FIRST, difference()), settled(SECOND)), [], False),
        ((answered(FIRST, difference()), settled(SECOND), signed(THIRD)), [], True),
        ((signed(FIRST),), [], True),
        ((signed(FIRST), answered(SECOND)), [], False),
        ((answered(FIRST, difference()), settled(SECOND), answered(THIRD, difference())), [], False),
        (
            (answered(FIRST, difference()), settled(SECOND), answered(THIRD, difference("70%"))),
            [NUMBER],
            False,
        ),
        (
            (
                answered(FIRST, difference()),
                settled(SECOND),
                answered(THIRD, difference("70%")),
                answered(FOURTH, difference()),
            ),
            [],
            False,
        ),
        ((answered(FIRST, difference()), answered(SECOND)), [], False),
        ((settled(FIRST), answered(SECOND, difference())), [NUMBER], False),
        ((answered(FIRST, difference()), settled(SECOND, "别的")), [NUMBER], False),
    ],
)
def test_where_it_stands(
    journal: tuple[Answered | Settled | Signed, ...], still: list[str], is_signed: bool
) -> None:
    found = reply(*journal)
    assert [case.difference.number for case in found.open] == still
    assert (found.signed is not None) == is_signed


def test_a_question_sees_what_was_written_by_then() -> None:
    journal = (answered(FIRST, difference()), settled(SECOND), signed(THIRD))
    assert len(reply(*journal, today=day(FIRST)).open) == 1
    assert reply(*journal, today=day(SECOND)).signed is None
    assert reply(*journal, known=moment(SECOND)).signed is None
    assert reply(*journal, today=day(THIRD), known=moment(THIRD)).signed is not None
    assert reply(*journal, today=day("2026-10-01")).answered is None


@pytest.mark.parametrize("every", list(Every))
def test_what_stands_against_a_closing(every: Every) -> None:
    replies = {
        "甲": reply(answered(FIRST, difference())),
        "乙": reply(signed(FIRST)),
        "丙": reply(answered(FIRST)),
    }
    found = outstanding(replies, ["甲", "乙", "丙", "丁"], every)
    assert [case.difference.number for case in found.cases] == [NUMBER]
    assert found.unsigned == (("甲", "丙", "丁") if must_sign(every) else ())
    assert found
    assert not outstanding({"乙": replies["乙"]}, ["乙"], every)


def test_periods_that_are_signed() -> None:
    assert {every for every in Every if must_sign(every)} == {Every.QUARTER, Every.HALF, Every.YEAR}


def test_numbers_open_ones_first() -> None:
    other = difference(number="WJ-2026-0002-进度不符")
    found = reply(answered(FIRST, difference(), other), settled(SECOND))
    assert numbers_of([found]) == (other.number, NUMBER)
    assert [case.settled is not None for case in find_cases([found], NUMBER)] == [True]
    assert find_cases([found], "没有") == ()


def test_the_journal_reads_as_it_was_written() -> None:
    journal = (answered(FIRST, difference()), settled(SECOND), signed(THIRD))
    record = UnitPeriod(period="2026Q3", unit="水务局", journal=journal)
    assert read_record(raw_record(record), UnitPeriod) == record
