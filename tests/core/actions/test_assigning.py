"""What a day told at 交办 rests on: the words of its source where they are quoted, else a leader who is named."""

from typing import Any

import msgspec
import pytest
from tests.builders import day, event, limit_rule, make_ground, make_policy, make_task, registered

from duban.core.cases.task import decide
from duban.core.engine.journal import target_of
from duban.core.model.events import Assign, Event
from duban.core.model.task import Task
from duban.core.model.terms import Basis
from duban.errors import DubanError, Problem

ON = "2026-12-31"
PAPER = {"类别": "重要文件", "文号": "某政发〔2026〕7号"}
MEETING = {"类别": "会议议定", "名称": "县政府常务会议", "会议日期": "2026-08-31"}
WRITTEN = {"领导": "林县长", "日期": "2026-08-31", "内容": "年底前办好"}
WORDS = {"日期": ON, "原文": "年底前"}


def given(source: dict[str, str] | None, deadline: dict[str, str] | None = None, **head: object) -> Task:
    return make_task(registered(), sources=[source] if source else [], deadline=deadline, **head)


GROUND = make_ground(make_policy(limit_rule(400)), "2026-09-30")


def asked(task: Task, entry: Event) -> Assign:
    made = decide(task, entry, GROUND).event
    assert isinstance(made, Assign)
    return made


def refused(task: Task, entry: Event) -> Problem:
    with pytest.raises(DubanError) as error:
        decide(task, entry, GROUND)
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize(
    ("source", "deadline", "head", "lacking"),
    [
        (PAPER, {"日期": ON}, {}, "条款、原文"),
        (PAPER, WORDS, {}, "条款"),
        (PAPER | {"条款": "三"}, {"日期": ON}, {}, "原文"),
        (PAPER | {"条款": "三"}, WORDS, {}, ""),
        (
            {"类别": "重要文件", "名称": "要点", "机关": "省水利厅"},
            WORDS,
            {},
            "条款",
        ),  # a paper without a number has clauses
        (MEETING, {"日期": ON}, {}, "原文"),
        (MEETING, WORDS, {}, ""),
        (MEETING | {"文号": "某府阅〔2026〕3号"}, WORDS, {}, "条款"),
        ({"类别": "重大项目"}, {"日期": ON}, {}, "原文"),
        ({"类别": "重大项目"}, WORDS, {}, ""),
        ({"类别": "领导批示"}, {"日期": ON}, {"instructions": [WRITTEN]}, ""),
        ({"类别": "领导交办"}, {"日期": ON}, {}, "名称、原文"),
        ({"类别": "领导交办", "名称": "县长办公会交办"}, WORDS, {}, ""),
        ({"类别": "领导交办"}, {"日期": ON}, {"instructions": [WRITTEN]}, ""),
        (None, WORDS, {}, "来源"),
        (PAPER, {"日期": ON}, {"parent": "WJ-2026-0009"}, ""),  # within the day of its parent
    ],
)
def test_a_day_of_a_source_is_quoted_or_a_leader_s(
    source: dict[str, str] | None, deadline: dict[str, str], head: dict[str, Any], lacking: str
) -> None:
    task = given(source, deadline, **head)
    if not lacking:
        assert asked(task, event("交办", "2026-09-01")).basis is Basis.SOURCE
        return
    problem = refused(task, event("交办", "2026-09-01"))
    assert problem.code == "source-unquoted"
    assert problem.message.endswith(f"算作来源规定，没有写{lacking}")
    assert "--approved-by" in problem.advice
    by_leader = make_task(registered(), sources=task.sources, deadline=deadline | {"依据": "领导确定"})
    assert asked(by_leader, event("交办", "2026-09-01", approved_by="林县长")).basis is Basis.LEADER


@pytest.mark.parametrize(
    ("words", "days", "others"),
    [
        ("2026年12月底前", ["2026-12-31"], ["2027-06-30", "2027-12-31", "2026-11-30"]),
        ("10月底前", ["2026-10-31", "2026-10-30", "2026-11-02"], ["2026-10-29", "2026-11-03"]),  # a Saturday
        ("9月前", ["2026-08-31", "2026-09-30"], ["2026-10-01", "2026-08-28"]),  # custom leaves it open
        ("10月中旬办结", ["2026-10-11", "2026-10-20"], ["2026-10-10", "2026-10-21"]),
        ("3月底前", ["2027-03-31"], ["2026-03-31", "2028-03-31"]),  # the first one after the paper
        ("7月底前", ["2026-07-31", "2027-07-31"], ["2026-08-01"]),  # gone by when the paper came
        ("6月底、12月底前", ["2026-12-31", "2027-06-30"], ["2026-09-30"]),
        ("收到之日起30个工作日内", ["2026-10-19", "2026-10-10"], ["2026-10-20", "2027-06-30"]),
        ("印发之日起一年内", ["2027-08-31", "2027-09-01"], ["2027-09-02"]),
        ("尽快办结", [], ["2026-10-31"]),
        ("长期坚持", [], ["2026-12-31"]),
        ("汛期前", [], ["2026-10-31"]),
    ],
)
def test_a_day_of_a_source_is_one_that_its_words_name(words: str, days: list[str], others: list[str]) -> None:
    """The paper is of 2026-08-31, handed over on 2026-09-01."""
    for on in (*days, *others):
        task = given(MEETING, {"日期": on, "原文": words})
        if on in days:
            assert asked(task, event("交办", "2026-09-01")).basis is Basis.SOURCE, on
            continue
        problem = refused(task, event("交办", "2026-09-01"))
        assert (problem.code, words in problem.message) == ("source-unquoted", True), on
        by_leader = make_task(registered(), sources=task.sources, deadline=task.deadline)
        again = event("交办", "2026-09-01", due_on=on, basis="领导确定", approved_by="林县长")
        assert asked(by_leader, again).basis is Basis.LEADER


