"""The flat tables that programs read, and the page that tells their columns."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from duban.core.books.books import Books
from duban.core.books.selection import Filters
from duban.core.cases.clue import CLUE
from duban.core.model.terms import Status
from duban.core.model.workspace import Unit
from duban.errors import DubanError
from duban.files.workspace.workspace import open_workspace
from duban.views.export.tables import COLUMNS, Subject, export
from duban.views.model.flat_table import Type
from duban.views.queries.cases.appraisal_page import appraisals_of

MakeBooks = Callable[..., Books]
LEDGERS = Path(__file__).parents[3] / "ledgers"
PAGE = (Path(__file__).parents[3] / "docs" / "export.md").read_text("utf-8")

URGENT = """\
编号: PS-2026-0001
事项: 整治城东积水点
缓急: 急件
标签: [群众切身利益, 重大专项]
牵头单位: 县水务局
配合单位: [县财政局]
来源: [{类别: 领导批示, 名称: 批示, 文号: 某政办〔2026〕3号}]
流水:
  - {日期: 2026-09-28, 登记: 2026-09-28T09:00:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-28, 登记: 2026-09-28T09:00:01+08:00, 动作: 交办, 经办: 王五, 时限: 2026-10-08, 依据: 规则, 规则: anshan-2015/urgent}
  - {日期: 2026-09-29, 登记: 2026-09-29T09:00:00+08:00, 动作: 反馈, 经办: 李四, 单位: 县水务局, 进度: 40, 进展: 进场施工, 备注: 雨天}
"""
CLOSED = """\
编号: WJ-2026-0001
事项: 制定方案
牵头单位: 县教育局
公开: 是
流水:
  - {日期: 2026-09-01, 登记: 2026-09-01T09:00:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-01, 登记: 2026-09-01T09:00:01+08:00, 动作: 交办, 经办: 王五, 时限: 2026-09-30, 依据: 来源规定}
  - {日期: 2026-09-10, 登记: 2026-09-10T09:00:00+08:00, 动作: 报结, 经办: 李四, 办结日期: 2026-09-09}
  - {日期: 2026-09-11, 登记: 2026-09-11T09:00:00+08:00, 动作: 核验, 经办: 王五, 方式: 现场, 结论: 通过}
  - {日期: 2026-09-12, 登记: 2026-09-12T09:00:00+08:00, 动作: 销号, 经办: 王五}
