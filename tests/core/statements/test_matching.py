"""Whole units compared: which rows a unit answers for, which task is which, and what is only a proposal."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    CALENDAR,
    day,
    event,
    events_to,
    limit_rule,
    make_book,
    make_policy,
    make_register,
    make_task,
)
from tests.strategies import events

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books, Entry, open_books
from duban.core.model.events import Event
from duban.core.model.record import read_record
from duban.core.model.task import Task
from duban.core.model.terms import Action, LedgerKind, Status
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.model.workspace import Config, LedgerHead
from duban.core.periods.spans import parse_span
from duban.core.statements.matching import Compared, Ours, code_of, compare_statement, compare_workspace
from duban.core.statements.sides import ABSENT, UnitRow, row_of, unit_rows
from duban.core.statements.statement_form import check_sum, issued_rows, plain_cell, read_day
from duban.core.statements.unit_journal import Answer, TheirTask
from duban.errors import DubanError

POLICY = make_policy(limit_rule(5))
HEAD = LedgerHead(name="重要文件", kind=LedgerKind.DOCUMENT, prefix="WJ")
ALL = (Status.ASSIGNED, Status.IN_PROGRESS, Status.REPORTED, Status.VERIFIED, Status.CLOSED)


def books(*tasks: Task, code: str = "office", register: Register = NO_REGISTER) -> Books:
    config = read_record(
        {"名称": "督查室", "工作区号": code, "制度": [{"自": "2026-01-01", "名称": "test"}]}, Config
    )
    return open_books(
        config,
        (HEAD,),
        [Entry(task, HEAD, f"{task.id}.yaml") for task in tasks],
        policies=make_book(("2026-01-01", POLICY)),
        calendar=CALENDAR,
        register=register,
        today=day("2026-09-30"),
    )


def task(number: int, status: Status = Status.IN_PROGRESS, /, **head: object) -> Task:
    return make_task(*events_to(status), **{"id": f"WJ-2026-{number:04d}", "title": f"第{number}件"} | head)


def named(number: int, ours: int, status: Status = Status.IN_PROGRESS, /, **head: object) -> Task:
    """A task of the unit's own that names one of ours."""
    upstream = {"工作区号": "office", "编号": f"WJ-2026-{ours:04d}"}
    return task(number, status, **{"title": f"第{ours}件", "upstream_id": upstream} | head)


def rows(held: Books) -> dict[str, tuple[UnitRow, ...]]:
    span = parse_span("2026Q3")
    assert span is not None
    return unit_rows(reconcile(held, span))


def side(held: Books, unit: str = "A") -> Ours:
    return Ours(unit, rows(held).get(unit, ()), held)


def told(found: Compared) -> dict[str, str | None]:
    return {each.number: each.proposal for each in found.differences}


def test_rows_of_the_units() -> None:
    held = books(
        task(1),
        task(2, Status.REGISTERED),
        task(3, Status.CLOSED),
        task(4, Status.WITHDRAWN),
        task(5, lead=["B", "A"]),
        make_task(id="WJ-2026-0006", lead=None),
        task(7, lead="C", support=["A"]),
    )
    found = {unit: [row.id[-1] for row in each] for unit, each in rows(held).items()}
    assert found == {"A": ["1", "3", "4", "5"], "B": ["5"], "C": ["7"]}
    assert [row.joint for row in rows(held)["A"]] == [False, False, False, True]


def test_what_was_closed_before_the_period_is_no_row() -> None:
    early = [msgspec.structs.replace(each, on=each.on.replace(month=5)) for each in events_to(Status.CLOSED)]
    assert rows(books(make_task(*early))) == {}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ((), {"A": "待签收", "B": "待签收"}),
        ((event("签收", "2026-09-02", unit="A"),), {"A": "办理中", "B": "待签收"}),
        (
            (event("签收", "2026-09-02", unit="A"), event("报结", "2026-09-03", unit="A")),
            {"A": "待核验", "B": "待签收"},
        ),
    ],
)
def test_joint_leads_stand_each_for_itself(more: tuple[Event, ...], expected: dict[str, str]) -> None:
    held = books(make_task(*events_to(Status.ASSIGNED), *more, lead=["A", "B"]))
    assert {unit: str(row.status) for unit, (row,) in rows(held).items()} == expected


