"""The wall: what lights a task, what the figures count, what the public may not read."""

from datetime import date
from pathlib import Path

import pytest
from tests.views.conftest import MakeBooks

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books
from duban.core.books.selection import Filters
from duban.core.model.terms import Role
from duban.core.periods.spans import parse_span
from duban.errors import DubanError
from duban.files.workspace.workspace import open_workspace
from duban.views.model.board import Board, Lamp, Line
from duban.views.queries.overdue import overdue
from duban.views.redaction import MASK, secrets_of, veil_of
from duban.views.wall.record import board_record
from duban.views.wall.wall import MOST_BARS, months, wall

LEDGERS = Path(__file__).parents[3] / "ledgers"
ASKED_ON = date(2026, 11, 20)


def task(number: int, *events: str, more: str = "", title: str = "整治积水点") -> str:
    journal = "".join(f"  - {{{event}}}\n" for event in events)
    return (
        f"编号: WJ-2026-{number:04d}\n事项: {title}\n来源: [{{类别: 重要文件, 名称: 意见}}]\n牵头单位: 县水务局\n"
        f"责任人: 张三\n工作要求: 整治\n{more}流水:\n{journal}"
    )


def event(on: str, action: str, more: str = "") -> str:
    return f"日期: {on}, 登记: {on}T09:00:00+08:00, 动作: {action}, 经办: 王五{more}"


def handed(due_on: str) -> tuple[str, ...]:
    return event("2026-10-09", "立项"), event("2026-10-09", "交办", f", 时限: {due_on}, 依据: 领导确定")


REPORTED = event("2026-11-10", "报结", ", 单位: 县水务局, 办结日期: 2026-11-10, 进展: 完成")
VERIFIED = event("2026-11-11", "核验", ", 方式: 现场, 结论: 通过")


@pytest.fixture(scope="module")
def books() -> Books:
    return open_workspace(LEDGERS).books(ASKED_ON)


@pytest.fixture(scope="module")
def board(books: Books) -> Board:
    return wall(books)


def only(board: Board) -> Line:
    (line,) = board.lines
    return line


@pytest.mark.parametrize(
    ("due_on", "lamp", "why"),
    [
        ("2026-11-19", Lamp.RED, "逾期1个工作日"),
        ("2026-11-20", Lamp.YELLOW, "今天到期"),
        ("2026-11-27", Lamp.YELLOW, "还剩5个工作日"),
        ("2026-11-30", Lamp.BLUE, "还剩6个工作日"),
        ("2026-12-20", Lamp.BLUE, "还剩20个工作日"),
        ("2026-12-21", Lamp.GREEN, "还剩21个工作日"),
    ],
)
def test_the_light_of_a_task_that_is_owed(make_books: MakeBooks, due_on: str, lamp: Lamp, why: str) -> None:
    line = only(wall(make_books(task(1, *handed(due_on)))))
    assert (line.lamp, line.why.partition("：")[0], line.next_on) == (lamp, why, date.fromisoformat(due_on))


@pytest.mark.parametrize(
    ("text", "lamp", "why"),
    [
        (task(1, event("2026-10-09", "立项")), Lamp.GREEN, "还没有交办"),
        (
            task(1, event("2026-10-09", "立项"), more="完成时限: {日期: 2026-11-18}\n"),
            Lamp.YELLOW,
            "还没有交办，要求的时限已过",
        ),
        (
            task(1, event("2026-10-09", "立项"), more="完成时限: {日期: 2026-12-01}\n"),
            Lamp.BLUE,
            "还没有交办，还剩7个工作日",
        ),
        (task(1, *handed("2026-11-12"), REPORTED), Lamp.GREEN, "已报结，待核验"),
        (task(1, *handed("2026-11-12"), REPORTED, VERIFIED), Lamp.GREEN, "已报结，待销号"),
        (
            task(1, *handed("2026-11-12"), REPORTED, VERIFIED, event("2026-11-12", "销号")),
            Lamp.OFF,
            "2026-11-12 销号",
        ),
        (
            task(1, *handed("2026-11-30"), event("2026-11-12", "撤销", ", 原因: 重复")),
            Lamp.OFF,
            "2026-11-12 撤销",
        ),
        (
            task(1, *handed("2026-11-30"), event("2026-11-12", "中止", ", 原因: 停工")),
            Lamp.OFF,
            "已中止，期限停计",
        ),
        (
            task(1, *handed("2026-11-05"), event("2026-11-12", "中止", ", 原因: 停工")),
            Lamp.RED,
            "中止前已逾期5个工作日：按期办结并报告",
        ),
    ],
)
def test_the_light_of_a_task_that_owes_nothing_now(
    make_books: MakeBooks, text: str, lamp: Lamp, why: str
) -> None:
    line = only(wall(make_books(text)))
    assert (line.lamp, line.why) == (lamp, why)


def test_a_node_lights_before_the_due_day(make_books: MakeBooks) -> None:
    more = "时序进度: [{节点: 摸底, 时限: 2026-11-10}, {节点: 施工, 时限: 2026-12-10}]\n"
    found = wall(make_books(task(1, *handed("2027-03-31"), more=more)))
    assert (only(found).lamp, only(found).why) == (Lamp.RED, "逾期8个工作日：节点“摸底”")
    assert [(node.name, node.standing) for node in found.bars[0].nodes] == [
        ("摸底", "已过时限"),
        ("施工", "未到时限"),
    ]


