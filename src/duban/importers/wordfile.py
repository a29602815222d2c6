"""A Word document as blocks: paragraphs with the numbers that Word itself would print, tables with merged cells.

Bytes in, blocks and problems out. Deleted text, comments and field codes are left out; nothing is run or fetched.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from duban.errors import Level, Place, Problem
from duban.importers.archive import BROKEN_ZIP, active_parts, inspect_archive
from duban.importers.blocks import MAX_BLOCKS, Block, Document, Paragraph, TableBlock
from duban.importers.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Row, refuse
from duban.importers.wording import clean
from duban.importers.wordnumbers import Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MOST_PARAGRAPHS = 100_000  # empty ones too
_SAVE_AGAIN = "请用 Word 或 WPS 打开，另存为 .docx 再导入。"
_LEFT_OUT = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_MC}Fallback", f"{_W}rt"}
)
_Element = Any  # lxml carries no types


def read_word(data: bytes, name: str) -> Document:
    """Read a .docx or .docm; refused with a problem: broken, encrypted, a bomb, another kind of archive."""
    problem, parts = inspect_archive(data, name, save_again=_SAVE_AGAIN)
    if problem is not None:
        return Document(name, (), (problem,))
    if "word/document.xml" not in parts:
        message = "这是压缩包，不是 Word 文档。"
        return Document(name, (), (refuse(name, "wrong-format", message, "请先解压，再导入里面的文件。"),))
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            roots = {part: _parse(archive, part) for part in _PARTS if part in parts}
    except (*BROKEN_ZIP, etree.LxmlError) as error:
        message = f"Word 文档的内容是坏的，读不出来（{type(error).__name__}）。"
        return Document(name, (), (refuse(name, "workbook-broken", message, _SAVE_AGAIN),))
    body = roots["word/document.xml"].find(f"{_W}body")
    if body is None:
        return Document(name, (), (refuse(name, "workbook-broken", "Word 文档里没有正文。", _SAVE_AGAIN),))
    reader = _Reader(name, Numbering(roots.get("word/numbering.xml"), roots.get("word/styles.xml")))
    reader.read(body)
    properties = {}
    core = roots.get("docProps/core.xml")
    if core is not None and (title := core.findtext(f"{_DC}title")):
        properties["title"] = clean(title)
    problems = (
        *active_parts(data, name, parts),
        *_tracked(roots["word/document.xml"], name),
        *reader.problems,
    )
    return Document(name, tuple(reader.blocks), problems, properties)


_PARTS = ("word/document.xml", "word/numbering.xml", "word/styles.xml", "docProps/core.xml")


def _parse(archive: zipfile.ZipFile, part: str) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(part).replace(_STRICT, _LOOSE), parser)


def _tracked(root: _Element, name: str) -> tuple[Problem, ...]:
    if root.find(f".//{_W}del") is None and root.find(f".//{_W}ins") is None:
        return ()
    message = "文档里有修订痕迹：按接受全部修订来读，删去的文字没有读。"
    return (Problem(Level.NOTICE, "tracked-changes", message, "请核对定稿。", place=Place(name)),)


class _Reader:
    """Walks the body once; `place` counts the paragraphs a person sees."""

    def __init__(self, name: str, numbering: Numbering) -> None:
        self.name = name
        self.numbering = numbering
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.count = 0
        self.tables = 0

    def read(self, parent: _Element) -> None:
        for element in _children(parent):
            if len(self.blocks) > MAX_BLOCKS or self.count > _MOST_PARAGRAPHS:
                self.problems.append(
                    refuse(self.name, "file-too-large", f"段落超过 {MAX_BLOCKS} 个。", "请拆成几个文件。")
                )
                return
            if element.tag == f"{_W}p":
                self.paragraph(element)
            elif element.tag == f"{_W}tbl":
                self.table(element)

    def paragraph(self, element: _Element) -> None:
        self.count += 1
        number, level = self.numbering.of(element)
        for position, line in enumerate(_text(element).split("\n")):
            if text := clean(line).strip("　 "):
                prefix = number if position == 0 else ""
                self.blocks.append(
                    Paragraph(prefix + text, f"第{self.count}段", level if position == 0 else 0)
                )
        for box in element.iter(f"{_W}txbxContent"):
            if not any(above.tag in _LEFT_OUT for above in box.iterancestors()):
                self.read(box)

    def table(self, element: _Element) -> None:
        self.tables += 1
        rows = _rows(element, self.numbering)
        place = f"表{self.tables}"
        cells = [cell.text for row in rows for _, cell in row.own()]
        if max((len(row.cells) for row in rows), default=0) <= 1 or len(cells) <= 1:
            for text in cells:
                self.blocks += [Paragraph(line, place) for line in text.split("\n") if line.strip()]
            return
        self.blocks.append(TableBlock(Grid(self.name, rows, place), place))


def _children(parent: _Element) -> Iterator[_Element]:
    """The paragraphs and tables directly in a body or a cell, also within content controls and insertions."""
    stack = list(reversed(list(parent)))
    while stack:
        element = stack.pop()
        if element.tag in {f"{_W}p", f"{_W}tbl"}:
            yield element
        elif element.tag in {
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}moveTo",
            f"{_W}customXml",
            f"{_W}smartTag",
        }:
            stack.extend(reversed(list(element)))


def _text(paragraph: _Element) -> str:
    """The text of a paragraph as printed, without its text boxes and what was deleted."""
    pieces: list[str] = []
    stack = list(reversed(list(paragraph)))
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in _LEFT_OUT or tag == f"{_W}txbxContent" or not isinstance(tag, str):
            continue
        if tag == f"{_W}t":
            pieces.append(element.text or "")
        elif tag == f"{_W}tab":
            pieces.append(" ")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            pieces.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        else:
            stack.extend(reversed(list(element)))
    return "".join(pieces)


def _rows(table: _Element, numbering: Numbering) -> tuple[Row, ...]:
    """The rows of a table; a cell merged down or across has one anchor for all its places."""
    rows: list[Row] = []
    above: list[Cell] = []
    for number, row in enumerate(_table_rows(table), 1):
        if number > MAX_ROWS:
            break
        cells: list[Cell] = []
        skip = row.find(f"{_W}trPr/{_W}gridBefore")
        cells += [Cell("", (number, place)) for place in range(_count(skip, 0))]
        for cell in _row_cells(row):
            properties = cell.find(f"{_W}tcPr")
            span = _count(properties.find(f"{_W}gridSpan") if properties is not None else None, 1)
            merge = properties.find(f"{_W}vMerge") if properties is not None else None
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            place = len(cells)
            if goes_on and place < len(above):
                made = above[place]
            else:
                made = Cell(_cell_text(cell, numbering), (number, place))
            cells += [made] * min(max(span, 1), MAX_COLUMNS - place if place < MAX_COLUMNS else 1)
        above = cells
        hidden = row.find(f"{_W}trPr/{_W}hidden") is not None
        rows.append(Row(number, tuple(cells[:MAX_COLUMNS]), hidden))
    return tuple(rows)


def _table_rows(table: _Element) -> Iterator[_Element]:
    stack = list(reversed(list(table)))
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}tr":
            if element.find(f"{_W}trPr/{_W}del") is None:
                yield element
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            stack.extend(reversed(list(element)))


def _row_cells(row: _Element) -> Iterator[_Element]:
    stack = list(reversed(list(row)))
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}tc":
            yield element
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"}:
            stack.extend(reversed(list(element)))


def _cell_text(cell: _Element, numbering: Numbering) -> str:
    lines: list[str] = []
    for element in _children(cell):
        if element.tag == f"{_W}p":
            number, _ = numbering.of(element)
            text = clean(_text(element))
            lines.append(number + text if text else number.strip("、.． "))
        else:
            lines += [
                " ".join(_cell_text(inner, numbering) for inner in _row_cells(row))
                for row in _table_rows(element)
            ]
    return "\n".join(line for line in lines if line.strip())


def _count(element: _Element | None, otherwise: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(value), MAX_COLUMNS) if value.isdecimal() and len(value) < 6 else otherwise  # noqa: PLR2004 -- no table is wider