OTHER = TheirTask(code="X-1", their_id="X-1", title="第1件")


def test_a_statement_left_empty_agrees() -> None:
    found = compare_statement(side(books(*map(task, (1, 2)))), {}, (), {})
    assert (found.rows, found.empty, found.differences, found.answers) == (2, 2, (), ())


def test_an_answer_may_not_be_given_twice() -> None:
    answers = {"WJ-2026-0001": Answer(id="WJ-2026-0001", status="办理中")}
    with pytest.raises(DubanError, match="那一行已经填了"):
        compare_statement(side(books(task(1))), answers, (OTHER,), {"X-1": "WJ-2026-0001"})


def test_a_task_of_ours_is_matched_once() -> None:
    others = (OTHER, TheirTask(code="X-2", their_id="X-2", title="第2件"))
    with pytest.raises(DubanError, match="认作同一件 WJ-2026-0001"):
        compare_statement(side(books(task(1))), {}, others, {"X-1": "WJ-2026-0001", "X-2": "WJ-2026-0001"})


@pytest.mark.parametrize(
    ("other", "ours", "proposal"),
    [
        ({"title": "第1件"}, {}, "WJ-2026-0001"),
        ({"title": "第 1 件"}, {}, None),
        ({"title": "第１件"}, {}, "WJ-2026-0001"),
        (
            {"title": "第1件", "source": "甲文"},
            {"sources": [{"类别": "其他", "名称": "甲文"}]},
            "WJ-2026-0001",
        ),
        ({"title": "第1件", "source": "乙文"}, {"sources": [{"类别": "其他", "名称": "甲文"}]}, None),
        (
            {"title": "第1件", "source": "某政发[2026]7号"},
            {"sources": [{"类别": "其他", "文号": "某政发〔2026〕7号"}]},
            "WJ-2026-0001",
        ),
        ({"title": "别的"}, {}, None),
    ],
)
def test_likeness_is_source_and_title(
    other: dict[str, Any], ours: dict[str, Any], proposal: str | None
) -> None:
    listed = TheirTask(code="X-1", **other)
    found = compare_statement(side(books(task(1, **ours))), {}, (listed,), {})
    assert told(found) == {"X-1-彼有我无": proposal}


def test_a_likeness_is_told_on_both_sides_and_confirmed() -> None:
    held = books(task(1), task(2))
    answers = {"WJ-2026-0001": Answer(id="WJ-2026-0001", status=ABSENT)}
    found = compare_statement(side(held), answers, (OTHER,), {})
    assert told(found) == {"WJ-2026-0001-我有彼无": "X-1", "X-1-彼有我无": "WJ-2026-0001"}
    found = compare_statement(side(held), answers, (OTHER,), {"X-1": "WJ-2026-0001"})
    assert told(found) == {}
    assert [(each.their_id, each.task) for each in found.matches] == [("X-1", "WJ-2026-0001")]


def test_a_source_in_other_words_is_no_hindrance_where_the_unit_misses_the_task() -> None:
    held = side(books(task(1, sources=[{"类别": "其他", "名称": "甲文"}])))
    other = TheirTask(code="X-1", title="第1件", source="电话")
    absent = {"WJ-2026-0001": Answer(id="WJ-2026-0001", status=ABSENT)}
    assert told(compare_statement(held, absent, (other,), {}))["X-1-彼有我无"] == "WJ-2026-0001"
    assert told(compare_statement(held, {}, (other,), {})) == {"X-1-彼有我无": None}


def test_a_match_with_a_task_that_others_lead() -> None:
    held = books(task(1), task(2, lead="B"), task(3, lead="B", support=["A"]))
    other = TheirTask(code="X-1", title="第2件")
    found = compare_statement(side(held), {}, (other,), {"X-1": "WJ-2026-0002"})
    assert [(each.number, each.ours, each.theirs) for each in found.differences] == [
        ("WJ-2026-0002-牵头单位不符", "B", "A")
    ]
    assert told(compare_statement(side(held), {}, (other,), {"X-1": "WJ-2026-0003"})) == {}


