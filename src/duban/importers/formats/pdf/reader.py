"""A PDF with a text layer as blocks: lines joined to paragraphs, page numbers left out, tables as tables.

Bytes in, blocks and problems out. Images are not read: pages that are scans, and fonts whose characters the file does
not identify, are reported. Nothing is run or fetched, and no font of the machine is used.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from duban.errors import Level, Problem
from duban.importers.formats.blocks import MAX_CHARACTERS, Document, TableBlock, refused
from duban.importers.formats.pdf.characters import (
    MOST_CHARACTERS,
    Font,
    TooManyCharactersError,
    characters_of,
    forget_fonts,
)
from duban.importers.formats.pdf.column_tables import ColumnReader
from duban.importers.formats.pdf.lines import Line
from duban.importers.formats.pdf.pages import (
    blocks_of_pages,
    find_margins,
    find_setting,
    joined_tables,
    without_margins,
)
from duban.importers.formats.pdf.ruled_tables import page_blocks
from duban.importers.grammar.normalize import UNREADABLE

MAX_BYTES = 100_000_000
_MAX_PAGES, _MAX_OBJECTS, _MAX_NOTES = 500, 100_000, 1_000
_SHOWN = 12
_SOME_PAGES = "请只留有任务的几页（打印成 PDF 时选好页码），或拆成几个文件，再导入。"


_NOTES = ("TEXT", "FREETEXT", "STRIKEOUT", "CARET", "REDACT")


class _TooFullError(Exception):
    """A page that holds more than any document; its number, and what."""


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF; refused with a problem: broken, locked with a password, without any text."""
    if len(data) > MAX_BYTES:
        size = len(data) // 1_000_000
        return refused(name, "file-too-large", f"文件有 {size} MB，最多 100 MB。", "请拆成几个文件。")
    import pypdfium2

    forget_fonts()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return _broken(error, name)
    try:
        if len(document) > _MAX_PAGES:
            message = f"PDF 有 {len(document)} 页，最多 {_MAX_PAGES} 页。"
            return refused(name, "file-too-large", message, _SOME_PAGES)
        return _read(document, name)
    except _TooFullError as error:
        number, what = error.args
        message = f"第{number}页{what}，不像公文，没有读。"
        return refused(name, "page-too-full", message, _SOME_PAGES)
    except pypdfium2.PdfiumError as error:
        return _broken(error, name)
    finally:
        document.close()


def _broken(error: Exception, name: str) -> Document:
    if "assword" in str(error):
        return refused(name, "encrypted", "PDF 加了密码，读不出来。", "请去掉密码，另存后再导入。")
    message = "PDF 的内容是坏的，读不出来，可能没有下载完整。"
    return refused(name, "workbook-broken", message, "请重新下载，或打开后另存为 PDF 再导入。")


def _read(document: Any, name: str) -> Document:  # noqa: ANN401 -- pypdfium2 carries no types
    pages: list[list[Line | TableBlock]] = []
    unreadable: dict[int, Counter[Font]] = {}
    noted: list[int] = []
    count, width = 0, 0.0
    for number in range(1, len(document) + 1):
        width, found, unread, is_noted = _page(document, name, number)
        noted += [number] if is_noted else []
        if unread:
            unreadable[number] = unread
        count += sum(len(piece.text) if isinstance(piece, Line) else 1 for piece in found)
        if count > MAX_CHARACTERS:
            message = f"文字超过 {MAX_CHARACTERS} 个。"
            return refused(name, "file-too-large", message, "请拆成几个文件。")
        pages.append([replace(piece, characters=()) if isinstance(piece, Line) else piece for piece in found])
    texts = [[piece.text for piece in page if isinstance(piece, Line)] for page in pages]
    margins = find_margins(texts)
    kept: list[tuple[int, list[Line | TableBlock]]] = []
    reader = ColumnReader(name)
    for number, pieces in enumerate(pages, 1):
        if len(texts[number - 1]) == len(pieces) and reader.wants(texts[number - 1]):
            lines = [piece for piece in _page(document, name, number)[1] if isinstance(piece, Line)]
            kept.append((number, reader.page(without_margins(lines, margins), number)))
        else:
            kept.append((number, without_margins(pieces, margins)))
            reader.open = None
    setting = find_setting([piece for _, page in kept for piece in page if isinstance(piece, Line)], width)
    blocks = joined_tables(blocks_of_pages(kept, setting))
    lost = {number: fonts for number, fonts in unreadable.items() if not pages[number - 1]}
    told = _unreadable(lost, {number: unreadable[number] for number in unreadable.keys() - lost}, name)
    if not blocks and lost:
        return Document(name, (), tuple(replace(problem, level=Level.ERROR) for problem in told))
    if not blocks:
        message = f"PDF 的 {len(document)} 页里没有文字，多半是扫描件。"
        advice = "请用文字识别（OCR）转成 .docx 或 .txt，校对后再导入；有电子版原件的，导入原件。"
        return refused(name, "no-text", message, advice)
    empty = [number for number, pieces in enumerate(pages, 1) if not pieces and number not in lost]
    problems = (*told, *_without_text(empty, name), *_with_notes(noted, name))
    return Document(name, tuple(blocks), problems, {"margins": "\n".join(margins)})


