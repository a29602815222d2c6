"""Days in running text: what is a deadline, what recurs, what only looks like one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.core.calendar.work_calendar import WorkCalendar
from duban.importers.grammar.sentence_deadlines import RULES, Clock, find_dues, owed

CLOCK = Clock(year=2021, issued_on=date(2021, 3, 1), received_on=date(2021, 3, 8), calendar=WorkCalendar())
DAYS = {
    "该项工作于2021年4月底前完成。": ["2021-04-30"],
    "2021年底前将权限全部下放。": ["2021-12-31"],
    "2021年年底前，全面清理。": ["2021-12-31"],
    "年底前建成。": ["2021-12-31"],
    "6月底前实现在线核验。": ["2021-06-30"],
    "到2023年底，基本实现全覆盖。": ["2023-12-31"],
    "到2025年，普及率达到90%。": ["2025-12-31"],
    "2021年全面推广。": ["2021-12-31"],
    "2021年9月30日前报送。": ["2021-09-30"],
    "10月31日完成。": ["2021-10-31"],
    "9月投入使用。": ["2021-09-30"],
    "5月底前动工。": ["2021-05-31"],
    "6月底开工、12月底前完工。": ["2021-06-30", "2021-12-31"],
    "第三季度末完成。": ["2021-09-30"],
    "二季度前完成。": ["2021-06-30"],
    "上半年完成招标。": ["2021-06-30"],
    "8月上旬完成验收。": ["2021-08-10"],
    "8月中旬前完成。": ["2021-08-20"],
    "11月下旬前完成。": ["2021-11-30"],
    "明年6月底前完成。": ["2022-06-30"],
    "二〇二一年十二月底前完成。": ["2021-12-31"],
    "二○二三年十月底前完成，": ["2023-10-31"],
    "6月底開工、12月底前完工": ["2021-06-30", "2021-12-31"],
    "原则上于2021年6月底前完成；对于补建的，原则上于2021年12月底前完成规划，2022年12月底前竣工验收。": [
        *("2021-06-30", "2021-12-31", "2022-12-31"),
    ],
    "2021年5月底前完成招标，10月底前完工。": ["2021-05-31", "2021-10-31"],
    "2022年5月底前完成招标，10月底前完工。": ["2022-05-31", "2022-10-31"],
    "2022年5月底前完成招标。10月底前完工。": ["2022-05-31", "2021-10-31"],
    "自查阶段（2021年11月1日至11月20日）": ["2021-11-20"],
    "本意见印发之日起30日内制定细则。": ["2021-03-31"],
    "自印发之日起两个月内完成。": ["2021-05-06"],
    "收到后5个工作日内反馈。": ["2021-03-15"],
    "接到通知后十五个工作日内办结。": ["2021-03-29"],
    "收到本通知之日起1个月内。": ["2021-04-08"],
    "动员部署阶段(5月)": ["2021-05-31"],
    "督查阶段（8月-11月）": ["2021-11-30"],
    "力争年内全部完成。": ["2021-12-31"],
    "国庆节前投入使用。": ["2021-09-30"],
    "明年五一前建成。": ["2022-04-30"],
    "11月中下旬完成验收。": ["2021-11-30"],
    "年底进行主体施工。": ["2021-12-31"],
}
NONE = [
    "审批时限压缩到3个工作日以内。",
    "将办理时间缩短至20个工作日以内，5年内实现全覆盖。",
    "分2年实施。",
    "近3年来。",
    "截至9月底，已办结6件。",
    "2021年11月起施行。",
    "2020年底前未移交的。",
    "2018年11月，国务院印发意见。",
    "2021年1月1日至12月31日，返还标准可按6个月确定。",
    "收到申请后5个工作日内作出决定。",
    "自受理之日起20个工作日内办结。",
    "每人每年只享受一次。",
    "年底前期工作。",
    "《2021年底前完成的意见》（国办发〔2021〕5号）",
    "全年安排项目300个。",
    "8小时内响应。",
    "",
]


@pytest.mark.parametrize(("text", "days"), DAYS.items())
def test_days_in_a_sentence(text: str, days: list[str]) -> None:
    assert [due.on.isoformat() for due in find_dues(text, CLOCK) if due.on] == days


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_deadline(text: str) -> None:
    assert [due for due in find_dues(text, CLOCK) if due.on is not None or due.lacks] == []


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("自2021年起，每年6月底前更新。", "recurring", "自2021年起，每年6月底前"),
        ("于每季度末月20日前报送。", "recurring", "于每季度末月20日前"),
        ("每月5日前报送进展。", "recurring", "每月5日前"),
        ("立行立改，长期坚持。", "continuous", "立行立改"),
        ("开展整治，贯穿全年。", "continuous", "贯穿全年"),
        ("保民生，年内持续推进", "continuous", "年内持续推进"),
    ],
)
def test_what_recurs_or_never_ends(text: str, kind: str, words: str) -> None:
    due = find_dues(text, CLOCK)[0]
    assert (due.kind, due.on) == (kind, None)
    assert words.startswith(due.text)


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("6月底前完成。", "year"),
        ("明年底前完成。", "year"),
        ("印发之日起30日内报送。", "issued"),
        ("收到后5个工作日内反馈。", "received"),
        ("10个工作日内报送方案。", "start"),
    ],
)
def test_what_the_text_does_not_say_stays_empty(text: str, lacks: str) -> None:
    assert [(due.on, due.lacks) for due in find_dues(text, Clock())] == [(None, lacks)]


def test_the_time_of_a_phase_counts_where_nothing_else_is_said() -> None:
    phase = "总结阶段（10月1日至11月10日）。"
    assert [str(due.on) for due in owed(find_dues(phase, CLOCK))] == ["2021-11-10"]
    assert [str(due.on) for due in owed(find_dues(f"{phase}10月30日前报送。", CLOCK))] == ["2021-10-30"]


def test_a_day_that_no_calendar_has() -> None:
    assert [due.lacks for due in find_dues("2021年2月30日前完成。", CLOCK)] == ["calendar"]


def test_the_words_are_those_of_the_text() -> None:
    text = "二〇二三年 十 月底前完成"
    assert [due.text for due in find_dues(text, CLOCK)] == ["二〇二三年 十 月底前"]


def test_a_period_beyond_the_published_holidays_is_provisional() -> None:
    clock = Clock(received_on=date(2090, 12, 20), calendar=WorkCalendar())
    assert [due.provisional for due in find_dues("收到后15个工作日内办结。", clock)] == [True]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.example)
def test_each_rule_reads_its_example(rule: object) -> None:
    kind, example = str(getattr(rule, "kind", "")), str(getattr(rule, "example", ""))
    found = [due for piece in example.split(", ") for due in find_dues(f"，{piece}", Clock(year=2016))]
    assert bool(found) == (kind not in {"none", "start", "range"})


@given(st.text("0123456789年月日底前末起每季度内至到，。（）《》个工作天上半旬截至", max_size=60))
def test_any_text_gives_an_answer(text: str) -> None:
    for due in find_dues(text, CLOCK):
        assert text[due.start : due.end] == due.text