def test_answers_of_rows_that_left_the_unit_since() -> None:
    held = books(task(1), task(2, lead="B"))
    answers = {
        "WJ-2026-0002": Answer(id="WJ-2026-0002", percent=50),
        "WJ-2026-0009": Answer(id="WJ-2026-0009"),
    }
    assert told(compare_statement(side(held), answers, (), {})) == {"WJ-2026-0002-牵头单位不符": None}
    kept = compare_statement(side(held), answers, (), {}).answers
    assert [each.id for each in kept] == ["WJ-2026-0002", "WJ-2026-0009"]
    agreed = {"WJ-2026-0002": Answer(id="WJ-2026-0002", lead="B")}
    assert told(compare_statement(side(held), agreed, (), {})) == {}


def workspace(*tasks: Task, register: Register = NO_REGISTER) -> Books:
    return books(*tasks, code="unit", register=register)


def test_a_workspace_that_agrees() -> None:
    held = books(*(task(number, status) for number, status in enumerate(ALL, 1)))
    theirs = workspace(
        *(named(number + 10, number, status) for number, status in enumerate(ALL, 1)), task(50)
    )
    found = compare_workspace(side(held), theirs, {})
    assert (found.rows, told(found), len(found.answers)) == (5, {}, 5)


def test_tasks_of_theirs_that_we_do_not_have() -> None:
    theirs = workspace(
        named(11, 1), named(12, 77), named(13, 78, Status.WITHDRAWN), named(14, 79, Status.CLOSED)
    )
    found = compare_workspace(side(books(task(1))), theirs, {})
    assert told(found) == {"WJ-2026-0012-彼有我无": None, "WJ-2026-0014-彼有我无": None}


def test_a_wrong_id_of_ours_is_a_proposal_too() -> None:
    theirs = workspace(named(11, 77, title="第1件"), named(12, 78, title="第2件"))
    held = side(books(task(1), task(2, title="第1件")))
    assert told(compare_workspace(held, theirs, {})) == {
        "WJ-2026-0001-我有彼无": "WJ-2026-0011",
        "WJ-2026-0002-我有彼无": None,
        "WJ-2026-0011-彼有我无": "WJ-2026-0001",
        "WJ-2026-0012-彼有我无": None,
    }
    found = compare_workspace(held, theirs, {"WJ-2026-0011": "WJ-2026-0002"})
    assert told(found) == {"WJ-2026-0001-我有彼无": None, "WJ-2026-0012-彼有我无": None}
    with pytest.raises(DubanError, match="不是我方的事项"):
        compare_workspace(held, theirs, {"WJ-2026-0011": "WJ-2026-0099"})


def test_several_of_theirs_for_one_of_ours() -> None:
    theirs = workspace(
        named(11, 1, Status.CLOSED, parent="WJ-2026-0012"), named(12, 1), named(13, 1, parent="WJ-2026-0012")
    )
    found = compare_workspace(side(books(task(1))), theirs, {})
    assert (told(found), found.doubled) == ({}, ("WJ-2026-0001",))


def test_what_we_withdrew_they_need_not_have() -> None:
    assert told(compare_workspace(side(books(task(1, Status.WITHDRAWN))), workspace(), {})) == {}
    assert told(compare_workspace(side(books(task(1))), workspace(), {})) == {"WJ-2026-0001-我有彼无": None}


def test_what_lies_outside_the_rows_is_compared_while_they_have_it_open() -> None:
    early = [msgspec.structs.replace(each, on=each.on.replace(month=5)) for each in events_to(Status.CLOSED)]
    held = books(make_task(*early, title="第1件"), task(2, lead="B"), task(3, lead="B", support=["A"]))
    theirs = workspace(named(11, 1), named(12, 2), named(13, 3))
    found = compare_workspace(side(held), theirs, {})
    assert told(found) == {"WJ-2026-0001-状态不符": None, "WJ-2026-0002-牵头单位不符": None}
    closed = workspace(named(11, 1, Status.CLOSED), named(12, 2, Status.CLOSED))
    assert told(compare_workspace(side(held), closed, {})) == {}


