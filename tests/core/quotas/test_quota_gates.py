"""What may be entered as 履职: each wrong entry is refused in words with the way out, and leaves the right one alone."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.builders import CALENDAR, day, make_book, make_policy, make_register, moment

from duban.core.actions.approval import unfit_approvers
from duban.core.actions.due_dates import Elsewhere, Ground
from duban.core.cases.performance import PERFORMANCE
from duban.core.engine.decide import Decided, decide
from duban.core.model.people import Roll
from duban.core.model.record import digest, read_record
from duban.core.model.shared_names import shared_names
from duban.core.model.workspace import Config, StandingEntry, StandingJournal
from duban.errors import DubanError

RULES: tuple[dict[str, Any], ...] = (
    {"种类": "定额", "标识": "front", "所计": "一线办公", "每": "年", "数": 60, "职务": ["班子成员"]},
    {"种类": "定额", "标识": "visit", "所计": "走访", "每": "季", "数": 1},
    {"种类": "定额", "标识": "paper", "所计": "退文", "每": "月"},
    {"种类": "定额", "标识": "old", "所计": "走访", "每": "季", "数": 1, "废止": "2026-02-01"},
    {
        "种类": "周期",
        "标识": "register",
        "所计": "包保名单",
        "每": "年",
        "范围": "督查室",
        "义务人": "督查室",
    },
    {"种类": "周期", "标识": "meeting", "所计": "会议", "每": "季", "范围": "单位", "义务人": "牵头单位"},
    {"种类": "周期", "标识": "week", "每": "周", "范围": "督查室", "义务人": "督查室"},
)
CONFIG: dict[str, Any] = {
    "名称": "某县",
    "工作区号": "x",
    "制度": [{"自": "2026-01-01", "名称": "test"}],
    "领导": [
        {"姓名": "甲", "职务": "副县长", "职务类别": "班子成员", "自": "2026-02-01", "至": "2026-06-30"},
        {"姓名": "丙", "职务": "副县长"},
        {"姓名": "丁", "职务": "水务局局长", "职务类别": "部门主要负责人"},
    ],
    "包保": [
        {
            "名称": "甲公司",
            "类别": "企业",
            "级别": "县级",
            "包保人": "甲",
            "自": "2026-02-01",
            "至": "2026-04-30",
        },
        {"名称": "甲公司", "类别": "企业", "级别": "县级", "包保人": "丙", "自": "2026-05-01"},
    ],
}


def ground(today: str = "2026-12-31", **config: object) -> Ground:
    held = read_record(CONFIG | config, Config)
    book = make_book(("2026-01-01", make_policy(*RULES)))
    units = make_register({"全称": "乙局"})
    return Ground(book, CALENDAR, units, None, day(today), elsewhere=Elsewhere(config=held))


def entry(rule: str, on: str, period: str, **said: object) -> StandingEntry:
    values: dict[str, Any] = {"on": day(on), "recorded_at": moment(on), "by": "王五"}
    return StandingEntry(**values | {"rule": f"test/{rule}", "period": period} | said)


FRONT = {"persons": ("甲",), "place": "城关镇", "subject": "看水库"}
VISIT = {"persons": ("甲",), "ward": "甲公司", "subject": "用电"}
RIGHT = (
    entry("front", "2026-03-03", "2026", **FRONT),
    entry("visit", "2026-03-03", "2026Q1", **VISIT),
    entry("visit", "2026-03-03", "2026Q1", **VISIT | {"persons": ("乙", "甲 ")}),
    entry("visit", "2026-05-06", "2026Q2", **VISIT | {"persons": ("丙",)}),
    entry("visit", "2026-05-06", "2026Q2", **VISIT | {"stand_in": "丙出差"}),
    entry("paper", "2026-03-03", "2026-03", unit="乙局", subject="请示"),
    entry("meeting", "2026-03-03", "2026Q1", unit="乙局", subject="调度"),
    entry("register", "2026-05-06", "2026"),
    entry("week", "2026-03-03", "2026-W10"),
    entry("gone", "2026-03-03", "2026-W10"),
)


@pytest.mark.parametrize("right", RIGHT, ids=lambda each: f"{each.rule} {each.on}")
def test_what_is_right_is_entered(right: StandingEntry) -> None:
    told = allowed(right)
    assert (told.notices, told.event.on) == ((), right.on)


def allowed(new: StandingEntry, *held: StandingEntry, today: str = "2026-12-31", **config: object) -> Decided:
    return decide(PERFORMANCE, StandingJournal(year=2026, journal=held), new, ground(today, **config))


def refused(
    new: StandingEntry, *held: StandingEntry, today: str = "2026-12-31", **config: object
) -> tuple[str, str]:
    with pytest.raises(DubanError) as caught:
        allowed(new, *held, today=today, **config)
    (problem,) = caught.value.problems
    assert problem.advice
    return problem.code, problem.message


@pytest.mark.parametrize(
    ("wrong", "code", "told"),
    [
        (entry("front", "2026-03-03", "2026Q1", **FRONT), "wrong-period", "2026 这一期"),
        (entry("front", "2026-03-03", "2026", **FRONT | {"subject": None}), "subject-missing", "办了什么"),
        (entry("front", "2026-03-03", "2026", **FRONT | {"place": None}), "place-missing", "到了哪里"),
        (entry("front", "2026-03-03", "2026", **FRONT | {"persons": ()}), "one-person", "0 人"),
        (entry("front", "2026-03-03", "2026", **FRONT | {"persons": ("甲", "丙")}), "one-person", "2 人"),
        (entry("front", "2026-03-03", "2026", **FRONT | {"persons": ("戊",)}), "unknown-leader", "“戊”"),
        (entry("front", "2026-01-31", "2026", **FRONT), "not-in-post", "自 2026-02-01"),
        (entry("front", "2026-07-01", "2026", **FRONT), "not-in-post", "至 2026-06-30"),
        (
            entry("front", "2026-03-03", "2026", **FRONT | {"persons": ("丙",)}),
            "not-in-post",
            "没有写职务类别",
        ),
        (
            entry("front", "2026-03-03", "2026", **FRONT | {"persons": ("丁",)}),
            "not-in-post",
            "部门主要负责人",
        ),
        (
            entry("visit", "2026-03-03", "2026Q1", **VISIT | {"ward": None}),
            "unknown-ward",
            "没有写走访的是哪个",
        ),
        (entry("visit", "2026-03-03", "2026Q1", **VISIT | {"ward": "甲厂"}), "unknown-ward", "“甲厂”"),
        (entry("visit", "2026-01-31", "2026Q1", **VISIT), "unknown-ward", "2026-01-31 的包保名单"),
        (entry("visit", "2026-03-03", "2026Q1", **VISIT | {"persons": ()}), "persons-missing", "谁去的"),
        (
            entry("visit", "2026-03-03", "2026Q1", **VISIT | {"persons": ("丙",)}),
            "stand-in-untold",
            "包保人是甲",
        ),
        (entry("visit", "2026-05-06", "2026Q2", **VISIT), "stand-in-untold", "包保人是丙"),
        (entry("visit", "2026-03-03", "2026Q1", **VISIT | {"stand_in": "忙"}), "stand-in-odd", "自己去了"),
        (entry("old", "2026-03-03", "2026Q1", **VISIT), "rule-not-in-force", "没有施行"),
        (entry("paper", "2026-03-03", "2026-03", subject="请示"), "which-unit", "哪个单位"),
        (entry("paper", "2026-03-03", "2026-03", unit="乙局"), "subject-missing", "哪一份"),
        (entry("front", "2026-03-03", "2026", **FRONT, voids="0" * 8), "no-event", "00000000"),
    ],
)
def test_what_is_wrong_is_refused(wrong: StandingEntry, code: str, told: str) -> None:
    found, text = refused(wrong)
    assert (found, told in text) == (code, True), text


def test_what_was_done_before_the_policy_held_is_told_not_to_count() -> None:
    early = entry("visit", "2025-12-31", "2025Q4", **VISIT)
    held = [{**CONFIG["包保"][0], "自": "2025-01-01"}]
    assert [each.code for each in allowed(early, 包保=held).notices] == ["before-policy"]


def test_nothing_is_entered_before_it_happens() -> None:
    assert refused(RIGHT[0], today="2026-03-02")[0] == "future-date"


@pytest.mark.parametrize("same", [RIGHT[0], RIGHT[1], RIGHT[5], RIGHT[6]])
def test_the_same_thing_is_entered_once(same: StandingEntry) -> None:
    assert refused(same, same)[0] == "standing-twice"
    again = replace(same, place="石桥镇")  # the same day elsewhere: told, and counted once
    notices = [each.code for each in allowed(again, same).notices]
    assert notices == (["same-day"] if same in RIGHT[:2] else [])


def test_a_register_is_made_when_somebody_stands_in_it() -> None:
    assert refused(RIGHT[7], 包保=[])[0] == "register-empty"
    assert refused(entry("register", "2026-01-31", "2026"))[0] == "register-empty"


def undoing(wrong: StandingEntry, on: str, **said: object) -> StandingEntry:
    return entry("front", on, "2026", voids=digest(wrong), **{"note": "记错"} | said)


def test_an_entry_is_taken_back_once_by_who_may() -> None:
    wrong = RIGHT[0]
    assert refused(undoing(wrong, "2026-03-04"), wrong)[0] == "approver-missing"
    assert refused(undoing(wrong, "2026-03-03", by="赵六"), wrong)[0] == "approver-missing"
    assert refused(undoing(wrong, "2026-03-02", approved_by="丙"), wrong)[0] == "event-before"
    assert refused(undoing(wrong, "2026-03-03", note=None), wrong)[0] == "reason-missing"
    slip = allowed(undoing(wrong, "2026-03-03"), wrong).event
    later = allowed(undoing(wrong, "2026-03-04", approved_by="丙"), wrong).event
    assert refused(undoing(wrong, "2026-03-05", approved_by="丙"), wrong, slip)[0] == "voided-twice"
    assert refused(undoing(later, "2026-03-05", approved_by="丙"), wrong, later)[0] == "voided-twice"
    assert allowed(wrong, wrong, slip).notices == ()  # entered anew


def test_heads_of_units_approve_nothing() -> None:
    roll = Roll(read_record(CONFIG, Config).leaders)
    (problem,) = unfit_approvers("丁", "销号", day("2026-03-03"), roll)
    assert (problem.code, "部门主要负责人" in problem.message) == ("unknown-approver", True)
    assert list(unfit_approvers("丙", "销号", day("2026-03-03"), roll)) == []
    assert [each.name for each in roll.in_office(day("2026-03-03"))] == ["甲", "丙"]
    assert len(Roll(roll.leaders).leaders) == 2


@pytest.mark.parametrize(
    ("wards", "codes"),
    [
        (CONFIG["包保"], []),
        ([{**CONFIG["包保"][0], "至": "2026-05-01"}, CONFIG["包保"][1]], ["ward-twice"]),
        ([{**CONFIG["包保"][0], "自": "2026-05-01"}], ["ward-backwards"]),
        ([CONFIG["包保"][0], {**CONFIG["包保"][1], "名称": "乙公司", "自": "2026-03-01"}], []),
    ],
)
def test_one_at_a_time_is_responsible(wards: list[dict[str, Any]], codes: list[str]) -> None:
    config = read_record(CONFIG | {"包保": wards}, Config)
    assert [fault.code for fault in shared_names(config)] == codes