def _page(
    document: Any,  # noqa: ANN401 -- pypdfium2 carries no types
    name: str,
    number: int,
) -> tuple[float, list[Line | TableBlock], Counter[Font], bool]:
    """The width of a page, its blocks, how many characters cannot be read, and whether it bears annotations.

    A page most of which cannot be read gives no blocks.
    """
    import pypdfium2.raw as pdfium

    page = document[number - 1]
    if pdfium.FPDFPage_CountObjects(page.raw) > _MAX_OBJECTS:
        raise _TooFullError(number, f"画了超过 {_MAX_OBJECTS} 笔")
    try:
        characters, unreadable = characters_of(page)
    except TooManyCharactersError:
        raise _TooFullError(number, f"有超过 {MOST_CHARACTERS} 个字") from None
    mostly = unreadable.total() * 2 > len(characters)
    noted = _is_noted(page)
    width, found = page.get_width(), [] if mostly else page_blocks(page, characters, name, number)
    page.close()
    return width, found, unreadable, noted


def _is_noted(page: Any) -> bool:  # noqa: ANN401 -- pypdfium2 carries no types
    """Whether a page has annotations, strike-outs or filled form fields."""
    import pypdfium2.raw as pdfium

    told = {getattr(pdfium, f"FPDF_ANNOT_{name}") for name in _NOTES}
    noted = False
    for place in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MAX_NOTES)):
        if note := pdfium.FPDFPage_GetAnnot(page.raw, place):
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            filled = kind == pdfium.FPDF_ANNOT_WIDGET and pdfium.FPDFAnnot_HasKey(note, b"V")
            noted = noted or bool(filled) or kind in told
            pdfium.FPDFPage_CloseAnnot(note)
    return noted


def _unreadable(
    lost: Mapping[int, Counter[Font]], marked: Mapping[int, Counter[Font]], name: str
) -> tuple[Problem, ...]:
    """The problem that names pages that cannot be read, pages that lack characters, and the fonts concerned."""
    told = []
    marks = f"有 {{}} 个字读不出来，写作“{UNREADABLE}”"
    for pages, what in ((lost, "的字大多读不出来（{} 个），没有读"), (marked, marks)):
        if not pages:
            continue
        fonts: Counter[Font] = sum(pages.values(), Counter())
        why = "；".join(
            (f"字体“{font.name}”" if font.name else "没有名字的字体")
            + ("只带字形，没有写明是哪些字" if font.embedded else "没有嵌入，也没有写明是哪些字")
            for font, _ in fonts.most_common(_SHOWN)
        )
        message = f"第 {_shown(sorted(pages))} 页{what.format(fonts.total())}：{why}。"
        advice = "请导入原来的 Word 等电子版；没有的，先做文字识别（OCR），校对后再导入。"
        told.append(Problem.notice("unreadable-characters", message, advice, name))
    return tuple(told)


def _shown(pages: Sequence[int]) -> str:
    return "、".join(map(str, pages[:_SHOWN])) + (" 等" if len(pages) > _SHOWN else "")


def _without_text(empty: Sequence[int], name: str) -> tuple[Problem, ...]:
    if not empty:
        return ()
    message = f"第 {_shown(empty)} 页没有文字（可能是扫描的），没有读。"
    advice = "如果任务在这些页上，请先做文字识别。"
    return (Problem.notice("pages-without-text", message, advice, name),)


def _with_notes(noted: Sequence[int], name: str) -> tuple[Problem, ...]:
    if not noted:
        return ()
    message = f"第 {_shown(noted)} 页有批注、后来添的或划掉的字，或表单里填的字，没有理会。"
    advice = "如果任务在里面，请连同批注打印成一个新的 PDF 再导入，或另行登记。"
    return (Problem.notice("comments", message, advice, name),)
