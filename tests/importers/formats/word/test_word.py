"""What only Word has: notes, margins, text boxes, hidden and deleted text, lists that count themselves."""

import pytest
from tests.importers.makers import docx, with_parts

from duban.importers.formats.blocks import Document, TableBlock
from duban.importers.formats.detect import read_blocks
from duban.importers.read_document import read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def p(text: str, properties: str = "", more: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}{more}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells that are XML already."""
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def word(body: str, **parts: str) -> bytes:
    """A document of this body; further parts by name, each in its root element."""
    roots = {"footnotes": "footnotes", "endnotes": "endnotes", "header1": "hdr", "footer1": "ftr"}
    made = {
        f"word/{name}.xml": f"<w:{roots.get(name, name)} {W}>{text}</w:{roots.get(name, name)}>"
        for name, text in parts.items()
    }
    return with_parts(
        docx("x"), {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", **made}
    )


def blocks(data: bytes) -> Document:
    return read_blocks(data, "文件.docx")


def lines(data: bytes) -> list[str]:
    return [getattr(block, "text", "") for block in blocks(data).blocks]


def box(text: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{p(text)}</w:txbxContent></w:pict></w:r>"


HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
SHOWN = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r>'
ENDED = "<w:rPr><w:del/></w:rPr>"
GONE = "<w:del><w:r><w:delText>去</w:delText></w:r></w:del>"
TEXTS = {
    "hidden text": (p("甲", more=HIDDEN + SHOWN), ["甲明"]),
    "moved text": (
        p("甲", more=f"<w:moveFrom>{run('乙')}</w:moveFrom><w:moveTo>{run('丙')}</w:moveTo>"),
        ["甲丙"],
    ),
    "two paragraphs made one": (p("甲", ENDED) + p("乙"), ["甲乙"]),
    "three paragraphs made one": (p("甲", ENDED) + p("乙", ENDED) + p("丙"), ["甲乙丙"]),
    "nothing follows": (p("甲", ENDED), ["甲"]),
    "a table follows": (p("甲", ENDED) + table((p("乙"), p("丙")), (p("丁"), p("戊"))), ["甲", ""]),
    "a paragraph deleted whole": (p("甲") + p("", ENDED, GONE) + p("乙"), ["甲", "乙"]),
    "a paragraph moved whole": (
        p("甲") + p("", "<w:rPr><w:moveFrom/></w:rPr>", f"<w:moveFrom>{run('去')}</w:moveFrom>") + p("乙"),
        ["甲", "乙"],
    ),
    "content controls": (f"<w:sdt><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>", ["甲"]),
    "a text box": (p("甲", more=box("乙")), ["甲", "乙"]),
    "a text box within a text box": (
        p("甲", more=f"<w:r><w:pict><w:txbxContent>{p('乙', more=box('丙'))}</w:txbxContent></w:pict></w:r>"),
        ["甲", "乙", "丙"],
    ),
    "a text box in a cell": (table((p("甲"), p("乙", more=box("丙"))), (p("丁"), p("戊"))), ["", "丙"]),
    "a frame of one cell": (table((p("甲") + p("乙"),)), ["甲", "乙"]),
    "tabs and breaks": (p("甲", more=f"<w:r><w:tab/><w:br/></w:r>{run('乙')}"), ["甲", "乙"]),
}


@pytest.mark.parametrize(("body", "expected"), TEXTS.values(), ids=TEXTS)
def test_the_text_that_is_printed(body: str, expected: list[str]) -> None:
    assert lines(word(body)) == expected


def test_a_table_within_a_frame_stays_a_table() -> None:
    inner = table((p("工作任务"), p("责任单位")), (p("修桥"), p("县交通局")))
    (block,) = blocks(word(table((p("") + inner,)))).blocks
    assert isinstance(block, TableBlock)
    (draft,) = read_document(word(table((p("") + inner,))), "x.docx").drafts
    assert (draft.title, draft.lead) == ("修桥", ("县交通局",))


@pytest.mark.parametrize(
    ("body", "parts", "code", "message"),
    [
        (p("甲", more=HIDDEN), {}, "hidden-text", "文档里有隐藏的文字，没有读。"),
        (p("甲", more=SHOWN), {"comments": "<w:comment/>" * 2}, "comments", "文档里有 2 条批注，没有读。"),
        (
            p("甲", more=f"<w:moveFrom>{run('乙')}</w:moveFrom>"),
            {},
            "tracked-changes",
            "文档里有修订痕迹：按接受全部修订来读，删去的文字没有读。",
        ),
    ],
)
def test_what_is_left_out_is_told(body: str, parts: dict[str, str], code: str, message: str) -> None:
    assert [(each.code, each.message) for each in blocks(word(body, **parts)).problems] == [(code, message)]


def note(kind: str, number: int, text: str) -> str:
    return f'<w:{kind} w:id="{number}">{p(text)}</w:{kind}>'


def mark(kind: str, number: int = 2) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


FOOTNOTES = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>' + note(
    "footnote", 2, "指口袋公园。"
)


def test_footnotes_are_kept_with_their_task() -> None:
    body = (
        p("2026年任务")
        + p("1.建公园。（县住建局）", more=mark("footnote"))
        + p("2.治水。（县水务局）")
        + p("（1）清淤。", more=mark("endnote"))
        + p("（2）截污。")
    )
    data = word(body, footnotes=FOOTNOTES, endnotes=note("endnote", 2, "全线清淤。"))
    imported = read_document(data, "x.docx")
    assert [(draft.title, draft.note) for draft in imported.drafts] == [
        ("建公园", "脚注：指口袋公园。"),
        ("治水", "脚注：全线清淤。"),
    ]
    assert imported.problems == ()


def test_footnotes_of_a_table_go_to_their_row_or_are_listed() -> None:
    rows = (
        (p("工作任务"), p("责任单位", more=mark("footnote", 3))),
        (p("修桥"), p("县交通局")),
        (p("铺路", more=mark("footnote")), p("县交通局")),
    )
    data = word(table(*rows), footnotes=FOOTNOTES + note("footnote", 3, "排在第一位的牵头。"))
    imported = read_document(data, "x.docx")
    assert [(draft.title, draft.note) for draft in imported.drafts] == [
        ("修桥", ""),
        ("铺路", "脚注：指口袋公园。"),
    ]
    assert [(each.code, each.message) for each in imported.problems] == [
        ("footnote-unplaced", "表1!1行的脚注不属于哪一件，没有记：排在第一位的牵头。")
    ]


def test_a_deleted_footnote_is_gone() -> None:
    deleted = f"<w:del>{mark('footnote')}</w:del>"
    data = word(p("1.建公园。（县住建局）", more=deleted), footnotes=FOOTNOTES)
    assert [draft.note for draft in read_document(data, "x.docx").drafts] == [""]


def test_margins_serve_the_source() -> None:
    body = p("关于2026年重点工作的意见") + p("1.建公园。（县住建局）")
    header = p("某县人民政府文件　某政发〔2026〕9号")
    footer = p("某县人民政府办公室2026年3月2日印发") + p("— 1 —")
    source = read_document(word(body, header1=header, footer1=footer), "x.docx").source
    assert (source.doc_no, str(source.issued_on)) == ("某政发〔2026〕9号", "2026-03-02")
    said = p("某府办〔2026〕1号") + p("2026年1月5日")
    source = read_document(word(said + body, header1=header, footer1=footer), "x.docx").source
    assert (source.doc_no, str(source.issued_on)) == ("某府办〔2026〕1号", "2026-01-05")


def test_a_table_of_contents_is_no_outline() -> None:
    styles = '<w:style w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    body = p("一、城建\t1", '<w:pStyle w:val="T1"/>') + p("一、城建")
    assert lines(word(body, styles=styles)) == ["一、城建"]


# --- lists that count themselves -----------------------------------


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def listed(text: str, number: int, depth: int | None = 0) -> str:
    at = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    return p(text, f'<w:numPr>{at}<w:numId w:val="{number}"/></w:numPr>')


def numbers(*definitions: str) -> str:
    """Definition i belongs to list i + 1."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{place}">{levels}</w:abstractNum>'
        for place, levels in enumerate(definitions)
    )
    return abstract + "".join(
        f'<w:num w:numId="{place + 1}"><w:abstractNumId w:val="{place}"/></w:num>'
        for place in range(len(definitions))
    )


