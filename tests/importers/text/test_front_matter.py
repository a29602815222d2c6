"""What a document says of itself: title, 文号, issuer, day, recipients, and whether it sets tasks at all."""

from datetime import date

import pytest

from duban.importers.formats.blocks import Paragraph
from duban.importers.text.front_matter import Front, body_of, read_front


def front(*lines: str) -> Front:
    return read_front([Paragraph(line, "第1行") for line in lines])


NOTICE = (
    "某县人民政府办公室关于印发",
    "《某县2026年重点任务分工方案》的通知",
    "某政办发〔2026〕7号",
    "各乡镇人民政府，县直各部门：",
    "现将《某县2026年重点任务分工方案》印发给你们，请认真贯彻落实。",
    "某县人民政府办公室",
    "2026年3月2日",
    "（此件公开发布）",
    "某县2026年重点任务分工方案",
    "一、建设公园。（县住建局负责）",
)


def test_a_notice_with_its_plan() -> None:
    read = front(*NOTICE)
    assert read.title == "某县人民政府办公室关于印发《某县2026年重点任务分工方案》的通知"
    assert (read.doc_no, read.issuer) == ("某政办发〔2026〕7号", "某县人民政府办公室")
    assert (read.issued_on, read.year) == (date(2026, 3, 2), 2026)
    assert read.recipients == "各乡镇人民政府，县直各部门"
    assert (read.cover, read.report) == (True, False)


def test_the_notice_ends_where_it_is_signed() -> None:
    paragraphs = [Paragraph(line, "第1行") for line in NOTICE]
    kept, cover = body_of(paragraphs, read_front(paragraphs))
    assert [paragraph.text for paragraph in kept[cover:]] == list(NOTICE[-2:])
    assert not {"2026年3月2日", "（此件公开发布）", NOTICE[3]} & {paragraph.text for paragraph in kept}


@pytest.mark.parametrize(
    ("line", "title", "number"),
    [
        (
            "某市人民政府关于加快发展的意见某府发〔2019〕17号各区县人民政府：近年来，发展很快。",
            "某市人民政府关于加快发展的意见",
            "某府发〔2019〕17号",
        ),
        ("国务院关于做好就业工作的若干意见", "国务院关于做好就业工作的若干意见", ""),
        ("2025年重点任务清单", "2025年重点任务清单", ""),
        ("領導批示件督辦通知單", "領導批示件督辦通知單", ""),
        ("一、总体要求", "", ""),
        ("今天天气很好。", "", ""),
    ],
)
def test_titles(line: str, title: str, number: str) -> None:
    read = front(line)
    assert (read.title, read.doc_no) == (title, number)


@pytest.mark.parametrize(
    ("lines", "issued"),
    [
        (("关于某事的通知", "二〇二六年一月五日"), date(2026, 1, 5)),
        (("成文日期：2022年09月14日", "关于某事的通知"), date(2022, 9, 14)),
        (("关于某事的通知。请落实。某市人民政府2021年8月23日（此件有删减）",), date(2021, 8, 23)),
        (("关于某事的通知", "2026年13月5日"), None),
        (("于2026年3月1日前完成。",), None),
    ],
)
def test_the_day_of_issue(lines: tuple[str, ...], issued: date | None) -> None:
    assert front(*lines).issued_on == issued


@pytest.mark.parametrize(
    ("lines", "report"),
    [
        (("关于落实情况的通报", "现将有关情况通报如下。"), True),
        (("某市进度公示",), True),
        (("关于某某问题整改任务分解的通报",), False),
        (("关于某事的通知",), False),
    ],
)
def test_what_only_tells_what_was_done(lines: tuple[str, ...], report: bool) -> None:
    assert front(*lines).report is report


def test_a_number_in_a_reference_is_not_its_own() -> None:
    assert front("关于某事的通知", "根据《某意见》（国发〔2018〕42号）精神，通知如下：").doc_no == ""
