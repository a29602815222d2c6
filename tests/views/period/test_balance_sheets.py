"""The books of a period as people read them: the short tables, and what ends an answer of several sheets."""

from collections.abc import Callable
from datetime import date

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books
from duban.core.model.workspace import Unit
from duban.core.periods.spans import parse_span
from duban.errors import Level, Place, Problem
from duban.views.model.sheet import Table
from duban.views.period.balance import View, narrowed
from duban.views.period.balance_sheets import balance_sheets, ended, identity_line

MakeBooks = Callable[..., Books]
UNITS = (Unit(name="县住建局"), Unit(name="县财政局"), Unit(name="县水务局"))


def line(on: str, at: str, action: str, by: str, rest: str = "") -> str:
    return f"  - {{日期: {on}, 登记: {at}T15:00:00+08:00, 动作: {action}, 经办: {by}{rest}}}\n"


def task(name: str, unit: str, *lines: str) -> str:
    source = "来源: [{类别: 领导批示, 名称: 批示}]"
    return f"编号: {name}\n事项: 事项{name[-1]}\n{source}\n牵头单位: {unit}\n流水:\n{''.join(lines)}"


DUE = ", 时限: 2026-09-11, 依据: 来源规定"
TEXTS = (
    task(
        "PS-2026-0001",
        "县住建局",
        line("2026-08-03", "2026-08-03", "立项", "王五"),
        line("2026-08-03", "2026-08-17", "交办", "王五", DUE),
        line("2026-08-04", "2026-08-20", "签收", "李四"),
    ),
    task(
        "HY-2026-0001",
        "县财政局",
        line("2026-08-03", "2026-08-31", "立项", "王五"),
        line("2026-08-05", "2026-08-05", "撤销", "赵六", ", 原因: 重复, 批准人: 林县长"),
    ),
)


def view(make_books: MakeBooks, *texts: str, unread: tuple[Problem, ...] = ()) -> View:
    span = parse_span("2026Q3")
    assert span is not None
    books = make_books(
        *texts, today="2026-09-30", policy="ledong-2019", since=date(2026, 1, 1), units=UNITS, unread=unread
    )
    return narrowed(reconcile(books, span), (), (), None)


def rows(table: Table) -> list[list[object]]:
    return [[cell.value for cell in row] for row in table.all_rows()]


def test_units_with_nothing_in_a_table_are_left_out_of_it(make_books: MakeBooks) -> None:
    duties, ages, _, _ = balance_sheets(view(make_books, *TEXTS), detail=False)[1].tables
    assert [row[0] for row in rows(duties)] == ["县住建局", "合计"]
    assert [row[0] for row in rows(ages)] == ["县住建局", "合计"]
    duties, ages = balance_sheets(view(make_books), detail=False)[1].tables[:2]
    assert [row[0] for row in (*rows(duties), *rows(ages))] == ["合计", "合计"]


def test_only_clerks_who_recorded_late_are_named_the_most_first_with_all_ledgers_together(
    make_books: MakeBooks,
) -> None:
    table = balance_sheets(view(make_books, *TEXTS), detail=False)[1].tables[-1]
    assert [column.title for column in table.columns] == ["经办", "登记笔数", "迟登", "最迟（工作日）"]
    assert rows(table) == [["王五", 3, 2, 20], ["李四", 1, 1, 12], ["合计", 5, 3, 20]]


def test_where_nobody_recorded_anything_there_is_no_table(make_books: MakeBooks) -> None:
    tables = balance_sheets(view(make_books), detail=False)[1].tables
    assert not any("及时登账" in table.title for table in tables)


def test_the_identity_in_one_line_leaves_out_what_is_nothing(make_books: MakeBooks) -> None:
    assert (
        identity_line(view(make_books, *TEXTS)) == "期初在办 0 + 本期登账 2 − 本期撤销 1 = 期末在办 1（件）。"
    )
    assert identity_line(view(make_books)) == "期初在办 0 = 期末在办 0（件）。"


def test_what_is_missing_is_said_once_at_the_very_end(make_books: MakeBooks) -> None:
    broken = Problem(Level.ERROR, "bad", "坏", place=Place("领导批示/2026/PS-2026-0009.yaml"))
    shown = view(make_books, *TEXTS, unread=(broken,))
    sheets = ended(balance_sheets(shown, detail=True), shown)
    assert ["PS-2026-0009" in note for sheet in sheets for note in sheet.notes].count(True) == 1
    assert "PS-2026-0009" in sheets[-1].notes[-1]
