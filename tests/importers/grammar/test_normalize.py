"""Words made comparable: lines, width, scripts, numerals, brackets."""

import pytest

from duban.core.model.folding import arabic, fold, normal
from duban.importers.grammar.normalize import bracket_depths, clean, one_line, says_nothing


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("做好\n甲", "做好甲"),
        ("one\ntwo", "one two"),
        ("甲 乙\n ABC", "甲 乙ABC"),
        ("  甲  乙 ", "甲  乙"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("責 任 單位：", "责任单位:"),
        ("２０２６ 年", "2026年"),
        ("1 2", "1 2"),
        ("①甲②乙", "、甲、乙"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("二〇二六年十二月三十一日", "2026年12月31日"),
        ("十月", "10月"),
        ("二十号", "20号"),
        ("第三季度", "第3季度"),
        ("十二十月", "十二十月"),
        ("五一前", "五一前"),
    ],
)
def test_arabic(text: str, digits: str) -> None:
    assert arabic(text) == digits


@pytest.mark.parametrize(
    ("text", "depths"),
    [
        ("a（b）c", "01110"),
        ("（(a））", "12221"),
        ("（a", "00"),
        ("a）", "00"),
        ("〔“a”〕", "12221"),
        ("《a（b》", "11111"),
        ("", ""),
    ],
)
def test_bracket_depths(text: str, depths: str) -> None:
    assert "".join(map(str, bracket_depths(text))) == depths


def test_both_scripts_compare_as_one() -> None:
    assert normal("收到後５個工作日內，報方案。") == normal("收到后 5个工作日内报方案")


def test_clean_takes_out_what_nobody_sees() -> None:
    assert clean("\ufeff\x1b甲\u200b\r\n乙_x000D_\r丙\xa0 \t") == "甲\n乙\n丙"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x"])
def test_clean_keeps_what_looks_like_a_formula(text: str) -> None:
    assert clean(text) == text


NOTHING = (
    *(
        "",
        " ",
        "无",
        "无。",
        "（无）",
        "【无】",
        "　无　",
        "暂无",
        "尚无",
        "没有",
        "目前没有",
        "空",
        "不涉及",
        "不适用",
    ),
    *(
        "-",
        "—",
        "——",
        "－",
        "~",
        "/",
        "／",
        "//",
        "\\",
        "N/A",
        "n/a",
        "NA",
        "None",
        "……",
        "╱",
        "╲╲",
        "─",
        "━━",
        "⁄",
    ),
)
SOMETHING = ("无锡市", "无障碍设施改造", "没有完成", "0", "空调", "甲/乙", "nan", "否", "×", "待定", "无异议")


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_said(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_something_said(text: str) -> None:
    assert not says_nothing(text)
