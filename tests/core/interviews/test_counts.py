"""How often a person was interviewed within the policy's year, and what is owed after each, counted by hand."""

from typing import Any

import msgspec
import pytest
from tests.builders import CALENDAR, day, make_book, make_policy
from tests.interviews import POLICY, entry, interview, state_of, told, upto
from tests.interviews import ground as ground_of

from duban.core.interviews.counts import candidates, persons
from duban.core.interviews.duties import interview_duties
from duban.core.interviews.life import InterviewState
from duban.core.verdicts.verdict import Verdict, judge

PERSON = {"姓名": "周正", "单位": "甲镇", "职务": "镇长"}


def held(number: int, on: str, **person: str) -> InterviewState:
    journal = (*upto("通知"), told("约谈", 日期=on))
    early = tuple(msgspec.structs.replace(each, on=day("2025-01-06")) for each in journal[:-1])
    return state_of(
        interview(*early, journal[-1], 编号=f"YT-2026-{number:04}", 被约谈人=PERSON | person), "2027-12-31"
    )


def named(states: list[InterviewState], on: str, *rules: dict[str, Any]) -> list[tuple[str, str, int]]:
    own = make_policy(*({"种类": "约谈", "环节": "约谈次数", **rule} for rule in rules)) if rules else POLICY
    at = msgspec.structs.replace(ground_of(on), policies=make_book(own))
    return [(each.name, each.unit, len(each.held)) for each in candidates(states, at, day(on))]


@pytest.mark.parametrize(
    ("days", "on", "found"),
    [
        (["2026-03-23"], "2026-06-30", 0),
        (["2026-03-23", "2026-06-30"], "2026-06-29", 0),
        (["2026-03-23", "2026-06-30"], "2026-06-30", 2),
        (["2026-03-23", "2026-06-30"], "2027-03-22", 2),
        (["2026-03-23", "2026-06-30"], "2027-03-23", 0),  # a year after the first it counts no more
        (["2026-01-05", "2026-06-30", "2026-12-30"], "2026-12-31", 3),
    ],
)
def test_within_twelve_months(days: list[str], on: str, found: int) -> None:
    states = [held(number, each) for number, each in enumerate(days, 1)]
    assert named(states, on) == ([("周正", "甲镇", found)] if found else [])


def test_within_a_calendar_year() -> None:
    rule = {"次数": 2, "按自然年": "是"}
    states = [held(1, "2025-12-31"), held(2, "2026-01-01"), held(3, "2026-12-31")]
    assert named(states, "2026-12-30", rule) == []
    assert named(states, "2026-12-31", rule) == [("周正", "甲镇", 2)]
    assert named(states, "2027-01-01", rule) == []


def test_a_successor_starts_at_none() -> None:
    states = [held(1, "2026-03-23"), held(2, "2026-06-30", 姓名="吴新"), held(3, "2026-07-01", 单位="乙镇")]
    assert named(states, "2026-12-31") == []
    register = ground_of().register
    assert {key: len(found) for key, found in persons(states, register).items()} == {
        ("周正", "甲镇"): 1,
        ("吴新", "甲镇"): 1,
        ("周正", "乙镇"): 1,
    }


def test_a_policy_that_counts_nothing_names_nobody() -> None:
    states = [held(1, "2026-03-23"), held(2, "2026-06-30")]
    own = make_policy({"种类": "约谈", "环节": "二级约谈", "职务": ["党委书记"]})
    at = msgspec.structs.replace(ground_of(), policies=make_book(own))
    assert list(candidates(states, at, day("2026-12-31"))) == []


@pytest.mark.parametrize(
    ("journal", "on", "verdict", "days"),
    [
        (upto("约谈"), "2026-04-22", Verdict.RUNNING, 0),
        (upto("约谈"), "2026-04-23", Verdict.OVERDUE, 1),
        (upto("报告"), "2026-04-30", Verdict.MET, 0),
        (upto("报告", 报告={"日期": "2026-04-24"}), "2026-04-30", Verdict.MET_LATE, 2),
        (
            (*upto("约谈"), told("办结", 日期="2026-04-24", 成效="未见效")),
            "2026-05-30",
            Verdict.ENDED_OVERDUE,
            2,
        ),
        ((*upto("约谈"), told("办结", 日期="2026-04-20", 成效="未见效")), "2026-05-30", Verdict.ENDED, 0),
        (
            (*upto("约谈"), told("报告", 日期="2026-04-21"), told("报告", 日期="2026-05-09")),
            "2026-05-30",
            Verdict.MET,
            0,
        ),
    ],
)
def test_the_report_that_is_owed(journal: tuple[Any, ...], on: str, verdict: Verdict, days: int) -> None:
    state = state_of(interview(*journal), on)
    (duty,) = interview_duties(state, make_book(POLICY), CALENDAR)
    judged = judge(duty, day(on))
    assert (duty.unit, judged.verdict, judged.days) == ("甲镇", verdict, days)


def test_nothing_is_owed_before_it_is_held() -> None:
    assert list(interview_duties(state_of(interview(*upto("通知"))), make_book(POLICY), CALENDAR)) == []
    cancelled = (*upto("通知"), entry("2026-03-21", "约谈取消", 原因="x", 批准人="方县长"))
    assert list(interview_duties(state_of(interview(*cancelled)), make_book(POLICY), CALENDAR)) == []
