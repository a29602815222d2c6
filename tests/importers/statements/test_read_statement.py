"""Whatever comes back is read or refused, never raised; what was sent reads as it was sent."""

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from duban.core.statements.statement_form import ANSWERS, OTHERS, OURS, check_sum, plain_cell
from duban.core.statements.unit_journal import ReturnForm
from duban.importers.statements.read_statement import read_return
from duban.render.xlsx.workbook import render
from duban.views.model.sheet import Cell, Column, Kind, Sheet, Table, row

ROWS = (
    ("WJ-2026-0001", "修渠", "牵头", "办理中", date(2026, 9, 30), 40, "2026-09-10 反馈 过半"),
    ("WJ-2026-0002", "=修桥", "联合牵头", "待签收", None, None, ""),
)


def cells(values: tuple[object, ...]) -> list[str]:
    return [plain_cell("" if value is None else str(value)) for value in values]


CHECK = check_sum("office", "2026Q3", "甲局", [cells(values) for values in ROWS])
HEADS = ("单位：甲局", "对账期：2026Q3  截至：2026-09-30", f"工作区号：office  校验码：{CHECK}")


def sheets() -> list[Sheet]:
    kinds = {"时限": Kind.DATE, "进度": Kind.PERCENT}
    columns = [Column(title, kinds.get(title, Kind.TEXT)) for title in OURS]
    columns += [Column(title, answer=True) for title in ANSWERS.values()]
    table = Table(tuple(columns), tuple((*row(*values), *[Cell()] * len(ANSWERS)) for values in ROWS))
    others = Table(tuple(Column(title, answer=True) for title in OTHERS.values()), ((Cell(),) * len(OTHERS),))
    return [
        Sheet("对账单", HEADS, (table,), ("填报人：    日期：",), "对账单"),
        Sheet("另有", (), (others,), (), "另有事项"),
    ]


DATA = render(*sheets())


def text(*lines: str, heads: tuple[str, ...] = HEADS) -> bytes:
    header = ",".join([*OURS, *ANSWERS.values()])
    return "\r\n".join([*(f'"{head}"' for head in heads), header, *lines]).encode("gb18030")


def test_what_was_sent_reads_as_it_was_sent() -> None:
    held, problems = read_return(DATA, "单.xlsx")
    assert held is not None
    assert (problems, held.problems, held.blank, held.form) == ((), (), True, ReturnForm.WORKBOOK)
    assert held.heads == {"单位": "甲局", "对账期": "2026Q3", "工作区号": "office", "校验码": CHECK}
    assert [list(each.cells) for each in held.rows] == [cells(values) for values in ROWS]


def test_answers_of_a_text_table() -> None:
    line = "WJ-2026-0001,修渠,牵头,办理中,2026/9/30,40%,2026-09-10 反馈 过半,已办结,100%,2026.9.28,2026年10月1日, 乙局 ,'好'"
    held, _ = read_return(text(line, "", ",".join(OTHERS.values()), "A-7,,修路,办理中,2026-10-20,"), "单.csv")
    assert held is not None
    (answer,) = held.answers
    assert (answer.status, answer.percent, answer.lead) == ("已办结", 100, "乙局")
    assert (answer.done_on, answer.due_on) == (date(2026, 9, 28), date(2026, 10, 1))
    (other,) = held.others
    assert (other.code, other.title, other.due_on) == ("A-7", "修路", date(2026, 10, 20))
    assert held.rows[0].cells == tuple(cells(ROWS[0]))


NONE = ("无", "—", "/", "（无）", "没有。", "N/A", "不涉及", " 无 ")
NONE_LEFT = ("无其他事项", "没有异议", "0件", "本季度无其他督办事项。", "无此事项")


@pytest.mark.parametrize(
    ("word", "heading"),
    [
        *((word, heading) for word in (*NONE, "╱") for heading in range(len(ANSWERS))),
        *((word, heading) for word in ("无异议", "没有异议") for heading in range(len(ANSWERS) - 1)),
    ],
)
def test_a_word_for_nothing_is_no_answer(word: str, heading: int) -> None:
    given = [word if place == heading else "" for place in range(len(ANSWERS))]
    held, problems = read_return(text(f"WJ-2026-0001,修渠,牵头,办理中,,,,{','.join(given)}"), "单.csv")
    assert held is not None
    assert (held.answers, held.problems, problems) == ((), (), ())


