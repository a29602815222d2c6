"""How a document lies on the page: GB/T 9704-2012 as pieces of WordprocessingML, each with its height in points.

Pure text and arithmetic. Heights are a close estimate: the imprint must know whether the last page is an even one.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from duban.render.wordml import (
    BODY,
    BODY_SHAPE,
    BODY_TYPE,
    CELL,
    HEITI,
    KAITI,
    PITCH,
    RED,
    SMALL,
    TEXT_WIDTH,
    TITLE,
    TITLE_SONG,
    TWIPS,
    Shape,
    TableCell,
    Type,
    blank,
    line_break,
    paragraph,
    rules,
    run,
    table,
    table_row,
)
from duban.views.document import (
    LINE_CHARACTERS,
    Annex,
    Document,
    Form,
    Grid,
    Imprint,
    Paragraph,
    Part,
    day_text,
    title_lines,
    width,
)

PAGE_LINES = 22
PAGE_HEIGHT = PAGE_LINES * PITCH
MARK_TOP = 99.2
"""35 mm from the top of the text to the organ's mark, in points."""
LARGEST_MARK = 48.0
LABEL_WIDTH = 1560
"""A column of labels in twentieths of a point: four characters of 14 pt."""
PADDING = 6.0
"""Room above and below the text of a row, in points."""
LIST_SIZE, LIST_LINE = 10.5, 16.0
"""五号 with its line pitch, for lists of many columns."""
GAP = 8.0
"""Room above and below a table in the text."""
IMPRINT_LINE = 24.0
OUTER_RULE, INNER_RULE = 8, 6
"""0.35 mm and 0.25 mm in eighths of a point."""

HEADING_FONTS = {1: HEITI, 2: KAITI}
TITLE_TYPE = Type(TITLE_SONG, TITLE, spacing=0)


class Piece(NamedTuple):
    """One element of the body and how high it is."""

    xml: str
    height: float


class Density(NamedTuple):
    """How small the tables are set: size and line pitch of their text in points."""

    size: float
    line: float


DENSITIES = (Density(SMALL, 22), Density(12, 18), Density(10.5, 15))
"""四号, 小四, 五号: the first with which a document that is meant to fill one page does so."""


def body(document: Document) -> list[Piece]:
    """The document without annexes and imprint, in the largest density that keeps it on its one page."""
    pieces: list[Piece] = []
    for density in DENSITIES if document.one_page else DENSITIES[:1]:
        pieces = list(_body(document, density))
        if height_of(pieces) <= PAGE_HEIGHT:
            break
    return pieces


def height_of(pieces: Sequence[Piece]) -> float:
    """The height of all, in points."""
    return sum(piece.height for piece in pieces)


def pages_of(pieces: Sequence[Piece]) -> int:
    """How many pages these fill."""
    return max(1, math.ceil(height_of(pieces) / PAGE_HEIGHT - 0.001))


def _body(document: Document, density: Density) -> Iterator[Piece]:
    yield from _head(document)
    if document.recipients:
        yield _text(document.recipients, replace(BODY_SHAPE, first=0))
    last = len(document.parts) - 1
    for place, part in enumerate(document.parts):
        yield from _part(part, density, keep=place == last and document.signature is not None)
    yield from _attachments(document.annexes, keep=document.signature is not None)
    yield from _signature(document)


def _head(document: Document) -> Iterator[Piece]:
    number = [run(document.doc_no)] if document.doc_no else []
    if document.red_head:
        size = min(LARGEST_MARK, math.floor(TEXT_WIDTH / TWIPS * 0.96 / max(1, width(document.red_head))))
        kind = Type(TITLE_SONG, size, RED, spacing=0)
        yield Piece(blank(MARK_TOP), MARK_TOP)
        yield Piece(paragraph([run(document.red_head, kind)], Shape("center", line=size * 1.2)), size * 1.2)
        yield from _blanks(2)
        yield Piece(paragraph(number, Shape("center", red_line=True)), PITCH)
        yield from _blanks(2)
    yield from _title(document.title, document.seams)
    if number and not document.red_head:
        yield Piece(paragraph(number, Shape("center", keep_next=True)), PITCH)
    yield from _blanks(1)


