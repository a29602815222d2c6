"""What spans the pages of a PDF: running headers and footers, page numbers, table rows cut by a page break.

Looks at texts only; positions on a page are read in pdf/lines.py, pdf/ruled_tables.py and pdf/column_tables.py.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from duban.importers.formats.blocks import Block, Paragraph, TableBlock
from duban.importers.formats.cell_alignment import GROUP
from duban.importers.formats.grid import Cell, Row
from duban.importers.formats.pdf.column_tables import tells_columns
from duban.importers.formats.pdf.lines import Line, bare
from duban.importers.grammar.deadlines import parse_deadline
from duban.importers.grammar.normalize import clean
from duban.importers.grammar.numbering import find_marks, is_number
from duban.importers.grammar.unit_names import is_unit

_PAGE_NUMBER = re.compile(
    r"[-—–－~·]*第?\d{1,4}页?(?:[/共,，]*\d{1,4}页?)?[-—–－~·]*|第[一二三四五六七八九十百]{1,5}页"
)
_AT_EDGE, _LONGEST, _SHORTEST = 2, 60, 6
_OFTEN, _FEW = 0.4, 3
_ANY_YEAR = 2000
_P = TypeVar("_P", bound=Line | TableBlock)
_LEAST_INDENT, _MOST_INDENT, _ROOM = 1.4, 2.8, 2.2
_LONG_LINE, _ENDS = 20, "。；！？：:;!?）)】〕"
_OFTEN_FULL, _OFTEN_INSET, _LEAST_RIGHT = 10, 30, 0.6
# The narrow space that word processors set between Chinese and digits: 2026 年 9 月.
_SET_APART = re.compile(r"(?<=[\u3400-\u9fff]) (?=\d)|(?<=\d) (?=[\u3400-\u9fff])")
_LABEL = re.compile(r"^(?:附件|附表|牵头|责任|配合|完成时限|主办|协办|整改|来源|[\u4e00-\u9fff]{2,6}[:：])")


def find_margins(pages: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The lines that stand at the head or foot of many pages (running headers and footers), as first written."""
    written: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for lines in pages:
        edge = [*lines[:_AT_EDGE], *lines[-_AT_EDGE:]]
        keys = {_key(line): line for line in edge if 1 < len(line) <= _LONGEST and not tells_columns([line])}
        counts.update(keys.keys())
        for key, line in keys.items():
            written.setdefault(key, line)
    filled = sum(map(bool, pages))
    return tuple(
        written[key]
        for key, count in counts.items()
        if count >= max(_FEW, _OFTEN * filled) or (count == filled == _FEW - 1 and _is_name(key))
    )


def _key(line: str) -> str:
    """A line as headers are compared: without spaces and without page numbers."""
    text = bare(line)
    return re.sub(r"\d+", "#", text) if "页" in text else text


def _is_name(text: str) -> bool:
    """Whether a line shared by only two pages may be their header rather than a table cell."""
    return len(text) >= _SHORTEST and not is_unit(text) and re.search(r"\d", text) is None


def without_margins(pieces: Sequence[_P], margins: Iterable[str]) -> list[_P]:
    """A page without its page number, header and footer; a bare number counts as page number at the edges only."""
    shared = set(map(_key, margins))
    inner = range(_AT_EDGE, len(pieces) - _AT_EDGE)
    return [
        piece
        for place, piece in enumerate(pieces)
        if not isinstance(piece, Line)
        or not (_key(piece.text) in shared or _is_page_number(bare(piece.text), within=place in inner))
    ]


def _is_page_number(text: str, *, within: bool) -> bool:
    return _PAGE_NUMBER.fullmatch(text) is not None and not (within and text.isdecimal())


@dataclass(frozen=True, slots=True)
class Setting:
    """The layout of a document's text: its left and right edge, and whether paragraphs are indented."""

    left: float
    right: float
    indents: bool

    def is_inset(self, line: Line) -> bool:
        """Whether a line is indented by two characters."""
        return _MOST_INDENT * line.size > line.left - self.left > _LEAST_INDENT * line.size

    def is_full(self, line: Line) -> bool:
        """Whether a line reaches the right edge."""
        return self.right - line.right < _ROOM * line.size


def find_setting(lines: Sequence[Line], width: float) -> Setting:
    """The layout of a document, from all its lines; if few reach the right edge, both margins are taken as equal."""
    left = min((line.left for line in lines), default=0.0)
    right = max((line.right for line in lines), default=0.0)
    reach = sum(right - line.right < line.size for line in lines)
    if reach < _FEW or reach * _OFTEN_FULL < len(lines) or right < width * _LEAST_RIGHT:
        right = max(right, width - left)
    bare_setting = Setting(left, right, indents=False)
    insets = sum(map(bare_setting.is_inset, lines))
    return replace(bare_setting, indents=insets >= _FEW and insets * _OFTEN_INSET >= len(lines))