"""


def documented(subject: Subject) -> list[tuple[str, str]]:
    """(column, type) of every row under the heading of this table."""
    chapter = PAGE.partition(f"\n## `{subject}`\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| ([\w/]+) \| \S.*\|$", chapter, re.MULTILINE)


@pytest.mark.parametrize("subject", Subject)
def test_the_page_tells_every_column_and_its_type(subject: Subject) -> None:
    assert documented(subject) == [(column.name, str(column.type)) for column in COLUMNS[subject]]


def test_the_page_tells_every_type() -> None:
    chapter = PAGE.partition("\n## Types\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| ([\w/]+) \| (?!CSV)", chapter, re.MULTILINE) == [str(each) for each in Type]


def test_a_task_is_one_row(make_books: MakeBooks) -> None:
    books = make_books(URGENT, today="2026-10-12")
    (row,) = export(books, Subject.TASKS, Filters()).records()
    shown = {name: value for name, value in row.items() if value not in (None, False, 0, ())}
    assert shown == {
        "task": "PS-2026-0001",
        "title": "整治城东积水点",
        "ledger": "instruction",
        "status": "in_progress",
        "urgency": "urgent",
        "tags": ("群众切身利益", "重大专项"),
        "lead": ("县水务局",),
        "support": ("县财政局",),
        "source_kind": "instruction",
        "source_name": "批示",
        "source_doc_no": "某政办〔2026〕3号",
        "registered_on": date(2026, 9, 28),
        "due_on": date(2026, 10, 8),
        "original_due_on": date(2026, 10, 8),
        "percent": 40,
        "heard_on": date(2026, 9, 29),
        "late_workdays": 3,
        "rounds": 1,
        "file": "领导批示/2026/PS-2026-0001.yaml",
    }


def test_a_closed_task_says_when(make_books: MakeBooks) -> None:
    (row,) = export(make_books(CLOSED), Subject.TASKS, Filters()).records()
    assert (row["status"], row["reported_on"], row["closed_on"]) == (
        "closed",
        date(2026, 9, 10),
        date(2026, 9, 12),
    )
    assert (row["public"], row["late_workdays"]) == (True, 0)


def test_an_event_is_one_row_and_nothing_is_lost(make_books: MakeBooks) -> None:
    rows = export(make_books(URGENT), Subject.EVENTS, Filters()).records()
    assert [(row["place"], row["action"]) for row in rows] == [
        (1, "register"),
        (2, "assign"),
        (3, "progress"),
    ]
    assert json.loads(str(rows[1]["details"])) == {"basis": "rule", "rule": "anshan-2015/urgent"}
    assert (rows[2]["percent"], rows[2]["note"], rows[2]["fate"]) == (40, "雨天", "kept")
    assert json.loads(str(rows[2]["details"])) == {"done": "进场施工"}
    assert rows[0]["details"] is None


def test_events_after_the_day_are_not_there(make_books: MakeBooks) -> None:
    rows = export(make_books(URGENT, today="2026-09-28"), Subject.EVENTS, Filters()).records()
    assert [row["action"] for row in rows] == ["register", "assign"]


def test_duties_are_open_met_or_ended(make_books: MakeBooks) -> None:
    books = make_books(URGENT, CLOSED, today="2026-10-12")
    rows = export(books, Subject.DUTIES, Filters()).records()
    own = {row["task"]: row for row in rows if row["trigger"] == "assign" and row["kind"] == "deadline"}
    late, met = own["PS-2026-0001"], own["WJ-2026-0001"]
    assert (late["state"], late["late_workdays"], late["unit"]) == ("open", 3, "县水务局")
    assert (met["state"], met["met_by"], met["met_late"]) == ("met", "done", False)
    keys = [row["key"] for row in rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("subject", "filters", "tasks"),
    [
        (Subject.TASKS, Filters(units=("县财政局",)), {"PS-2026-0001"}),
        (Subject.EVENTS, Filters(units=("县财政局",)), {"PS-2026-0001"}),
        (Subject.DUTIES, Filters(units=("县财政局",)), set()),
        (Subject.DUTIES, Filters(units=("县水务局",)), {"PS-2026-0001"}),
        (Subject.TASKS, Filters(statuses=(Status.CLOSED,)), {"WJ-2026-0001"}),
        (Subject.DUTIES, Filters(ledgers=("WJ",)), {"WJ-2026-0001"}),
        (Subject.TASKS, Filters(leader="刘建国"), set()),
    ],
)
def test_filters(make_books: MakeBooks, subject: Subject, filters: Filters, tasks: set[str]) -> None:
    rows = export(make_books(URGENT, CLOSED, today="2026-10-12"), subject, filters).records()
    assert {row["task"] for row in rows} == tasks


def test_what_belongs_to_no_task_is_left_out_where_tasks_are_chosen(make_books: MakeBooks) -> None:
    books = make_books(URGENT, today="2026-10-12", policy="default", units=(Unit(name="县水务局"),))
    without = [row for row in export(books, Subject.DUTIES, Filters()).records() if row["task"] is None]
    assert {row["unit"] for row in without} >= {"督查室"}
    assert all(row["task"] for row in export(books, Subject.DUTIES, Filters(ledgers=("PS",))).records())


def test_an_unknown_unit_is_refused(make_books: MakeBooks) -> None:
    for subject in Subject:
        with pytest.raises(DubanError, match="没有单位“县水物局”"):
            export(make_books(URGENT), subject, Filters(units=("县水物局",)))


def test_cases_and_scores_of_the_sample() -> None:
    books = open_workspace(LEDGERS).books(date(2026, 11, 20))
    rows = {str(row["task"]): row for row in export(books, Subject.CASES, Filters()).records()}
    assert len(rows) == len(books.numbered)
    circular, clue = rows["TB-2026-0001"], rows["XS-2026-0001"]
    assert (circular["kind"], circular["units"]) == ("circular", ("云溪县城关镇人民政府",))
    assert clue["kind"] == "clue"
    givers = {file.giver.name for file in open_workspace(LEDGERS).usable(CLUE) if file.giver is not None}
    assert givers
    assert not any(name in json.dumps(rows, ensure_ascii=False, default=str) for name in givers)
    scores = export(books, Subject.SCORES, Filters()).records()
    settled = {each.head.id for each in appraisals_of(books) if each.approved is not None}
    assert settled
    assert {row["task"] for row in scores} == settled
    assert all(row["rank"] is None for row in scores if row["internal"])


@pytest.mark.parametrize("subject", [Subject.CASES, Subject.SCORES])
def test_a_unit_has_its_own_cases(subject: Subject) -> None:
    books = open_workspace(LEDGERS).books(date(2026, 11, 20))
    unit = "云溪县卫生健康局"
    every = export(books, subject, Filters()).records()
    mine = export(books, subject, Filters(units=(unit,))).records()
    named = [
        row for row in every if unit in json.dumps(row.get("units") or row.get("unit"), ensure_ascii=False)
    ]
    assert mine == named
    assert 0 < len(mine) < len(every)
    assert export(books, subject, Filters(ledgers=("领导批示",))).records() == []
