"""Figures as people write them, and two of them compared in one unit."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.grammar.readings import CASES, load

from duban.core.grammar.figures import (
    Figure,
    amount_words,
    as_amount,
    converted,
    falls_short,
    figure_of,
    read_figure,
    read_target,
)


@pytest.mark.parametrize("case", load(CASES / "figures.yaml"), ids=lambda case: case["text"])
def test_a_figure_is_read_as_its_case_says(case: dict[str, Any]) -> None:
    figure = read_figure(case["text"])
    right = Figure(**case["figure"]) if case["figure"] else None
    assert figure == right
    if "not" in case:
        assert figure is not None
        assert figure.number != case["not"]
    if "name" in case:
        found = read_target(case["text"])
        assert found is not None
        assert found[0] == case["name"]


@given(st.integers(0, 10**12), st.sampled_from(["个", "万元", "%", "人次", ""]))
def test_thousands_marks_change_nothing(number: int, unit: str) -> None:
    assert read_figure(f"{number:,}{unit}") == read_figure(f"{number}{unit}") == Figure(number, unit)
    assert as_amount(f"{number:,}{unit}") == (number, unit)


@given(st.text("0123456789,.个万亿元%余约至—百分之三不超过年月", max_size=30))
def test_any_text_gives_an_answer(text: str) -> None:
    figure = read_figure(text)
    assert figure is None or figure.number is not None


@pytest.mark.parametrize(
    ("reached", "target", "short"),
    [
        ("22个", "24个", True),
        ("24个", "24个", False),
        ("11000万元", "1.2亿元", True),
        ("12000万元", "1.2亿元", False),
        ("1500米", "1.2公里", False),
        ("14亩", "1公顷", True),
        ("15亩", "1公顷", False),
        ("22", "24个", True),
        ("22户", "24个", None),
        ("25微克", "不超过30微克", False),
        ("31微克", "不超过30微克", True),
        ("58%", "60%—70%", True),
        ("1199亩", "1200余亩", True),
        ("9亿", "8亿元", False),
        ("9亿", "10亿元", True),
        ("2000平方米", "3亩", False),
        ("1500㎡", "1200m²", False),
        ("20台", "30台（套）", True),
        ("9亿", "8亿千瓦时", False),
    ],
)
def test_two_figures_are_compared_in_one_unit(reached: str, target: str, short: bool | None) -> None:
    one, other = read_figure(reached), read_figure(target)
    assert one is not None
    assert other is not None
    assert falls_short(one, other) is short


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,200个", (1200, "个")),
        ("1.5", (1.5, "")),
        ("1200余个", ("1200余个", "")),
        ("全覆盖", ("全覆盖", "")),
        (" 完成8个项目，验收3个 ", ("完成8个项目，验收3个", "")),
    ],
)
def test_what_the_books_hold(text: str, amount: tuple[object, str]) -> None:
    assert as_amount(text) == amount


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (22, "个", "22个"),
        ("22个", "个", "22个"),
        ("95", "%", "95%"),
        ("9亿", "亿元", "9亿元"),
        ("9亿", None, "9亿"),
        ("已完成", "个", "已完成"),
        (3, None, "3"),
    ],
)
def test_an_amount_in_words(value: float | str, unit: str | None, words: str) -> None:
    assert amount_words(value, unit) == words


def test_a_text_without_unit_takes_that_of_its_indicator() -> None:
    assert figure_of("95", "%") == Figure(95, "%")
    assert figure_of("95人", "%") == Figure(95, "人")
    assert converted(Figure(3, "万人"), "人") == 30000
    assert converted(Figure(3, "万人"), "户") is None
