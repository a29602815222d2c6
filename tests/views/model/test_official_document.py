"""The neutral document: numbers of headings, days, lines of a title, sheets turned into body and annexes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.views.model.official_document import (
    Annex,
    Document,
    Form,
    Grid,
    Paragraph,
    chinese_number,
    day_text,
    in_print,
    numbered,
    sheet_annexes,
    sheet_parts,
    title_lines,
    width,
)
from duban.views.model.sheet import Cell, Column, Group, Kind, Mark, Sheet, Table, row


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


def test_a_sheet_becomes_a_section_and_its_list_an_annex() -> None:
    columns = (
        Column("单位"),
        Column("件数", Kind.INT),
        Column("占比", Kind.PERCENT),
        Column("时限", Kind.DATE, 0),
    )
    late = Table((Column("事项"), Column("情况", name="lateness")), (row("改 3 处", "时限 2026-10-15"),))
    groups = (
        Group("县水务局（1 件）", (row("积水点 3 处", 1, 33.0, Cell(date(2026, 9, 1), Mark.PROVISIONAL)),)),
    )
    table = Table(columns, (row("合计", 3, 66.7, None),), "按单位", groups)
    members = Table(columns, (row("改造", 1, 0, date(2026, 9, 1)),), name="tasks")
    empty = Table(columns, (row(Cell("合计", data="total"), 0, None, None),), "只有合计的")
    sheet = Sheet("四、总体情况", ("截至2026-11-20，共 3 项。",), (table, empty, members, late), ("注 1。",))
    heading, text, grid, worded = sheet_parts(sheet)
    assert isinstance(worded, Grid)
    assert worded.rows == (("改 3 处", "时限2026年10月15日"),)
    assert (heading, text) == (Paragraph("总体情况", 1), Paragraph("截至2026年11月20日，共3项。"))
    assert isinstance(grid, Grid)
    assert grid.titles == ("单位", "件数", "占比", "时限")
    assert grid.rows == (
        ("合计", "3", "66.7%", ""),
        ("县水务局（1 件）",),
        ("积水点 3 处", "1", "33%", "2026-09-01\n（暂定）"),
    )
    assert (set(grid.whole), set(grid.right), grid.caption) == ({1, 2, 3}, {1, 2}, "按单位")
    (annex,) = sheet_annexes(sheet)
    assert annex.title == "四、总体情况"
    (listed,) = annex.parts
    assert isinstance(listed, Grid)
    assert (listed.caption, listed.notes, listed.rows[0][3]) == ("", ("注1。",), "2026-09-01")
    assert sheet_parts(Sheet("", ("正文",))) == (Paragraph("正文"),)
    (annex,) = sheet_annexes(Sheet("附件：一览表", tables=(members,)))
    assert annex.title == "一览表"


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("共 24 项，占 57.1%。正在", "共24项，占57.1%。正在"),
        ("时限 2026-10-15，已超期 26 个工作日", "时限2026年10月15日，已超期26个工作日"),
        ("编号 WJ-2026-0001 和 PS-2026-10-15", "编号WJ-2026-0001和PS-2026-10-15"),
        ("2026-02-30", "2026年2月30日"),
        ("a b 12 34", "a b 12 34"),
    ],
)
def test_what_a_screen_shows_is_written_as_print_has_it(shown: str, printed: str) -> None:
    assert in_print(shown) == printed


def test_a_document_knows_its_texts_and_its_length() -> None:
    grid = Grid(("序号",), (("12",),), caption="表", notes=("注",))
    document = Document(
        "标题",
        date(2026, 9, 1),
        (Paragraph("一段 文字"), Form((("事项", "改造\n小区"),)), grid),
        annexes=(Annex("清单", (Paragraph("附件里的字"),)),),
    )
    assert list(document.texts) == ["一段 文字", "事项", "改造\n小区", "表", "序号", "12", "注", "附件里的字"]
    assert document.characters == len("一段文字事项改造小区表序号12注")