def test_a_section_of_the_unit_is_the_unit() -> None:
    register = make_register({"全称": "A"}, {"全称": "一科"})
    held = books(task(1), register=make_register({"全称": "A"}, {"全称": "B"}))
    theirs = workspace(named(11, 1, lead="一科"), register=register)
    assert told(compare_workspace(side(held), theirs, {})) == {}
    strange = workspace(named(11, 1, lead="B"), register=register)
    assert "WJ-2026-0001-牵头单位不符" in told(compare_workspace(side(held), strange, {}))


@pytest.mark.parametrize(
    ("their_id", "code"),
    [
        ("SW-17", "SW-17"),
        ("a.b_c", "a.b_c"),
        ("有字", None),
        ("-rf", None),
        ("a b", None),
        ("x" * 41, None),
        (None, None),
    ],
)
def test_what_names_a_task_of_theirs(their_id: str | None, code: str | None) -> None:
    found = code_of(their_id, "甲文", "修渠")
    assert found == code if code else len(found) == 8
    assert code_of(their_id, "甲文", "修渠") == found


ACTIONS = (
    Action.ACCEPT,
    Action.PROGRESS,
    Action.DONE,
    Action.VERIFY,
    Action.CLOSE,
    Action.SUSPEND,
    Action.EXTEND,
)


@given(st.lists(events(ACTIONS), max_size=8), st.sampled_from(["A", ["A", "B"]]))
def test_books_compared_with_a_faithful_copy_differ_in_nothing(journal: list[Event], lead: object) -> None:
    ours = make_task(*events_to(Status.ASSIGNED), *journal, lead=lead)
    copy = msgspec.structs.replace(
        ours,
        id="WJ-2026-0050",
        upstream_id=read_record(
            {"工作区号": "office", "编号": ours.id}, type(named(1, 1).upstream_id or ours)
        ),
    )
    held = books(ours)
    if isinstance(lead, str):
        assert told(compare_workspace(side(held), workspace(copy), {})) == {}
    for unit in rows(held):
        row = row_of(held.items[0], unit, held)
        assert row is not None
        same = Answer(
            id=row.id,
            status=row.status,
            percent=row.percent,
            due_on=row.standing.running_due_on,
            lead=unit,
            done_on=row.standing.reported.done_on if row.standing.reported else None,
        )
        if row.status is not Status.VERIFIED:
            assert told(compare_statement(side(held, unit), {row.id: same}, (), {})) == {}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" 修 渠\n道 ", "修渠道"),
        ("2026/9/5", "2026-09-05"),
        ("2026年9月5日", "2026-09-05"),
        ("2026-10-08（暂定）", "2026-10-08"),
        ("40%", "40"),
        ("'=1+1", "=1+1"),
        ("看\u200b见", "看见"),
        ("看‹U+200B›见", "看见"),
        ("２０２６.９.５", "2026-09-05"),
        ("2026-13-01", "2026-13-01"),
    ],
)
def test_a_cell_is_compared_whatever_program_wrote_it(text: str, plain: str) -> None:
    assert plain_cell(text) == plain


def test_days_are_read_as_people_write_them() -> None:
    assert read_day("2026-9-30") == read_day("2026.9.30") == read_day("2026年9月30日") == day("2026-09-30")
    assert read_day("2026-09-30 00:00:00") == day("2026-09-30")
    assert read_day("9月30日") is None
    assert read_day("2026-9-31") is None


def test_the_check_sum_sees_every_cell_and_its_place() -> None:
    held = books(task(1), task(2))
    cells = [row.cells for row in issued_rows(rows(held)["A"], held, owed=True)]
    assert len(cells[0]) == 8
    whole = check_sum("office", "2026Q3", "A", cells)
    assert check_sum("office", "2026Q3", "A", list(reversed(cells))) != whole
    for code, period, unit in (
        ("other", "2026Q3", "A"),
        ("office", "2026Q2", "A"),
        ("office", "2026Q3", "B"),
    ):
        assert check_sum(code, period, unit, cells)[:8] != whole[:8]
    changed = [(*cells[0][:3], "办结", *cells[0][4:]), cells[1]]
    assert check_sum("office", "2026Q3", "A", changed)[:8] == whole[:8]
    assert check_sum("office", "2026Q3", "A", changed) != whole
