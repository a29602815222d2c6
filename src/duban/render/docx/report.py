"""Sheets as a Word document of plain tables, for use in other documents.

Bytes out, no file is written. Official documents are set by docx/official.py.
"""

import io
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from duban.render.charts.trend import CAPTION, is_trend
from duban.render.text.cells import cell_text
from duban.render.text.escape import visible, visible_lines
from duban.render.text.unbroken import longest_unbroken
from duban.render.text.width import width
from duban.views.model.sheet import Cell, Column, Kind, Mark, Sheet, Table, is_total

if TYPE_CHECKING:
    from docx.document import Document

_BODY, _HEAD, _TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
_LATIN = "Times New Roman"
_COLOURS = {Mark.LATE: "C00000", Mark.SOON: "B45F06", Mark.GOOD: "38761D", Mark.MUTED: "7F7F7F"}
_HEAD_FILL, _GROUP_FILL = "D9E2F3", "F2F2F2"
_PAGE_WIDTH, _MARGIN, _PICTURE_WIDTH = 297, 20, 175
"""A4 landscape, in millimetres."""
_TWIPS = 56.7
"""Twentieths of a point in a millimetre."""
_COLUMN_TWIPS, _CELL_TWIPS = 105, 240
"""A column of half a character at 10 points, and the margins of a cell."""
_MOST_FIXED = 0.6
_MOST_SPREAD = 1.4
"""How much wider than its longest text a column may be."""
_NARROW, _WIDE = 6, 40


def render(*sheets: Sheet, picture: bytes | None = None) -> bytes:
    """One document: the first sheet's title becomes its title, those of the others become headings.

    `picture` (PNG) is that of the trend, shown below its table.
    """
    from docx import Document

    paper = Document()
    _set_page(paper)
    for place, sheet in enumerate(sheets):
        _sheet(paper, sheet, place, picture)
    paper.core_properties.author = ""
    paper.core_properties.comments = ""
    paper.core_properties.title = visible(sheets[0].title) if sheets else ""
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _set_page(paper: "Document") -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_PAGE_WIDTH), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    normal: Any = paper.styles["Normal"]
    normal.font.name, normal.font.size = _LATIN, Pt(12)
    normal.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), _BODY)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
        footer.add_run(text)
        if field:
            _child(_child(footer._p, "w:fldSimple", instr=field), "w:r")  # noqa: SLF001 - the library knows no fields


def _sheet(paper: "Document", sheet: Sheet, place: int, picture: bytes | None) -> None:
    if sheet.title:
        _line(paper, visible(sheet.title), _SECTION_LOOK if place else _TITLE_LOOK)
    for text in sheet.paragraphs:
        _line(paper, visible_lines(text), _TEXT_LOOK)
    for table in sheet.tables:
        if table.title:
            _line(paper, visible(table.title), _TABLE_LOOK)
        _table(paper, table)
        if picture is not None and is_trend(table):
            _picture(paper, picture)
    for text in sheet.notes:
        _line(paper, visible_lines(text), _NOTE_LOOK)


def _picture(paper: "Document", picture: bytes) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    paper.add_picture(io.BytesIO(picture), width=Mm(_PICTURE_WIDTH))
    drawn = paper.paragraphs[-1]
    drawn.alignment = WD_ALIGN_PARAGRAPH.CENTER
    drawn.paragraph_format.keep_with_next = True
    _line(paper, CAPTION, _CAPTION_LOOK)


class _Look(NamedTuple):
    """The style of a paragraph; `kept`: on one page with what follows."""

    font: str
    points: int
    centred: bool = False
    kept: bool = False


_TITLE_LOOK = _Look(_TITLE, 22, centred=True, kept=True)
_SECTION_LOOK, _TABLE_LOOK = _Look(_HEAD, 16, kept=True), _Look(_HEAD, 12, kept=True)
_TEXT_LOOK, _NOTE_LOOK, _CAPTION_LOOK = _Look(_BODY, 12), _Look(_BODY, 10), _Look(_BODY, 10, centred=True)


def _line(paper: "Document", text: str, look: _Look) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.keep_with_next = look.kept
    if look.centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.name, run.font.size = _LATIN, Pt(look.points)
    fonts: Any = run._element.get_or_add_rPr().rFonts  # noqa: SLF001 - python-docx has no other way to a Chinese font
    fonts.set(qn("w:eastAsia"), look.font)


