"""No character from a file may steer the terminal, and harmless text stays as it is."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.render.text.escape import visible, visible_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("制定改造方案（2026）", "制定改造方案（2026）"),
        ("\x1b[2J\x1b]0;标题\x07", "␛[2J␛]0;标题␇"),
        ("一\r\n二\n\n三\u2028四", "一 二 三 四"),
        ("甲\t乙", "甲 乙"),
        ("a\x00b\x7fc\x9bd", "a␀b␡c‹U+009B›d"),
        ("甲\u202e乙\u2066丙", "甲‹U+202E›乙‹U+2066›丙"),
        ("零\u200b宽\ufeff", "零‹U+200B›宽‹U+FEFF›"),
        ("坏\udcff", "坏‹U+DCFF›"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("\ue000造字", "\ue000造字"),
        ("\U0001f468\u200d\U0001f33e", "\U0001f468\u200d\U0001f33e"),
        ("\U000e0041", "‹U+E0041›"),
        ("[red]富文本[/red]", "[red]富文本[/red]"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_visible_lines_keeps_its_lines() -> None:
    assert visible_lines("一\n\x1b二\r\n三") == "一\n␛二\n三"


@given(st.text(st.characters()))
def test_what_is_shown_is_one_line_without_steering(text: str) -> None:
    shown = visible(text)
    assert not {category(char) for char in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert {char for char in shown if category(char) == "Cf"} <= {"\u200c", "\u200d"}
    assert visible(shown) == shown
    shown.encode("utf-8")