def test_the_words_of_an_instruction_name_its_day() -> None:
    said = {"instructions": [WRITTEN | {"内容": "请抓紧"}]}
    task = given({"类别": "领导批示"}, {"日期": ON}, **said)
    assert refused(task, event("交办", "2026-09-01")).message.endswith("原文“请抓紧”没有说 2026-12-31 这一天")
    part = given({"类别": "领导批示"}, {"日期": ON}, parent="WJ-2026-0009", **said)
    assert asked(part, event("交办", "2026-09-01")).basis is Basis.SOURCE


def test_of_several_sources_one_quotes_the_day() -> None:
    task = make_task(registered(), sources=[PAPER, {"类别": "改革"}], deadline=WORDS)
    assert asked(task, event("交办", "2026-09-01")).basis is Basis.SOURCE


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"due_on": ON}, (Basis.SOURCE, None)),  # the day of the head is typed again
        ({"due_on": ON, "basis": "来源规定"}, (Basis.SOURCE, None)),
        ({"due_on": "2026-11-30", "approved_by": "林县长"}, (Basis.LEADER, "林县长")),
        ({"due_on": "2026-11-30"}, "approver-missing"),
        ({"due_on": "2026-11-30", "basis": "来源规定"}, "source-unquoted"),  # the source says another day
        ({"due_on": ON, "basis": "领导确定"}, "approver-missing"),
    ],
)
def test_a_day_that_is_typed_rests_on_whoever_named_it(
    said: dict[str, object], expected: tuple[Basis, str | None] | str
) -> None:
    task = given(PAPER | {"条款": "三"}, WORDS)
    entry = event("交办", "2026-09-01", **said)
    if isinstance(expected, str):
        assert refused(task, entry).code == expected
    else:
        made = asked(task, entry)
        assert (made.basis, made.approved_by) == expected


@pytest.mark.parametrize(
    ("due_on", "rules", "code"),
    [
        ("2026-09-08", (limit_rule(5),), ""),
        ("2026-12-31", (limit_rule(5),), "no-such-limit"),
        ("2026-09-08", (), "no-such-limit"),
        ("2026-09-01", (limit_rule(None, "领导确定"),), "no-such-limit"),
    ],
)
def test_a_day_of_a_rule_that_a_hand_wrote_is_the_rule_s(
    due_on: str, rules: tuple[dict[str, Any], ...], code: str
) -> None:
    entry = event("交办", "2026-09-01", due_on=due_on, basis="规则", rule="test/rule-1", approved_by="林县长")
    ground = make_ground(make_policy(*rules), "2026-09-30")
    if not code:
        assert decide(given(MEETING), entry, ground).event == entry
        return
    with pytest.raises(DubanError) as error:
        decide(given(MEETING), entry, ground)
    assert [problem.code for problem in error.value.problems] == [code]


BY_LEADER = {"日期": ON, "依据": "领导确定"}


def changed(on: str, old: str, new: str, approved_by: str | None = None) -> Event:
    days = ({"日期": old, "依据": "领导确定"}, {"日期": new, "依据": "领导确定"})
    return event("变更", on, field="完成时限", old=days[0], new=days[1], reason="改", approved_by=approved_by)


@pytest.mark.parametrize(
    ("journal", "who"),
    [
        ([event("立项", "2026-09-01", approved_by="林县长")], "林县长"),
        ([event("立项", "2026-09-01")], None),
        ([event("立项", "2026-09-01"), changed("2026-09-02", "2026-10-30", ON, "周县长")], "周县长"),
        (
            [event("立项", "2026-09-01", approved_by="林县长"), changed("2026-09-02", "2026-10-30", ON)],
            None,  # the day that 林县长 approved is not the one that stands
        ),
        (
            [event("立项", "2026-09-01", approved_by="林县长"), changed("2026-09-02", ON, ON)],
            "林县长",
        ),
    ],
)
def test_the_leader_of_the_head_s_day_is_who_approved_it_then(journal: list[Any], who: str | None) -> None:
    task = make_task(*journal, deadline=BY_LEADER, sources=[MEETING])
    entry = event("交办", "2026-09-03")
    if who is None:
        assert refused(task, entry).code == "approver-missing"
    else:
        made = asked(task, entry)
        assert (made.basis, made.approved_by, made.due_on) == (Basis.LEADER, who, day(ON))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"依据": "来源规定"}, "source-unquoted"),
        ({"批准人": None}, "approver-missing"),
        ({"批准人": "周县长"}, ""),
        ({"备注": "电话告知"}, ""),
    ],
)
def test_a_correction_gives_a_day_no_better_ground(value: dict[str, Any], code: str) -> None:
    told = event("交办", "2026-09-01", due_on="2026-11-30", basis="领导确定", approved_by="林县长")
    task = msgspec.structs.replace(given(MEETING), journal=(registered(), told))
    wrong = event(
        "更正", "2026-09-02", target=target_of(told), value=value, reason="记错", approved_by="林县长"
    )
    if code:
        assert refused(task, wrong).code == code
    else:
        assert decide(task, wrong, GROUND).event.value == value