@pytest.mark.parametrize("word", [*NONE, *NONE_LEFT])
@pytest.mark.parametrize("line", ["{},,,,,", ",,{},,,", "1,,{},,,", "{0},{0},{0},{0},{0},{0}", ",,{},—,/,无"])
def test_a_word_for_nothing_is_no_other_task(word: str, line: str) -> None:
    held, problems = read_return(text("", ",".join(OTHERS.values()), line.format(word)), "单.csv")
    assert held is not None
    assert (held.others, held.problems, problems) == ((), (), ())


@pytest.mark.parametrize("line", [",,,办理中,,", "A-7,,无,,,", ",,—,,2026-10-20,", ",市里电话,无,,,"])
def test_a_line_that_says_more_than_nothing_is_asked_about(line: str) -> None:
    held, _ = read_return(text("", ",".join(OTHERS.values()), line), "单.csv")
    assert held is not None
    assert [problem.code for problem in held.problems] == ["other-untitled"]


@pytest.mark.parametrize("title", ["无障碍设施改造", "没有完成的三处", "0号堤整治", "无锡路改造"])
def test_a_title_that_begins_as_nothing_does_is_a_task(title: str) -> None:
    held, _ = read_return(text("", ",".join(OTHERS.values()), f",,{title},,,"), "单.csv")
    assert held is not None
    assert [other.title for other in held.others] == [title]


def test_no_objection_and_no_progress() -> None:
    held, _ = read_return(text("WJ-2026-0001,修渠,牵头,办理中,,,,无异议,0,,,无异议,没有异议"), "单.csv")
    assert held is not None
    (answer,) = held.answers
    assert (answer.status, answer.percent, answer.lead, answer.note) == (None, 0, None, "没有异议")
    assert held.problems == ()


@pytest.mark.parametrize("sign", ["=1+1", "=WEBSERVICE(A1)"])
def test_a_formula_in_a_text_table_is_refused(sign: str) -> None:
    held, _ = read_return(text(f"WJ-2026-0001,修渠,牵头,办理中,,,,,,,,,{sign}"), "单.csv")
    assert held is not None
    assert [problem.code for problem in held.problems] == ["formula"]
    assert held.answers == ()


def test_too_long_is_refused() -> None:
    held, _ = read_return(text(f"WJ-2026-0001,修渠,牵头,办理中,,,,,,,,{'局' * 501},"), "单.csv")
    assert held is not None
    assert [problem.code for problem in held.problems] == ["too-long"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text(max_size=12), max_size=14).map(",".join), max_size=6))
def test_any_text_below_the_header_is_read_or_refused(lines: list[str]) -> None:
    held, problems = read_return("\r\n".join([text().decode("gb18030"), *lines]).encode(), "单.csv")
    assert held is not None or problems


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(st.integers(0, len(DATA) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(place: int, damage: bytes) -> None:
    held, problems = read_return(DATA[:place] + damage + DATA[place + len(damage) :], "单.xlsx")
    assert held is not None or problems


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 8),
            st.integers(1, 13),
            st.one_of(
                st.integers(),
                st.floats(allow_nan=False),
                st.dates(),
                st.sampled_from(["=A1", "字", "60%", "x" * 600]),
            ),
        ),
        max_size=6,
    )
)
def test_any_cell_may_hold_anything(changes: list[tuple[int, int, object]]) -> None:
    book = load_workbook(io.BytesIO(DATA))
    sheet = book["对账单"]
    for line, column, value in changes:
        cell: Any = sheet.cell(line, column)
        if not isinstance(cell, MergedCell):
            cell.value = value
    out = io.BytesIO()
    book.save(out)
    held, problems = read_return(out.getvalue(), "单.xlsx")
    assert held is not None or problems
