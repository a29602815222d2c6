"""Columns on a screen: double width, zero width, wrapping by Chinese rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.render.text.width import NO_LINE_END, NO_LINE_START, char_width, clip, pad, width, wrap

PRINTABLE = st.text(st.sampled_from("甲乙丙丁，。（）“”、；Aa1 -.e\u0301"), max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("督办", 4),
        ("WJ-2026-0001：完成", 18),
        ("ＡＢ", 4),
        ("e\u0301", 1),
        ("a\u200bb", 2),
        ("“引”…·", 5 + 1),
        ("\u3000", 2),
        ("ｱ", 1),
        ("\U0001f6a7", 2),
        ("\u1112\u1161\u11ab", 2),
    ],
)
def test_width_counts_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_pad_and_clip_count_columns() -> None:
    assert pad("督办", 6) == "督办  "
    assert pad("7", 3, right=True) == "  7"
    assert pad("督办", 2) == "督办"
    assert clip("督办督办", 8) == "督办督办"
    assert clip("督办督办", 7) == "督办督…"
    assert clip("督办督办", 6) == "督办…"


def test_latin_words_ids_and_days_stay_together() -> None:
    assert wrap("请在2026-10-08前报送WJ-2026-0001的情况", 16) == [
        "请在2026-10-08前",
        "报送WJ-2026-0001",
        "的情况",
    ]


def test_punctuation_neither_starts_nor_ends_a_line_wrongly() -> None:
    assert wrap("一二三四。五六", 8) == ["一二三", "四。五六"]
    assert wrap("一二三（四五）六", 8) == ["一二三", "（四五）", "六"]


def test_line_breaks_are_kept_and_long_words_are_cut() -> None:
    assert wrap("一\n\n二", 10) == ["一", "", "二"]
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


@given(PRINTABLE, st.integers(2, 40))
def test_wrapping_loses_no_character_and_keeps_the_width(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= columns for line in lines)


@given(st.text(st.sampled_from("甲乙丙丁戊己"), min_size=1, max_size=40), st.integers(6, 20))
def test_plain_chinese_fills_its_lines(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) >= columns - 1 for line in lines[:-1])


def test_the_punctuation_sets_do_not_meet() -> None:
    assert not NO_LINE_START & NO_LINE_END
    assert {char_width(char) for char in NO_LINE_START} <= {1, 2}
