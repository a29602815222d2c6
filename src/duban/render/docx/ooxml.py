"""WordprocessingML as text: runs, paragraphs and tables with the type of GB/T 9704-2012.

Single pieces only, no documents. Every text is made harmless and escaped here, so none can act as markup or a field.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape

from duban.render.text.escape import visible
from duban.views.model.official_document import LINE_CHARACTERS, TITLE_CHARACTERS

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FANGSONG, KAITI, HEITI = "仿宋_GB2312", "楷体_GB2312", "黑体"
TITLE_SONG, SONG = "方正小标宋简体", "宋体"
LATIN = "Times New Roman"
RED = "FF0000"

TASK_ID = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,6}-[0-9]{4}-[0-9]{4,}")
_HYPHEN = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'

TWIPS = 20
"""Twentieths of a point: the unit of lengths in the format."""
BODY, TITLE, SMALL = 16.0, 22.0, 14.0
"""三号, 二号 and 四号 in points."""
PITCH = 28.95
"""The exact line pitch that puts 22 lines on 225 mm: one of 29 would leave room for 21 only."""
TIGHTER = -5
"""Letter spacing of a run, in twentieths of a point, that puts 28 characters of 16 pt on 156 mm."""
CELL = BODY + TIGHTER / TWIPS
"""The width of one character of the body in points."""
LEFT_MARGIN = 1587
"""28 mm in twentieths of a point."""
TEXT_WIDTH = 8844
"""156 mm in twentieths of a point."""
WIDE_WIDTH = 12756
"""225 mm: the same page lying."""
CELL_MARGIN = 60
"""Room between the lines of a table and its text, in twentieths of a point."""


class Page(NamedTuple):
    """How wide the text of a page is: in twentieths of a point, in characters of the body, and of the title."""

    width: int
    characters: int
    title: int


UPRIGHT, WIDE = Page(TEXT_WIDTH, LINE_CHARACTERS, TITLE_CHARACTERS), Page(WIDE_WIDTH, 40, 28)


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a run: East Asian font, size in points, colour."""

    font: str = FANGSONG
    size: float = BODY
    colour: str | None = None
    latin: str = LATIN
    spacing: int = TIGHTER


class RedLine(NamedTuple):
    """A red line at a side of a paragraph: its style, its width in eighths of a point, its distance in points."""

    side: str
    style: str
    size: int
    space: int


BELOW = RedLine("bottom", "single", 12, 9)
"""The line below a head: 4 mm below the characters of the number."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The layout of a paragraph: lengths in points, `line` the exact line pitch, `tab` a stop for text at the right."""

    align: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    hanging: float = 0
    line: float = PITCH
    keep_next: bool = False
    new_page: bool = False
    outline: int | None = None
    red_line: RedLine | None = None
    tab: float = 0


BODY_TYPE = Type()
BODY_SHAPE = Shape(first=2 * CELL)


def run(text: str, kind: Type = BODY_TYPE) -> str:
    """A run with the text as it is; ids of tasks are not broken at their hyphens."""
    shown = TASK_ID.sub(lambda found: found[0].replace("-", _HYPHEN), escape(visible(text)))
    return f'<w:r>{_run_look(kind)}<w:t xml:space="preserve">{shown}</w:t></w:r>'


def line_break(kind: Type) -> str:
    """A new line inside a paragraph."""
    return f"<w:r>{_run_look(kind)}<w:br/></w:r>"


def tab_stop(kind: Type = BODY_TYPE) -> str:
    """A tab: what follows begins at the next stop."""
    return f"<w:r>{_run_look(kind)}<w:tab/></w:r>"


def page_field(kind: Type) -> str:
    """The field for the page number."""
    look = _run_look(kind)
    marks = (f'<w:fldChar w:fldCharType="{mark}"/>' for mark in ("begin", "separate", "end"))
    begin, separate, end = (f"<w:r>{look}{mark}</w:r>" for mark in marks)
    code = f'<w:r>{look}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    return f"{begin}{code}{separate}<w:r>{look}<w:t>1</w:t></w:r>{end}"


