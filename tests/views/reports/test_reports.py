"""Reports as views: their figures add up, whatever the books, and the real bulletins give their own counts again."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.accounts import CONFIG
from tests.builders import (
    CALENDAR,
    assigned,
    day,
    event,
    make_book,
    make_policy,
    make_register,
    make_task,
    registered,
)

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books, Entry, open_books
from duban.core.books.facets import FACETS
from duban.core.model.events import Event
from duban.core.model.task import Task
from duban.core.model.terms import Action, Every, LedgerKind
from duban.core.model.unit_register import NO_REGISTER, Register
from duban.core.model.workspace import Leader, LedgerHead
from duban.core.periods.spans import Span
from duban.errors import UsageError
from duban.views.model.sheet import Kind, Table
from duban.views.redaction import PUBLIC_COLUMNS
from duban.views.reports.bulletin import situation
from duban.views.reports.register import FIELDS, ledger
from duban.views.reports.registry import REPORTS, Report, report_record, view_of
from duban.views.reports.request import (
    Course,
    ReportRequest,
    counts,
    first_day,
    last_problem,
    last_progress,
    matter_of,
    percent,
    source_text,
)
from duban.views.reports.tallies import meeting_table, tally

TODAY = "2026-11-20"
HEADS = {
    "WJ": LedgerHead(name="重要文件", kind=LedgerKind.DOCUMENT, prefix="WJ"),
    "HY": LedgerHead(name="会议", kind=LedgerKind.MEETING, prefix="HY"),
    "PS": LedgerHead(name="批示", kind=LedgerKind.INSTRUCTION, prefix="PS"),
}
SCOPES = ("党组会议", "常务会议", "县长办公会议")


def make_books(tasks: Iterable[Task], today: str = TODAY, register: Register = NO_REGISTER) -> Books:
    return open_books(
        CONFIG,
        tuple(HEADS.values()),
        [Entry(task, HEADS[task.prefix], f"{task.id}.yaml") for task in tasks],
        policies=make_book(make_policy()),
        calendar=CALENDAR,
        register=register,
        today=day(today),
    )


def make_asked(books: Books, span: Span | None = None, **more: Any) -> ReportRequest:  # noqa: ANN401 - any of its fields
    whole = Span(None, first_day(books), books.today)
    return ReportRequest(found=reconcile(books, span or whole), whole=span is None, **more)


def finished(on: str) -> tuple[Event, ...]:
    return event("报结", on, unit="A"), event("核验", on, method="现场", result="通过"), event("销号", on)


OPEN = (registered(), assigned("2026-09-01", "2026-12-31"), event("签收", "2026-09-02", unit="A"))
LATE = (registered(), assigned("2026-09-01", "2026-10-30"), event("签收", "2026-09-02", unit="A"))
DONE = (*OPEN, *finished("2026-10-20"))
DONE_LATE = (*LATE, *finished("2026-11-03"))
AHEAD = (*OPEN, event("反馈", "2026-11-02", unit="A", milestone="封顶", done_on="2026-11-02"))
SUSPENDED = (*OPEN, event("中止", "2026-09-14", reason="等批复"))
WITHDRAWN = (*OPEN, event("撤销", "2026-09-14", reason="重复"))
ROOF = {"milestones": [{"节点": "封顶", "时限": "2026-12-10"}]}
MISSED = {"milestones": [{"节点": "开工", "时限": "2026-10-10"}]}

KINDS: dict[str, tuple[tuple[Event, ...], dict[str, Any]]] = {
    "done": (DONE, {}),
    "done_late": (DONE_LATE, {}),
    "ahead": (AHEAD, ROOF),
    "on_track": (OPEN, {}),
    "late": (LATE, {}),
    "lagging": (OPEN, MISSED),
    "suspended": (SUSPENDED, {}),
    "registered": ((registered(),), {}),
    "withdrawn": (WITHDRAWN, {}),
}


def tasks_of(kinds: Iterable[str], prefix: str = "HY", start: int = 1, **head: object) -> list[Task]:
    made = []
    for number, kind in enumerate(kinds, start):
        journal, more = KINDS[kind]
        made.append(make_task(*journal, **({"id": f"{prefix}-2026-{number:04d}"} | more | head)))
    return made


@pytest.mark.parametrize(
    ("kind", "course", "overdue", "in_time"),
    [
        ("done", Course.DONE, False, True),
        ("done_late", Course.DONE, False, False),
        ("ahead", Course.AHEAD, False, True),
        ("on_track", Course.ON_TRACK, False, True),
        ("late", Course.BEHIND, True, False),
        ("lagging", Course.BEHIND, False, True),
        ("suspended", Course.OTHER, False, True),
        ("registered", Course.OTHER, False, True),
        ("withdrawn", None, False, True),
    ],
)
def test_which_way_a_task_goes(kind: str, course: Course | None, overdue: bool, in_time: bool) -> None:
    books = make_books(tasks_of([kind]))
    matter = matter_of(books, books.items[0])
    assert (matter.course, matter.overdue, matter.in_time) == (course, overdue, in_time)


@pytest.mark.parametrize(
    ("part", "whole", "digits", "share"),
    [
        (6, 22, 0, 27),
        (16, 22, 0, 73),
        (550, 579, 0, 95),
        (550, 579, 1, 95.0),
        (385, 405, 1, 95.1),
        (126, 135, 1, 93.3),
        (17, 222, 1, 7.7),
        (10, 222, 1, 4.5),
        (24, 222, 1, 10.8),
        (9, 222, 1, 4.1),
        (162, 222, 1, 73.0),
        (1, 8, 0, 13),
        (1, 8, 2, 12.5),
        (1, 16, 1, 6.3),
        (0, 5, 1, 0),
        (5, 5, 1, 100),
        (0, 0, 1, None),
    ],
)
def test_percentages_round_half_up(part: int, whole: int, digits: int, share: float | None) -> None:
    assert percent(part, whole, digits) == share


# What the six bulletins print (figures.yaml of the field material), as counts of this office's words.
# `shares` are ours with `digits` decimals; where the paper prints another figure, it stands in `printed`.
BULLETINS: dict[str, dict[str, Any]] = {
    "紫阳 2022 第17期": {
        "kinds": {"done": 6, "on_track": 11, "lagging": 5},
        "digits": 0,
        "shares": {"done": 27, "doing": 73},
    },
    # The paper counts 27 in hand in its first part and 28 (25 + 3) in its second. One task cannot be both done
    # and in hand: here both parts are counted from the same tasks, so the second says 27 as well.
    "紫阳 2024 第16期": {
        "kinds": {"done": 16, "on_track": 24, "lagging": 3},
        "digits": 0,
        "shares": {"done": 37, "doing": 63},
        "printed": {"doing": 28},
    },
    "镇坪 2021 第1期": {
        "kinds": {"done": 550, "on_track": 29},
        "digits": 0,
        "shares": {"done": 95},
    },
    "巴中 2017": {"kinds": {"ahead": 3, "on_track": 4, "lagging": 3}, "digits": 0, "shares": {"behind": 30}},
    "会昌 2023": {
        "kinds": {"done": 26, "on_track": 39},
        "digits": 0,
        "shares": {"done": 40, "started": 100},
    },
    # The paper prints 72.9 for 162 of 222: 72.97, cut off and not rounded, while its other shares are rounded
    # (9 of 222 is 4.05 and printed 4.1). Rounded by one rule it is 73.0, and the five add up to 100.1.
    "金寨 2025": {
        "kinds": {"done": 24, "ahead": 10, "on_track": 162, "late": 10, "lagging": 7, "suspended": 9},
        "digits": 1,
        "shares": {"done": 10.8, "ahead": 4.5, "on_track": 73.0, "behind": 7.7, "other": 4.1},
        "printed": {"on_track": 72.9},
    },
}


@pytest.mark.parametrize("name", BULLETINS)
def test_the_real_bulletins_give_their_counts_again(name: str) -> None:
    said = BULLETINS[name]
    kinds = [kind for kind, count in said["kinds"].items() for _ in range(count)]
    asked = make_asked(make_books(tasks_of(kinds)), number=1, digits=said["digits"])
    found = Counter(kinds)
    behind = found["late"] + found["lagging"]
    figures = {
        "total": len(kinds),
        "done": found["done"],
        "doing": len(kinds) - found["done"],
        "ahead": found["ahead"],
        "on_track": found["on_track"],
        "behind": behind,
        "other": found["suspended"],
        "started": len(kinds),
    }
    row = tally(asked, asked.matters)
    keys = ("total", "done", "done_percent", "doing", "ahead", "on_track", "behind", "other")
    told = dict(zip(keys, (cell.value for cell in row), strict=True))
    assert {key: told[key] for key in keys if key != "done_percent"} == {
        key: figures[key] for key in keys if key != "done_percent"
    }
    shares = {key: percent(figures[key], len(kinds), said["digits"]) for key in said["shares"]}
    assert shares == said["shares"]
    text = situation(asked, asked.matters)
    words = {
        "done": "已办结",
        "doing": "正在办理",
        "started": "已启动",
        "behind": "欠进度",
        "on_track": "达进度",
    }
    for key, word in words.items():
        share = percent(figures[key], len(kinds), said["digits"])
        assert (
            f"{word} {figures[key]} 项，占{'总数的' if key in {'behind', 'on_track'} else ''} {share:g}%"
            in text
        )
    for key, printed in said.get("printed", {}).items():
        assert printed not in {figures[key], percent(figures[key], len(kinds), said["digits"])}


def test_the_parts_of_a_bulletin_by_meeting() -> None:
    """镇坪 2021: 39 + 405 + 135 = 579, 39 + 385 + 126 = 550, 20 + 9 = 29; 5 + 9 + 13 sessions."""
    parts = ((SCOPES[0], 5, 39, 39), (SCOPES[1], 9, 405, 385), (SCOPES[2], 13, 135, 126))
    made: list[Task] = []
    for scope, sessions, total, done in parts:
        for place in range(total):
            source = [{"类别": "会议议定", "名称": scope, "届次": f"第{place % sessions + 1}次"}]
            kind = "done" if place < done else "on_track"
            made += tasks_of([kind], start=len(made) + 1, sources=source)
    asked = make_asked(make_books(made), number=1)
    table = meeting_table(asked, asked.matters)
    assert table is not None
    assert [[cell.value for cell in row[:6]] for row in table.rows] == [
        [SCOPES[0], 5, 39, 39, 100.0, 0],
        [SCOPES[1], 9, 405, 385, 95.1, 20],
        [SCOPES[2], 13, 135, 126, 93.3, 9],
        ["合计", 27, 579, 550, 95.0, 29],
    ]


def all_reports(asked: ReportRequest) -> Iterable[tuple[Report, list[Table]]]:
    for report in REPORTS:
        sheets = view_of(report)(asked)
        yield report, [table for sheet in sheets for table in sheet.tables]


def sums(table: Table) -> tuple[list[int], list[int]] | None:
    """The last row 合计 and what the rows before add up to, whole numbers only; None where there is no such row."""
    rows = list(table.all_rows())
    if not rows or rows[-1][0].data != "total":
        return None
    places = [
        place
        for place, column in enumerate(table.columns)
        if column.kind is Kind.INT and column.name not in {"longest_workdays", "oldest_days"}
    ]
    total = [_number(rows[-1][place].value) for place in places]
    return total, [sum(_number(row[place].value) for row in rows[:-1]) for place in places]


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


BOOKS = st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.sampled_from(("A", "B", "C")), st.sampled_from(sorted(HEADS))), max_size=12)  # fmt: skip


def drawn(kinds: Iterable[tuple[str, str, str]]) -> Books:
    made = []
    for number, (kind, lead, prefix) in enumerate(kinds, 1):
        task = tasks_of([kind], prefix, number, lead_leader="朱镕喆" if number % 2 else None)[0]
        journal = tuple(msgspec.structs.replace(e, unit=lead) if e.unit else e for e in task.journal)
        made.append(msgspec.structs.replace(task, lead=lead, journal=journal))
    return make_books(made)


@settings(max_examples=40, deadline=None)
@given(BOOKS)
def test_figures_add_up_in_any_books(kinds: list[tuple[str, str, str]]) -> None:
    books = drawn(kinds)
    asked = make_asked(books, number=1, leader=None)
    counted = [kind for kind, _, _ in kinds if kind != "withdrawn"]
    found = counts(asked.matters)
    assert sum(found.values()) == len(asked.matters) == len(counted)
    year = make_asked(books, Span(Every.YEAR, day("2026-01-01"), day("2026-12-31")))
    _check_trend({table.name: table for table in view_of(REPORTS[0])(year)[0].tables})
    for report, tables in _without_special(asked):
        for table in tables:
            found_sums = sums(table)
            if found_sums is not None:
                assert found_sums[0] == found_sums[1], (report.name, table.name)
            for row in table.all_rows():
                assert len(row) == len(table.columns)
            _check_tally(table)


def _check_trend(tables: dict[str, Table]) -> None:
    """What fell due by month is what fell due at all."""
    (duties,) = tables["duties"].rows
    months = [[_number(cell.value) for cell in line[4:6]] for line in tables["trend"].rows]
    assert [sum(column) for column in zip(*months, strict=True)] == [
        _number(cell.value) for cell in duties[:2]
    ]


def _check_tally(table: Table) -> None:
    """Where a table counts which way tasks go, each of its rows adds up."""
    names = [column.name for column in table.columns]
    for row in table.all_rows() if "on_track" in names else ():
        told = dict(zip(names, (cell.value for cell in row), strict=True))
        assert told["total"] == _number(told["done"]) + _number(told["doing"])
        ways = ("ahead", "on_track", "behind", "other")
        assert told["doing"] == sum(_number(told[key]) for key in ways)


def _without_special(asked: ReportRequest) -> Iterable[tuple[Report, list[Table]]]:
    for report in REPORTS:
        if report.name != "special":
            sheets = view_of(report)(asked)
            yield report, [table for sheet in sheets for table in sheet.tables]


@settings(max_examples=30, deadline=None)
@given(BOOKS)
def test_a_special_report_adds_up(kinds: list[tuple[str, str, str]]) -> None:
    asked = make_asked(drawn(kinds), leader="朱镕喆")
    report = next(each for each in REPORTS if each.name == "special")
    figures, tasks = view_of(report)(asked)[0].tables
    total, ordered, in_charge, done, going, difficult, once, overdue = (
        _number(cell.value) for cell in figures.rows[0][:8]
    )
    assert total == ordered + in_charge == done + going + once + overdue == len(tasks.rows)
    assert difficult <= going


def test_the_sentence_of_a_special_report() -> None:
    kinds = ["done", "done_late", "on_track", "lagging", "late", "suspended", "withdrawn"]
    books = make_books(tasks_of(kinds, lead_leader="朱镕喆"))
    asked = make_asked(books, leader="朱镕喆", number=2)
    report = next(each for each in REPORTS if each.name == "special")
    assert view_of(report)(asked)[0].paragraphs[2] == (
        "截至2026年11月20日，朱镕喆批示交办 0 项，另有分管、牵头 6 项，共 6 项。已完成 2 项（其中超期完成 1 项），"
        "按期推进 3 项（其中存在困难 1 项），曾超期 0 项，超期 1 项，按期完成率 33.3%。"
    )


def test_a_special_report_tells_what_was_ordered_and_what_was_late() -> None:
    ordered = [{"领导": "朱镕喆", "内容": "抓紧"}]
    late_report = (*LATE, event("报结", "2026-11-03", unit="A"))
    given_late = (*LATE, event("延期", "2026-11-03", due_on="2026-12-30", reason="雨", approved_by="朱镕喆"))
    tasks = [
        make_task(*late_report, id="WJ-2026-0001", instructions=ordered),
        make_task(*given_late, id="WJ-2026-0002", leader_in_charge="朱镕喆"),
        make_task(*OPEN, id="WJ-2026-0003", leader_in_charge="朱镕喆", instructions=ordered),
    ]
    asked = make_asked(make_books(tasks), leader="朱镕喆")
    report = next(each for each in REPORTS if each.name == "special")
    figures = view_of(report)(asked)[0].tables[0]
    told = dict(zip([column.name for column in figures.columns], figures.rows[0], strict=True))
    assert {name: cell.value for name, cell in told.items()} == {
        "total": 3,
        "ordered": 2,
        "in_charge": 1,
        "done": 0,
        "going": 1,
        "difficult": 0,
        "once_late": 2,
        "overdue": 0,
        "in_time_percent": 0.0,
    }


def test_the_trend_ends_where_the_books_end() -> None:
    books = make_books(tasks_of(["done", "late", "on_track", "withdrawn", "registered"]))
    asked = make_asked(books)
    trend = next(t for t in view_of(REPORTS[0])(asked)[0].tables if t.name == "trend")
    months = [[cell.value for cell in row[:4]] for row in trend.rows]
    assert months == [["2026-09", 5, 0, 4], ["2026-10", 0, 1, 3], ["2026-11", 0, 0, 3]]
    account = asked.view.total
    assert months[-1][3] == len(account.ending)


def test_a_period_counts_only_what_it_saw() -> None:
    early = (
        event("立项", "2026-03-01"),
        assigned("2026-03-01", "2026-03-31"),
        *(event("报结", "2026-03-20", unit="A"), event("核验", "2026-03-21", method="现场", result="通过")),
        event("销号", "2026-03-22"),
    )
    books = make_books([make_task(*early, id="WJ-2026-0001"), make_task(*OPEN, id="WJ-2026-0002")])
    autumn = make_asked(books, Span(None, day("2026-09-01"), day("2026-11-20")))
    assert [item.task.id for item in autumn.items] == ["WJ-2026-0002"]
    assert len(make_asked(books).items) == 2


def test_the_worst_waits_first_and_the_rest_is_counted() -> None:
    waiting = [
        make_task(event("立项", f"2026-09-{place:02d}"), id=f"WJ-2026-{place:04d}") for place in range(1, 15)
    ]
    sheet = view_of(REPORTS[0])(make_asked(make_books(waiting)))[0]
    table = next(each for each in sheet.tables if each.name == "decisions")
    assert [group.title for group in table.groups] == ["待交办 14 件"]
    assert [row[0].value for row in table.groups[0].rows][:2] == ["WJ-2026-0001", "WJ-2026-0002"]
    assert len(table.groups[0].rows) == 10
    assert "待交办共 14 件，只列等得最久的 10 件。" in sheet.notes


DECISIONS = [
    ((*OPEN[:2], event("退件", "2026-09-03", unit="A", reason="不归我管")), "退件待裁定 1 件", "A退件：不归我管"),
    ((*OPEN, event("反馈", "2026-11-02", unit="A", needs="请市里出面")), "需要协调 1 件", "需协调：请市里出面"),
    (LATE, "逾期待处置 1 件", "逾期，没有说明原因"),
    ((*OPEN, event("报结", "2026-11-02", unit="A")), "待核验 1 件", "报结了，等核验"),
    (DONE[:-1], "待销号 1 件", "核验通过，等销号"),
    (
        (*OPEN, event("延期", "2026-11-02", due_on="2027-01-08", reason="雨", approved_by="甲", approved_via="电话")),
        "待补批件 1 件",
        "延期凭电话批准，等批件",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("journal", "group", "what"), DECISIONS)
def test_what_waits_for_a_decision(journal: tuple[Event, ...], group: str, what: str) -> None:
    sheet = view_of(REPORTS[0])(make_asked(make_books([make_task(*journal)])))[0]
    table = next(each for each in sheet.tables if each.name == "decisions")
    assert [(each.title, each.rows[0][4].value) for each in table.groups] == [(group, what)]


@pytest.mark.parametrize(
    "more",
    [
        (event("协调", "2026-11-03", rung=1),),
        (event("反馈", "2026-11-03", unit="A", done="解决了"),),
    ],
)
def test_what_was_taken_up_waits_no_more(more: tuple[Event, ...]) -> None:
    task = make_task(*OPEN, event("反馈", "2026-11-02", unit="A", needs="请市里出面"), *more)
    sheet = view_of(REPORTS[0])(make_asked(make_books([task])))[0]
    assert next(each for each in sheet.tables if each.name == "decisions").groups == ()


def test_an_explained_lateness_waits_no_more() -> None:
    task = make_task(*LATE, event("说明", "2026-11-03", unit="A", reason="下雨"))
    sheet = view_of(REPORTS[0])(make_asked(make_books([task])))[0]
    assert next(each for each in sheet.tables if each.name == "decisions").groups == ()


def test_a_later_answer_without_a_problem_ends_it() -> None:
    troubled = event("反馈", "2026-10-02", unit="A", issues="缺钱", needs="请拨付")
    easy = event("反馈", "2026-10-09", unit="A", done="到账")
    told = [make_books([make_task(*OPEN, troubled)]), make_books([make_task(*OPEN, troubled, easy)])]
    assert [last_problem(books, books.items[0]) for books in told] == ["缺钱；请拨付", ""]
    reported = make_books([make_task(*OPEN, troubled, event("报结", "2026-10-09", unit="A"))])
    assert last_problem(reported, reported.items[0]) == ""


PROBLEM = event("反馈", "2026-10-02", unit="A", issues="缺钱", needs="请拨付")
HELPER = event("反馈", "2026-10-09", unit="B", done="数据已给")


@pytest.mark.parametrize(
    ("more", "progress", "problem", "waiting"),
    [
        ((PROBLEM,), "", "缺钱；请拨付", ["需协调：请拨付"]),
        ((PROBLEM, HELPER), "B：数据已给", "缺钱；请拨付", ["需协调：请拨付"]),
        (
            (PROBLEM, event("反馈", "2026-10-10", unit="B", issues="缺人", needs="请增派")),
            "",
            "缺钱；请拨付；B：缺人；请增派",
            ["需协调：请拨付；B：请增派"],
        ),
        ((PROBLEM, HELPER, event("协调", "2026-10-12", rung=1)), "B：数据已给", "缺钱；请拨付", []),
        ((PROBLEM, event("反馈", "2026-10-12", unit="A", done="到账")), "到账", "", []),
        (
            (PROBLEM, event("转办", "2026-10-12", old_lead="A", new_lead="B", due_on="2026-12-31")),
            "",
            "",
            [],
        ),
    ],
)
def test_another_units_answer_ends_no_problem(
    more: tuple[Event, ...], progress: str, problem: str, waiting: list[str]
) -> None:
    lead = "B" if more[-1].action is Action.TRANSFER else "A"
    books = make_books([make_task(*OPEN, *more, lead=lead, support=["B"] if lead == "A" else [])])
    (item,) = books.items
    assert (last_progress(books, item), last_problem(books, item)) == (progress, problem)
    tables = {table.name: table for table in view_of(REPORTS[0])(make_asked(books))[0].tables}
    assert [line[4].value for line in tables["decisions"].all_rows()] == waiting


def test_a_unit_bears_its_name_of_today_in_every_table() -> None:
    renamed = make_register({"全称": "县水利局", "曾用名": ["县水务局"]})
    problem = event("反馈", "2026-10-02", unit="县水务局", issues="缺钱", needs="请拨付")
    late = (registered(), assigned("2026-09-01", "2026-10-30"), problem)
    task = make_task(*late, lead="县水务局", lead_leader="朱镕喆")
    books = make_books([task], register=renamed)
    asked = make_asked(books, number=1, leader="朱镕喆")
    seen = []
    for _, tables in all_reports(asked):
        seen += [
            cell.value
            for table in tables
            for line in table.all_rows()
            for column, cell in zip(table.columns, line, strict=True)
            if column.name in {"lead", "unit"} and cell.data != "total"
        ]
    assert len(seen) > 10
    assert set(seen) == {"县水利局"}


def test_sessions_stand_in_the_order_of_their_days() -> None:
    made = []
    for place, session in enumerate(("第2次", "第十次", "第九次", "第17次"), 1):
        held_on = {"第九次": "2026-09-01", "第十次": "2026-09-02"}.get(session)
        source = {"类别": "会议议定", "名称": "常务会议", "届次": session}
        source |= {"会议日期": held_on} if held_on else {}
        start = event("立项", f"2026-10-{place:02d}")
        made.append(make_task(start, id=f"HY-2026-{place:04d}", lead="A", sources=[source]))
    report = next(each for each in REPORTS if each.name == "meetings")
    table = view_of(report)(make_asked(make_books(made)))[0].tables[0]
    assert [line[0].value for line in table.rows[:-1]] == [
        f"常务会议 {each}" for each in ("第九次", "第十次", "第2次", "第17次")
    ]


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        ([{"类别": "重要文件", "名称": "意见", "文号": "某政发〔2026〕7号"}], "意见（某政发〔2026〕7号）"),
        ([{"类别": "会议议定", "名称": "常务会议", "届次": "第3次"}, {"类别": "媒体反映"}], "常务会议（第3次）；媒体反映"),
        ([], ""),
    ],
)  # fmt: skip
def test_where_a_task_comes_from(sources: list[dict[str, str]], text: str) -> None:
    assert source_text(make_books([make_task(*OPEN, sources=sources)]).items[0]) == text


@pytest.mark.parametrize("name", ["bulletin", "brief"])
def test_an_issue_has_a_number(name: str) -> None:
    report = next(each for each in REPORTS if each.name == name)
    with pytest.raises(UsageError, match="期号"):
        view_of(report)(make_asked(make_books([])))


@pytest.mark.parametrize(
    ("kinds", "demands"),
    [
        ([], ["没有在办事项。"]),
        (["done", "withdrawn"], ["没有在办事项。"]),
        (["on_track"], ["在办事项按时限和时序进度推进；需要协调的，牵头单位及早提出。"]),
        (["late"], ["A对欠进度的事项逐件查找原因，向督查室书面说明原因和整改措施，限期赶上进度。"]),
        (
            ["late", "on_track"],
            [
                "（一）A对欠进度的事项逐件查找原因，向督查室书面说明原因和整改措施，限期赶上进度。",
                "（二）其余在办事项按时限和时序进度推进；需要协调的，牵头单位及早提出。",
            ],
        ),
    ],
)
def test_a_bulletin_asks_for_what_its_figures_call_for(kinds: list[str], demands: list[str]) -> None:
    report = next(each for each in REPORTS if each.name == "bulletin")
    sheets = {
        sheet.title: sheet for sheet in view_of(report)(make_asked(make_books(tasks_of(kinds)), number=1))
    }
    assert list(sheets["四、工作要求"].paragraphs) == demands


def test_a_bulletin_of_nothing_says_so() -> None:
    report = next(each for each in REPORTS if each.name == "bulletin")
    sheets = {sheet.title: sheet for sheet in view_of(report)(make_asked(make_books([]), number=1))}
    assert sheets["一、总体情况"].paragraphs == ("截至2026年11月20日，没有督查事项。",)
    assert sheets["附件：办理情况一览表"].paragraphs == ("没有督查事项。",)


def test_nothing_to_report_is_said_and_not_divided_by() -> None:
    asked = make_asked(make_books([]), number=1, leader="无名")
    for report in REPORTS:
        sheets = view_of(report)(asked)
        assert sheets[0].title
        assert report_record(report, asked, sheets)["unread"] == []


def test_every_table_and_column_has_its_own_english_name() -> None:
    books = drawn([(kind, "A", "HY") for kind in sorted(KINDS)])
    asked = make_asked(books, number=1, leader="朱镕喆")
    for report, tables in all_reports(asked):
        names = [table.name for table in tables]
        assert len(set(names)) == len(names), report.name
        assert all(names), report.name
        for table in tables:
            columns = [column.name for column in table.columns]
            assert all(columns), (report.name, table.name)
            assert len(set(columns)) == len(columns), (report.name, table.name)


def test_every_column_of_the_register() -> None:
    made = [
        make_task(
            *LATE, urgency="急件", lead_leader="甲", leader_in_charge="乙", owner="丙", clerk="丁", note="备"
        ),
        make_task(registered(), id="WJ-2026-0002", deadline={"原文": "年底前"}),
        make_task(registered(), id="WJ-2026-0003"),
        make_task(
            registered(),
            assigned("2026-09-01", "2027-01-08", provisional="是"),
            id="WJ-2026-0004",
        ),
    ]
    names = tuple(field.column.name for field in FIELDS)
    asked = make_asked(make_books(made), columns=names)
    report = next(each for each in REPORTS if each.name == "register")
    sheets = ledger(asked)
    tables = report_record(report, asked, sheets)["tables"]
    assert isinstance(tables, dict)
    late, words, none, told = tables["register"]
    assert late["urgency"] == "urgent"
    assert late["late_workdays"] == 15
    assert (late["status"], late["ledger"], late["lead"]) == ("in_progress", "document", ["A"])
    assert [late[key] for key in ("lead_leader", "leader_in_charge", "owner", "clerk", "note")] == list(
        "甲乙丙丁备"
    )
    assert (words["due_on"], none["due_on"], none["urgency"], none["late_workdays"]) == (None,) * 4
    shown = [cell.value for cell in list(sheets[0].tables[0].all_rows())[1]]
    assert "年底前" in shown
    assert (told["due_on"], told["provisional"], late["provisional"]) == (day("2027-01-08"), True, False)


def test_a_unit_counts_what_it_leads_and_lists_what_it_supports() -> None:
    made = [
        *tasks_of(["on_track"], "WJ"),
        make_task(*OPEN[:2], id="WJ-2026-0002", lead="B", support=["A"]),
    ]
    asked = make_asked(make_books(made), units=("A",))
    assert [item.task.id for item in asked.items] == ["WJ-2026-0001", "WJ-2026-0002"]
    assert [item.task.id for item in asked.led] == ["WJ-2026-0001"]
    assert [matter.id for matter in asked.matters] == ["WJ-2026-0001"]
    assert asked.title("专项台账") == "专项台账（A）"


def test_what_a_unit_was_asked_for() -> None:
    task = make_task(
        *OPEN,
        event("催办", "2026-09-20", unit="A"),
        event("预警", "2026-10-02", unit="A", level="黄"),
        event("报结", "2026-10-10", unit="A"),
        event("核验", "2026-10-12", method="现场", result="不通过", failure="慢落实", due_on="2026-12-31"),
        event("发文", "2026-10-13", kind="督办提醒单"),
        event("报结", "2026-10-20", unit="A"),
        event("核验", "2026-10-21", method="现场", result="通过"),
    )
    report = next(each for each in REPORTS if each.name == "burden")
    by_month, by_kind = view_of(report)(make_asked(make_books([task])))[0].tables
    assert [column.title for column in by_month.columns] == ["单位", "9月", "10月", "11月", "合计"]
    assert [[cell.value for cell in each] for each in by_month.rows] == [
        ["A", 1, 3, 0, 4],
        ["合计", 1, 3, 0, 4],
    ]
    assert [cell.value for cell in by_kind.rows[0]] == ["A", 0, 1, 1, 1, 1, 0, 4]


def test_a_burden_of_many_years_is_refused() -> None:
    asked = make_asked(make_books([]), Span(None, day("2024-01-01"), day(TODAY)))
    with pytest.raises(UsageError, match="24 个月"):
        view_of(next(each for each in REPORTS if each.name == "burden"))(asked)


def test_months_of_two_years_are_named_in_full() -> None:
    asked = make_asked(make_books([]), Span(None, day("2025-12-01"), day("2026-01-31")))
    table = view_of(next(each for each in REPORTS if each.name == "burden"))(asked)[0].tables[0]
    assert [column.title for column in table.columns] == ["单位", "2025-12", "2026-01", "合计"]


def test_the_register_shows_what_is_stored_beside_the_head() -> None:
    head = {
        "instructions": [{"领导": "高明", "日期": "2026-09-01", "内容": "抓紧"}],
        "milestones": [{"节点": "开工", "时限": "2026-10-10", "责任人": "李四"}],
        "measures": "分三步",
        "listed": "是",
    }
    journal = (*LATE, event("退件", "2026-09-01", unit="A", reason="不归我"), *finished("2026-10-20")[:1])
    journal += (event("核验", "2026-10-21", method="现场", result="不通过", failure="假落实"),)
    books = make_books([make_task(*journal, **head), make_task(*OPEN, id="WJ-2026-0002")])
    wanted = ("编号", "批示", "时序进度", "工作措施", "挂牌", "失实", "退件", "联络员", "事项")
    (sheet,) = ledger(make_asked(books, columns=wanted, where=("失实",)))
    ((_, rows),) = [(group.title, group.rows) for group in sheet.tables[0].groups]
    assert [[cell.value for cell in row] for row in rows] == [
        [
            "WJ-2026-0001",
            "高明（2026-09-01）：抓紧",
            "2026-10-10 开工，责任人李四",
            "分三步",
            "是",
            "2026-10-21 现场不通过（假落实）",
            "2026-09-01 A：不归我",
            None,
            "制定方案",
        ]
    ]
    assert "失实" in sheet.title


def test_every_facet_is_a_column() -> None:
    assert {facet.name for facet in FACETS} <= {field.column.name for field in FIELDS}


def meeting(session: str | None, held_on: str | None, entered: str = "2026-09-01") -> Task:
    source = {"类别": "会议议定", "名称": "市长办公会", "届次": session, "会议日期": held_on}
    kept = {key: value for key, value in source.items() if value}
    return make_task(registered(entered), sources=[kept], id="HY-2026-0001")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (meeting("第3次", "2026-03-05"), meeting("第3次", "2026-03-05"), True),
        (meeting("第3次", "2025-03-05"), meeting("第3次", "2026-03-05"), False),
        (meeting("第3次", "2026-03-05"), meeting("第4次", "2026-03-05"), False),
        (meeting("第3次", "2026-03-05"), meeting("第3次", None), True),
        (meeting("第3次", "2025-03-05"), meeting("第3次", None), False),
        (meeting(None, "2026-03-05"), meeting(None, "2026-03-12"), False),
        (meeting(None, "2026-03-05"), meeting(None, "2026-03-05"), True),
    ],
)
def test_a_sitting_is_a_session_of_a_year_or_a_day(one: Task, other: Task, same: bool) -> None:
    tasks = [one, msgspec.structs.replace(other, id="HY-2026-0002")]
    (sheet,) = view_of(next(each for each in REPORTS if each.name == "meetings"))(
        make_asked(make_books(tasks))
    )
    assert len({group.title for group in sheet.tables[1].groups}) == (1 if same else 2)
    table = meeting_table(make_asked(make_books(tasks)), make_asked(make_books(tasks)).matters)
    assert table is not None
    assert table.rows[0][1].value == (1 if same else 2)


def test_the_public_register_has_only_what_may_go_out() -> None:
    head = {
        "public": "是",
        "owner": "赵大力",
        "instructions": [{"领导": "高远山", "内容": "严肃查处违建"}],
        "listed": "是",
    }
    tasks = [
        make_task(*LATE, **head, title="请赵大力（电话 13912345678）拆除违建，严肃查处违建"),
        make_task(*OPEN, id="WJ-2026-0002", title="不公开的"),
        make_task(*OPEN, id="WJ-2026-0003", public="是", classified_ref={"登记号": "1", "保管": "机要室"}),
    ]
    asked = make_asked(make_books(tasks), public=True)
    (sheet,) = ledger(asked)
    (row,) = sheet.tables[0].all_rows()
    columns = [column.name for column in sheet.tables[0].columns]
    assert set(columns) <= PUBLIC_COLUMNS
    assert row[columns.index("title")].value == "请某某（电话 某某）拆除违建，某某"
    assert row[columns.index("listed")].value == "是"
    assert sheet.paragraphs[-1].startswith("共 1 件")
    everything = str(
        report_record(next(each for each in REPORTS if each.name == "register"), asked, (sheet,))
    )
    assert not any(word in everything for word in ("赵大力", "高远山", "严肃查处", "13912345678", "不公开的"))


@pytest.mark.parametrize(
    "column", [field.column.title for field in FIELDS if field.column.name not in PUBLIC_COLUMNS]
)
def test_a_column_that_may_not_go_out_is_refused(column: str) -> None:
    with pytest.raises(UsageError) as caught:
        ledger(make_asked(make_books([make_task(*OPEN)]), public=True, columns=("编号", column)))
    assert f"公开的台账没有“{column}”" in caught.value.problems[0].message


def test_the_leaders_report_names_who_works_with_them() -> None:
    told = make_books(
        [make_task(*OPEN, lead_leader="高明"), make_task(*OPEN, id="WJ-2026-0002", lead_leader="林远")]
    )
    leaders = (Leader(name="高明", secretary="冯秘"), Leader(name="林远"))
    books = msgspec.structs.replace(told, config=msgspec.structs.replace(told.config, leaders=leaders))
    (sheet,) = view_of(next(each for each in REPORTS if each.name == "leader"))(make_asked(books))
    cells = [row[0] for row in sheet.tables[0].rows]
    assert [(cell.value, cell.data) for cell in cells] == [
        ("高明（联系秘书长：冯秘）", "高明"),
        ("林远", None),
    ]
