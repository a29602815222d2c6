"""A Document as a Word file in the layout of GB/T 9704-2012: page, type, page numbers, imprint.

Names the official fonts and embeds none. The same document always gives the same bytes; writes no file itself.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from duban.render.docx.heads import LETTER_FOOT, LETTER_HEADER, POINTS, imprint, letter_footer, letter_header
from duban.render.docx.layout import annex_pages, body, page_of, spare_pages
from duban.render.docx.ooxml import (
    FANGSONG,
    LATIN,
    NAMESPACE,
    PITCH,
    SMALL,
    SONG,
    Shape,
    Type,
    blank,
    page_field,
    paragraph,
    run,
)
from duban.views.model.official_document import Document, LetterHead

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.section import Section

MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
"""Millimetres: they leave 156 by 225 mm for the text on A4."""
LYING = (28, 26, 35, 37)
"""The same of a page that lies: its text is 225 by 156 mm."""
FOOTER = 25.3
"""Millimetres from the paper's edge to the page number: its line is then 7 mm below the text."""
EPOCH = (1980, 1, 1, 0, 0, 0)
NUMBER = Type(SONG, SMALL, latin=SONG, spacing=0)


def render(document: Document) -> bytes:
    """The bytes of a .docx file."""
    import docx

    file = docx.Document()
    _set_page(file.sections[0], wide=document.wide)
    _set_styles(file)
    _set_properties(file, document)
    _set_settings(file)
    if isinstance(document.head, LetterHead):
        _number_pages(file.sections[0], below=(FOOTER - LETTER_FOOT) * POINTS)
        _frame_letter(file.sections[0], document.head)
    else:
        _number_pages(file.sections[0])
    _fill(file, [piece.xml for piece in body(document)])
    for pieces in annex_pages(document.annexes, page_of(document)):
        _fill(file, [piece.xml for piece in pieces])
    _close(file, document)
    _drop_picture(file)
    packed = io.BytesIO()
    file.save(packed)
    return _repacked(packed.getvalue())


def _fill(file: "WordFile", pieces: Iterable[str]) -> None:
    """Append elements to the body, before the properties of the last section."""
    from docx.oxml import parse_xml

    whole: Any = file.element.body
    for element in parse_xml(f"<w:body {NAMESPACE}>{''.join(pieces)}</w:body>"):
        whole.insert_element_before(element, "w:sectPr")


def _set_page(section: "Section", *, wide: bool = False) -> None:
    """A page that lies is the same one, turned: what was its top is at the right, its binding edge at the top."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    for (name, _), millimetres in zip(MARGINS.items(), LYING if wide else MARGINS.values(), strict=True):
        setattr(section, name, Mm(millimetres))
    below = FOOTER - (MARGINS["bottom_margin"] - LYING[1]) * wide
    section.footer_distance = section.header_distance = Mm(below)
    inner: Any = section
    for old in inner._sectPr.xpath("./w:docGrid"):  # noqa: SLF001 - it has no public name, and spoils 28 characters
        old.getparent().remove(old)


def _set_styles(file: "WordFile") -> None:
    """Set the default type of the file, so that text added later looks the same."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal: Any = file.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(16)
    normal.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), FANGSONG)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = Pt(PITCH)
    normal.paragraph_format.space_after = Pt(0)
    styles: Any = file.styles
    for language in styles.element.xpath("./w:docDefaults//w:lang"):
        language.set(qn("w:eastAsia"), "zh-CN")


def _set_settings(file: "WordFile") -> None:
    """Let odd and even pages differ, and mark the file as one of today's Word, so that it opens without 兼容模式."""
    from docx.oxml.ns import qn

    file.settings.odd_and_even_pages_header_footer = True
    settings: Any = file.settings.element
    for mode in settings.xpath("./w:compat/w:compatSetting[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")


def _set_properties(file: "WordFile", document: Document) -> None:
    properties = file.core_properties
    properties.title = run_text(document.title)
    properties.author = properties.last_modified_by = run_text(
        document.signature.organ if document.signature else ""
    )
    properties.comments = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime.combine(document.on, time())


def run_text(text: str) -> str:
    """A text made harmless and cut to the length that a document property may have."""
    from duban.render.text.escape import visible

    return visible(text)[:255]


def _number_pages(section: "Section", below: float = 0) -> None:
    """— 1 —: on odd pages at the right, on even ones at the left, one character in; `below` is room under it."""
    sides = (
        (section.footer, Shape("right", right=SMALL)),
        (section.even_page_footer, Shape("left", left=SMALL)),
    )
    for place, shape in sides:
        place.is_linked_to_previous = False
        runs = [run("— ", NUMBER), page_field(NUMBER), run(" —", NUMBER)]
        number = paragraph(runs, Shape(shape.align, left=shape.left, right=shape.right, line=18))
        _put(place, [number, *([blank(below)] if below else [])])


def _put(place: object, pieces: Iterable[str]) -> None:
    """Replace the content of a header or footer."""
    from docx.oxml import parse_xml

    inner: Any = place
    element = inner._element  # noqa: SLF001 - a footer takes elements only here
    for old in element.xpath("./w:p"):
        element.remove(old)
    for piece in pieces:
        element.append(parse_xml(piece))


def _frame_letter(section: "Section", head: LetterHead) -> None:
    """The first page of a letter: mark and double lines in its header and footer, no page number."""
    from docx.shared import Mm

    section.different_first_page_header_footer = True
    section.header_distance, section.footer_distance = Mm(LETTER_HEADER), Mm(LETTER_FOOT)
    for place, pieces in (
        (section.first_page_header, letter_header(head)),
        (section.first_page_footer, letter_footer()),
    ):
        place.is_linked_to_previous = False
        _put(place, pieces)


def _close(file: "WordFile", document: Document) -> None:
    """Append the imprint; where it needs a page of its own, in a section without page numbers."""
    if document.imprint is None:
        return
    spare = spare_pages(document)
    if spare:
        from docx.enum.section import WD_SECTION

        section = file.add_section(WD_SECTION.NEW_PAGE)
        _move_break(file)
        _set_page(section)
        section.different_first_page_header_footer = False
        for place in (section.footer, section.even_page_footer):
            place.is_linked_to_previous = False
    before = [blank(1)] * bool(spare) + [_new_page()] * (spare - 1)
    _fill(file, [*before, imprint(document.imprint).xml, blank(1)])


def _move_break(file: "WordFile") -> None:
    """Move the section break into the last paragraph: a paragraph of its own could begin another page."""
    from docx.oxml.ns import qn

    whole: Any = file.element.body
    (added,) = whole.xpath("./w:p[w:pPr/w:sectPr]")
    added.getprevious().find(qn("w:pPr")).append(added.pPr.sectPr)
    whole.remove(added)


def _new_page() -> str:
    return f'<w:p {NAMESPACE}><w:r><w:br w:type="page"/></w:r></w:p>'


def _drop_picture(file: "WordFile") -> None:
    """Remove the thumbnail of an empty page that every new file contains."""
    package: Any = file.part.package
    for name in [name for name, link in package.rels.items() if link.reltype.endswith("/thumbnail")]:
        del package.rels[name]


def _repacked(data: bytes) -> bytes:
    """The same package without time stamps."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
