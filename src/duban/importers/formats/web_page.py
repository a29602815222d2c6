"""A web page as blocks: visible paragraphs, tables with spanned cells filled in, layout tables dissolved.

Bytes in, blocks and problems out. Scripts, styles and hidden parts are left out; nothing is fetched.
"""

import re
from typing import Any

from duban.importers.formats.blocks import (
    MAX_BLOCKS,
    MAX_CHARACTERS,
    Block,
    Document,
    Paragraph,
    TableBlock,
    refused,
)
from duban.importers.formats.delimited import decode
from duban.importers.formats.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid, Row, refuse
from duban.importers.formats.html_styles import strike_out
from duban.importers.formats.struck_text import struck_notice
from duban.importers.grammar.normalize import clean

MAX_BYTES = 20_000_000
_UNREAD = "script style noscript template head select option button iframe object svg form-data"
_LEFT_OUT = frozenset(_UNREAD.split())
_BLOCKS = """
p div br li ul ol h1 h2 h3 h4 h5 h6 section article header footer blockquote pre dd dt dl tr td th table tbody thead hr
center body html nav aside main figure
"""
_BREAKS = frozenset(_BLOCKS.split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
# The encodings a page may declare, by the names browsers know; Python's own list also holds codecs that are no writing.
_ENCODINGS = {
    name: codec
    for codec, names in (
        ("utf-8", "utf-8 utf8"),
        ("gb18030", "gb18030 gbk gb2312 x-gbk cp936 gb-2312 gb2312-80"),
        ("big5hkscs", "big5 big5-hkscs big5hkscs cn-big5 x-x-big5"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16le utf-16-le"),
        ("utf-16-be", "utf-16be utf-16-be"),
        ("cp1252", "windows-1252 cp1252 iso-8859-1 iso8859-1 latin1 latin-1 ascii us-ascii"),
        ("shift_jis", "shift-jis sjis x-sjis"),
        ("euc_jp", "euc-jp"),
        ("euc_kr", "euc-kr ks-c-5601-1987"),
    )
    for name in names.split()
}
# An HTML parser takes quadratic time in the attributes of an element.
_MOST_ATTRIBUTES = 10_000
_TAG = re.compile(r"<[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"[\s/\"'][^\s/\"'=]")
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_LONG_CELL = 1_500
# Lines of the website itself: breadcrumb, operator, footer.
_FRAME = re.compile(
    r"^(?:您|你)?(?:当前|现在)?(?:所在)?的?(?:位置|栏目)\s*[:：]|网站标识码|ICP备|公网安备|^版权所有|^(?:主办|承办|技术支持)(?:单位)?[:：].*(?:承办|技术支持|维护)(?:单位)?[:：]"
)
_BETWEEN_LINKS = re.compile(r"[\s|｜/>＞»›·•-]+")
_FEW_LINKS, _MOST_LINKS = 2, 200
# Labels of the table of metadata that government sites put above a document.
_FACT = re.compile(
    r"(?:信息)?(?:索引号|文号|发文字号|发文机关|发布机构|成文日期|生成日期|发布日期|主题分类|公开方式|有效性|主题词)(?:[:：].*)?"
)
_FEW_FACTS = 3
_LONGEST_ENTRY = 10
_COPY_AGAIN = "请在浏览器里另存为文本或复制到 Word，再导入。"
_TITLE_NAMES = ("ArticleTitle", "articletitle", "og:title", "title")
_Element = Any  # lxml carries no types


def read_web(data: bytes, name: str) -> Document:
    """Read an HTML page; refused with a problem: too large, an encoding that does not fit, nothing in it."""
    if len(data) > MAX_BYTES:
        size = len(data) // 1_000_000
        return refused(name, "file-too-large", f"网页有 {size} MB，最多 20 MB。", "请只保存正文部分。")
    text = _decode(data)
    if text is None or len(text) > MAX_CHARACTERS * 5:
        message = "网页的编码认不出来，或有损坏的字节。"
        return refused(name, "unknown-encoding", message, _COPY_AGAIN)
    if _is_swollen(text):
        message = f"网页里有一个元素的属性超过 {_MOST_ATTRIBUTES} 个，不像网页，没有读。"
        return refused(name, "file-too-large", message, _COPY_AGAIN)
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(_DECLARED.sub("", text.replace("\x00", "")), parser=parser)
    except (etree.LxmlError, ValueError):
        return refused(name, "file-empty", "网页里没有可读的内容。", "请看是不是选错了文件。")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        message = "网页里的元素一层套一层，超过 256 层，后面的读不到。"
        return refused(name, "too-deep", message, _COPY_AGAIN)
    struck = strike_out(root)
    reader = _Reader(name)
    reader.read(root)
    problems = [struck_notice(name, struck)] if struck else []
    if len(reader.blocks) > MAX_BLOCKS:
        problems.append(refuse(name, "file-too-large", f"段落超过 {MAX_BLOCKS} 个。", "请只保存正文部分。"))
    properties = {"title": _title(root), "margins": "\n".join(reader.facts)}
    return Document(name, tuple(reader.blocks), tuple(problems), properties)


def _is_swollen(text: str) -> bool:
    """Whether an element has far more attributes than real ones have; an embedded image is one long attribute."""
    long = (tag[0] for tag in _TAG.finditer(text) if len(tag[0]) > 2 * _MOST_ATTRIBUTES)
    return any(len(_ATTRIBUTE.findall(_QUOTED.sub('"', tag))) > _MOST_ATTRIBUTES for tag in long)


def _decode(data: bytes) -> str | None:
    """The text of a page: by the encoding it declares if that fits, else as formats/delimited.py decodes text."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = _ENCODINGS.get(declared[1].decode("ascii").lower().replace("_", "-"))
        try:
            return data.decode(encoding) if encoding else decode(data)
        except UnicodeDecodeError:
            pass
    return decode(data)


def _title(root: _Element) -> str:
    for meta in root.iter("meta"):
        if meta.get("name") in _TITLE_NAMES or meta.get("property") in _TITLE_NAMES:
            return clean(meta.get("content") or "")
    found = root.find(".//title")
    return re.split(r"[-_|—]", clean(found.text or ""))[0].strip() if found is not None else ""


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.kept = 0  # how many <pre> stand open: their lines are lines
        self.links: list[str] = []
        self.facts: list[str] = []
        self.count = 0
        self.tables = 0
        self.level = 0

    def read(self, root: _Element) -> None:
        """Walk without recursion; a data table is taken whole, its inside is not walked."""
        stack: list[tuple[_Element, bool]] = [(root, False)]
        while stack:
            if len(self.blocks) > MAX_BLOCKS:
                return
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                self.leave(element, tag)
                continue
            if not tag or tag in _LEFT_OUT or _is_hidden(element):
                self.say(element.tail)
                continue
            if tag in _BREAKS:
                self.flush()
            if tag == "table" and _is_data(element):
                self.table(element)
                self.say(element.tail)
                continue
            if tag in {"h2", "h3", "h4", "h5", "h6"}:
                self.level = int(tag[1])
            self.kept += tag == "pre"
            if tag == "a":
                self.links.append(clean("".join(element.itertext())))
            self.say(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(list(element)))
        self.flush()

    def leave(self, element: _Element, tag: str) -> None:
        if tag in _BREAKS:
            self.flush()
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.level = 0
        self.kept -= tag == "pre"
        self.say(element.tail)

    def say(self, text: str | None) -> None:
        first, *others = (text or "").split("\n") if self.kept else (text or "",)
        self.pieces.append(first)
        for line in others:
            self.flush()
            self.pieces.append(line)

    def flush(self) -> None:
        text = re.sub(r"[ \t\r\n]+", " ", clean("".join(self.pieces))).strip("　 ")
        links, self.pieces, self.links = self.links, [], []
        if text and not _is_frame(text, links):
            self.count += 1
            for piece in re.split("　{2,}", text):
                if piece := piece.strip("　 "):
                    self.blocks.append(Paragraph(piece, f"第{self.count}段", self.level))

    def table(self, element: _Element) -> None:
        self.tables += 1
        place = f"表{self.tables}"
        rows = _rows(element)
        if _tells_facts(rows):
            self.facts += [" ".join(cell.text for _, cell in row.own()) for row in rows]
            while self.blocks and _is_entry(self.blocks[-1]):
                self.blocks.pop()
        elif rows:
            self.blocks.append(TableBlock(Grid(self.name, rows, place), place))


def _is_frame(text: str, links: list[str]) -> bool:
    """Whether a line belongs to the website and not to the document: a breadcrumb, a row of links, the footer."""
    for link in links[:_MOST_LINKS] if len(links) >= _FEW_LINKS else ():
        text = text.replace(link, " ", 1)
    return not _BETWEEN_LINKS.sub("", text) or _FRAME.search(text) is not None


def _tells_facts(rows: tuple[Row, ...]) -> bool:
    """Whether a table only describes the document (索引号, 发文机关 …): labels and values in turn, no content."""
    texts = {re.sub(r"\s", "", cell.text) for row in rows for _, cell in row.own()}
    return sum(_FACT.fullmatch(text) is not None for text in texts) >= _FEW_FACTS


def _is_entry(block: Block) -> bool:
    """Whether a line above the facts is an entry of the site's menu, too short for a title."""
    return isinstance(block, Paragraph) and len(block.text) <= _LONGEST_ENTRY


def _is_hidden(element: _Element) -> bool:
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style") or "") is not None


def _is_data(table: _Element) -> bool:
    """Whether a table is data, not layout: several columns, no nested table, no cell that holds a whole text."""
    if table.find(".//table") is not None:
        return False
    cells = [list(row.iter("td", "th")) for row in table.iter("tr")]
    if max((len(row) for row in cells), default=0) < 2 or len(cells) < 2:  # noqa: PLR2004 -- a table has rows and columns
        return False
    return all(len("".join(cell.itertext())) < _LONG_CELL for row in cells for cell in row)


def _rows(table: _Element) -> tuple[Row, ...]:
    """The rows with spanned cells filled, each with the anchor of its first place."""
    held: dict[tuple[int, int], Cell] = {}
    rows: list[Row] = []
    for number, element in enumerate(table.iter("tr"), 1):
        if number > MAX_ROWS:
            break
        cells: list[Cell] = []
        for cell in element.iter("td", "th"):
            while (number, len(cells)) in held and len(cells) < MAX_COLUMNS:
                cells.append(held.pop((number, len(cells))))
            if len(cells) >= MAX_COLUMNS:
                break
            place = len(cells)
            made = Cell(_cell_text(cell), (number, place))
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for column in range(place, min(place + across, MAX_COLUMNS)):
                cells.append(made)
                held.update(((number + below, column), made) for below in range(1, down))
        while (number, len(cells)) in held:
            cells.append(held.pop((number, len(cells))))
        rows.append(Row(number, tuple(cells), _is_hidden(element)))
    return tuple(rows)


def _span(cell: _Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), 500)) if value.isdecimal() and len(value) < 5 else 1  # noqa: PLR2004 -- no table is wider


def _cell_text(cell: _Element) -> str:
    pieces: list[str] = []
    left_out: set[_Element] = set()
    for element in cell.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if element.getparent() in left_out:
            left_out.add(element)
            continue
        if tag in _LEFT_OUT:
            left_out.add(element)
            pieces.append(re.sub(r"\s+", " ", element.tail or ""))
            continue
        if tag in _BREAKS and tag not in {"td", "th"}:
            pieces.append("\n")
        pieces.append(re.sub(r"\s+", " ", element.text or "") if tag else "")
        if element is not cell:
            pieces.append(re.sub(r"\s+", " ", element.tail or ""))
    lines = (clean(line).strip("　 ") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
