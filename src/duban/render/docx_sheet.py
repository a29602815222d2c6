"""Sheets as a Word document of plain tables: for reports that go on into other documents.

Bytes out, no file is written. The official layout of documents is not this module's.
"""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from duban.render.cells import cell_text
from duban.render.escape import visible, visible_lines
from duban.render.width import width
from duban.views.sheet import Cell, Column, Kind, Mark, Sheet, Table

if TYPE_CHECKING:
    from docx.document import Document

_BODY, _HEAD, _TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
_LATIN = "Times New Roman"
_COLOURS = {Mark.LATE: "C00000", Mark.SOON: "B45F06", Mark.GOOD: "38761D", Mark.MUTED: "7F7F7F"}
_HEAD_FILL, _GROUP_FILL = "D9E2F3", "F2F2F2"
_PAGE_WIDTH, _MARGIN = 297, 20
"""A4 landscape, in millimetres."""
_TWIPS = 56.7
"""Twentieths of a point in a millimetre."""
_COLUMN_TWIPS, _CELL_TWIPS = 105, 240
"""A column of half a character at 10 points, and the margins of a cell."""
_MOST_FIXED = 0.6
_NARROW, _WIDE = 6, 40


def render(*sheets: Sheet, figures: Sequence[bytes] = ()) -> bytes:
    """One document: the first sheet's title is its title, those of the others its headings.

    `figures` are pictures (PNG), each shown under the tables of the first sheet.
    """
    from docx import Document
    from docx.shared import Mm

    paper = Document()
    _set_page(paper)
    for place, sheet in enumerate(sheets):
        _sheet(paper, sheet, place)
        for figure in figures if not place else ():
            paper.add_picture(io.BytesIO(figure), width=Mm(_PAGE_WIDTH - 2 * _MARGIN))
    paper.core_properties.author = ""
    paper.core_properties.comments = ""
    paper.core_properties.title = visible(sheets[0].title) if sheets else ""
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _set_page(paper: "Document") -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_PAGE_WIDTH), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    normal: Any = paper.styles["Normal"]
    normal.font.name, normal.font.size = _LATIN, Pt(12)
    normal.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), _BODY)


def _sheet(paper: "Document", sheet: Sheet, place: int) -> None:
    if sheet.title:
        _line(paper, visible(sheet.title), _HEAD if place else _TITLE, 16 if place else 22, centred=not place)
    for text in sheet.paragraphs:
        _line(paper, visible_lines(text), _BODY, 12)
    for table in sheet.tables:
        if table.title:
            _line(paper, visible(table.title), _HEAD, 12)
        _table(paper, table)
    for text in sheet.notes:
        _line(paper, visible_lines(text), _BODY, 10)


def _line(paper: "Document", text: str, font: str, points: int, *, centred: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.name, run.font.size = _LATIN, Pt(points)
    fonts: Any = run._element.get_or_add_rPr().rFonts  # noqa: SLF001 - python-docx has no other way to a Chinese font
    fonts.set(qn("w:eastAsia"), font)


def _table(paper: "Document", table: Table) -> None:
    """A table with a repeated header. Rows are made as XML: a thousand through the library would take a minute."""
    made: Any = paper.add_table(rows=0, cols=len(table.columns))
    made.style = "Table Grid"
    made.autofit = False
    element = made._tbl  # noqa: SLF001 - the library builds cells one by one, and slowly
    widths = _widths(table)
    for column, twips in zip(element.tblGrid.gridCol_lst, widths, strict=True):
        column.w = int(twips * 635)
    heads = [(visible(column.title), "", "") for column in table.columns]
    element.append(_row(heads, widths, fill=_HEAD_FILL, head=True))
    for section in table.sections():
        if section.title:
            element.append(_row([(visible(section.title), "", "")], [sum(widths)], _GROUP_FILL, len(widths)))
        for cells in section.rows:
            element.append(_row(list(map(_shown, cells, table.columns)), widths))
    paper.add_paragraph()


Shown = tuple[str, str, str]
"""The text of a cell, the side it is set to, its colour."""


def _shown(cell: Cell, column: Column) -> Shown:
    side = "right" if column.kind in {Kind.INT, Kind.PERCENT} else ""
    return visible_lines(cell_text(cell, column)), side, _COLOURS.get(cell.mark, "") if cell.mark else ""


def _row(
    shown: Sequence[Shown], widths: Sequence[int], fill: str = "", spans: int = 0, *, head: bool = False
) -> Any:  # noqa: ANN401 - lxml's elements have no type here
    row = _element("w:tr")
    properties = _child(row, "w:trPr")
    _child(properties, "w:cantSplit")
    if head:
        _child(properties, "w:tblHeader")
    for each, twips in zip(shown, widths, strict=True):
        cell = _child(row, "w:tc")
        told = _child(cell, "w:tcPr")
        _child(told, "w:tcW", w=str(twips), type="dxa")
        if spans:
            _child(told, "w:gridSpan", val=str(spans))
        if fill:
            _child(told, "w:shd", val="clear", color="auto", fill=fill)
        _paragraph(cell, each, bold=bool(fill))
    return row


def _paragraph(cell: Any, shown: Shown, *, bold: bool) -> None:  # noqa: ANN401 - the same
    text, side, colour = shown
    paragraph = _child(cell, "w:p")
    form = _child(paragraph, "w:pPr")
    _child(form, "w:spacing", before="30", after="30", line="260", lineRule="atLeast")
    if side:
        _child(form, "w:jc", val=side)
    run = _child(paragraph, "w:r")
    look = _child(run, "w:rPr")
    _child(look, "w:rFonts", ascii=_LATIN, hAnsi=_LATIN, eastAsia=_HEAD if bold else _BODY)
    if colour:
        _child(look, "w:color", val=colour)
    _child(look, "w:sz", val="20")
    for place, line in enumerate(text.split("\n")):
        if place:
            _child(run, "w:br")
        words = _child(run, "w:t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _element(name: str) -> Any:  # noqa: ANN401 - the same
    from docx.oxml import OxmlElement

    return OxmlElement(name)


def _child(parent: Any, name: str, **values: str) -> Any:  # noqa: ANN401 - the same
    from docx.oxml.ns import qn

    child = _element(name)
    for key, value in values.items():
        child.set(qn(f"w:{key}"), value)
    parent.append(child)
    return child


def _widths(table: Table) -> list[int]:
    """Twips of each column: days and numbers as wide as they are, the rest of the page by the longest text of each."""
    room = (_PAGE_WIDTH - 2 * _MARGIN) * _TWIPS
    longest = list(_longest(table))
    soft = [column.kind is Kind.TEXT and column.shrink > 0 for column in table.columns]
    fixed = [
        0.0 if gives else each * _COLUMN_TWIPS + _CELL_TWIPS
        for each, gives in zip(longest, soft, strict=True)
    ]
    if not any(soft) or sum(fixed) > room * _MOST_FIXED:
        soft, fixed = [True] * len(longest), [0.0] * len(longest)
    wanted = [
        min(max(each, _NARROW), _WIDE) if gives else 0 for each, gives in zip(longest, soft, strict=True)
    ]
    left = room - sum(fixed)
    return [int(told + left * each / sum(wanted)) for told, each in zip(fixed, wanted, strict=True)]


def _longest(table: Table) -> Iterator[int]:
    for place, column in enumerate(table.columns):
        texts = (cell_text(cells[place], column) for cells in table.all_rows())
        yield max(width(visible(text)) for text in (column.title, *texts))
