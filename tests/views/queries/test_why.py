"""Why a day is the due day: every rule, every way it can move."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from duban.core.books.books import Books
from duban.core.calendar.holidays import HolidayDay, HolidayFile
from duban.core.calendar.work_calendar import WorkCalendar
from duban.core.model.task import Period
from duban.core.model.terms import Every, PeriodUnit, Role
from duban.core.policy.rules import CadenceRule, Policy
from duban.render.text import plain
from duban.views.queries.why import reason_record, reason_sheets

MakeBooks = Callable[..., Books]

HEAD = (
    "编号: PS-2026-0007\n事项: 整治城东积水点\n"
    "来源: [{类别: 领导批示, 文号: 某府办〔2026〕12号, 条款: 三}]\n牵头单位: 县水务局\n"
)
REGISTERED = "流水:\n  - {日期: 2026-09-28, 登记: 2026-09-28T09:10:00+08:00, 动作: 立项, 经办: 王五}\n"


def line(on: str, action: str, rest: str = "") -> str:
    return f"  - {{日期: {on}, 登记: {on}T15:00:00+08:00, 动作: {action}, 经办: 李四{rest}}}\n"


BY_RULE = line("2026-09-28", "交办", ", 时限: 2026-10-08, 依据: 规则, 规则: anshan-2015/urgent")
SIGNED = line("2026-09-29", "签收", ", 单位: 县水务局")
URGENT = HEAD + "缓急: 急件\n" + REGISTERED + BY_RULE


def text_of(books: Books) -> str:
    sheets = reason_sheets(books, books.items[0])
    return "\n".join(plain.render(sheet, 100) for sheet in sheets)


PAGE = """\
PS-2026-0007 整治城东积水点

2026-10-12（周一）：待签收，1 项义务，0 项完成，1 项逾期。

县水务局　急件三个工作日

时限：2026-10-08　逾期 3 个工作日（4 日）
判定：逾期未办结
逾期的日子：2026-10-09 至 2026-10-12，共 4 日（3 个工作日）
参照：鞍政办发〔2015〕18号 三.2（anshan-2015/urgent）
规则：急件自交办起三个工作日内办结并报告。
起算：2026-09-28（周一） 交办
期限：3 个工作日，起算日不计入，到 2026-10-08（周四）

