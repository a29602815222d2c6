"""What only a PDF has: lines to join, pages with headers and numbers, tables without rules, rows cut by a page break."""

from collections.abc import Iterable, Sequence

import pytest
from tests.importers.makers import pdf, ruled, written

from duban.importers.formats.blocks import Document, Paragraph, TableBlock
from duban.importers.formats.detect import read_blocks
from duban.importers.read_document import read_document

XS = (60, 110, 290, 400, 510)
HEAD = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限")
Cells = Sequence[str]


def spread(rows: Iterable[Cells], top: int = 720, xs: Sequence[int] = XS, *, middle: bool = False) -> str:
    """Rows of cells without any rule; a cell of several lines makes its row higher, `middle` sets cells in its middle."""
    drawn, y = "", float(top)
    for row in rows:
        lines = [cell.split("\n") for cell in row]
        height = max(map(len, lines))
        for x, cell in zip(xs, lines, strict=False):
            begin = y - (height - len(cell)) * 8 if middle else y
            drawn += "".join(written(x, begin - 16 * place, line) for place, line in enumerate(cell) if line)
        y -= 16 * height
    return drawn


def tables(data: bytes) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in block.grid.rows]
        for block in read_blocks(data, "x.pdf").blocks
        if isinstance(block, TableBlock)
    ]


def texts(data: bytes) -> list[str]:
    return [block.text for block in read_blocks(data, "x.pdf").blocks if isinstance(block, Paragraph)]


def said(data: bytes) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...], str]]:
    return [
        (draft.number, draft.title, draft.lead, draft.support, str(draft.due_on))
        for draft in read_document(data, "x.pdf").drafts
    ]


ONE = ("1", "新建城东公园并配套建设停\n车场", "县住建局", "县自然资源\n局、县财政局", "10月底前")
TWO = ("2", "修路", "县交通局", "", "年底前")
TITLE = written(200, 760, "2026年任务分工表")
BOTH = [
    ("1", "新建城东公园并配套建设停车场", ("县住建局",), ("县自然资源局", "县财政局"), "2026-10-31"),
    ("2", "修路", ("县交通局",), (), "2026-12-31"),
]


def test_a_table_without_rules() -> None:
    page = (
        TITLE
        + spread((HEAD, ONE, TWO))
        + written(60, 500, "以上任务请各单位认真组织实施，并于每月底前将进展报县政府督查室。")
    )
    assert said(pdf([page])) == BOTH
    assert texts(pdf([page]))[-1].startswith("以上任务")


@pytest.mark.parametrize(
    ("rotation", "matrix"), [(90, "0 1 -1 0 595 0"), (180, "-1 0 0 -1 595 842"), (270, "0 -1 1 0 0 842")]
)
def test_a_page_that_is_turned_when_it_is_shown(rotation: int, matrix: str) -> None:
    title = written(60, 560, "2026年任务分工表")
    for drawn in (spread((HEAD, ONE, TWO), 530), framed((HEAD, ONE, TWO), 530)):
        page = pdf([f"{matrix} cm\n{title}{drawn}"])
        shown = page.replace(b"842] /Resources", f"842] /Rotate {rotation} /Resources".encode())
        assert [each[1:3] for each in said(shown)] == [each[1:3] for each in BOTH]


def test_a_watermark_is_no_text() -> None:
    mark = "仅供内部使用".encode("utf-16-be").hex()
    drawn = f"q 0.7 0.7 -0.7 0.7 100 600 cm BT /F1 40 Tf 0 0 Td <{mark}> Tj ET Q\n"
    assert said(pdf([TITLE + spread((HEAD, ONE, TWO)) + drawn])) == BOTH


def test_a_table_whose_cells_stand_in_the_middle() -> None:
    assert said(pdf([TITLE + spread((HEAD, ONE, TWO, ("3", *ONE[1:])), middle=True)])) == [
        *BOTH,
        ("3", *BOTH[0][1:]),
    ]


def test_a_table_without_numbers() -> None:
    rows = [row[1:] for row in (HEAD, ONE, TWO)]
    assert said(pdf([TITLE + spread(rows, xs=XS[1:])])) == [("", *each[1:]) for each in BOTH]


def test_headings_over_groups_of_rows() -> None:
    groups = (HEAD, ("一、城市建设",), ONE, ("二、交通",), TWO)
    imported = read_document(pdf([TITLE + spread(groups)]), "x.pdf")
    assert [(draft.title, draft.group) for draft in imported.drafts] == [
        (BOTH[0][1], "一、城市建设"),
        ("修路", "二、交通"),
    ]


