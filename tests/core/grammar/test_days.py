"""Times as people write them: every case of days.yaml in each setting it speaks of, every form by its own example."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.grammar.readings import CASES, TIMES, agree, answers, cell_of, dues_of, load, read

from duban.core.grammar.forms import CELL, FORMS, SENTENCE, Form
from duban.core.grammar.mentions import FRAMES, RULES, Frame, Rule, find_mentions
from duban.core.grammar.points import read_point, search
from duban.core.grammar.stretches import Base, feast_on
from duban.core.grammar.typed import find_year, near_day, read_day, read_range, written_day, written_days
from duban.core.model.folding import arabic, fold
from duban.importers.grammar.deadlines import Clock, find_dues, owed, parse_deadline

DAYS = load(CASES / "days.yaml")
IN_2016 = Base(2016, date(2016, 3, 10))


@pytest.mark.parametrize("case", DAYS, ids=lambda case: case["text"])
def test_a_case_is_read_as_it_says(case: dict[str, Any]) -> None:
    for setting, right in answers(case):
        got = read(setting, case["text"])
        assert agree(right, got), (setting, got)
    if "not" in case:
        found = [read(setting, case["text"]) for setting in ("sentence", "cell", "due")]
        assert not any(agree(case["not"], got) for got in found)


@pytest.mark.parametrize("case", [case for case in DAYS if case.get("rough")], ids=lambda case: case["text"])
def test_what_custom_sets_is_said_to_be_so(case: dict[str, Any]) -> None:
    assert cell_of(case["text"]).rough
    assert any(due.rough for due in dues_of(case["text"]))


@pytest.mark.parametrize(
    "case", [case for case in DAYS if "lacks" in case and "due" not in case], ids=lambda case: case["text"]
)
def test_what_the_text_does_not_say_stays_empty(case: dict[str, Any]) -> None:
    found = [(due.on, due.lacks) for due in find_dues(case["text"], Clock(year=2021))]
    assert found == [(None, case["lacks"])]


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("6月底前完成。", "year"),
        ("明年底前完成。", "year"),
        ("本月底前完成。", "issued"),
        ("印发之日起30日内报送。", "issued"),
        ("收到后5个工作日内反馈。", "received"),
        ("10个工作日内报送方案。", "start"),
    ],
)
def test_without_year_and_days_it_is_asked_for(text: str, lacks: str) -> None:
    assert [(due.on, due.lacks) for due in find_dues(text, Clock())] == [(None, lacks)]


@pytest.mark.parametrize("text", ["12月底前", "年底前", "明年6月", "上半年", "9月30日"])
def test_a_cell_without_any_year_asks_for_it(text: str) -> None:
    deadline = parse_deadline(text, None)
    assert (deadline.on, deadline.needs_year) == (None, True)


@pytest.mark.parametrize("text", ["2月30日", "13月底", "2023年0月", "第5季度"])
def test_a_day_no_calendar_has(text: str) -> None:
    deadline = parse_deadline(text, 2016)
    assert (deadline.on, deadline.impossible) == (None, True)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_each_form_reads_its_example(form: Form) -> None:
    example = arabic(fold(form.example))
    for setting in form.where:
        found = search(example, setting)
        assert found is not None
        point = read_point(found, setting, IN_2016)
        assert (point.form, str(point.last)) == (form, form.means)
        assert example[point.end :] in {"", "前"}


@pytest.mark.parametrize("form", [form for form in FORMS if form.never], ids=lambda form: form.example)
def test_no_form_is_seen_where_it_is_not(form: Form) -> None:
    text = arabic(fold(form.never))
    for setting in form.where:
        place, seen = 0, []
        while (found := search(text, setting, place)) is not None:
            seen.append(read_point(found, setting, IN_2016).form)
            place = found.end()
        assert form not in seen


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.pattern], ids=lambda rule: rule.example)
def test_each_rule_reads_its_example(rule: Rule) -> None:
    kinds = {"unsaid": "counted"}
    for setting in rule.where:
        found = [each.kind for each in find_mentions(arabic(fold(rule.example)), setting, IN_2016)]
        assert found == ([] if rule.kind == "none" else [kinds.get(rule.kind, rule.kind)])


@pytest.mark.parametrize(
    ("setting", "frame"),
    [(setting, frame) for setting, frames in FRAMES.items() for frame in frames],
    ids=lambda each: each if isinstance(each, str) else each.example,
)
def test_each_frame_reads_its_example(setting: str, frame: Frame) -> None:
    kind = {"before": "day", "year": "day"}.get(frame.kind, frame.kind)
    text = arabic(fold(frame.example))
    found = [each.kind for each in find_mentions(text, setting, Base(2016))]
    assert kind in found or (kind == "none" and not found)


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
    due = dues_of(text)[0]
    assert (due.kind, due.on) == (kind, None)
    assert words.startswith(due.text)


@pytest.mark.parametrize("text", ["长期坚持", "持续推进", "2018年起，每年6月底前", "每月5日前", "2022年全年"])
def test_a_continuous_cell_has_no_day(text: str) -> None:
    assert (cell_of(text).on, cell_of(text).continuous) == (None, True)


def test_the_time_of_a_phase_counts_where_nothing_else_is_said() -> None:
    phase = "总结阶段（10月1日至11月10日）。"
    assert [str(due.on) for due in owed(dues_of(phase))] == ["2021-11-10"]
    assert [str(due.on) for due in owed(dues_of(f"{phase}10月30日前报送。"))] == ["2021-10-30"]


@pytest.mark.parametrize(
    ("text", "issued", "on"),
    [
        ("1月底前完成。", date(2021, 12, 20), "2022-01-31"),
        ("2021年1月底前完成。", date(2021, 12, 20), None),
        ("11月底前完成。", date(2021, 12, 20), None),
        ("12月底前完成。", date(2021, 12, 20), "2021-12-31"),
    ],
)
def test_a_day_of_the_year_to_come(text: str, issued: date, on: str | None) -> None:
    found = [str(due.on) for due in find_dues(text, Clock(year=2021, issued_on=issued)) if due.on]
    assert found == ([on] if on else [])


def test_the_words_are_those_of_the_text() -> None:
    assert [due.text for due in dues_of("二〇二三年 十 月底前完成")] == ["二〇二三年 十 月底前"]


def test_a_period_beyond_the_published_holidays_is_provisional() -> None:
    clock = Clock(received_on=date(2090, 12, 20), calendar=TIMES.clock().calendar)
    assert [due.provisional for due in find_dues("收到后15个工作日内办结。", clock)] == [True]


@given(
    st.text("0123456789年月日底末前起每季度内至到，。（）《》个工作天上半旬截至本下周五国庆春节", max_size=60)
)
def test_any_text_gives_an_answer(text: str) -> None:
    for due in dues_of(text):
        assert text[due.start : due.end] == due.text


@settings(deadline=None)
@given(st.text(alphabet="0123456789年月日底末前上下半季度第一二三十每起至-./ 、，明今", max_size=30))
def test_any_cell_gives_an_answer(text: str) -> None:
    deadline = parse_deadline(text, 2016)
    assert deadline.on is None or deadline.on in deadline.dues


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_however_it_is_written(day: date) -> None:
    year, month, on = day.year, day.month, day.day
    for text in (
        day.isoformat(),
        f"{year}/{month}/{on}",
        f"{year}.{month}.{on}",
        f"{year}年{month}月{on}日",
        f"{year} 年 {month} 月 {on} 日",
        f"{day:%Y%m%d}",
        f"{day} 00:00:00",
    ):
        assert written_day(text) == day
        if ":" not in text:
            assert read_day(text, Base()) == day


@pytest.mark.parametrize(
    "text", ["9月30日", "2026年9月", "2026-09-31", "2026年9月30日前", "2026-09-30至10-31", "x2026-09-30", ""]
)
def test_what_is_not_one_day_with_its_year(text: str) -> None:
    assert written_day(text) is None


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("9月30日", "2026-09-30"),
        ("6月30日", "2026-06-30"),
        ("3月8日", None),
        ("1月8日", "2027-01-08"),
        ("9月底", None),
        ("12月20日", "2026-12-20"),
        ("2025年1月8日", "2025-01-08"),
        ("2026-10-08", "2026-10-08"),
        ("9月31日", None),
        ("2026-09-31", None),
        ("已办", None),
    ],
)
def test_a_day_without_a_year_near_a_statement(text: str, on: str | None) -> None:
    found = near_day(text, date(2026, 9, 30), ends=False)
    assert (found and str(found)) == on


def test_the_end_of_a_month_is_a_limit_near_a_statement() -> None:
    assert near_day("9月底", date(2026, 9, 30), ends=True) == date(2026, 9, 30)
    assert near_day("9月底前", date(2026, 9, 30), ends=True) == date(2026, 9, 30)


def test_the_days_in_a_text() -> None:
    text = "已于2026年9月1日报送，9月3日再报，2026.9.5办结"
    assert [(str(on), text[start:end]) for on, start, end in written_days(text)] == [
        ("2026-09-01", "2026年9月1日"),
        ("2026-09-05", "2026.9.5"),
    ]


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("2026-07-01..2026-09-15", ("2026-07-01", "2026-09-15")),
        ("2026年7月1日至9月15日", ("2026-07-01", "2026-09-15")),
        ("2026/7/1—2026/9/15", ("2026-07-01", "2026-09-15")),
        ("2026-09-15..2026-07-01", None),
        ("2026-07..2026-08", None),
        ("", None),
    ],
)
def test_a_stretch_of_days(text: str, stretch: tuple[str, str] | None) -> None:
    found = read_range(text)
    assert (found and (str(found[0]), str(found[1]))) == stretch


def test_feasts_fall_where_the_notices_of_holidays_say() -> None:
    from chinese_calendar import Holiday, get_holiday_detail

    names = {
        "元旦": Holiday.new_years_day,
        "春节": Holiday.spring_festival,
        "清明": Holiday.tomb_sweeping_day,
        "劳动节": Holiday.labour_day,
        "端午": Holiday.dragon_boat_festival,
        "中秋": Holiday.mid_autumn_festival,
        "国庆": Holiday.national_day,
    }
    for year in range(2010, 2027):
        for name, holiday in names.items():
            off, told = get_holiday_detail(feast_on(name, year))
            both = {Holiday.mid_autumn_festival.value, Holiday.national_day.value}
            assert off
            assert told in {None, holiday.value} or {told, holiday.value} <= both


TITLES = {
    "2016年民生实事目标任务分解表": 2016,
    "2022年度民生实事完成情况": 2022,
    "2022年11—12月政务公开重点工作任务清单": 2022,
    "二〇二六年重点工作": 2026,
    "2023年1月5日印发 2022年工作要点": 2022,
    "2023年1月5日": 2023,
    "2023-01-05": 2023,
    "2021-2023年行动计划": None,
    "2021年与2022年对比": None,
    "某府发〔2016〕7号": None,
    "重点工作": None,
}


@pytest.mark.parametrize(("title", "year"), TITLES.items())
def test_the_year_of_a_title(title: str, year: int | None) -> None:
    assert find_year(title) == year


assert {SENTENCE, CELL} == set(FRAMES)
