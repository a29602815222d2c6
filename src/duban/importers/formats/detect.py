"""What kind of file this is, by its bytes: hands it to the reader of that kind, or says why it cannot be read.

Opens nothing itself; each reader is imported only when a file of its kind comes.
"""

import re

from duban.errors import Problem
from duban.importers.formats.blocks import Document, refused
from duban.importers.formats.grid import refuse

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<body", b"<div", b"<head")
_TEXT_NAMES = (".txt", ".md", ".markdown", ".text")
_BINARY_NAMES = (".docx", ".docm", ".xlsx", ".xlsm", ".pdf")
_MARKED = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_HEAD = 2_000


def _again(target: str) -> str:
    return f"请用 Word、Excel 或 WPS 打开，另存为 {target} 再导入。"


_UNPACK = "请先解压，再导入里面的文件。"
# How bytes begin (in small letters), what the beginning holds, what such a file is, what to do.
_CLOSED = (
    (b"{\\rtf1", b"", "这是 RTF 文档。", _again(".docx")),
    (b"mime-version:", b"", "这是“单个文件网页”（.mht）。", _again(".docx 或 .xlsx")),
    (b"\x1f\x8b", b"", "这是压缩包。", _UNPACK),
    (b"7z\xbc\xaf", b"", "这是压缩包。", _UNPACK),
    (b"rar!", b"", "这是压缩包。", _UNPACK),
    (
        b"<?xml",
        b"urn:schemas-microsoft-com:office:spreadsheet",
        "这是“XML 表格 2003”格式的工作簿（有些系统导出的 .xls 其实是它）。",
        _again(".xlsx"),
    ),
    (b"<?xml", b"", "这是 XML 文件，不是公文或表格。", _again(".docx 或 .xlsx")),
)


def tells_table(data: bytes, name: str) -> bool:
    """Whether a file goes to the table reader: a workbook, or text whose name says that it is a table."""
    if data.startswith(ZIP):
        return b"word/document.xml" not in data  # so that a damaged archive is recognised too
    if data.startswith(b"%PDF") or is_web(data) or old_format(data, name) is not None:
        return False
    return not name.lower().endswith(_TEXT_NAMES)


def is_web(data: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(_WEB) or (head.startswith((b"<?xml", b"<!--", b"<!doctype")) and b"<html" in head)


def read_blocks(data: bytes, name: str) -> Document:
    """The blocks of a file that is no plain table, or the problem that says why it cannot be read."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        return refused(name, "file-empty", "文件里没有可读的内容。", "请看是不是选错了文件。")
    if data.startswith(ZIP):
        from duban.importers.formats.word.reader import read_word

        return read_word(data, name)
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        from duban.importers.formats.pdf.reader import read_pdf

        return read_pdf(data, name)
    if is_web(data):
        from duban.importers.formats.web_page import read_web

        return read_web(data, name)
    if (problem := old_format(data, name)) is not None:
        return Document(name, (), (problem,))
    from duban.importers.formats.plain_text import read_plain

    return read_plain(data, name)


def old_format(data: bytes, name: str) -> Problem | None:
    """Why a file of an old or closed format cannot be read, and what to do instead."""
    lower = name.lower()
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return refuse(name, "encrypted", "文件加了密码，读不出来。", "请打开后去掉密码，另存再导入。")
        kinds = (
            ((".wps", ".wpt"), "这是 WPS 文字的 .wps 格式。", ".docx"),
            ((".et", ".ett"), "这是 WPS 表格的 .et 格式。", ".xlsx"),
            ((".xls", ".xlt"), "这是旧的 Excel .xls 格式。", ".xlsx"),
            ((".doc", ".dot"), "这是旧的 Word .doc 格式。", ".docx"),
            ((".ppt", ".dps"), "这是旧的演示文稿格式。", ".docx"),
        )
        for ends, message, target in kinds:
            if lower.endswith(ends):
                return refuse(name, "wrong-format", message, _again(target))
        inside = "WordDocument".encode("utf-16-le") in data
        message = "这是旧的 Word .doc（或 .wps）格式。" if inside else "这是旧的 .xls（或 .doc、.et）格式。"
        return refuse(name, "wrong-format", message, _again(".docx" if inside else ".xlsx"))
    head = data[:_HEAD].lstrip()
    for begins, holds, message, advice in _CLOSED:
        if head.lower().startswith(begins) and holds in head:
            return refuse(name, "wrong-format", message, advice)
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")):
        message = "这是图片（可能是扫描件），里面没有文字。"
        return refuse(name, "no-text", message, "请用文字识别软件转成 .docx 或 .txt，校对后再导入。")
    suffix = lower[lower.rfind(".") :]
    if suffix in _BINARY_NAMES and not data.startswith(_MARKED) and _CONTROLS.search(data[:_HEAD]):
        message = f"文件名是 {suffix}，内容却不是，可能没有下载完或传坏了。"
        return refuse(name, "file-broken", message, "请重新下载，或请发来的人重发一份，打得开再导入。")
    return None