def blocks_of_pages(
    pages: Iterable[tuple[int, Sequence[Line | TableBlock]]], setting: Setting
) -> list[Block]:
    """Lines joined to paragraphs, also across page breaks; tables stay as they are.

    A line continues in the next one if it reaches the right edge, has an open bracket, or ends in mid-sentence at the
    end of a page. It does not where the next line begins a paragraph: by its indent in a document that indents, else
    by a number or a label.
    """
    found: list[Block] = []
    before: Line | None = None
    for number, pieces in pages:
        for piece in pieces:
            last = found[-1] if found else None
            if not isinstance(piece, Line):
                found.append(piece)
                before = None
                continue
            said = _SET_APART.sub("", clean(piece.text))
            begins = setting.is_inset(piece) if setting.indents else _begins(said) and not _is_open(last)
            cut = before is not None and (setting.is_full(before) or _is_open(last) or _is_cut(last, number))
            if isinstance(last, Paragraph) and cut and not begins:
                found[-1] = Paragraph(_glued(last.text, said), last.place)
            elif said:
                found.append(Paragraph(said, f"第{number}页"))
            before = piece
    return found


def _begins(text: str) -> bool:
    mark = next(iter(find_marks(text)), None)
    return (mark is not None and mark.start == 0) or _LABEL.match(text) is not None


def _is_cut(block: Block | None, page: int) -> bool:
    """Whether a block of an earlier page ends in the middle of a sentence."""
    return (
        isinstance(block, Paragraph)
        and block.place != f"第{page}页"
        and len(block.text) >= _LONG_LINE
        and block.text[-1] not in _ENDS
    )


def _is_open(block: Block | None) -> bool:
    """Whether the last bracket of a block is an opening one, so that the next block continues it."""
    text = block.text if isinstance(block, Paragraph) else ""
    return max(map(text.rfind, "（(〔[【")) > max(map(text.rfind, "）)〕]】"))


def _glued(before: str, after: str) -> str:
    """Two lines as one: a space only between two words in Latin letters."""
    words = before[-1].isascii() and before[-1].isalpha() and after[0].isascii() and after[0].isalpha()
    return f"{before} {after}" if words else before + after


def joined_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with tables joined across pages, and table rows cut by a page break put together.

    Headings that are printed again on each page are taken away.
    """
    made: list[Block] = []
    head: Row | None = None
    for block in blocks:
        before = made[-1] if made else None
        if not isinstance(block, TableBlock) or not isinstance(before, TableBlock) or not block.grid.rows:
            head = block.grid.rows[0] if isinstance(block, TableBlock) and block.grid.rows else None
            made.append(block)
            continue
        rows = block.grid.rows
        if head is not None and _texts(rows[0]) == _texts(head):
            rows = rows[1:]
        following = replace(block, grid=replace(block.grid, rows=rows))
        if rows and _goes_on(before, following):
            above = before.grid.rows
            whole = (*above[:-1], _one_row(above[-1], rows[0]))
            made[-1] = replace(before, grid=replace(before.grid, rows=whole))
            following = replace(block, grid=replace(block.grid, rows=rows[1:]))
        if following.grid.rows:
            made.append(following)
    return made


def _texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def _goes_on(before: TableBlock, block: TableBlock) -> bool:
    """Whether a table's first row continues the last row before the page break: it lacks cells that all others have.

    It lacks its number and one thing more, or has only part of the number; or only the two halves together have the
    form of every other number (PS2025, 006). A row with a whole deadline of its own below a row with one is a row of
    its own, whose number and units are merged from above.
    """
    above, rows = before.grid.rows, block.grid.rows
    width = len(before.grid.columns())
    if before.place == block.place or not above or not rows or width != len(block.grid.columns()):
        return False
    others = (*above, *rows[1:])
    if any(_is_halved(above, rows, column) for column in range(width)):
        return True
    always = [column for column in range(width) if all(row.text(column) for row in others)]
    missing = [column for column in always if not rows[0].text(column)]
    numbers = [column for column in missing if all(is_number(row.text(column)) for row in others[1:])]
    if GROUP.match(rows[0].excerpt()) or any(
        _has_day(above[-1], column) and _has_day(rows[0], column) for column in always
    ):
        return False
    return len(missing) > 1 and (bool(numbers) or len(missing) * 2 >= len(always))


def _is_halved(above: Sequence[Row], rows: Sequence[Row], column: int) -> bool:
    """Whether every text of a column has one form except two halves: the last text above the break, the first below."""
    forms = [_form(row.text(column)) for row in (*above[1:-1], *rows[1:])]
    first, second = _form(above[-1].text(column)), _form(rows[0].text(column))
    halves = bool(first and second) and first + second in forms and first not in forms and second not in forms
    return halves and len(forms) >= _FEW and len(set(forms)) == 1


def _form(text: str) -> str:
    return re.sub(r"\d", "0", bare(text))


def _has_day(row: Row, column: int) -> bool:
    return bool(parse_deadline(row.text(column), _ANY_YEAR).dues)


def _one_row(above: Row, below: Row) -> Row:
    cells = [Cell(cell.text + below.text(column), cell.anchor) for column, cell in enumerate(above.cells)]
    return replace(above, cells=tuple(cells))
