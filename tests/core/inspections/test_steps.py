"""What comes next in an inspection, and what is said where an entry has no place."""

from datetime import date
from typing import Any

import pytest
from tests.inspections import DEPARTMENT, decided, entry, ground, inspection, state_of, told, upto

from duban.core.inspections.steps import next_steps
from duban.core.model.inspection import Inspection
from duban.errors import DubanError

DECLARED = entry("2026-03-04", "回避声明", 姓名="赵六", 回避="否")
TOLD = [entry("2026-03-05", "督查通知", 单位=unit) for unit in ("甲镇", "乙镇")]
HEARD = {"反馈": {"认可": "否", "意见": "没有"}}
MADE = (
    "交整改：duban rectify add --from DX-2026-0001/1 …；整改已经立了的："
    "duban inspect dispose DX-2026-0001 --finding 1 --outcome 整改 --task 编号"
)
CASES: list[tuple[str, Inspection, list[str]]] = [
    (
        "scheme lacks",
        inspection(told("立项"), 范围=None),
        ["amend DX-2026-0001 …", "scheme DX-2026-0001 --approved-by 领导"],
    ),
    ("scheme is whole", inspection(told("立项")), ["scheme DX-2026-0001 --approved-by 领导"]),
    (
        "a department's own",
        inspection(told("立项"), **DEPARTMENT),
        ["file DX-2026-0001", "scheme DX-2026-0001"],
    ),
    (
        "scheme settled",
        inspection(*upto("方案")),
        [
            "declare DX-2026-0001 李主任 赵六",
            "announce DX-2026-0001 --unit 甲镇、乙镇",
            "start DX-2026-0001",
        ],
    ),
    (
        "one declared, one told",
        inspection(*upto("声明"), TOLD[0]),
        ["declare DX-2026-0001 赵六", "announce DX-2026-0001 --unit 乙镇", "start DX-2026-0001"],
    ),
    ("all declared, nobody told", inspection(*upto("声明"), DECLARED, 通知="否"), ["start DX-2026-0001"]),
    ("ready", inspection(*upto("声明"), DECLARED, *TOLD), ["start DX-2026-0001"]),
    (
        "on site",
        inspection(*upto("发现", 发现={"证据": []})),
        [
            "day DX-2026-0001 --place 地点；duban inspect find DX-2026-0001 --unit 单位 --fact 问题",
            "settle DX-2026-0001 --finding 1 --evidence 文件 --reason …",
            "consult DX-2026-0001 --unit 甲镇",
        ],
    ),
    (
        "its head stands aside, on site",
        inspection(*upto("实施"), told("声明", 日期="2026-03-10", 回避="是", 情形="亲属")),
        [
            "amend DX-2026-0001 --team … --approved-by … --reason …",
            "day DX-2026-0001 --place 地点；duban inspect find DX-2026-0001 --unit 单位 --fact 问题",
        ],
    ),
    (
        "disputed",
        inspection(*upto("反馈", **HEARD)),
        ["settle DX-2026-0001 --finding 1 --holds 是/否 --reason …"],
    ),
    ("agreed", inspection(*upto("反馈")), ["conclude DX-2026-0001 --opinion 意见 --approved-by 领导"]),
    (
        "concluded",
        inspection(*upto("结论")),
        [
            "serve DX-2026-0001 --unit 甲镇、乙镇",
            "report DX-2026-0001 --to 领导",
            MADE,
        ],
    ),
    ("followed", inspection(*upto("处理")), ["archive DX-2026-0001"]),
    ("archived", inspection(*upto("归档")), []),
]


def test_before_its_first_day_the_start_says_when() -> None:
    at = ground("2026-03-05")
    ready = inspection(*upto("声明"), DECLARED, *TOLD)
    days = (date(2026, 3, 5), date(2026, 3, 9))
    told_on = {str(on): [step.way for step in next_steps(state_of(ready, str(on)), on, at)] for on in days}
    assert told_on["2026-03-05"] == [f"{ready.starts_on} 起：duban inspect start DX-2026-0001"]
    assert told_on[f"{ready.starts_on}"] == ["duban inspect start DX-2026-0001"]


@pytest.mark.parametrize(("name", "file", "ways"), CASES, ids=[case[0] for case in CASES])
def test_what_comes_next(name: str, file: Inspection, ways: list[str]) -> None:
    del name
    at = ground("2026-06-30")
    before = file.journal[-1].on <= date(2026, 3, 9)
    on = date(2026, 3, 9) if before else at.today
    steps = list(next_steps(state_of(file, "2026-06-30"), on, at))
    assert [step.way for step in steps] == [way if way == MADE else f"duban inspect {way}" for way in ways]
    assert all(step.said for step in steps)


def test_what_two_merged_copies_left_is_put_right_first() -> None:
    twice = told("发现", 日期="2026-03-11", 单位="乙镇")
    again = told("实施", 日期="2026-03-12")
    at = ground()
    steps = list(next_steps(state_of(inspection(*upto("发现"), twice, again)), at.today, at))
    assert [step.said for step in steps[:2]] == [
        "这条发现不成立：第1个问题已经记过",
        "这条实施不成立：现在是“实施中”",
    ]
    ends = " --approved-by 领导 --reason 原因"
    assert [step.way.partition("--event ")[2][9:] for step in steps[:2]] == [
        f"--set 序号=2{ends}",
        f"--void{ends}",
    ]


def test_before_a_review_is_over_only_waiting_is_left() -> None:
    at = ground("2026-04-01")
    steps = list(next_steps(state_of(inspection(*upto("处理")), "2026-04-01"), at.today, at))
    assert all("duban inspect archive DX-2026-0001" in step.way for step in steps)
    assert [step.said for step in steps] == ["甲镇可以申请复核到 2026-04-16", "乙镇可以申请复核到 2026-04-17"]


@pytest.mark.parametrize(
    ("journal", "made", "said", "way"),
    [
        (upto("立项"), told("实施"), "不能实施：DX-2026-0001 现在是“已立项”", "duban inspect scheme"),
        (upto("方案"), told("发现"), "不能发现：DX-2026-0001 现在是“方案已定”", "duban inspect declare"),
        (upto("声明"), told("结论"), "不能督查结论：DX-2026-0001 现在是“方案已定”", "duban inspect declare"),
        (
            upto("反馈"),
            told("送甲"),
            "不能结论送达：DX-2026-0001 现在是“征求意见中”",
            "duban inspect conclude",
        ),
        (upto("结论"), told("归档"), "不能归档：DX-2026-0001 现在是“待送达”", "duban inspect serve"),
        (
            upto("结论"),
            told("发现", 日期="2026-03-17", 序号=2),
            "不能发现：DX-2026-0001 现在是“待送达”",
            "duban inspect serve",
        ),
        (
            upto("归档"),
            told("处理", 日期="2026-05-01"),
            "不能处理：DX-2026-0001 现在是“已归档”",
            "duban show DX-2026-0001",
        ),
        (
            upto("实施"),
            entry("2026-03-10", "并入", 并入="DX-2026-0002", 原因="重复"),
            "不能并入",
            "duban inspect day",
        ),
    ],
)
def test_a_wrong_order(journal: tuple[Any, ...], made: Any, said: str, way: str) -> None:  # noqa: ANN401
    with pytest.raises(DubanError) as refused:
        decided(inspection(*journal), made)
    (problem,) = refused.value.problems
    assert problem.code == "not-allowed"
    assert problem.message.startswith(said)
    assert way in problem.advice
