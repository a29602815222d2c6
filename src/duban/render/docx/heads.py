"""Heads and feet of documents as pieces of WordprocessingML: red head, letter, newsletter, marks, imprint.

Pure text and arithmetic, each piece with its height in points; measures are those of GB/T 9704-2012.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duban.render.docx.ooxml import (
    BELOW,
    BODY,
    BODY_TYPE,
    CELL,
    HEITI,
    KAITI,
    PITCH,
    RED,
    SMALL,
    TEXT_WIDTH,
    TITLE_SONG,
    TWIPS,
    RedLine,
    Shape,
    TableCell,
    Type,
    blank,
    line_break,
    paragraph,
    rules,
    run,
    tab_stop,
    table,
    table_row,
)
from duban.render.docx.tables import PADDING, Piece
from duban.views.model.official_document import (
    TITLE_CHARACTERS,
    Document,
    Imprint,
    LetterHead,
    Masthead,
    RedHead,
    day_text,
    title_lines,
    width,
)

MARK_TOP = 99.2
"""35 mm from the top of the text area to the organ's mark (发文机关标志), in points."""
LARGEST_MARK, LONGEST_MARK = 48.0, 16
"""The largest size of a mark, and the most characters of it on one line."""
MARK_LINE, MARK_LEADING = 1.2, 0.14
"""The line height of a mark, and the part of it above the characters, in parts of their size."""
IMPRINT_LINE = 24.0
OUTER_RULE, INNER_RULE = 8, 6
"""0.35 mm and 0.25 mm in eighths of a point."""
LETTER_OUT = -19.8
"""How far the double lines of a letter extend beyond the text, in points: 170 mm instead of 156."""
LETTER_TOP, LETTER_FOOT = 30, 20
"""Millimetres from the edges of the paper to the organ's mark and to the lower double line."""
LETTER_HEADER = 15
"""Millimetres to the header of a letter: smaller than its mark, so that later pages keep their margin."""
THICK, THIN, DOUBLE_GAP = 24, 6, 2.0
"""The two lines of a double one in eighths of a point, and the points between them.

Drawn as two lines: programs disagree on which line of Word's own double styles is the upper one.
"""
POINTS = 72 / 25.4
MARGIN_TOP = 37
BESIDE_LINE = 4.0
"""With the room above its characters: seven eighths of 16 pt between the double line and the text below it."""
WHOLE = TEXT_WIDTH / TWIPS


def head_pieces(document: Document) -> Iterator[Piece]:
    """What is above the title: marks, the organ's mark or the newsletter's name, the number, the red line."""
    marks = list(_marks(document))
    match document.head:
        case None:
            yield from marks
        case RedHead():
            yield from marks
            top = MARK_TOP - mark_of(document.head.organ)[0] * MARK_LEADING
            room = max(top - sum(piece.height for piece in marks), 1)
            yield Piece(blank(room), room)
            yield _mark(document.head.organ)
            yield from blanks(2)
            yield _number(document, document.head)
            yield from blanks(2)
        case LetterHead():
            yield Piece("", letter_header_height(document.head) - MARGIN_TOP * POINTS)
            yield Piece(blank(BESIDE_LINE), BESIDE_LINE)
            yield from _letter_lines(document)
            yield from blanks(2)
        case Masthead(name, issue, organ):
            yield from marks or blanks(1)
            yield from blanks(1)
            yield _mark(name)
            yield from blanks(1)
            yield Piece(paragraph([run(issue)], Shape("center")), PITCH)
            yield _sides(organ, day_text(document.on))
            yield from blanks(2)


def blanks(count: int, *, keep: bool = False) -> Iterator[Piece]:
    """So many empty lines."""
    for _ in range(count):
        yield Piece(blank(keep_next=keep), PITCH, keep=keep)


def _marks(document: Document) -> Iterator[Piece]:
    """份号, 密级★期限, 紧急程度, one below the other at the left; the first in digits, the others in 黑体."""
    for line in _mark_runs(document):
        yield Piece(paragraph([line], Shape("left")), PITCH)


def _mark_runs(document: Document) -> Iterator[str]:
    marks, black = document.marks, replace(BODY_TYPE, font=HEITI)
    if marks.copy:
        yield run(marks.copy)
    yield from (run(text, black) for text in (marks.remark, marks.secrecy, marks.haste) if text)


def _letter_lines(document: Document) -> Iterator[Piece]:
    """The marks at the left, the number at the right of the first line."""
    lines = list(_mark_runs(document)) or [run("")]
    number = [tab_stop(), run(document.doc_no)] if document.doc_no else []
    for place, line in enumerate(lines):
        yield Piece(paragraph([line, *(number if place == 0 else [])], Shape("left", tab=WHOLE)), PITCH)


def _mark(text: str) -> Piece:
    size, lines = mark_of(text)
    return Piece(
        paragraph(_mark_text(size, lines), Shape("center", line=size * MARK_LINE)),
        size * MARK_LINE * len(lines),
    )


