"""Plain text and Markdown as blocks: one paragraph a line, lines of a fixed width joined.

Bytes in, blocks and problems out; no text is interpreted.
"""

import re
import unicodedata
from collections.abc import Sequence

from duban.core.grammar.typed import written_day
from duban.core.model.folding import plain
from duban.importers.formats.blocks import MAX_BLOCKS, MAX_CHARACTERS, Document, Paragraph, refused
from duban.importers.formats.delimited import decode, wrong_bytes
from duban.importers.formats.struck_text import struck_notice
from duban.importers.grammar.normalize import clean
from duban.importers.grammar.numbering import find_marks

MAX_BYTES = 20_000_000
_PARAGRAPH_SPACE = re.compile("(?:\u3000{2,}|\t| *[\u2002\u2003][ \u2002\u2003\xa0]*)+")
_MANY_CONTROLS = 0.1
_HEAD = 5_000
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+")
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")
_STRUCK = re.compile(r"~~(?=\S)(.{1,500}?)~~|<(s|del|strike)>(.{1,500}?)</\2>")
_LINK = re.compile(r"!?\[([^\]]{0,200})\]\([^)\s]{0,500}\)")
_NOTE = re.compile(r"#\s*[A-Za-z][\w ]{0,20}:")  # header lines of stored texts: # source: …
_ENTITY = re.compile(r"&nbsp;|&#160;|&ensp;|&emsp;")


def read_plain(data: bytes, name: str) -> Document:
    """Read running text; refused with a problem: too large, an encoding that does not fit, control characters."""
    if len(data) > MAX_BYTES:
        size = len(data) // 1_000_000
        return refused(name, "file-too-large", f"文件有 {size} MB，文本最多 20 MB。", "请拆成几个文件。")
    text = decode(data)
    if text is None:
        advice = "请用记事本或 WPS 打开，另存为 UTF-8 编码再导入。"
        return Document(name, (), (wrong_bytes(data, name, advice),))
    head = text[:_HEAD]
    controls = sum(character < " " and character not in "\t\r\n\f" for character in head) / (len(head) or 1)
    if "\x00" in text or controls > _MANY_CONTROLS:
        advice = "它可能不是文本，或者已经损坏；请打开看看，另存为 .docx 或 .txt。"
        return refused(name, "not-text", "文件里有不可见的控制字符（如 NUL），不像文本。", advice)
    return blocks_of_text(text, name)


def blocks_of_text(text: str, name: str) -> Document:
    """The paragraphs of a text, lines of a fixed width joined; two full-width spaces begin a paragraph too."""
    if len(text) > MAX_CHARACTERS:
        return refused(name, "file-too-large", f"文字超过 {MAX_CHARACTERS} 个。", "请拆成几个文件。")
    blocks: list[Paragraph] = []
    text = plain(text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    marked = name.lower().endswith((".md", ".markdown"))
    struck: list[str] = []
    fence, front = False, True
    for number, line in unwrap(text.split("\n")):
        front = front and (not line.strip() or _NOTE.match(line) is not None)
        if front:
            continue
        if line.strip().startswith("```"):
            fence = not fence
            continue
        pieces = [piece for piece in _PARAGRAPH_SPACE.split(_ENTITY.sub(" ", line)) if piece.strip("　 ")]
        for piece in pieces:
            if marked:
                struck += [match[1] or match[3] for match in _STRUCK.finditer(piece)]
            level, said = _unmarked(piece) if marked else (0, piece)
            if said := clean(said).strip("　 "):
                blocks.append(Paragraph(said, f"第{number}行", level))
        if len(blocks) > MAX_BLOCKS:
            return refused(name, "file-too-large", f"段落超过 {MAX_BLOCKS} 个。", "请拆成几个文件。")
    return Document(name, tuple(blocks), (struck_notice(name, struck),) if struck else ())


def _unmarked(text: str) -> tuple[int, str]:
    """A line of Markdown without its marks and what is struck through, and the level of a heading."""
    text = _STRUCK.sub("", text)
    heading = _HEADING.match(text)
    level = len(heading[1]) if heading else 0
    text = text[heading.end() :] if heading else text
    return level, _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", text))


_NARROWEST, _WIDEST = 36, 120

_RAGGED = 4  # a punctuation mark that may not begin a line moves with the character before it

_FEW, _SHARE = 4, 5

_PAGE = re.compile(r"\s*[-—－–]\s*\d{1,4}\s*[-—－–]\s*")

_STOPS = ("。", "；", "：", "！", "？", ";", ":")

_BEGINS = re.compile(r"附\s*[件表录]|[\u4e00-\u9fff]{2,8}[:：]|[|｜┌├│└#【`]|[-*+•]\s")


def unwrap(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The lines with their numbers from 1, joined where only a fixed line width separates them."""
    numbered = [(number, line) for number, line in enumerate(lines, 1) if _PAGE.fullmatch(line) is None]
    width = _width_of(lines)
    if not width:
        return list(enumerate(lines, 1))
    found: list[tuple[int, str]] = []
    last = ""  # the line that the paragraph so far ends with
    for number, line in numbered:
        if last and _goes_on(last, line, width):
            found[-1] = (found[-1][0], found[-1][1] + line.strip())
        else:
            found.append((number, line))
        last = line
    return found


def _width_of(lines: Sequence[str]) -> int:
    """The width at which a text was wrapped; 0 if it was not: too few lines reach it, or one is longer."""
    widths = sorted(_columns(line.rstrip()) for line in lines if line.strip())
    widest = widths[-1] if widths else 0
    if not _NARROWEST <= widest <= _WIDEST:
        return 0
    full = [line for line in lines if _columns(line.rstrip()) >= widest - _RAGGED]
    cut = [line for line in full if not line.rstrip().endswith(_STOPS)]
    return widest if len(cut) >= _FEW and len(full) * _SHARE >= len(widths) else 0


def _goes_on(last: str, line: str, width: int) -> bool:
    """Whether a line continues the one before: that one is full, and this one begins nothing new."""
    text = line.strip()
    if not text or line[:1].isspace() or _columns(last.rstrip()) < width - _RAGGED:
        return False
    first = next(find_marks(text), None)
    return (
        not (first is not None and first.start == 0)
        and _BEGINS.match(text) is None
        and written_day(text) is None
    )


def _columns(text: str) -> int:
    """The width of a text in columns: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