def _run_look(kind: Type) -> str:
    colour = f'<w:color w:val="{kind.colour}"/>' if kind.colour else ""
    spacing = f'<w:spacing w:val="{kind.spacing}"/>' if kind.spacing else ""
    size = round(kind.size * 2)
    fonts = f'w:ascii="{kind.latin}" w:hAnsi="{kind.latin}" w:eastAsia="{kind.font}" w:cs="{kind.latin}"'
    return (
        f'<w:rPr><w:rFonts {fonts} w:hint="eastAsia"/>{colour}{spacing}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:eastAsia="zh-CN"/></w:rPr>'
    )


def paragraph(runs: Iterable[str], shape: Shape = BODY_SHAPE) -> str:
    """A paragraph of runs."""
    first = "<w:keepNext/>" if shape.keep_next else ""
    first += "<w:pageBreakBefore/>" if shape.new_page else ""
    first += '<w:widowControl w:val="0"/>'
    if shape.red_line:
        side, style, size, space = shape.red_line
        line = f'w:val="{style}" w:sz="{size}" w:space="{space}" w:color="{RED}"'
        first += f"<w:pBdr><w:{side} {line}/></w:pBdr>"
    if shape.tab:
        first += f'<w:tabs><w:tab w:val="right" w:pos="{_twips(shape.tab)}"/></w:tabs>'
    hang = f'w:hanging="{_twips(shape.hanging)}"' if shape.hanging else f'w:firstLine="{_twips(shape.first)}"'
    outline = "" if shape.outline is None else f'<w:outlineLvl w:val="{shape.outline}"/>'
    return (
        f'<w:p {NAMESPACE}><w:pPr>{first}<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{_twips(shape.line)}"'
        f' w:lineRule="exact"/><w:ind w:left="{_twips(shape.left)}" w:right="{_twips(shape.right)}" {hang}/>'
        f'<w:jc w:val="{shape.align}"/>{outline}</w:pPr>{"".join(runs)}</w:p>'
    )


def blank(line: float = PITCH, *, keep_next: bool = False) -> str:
    """An empty line."""
    size = f'<w:rPr><w:sz w:val="{round(min(line, BODY) * 2)}"/></w:rPr>'
    return paragraph([f"<w:r>{size}</w:r>"], Shape(line=line, keep_next=keep_next))


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell: its lines, how they are set, its width in twentieths of a point, how many columns it spans.

    `left`, `right` and `hanging` are indents in points.
    """

    lines: Sequence[str]
    width: int
    kind: Type
    align: str = "left"
    span: int = 1
    line: float = 22.0
    left: float = 0
    right: float = 0
    hanging: float = 0


def table_cell(cell: TableCell, *, keep: bool = False) -> str:
    """A cell; a text of several lines becomes several paragraphs, with `keep` all on the page of what follows."""
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    shape = Shape(cell.align, 0, cell.left, cell.right, cell.hanging, cell.line, keep_next=keep)
    lines = "".join(paragraph([run(text, cell.kind)], shape) for text in cell.lines or ("",))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{cell.width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        f"{lines}</w:tc>"
    )


def table_row(cells: Iterable[TableCell], height: float, *, head: bool = False, keep: bool = False) -> str:
    """A row that is never split across pages; a `head` is repeated on every page."""
    again = "<w:tblHeader/>" if head else ""
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_twips(height)}" w:hRule="atLeast"/>{again}</w:trPr>'
        f"{''.join(table_cell(cell, keep=keep) for cell in cells)}</w:tr>"
    )


def table(rows: Iterable[str], widths: Sequence[int], foot: str | None = None) -> str:
    """A table as wide as the text, with lines of half a point in a frame of one point.

    One at the foot of the page has only the lines in `foot`.
    """
    place, ruled, margin = ("", FRAME, CELL_MARGIN) if foot is None else (AT_FOOT, foot, 0)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = {"top": CELL_MARGIN, "left": margin, "bottom": CELL_MARGIN, "right": margin}
    margins = "".join(f'<w:{side} w:w="{wide}" w:type="dxa"/>' for side, wide in sides.items())
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr>{place}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{ruled}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>"
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def rules(**sizes: int) -> str:
    """The lines of a table by their sides, in eighths of a point."""
    return "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in sizes.items()
    )


FRAME = rules(top=8, left=8, bottom=8, right=8, insideH=4, insideV=4)
AT_FOOT = (
    '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page"'
    f' w:tblpX="{LEFT_MARGIN}" w:tblpYSpec="bottom"/>'
)


def _twips(points: float) -> int:
    return round(points * TWIPS)
