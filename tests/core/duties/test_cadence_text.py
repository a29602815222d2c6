"""What documents write of a cadence, as a 报送周期 and back into words."""

import pytest

from duban.core.duties.cadence_text import cadence_text, timing_words
from duban.core.grammar.cadences import parse_cadence
from duban.core.model.task import Cadence, Period
from duban.core.model.terms import Every, PeriodUnit

DAYS, WORKDAYS = PeriodUnit.DAYS, PeriodUnit.WORKDAYS


def after(count: int, unit: PeriodUnit) -> Period:
    return Period(count=count, unit=unit)


@pytest.mark.parametrize(
    ("words", "every", "month", "day", "grace", "told"),
    [
        ("每月25日前", Every.MONTH, None, 25, None, "每月25日前报送一次"),
        ("每个月５号前报送", Every.MONTH, None, 5, None, "每月5日前报送一次"),
        ("每月底前", Every.MONTH, None, None, None, "每月报送一次"),
        ("每月上旬", Every.MONTH, None, 10, None, "每月10日前报送一次"),
        ("逐月通报", Every.MONTH, None, None, None, "每月报送一次"),
        (
            "每月结束后5个工作日内",
            Every.MONTH,
            None,
            None,
            after(5, WORKDAYS),
            "每月期满后5个工作日内报送一次",
        ),
        ("每季度末", Every.QUARTER, None, None, None, "每季报送一次"),
        ("每季度末月20日前", Every.QUARTER, None, 20, None, "每季末月20日前报送一次"),
        ("每季度最后一个月20日前", Every.QUARTER, None, 20, None, "每季末月20日前报送一次"),
        ("每季度首月10日前", Every.QUARTER, 1, 10, None, "每季第1个月10日前报送一次"),
        ("每季度第2个月", Every.QUARTER, 2, None, None, "每季第2个月底前报送一次"),
        ("每季度结束后10日内", Every.QUARTER, None, None, after(10, DAYS), "每季期满后10日内报送一次"),
        ("每季度次月5日前", Every.QUARTER, None, None, after(5, DAYS), "每季期满后5日内报送一次"),
        ("每半年", Every.HALF, None, None, None, "每半年报送一次"),
        ("每半月调度", Every.HALF_MONTH, None, None, None, "每半月报送一次"),
        ("2019年起，每年2月底前", Every.YEAR, 2, None, None, "每年2月底前报送一次"),
        ("每年12月20日前", Every.YEAR, 12, 20, None, "每年12月20日前报送一次"),
        ("每周五前", Every.WEEK, None, 5, None, "每周周五前报送一次"),
        ("每周周日", Every.WEEK, None, 7, None, "每周周日前报送一次"),
        ("每周一次", Every.WEEK, None, None, None, "每周报送一次"),
    ],
)
def test_words_of_a_cadence(
    words: str, every: Every, month: int | None, day: int | None, grace: Period | None, told: str
) -> None:
    cadence = Cadence(every=every, month=month, day=day, grace=grace, text=words)
    assert parse_cadence(words) == cadence
    assert cadence_text(cadence) == told


@pytest.mark.parametrize(
    "words",
    [
        *(
            "年底前",
            "每日",
            "每旬报送",
            "每两个月",
            "",
            "每月5日、25日前",
            "每年1月和7月底前",
            "每月32日前",
            "每年13月底前",
        ),
        "每月结束后0日内",
    ],
)
def test_words_that_name_no_single_cadence(words: str) -> None:
    assert parse_cadence(words) is None


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        ((Every.MONTH, None, None, Period(unit=PeriodUnit.SAME_DAY)), "期满后当日内"),
        ((Every.WEEK, None, 31, None), "周日前"),
        ((Every.HALF_MONTH, 2, None, None), ""),
    ],
)
def test_timings_that_a_policy_may_have(
    timing: tuple[Every, int | None, int | None, Period | None], words: str
) -> None:
    assert timing_words(timing) == words
