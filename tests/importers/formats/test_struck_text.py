"""What is struck through counts as deleted, in every format that can say so, and one notice says where it stood."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from tests.importers.makers import docx, with_parts

from duban.importers.drafts.draft import Draft, Imported
from duban.importers.read_document import read_document

HEAD = ("序号", "工作任务", "牵头单位", "完成时限", "备注")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRUCK = Font(strike=True)


def rich(*pieces: str | tuple[str, bool]) -> CellRichText:
    """A text whose pieces bear a format of their own where they say whether they are struck through."""
    blocks = (
        each if isinstance(each, str) else TextBlock(InlineFont(strike=each[1]), each[0]) for each in pieces
    )
    return CellRichText(*blocks)


def book(cells: dict[str, Any], struck: tuple[str, ...] = ()) -> Worksheet:
    """Three tasks, some cells otherwise, some struck through as a whole."""
    page = Workbook().worksheets[0]
    page.append(HEAD)
    for number, title in enumerate(("修桥", "铺路", "建校"), 1):
        page.append((number, title, "县交通局", "2026年10月31日", None))
    for place, value in cells.items():
        page[place] = value
    for place in struck:
        page[place].font = STRUCK
    return page


def saved(page: Worksheet) -> bytes:
    buffer = io.BytesIO()
    assert page.parent is not None
    page.parent.save(buffer)
    return buffer.getvalue()


def read(data: bytes, name: str = "表.xlsx") -> Imported:
    return read_document(data, name)


def told(imported: Imported) -> list[str]:
    return [each.message for each in imported.problems if each.code == "struck-text"]


def second(imported: Imported) -> Draft:
    return imported.drafts[1]


ROW_3 = ("A3", "B3", "C3", "D3")
SHEETS = {
    "a day struck, the new one behind it": (
        book({"D3": rich(("2026年10月31日", True), ("2026年12月31日", False))}),
        ("铺路", ("县交通局",), date(2026, 12, 31)),
        ["第3行“2026年10月31日”"],
    ),
    "a unit struck before one without a format of its own": (
        book({"C3": rich(("县住建局", True), "县水务局")}),
        ("铺路", ("县水务局",), date(2026, 10, 31)),
        ["第3行“县住建局”"],
    ),
    "a whole cell": (
        book({"E3": "暂缓"}, ("E3",)),
        ("铺路", ("县交通局",), date(2026, 10, 31)),
        ["第3行“暂缓”"],
    ),
    "a whole cell but for one piece": (
        book({"C3": rich("县住建局、", ("县水务局", False))}, ("C3",)),
        ("铺路", ("县水务局",), date(2026, 10, 31)),
        ["第3行“县住建局、”"],
    ),
    "a day that is a number": (
        book({"D3": date(2026, 9, 30)}, ("D3",)),
        ("铺路", ("县交通局",), None),
        ["第3行“2026-09-30”"],
    ),
    "said not to be struck": (
        book({"C3": rich(("县", False), ("水务局", False))}),
        ("铺路", ("县水务局",), date(2026, 10, 31)),
        [],
    ),
    "a whole row": (book({}, ROW_3), ("建校", ("县交通局",), date(2026, 10, 31)), ["第3行整行"]),
    "a whole row but for its number": (
        book({}, ROW_3[1:]),
        ("建校", ("县交通局",), date(2026, 10, 31)),
        ["第3行“铺路”", "第3行“县交通局”", "第3行“2026年10月31日”"],
    ),
    "the last row": (
        book({}, ("A4", "B4", "C4", "D4")),
        ("铺路", ("县交通局",), date(2026, 10, 31)),
        ["第4行整行"],
    ),
}


@pytest.mark.parametrize("case", SHEETS)
def test_a_workbook(case: str) -> None:
    page, expected, words = SHEETS[case]
    imported = read(saved(page))
    draft = second(imported)
    assert (draft.title, draft.lead, draft.due_on) == expected
    assert told(imported) == (
        [f"有划了删除线的文字，当作已经删去，没有读：{'、'.join(words)}。"] if words else []
    )
    assert all(
        word.strip("“”").split("“")[-1] not in (each.text or "")
        for word in words[:0]
        for each in imported.drafts
    )


def test_what_is_merged_goes_as_its_first_cell() -> None:
    page = book({"C2": "县住建局"}, ("C2",))
    page.merge_cells("C2:C4")
    assert [draft.lead for draft in read(saved(page)).drafts] == [()] * 3


def test_a_condition_strikes_nothing() -> None:
    page = book({})
    rule: Any = FormulaRule  # its stubs are bare
    page.conditional_formatting.add("A3:E3", rule(formula=["TRUE"], font=STRUCK))
    imported = read(saved(page))
    assert (len(imported.drafts), told(imported)) == (3, [])


SHARED = (
    "<si><t>甲</t></si><si><r><rPr><strike/></rPr><t>县住建局</t></r><r><rPr><b/></rPr><t>县水务局</t></r></si>"
    "<si><r><t>县住建局、</t></r><r><rPr><b/></rPr><t>县水务局</t></r></si>"
)


@pytest.mark.parametrize(("string", "struck"), [(1, ()), (2, ("C3",))])
def test_strings_that_the_sheets_share(string: int, struck: tuple[str, ...]) -> None:
    data = saved(book({"C3": "县财政局"}, struck))
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name).decode() for name in archive.namelist()}
    shared, found = re.subn(
        r'(<c r="C3"[^>]*) t="inlineStr">.*?</c>', rf'\1 t="s"><v>{string}</v></c>', held[sheet]
    )
    assert found == 1
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = held["[Content_Types].xml"].replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    )
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{SHARED}</sst>'
    parts = {sheet: shared, "[Content_Types].xml": types, "xl/sharedStrings.xml": strings}
    imported = read(with_parts(data, parts))
    assert (second(imported).lead, len(told(imported))) == (("县水务局",), 1)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


STYLES = (
    f"<w:styles {W}><w:style w:type='character' w:styleId='废'><w:rPr><w:strike/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='承'><w:basedOn w:val='废'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='段'><w:rPr><w:strike/></w:rPr></w:style></w:styles>"
)
RUNS = {
    "single": run("县住建局、", "<w:strike/>"),
    "double": run("县住建局、", "<w:dstrike w:val='true'/>"),
    "by its style": run("县住建局、", "<w:rStyle w:val='废'/>"),
    "by what its style is based on": run("县住建局、", "<w:rStyle w:val='承'/>"),
    "in two runs": run("县住", "<w:strike/>") + run("建局、", "<w:strike w:val='on'/>"),
    "within an insertion": f"<w:ins>{run('县住建局、', '<w:strike/>')}</w:ins>",
}
KEPT = {
    "said not to be": run("县住建局、", "<w:strike w:val='0'/>"),
    "said not to be, against its style": run("县住建局、", "<w:rStyle w:val='废'/><w:strike w:val='false'/>"),
}


def word(runs: str, style: str = "") -> bytes:
    item = f"<w:p><w:pPr>{style}</w:pPr>{run('1.修桥。（')}{runs}{run('县交通局牵头，10月底前完成）')}</w:p>"
    body = f"<w:p>{run('2026年重点工作')}</w:p>{item}<w:p>{run('2.铺路。（县水务局牵头，年底前完成）')}</w:p>"
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return with_parts(docx("x"), {"word/document.xml": document, "word/styles.xml": STYLES})


@pytest.mark.parametrize("case", RUNS)
def test_a_word_document(case: str) -> None:
    imported = read(word(RUNS[case]), "文.docx")
    assert (imported.drafts[0].lead, imported.drafts[0].support) == (("县交通局",), ())
    assert told(imported) == ["有划了删除线的文字，当作已经删去，没有读：“县住建局、”。"]
    assert "tracked-changes" not in {each.code for each in imported.problems} or "insertion" in case


@pytest.mark.parametrize("case", KEPT)
def test_a_word_document_that_says_it_is_not_struck(case: str) -> None:
    imported = read(word(KEPT[case]), "文.docx")
    assert "县住建局" in imported.drafts[0].text
    assert told(imported) == []


def test_a_paragraph_whose_style_strikes() -> None:
    imported = read(word("", "<w:pStyle w:val='段'/>"), "文.docx")
    assert [draft.title for draft in imported.drafts] == ["铺路"]
    assert told(imported) == [
        "有划了删除线的文字，当作已经删去，没有读：“1.修桥。（县交通局牵头，10月底前完…”。"
    ]


BELOW = (
    ("<w:style w:type='paragraph' w:default='1' w:styleId='常'><w:rPr><w:strike/></w:rPr></w:style>", ""),
    ("<w:docDefaults><w:rPrDefault><w:rPr><w:strike/></w:rPr></w:rPrDefault></w:docDefaults>", ""),
    (
        "<w:style w:type='table' w:styleId='格'><w:rPr><w:strike/></w:rPr></w:style>",
        "<w:tblPr><w:tblStyle w:val='格'/></w:tblPr>",
    ),
)


@pytest.mark.parametrize(
    ("styles", "table"), BELOW, ids=["the usual style", "the defaults", "a table's style"]
)
def test_what_a_word_document_strikes_from_below(styles: str, table: str) -> None:
    texts = ("序号", "工作任务", "责任单位"), ("1", "修桥", "县交通局"), ("2", "铺路", "县水务局")
    off = "<w:strike w:val='0'/>"
    rows = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p>{run(text, '' if row == 1 else off)}</w:p></w:tc>" for text in cells)
        + "</w:tr>"
        for row, cells in enumerate(texts)
    )
    document = f"<w:document {W}><w:body><w:tbl>{table}{rows}</w:tbl></w:body></w:document>"
    parts = {"word/document.xml": document, "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>"}
    imported = read(with_parts(docx("x"), parts), "文.docx")
    assert [draft.title for draft in imported.drafts] == ["铺路"]
    assert told(imported) == ["有划了删除线的文字，当作已经删去，没有读：“1”、“修桥”、“县交通局”。"]


PAGE = "<html><head><style>{rules}</style></head><body><p>1.修桥。（{struck}县交通局牵头）</p><p>2.铺路。（县水务局牵头）</p></body></html>"
MARKS = {
    "s": "<s>县住建局、</s>",
    "del": "<del>县住建局、</del>",
    "strike within s": "<s>县<strike>住建局、</strike></s>",
    "a style": "<span style='color:red; text-decoration: line-through'>县住建局、</span>",
    "the longer name of the style": "<b style='TEXT-DECORATION-LINE:LINE-THROUGH'>县住建局、</b>",
    "a class, as Excel saves it": "<font class='font5'>县住建局、</font>",
    "a class that is told with a tag": "<span class='x old'>县住建局、</span>",
    "what stands within a class": "<span class=gone><i><b>县住建局、</b></i></span>",
    "what stands right within": "<span class=near><b>县住建局、</b></span>",
    "a name": "<span id=n1>县住建局、</span>",
    "a tag": "<u>县住建局、</u>",
    "an attribute": "<span data-state=off>县住建局、</span>",
    "a rule in capitals, for one medium, behind a remark": "<span class=late>县住建局、</span>",
}
RULES = (
    "<!-- .font5 {color:red;\n text-decoration:line-through;} span.old, .older {text-decoration:line-through} .x {color:red}"
    " .gone b {text-decoration:line-through} .near > b, #n1, u, [data-state='off'] {text-decoration: line-through}"
    " @media screen { /* } p */ .late /* { */ {TEXT-DECORATION:LINE-THROUGH} } -->"
)
PLAIN = {
    "a rule for a moment": "<span class=hover>县住建局、</span>",
    "a rule for what stands elsewhere": "<i><b>县住建局、</b></i>",
    "right within only": "<span class=near><i><b>县住建局、</b></i></span>",
    "its own word": "<span class=old style='text-decoration:none'>县住建局、</span>",
}


@pytest.mark.parametrize("case", MARKS)
def test_a_page(case: str) -> None:
    page = PAGE.format(rules=RULES, struck=MARKS[case])
    imported = read(page.encode(), "页.html")
    assert [(draft.title, draft.lead, draft.support) for draft in imported.drafts] == [
        ("修桥", ("县交通局",), ()),
        ("铺路", ("县水务局",), ()),
    ]
    assert told(imported) == ["有划了删除线的文字，当作已经删去，没有读：“县住建局、”。"]


@pytest.mark.parametrize("case", PLAIN)
def test_a_page_that_strikes_nothing_there(case: str) -> None:
    rules = RULES.replace("-->", ".hover:hover {text-decoration:line-through} -->")
    imported = read(PAGE.format(rules=rules, struck=PLAIN[case]).encode(), "页.html")
    assert "县住建局" in imported.drafts[0].text
    assert told(imported) == []


def test_a_row_of_a_page_keeps_its_cells() -> None:
    rows = (
        "<tr><th>序号<th>任务<th>责任单位</tr><tr><td>1<td>修桥<td rowspan=3>县交通局</tr>"
        "<tr style='text-decoration:line-through'><td>2<td>铺路</tr><tr><td>3<td>建校</tr>"
    )
    imported = read(f"<html><meta charset=utf-8><table>{rows}</table></html>".encode(), "页.html")
    assert [(draft.title, draft.lead) for draft in imported.drafts] == [
        ("修桥", ("县交通局",)),
        ("建校", ("县交通局",)),
    ]
    assert told(imported) == ["有划了删除线的文字，当作已经删去，没有读：“2铺路”。"]


@pytest.mark.parametrize("struck", ["~~县住建局、~~", "<s>县住建局、</s>", "<del>县住建局、</del>"])
def test_markdown(struck: str) -> None:
    imported = read(
        f"# 2026年重点工作\n\n1.修桥。（{struck}县交通局牵头）\n\n2.铺路。（县水务局牵头）\n".encode(),
        "文.md",
    )
    assert imported.drafts[0].lead == ("县交通局",)
    assert told(imported) == ["有划了删除线的文字，当作已经删去，没有读：“县住建局、”。"]


def test_many_are_counted() -> None:
    page = book({f"E{row}": f"备注{row}" for row in range(2, 5)}, ("E2", "E3", "E4"))
    for row in range(5, 15):
        page.append((row, f"事项{row}", "县交通局", "2026年10月31日", "旧"))
        page[f"E{row}"].font = STRUCK
    (message,) = told(read(saved(page)))
    assert message.endswith("第8行“旧”、第9行“旧”等 13 处。")