def _title(title: str, seams: frozenset[int] = frozenset()) -> Iterator[Piece]:
    lines = title_lines(title, seams=seams)
    runs = [run(lines[0], TITLE_TYPE)]
    for line in lines[1:]:
        runs += [line_break(TITLE_TYPE), run(line, TITLE_TYPE)]
    yield Piece(paragraph(runs, Shape("center", keep_next=True, outline=0, line=32)), 32 * len(lines))


def _blanks(count: int, *, keep: bool = False) -> Iterator[Piece]:
    for _ in range(count):
        yield Piece(blank(keep_next=keep), PITCH)


def _text(text: str, shape: Shape = BODY_SHAPE, kind: Type = BODY_TYPE) -> Piece:
    taken = (shape.first + shape.left - shape.hanging + shape.right) / CELL
    first = max(1, LINE_CHARACTERS - taken)
    rest = max(1, LINE_CHARACTERS - (shape.left + shape.right) / CELL)
    lines = 1 + max(0, math.ceil((width(text) - first) / rest))
    return Piece(paragraph([run(text, kind)], shape), lines * PITCH)


def _part(part: Part, density: Density, *, keep: bool = False) -> Iterator[Piece]:
    if isinstance(part, Paragraph):
        if part.level:
            kind = replace(BODY_TYPE, font=HEADING_FONTS.get(part.level, BODY_TYPE.font))
            yield _text(part.text, replace(BODY_SHAPE, keep_next=True, outline=part.level), kind)
        else:
            yield _text(part.text, replace(BODY_SHAPE, keep_next=keep))
    elif isinstance(part, Form):
        yield Piece(blank(GAP, keep_next=True), GAP)
        yield _form(part, density)
        yield Piece(blank(GAP, keep_next=keep), GAP)
    else:
        yield _grid(part)
        yield Piece(blank(1, keep_next=keep), 1)


def _form(form: Form, density: Density) -> Piece:
    """Labels and values; a row with one value stretches it over the rest of the line."""
    pairs = max(len(cells) for cells in form.rows) // 2
    half = TEXT_WIDTH // pairs
    widths = [LABEL_WIDTH, half - LABEL_WIDTH] * pairs
    rows, height = [], 0.0
    for cells in form.rows:
        made = []
        for place in range(0, len(cells), 2):
            last = place + 2 >= len(cells)
            span = 2 * pairs - 1 - place if last else 1
            wide = sum(widths[place + 1 : place + 1 + span])
            label = Type(HEITI, density.size, spacing=0)
            made.append(TableCell([cells[place]], widths[place], label, "center", line=density.line))
            value = Type(size=density.size, spacing=0)
            made.append(TableCell(cells[place + 1].splitlines(), wide, value, span=span, line=density.line))
        high = max(_cell_height(cell) for cell in made) + PADDING
        rows.append(table_row(made, high))
        height += high
    return Piece(table(rows, widths), height)


