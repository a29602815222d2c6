"""A Word document as blocks: paragraphs with the numbers that Word itself would print, tables with merged cells.

Bytes in, blocks and problems out. Deleted text, comments and field codes are left out; nothing is run or fetched.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from duban.errors import Problem
from duban.importers.formats.blocks import MAX_BLOCKS, Block, Document, Paragraph, TableBlock, refused
from duban.importers.formats.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Row, refuse
from duban.importers.formats.struck_text import struck_notice
from duban.importers.formats.word.numbering import Numbering
from duban.importers.formats.word.text import (
    Element,
    W,
    boxes_of,
    children_of,
    is_hidden,
    margins_of,
    mark_deleted,
    notes_of,
    parse_part,
    references_of,
    strike_out,
    text_of,
)
from duban.importers.formats.zip_safety import BROKEN_ZIP, active_parts, inspect_archive
from duban.importers.grammar.normalize import clean

_DC = "{http://purl.org/dc/elements/1.1/}"
_MOST_PARAGRAPHS = 100_000  # empty ones too
_SAVE_AGAIN = "请用 Word 或 WPS 打开，另存为 .docx 再导入。"
_BODY = "word/document.xml"
_PARTS = (
    *(_BODY, "word/numbering.xml", "word/styles.xml", "word/footnotes.xml", "word/endnotes.xml"),
    *("word/comments.xml", "docProps/core.xml"),
)


def read_word(data: bytes, name: str) -> Document:
    """Read a .docx or .docm; refused with a problem: broken, encrypted, a zip bomb, another kind of archive."""
    problem, parts = inspect_archive(data, name, save_again=_SAVE_AGAIN)
    if problem is not None:
        return Document(name, (), (problem,))
    if _BODY not in parts:
        message = "这是压缩包，不是 Word 文档。"
        return refused(name, "wrong-format", message, "请先解压，再导入里面的文件。")
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            roots = {part: parse_part(archive, part) for part in _PARTS if part in parts}
            margins = margins_of(archive, parts)
    except (*BROKEN_ZIP, etree.LxmlError) as error:
        message = f"Word 文档的内容是坏的，读不出来（{type(error).__name__}）。"
        return refused(name, "workbook-broken", message, _SAVE_AGAIN)
    root = roots[_BODY]
    body = root.find(f"{W}body")
    if body is None:
        return refused(name, "workbook-broken", "Word 文档里没有正文。", _SAVE_AGAIN)
    numbering = Numbering(roots.get("word/numbering.xml"), roots.get("word/styles.xml"))
    tracked, struck = _tracked(root), strike_out(roots)
    reader = _Reader(name, numbering, notes_of(roots))
    reader.read(body)
    core = roots.get("docProps/core.xml")
    title = core.findtext(f"{_DC}title") if core is not None else None
    properties = {"title": clean(title or ""), "margins": "\n".join(margins)}
    told = (tracked, _hidden(root), _comments(roots.get("word/comments.xml")))
    problems = (
        *active_parts(data, name, parts),
        *(Problem.notice(*each, name) for each in told if each),
        *([struck_notice(name, struck)] if struck else []),
        *reader.problems,
    )
    return Document(name, tuple(reader.blocks), problems, MappingProxyType(properties), reader.noted)


def _tracked(root: Element) -> tuple[str, str, str] | None:
    if all(root.find(f".//{W}{tag}") is None for tag in ("del", "ins", "moveFrom")):
        return None
    return "tracked-changes", "文档里有修订痕迹：按接受全部修订来读，删去的文字没有读。", "请核对定稿。"


def _hidden(root: Element) -> tuple[str, str, str] | None:
    if not any(is_hidden(mark.getparent().getparent()) for mark in root.iter(f"{W}vanish")):
        return None
    return "hidden-text", "文档里有隐藏的文字，没有读。", "如果其中有任务，请在 Word 里取消隐藏，再导入。"


def _comments(root: Element | None) -> tuple[str, str, str] | None:
    count = 0 if root is None else len(root.findall(f"{W}comment"))
    return (
        ("comments", f"文档里有 {count} 条批注，没有读。", "如果批注里有任务或批示，请另行登记。")
        if count
        else None
    )


class _Reader:
    """Walks the body once; `place` counts the paragraphs as a reader of the document would."""

    def __init__(self, name: str, numbering: Numbering, notes: dict[tuple[str, str], str]) -> None:
        self.name = name
        self.numbering = numbering
        self.notes = notes
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.count = 0
        self.tables = 0
        self.noted: dict[str, tuple[str, ...]] = {}
        self.before = ""  # of a paragraph whose end was deleted

    def read(self, parent: Element) -> None:
        for element in children_of(parent, "p", "tbl"):
            if len(self.blocks) > MAX_BLOCKS or self.count > _MOST_PARAGRAPHS:
                self.problems.append(
                    refuse(self.name, "file-too-large", f"段落超过 {MAX_BLOCKS} 个。", "请拆成几个文件。")
                )
                return
            if element.tag == f"{W}p":
                self.paragraph(element)
            else:
                self.flush()
                self.table(element)
        self.flush()

    def flush(self) -> None:
        """Emit text that waits for the paragraph it continues in, when none comes."""
        if text := clean(self.before).strip("　 "):
            self.blocks.append(Paragraph(text, f"第{self.count}段"))
        self.before = ""

    def paragraph(self, element: Element) -> None:
        self.count += 1
        text = text_of(element)
        if self.numbering.is_contents(element):
            return
        self.note(element, f"第{self.count}段")
        if mark_deleted(element):
            number = self.numbering.of(element)[0] if text.strip() and not self.before else ""
            self.before += number + text
            return
        number, level = ("", 0) if self.before else self.numbering.of(element)
        place = f"第{self.count}段"
        for position, line in enumerate((self.before + text).split("\n")):
            if said := clean(line).strip("　 "):
                first = position == 0
                self.blocks.append(Paragraph(number + said if first else said, place, level if first else 0))
        self.before = ""
        self.boxes(element)

    def boxes(self, element: Element) -> None:
        """Emit the text boxes of a paragraph or table, after it."""
        for box in boxes_of(element):
            self.read(box)

    def note(self, element: Element, place: str) -> None:
        """Keep what the footnotes and endnotes say to which an element refers."""
        if texts := [text for reference in references_of(element) if (text := self.notes.get(reference))]:
            self.noted[place] = (*self.noted.get(place, ()), *texts)

    def table(self, element: Element) -> None:
        if len(cells := [cell for row in _table_rows(element) for cell in _row_cells(row)]) == 1:
            self.read(cells[0])
            return
        self.tables += 1
        rows = _rows(element, self.numbering)
        place = f"表{self.tables}"
        texts = [cell.text for row in rows for _, cell in row.own()]
        if max((len(row.cells) for row in rows), default=0) <= 1 or len(texts) <= 1:
            for text in texts:
                self.blocks += [Paragraph(line, place) for line in text.split("\n") if line.strip()]
        else:
            self.blocks.append(TableBlock(Grid(self.name, rows, place), place))
        for number, row in enumerate(_table_rows(element), 1):
            self.note(row, f"{place}!{number}行")
        self.boxes(element)


def _rows(table: Element, numbering: Numbering) -> tuple[Row, ...]:
    """The rows of a table; a cell merged down or across has one anchor for all its places."""
    rows: list[Row] = []
    above: list[Cell] = []
    for number, row in enumerate(_table_rows(table), 1):
        if number > MAX_ROWS:
            break
        cells: list[Cell] = []
        skip = row.find(f"{W}trPr/{W}gridBefore")
        cells += [Cell("", (number, place)) for place in range(_count(skip, 0))]
        for cell in _row_cells(row):
            properties = cell.find(f"{W}tcPr")
            span = _count(properties.find(f"{W}gridSpan") if properties is not None else None, 1)
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            place = len(cells)
            if goes_on and place < len(above):
                made = above[place]
            else:
                made = Cell(_cell_text(cell, numbering), (number, place))
            cells += [made] * min(max(span, 1), MAX_COLUMNS - place if place < MAX_COLUMNS else 1)
        above = cells
        hidden = row.find(f"{W}trPr/{W}hidden") is not None
        rows.append(Row(number, tuple(cells[:MAX_COLUMNS]), hidden))
    return tuple(rows)


def _table_rows(table: Element) -> Iterator[Element]:
    return (row for row in children_of(table, "tr") if row.find(f"{W}trPr/{W}del") is None)


def _row_cells(row: Element) -> Sequence[Element]:
    return [cell for cell in children_of(row, "tc") if cell.find(f"{W}tcPr/{W}cellDel") is None]


def _cell_text(cell: Element, numbering: Numbering) -> str:
    lines: list[str] = []
    for element in children_of(cell, "p", "tbl"):
        if element.tag == f"{W}p":
            number, _ = numbering.of(element)
            text = clean(text_of(element))
            lines.append(number + text if text else number.strip("、.． "))
        else:
            lines += [
                " ".join(_cell_text(inner, numbering) for inner in _row_cells(row))
                for row in _table_rows(element)
            ]
    return "\n".join(line for line in lines if line.strip())


def _count(element: Element | None, otherwise: int) -> int:
    value = element.get(f"{W}val", "") if element is not None else ""
    return min(int(value), MAX_COLUMNS) if value.isdecimal() and len(value) < 6 else otherwise  # noqa: PLR2004 -- no table is wider
