"""A PDF with a text layer as blocks: lines joined to paragraphs again, page numbers left out, ruled tables as tables.

Bytes in, blocks and problems out. Pictures are not read: a scan is told, with its pages. Nothing is run or fetched.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from duban.errors import Level, Place, Problem
from duban.importers.blocks import MAX_CHARACTERS, Document, TableBlock
from duban.importers.grid import refuse
from duban.importers.pdfcolumns import ColumnReader
from duban.importers.pdflines import Line
from duban.importers.pdfpages import (
    blocks_of_pages,
    find_margins,
    find_setting,
    joined_tables,
    without_margins,
)
from duban.importers.pdftables import page_blocks

MAX_BYTES = 100_000_000
_MAX_PAGES = 2_000
_SHOWN = 12


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF; refused with a problem: broken, locked with a password, without any text."""
    if len(data) > MAX_BYTES:
        size = len(data) // 1_000_000
        return Document(
            name,
            (),
            (refuse(name, "file-too-large", f"文件有 {size} MB，最多 100 MB。", "请拆成几个文件。"),),
        )
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return Document(name, (), (_broken(error, name),))
    try:
        if len(document) > _MAX_PAGES:
            message = f"PDF 有 {len(document)} 页，最多 {_MAX_PAGES} 页。"
            return Document(name, (), (refuse(name, "file-too-large", message, "请拆成几个文件。"),))
        return _read(document, name)
    except pypdfium2.PdfiumError as error:
        return Document(name, (), (_broken(error, name),))
    finally:
        document.close()


def _broken(error: Exception, name: str) -> Problem:
    if "assword" in str(error):
        return refuse(name, "encrypted", "PDF 加了密码，读不出来。", "请去掉密码，另存后再导入。")
    message = "PDF 的内容是坏的，读不出来，可能没有下载完整。"
    return refuse(name, "workbook-broken", message, "请重新下载，或打开后另存为 PDF 再导入。")


def _read(document: Any, name: str) -> Document:  # noqa: ANN401 -- pypdfium2 carries no types
    pages: list[list[Line | TableBlock]] = []
    count, width = 0, 0.0
    for number in range(1, len(document) + 1):
        width, found = _page(document, name, number)
        count += sum(len(piece.text) if isinstance(piece, Line) else 1 for piece in found)
        if count > MAX_CHARACTERS:
            message = f"文字超过 {MAX_CHARACTERS} 个。"
            return Document(name, (), (refuse(name, "file-too-large", message, "请拆成几个文件。"),))
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
    if not blocks:
        message = f"PDF 的 {len(document)} 页里没有文字，多半是扫描件。"
        advice = "请用文字识别（OCR）转成 .docx 或 .txt，校对后再导入；有电子版原件的，导入原件。"
        return Document(name, (), (refuse(name, "no-text", message, advice),))
    told = _without_text([number for number, pieces in enumerate(pages, 1) if not pieces], name)
    return Document(name, tuple(blocks), told, {"margins": "\n".join(margins)})


def _page(document: Any, name: str, number: int) -> tuple[float, list[Line | TableBlock]]:  # noqa: ANN401 -- pypdfium2 carries no types
    """How wide a page is, and what stands on it."""
    page = document[number - 1]
    text_page = page.get_textpage()
    width, found = page.get_width(), page_blocks(page, text_page, name, number)
    text_page.close()
    page.close()
    return width, found


def _without_text(empty: Sequence[int], name: str) -> tuple[Problem, ...]:
    if not empty:
        return ()
    shown = "、".join(map(str, empty[:_SHOWN])) + (" 等" if len(empty) > _SHOWN else "")
    message = f"第 {shown} 页没有文字（可能是扫描的），没有读。"
    advice = "如果任务在这些页上，请先做文字识别。"
    return (Problem(Level.NOTICE, "pages-without-text", message, advice, place=Place(name)),)
