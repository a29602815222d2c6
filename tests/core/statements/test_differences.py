"""Two sides of one task: each thing that does not agree is one difference, and nothing else is."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import day, make_register

from duban.core.model.terms import Status
from duban.core.model.unit_register import NO_REGISTER
from duban.core.statements.differences import compare
from duban.core.statements.sides import ABSENT, CHOICES, FINISHED, Stand
from duban.core.statements.unit_journal import DifferenceKind

REGISTER = make_register({"全称": "市水务局", "简称": "水务局", "曾用名": ["水利局"]}, {"全称": "市财政局"})


def stand(**said: Any) -> Stand:  # noqa: ANN401 - any field of the record
    days = {name: day(value) for name, value in said.items() if name.endswith("_on") and value}
    return Stand(**{"id": "WJ-2026-0001", "title": "修渠"} | said | days)


def kinds(ours: Stand, theirs: Stand, *, workspace: bool = False) -> list[str]:
    return [str(each.kind) for each in compare(ours, theirs, REGISTER, workspace=workspace)]


STATEMENT_STATUS = [
    ("办理中", "办理中", []),
    ("办理中", FINISHED, ["报而未核"]),
    ("办理中", "待销号", ["报而未核"]),
    ("办理中", "待核验", ["状态不符"]),
    ("办理中", "已中止", ["状态不符"]),
    ("待签收", "办理中", ["状态不符"]),
    ("待核验", "待核验", []),
    ("待核验", FINISHED, ["报而未核"]),
    ("待核验", "办理中", ["状态不符"]),
    ("待销号", FINISHED, []),
    ("待销号", "已销号", []),
    ("已销号", FINISHED, []),
    ("已销号", "待销号", []),
    ("已销号", "待核验", ["状态不符"]),
    ("已中止", "已中止", []),
    ("已中止", FINISHED, ["报而未核"]),
    ("已撤销", "已撤销", []),
    ("已撤销", "办理中", ["状态不符"]),
    ("办理中", ABSENT, ["我有彼无"]),
    ("已销号", ABSENT, ["我有彼无"]),
    ("已撤销", ABSENT, []),
]


@pytest.mark.parametrize(("ours", "theirs", "expected"), STATEMENT_STATUS)
def test_status_in_a_statement(ours: str, theirs: str, expected: list[str]) -> None:
    assert kinds(stand(status=ours), stand(status=theirs)) == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("办理中", "待核验", ["报而未核"]),
        ("待核验", "待核验", []),
        ("待核验", "待销号", ["报而未核"]),
        ("待销号", "待核验", []),
        ("已销号", "已销号", []),
        ("待签收", "待交办", []),
        ("办理中", "待交办", ["状态不符"]),
        ("办理中", "待签收", ["状态不符"]),
        ("已中止", "办理中", ["状态不符"]),
    ],
)
def test_status_in_a_workspace(ours: str, theirs: str, expected: list[str]) -> None:
    assert kinds(stand(status=ours), stand(status=theirs), workspace=True) == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"percent": 40}, {"percent": 40}, []),
        ({"percent": 40}, {"percent": 41}, ["进度不符"]),
        ({"percent": 40}, {}, []),
        ({}, {"percent": 0}, ["进度不符"]),
        ({"percent": 40}, {"percent": 100, "status": FINISHED}, ["报而未核"]),
        ({"percent": 100, "status": "待核验"}, {"percent": 80}, ["进度不符"]),
        ({"percent": 100, "status": "待核验"}, {"percent": 80, "status": "办理中"}, ["状态不符"]),
        ({"percent": 100, "status": "已销号"}, {"percent": 100, "status": "已销号"}, []),
        ({"percent": 40}, {"percent": 100, "done_on": "2026-09-20"}, ["报而未核"]),
        ({"done_on": "2026-09-20", "status": "已销号"}, {"done_on": "2026-09-21"}, ["办结日期不符"]),
        ({"done_on": "2026-09-20", "status": "已销号"}, {"done_on": "2026-09-20"}, []),
        ({"status": "已销号"}, {"done_on": "2026-09-20"}, []),
        ({"due_on": "2026-09-30"}, {"due_on": "2026-09-30"}, []),
        ({"due_on": "2026-09-30"}, {"due_on": "2026-09-29"}, ["时限不符"]),
        ({}, {"due_on": "2026-09-29"}, ["时限不符"]),
        ({"due_on": "2026-09-30"}, {}, []),
        ({"leads": ("市水务局",)}, {"leads": ("水利局",)}, []),
        ({"leads": ("市水务局",)}, {"leads": ("市财政局",)}, ["牵头单位不符"]),
        ({"leads": ("市水务局", "市财政局")}, {"leads": ("市财政局",)}, []),
        ({"leads": ("市水务局",)}, {"leads": ("不认识的局",)}, ["牵头单位不符"]),
        (
            {"percent": 40, "due_on": "2026-09-30"},
            {"percent": 50, "due_on": "2026-10-30"},
            ["时限不符", "进度不符"],
        ),
    ],
)
def test_other_values_of_a_statement(
    ours: dict[str, Any], theirs: dict[str, Any], expected: list[str]
) -> None:
    assert kinds(stand(**{"status": "办理中"} | ours), stand(**theirs)) == expected


DAYS = frozenset({day("2026-09-30"), day("2026-10-30")})


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ({"told_on": "2026-10-30", "due_on": "2026-10-30"}, []),
        ({"told_on": "2026-10-30", "due_on": "2026-10-10"}, []),
        ({"told_on": "2026-10-30", "due_on": "2026-11-10"}, ["2026-11-10"]),
        ({"told_on": "2026-12-31", "due_on": "2026-10-30"}, ["2026-12-31"]),
        ({"told_on": "2026-09-30", "due_on": "2026-10-30"}, []),
        ({"told_on": "2026-09-30", "due_on": "2026-09-30"}, ["2026-09-30"]),
        ({"told_on": "2026-10-30", "due_on": "2026-09-30"}, []),
        ({"told_on": "2026-10-30"}, []),
        ({"due_on": "2026-10-10"}, ["2026-10-10"]),
        ({"due_on": "2026-10-30"}, []),
        ({}, []),
    ],
)
def test_days_of_a_workspace(theirs: dict[str, Any], expected: list[str]) -> None:
    """We moved the day from 2026-09-30 to 2026-10-30."""
    ours = stand(status="办理中", due_on="2026-10-30", days=DAYS)
    found = compare(ours, stand(status="办理中", **theirs), NO_REGISTER, workspace=True)
    assert [each.theirs for each in found] == expected


def test_a_row_that_was_left_empty_is_no_objection() -> None:
    ours = stand(status="办理中", percent=40, due_on="2026-10-30")
    assert kinds(ours, stand(answered=False, status=ABSENT)) == []


def test_both_values_are_told_as_text() -> None:
    ours = stand(status="办理中", leads=("市水务局",))
    theirs = stand(status=FINISHED, done_on="2026-09-20", due_on="2026-10-01", leads=("甲局", "乙局"))
    assert [tuple(each) for each in compare(ours, theirs, REGISTER)] == [
        (DifferenceKind.UNVERIFIED, "办理中", "已办结（2026-09-20）"),
        (DifferenceKind.DUE_ON, "（没有）", "2026-10-01"),
        (DifferenceKind.LEAD, "市水务局", "甲局、乙局"),
    ]


_days = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
_units = st.sampled_from(["市水务局", "水利局", "市财政局", "甲局"])


@st.composite
def sides(draw: st.DrawFn, words: Iterable[str]) -> Stand:
    return Stand(
        id="WJ-2026-0001",
        title="修渠",
        leads=tuple(draw(st.lists(_units, max_size=3, unique=True))),
        status=draw(st.sampled_from(list(words))),
        due_on=draw(_days),
        told_on=draw(_days),
        percent=draw(st.none() | st.integers(0, 100)),
        done_on=draw(_days),
    )


@given(sides([status for status in Status if status is not Status.REGISTERED]), st.booleans())
def test_a_side_compared_with_itself_gives_nothing(side: Stand, workspace: bool) -> None:
    ours = Stand(
        id=side.id,
        title=side.title,
        leads=side.leads,
        status=side.status,
        due_on=side.due_on,
        told_on=side.told_on,
        days=frozenset(each for each in (side.due_on, side.told_on) if each),
        percent=side.percent,
        done_on=side.done_on,
    )
    assert list(compare(ours, side, REGISTER, workspace=workspace)) == []


@given(sides(list(Status)), sides([*CHOICES, *Status]), st.booleans())
def test_each_kind_at_most_once_and_both_values_differ(ours: Stand, theirs: Stand, workspace: bool) -> None:
    found = list(compare(ours, theirs, REGISTER, workspace=workspace))
    assert len({each.kind for each in found}) == len(found)
    assert all(each.ours != each.theirs for each in found)
    assert not {DifferenceKind.STATUS, DifferenceKind.UNVERIFIED} <= {each.kind for each in found}