def test_headings_set_in_the_middle_of_their_columns() -> None:
    head = spread((HEAD,), xs=(70, 190, 330, 440, 530))
    assert said(pdf([TITLE + head + spread((ONE, TWO), top=704)])) == BOTH


def test_headings_set_wide() -> None:
    drawn = TITLE + written(60, 720, "序") + written(90, 720, "号") + spread((("", *HEAD[1:]), TWO))
    assert said(pdf([drawn])) == BOTH[1:]


@pytest.mark.parametrize("head", [(), (HEAD,)], ids=["once", "again on each page"])
def test_a_table_goes_on_over_the_page(head: Sequence[Cells]) -> None:
    cut = ("1", "新建城东公园并配套建设停", "县住建局", "县自然资源", "10月底前")
    rest = ("", "车场", "", "局、县财政局", "")
    pages = [TITLE + spread((HEAD, ("0", *TWO[1:]), cut)), spread((*head, rest, TWO))]
    assert said(pdf(pages)) == [("0", *BOTH[1][1:]), *BOTH]
    assert [draft.place for draft in read_document(pdf(pages), "x.pdf").drafts] == [
        "第1页!2行",
        "第1页!3行",
        "第2页!2行",
    ]


def test_prose_with_such_words_is_no_table() -> None:
    line = "工作任务、牵头单位、配合单位和完成时限要逐项明确。"
    assert tables(pdf([written(60, 700, line)])) == []
    alone = spread((HEAD,), xs=(60, 110, 190, 270, 350)) + written(
        60, 600, "没有表格，只有一行长长的文字写满了这一页的宽度，一直写到右边。"
    )
    assert tables(pdf([alone])) == []
    assert texts(pdf([alone]))[0] == " ".join(HEAD)


FRAME = (50, 90, 270, 350, 482, 560)


def framed(rows: Sequence[Cells], top: int = 700) -> str:
    ys = [top]
    for row in rows:
        ys.append(ys[-1] - 8 - 16 * max(len(cell.split("\n")) for cell in row))
    cells = {
        (place, column): cell for place, row in enumerate(rows) for column, cell in enumerate(row) if cell
    }
    return ruled(FRAME, ys, cells)


def test_a_line_of_a_cell_that_has_no_room_left_goes_on() -> None:
    full = (
        "1",
        "新建城东公园并配套建设停车场\n和绿地",
        "县住建局\n县林业局",
        "县自然资源局、县财政\n局、县水务局",
        "10月底前",
    )
    ((_, row, _),) = tables(pdf([TITLE + framed((HEAD, full, TWO))]))
    assert row[1:4] == [
        "新建城东公园并配套建设停车场和绿地",
        "县住建局\n县林业局",
        "县自然资源局、县财政局、县水务局",
    ]


def test_a_ruled_row_cut_by_the_page_is_one() -> None:
    cut = ("1", "新建城东公园并配套建设停", "县住建局", "县自然资源局、", "10月")
    rest = ("", "车场", "", "县财政局", "底前")
    pages = [TITLE + framed((HEAD, ("0", *TWO[1:]), cut)), framed((HEAD, rest, TWO))]
    assert said(pdf(pages)) == [("0", *BOTH[1][1:]), *BOTH]


def test_a_row_whose_number_the_page_cut_is_one() -> None:
    whole = [(f"A1{count}", f"办{count}号事", "县住建局", "县财政局", "10月底前") for count in (1, 2, 4)]
    halves = (("A1", "修", "县住建", "县财政", "11月"), ("3", "路", "局", "局", "底前"))
    pages = [TITLE + framed((HEAD, *whole[:2], halves[0])), framed((HEAD, halves[1], whole[2]))]
    assert [row[:2] for row in said(pdf(pages))] == [
        ("A11", "办1号事"),
        ("A12", "办2号事"),
        ("A13", "修路"),
        ("A14", "办4号事"),
    ]


def test_a_row_of_its_own_under_a_merged_number_stays() -> None:
    own = ("", "修桥", "", "", "11月底前")
    pages = [TITLE + framed((HEAD, ONE)), framed((own, TWO))]
    assert [row[1] for table in tables(pdf(pages)) for row in table] == [
        "工作任务",
        "新建城东公园并配套建设停\n车场",
        "修桥",
        "修路",
    ]


def paged(*pages: Sequence[str], left: int = 60, foot: str = "— {} —") -> bytes:
    """Pages of lines, a header over each and its number below."""
    return pdf(
        written(250, 800, "某县人民政府文件汇编")
        + "".join(written(left, 760 - 20 * place, line) for place, line in enumerate(lines))
        + written(280, 40, foot.format(number))
        for number, lines in enumerate(pages, 1)
    )