def _grid(grid: Grid) -> Piece:
    """A list with headings; small type, the headings again on every page."""
    total = sum(grid.weights)
    widths = [TEXT_WIDTH * weight // total for weight in grid.weights]
    widths[-1] += TEXT_WIDTH - sum(widths)
    rows, height = [], 0.0
    for number, cells in enumerate((grid.titles, *grid.rows)):
        kind = Type(HEITI if number == 0 else BODY_TYPE.font, LIST_SIZE, spacing=0)
        made = [
            TableCell(
                cell.splitlines(),
                widths[place],
                kind,
                "center" if number == 0 else "right" if place in grid.right else "left",
                line=LIST_LINE,
            )
            for place, cell in enumerate(cells)
        ]
        high = max(_cell_height(cell) for cell in made) + PADDING
        rows.append(table_row(made, high, head=number == 0))
        height += high
    return Piece(table(rows, widths), height)


def _cell_height(cell: TableCell) -> float:
    room = max(1.0, math.floor((cell.width / TWIPS - 6.5) / cell.kind.size * 2) / 2)
    return cell.line * sum(max(1, math.ceil(width(line) / room)) for line in (cell.lines or ("",)))


def _attachments(annexes: Sequence[Annex], *, keep: bool) -> Iterator[Piece]:
    """附件说明: one blank line below the body, two characters in, following numbers under the first."""
    if not annexes:
        return
    yield from _blanks(1, keep=keep)
    if len(annexes) == 1:
        yield _text(f"附件：{annexes[0].title}", Shape(left=5 * CELL, hanging=3 * CELL, keep_next=keep))
        return
    for number, annex in enumerate(annexes, 1):
        label, hanging = ("附件：", 4) if number == 1 else ("", 1)
        shape = Shape(left=6 * CELL, hanging=hanging * CELL, keep_next=keep)
        yield _text(f"{label}{number}.{annex.title}", shape)


def _signature(document: Document) -> Iterator[Piece]:
    signed = document.signature
    if signed is not None:
        day = day_text(signed.on)
        name, on = width(signed.organ), width(day)
        if signed.sealed:
            # The day four characters in, the organ centred over it; a long organ moves both.
            right = max(0.0, 4 + (on - name) / 2)
            right_of_day = max(4.0, right + (name - on) / 2)
        elif name >= on:
            # The organ two characters in; the day begins two characters right of it.
            right = max(2.0, on + 4 - name)
            right_of_day = right + name - 2 - on
        else:
            right_of_day, right = 2.0, 4.0 + on - name
        yield from _blanks(2 if signed.sealed and not document.one_page else 1, keep=True)
        yield _text(signed.organ, Shape("right", right=right * CELL, keep_next=True))
        yield _text(day, Shape("right", right=right_of_day * CELL, keep_next=document.note is not None))
    if document.note:
        yield _text(document.note, BODY_SHAPE)


def annex_pages(annexes: Sequence[Annex]) -> list[list[Piece]]:
    """Each annex on a page of its own: 附件 at the top left, its title on the third line."""
    found = []
    for number, annex in enumerate(annexes, 1):
        label = f"附件{number}" if len(annexes) > 1 else "附件"
        shape = Shape("left", new_page=True, keep_next=True)
        pieces = [_text(label, shape, replace(BODY_TYPE, font=HEITI)), *_blanks(1), *_title(annex.title)]
        pieces += _blanks(1)
        for part in annex.parts:
            pieces += _part(part, DENSITIES[1])
        found.append(pieces)
    return found


def imprint(foot: Imprint) -> Piece:
    """版记: 4号, lines of 0.35 mm outside and 0.25 mm inside, at the foot of the page."""
    kind = Type(size=SMALL, spacing=0)
    widths = (5344, TEXT_WIDTH - 5344)
    rows, lines = [], 1
    if foot.copies:
        copies = f"　抄送：{'，'.join(foot.copies)}。"
        lines += math.ceil(width(copies) / (TEXT_WIDTH / TWIPS / SMALL - 1.5))
        rows.append([TableCell([copies], TEXT_WIDTH, kind, span=2, line=IMPRINT_LINE)])
    printed = TableCell([f"{day_text(foot.on)}印发　"], widths[1], kind, "right", line=IMPRINT_LINE)
    rows.append([TableCell([f"　{foot.organ}"], widths[0], kind, line=IMPRINT_LINE), printed])
    ruled = rules(top=OUTER_RULE, bottom=OUTER_RULE, insideH=INNER_RULE)
    made = (table_row(cells, IMPRINT_LINE) for cells in rows)
    return Piece(table(made, widths, ruled), lines * IMPRINT_LINE + PADDING)


def spare_pages(document: Document) -> int:
    """How many pages are begun before the imprint, so that it stands at the foot of an even one (0, 1 or 2)."""
    if document.imprint is None:
        return 0
    runs = [body(document), *annex_pages(document.annexes)]
    pages = sum(map(pages_of, runs))
    left = pages_of(runs[-1]) * PAGE_HEIGHT - height_of(runs[-1])
    if pages % 2:
        return 1
    return 0 if left > imprint(document.imprint).height + BODY else 2
