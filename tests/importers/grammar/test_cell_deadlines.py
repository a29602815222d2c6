"""Deadline texts, table by table: what each form means, and what is no deadline."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.importers.grammar.cell_deadlines import FORMS, Form, find_year, parse_deadline


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_each_form_reads_its_example(form: Form) -> None:
    deadline = parse_deadline(form.example, 2016)
    assert (str(deadline.on), deadline.literal) == (form.means, form.literal)


DATED = {
    "12月底前": "2016-12-31",
    "9月投入使用": "2016-09-30",
    "5月底前动工": "2016-05-31",
    "2022年底前": "2022-12-31",
    "2022年度底前": "2022-12-31",
    "第三季度": "2016-09-30",
    "三季度末": "2016-09-30",
    "前三季度": "2016-09-30",
    "2026年第3季度末前": "2026-09-30",
    "Q3": "2016-09-30",
    "2026年9月30日前": "2026-09-30",
    "2026年9月30前": "2026-09-30",
    "年底前": "2016-12-31",
    "年内完成": "2016-12-31",
    "今年年底": "2016-12-31",
    "上半年": "2016-06-30",
    "十二月底前": "2016-12-31",
    "二〇二六年十二月底前": "2026-12-31",
    "二零二六年九月二十五日": "2026-09-25",
    "2021年全面推广": "2021-12-31",
    "2025年底前，并长期坚持": "2025-12-31",
    "6月底前开工、12月底前完工": "2016-12-31",
    "12月底前完工，其中桥梁6月底前完工": "2016-12-31",
    "①6月底前开工②12月底前完工": "2016-12-31",
    "10月至次年3月": "2017-03-31",
    "明年6月底前": "2017-06-30",
    "明年3月、明年6月": "2017-06-30",
    "2021年3月至12月": "2021-12-31",
    "9-12月": "2016-12-31",
    "２０２３年９月": "2023-09-30",
    "2023-12-31 00:00:00": "2023-12-31",
    "2026.9.30前": "2026-09-30",
    "12 月 31 日": "2016-12-31",
    "2月底": "2016-02-29",
    "22年底前": "2022-12-31",
    "22年9月": "2022-09-30",
    "2019年12月底前": "2019-12-31",
    "6月底完成": "2016-06-30",
    "9月啟動": "2016-09-30",
    "每月调度，12月底前完成": "2016-12-31",
    "到2023年底": "2023-12-31",
    "44561": "2021-12-31",
    "9.30": "2016-09-30",
    "9.3前": "2016-09-03",
    "国庆前": "2016-09-30",
}


@pytest.mark.parametrize(("text", "on"), DATED.items())
def test_a_text_with_a_day(text: str, on: str) -> None:
    assert parse_deadline(text, 2016).on == date.fromisoformat(on)


CONTINUOUS = (
    "长期坚持",
    "長期堅持",
    "持续推进",
    "年内持续推进",
    "立行立改，长期坚持",
    "2018年起，每年6月底前",
    "每年6月、12月底前",
    "每季度末月20日前",
    "每月5日前",
    "2022年全年",
)
UNCLEAR = (
    "5年内",
    "分2年",
    "审批时限压缩到3个工作日以内",
    "自2018年6月起",
    "2023年春节前",
    "汛期前",
    "30日前",
    "本月底",
    "9.3",
    "100年底",
    "",
)


@pytest.mark.parametrize("text", CONTINUOUS)
def test_a_continuous_text_has_no_day(text: str) -> None:
    deadline = parse_deadline(text, 2016)
    assert (deadline.on, deadline.continuous) == (None, True)


@pytest.mark.parametrize("text", UNCLEAR)
def test_an_unclear_text_has_no_day_and_is_not_called_continuous(text: str) -> None:
    deadline = parse_deadline(text, 2016)
    assert (deadline.dues, deadline.continuous, deadline.needs_year) == ((), False, False)


@pytest.mark.parametrize("text", ["2月30日", "13月底", "2023年0月", "第5季度"])
def test_a_day_no_calendar_has(text: str) -> None:
    deadline = parse_deadline(text, 2016)
    assert (deadline.on, deadline.impossible) == (None, True)


def test_all_days_are_kept_in_the_order_of_the_text() -> None:
    assert parse_deadline("6月底前开工、12月底前完工", 2016).dues == (date(2016, 6, 30), date(2016, 12, 31))


@pytest.mark.parametrize("text", ["12月底前", "年底前", "明年6月", "上半年", "9月30日"])
def test_without_any_year_it_is_asked_for(text: str) -> None:
    deadline = parse_deadline(text, None)
    assert (deadline.on, deadline.needs_year) == (None, True)


def test_a_year_in_the_text_needs_no_other() -> None:
    assert parse_deadline("2016年3月开工，9月完工", None).on == date(2016, 9, 30)


@settings(deadline=None)
@given(st.text(alphabet="0123456789年月日底末前上下半季度第一二三十每起至-./ 、，明今", max_size=30))
def test_any_text_is_read_without_trouble(text: str) -> None:
    deadline = parse_deadline(text, 2016)
    assert deadline.on is None or deadline.on == deadline.dues[-1]


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
