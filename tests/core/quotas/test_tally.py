"""Quotas counted by hand: what is owed of part of a year, which days count, when one is late, and what leaves the lists."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from tests.builders import day, make_book, make_policy, make_register, moment

from duban.core.duties.duty import Duty
from duban.core.model.record import digest, read_record
from duban.core.model.terms import UNSCORED_SINCE, Tallied
from duban.core.model.workspace import Leader, StandingEntry, Ward
from duban.core.policy.rules import Policy, PolicyBook
from duban.core.quotas.duties import quota_duties
from duban.core.quotas.tally import Question, Tally, tallies
from duban.core.verdicts.verdict import Verdict, judge

FRONT: dict[str, Any] = {"种类": "定额", "所计": "一线办公", "每": "年", "数": 60, "职务": ["班子成员"]}
VISIT: dict[str, Any] = {"种类": "定额", "所计": "走访", "每": "季", "数": 1}
PAPER: dict[str, Any] = {"种类": "定额", "所计": "退文", "每": "月"}


def rule(raw: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"标识": "q", "名称": "定额", "条款": "一", "说明": "x"} | raw | more


def leader(since: str = "", until: str = "", name: str = "甲", kind: str = "班子成员") -> Leader:
    days = {key: value for key, value in (("自", since), ("至", until)) if value}
    return read_record({"姓名": name, "职务类别": kind, **days}, Leader)


def ward(since: str = "", until: str = "", name: str = "甲公司") -> Ward:
    days = {key: value for key, value in (("自", since), ("至", until)) if value}
    raw = {"名称": name, "类别": "企业", "级别": "县级", "包保人": "甲", **days}
    return read_record(raw, Ward)


def entry(on: str, place: str = "", **said: object) -> StandingEntry:
    values: dict[str, Any] = {
        "on": day(on),
        "recorded_at": moment(on),
        "rule": "test/q",
        "period": "2026",
        "by": "王五",
    }
    return StandingEntry(
        **values | ({"persons": ("甲",)} if "ward" not in said else {}) | {"place": place or None} | said
    )


def ask(
    *entries: StandingEntry,
    today: str,
    policy: Policy | PolicyBook | None = None,
    people: tuple[Leader, ...] = (leader(),),
    **more: Any,  # noqa: ANN401 - the rest of a question
) -> Question:
    policy = policy or make_policy(rule(FRONT))
    book = policy if isinstance(policy, PolicyBook) else make_book(("2026-01-01", policy))
    return Question(book, entries, day(today), people, **more)


def the(question: Question, first: str = "2026-01-01", last: str = "2026-12-31") -> list[Tally]:
    return list(tallies(question, day(first), day(last)))


@pytest.mark.parametrize(
    ("people", "needed", "months"),
    [
        ((leader(),), 60, 12),
        ((leader("2026-06-01"),), 35, 7),  # 60 × 7 ÷ 12
        ((leader("2026-06-16"),), 35, 7),  # 15 of 30 days: half
        ((leader("2026-06-17"),), 30, 6),
        ((leader("", "2026-05-31"),), 25, 5),
        ((leader("", "2026-05-15"),), 20, 4),  # 15 of 31 days
        ((leader("2026-02-15", "2026-02-28"),), 5, 1),  # 14 of 28 days
        ((leader("2026-02-16", "2026-02-28"),), None, 0),
        ((leader("", "2026-03-31"), leader("2026-07-01")), 45, 9),  # away for a quarter
        ((leader("", "2025-12-31"),), None, 0),
        ((leader("2027-01-01"),), None, 0),
        ((leader(kind="秘书长"),), None, 0),
    ],
)
def test_what_is_owed_of_a_year(people: tuple[Leader, ...], needed: int | None, months: int) -> None:
    found = the(ask(today="2026-12-31", people=people))
    assert [(each.needed, len(each.months)) for each in found] == ([(needed, months)] if needed else [])


@pytest.mark.parametrize(("count", "owed"), [(60, 35), (80, 46), (100, 58)])
def test_seven_months_of_each_class_rounded_down(count: int, owed: int) -> None:
    found = the(
        ask(today="2026-12-31", policy=make_policy(rule(FRONT, 数=count)), people=(leader("2026-06-01"),))
    )
    assert [each.needed for each in found] == [owed]


@pytest.mark.parametrize(
    ("held", "owed"),
    [
        (ward(), [1, 1, 1, 1]),
        (ward("2026-05-20"), [1, 1]),  # of the second quarter one month of three: none
        (ward("2026-05-16"), [1, 1]),  # 16 of 31 and June: 2 × 1 ÷ 3
        (ward("2026-04-15"), [1, 1, 1]),  # 16 of 30 days
        (ward("", "2026-08-31"), [1, 1]),
        (ward("", "2026-09-15"), [1, 1, 1]),
    ],
)
def test_one_visit_is_owed_of_a_whole_quarter(held: Ward, owed: list[int]) -> None:
    found = the(ask(today="2026-12-31", policy=make_policy(rule(VISIT)), people=(), wards=(held,)))
    assert [each.needed for each in found] == owed


def test_a_day_counts_once_and_only_in_the_post() -> None:
    entries = (
        *(entry("2026-03-03", "城关镇"), entry("2026-03-03", "石桥镇"), entry("2026-03-04")),
        *(entry("2026-07-01"), entry("2025-12-31"), entry("2026-06-30", persons=("乙",))),
    )
    (found,) = the(ask(*entries, today="2026-12-31", people=(leader("", "2026-06-30"),)))
    assert [str(each) for each in found.days] == ["2026-03-03", "2026-03-04"]
    assert [each.why for each in found.looked_at] == ["", "同一天已计", "", "那天不在任、不在册"]


def test_what_was_taken_back_counts_no_more_and_neither_does_what_takes_it_back() -> None:
    wrong = entry("2026-03-03")
    undone = entry("2026-03-05", voids=digest(wrong), note="记错")
    (found,) = the(ask(wrong, entry("2026-03-04"), undone, today="2026-12-31"))
    assert [str(each) for each in found.days] == ["2026-03-04"]


def test_before_the_year_ends_it_says_what_is_wanting_and_is_not_late() -> None:
    days = tuple(entry(f"2026-0{month}-0{number}") for month in (1, 2, 3) for number in (1, 2))
    (found,) = the(ask(*days, today="2026-04-01"))
    # 6 of 60; 54 in nine months are 6 a month; an even pace of three months is 15
    told = (found.done, found.lacking, found.months_left, found.each_month, found.pace, found.missed)
    assert told == (6, 54, 9, 6, 15, False)
    (found,) = the(ask(*days, today="2026-12-31"))
    assert (found.months_left, found.each_month, found.missed) == (1, 54, False)
    (found,) = the(ask(*days, today="2027-01-01"), last="2027-01-01")[:1]
    assert (found.missed, found.each_month, found.pace) == (True, None, None)


def test_a_report_of_a_year_that_has_ended_says_what_was_missed() -> None:
    (found,) = the(ask(today="2026-12-31", through=True))
    assert (found.missed, found.pace) == (True, None)
    (found,) = the(ask(today="2026-11-30", through=True))
    assert not found.missed


def test_the_pace_of_who_came_later_begins_later() -> None:
    (found,) = the(ask(today="2026-10-01", people=(leader("2026-07-01"),)))
    assert (found.needed, found.pace, found.each_month) == (30, 15, 10)


def verdict(duty: Duty, today: str) -> str:
    return str(judge(duty, day(today)).verdict)


@pytest.mark.parametrize(
    ("today", "done", "said"),
    [
        ("2026-03-31", 0, [("2026-03-31", Verdict.RUNNING)]),
        ("2026-04-01", 0, [("2026-03-31", Verdict.OVERDUE), ("2026-06-30", Verdict.RUNNING)]),
        ("2026-06-30", 0, [("2026-03-31", Verdict.OVERDUE), ("2026-06-30", Verdict.RUNNING)]),
        ("2026-07-01", 0, [("2026-06-30", Verdict.OVERDUE), ("2026-09-30", Verdict.RUNNING)]),
        ("2026-04-01", 1, [("2026-03-31", Verdict.MET), ("2026-06-30", Verdict.RUNNING)]),
    ],
)
def test_a_missed_visit_is_late_for_a_quarter(today: str, done: int, said: list[tuple[str, Verdict]]) -> None:
    entries = [entry("2026-02-03", ward="甲公司", persons=("甲",))] * done
    question = ask(*entries, today=today, policy=make_policy(rule(VISIT)), people=(), wards=(ward(),))
    found = [(str(duty.due_on), str(judge(duty, day(today)).verdict)) for duty in quota_duties(question)]
    assert found == [(on, str(each)) for on, each in said]


def test_who_leaves_the_post_is_judged_on_that_day() -> None:
    people = (leader("", "2026-06-30"),)
    (duty,) = quota_duties(ask(today="2026-06-30", people=people))
    assert (str(duty.due_on), verdict(duty, "2026-06-30")) == ("2026-06-30", str(Verdict.RUNNING))
    (duty,) = quota_duties(ask(today="2026-07-01", people=people))
    assert verdict(duty, "2026-07-01") == str(Verdict.OVERDUE)
    (duty,) = quota_duties(ask(today="2026-10-01", people=people))
    assert verdict(duty, "2026-10-01") == str(Verdict.ENDED_OVERDUE)


def test_nothing_is_owed_of_the_time_before_the_books_kept_it() -> None:
    (found,) = the(ask(today="2026-12-31", since=day("2026-09-10")))
    assert found.needed == 20  # September has 21 of 30 days
    assert the(ask(today="2026-12-31", since=date.max)) == []


def test_a_policy_that_ends_asks_for_its_own_months() -> None:
    book = make_book(("2026-01-01", make_policy(rule(FRONT))), ("2026-07-01", make_policy(name="later")))
    (found,) = the(ask(entry("2026-03-03"), entry("2026-08-03"), today="2026-12-31", policy=book))
    assert (found.needed, found.done, str(found.until), found.missed) == (30, 1, "2026-06-30", True)


def test_papers_are_counted_by_unit_and_owed_by_nobody() -> None:
    register = make_register({"全称": "乙局", "曾用名": ["乙委"]})
    said: dict[str, Any] = {"persons": (), "subject": "请示"}
    entries = [entry("2026-03-03", unit="乙委", **said), entry("2026-03-09", unit="乙局", **said)]
    question = ask(
        *entries, today="2026-03-31", policy=make_policy(rule(PAPER)), people=(), register=register
    )
    (found,) = the(question)
    assert (found.whose, found.done, found.needed) == ("乙局", 2, None)
    assert quota_duties(question) == []


def test_what_no_appraisal_may_count() -> None:
    before = UNSCORED_SINCE - timedelta(days=1)
    never = {each for each in Tallied if not each.scores(UNSCORED_SINCE)}
    assert {str(each) for each in never} == {"会议", "研究", "批示", "文章", "发文", "照片", "学习笔记"}
    assert all(each.scores(before) for each in Tallied)


@pytest.mark.parametrize("seed", range(40))
def test_days_are_those_of_a_second_count(seed: int) -> None:
    """By another few lines: distinct days of the year within a post, up to today."""
    random = Random(seed)
    start = date(2026, 1, 1)
    posts: list[tuple[date, date]] = []
    since = start + timedelta(days=random.randrange(90))
    while since.year == 2026 and len(posts) < 3:
        until = since + timedelta(days=random.randrange(150))
        posts.append((since, until))
        since = until + timedelta(days=random.randrange(1, 60))
    days = [start + timedelta(days=random.randrange(-5, 370)) for _ in range(random.randrange(120))]
    today = start + timedelta(days=random.randrange(100, 380))
    people = tuple(leader(str(first), str(last)) for first, last in posts)
    question = ask(
        *(entry(str(each), str(place)) for place, each in enumerate(days)), today=str(today), people=people
    )
    found = [each for each in the(question) if each.span.label == "2026"]
    wanted = {
        each for each in days if each.year == 2026 and each <= today and any(a <= each <= b for a, b in posts)
    }
    held = [
        month
        for month in range(1, 13)
        if 2 * sum(any(a <= at <= b for a, b in posts) for at in _month(month)) >= len(_month(month))
    ]
    assert sum(each.done for each in found) == len(wanted)
    assert [each.needed for each in found] == [5 * len(held)] * len(found)


def _month(month: int) -> list[date]:
    year = [date(2026, 1, 1) + timedelta(days=place) for place in range(365)]
    return [each for each in year if each.month == month]