def _mark_text(size: int, lines: Sequence[str]) -> list[str]:
    kind = Type(TITLE_SONG, size, RED, spacing=0)
    runs = [run(lines[0], kind)]
    for line in lines[1:]:
        runs += [line_break(kind), run(line, kind)]
    return runs


def mark_of(text: str) -> tuple[int, tuple[str, ...]]:
    """The size in points of a mark, and its lines: one full line, or two where one would be too small."""
    lines: tuple[str, ...] = (text,)
    if width(text) > LONGEST_MARK:
        lines = title_lines(text, max(TITLE_CHARACTERS, math.ceil(width(text) / 2) + 1))
    size = min(LARGEST_MARK, WHOLE * 0.96 / max(1, *map(width, lines)))
    return math.floor(size), lines


def _number(document: Document, head: RedHead) -> Piece:
    """The number, centred; with a signatory it is at the left and 签发人 at the right."""
    number = [run(document.doc_no)] if document.doc_no else []
    if head.signed_by is None:
        return Piece(paragraph(number, Shape("center", red_line=BELOW)), PITCH)
    name = run(head.signed_by, replace(BODY_TYPE, font=KAITI))
    runs = [run("　"), *number, tab_stop(), run("签发人："), name]
    return Piece(paragraph(runs, Shape("left", tab=WHOLE - CELL, red_line=BELOW)), PITCH)


def _sides(left: str, right: str) -> Piece:
    """Two texts at the ends of a line, in smaller type where they would not fit on it."""
    fits = math.floor(WHOLE / (width(left) + width(right) + 3))
    kind = replace(BODY_TYPE, size=min(BODY, fits))
    shape = Shape("left", tab=WHOLE - CELL, red_line=BELOW)
    return Piece(paragraph([run(f"　{left}", kind), tab_stop(), run(right, kind)], shape), PITCH)


def letter_header(head: LetterHead) -> list[str]:
    """The header of a letter's first page: the organ's mark 30 mm from the edge, a double line, thick above thin."""
    size, lines = mark_of(head.organ)
    room = (LETTER_TOP - LETTER_HEADER) * POINTS - size * MARK_LEADING
    thick = RedLine("bottom", "single", THICK, BELOW.space)
    shape = Shape("center", left=LETTER_OUT, right=LETTER_OUT, line=size * MARK_LINE, red_line=thick)
    return [blank(room), paragraph(_mark_text(size, lines), shape), _thin_rule("bottom", THIN)]


def letter_header_height(head: LetterHead) -> float:
    """Points from the edge of the paper to the end of that header."""
    size, lines = mark_of(head.organ)
    double = BELOW.space + (THICK + THIN) / 8 + DOUBLE_GAP
    return LETTER_TOP * POINTS + size * (MARK_LINE * len(lines) - MARK_LEADING) + double


def letter_footer() -> list[str]:
    """The footer of a letter's first page: the other double line, thin above thick."""
    return [_thin_rule("top", THIN), _thin_rule("top", THICK)]


def _thin_rule(side: str, size: int) -> str:
    line = RedLine(side, "single", size, 0)
    return paragraph(
        ["<w:r/>"], Shape("left", left=LETTER_OUT, right=LETTER_OUT, line=DOUBLE_GAP, red_line=line)
    )


def imprint(foot: Imprint) -> Piece:
    """版记 at the foot of the page: 4号, lines of 0.35 mm outside and 0.25 mm inside; in a letter without lines."""
    kind = Type(size=SMALL, spacing=0)
    printed = f"共印{foot.printed}份　" if foot.printed else ""
    day = f"{printed}{day_text(foot.on)}印发"
    right = round((width(day) + 3) * SMALL * TWIPS)
    widths = (TEXT_WIDTH - right, right)
    rows, lines = [], 0
    for text in foot.lines:
        label = width(text.partition("：")[0]) + 1
        room = TEXT_WIDTH / TWIPS / SMALL - 2
        lines += 1 + max(0, math.ceil((width(text) - room) / max(1, room - label)))
        left, hanging = (1 + label) * SMALL, label * SMALL
        cell = TableCell([text], TEXT_WIDTH, kind, "both", span=2, line=IMPRINT_LINE, left=left)
        rows.append([replace(cell, right=SMALL, hanging=hanging)])
    if foot.organ:
        lines += max(1, math.ceil(width(foot.organ) / (widths[0] / TWIPS / SMALL - 1)))
        organ = TableCell([foot.organ], widths[0], kind, line=IMPRINT_LINE, left=SMALL)
        rows.append([organ, TableCell([day], right, kind, "right", line=IMPRINT_LINE, right=SMALL)])
    ruled = rules(top=OUTER_RULE, bottom=OUTER_RULE, insideH=INNER_RULE) if foot.organ else ""
    made = (table_row(cells, IMPRINT_LINE) for cells in rows)
    return Piece(table(made, widths, ruled), lines * IMPRINT_LINE + PADDING * len(rows) + BODY)
