"""The days of a calendar: which there are, when they remind, and that the same duty keeps its name."""

from collections.abc import Callable
from datetime import date, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import cadence_rule, limit_rule, make_book, make_policy

from duban.core.books.books import Books
from duban.core.books.selection import Filters
from duban.core.model.workspace import StandingEntry, Unit
from duban.views.export.agenda import agenda
from duban.views.model.flat_table import Appointment

MakeBooks = Callable[..., Books]
OPENED = """\
编号: WJ-2026-0001
事项: 制定方案
牵头单位: 县教育局
配合单位: [县财政局]
分管领导: 刘建国
报告类别: 重要
时序进度:
  - {节点: 完成摸底, 时限: 2026-10-16}
流水:
  - {日期: 2026-09-01, 登记: 2026-09-01T09:00:00+08:00, 动作: 立项, 经办: 王五}
  - {日期: 2026-09-01, 登记: 2026-09-01T09:00:01+08:00, 动作: 交办, 经办: 王五, 时限: 2026-12-18, 依据: 来源规定}
"""
EXTENDED = OPENED + (
    "  - {日期: 2026-10-20, 登记: 2026-10-20T09:00:00+08:00, 动作: 延期, 经办: 王五, 时限: 2027-01-15, 原因: 雨季, 批准人: 刘建国}\n"
)
SUSPENDED = OPENED + (
    "  - {日期: 2026-10-20, 登记: 2026-10-20T09:00:00+08:00, 动作: 中止, 经办: 王五, 原因: 等批复}\n"
)
RESUMED = SUSPENDED + (
    "  - {日期: 2026-11-02, 登记: 2026-11-02T09:00:00+08:00, 动作: 恢复, 经办: 王五, 时限: 2026-12-31}\n"
)
CLOSED = OPENED + (
    "  - {日期: 2026-10-10, 登记: 2026-10-10T09:00:00+08:00, 动作: 报结, 经办: 李四}\n"
    "  - {日期: 2026-10-12, 登记: 2026-10-12T09:00:00+08:00, 动作: 核验, 经办: 王五, 方式: 现场, 结论: 通过}\n"
    "  - {日期: 2026-10-13, 登记: 2026-10-13T09:00:00+08:00, 动作: 销号, 经办: 王五}\n"
)
MONTHLY = make_policy(limit_rule(), cadence_rule("月", 名称="月报", 完成=["反馈"]))
NOBODY = Filters()


def weekly_rule() -> dict[str, object]:
    return cadence_rule("周", 标识="weekly", 名称="周调度", 范围="督查室", 义务人="督查室", 完成=[])


def days(books: Books, ahead: int = 3, filters: Filters = NOBODY) -> tuple[Appointment, ...]:
    return agenda(books, ahead, filters).appointments


def named(found: tuple[Appointment, ...], text: str) -> Appointment:
    (one,) = (each for each in found if text in each.summary)
    return one


def test_due_days_nodes_and_reports(make_books: MakeBooks) -> None:
    found = days(make_books(OPENED, today="2026-10-12", policy=MONTHLY))
    assert [(each.on, each.summary, each.category, each.cancelled) for each in found] == [
        (date(2026, 10, 16), "节点：完成摸底：制定方案", "督办节点", False),
        (date(2026, 10, 30), "月报（2026-10）：制定方案", "定期报告", False),
        (date(2026, 12, 18), "按期办结并报告：制定方案", "督办时限", False),
    ]
    assert found[0].lines == (
        "编号：WJ-2026-0001",
        "事项：制定方案",
        "单位：县教育局（牵头单位）",
        "应做：节点：完成摸底",
        "时限：2026-10-16",
        "依据：时序进度",
    )


@pytest.mark.parametrize(
    ("ahead", "on"), [(0, "2026-10-16"), (3, "2026-10-13"), (5, "2026-10-10"), (6, "2026-10-09")]
)
def test_the_reminder_counts_working_days(make_books: MakeBooks, ahead: int, on: str) -> None:
    """10 October 2026 is a Saturday on which people work."""
    found = named(days(make_books(OPENED, today="2026-10-12"), ahead), "摸底")
    assert found.remind_on == date.fromisoformat(on)