TWO = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.")
MORE = '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
AGAIN = MORE.replace(
    "</w:num>", '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num>'
)
STYLED = (
    '<w:style w:styleId="A"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="B"><w:name w:val="某"/><w:basedOn w:val="A"/></w:style>'
    '<w:style w:styleId="C"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)
LISTS = {
    "two lists of one definition count on": (
        listed("甲", 1) + listed("乙", 2) + listed("丙", 1),
        {"numbering": numbers(TWO) + MORE},
        ["一、甲", "二、乙", "三、丙"],
    ),
    "one starts anew": (
        listed("甲", 1) + listed("乙", 2) + listed("丙", 2),
        {"numbering": numbers(TWO) + AGAIN},
        ["一、甲", "三、乙", "四、丙"],
    ),
    "a level begins again under the next": (
        listed("甲", 1) + listed("乙", 1, 1) + listed("丙", 1) + listed("丁", 1, 1),
        {"numbering": numbers(TWO)},
        ["一、甲", "1.乙", "二、丙", "1.丁"],
    ),
    "a level that never begins again": (
        listed("甲", 1) + listed("乙", 1, 1) + listed("丙", 1) + listed("丁", 1, 1),
        {
            "numbering": numbers(
                level(0, "chineseCounting", "第%1章")
                + level(1, "chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/>')
            )
        },
        ["第一章 甲", "第一条 乙", "第二章 丙", "第二条 丁"],
    ),
    "a deleted paragraph counts for nothing": (
        listed("甲", 1) + p("", f'<w:numPr><w:numId w:val="1"/></w:numPr>{ENDED}', GONE) + listed("乙", 1),
        {"numbering": numbers(TWO)},
        ["一、甲", "二、乙"],
    ),
    "stems and branches": (
        listed("甲", 1) + listed("乙", 1, 1),
        {
            "numbering": numbers(
                level(0, "ideographTraditional", "%1、") + level(1, "ideographZodiac", "%2、")
            )
        },
        ["甲、甲", "子、乙"],
    ),
    "a style numbers": (
        p("甲", '<w:pStyle w:val="A"/>')
        + p("乙", '<w:pStyle w:val="B"/>')
        + p("丙", '<w:pStyle w:val="C"/>'),
        {
            "numbering": numbers(
                TWO.replace("<w:lvlText", '<w:pStyle w:val="C"/><w:lvlText', 2).replace('"C"', '"A"', 1)
            ),
            "styles": STYLED,
        },
        ["一、甲", "二、乙", "1.丙"],
    ),
    "a definition that names a style": (
        listed("甲", 2),
        {
            "numbering": numbers(TWO, '<w:numStyleLink w:val="S"/>'),
            "styles": '<w:style w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
        },
        ["一、甲"],
    ),
    "styles in a circle": (
        p("甲", '<w:pStyle w:val="A"/>'),
        {
            "styles": '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        },
        ["甲"],
    ),
    "no such list": (listed("甲", 9) + listed("乙", 0), {"numbering": numbers(TWO)}, ["甲", "乙"]),
}


@pytest.mark.parametrize(("body", "parts", "expected"), LISTS.values(), ids=LISTS)
def test_lists_count_as_word_counts(body: str, parts: dict[str, str], expected: list[str]) -> None:
    assert lines(word(body, **parts)) == expected
