"""The pages of a document: GB/T 9704-2012 as pieces of WordprocessingML, each with its height in points.

Pure text and arithmetic. Heights are close estimates: the imprint depends on whether the last page is an even one.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duban.render.docx.heads import blanks, head_pieces, imprint
from duban.render.docx.ooxml import (
    BODY_SHAPE,
    BODY_TYPE,
    CELL,
    HEITI,
    KAITI,
    PITCH,
    TITLE,
    TITLE_SONG,
    UPRIGHT,
    WIDE,
    Page,
    Shape,
    Type,
    blank,
    line_break,
    paragraph,
    run,
)
from duban.render.docx.tables import (
    DENSITIES,
    GAP,
    STRAY,
    Density,
    Piece,
    drawn_back,
    form_piece,
    grid_pieces,
)
from duban.views.model.official_document import (
    Annex,
    Document,
    Form,
    Paragraph,
    Part,
    RedHead,
    day_text,
    title_lines,
    width,
)

PAGE_LINES = 22
PAGE_HEIGHT = PAGE_LINES * PITCH
SLACK = 1.0
HEADING_FONTS = {1: HEITI, 2: KAITI}
TITLE_TYPE = Type(TITLE_SONG, TITLE, spacing=0)


def body(document: Document) -> list[Piece]:
    """The document without annexes and imprint, in the largest table density with which a one-page document fits."""
    foot = imprint(document.imprint).height if document.imprint else 0
    tried = (
        list(_body(document, density)) for density in (DENSITIES if document.one_page else DENSITIES[:1])
    )
    first = next(tried)
    return next((pieces for pieces in (first, *tried) if height_of(pieces) + foot <= PAGE_HEIGHT), first)


def height_of(pieces: Sequence[Piece]) -> float:
    """The height of all pieces, in points."""
    return sum(piece.height for piece in pieces)


def laid_out(pieces: Sequence[Piece]) -> tuple[int, float]:
    """How many pages these pieces fill, and how much of the last one, in points.

    Paragraphs may break across pages between lines, tables only between rows.
    """
    pages, filled = 1, 0.0
    for place, piece in enumerate(pieces):
        steps = list(_steps(piece))
        for number, (high, again) in enumerate(steps, 1):
            kept = piece.keep and number == (len(steps) if piece.rows else 1)
            need = (high if piece.rows else piece.height) + _held(pieces, place + 1) if kept else high
            if filled + need > PAGE_HEIGHT + SLACK:
                pages, filled = pages + 1, again
            filled += high
    return pages, filled


def _steps(piece: Piece) -> Iterator[tuple[float, float]]:
    """The parts of a piece that are never divided, and the height that is repeated above each at the top of a page."""
    if piece.rows:
        for number, high in enumerate(piece.rows):
            yield high, piece.again if number else 0
        return
    lines = max(1, round(piece.height / PITCH))
    yield from [(piece.height / lines, 0.0)] * lines


def _held(pieces: Sequence[Piece], place: int) -> float:
    """The height of the pieces from `place` on that must be on the same page as the one before."""
    held = 0.0
    for piece in pieces[place:]:
        held += piece.rows[0] if piece.rows else piece.height if piece.keep else next(_steps(piece))[0]
        if piece.rows or not piece.keep:
            break
    return held


def _body(document: Document, density: Density) -> Iterator[Piece]:
    page = page_of(document)
    yield from _head(document, page)
    if document.recipients:
        yield _recipients(document.recipients, page)
    last = len(document.parts) - 1
    signed = document.signature is not None
    for place, part in enumerate(document.parts):
        kept = place == last and (signed or bool(document.annexes))
        yield from _part(part, density, page, keep=kept)
    yield from _attachments(document.annexes, page, keep=signed)
    yield from _signature(document, page)


def page_of(document: Document) -> Page:
    """Whether its pages stand or lie."""
    return WIDE if document.wide else UPRIGHT


def _head(document: Document, page: Page) -> Iterator[Piece]:
    yield from head_pieces(document)
    if document.title:
        yield from _title(document.title, page, document.seams)
    if document.doc_no and document.head is None:
        yield Piece(paragraph([run(document.doc_no)], Shape("center", keep_next=True)), PITCH, keep=True)
    yield from blanks(1)


def _recipients(text: str, page: Page) -> Piece:
    """The recipients, from the left edge; a last name of which only the end would wrap goes to a new line whole."""
    cut = text.rfind("、") + 1
    if not cut or not page.characters < width(text) <= page.characters + STRAY:
        return _text(text, page, replace(BODY_SHAPE, first=0))
    runs = [run(text[:cut]), line_break(BODY_TYPE), run(text[cut:])]
    return Piece(paragraph(runs, Shape("left")), 2 * PITCH)


def _title(title: str, page: Page, seams: frozenset[int] = frozenset()) -> Iterator[Piece]:
    lines = title_lines(title, page.title, seams)
    runs = [run(lines[0], TITLE_TYPE)]
    for line in lines[1:]:
        runs += [line_break(TITLE_TYPE), run(line, TITLE_TYPE)]
    yield Piece(
        paragraph(runs, Shape("center", keep_next=True, outline=0, line=32)), 32 * len(lines), keep=True
    )


def _text(text: str, page: Page, shape: Shape = BODY_SHAPE, kind: Type = BODY_TYPE) -> Piece:
    taken = (shape.first + shape.left - shape.hanging + shape.right) / CELL
    first = max(1, page.characters - taken)
    rest = max(1, page.characters - (shape.left + shape.right) / CELL)
    wide = width(text)
    more = max(0, math.ceil((wide - first) / rest))
    if (spacing := drawn_back(text, first, rest, kind)) is not None:
        kind, more = replace(kind, spacing=spacing), max(0, math.ceil((wide - STRAY - first) / rest))
    return Piece(paragraph([run(text, kind)], shape), (1 + more) * PITCH, keep=shape.keep_next)


def _part(part: Part, density: Density, page: Page, *, keep: bool = False) -> Iterator[Piece]:
    if isinstance(part, Paragraph):
        if part.level:
            kind = replace(BODY_TYPE, font=HEADING_FONTS.get(part.level, BODY_TYPE.font))
            yield _text(part.text, page, replace(BODY_SHAPE, keep_next=True, outline=part.level), kind)
        else:
            yield _text(part.text, page, replace(BODY_SHAPE, keep_next=keep))
    elif isinstance(part, Form):
        yield Piece(blank(GAP, keep_next=True), GAP, keep=True)
        yield form_piece(part, density, page, keep=keep)
        yield Piece(blank(GAP, keep_next=keep), GAP, keep=keep)
    else:
        yield from grid_pieces(part, page)


def _attachments(annexes: Sequence[Annex], page: Page, *, keep: bool) -> Iterator[Piece]:
    """附件说明: one blank line below the body, indented by two characters, further numbers below the first.

    It is never on a page without part of the body; `keep` keeps it with what follows.
    """
    if not annexes:
        return
    yield from blanks(1, keep=True)
    if len(annexes) == 1:
        shape = Shape(left=5 * CELL, hanging=3 * CELL, keep_next=keep)
        yield _text(f"附件：{annexes[0].title}", page, shape)
        return
    for number, annex in enumerate(annexes, 1):
        label, hanging = ("附件：", 4) if number == 1 else ("", 1)
        kept = keep or number < len(annexes)
        shape = Shape(left=6 * CELL, hanging=hanging * CELL, keep_next=kept)
        yield _text(f"{label}{number}.{annex.title}", page, shape)


def _signature(document: Document, page: Page) -> Iterator[Piece]:
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
        yield from blanks(2 if signed.sealed and not document.one_page else 1, keep=True)
        yield _text(signed.organ, page, Shape("right", right=right * CELL, keep_next=True))
        shape = Shape("right", right=right_of_day * CELL, keep_next=document.note is not None)
        yield _text(day, page, shape)
    if document.note:
        yield _text(document.note, page)


def annex_pages(annexes: Sequence[Annex], page: Page = UPRIGHT) -> list[list[Piece]]:
    """Each annex on a page of its own: 附件 at the top left, its title on the third line."""
    found = []
    for number, annex in enumerate(annexes, 1):
        label = f"附件{number}" if len(annexes) > 1 else "附件"
        shape = Shape("left", new_page=True, keep_next=True)
        heading = _text(label, page, shape, replace(BODY_TYPE, font=HEITI))
        pieces = [heading, *blanks(1), *_title(annex.title, page)]
        pieces += blanks(1)
        for part in annex.parts:
            pieces += _part(part, DENSITIES[1], page)
        found.append(pieces)
    return found


def spare_pages(document: Document) -> int:
    """How many pages are added before the imprint: in documents with a red head it is on an even page.

    In others it is at the foot of the page on which the text ends.
    """
    if document.imprint is None:
        return 0
    runs = [laid_out(pieces) for pieces in (body(document), *annex_pages(document.annexes))]
    if not isinstance(document.head, RedHead):
        return 0
    if sum(pages for pages, _ in runs) % 2:
        return 1
    return 2 if PAGE_HEIGHT - runs[-1][1] <= imprint(document.imprint).height else 0