@pytest.mark.parametrize(
    ("stopped", "lamp", "why"),
    [
        ("2026-11-12", Lamp.RED, "中止前已逾期2个工作日：节点“摸底”"),
        ("2026-11-10", Lamp.OFF, "已中止，期限停计"),
    ],
)
def test_a_missed_node_stays_lit_when_the_clock_is_stopped(
    make_books: MakeBooks, stopped: str, lamp: Lamp, why: str
) -> None:
    more = "时序进度: [{节点: 摸底, 时限: 2026-11-10}, {节点: 施工, 时限: 2026-12-10}]\n"
    text = task(1, *handed("2027-03-31"), event(stopped, "中止", ", 原因: 停工"), more=more)
    found = wall(make_books(text))
    assert (only(found).lamp, only(found).why) == (lamp, why)
    lagging = next(figure for figure in found.figures if figure.name == "lagging")
    assert lagging.value == (lamp is Lamp.RED)


def test_the_warning_days_are_those_of_the_policy(make_books: MakeBooks) -> None:
    found = wall(make_books(task(1, *handed("2026-11-27")), policy="guizhou-2020"))
    assert only(found).lamp is Lamp.YELLOW
    assert dict(found.legend)[Lamp.YELLOW] == "5个工作日以内到期"


def test_red_are_the_open_tasks_whose_units_are_overdue_with_a_limit_or_node(
    books: Books, board: Board
) -> None:
    late = {
        owed.item.task.id
        for owed in overdue(books)
        if owed.item
        and owed.item.state.open
        and owed.duty.kind != "周期"
        and owed.duty.role is not Role.OFFICE
    }
    assert {line.task for line in board.lines if line.lamp is Lamp.RED} == late
    assert late


def test_missed_reports_are_those_overdue_lists(books: Books, board: Board) -> None:
    late = {
        owed.item.task.id
        for owed in overdue(books)
        if owed.item and owed.duty.kind == "周期" and owed.duty.role is not Role.OFFICE
    }
    assert {line.task for line in board.lines if line.missed} == late
    assert late


def test_the_figures_are_counts_of_the_lines(board: Board) -> None:
    figures = {each.name: each.value for each in board.figures}
    lamps = [line.lamp for line in board.lines]
    still = [line for line in board.lines if line.status not in {"已销号", "已撤销"}]
    assert figures["open"] == len(still) == sum(each.tasks for each in board.ages)
    assert [figures["late"] + figures["lagging"], figures["soon"], figures["month"]] == [
        lamps.count(lamp) for lamp in (Lamp.RED, Lamp.YELLOW, Lamp.BLUE)
    ]
    assert figures["open"] + figures["closed"] == sum(each.tasks for each in board.units)
    assert board.months[-1].ending == figures["open"]


def test_the_months_are_those_reconcile_counts(books: Books, board: Board) -> None:
    for month in board.months[:-1]:
        span = parse_span(month.label)
        assert span is not None
        then = open_workspace(LEDGERS).books(span.end)
        total = reconcile(then, span).total
        assert (month.registered, month.written_off, month.ending) == (
            len(total.registered),
            len(total.written_off),
            len(total.ending),
        )
    assert [month.label for month in board.months][::11] == ["2025-12", "2026-11"]
    assert months(books, ())[0].ending == 0


def test_the_worst_comes_first(board: Board) -> None:
    places = [list(Lamp).index(line.lamp) for line in board.lines]
    assert places == sorted(places)
    red = [line.late for line in board.lines if line.lamp is Lamp.RED]
    assert red == sorted(red, reverse=True)


def test_a_page_tells_duties_with_clause_extensions_and_journal(books: Books, board: Board) -> None:
    moved = {item.task.id for item in books.items if item.state.extensions}
    place = next(place for place, line in enumerate(board.lines) if line.task in moved)
    titles = [table.title for table in board.pages[place].tables]
    assert titles[0] == "时限义务"
    assert {"延期", "流水"} <= set(titles)
    assert "依据" in [column.title for column in board.pages[place].tables[0].columns]
    extension = next(table for table in board.pages[place].tables if table.title == "延期")
    assert all(row[2].value and row[4].value for row in extension.rows)


def test_filters_narrow_every_part(books: Books) -> None:
    found = wall(books, Filters(ledgers=("重大项目",)))
    assert {line.ledger for line in found.lines} == {"重大项目"}
    assert "台账：重大项目" in found.asked
    assert sum(each.tasks for each in found.ages) == found.figures[0].value
    with pytest.raises(DubanError, match="没有单位"):
        wall(books, Filters(units=("没有的局",)))


def test_more_bars_than_fit_are_counted(make_books: MakeBooks) -> None:
    more = "时序进度: [{节点: 摸底, 时限: 2026-11-10}]\n"
    texts = [task(n, *handed("2026-12-31"), more=more) for n in range(1, MOST_BARS + 4)]
    found = wall(make_books(*texts))
    assert (len(found.bars), found.left_out, len(found.lines)) == (MOST_BARS, 3, MOST_BARS + 3)


