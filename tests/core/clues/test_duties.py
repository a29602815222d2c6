"""What is owed on a clue, with days counted by hand; March 2026 has no holiday."""

from datetime import date
from typing import Any

import pytest
from tests.clues import clue, entry, ground, routed, state_of, told, upto

from duban.core.clues.duties import clue_duties
from duban.core.clues.limits import sample_size

Row = tuple[str, str, str, str | None, str | None]


def duties(*journal: Any, on: str = "2026-12-31", **head: Any) -> list[Row]:  # noqa: ANN401 - entries, raw values
    found = clue_duties(state_of(clue(*journal, **head), on), ground().policies, ground().calendar)
    return [
        (each.unit, each.name, str(each.due_on), _day(each.met_on), _day(each.ended_on)) for each in found
    ]


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


OFFICE = "督查室"
ASSESS = (OFFICE, "研判线索", "2026-03-09", "2026-03-03", None)
SEND = (OFFICE, "转办", "2026-03-06", "2026-03-04", None)


@pytest.mark.parametrize(
    ("journal", "expected"),
    [
        (upto("登记"), [(OFFICE, "研判线索", "2026-03-09", None, None)]),
        (upto("研判"), [ASSESS, (OFFICE, "转办", "2026-03-06", None, None)]),
        (upto("转办"), [ASSESS, SEND, ("县水务局", "反馈线索办理情况", "2026-03-25", None, None)]),
        (
            upto("反馈"),
            [
                ASSESS,
                SEND,
                ("县水务局", "反馈线索办理情况", "2026-03-25", "2026-03-16", None),
                (OFFICE, "答复反映人", "2026-03-23", None, None),
            ],
        ),
        (
            upto("办结"),
            [
                ASSESS,
                SEND,
                ("县水务局", "反馈线索办理情况", "2026-03-25", "2026-03-16", None),
                (OFFICE, "核查抽中的线索", "2026-03-31", "2026-03-18", None),
                (OFFICE, "答复反映人", "2026-03-23", "2026-03-19", None),
            ],
        ),
        (
            (*upto("抽取"), told("核查", 结果="情况不实")),
            [
                ASSESS,
                SEND,
                ("县水务局", "反馈线索办理情况", "2026-03-25", None, None),
                (OFFICE, "核查抽中的线索", "2026-03-31", "2026-03-18", None),
            ],
        ),
        (
            routed("转信访", "转信访", 接收机关="县信访局"),
            [
                ASSESS,
                (OFFICE, "转信访", "2026-03-09", "2026-03-04", None),
                (OFFICE, "答复反映人", "2026-03-11", None, None),
            ],
        ),
        (
            routed("并案", "并案", 并入="XS-2026-0002"),
            [
                ASSESS,
                (OFFICE, "并案", "2026-03-06", "2026-03-04", None),
                (OFFICE, "答复反映人", "2026-03-11", None, None),
            ],
        ),
        (
            (*upto("研判"), told("研判", 日期="2026-03-05", 去向="自查")),
            [
                ASSESS,
                (OFFICE, "转办", "2026-03-06", None, "2026-03-05"),
                (OFFICE, "自查", "2026-03-10", None, None),
            ],
        ),
    ],
)
def test_what_is_owed(journal: tuple[Any, ...], expected: list[Row]) -> None:
    assert duties(*journal) == expected


def test_who_was_told_of_a_report_is_told_where_it_went_then() -> None:
    """Answered on 19 March, assessed anew and declined on the 23rd: five working days on is the 30th."""
    again = (
        told("研判", 日期="2026-03-20", 去向="不予受理"),
        entry("2026-03-23", "不予受理", 事由="其他", 理由="重复"),
    )
    (*_, last) = duties(*upto("答复", without=("抽取", "核查")), *again)
    assert last == (OFFICE, "答复反映人", "2026-03-30", None, None)


def test_a_petition_that_shows_late_counts_from_the_new_assessment() -> None:
    """Assessed anew on Friday 20 March: five working days on is the 27th, not the 9th."""
    again = told("研判", 日期="2026-03-20", 去向="转信访")
    found = duties(*upto("答复", without=("抽取", "核查")), again)
    assert (OFFICE, "转信访", "2026-03-27", None, None) in found


def test_nobody_is_answered_who_is_not_known() -> None:
    assert [name for _, name, *_ in duties(*upto("反馈"), 反映人=None)] == [
        "研判线索",
        "转办",
        "反馈线索办理情况",
    ]


def test_what_has_ended_owes_no_answer_any_more() -> None:
    (*_, last) = duties(*upto("反馈"), told("办结", 未答复="联系不上"))
    assert last == (OFFICE, "答复反映人", "2026-03-23", None, "2026-03-20")


@pytest.mark.parametrize(("frame", "drawn"), [(1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_a_tenth_rounded_up_and_one_at_least(frame: int, drawn: int) -> None:
    assert sample_size(ground().policies, frame, state_of(clue(*upto("登记"))).until) == drawn