日期        星期  计入  说明
----------  ----  ----  -----------
2026-09-29  周二  计入  第1个工作日
2026-09-30  周三  计入  第2个工作日
2026-10-01  周四  不计  国庆节放假
2026-10-02  周五  不计  国庆节放假
2026-10-03  周六  不计  国庆节放假
2026-10-04  周日  不计  国庆节放假
2026-10-05  周一  不计  国庆节放假
2026-10-06  周二  不计  国庆节放假
2026-10-07  周三  不计  国庆节放假
2026-10-08  周四  计入  第3个工作日
"""


def test_why_as_people_read_it(make_books: MakeBooks) -> None:
    assert text_of(make_books(URGENT, today="2026-10-12")) == PAGE


def test_the_record(make_books: MakeBooks) -> None:
    books = make_books(URGENT, today="2026-10-12")
    record = reason_record(books, books.items[0])
    (duty,) = record.pop("duties")
    assert record == {
        "task": "PS-2026-0007",
        "title": "整治城东积水点",
        "ledger": "instruction",
        "status": "assigned",
        "suspended": [],
    }
    assert duty["period"] == {"count": 3, "unit": "workdays"}
    assert duty["start_on"] == date(2026, 9, 28)
    assert duty["told_due_on"] == duty["computed_due_on"] == date(2026, 10, 8)
    assert [step.counted for step in duty["days"]] == [True, True, *([False] * 7), True]
    assert duty["limits"] == [
        {
            "since": date(2026, 9, 28),
            "due_on": date(2026, 10, 8),
            "action": "assign",
            "approved_by": None,
            "approved_via": None,
            "reason": None,
        }
    ]


EXTENDED = line("2026-09-30", "延期", ", 批准人: 林县长, 批准方式: 电话, 时限: 2026-10-20, 原因: 台风")
EARLIER = line("2026-10-12", "延期", ", 批准人: 林县长, 批准方式: 书面, 时限: 2026-10-15, 原因: 上级催要")
SUSPENDED = line("2026-10-13", "中止", ", 原因: 等批复")
RESUMED = line("2026-10-19", "恢复", ", 时限: 2026-10-23")
RETURNED = line("2026-10-14", "报结", ", 单位: 县水务局, 办结日期: 2026-10-13") + line(
    "2026-10-15", "退回", ", 缺项: 没有照片, 时限: 2026-10-30"
)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (EXTENDED, "延期：2026-09-30 由 2026-10-08 改为 2026-10-20（林县长电话批准，待补批件；原因：台风）"),
        (EXTENDED, "时限：2026-10-20（原定 2026-10-08）　还剩"),
        (
            EXTENDED + EARLIER,
            "提前：2026-10-12 由 2026-10-20 改为 2026-10-15（林县长书面批准；原因：上级催要）",
        ),
        (EXTENDED + SUSPENDED, "中止：2026-10-13 停表，原因：等批复"),
        (SUSPENDED, "2026-10-13 起中止，停表至今；中止时已经逾期。"),
        (EXTENDED + SUSPENDED, "2026-10-13 起中止，停表至今；中止时没有逾期。"),
        (EXTENDED + SUSPENDED + RESUMED, "恢复：2026-10-19 起走表，时限 2026-10-23"),
        (EXTENDED + SUSPENDED + RESUMED, "2026-10-13 中止，2026-10-19 恢复，停表 4 个工作日。"),
        (EXTENDED + SIGNED + RETURNED, "县水务局　限期整改\n\n时限：2026-10-30"),
        (EXTENDED + SIGNED + RETURNED, "2026-10-14 的报结不算：2026-10-15 退回（缺没有照片）"),
    ],
)
def test_every_change_of_the_day_is_told_in_order(make_books: MakeBooks, events: str, said: str) -> None:
    assert said in text_of(make_books(URGENT + events, today="2026-10-19"))


def test_the_changes_for_programs(make_books: MakeBooks) -> None:
    books = make_books(URGENT + EXTENDED + SUSPENDED + RESUMED, today="2026-10-19")
    record: dict[str, Any] = reason_record(books, books.items[0])
    assert record["suspended"] == [{"from": date(2026, 10, 13), "to": date(2026, 10, 19)}]
    limits = record["duties"][0]["limits"]
    assert [(limit["action"], str(limit["due_on"])) for limit in limits] == [
        ("assign", "2026-10-08"),
        ("extend", "2026-10-20"),
        ("suspend", "None"),
        ("resume", "2026-10-23"),
    ]
    assert (limits[1]["approved_by"], limits[1]["approved_via"], limits[1]["reason"]) == (
        "林县长",
        "phone",
        "台风",
    )


BY_SOURCE = line("2026-09-28", "交办", ", 时限: 2026-10-31, 依据: 来源规定")
BY_LEADER = line("2026-09-28", "交办", ", 时限: 2026-10-31, 依据: 领导确定, 批准人: 林县长")
UNDATED = line("2026-09-28", "交办", ", 依据: 来源规定")


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (BY_SOURCE, "依据：来源规定 某府办〔2026〕12号 三\n"),
        (BY_SOURCE, "期限：直接定到 2026-10-31，不用推算"),
        (BY_LEADER, "依据：领导确定（林县长）"),
        (UNDATED, "没有时限"),
        (UNDATED, "直接定到 （没有写日子）"),
    ],
)
def test_a_day_that_was_set_is_not_counted(make_books: MakeBooks, event: str, said: str) -> None:
    books = make_books(HEAD + REGISTERED + event, today="2026-10-19")
    assert said in text_of(books)
    assert reason_record(books, books.items[0])["duties"][0]["days"] == ()


def test_a_told_day_stands_when_the_calendar_would_now_give_another(make_books: MakeBooks) -> None:
    local = HolidayFile(2026, days=(HolidayDay("台风停工", date(2026, 9, 29), is_off_day=True),))
    books = make_books(
        URGENT, today="2026-10-08", calendar=WorkCalendar(local={2026: local}, known_until=2026)
    )
    text = text_of(books)
    assert "时限：2026-10-08　今天到期" in text
    assert (
        "注意：交办时告知的是 2026-10-08，按现在的日历推算是 2026-10-09；告知的日子有效，要改须延期" in text
    )
    duty = reason_record(books, books.items[0])["duties"][0]
    assert (str(duty["told_due_on"]), str(duty["computed_due_on"])) == ("2026-10-08", "2026-10-09")


def test_a_transferred_limit_runs_from_the_transfer(make_books: MakeBooks) -> None:
    text = URGENT + line(
        "2026-10-09", "转办", ", 原牵头: 县水务局, 新牵头: 县住建局, 时限: 2026-10-14, 批准人: 林县长"
    )
    books = make_books(text.replace("牵头单位: 县水务局", "牵头单位: 县住建局"), today="2026-10-12")
    shown = text_of(books)
    assert (
        "县水务局　急件三个工作日\n\n时限：2026-10-08　逾期 1 个工作日后，2026-10-09 起不再计（转办）\n判定：逾期终止（转办）"
        in shown
    )
    assert "起算：2026-10-09（周五） 转办" in shown


DONE = line("2026-10-09", "报结", ", 单位: 县水务局, 办结日期: 2026-10-07")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("", "完成：2026-10-09（报结，经办 李四，写明办结日期 2026-10-07）"),
        ("", "2026-10-09 报结，待核验，迟 1 个工作日"),
        ("标签: [群众切身利益]\n", "督查室　十日内回访复核"),
        ("标签: [群众切身利益]\n", "期限：10 日，起算日不计入，到 2026-10-19（周一）"),
        ("标签: [群众切身利益]\n", "起算：2026-10-09（周五） 报结"),
        ("时序进度: [{节点: 完成摸底, 时限: 2026-10-07}]\n", "依据：时序进度"),
        ("时序进度: [{节点: 完成摸底, 时限: 2026-10-07}]\n", "期限：直接定到 2026-10-07，不用推算"),
        (
            "时序进度: [{节点: 完成摸底, 时限: 2026-10-07}]\n",
            "完成：2026-10-09（报结，经办 李四，写明办结日期 2026-10-07）",
        ),
    ],
)
def test_what_met_it_and_what_follows(make_books: MakeBooks, head: str, said: str) -> None:
    assert said in text_of(make_books(HEAD + "缓急: 急件\n" + head + REGISTERED + BY_RULE + SIGNED + DONE))


REPORTING = HEAD + "报告类别: 重要\n" + REGISTERED + BY_SOURCE.replace("2026-10-31", "2027-03-31") + SIGNED


def test_a_cadence_tells_its_period_and_what_was_missed(make_books: MakeBooks) -> None:
    text = text_of(make_books(REPORTING, policy="default", today="2026-12-15"))
    assert "（连续缺报2期）" in text
    assert "缺报：已连续 2 期，从第一期算起逾期" in text
    assert "本期开始" in text
    assert "期限：2026-10-01 至 2026-10-31 这一期的最后一个工作日，到 2026-10-30（周五）" in text


def test_a_follow_up_of_lateness_names_what_was_late(make_books: MakeBooks) -> None:
    text = text_of(
        make_books(URGENT.replace("anshan-2015/", "default/"), policy="default", today="2026-10-12")
    )
    assert "起算：2026-10-08（周四）（2026-09-28 交办的事项，时限到这一天）" in text
    assert "期限：5 个工作日，起算日不计入，到 2026-10-14（周三）" in text


def test_what_follows_completion_counts_from_the_day_named(make_books: MakeBooks) -> None:
    done = URGENT.replace("anshan-2015/", "guizhou-2020/") + line(
        "2026-10-12", "报结", ", 单位: 县水务局, 办结日期: 2026-09-30"
    )
    text = text_of(make_books(done, policy="guizhou-2020", today="2026-10-20"))
    assert "起算：2026-09-30（周三） 办结（2026-10-12 报结时写明）" in text


def test_a_provisional_day_is_marked(make_books: MakeBooks) -> None:
    late = (
        URGENT.replace("2026-09-28", "2026-12-30")
        .replace("2026-10-08", "2027-01-06")
        .replace("anshan-2015/urgent", "anshan-2015/urgent, 暂定: 是")
    )
    text = text_of(make_books(late, today="2026-12-31"))
    assert "时限：2027-01-06（暂定）" in text
    assert "通知尚未公布" in text


def test_a_task_that_was_not_assigned_owes_nothing(make_books: MakeBooks) -> None:
    books = make_books(HEAD + REGISTERED, today="2026-10-12")
    assert "还没有义务：没有交办" in text_of(books)


def test_the_same_day_is_counted_where_it_is_worked(make_books: MakeBooks) -> None:
    received = HEAD.replace("领导批示,", "重要文件,") + REGISTERED + line("2026-09-27", "收文")
    text = text_of(
        make_books(
            received.replace("日期: 2026-09-28", "日期: 2026-09-27"), policy="default", today="2026-09-28"
        )
    )
    assert "期限：当日，" in text
    assert "到 2026-09-28（周一）" in text


def test_a_report_due_some_days_after_its_period(make_books: MakeBooks) -> None:
    monthly = CadenceRule(
        id="by-fifth",
        name="每月5日前月报",
        clause="一",
        text="每月5日前报上月情况。",
        bearer=Role.LEAD,
        every=Every.MONTH,
        grace=Period(count=5, unit=PeriodUnit.DAYS),
    )
    policy = Policy(name="本市", title="本市制度", rules=(monthly,))
    books = make_books(REPORTING, policy=policy, today="2026-11-02")
    text = text_of(books)
    assert "期限：期满后5 日，起算日不计入，到 2026-11-05（周四）" in text
    duties = reason_record(books, books.items[0])["duties"]
    assert [str(duty["start_on"]) for duty in duties if duty["kind"] == "cadence"] == ["2026-10-31"]


SPECIAL = (
    HEAD
    + "缓急: 特殊情况\n"
    + REGISTERED
    + line(
        "2026-09-28", "交办", ", 时限: 2026-10-31, 依据: 领导确定, 规则: anshan-2015/special, 批准人: 林县长"
    )
)


def test_a_leaders_day_is_not_counted_even_where_a_rule_is_named(make_books: MakeBooks) -> None:
    named = SPECIAL.replace("anshan-2015/special", "anshan-2015/urgent")
    assert "期限：直接定到 2026-10-31，不用推算" in text_of(make_books(named, today="2026-10-19"))


def test_a_day_that_the_rule_leaves_to_a_leader_is_not_counted(make_books: MakeBooks) -> None:
    text = text_of(make_books(SPECIAL, today="2026-10-19"))
    assert "（anshan-2015/special）" in text
    assert "期限：直接定到 2026-10-31，不用推算" in text


def test_a_node_was_told_to_nobody(make_books: MakeBooks) -> None:
    noded = URGENT.replace("流水:", "时序进度: [{节点: 完成摸底, 时限: 2026-10-07}]\n流水:")
    books = make_books(noded, today="2026-10-12")
    told = {duty["kind"]: duty["told_due_on"] for duty in reason_record(books, books.items[0])["duties"]}
    assert told == {"deadline": date(2026, 10, 8), "milestone": None}


def test_what_follows_from_lagging_has_no_event_of_its_own(make_books: MakeBooks) -> None:
    late = URGENT.replace("anshan-2015/", "liupanshui-2016/")
    text = text_of(make_books(late, policy="liupanshui-2016", today="2026-10-12"))
    assert "起算：2026-10-08（周四） 时限到这一天" in text


def test_a_new_round_has_the_day_that_was_set_for_it(make_books: MakeBooks) -> None:
    closed = line("2026-10-10", "核验", ", 方式: 现场, 结论: 通过") + line("2026-10-10", "销号")
    again = line("2026-10-12", "重启", ", 时限: 2026-10-30, 原因: 反弹, 批准人: 林县长")
    text = text_of(make_books(URGENT + SIGNED + DONE + closed + again, today="2026-10-13"))
    assert "起算：2026-10-12（周一） 重启" in text
    assert "期限：直接定到 2026-10-30，不用推算" in text


@pytest.mark.parametrize(
    ("cadence", "said"),
    [
        ("{每: 月, 日: 25, 原文: 每月25日前}", "期限：直接定到 2026-10-25，不用推算"),
        ("{每: 季, 月: 2}", "期限：2026-11-01 至 2026-11-30 这一期的最后一个工作日，到 2026-11-30（周一）"),
        ("{每: 月, 期满后: {数: 5, 单位: 日}}", "期限：期满后5 日，起算日不计入，到 2026-11-05（周四）"),
    ],
)
def test_a_cadence_of_the_source_cites_it(make_books: MakeBooks, cadence: str, said: str) -> None:
    head = REPORTING.replace("报告类别: 重要", f"报送周期: {cadence}")
    text = text_of(make_books(head, policy="default", today="2026-10-05"))
    assert "依据：来源规定 某府办〔2026〕12号 三 每" in text
    assert said in text