LONG = "坚持问题导向健全工作机制明确责任分工强化督促检查确保各项任务落实并按时完成"


@pytest.mark.parametrize("foot", ["— {} —", "第 {} 页 共 3 页", "{}", "第{}页"])
def test_headers_and_page_numbers_are_no_text(foot: str) -> None:
    pages = (["一、城建", "（一）" + LONG[:36]], ["到位。（县住建局）"], ["二、水务"])
    assert texts(paged(*pages, foot=foot)) == ["一、城建", f"（一）{LONG[:36]}到位。（县住建局）", "二、水务"]


def test_a_number_within_a_page_stays() -> None:
    lines = ["工作", "任务", "1", "修桥", "县交通局"]
    assert texts(paged(lines, lines[::-1], ["完"])) == [*lines, *lines[::-1], "完"]


def test_what_two_pages_share_may_be_a_cell() -> None:
    assert texts(pdf([written(60, 700, "县住建局"), written(60, 700, "县住建局")])) == [
        "县住建局",
        "县住建局",
    ]


def test_a_header_may_hold_the_number_of_the_document() -> None:
    pages = [
        written(60, 800, "某政发〔2026〕9号") + written(60, 700, f"{number}.{what}。（县水务局）")
        for number, what in enumerate(("治水", "修渠", "清淤"), 1)
    ]
    assert read_document(pdf(pages), "x.pdf").source.doc_no == "某政发〔2026〕9号"


def test_what_is_indented_begins() -> None:
    lines = [(84, LONG[:36]), (60, "1.5公里。" + LONG[:32]), (84, "2.治水" + LONG[:32]), (60, "完成。")] * 3
    page = "".join(written(x, 780 - 20 * place, line) for place, (x, line) in enumerate(lines))
    assert texts(pdf([page])) == [f"{LONG[:36]}1.5公里。{LONG[:32]}", f"2.治水{LONG[:32]}完成。"] * 3


def test_characters_stand_where_they_are_printed() -> None:
    page = (
        written(60, 700, "实施") + written(96, 700, "行动") + written(84, 700, "“") + written(120, 700, "”")
    )
    assert texts(pdf([page])) == ["实施“行动”"]


def test_narrow_space_between_chinese_and_digits_is_none() -> None:
    page = (
        written(60, 700, "2026") + written(111, 700, "年") + written(126, 700, "A") + written(142, 700, "B")
    )
    assert texts(pdf([page])) == ["2026年A B"]


def test_an_open_bracket_is_closed_first() -> None:
    first = "（一）" + LONG[:34] + "。（"
    page = written(60, 700, first) + written(60, 680, "牵头单位：县住建局；配合单位：县财政局）")
    (draft,) = read_document(pdf([page]), "x.pdf").drafts
    assert (draft.lead, draft.support) == (("县住建局",), ("县财政局",))


def test_nothing_is_lost_between_tables() -> None:
    page = (
        written(60, 780, "甲") + framed((HEAD, TWO), 760) + written(60, 650, "乙") + framed((HEAD, TWO), 630)
    )
    document: Document = read_blocks(pdf([page]), "x.pdf")
    assert [type(block) for block in document.blocks] == [Paragraph, TableBlock, Paragraph, TableBlock]


NOTES = {
    "/Subtype /Text /Contents (a)": 1,
    "/Subtype /FreeText /Contents (a)": 1,
    "/Subtype /StrikeOut /QuadPoints [0 9 9 9 0 0 9 0]": 1,
    "/Subtype /Widget /FT /Tx /T (a) /V (b)": 1,
    "/Subtype /Widget /FT /Tx /T (a)": 0,
    "/Subtype /Link": 0,
    "/Subtype /Highlight /QuadPoints [0 9 9 9 0 0 9 0]": 0,
}


@pytest.mark.parametrize("note", NOTES)
def test_what_was_written_on_a_page_afterwards_is_told(note: str) -> None:
    data = pdf([written(60, 700, "1.修桥。（县交通局牵头）")])
    marked = f"/Annots [<< /Type /Annot /Rect [0 0 9 9] {note} >>] /MediaBox".encode()
    problems = read_document(data.replace(b"/MediaBox", marked), "x.pdf").problems
    message = "第 1 页有批注、后来添的或划掉的字，或表单里填的字，没有理会。"
    assert [each.message for each in problems] == [message] * NOTES[note]