def test_an_extension_moves_the_same_day(make_books: MakeBooks) -> None:
    before = named(days(make_books(EXTENDED, today="2026-10-12")), "按期办结")
    after = named(days(make_books(EXTENDED, today="2026-10-20")), "按期办结")
    assert (before.uid, before.on, before.sequence) == (after.uid, date(2026, 12, 18), 2)
    assert (after.on, after.sequence) == (date(2027, 1, 15), 3)
    assert after.modified_at == datetime.fromisoformat("2026-10-20T09:00:00+08:00")
    assert "时限：2027-01-15（原定 2026-12-18）" in after.lines


def test_what_is_suspended_is_cancelled_and_comes_back(make_books: MakeBooks) -> None:
    stopped = named(days(make_books(SUSPENDED, today="2026-10-21")), "按期办结")
    again = named(days(make_books(RESUMED, today="2026-11-03")), "按期办结")
    assert (stopped.cancelled, stopped.remind_on, stopped.lines[-1]) == (True, None, "不再计")
    assert (again.cancelled, again.uid, again.on) == (False, stopped.uid, date(2026, 12, 31))
    assert again.sequence > stopped.sequence


def test_every_day_that_was_told_is_cancelled_once_the_task_is_closed(make_books: MakeBooks) -> None:
    told = {
        each.uid
        for today in ("2026-09-15", "2026-10-01", "2026-10-09")
        for each in days(make_books(CLOSED, today=today, policy=MONTHLY))
    }
    after = days(make_books(CLOSED, today="2026-10-14", policy=MONTHLY))
    assert told == {each.uid for each in after}
    assert all(each.cancelled for each in after)


def test_a_report_that_came_is_cancelled(make_books: MakeBooks) -> None:
    text = (
        OPENED + "  - {日期: 2026-10-12, 登记: 2026-10-12T09:00:00+08:00, 动作: 反馈, 经办: 李四, 进度: 40}\n"
    )
    before = named(days(make_books(text, today="2026-10-11", policy=MONTHLY)), "月报（2026-10）")
    after = named(days(make_books(text, today="2026-10-12", policy=MONTHLY)), "月报（2026-10）")
    assert (before.uid, before.cancelled, after.cancelled, after.lines[-1]) == (
        after.uid,
        False,
        True,
        "已完成",
    )


def test_after_a_year_nothing_is_left(make_books: MakeBooks) -> None:
    assert days(make_books(CLOSED, today="2027-12-20", policy=MONTHLY)) == ()
    assert days(make_books(CLOSED, today="2027-12-19", policy=MONTHLY)) != ()


def test_a_rename_keeps_the_name_of_a_day(make_books: MakeBooks) -> None:
    renamed = Unit(name="县教育体育局", former_names=("县教育局",))
    before = days(make_books(OPENED, today="2026-10-12", units=(Unit(name="县教育局"),), policy="default"))
    after = days(make_books(OPENED, today="2026-10-12", units=(renamed,), policy="default"))
    assert any("县教育" in line for each in after for line in each.lines if "编号" not in each.lines[0])
    assert {each.uid for each in before} == {each.uid for each in after}


def test_a_unit_a_leader_the_office(make_books: MakeBooks) -> None:
    books = make_books(OPENED, today="2026-10-12", policy="default", units=(Unit(name="县教育局"),))
    unit = agenda(books, 3, Filters(units=("县教育局",)))
    office = agenda(books, 3, Filters(units=("督查室",)))
    leader = agenda(books, 3, Filters(leader="刘建国"))
    assert (unit.name, office.name, leader.name) == ("督办 县教育局", "督办 督查室", "督办 刘建国")
    assert all("单位：县教育局（牵头单位）" in each.lines for each in unit.appointments)
    assert all("单位：督查室" in each.lines for each in office.appointments)
    assert all("编号：WJ-2026-0001" in each.lines for each in leader.appointments)
    assert len(unit.appointments) > 2
    assert agenda(books, 3, Filters(leader="别人")).appointments == ()


