"""Every format gives the same drafts: Word, web page, PDF, Markdown, text; what only a format has is tried here."""

import pytest
from tests.importers.makers import docx, pdf, printed, ruled, with_parts, written

from duban.importers.drafts.draft import Imported
from duban.importers.formats.blocks import Document, Paragraph, TableBlock
from duban.importers.formats.delimited import decode
from duban.importers.formats.detect import read_blocks
from duban.importers.read_document import read_document
from duban.importers.text.draft_text import ReadOptions

LINES = (
    "某县人民政府关于2026年重点工作的意见",
    "某政发〔2026〕7号",
    "一、城建",
    "（一）建设城东公园。新建停车位200个。（县住建局牵头，县财政局配合，9月底前完成）",
    "（二）改造管网。年底前全部完工。（县水务局负责）",
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TABLE = (
    ("序号", "工作任务", "责任单位", "完成时限"),
    ("1", "修桥", "县交通局", "10月底前"),
    ("^", "铺路", "^", "年底前"),
)
PAGE = (
    "<html><head><meta charset='utf-8'><title>标题</title><style>p{}</style></head><body><script>alert(1)</script>"
    "<table><tr><td>" + "".join(f"<p>{line}</p>" for line in LINES) + "</td></tr></table>"
    "<div style='display:none'><p>（三）藏着的事。（县财政局负责）</p></div></body></html>"
)
SAME = {
    "text": "\n".join(LINES).encode(),
    "gb18030": "\n".join(LINES).encode("gb18030"),
    "utf-16": "\n".join(LINES).encode("utf-16"),
    "markdown": "\n\n".join((f"# {LINES[0]}", LINES[1], f"## {LINES[2]}", *LINES[3:])).encode(),
    "word": docx(*LINES),
    "web": PAGE.encode(),
    "web in gb2312": PAGE.replace("utf-8", "gb2312").encode("gb18030"),
    "pdf": pdf(
        [
            printed(
                [
                    "某县人民政府关于2026年重点工作的意见",
                    "某政发〔2026〕7号",
                    "一、城建",
                    LINES[3][:30],
                    LINES[3][30:],
                    LINES[4],
                    "— 1 —",
                ]
            )
        ]
    ),
}


RADICALS = str.maketrans("水县工务长门", "\u2f54县\u2f2f务\u2ed3\u2ed4")
COPIED = [
    line.translate(RADICALS) for line in (*LINES[:3], "（一）改造水管网。年底前完工。（牵头部门：县水务局）")
]
COPIES = {
    "text": "\n".join(COPIED).encode(),
    "markdown": "\n\n".join(COPIED).encode(),
    "word": docx(*COPIED),
    "web": f"<html><meta charset=utf-8><body>{''.join(f'<p>{line}</p>' for line in COPIED)}</body></html>".encode(),
    "pdf": pdf([printed(COPIED)]),
    "csv": "序号,工作任务,责任部门,时限\n1,改造水管网,县水务局,年底前".translate(RADICALS).encode(),
    "word table": docx([[cell.translate(RADICALS) for cell in row] for row in (
        ("序号", "工作任务", "责任部门", "完成时限"), ("1", "改造水管网", "县水务局", "年底前"),
    )]),
}  # fmt: skip


def said(imported: Imported) -> list[tuple[object, ...]]:
    return [
        (draft.number, draft.title, draft.lead, draft.support, str(draft.due_on)) for draft in imported.drafts
    ]


@pytest.mark.parametrize("kind", SAME)
def test_every_format_gives_the_same_drafts(kind: str) -> None:
    imported = read_document(SAME[kind], "文件.md" if kind == "markdown" else "文件.txt")
    assert said(imported) == [
        ("（一）", "建设城东公园", ("县住建局",), ("县财政局",), "2026-09-30"),
        ("（二）", "改造管网", ("县水务局",), (), "2026-12-31"),
    ]
    assert (imported.source.title, imported.source.doc_no) == (LINES[0], LINES[1])
    assert imported.problems == ()


TRADITIONAL = (
    "一、改造泵站，完善設施，加強管理。由市水務局牽頭，市財政局、市發展改革局配合，二〇二六年十月底前完成。"
)


@pytest.mark.parametrize(
    "encoding", ["big5", "big5hkscs", "gb18030", "utf-8", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_traditional_text_in_any_encoding(encoding: str) -> None:
    (draft,) = read_document(TRADITIONAL.replace("〇", "零").encode(encoding), "x.txt").drafts
    assert (draft.lead, draft.support) == (("市水務局",), ("市財政局", "市發展改革局"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["推进重点工作任务落实到位", "1.修桥。（县交通局）\n", "事项,牵头单位\r\n修桥,县交通局\r\n"]
)
def test_short_texts_in_any_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text.removeprefix("\ufeff")


def blocks(data: bytes) -> Document:
    return read_blocks(data, "文件")


def test_a_word_table_with_merged_cells() -> None:
    imported = read_document(docx("2026年任务表", TABLE), "表.docx")
    assert said(imported) == [
        ("1", "修桥", ("县交通局",), (), "2026-10-31"),
        ("1", "铺路", ("县交通局",), (), "2026-12-31"),
    ]
    assert [draft.place for draft in imported.drafts] == ["表1!2行", "表1!3行"]


def test_a_word_table_of_labels_and_values() -> None:
    rows = (
        ("整改问题", "某河超标"),
        ("整改措施", "截污纳管"),
        ("责任单位", "某区政府"),
        ("整改时限", "2026年12月底前"),
    )
    assert said(read_document(docx("整改单", rows), "x.docx")) == [
        ("", "某河超标", ("某区政府",), (), "2026-12-31")
    ]


def test_text_and_tables_come_in_the_order_of_the_document() -> None:
    words = ("2026年任务", "1.种树。（县林业局）", TABLE, "附件1", "2.治水。（县水务局）")
    imported = read_document(docx(*words), "x.docx")
    assert [draft.title for draft in imported.drafts] == ["种树", "修桥", "铺路", "治水"]


def test_a_table_of_people_is_no_task_table() -> None:
    people = (("序号", "姓名", "单位", "电话"), ("1", "张某", "县财政局", "1234"))
    imported = read_document(docx("1.种树。（县林业局）", people), "x.docx")
    assert [draft.title for draft in imported.drafts] == ["种树"]
    assert [problem.code for problem in imported.problems] == ["table-skipped"]


def test_a_table_that_goes_on_without_header() -> None:
    imported = read_document(
        docx("2026年任务表", TABLE, "（续）", (("2", "种树", "县林业局", "3月底前"),) * 2), "x.docx"
    )
    assert [draft.title for draft in imported.drafts] == ["修桥", "铺路", "种树", "种树"]


def numbered() -> bytes:
    """A document whose numbers Word counts itself."""
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(
            (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
        )
    )
    numbering = f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'

    def paragraph(text: str, depth: int) -> str:
        return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'

    body = (
        paragraph("城建", 0)
        + paragraph("修桥。（县交通局）", 1)
        + paragraph("铺路。（县交通局）", 1)
        + paragraph("水务", 0)
        + paragraph("治水。（县水务局）", 1)
    )
    return with_parts(
        docx("x"),
        {
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/numbering.xml": numbering,
        },
    )


def test_numbers_that_word_counts() -> None:
    assert [block.text for block in blocks(numbered()).blocks if isinstance(block, Paragraph)] == [
        *(
            "一、城建",
            "（一）修桥。（县交通局）",
            "（二）铺路。（县交通局）",
            "二、水务",
            "（一）治水。（县水务局）",
        ),
    ]


def test_deleted_text_is_left_out_and_told() -> None:
    body = (
        "<w:p><w:r><w:t>1.修桥。</w:t></w:r><w:del><w:r><w:delText>不修。</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>（县交通局）</w:t></w:r></w:ins><w:r><w:instrText>INCLUDETEXT x</w:instrText></w:r></w:p>"
    )
    document = blocks(
        with_parts(docx("x"), {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"})
    )
    assert [getattr(block, "text", "") for block in document.blocks] == ["1.修桥。（县交通局）"]
    assert [problem.code for problem in document.problems] == ["tracked-changes"]


def test_entities_are_not_expanded() -> None:
    text = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {W}><w:body><w:p><w:r><w:t>1.修桥&x;</w:t></w:r></w:p></w:body></w:document>'
    document = blocks(with_parts(docx("x"), {"word/document.xml": text}))
    assert [getattr(block, "text", "") for block in document.blocks] == ["1.修桥"]


def test_a_web_table_with_spans() -> None:
    page = (
        "<table border=1><tr><th>序号<th>民生实事<th>责任单位<th>完成时限</tr>"
        "<tr><td rowspan=2>1<td>建公园<td rowspan=2><p>县住建局</p><p>县财政局</p><td>2026年10月底前</tr>"
        "<tr><td>改<br>公厕<td>2026年12月底前</tr></table>"
    )
    assert said(read_document(page.encode(), "x.html")) == [
        ("1", "建公园", (), ("县住建局", "县财政局"), "2026-10-31"),
        ("1", "改公厕", (), ("县住建局", "县财政局"), "2026-12-31"),
    ]


_ARTICLE = "<p>某县人民政府关于2026年城市建设的意见</p><p>一、建公园。（县住建局牵头）</p><p>二、修桥。（县交通局牵头）</p>"


@pytest.mark.parametrize(
    "page",
    [
        f"<div>您所在的位置：<a href=/>首页</a> &gt; 民生实事</div>{_ARTICLE}",
        f"<ul><li><a href=/>首页</a> | <a href=/a>政务公开</a> | <a href=/b>互动</a></li></ul>{_ARTICLE}",
        f"{_ARTICLE}<div>主办：某县人民政府办公室　承办：某县大数据中心</div><p>某ICP备00000000号</p>",
        (
            "<p>机构概况</p><table><tr><th>索引号：</th><td>1</td><th>有效性：</th><td>有效</td></tr>"
            f"<tr><th>文　号：</th><td>某政发〔2026〕5号</td><th>主题词</th><td>城建</td></tr></table>{_ARTICLE}"
        ),
    ],
)
def test_what_a_site_writes_round_a_document_is_left_out(page: str) -> None:
    imported = read_document(f"<html><body>{page}</body></html>".encode(), "x.html")
    assert imported.source.title == "某县人民政府关于2026年城市建设的意见"
    assert [(draft.title, draft.lead) for draft in imported.drafts] == [
        ("建公园", ("县住建局",)),
        ("修桥", ("县交通局",)),
    ]
    assert imported.source.doc_no == ("某政发〔2026〕5号" if "某政发" in page else "")


def test_lines_of_a_text_set_as_it_is_are_lines() -> None:
    page = "<html><pre>一、建公园。（县住建局\n牵头）\n二、<b>修桥。</b>（县交通局牵头）\n</pre>三、修\n路。（县水务局牵头）</html>"
    assert [block.text for block in blocks(page.encode()).blocks if isinstance(block, Paragraph)] == [
        "一、建公园。（县住建局",
        "牵头）",
        "二、修桥。（县交通局牵头）",
        "三、修 路。（县水务局牵头）",
    ]


def test_struck_out_text_of_a_page_is_left_out() -> None:
    page = (
        "<html><p>1.修桥<del>不修</del>。（县交通局<s>县水务局</s>）</p>"
        "<table><tr><th>任务<th>责任单位</tr><tr><td>铺路<td>县交通局<strike><b>县水务局</b>、</strike>、县财政局</tr></table></html>"
    )
    assert [(draft.title, draft.lead) for draft in read_document(page.encode(), "x.html").drafts] == [
        ("修桥", ("县交通局",)),
        ("铺路", ()),
    ]
    assert read_document(page.encode(), "x.html").drafts[1].support == ("县交通局", "县财政局")


def test_a_ruled_table_in_a_pdf() -> None:
    cells = {
        **{(0, column): text for column, text in enumerate(("序号", "工作任务", "责任单位", "完成时限"))},
        (1, 0): "1",
        (1, 1): "新建城东公园一座并配套\n建设停车场",
        (1, 2): "县住建局\n县财政局",
        (1, 3): "10月底前",
        (2, 0): "2",
        (2, 1): "修路",
        (2, 2): "县交通局",
        (2, 3): "年底前",
    }
    page = written(60, 720, "2026年任务分工表") + ruled((60, 100, 244, 400, 540), (700, 670, 620, 580), cells)
    document = blocks(pdf([page]))
    assert [type(block) for block in document.blocks] == [Paragraph, TableBlock]
    assert said(read_document(pdf([page]), "x.pdf")) == [
        ("1", "新建城东公园一座并配套建设停车场", (), ("县住建局", "县财政局"), "2026-10-31"),
        ("2", "修路", ("县交通局",), (), "2026-12-31"),
    ]


def test_a_sentence_over_two_pages_is_one() -> None:
    pages = [
        printed(["一、城建", "（一）建设城东公园，完善配套设施，加强绿化养护，做好日"]),
        printed(["常管理工作。（县住建局）", "— 2 —"]),
    ]
    (draft,) = read_document(pdf(pages), "x.pdf").drafts
    assert draft.title == "建设城东公园，完善配套设施，加强绿化养护，做好日常管理工作"
    assert draft.place == "第1页"


def test_pages_without_text_are_named() -> None:
    imported = read_document(pdf([printed(["1.修桥。（县交通局）"]), "0 0 100 100 re f"]), "x.pdf")
    assert [problem.message for problem in imported.problems] == ["第 2 页没有文字（可能是扫描的），没有读。"]


def test_hidden_sheets_are_read_when_asked_for() -> None:
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    for row in (("任务", "牵头单位"), ("修桥", "县交通局")):
        page.append(row)
    other = book.create_sheet("藏")
    for row in (("任务", "牵头单位"), ("铺路", "县交通局")):
        other.append(row)
    other.sheet_state = "hidden"
    buffer = BytesIO()
    book.save(buffer)
    assert [draft.title for draft in read_document(buffer.getvalue(), "x.xlsx").drafts] == ["修桥"]
    both = read_document(buffer.getvalue(), "x.xlsx", wanted=ReadOptions(hidden=True))
    assert [draft.title for draft in both.drafts] == ["修桥", "铺路"]


@pytest.mark.parametrize("form", COPIES)
def test_radicals_are_read_as_the_characters_they_look_like(form: str) -> None:
    name = {"csv": "表.csv", "markdown": "文件.md"}.get(form, "文件.txt")
    (draft,) = read_document(COPIES[form], name, wanted=ReadOptions(year=2026)).drafts
    assert (draft.title, draft.lead, str(draft.due_on)) == ("改造水管网", ("县水务局",), "2026-12-31")
    assert draft.text == draft.text.translate({0x2F54: "水", 0x2ED4: "门"})
