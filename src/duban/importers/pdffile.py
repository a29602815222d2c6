"""A PDF with a text layer as blocks: lines joined to paragraphs again, page numbers left out, ruled tables as tables.

Bytes in, blocks and problems out. Pictures are not read: a scan is told, with its pages. Nothing is run or fetched.
"""

import re
from collections.abc import Sequence
from typing import Any

from duban.errors import Level, Place, Problem
from duban.importers.blocks import MAX_CHARACTERS, Block, Document, Paragraph
from duban.importers.grid import refuse
from duban.importers.numbering import find_marks
from duban.importers.wording import clean

MAX_BYTES = 100_000_000
_MAX_PAGES = 2_000
_FEW = 4
_PAGE_NUMBER = re.compile(r"^[-—–－\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/共]\s*\d{1,4}\s*页?)?[-—–－\s]*$")
_ENDS = "。；！？：:;!?）)】〕"
_LABEL = re.compile(r"^(?:附件|附表|牵头|责任|配合|完成时限|主办|协办|整改|来源|[\u4e00-\u9fff]{2,6}[:：])")
_NEARLY_FULL = 0.82
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
    from duban.importers.pdftables import page_blocks

    blocks: list[Block] = []
    empty: list[int] = []
    count = 0
    for number in range(len(document)):
        page = document[number]
        text_page = page.get_textpage()
        found = page_blocks(page, text_page, name, number + 1)
        count += sum(len(piece) if isinstance(piece, str) else 1 for piece in found)
        if count > MAX_CHARACTERS:
            message = f"文字超过 {MAX_CHARACTERS} 个。"
            return Document(name, (), (refuse(name, "file-too-large", message, "请拆成几个文件。"),))
        if not found:
            empty.append(number + 1)
        lines: list[str] = []
        for piece in found:
            if isinstance(piece, str):
                lines.append(piece)
            else:
                blocks += _paragraphs(lines, number + 1)
                lines = []
                blocks.append(piece)
        blocks += _paragraphs(lines, number + 1)
        text_page.close()
        page.close()
    blocks = _joined(blocks)
    if not blocks:
        message = f"PDF 的 {len(document)} 页里没有文字，多半是扫描件。"
        advice = "请用文字识别（OCR）转成 .docx 或 .txt，校对后再导入；有电子版原件的，导入原件。"
        return Document(name, (), (refuse(name, "no-text", message, advice),))
    problems: tuple[Problem, ...] = ()
    if empty:
        shown = "、".join(map(str, empty[:_SHOWN])) + (" 等" if len(empty) > _SHOWN else "")
        message = f"第 {shown} 页没有文字（可能是扫描的），没有读。"
        problems = (
            Problem(
                Level.NOTICE,
                "pages-without-text",
                message,
                "如果任务在这些页上，请先做文字识别。",
                place=Place(name),
            ),
        )
    return Document(name, tuple(blocks), problems)


def _paragraphs(lines: Sequence[str], page: int) -> list[Block]:
    """The lines of a page as paragraphs: a full line goes on in the next unless a sentence ends or a number begins."""
    texts = [clean(line) for line in lines]
    texts = [text for text in texts if text and not _PAGE_NUMBER.match(text)]
    longest = sorted(map(len, texts))[int(len(texts) * 0.9)] if texts else 0
    made: list[Block] = []
    open_text = ""
    full = False
    for text in texts:
        marks = next(iter(find_marks(text)), None)
        begins = (marks is not None and marks.start == 0) or _LABEL.match(text) is not None
        if open_text and full and not begins:
            open_text = _glued(open_text, text)
        else:
            if open_text:
                made.append(Paragraph(open_text, f"第{page}页"))
            open_text = text
        full = len(text) >= longest * _NEARLY_FULL and not (text[-1] in _ENDS and len(text) < longest)
    if open_text:
        made.append(Paragraph(open_text, f"第{page}页"))
    return made


def _glued(before: str, after: str) -> str:
    """Two lines as one: a space only between two words in Latin letters."""
    words = before[-1].isascii() and before[-1].isalpha() and after[0].isascii() and after[0].isalpha()
    return f"{before} {after}" if words else before + after


def _joined(blocks: list[Block]) -> list[Block]:
    """With a sentence that a page break cut put together again."""
    made: list[Block] = []
    for block in blocks:
        before = made[-1] if made else None
        if (
            isinstance(block, Paragraph)
            and isinstance(before, Paragraph)
            and before.place != block.place
            and len(before.text) >= _FEW * 5
            and before.text[-1] not in _ENDS
            and not any(mark.start == 0 for mark in find_marks(block.text))
            and _LABEL.match(block.text) is None
        ):
            made[-1] = Paragraph(_glued(before.text, block.text), before.place)
        else:
            made.append(block)
    return made