def test_what_belongs_to_no_task_is_cancelled_once_it_is_done(make_books: MakeBooks) -> None:
    done = StandingEntry(
        on=date(2026, 10, 12),
        recorded_at=datetime.fromisoformat("2026-10-12T09:00:00+08:00"),
        rule="weekly",
        period="2026-W42",
        by="王五",
    )
    policy = make_policy(limit_rule(), weekly_rule())
    books = make_books(today="2026-10-13", policy=policy, standing=(done,))
    found = named(days(books), "2026-W42")
    assert (found.cancelled, found.sequence, found.on) == (True, 1, date(2026, 10, 16))
    assert not named(days(make_books(today="2026-10-13", policy=policy)), "2026-W42").cancelled


def test_a_provisional_day_says_so(make_books: MakeBooks) -> None:
    ruled = "时限: 2027-01-12, 依据: 规则, 规则: anshan-2015/hard, 暂定: 是"
    text = OPENED.replace("2026-09-01", "2026-12-28").replace("时限: 2026-12-18, 依据: 来源规定", ruled)
    found = next(each for each in days(make_books(text, today="2026-12-29")) if each.on.year == 2027)
    assert found.summary.endswith("（暂定）")
    assert any(line.startswith("暂定：") for line in found.lines)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.sampled_from([OPENED, EXTENDED, SUSPENDED, RESUMED, CLOSED]),
    st.dates(date(2026, 9, 1), date(2027, 3, 1)),
    st.integers(0, 40),
)
def test_a_later_export_knows_every_day_of_an_earlier_one(
    make_books: MakeBooks, text: str, today: date, later: int
) -> None:
    """Otherwise a calendar would keep what nobody owes any more."""
    after = date.fromordinal(today.toordinal() + later)
    first = days(make_books(text, today=today.isoformat(), policy=MONTHLY))
    second = {each.uid: each for each in days(make_books(text, today=after.isoformat(), policy=MONTHLY))}
    assert len({each.uid for each in first}) == len(first)
    for each in first:
        assert each.uid in second
        assert second[each.uid].sequence >= each.sequence


def test_a_unit_that_left_lets_its_days_go(make_books: MakeBooks) -> None:
    """The report of the month in which it left was told before, that of the next month never."""
    text = OPENED + (
        "  - {日期: 2026-10-20, 登记: 2026-10-20T09:00:00+08:00, 动作: 转办, 经办: 王五, 原牵头: 县教育局, 新牵头: 县水务局, 批准人: 刘建国}\n"
    )
    text = text.replace("牵头单位: 县教育局", "牵头单位: 县水务局")
    rules = (limit_rule(), cadence_rule("月", 名称="月报", 完成=["反馈"]), weekly_rule())
    found = days(make_books(text, today="2026-12-01", policy=make_policy(*rules)))
    reports = {
        (line.removeprefix("单位：").partition("（")[0], each.on.month, each.cancelled)
        for each in found
        for line in each.lines
        if line.startswith("单位：") and "月报" in each.summary
    }
    assert reports == {
        ("县教育局", 10, True),
        ("县水务局", 11, False),
        ("县水务局", 12, False),
    }


def test_a_period_follows_the_policy_in_force_when_it_begins(make_books: MakeBooks) -> None:
    renamed_report = make_policy(limit_rule(), cadence_rule("月", 名称="进展月报", 完成=["反馈"]))
    books = make_books(OPENED, today="2026-12-01", policy=MONTHLY)
    both = msgspec.structs.replace(
        books, policies=make_book(MONTHLY, ("2026-11-01", renamed_report), anew=date.max)
    )
    found = [each.summary for each in days(both) if "月报" in each.summary]
    assert found == [
        "月报（2026-10）：制定方案",
        "进展月报（2026-11）：制定方案",
        "进展月报（2026-12）：制定方案（暂定）",
    ]


def test_reports_that_the_source_asks_for_have_their_day(make_books: MakeBooks) -> None:
    text = OPENED.replace("报告类别: 重要", "报送周期: {每: 月, 日: 25}")
    found = days(make_books(text, policy=make_policy(limit_rule()), today="2026-10-05"))
    report = named(found, "按来源报送")
    assert (report.on, report.cancelled) == (date(2026, 10, 25), False)
