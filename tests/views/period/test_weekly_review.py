"""周调度: in which list a duty stands, week by week, and that the page stays a page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from duban.core.balance.identity import reconcile
from duban.core.books.books import Books
from duban.core.model.workspace import StandingEntry, Unit
from duban.core.periods.spans import parse_span
from duban.render.text import plain
from duban.views.period.balance import View, narrowed
from duban.views.period.weekly_review import WORDS, dispatch, dispatch_records, dispatch_sheet

MakeBooks = Callable[..., Books]
LISTS = ("slipped", "this_week", "next_week", "longer")


def line(on: str, action: str, rest: str = "") -> str:
    return f"  - {{日期: {on}, 登记: {on}T15:00:00+08:00, 动作: {action}, 经办: 王五{rest}}}\n"


def task(name: str, due_on: str, more: str = "", lead: str = "县住建局", start: str = "2026-08-03") -> str:
    return f"""
编号: {name}
事项: 事项{name[-1]}
来源: [{{类别: 领导批示, 名称: 批示}}]
缓急: 非急件
牵头单位: {lead}
牵头领导: 林县长
流水:
{line(start, "立项")}{line(start, "交办", f", 时限: {due_on}, 依据: 来源规定")}{more}"""


def week(books: Books, label: str, **narrow: object) -> View:
    span = parse_span(label)
    assert span is not None
    said: dict[str, Any] = {"units": (), "ledgers": (), "leader": None} | narrow
    return narrowed(reconcile(books, span), **said)


def lists_of(view: View, unit: str = "县住建局") -> dict[str, list[str]]:
    """The tasks of each list of one unit; empty lists are left out."""
    agenda = dispatch(view).get(unit)
    named = {name: [str(each.task) for each in getattr(agenda, name)] for name in LISTS} if agenda else {}
    return {name: tasks for name, tasks in named.items() if tasks}


DONE_LATE = line("2026-09-16", "报结", ", 单位: 县住建局")
DONE_IN_TIME = line("2026-09-11", "报结", ", 单位: 县住建局")


@pytest.mark.parametrize(
    ("due_on", "more", "lists"),
    [
        ("2026-09-04", "", ["longer"]),
        ("2026-09-06", DONE_LATE, []),
        ("2026-09-07", "", ["slipped"]),
        ("2026-09-13", "", ["slipped"]),
        ("2026-09-11", DONE_LATE, ["slipped"]),
        ("2026-09-11", DONE_IN_TIME, []),
        ("2026-09-11", line("2026-09-11", "撤销", ", 原因: 重复, 批准人: 林县长"), []),
        ("2026-09-11", line("2026-09-14", "撤销", ", 原因: 重复, 批准人: 林县长"), ["slipped"]),
        ("2026-09-14", "", ["this_week"]),
        ("2026-09-20", "", ["this_week"]),
        ("2026-09-18", DONE_LATE, ["this_week"]),
        ("2026-09-21", "", ["next_week"]),
        ("2026-09-27", "", ["next_week"]),
        ("2026-09-25", DONE_LATE, []),
        ("2026-09-28", "", []),
    ],
)
def test_a_duty_stands_in_the_list_of_its_week(
    make_books: MakeBooks, due_on: str, more: str, lists: list[str]
) -> None:
    books = make_books(task("PS-2026-0001", due_on, more), today="2026-09-20", policy="ledong-2019")
    assert lists_of(week(books, "2026-W38")) == {name: ["PS-2026-0001"] for name in lists}


def test_a_week_that_runs_is_seen_as_of_today(make_books: MakeBooks) -> None:
    books = make_books(task("PS-2026-0001", "2026-09-16"), today="2026-09-16", policy="ledong-2019")
    view = week(books, "2026-W38")
    assert "今天到期" in plain.render(dispatch_sheet(view))
    later = make_books(task("PS-2026-0001", "2026-09-16"), today="2026-09-17", policy="ledong-2019")
    (record,) = dispatch_records(week(later, "2026-W38"))
    assert [(each["due_on"], each["late_workdays"]) for each in record["this_week"]] == [
        (date(2026, 9, 16), 1)
    ]


MONTHLY = "报告类别: 重要\n"


def test_reports_stand_beside_limits_and_a_missed_one_is_told(make_books: MakeBooks) -> None:
    text = task("PS-2026-0001", "2026-12-31", start="2026-06-01").replace("缓急", f"{MONTHLY}缓急")
    books = make_books(text, today="2026-10-04", policy="guizhou-2020", since=date(2026, 1, 1))
    (row, *_) = dispatch_records(week(books, "2026-W40"))
    assert [each["duty"][-9:] for each in row["this_week"]] == ["（2026-09）"]
    assert [each["duty"] for each in row["longer"]] == ["重要任务月报（2026-07）（连续缺报2期）"]
    after = make_books(text, today="2026-10-11", policy="guizhou-2020", since=date(2026, 1, 1))
    (row, *_) = dispatch_records(week(after, "2026-W41"))
    assert [each["duty"] for each in row["slipped"]] == ["重要任务月报（2026-09）"]
    quick = text.replace("2026-06-01", "2026-08-03")
    young = make_books(quick, today="2026-10-11", policy="guizhou-2020", since=date(2026, 1, 1))
    assert next(iter(lists_of(week(young, "2026-W41")))) == "slipped"
    heard = text + line("2026-09-29", "反馈", ", 单位: 县住建局, 进展: 过半")
    met = make_books(heard, today="2026-10-04", policy="guizhou-2020", since=date(2026, 1, 1))
    (row, *_) = dispatch_records(week(met, "2026-W40"))
    assert [str(each["met_on"]) for each in row["this_week"]] == ["2026-09-29"]
    assert row["slipped"] == row["longer"] == []
    past = make_books(heard, today="2026-10-11", policy="guizhou-2020", since=date(2026, 1, 1))
    assert list(dispatch(week(past, "2026-W41"))) == ["督查室"]


def entry(rule: str, period: str, on: str) -> StandingEntry:
    from duban.core.model.record import read_record

    raw = {"日期": on, "登记": f"{on}T09:00:00+08:00", "规则": rule, "期": period, "经办": "王五"}
    return read_record(raw, StandingEntry)


def test_the_office_s_own_duties_come_last_and_only_to_an_unnarrowed_view(make_books: MakeBooks) -> None:
    books = make_books(
        task("PS-2026-0001", "2026-10-20"),
        policy="default",
        since=date(2026, 7, 1),
        today="2026-10-18",
        standing=(entry("week", "2026-W41", "2026-10-13"),),
    )
    view = week(books, "2026-W42")
    found = dispatch(view)
    assert list(found) == ["县住建局", "督查室"]
    office = found["督查室"]
    assert [(each.duty, str(each.met_on)) for each in office.slipped] == [
        ("周调度（2026-W41）", "2026-10-13")
    ]
    assert [each.duty for each in office.this_week] == ["周调度（2026-W42）"]
    assert [each.duty for each in office.next_week] == ["季度对账（2026Q3）"]
    assert [each.duty for each in office.longer] == ["周调度（2026-W28）（连续缺报12期）"]
    assert list(dispatch(week(books, "2026-W42", leader="林县长"))) == ["县住建局"]
    assert list(dispatch(week(books, "2026-W42", ledgers=("PS",)))) == ["县住建局"]
    assert list(dispatch(week(books, "2026-W42", units=("县住建局",)))) == ["县住建局"]
    assert dispatch(week(books, "2026-W42", leader="高县长")) == {}
    assert dispatch(week(books, "2026-W42", ledgers=("WJ",))) == {}


UNITS = tuple(Unit(name=f"县{name}局") for name in "甲乙丙丁戊己庚辛壬癸")


def test_the_longest_lists_are_cut_until_all_units_fit_a_page_but_never_for_programs(
    make_books: MakeBooks,
) -> None:
    texts = [
        task(f"PS-2026-{place * 10 + number:04d}", "2026-09-18", lead=unit.name)
        for place, unit in enumerate(UNITS)
        for number in range(1, 9)
    ]
    texts.append(task("PS-2026-0100", "2026-09-11", lead="县甲局"))
    books = make_books(*texts, units=UNITS, today="2026-09-20", policy="ledong-2019")
    view = week(books, "2026-W38")
    shown = plain.render(dispatch_sheet(view), 80)
    assert len(shown.splitlines()) <= 60
    assert shown.count("另有 7 项") == 10
    assert max(map(len, shown.splitlines())) <= 80
    assert [len(record["this_week"]) for record in dispatch_records(view)] == [8] * 10


def test_ordinary_lists_stand_whole_with_counts_identity_and_marks(make_books: MakeBooks) -> None:
    texts = (
        task("PS-2026-0001", "2026-09-11", DONE_LATE),
        task("PS-2026-0002", "2026-09-11", line("2026-09-14", "撤销", ", 原因: 重复, 批准人: 林县长")),
        task("PS-2026-0003", "2026-09-18"),
        task("PS-2026-0004", "2026-09-15", line("2026-09-15", "报结", ", 单位: 县住建局")),
        task("PS-2026-0005", "2026-09-08"),
        task("PS-2026-0006", "2025-12-31", start="2025-11-03"),
    )
    books = make_books(*texts, today="2026-09-20", policy="ledong-2019")
    shown = plain.render(dispatch_sheet(week(books, "2026-W38")), 100)
    told = [" ".join(each.split()) for each in shown.splitlines() if each.startswith(tuple(WORDS.values()))]
    assert told == [
        "上周误期 PS-2026-0005 按期办结并报告：事项5 09-08 逾期9",
        "上周误期 PS-2026-0001 按期办结并报告：事项1 09-11 09-16补办",
        "上周误期 PS-2026-0002 按期办结并报告：事项2 09-11 已撤销",
        "本周到期 PS-2026-0003 按期办结并报告：事项3 09-18 逾期1",
        "久拖未办 PS-2026-0006 按期办结并报告：事项6 2025-12-31 逾期179",
    ]
    assert "上周误期 3 项，本周到期 2 项（已办 1 项），下周到期 0 项，更早误期、至今没有办的 1 项。" in (
        shown.replace("\n", "")
    )
    assert "期初在办 6 − 本期撤销 1 = 期末在办 5（件）。" in shown


def test_a_quiet_week_says_so(make_books: MakeBooks) -> None:
    sheet = dispatch_sheet(week(make_books(today="2026-09-20", policy="ledong-2019"), "2026-W38"))
    assert sheet.tables == ()
    assert sheet.paragraphs[0].endswith("上周没有误期的，本周、下周没有到期的，也没有久拖未办的。")


WEEKLY = "报送周期: {每: 周, 日: 5}\n"


@pytest.mark.parametrize(
    ("label", "today", "longer", "slipped"),
    [
        ("2026-W37", "2026-09-09", ["按来源报送（2026-W35）"], ["按来源报送（2026-W36）"]),
        ("2026-W38", "2026-09-16", ["按来源报送（2026-W35）（连续缺报2期）"], ["按来源报送（2026-W37）"]),
    ],
)
def test_a_missed_report_stands_in_one_list(
    make_books: MakeBooks, label: str, today: str, longer: list[str], slipped: list[str]
) -> None:
    text = task("PS-2026-0001", "2026-12-31", start="2026-08-20").replace("流水", f"{WEEKLY}流水")
    view = week(make_books(text, today=today), label)
    agenda = dispatch(view)["县住建局"]
    assert [each.duty for each in agenda.longer] == longer
    assert [each.duty for each in agenda.slipped] == slipped


def test_what_fell_due_on_the_last_working_day_is_not_late_by_nothing(make_books: MakeBooks) -> None:
    books = make_books(task("PS-2026-0001", "2026-09-11"), today="2026-09-13")
    text = plain.render(dispatch_sheet(week(books, "2026-W37")), 100)
    assert "刚逾期" in text
    assert "逾期0" not in text
