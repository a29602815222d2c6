"""The neutral document: numbers of headings, days, lines of a title, sheets turned into body and annexes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.views.document import (
    Annex,
    Document,
    Form,
    Grid,
    Paragraph,
    chinese_number,
    day_text,
    numbered,
    sheet_parts,
    title_lines,
    width,
)
from duban.views.sheet import Column, Group, Kind, Sheet, Table, row


def test_days_have_no_zero_in_front() -> None:
    assert day_text(date(2026, 7, 6)) == "2026年7月6日"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (35, "三十五"),
        (99, "九十九"),
        (100, "100"),
        (0, "0"),
    ],
)
def test_chinese_numbers(number: int, text: str) -> None:
    assert chinese_number(number) == text


def test_headings_are_numbered_by_level_and_begin_anew_below_another() -> None:
    levels = [1, 2, 2, 3, 4, 4, 3, 1, 2]
    parts = numbered([Paragraph("前言"), *(Paragraph("x", level) for level in levels), Form((("甲", "乙"),))])
    texts = [part.text for part in parts if isinstance(part, Paragraph)]
    assert texts == [
        "前言",
        "一、x",
        "（一）x",
        "（二）x",
        "1.x",
        "（1）x",
        "（2）x",
        "2.x",
        "二、x",
        "（一）x",
    ]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("督办通知单", ("督办通知单",)),
        ("", ("",)),
        (
            "关于推进城东片区老旧小区改造的督查情况的通报",
            ("关于推进城东片区老旧", "小区改造的督查情况的通报"),
        ),
        ("关于印发《某县人民政府督查工作办法》的通知", ("关于印发", "《某县人民政府督查工作办法》的通知")),
        (
            "关于做好2026年第3季度重点督办事项办理工作的通知",
            ("关于做好2026年第3季度重点", "督办事项办理工作的通知"),
        ),
    ],
)
def test_a_title_is_broken_where_one_breathes(title: str, lines: tuple[str, ...]) -> None:
    assert title_lines(title) == lines


def test_a_seam_is_preferred() -> None:
    title = "关于整治县城雨污管网错接混接点办理情况的报告"
    seam = title.index("办理情况")
    assert title_lines(title, seams=frozenset({2, seam})) == (title[:seam], title[seam:])


@given(st.text(alphabet="关于的，《》“”改造2026〔〕a 督", max_size=120))
def test_no_line_of_a_title_is_too_wide_and_nothing_is_lost(title: str) -> None:
    lines = title_lines(title)
    assert "".join("".join(lines).split()) == "".join(title.split())
    assert all(width(line) <= 20 for line in lines)


def test_a_sheet_becomes_a_body_and_annexes() -> None:
    columns = (
        Column("单位"),
        Column("件数", Kind.INT),
        Column("占比", Kind.PERCENT),
        Column("时限", Kind.DATE),
    )
    table = Table(
        columns,
        (row("合计", 3, 66.7, None),),
        groups=(Group("县水务局（1 件）", (row("积水点", 1, 33, date(2026, 9, 1)),)),),
    )
    sheet = Sheet(
        "通报",
        ("一、总体情况", "（一）分单位", "一、这是一句话。", "正文"),
        (table, Table(columns, title="附表一")),
    )
    parts, annexes = sheet_parts(sheet)
    assert parts == (
        Paragraph("一、总体情况", 1),
        Paragraph("（一）分单位", 2),
        Paragraph("一、这是一句话。"),
        Paragraph("正文"),
    )
    assert [annex.title for annex in annexes] == ["通报附表", "附表一"]
    (grid,) = annexes[0].parts
    assert isinstance(grid, Grid)
    assert grid.titles == ("单位", "件数", "占比", "时限")
    assert grid.rows == (
        ("合计", "3", "66.7%", ""),
        ("县水务局（1 件）", "", "", ""),
        ("积水点", "1", "33%", "2026-09-01"),
    )
    assert grid.right == {1, 2}
    assert len(grid.weights) == len(columns)


def test_a_document_knows_its_texts_and_its_length() -> None:
    grid = Grid(("序号",), (("12",),), (1,))
    document = Document(
        "标题",
        date(2026, 9, 1),
        (Paragraph("一段 文字"), Form((("事项", "改造\n小区"),)), grid),
        annexes=(Annex("清单", (Paragraph("附件里的字"),)),),
    )
    assert list(document.texts) == ["一段 文字", "事项", "改造\n小区", "序号", "12", "附件里的字"]
    assert document.characters == len("一段文字事项改造小区序号12")