def test_an_empty_office_has_a_wall(make_books: MakeBooks) -> None:
    found = wall(make_books())
    assert (found.lines, found.bars, found.units) == ((), (), ())
    assert {month.ending for month in found.months} == {0}


@pytest.mark.parametrize(
    ("source", "assigned", "ground"),
    [
        ("{类别: 重要文件, 名称: 意见, 文号: 某政发〔2026〕7号, 条款: 三}", "依据: 来源规定", "来源规定 某政发〔2026〕7号 三"),
        ("{类别: 领导批示, 名称: 赵大河同志来信的批示}", "依据: 来源规定", "来源规定"),
        ("{类别: 媒体反映, 名称: 赵大河家门前积水}", "依据: 来源规定", "来源规定"),
        ("{类别: 重要文件, 名称: 意见}", "依据: 领导确定, 批准人: 赵大河", "领导确定"),
        ("{类别: 领导批示, 名称: 批示}", "依据: 领导确定, 批准人: 赵大河", "领导确定"),
    ],
)  # fmt: skip
def test_the_public_reads_what_a_day_rests_on_without_persons(
    make_books: MakeBooks, source: str, assigned: str, ground: str
) -> None:
    given = event("2026-10-09", "交办", f", 时限: 2026-11-30, {assigned}")
    text = task(1, event("2026-10-09", "立项"), given, more="公开: 是\n")
    (page,) = wall(make_books(text.replace("{类别: 重要文件, 名称: 意见}", source)), public=True).pages
    duties = next(table for table in page.tables if table.title == "时限义务")
    assert next(row[-1].value for row in duties.rows) == ground


def test_the_public_reads_of_no_missed_report(make_books: MakeBooks) -> None:
    text = task(1, *handed("2027-03-31"), more="公开: 是\n报告类别: 重要\n")
    then = make_books(text, policy="guizhou-2020", today="2027-01-20")
    assert only(wall(then)).missed == 2
    assert only(wall(then, public=True)).missed == 0


def test_only_what_is_marked_public_is_public(make_books: MakeBooks) -> None:
    texts = (
        task(1, *handed("2026-11-30"), more="公开: 是\n", title="张三负责的积水点"),
        task(2, *handed("2026-11-30")),
        task(3, *handed("2026-11-30"), more="公开: 是\n涉密登记: {登记号: X1, 保管: 机要室}\n"),
    )
    found = wall(make_books(*texts), public=True)
    assert [(line.task, line.title, line.leaders) for line in found.lines] == [
        ("WJ-2026-0001", f"{MASK}负责的积水点", ())
    ]
    assert "silent" not in {each.name for each in found.figures}
    words = [
        str(cell.value)
        for page in found.pages
        for table in page.tables
        for row in table.all_rows()
        for cell in row
    ]
    assert not {"王五", "张三"} & set(words)


def test_the_veil_covers_persons_and_leaves_units(books: Books) -> None:
    secrets = secrets_of(books)
    assert {"沈怀远", "江予安", "0000-1234101", "luozhiyuan@yunxi.example"} <= secrets
    assert not {name for unit in books.register.units for name in unit.names} & secrets
    assert veil_of(books)("沈怀远同志0000-1234101") == f"{MASK}同志{MASK}"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("请李四和张三处理", "请某某和某某处理"),
        ("张　三牵头", "某某牵头"),
        ("赵大河（副局长）包保", "某某（副局长）包保"),
        ("来电13800001111反映积水", "来电某某反映积水"),
        ("来电138 0000 1111反映积水", "来电某某反映积水"),
        ("热线０４１２-5551234", "热线某某"),
        ("联系电话：5551234", "联系电话某某"),
        ("邮箱a.b@c.gov.cn收集意见", "邮箱某某收集意见"),
        ("身份证11010519491231002X的信访", "身份证某某的信访"),
        ("投资13500000000元的2026-10-12项目WJ-2026-0001", "投资13500000000元的2026-10-12项目WJ-2026-0001"),
        ("建设面积1200000平方米、总投资98765432元", "建设面积1200000平方米、总投资98765432元"),
    ],
)
def test_the_veil_knows_persons_in_one_field_and_numbers_by_their_form(
    make_books: MakeBooks, title: str, shown: str
) -> None:
    text = task(1, *handed("2026-11-30"), more="公开: 是\n").replace(
        "责任人: 张三", "责任人: 张三、李四，赵大河（副局长）"
    )
    assert only(wall(make_books(text.replace("整治积水点", title)), public=True)).title == shown


def test_json_has_english_names_and_the_same_figures(board: Board) -> None:
    record = board_record(board)
    assert record["figures"] == {each.name: each.value for each in board.figures}
    tasks = record["tasks"]
    assert isinstance(tasks, list)
    assert len(tasks) == len(board.lines)
    assert {each["light"] for each in tasks} <= {"red", "yellow", "blue", "green", "off"}
    assert {each["status"] for each in tasks} >= {"closed", "in_progress"}