def _table(paper: "Document", table: Table) -> None:
    """A table with a repeated header. Rows are made as XML: a thousand through python-docx would take a minute."""
    made: Any = paper.add_table(rows=0, cols=len(table.columns))
    made.style = "Table Grid"
    made.autofit = False
    element = made._tbl  # noqa: SLF001 - the library builds cells one by one, and slowly
    widths = _widths(table)
    for column, twips in zip(element.tblGrid.gridCol_lst, widths, strict=True):
        column.w = int(twips * 635)
    heads = [(visible(column.title), "center", "") for column in table.columns]
    element.append(_row(heads, widths, _HEAD_FILL))
    for section in table.sections():
        if section.title:
            group = [(visible(section.title), "", "")]
            element.append(_row(group, [sum(widths)], _GROUP_FILL, len(widths)))
        for cells in section.rows:
            fill = _GROUP_FILL if is_total(cells) else ""
            element.append(_row(list(map(_shown, cells, table.columns)), widths, fill))
    paper.add_paragraph()


Shown = tuple[str, str, str]
"""The text of a cell, its alignment, its colour."""


def _shown(cell: Cell, column: Column) -> Shown:
    side = "right" if column.kind in {Kind.INT, Kind.PERCENT} else ""
    return visible_lines(cell_text(cell, column)), side, _COLOURS.get(cell.mark, "") if cell.mark else ""


def _row(shown: Sequence[Shown], widths: Sequence[int], fill: str = "", spans: int = 0) -> Any:  # noqa: ANN401 - lxml's elements have no type here
    row = _element("w:tr")
    properties = _child(row, "w:trPr")
    _child(properties, "w:cantSplit")
    if fill == _HEAD_FILL:
        _child(properties, "w:tblHeader")
    for each, twips in zip(shown, widths, strict=True):
        cell = _child(row, "w:tc")
        told = _child(cell, "w:tcPr")
        _child(told, "w:tcW", w=str(twips), type="dxa")
        if spans:
            _child(told, "w:gridSpan", val=str(spans))
        if fill:
            _child(told, "w:shd", val="clear", color="auto", fill=fill)
        _paragraph(cell, each, bold=bool(fill), kept=fill == _HEAD_FILL or bool(spans))
    return row


def _paragraph(cell: Any, shown: Shown, *, bold: bool, kept: bool) -> None:  # noqa: ANN401 - the same
    text, side, colour = shown
    paragraph = _child(cell, "w:p")
    form = _child(paragraph, "w:pPr")
    if kept:
        _child(form, "w:keepNext")
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
    """The width of each column in twips: days and numbers as needed, the rest shared by the longest text of each.

    No column gets much more than its longest text needs, so that figures stay near the names they belong to.
    """
    room = (_PAGE_WIDTH - 2 * _MARGIN) * _TWIPS
    longest = list(_longest(table))
    soft = [column.kind is Kind.TEXT and column.shrink > 0 for column in table.columns]
    natural = [max(each, _NARROW) * _COLUMN_TWIPS + _CELL_TWIPS for each in longest]
    hard: float = sum(each for each, gives in zip(natural, soft, strict=True) if not gives)
    if not any(soft) or hard > room * _MOST_FIXED:
        soft, hard = [True] * len(longest), 0.0
    wanted = [
        pair for pair, gives in zip(zip(longest, _kept(table), strict=True), soft, strict=True) if gives
    ]
    shares = iter(_shares(room - hard, wanted))
    return [
        int(min(next(shares), each * _MOST_SPREAD) if gives else each)
        for each, gives in zip(natural, soft, strict=True)
    ]


def _shares(room: float, columns: Sequence[tuple[int, int]]) -> list[float]:
    """The share of each column in `room`: by its longest text, and no less than what may not be broken needs."""
    wanted = [min(max(each, _NARROW), _WIDE) for each, _ in columns]
    least = [max(kept, _NARROW) * _COLUMN_TWIPS + _CELL_TWIPS for _, kept in columns]
    if sum(least) > room:
        least = [_NARROW * _COLUMN_TWIPS + _CELL_TWIPS] * len(columns)
    narrow = set[int]()
    while True:
        left = room - sum(least[place] for place in narrow)
        unit = left / max(1, sum(each for place, each in enumerate(wanted) if place not in narrow))
        more = {place for place, each in enumerate(wanted) if each * unit < least[place]} - narrow
        if not more or left <= 0:
            return [least[place] if place in narrow else each * unit for place, each in enumerate(wanted)]
        narrow |= more


def _kept(table: Table) -> Iterator[int]:
    """The width of the longest number, 文号 or day in each column."""
    for place, column in enumerate(table.columns):
        texts = (visible(cell_text(cells[place], column)) for cells in table.all_rows())
        yield math.ceil(max((longest_unbroken(text, _roomy) for text in texts), default=0))


def _roomy(text: str) -> float:
    """The width of a text, its digits as wide as those of a font that may stand in."""
    return width(text) + 0.28 * sum("0" <= char <= "9" for char in text)


def _longest(table: Table) -> Iterator[int]:
    for place, column in enumerate(table.columns):
        texts = (cell_text(cells[place], column) for cells in table.all_rows())
        yield max(width(visible(text)) for text in (column.title, *texts))
