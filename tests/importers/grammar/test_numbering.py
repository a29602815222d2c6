"""Numbers of items, and the tree they build, also within one long line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.importers.formats.blocks import Paragraph
from duban.importers.formats.word.numbering import chinese
from duban.importers.grammar.numbering import STYLES, chinese_value, find_marks
from duban.importers.text.outline import Item, build_outline

FIRST = {
    "一、总体要求": ("cn", 1, "一"),
    "二十一、其他": ("cn", 21, "二十一"),
    "一.总体要求": ("cn", 1, "一"),
    "（十二）推进": ("cn_paren", 12, "（十二）"),
    "(二)推进": ("cn_paren", 2, "(二)"),
    "1.推进": ("arabic", 1, "1"),
    "１．推进": ("arabic", 1, "１"),
    "12、推进": ("arabic", 12, "12"),
    "（3）推进": ("arabic_paren", 3, "（3）"),
    "3）推进": ("half_paren", 3, "3）"),
    "②推进": ("circled", 2, "②"),
    "第三条 推进": ("article", 3, "第三条"),
    "第二章 任务": ("chapter", 2, "第二章"),
    "第一部分 总则": ("part", 1, "第一部分"),
    "1.2 推进": ("dotted", 2, "1.2"),
    "任务三：推进": ("named", 3, "任务三"),
    "具体措施：推进": ("measure", 1, ""),
}


@pytest.mark.parametrize(("text", "wanted"), FIRST.items())
def test_a_number_at_the_head(text: str, wanted: tuple[str, int, str]) -> None:
    mark = next(find_marks(text))
    assert (mark.style, mark.value, mark.number) == wanted
    assert mark.start == 0


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_each_style_reads_its_example(style: object) -> None:
    example, name = str(getattr(style, "example", "")), str(getattr(style, "name", ""))
    assert next(find_marks(f"{example} 推进")).style == name


@pytest.mark.parametrize("text", ["2020年底前", "1.5万亿元", "增长6.2%", "3个", "第一", "一二三", "", "。"])
def test_what_is_no_number(text: str) -> None:
    assert list(find_marks(text)) == []


@given(st.integers(1, 999))
def test_chinese_numerals_there_and_back(value: int) -> None:
    assert chinese_value(chinese(value)) == value


def tree(item: Item) -> list[object]:
    return [[child.number, child.first, *tree(child)] for child in item.children]


def outlined(*lines: str) -> list[object]:
    return tree(build_outline([Paragraph(line, f"第{number}行") for number, line in enumerate(lines, 1)]))


OUTLINES = {
    "paragraphs": (
        ("一、甲", "（一）乙。", "1.丙", "2.丁", "（二）戊", "二、己"),
        [["一", "甲", ["（一）", "乙。", ["1", "丙"], ["2", "丁"]], ["（二）", "戊"]], ["二", "己"]],
    ),
    "one long line": (
        (
            "提出以下意见。一、主要任务（一）甲。做甲。（甲局负责）（二）乙。（乙局负责）二、保障措施（一）丙。",
        ),
        [
            ["一", "主要任务", ["（一）", "甲。做甲。（甲局负责）"], ["（二）", "乙。（乙局负责）"]],
            ["二", "保障措施", ["（一）", "丙。"]],
        ],
    ),
    "numbers that go on under the next heading": (
        ("现提出意见。一、甲（一）乙。（二）丙。二、丁（三）戊。",),
        [["一", "甲", ["（一）", "乙。"], ["（二）", "丙。"]], ["二", "丁", ["（三）", "戊。"]]],
    ),
    "a title that no mark closes": (
        ("重点任务清单一、甲1.乙。2.丙。",),
        [["一", "甲", ["1", "乙。"], ["2", "丙。"]]],
    ),
    "references are no items": (
        ("一、按照第（二）项和（三）项办理。", "二、乙"),
        [["一", "按照第（二）项和（三）项办理。"], ["二", "乙"]],
    ),
    "measures without a number": (
        ("（一）甲。", "具体措施：做甲。（甲局负责）", "（二）乙。", "具体措施：", "1．丙。", "2．丁。"),
        [
            ["（一）", "甲。", ["", "做甲。（甲局负责）"]],
            ["（二）", "乙。", ["", "", ["1", "丙。"], ["2", "丁。"]]],
        ],
    ),
    "annexes begin anew, their list is none": (
        ("一、甲", "附件：", "1．清单", "2．表", "附件1", "一、乙"),
        [["一", "甲"], ["一", "乙"]],
    ),
    "headings of Word or Markdown": ((), []),
}


@pytest.mark.parametrize(("lines", "wanted"), OUTLINES.values(), ids=OUTLINES)
def test_an_outline(lines: tuple[str, ...], wanted: list[object]) -> None:
    assert outlined(*lines) == wanted


def test_headings_without_number_group_what_follows() -> None:
    paragraphs = [
        Paragraph("经济", "第1段", 1),
        Paragraph("1.甲", "第2段"),
        Paragraph("民生", "第3段", 1),
        Paragraph("1.乙", "第4段"),
    ]
    assert tree(build_outline(paragraphs)) == [["", "经济", ["1", "甲"]], ["", "民生", ["1", "乙"]]]


def test_a_place_within_a_line_names_the_character() -> None:
    root = build_outline([Paragraph("意见如下。一、甲。二、乙。", "第3行")])
    assert [item.place for item in root.children] == ["第3行第6字", "第3行第10字"]


@given(
    st.lists(
        st.sampled_from(["一、甲", "（一）乙", "1.丙。", "2.丁", "附件1", "①戊", "己。", "", "具体措施：庚"]),
        max_size=12,
    )
)
def test_no_text_is_lost_and_none_comes_twice(lines: list[str]) -> None:
    root = build_outline([Paragraph(line, "第1行") for line in lines if line])
    texts = [text for item in root.walk() for text in item.texts]
    for word in "甲乙丙丁戊己庚":
        assert sum(word in text for text in texts) == sum(word in line for line in lines)
