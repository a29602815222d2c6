"""The Word file of a document: page, type and lines as GB/T 9704-2012 has them, read from the XML itself."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from duban.render.docx.heads import imprint
from duban.render.docx.layout import PAGE_HEIGHT, annex_pages, body, height_of, laid_out, spare_pages
from duban.render.docx.official import render
from duban.render.docx.ooxml import TEXT_WIDTH, WIDE_WIDTH
from duban.render.docx.tables import column_widths, evenly
from duban.render.text.unbroken import kept_whole
from duban.views.model.official_document import (
    Annex,
    Document,
    Form,
    Grid,
    Head,
    Imprint,
    LetterHead,
    Marks,
    Masthead,
    Paragraph,
    RedHead,
    Signature,
    numbered,
    width,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ON = date(2026, 7, 6)
ORGAN = "云溪县人民政府督查室"
LETTER = Document(
    "督办通知单",
    ON,
    numbered(
        (
            Paragraph("正文一段。"),
            Paragraph("要求", 1),
            Paragraph("细目", 2),
            Paragraph("小目", 3),
            Paragraph("末目", 4),
        )
    ),
    doc_no="云督办〔2026〕7号",
    recipients="县水务局：",
    signature=Signature(ORGAN, ON),
    note="（联系人：王五）",
)
MARK_ROOM = 99.2 - 42 * 0.14
"""35 mm from the top of the text to the characters of the mark, of which ten of 42 pt fill a line."""
COPIES = ("抄送：县财政局，县教育局。",)
RED = replace(LETTER, head=RedHead(ORGAN), imprint=Imprint(COPIES, ORGAN, ON))
HOSTILE = (
    "=1+1",
    "<script>alert(1)</script>",
    "</w:t></w:r>",
    "&amp; &#x41; ]]>",
    "[red]红[/red]",
    "{事项}",
    "镕喆堃龘囧㎡✓☑𠮷",
    "舊區改造計劃",
    "一" * 200,
    "\"引号\" 和 '单引号'",
    " INCLUDEPICTURE http://example.invalid ",
)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def main_part(document: Document) -> str:
    return part(render(document), "word/document.xml")


def paragraphs(document: Document) -> dict[str, str]:
    """The XML of each paragraph by its text."""
    found = re.findall(r"<w:p>.*?</w:p>|<w:p [^>]*>.*?</w:p>", main_part(document), re.DOTALL)
    return {"".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", each)): each for each in found}


def texts(data: bytes) -> Iterator[str]:
    file = docx.Document(io.BytesIO(data))
    for paragraph in file.paragraphs:
        yield paragraph.text
    for table in file.tables:
        for row in table.rows:
            yield from (cell.text for cell in row.cells)


def test_the_page_is_a4_with_a_text_of_156_by_225_millimetres() -> None:
    file = docx.Document(io.BytesIO(render(LETTER)))
    (section,) = file.sections
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    sizes += [section.left_margin, section.right_margin]
    assert [round(size / 36000, 1) for size in sizes if size is not None] == [210, 297, 37, 35, 28, 26]
    assert section.footer_distance is not None
    assert round(section.footer_distance / 36000, 1) == 25.3
    assert "docGrid" not in main_part(LETTER)


@pytest.mark.parametrize(
    ("text", "east", "size", "line", "more"),
    [
        ("督办通知单", "方正小标宋简体", 44, 640, 'w:jc w:val="center"'),
        ("云督办〔2026〕7号", "仿宋_GB2312", 32, 579, 'w:jc w:val="center"'),
        ("县水务局：", "仿宋_GB2312", 32, 579, 'w:firstLine="0"'),
        ("正文一段。", "仿宋_GB2312", 32, 579, 'w:firstLine="630"'),
        ("一、要求", "黑体", 32, 579, 'w:outlineLvl w:val="1"'),
        ("（一）细目", "楷体_GB2312", 32, 579, 'w:outlineLvl w:val="2"'),
        ("1.小目", "仿宋_GB2312", 32, 579, 'w:firstLine="630"'),
        ("（1）末目", "仿宋_GB2312", 32, 579, 'w:firstLine="630"'),
        ("（联系人：王五）", "仿宋_GB2312", 32, 579, 'w:firstLine="630"'),
    ],
)
def test_each_element_has_its_type(text: str, east: str, size: int, line: int, more: str) -> None:
    xml = paragraphs(LETTER)[text]
    assert set(re.findall(r'w:eastAsia="([^"]+)"', xml)) - {"zh-CN"} == {east}
    assert set(re.findall(r'<w:sz w:val="(\d+)"', xml)) == {str(size)}
    assert f'w:line="{line}" w:lineRule="exact"' in xml
    assert more in xml
    assert "<w:b/>" not in xml


def test_runs_are_tightened_so_that_28_characters_stand_on_a_line() -> None:
    assert '<w:spacing w:val="-5"/>' in paragraphs(LETTER)["正文一段。"]
    assert '<w:spacing w:val="-5"/>' not in paragraphs(LETTER)["督办通知单"]


def test_page_numbers_stand_outside_on_odd_and_even_pages() -> None:
    data = render(LETTER)
    assert "<w:evenAndOddHeaders/>" in part(data, "word/settings.xml")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        footers = {
            name: package.read(name).decode()
            for name in package.namelist()
            if "footer" in name and "rels" not in name
        }
    found = {
        re.search(r'<w:ind w:left="(\d+)" w:right="(\d+)"', xml)[0]: re.findall(r'w:jc w:val="(\w+)"', xml)  # type: ignore[index]  # no match fails the test
        for xml in footers.values()
    }
    assert found == {
        '<w:ind w:left="0" w:right="280"': ["right"],
        '<w:ind w:left="280" w:right="0"': ["left"],
    }
    for xml in footers.values():
        assert re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml) == ["— ", "1", " —"]
        assert " PAGE " in xml
        assert 'w:eastAsia="宋体"' in xml
        assert '<w:sz w:val="28"/>' in xml


def indents(document: Document) -> tuple[float, float]:
    """Right indents, in characters, of the organ and of the day below it."""
    found = paragraphs(document)
    organ = document.signature.organ if document.signature else ""
    pairs = [re.search(r'w:right="(\d+)"', found[text]) for text in (organ, "2026年7月6日")]
    one, two = (int(pair[1]) / 315 if pair else -1 for pair in pairs)
    return round(one, 1), round(two, 1)


@pytest.mark.parametrize(
    ("organ", "sealed", "expected"),
    [
        ("县督查室", True, (5, 4)),  # the day is 6 characters wide: 4 + (6 - 4) / 2
        (ORGAN, True, (2, 4)),
        ("某自治县人民政府办公室督查室专项工作组", True, (0, 6.5)),
        (ORGAN, False, (2, 4)),  # the day begins two characters right of the organ
        ("县督查室", False, (6, 2)),
    ],
)
def test_the_signature_with_and_without_a_seal(
    organ: str, expected: tuple[float, float], *, sealed: bool
) -> None:
    assert indents(replace(LETTER, signature=Signature(organ, ON, sealed))) == expected


def test_without_a_seal_the_day_begins_two_characters_right_of_the_organ() -> None:
    for organ in ("县督查室", ORGAN):
        right, right_of_day = indents(replace(LETTER, signature=Signature(organ, ON, sealed=False)))
        assert (28 - right_of_day - 6) - (28 - right - len(organ)) == pytest.approx(2, abs=0.11)


def test_a_red_head_has_its_mark_its_line_and_an_imprint() -> None:
    found = paragraphs(RED)
    assert '<w:color w:val="FF0000"/>' in found[ORGAN] or '<w:color w:val="FF0000"/>' in main_part(RED)
    number = found["云督办〔2026〕7号"]
    assert '<w:bottom w:val="single" w:sz="12" w:space="9" w:color="FF0000"/>' in number
    xml = main_part(RED)
    assert f'w:line="{round(MARK_ROOM * 20)}" w:lineRule="exact"' in xml
    assert "抄送：县财政局，县教育局。" in xml
    assert "2026年7月6日印发" in xml
    assert 'w:vertAnchor="margin"' in xml
    assert '<w:top w:val="single" w:sz="8"' in xml
    assert '<w:insideH w:val="single" w:sz="6"' in xml
    assert "FF0000" not in main_part(LETTER)


def test_the_imprint_without_copies_has_one_line() -> None:
    assert "抄送" not in imprint(Imprint((), ORGAN, ON)).xml
    assert imprint(Imprint((), ORGAN, ON)).height < imprint(Imprint(("抄送：甲。",), ORGAN, ON)).height


def test_the_lines_of_an_imprint_stand_one_character_in_and_under_their_first_word() -> None:
    xml = imprint(Imprint(("抄送：甲。", "报：乙。"), ORGAN, ON, 30)).xml
    assert '<w:ind w:left="1120" w:right="280" w:hanging="840"/>' in xml  # 4号: 1 + 3 characters, 3 back
    assert '<w:ind w:left="840" w:right="280" w:hanging="560"/>' in xml
    assert "共印30份　2026年7月6日印发" in xml
    assert '<w:left w:w="0" w:type="dxa"/>' in xml  # its lines are as wide as the text
    alone = imprint(Imprint(("抄送：甲。",), None, ON)).xml
    assert "印发" not in alone
    assert "<w:tblBorders></w:tblBorders>" in alone


def lines_of(count: int) -> Document:
    return replace(RED, parts=tuple(Paragraph("一" * 20) for _ in range(count)))


def test_the_imprint_stands_on_an_even_page() -> None:
    assert spare_pages(LETTER) == 0
    seen = set()
    for count in range(1, 60):
        document = lines_of(count)
        pages, _ = laid_out(body(document))
        spare = spare_pages(document)
        assert (pages + spare) % 2 == 0
        assert (spare == 1) == (pages % 2 == 1)
        sections = main_part(document).count("<w:sectPr")
        assert sections == (2 if spare else 1)
        seen.add(spare)
    assert seen == {0, 1, 2}


def test_a_page_of_its_own_has_no_number() -> None:
    document = lines_of(1)
    file = docx.Document(io.BytesIO(render(document)))
    assert len(file.sections) == 2
    assert [paragraph.text for paragraph in file.sections[-1].footer.paragraphs] == [""]
    assert [paragraph.text for paragraph in file.sections[-1].even_page_footer.paragraphs] == [""]


def test_annexes_are_named_below_the_body_and_begin_on_new_pages() -> None:
    grid = Grid(("序号", "事项"), (("1", "改造"), ("2", "整治")), frozenset({0}), frozenset({0}))
    one = replace(LETTER, annexes=(Annex("清单", (grid,)),))
    found = paragraphs(one)
    assert "附件：清单" in found
    assert "黑体" in found["附件"]
    assert "<w:pageBreakBefore/>" in found["附件"]
    two = replace(LETTER, annexes=(Annex("甲表", (grid,)), Annex("乙表", (Paragraph("说明"),))))
    found = paragraphs(two)
    assert "附件：1.甲表" in found
    assert "2.乙表" in found
    assert {"附件1", "附件2"} <= set(found)
    assert "<w:tblHeader/>" in main_part(two)
    assert len(annex_pages(two.annexes)) == 2


def test_a_form_spreads_its_last_value_over_the_row() -> None:
    form = Form((("编号", "WJ-2026-0001", "时限", "2026年7月6日"), ("事项", "一行\n两行")))
    data = render(replace(LETTER, parts=(form,)))
    table = docx.Document(io.BytesIO(data)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["编号", "WJ-2026-0001", "时限", "2026年7月6日"]
    assert table.rows[1].cells[1].text == "一行\n两行"
    assert 'w:gridSpan w:val="3"' in part(data, "word/document.xml")
    assert "<w:noBreakHyphen/>" in part(data, "word/document.xml")


def test_an_id_is_not_broken_at_its_hyphens() -> None:
    document = replace(LETTER, parts=(Paragraph("编号WJ-2026-0001，另见ABC-2026-x和a-b"),))
    assert main_part(document).count("<w:noBreakHyphen/>") == 2
    assert "编号WJ-2026-0001，另见ABC-2026-x和a-b" in texts(render(document))


def test_the_signature_never_stands_alone_on_a_page() -> None:
    grid = Grid(("序号",), (("1",),))
    document = replace(LETTER, annexes=(Annex("清单", (grid,)), Annex("附表", (grid,))))
    found = paragraphs(document)
    chain = ("（1）末目", "附件：1.清单", "2.附表", ORGAN, "2026年7月6日")
    assert all("<w:keepNext/>" in found[text] for text in chain)


@pytest.mark.parametrize(
    ("title", "room", "lines"),
    [
        ("单位反映的问题", 6.5, ["单位反映", "的问题"]),
        ("单位反映的问题", 7, ["单位反映的问题"]),
        ("单位反映的问题", 5, ["单位反映的问题"]),
        ("存在的困难或问题", 3.5, ["存在的困难或问题"]),
        ("任务", 4, ["任务"]),
        ("", 4, [""]),
    ],
)
def test_a_heading_leaves_no_character_alone(title: str, room: float, lines: list[str]) -> None:
    assert evenly(title, room) == lines


def test_what_is_annexed_never_stands_alone_on_a_page() -> None:
    grid = Grid(("序号",), (("1",),))
    found = paragraphs(
        replace(LETTER, signature=None, annexes=(Annex("清单", (grid,)), Annex("附表", (grid,))))
    )
    assert all("<w:keepNext/>" in found[text] for text in ("（1）末目", "附件：1.清单"))
    assert "<w:keepNext/>" not in found["2.附表"]


def test_one_page_is_kept_by_smaller_tables() -> None:
    form = Form(tuple(("栏目", "字" * 40) for _ in range(9)))
    loose = replace(LETTER, parts=(form,))
    tight = replace(loose, one_page=True)
    assert height_of(body(loose)) > PAGE_HEIGHT
    assert height_of(body(tight)) <= PAGE_HEIGHT
    far = replace(tight, parts=(Form(tuple(("栏目", "字" * 400) for _ in range(9))),))
    assert laid_out(body(far))[0] > 1
    assert '<w:sz w:val="21"/>' not in main_part(far)  # what does not fit anyway stays large


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_out_literally_everywhere(text: str) -> None:
    document = replace(
        RED,
        title=text,
        parts=(Paragraph(text), Paragraph(text, 1), Form(((text, text),))),
        recipients=text,
        signature=Signature(text, ON),
        note=text,
        annexes=(Annex(text, (Grid((text,), ((text,),)),)),),
        imprint=Imprint((text,), text, ON),
        doc_no=text,
        head=RedHead(text, text),
        marks=Marks(text, text, text, text),
    )
    data = render(document)
    found = list(texts(data))
    assert "".join(found[0:40]).count("".join(text.split())[:3]) > 2
    assert text in found
    assert found.count(text) >= 10
    xml = part(data, "word/document.xml")
    assert xml.count("<w:instrText") == 0
    assert "script>" not in xml


@pytest.mark.parametrize(
    ("char", "shown"), [("\x1b", "␛"), ("\u202e", "‹U+202E›"), ("\ufffe", "‹U+FFFE›"), ("\x00", "␀")]
)
def test_what_steers_or_breaks_a_file_becomes_visible(char: str, shown: str) -> None:
    document = replace(LETTER, title=f"甲{char}乙", parts=(Paragraph(f"甲{char}乙"),))
    assert list(texts(render(document))).count(f"甲{shown}乙") == 2


@given(st.text(max_size=60))
def test_any_text_gives_a_file_that_can_be_read(text: str) -> None:
    from duban.render.docx.ooxml import paragraph, run

    assert parse_xml(paragraph([run(text)])) is not None


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render(RED) == render(RED)
    with zipfile.ZipFile(io.BytesIO(render(RED))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None
        assert not [name for name in package.namelist() if name.startswith("word/fonts")]


def test_the_properties_say_what_it_is_and_nothing_of_its_maker() -> None:
    properties = docx.Document(io.BytesIO(render(LETTER))).core_properties
    assert (properties.title, properties.author) == ("督办通知单", ORGAN)
    assert (properties.comments, properties.created) == ("", datetime(2026, 7, 6, tzinfo=UTC))
    assert docx.Document(io.BytesIO(render(replace(LETTER, signature=None)))).core_properties.author == ""


def test_every_paragraph_of_the_file_is_set_exactly() -> None:
    xml = main_part(replace(RED, annexes=(Annex("表", (Form((("甲", "乙"),)),)),)))
    assert xml.count("<w:pPr>") == xml.count('w:lineRule="exact"')
    assert 'w:eastAsia="zh-CN"' in xml


def test_marks_stand_at_the_top_left_and_the_organs_mark_stays_where_it_is() -> None:
    marked = replace(RED, marks=Marks("000001", "秘密★1年", "特急"))
    found = paragraphs(marked)
    assert 'w:eastAsia="仿宋_GB2312"' in found["000001"]
    assert all('w:eastAsia="黑体"' in found[text] for text in ("秘密★1年", "特急"))
    assert list(found)[:3] == ["000001", "秘密★1年", "特急"]
    assert all('<w:jc w:val="left"/>' in found[text] for text in ("000001", "秘密★1年", "特急"))
    rest = round((MARK_ROOM - 3 * 28.95) * 20)
    assert f'w:line="{rest}" w:lineRule="exact"' in main_part(marked)
    assert next(iter(paragraphs(replace(LETTER, marks=Marks(haste="加急"))))) == "加急"


def test_a_document_that_goes_upward_names_who_signs() -> None:
    xml = paragraphs(replace(RED, head=RedHead(ORGAN, "方雅宁")))["　云督办〔2026〕7号签发人：方雅宁"]
    assert '<w:tab w:val="right" w:pos="8529"/>' in xml  # one character from the right
    assert re.findall(
        r'w:eastAsia="([^"]+)" w:cs="[^"]+" w:hint="eastAsia"/>[^/]*/>[^/]*/>[^/]*/>[^/]*/></w:rPr><w:t xml:space="preserve">方',
        xml,
    ) == ["楷体_GB2312"]


def test_a_letter_has_two_double_lines_and_no_number_on_its_first_page() -> None:
    data = render(
        replace(LETTER, head=LetterHead(ORGAN), marks=Marks(haste="特急"), imprint=Imprint(COPIES, None, ON))
    )
    (section,) = docx.Document(io.BytesIO(data)).sections
    assert section.different_first_page_header_footer
    assert section.footer_distance is not None
    assert round(section.footer_distance / 36000) == 20
    head, foot = section.first_page_header, section.first_page_footer
    assert [paragraph.text for paragraph in head.paragraphs] == ["", ORGAN, ""]
    lines = [
        re.findall(r'<w:(top|bottom) w:val="single" w:sz="(\d+)"', place.part.blob.decode())
        for place in (head, foot)
    ]
    assert lines == [[("bottom", "24"), ("bottom", "6")], [("top", "6"), ("top", "24")]]
    assert 'w:left="-396" w:right="-396"' in head.part.blob.decode()  # 170 mm
    assert " PAGE " not in foot.part.blob.decode()
    assert " PAGE " in section.even_page_footer.part.blob.decode()
    xml = part(data, "word/document.xml")
    first = re.findall(r"<w:t [^>]*>([^<]*)</w:t>", xml)[:2]
    assert first == ["特急", "云督办〔2026〕7号"]
    assert "印发" not in xml


def test_a_newsletter_has_its_name_its_issue_and_its_foot_on_any_page() -> None:
    paper = replace(
        LETTER,
        head=Masthead("督查工作简报", "2026年第3期", ORGAN),
        marks=Marks(remark="内部资料"),
        doc_no=None,
        signature=None,
        imprint=Imprint(("报：县长。",), ORGAN, ON),
    )
    found = paragraphs(paper)
    assert list(found)[:5] == ["内部资料", "", "督查工作简报", "2026年第3期", f"　{ORGAN}2026年7月6日"]
    assert 'w:color w:val="FF0000"' in found["督查工作简报"]
    assert "w:pBdr" in found[f"　{ORGAN}2026年7月6日"]
    assert spare_pages(paper) == 0
    assert main_part(paper).count("<w:sectPr") == 1


LONG = "某某自治州人民政府督查室和某某自治州人民政府办公室"
HEADS: tuple[Head, ...] = (RedHead(LONG), LetterHead(LONG), Masthead(LONG, "第1期", ORGAN))


@pytest.mark.parametrize("head", HEADS, ids=lambda head: type(head).__name__)
def test_a_long_mark_is_set_smaller_and_keeps_to_its_line(head: Head) -> None:
    data = render(replace(LETTER, head=head))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        whole = "".join(package.read(each).decode() for each in package.namelist() if each.endswith(".xml"))
    (size,) = {int(found) / 2 for found in re.findall(r'FF0000"/><w:sz w:val="(\d+)"', whole)}
    lines = re.findall(
        r'FF0000"/><w:sz [^>]*/><w:szCs [^>]*/><w:lang [^>]*/></w:rPr><w:t [^>]*>([^<]*)<', whole
    )
    assert "".join(lines) == LONG
    assert len(lines) == 2
    assert size > 2 * TEXT_WIDTH / 20 / len(LONG) * 0.8
    assert size * max(map(len, lines)) <= TEXT_WIDTH / 20


def test_the_maker_of_a_newsletter_keeps_to_one_line_with_its_day() -> None:
    xml = paragraphs(replace(LETTER, head=Masthead("简报", "第1期", LONG)))[f"　{LONG}2026年7月6日"]
    sizes = {int(found) / 2 for found in re.findall(r'<w:sz w:val="(\d+)"', xml)}
    assert min(sizes) * (len(LONG) + 6 + 3) <= TEXT_WIDTH / 20


def test_a_stray_end_in_a_form_is_drawn_back_too() -> None:
    room = (TEXT_WIDTH - 1560) // 20 // 14
    form = Form(
        (
            ("要求", "一" * room + "污。"),
            ("措施", "一" * room + "污染防治。"),
            ("进度", "一" * room + "污。\n二"),
        )
    )
    xml = main_part(replace(LETTER, parts=(form,)))
    assert len(re.findall(r'<w:spacing w:val="-\d+"/><w:sz w:val="28"/>', xml)) == 0  # 一行多两个字，太挤
    long = Form((("要求", "一" * 2 * room + "。"),))
    assert (
        len(
            re.findall(
                r'<w:spacing w:val="-\d+"/><w:sz w:val="28"/>', main_part(replace(LETTER, parts=(long,)))
            )
        )
        == 1
    )


@pytest.mark.parametrize(
    ("text", "spacing"),
    [
        ("一" * 54, -5),  # two full lines
        ("一" * 55, -16),  # one character would stand alone
        ("一" * 54 + "，" * 4, -5),  # four do no harm
        ("于2026年11月13日办结" * 2 + "一" * 33, -18),  # stray only where a program leaves air beside figures
        ("一" * 27, -22),  # in one line
        ("一" * 28, -5),  # that would be too tight
    ],
)
def test_a_stray_end_is_drawn_back(text: str, spacing: int) -> None:
    xml = paragraphs(replace(LETTER, parts=(Paragraph(text),)))[text]
    assert re.findall(r'<w:spacing w:val="(-\d+)"', xml) == [str(spacing)]


def test_columns_that_may_not_break_are_as_wide_as_they_are_and_the_rest_is_shared() -> None:
    titles = ("序号", "编号", "事项", "存在的困难或问题", "状态")
    rows = (("1", "HY-2026-0004", "整治县城雨污管网错接混接点" * 2, "", "办理中（逾期）"), ("合计",))
    widths = column_widths(Grid(titles, rows, frozenset({0, 1, 4})), 9)
    assert sum(widths) == TEXT_WIDTH
    number, name, title, trouble, status = widths
    assert number < status < name < title
    assert 72 * 20 < name < 84 * 20  # HY-2026-0004 in 小五, the digits of another font
    assert 44 * 20 > status > 27 * 20  # three characters: it breaks before its bracket
    assert trouble >= 3 * 9 * 20
    assert sum(column_widths(Grid(("甲", "乙"), (("长" * 90, "长" * 90),), frozenset({0})), 9)) == TEXT_WIDTH


@pytest.mark.parametrize(
    "text",
    ["DX-2026-0001/12", "某府办〔2026〕12号", "2026年12月15日", "9月27日", "2026-12-15"],
)
def test_what_may_not_be_broken_is_on_one_line_in_every_column(text: str) -> None:
    """Wherever it stands in its cell; the column has room for it, though other columns are longer."""
    for before in range(12):
        cell = "字" * before + text + "以前办结"
        grid = Grid(("事项", "依据", "说明"), (("长" * 200, cell, "长" * 200),))
        part = replace(LETTER, parts=(grid,))
        wide = column_widths(grid, 10.5)[1] / 20
        file = docx.Document(io.BytesIO(render(part)))
        lines = [each.text for each in file.tables[0].rows[1].cells[1].paragraphs]
        assert "".join(lines) == cell
        (line,) = [each for each in lines if text in each]
        assert width(line.partition(text)[0]) % int(room := (wide - 6.5) / 10.5) + width(text) <= room


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("一二三四五六2026年12月15日前", ["一二三四五六", "2026年12月15日前"]),
        ("一二三四五（2026年12月15日）", ["一二三四五", "（2026年12月15日）"]),
        ("一二2026年12月15日前", ["一二2026年12月15日前"]),
        ("一二三四五六七八九十一2026年12月15日前", ["一二三四五六七八九十一2026年12月15日前"]),
        ("2026年12月15日至2026年12月20日", ["2026年12月15日至", "2026年12月20日"]),
        ("（2026年12月15日）", ["（2026年12月15日）"]),
        ("没有数字的一行", ["没有数字的一行"]),
        ("", [""]),
    ],
)
def test_a_line_is_parted_before_what_would_be_cut(line: str, parts: list[str]) -> None:
    assert kept_whole(line, 10, width) == parts


def test_a_page_that_lies_is_the_same_one_turned() -> None:
    rows = tuple((str(number), "整治县城雨污管网错接混接点" * 4) for number in range(1, 4))
    wide = replace(LETTER, parts=(Grid(("序号", "事项"), rows, frozenset({0})),), wide=True)
    file = docx.Document(io.BytesIO(render(wide)))
    (section,) = file.sections
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    sizes += [section.left_margin, section.right_margin, section.footer_distance]
    assert [round(size / 36000, 1) for size in sizes if size is not None] == [297, 210, 28, 26, 35, 37, 16.3]
    assert 'w:orient="landscape"' in main_part(wide)
    widths = [int(each) for each in re.findall(r'<w:gridCol w:w="(\d+)"', main_part(wide))]
    assert sum(widths) == WIDE_WIDTH
    long = replace(LETTER, title="关于农村饮水安全工程建设和管护情况督查问题的清单", wide=True)
    assert "关于农村饮水安全工程建设和管护情况督查问题的清单" in paragraphs(long)
    # 29 characters: one too many for an upright line, no reason to tighten a lying one
    assert 'w:val="-5"' in paragraphs(replace(long, parts=(Paragraph("一" * 27),)))["一" * 27]


def test_a_list_has_its_caption_above_and_its_notes_below() -> None:
    grid = Grid(
        ("序号", "事项"),
        (("重点（1 项）",), ("1", "改造")),
        frozenset({0}),
        caption="按台账",
        notes=("甲。", "乙。"),
    )
    xml = main_part(replace(LETTER, parts=(grid,)))
    order = [xml.index(text) for text in ("按台账", "序号", "重点（1 项）", "改造", "注：甲。", ">乙。")]
    assert order == sorted(order)
    assert '<w:gridSpan w:val="2"/>' in xml


def test_the_file_is_of_todays_word() -> None:
    assert '<w:compatSetting w:name="compatibilityMode"' in part(render(LETTER), "word/settings.xml")
    assert re.findall(r'compatibilityMode"[^>]*w:val="(\d+)"', part(render(LETTER), "word/settings.xml")) == [
        "15"
    ]


def test_rows_are_not_divided_and_headings_stay_with_what_follows() -> None:
    row = ("一", "字" * 28)
    grid = Grid(("甲", "乙"), tuple([row] * 60), frozenset({0}))
    pages, filled = laid_out(
        body(replace(LETTER, parts=(Paragraph("要求", 1), grid), signature=None, note=None))
    )
    assert pages == 3
    assert 0 < filled < PAGE_HEIGHT
    lines = tuple(Paragraph("字") for _ in range(16))
    full = replace(LETTER, doc_no=None, recipients=None, signature=None, note=None)
    assert laid_out(body(replace(full, parts=lines)))[0] == 1
    assert (
        laid_out(body(replace(full, parts=(*lines, Paragraph("要求", 1), Paragraph("字"), Paragraph("字")))))[
            0
        ]
        == 1
    )
    over = (*lines, Paragraph("字"), Paragraph("字"), Paragraph("要求", 1), Paragraph("字"))
    pages, filled = laid_out(body(replace(full, parts=over)))
    assert (pages, round(filled / 28.95)) == (2, 2)  # the heading went over with its text
    form = Form((("甲", "乙"),))
    signed = replace(full, parts=(*lines, form), signature=Signature(ORGAN, ON))
    assert laid_out(body(signed))[0] == 2


def test_the_last_addressee_is_not_broken_for_its_last_character() -> None:
    long = "云溪县住房和城乡建设局、云溪县教育体育局、云溪县交通运输局："
    xml = main_part(replace(LETTER, recipients=long))
    before, after = xml.split("云溪县交通运输局：")[0][-400:], long.rpartition("、")[0]
    assert "<w:br/>" in before
    assert f"{after}、</w:t>" in xml
    for whole in ("县水务局、县财政局：", "县水务局、" * 6 + "县财政局：", "一" * 29):
        assert "<w:br/>" not in paragraphs(replace(LETTER, recipients=whole))[whole]
